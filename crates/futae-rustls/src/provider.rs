//! The providers: which groups, suites and signatures are offered, and in which order.

use crate::{groups, sign::Keys, suites, verify::SUPPORTED_SIG_ALGS};
use alloc::vec::Vec;
use rustls::{
    SupportedCipherSuite,
    crypto::{CryptoProvider, GetRandomFailed, SecureRandom, SupportedKxGroup},
};

/// A provider with everything: hybrid groups first, then classical ones for peers that know no
/// hybrid.
///
/// ```
/// use rustls::NamedGroup;
///
/// let provider = futae_rustls::provider();
/// assert_eq!(provider.kx_groups[0].name(), NamedGroup::X25519MLKEM768);
/// assert!(!provider.fips());
/// provider.install_default().expect("the first of this process");
/// let builder = rustls::ClientConfig::builder();
/// assert_eq!(builder.crypto_provider().kx_groups.len(), 6);
/// ```
pub fn provider() -> CryptoProvider {
    CryptoProvider {
        cipher_suites: suites(),
        kx_groups: [groups::HYBRID, groups::CLASSICAL].concat(),
        signature_verification_algorithms: SUPPORTED_SIG_ALGS,
        secure_random: &System,
        key_provider: &Keys,
    }
}

/// The same without classical groups: a peer that knows no hybrid is refused.
///
/// ```
/// let provider = futae_rustls::hybrid_only_provider();
/// assert_eq!(provider.kx_groups.len(), futae_rustls::groups::HYBRID.len());
/// ```
pub fn hybrid_only_provider() -> CryptoProvider {
    CryptoProvider { kx_groups: groups::HYBRID.to_vec(), ..provider() }
}

/// Another provider with the hybrid groups before its own.
///
/// Groups that it already has are taken from here, once. Everything else stays its own.
///
/// ```
/// use futae_rustls::{groups, with_hybrid_groups};
/// # let their_provider = futae_rustls::provider;
///
/// let provider = with_hybrid_groups(their_provider());
/// assert_eq!(provider.kx_groups[0].name(), groups::X25519MLKEM768.name());
/// assert_eq!(provider.kx_groups[2].name(), groups::SECP384R1MLKEM1024.name());
/// ```
pub fn with_hybrid_groups(mut provider: CryptoProvider) -> CryptoProvider {
    let ours = |name| groups::HYBRID.iter().any(|group| group.name() == name);
    let rest = provider.kx_groups.iter().copied().filter(|group| !ours(group.name()));
    let all: Vec<&'static dyn SupportedKxGroup> =
        groups::HYBRID.iter().copied().chain(rest).collect();
    provider.kx_groups = all;
    provider
}

fn suites() -> Vec<SupportedCipherSuite> {
    [suites::TLS13, suites::TLS12].concat()
}

/// The system's random generator.
#[derive(Debug)]
struct System;

impl SecureRandom for System {
    fn fill(&self, buf: &mut [u8]) -> Result<(), GetRandomFailed> {
        getrandom::fill(buf).map_err(|_| GetRandomFailed)
    }
}
