//! The providers: which groups, suites and signatures are offered, and in which order.

use crate::{groups, sign::Keys, suites, verify::SUPPORTED_SIG_ALGS};
use alloc::vec::Vec;
use rustls::{
    SupportedCipherSuite,
    crypto::{CryptoProvider, GetRandomFailed, SecureRandom, SupportedKxGroup},
};

/// A provider with everything: hybrid groups first, then classical ones for peers that know no
/// hybrid.
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
pub fn hybrid_only_provider() -> CryptoProvider {
    CryptoProvider { kx_groups: groups::HYBRID.to_vec(), ..provider() }
}

/// Another provider with the hybrid groups before its own.
///
/// Groups that it already has are taken from here, once. Everything else stays its own.
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
