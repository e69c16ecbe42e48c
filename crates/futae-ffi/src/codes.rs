//! What functions return.

use futae_hybrid::Error;

/// It worked.
pub const FUTAE_OK: i32 = 0;
/// No such algorithm, or not for this function.
pub const FUTAE_UNKNOWN_ALGORITHM: i32 = -1;
/// A pointer is null whose length is not zero.
pub const FUTAE_NULL: i32 = -2;
/// A length is not the algorithm's.
pub const FUTAE_LENGTH: i32 = -3;
/// A key, ciphertext or context is malformed.
pub const FUTAE_INVALID_INPUT: i32 = -4;
/// The signature is not one of this message by this key.
pub const FUTAE_INVALID_SIGNATURE: i32 = -5;
/// The system's random generator failed.
pub const FUTAE_RANDOMNESS: i32 = -6;
/// The operation failed inside, which should not be.
pub const FUTAE_FAILED: i32 = -7;

/// A return code other than `FUTAE_OK`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Failure(pub(crate) i32);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(match error {
            Error::UnknownAlgorithm | Error::ClassicalAlgorithm | Error::RefusedByPolicy => {
                FUTAE_UNKNOWN_ALGORITHM
            }
            Error::Length => FUTAE_LENGTH,
            Error::InvalidSignature | Error::MalformedSignature => FUTAE_INVALID_SIGNATURE,
            Error::Randomness => FUTAE_RANDOMNESS,
            Error::SigningFailed => FUTAE_FAILED,
            _ => FUTAE_INVALID_INPUT,
        })
    }
}
