//! OpenPGP keys, signatures and messages; GnuPG's key boxes and private key files.

use crate::asn1::facts;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;
use crate::raw_key::{Places, RawKey, by_code, by_id, by_spec, code_name, uses};
use crate::unix_time::rfc3339;
use aratame_algorithms::{Registry, curve, curve_by_name, curve_by_oid};
use aratame_formats::der::Oid;
use aratame_formats::openpgp::agent_key::{self, AgentKey, AgentProtection};
use aratame_formats::openpgp::key::{Key, Material, Protection, S2k};
use aratame_formats::openpgp::signature::Signature;
use aratame_formats::openpgp::{self, Body, Encrypted, Packet, armor, keybox};
use aratame_inventory::diagnostic::KEYSTORE_MALFORMED;
use aratame_inventory::{
    AlgorithmRef, AssetKind, Observation, Position, RelationKind, Role, attribute,
};
use data_encoding::HEXLOWER;

static ABOUT: About = About {
    id: "openpgp",
    title: "OpenPGP",
    title_ja: "OpenPGP",
    finds: "OpenPGP keys and subkeys of versions 2 to 6, post-quantum ones too, with size or \
        curve, the protection of private halves, self-signatures and preferences; detached \
        signatures; encrypted messages with their algorithms; GnuPG key boxes and the private \
        keys of its agent.",
    how: "Parses armoured blocks anywhere, binary key rings and messages that begin a file, key \
        boxes and S-expressions. User ids are not kept; the secret numbers are not read.",
    misses: "What is inside encrypted or compressed data; binary packets in the middle of other \
        files; certifications by others, which are counted only.",
    references: &["RFC 4880", "RFC 9580", "RFC 9980", "draft-koch-librepgp"],
};

/// A binary file or a block: above this it is read in part, which the first error says.
const MAX_STREAM: usize = 64 << 20;
/// First bytes in which the first packet of a binary file must end.
const FIRST_PACKET: usize = 64 << 10;
/// Text of one armoured block.
const MAX_ARMOUR: usize = 16 << 20;
/// A private key file of GnuPG's agent.
const MAX_AGENT_KEY: usize = 256 << 10;

fn begins_block(text: &[u8], at: usize) -> bool {
    text.get(at..).is_some_and(armor::begins_block)
}

static PATTERNS: [Pattern; 3] = [
    Pattern::checked(armor::LITERAL, Scope::Any, begins_block),
    Pattern::new(b"private-key(", Scope::Any),
    Pattern::new(b"private-key (", Scope::Any),
];

/// Finds OpenPGP data.
#[derive(Debug)]
pub struct OpenPgp;

impl Detector for OpenPgp {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        &PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        let Ok(head) = entry.head(16) else { return false };
        is_key_box(&head) || begins_packet(&head)
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let Ok(head) = entry.head(FIRST_PACKET) else { return };
        if is_key_box(&head) {
            return key_box(entry, findings);
        }
        if begins_packet(&head) && openpgp::begins_stream(&head) {
            let Ok(bytes) = entry.source.read(0, MAX_STREAM) else { return };
            return state_stream(&bytes, &Origin::binary(0), findings);
        }
        if hits.iter().any(|hit| hit.pattern > 0) && entry.source.len() <= MAX_AGENT_KEY as u64 {
            agent_key(entry, findings);
        }
        armoured(entry, hits, findings);
    }
}

fn is_key_box(head: &[u8]) -> bool {
    head.get(keybox::MAGIC_OFFSET..).is_some_and(|rest| rest.starts_with(keybox::MAGIC))
}

/// Whether the first octets may be a packet that files begin with: type, length, version.
fn begins_packet(head: &[u8]) -> bool {
    let (tag, version) = match head {
        [first @ 0xc0..=0xff, 0..=191, version, ..] => (first & 0x3f, version),
        [first @ 0xc0..=0xff, 192..=223, _, version, ..] => (first & 0x3f, version),
        [first @ 0xc0..=0xff, 255, _, _, _, _, version, ..] => (first & 0x3f, version),
        [first @ 0x80..=0xbf, rest @ ..] => {
            let length = [1, 2, 4, 0].get(usize::from(first & 3)).copied().unwrap_or(0);
            match rest.get(length) {
                Some(version) => ((first >> 2) & 0xf, version),
                None => return false,
            }
        }
        _ => return false,
    };
    matches!(tag, 1..=3 | 5 | 6) && (2..=6).contains(version)
}

