//! Owns SSH public keys in text: the base64 of a blob wherever it stands, and the grammar of the
//! line around it (`.pub`, `authorized_keys`, `known_hosts`, `allowed_signers`, RFC 4716).

use super::{PublicKey, public_key, rsa1};
use crate::base64_text::{self, Between};

/// What every base64 blob of a key type `ssh-*` or `sk-ssh-*` contains near its start.
pub const SSH_LITERAL: &[u8] = b"NzaC1";
/// What every base64 blob of a key type `ecdsa-sha2-*` or `sk-ecdsa-sha2-*` contains.
pub const ECDSA_LITERAL: &[u8] = b"VjZHNhLXNoYTIt";
/// What every base64 blob of a key type `x509v3-*` contains.
pub const X509_LITERAL: &[u8] = b"g1MDl2My1";

/// The literals stand this far behind the start of a blob: after the length, or after `sk-` too.
const LITERAL_OFFSETS: [usize; 2] = [6, 10];
/// Decoded size of one key or certificate: the largest post-quantum keys need a few kilobytes.
const MAX_BLOB_BYTES: usize = 64 << 10;
/// Text of a line in front of its key: hosts, principals and options.
const MAX_PREFIX_BYTES: usize = 16 << 10;
/// Lines of a wrapped key (RFC 4716, PuTTY): 72 characters each.
const MAX_WRAPPED_TEXT: usize = 128 << 10;
/// Text of wrapped lines that is decoded first: what is no key mostly fails in it.
const FIRST_WRAPPED_TEXT: usize = 8 << 10;
/// Digits of an SSH-1 modulus: 256 to 16384 bits.
const RSA1_DIGITS: std::ops::RangeInclusive<usize> = 77..=4932;

/// A key found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedKey {
    /// Offset of the base64.
    pub offset: usize,
    /// Length of the base64, line ends of a wrapped key included.
    pub length: usize,
    /// The key.
    pub key: PublicKey,
    /// What its line is.
    pub line: Line,
    /// Whether the line is a comment: the key is written, but nothing reads it.
    pub commented_out: bool,
    /// Whether anything stands behind the key. What it says is not kept: it names people.
    pub has_comment: bool,
}

/// The grammar that the text before a key follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The type name and the key: a `.pub` file, or `authorized_keys` without options.
    Public,
    /// `authorized_keys` with options: their names, values left out.
    Authorized(Vec<String>),
    /// `known_hosts`.
    KnownHost {
        /// Whether the host names are hashed.
        hashed: bool,
        /// `cert-authority` or `revoked`.
        marker: Option<String>,
    },
    /// `allowed_signers`: a principal, perhaps options.
    AllowedSigner,
    /// The body of an RFC 4716 file.
    Rfc4716,
    /// The public half of a PuTTY private key file.
    Putty,
    /// The key alone: inside JSON, XML, source text.
    Bare,
}

/// Whether a literal found at `hit` may stand in a blob: the cheap check before any decoding.
#[must_use]
pub fn blob_start(text: &[u8], hit: usize) -> Option<usize> {
    LITERAL_OFFSETS.iter().find_map(|back| {
        let start = hit.checked_sub(*back)?;
        let head = text.get(start..start + 4)?;
        let alone =
            start.checked_sub(1).and_then(|at| text.get(at)).is_none_or(|byte| !is_base64(*byte));
        (head == b"AAAA" && alone).then_some(start)
    })
}

/// The key whose base64 starts at `start`, with its line; `None` when it does not parse whole.
#[must_use]
pub fn key_at(text: &[u8], start: usize) -> Option<ListedKey> {
    let rest = text.get(start..)?;
    let (key, length) = unwrapped(rest).or_else(|| wrapped(rest))?;
    let prefix = line_prefix(text, start);
    let (line, commented_out) = classify(prefix, &key.name, text, start);
    let tail = rest.get(length..).unwrap_or_default();
    let has_comment = matches!(tail, [b' ' | b'\t', next, ..] if next.is_ascii_graphic());
    Some(ListedKey { offset: start, length, key, line, commented_out, has_comment })
}

