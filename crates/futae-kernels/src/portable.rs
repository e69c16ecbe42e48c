//! The backend of plain Rust: runs everywhere and is the reference of the others.

pub(crate) mod keccak;
pub(crate) mod ml_dsa;
pub(crate) mod ml_kem;
pub(crate) mod sha2;

use crate::Backend;

pub(crate) static BACKEND: Backend = Backend {
    name: "portable",
    lanes: 1,
    keccak: keccak::KERNELS,
    ml_dsa: ml_dsa::KERNELS,
    ml_kem: ml_kem::KERNELS,
    sha2: sha2::KERNELS,
};