/// Where packets were found.
struct Origin {
    position: Position,
    encoding: &'static str,
    /// Offsets in the data are offsets in the entry.
    is_binary: bool,
    base: u64,
}

impl Origin {
    fn binary(base: u64) -> Self {
        Self { position: Position::whole(), encoding: "openpgp", is_binary: true, base }
    }

    fn armour(position: Position) -> Self {
        Self { position, encoding: "openpgp-armour", is_binary: false, base: 0 }
    }

    fn of(&self, packet: &Packet) -> Position {
        if self.is_binary {
            Position::bytes(self.base + packet.offset as u64, packet.length as u64)
        } else {
            self.position.clone()
        }
    }
}

fn armoured(entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
    let mut places = Places::of(entry);
    let mut done = 0;
    for hit in hits.iter().filter(|hit| hit.pattern == 0) {
        if hit.offset < done {
            continue;
        }
        let Ok((text, _)) = places.window(hit.offset, 0, MAX_ARMOUR) else { continue };
        // Programs and documents contain header lines with nothing behind them.
        let Ok(block) = armor::parse(&text) else { continue };
        done = hit.offset + block.length as u64;
        let position = places.position(hit.offset, block.length);
        if block.crc == Some(false) {
            let message = format!("{}: wrong checksum", block.label);
            findings.diagnose(KEYSTORE_MALFORMED, position.clone(), message);
        }
        state_stream(&block.data, &Origin::armour(position), findings);
    }
}

fn key_box(entry: &Entry<'_>, findings: &mut Findings<'_>) {
    let Ok(bytes) = entry.source.read(0, MAX_STREAM) else { return };
    match keybox::parse(&bytes) {
        Ok(blobs) => {
            for blob in blobs.iter().filter(|blob| blob.kind == keybox::BlobKind::OpenPgp) {
                let packets = bytes.get(blob.data.clone()).unwrap_or_default();
                state_stream(packets, &Origin::binary(blob.data.start as u64), findings);
            }
        }
        Err(error) => {
            let position = Position::bytes(error.offset as u64, 0);
            findings.diagnose(KEYSTORE_MALFORMED, position, error.to_string());
        }
    }
}

/// States the keys of a stream; of a stream without keys, the message or the signatures.
fn state_stream(bytes: &[u8], origin: &Origin, findings: &mut Findings<'_>) {
    let stream = openpgp::packets(bytes);
    if let Some(error) = stream.error.filter(|_| !stream.packets.is_empty()) {
        findings.diagnose(KEYSTORE_MALFORMED, origin.position.clone(), error.to_string());
    }
    let keys = stream.packets.iter().any(|packet| matches!(packet.body, Body::Key(_)));
    if keys {
        state_keys(&stream.packets, origin, findings);
    } else {
        state_message(bytes, &stream.packets, origin, findings);
    }
}

/// Keys, each with the self-signatures that follow it and with its subkeys.
fn state_keys(packets: &[Packet], origin: &Origin, findings: &mut Findings<'_>) {
    let mut primary: Option<Observation> = None;
    let mut signer = Signer::default();
    let mut subkey: Option<Observation> = None;
    let mut others = 0_usize;
    for packet in packets {
        match &packet.body {
            Body::Key(key) => {
                let observation = observe_key(key, origin).at(origin.of(packet));
                finish(subkey.take(), findings);
                if key.is_subkey {
                    let handle = observation.provides.first().cloned();
                    if let (Some(primary), Some(handle)) = (&mut primary, handle) {
                        primary.wants.push((RelationKind::Contains, handle));
                    }
                    subkey = Some(observation);
                } else {
                    finish_primary(primary.take(), others, findings);
                    others = 0;
                    signer = Signer::of(key, &observation);
                    primary = Some(observation);
                }
            }
            Body::Signature(signature) => {
                let is_own = signature.issuer.is_some() && signature.issuer == signer.id;
                match subkey.as_mut().or(primary.as_mut()) {
                    Some(owner) if is_own => take_self_signature(owner, signature, &signer),
                    _ => others += 1,
                }
            }
            _ => {}
        }
    }
    finish(subkey, findings);
    finish_primary(primary, others, findings);
}

/// The primary key, which signs its user ids and subkeys.
#[derive(Debug, Default)]
struct Signer {
    id: Option<[u8; 8]>,
    key: Option<AlgorithmRef>,
}

