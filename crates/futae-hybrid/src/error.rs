//! What the operations of this crate can refuse.

use core::{error, fmt};

/// Why an operation failed. Tells nothing about a private key but that it is malformed.
///
/// ```
/// use futae_hybrid::{Error, tls};
///
/// let group = tls::group(0x11EC).ok_or(Error::UnknownAlgorithm)?;
/// assert_eq!(group.encapsulate(&[0; 7]).err(), Some(Error::Length));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not as many as the algorithm says.
    Length,
    /// An ML-KEM encapsulation key with a coefficient not below q. FIPS 203, Section 7.2.
    Modulus,
    /// A point that is not on the curve, is the neutral element, or is not encoded uncompressed.
    Point,
    /// An X25519 or X448 public value of small order: the agreed value would be zero.
    SmallOrder,
    /// The random generator failed.
    Randomness,
    /// No algorithm of this name, identifier or code point.
    UnknownAlgorithm,
    /// The algorithm is classical alone, and such ones were not asked for.
    ClassicalAlgorithm,
    /// The policy of the registry does not allow the algorithm.
    RefusedByPolicy,
    /// A private or public key that is not encoded as its standard says, or is out of range.
    MalformedKey,
    /// The parts of a private key do not belong together.
    InconsistentKey,
    /// The modulus of an RSA key has a size that the algorithm does not take.
    KeySize,
    /// The context is longer than 255 bytes.
    ContextTooLong,
    /// The algorithm takes no context, and one was given.
    ContextUnsupported,
    /// The signature is not encoded as its standard says.
    MalformedSignature,
    /// The signature is not one of this message by this key.
    InvalidSignature,
    /// The classical part of a ciphertext is not one for this key.
    Decapsulation,
    /// A message that was not sealed in this context, at this place, with this header.
    Decryption,
    /// The suite of HPKE exports secrets only.
    ExportOnly,
    /// As many messages as a context can seal.
    MessageLimit,
    /// More bytes were asked for than the key derivation gives.
    OutputTooLong,
    /// A pre-shared key of fewer than 32 bytes, or without a name.
    PreSharedKey,
    /// The key is one of another algorithm.
    KeyOfAnotherAlgorithm,
    /// Two secrets of the same name.
    DuplicateSecret,
    /// One secret is not to be combined with anything.
    TooFewSecrets,
    /// A signature that is required is not there.
    MissingSignature,
    /// The algorithm does not have this operation.
    Unsupported,
    /// Signing gave up: for a genuine key less likely than 2^-256.
    SigningFailed,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "the bytes have the wrong length",
            Self::Modulus => "an ML-KEM encapsulation key has a coefficient not below q",
            Self::Point => "a public point is not on the curve or not encoded as it has to be",
            Self::SmallOrder => "a public value of small order",
            Self::Randomness => "the random generator failed",
            Self::UnknownAlgorithm => "no such algorithm",
            Self::ClassicalAlgorithm => "a classical algorithm, which was not asked for",
            Self::RefusedByPolicy => "the policy does not allow the algorithm",
            Self::MalformedKey => "the key is malformed",
            Self::InconsistentKey => "the parts of the private key do not belong together",
            Self::KeySize => "an RSA modulus of this size is not taken",
            Self::ContextTooLong => "the context is longer than 255 bytes",
            Self::ContextUnsupported => "the algorithm takes no context",
            Self::MalformedSignature => "the signature is malformed",
            Self::InvalidSignature => "the signature does not verify",
            Self::Decapsulation => "the ciphertext is not one for this key",
            Self::Decryption => "the message does not open",
            Self::ExportOnly => "the suite exports secrets only",
            Self::MessageLimit => "the context has sealed all the messages it can",
            Self::OutputTooLong => "the key derivation does not give as many bytes",
            Self::PreSharedKey => "a pre-shared key needs 32 bytes and a name",
            Self::KeyOfAnotherAlgorithm => "the key is one of another algorithm",
            Self::DuplicateSecret => "two secrets of the same name",
            Self::TooFewSecrets => "combining needs two secrets",
            Self::MissingSignature => "a required signature is missing",
            Self::Unsupported => "the algorithm does not have this operation",
            Self::SigningFailed => "signing gave up after too many attempts",
        })
    }
}

impl error::Error for Error {}

impl From<futae::ml_kem::Error> for Error {
    fn from(error: futae::ml_kem::Error) -> Self {
        match error {
            futae::ml_kem::Error::Hash => Self::InconsistentKey,
            futae::ml_kem::Error::Modulus => Self::Modulus,
            futae::ml_kem::Error::Randomness => Self::Randomness,
            _ => Self::Length,
        }
    }
}

impl From<futae::ml_dsa::Error> for Error {
    fn from(error: futae::ml_dsa::Error) -> Self {
        use futae::ml_dsa::Error as Source;
        match error {
            Source::ContextTooLong => Self::ContextTooLong,
            Source::InvalidSignature => Self::InvalidSignature,
            Source::MalformedKey => Self::MalformedKey,
            Source::MalformedSignature => Self::MalformedSignature,
            Source::Randomness => Self::Randomness,
            Source::TooManyAttempts => Self::SigningFailed,
            _ => Self::Length,
        }
    }
}

impl From<futae::slh_dsa::Error> for Error {
    fn from(error: futae::slh_dsa::Error) -> Self {
        use futae::slh_dsa::Error as Source;
        match error {
            Source::ContextTooLong => Self::ContextTooLong,
            Source::InconsistentKey => Self::InconsistentKey,
            Source::InvalidSignature => Self::InvalidSignature,
            Source::Randomness => Self::Randomness,
            _ => Self::Length,
        }
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::Randomness
    }
}
