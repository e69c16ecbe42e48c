//! From message to mu: the domain separation of pure and pre-hashed ML-DSA, in one go or in parts.

use core::fmt;

use futae_kernels::{
    Backend,
    keccak::sponge::{SUFFIX_SHAKE, Shake256},
};

use super::{Error, parameters::LONG_SEED};
use crate::prehash::PreHash;

/// The longest context: its length is one byte of M'.
pub const MAX_CONTEXT: usize = 255;

/// The first byte of M' in FIPS 204, Algorithm 2 (ML-DSA.Sign), line 10.
const PURE: u8 = 0;
/// The first byte of M' in FIPS 204, Algorithm 4 (HashML-DSA.Sign), line 23.
const PRE_HASHED: u8 = 1;

/// The message representative that is signed (FIPS 204, Algorithm 7, line 6).
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
    Pure(&'a [u8]),
    Hashed(PreHash, &'a [u8]),
    Digest(PreHash, &'a [u8]),
    Mu(&'a Mu),
    #[cfg(feature = "hazmat")]
    Internal(&'a [u8]),
}

impl<'a> Message<'a> {
    /// The message itself, for pure ML-DSA.
    pub const fn new(message: &'a [u8]) -> Self {
        Self { form: Form::Pure(message), context: &[] }
    }

    /// The message itself, for HashML-DSA.
    pub const fn hashed(hash: PreHash, message: &'a [u8]) -> Self {
        Self { form: Form::Hashed(hash, message), context: &[] }
    }

    /// The digest of the message, for HashML-DSA.
    pub const fn digest(hash: PreHash, digest: &'a [u8]) -> Self {
        Self { form: Form::Digest(hash, digest), context: &[] }
    }

    /// The message representative, computed elsewhere from tr, context and message; a context
    /// given besides is not looked at.
    pub const fn mu(mu: &'a Mu) -> Self {
        Self { form: Form::Mu(mu), context: &[] }
    }

    /// M' of FIPS 204, Algorithms 7 and 8, without domain separation.
    #[cfg(feature = "hazmat")]
    pub const fn internal(formatted: &'a [u8]) -> Self {
        Self { form: Form::Internal(formatted), context: &[] }
    }

    /// The same message with this context, of at most [`MAX_CONTEXT`] bytes.
    #[must_use]
    pub const fn context(self, context: &'a [u8]) -> Self {
        Self { form: self.form, context }
    }

    /// mu for the key whose hash is `tr`.
    pub(super) fn representative(&self, tr: &[u8]) -> Result<Mu, Error> {
        let mut hasher = MuHasher::empty(tr);
        match self.form {
            Form::Mu(mu) => return Ok(*mu),
            #[cfg(feature = "hazmat")]
            Form::Internal(formatted) => hasher.update(formatted),
            Form::Pure(message) => {
                hasher.separate(PURE, self.context)?;
                hasher.update(message);
            }
            Form::Hashed(hash, message) => {
                return Message::digest(hash, hash.digest(message).as_ref())
                    .context(self.context)
                    .representative(tr);
            }
            Form::Digest(hash, digest) => {
                if digest.len() != hash.digest_size() {
                    return Err(Error::DigestLength);
                }
                hasher.separate(PRE_HASHED, self.context)?;
                hasher.update(&hash.oid());
                hasher.update(digest);
            }
        }
        Ok(hasher.finish())
    }
}

impl MuHasher {
    /// For a pure message with this context.
    pub(super) fn new(tr: &[u8], context: &[u8]) -> Result<Self, Error> {
        let mut hasher = Self::empty(tr);
        hasher.separate(PURE, context)?;
        Ok(hasher)
    }

    fn empty(tr: &[u8]) -> Self {
        let mut hasher = Self { sponge: Shake256::new(&Backend::get().keccak) };
        hasher.update(tr);
        hasher
    }

    /// What M' begins with.
    fn separate(&mut self, domain: u8, context: &[u8]) -> Result<(), Error> {
        let length = u8::try_from(context.len()).map_err(|_| Error::ContextTooLong)?;
        self.update(&[domain, length]);
        self.update(context);
        Ok(())
    }

    /// The next part of the message.
    pub fn update(&mut self, part: &[u8]) {
        self.sponge.absorb([part]);
    }

    /// The end of the message.
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
