//! TLS cipher suites: what a suite's IANA name says of its parts.
//!
//! Owns the grammar of the names; the list of suites stands in `tables/suites.rs`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::algorithm::{Algorithm, algorithm};
use crate::index::normalise;
use crate::tables::suites::SUITES;
use crate::usage::Usage;

/// One TLS cipher suite with its parts. A signalling value has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CipherSuite {
    /// Code point.
    pub code: u16,
    /// IANA's name.
    pub name: &'static str,
    /// OpenSSL's name, where it has one.
    pub openssl: Option<&'static str>,
    /// Key exchange; `None` in TLS 1.3, where the suite leaves it open.
    pub key_exchange: Option<Usage>,
    /// What authenticates the server; `None` in TLS 1.3.
    pub authentication: Option<Usage>,
    /// The cipher with its mode.
    pub cipher: Option<Usage>,
    /// The message authentication code; `None` with authenticated encryption.
    pub mac: Option<Usage>,
    /// The hash of the key derivation, where the name gives it.
    pub hash: Option<&'static Algorithm>,
    /// Whether a key exchanged now stays secret when the long-term key is lost.
    pub forward_secret: bool,
    /// Whether key lengths were cut for export.
    pub export: bool,
}

impl CipherSuite {
    /// The parts in the order key exchange, authentication, cipher, MAC; the key derivation's
    /// hash last where no MAC carries it.
    #[must_use]
    pub fn usages(&self) -> Vec<Usage> {
        let mut parts: Vec<_> = [self.key_exchange, self.authentication, self.cipher, self.mac]
            .into_iter()
            .flatten()
            .collect();
        if self.mac.is_none() {
            parts.extend(self.hash.map(Usage::of));
        }
        parts
    }

    /// Whether the suite belongs to TLS 1.3.
    #[must_use]
    pub fn is_tls13(&self) -> bool {
        self.cipher.is_some() && self.key_exchange.is_none()
    }

    /// GnuTLS's name: IANA's without `WITH_`, the hash of the MAC written out.
    #[must_use]
    pub fn gnutls(&self) -> String {
        let name = self.name.replace("_WITH_", "_").replace("RC4_", "ARCFOUR_");
        match name.strip_suffix("_SHA") {
            Some(head) => format!("{head}_SHA1"),
            None => name,
        }
    }
}

static ALL: LazyLock<Vec<CipherSuite>> = LazyLock::new(|| {
    SUITES.iter().map(|&(code, name, openssl)| read(code, name, openssl)).collect()
});

static BY_CODE: LazyLock<HashMap<u16, &'static CipherSuite>> =
    LazyLock::new(|| ALL.iter().map(|suite| (suite.code, suite)).collect());

static BY_NAME: LazyLock<HashMap<String, &'static CipherSuite>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for suite in ALL.iter() {
        map.entry(normalise(&suite.gnutls())).or_insert(suite);
        for name in suite.openssl.iter().chain([&suite.name]) {
            map.insert(normalise(name), suite);
        }
    }
    map
});

/// Every cipher suite, ordered by code point.
#[must_use]
pub fn cipher_suites() -> &'static [CipherSuite] {
    &ALL
}

/// The cipher suite with this code point.
#[must_use]
pub fn cipher_suite(code: u16) -> Option<&'static CipherSuite> {
    BY_CODE.get(&code).copied()
}

/// The cipher suite with this IANA, OpenSSL or GnuTLS name, compared by [`normalise`].
#[must_use]
pub fn cipher_suite_by_name(name: &str) -> Option<&'static CipherSuite> {
    BY_NAME.get(&normalise(name)).copied()
}

fn read(code: u16, name: &'static str, openssl: Option<&'static str>) -> CipherSuite {
    let body = name.strip_prefix("TLS_").or_else(|| name.strip_prefix("SSL_")).unwrap_or(name);
    let (exchange, protection) = split_exchange(body);
    let export = exchange.contains("EXPORT");
    let (key_exchange, authentication) = read_exchange(exchange);
    let (cipher, hash) = read_protection(protection);
    let aead = cipher.is_some_and(is_aead);
    CipherSuite {
        code,
        name,
        openssl,
        key_exchange,
        authentication,
        cipher,
        mac: if aead { None } else { hash.and_then(|hash| mac(hash, cipher)) },
        hash: if cipher.is_some() { hash.and_then(algorithm) } else { None },
        forward_secret: is_forward_secret(exchange, cipher.is_some()),
        export,
    }
}

/// The key exchange words and the cipher words. GM/T 0024 names its suites without `WITH`.
fn split_exchange(body: &str) -> (&str, &str) {
    if let Some(parts) = body.split_once("_WITH_") {
        return parts;
    }
    match body.find("_SM4_") {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => ("", body),
    }
}

