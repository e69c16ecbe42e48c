//! What the input checks of FIPS 203 can refuse.

use core::fmt;

/// Why a key or a ciphertext was refused.
///
/// ```
/// use futae::{ml_kem::Error, ml_kem_768::EncapsulationKey};
///
/// let refused = EncapsulationKey::try_from(&[0; 7][..]);
/// assert_eq!(refused, Err(Error::Length));
/// assert_eq!(Error::Length.to_string(), "wrong length of an ML-KEM key or ciphertext");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not as many as the parameter set says. FIPS 203, Sections 7.2 and 7.3, type
    /// check.
    Length,
    /// A coefficient of the encapsulation key is not below q. FIPS 203, Section 7.2, modulus check.
    Modulus,
    /// The hash in the decapsulation key is not that of its encapsulation key. FIPS 203, Section
    /// 7.3, hash check.
    Hash,
    /// The random generator failed.
    Randomness,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "wrong length of an ML-KEM key or ciphertext",
            Self::Modulus => "ML-KEM encapsulation key with a coefficient not below q",
            Self::Hash => "ML-KEM decapsulation key with a wrong hash of its encapsulation key",
            Self::Randomness => "the random generator failed",
        })
    }
}

impl core::error::Error for Error {}
