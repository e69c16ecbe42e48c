//! PuTTY private key files.

use crate::asn1::facts;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::detectors::ssh_key::raw_key;
use crate::entry::Entry;
use crate::raw_key::{Places, by_id, by_name, uses};
use aratame_algorithms::Registry;
use aratame_formats::putty::{self, PuttyKey as File};
use aratame_inventory::{AssetKind, Observation, Role, attribute};

static ABOUT: About = About {
    id: "putty-key",
    title: "PuTTY private keys",
    title_ja: "PuTTY秘密鍵",
    finds: "PuTTY private key files (PPK versions 1 to 3) with key, cipher, key derivation and \
        the hash that protects their integrity.",
    how: "Parses the header lines and the public half; the private half is not decoded.",
    misses: "Keys that only Pageant or the Windows registry holds.",
    references: &["PuTTY User Manual, appendix C"],
};

/// Text of one file: an RSA key of 16384 bits takes 16 KiB.
const MAX_FILE: usize = 256 << 10;

static PATTERNS: [Pattern; 1] = [Pattern::new(putty::LITERAL, Scope::Any)];

/// Finds PuTTY private keys.
#[derive(Debug)]
pub struct PuttyKey;

impl Detector for PuttyKey {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        &PATTERNS
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let mut places = Places::of(entry);
        for hit in hits {
            let Ok((text, _)) = places.window(hit.offset, 0, MAX_FILE) else { continue };
            // A program that reads such files contains their first words too.
            let Ok(file) = putty::parse(&text) else {
                if places.fail(hit.offset, findings) {
                    return;
                }
                continue;
            };
            let position = places.position(hit.offset, file.length);
            facts::state(observe(&file).at(position), findings);
        }
    }
}

fn observe(file: &File) -> Observation {
    let kind =
        if file.is_encrypted() { AssetKind::EncryptedPrivateKey } else { AssetKind::PrivateKey };
    let mut observation = raw_key(&file.key).observe(kind, "private key", &file.key.key_blob);
    observation.attribute(attribute::FORMAT, format!("ppk{}", file.version));
    observation.attribute(attribute::ENCODING, "ppk");
    observation.attribute("ssh-type", file.type_name.as_str());
    observation.attribute("has-comment", file.has_comment);
    observation.attribute(attribute::ENCRYPTED, file.is_encrypted());
    observation.attribute("cipher", file.cipher.as_str());
    take_integrity(&mut observation, file.version);
    if file.is_encrypted() {
        take_encryption(&mut observation, file);
    }
    observation
}

/// Version 1 has a bare hash, version 2 HMAC-SHA-1, version 3 HMAC-SHA-256.
fn take_integrity(observation: &mut Observation, version: u8) {
    let (algorithm, role) = match version {
        1 => (by_id("sha-1"), Role::Hash),
        2 => (crate::raw_key::by_spec("hmac#sha-1"), Role::Mac),
        _ => (crate::raw_key::by_spec("hmac#sha-256"), Role::Mac),
    };
    observation.algorithms.push(facts::used(algorithm, role));
}

fn take_encryption(observation: &mut Observation, file: &File) {
    let cipher = by_name(Registry::SshCipher, &file.cipher);
    observation.algorithms.extend(uses(cipher, Role::Encryption));
    let Some(kdf) = &file.kdf else {
        // Versions 1 and 2 hash the passphrase twice with a counter.
        observation.attribute("kdf", "SHA-1");
        observation.algorithms.push(facts::used(by_id("sha-1"), Role::KeyDerivation));
        return;
    };
    observation.attribute("kdf", kdf.name.as_str());
    observation.attribute(attribute::ITERATIONS, kdf.passes);
    observation.attribute("kdf-memory-kib", kdf.memory);
    observation.attribute("kdf-parallelism", kdf.parallelism);
    let row = by_id(&kdf.name.to_ascii_lowercase());
    observation.algorithms.push(facts::used(row, Role::KeyDerivation));
}
