//! COSE keys of ML-DSA: key type `AKP` = 7 (RFC 9964, Section 4), thumbprints (RFC 9679).
//!
//! Written in deterministic CBOR. Read in any CBOR without duplicate labels and trailing bytes;
//! labels that are not asked for are passed over.

use ciborium::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Algorithm, Error, Exported, PrivateKey, PublicKey, jwk};

/// The longest key that is read: keys of ML-DSA-87 take 2.6 KiB.
const MAX_BYTES: usize = 64 * 1024;
/// Nesting in a key that is read.
const MAX_DEPTH: usize = 8;
/// RFC 9964, Table 4: the key type.
const AKP: i64 = 7;
/// RFC 9052, Table 4; RFC 9964, Table 5: the labels.
const KTY: i64 = 1;
const ALG: i64 = 3;
const PUB: i64 = -1;
const PRIV: i64 = -2;
/// RFC 9964, Table 2: the algorithms.
const ALGORITHMS: [(&str, i64); 3] = [("ML-DSA-44", -48), ("ML-DSA-65", -49), ("ML-DSA-87", -50)];

/// A public key as COSE_Key.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, cose};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
/// let bytes = cose::from_public_key(key.public_key())?;
/// assert_eq!(&cose::to_public_key(&bytes)?, key.public_key());
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn from_public_key(key: &PublicKey) -> Result<Vec<u8>, Error> {
    Ok(encode(code(key.algorithm())?, key.as_bytes(), None).to_vec())
}

/// A private key as COSE_Key, with its public key.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, cose};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
/// let again = cose::to_private_key(&cose::from_private_key(&key)?)?;
/// assert_eq!(again.public_key(), key.public_key());
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn from_private_key(key: &PrivateKey) -> Result<Exported<Vec<u8>>, Error> {
    let seed = key.seed().ok_or(Error::NoSeed);
    let bytes = encode(code(key.algorithm())?, key.public_key().as_bytes(), Some(&seed?));
    Ok(Exported::new(bytes))
}

/// The public key of a COSE_Key; a private part is ignored.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # use futae_pki::cose;
/// let bytes = cose::from_private_key(&key)?;
/// assert_eq!(&cose::to_public_key(&bytes)?, key.public_key());
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn to_public_key(bytes: &[u8]) -> Result<PublicKey, Error> {
    let labels = Labels::from_bytes(bytes)?;
    PublicKey::from_bytes(labels.algorithm()?, labels.bytes(PUB)?)
}

/// The private key of a COSE_Key. Its public part must follow from its private one.
///
/// ```
/// use futae_pki::cose;
///
/// assert!(cose::to_private_key(&[0xA1, 0x01, 0x07]).is_err());
/// ```
pub fn to_private_key(bytes: &[u8]) -> Result<PrivateKey, Error> {
    let labels = Labels::from_bytes(bytes)?;
    let key = PrivateKey::from_seed(labels.algorithm()?, labels.bytes(PRIV)?)?;
    match key.public_key().as_bytes() == labels.bytes(PUB)? {
        true => Ok(key),
        false => Err(Error::Inconsistent("the public key beside it is of another key")),
    }
}

/// The thumbprint (RFC 9679 with SHA-256): over the labels 1, 3 and -1.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, cose};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// assert_eq!(cose::thumbprint(key.public_key())?.len(), 32);
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn thumbprint(key: &PublicKey) -> Result<[u8; 32], Error> {
    Ok(Sha256::digest(from_public_key(key)?).into())
}

fn code(algorithm: Algorithm) -> Result<i64, Error> {
    let name = jwk::registered(algorithm)?;
    let found = ALGORITHMS.iter().find(|(each, _)| *each == name);
    found.map(|(_, code)| *code).ok_or_else(|| wrong("its algorithm has no number"))
}

/// Deterministic CBOR (RFC 8949, Section 4.2.1): 1, 3, -1, -2 is the order of the encoded labels.
fn encode(alg: i64, public: &[u8], seed: Option<&[u8]>) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(public.len() + 64));
    head(&mut out, 5, if seed.is_some() { 4 } else { 3 });
    for (label, value) in [(KTY, AKP), (ALG, alg)] {
        integer(&mut out, label);
        integer(&mut out, value);
    }
    for (label, bytes) in [(PUB, Some(public)), (PRIV, seed)] {
        let Some(bytes) = bytes else { continue };
        integer(&mut out, label);
        head(&mut out, 2, bytes.len() as u64);
        out.extend_from_slice(bytes);
    }
    out
}