impl Signer {
    fn of(key: &Key, observation: &Observation) -> Self {
        let used = observation.algorithms.iter().find(|used| used.role == Role::Key);
        Self { id: key.key_id(), key: used.map(|used| used.algorithm.clone()) }
    }
}

fn finish(observation: Option<Observation>, findings: &mut Findings<'_>) {
    if let Some(observation) = observation {
        facts::state(observation, findings);
    }
}

fn finish_primary(primary: Option<Observation>, others: usize, findings: &mut Findings<'_>) {
    if let Some(mut primary) = primary {
        if others > 0 {
            primary.attribute("foreign-certification-count", others);
        }
        facts::state(primary, findings);
    }
}

fn observe_key(key: &Key, origin: &Origin) -> Observation {
    let (kind, what) = match key.protection {
        None => (AssetKind::OpenPgp, "OpenPGP public key"),
        Some(Protection::None) => (AssetKind::PrivateKey, "private key"),
        Some(Protection::Elsewhere(_)) => (AssetKind::OpenPgp, "OpenPGP public key"),
        Some(Protection::Encrypted { .. }) => (AssetKind::EncryptedPrivateKey, "private key"),
    };
    let mut observation = raw_key(key).observe(kind, what, &key.public_part);
    observation.attribute(attribute::FORMAT, "openpgp");
    observation.attribute(attribute::ENCODING, origin.encoding);
    observation.attribute("openpgp-key-version", u32::from(key.version));
    observation.attribute("openpgp-algorithm", code_name(Registry::PgpPublicKey, key.algorithm));
    observation.attribute("openpgp-subkey", key.is_subkey);
    if let Some(fingerprint) = key.fingerprint() {
        observation.attribute("openpgp-fingerprint", HEXLOWER.encode(&fingerprint));
    }
    if let Some(created) = rfc3339(key.created.into()) {
        observation.attribute("created", created);
    }
    if let Material::Curve { kdf: Some((hash, cipher)), .. } = &key.material {
        let derivation = by_code(Registry::PgpHash, *hash);
        observation.algorithms.extend(uses(derivation, Role::KeyDerivation));
        let wrap = by_code(Registry::PgpSymmetric, *cipher);
        let wrap = wrap.into_iter().map(key_wrap).collect();
        observation.algorithms.extend(uses(wrap, Role::Encryption));
    }
    if let Some(protection) = &key.protection {
        take_protection(&mut observation, protection);
    }
    observation
}

/// ECDH wraps the session key (RFC 9580, section 11.5): the block cipher without its CFB mode.
fn key_wrap(mut algorithm: AlgorithmRef) -> AlgorithmRef {
    algorithm.mode = aratame_algorithms::algorithm("kw");
    algorithm
}

fn raw_key(key: &Key) -> RawKey<'_> {
    let registered = || by_code(Registry::PgpPublicKey, key.algorithm);
    match &key.material {
        Material::Rsa { modulus, exponent } => RawKey::rsa(modulus, exponent),
        Material::Dsa { p, q, g, y } => RawKey::dsa([p, q, g, y]),
        Material::Elgamal(_) => {
            let bits = key.material.bits().and_then(|bits| u32::try_from(bits).ok());
            let algorithm = by_id("elgamal");
            RawKey::other(vec![bits.map_or(algorithm.clone(), |bits| algorithm.with_bits(bits))])
        }
        Material::Curve { oid, point, kem_bytes: None, .. } => curve_key(oid, point),
        Material::Curve { oid, kem_bytes: Some(bytes), .. } => kyber_key(oid, *bytes),
        Material::Octets(octets) => {
            let mut algorithms = registered();
            match (algorithms.pop(), algorithms.is_empty()) {
                (Some(only), true) => RawKey::octets(only, octets),
                (last, _) => RawKey::other(algorithms.into_iter().chain(last).collect()),
            }
        }
        Material::Unknown(_) => RawKey::other(registered()),
    }
}

