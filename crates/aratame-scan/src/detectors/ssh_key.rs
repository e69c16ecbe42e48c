//! SSH keys: private key files, public keys and certificates in lists and anywhere in a text.

use crate::asn1::facts;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::{Entry, Kind};
use crate::raw_key::{Places, RawKey, by_id, by_name, uses};
use crate::unix_time::rfc3339;
use aratame_algorithms::{Registry, curve_by_name, curve_by_oid};
use aratame_formats::openssh::key_list::{self, Line, ListedKey};
use aratame_formats::openssh::{
    self, Certificate, KeyParts, PrivateKey, PrivateKeyFormat, PublicKey,
};
use aratame_inventory::diagnostic::SSH_MALFORMED;
use aratame_inventory::{AssetKind, Observation, RelationKind, Role, attribute};
use data_encoding::BASE64;
use std::io;

static ABOUT: About = About {
    id: "ssh-key",
    title: "SSH keys",
    title_ja: "SSH鍵",
    finds: "SSH private keys (openssh-key-v1, SSH-1, ssh.com) with cipher, key derivation and \
        rounds; public keys and OpenSSH certificates in .pub files, authorized_keys, known_hosts, \
        allowed_signers, RFC 4716 files and anywhere else in a text, also on security keys.",
    how: "Decodes the base64 after the prefix that every key blob of a family has, and keeps what \
        parses whole; the text of the line says which kind of list it is. Public and private \
        halves share the SHA-256 of the SubjectPublicKeyInfo. Comments, host names and private \
        values are not kept.",
    misses: "Blobs that are not base64; keys in agents and hardware; SSH-1 keys outside of files \
        named like key lists; keys that are commented out. What an ssh.com file holds is \
        encrypted but for its type.",
    references: &[
        "RFC 4253",
        "RFC 4716",
        "RFC 5656",
        "RFC 6187",
        "RFC 8709",
        "OpenSSH PROTOCOL.key",
        "OpenSSH PROTOCOL.certkeys",
        "OpenSSH PROTOCOL.u2f",
    ],
};

/// Base64 of `openssh-key-v1` and its zero.
const OPENSSH: &[u8] = b"b3BlbnNzaC1rZXktdjEA";
/// Base64 of the first line of an armoured OpenSSH key: keys in Kubernetes secrets.
const ARMOUR_IN_BASE64: &[u8] = b"LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZ";
const SSH1: &[u8] = b"SSH PRIVATE KEY FILE FORMAT 1.1\n\0";
const SSHCOM: &[u8] = b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----";

/// Text of a private key: a key of RSA 16384 takes 13 KiB, one of XMSS with its state less than 64.
const MAX_PRIVATE_TEXT: usize = 256 << 10;
/// Text before a key: what `key_list` looks at.
const BEFORE: usize = 16 << 10;
/// Text of a public key or certificate.
const MAX_PUBLIC_TEXT: usize = 128 << 10;
/// Files in which keys of protocol 1 are searched line by line.
const MAX_LIST: u64 = 1 << 20;

fn is_blob(text: &[u8], at: usize) -> bool {
    key_list::blob_start(text, at).is_some()
}

static PATTERNS: [Pattern; 7] = [
    Pattern::checked(key_list::SSH_LITERAL, Scope::Any, is_blob),
    Pattern::checked(key_list::ECDSA_LITERAL, Scope::Any, is_blob),
    Pattern::checked(key_list::X509_LITERAL, Scope::Any, is_blob),
    Pattern::new(OPENSSH, Scope::Any),
    Pattern::new(ARMOUR_IN_BASE64, Scope::Any),
    Pattern::new(SSH1, Scope::Any),
    Pattern::new(SSHCOM, Scope::Any),
];

/// Finds SSH keys.
#[derive(Debug)]
pub struct SshKey;

impl Detector for SshKey {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        &PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        is_key_list(entry)
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let mut look = Look { places: Places::of(entry), entry, findings, done: 0 };
        for hit in hits {
            let before = look.done;
            // A place that cannot be read any more is accounted for by the engine.
            let _read = look.hit(*hit);
            let is_none = look.done == before && hit.offset >= before;
            if is_none && look.places.fail(hit.offset, look.findings) {
                break;
            }
        }
        if is_key_list(entry) {
            protocol_1(entry, findings);
        }
    }
}

