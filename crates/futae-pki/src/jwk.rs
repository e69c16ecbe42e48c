//! JSON Web Keys of ML-DSA: key type `AKP` (RFC 9964, Section 3), thumbprints (RFC 7638).
//!
//! `alg` names the parameter set, `pub` is the public key, `priv` the seed. A key without seed has
//! no such form.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Algorithm, Error, Exported, PrivateKey, PublicKey};

/// The longest JWK that is read: keys of ML-DSA-87 take 3.5 KiB in base64.
const MAX_BYTES: usize = 64 * 1024;
/// RFC 9964, Table 1: what `alg` may be.
const ALGORITHMS: [&str; 3] = ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];

/// A public key as JWK.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, jwk};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
/// let text = jwk::from_public_key(key.public_key())?;
/// assert!(text.starts_with(r#"{"kty":"AKP","alg":"ML-DSA-65","pub":""#));
/// assert_eq!(&jwk::to_public_key(&text)?, key.public_key());
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn from_public_key(key: &PublicKey) -> Result<String, Error> {
    let alg = registered(key.algorithm())?;
    let public = BASE64URL_NOPAD.encode(key.as_bytes());
    Ok(format!(r#"{{"kty":"AKP","alg":"{alg}","pub":"{public}"}}"#))
}

/// A private key as JWK, with its public key.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, jwk};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
/// let again = jwk::to_private_key(&jwk::from_private_key(&key)?)?;
/// assert_eq!(again.public_key(), key.public_key());
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn from_private_key(key: &PrivateKey) -> Result<Exported<String>, Error> {
    let alg = registered(key.algorithm())?;
    let public = BASE64URL_NOPAD.encode(key.public_key().as_bytes());
    let seed = Zeroizing::new(BASE64URL_NOPAD.encode(&key.seed().ok_or(Error::NoSeed)?));
    let seed = seed.as_str();
    let jwk = format!(r#"{{"kty":"AKP","alg":"{alg}","pub":"{public}","priv":"{seed}"}}"#);
    Ok(Exported::new(Zeroizing::new(jwk)))
}

/// The public key of a JWK; a private part is ignored.
///
/// ```
/// use futae_pki::jwk;
///
/// assert!(jwk::to_public_key(r#"{"kty":"OKP"}"#).is_err());
/// ```
pub fn to_public_key(text: &str) -> Result<PublicKey, Error> {
    let members = members(text)?;
    PublicKey::from_bytes(algorithm(&members)?, &bytes(&members, "pub")?)
}

/// The private key of a JWK. Its `pub` must follow from its `priv`.
///
/// ```
/// use futae_pki::jwk;
///
/// assert!(jwk::to_private_key(r#"{"kty":"AKP","alg":"ML-DSA-44"}"#).is_err());
/// ```
pub fn to_private_key(text: &str) -> Result<PrivateKey, Error> {
    let members = members(text)?;
    let algorithm = algorithm(&members)?;
    let key = PrivateKey::from_seed(algorithm, &bytes(&members, "priv")?)?;
    match key.public_key().as_bytes() == bytes(&members, "pub")?.as_slice() {
        true => Ok(key),
        false => Err(Error::Inconsistent("the public key beside it is of another key")),
    }
}

/// The thumbprint (RFC 7638 with SHA-256): over the members `alg`, `kty` and `pub`.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, jwk};
///
/// let key = PrivateKey::from_seed(Algorithm::by_name("ML-DSA-44")?, &[0; 32])?;
/// let thumbprint = jwk::thumbprint(key.public_key())?;
/// assert_eq!(thumbprint, "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o");
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn thumbprint(key: &PublicKey) -> Result<String, Error> {
    let alg = registered(key.algorithm())?;
    let public = BASE64URL_NOPAD.encode(key.as_bytes());
    let canonical = format!(r#"{{"alg":"{alg}","kty":"AKP","pub":"{public}"}}"#);
    Ok(BASE64URL_NOPAD.encode(&Sha256::digest(canonical)))
}

/// The name of an algorithm that RFC 9964 registers.
pub(crate) fn registered(algorithm: Algorithm) -> Result<&'static str, Error> {
    match ALGORITHMS.contains(&algorithm.name()) {
        true => Ok(algorithm.name()),
        false => Err(Error::Unsupported(format!("{algorithm} in JOSE and COSE (RFC 9964)"))),
    }
}

fn wrong(cause: &str) -> Error {
    Error::Input(format!("no JWK of RFC 9964: {cause}"))
}

/// The members, whose strings are wiped when they are dropped.
struct Members(Map<String, Value>);

impl Drop for Members {
    fn drop(&mut self) {
        self.0.values_mut().for_each(|value| {
            if let Value::String(text) = value {
                zeroize::Zeroize::zeroize(text);
            }
        });
    }
}

fn members(text: &str) -> Result<Members, Error> {
    if text.len() > MAX_BYTES {
        return Err(Error::Limit("bytes of one JWK"));
    }
    let members = serde_json::from_str(text).map_err(|cause| wrong(&cause.to_string()))?;
    Ok(Members(members))
}

fn string<'a>(members: &'a Members, name: &str) -> Result<&'a str, Error> {
    let value = members.0.get(name).and_then(Value::as_str);
    value.ok_or_else(|| wrong(&format!("it has no text {name}")))
}

fn algorithm(members: &Members) -> Result<Algorithm, Error> {
    if string(members, "kty")? != "AKP" {
        return Err(wrong("its kty is not AKP"));
    }
    let name = string(members, "alg")?;
    match ALGORITHMS.contains(&name) {
        true => Algorithm::by_name(name),
        false => Err(Error::UnknownAlgorithm(name.chars().take(40).collect())),
    }
}

fn bytes(members: &Members, name: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let decoded = BASE64URL_NOPAD.decode(string(members, name)?.as_bytes());
    let decoded =
        decoded.map_err(|_| wrong(&format!("{name} is not base64url without padding")))?;
    Ok(Zeroizing::new(decoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> PrivateKey {
        PrivateKey::from_seed(Algorithm::by_name("ML-DSA-44").unwrap(), &[7; 32]).unwrap()
    }

    #[test]
    fn a_public_part_of_another_key_is_refused() {
        let other = PrivateKey::from_seed(key().algorithm(), &[8; 32]).unwrap();
        let public = |key: &PrivateKey| BASE64URL_NOPAD.encode(key.public_key().as_bytes());
        let text = from_private_key(&key()).unwrap().replace(&public(&key()), &public(&other));
        assert!(matches!(to_private_key(&text), Err(Error::Inconsistent(_))));
    }

    #[test]
    fn malformed_keys_are_errors() {
        let good = from_private_key(&key()).unwrap();
        for (from, to) in [
            ("AKP", "OKP"),
            ("ML-DSA-44", "ML-DSA-65"),
            ("ML-DSA-44", "SLH-DSA-SHA2-128s"),
            ("\"pub\":\"", "\"pub\":\"*"),
            ("\"pub\":\"", "\"pub\":\"AA"),
            ("\"priv\"", "\"d\""),
            ("\"priv\":\"", "\"priv\":\"AAAA"),
            ("{\"kty", "[{\"kty"),
            ("\"}", "\"} x"),
        ] {
            assert!(to_private_key(&good.replace(from, to)).is_err(), "{from} {to}");
        }
        assert_eq!(
            to_public_key(&" ".repeat(MAX_BYTES + 1)),
            Err(Error::Limit("bytes of one JWK"))
        );
    }

    #[test]
    fn only_registered_algorithms_have_a_form() {
        let kem = PrivateKey::generate(Algorithm::by_name("ML-KEM-512").unwrap()).unwrap();
        assert!(matches!(from_public_key(kem.public_key()), Err(Error::Unsupported(_))));
    }
}
