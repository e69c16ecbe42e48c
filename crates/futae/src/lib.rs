//! ML-KEM, ML-DSA and SLH-DSA, constant time.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

pub mod ml_dsa;
pub mod prehash;
mod secret;

pub use ml_dsa::sets::{ml_dsa_44, ml_dsa_65, ml_dsa_87};
