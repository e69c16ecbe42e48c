//! The cipher suites: those of TLS 1.3 (RFC 8446, appendix B.4), and by feature those of TLS 1.2.
//! Not for QUIC.

use crate::{
    aead::Tls13Aead,
    hash::{HMAC_SHA256, HMAC_SHA384, SHA256, SHA384},
};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use chacha20poly1305::ChaCha20Poly1305;
use rustls::{
    CipherSuite, CipherSuiteCommon, SupportedCipherSuite, Tls13CipherSuite,
    crypto::tls13::HkdfUsingHmac,
};

#[cfg(feature = "tls12")]
pub use crate::tls12::*;

/// The suites of TLS 1.3, in the order in which they are offered.
///
/// ```
/// use futae_rustls::suites::TLS13;
///
/// // A provider without TLS 1.2, whatever the features.
/// let mut provider = futae_rustls::provider();
/// provider.cipher_suites = TLS13.to_vec();
/// assert_eq!(provider.cipher_suites.len(), 3);
/// ```
pub static TLS13: &[SupportedCipherSuite] =
    &[TLS13_AES_256_GCM_SHA384, TLS13_AES_128_GCM_SHA256, TLS13_CHACHA20_POLY1305_SHA256];

/// The suites of TLS 1.2, in the order in which they are offered; none without the feature
/// `tls12`.
///
/// ```
/// use futae_rustls::suites::TLS12;
///
/// assert!(TLS12.iter().all(|suite| suite.tls13().is_none()));
/// ```
pub static TLS12: &[SupportedCipherSuite] = &[
    #[cfg(feature = "tls12")]
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    #[cfg(feature = "tls12")]
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    #[cfg(feature = "tls12")]
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    #[cfg(feature = "tls12")]
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    #[cfg(feature = "tls12")]
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    #[cfg(feature = "tls12")]
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
];

/// Records under one AES-GCM key: RFC 8446, section 5.5 (2^24.5 full-size records).
pub(crate) const AES_GCM_RECORDS: u64 = 1 << 24;
/// Records under one ChaCha20-Poly1305 key: the sequence number ends first (RFC 8446,
/// section 5.5).
pub(crate) const CHACHA20_POLY1305_RECORDS: u64 = u64::MAX;

/// TLS_AES_256_GCM_SHA384.
///
/// ```
/// use futae_rustls::suites::TLS13_AES_256_GCM_SHA384;
///
/// assert!(TLS13_AES_256_GCM_SHA384.tls13().is_some());
/// ```
pub static TLS13_AES_256_GCM_SHA384: SupportedCipherSuite =
    SupportedCipherSuite::Tls13(&Tls13CipherSuite {
        common: CipherSuiteCommon {
            suite: CipherSuite::TLS13_AES_256_GCM_SHA384,
            hash_provider: &SHA384,
            confidentiality_limit: AES_GCM_RECORDS,
        },
        hkdf_provider: &HkdfUsingHmac(&HMAC_SHA384),
        aead_alg: &Tls13Aead::<Aes256Gcm>::new(),
        quic: None,
    });

/// TLS_AES_128_GCM_SHA256.
///
/// ```
/// use futae_rustls::suites::TLS13_AES_128_GCM_SHA256;
///
/// assert!(TLS13_AES_128_GCM_SHA256.tls13().is_some());
/// ```
pub static TLS13_AES_128_GCM_SHA256: SupportedCipherSuite =
    SupportedCipherSuite::Tls13(&Tls13CipherSuite {
        common: CipherSuiteCommon {
            suite: CipherSuite::TLS13_AES_128_GCM_SHA256,
            hash_provider: &SHA256,
            confidentiality_limit: AES_GCM_RECORDS,
        },
        hkdf_provider: &HkdfUsingHmac(&HMAC_SHA256),
        aead_alg: &Tls13Aead::<Aes128Gcm>::new(),
        quic: None,
    });

/// TLS_CHACHA20_POLY1305_SHA256.
///
/// ```
/// use futae_rustls::suites::TLS13_CHACHA20_POLY1305_SHA256;
///
/// assert!(TLS13_CHACHA20_POLY1305_SHA256.tls13().is_some());
/// ```
pub static TLS13_CHACHA20_POLY1305_SHA256: SupportedCipherSuite =
    SupportedCipherSuite::Tls13(&Tls13CipherSuite {
        common: CipherSuiteCommon {
            suite: CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
            hash_provider: &SHA256,
            confidentiality_limit: CHACHA20_POLY1305_RECORDS,
        },
        hkdf_provider: &HkdfUsingHmac(&HMAC_SHA256),
        aead_alg: &Tls13Aead::<ChaCha20Poly1305>::new(),
        quic: None,
    });