fn unwrapped(text: &[u8]) -> Option<(PublicKey, usize)> {
    let run = base64_text::decode_run(text, Between::Nothing, MAX_BLOB_BYTES);
    Some((public_key(&run.decoded).ok()?, run.consumed))
}

/// A key over several lines, each of base64 only; the last one is the shortest.
fn wrapped(text: &[u8]) -> Option<(PublicKey, usize)> {
    let mut size = FIRST_WRAPPED_TEXT;
    loop {
        let lines = base64_lines(text.get(..size.min(text.len()))?);
        let run = base64_text::decode_run(lines, Between::WhiteSpace, MAX_BLOB_BYTES);
        match public_key(&run.decoded) {
            Ok(key) if size >= text.len() || lines.len() < size => {
                return Some((key, run.consumed));
            }
            Err(error) if !error.is_truncation() => return None,
            _ if size >= MAX_WRAPPED_TEXT.min(text.len()) => return None,
            _ => size *= 16,
        }
    }
}

/// The lines at the start that hold nothing but base64.
fn base64_lines(text: &[u8]) -> &[u8] {
    let is_body = |line: &&[u8]| {
        let body = line.trim_ascii_end();
        !body.is_empty() && body.iter().all(|byte| is_base64(*byte) || *byte == b'=')
    };
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let length: usize = lines.take_while(is_body).map(<[u8]>::len).sum();
    text.get(..length).unwrap_or_default()
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

fn line_prefix(text: &[u8], start: usize) -> &[u8] {
    let from = start.saturating_sub(MAX_PREFIX_BYTES);
    let before = text.get(from..start).unwrap_or_default();
    let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    before.get(line..).unwrap_or_default()
}

fn classify(prefix: &[u8], name: &str, text: &[u8], start: usize) -> (Line, bool) {
    if prefix.is_empty() {
        return (enclosing_block(text, start), false);
    }
    let Ok(prefix) = std::str::from_utf8(prefix) else { return (Line::Bare, false) };
    let uncommented = prefix.trim_start().trim_start_matches('#');
    let commented_out = uncommented.len() < prefix.trim_start().len();
    (line_of(&fields(uncommented), name), commented_out)
}

/// A key at the start of a line belongs to the block whose header stands above it.
fn enclosing_block(text: &[u8], start: usize) -> Line {
    let from = start.saturating_sub(MAX_PREFIX_BYTES);
    let before = text.get(from..start).unwrap_or_default();
    let mut lines = before.rsplit(|byte| *byte == b'\n').skip(1).map(<[u8]>::trim_ascii);
    match lines.next() {
        Some(line) if line.starts_with(b"Public-Lines:") => Line::Putty,
        Some(line) if line == RFC4716_BEGIN => Line::Rfc4716,
        Some(line) if line.contains(&b':') || line.ends_with(b"\\") => {
            let header = lines.find(|line| line.starts_with(b"----"));
            if header == Some(RFC4716_BEGIN) { Line::Rfc4716 } else { Line::Bare }
        }
        _ => Line::Bare,
    }
}

const RFC4716_BEGIN: &[u8] = b"---- BEGIN SSH2 PUBLIC KEY ----";

fn fields(line: &str) -> Vec<&str> {
    unquoted_split(line, &[' ', '\t']).filter(|field| !field.is_empty()).collect()
}

/// Splits outside of double quotes; a backslash takes the meaning of a quote away.
fn unquoted_split<'a>(text: &'a str, at: &'a [char]) -> impl Iterator<Item = &'a str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |letter: char| {
        quoted ^= letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        !quoted && at.contains(&letter)
    })
}

fn line_of(fields: &[&str], name: &str) -> Line {
    match fields {
        [before @ .., last] if *last == name || strips_to(last, name) => match before {
            [] => Line::Public,
            [marker, _hosts] if marker.starts_with('@') => known_host(before),
            [only] if is_options(only) => Line::Authorized(option_names(only)),
            [only] if only.starts_with('@') => known_host(before),
            [only] if is_principals(only) => Line::AllowedSigner,
            [only] if is_hosts(only) => known_host(before),
            [_, options] if is_options(options) => Line::AllowedSigner,
            _ => Line::Bare,
        },
        _ => Line::Bare,
    }
}

