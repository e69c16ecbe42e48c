//! Signature algorithms as objects: what the registry hands out, and what formats build on.
//!
//! ```
//! use futae_hybrid::Registry;
//!
//! let algorithm = Registry::new().signature("MLDSA65-Ed25519-SHA512")?;
//! let key = algorithm.generate()?;
//! let signature = key.sign(b"a message", b"a context")?;
//!
//! let public = algorithm.public_key(&key.public_bytes())?;
//! public.verify(b"a message", b"a context", &signature)?;
//! assert!(public.verify(b"another message", b"a context", &signature).is_err());
//! # Ok::<(), futae_hybrid::Error>(())
//! ```

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use crate::{Error, Properties, SecretBytes};

pub mod composite;
pub(crate) mod ecdsa;
pub(crate) mod eddsa;
pub(crate) mod ml_dsa;
pub(crate) mod rsa;
pub(crate) mod slh_dsa;

/// A signature algorithm.
///
/// ```
/// use futae_hybrid::Registry;
///
/// let algorithm = Registry::new().signature_by_tls_scheme(0x0905)?;
/// assert_eq!(algorithm.properties().name, "ML-DSA-65");
/// assert_eq!(algorithm.max_signature_size(), 3309);
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
pub trait SignatureAlgorithm: fmt::Debug + Send + Sync {
    /// Names, identifiers and code points.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// assert_eq!(algorithm.properties().tls_scheme, Some(0x0905));
    /// # Ok::<(), Error>(())
    /// ```
    fn properties(&self) -> &Properties;
    /// The most bytes a signature can have.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// let signature = algorithm.generate()?.sign(b"a message", b"")?;
    /// assert!(signature.len() <= algorithm.max_signature_size());
    /// # Ok::<(), Error>(())
    /// ```
    fn max_signature_size(&self) -> usize;
    /// A new key from the system's random generator.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// let keys = [algorithm.generate()?, algorithm.generate()?];
    /// assert_ne!(keys[0].public_bytes(), keys[1].public_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    fn generate(&self) -> Result<Box<dyn SigningKey>, Error>;
    /// The key of these private bytes, in any of the forms that the algorithm has:
    ///
    /// | algorithm | forms |
    /// |---|---|
    /// | ML-DSA | the seed; the expanded key, checked |
    /// | SLH-DSA | SK.seed ‖ SK.prf ‖ PK.seed ‖ PK.root, see [`SigningKey::check`] |
    /// | composite ML-DSA | the seed and the classical key after it |
    /// | ECDSA | the DER encoding of an ECPrivateKey (RFC 5915) |
    /// | RSA | the DER encoding of an RSAPrivateKey (RFC 8017) |
    /// | Ed25519, Ed448 | the 32 or 57 bytes |
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// let key = algorithm.private_key(&[7; 32])?; // of a seed
    /// assert_eq!(key.private_bytes().as_bytes(), [7; 32]);
    /// assert_eq!(algorithm.private_key(&[7; 33]).err(), Some(Error::Length));
    /// # Ok::<(), Error>(())
    /// ```
    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error>;
    /// The key of these public bytes: the content of the bit string in a `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// let public = algorithm.public_key(&algorithm.generate()?.public_bytes())?;
    /// assert!(public.verify(b"a message", b"", b"no signature").is_err());
    /// assert_eq!(algorithm.public_key(&[0; 7]).err(), Some(Error::Length));
    /// # Ok::<(), Error>(())
    /// ```
    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error>;
}

