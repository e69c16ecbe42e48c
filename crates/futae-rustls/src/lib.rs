//! TLS that withstands a quantum computer, for [rustls]: its cryptography, pure Rust.
//!
//! [`provider`] is a [`CryptoProvider`] whose first key exchange group is X25519MLKEM768 and
//! which knows ML-DSA certificates beside classical ones.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod aead;
pub mod groups;
mod hash;
mod private_key;
mod provider;
mod sign;
pub mod suites;
#[cfg(feature = "tls12")]
mod tls12;
mod verify;

pub use provider::{hybrid_only_provider, provider, with_hybrid_groups};
pub use verify::SUPPORTED_SIG_ALGS;