/// Ephemeral exchanges, and TLS 1.3, which has no other.
fn is_forward_secret(exchange: &str, has_cipher: bool) -> bool {
    let ephemeral = ["DHE_", "ECDHE_", "DH_anon", "ECDH_anon", "SRP_", "ECCPWD", "CECPQ1_"];
    has_cipher
        && (exchange.is_empty()
            || exchange == "ECDHE"
            || ephemeral.iter().any(|word| exchange.starts_with(word)))
}

/// Key exchange and authentication, in the grammar of `Usage::parse`.
fn read_exchange(words: &str) -> (Option<Usage>, Option<Usage>) {
    let base = words.strip_suffix("_EXPORT").or_else(|| words.strip_suffix("_EXPORT1024"));
    let (exchange, authentication) = match base.unwrap_or(words) {
        "" => return (None, None),
        "RSA" | "RSA_FIPS" => ("rsaes-pkcs1-v1_5", "rsa"),
        "DHE_RSA" | "DH_RSA" => ("dh", "rsa"),
        "DHE_DSS" | "DH_DSS" => ("dh", "dsa"),
        "DH_anon" => ("dh", "anonymous"),
        "ECDHE_RSA" | "ECDH_RSA" => ("ecdh", "rsa"),
        "ECDHE_ECDSA" | "ECDH_ECDSA" => ("ecdh", "ecdsa"),
        "ECDH_anon" => ("ecdh", "anonymous"),
        "PSK" => ("psk", "psk"),
        "DHE_PSK" | "PSK_DHE" => ("dh", "psk"),
        "ECDHE_PSK" => ("ecdh", "psk"),
        "RSA_PSK" => ("rsaes-pkcs1-v1_5", "psk"),
        "KRB5" => ("kerberos-auth", "kerberos-auth"),
        "SRP_SHA" => ("srp", "srp"),
        "SRP_SHA_RSA" => ("srp", "rsa"),
        "SRP_SHA_DSS" => ("srp", "dsa"),
        "ECCPWD" => ("eccpwd", "eccpwd"),
        "GOSTR341094" => ("gost-r-34.10-94", "gost-r-34.10-94"),
        "GOSTR341001" => ("vko-gost-r-34.10-2001", "gost-r-34.10-2001"),
        "GOSTR341112_256" => ("vko-gost-r-34.10-2012", "gost-r-34.10-2012-256"),
        "ECDHE" => ("sm2-key-exchange", "sm2"),
        "ECC" => ("sm2-encryption", "sm2"),
        "IBSDH" | "IBC" => ("sm9", "sm9"),
        "CECPQ1_RSA" => ("cecpq1", "rsa"),
        "CECPQ1_ECDSA" => ("cecpq1", "ecdsa"),
        "FORTEZZA_KEA" => ("dh", "dsa"),
        "FORTEZZA_DMS" => ("dh", "dsa"),
        "NULL" => ("null", "anonymous"),
        _ => return (None, None),
    };
    (Usage::parse(exchange), Usage::parse(authentication))
}

/// The cipher and the id of the last word's hash.
fn read_protection(words: &str) -> (Option<Usage>, Option<&'static str>) {
    if let Some(cipher) = read_cipher(words.strip_suffix("_NULL").unwrap_or(words)) {
        return (Some(cipher), None);
    }
    let Some((cipher, last)) = words.rsplit_once('_') else { return (None, None) };
    let hash = match last {
        "SHA" | "SHA1" => "sha-1",
        "SHA256" => "sha-256",
        "SHA384" => "sha-384",
        "SHA512" => "sha-512",
        "MD5" => "md5",
        "SM3" => "sm3",
        "IMIT" => "gost28147-imit",
        "GOSTR3411" => "gost-r-34.11-94",
        "L" | "S" | "OMAC" => "streebog-256",
        _ => return (None, None),
    };
    (read_cipher(cipher), Some(hash))
}