/// Whether the name is one that key lists have.
fn is_key_list(entry: &Entry<'_>) -> bool {
    let name = entry.path.file_name();
    entry.kind == Kind::Text
        && entry.source.len() <= MAX_LIST
        && (name.ends_with(".pub")
            || ["authorized_keys", "known_hosts", "ssh_known_hosts", "allowed_signers"]
                .iter()
                .any(|list| name.starts_with(list)))
}

/// Lines of protocol 1 have no literal: decimal numbers.
fn protocol_1(entry: &Entry<'_>, findings: &mut Findings<'_>) {
    for (number, line) in (1..).zip(entry.text().unwrap_or_default().lines()) {
        let Some(key) = key_list::ssh1_line(line) else { continue };
        let mut observation = observe_public(&key);
        observation.position.line = Some(number);
        facts::state(observation, findings);
    }
}

struct Look<'e, 'f, 'm> {
    places: Places<'e>,
    entry: &'e Entry<'e>,
    findings: &'f mut Findings<'m>,
    /// Offset up to which the entry belongs to keys already stated.
    done: u64,
}

impl Look<'_, '_, '_> {
    fn hit(&mut self, hit: Hit) -> io::Result<()> {
        if hit.offset < self.done {
            return Ok(());
        }
        match hit.pattern {
            0..=2 => self.public(hit.offset),
            3 => self.openssh(hit.offset),
            4 => self.armour_in_base64(hit.offset),
            5 => self.ssh1(hit.offset),
            _ => self.sshcom(hit.offset),
        }
    }

    fn public(&mut self, offset: u64) -> io::Result<()> {
        let (text, at) = self.places.window(offset, BEFORE, MAX_PUBLIC_TEXT)?;
        let Some(start) = key_list::blob_start(&text, at) else { return Ok(()) };
        let base = offset - at as u64;
        let Some(found) = key_list::key_at(&text, start) else {
            if is_key_list(self.entry) {
                let position = self.places.position(base + start as u64, 0);
                self.findings.diagnose(SSH_MALFORMED, position, "a public key");
            }
            return Ok(());
        };
        let offset = base + found.offset as u64;
        self.done = offset + found.length as u64;
        // The detector of PuTTY keys states the file of which this is a part.
        if found.line != Line::Putty && !found.commented_out {
            let position = self.places.position(offset, found.length);
            facts::state(observe_listed(&found).at(position), self.findings);
        }
        Ok(())
    }

    fn openssh(&mut self, offset: u64) -> io::Result<()> {
        let (text, _) = self.places.window(offset, 0, MAX_PRIVATE_TEXT)?;
        let parsed = openssh::openssh_private_key_text(&text);
        self.state_private(offset, parsed.map_err(|error| error.to_string()));
        Ok(())
    }

    /// The armour is inside another base64: decode that, then look for the key's own.
    fn armour_in_base64(&mut self, offset: u64) -> io::Result<()> {
        let (text, _) = self.places.window(offset, 0, MAX_PRIVATE_TEXT)?;
        let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
        let length = text.iter().position(|byte| !is_digit(byte)).unwrap_or(text.len()) & !3;
        let Ok(armour) = BASE64.decode(text.get(..length).unwrap_or_default()) else {
            return Ok(());
        };
        if let Some(start) = memchr::memmem::find(&armour, OPENSSH) {
            let parsed = openssh::openssh_private_key_text(armour.get(start..).unwrap_or_default());
            let parsed = parsed.map(|(key, _)| (key, length));
            self.state_private(offset, parsed.map_err(|error| error.to_string()));
        }
        Ok(())
    }

    fn ssh1(&mut self, offset: u64) -> io::Result<()> {
        let (bytes, _) = self.places.window(offset, 0, MAX_PRIVATE_TEXT)?;
        if let Ok(key) = openssh::ssh1_private_key(&bytes) {
            self.state_private(offset, Ok((key, SSH1.len())));
        }
        Ok(())
    }

    fn sshcom(&mut self, offset: u64) -> io::Result<()> {
        let (text, _) = self.places.window(offset, 0, MAX_PRIVATE_TEXT)?;
        let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).skip(1);
        let body: Vec<u8> = lines
            .skip_while(|line| {
                line.contains(&b':') || line.ends_with(b"\\") || line.ends_with(b"\"")
            })
            .take_while(|line| !line.starts_with(b"----"))
            .flatten()
            .copied()
            .collect();
        let Ok(bytes) = BASE64.decode(&body) else { return Ok(()) };
        if let Ok(key) = openssh::sshcom_private_key(&bytes) {
            self.state_private(offset, Ok((key, SSHCOM.len() + body.len())));
        }
        Ok(())
    }

    fn state_private(&mut self, offset: u64, parsed: Result<(PrivateKey, usize), String>) {
        match parsed {
            Ok((key, length)) => {
                self.done = offset + length as u64;
                let position = self.places.position(offset, length);
                for observation in observe_private(&key, self.entry, offset) {
                    facts::state(observation.at(position.clone()), self.findings);
                }
            }
            Err(error) => {
                let position = self.places.position(offset, OPENSSH.len());
                self.findings.diagnose(SSH_MALFORMED, position, error);
            }
        }
    }
}

