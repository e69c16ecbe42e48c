//! The backend of plain Rust: runs everywhere and is the reference of the others.

pub(crate) mod keccak;

use crate::Backend;

pub(crate) static BACKEND: Backend = Backend { name: "portable", keccak: keccak::KERNELS };
