//! Cryptography of .NET that an assembly refers to.

use aratame_algorithms::Usage;
use aratame_formats::clr::type_references;
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Confidence, EvidenceLevel, Method, Position};
use std::collections::BTreeMap;

use super::binary_symbols::role;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct DotNet;

static ABOUT: About = About {
    id: "dotnet",
    title: "Cryptography of .NET assemblies",
    title_ja: ".NETアセンブリが参照する暗号",
    finds: "Types of System.Security.Cryptography, and of Bouncy Castle's engines and digests, that \
            an assembly refers to, as algorithms it uses.",
    how: "Finds the metadata root and reads the table of type references, as the loader does: a \
          reference is there only when some code needs it.",
    misses: "Algorithms chosen by a string (CryptoConfig.CreateFromName) or by a base class alone, \
             sizes and modes, what is reached by reflection or through another assembly, assemblies \
             compiled ahead of time, and metadata that an obfuscator broke.",
    references: &["ECMA-335, II.22.38 and II.24.2"],
};

static PATTERNS: &[Pattern] = &[Pattern::new(b"BSJB\x01\0\x01\0", Scope::Executable)];

/// Metadata that is read; the largest assemblies of the framework have some 10 MiB.
const MAX_METADATA: usize = 128 << 20;

/// Beginnings of type names of System.Security.Cryptography, the longer first where one begins
/// another, and what each fixes.
const TYPES: &[(&str, &str)] = &[
    ("AesCcm", "aes/ccm"),
    ("AesGcm", "aes/gcm"),
    ("Aes", "aes"),
    ("ChaCha20Poly1305", "chacha20-poly1305"),
    ("DESCryptoServiceProvider", "des"),
    ("DSA", "dsa"),
    ("ECDiffieHellman", "ecdh"),
    ("ECDsa", "ecdsa"),
    ("HKDF", "hkdf"),
    ("HMACMD5", "hmac#md5"),
    ("HMACSHA1", "hmac#sha-1"),
    ("HMACSHA256", "hmac#sha-256"),
    ("HMACSHA384", "hmac#sha-384"),
    ("HMACSHA512", "hmac#sha-512"),
    ("MD5", "md5"),
    ("MLDsa", "ml-dsa"),
    ("MLKem", "ml-kem"),
    ("RC2", "rc2"),
    ("RIPEMD160", "ripemd-160"),
    ("RSA", "rsa"),
    ("Rfc2898DeriveBytes", "pbkdf2"),
    ("Rijndael", "aes"),
    ("SHA1", "sha-1"),
    ("SHA256", "sha-256"),
    ("SHA384", "sha-384"),
    ("SHA3_256", "sha3-256"),
    ("SHA3_384", "sha3-384"),
    ("SHA3_512", "sha3-512"),
    ("SHA512", "sha-512"),
    ("SlhDsa", "slh-dsa"),
    ("TripleDES", "3des"),
];

impl Detector for DotNet {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let Some(binary) = entry.binary() else { return };
        let mut found: BTreeMap<Usage, String> = BTreeMap::new();
        for hit in hits.iter().take(4) {
            let bytes = match entry.source.read(hit.offset, MAX_METADATA) {
                Ok(bytes) => bytes,
                Err(error) => {
                    return findings.diagnose(
                        FILE_UNREADABLE,
                        Position::whole(),
                        error.to_string(),
                    );
                }
            };
            for (namespace, name) in type_references(&bytes).unwrap_or_default() {
                if let Some(usage) = meaning(&namespace, &name) {
                    found.entry(usage).or_insert_with(|| format!("{namespace}.{name}"));
                }
            }
        }
        let Ok(mut observation) = binary.observation(entry) else { return };
        observation.algorithms = found
            .into_iter()
            .map(|(usage, name)| {
                AlgorithmUse::new(AlgorithmRef::from(usage), role(&usage), EvidenceLevel::Uses)
                    .told_by(Method::Symbols, Confidence::High)
                    .with_reason(&format!("type {name}"))
            })
            .collect();
        if !observation.algorithms.is_empty() {
            findings.observe(observation);
        }
    }
}

fn meaning(namespace: &str, name: &str) -> Option<Usage> {
    if namespace != "System.Security.Cryptography" {
        return None;
    }
    let (_, spec) = TYPES
        .iter()
        .filter(|(beginning, _)| is_of(name, beginning))
        .max_by_key(|row| row.0.len())?;
    Usage::parse(spec)
}

/// `RSA`, `RSACng`, `RSACryptoServiceProvider`, but no enumeration or exception of padding.
fn is_of(name: &str, beginning: &str) -> bool {
    const ENDINGS: [&str; 8] = [
        "",
        "Cng",
        "CryptoServiceProvider",
        "Managed",
        "OpenSsl",
        "Algorithm",
        "CngProvider",
        "OpenSSL",
    ];
    name.strip_prefix(beginning).is_some_and(|ending| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_specification_is_of_the_catalogue() {
        for (name, spec) in TYPES {
            assert!(Usage::parse(spec).is_some(), "{name}: {spec}");
        }
    }

    #[test]
    fn types_fix_algorithms() {
        let text =
            |name| meaning("System.Security.Cryptography", name).map(|usage| usage.to_string());
        for (name, expected) in [
            ("Aes", Some("aes")),
            ("AesGcm", Some("aes/gcm")),
            ("RSACng", Some("rsa")),
            ("SHA256Managed", Some("sha-256")),
            ("TripleDESCryptoServiceProvider", Some("3des")),
            ("RSAEncryptionPadding", None),
            ("CipherMode", None),
        ] {
            assert_eq!(text(name).as_deref(), expected, "{name}");
        }
        assert_eq!(meaning("Own.Cryptography", "Aes"), None);
    }
}
