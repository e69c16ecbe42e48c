//! From message to mu: the domain separation of pure and pre-hashed ML-DSA, in one go or in parts.

use core::fmt;

use futae_kernels::{
    Backend,
    keccak::sponge::{SUFFIX_SHAKE, Shake256},
};

use super::{Error, parameters::LONG_SEED};
use crate::{
    message::{Begin, Content, Refusal},
    prehash::PreHash,
};

/// The message representative that is signed (FIPS 204, Algorithm 7, line 6).
///
/// ```
/// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
/// # let key = SigningKey::from_seed(&[7; 32]);
/// let mu: Mu = key.mu_hasher(b"a context")?.finish();
/// assert_eq!(mu.len(), 64);
/// # Ok::<(), Error>(())
/// ```
pub type Mu = [u8; LONG_SEED];

/// Takes a message in parts and gives its representative mu.
///
/// Begun by a key, whose hash mu contains: mu serves for this key only.
///
/// ```
/// use futae::{ml_dsa::Message, ml_dsa_65::SigningKey};
///
/// let key = SigningKey::from_seed(&[7; 32]);
/// let mut hasher = key.mu_hasher(b"a context")?;
/// for part in ["a file ", "that is read ", "in parts"] {
///     hasher.update(part.as_bytes());
/// }
/// let signature = key.sign_deterministic(Message::mu(&hasher.finish()))?;
/// let whole = Message::new(b"a file that is read in parts").context(b"a context");
/// key.verifying_key().verify(whole, &signature)?;
/// # Ok::<(), futae::ml_dsa::Error>(())
/// ```
pub struct MuHasher {
    sponge: Shake256<1>,
}

/// A message as it is given to signing or verifying, with its context.
///
/// ```
/// use futae::{ml_dsa::Message, ml_dsa_65::SigningKey, prehash::PreHash};
///
/// let key = SigningKey::from_seed(&[7; 32]);
/// for message in [
///     Message::new(b"a message"),
///     Message::new(b"a message").context(b"what it is for"),
///     Message::hashed(PreHash::Sha2_512, b"a message"), // HashML-DSA, another signature
/// ] {
///     let signature = key.sign_deterministic(message)?;
///     key.verifying_key().verify(message, &signature)?;
/// }
/// # Ok::<(), futae::ml_dsa::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    form: Form<'a>,
    context: &'a [u8],
}

#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    Content(Content<'a>),
    Mu(&'a Mu),
}

impl<'a> Message<'a> {
    /// The message itself, for pure ML-DSA.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let signature = key.sign_deterministic(Message::new(b"a message"))?;
    /// key.verifying_key().verify(Message::new(b"a message"), &signature)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn new(message: &'a [u8]) -> Self {
        Self { form: Form::Content(Content::Pure(message)), context: &[] }
    }

    /// The message itself, for HashML-DSA.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let message = Message::hashed(PreHash::Sha2_512, b"a message");
    /// let signature = key.sign_deterministic(message)?;
    /// // Pure and pre-hashed signatures are apart.
    /// let pure = key.verifying_key().verify(Message::new(b"a message"), &signature);
    /// assert_eq!(pure, Err(Error::InvalidSignature));
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn hashed(hash: PreHash, message: &'a [u8]) -> Self {
        Self { form: Form::Content(Content::Hashed(hash, message)), context: &[] }
    }

    /// The digest of the message, for HashML-DSA.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let digest = PreHash::Sha2_512.digest(b"a message"); // computed where the message is
    /// let signature = key.sign_deterministic(Message::digest(digest.hash(), digest.as_ref()))?;
    /// let message = Message::hashed(PreHash::Sha2_512, b"a message");
    /// key.verifying_key().verify(message, &signature)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn digest(hash: PreHash, digest: &'a [u8]) -> Self {
        Self { form: Form::Content(Content::Digest(hash, digest)), context: &[] }
    }

    /// The message representative, computed elsewhere from tr, context and message; a context
    /// given besides is not looked at.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let mut hasher = key.verifying_key().mu_hasher(b"")?; // where the message is, without the key
    /// hasher.update(b"a message");
    /// let signature = key.sign_deterministic(Message::mu(&hasher.finish()))?;
    /// key.verifying_key().verify(Message::new(b"a message"), &signature)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn mu(mu: &'a Mu) -> Self {
        Self { form: Form::Mu(mu), context: &[] }
    }

    /// M' of FIPS 204, Algorithms 7 and 8, without domain separation.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let formatted = Message::internal(b"\x00\x00a message"); // as test vectors have it
    /// let pure = Message::new(b"a message");
    /// assert_eq!(key.sign_deterministic(formatted)?, key.sign_deterministic(pure)?);
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "hazmat")]
    pub const fn internal(formatted: &'a [u8]) -> Self {
        Self { form: Form::Content(Content::Internal(formatted)), context: &[] }
    }

    /// The same message with this context, of at most [`MAX_CONTEXT`](super::MAX_CONTEXT) bytes.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let message = Message::new(b"yes").context(b"ballot 1");
    /// let signature = key.sign_deterministic(message)?;
    /// let elsewhere = key.verifying_key().verify(message.context(b"ballot 2"), &signature);
    /// assert_eq!(elsewhere, Err(Error::InvalidSignature));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn context(self, context: &'a [u8]) -> Self {
        Self { form: self.form, context }
    }

    /// mu for the key whose hash is `tr`.
    pub(super) fn representative(&self, tr: &[u8]) -> Result<Mu, Error> {
        let content = match self.form {
            Form::Mu(mu) => return Ok(*mu),
            Form::Content(content) => content,
        };
        let mut hasher = MuHasher::empty(tr);
        let formatted = content.formatted(self.context)?;
        formatted.parts().iter().for_each(|part| hasher.update(part));
        Ok(hasher.finish())
    }
}

impl MuHasher {
    /// For a pure message with this context.
    pub(super) fn new(tr: &[u8], context: &[u8]) -> Result<Self, Error> {
        let mut hasher = Self::empty(tr);
        Begin::pure(context)?.parts().iter().for_each(|part| hasher.update(part));
        Ok(hasher)
    }

    fn empty(tr: &[u8]) -> Self {
        let mut hasher = Self { sponge: Shake256::new(&Backend::get().keccak) };
        hasher.update(tr);
        hasher
    }

    /// The next part of the message.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let [mut whole, mut parts] = [key.mu_hasher(b"")?, key.mu_hasher(b"")?];
    /// whole.update(b"a message");
    /// b"a message".chunks(4).for_each(|part| parts.update(part));
    /// assert_eq!(whole.finish(), parts.finish());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn update(&mut self, part: &[u8]) {
        self.sponge.absorb([part]);
    }

    /// The end of the message.
    ///
    /// ```
    /// # use futae::{ml_dsa::*, ml_dsa_65::SigningKey, prehash::PreHash};
    /// # let key = SigningKey::from_seed(&[7; 32]);
    /// let other = SigningKey::from_seed(&[8; 32]);
    /// // The hash of the key is in it: mu serves for one key only.
    /// assert_ne!(key.mu_hasher(b"")?.finish(), other.mu_hasher(b"")?.finish());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn finish(self) -> Mu {
        let mut mu = [0; LONG_SEED];
        self.sponge.finish(SUFFIX_SHAKE).squeeze([&mut mu]);
        mu
    }
}

impl fmt::Debug for MuHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MuHasher")
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::ContextTooLong => Self::ContextTooLong,
            Refusal::DigestLength => Self::DigestLength,
        }
    }
}