/// A private key that signs; overwritten when dropped.
///
/// ```
/// use futae_hybrid::Registry;
///
/// let algorithm = Registry::new().signature("ML-DSA-44")?;
/// let key = algorithm.private_key(&[7; 32])?;
/// assert_eq!(key.private_bytes().as_bytes(), [7; 32]);
/// assert_eq!(key.expanded_bytes().map(|bytes| bytes.as_bytes().len()), Some(2560));
/// assert_eq!(key.public_bytes().len(), 1312);
/// key.check()?;
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
pub trait SigningKey: Send + Sync {
    /// The algorithm of the key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// assert_eq!(key.properties().name, "ML-DSA-65");
    /// # Ok::<(), Error>(())
    /// ```
    fn properties(&self) -> &Properties;
    /// The public key, as it stands in a `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// let sent = key.public_bytes(); // to whoever shall verify
    /// assert_eq!(sent.len(), 1952);
    /// # Ok::<(), Error>(())
    /// ```
    fn public_bytes(&self) -> Vec<u8>;
    /// The private key in the form that is written by default: the seed where there is one.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// let stored = key.private_bytes(); // wiped when dropped
    /// let again = algorithm.private_key(stored.as_bytes())?;
    /// assert_eq!(again.public_bytes(), key.public_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    fn private_bytes(&self) -> SecretBytes;
    /// The expanded form, of algorithms that have one.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// let expanded = key.expanded_bytes().ok_or(Error::Unsupported)?; // for systems without seeds
    /// assert_eq!(expanded.as_bytes().len(), 4032);
    /// # Ok::<(), Error>(())
    /// ```
    fn expanded_bytes(&self) -> Option<SecretBytes> {
        None
    }
    /// Whether the parts of an imported key belong together, where finding out is too costly for
    /// every import: SLH-DSA. Other keys were checked when they were made.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// let algorithm = Registry::new().signature("SLH-DSA-SHAKE-128f")?;
    /// let made_up = algorithm.private_key(&[7; 64])?;
    /// assert_eq!(made_up.check(), Err(Error::InconsistentKey));
    /// # Ok::<(), Error>(())
    /// ```
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }
    /// A signature with fresh randomness where the algorithm takes any. Classical algorithms have
    /// no context: it must be empty.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// let signature = key.sign(b"a message", b"what it is for")?;
    /// assert_eq!(key.sign(b"a message", &[0; 256]), Err(Error::ContextTooLong));
    /// # Ok::<(), Error>(())
    /// ```
    fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error>;
}

/// A public key that verifies.
///
/// ```
/// use futae_hybrid::{Error, Registry};
///
/// let algorithm = Registry::new().signature("ML-DSA-44")?;
/// let key = algorithm.private_key(&[7; 32])?;
/// let public = algorithm.public_key(&key.public_bytes())?;
/// let mut signature = key.sign(b"a message", b"")?;
/// public.verify(b"a message", b"", &signature)?;
/// signature[0] ^= 1;
/// assert_eq!(public.verify(b"a message", b"", &signature), Err(Error::InvalidSignature));
/// # Ok::<(), Error>(())
/// ```
pub trait VerifyingKey: Send + Sync {
    /// The algorithm of the key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// assert_eq!(public.properties().components, ["ML-DSA-65"]);
    /// # Ok::<(), Error>(())
    /// ```
    fn properties(&self) -> &Properties;
    /// The bytes of the key, as they stand in a `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// assert_eq!(public.public_bytes(), key.public_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    fn public_bytes(&self) -> Vec<u8>;
    /// Whether the signature is one of this message and context by this key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry};
    /// # let algorithm = Registry::new().signature("ML-DSA-65")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// let signature = key.sign(b"a message", b"one use")?;
    /// public.verify(b"a message", b"one use", &signature)?;
    /// let elsewhere = public.verify(b"a message", b"another use", &signature);
    /// assert_eq!(elsewhere, Err(Error::InvalidSignature));
    /// # Ok::<(), Error>(())
    /// ```
    fn verify(&self, message: &[u8], context: &[u8], signature: &[u8]) -> Result<(), Error>;
}

impl fmt::Debug for dyn SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, ..)", self.properties().name)
    }
}

impl fmt::Debug for dyn VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({}, ..)", self.properties().name)
    }
}

/// Classical algorithms take no context.
pub(crate) fn no_context(context: &[u8]) -> Result<(), Error> {
    if context.is_empty() { Ok(()) } else { Err(Error::ContextUnsupported) }
}

/// Post-quantum and hybrid signature algorithms.
pub(crate) static POST_QUANTUM: &[&dyn SignatureAlgorithm] = &[
    &ml_dsa::MlDsa44,
    &ml_dsa::MlDsa65,
    &ml_dsa::MlDsa87,
    &slh_dsa::Sha2_128s,
    &slh_dsa::Sha2_128f,
    &slh_dsa::Sha2_192s,
    &slh_dsa::Sha2_192f,
    &slh_dsa::Sha2_256s,
    &slh_dsa::Sha2_256f,
    &slh_dsa::Shake_128s,
    &slh_dsa::Shake_128f,
    &slh_dsa::Shake_192s,
    &slh_dsa::Shake_192f,
    &slh_dsa::Shake_256s,
    &slh_dsa::Shake_256f,
];

/// Classical signature algorithms.
pub(crate) static CLASSICAL: &[&dyn SignatureAlgorithm] = &[
    &ecdsa::P256,
    &ecdsa::P384,
    &ecdsa::P521,
    &ecdsa::BrainpoolP256r1,
    &ecdsa::BrainpoolP384r1,
    &eddsa::Ed25519,
    &eddsa::Ed448,
    &rsa::PSS_SHA256,
    &rsa::PSS_SHA384,
    &rsa::PSS_SHA512,
    &rsa::PKCS1_SHA256,
    &rsa::PKCS1_SHA384,
    &rsa::PKCS1_SHA512,
];
