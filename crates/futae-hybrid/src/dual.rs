//! Two signatures side by side for the time of a migration: verify either, require both, sign anew.
//!
//! Unlike a composite, the two are independent: what verifies one today goes on doing so. The other
//! side of it: whoever sends the message can leave one away. So the verifier must say which it
//! requires, and only [`Require::Both`] is as strong as the stronger of the two.
//!
//! ```
//! use futae_hybrid::{Error, Registry, dual::{DualKey, DualSignature, DualVerifier, Require}};
//!
//! let registry = Registry::new().with_classical();
//! let [old, new] = [registry.signature("ECDSA-P256-SHA256")?, registry.signature("ML-DSA-65")?];
//! let key = DualKey::new(old.generate()?, new.generate()?)?;
//! let bytes = key.sign(b"a document")?.to_bytes()?;
//!
//! let [first, second] = key.public_bytes();
//! let verifier = DualVerifier::new(old.public_key(&first)?, new.public_key(&second)?)?;
//! let signature = DualSignature::from_bytes(&bytes)?;
//! verifier.verify(b"a document", &signature, Require::Both)?;
//! assert!(verifier.verify(b"another", &signature, Require::Either).is_err());
//! # Ok::<(), Error>(())
//! ```

use alloc::{boxed::Box, vec::Vec};

use crate::{
    Error, Family,
    signature::{SigningKey, VerifyingKey},
};

/// The begin of the bytes of two signatures.
const MAGIC: &[u8; 4] = b"FDS1";
/// No signature of the registry is longer; SLH-DSA-256f's has 49 856 bytes.
const LONGEST: usize = 1 << 16;

/// Which of two signatures must verify.
///
/// ```
/// use futae_hybrid::dual::Require;
///
/// assert_ne!(Require::Both, Require::Either);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Require {
    /// Both: as strong as the stronger.
    Both,
    /// The post-quantum one; what the other says does not matter.
    PostQuantum,
    /// Any one: as weak as the weaker, for verifiers in the middle of a migration.
    Either,
}

/// What was found of two signatures.
///
/// ```
/// use futae_hybrid::dual::Verified;
///
/// let verified = Verified { classical: true, post_quantum: false };
/// assert!(!verified.post_quantum);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verified {
    /// Whether the classical signature is there and verifies.
    pub classical: bool,
    /// Whether the post-quantum signature is there and verifies.
    pub post_quantum: bool,
}

/// A classical and a post-quantum (or hybrid) private key.
///
/// ```
/// use futae_hybrid::{Error, Registry, dual::DualKey};
///
/// let registry = Registry::new().with_classical();
/// let [a, b] = [registry.signature("Ed25519")?, registry.signature("Ed448")?];
/// assert_eq!(DualKey::new(a.generate()?, b.generate()?).err(), Some(Error::KeyOfAnotherAlgorithm));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct DualKey {
    classical: Box<dyn SigningKey>,
    post_quantum: Box<dyn SigningKey>,
}

/// A classical and a post-quantum (or hybrid) public key.
///
/// ```
/// use futae_hybrid::{Error, Registry, dual::{DualSignature, DualVerifier, Require}};
///
/// let registry = Registry::new().with_classical();
/// let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-44")?];
/// let [old_key, new_key] = [old.generate()?, new.generate()?];
/// let verifier = DualVerifier::new(
///     old.public_key(&old_key.public_bytes())?,
///     new.public_key(&new_key.public_bytes())?,
/// )?;
///
/// // A signature from before the migration: good enough for `Either`, not for `Both`.
/// let before = DualSignature::classical_only(old_key.sign(b"old document", b"")?);
/// assert!(verifier.verify(b"old document", &before, Require::Either)?.classical);
/// let refused = verifier.verify(b"old document", &before, Require::Both);
/// assert_eq!(refused, Err(Error::MissingSignature));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct DualVerifier {
    classical: Box<dyn VerifyingKey>,
    post_quantum: Box<dyn VerifyingKey>,
}

/// Two signatures of one message, of which either may be missing.
///
/// ```
/// use futae_hybrid::{Error, dual::DualSignature};
///
/// let signature = DualSignature::classical_only(vec![1, 2, 3]);
/// let bytes = signature.to_bytes()?;
/// assert_eq!(DualSignature::from_bytes(&bytes)?, signature);
/// assert_eq!(DualSignature::from_bytes(&bytes[1..]), Err(Error::MalformedSignature));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DualSignature {
    classical: Option<Vec<u8>>,
    post_quantum: Option<Vec<u8>>,
}

