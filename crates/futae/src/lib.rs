//! ML-KEM, ML-DSA and SLH-DSA, constant time.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate std;

mod message;
pub mod ml_dsa;
pub mod ml_kem;
pub mod prehash;
mod secret;
mod sha2;
mod shared_secret;
pub mod slh_dsa;

pub use ml_dsa::sets::{ml_dsa_44, ml_dsa_65, ml_dsa_87};
pub use ml_kem::{ml_kem_512, ml_kem_768, ml_kem_1024};
pub use shared_secret::SharedSecret;
pub use slh_dsa::sets::{
    slh_dsa_sha2_128f, slh_dsa_sha2_128s, slh_dsa_sha2_192f, slh_dsa_sha2_192s, slh_dsa_sha2_256f,
    slh_dsa_sha2_256s, slh_dsa_shake_128f, slh_dsa_shake_128s, slh_dsa_shake_192f,
    slh_dsa_shake_192s, slh_dsa_shake_256f, slh_dsa_shake_256s,
};
