//! The classical parts, by other crates: one interface for each kind of algorithm, the checks that
//! the standards of hybrids ask for, nothing of the mathematics.

pub(crate) mod agreement;
pub(crate) mod ec_private_key;
pub(crate) mod rsa_oaep;
pub(crate) mod weierstrass;
pub(crate) mod x25519;
pub(crate) mod x448;
