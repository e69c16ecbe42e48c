//! ML-DSA, the module-lattice-based signatures of FIPS 204.
//!
//! The parameter sets are the modules [`ml_dsa_44`](crate::ml_dsa_44),
//! [`ml_dsa_65`](crate::ml_dsa_65) and [`ml_dsa_87`](crate::ml_dsa_87); here is what they share:
//! the [`Message`] to be signed in its several forms, and the [`Error`]s.
//!
//! ```
//! use futae::{ml_dsa::Message, ml_dsa_65::SigningKey};
//!
//! let key = SigningKey::from_seed(&[7; 32]);
//! let message = Message::new(b"the message").context(b"the application");
//! let signature = key.sign_deterministic(message)?;
//! key.verifying_key().verify(message, &signature)?;
//! # Ok::<(), futae::ml_dsa::Error>(())
//! ```
//!
//! | form | standard | message |
//! |---|---|---|
//! | pure | Algorithms 2 and 3 | [`Message::new`] |
//! | pre-hashed (HashML-DSA) | Algorithms 4 and 5 | [`Message::hashed`], [`Message::digest`] |
//! | external mu | Algorithm 7, line 6 | [`Message::mu`], from a [`MuHasher`] in parts |
//!
//! Signing is hedged (fresh randomness, so that a fault or a repeated message tells less) unless
//! the name says `deterministic`. A signature takes a varying number of attempts; that number is
//! public, see `docs/SOUNDNESS.md`.

use core::{error, fmt};

pub use message::{Message, Mu, MuHasher};

pub use crate::message::MAX_CONTEXT;

mod ball;
mod batch;
mod hint;
mod key;
mod lanes;
mod low_stack;
mod message;
mod parameters;
pub(crate) mod sets;
mod sign;
#[cfg(feature = "signature")]
mod signature_traits;
mod small;
mod verify;

/// Why an operation failed. Tells nothing about a private key but that it is malformed.
///
/// ```
/// use futae::{ml_dsa::{Error, Message}, ml_dsa_65::SigningKey};
///
/// let message = Message::new(b"a message").context(&[0; 256]);
/// let refused = SigningKey::from_seed(&[7; 32]).sign_deterministic(message);
/// assert_eq!(refused, Err(Error::ContextTooLong));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The context is longer than [`MAX_CONTEXT`].
    ContextTooLong,
    /// The digest is not as long as its hash function makes them.
    DigestLength,
    /// The signature is well formed but not one of this message by this key.
    InvalidSignature,
    /// The expanded key is not one that key generation makes: a coefficient is out of range, or
    /// t0 or the hash of the verifying key does not follow from the rest.
    MalformedKey,
    /// The signature has a coefficient out of range or an improper encoding of the hint.
    MalformedSignature,
    /// The random generator failed.
    Randomness,
    /// The slices of a batch have unequal lengths.
    UnequalLengths,
    /// No attempt of 814 gave a signature: for a genuine key less likely than 2^-256.
    TooManyAttempts,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ContextTooLong => "the context is longer than 255 bytes",
            Self::DigestLength => "the digest has the wrong length for its hash function",
            Self::InvalidSignature => "the signature does not verify",
            Self::MalformedKey => "the expanded signing key is inconsistent",
            Self::MalformedSignature => "the signature is malformed",
            Self::Randomness => "the random generator failed",
            Self::UnequalLengths => "the slices of the batch have unequal lengths",
            Self::TooManyAttempts => "signing gave up after too many attempts",
        })
    }
}

impl error::Error for Error {}
