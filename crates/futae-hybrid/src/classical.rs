//! The classical parts, by other crates: one interface for each kind of algorithm, the checks that
//! the standards of hybrids ask for, nothing of the mathematics.

pub(crate) mod ec_private_key;
pub(crate) mod weierstrass;
pub(crate) mod x25519;