/// Some tools write the signature algorithm in place of the key type.
fn strips_to(written: &str, name: &str) -> bool {
    name == "ssh-rsa" && matches!(written, "rsa-sha2-256" | "rsa-sha2-512")
}

fn known_host(before: &[&str]) -> Line {
    let marker = before.first().and_then(|field| field.strip_prefix('@')).map(str::to_owned);
    let hashed = before.last().is_some_and(|field| field.starts_with("|1|"));
    Line::KnownHost { hashed, marker }
}

/// Names of sshd(8), section "AUTHORIZED_KEYS FILE FORMAT", and of ssh-keygen(1), "ALLOWED SIGNERS".
const OPTIONS: [&str; 26] = [
    "agent-forwarding",
    "cert-authority",
    "command",
    "environment",
    "expiry-time",
    "from",
    "namespaces",
    "no-agent-forwarding",
    "no-port-forwarding",
    "no-pty",
    "no-touch-required",
    "no-user-rc",
    "no-x11-forwarding",
    "permitlisten",
    "permitopen",
    "port-forwarding",
    "principals",
    "pty",
    "restrict",
    "tunnel",
    "user-rc",
    "valid-after",
    "valid-before",
    "verify-required",
    "x11-forwarding",
    "zos-key-ring-label",
];

fn is_options(field: &str) -> bool {
    option_names(field).first().is_some_and(|name| OPTIONS.contains(&name.as_str()))
}

fn option_names(field: &str) -> Vec<String> {
    let options = unquoted_split(field, &[',']);
    options.filter_map(|option| option.split('=').next()).map(str::to_ascii_lowercase).collect()
}

fn is_principals(field: &str) -> bool {
    field.contains('@') && !field.starts_with('@') && !field.contains(['<', '>', '"', '\''])
}

fn is_hosts(field: &str) -> bool {
    let plausible = |byte: u8| byte.is_ascii_alphanumeric() || b".-_,:*?![]|/+=%".contains(&byte);
    field.bytes().all(plausible)
}

/// The key of a line of an SSH-1 list, `[hosts] bits exponent modulus [comment]` in decimal.
#[must_use]
pub fn ssh1_line(line: &str) -> Option<PublicKey> {
    let fields = fields(line);
    let at =
        fields.iter().position(|field| RSA1_DIGITS.contains(&field.len()) && is_number(field))?;
    let bits: usize = fields.get(at.checked_sub(2)?)?.parse().ok()?;
    let exponent: u32 = fields.get(at - 1)?.parse().ok()?;
    let modulus = decimal(fields.get(at)?);
    let key = rsa1(exponent.to_be_bytes().to_vec(), modulus);
    (at <= 4 && exponent % 2 == 1 && key.parts.bits() == Some(bits)).then_some(key)
}

fn is_number(field: &str) -> bool {
    field.bytes().all(|byte| byte.is_ascii_digit())
}

