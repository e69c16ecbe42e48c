//! Keys, certificates and messages of post-quantum algorithms in their standard formats.
//!
//! | format | standard | here |
//! |---|---|---|
//! | SPKI, PKCS#8 | RFC 9881 (ML-DSA), RFC 9935 (ML-KEM), RFC 9909 (SLH-DSA) | [`PublicKey`], [`PrivateKey`] |
//! | PEM | RFC 7468 | [`pem`] |
//!
//! The cryptography itself is in `futae`; the structures of ASN.1 are those of the crates `der`,
//! `spki`, `pkcs8`, `x509-cert` and `cms`.
//!
//! ```
//! use futae_pki::{Algorithm, PrivateForm, PrivateKey};
//!
//! let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
//! let signature = key.sign(b"message", b"")?;
//! let file = key.to_pem(PrivateForm::Seed)?;
//! let again = PrivateKey::from_pem(&file)?;
//! again.public_key().verify(b"message", b"", &signature)?;
//! # Ok::<(), futae_pki::Error>(())
//! ```
#![forbid(unsafe_code)]

mod algorithm;
mod error;
mod key;
pub mod pem;

pub use algorithm::{Algorithm, Kind};
pub use error::Error;
pub use key::{PrivateForm, PrivateKey, PublicKey, SharedSecret};
