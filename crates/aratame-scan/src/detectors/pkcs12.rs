//! PKCS #12 files: their integrity and what they show outside encryption.

use crate::asn1::facts;
use crate::asn1::marks::{BASE64_PFX, Family};
use crate::asn1::{Found, Visitor};
use crate::detector::{About, Findings};
use aratame_algorithms::algorithm;
use aratame_formats::pbe::{Mac, PasswordScheme};
use aratame_formats::pkcs12::Pfx;
use aratame_formats::recognise::{Object, ObjectKind, anchor};
use aratame_inventory::diagnostic::{KEYSTORE_LOCKED, KEYSTORE_MALFORMED};
use aratame_inventory::{AlgorithmRef, AssetKind, Observation, RelationKind, Role, attribute};
use std::sync::LazyLock;

static ABOUT: About = About {
    id: "pkcs12",
    title: "PKCS #12 files",
    title_ja: "PKCS #12ファイル",
    finds: "PKCS #12 files with the hash, derivation and iterations of their MAC, and the schemes, \
        derivations, ciphers and iteration counts of their encrypted parts.",
    how: "Parses DER and BER files, PEM armour, base64 without armour and, in every file at every \
        offset, whatever has the structure of PKCS #12. Certificates and keys outside encryption \
        are found by the detectors of their kind.",
    misses: "Everything inside encryption: which keys and certificates a locked file holds; files \
        of indefinite length (BER) inside of other bytes.",
    references: &["RFC 7292", "RFC 8018", "RFC 9579"],
};

static FAMILY: LazyLock<Family> =
    LazyLock::new(|| Family::new(&[ObjectKind::Pfx], &[], anchor::PFX, BASE64_PFX));

/// Finds PKCS #12 files.
#[derive(Debug)]
pub struct Pkcs12;

impl Visitor for Pkcs12 {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn family(&self) -> &'static Family {
        &FAMILY
    }

    fn object(&self, found: &Found<'_, '_>, findings: &mut Findings<'_>) {
        let Object::Pfx(pfx) = found.object else { return };
        let position = &found.place.position;
        for oddity in &pfx.oddities {
            findings.diagnose(KEYSTORE_MALFORMED, position.clone(), oddity.to_string());
        }
        if !pfx.encrypted_safes.is_empty() {
            let message = format!("{} encrypted parts", pfx.encrypted_safes.len());
            findings.diagnose(KEYSTORE_LOCKED, position.clone(), message);
        }
        facts::state(observe(pfx, found), findings);
    }
}

fn observe(pfx: &Pfx<'_>, found: &Found<'_, '_>) -> Observation {
    let identity = facts::sha256(found.der);
    let name = "PKCS #12 file".to_owned();
    let kind = AssetKind::Keystore;
    let mut observation = facts::observation(kind, identity.clone(), name, found);
    observation.attribute(attribute::SHA256, identity);
    observation.attribute(attribute::FORMAT, "pkcs12");
    if let Some(mac) = &pfx.mac {
        take_mac(&mut observation, mac);
    }
    let keys = pfx.encrypted_keys.iter().map(|key| &key.scheme);
    let schemes: Vec<&PasswordScheme<'_>> = pfx.encrypted_safes.iter().chain(keys).collect();
    observation.attribute(attribute::ENCRYPTED, !schemes.is_empty());
    take_schemes(&mut observation, &schemes);
    observation.attribute("encrypted-part-count", pfx.encrypted_safes.len());
    observation.attribute("encrypted-key-count", pfx.encrypted_keys.len());
    observation.attribute("plain-key-count", pfx.keys.len());
    let certificates = pfx.certificates.iter();
    let contains = certificates.map(|held| facts::object_handle(held.raw));
    observation.wants.extend(contains.map(|handle| (RelationKind::Contains, handle)));
    let keys = pfx.keys.iter().filter_map(|key| key.public_key_info.as_deref());
    let contains = keys.map(|info| (RelationKind::Contains, facts::key_handle(info)));
    observation.wants.extend(contains);
    observation
}

fn take_mac(observation: &mut Observation, mac: &Mac<'_>) {
    observation.attribute("mac", facts::oid_name(mac.algorithm.oid));
    let iterations = i64::try_from(mac.iterations).unwrap_or(i64::MAX);
    observation.attribute("mac-iterations", iterations);
    observation.attribute("mac-salt-bytes", mac.salt_bytes);
    if let Some(scheme) = &mac.scheme {
        observation.algorithms.extend(facts::scheme_uses(scheme));
        return;
    }
    // RFC 7292, appendix B: HMAC with the hash, under a key that the same hash derives.
    let hmac =
        algorithm("hmac").map_or_else(|| AlgorithmRef::unknown_name("hmac"), AlgorithmRef::known);
    let mut hmac = hmac;
    hmac.hash = facts::hash(mac.algorithm.oid);
    observation.algorithms.push(facts::used(hmac, Role::Mac));
}

/// Several parts may have several schemes: the weakest count of iterations stands for all.
fn take_schemes(observation: &mut Observation, schemes: &[&PasswordScheme<'_>]) {
    let mut names: Vec<String> =
        schemes.iter().map(|scheme| facts::oid_name(scheme.scheme)).collect();
    names.sort();
    names.dedup();
    if !names.is_empty() {
        observation.attribute("pbe-scheme", names);
    }
    if let Some(least) = schemes.iter().filter_map(|scheme| scheme.iterations).min() {
        let least = i64::try_from(least).unwrap_or(i64::MAX);
        observation.attribute(attribute::ITERATIONS, least);
    }
    for scheme in schemes {
        for used in facts::scheme_uses(scheme) {
            if !observation.algorithms.contains(&used) {
                observation.algorithms.push(used);
            }
        }
    }
}
