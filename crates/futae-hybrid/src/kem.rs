//! Key encapsulation mechanisms as objects: what the registry hands out, and what formats build on.
//!
//! ```
//! use futae_hybrid::Registry;
//!
//! let algorithm = Registry::new().kem("X-Wing")?;
//! let key = algorithm.generate()?;
//!
//! let public = algorithm.public_key(&key.public_bytes())?;
//! let (ciphertext, sent) = public.encapsulate()?;
//! let received = key.decapsulate(&ciphertext)?;
//! assert_eq!(sent.as_bytes(), received.as_bytes());
//! # Ok::<(), futae_hybrid::Error>(())
//! ```

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use crate::{Error, Properties, SecretBytes};

pub mod composite;
pub(crate) mod dhkem;
mod ml_kem;
mod seeded;

/// A key encapsulation mechanism.
///
/// ```
/// use futae_hybrid::Registry;
///
/// let algorithm = Registry::new().kem("ML-KEM-768")?;
/// assert_eq!(algorithm.public_key_size(), Some(1184));
/// assert_eq!(algorithm.ciphertext_size(), Some(1088));
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
pub trait KemAlgorithm: fmt::Debug + Send + Sync {
    /// Names, identifiers and code points.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// assert_eq!(algorithm.properties().reference, "FIPS 203; RFC 9935");
    /// # Ok::<(), Error>(())
    /// ```
    fn properties(&self) -> &Properties;
    /// Bytes of a public key; none where they vary.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// assert_eq!(algorithm.public_key_size(), Some(1184));
    /// # Ok::<(), Error>(())
    /// ```
    fn public_key_size(&self) -> Option<usize>;
    /// Bytes of a ciphertext; none where they vary.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// assert_eq!(algorithm.ciphertext_size(), Some(1088));
    /// # Ok::<(), Error>(())
    /// ```
    fn ciphertext_size(&self) -> Option<usize>;
    /// A new key from the system's random generator.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// let keys = [algorithm.generate()?, algorithm.generate()?];
    /// assert_ne!(keys[0].public_bytes(), keys[1].public_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    fn generate(&self) -> Result<Box<dyn DecapsulationKey>, Error>;
    /// The key of these private bytes, in any of the forms that the algorithm has:
    ///
    /// | algorithm | forms |
    /// |---|---|
    /// | ML-KEM | the seed d ‖ z; the expanded key, checked |
    /// | X-Wing, MLKEM768-P256, MLKEM1024-P384 | the seed of 32 bytes |
    /// | composite ML-KEM | the seed d ‖ z and the classical key after it |
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// let key = algorithm.private_key(&[7; 64])?; // of a seed
    /// assert_eq!(key.private_bytes().as_bytes(), [7; 64]);
    /// assert_eq!(algorithm.private_key(&[7; 65]).err(), Some(Error::Length));
    /// # Ok::<(), Error>(())
    /// ```
    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error>;
    /// The key of these public bytes: the content of the bit string in a `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// let public = algorithm.public_key(&algorithm.generate()?.public_bytes())?;
    /// assert_eq!(public.properties().name, "ML-KEM-768");
    /// assert_eq!(algorithm.public_key(&[0; 7]).err(), Some(Error::Length));
    /// # Ok::<(), Error>(())
    /// ```
    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn EncapsulationKey>, Error>;
    /// DeriveKeyPair of HPKE: the key that follows from keying material. [`Error::Unsupported`]
    /// of mechanisms that HPKE does not know.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// let key = algorithm.derive_key(&[7; 64])?;
    /// assert_eq!(key.public_bytes(), algorithm.derive_key(&[7; 64])?.public_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    fn derive_key(&self, _ikm: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
        Err(Error::Unsupported)
    }
}