fn read_cipher(words: &str) -> Option<Usage> {
    let spec = match words {
        "NULL" | "SHA256" | "SHA384" => "null",
        "DES_CBC" => "des/cbc",
        "DES_CBC_40" | "DES40_CBC" => "des-40/cbc",
        "3DES_EDE_CBC" => "3des/cbc",
        "RC4_128" => "rc4",
        "RC4_40" => "rc4-40",
        "RC4_56" => "rc4-56",
        "RC2_CBC_40" => "rc2-40/cbc",
        "RC2_CBC_56" | "RC2_CBC" => "rc2/cbc",
        "IDEA_CBC" => "idea/cbc",
        "SEED_CBC" => "seed/cbc",
        "FORTEZZA_CBC" => "skipjack/cbc",
        "CHACHA20_POLY1305" => "chacha20-poly1305",
        "ESTREAM_SALSA20" | "SALSA20" => "salsa20",
        "28147_CNT" => "gost28147-89/ctr",
        "KUZNYECHIK_CTR" => "kuznyechik/ctr-omac",
        "MAGMA_CTR" => "magma/ctr-omac",
        "KUZNYECHIK_MGM" => "kuznyechik/mgm",
        "MAGMA_MGM" => "magma/mgm",
        "AEGIS_128L" => "aegis-128l",
        "AEGIS_256" => "aegis-256",
        "SM4_CBC" => "sm4/cbc",
        "SM4_GCM" => "sm4/gcm",
        "SM4_CCM" => "sm4/ccm",
        _ => return read_sized_cipher(words),
    };
    Usage::parse(spec)
}

/// `AES_128_GCM`, `CAMELLIA_256_CBC`, `AES_128_CCM_8`.
fn read_sized_cipher(words: &str) -> Option<Usage> {
    let (family, rest) = words.split_once('_')?;
    let (bits, mode) = rest.split_once('_')?;
    if !matches!(family, "AES" | "CAMELLIA" | "ARIA") {
        return None;
    }
    let mode = mode.to_ascii_lowercase().replace('_', "-");
    Usage::parse(&format!("{}-{bits}/{mode}", family.to_ascii_lowercase()))
}

fn is_aead(cipher: Usage) -> bool {
    let mode = cipher.mode.map_or("", |mode| mode.id);
    cipher.algorithm.primitive == crate::algorithm::Primitive::Ae
        || matches!(mode, "gcm" | "ccm" | "ccm-8" | "mgm" | "ctr-omac" | "ocb")
}

fn mac(hash: &str, cipher: Option<Usage>) -> Option<Usage> {
    match hash {
        "gost28147-imit" => Usage::parse(hash),
        _ if cipher.is_some() => Usage::parse(&format!("hmac#{hash}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> Vec<String> {
        cipher_suite_by_name(name).unwrap().usages().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_name_is_read_into_its_parts() {
        let gcm = ["ecdh", "rsa", "aes-128/gcm", "sha-256"];
        assert_eq!(parts("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), gcm);
        assert_eq!(parts("ECDHE-RSA-AES128-GCM-SHA256"), gcm);
        assert_eq!(parts("TLS_ECDHE_RSA_AES_128_GCM_SHA256"), gcm);
        assert_eq!(parts("TLS_AES_256_GCM_SHA384"), ["aes-256/gcm", "sha-384"]);
        assert_eq!(parts("DES-CBC3-SHA"), ["rsaes-pkcs1-v1_5", "rsa", "3des/cbc", "hmac#sha-1"]);
        assert_eq!(
            parts("TLS_RSA_AES_128_CBC_SHA1"),
            ["rsaes-pkcs1-v1_5", "rsa", "aes-128/cbc", "hmac#sha-1"]
        );
        assert_eq!(parts("EXP-RC4-MD5"), ["rsaes-pkcs1-v1_5", "rsa", "rc4-40", "hmac#md5"]);
    }

    #[test]
    fn every_suite_is_read_but_for_the_signalling_values() {
        let unread: Vec<_> =
            cipher_suites().iter().filter(|suite| suite.cipher.is_none()).map(|s| s.name).collect();
        assert_eq!(unread, ["TLS_EMPTY_RENEGOTIATION_INFO_SCSV", "TLS_FALLBACK_SCSV"],);
        for suite in cipher_suites().iter().filter(|suite| suite.name.contains("_WITH_")) {
            assert!(
                suite.key_exchange.is_some() && suite.authentication.is_some(),
                "{}",
                suite.name
            );
        }
    }

    #[test]
    fn code_points_and_names_are_unique() {
        assert_eq!(BY_CODE.len(), ALL.len());
        let mut names = HashMap::new();
        for suite in cipher_suites() {
            for name in
                suite.openssl.iter().filter(|name| **name != suite.name).chain([&suite.name])
            {
                assert_eq!(names.insert(normalise(name), suite.code), None, "{name}");
            }
        }
    }

    #[test]
    fn forward_secrecy_is_of_ephemeral_exchange_only() {
        let is = |name| cipher_suite_by_name(name).unwrap().forward_secret;
        assert!(is("ECDHE-RSA-AES128-GCM-SHA256") && is("TLS_AES_128_GCM_SHA256"));
        assert!(
            !is("AES128-SHA")
                && !is("TLS_ECDH_RSA_WITH_AES_128_CBC_SHA")
                && !is("PSK-AES128-CBC-SHA")
        );
    }
}
