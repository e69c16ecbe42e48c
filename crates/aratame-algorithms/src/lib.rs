//! The catalogue of cryptographic algorithms: names, identifiers, sizes, strengths.
#![forbid(unsafe_code)]

mod openssl_ciphers;

pub use openssl_ciphers::{
    CipherExpansion, CipherStringError, MinimumVersion, OPENSSL_DEFAULT_CIPHERS,
    OPENSSL_DEFAULT_CIPHERSUITES, OpensslSuite, expand_openssl_ciphers, openssl_suite_by_name,
};
