//! Keys, certificates and messages of post-quantum algorithms in their standard formats.
//!
//! | format | standard | here |
//! |---|---|---|
//! | SPKI, PKCS#8 | RFC 9881 (ML-DSA), RFC 9935 (ML-KEM), RFC 9909 (SLH-DSA) | [`PublicKey`], [`PrivateKey`] |
//! | PEM | RFC 7468 | [`pem`] |
//! | X.509 certificates and requests | RFC 5280, RFC 2986 | [`Certificate`], [`CertificateRequest`], [`issue`] |
//! | CMS signatures | RFC 9882 (ML-DSA), RFC 9814 (SLH-DSA) | [`SignedData`] |
//! | CMS encryption | RFC 9629, RFC 9936 (ML-KEM) | [`enveloped_data`] |
//! | JWK, COSE_Key | RFC 9964 (ML-DSA), RFC 7638, RFC 9679 | [`jwk`], [`cose`] |
//! | chains | RFC 5280, Section 6 | [`path`] |
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
mod bounds;
mod certificate;
pub mod cose;
pub mod enveloped_data;
mod error;
pub mod issue;
pub mod jwk;
mod key;
pub mod path;
pub mod pem;
mod request;
mod signed;
mod signed_data;

pub use algorithm::{Algorithm, Kind};
pub use certificate::Certificate;
pub use error::Error;
pub use key::{Exported, PrivateForm, PrivateKey, PublicKey, SharedSecret};
pub use request::CertificateRequest;
pub use signed_data::SignedData;

/// SHA-256 of the DER of a key or certificate, by which people compare them.
///
/// ```
/// assert_eq!(futae_pki::fingerprint(b"")[..2], [0xE3, 0xB0]);
/// ```
pub fn fingerprint(der: &[u8]) -> [u8; 32] {
    <sha2::Sha256 as sha2::Digest>::digest(der).into()
}