impl DualKey {
    /// Two keys, the first of a classical algorithm, the second of a post-quantum or hybrid one.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// let turned = DualKey::new(new.generate()?, old.generate()?);
    /// assert_eq!(turned.err(), Some(Error::KeyOfAnotherAlgorithm));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(
        classical: Box<dyn SigningKey>,
        post_quantum: Box<dyn SigningKey>,
    ) -> Result<Self, Error> {
        check_families(classical.properties().family, post_quantum.properties().family)?;
        Ok(Self { classical, post_quantum })
    }

    /// The public keys, the classical one first.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// # let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// let [classical, post_quantum] = key.public_bytes();
    /// assert_eq!((classical.len(), post_quantum.len()), (32, 1952));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn public_bytes(&self) -> [Vec<u8>; 2] {
        [self.classical.public_bytes(), self.post_quantum.public_bytes()]
    }

    /// Signs by both, without a context: classical algorithms have none.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// # let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// let signature = key.sign(b"a document")?;
    /// assert_eq!(signature.classical().map(<[u8]>::len), Some(64));
    /// assert_eq!(signature.post_quantum().map(<[u8]>::len), Some(3309));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn sign(&self, message: &[u8]) -> Result<DualSignature, Error> {
        let classical = Some(self.classical.sign(message, b"")?);
        let post_quantum = Some(self.post_quantum.sign(message, b"")?);
        Ok(DualSignature { classical, post_quantum })
    }
}

impl DualVerifier {
    /// Two keys, the first of a classical algorithm, the second of a post-quantum or hybrid one.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// # let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// let [first, second] = key.public_bytes();
    /// let verifier = DualVerifier::new(old.public_key(&first)?, new.public_key(&second)?)?;
    /// let found = verifier.verify(b"a document", &key.sign(b"a document")?, Require::Both)?;
    /// assert_eq!(found, Verified { classical: true, post_quantum: true });
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(
        classical: Box<dyn VerifyingKey>,
        post_quantum: Box<dyn VerifyingKey>,
    ) -> Result<Self, Error> {
        check_families(classical.properties().family, post_quantum.properties().family)?;
        Ok(Self { classical, post_quantum })
    }

    /// Verifies what is there. [`Error::MissingSignature`] when a required one is not,
    /// [`Error::InvalidSignature`] when it does not verify.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// # let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// # let [first, second] = key.public_bytes();
    /// # let verifier = DualVerifier::new(old.public_key(&first)?, new.public_key(&second)?)?;
    /// let stripped = DualSignature::classical_only(
    ///     key.sign(b"a document")?.classical().unwrap_or_default().to_vec(),
    /// );
    /// assert!(verifier.verify(b"a document", &stripped, Require::Either).is_ok());
    /// let refused = verifier.verify(b"a document", &stripped, Require::PostQuantum);
    /// assert_eq!(refused, Err(Error::MissingSignature));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn verify(
        &self,
        message: &[u8],
        signature: &DualSignature,
        require: Require,
    ) -> Result<Verified, Error> {
        let verify = |key: &dyn VerifyingKey, signature: &Option<Vec<u8>>| {
            signature.as_ref().map(|signature| key.verify(message, b"", signature).is_ok())
        };
        let classical = verify(&*self.classical, &signature.classical);
        let post_quantum = verify(&*self.post_quantum, &signature.post_quantum);
        let required: &[Option<bool>] = match require {
            Require::Both => &[classical, post_quantum],
            Require::PostQuantum => &[post_quantum],
            Require::Either => &[classical.max(post_quantum)],
        };
        if required.contains(&None) {
            return Err(Error::MissingSignature);
        }
        if required.contains(&Some(false)) {
            return Err(Error::InvalidSignature);
        }
        let [classical, post_quantum] = [classical, post_quantum].map(|found| found == Some(true));
        Ok(Verified { classical, post_quantum })
    }
}

impl DualSignature {
    /// A classical signature from before the migration.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// let signature = DualSignature::classical_only(vec![1, 2, 3]);
    /// assert_eq!(signature.post_quantum(), None);
    /// ```
    pub const fn classical_only(classical: Vec<u8>) -> Self {
        Self { classical: Some(classical), post_quantum: None }
    }

    /// A post-quantum signature alone, from after the migration.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// let signature = DualSignature::post_quantum_only(vec![1, 2, 3]);
    /// assert_eq!(signature.classical(), None);
    /// ```
    pub const fn post_quantum_only(post_quantum: Vec<u8>) -> Self {
        Self { classical: None, post_quantum: Some(post_quantum) }
    }