fn observe_listed(found: &ListedKey) -> Observation {
    let mut observation = match &found.key.certificate {
        Some(certificate) => observe_certificate(&found.key, certificate),
        None => observe_public(&found.key),
    };
    observation.attribute("has-comment", found.has_comment);
    match &found.line {
        Line::Authorized(options) => {
            observation.attribute("authorized-key-options", options.clone());
        }
        Line::KnownHost { hashed, marker } => {
            observation.attribute("known-host", true);
            observation.attribute("hashed-host", *hashed);
            if let Some(marker) = marker {
                observation.attribute("known-host-marker", marker.as_str());
            }
        }
        Line::AllowedSigner => observation.attribute("allowed-signer", true),
        Line::Public | Line::Rfc4716 | Line::Putty | Line::Bare => {}
    }
    observation
}

fn observe_public(key: &PublicKey) -> Observation {
    let raw = raw_key(key);
    let mut observation = raw.observe(AssetKind::PublicKey, "public key", &key.key_blob);
    take_key(&mut observation, key);
    observation
}

fn take_key(observation: &mut Observation, key: &PublicKey) {
    observation.attribute(attribute::ENCODING, "ssh");
    observation.attribute("ssh-type", key.name.as_str());
    // What `ssh-keygen -l` prints, in hexadecimal.
    observation.attribute("ssh-sha256", facts::sha256(&key.key_blob));
    if key.security_key {
        observation.attribute("security-key", true);
    }
}

fn observe_certificate(key: &PublicKey, certificate: &Certificate) -> Observation {
    let raw = raw_key(key);
    let name = format!("{} SSH certificate", raw.name());
    let identity = format!("ssh:{}", facts::sha256(&certificate.blob));
    let mut observation = Observation::new(AssetKind::SshCertificate, identity, name);
    take_key(&mut observation, key);
    let kind = if certificate.kind == 2 { "host" } else { "user" };
    observation.attribute("ssh-certificate-kind", kind);
    observation.attribute("principal-count", certificate.principals);
    observation.attribute(attribute::SERIAL, format!("{:x}", certificate.serial));
    for (name, time) in [
        (attribute::NOT_BEFORE, certificate.valid_after),
        (attribute::NOT_AFTER, certificate.valid_before),
    ] {
        if let Some(time) = rfc3339(time) {
            observation.attribute(name, time);
        }
    }
    let authority = &certificate.signature_key;
    observation.wants.push((RelationKind::SameKey, raw.handle(&key.key_blob)));
    let signer = raw_key(authority).handle(&authority.key_blob);
    observation.wants.push((RelationKind::SignedBy, signer));
    observation.algorithms.extend(uses(raw.algorithms, Role::Key));
    let mut signature = by_name(Registry::SshHostKey, &certificate.signature_name);
    for algorithm in &mut signature {
        let bits = authority.parts.bits().and_then(|bits| u32::try_from(bits).ok());
        algorithm.bits = bits.or(algorithm.bits);
    }
    observation.attribute("signature-name", certificate.signature_name.as_str());
    observation.algorithms.extend(uses(signature, Role::Signature));
    observation
}

