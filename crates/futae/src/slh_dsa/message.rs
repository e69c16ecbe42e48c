//! What is given to signing and verifying: a message or its digest with its context, in the forms of
//! FIPS 205, Section 10.

use super::Error;
use crate::{
    message::{Content, Formatted, Refusal},
    prehash::PreHash,
};

/// A message as it is given to signing or verifying, with its context.
///
/// ```
/// use futae::{prehash::PreHash, slh_dsa::Message};
///
/// let pure = Message::new(b"a message").context(b"what it is for");
/// // For a message that comes in parts: HashSLH-DSA, another signature.
/// let digest = PreHash::Sha2_512.digest(b"a message");
/// let pre_hashed = Message::digest(digest.hash(), digest.as_ref());
/// # let _ = (pure, pre_hashed);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    content: Content<'a>,
    context: &'a [u8],
}

impl<'a> Message<'a> {
    /// The message itself, for pure SLH-DSA.
    ///
    /// ```
    /// # use futae::{prehash::PreHash, slh_dsa::*, slh_dsa_sha2_128f::SigningKey};
    /// # let key = SigningKey::generate()?;
    /// let signature = key.sign(Message::new(b"a message"))?;
    /// key.verifying_key().verify(Message::new(b"a message"), &signature)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn new(message: &'a [u8]) -> Self {
        Self { content: Content::Pure(message), context: &[] }
    }

    /// The message itself, for HashSLH-DSA.
    ///
    /// ```
    /// # use futae::{prehash::PreHash, slh_dsa::*, slh_dsa_sha2_128f::SigningKey};
    /// # let key = SigningKey::generate()?;
    /// let message = Message::hashed(PreHash::Sha2_256, b"a message");
    /// let signature = key.sign(message)?;
    /// // Pure and pre-hashed signatures are apart.
    /// let pure = key.verifying_key().verify(Message::new(b"a message"), &signature);
    /// assert_eq!(pure, Err(Error::InvalidSignature));
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn hashed(hash: PreHash, message: &'a [u8]) -> Self {
        Self { content: Content::Hashed(hash, message), context: &[] }
    }

    /// The digest of the message, for HashSLH-DSA; from a [`Hasher`](crate::prehash::Hasher) when
    /// the message comes in parts.
    ///
    /// ```
    /// # use futae::{prehash::PreHash, slh_dsa::*, slh_dsa_sha2_128f::SigningKey};
    /// # let key = SigningKey::generate()?;
    /// let digest = PreHash::Sha2_256.digest(b"a message"); // computed where the message is
    /// let signature = key.sign(Message::digest(digest.hash(), digest.as_ref()))?;
    /// let message = Message::hashed(PreHash::Sha2_256, b"a message");
    /// key.verifying_key().verify(message, &signature)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub const fn digest(hash: PreHash, digest: &'a [u8]) -> Self {
        Self { content: Content::Digest(hash, digest), context: &[] }
    }

    /// M' of FIPS 205, Algorithms 19 and 20, without domain separation.
    ///
    /// ```
    /// # use futae::{prehash::PreHash, slh_dsa::*, slh_dsa_sha2_128f::SigningKey};
    /// # let key = SigningKey::generate()?;
    /// let formatted = Message::internal(b"\x00\x00a message"); // as test vectors have it
    /// let signature = key.sign(formatted)?;
    /// key.verifying_key().verify(Message::new(b"a message"), &signature)?;
    /// # Ok::<(), Error>(())
    /// ```
    #[cfg(feature = "hazmat")]
    pub const fn internal(formatted: &'a [u8]) -> Self {
        Self { content: Content::Internal(formatted), context: &[] }
    }

    /// The same message with this context, of at most [`MAX_CONTEXT`](super::MAX_CONTEXT) bytes.
    ///
    /// ```
    /// # use futae::{prehash::PreHash, slh_dsa::*, slh_dsa_sha2_128f::SigningKey};
    /// # let key = SigningKey::generate()?;
    /// let message = Message::new(b"yes").context(b"ballot 1");
    /// let signature = key.sign(message)?;
    /// let elsewhere = key.verifying_key().verify(message.context(b"ballot 2"), &signature);
    /// assert_eq!(elsewhere, Err(Error::InvalidSignature));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub const fn context(self, context: &'a [u8]) -> Self {
        Self { content: self.content, context }
    }

    /// M'. FIPS 205, Algorithm 22 (slh_sign), step 8; Algorithm 23 (hash_slh_sign), steps 8 to 24.
    pub(super) fn formatted(&self) -> Result<Formatted<'a>, Error> {
        Ok(self.content.formatted(self.context)?)
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
