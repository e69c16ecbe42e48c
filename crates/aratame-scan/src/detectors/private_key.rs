//! Private keys of PKCS #1, PKCS #8, SEC 1 and OpenSSL's DSA form, plain and encrypted.

use crate::asn1::facts;
use crate::asn1::marks::Family;
use crate::asn1::{Found, Place, Visitor};
use crate::detector::{About, Findings};
use crate::detectors::nss_store::is_key_database;
use crate::entry::Entry;
use aratame_algorithms::algorithm;
use aratame_formats::pem::Armour;
use aratame_formats::pkcs::PrivateKey as TraditionalKey;
use aratame_formats::pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo};
use aratame_formats::recognise::{Object, ObjectKind, anchor};
use aratame_inventory::{
    AlgorithmRef, AssetKind, Confidence, Observation, RelationKind, Role, attribute,
};
use std::sync::LazyLock;

static ABOUT: About = About {
    id: "private-key",
    title: "Private keys",
    title_ja: "秘密鍵",
    finds: "Private keys of PKCS #1, PKCS #8 (RFC 5958), SEC 1 and OpenSSL's form of DSA with \
        algorithm, size or curve, and the form of a post-quantum key (seed, expanded or both); of \
        an encrypted one the scheme, key derivation, pseudorandom function, cipher and iteration \
        count.",
    how: "Parses DER files, PEM armour, base64 without armour and, in every file at every offset, \
        whatever has the whole structure of a key. A key whose public half is in the file is \
        named by the SHA-256 of that half; no private value is kept, shown or hashed.",
    misses: "Raw scalars and seeds without structure; keys in hardware; what is inside an \
        encrypted key; the public half, where the file does not hold it: such a key is named by \
        its place.",
    references: &[
        "RFC 8017", "RFC 5958", "RFC 5915", "RFC 8018", "RFC 1421", "RFC 9881", "RFC 9935",
    ],
};

const KINDS: &[ObjectKind] = &[
    ObjectKind::PrivateKeyInfo,
    ObjectKind::EncryptedPrivateKeyInfo,
    ObjectKind::RsaPrivateKey,
    ObjectKind::EcPrivateKey,
    ObjectKind::DsaPrivateKey,
];

static FAMILY: LazyLock<Family> = LazyLock::new(|| {
    let base64: &[(&[u8], usize)] = &[
        // PKCS #8: RSA, EC on curves of three lengths, EdDSA, the NIST arc.
        (b"ADANBgkqhkiG9w0B", 8),
        (b"AgEAMBMGByqGSM49", 4),
        (b"AgEAMBAGByqGSM49", 4),
        (b"MC4CAQAwBQYDK2V", 0),
        (b"MFECAQEwBQYDK2V", 0),
        (b"ADALBglghkgBZQME", 8),
        (b"CAQAwCwYJYIZIAWUD", 3),
        // The arc of PKIX algorithms, with the composites, under the three lengths of header.
        (b"ADAKBggrBgEFBQcG", 8),
        (b"AgEAMAoGCCsGAQUFBw", 4),
        (b"CAQAwCgYIKwYBBQUH", 3),
        // PKCS #1, then SEC 1 on the three NIST curves.
        (b"IBAAKC", 6),
        (b"MHcCAQEEI", 0),
        (b"MIGkAgEBBDA", 0),
        (b"MIHcAgEBBEI", 0),
        // Encrypted by PBES2, under long and short headers.
        (b"BgkqhkiG9w0BBQ0w", 8),
        (b"GCSqGSIb3DQEFDT", 7),
    ];
    Family::new(KINDS, &[ObjectKind::Pfx], anchor::PRIVATE_KEY, base64)
});

/// Finds private keys.
#[derive(Debug)]
pub struct PrivateKey;

impl Visitor for PrivateKey {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn family(&self) -> &'static Family {
        &FAMILY
    }

    fn passes_over(&self, entry: &Entry<'_>) -> bool {
        is_key_database(entry)
    }

    fn object(&self, found: &Found<'_, '_>, findings: &mut Findings<'_>) {
        let observation = match found.object {
            Object::PrivateKeyInfo(key) => observe_pkcs8(key, found),
            Object::PrivateKey(key) => observe_traditional(key, found),
            Object::EncryptedPrivateKeyInfo(key) => observe_encrypted(key, found),
            _ => return,
        };
        facts::state(observation, findings);
    }

    fn encrypted_armour(&self, armour: &Armour, place: &Place<'_>, findings: &mut Findings<'_>) {
        facts::state(observe_encrypted_armour(armour, place), findings);
    }
}