fn observe_private(key: &PrivateKey, entry: &Entry<'_>, offset: u64) -> Vec<Observation> {
    let kind =
        if key.is_encrypted() { AssetKind::EncryptedPrivateKey } else { AssetKind::PrivateKey };
    let mut observations: Vec<Observation> = key
        .keys
        .iter()
        .map(|public| {
            let mut observation = raw_key(public).observe(kind, "private key", &public.key_blob);
            take_key(&mut observation, public);
            observation
        })
        .collect();
    if let Some(type_name) = &key.type_name {
        let identity = format!("place:{}@{offset}", entry.path);
        let mut observation = Observation::new(kind, identity, "ssh.com private key");
        let row = if type_name.starts_with("dl-modp") { "dsa" } else { "rsa" };
        observation.algorithms.push(facts::used(by_id(row), Role::Key));
        observations.push(observation);
    }
    for observation in &mut observations {
        take_protection(observation, key);
    }
    observations
}

fn take_protection(observation: &mut Observation, key: &PrivateKey) {
    let format = match key.format {
        PrivateKeyFormat::OpenSsh => "openssh",
        PrivateKeyFormat::Ssh1 => "ssh1",
        PrivateKeyFormat::SshCom => "ssh.com",
    };
    observation.attribute(attribute::FORMAT, format);
    observation.attribute(attribute::ENCRYPTED, key.is_encrypted());
    observation.attribute("cipher", key.cipher.as_str());
    observation.attribute("kdf", key.kdf.as_str());
    if let Some(rounds) = key.rounds {
        observation.attribute(attribute::ITERATIONS, rounds);
    }
    if !key.is_encrypted() {
        return;
    }
    let cipher = match key.format {
        PrivateKeyFormat::Ssh1 => vec![crate::raw_key::by_spec(ssh1_cipher(&key.cipher))],
        _ => by_name(Registry::SshCipher, &key.cipher),
    };
    observation.algorithms.extend(uses(cipher, Role::Encryption));
    let kdf = if key.kdf == "bcrypt" { by_id("bcrypt-pbkdf") } else { by_id(&key.kdf) };
    observation.algorithms.push(facts::used(kdf, Role::KeyDerivation));
}

/// The ciphers of protocol 1, which have no names in the registry.
fn ssh1_cipher(name: &str) -> &'static str {
    match name {
        "idea-cfb" => "idea/cfb",
        "des-cbc" => "des/cbc",
        "3des-cbc" => "3des/cbc",
        "blowfish-cbc" => "blowfish/cbc",
        _ => "rc4",
    }
}

/// The catalogue's view of a key.
pub(crate) fn raw_key(key: &PublicKey) -> RawKey<'_> {
    match &key.parts {
        KeyParts::Rsa { exponent, modulus } => RawKey::rsa(modulus, exponent),
        KeyParts::Dsa { p, q, g, y } => RawKey::dsa([p, q, g, y]),
        KeyParts::Ecdsa { curve, point } => {
            match curve_by_name(curve).or_else(|| curve_by_oid(curve)) {
                Some(curve) => RawKey::point(curve, point.as_slice()),
                None => {
                    let mut algorithm = by_id("ec");
                    algorithm.other_curve = Some(curve.as_str().into());
                    RawKey::other(vec![algorithm])
                }
            }
        }
        KeyParts::Octets(octets) => {
            let mut algorithms = by_name(Registry::SshHostKey, &key.key_name);
            match (algorithms.pop(), algorithms.is_empty()) {
                (Some(only), true) => RawKey::octets(only, octets),
                (last, _) => RawKey::other(algorithms.into_iter().chain(last).collect()),
            }
        }
        KeyParts::X509(_) | KeyParts::Unknown(_) => {
            RawKey::other(by_name(Registry::SshHostKey, &key.name))
        }
    }
}
