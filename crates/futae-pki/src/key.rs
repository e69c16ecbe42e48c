//! Private and public keys of every algorithm behind two types, and their encodings: PKCS#8
//! (`OneAsymmetricKey`, RFC 5958) and `SubjectPublicKeyInfo`, each as DER and PEM.

mod exported;
mod hash_slh_dsa;
mod pkcs8;
pub(crate) mod scheme;
mod spki;

use std::fmt;

use ::spki::AlgorithmIdentifierRef;
pub use exported::Exported;
use futae_hybrid::SecretBytes;
use scheme::Private;
use zeroize::Zeroizing;

use crate::{Algorithm, Error, error::check_length};

/// Which of the three forms of RFC 9881 and RFC 9935 a private key is written in. Algorithms with
/// a single form ignore it.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # use futae_pki::PrivateForm;
/// assert_eq!(key.to_der(PrivateForm::Seed)?.len(), 54);
/// assert!(key.to_der(PrivateForm::Both)?.len() > 2560);
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum PrivateForm {
    /// The seed, from which the rest follows: the form that the RFCs recommend.
    #[default]
    Seed,
    /// The expanded key of FIPS 203 or FIPS 204, for programs that cannot expand a seed.
    Expanded,
    /// Both, for programs of either kind.
    Both,
}

/// The secret on which both sides of a key encapsulation agree. Wiped on drop; not comparable, not
/// cloneable, not printed.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-512")?)?;
/// let (_, secret) = key.public_key().encapsulate()?;
/// assert_eq!(format!("{secret:?}"), "SharedSecret(..)");
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub struct SharedSecret(SecretBytes);

impl SharedSecret {
    pub(crate) fn new(bytes: SecretBytes) -> Self {
        Self(bytes)
    }

    /// The bytes, to be given to a key derivation.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-512")?)?;
    /// let (_, secret) = key.public_key().encapsulate()?;
    /// assert_eq!(secret.as_bytes().len(), 32);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}

/// A private key of any algorithm. Wiped on drop; not comparable, not cloneable, not printed.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// let signature = key.sign(b"message", b"")?;
/// key.public_key().verify(b"message", b"", &signature)?;
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub struct PrivateKey {
    algorithm: Algorithm,
    private: Private,
    public: PublicKey,
}

impl PrivateKey {
    /// A new key from the system's random generator.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-768")?)?;
    /// assert_eq!(key.public_key().as_bytes().len(), 1184);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn generate(algorithm: Algorithm) -> Result<Self, Error> {
        Ok(Self::of(algorithm, algorithm.0.generate()?))
    }

    /// The key of an ML-KEM or ML-DSA seed: 64 or 32 bytes.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey};
    ///
    /// let key = PrivateKey::from_seed(Algorithm::by_name("ML-DSA-44")?, &[7; 32])?;
    /// assert_eq!(key.algorithm().name(), "ML-DSA-44");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_seed(algorithm: Algorithm, seed: &[u8]) -> Result<Self, Error> {
        let size = algorithm.0.seed_size();
        check_length("seed", seed, size.ok_or_else(|| algorithm.0.not_for("keys from seeds"))?)?;
        Ok(Self::of(algorithm, algorithm.0.import(seed)?))
    }

    fn of(algorithm: Algorithm, private: Private) -> Self {
        let public = PublicKey { algorithm, bytes: private.public_bytes() };
        Self { algorithm, private, public }
    }

    /// The algorithm.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// assert_eq!(key.algorithm().name(), "ML-DSA-44");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public key.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// assert_eq!(key.public_key().as_bytes().len(), 1312);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The seed of an ML-KEM or ML-DSA key, unless it was given in expanded form.
    pub(crate) fn seed(&self) -> Option<Zeroizing<Vec<u8>>> {
        let size = self.algorithm.0.seed_size()?;
        let bytes = self.private.private_bytes();
        (bytes.len() == size).then_some(bytes)
    }

    /// Signs a message. The context separates applications; formats such as X.509 and CMS have it
    /// empty. Hedged with the system's random generator.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// let signature = key.sign(b"message", b"application")?;
    /// assert!(key.public_key().verify(b"message", b"application", &signature).is_ok());
    /// assert!(key.public_key().verify(b"message", b"other", &signature).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
        self.algorithm.expect_signature()?;
        self.private.sign(message, context)
    }

    /// The shared secret of a ciphertext. An altered ciphertext of the right length gives another
    /// secret and no error (implicit rejection).
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-768")?)?;
    /// let (ciphertext, sent) = key.public_key().encapsulate()?;
    /// assert_eq!(key.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn decapsulate(&self, ciphertext: &[u8]) -> Result<SharedSecret, Error> {
        self.algorithm.expect_kem()?;
        self.private.decapsulate(self.algorithm.0, ciphertext)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// A public key of any algorithm.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// assert_eq!(key.public_key(), &key.public_key().clone());
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone)]
pub struct PublicKey {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl PublicKey {
    /// A key from the bytes that its standard defines, checked as far as the standard asks:
    /// length, and for ML-KEM the range of every coefficient (FIPS 203, Section 7.2).
    ///
    /// ```
    /// use futae_pki::{Algorithm, Error, PublicKey};
    ///
    /// let algorithm = Algorithm::by_name("ML-DSA-44")?;
    /// assert!(PublicKey::from_bytes(algorithm, &[0; 1312]).is_ok());
    /// assert!(matches!(PublicKey::from_bytes(algorithm, &[0; 9]), Err(Error::MalformedKey(_))));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_bytes(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, Error> {
        algorithm.0.check_public(bytes)?;
        Ok(Self { algorithm, bytes: bytes.to_vec() })
    }

