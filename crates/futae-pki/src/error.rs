//! Why bytes were refused or an operation failed.

use std::{error, fmt};

/// Why bytes were refused or an operation failed. Tells nothing of a private key but that it is
/// malformed or inconsistent.
///
/// ```
/// use futae_pki::{Error, PublicKey};
///
/// let error = PublicKey::from_pem("no key").unwrap_err();
/// assert!(matches!(error, Error::Pem { .. }));
/// assert!(error.to_string().contains("BEGIN"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not the DER of this structure; the place is in the cause.
    Der {
        /// The structure.
        what: &'static str,
        /// What the decoder says, with the offset.
        cause: der::Error,
    },
    /// The text is not PEM of this kind.
    Pem {
        /// What was expected.
        what: &'static str,
        /// What is wrong.
        cause: String,
    },
    /// No algorithm here has this name or identifier.
    UnknownAlgorithm(String),
    /// The identifier has parameters although the standard wants them absent, or other ones.
    Parameters(&'static str),
    /// Two places of one object that must name the same algorithm do not.
    AlgorithmMismatch,
    /// The algorithm cannot do this: a key for signatures is asked to decapsulate, or the like.
    WrongKind {
        /// The algorithm of the key.
        algorithm: &'static str,
        /// What it was asked for.
        wanted: &'static str,
    },
    /// A part has not the length that its algorithm gives it.
    Length {
        /// The part.
        what: &'static str,
        /// The bytes it must have.
        expected: usize,
        /// The bytes it has.
        found: usize,
    },
    /// The parts of a key contradict each other.
    Inconsistent(&'static str),
    /// The key is malformed in a way that only its algorithm knows.
    MalformedKey(&'static str),
    /// The private key has no seed, so it cannot be written in this form.
    NoSeed,
    /// The private key is encrypted, and no or the wrong password was given.
    Password,
    /// The context is longer than 255 bytes.
    ContextTooLong,
    /// The algorithm, a classical one, takes no context, and one was given.
    ContextUnsupported,
    /// The signature is malformed or not one of this message by this key.
    InvalidSignature,
    /// The content could not be decrypted: another key, or altered bytes.
    Decryption,
    /// The structure is valid but outside of what is implemented.
    Unsupported(String),
    /// An input for a new object is not acceptable.
    Input(String),
    /// A bound against hostile input was exceeded.
    Limit(&'static str),
    /// The random generator failed.
    Randomness,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Der { what, cause } => write!(f, "malformed {what}: {cause}"),
            Self::Pem { what, cause } => write!(f, "no PEM of {what}: {cause}"),
            Self::UnknownAlgorithm(name) => write!(f, "unknown algorithm {name}"),
            Self::Parameters(what) => {
                write!(f, "the algorithm identifier of the {what} has wrong parameters")
            }
            Self::AlgorithmMismatch => {
                f.write_str("the object names two different algorithms for one thing")
            }
            Self::WrongKind { algorithm, wanted } => write!(f, "{algorithm} is not for {wanted}"),
            Self::Length { what, expected, found } => {
                write!(f, "the {what} has {found} bytes instead of {expected}")
            }
            Self::Inconsistent(what) => write!(f, "inconsistent private key: {what}"),
            Self::MalformedKey(what) => write!(f, "malformed key: {what}"),
            Self::NoSeed => f.write_str(
                "the private key was given without its seed; only the expanded form can be written",
            ),
            Self::Password => f.write_str("the private key is encrypted: wrong or no password"),
            Self::ContextTooLong => f.write_str("the context is longer than 255 bytes"),
            Self::ContextUnsupported => f.write_str("the algorithm takes no context"),
            Self::InvalidSignature => f.write_str("the signature does not verify"),
            Self::Decryption => f.write_str("decryption failed: another key, or altered bytes"),
            Self::Unsupported(what) => write!(f, "not supported: {what}"),
            Self::Input(what) => f.write_str(what),
            Self::Limit(what) => write!(f, "too much: {what}"),
            Self::Randomness => f.write_str("the random generator failed"),
        }
    }
}

impl error::Error for Error {}

/// Names the structure that a decoder was reading.
pub(crate) fn reading(what: &'static str) -> impl Fn(der::Error) -> Error {
    move |cause| Error::Der { what, cause }
}

/// Fails unless a part has its length.
pub(crate) fn check_length(what: &'static str, bytes: &[u8], expected: usize) -> Result<(), Error> {
    match bytes.len() == expected {
        true => Ok(()),
        false => Err(Error::Length { what, expected, found: bytes.len() }),
    }
}
