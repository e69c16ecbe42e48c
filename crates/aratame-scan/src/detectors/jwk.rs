//! JSON Web Keys.

use crate::asn1::facts;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;
use crate::raw_key::{Places, RawKey, by_id, by_name};
use aratame_algorithms::{Curve, Registry, entry_by_name};
use aratame_formats::jwk::{self, Jwk as Key};
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, EvidenceLevel, Observation, Role, attribute,
};

static ABOUT: About = About {
    id: "jwk",
    title: "JSON Web Keys",
    title_ja: "JSON Web Key",
    finds: "JSON Web Keys and sets of them: RSA, EC, OKP, AKP (ML-DSA) and symmetric keys, public \
        and private, with the algorithm, use and operations that they are meant for.",
    how: "Parses the JSON object around every member \"kty\", in any file, also inside a JSON \
        string. A key counts when the members that its type requires are there. Of private and \
        symmetric keys only type and size are kept.",
    misses: "Keys in YAML or source code without JSON quotes; encrypted keys (JWE).",
    references: &["RFC 7517", "RFC 7518", "RFC 7638", "RFC 8037", "RFC 9964"],
};

/// Text around a member: what `jwk::around` looks at.
const BEFORE: usize = 16 << 10;
/// As [`BEFORE`], behind it.
const AFTER: usize = 64 << 10;

static PATTERNS: [Pattern; 1] = [Pattern::checked(jwk::LITERAL, Scope::Any, jwk::is_member)];

/// Finds JSON Web Keys.
#[derive(Debug)]
pub struct Jwk;

impl Detector for Jwk {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        &PATTERNS
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let mut places = Places::of(entry);
        for hit in hits {
            let Ok((text, at)) = places.window(hit.offset, BEFORE, AFTER) else { continue };
            let Some(found) = jwk::around(&text, at) else {
                if places.fail(hit.offset, findings) {
                    return;
                }
                continue;
            };
            let offset = hit.offset - (at - found.offset.min(at)) as u64;
            let position = places.position(offset, found.length);
            facts::state(observe(&found.jwk, entry, offset).at(position), findings);
        }
    }
}

fn observe(key: &Key, entry: &Entry<'_>, offset: u64) -> Observation {
    let mut observation = match key.secret_bits {
        Some(bits) => observe_secret(bits, entry, offset),
        None => observe_pair(key),
    };
    observation.attribute(attribute::FORMAT, "jwk");
    observation.attribute(attribute::ENCODING, "json");
    if key.is_private {
        observation.attribute(attribute::ENCRYPTED, false);
    }
    if let Some(key_use) = &key.key_use {
        observation.attribute("jwk-use", key_use.as_str());
    }
    if !key.key_ops.is_empty() {
        observation.attribute("jwk-operations", key.key_ops.clone());
    }
    if key.certificates > 0 {
        observation.attribute("certificate-count", key.certificates);
    }
    if let Some(alg) = &key.alg {
        observation.attribute("jwk-algorithm", alg.as_str());
        observation.algorithms.extend(meant_for(alg));
    }
    observation
}

/// What `alg` says the key is meant for: it may be used so.
fn meant_for(alg: &str) -> Vec<AlgorithmUse> {
    let registry = [Registry::JoseAlg, Registry::JoseEnc];
    let known = registry.into_iter().find(|registry| entry_by_name(*registry, alg).is_some());
    let algorithms = by_name(known.unwrap_or(Registry::JoseAlg), alg);
    let by_primitive = algorithms.into_iter().map(facts::used_by_primitive);
    by_primitive
        .map(|used| AlgorithmUse { level: EvidenceLevel::Configures, ..used })
        .filter(|used| used.role != Role::Hash)
        .collect()
}

/// A symmetric key has nothing public to be named by.
fn observe_secret(bits: usize, entry: &Entry<'_>, offset: u64) -> Observation {
    let identity = format!("place:{}@{offset}", entry.path);
    let mut observation =
        Observation::new(AssetKind::SecretKey, identity, format!("{bits}-bit symmetric key"));
    observation.attribute("key-bits", bits);
    observation
}

fn observe_pair(key: &Key) -> Observation {
    let (kind, what) = if key.is_private {
        (AssetKind::PrivateKey, "private key")
    } else {
        (AssetKind::PublicKey, "public key")
    };
    let public = [&key.x, &key.y, &key.public].map(|part| part.as_deref().unwrap_or_default());
    raw_key(key).observe(kind, what, &public.concat())
}

fn raw_key(key: &Key) -> RawKey<'_> {
    let name = key.crv.as_deref().unwrap_or_default();
    match key.kty.as_str() {
        "RSA" => RawKey::rsa(part(&key.modulus), part(&key.exponent)),
        "EC" => {
            let curve = entry_by_name(Registry::JoseKey, name).and_then(|entry| entry.curve());
            match curve {
                Some(curve) => RawKey::point(curve, point(curve, part(&key.x), part(&key.y))),
                None => {
                    let mut algorithm = by_id("ec");
                    algorithm.other_curve = Some(name.into());
                    RawKey::other(vec![algorithm])
                }
            }
        }
        "OKP" => one(by_name(Registry::JoseKey, name), part(&key.x)),
        _ => {
            let alg = key.alg.as_deref().unwrap_or_default();
            one(by_name(Registry::JoseAlg, alg), part(&key.public))
        }
    }
}

fn part(octets: &Option<Vec<u8>>) -> &[u8] {
    octets.as_deref().unwrap_or_default()
}

fn one(algorithms: Vec<AlgorithmRef>, octets: &[u8]) -> RawKey<'_> {
    match <[_; 1]>::try_from(algorithms) {
        Ok([only]) => RawKey::octets(only, octets),
        Err(algorithms) => RawKey::other(algorithms),
    }
}

/// The uncompressed point of two coordinates, each as long as the field.
fn point(curve: &Curve, x: &[u8], y: &[u8]) -> Vec<u8> {
    let size = usize::try_from(curve.bits.div_ceil(8)).unwrap_or(0);
    let padded = |coordinate: &[u8]| {
        [vec![0; size.saturating_sub(coordinate.len())], coordinate.to_vec()].concat()
    };
    [vec![4], padded(x), padded(y)].concat()
}