/// The Edwards and Montgomery curves have OIDs of GnuPG's in version 4 and a prefix octet 0x40.
fn curve_key<'a>(oid: &[u8], point: &'a [u8]) -> RawKey<'a> {
    let dotted = Oid::from_value(oid).map(|oid| oid.dotted()).unwrap_or_default();
    let native = point.strip_prefix(&[0x40]).unwrap_or(point);
    match dotted.as_str() {
        "1.3.6.1.4.1.11591.15.1" | "1.3.101.112" => RawKey::octets(by_id("ed25519"), native),
        "1.3.101.113" => RawKey::octets(by_id("ed448"), native),
        "1.3.6.1.4.1.3029.1.5.1" | "1.3.101.110" => RawKey::octets(by_id("x25519"), native),
        "1.3.101.111" => RawKey::octets(by_id("x448"), native),
        _ => match curve_by_oid(&dotted) {
            Some(curve) => RawKey::point(curve, point),
            None => RawKey::other(vec![other_curve(&dotted)]),
        },
    }
}

fn other_curve(name: &str) -> AlgorithmRef {
    let mut algorithm = by_id("ec");
    algorithm.other_curve = Some(name.into());
    algorithm
}

/// GnuPG's ML-KEM with a curve: the parameter set follows from the size of the key (FIPS 203).
fn kyber_key<'a>(oid: &[u8], bytes: usize) -> RawKey<'a> {
    let kem = match bytes {
        800 => "ml-kem-512",
        1184 => "ml-kem-768",
        1568 => "ml-kem-1024",
        _ => "ml-kem",
    };
    RawKey::other([vec![by_id(kem)], curve_key(oid, &[]).algorithms].concat())
}

fn take_protection(observation: &mut Observation, protection: &Protection) {
    match protection {
        Protection::None => observation.attribute(attribute::ENCRYPTED, false),
        Protection::Elsewhere(mode) => {
            let place = if *mode == 2 { "smart-card" } else { "not-here" };
            observation.attribute("private-half", place);
        }
        Protection::Encrypted { cipher, aead, s2k, .. } => {
            observation.attribute(attribute::ENCRYPTED, true);
            take_cipher(observation, *cipher, *aead);
            match s2k {
                Some(s2k) => take_s2k(observation, s2k),
                None => observation.algorithms.push(facts::used(by_id("md5"), Role::KeyDerivation)),
            }
        }
    }
}

fn take_cipher(observation: &mut Observation, cipher: u8, aead: Option<u8>) {
    let mut name = code_name(Registry::PgpSymmetric, cipher);
    let mut algorithms = by_code(Registry::PgpSymmetric, cipher);
    if let Some(aead) = aead {
        name = format!("{name}-{}", code_name(Registry::PgpAead, aead));
        let mode = by_code(Registry::PgpAead, aead).first().and_then(AlgorithmRef::algorithm);
        for algorithm in &mut algorithms {
            algorithm.mode = mode.or(algorithm.mode);
        }
    }
    observation.attribute("cipher", name);
    observation.algorithms.extend(uses(algorithms, Role::Encryption));
}

fn take_s2k(observation: &mut Observation, s2k: &S2k) {
    observation.attribute("kdf", code_name(Registry::PgpS2k, s2k.kind));
    let mut algorithms = by_code(Registry::PgpS2k, s2k.kind);
    if let Some(hash) = s2k.hash {
        let hash = by_code(Registry::PgpHash, hash).first().and_then(AlgorithmRef::algorithm);
        for algorithm in &mut algorithms {
            algorithm.hash = hash;
        }
    }
    observation.algorithms.extend(uses(algorithms, Role::KeyDerivation));
    if let Some(count) = s2k.count {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        observation.attribute("s2k-octet-count", count);
    }
    if let Some(argon2) = s2k.argon2 {
        observation.attribute(attribute::ITERATIONS, u32::from(argon2.passes));
        observation.attribute("kdf-parallelism", u32::from(argon2.parallelism));
        let memory = 1_i64.checked_shl(argon2.memory_exponent.into()).unwrap_or(i64::MAX);
        observation.attribute("kdf-memory-kib", memory);
    }
}

/// What the owner of a key says of it, and by which algorithms.
fn take_self_signature(owner: &mut Observation, signature: &Signature, signer: &Signer) {
    for used in uses(signature_algorithms(signer, signature), Role::Signature) {
        if !owner.algorithms.contains(&used) {
            owner.algorithms.push(used);
        }
    }
    let names = |registry, codes: &[u8]| -> Vec<String> {
        codes.iter().map(|code| code_name(registry, *code)).collect()
    };
    if !signature.ciphers.is_empty() {
        let list = names(Registry::PgpSymmetric, &signature.ciphers);
        owner.attribute("preferred-ciphers", list);
    }
    if !signature.hashes.is_empty() {
        owner.attribute("preferred-hashes", names(Registry::PgpHash, &signature.hashes));
    }
    if !signature.aead_suites.is_empty() {
        let suite = |(cipher, aead): &(u8, u8)| {
            let cipher = code_name(Registry::PgpSymmetric, *cipher);
            format!("{cipher}-{}", code_name(Registry::PgpAead, *aead))
        };
        let list: Vec<String> = signature.aead_suites.iter().map(suite).collect();
        owner.attribute("preferred-aead-suites", list);
    }
    if let Some(flags) = signature.key_flags {
        owner.attribute(attribute::KEY_USAGE, key_usage(flags));
    }
}