/// A key is named by its public half, or by its place where that half is not in the file.
fn observe(public_key_info: Option<&[u8]>, name: String, found: &Found<'_, '_>) -> Observation {
    let kind = AssetKind::PrivateKey;
    let place = found.place;
    let Some(public) = public_key_info else {
        let offset = place.position.offset.unwrap_or_default();
        let identity = format!("place:{}@{offset}", place.path);
        return facts::observation(kind, identity, name, found);
    };
    let handle = facts::key_handle(public);
    let mut observation = facts::observation(kind, handle.clone(), name, found);
    observation.attribute(attribute::SPKI_SHA256, facts::sha256(public));
    observation.provides.push(handle.clone());
    observation.wants.push((RelationKind::SameKey, handle));
    observation
}

fn observe_pkcs8(key: &PrivateKeyInfo<'_>, found: &Found<'_, '_>) -> Observation {
    let algorithm = facts::key_algorithm(key.algorithm.oid, key.shape);
    let name = facts::key_name(&algorithm, "private key");
    let mut observation = observe(key.public_key_info.as_deref(), name, found);
    observation.attribute(attribute::FORMAT, "pkcs8");
    facts::take_key(&mut observation, &key.algorithm, key.shape);
    if has_forms(&algorithm) {
        // A seed at one place and an expanded key at another stay two assets with the same key.
        observation.identity = format!("{} {}", observation.identity, key.form.name());
        observation.attribute(attribute::PRIVATE_KEY_FORM, key.form.name());
    }
    observation
}

/// The algorithms whose private key may stand as a seed, expanded, or both.
fn has_forms(algorithm: &AlgorithmRef) -> bool {
    let family = algorithm.algorithm().map(|row| row.family);
    matches!(family, Some("ML-KEM" | "ML-DSA" | "HashML-DSA"))
}

fn observe_traditional(key: &TraditionalKey<'_>, found: &Found<'_, '_>) -> Observation {
    let (row, format) = match found.kind {
        ObjectKind::RsaPrivateKey => ("rsa", "pkcs1"),
        ObjectKind::EcPrivateKey => ("ec", "sec1"),
        _ => ("dsa", "openssl-dsa"),
    };
    let algorithm = facts::with_shape(by_id(row), key.shape);
    let name = facts::key_name(&algorithm, "private key");
    let mut observation = observe(key.public_key_info.as_deref(), name, found);
    observation.attribute(attribute::FORMAT, format);
    facts::take_shape(&mut observation, key.shape);
    observation.algorithms.push(facts::used(algorithm, Role::Key));
    observation
}

fn by_id(id: &'static str) -> AlgorithmRef {
    algorithm(id).map_or_else(|| AlgorithmRef::unknown_name(id), AlgorithmRef::known)
}

fn observe_encrypted(key: &EncryptedPrivateKeyInfo<'_>, found: &Found<'_, '_>) -> Observation {
    let name = format!("private key under {}", facts::oid_name(key.scheme.scheme));
    let identity = facts::sha256(found.der);
    let kind = AssetKind::EncryptedPrivateKey;
    let mut observation = facts::observation(kind, identity, name, found);
    observation.attribute(attribute::FORMAT, "pkcs8");
    facts::take_password_scheme(&mut observation, &key.scheme);
    observation
}

/// The key derivation of RFC 1421 armour is one round of MD5: OpenSSL's `EVP_BytesToKey`.
fn observe_encrypted_armour(armour: &Armour, place: &Place<'_>) -> Observation {
    let cipher = armour.legacy_cipher().unwrap_or_default();
    let name = format!("{} under {cipher}", armour.label);
    let content = armour.content.as_deref().unwrap_or_default();
    let identity = facts::sha256(content);
    let kind = AssetKind::EncryptedPrivateKey;
    let mut observation = facts::at_place(Observation::new(kind, identity, name), place);
    observation.attribute(attribute::FORMAT, "pem-legacy");
    observation.attribute(attribute::ENCRYPTED, true);
    observation.attribute(attribute::ITERATIONS, 1_i64);
    observation.attribute("cipher", cipher);
    observation.attribute("label", armour.label.clone());
    if let Some(row) = key_of_label(&armour.label) {
        observation.algorithms.push(facts::used(by_id(row), Role::Key));
    }
    let encryption = facts::used(facts::legacy_cipher(cipher), Role::Encryption);
    observation.algorithms.push(encryption);
    let derivation = facts::used(by_id("md5"), Role::KeyDerivation);
    let derivation = derivation.with_reason("the one derivation that OpenSSL has for this form");
    observation.algorithms.push(derivation.with_confidence(Confidence::Medium));
    observation
}

fn key_of_label(label: &str) -> Option<&'static str> {
    Some(match label {
        "RSA PRIVATE KEY" => "rsa",
        "EC PRIVATE KEY" => "ec",
        "DSA PRIVATE KEY" => "dsa",
        _ => return None,
    })
}
