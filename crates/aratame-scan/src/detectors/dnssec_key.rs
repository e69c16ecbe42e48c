//! Keys, signatures and digests of DNSSEC.

use crate::asn1::facts;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;
use crate::raw_key::{Places, RawKey, by_code, by_id, by_spec, code_name, uses};
use aratame_algorithms::{Registry, curve};
use aratame_formats::dnssec::{self, Found, KeyParts, Keyword, PrivateKey, Record};
use aratame_inventory::{AlgorithmRef, AssetKind, Observation, Role, attribute};
use std::collections::BTreeSet;

static ABOUT: About = About {
    id: "dnssec-key",
    title: "DNSSEC keys and records",
    title_ja: "DNSSECの鍵とレコード",
    finds: "DNSKEY, CDNSKEY, KEY, DS, CDS, RRSIG, TLSA and SMIMEA records in zone files and in \
        text, trust anchors of BIND and Unbound, and the private key files of BIND; RSA sizes \
        from the keys.",
    how: "Parses the data of every record whose type stands in a text, over lines in parentheses \
        too, and keeps what has the size that its algorithm or digest requires. RRSIG records \
        are counted once a signer, algorithm and key tag.",
    misses: "Zones in binary or journal form; keys in hardware modules; trust anchors in the old \
        statement trusted-keys and in XML; NSEC3 and SSHFP records.",
    references: &["RFC 4034", "RFC 3110", "RFC 6605", "RFC 6698", "RFC 8080", "RFC 8624"],
};

/// Text of a record or file: what `dnssec` looks at, before and behind the keyword.
const BEFORE: usize = 1024;
/// As [`BEFORE`].
const AFTER: usize = 16 << 10;

/// The words that records are found by; the spaces behind them belong to the data.
const KEYWORDS: [(&[u8], Keyword); 13] = [
    (b"DNSKEY", Keyword::Key),
    (b"IN KEY ", Keyword::Key),
    (b"IN\tKEY\t", Keyword::Key),
    (b"initial-key", Keyword::Key),
    (b"static-key", Keyword::Key),
    (b" DS ", Keyword::Delegation),
    (b"\tDS\t", Keyword::Delegation),
    (b"\tDS ", Keyword::Delegation),
    (b"CDS ", Keyword::Delegation),
    (b"initial-ds", Keyword::Delegation),
    (b"static-ds", Keyword::Delegation),
    (b"RRSIG", Keyword::Signature),
    (b"TLSA", Keyword::Association),
];

const SMIMEA: u16 = 13;
const PRIVATE: u16 = 14;

fn key_follows(text: &[u8], at: usize) -> bool {
    follows(text, at, Keyword::Key)
}

fn delegation_follows(text: &[u8], at: usize) -> bool {
    follows(text, at, Keyword::Delegation)
}

fn signature_follows(text: &[u8], at: usize) -> bool {
    follows(text, at, Keyword::Signature)
}

fn association_follows(text: &[u8], at: usize) -> bool {
    follows(text, at, Keyword::Association)
}

/// Behind the word of the literal at `at`: its letters, without spaces.
fn follows(text: &[u8], at: usize, keyword: Keyword) -> bool {
    let after = text.get(at..).unwrap_or_default();
    let word = KEYWORDS.iter().find(|(word, kind)| *kind == keyword && after.starts_with(word));
    let length = word.map_or(6, |(word, _)| word.trim_ascii_end().len());
    dnssec::may_follow(keyword, after.get(length..).unwrap_or_default())
}

static PATTERNS: [Pattern; 15] = [
    Pattern::checked(KEYWORDS[0].0, Scope::Text, key_follows),
    Pattern::checked(KEYWORDS[1].0, Scope::Text, key_follows),
    Pattern::checked(KEYWORDS[2].0, Scope::Text, key_follows),
    Pattern::checked(KEYWORDS[3].0, Scope::Text, key_follows),
    Pattern::checked(KEYWORDS[4].0, Scope::Text, key_follows),
    Pattern::checked(KEYWORDS[5].0, Scope::Text, delegation_follows),
    Pattern::checked(KEYWORDS[6].0, Scope::Text, delegation_follows),
    Pattern::checked(KEYWORDS[7].0, Scope::Text, delegation_follows),
    Pattern::checked(KEYWORDS[8].0, Scope::Text, delegation_follows),
    Pattern::checked(KEYWORDS[9].0, Scope::Text, delegation_follows),
    Pattern::checked(KEYWORDS[10].0, Scope::Text, delegation_follows),
    Pattern::checked(KEYWORDS[11].0, Scope::Text, signature_follows),
    Pattern::checked(KEYWORDS[12].0, Scope::Text, association_follows),
    Pattern::checked(b"SMIMEA", Scope::Text, association_follows),
    Pattern::new(dnssec::PRIVATE_LITERAL, Scope::Text),
];