/// RFC 9580, section 5.2.3.29.
fn key_usage(flags: u8) -> Vec<String> {
    let names = [
        (0x01, "certify"),
        (0x02, "sign"),
        (0x04, "encrypt-communications"),
        (0x08, "encrypt-storage"),
        (0x20, "authenticate"),
    ];
    names.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, name)| (*name).to_owned()).collect()
}

/// The signature's algorithm with its hash, and with the size or curve of the signer's key, where
/// that is known.
fn signature_algorithms(signer: &Signer, signature: &Signature) -> Vec<AlgorithmRef> {
    let hash = by_code(Registry::PgpHash, signature.hash);
    let hash = hash.first().and_then(AlgorithmRef::algorithm);
    let mut algorithms = match signature.algorithm {
        1 | 3 => vec![by_id("rsassa-pkcs1-v1_5")],
        other => by_code(Registry::PgpPublicKey, other),
    };
    for algorithm in &mut algorithms {
        match (algorithm.algorithm().map(|row| row.id), &signer.key) {
            (Some("rsassa-pkcs1-v1_5" | "dsa" | "ecdsa"), Some(key)) => {
                algorithm.bits = key.bits;
                algorithm.curve = key.curve;
            }
            (Some("eddsa"), Some(key)) => *algorithm = key.clone(),
            _ => {}
        }
        algorithm.hash = hash;
    }
    algorithms
}

fn state_message(bytes: &[u8], packets: &[Packet], origin: &Origin, findings: &mut Findings<'_>) {
    let name = if packets.iter().any(|packet| matches!(packet.body, Body::Encrypted(_))) {
        "OpenPGP encrypted message"
    } else if packets.iter().any(|packet| matches!(packet.body, Body::Signature(_))) {
        "OpenPGP signature"
    } else {
        return;
    };
    let identity = facts::sha256(bytes);
    let position = if origin.is_binary {
        Position::bytes(origin.base, bytes.len() as u64)
    } else {
        origin.position.clone()
    };
    let mut observation =
        Observation::new(AssetKind::OpenPgp, format!("message:{identity}"), name).at(position);
    observation.attribute(attribute::ENCODING, origin.encoding);
    observation.attribute(attribute::FORMAT, "openpgp");
    for packet in packets {
        take_message_packet(&mut observation, packet);
    }
    observation.algorithms.sort();
    observation.algorithms.dedup();
    facts::state(observation, findings);
}

fn take_message_packet(observation: &mut Observation, packet: &Packet) {
    match &packet.body {
        Body::PublicKeySession { algorithm, .. } => {
            let algorithms = match algorithm {
                1 | 2 => vec![by_id("rsaes-pkcs1-v1_5")],
                other => by_code(Registry::PgpPublicKey, *other),
            };
            observation.algorithms.extend(uses(algorithms, Role::KeyAgreement));
        }
        Body::PassphraseSession { cipher, aead, s2k, .. } => {
            take_cipher(observation, *cipher, *aead);
            take_s2k(observation, s2k);
        }
        Body::Encrypted(encrypted) => take_encrypted(observation, *encrypted),
        Body::Signature(signature) => {
            let algorithms = signature_algorithms(&Signer::default(), signature);
            observation.algorithms.extend(uses(algorithms, Role::Signature));
        }
        _ => {}
    }
}

fn take_encrypted(observation: &mut Observation, encrypted: Encrypted) {
    let integrity = match encrypted {
        Encrypted::Bare => "none",
        Encrypted::ModificationDetection => {
            observation.algorithms.push(facts::used(by_id("sha-1"), Role::Hash));
            "mdc-sha1"
        }
        Encrypted::Aead { cipher, aead } => {
            take_cipher(observation, cipher, Some(aead));
            "aead"
        }
    };
    observation.attribute("integrity", integrity);
}