/// A private key that decapsulates; overwritten when dropped.
///
/// ```
/// use futae_hybrid::Registry;
///
/// let algorithm = Registry::new().kem("ML-KEM-512")?;
/// let key = algorithm.private_key(&[7; 64])?;
/// assert_eq!(key.private_bytes().as_bytes(), [7; 64]);
/// assert_eq!(key.expanded_bytes().map(|bytes| bytes.as_bytes().len()), Some(1632));
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
pub trait DecapsulationKey: Send + Sync {
    /// The algorithm of the key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// assert_eq!(key.properties().name, "ML-KEM-768");
    /// # Ok::<(), Error>(())
    /// ```
    fn properties(&self) -> &Properties;
    /// The public key, as it stands in a `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// let sent = key.public_bytes(); // to whoever shall encapsulate
    /// assert_eq!(Some(sent.len()), algorithm.public_key_size());
    /// # Ok::<(), Error>(())
    /// ```
    fn public_bytes(&self) -> Vec<u8>;
    /// The private key in the form that is written by default: the seed where there is one.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
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
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// let expanded = key.expanded_bytes().ok_or(Error::Unsupported)?; // for systems without seeds
    /// assert_eq!(expanded.as_bytes().len(), 2400);
    /// # Ok::<(), Error>(())
    /// ```
    fn expanded_bytes(&self) -> Option<SecretBytes> {
        None
    }
    /// The shared secret of a ciphertext. ML-KEM's part of a wrong one gives another secret, never
    /// an error; malformed classical parts are refused.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// let (ciphertext, sent) = public.encapsulate()?;
    /// assert_eq!(key.decapsulate(&ciphertext)?.as_bytes(), sent.as_bytes());
    /// assert_eq!(key.decapsulate(&ciphertext[1..]).err(), Some(Error::Length));
    /// # Ok::<(), Error>(())
    /// ```
    fn decapsulate(&self, ciphertext: &[u8]) -> Result<SecretBytes, Error>;
}

/// A public key that encapsulates.
///
/// ```
/// use futae_hybrid::{Error, Registry};
///
/// let algorithm = Registry::new().kem("ML-KEM-768")?;
/// assert_eq!(algorithm.public_key(&[0xFF; 1184]).err(), Some(Error::Modulus));
/// # Ok::<(), Error>(())
/// ```
pub trait EncapsulationKey: Send + Sync {
    /// The algorithm of the key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// assert_eq!(public.properties().family, Family::PostQuantum);
    /// # Ok::<(), Error>(())
    /// ```
    fn properties(&self) -> &Properties;
    /// The bytes of the key, as they stand in a `SubjectPublicKeyInfo`.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// assert_eq!(public.public_bytes(), key.public_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    fn public_bytes(&self) -> Vec<u8>;
    /// A fresh shared secret and the ciphertext that carries it.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// let (ciphertext, secret) = public.encapsulate()?; // the first is sent, the second kept
    /// assert_eq!(Some(ciphertext.len()), algorithm.ciphertext_size());
    /// assert_eq!(secret.as_bytes().len(), 32);
    /// # Ok::<(), Error>(())
    /// ```
    fn encapsulate(&self) -> Result<(Vec<u8>, SecretBytes), Error>;
    /// The same with given randomness, as the vectors of HPKE have it. [`Error::Unsupported`] of
    /// mechanisms that HPKE does not know.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, Registry};
    /// # let algorithm = Registry::new().kem("ML-KEM-768")?;
    /// # let key = algorithm.generate()?;
    /// # let public = algorithm.public_key(&key.public_bytes())?;
    /// let first = public.encapsulate_derand(&[9; 32])?; // for test vectors
    /// assert_eq!(first.0, public.encapsulate_derand(&[9; 32])?.0);
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "hazmat")]
    fn encapsulate_derand(&self, _randomness: &[u8]) -> Result<(Vec<u8>, SecretBytes), Error> {
        Err(Error::Unsupported)
    }
}

impl fmt::Debug for dyn DecapsulationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecapsulationKey({}, ..)", self.properties().name)
    }
}

impl fmt::Debug for dyn EncapsulationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncapsulationKey({}, ..)", self.properties().name)
    }
}

/// Every key encapsulation mechanism but the composites.
pub(crate) static ALGORITHMS: &[&dyn KemAlgorithm] = &[
    &ml_kem::MlKem512,
    &ml_kem::MlKem768,
    &ml_kem::MlKem1024,
    &seeded::XWing,
    &seeded::MlKem768P256,
    &seeded::MlKem1024P384,
];
