//! What a name, an object identifier or a code point means, whoever's it is.
//!
//! Owns the order in which the registries are asked; each registry owns its own look-up.

use crate::algorithm::{Algorithm, algorithm_by_name};
use crate::curve::{Curve, curve_by_name};
use crate::index::normalise;
use crate::oid::{OidEntry, oid, oid_by_name};
use crate::registry::{Entry, Registry, entries, entry};
use crate::suite::{CipherSuite, cipher_suite, cipher_suite_by_name};
use crate::usage::Usage;

/// One meaning of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// An algorithm of the catalogue.
    Algorithm(&'static Algorithm),
    /// An elliptic curve.
    Curve(&'static Curve),
    /// An object identifier.
    Oid(&'static OidEntry),
    /// A TLS cipher suite.
    CipherSuite(&'static CipherSuite),
    /// A code point or name of a registry.
    Entry(&'static Entry),
}

impl Match {
    /// The algorithms it means, the leading one first.
    #[must_use]
    pub fn usages(&self) -> Vec<Usage> {
        match self {
            Self::Algorithm(row) => vec![Usage::of(row)],
            Self::Curve(_) => Vec::new(),
            Self::Oid(entry) => entry.usages.clone(),
            Self::CipherSuite(suite) => suite.usages(),
            Self::Entry(entry) => entry.usages.clone(),
        }
    }
}

/// No name of any registry is longer; a longer text means nothing and is not even compared.
const LONGEST_NAME: usize = 128;

/// Every meaning of a text: algorithm, curve, object identifier, cipher suite, registry entry, in
/// that order. Names compare by [`normalise`]; a number is `0x` with hexadecimal digits or
/// decimal digits and means a TLS group, signature scheme or cipher suite.
///
/// ```
/// use aratame_algorithms::{Match, resolve};
/// assert!(matches!(resolve("2.16.840.1.101.3.4.4.2")[0], Match::Oid(entry) if entry.name == "id-alg-ml-kem-768"));
/// assert!(resolve("no such thing").is_empty());
/// ```
#[must_use]
pub fn resolve(text: &str) -> Vec<Match> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_NAME {
        return Vec::new();
    }
    let mut found: Vec<_> = by_name(text);
    found.extend(code_point(text).map(by_code).unwrap_or_default());
    found
}

fn by_name(text: &str) -> Vec<Match> {
    let wanted = normalise(text);
    let named = entries().iter().filter(|entry| {
        entry.aliases.iter().chain([&entry.name]).any(|name| normalise(name) == wanted)
    });
    algorithm_by_name(text)
        .map(Match::Algorithm)
        .into_iter()
        .chain(curve_by_name(text).map(Match::Curve))
        .chain(oid(text).or_else(|| oid_by_name(text)).map(Match::Oid))
        .chain(cipher_suite_by_name(text).map(Match::CipherSuite))
        .chain(named.map(Match::Entry))
        .collect()
}

fn by_code(code: u16) -> Vec<Match> {
    let groups = [Registry::TlsGroup, Registry::TlsSignatureScheme]
        .into_iter()
        .filter_map(|registry| entry(registry, i64::from(code)).map(Match::Entry));
    groups.chain(cipher_suite(code).map(Match::CipherSuite)).collect()
}

/// `0x11ec`, `0x13,0x01` as OpenSSL prints it, or decimal.
fn code_point(text: &str) -> Option<u16> {
    let lower = text.to_ascii_lowercase();
    match lower.strip_prefix("0x") {
        Some(hex) => u16::from_str_radix(&hex.replace(",0x", ""), 16).ok(),
        None => lower.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<&'static str> {
        resolve(text).iter().flat_map(Match::usages).map(|usage| usage.algorithm.id).collect()
    }

    #[test]
    fn names_found_in_the_wild_are_known() {
        assert!(ids("id-ecPublicKey").contains(&"ec"));
        assert!(matches!(resolve("prime256v1")[0], Match::Curve(curve) if curve.name == "P-256"));
        assert_eq!(ids("TLS_AES_128_GCM_SHA256"), ["aes-128", "sha-256"]);
        assert_eq!(ids("ECDHE-RSA-AES128-GCM-SHA256"), ["ecdh", "rsa", "aes-128", "sha-256"]);
        assert!(ids("aes256-gcm@openssh.com").contains(&"aes-256"));
        assert!(ids("ML-KEM-768").contains(&"ml-kem-768"));
        assert_eq!(ids("0x11ec"), ["x25519mlkem768"]);
        assert_eq!(ids("0x13,0x01"), ["aes-128", "sha-256"]);
        assert_eq!(ids("2.16.840.1.101.3.4.4.2"), ["ml-kem-768"]);
        assert!(ids("sha256WithRSAEncryption").contains(&"rsassa-pkcs1-v1_5"));
        assert!(ids("KCipher-2").contains(&"kcipher-2"));
    }

    #[test]
    fn anything_else_means_nothing() {
        for text in ["", " ", "0x", "0xzzzz", "0x11ec0", "99999999", "1.2.3.4.5", "\u{0}", "ア"] {
            assert_eq!(resolve(text), [], "{text:?}");
        }
        assert_eq!(resolve(&"a".repeat(1 << 20)), []);
    }
}