/// Finds DNSSEC keys and records.
#[derive(Debug)]
pub struct DnssecKey;

impl Detector for DnssecKey {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        &PATTERNS
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let mut places = Places::of(entry);
        let mut signatures = BTreeSet::new();
        let mut done = 0;
        for hit in hits.iter().filter(|hit| hit.pattern <= PRIVATE) {
            if hit.offset < done {
                continue;
            }
            let Ok((text, at)) = places.window(hit.offset, BEFORE, AFTER) else { continue };
            let stated = if hit.pattern == PRIVATE {
                let key = dnssec::private_key(text.get(at..).unwrap_or_default());
                key.map(|key| {
                    (observe_private(&key, entry, hit.offset), AFTER.min(text.len() - at))
                })
            } else {
                record(&text, at, hit.pattern).map(|found| {
                    let length = found.end.saturating_sub(at);
                    (observe(&found, entry, hit.offset), length)
                })
            };
            let Some((observation, length)) = stated else {
                if places.fail(hit.offset, findings) {
                    return;
                }
                continue;
            };
            done = hit.offset + length as u64;
            let is_signature = hit.pattern == 11;
            if is_signature && !signatures.insert(observation.identity.clone()) {
                continue;
            }
            let position = places.position(hit.offset, length);
            facts::state(observation.at(position), findings);
        }
    }
}

fn record(text: &[u8], at: usize, pattern: u16) -> Option<Found> {
    let (word, keyword): (&[u8], Keyword) = if pattern == SMIMEA {
        (b"SMIMEA", Keyword::Association)
    } else {
        *KEYWORDS.get(usize::from(pattern))?
    };
    dnssec::record_at(text, at, at + word.trim_ascii_end().len(), keyword)
}

fn observe(found: &Found, entry: &Entry<'_>, offset: u64) -> Observation {
    let owner = found.owner.as_deref().unwrap_or_default();
    let mut observation = match &found.record {
        Record::Key { flags, algorithm, octets, parts } => {
            observe_key(*flags, *algorithm, octets, parts)
        }
        Record::Delegation { key_tag, algorithm, digest_type } => {
            observe_delegation(owner, *key_tag, *algorithm, *digest_type)
        }
        Record::Signature { algorithm, key_tag, signer } => {
            let identity = format!("rrsig:{}:{algorithm}:{key_tag}", signer.to_ascii_lowercase());
            let name = format!("{} DNSSEC signatures", algorithm_name(*algorithm));
            let mut observation = Observation::new(AssetKind::DnssecRecord, identity, name);
            take_algorithm(&mut observation, *algorithm);
            observation.attribute("key-tag", u32::from(*key_tag));
            observation.attribute("signer", signer.as_str());
            observation
        }
        Record::Association { usage, selector, matching } => {
            observe_association([*usage, *selector, *matching], entry, offset)
        }
    };
    observation.attribute(attribute::ENCODING, "dns-text");
    if !owner.is_empty() {
        observation.attribute("owner", owner);
    }
    observation
}

fn algorithm_name(number: u8) -> String {
    code_name(Registry::Dnssec, number)
}

/// The number of the algorithm, and the signatures that it says are made by it.
fn take_algorithm(observation: &mut Observation, number: u8) {
    observation.attribute("dnssec-algorithm", algorithm_name(number));
    let mut algorithms = by_code(Registry::Dnssec, number);
    let bits = observation.algorithms.first().and_then(|key| key.algorithm.bits);
    for algorithm in &mut algorithms {
        algorithm.bits = algorithm.bits.or(bits);
    }
    let role = if (157..=165).contains(&number) { Role::Mac } else { Role::Signature };
    observation.algorithms.extend(uses(algorithms, role));
}

fn observe_key(flags: u16, algorithm: u8, octets: &[u8], parts: &KeyParts) -> Observation {
    let key = raw_key(algorithm, octets, parts);
    let mut observation = key.observe(AssetKind::DnssecRecord, "DNSSEC key", octets);
    observation.attribute("dnskey-flags", u32::from(flags));
    // RFC 4034, section 2.1.1: bit 15 is the secure entry point; RFC 5011: bit 8, revoked.
    observation.attribute("secure-entry-point", flags & 1 != 0);
    if flags & 0x80 != 0 {
        observation.attribute("revoked", true);
    }
    take_algorithm(&mut observation, algorithm);
    observation
}