    /// The algorithm.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// assert_eq!(key.public_key().algorithm(), key.algorithm());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The bytes that the standard of the algorithm defines.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// assert_eq!(key.public_key().as_bytes().len(), 1312);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Verifies a signature of a message in a context.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # use futae_pki::Error;
    /// let signature = key.sign(b"message", b"")?;
    /// let key = key.public_key();
    /// assert_eq!(key.verify(b"message", b"", &signature), Ok(()));
    /// assert_eq!(key.verify(b"massage", b"", &signature), Err(Error::InvalidSignature));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn verify(&self, message: &[u8], context: &[u8], signature: &[u8]) -> Result<(), Error> {
        self.algorithm.expect_signature()?;
        self.algorithm.0.verify(&self.bytes, message, context, signature)
    }

    /// Verifies a signature in an object that names its algorithm.
    pub(crate) fn verify_identified(
        &self,
        identifier: AlgorithmIdentifierRef<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        let algorithm = Algorithm::of_signature(identifier, self.algorithm)?;
        algorithm.0.verify(&self.bytes, message, b"", signature)
    }

    /// A new shared secret and its ciphertext for the holder of the private key.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-512")?)?;
    /// let (ciphertext, sent) = key.public_key().encapsulate()?;
    /// assert_eq!(key.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn encapsulate(&self) -> Result<(Vec<u8>, SharedSecret), Error> {
        self.algorithm.expect_kem()?;
        self.algorithm.0.encapsulate(&self.bytes)
    }
}

/// An RSA key is the same whatever padding and hash it will be used with.
impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        let same = self.algorithm.0.key_identifier() == other.algorithm.0.key_identifier();
        same && self.bytes == other.bytes
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> PrivateKey {
        PrivateKey::generate(Algorithm::by_name(name).unwrap()).unwrap()
    }

    #[test]
    fn a_key_does_what_its_kind_does_and_nothing_else() {
        let (signing, kem) = (key("ML-DSA-44"), key("ML-KEM-512"));
        assert!(matches!(kem.sign(b"", b""), Err(Error::WrongKind { .. })));
        assert!(matches!(kem.public_key().verify(b"", b"", b""), Err(Error::WrongKind { .. })));
        assert!(matches!(signing.decapsulate(b""), Err(Error::WrongKind { .. })));
        assert!(matches!(signing.public_key().encapsulate(), Err(Error::WrongKind { .. })));
    }

    #[test]
    fn wrong_lengths_are_errors() {
        let (signing, kem) = (key("ML-DSA-44"), key("ML-KEM-512"));
        assert!(matches!(kem.decapsulate(&[0; 767]), Err(Error::Length { .. })));
        let verified = signing.public_key().verify(b"", b"", &[0; 2419]);
        assert_eq!(verified, Err(Error::InvalidSignature));
        assert_eq!(signing.sign(b"", &[0; 256]), Err(Error::ContextTooLong));
        let seed = PrivateKey::from_seed(signing.algorithm(), &[0; 31]);
        assert!(matches!(seed, Err(Error::Length { .. })));
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = key("ML-DSA-44");
        let (_, secret) = self::key("ML-KEM-512").public_key().encapsulate().unwrap();
        assert_eq!(format!("{key:?}"), "PrivateKey { algorithm: ML-DSA-44, .. }");
        assert_eq!(format!("{:?}", secret), "SharedSecret(..)");
    }
}
