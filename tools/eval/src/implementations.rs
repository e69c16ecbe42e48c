//! The adapters: one file an implementation.

#[cfg(feature = "aws-lc-rs")]
pub(crate) mod aws_lc;
pub(crate) mod external;
#[cfg(feature = "fips20x")]
pub(crate) mod fips20x;
pub(crate) mod futae;
#[cfg(feature = "libcrux")]
pub(crate) mod libcrux;
pub(crate) mod mutant;
#[cfg(feature = "oqs")]
pub(crate) mod oqs;
#[cfg(feature = "pqcrypto")]
pub(crate) mod pqcrypto;
pub(crate) mod reference;
#[cfg(feature = "rustcrypto")]
pub(crate) mod rustcrypto;