fn raw_key<'a>(algorithm: u8, octets: &'a [u8], parts: &'a KeyParts) -> RawKey<'a> {
    let on_curve = |id: &str| curve(id).map(|curve| RawKey::point(curve, [&[4], octets].concat()));
    let known = match (algorithm, parts) {
        (_, KeyParts::Rsa { exponent, modulus }) => Some(RawKey::rsa(modulus, exponent)),
        (_, KeyParts::Dsa(bits)) => {
            let bits = u32::try_from(*bits).unwrap_or(u32::MAX);
            Some(RawKey::other(vec![by_id("dsa").with_bits(bits)]))
        }
        (13, _) => on_curve("secp256r1"),
        (14, _) => on_curve("secp384r1"),
        (15, _) => Some(RawKey::octets(by_id("ed25519"), octets)),
        (16, _) => Some(RawKey::octets(by_id("ed448"), octets)),
        _ => None,
    };
    known.unwrap_or_else(|| RawKey::other(without_hash(by_code(Registry::Dnssec, algorithm))))
}

fn without_hash(mut algorithms: Vec<AlgorithmRef>) -> Vec<AlgorithmRef> {
    for algorithm in &mut algorithms {
        algorithm.hash = None;
    }
    algorithms
}

fn observe_delegation(owner: &str, key_tag: u16, algorithm: u8, digest_type: u8) -> Observation {
    let owner = owner.to_ascii_lowercase();
    let identity = format!("ds:{owner}:{key_tag}:{algorithm}:{digest_type}");
    let digest = code_name(Registry::DnssecDigest, digest_type);
    let name = format!("{digest} DS of {} key", algorithm_name(algorithm));
    let mut observation = Observation::new(AssetKind::DnssecRecord, identity, name);
    observation.attribute("key-tag", u32::from(key_tag));
    observation.attribute("digest-type", digest);
    take_algorithm(&mut observation, algorithm);
    let digest = by_code(Registry::DnssecDigest, digest_type);
    observation.algorithms.extend(uses(digest, Role::Hash));
    observation
}

fn observe_association(fields: [u8; 3], entry: &Entry<'_>, offset: u64) -> Observation {
    let [usage, selector, matching] = fields;
    let identity = format!("place:{}@{offset}", entry.path);
    let name = format!("TLSA {usage} {selector} {matching}");
    let mut observation = Observation::new(AssetKind::DnssecRecord, identity, name);
    observation.attribute("tlsa-usage", u32::from(usage));
    observation.attribute("tlsa-selector", u32::from(selector));
    observation.attribute("tlsa-matching", u32::from(matching));
    let hash = match matching {
        1 => Some("sha-256"),
        2 => Some("sha-512"),
        _ => None,
    };
    observation.algorithms.extend(hash.map(|hash| facts::used(by_id(hash), Role::Hash)));
    observation
}

fn observe_private(key: &PrivateKey, entry: &Entry<'_>, offset: u64) -> Observation {
    let rsa = key.modulus.as_deref().zip(key.exponent.as_deref());
    let mut observation = match rsa {
        Some((modulus, exponent)) => {
            RawKey::rsa(modulus, exponent).observe(AssetKind::PrivateKey, "private key", modulus)
        }
        None => observe_unnamed(key, entry, offset),
    };
    observation.attribute(attribute::FORMAT, "bind-private-key");
    observation.attribute(attribute::ENCODING, "dns-text");
    observation.attribute(attribute::ENCRYPTED, false);
    if key.in_hardware {
        observation.attribute("private-half", "hardware");
    }
    take_algorithm(&mut observation, key.algorithm);
    observation
}

/// A key whose public half is in another file, or that has none.
fn observe_unnamed(key: &PrivateKey, entry: &Entry<'_>, offset: u64) -> Observation {
    let identity = format!("place:{}@{offset}", entry.path);
    if let Some(bits) = key.secret_bits {
        let name = format!("{bits}-bit symmetric key");
        let mut observation = Observation::new(AssetKind::SecretKey, identity, name);
        observation.attribute("key-bits", bits);
        return observation;
    }
    let algorithm = match key.algorithm {
        13 => by_spec("ec@secp256r1"),
        14 => by_spec("ec@secp384r1"),
        number => {
            let meaning = without_hash(by_code(Registry::Dnssec, number)).into_iter().next();
            meaning.unwrap_or_else(|| AlgorithmRef::unknown_name("DNSSEC key"))
        }
    };
    let name = format!("{algorithm} private key");
    let mut observation = Observation::new(AssetKind::PrivateKey, identity, name);
    observation.algorithms.push(facts::used(algorithm, Role::Key));
    observation
}