/// The big-endian octets of decimal digits; quadratic, and bounded by [`RSA1_DIGITS`].
fn decimal(digits: &str) -> Vec<u8> {
    let mut number: Vec<u8> = Vec::new(); // little-endian while it grows
    for digit in digits.bytes() {
        let mut carry = u32::from(digit - b'0');
        for octet in &mut number {
            carry += u32::from(*octet) * 10;
            *octet = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            number.push(carry as u8);
        }
    }
    number.reverse();
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTHORIZED: &[u8] =
        include_bytes!("../../../../test-vectors/scan/ssh_key/lists/authorized_keys");
    const KNOWN_HOSTS: &[u8] =
        include_bytes!("../../../../test-vectors/scan/ssh_key/lists/known_hosts");
    const SIGNERS: &[u8] =
        include_bytes!("../../../../test-vectors/scan/ssh_key/lists/allowed_signers");
    const RFC4716: &[u8] =
        include_bytes!("../../../../test-vectors/scan/ssh_key/public/rfc4716.pub");
    const ED25519: &str = include_str!("../../../../test-vectors/scan/ssh_key/public/ed25519.pub");

    fn keys(text: &[u8]) -> Vec<ListedKey> {
        let mut starts: Vec<usize> = [SSH_LITERAL, ECDSA_LITERAL, X509_LITERAL]
            .iter()
            .flat_map(|literal| memchr::memmem::find_iter(text, literal))
            .filter_map(|hit| blob_start(text, hit))
            .collect();
        starts.sort_unstable();
        starts.dedup();
        starts.into_iter().filter_map(|start| key_at(text, start)).collect()
    }

    fn named(text: &[u8]) -> Vec<(String, Line)> {
        keys(text).into_iter().map(|found| (found.key.name, found.line)).collect()
    }

    #[test]
    fn authorized_keys() {
        let found = keys(AUTHORIZED);
        let commented: Vec<bool> = found.iter().map(|key| key.commented_out).collect();
        assert_eq!(commented, [true, false, false]);
        let options = ["restrict", "command", "from"].map(str::to_owned).to_vec();
        assert_eq!(found[1].line, Line::Authorized(options));
        assert_eq!(found[2].line, Line::Public);
        assert!(found[1].has_comment && !found[2].has_comment);
    }

    #[test]
    fn known_hosts() {
        let host = |hashed, marker: Option<&str>| Line::KnownHost {
            hashed,
            marker: marker.map(str::to_owned),
        };
        let found = named(KNOWN_HOSTS);
        let lines: Vec<Line> = found.into_iter().map(|(_, line)| line).collect();
        assert_eq!(
            lines,
            [
                host(true, None),
                host(true, None),
                host(true, None),
                host(false, Some("cert-authority"))
            ]
        );
    }

    #[test]
    fn allowed_signers() {
        assert_eq!(named(SIGNERS), [("ssh-ed25519".to_owned(), Line::AllowedSigner)]);
    }

    #[test]
    fn wrapped_keys() {
        let found = keys(RFC4716);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, Line::Rfc4716);
        assert_eq!(found[0].key.parts.bits(), Some(1024));
    }

    #[test]
    fn a_key_inside_another_text_is_bare() {
        let blob = ED25519.split(' ').nth(1).unwrap();
        let json = format!("{{\"key\": \"{blob}\"}}");
        let found = keys(json.as_bytes());
        assert_eq!(
            (found[0].line.clone(), found[0].offset, found[0].length),
            (Line::Bare, 9, blob.len())
        );
    }

    #[test]
    fn cut_or_changed_blobs_are_no_keys() {
        let blob = ED25519.split(' ').nth(1).unwrap();
        for end in 0..blob.len() - 1 {
            assert_eq!(keys(&blob.as_bytes()[..end]), []);
        }
        assert_eq!(keys(format!("x{blob}").as_bytes()), []);
        assert_eq!(keys(format!("{blob}AAAA").as_bytes()), []);
        assert_eq!(keys(b"use ssh-ed25519 or AAAAC3NzaC1lZDI1NTE5AAAA... here"), []);
    }

    #[test]
    fn protocol_1_lines() {
        let modulus = "153895431603677073925890314548566704948446776958334195280085080329934839226701954473292358821568047724356487621573742372399387931887004184139835510820577359977148363519970774657801798872789118894962853659233045778161859413980935372685480527355016624825696983269800574755126132814333241868538220824608980319407";
        let key = ssh1_line(&format!("1024 65537 {modulus} comment")).unwrap();
        assert_eq!(key.parts.bits(), Some(1024));
        assert!(ssh1_line(&format!("host.example 1024 65537 {modulus}")).is_some());
        assert_eq!(ssh1_line(&format!("1025 65537 {modulus}")), None);
        assert_eq!(ssh1_line(modulus), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text: Vec<u8>, start in 0usize..64) {
            let _ = key_at(&text, start);
            let _ = blob_start(&text, start);
        }

        #[test]
        fn any_line_is_survived(line in "[0-9 ]{0,40}[0-9]{70,90}.*") {
            let _ = ssh1_line(&line);
        }

        #[test]
        fn a_changed_line_is_survived(at in 0usize..AUTHORIZED.len(), with: u8) {
            let mut text = AUTHORIZED.to_vec();
            text[at] = with;
            keys(&text);
        }
    }
}