fn agent_key(entry: &Entry<'_>, findings: &mut Findings<'_>) {
    let Ok(bytes) = entry.source.read(0, MAX_AGENT_KEY) else { return };
    if let Ok(key) = agent_key::parse(&bytes) {
        facts::state(observe_agent_key(&key), findings);
    }
}

fn observe_agent_key(key: &AgentKey) -> Observation {
    let kind = match key.protection {
        AgentProtection::Encrypted { .. } => AssetKind::EncryptedPrivateKey,
        AgentProtection::None => AssetKind::PrivateKey,
        AgentProtection::Shadowed => AssetKind::PublicKey,
    };
    let what = if kind == AssetKind::PublicKey { "public key" } else { "private key" };
    let public = key.number.as_deref().or(key.point.as_deref()).unwrap_or_default();
    let mut observation = agent_raw_key(key).observe(kind, what, public);
    observation.attribute(attribute::FORMAT, "gnupg-agent");
    observation.attribute(attribute::ENCODING, "s-expression");
    match &key.protection {
        AgentProtection::Encrypted { scheme, hash, count } => {
            observation.attribute(attribute::ENCRYPTED, true);
            observation.attribute("pbe-scheme", scheme.as_str());
            take_agent_scheme(&mut observation, scheme, hash.as_deref());
            if let Some(count) = count {
                let count = i64::try_from(*count).unwrap_or(i64::MAX);
                observation.attribute("s2k-octet-count", count);
            }
        }
        AgentProtection::None => observation.attribute(attribute::ENCRYPTED, false),
        AgentProtection::Shadowed => observation.attribute("private-half", "smart-card"),
    }
    observation
}

/// `openpgp-s2k3-ocb-aes` and `openpgp-s2k3-sha1-aes-cbc`: AES-128 in both.
fn take_agent_scheme(observation: &mut Observation, scheme: &str, hash: Option<&str>) {
    let cipher = match scheme {
        "openpgp-s2k3-ocb-aes" => by_spec("aes-128/ocb"),
        "openpgp-s2k3-sha1-aes-cbc" | "openpgp-s2k3-sha1-aes256-cbc" => by_spec("aes-128/cbc"),
        _ => AlgorithmRef::unknown_name(scheme),
    };
    observation.algorithms.push(facts::used(cipher, Role::Encryption));
    let mut kdf = by_id("s2k-iterated");
    kdf.hash =
        hash.filter(|hash| *hash == "sha1").and_then(|_| aratame_algorithms::algorithm("sha-1"));
    observation.algorithms.push(facts::used(kdf, Role::KeyDerivation));
}

fn agent_raw_key(key: &AgentKey) -> RawKey<'_> {
    let number = key.number.as_deref().unwrap_or_default();
    let point = key.point.as_deref().unwrap_or_default();
    let native = point.strip_prefix(&[0x40]).unwrap_or(point);
    match (key.algorithm.as_str(), key.curve.as_deref()) {
        ("rsa", _) => RawKey::rsa(number, key.exponent.as_deref().unwrap_or_default()),
        ("dsa" | "elg", _) => {
            let row = if key.algorithm == "dsa" { "dsa" } else { "elgamal" };
            let sized = RawKey::rsa(number, &[]).algorithms;
            let bits = sized.first().and_then(|algorithm| algorithm.bits).unwrap_or(0);
            RawKey::other(vec![by_id(row).with_bits(bits)])
        }
        (_, Some("Ed25519")) => RawKey::octets(by_id("ed25519"), native),
        (_, Some("Curve25519")) => RawKey::octets(by_id("x25519"), native),
        (_, Some("Ed448")) => RawKey::octets(by_id("ed448"), native),
        (_, Some("X448")) => RawKey::octets(by_id("x448"), native),
        (_, Some(name)) => match agent_curve(name) {
            Some(curve) => RawKey::point(curve, point),
            None => RawKey::other(vec![other_curve(name)]),
        },
        (name, None) => RawKey::other(vec![AlgorithmRef::unknown_name(name)]),
    }
}

/// libgcrypt writes `NIST P-256`.
fn agent_curve(name: &str) -> Option<&'static aratame_algorithms::Curve> {
    curve_by_name(name)
        .or_else(|| curve_by_name(name.strip_prefix("NIST ")?))
        .or_else(|| curve(&name.to_ascii_lowercase()))
}