fn integer(out: &mut Vec<u8>, value: i64) {
    match value {
        0.. => head(out, 0, value as u64),
        _ => head(out, 1, !value as u64),
    }
}

/// RFC 8949, Section 3: major type and argument, as short as can be. Arguments are lengths and
/// labels, all below 2^16.
fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    match argument {
        0..24 => out.push(major << 5 | argument as u8),
        24..0x100 => out.extend([major << 5 | 24, argument as u8]),
        _ => {
            out.push(major << 5 | 25);
            out.extend((argument as u16).to_be_bytes());
        }
    }
}

fn wrong(cause: &str) -> Error {
    Error::Input(format!("no COSE_Key of RFC 9964: {cause}"))
}

/// The map of a key; its byte strings are wiped when it is dropped.
struct Labels(Vec<(Value, Value)>);

impl Drop for Labels {
    fn drop(&mut self) {
        for (_, value) in &mut self.0 {
            if let Value::Bytes(bytes) = value {
                zeroize::Zeroize::zeroize(bytes);
            }
        }
    }
}

impl Labels {
    fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Limit("bytes of one COSE_Key"));
        }
        let mut rest = bytes;
        let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH);
        let value = value.map_err(|_| wrong("it is no CBOR"))?;
        let Value::Map(map) = value else { return Err(wrong("it is no map")) };
        let labels = Self(map);
        let twice = |label| labels.0.iter().filter(|(each, _)| is(each, label)).count() > 1;
        match ([KTY, ALG, PUB, PRIV].into_iter().any(twice), rest.is_empty()) {
            (true, _) => Err(wrong("it has a label twice")),
            (_, false) => Err(wrong("bytes follow it")),
            _ => Ok(labels),
        }
    }

    fn get(&self, label: i64) -> Option<&Value> {
        self.0.iter().find(|(each, _)| is(each, label)).map(|(_, value)| value)
    }

    fn algorithm(&self) -> Result<Algorithm, Error> {
        if !self.get(KTY).is_some_and(|value| is(value, AKP)) {
            return Err(wrong("its key type is not AKP"));
        }
        let value = self.get(ALG).ok_or_else(|| wrong("it has no algorithm"))?;
        let found = ALGORITHMS.iter().find(|(_, code)| is(value, *code));
        let (name, _) = found.ok_or_else(|| wrong("its algorithm is none of ML-DSA"))?;
        Algorithm::by_name(name)
    }

    fn bytes(&self, label: i64) -> Result<&[u8], Error> {
        let bytes = self.get(label).and_then(Value::as_bytes);
        bytes.map(Vec::as_slice).ok_or_else(|| wrong(&format!("it has no bytes at label {label}")))
    }
}

fn is(value: &Value, number: i64) -> bool {
    value.as_integer() == Some(number.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> PrivateKey {
        PrivateKey::from_seed(Algorithm::by_name("ML-DSA-44").unwrap(), &[7; 32]).unwrap()
    }

    #[test]
    fn another_encoder_writes_the_same() {
        let key = key();
        let public = Value::Bytes(key.public_key().as_bytes().to_vec());
        let pairs = [
            (1.into(), 7.into()),
            (3.into(), (-48).into()),
            ((-1).into(), public),
            ((-2).into(), Value::Bytes(vec![7; 32])),
        ];
        let mut expected = Vec::new();
        ciborium::into_writer(&Value::Map(pairs.to_vec()), &mut expected).unwrap();
        assert_eq!(*from_private_key(&key).unwrap(), expected);
        let mut expected = Vec::new();
        ciborium::into_writer(&Value::Map(pairs[..3].to_vec()), &mut expected).unwrap();
        assert_eq!(from_public_key(key.public_key()).unwrap(), expected);
    }

    #[test]
    fn malformed_keys_are_errors() {
        let good = from_private_key(&key()).unwrap();
        assert!(to_private_key(&good).is_ok());
        let with = |at: usize, byte: u8| {
            let mut bytes = good.to_vec();
            bytes[at] = byte;
            to_private_key(&bytes)
        };
        assert!(with(0, 0xA3).is_err(), "trailing bytes");
        assert!(with(0, 0xA5).is_err(), "truncated");
        assert!(with(0, 0x84).is_err(), "an array");
        assert!(with(2, 2).is_err(), "another key type");
        assert!(with(5, 0x30).is_err(), "another algorithm");
        assert!(with(3, 1).is_err(), "a label twice");
        assert!(matches!(with(20, !good[20]), Err(Error::Inconsistent(_))));
        assert!(to_public_key(&[0x81; 100]).is_err(), "nesting");
        assert!(to_public_key(&[0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).is_err());
    }
}
