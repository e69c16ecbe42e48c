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
        })
    }
}

impl error::Error for Error {}

impl From<futae::ml_kem::Error> for Error {
    fn from(error: futae::ml_kem::Error) -> Self {
        match error {
            futae::ml_kem::Error::Modulus => Self::Modulus,
            futae::ml_kem::Error::Randomness => Self::Randomness,
            _ => Self::Length,
        }
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::Randomness
    }
}
