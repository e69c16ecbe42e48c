//! SLH-DSA, the stateless hash-based signatures of FIPS 205.
//!
//! The twelve parameter sets are modules such as
//! [`slh_dsa_sha2_128f`](crate::slh_dsa_sha2_128f); here is what they share: the [`Message`] to be
//! signed in its several forms, and the [`Error`]s.
//!
//! ```
//! # #[cfg(feature = "getrandom")] {
//! use futae::{slh_dsa::Message, slh_dsa_sha2_128f::SigningKey};
//!
//! let key = SigningKey::generate()?;
//! let message = Message::new(b"the message").context(b"the application");
//! let signature = key.sign(message)?;
//! key.verifying_key().verify(message, &signature)?;
//! # }
//! # Ok::<(), futae::slh_dsa::Error>(())
//! ```
//!
//! | form | standard | message |
//! |---|---|---|
//! | pure | Algorithms 22 and 24 | [`Message::new`] |
//! | pre-hashed (HashSLH-DSA) | Algorithms 23 and 25 | [`Message::hashed`], [`Message::digest`] |
//!
//! Signing is hedged unless the name says `deterministic`. A pure message is hashed twice when it
//! is signed, so it cannot be signed in parts; a pre-hashed one can, and either can be verified in
//! parts.
//!
//! A set with `s` has small signatures and signs slowly, one with `f` has larger ones and signs
//! about twenty times faster. The work does not depend on secrets: which leaves and how many steps
//! of which chains a signature shows, follows from the signature.

use core::{error, fmt};

pub use message::Message;

pub use crate::message::MAX_CONTEXT;

mod address;
mod family;
mod fors;
mod hypertree;
mod internal;
mod message;
mod parameters;
#[cfg(all(test, futae_ctgrind))]
mod secrecy;
pub(crate) mod sets;
mod sha2_family;
mod shake_family;
mod tree;
mod wots;

/// Why an operation failed. Tells nothing about a private key but that it is inconsistent.
///
/// ```
/// use futae::{slh_dsa::{Error, Message}, slh_dsa_shake_128f::VerifyingKey};
///
/// let key = VerifyingKey::from_bytes(&[7; 32]);
/// let refused = key.verify(Message::new(b"a message"), &[0; 17_088]);
/// assert_eq!(refused, Err(Error::InvalidSignature));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The context is longer than [`MAX_CONTEXT`].
    ContextTooLong,
    /// The digest is not as long as its hash function makes them.
    DigestLength,
    /// PK.root does not belong to the rest of the signing key, or a computation was disturbed.
    InconsistentKey,
    /// The signature is not one of this message by this key.
    InvalidSignature,
    /// The random generator failed.
    Randomness,
    /// The slices of a batch have unequal lengths.
    UnequalLengths,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ContextTooLong => "the context is longer than 255 bytes",
            Self::DigestLength => "the digest has the wrong length for its hash function",
            Self::InconsistentKey => "the signing key is inconsistent",
            Self::InvalidSignature => "the signature does not verify",
            Self::Randomness => "the random generator failed",
            Self::UnequalLengths => "the slices of the batch have unequal lengths",
        })
    }
}

impl error::Error for Error {}
