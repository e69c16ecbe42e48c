//! Java key stores.

use crate::asn1::facts;
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::Entry;
use crate::raw_key::{by_id, by_name, by_spec};
use aratame_algorithms::Registry;
use aratame_formats::der::Reader;
use aratame_formats::jks::{self, Entry as Held, Format, KeyStore};
use aratame_formats::pkcs8::EncryptedPrivateKeyInfo;
use aratame_inventory::diagnostic::{KEYSTORE_LOCKED, KEYSTORE_MALFORMED};
use aratame_inventory::{
    AlgorithmUse, AssetKind, Observation, Position, RelationKind, Role, attribute,
};

static ABOUT: About = About {
    id: "java-keystore",
    title: "Java key stores",
    title_ja: "Javaキーストア",
    finds: "Key stores of the formats JKS, JCEKS, BKS and UBER with the number and kind of their \
        entries, the protection of their keys and of their integrity, and which certificates they \
        hold.",
    how: "Parses what stands outside the encryption, without a password. The certificates \
        themselves are found by their own detector. Aliases are not kept.",
    misses: "What is encrypted: algorithms and sizes of private keys without a certificate, and \
        everything in an UBER store. Key stores of other makers (BCFKS, hardware).",
    references: &[
        "JDK sun.security.provider.JavaKeyStore",
        "JDK com.sun.crypto.provider.JceKeyStore",
        "Bouncy Castle BcKeyStoreSpi",
    ],
};

/// A store as a whole: that of every public authority takes 200 KiB.
const MAX_STORE: usize = 64 << 20;

/// Finds Java key stores.
#[derive(Debug)]
pub struct JavaKeystore;

impl Detector for JavaKeystore {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.head(32).is_ok_and(|head| jks::begins(&head).is_some())
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Ok(bytes) = entry.source.read(0, MAX_STORE) else { return };
        let Ok(store) = jks::parse(&bytes) else { return };
        // The header of BKS is weak: nothing that parses behind it means another kind of file.
        let is_nothing = store.entries.is_empty() && store.error.is_some();
        if is_nothing && store.format == Format::Bks {
            return;
        }
        if let Some(error) = store.error {
            let position = Position::bytes(error.offset as u64, 0);
            findings.diagnose(KEYSTORE_MALFORMED, position, error.to_string());
        }
        if store.format == Format::Uber {
            findings.diagnose(KEYSTORE_LOCKED, Position::whole(), "UBER");
        }
        facts::state(observe(&store, &bytes), findings);
    }
}

fn observe(store: &KeyStore, bytes: &[u8]) -> Observation {
    let (format, name) = match store.format {
        Format::Jks => ("jks", "JKS key store"),
        Format::Jceks => ("jceks", "JCEKS key store"),
        Format::Bks => ("bks", "BKS key store"),
        Format::Uber => ("uber", "UBER key store"),
    };
    let identity = facts::sha256(bytes);
    let mut observation = Observation::new(AssetKind::Keystore, identity.clone(), name)
        .at(Position::bytes(0, bytes.len() as u64));
    observation.attribute(attribute::SHA256, identity);
    observation.attribute(attribute::FORMAT, format);
    observation.attribute("format-version", store.version);
    take_counts(&mut observation, store);
    let held = store.certificates.iter().filter_map(|range| bytes.get(range.clone()));
    let contains = held.map(|der| (RelationKind::Contains, facts::object_handle(der)));
    observation.wants.extend(contains);
    if let Some(iterations) = store.iterations {
        observation.attribute(attribute::ITERATIONS, iterations);
    }
    for used in integrity(store.format).into_iter().chain(protection(store, bytes)) {
        if !observation.algorithms.contains(&used) {
            observation.algorithms.push(used);
        }
    }
    take_iterations(&mut observation, store, bytes);
    observation
}

