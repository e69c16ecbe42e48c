//! Keccak, NTT, sampling and packing kernels for ML-KEM, ML-DSA and SLH-DSA.
//!
//! A kernel works on a whole polynomial or on one, four or eight Keccak states, never on a scalar.
//! Every kernel exists in a portable form, which is also the reference of the tests; [`Backend`]
//! is the table of one form of each, chosen once by what the processor can do.
//!
//! This crate knows no algorithm of FIPS 203, 204 or 205 as a whole: those live in `futae`.
//! Its `unsafe` is of three kinds: a vector load, a vector store, and the call of a kernel whose
//! CPU features were detected.
#![no_std]
#![allow(unsafe_code, reason = "vector loads and stores, and calls of detected kernels")]

#[cfg(test)]
extern crate std;

#[macro_use]
mod table;
mod backend;
#[cfg(target_arch = "x86_64")]
mod cpu;
pub mod keccak;
pub mod ml_dsa;
pub mod ml_kem;
mod secrecy;
pub mod sha2;
mod wipe;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;

pub use backend::Backend;
pub use secrecy::{classify, declassified, declassify};
pub use wipe::{Plain, wipe};
