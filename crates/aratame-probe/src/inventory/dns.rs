//! A zone as an asset, with its keys of DNSSEC and DKIM.

use super::{Stated, Uses};
use crate::dns::{DkimKey, DnsReport};
use aratame_algorithms::{Registry, algorithm, algorithm_by_name, entry};
use aratame_formats::der::Reader;
use aratame_formats::spki::{KeyShape, SubjectPublicKeyInfo};
use aratame_inventory::diagnostic::ENDPOINT_INCOMPLETE;
use aratame_inventory::{AlgorithmRef, EvidenceLevel, Observation, RelationKind, Role};
use data_encoding::BASE64;

const DETECTOR: &str = "probe-dns";

/// SubjectPublicKeyInfo of Ed25519 up to the key (RFC 8410, section 10.1).
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

pub(super) fn state(stated: &mut Stated<'_>, seen: &DnsReport) {
    let mut observation = stated.observation("dns zone", "DNS zone");
    observation.name = format!("DNS zone {}", seen.zone.trim_end_matches('.'));
    let mut uses = dnssec(seen);
    let mut keys = Vec::new();
    for key in &seen.dkim {
        let read = Dkim::read(key);
        read.state(&mut uses);
        match read.der {
            Some(der) => keys.push(der),
            None if read.is_revoked => {}
            None => {
                let message = format!("DKIM selector {}: no readable key", key.selector);
                stated.diagnose(ENDPOINT_INCOMPLETE, message);
            }
        }
    }
    observation.algorithms = uses.into_vec();
    take_attributes(&mut observation, seen);
    // The keys and records of the zone are the only other assets of this place.
    observation.wants.push((RelationKind::Names, format!("path:{}", stated.path)));
    stated.observe(DETECTOR, observation);
    if !seen.records.is_empty() {
        stated.look("dnssec-key", (seen.records.join("\n") + "\n").as_bytes());
    }
    for der in keys {
        stated.look("public-key", &der);
    }
}

fn dnssec(seen: &DnsReport) -> Uses {
    let mut uses = Uses::default();
    let level = EvidenceLevel::Uses;
    let mut add = |registry, code: u8, bits: Option<u32>, role, reason: &str| {
        for usage in entry(registry, code.into()).iter().flat_map(|entry| &entry.usages) {
            let algorithm = AlgorithmRef::from(*usage);
            let sized = match bits {
                Some(bits) if algorithm.bits.is_none() => algorithm.with_bits(bits),
                _ => algorithm,
            };
            uses.add(sized, role, level, reason);
        }
    };
    for key in &seen.keys {
        add(Registry::Dnssec, key.algorithm, key.bits, Role::Signature, "DNSKEY");
    }
    let of_keys: Vec<u8> = seen.keys.iter().map(|key| key.algorithm).collect();
    for code in seen.signatures.iter().filter(|code| !of_keys.contains(code)) {
        add(Registry::Dnssec, *code, None, Role::Signature, "RRSIG");
    }
    for (_, digest) in &seen.delegations {
        add(Registry::DnssecDigest, *digest, None, Role::Hash, "DS");
    }
    if seen.name_hash.is_some_and(|each| each.hash == 1)
        && let Some(sha1) = algorithm("sha-1")
    {
        uses.add(AlgorithmRef::known(sha1), Role::Hash, level, "NSEC3PARAM");
    }
    uses
}

fn take_attributes(observation: &mut Observation, seen: &DnsReport) {
    observation.attribute("zone", seen.zone.as_str());
    observation.attribute("dnssec-signed", !seen.keys.is_empty());
    observation.attribute("dnssec-delegated", !seen.delegations.is_empty());
    observation.attribute("resolver-verifies", seen.is_verified);
    if let Some(hash) = seen.name_hash {
        observation.attribute("nsec3-iterations", u32::from(hash.iterations));
        observation.attribute("nsec3-salt-octets", u32::from(hash.salt));
    }
    let shown = seen.dkim.iter().map(|key| {
        let read = Dkim::read(key);
        let what = if read.is_revoked { "revoked".to_owned() } else { read.shown() };
        format!("{}: {what}", key.selector)
    });
    let shown: Vec<String> = shown.collect();
    if !shown.is_empty() {
        observation.attribute("dkim-keys", shown);
    }
    observation.attribute("connections", seen.connections);
}