fn take_counts(observation: &mut Observation, store: &KeyStore) {
    let count = |is: fn(&Held) -> bool| store.entries.iter().filter(|entry| is(entry)).count();
    if store.format != Format::Uber {
        observation.attribute(attribute::ENTRY_COUNT, store.entries.len());
        observation.attribute("certificate-count", store.certificates.len());
    }
    let keys = count(|entry| matches!(entry, Held::PrivateKey(_)));
    let secrets = count(|entry| matches!(entry, Held::SealedKey(_)));
    let encrypted = count(|entry| matches!(entry, Held::Encrypted));
    let plain = count(|entry| matches!(entry, Held::PlainKey(_)));
    for (name, number) in [
        ("private-key-count", keys),
        ("secret-key-count", secrets),
        ("encrypted-entry-count", encrypted),
        ("plain-key-count", plain),
    ] {
        if number > 0 {
            observation.attribute(name, number);
        }
    }
    let is_encrypted = keys + secrets + encrypted > 0 || store.format == Format::Uber;
    observation.attribute(attribute::ENCRYPTED, is_encrypted);
}

/// How a change of the store is noticed: a keyed SHA-1, HMAC-SHA-1, SHA-1 under Twofish.
fn integrity(format: Format) -> Vec<AlgorithmUse> {
    match format {
        Format::Jks | Format::Jceks | Format::Uber => {
            vec![facts::used(by_id("sha-1"), Role::Hash)]
        }
        Format::Bks => vec![facts::used(by_spec("hmac#sha-1"), Role::Mac)],
    }
}

/// How the keys are encrypted.
fn protection(store: &KeyStore, bytes: &[u8]) -> Vec<AlgorithmUse> {
    if store.format == Format::Uber {
        return vec![
            facts::used(by_spec("pbe-pkcs12#sha-1"), Role::KeyDerivation),
            facts::used(by_spec("twofish-256/cbc"), Role::Encryption),
        ];
    }
    store.entries.iter().flat_map(|entry| entry_protection(entry, bytes)).collect()
}

fn entry_protection(entry: &Held, bytes: &[u8]) -> Vec<AlgorithmUse> {
    match entry {
        Held::PrivateKey(range) => {
            let der = bytes.get(range.clone()).unwrap_or_default();
            let info = EncryptedPrivateKeyInfo::read(&mut Reader::new(der));
            info.map(|info| facts::scheme_uses(&info.scheme)).unwrap_or_default()
        }
        Held::SealedKey(sealed) => {
            let name = sealed.transformation.as_deref().unwrap_or_default();
            let algorithms = by_name(Registry::Pbe, name);
            algorithms.into_iter().map(facts::used_by_primitive).collect()
        }
        // Bouncy Castle seals entries by PBEWithSHAAnd3-KeyTripleDES-CBC.
        Held::Encrypted => vec![
            facts::used(by_spec("pbe-pkcs12#sha-1"), Role::KeyDerivation),
            facts::used(by_spec("3des/cbc"), Role::Encryption),
        ],
        Held::Certificate | Held::PlainKey(_) => Vec::new(),
    }
}

/// The least count of iterations stands for all keys of a JCEKS.
fn take_iterations(observation: &mut Observation, store: &KeyStore, bytes: &[u8]) {
    let counts = store.entries.iter().filter_map(|entry| match entry {
        Held::PrivateKey(range) => {
            let mut reader = Reader::new(bytes.get(range.clone())?);
            EncryptedPrivateKeyInfo::read(&mut reader).ok()?.scheme.iterations
        }
        Held::SealedKey(sealed) => {
            let mut parameters = Reader::new(sealed.parameters.as_deref()?).sequence().ok()?;
            parameters.element().ok()?; // the salt
            parameters.integer().ok()?.to_u64()
        }
        _ => None,
    });
    if let Some(least) = counts.min() {
        observation.attribute(attribute::ITERATIONS, i64::try_from(least).unwrap_or(i64::MAX));
    }
}
