//! TLS that withstands a quantum computer, for [rustls]: its cryptography, pure Rust.
//!
//! [`provider`] is a [`CryptoProvider`](rustls::crypto::CryptoProvider) whose first key exchange
//! group is X25519MLKEM768 and which knows ML-DSA certificates beside classical ones;
//! [`with_hybrid_groups`] adds the hybrid groups to another provider. Not for QUIC, and never in
//! FIPS mode.
//!
//! ```
//! use rustls::{ClientConfig, RootCertStore};
//! use std::sync::Arc;
//!
//! let config = ClientConfig::builder_with_provider(Arc::new(futae_rustls::provider()))
//!     .with_safe_default_protocol_versions()?
//!     .with_root_certificates(RootCertStore::empty())
//!     .with_no_client_auth();
//! # assert!(!config.fips());
//! # Ok::<(), rustls::Error>(())
//! ```
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

/// The adoption guide, whose code is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/adopt-hybrid.md")]
struct GuideInEnglish;

/// The same in Japanese.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/adopt-hybrid.ja.md")]
struct GuideInJapanese;