/// A key of DKIM (RFC 6376, section 3.6.1).
#[derive(Debug)]
struct Dkim {
    /// `k=`: rsa where nothing is said, ed25519 (RFC 8463).
    kind: String,
    /// `h=`: hashes that may be used; every one where nothing is said.
    hashes: Vec<String>,
    /// The key as a SubjectPublicKeyInfo, or as an RSAPublicKey.
    der: Option<Vec<u8>>,
    bits: Option<u32>,
    /// An empty `p=`.
    is_revoked: bool,
}

impl Dkim {
    fn read(key: &DkimKey) -> Self {
        let tags = key.record.split(';').filter_map(|tag| tag.split_once('='));
        let tags: Vec<(&str, &str)> =
            tags.map(|(name, value)| (name.trim(), value.trim())).collect();
        let of = |wanted| tags.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let kind = of("k").unwrap_or("rsa").to_ascii_lowercase();
        let hashes = of("h").into_iter().flat_map(|list| list.split(':'));
        let hashes = hashes.map(|name| name.trim().to_ascii_lowercase()).collect();
        let text: String = of("p").unwrap_or_default().split_whitespace().collect();
        let octets = BASE64.decode(text.as_bytes()).ok().filter(|octets| !octets.is_empty());
        let der = octets.map(|octets| match kind.as_str() {
            "ed25519" if octets.len() == 32 => [&ED25519[..], &octets].concat(),
            _ => octets,
        });
        let bits = der.as_deref().and_then(rsa_bits);
        Self { kind, hashes, der, bits, is_revoked: text.is_empty() }
    }

    fn state(&self, uses: &mut Uses) {
        let level = EvidenceLevel::Configures;
        if self.der.is_none() {
            return;
        }
        let signature = match self.kind.as_str() {
            "rsa" => algorithm("rsassa-pkcs1-v1_5").or_else(|| algorithm_by_name("RSA")),
            other => algorithm_by_name(other),
        };
        let signature =
            signature.map_or_else(|| AlgorithmRef::unknown_name(&self.kind), AlgorithmRef::known);
        let sized = match self.bits {
            Some(bits) => signature.with_bits(bits),
            None => signature,
        };
        uses.add(sized, Role::Signature, level, "DKIM");
        for hash in self.hashes.iter().filter_map(|name| algorithm_by_name(name)) {
            uses.add(AlgorithmRef::known(hash), Role::Hash, level, "DKIM");
        }
    }

    fn shown(&self) -> String {
        self.bits.map_or_else(|| self.kind.clone(), |bits| format!("{} {bits}", self.kind))
    }
}

fn rsa_bits(der: &[u8]) -> Option<u32> {
    let read = SubjectPublicKeyInfo::read(&mut Reader::new(der)).ok()?;
    match read.shape() {
        KeyShape::Rsa { modulus_bits, .. } => u32::try_from(modulus_bits).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dkim(record: &str) -> Dkim {
        Dkim::read(&DkimKey { selector: "a".to_owned(), record: record.to_owned() })
    }

    #[test]
    fn keys_of_dkim_are_read_by_their_tags() {
        let ed25519 =
            dkim("v=DKIM1; k=ed25519; h=sha256; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        assert_eq!((ed25519.shown().as_str(), ed25519.hashes.len()), ("ed25519", 1));
        assert_eq!(ed25519.der.unwrap().len(), 44);
        let revoked = dkim("v=DKIM1; p=");
        assert!(revoked.is_revoked && revoked.der.is_none());
        assert!(!dkim("p=***").is_revoked && dkim("p=***").der.is_none());
    }
}