    /// The classical signature.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// # let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// let signature = key.sign(b"a document")?;
    /// // For whoever knows the old algorithm only.
    /// let alone = signature.classical().ok_or(Error::MissingSignature)?;
    /// old.public_key(&key.public_bytes()[0])?.verify(b"a document", b"", alone)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub fn classical(&self) -> Option<&[u8]> {
        self.classical.as_deref()
    }

    /// The post-quantum signature.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// # let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// let signature = key.sign(b"a document")?;
    /// let alone = signature.post_quantum().ok_or(Error::MissingSignature)?;
    /// new.public_key(&key.public_bytes()[1])?.verify(b"a document", b"", alone)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub fn post_quantum(&self) -> Option<&[u8]> {
        self.post_quantum.as_deref()
    }

    /// `FDS1`, then each signature after its length in four bytes; a missing one has none.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// let bytes = DualSignature::classical_only(vec![1, 2, 3]).to_bytes()?;
    /// assert_eq!(bytes, b"FDS1\0\0\0\x03\x01\x02\x03\0\0\0\0");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = MAGIC.to_vec();
        for signature in [&self.classical, &self.post_quantum] {
            let signature = signature.as_deref().unwrap_or(&[]);
            if signature.len() > LONGEST {
                return Err(Error::Length);
            }
            bytes.extend((signature.len() as u32).to_be_bytes());
            bytes.extend(signature);
        }
        Ok(bytes)
    }

    /// The signatures of [`Self::to_bytes`], and nothing after them.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, dual::*};
    /// # let registry = Registry::new().with_classical();
    /// # let [old, new] = [registry.signature("Ed25519")?, registry.signature("ML-DSA-65")?];
    /// # let key = DualKey::new(old.generate()?, new.generate()?)?;
    /// let signature = key.sign(b"a document")?;
    /// let mut bytes = signature.to_bytes()?;
    /// assert_eq!(DualSignature::from_bytes(&bytes)?, signature);
    /// bytes.push(0);
    /// assert_eq!(DualSignature::from_bytes(&bytes), Err(Error::MalformedSignature));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(Error::MalformedSignature)?;
        let (classical, rest) = take_field(rest)?;
        let (post_quantum, rest) = take_field(rest)?;
        if !rest.is_empty() || (classical.is_empty() && post_quantum.is_empty()) {
            return Err(Error::MalformedSignature);
        }
        let [classical, post_quantum] =
            [classical, post_quantum].map(|field| (!field.is_empty()).then(|| field.to_vec()));
        Ok(Self { classical, post_quantum })
    }
}

/// Verifies an old signature and, only if it is good, signs the same message by the new key: for
/// archives whose algorithm is running out. That the message existed before is not said by the new
/// signature: that takes a time stamp.
///
/// ```
/// use futae_hybrid::{Error, Registry, dual::re_sign};
///
/// let registry = Registry::new().with_classical();
/// let [old, new] = [registry.signature("ECDSA-P256-SHA256")?, registry.signature("ML-DSA-87")?];
/// let [old_key, new_key] = [old.generate()?, new.generate()?];
/// let signature = old_key.sign(b"a deed of 2019", b"")?;
/// let public = old.public_key(&old_key.public_bytes())?;
///
/// let renewed = re_sign(&*public, &signature, &*new_key, b"a deed of 2019")?;
/// new.public_key(&new_key.public_bytes())?.verify(b"a deed of 2019", b"", &renewed)?;
/// let forged = re_sign(&*public, &signature, &*new_key, b"another deed");
/// assert_eq!(forged, Err(Error::InvalidSignature));
/// # Ok::<(), Error>(())
/// ```
pub fn re_sign(
    old: &dyn VerifyingKey,
    signature: &[u8],
    new: &dyn SigningKey,
    message: &[u8],
) -> Result<Vec<u8>, Error> {
    old.verify(message, b"", signature)?;
    new.sign(message, b"")
}

fn check_families(first: Family, second: Family) -> Result<(), Error> {
    if first == Family::Classical && second != Family::Classical {
        Ok(())
    } else {
        Err(Error::KeyOfAnotherAlgorithm)
    }
}

fn take_field(bytes: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let (length, rest) = bytes.split_first_chunk().ok_or(Error::MalformedSignature)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > LONGEST {
        return Err(Error::MalformedSignature);
    }
    rest.split_at_checked(length).ok_or(Error::MalformedSignature)
}
