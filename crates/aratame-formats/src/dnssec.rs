//! Owns the keys of the DNS in text: DNSKEY, CDNSKEY, KEY, DS, CDS, RRSIG, SIG and TLSA records in
//! master files (RFC 1035, 4034, 6698), trust anchors of BIND and Unbound, and the private key
//! files of BIND. A record counts when its data parse whole.

use crate::base64_text::{self, Between};
use crate::cursor::bit_length;
use data_encoding::HEXUPPER_PERMISSIVE;

/// What every private key file of BIND begins with.
pub const PRIVATE_LITERAL: &[u8] = b"Private-key-format: v1.";

/// Text of one record's data: a key of 16384 bits with line ends and comments.
const MAX_DATA: usize = 16 << 10;
/// Words of one record's data.
const MAX_WORDS: usize = 512;
/// Text in front of a record's type.
const MAX_PREFIX: usize = 1024;
/// Lines of a private key file: an RSA key has thirteen.
const MAX_LINES: usize = 64;

/// A record that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The owner name as written, when the line has one.
    pub owner: Option<String>,
    /// Offset behind the record's data.
    pub end: usize,
    /// The data.
    pub record: Record,
}

/// The data of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// DNSKEY, CDNSKEY, KEY, and trust anchors that hold a key.
    Key {
        /// Flags: 256 zone key, 257 with secure entry point, 385 revoked.
        flags: u16,
        /// Algorithm number.
        algorithm: u8,
        /// The key as the algorithm encodes it.
        octets: Vec<u8>,
        /// What it is made of.
        parts: KeyParts,
    },
    /// DS, CDS, and trust anchors that hold a digest.
    Delegation {
        /// Tag of the key.
        key_tag: u16,
        /// Algorithm number of the key.
        algorithm: u8,
        /// Digest type.
        digest_type: u8,
    },
    /// RRSIG, SIG.
    Signature {
        /// Algorithm number.
        algorithm: u8,
        /// Tag of the key.
        key_tag: u16,
        /// Name of the signer.
        signer: String,
    },
    /// TLSA, SMIMEA.
    Association {
        /// Certificate usage.
        usage: u8,
        /// 0 certificate, 1 key.
        selector: u8,
        /// 0 the whole, 1 SHA-256, 2 SHA-512.
        matching: u8,
    },
}

/// What a key is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyParts {
    /// RFC 3110.
    Rsa {
        /// Public exponent.
        exponent: Vec<u8>,
        /// Modulus.
        modulus: Vec<u8>,
    },
    /// RFC 2536: bits of the prime.
    Dsa(usize),
    /// A key of fixed size: coordinates without a prefix, or a string of octets.
    Octets,
}

/// Types and keywords that a record or trust anchor is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// `DNSKEY`, `KEY`, `initial-key`, `static-key`.
    Key,
    /// `DS`, `CDS`, `initial-ds`, `static-ds`.
    Delegation,
    /// `RRSIG`.
    Signature,
    /// `TLSA`, `SMIMEA`.
    Association,
}

/// Whether data of the kind that `keyword` announces may follow: the cheap check. `after` is the
/// text behind the keyword.
#[must_use]
pub fn may_follow(keyword: Keyword, after: &[u8]) -> bool {
    let spaces =
        after.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'(').count();
    let next = after.get(spaces).copied().unwrap_or(0);
    spaces > 0
        && match keyword {
            Keyword::Signature => next.is_ascii_uppercase(),
            _ => next.is_ascii_digit(),
        }
}

/// The record whose keyword ends at `after` and begins at `start` of `text`.
#[must_use]
pub fn record_at(text: &[u8], start: usize, after: usize, keyword: Keyword) -> Option<Found> {
    let owner = owner(text, start)?;
    let rest = text.get(after..)?;
    let rest = rest.get(..rest.len().min(MAX_DATA))?;
    let (words, length) = words(rest);
    let record = match keyword {
        Keyword::Key => key(&words),
        Keyword::Delegation => delegation(&words),
        Keyword::Signature => signature(&words),
        Keyword::Association => association(&words),
    }?;
    Some(Found { owner, end: after + length, record })
}

/// The owner on the line before the type; `None` when the line is a comment or not a record.
#[expect(clippy::option_option, reason = "no record, a record without owner, a record with one")]
fn owner(text: &[u8], start: usize) -> Option<Option<String>> {
    let from = start.saturating_sub(MAX_PREFIX);
    let before = text.get(from..start)?;
    let line = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = std::str::from_utf8(before.get(line..)?).ok()?;
    if line.trim_start().starts_with([';', '#']) || line.trim_start().starts_with("//") {
        return None;
    }
    let words: Vec<&str> =
        line.split([' ', '\t', '"', '(']).filter(|word| !word.is_empty()).collect();
    let is_class_or_time = |word: &&&str| {
        matches!(word.to_ascii_uppercase().as_str(), "IN" | "CH" | "HS")
            || word.starts_with(|first: char| first.is_ascii_digit())
    };
    let named = words.iter().rev().find(|word| !is_class_or_time(word));
    if words.len() > 5 {
        return None;
    }
    Some(named.filter(|word| is_domain(word)).map(|word| (*word).to_owned()))
}

fn is_domain(word: &str) -> bool {
    word.len() <= 255
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_*\\/@".contains(&byte))
}

/// The words of a record's data: to the end of the line, or of the parentheses; without comments,
/// quotes and the mark that ends a statement of BIND.
fn words(text: &[u8]) -> (Vec<&str>, usize) {
    let mut words = Vec::new();
    let (mut at, mut depth, mut start, mut quoted) = (0, 0usize, None, false);
    while at <= text.len() && words.len() < MAX_WORDS {
        let byte = text.get(at).copied().unwrap_or(b'\n');
        let is_break = byte.is_ascii_whitespace() || b"();\"".contains(&byte);
        let ends_word = is_break && start.is_some();
        if let Some(from) = start.filter(|_| is_break) {
            let word = text.get(from..at).and_then(|word| std::str::from_utf8(word).ok());
            words.extend(word);
            start = None;
        }
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b';' if !quoted => at += comment(text.get(at..).unwrap_or_default()),
            b'"' if ends_word && !quoted => break, // the quote was opened before the data
            b'"' => quoted = !quoted,
            b'\n' if depth == 0 && !quoted => break,
            _ if !is_break && start.is_none() => start = Some(at),
            _ => {}
        }
        at += 1;
    }
    (words, at.min(text.len()))
}

/// Bytes of a comment up to its line end, without it.
fn comment(text: &[u8]) -> usize {
    memchr::memchr(b'\n', text).unwrap_or(text.len()).saturating_sub(1)
}

fn key(words: &[&str]) -> Option<Record> {
    let [flags, protocol, algorithm, base64 @ ..] = words else { return None };
    let (flags, algorithm): (u16, u8) = (flags.parse().ok()?, algorithm.parse().ok()?);
    if protocol.parse::<u8>().ok()? != 3 || base64.is_empty() {
        return None;
    }
    let octets = base64_octets(&base64.concat())?;
    let parts = key_parts(algorithm, &octets)?;
    Some(Record::Key { flags, algorithm, octets, parts })
}

/// All of `text` as base64.
fn base64_octets(text: &str) -> Option<Vec<u8>> {
    let run = base64_text::decode_run(text.as_bytes(), Between::Nothing, MAX_DATA);
    (run.consumed == text.len()).then_some(run.decoded)
}

/// Sizes that RFC 6605, 8080, 5933 and 9563 fix. A number without a row may be anything.
/// What a key of this algorithm number is made of; nothing when it has not the algorithm's size.
#[must_use]
pub fn key_parts(algorithm: u8, octets: &[u8]) -> Option<KeyParts> {
    let size = match algorithm {
        1 | 5 | 7 | 8 | 10 => return rsa(octets),
        3 | 6 => return dsa(octets),
        12 | 13 | 17 | 23 => 64,
        14 => 96,
        15 => 32,
        16 => 57,
        _ => return (octets.len() >= 8).then_some(KeyParts::Octets),
    };
    (octets.len() == size).then_some(KeyParts::Octets)
}

/// RFC 3110: one octet of length, or zero and two.
fn rsa(octets: &[u8]) -> Option<KeyParts> {
    let (length, rest) = match octets {
        [0, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
        [length, rest @ ..] => (usize::from(*length), rest),
        [] => return None,
    };
    let (exponent, modulus) = rest.split_at_checked(length)?;
    (!exponent.is_empty() && bit_length(modulus) >= 256)
        .then(|| KeyParts::Rsa { exponent: exponent.to_vec(), modulus: modulus.to_vec() })
}

/// RFC 2536: T, then Q of 20 octets, then P, G and Y of 64 + 8 T octets.
fn dsa(octets: &[u8]) -> Option<KeyParts> {
    let size = 64 + 8 * usize::from(*octets.first()?);
    (octets.len() == 1 + 20 + 3 * size).then_some(KeyParts::Dsa(size * 8))
}

fn delegation(words: &[&str]) -> Option<Record> {
    let [tag, algorithm, digest_type, digest @ ..] = words else { return None };
    let digest_type: u8 = digest_type.parse().ok()?;
    let length = hex_length(&digest.concat())?;
    let expected = match digest_type {
        1 => 20,
        2 | 3 | 5 | 6 => 32,
        4 => 48,
        _ => length.max(16),
    };
    (length == expected).then_some(Record::Delegation {
        key_tag: tag.parse().ok()?,
        algorithm: algorithm.parse().ok()?,
        digest_type,
    })
}

fn hex_length(digits: &str) -> Option<usize> {
    Some(HEXUPPER_PERMISSIVE.decode(digits.as_bytes()).ok()?.len())
}

/// RFC 4034, section 3.2: covered type, algorithm, labels, TTL, two times, tag, signer, signature.
fn signature(words: &[&str]) -> Option<Record> {
    let [_, algorithm, labels, ttl, expires, begins, tag, signer, base64 @ ..] = words else {
        return None;
    };
    labels.parse::<u8>().ok()?;
    for number in [ttl, expires, begins] {
        number.parse::<u64>().ok()?;
    }
    let octets = base64_octets(&base64.concat())?;
    let plausible = octets.len() >= 40 && is_domain(signer);
    plausible.then_some(Record::Signature {
        algorithm: algorithm.parse().ok()?,
        key_tag: tag.parse().ok()?,
        signer: (*signer).to_owned(),
    })
}

fn association(words: &[&str]) -> Option<Record> {
    let [usage, selector, matching, data @ ..] = words else { return None };
    let (usage, selector, matching) =
        (usage.parse().ok()?, selector.parse().ok()?, matching.parse().ok()?);
    let length = hex_length(&data.concat())?;
    let whole = match matching {
        1 => length == 32,
        2 => length == 64,
        _ => length >= 32,
    };
    whole.then_some(Record::Association { usage, selector, matching })
}

/// A private key file of BIND, without what is private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey {
    /// Algorithm number.
    pub algorithm: u8,
    /// RSA modulus.
    pub modulus: Option<Vec<u8>>,
    /// RSA public exponent.
    pub exponent: Option<Vec<u8>>,
    /// Bits of a symmetric key (TSIG).
    pub secret_bits: Option<usize>,
    /// Whether the private half is in a hardware module.
    pub in_hardware: bool,
}

/// Reads a private key file from its first line on.
#[must_use]
pub fn private_key(text: &[u8]) -> Option<PrivateKey> {
    let text = text.get(..text.len().min(MAX_DATA))?;
    let lines = text.strip_prefix(PRIVATE_LITERAL)?.split(|byte| *byte == b'\n').take(MAX_LINES);
    let fields: Vec<(&str, &str)> =
        lines.filter_map(|line| std::str::from_utf8(line).ok()?.trim().split_once(": ")).collect();
    let value = |name: &str| fields.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let octets =
        |name: &str| value(name).and_then(base64_octets).filter(|octets| !octets.is_empty());
    let in_hardware = value("Engine").is_some() || value("Label").is_some();
    let has_secret = ["PrivateExponent", "PrivateKey", "Private_value(x)", "Key", "Private"]
        .iter()
        .any(|name| value(name).is_some());
    (has_secret || in_hardware).then_some(PrivateKey {
        algorithm: value("Algorithm")?.split(' ').next()?.parse().ok()?,
        modulus: octets("Modulus"),
        exponent: octets("PublicExponent"),
        secret_bits: octets("Key").map(|key| key.len() * 8),
        in_hardware,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str = include_str!("../../../test-vectors/scan/dnssec_key/zone/example.zone");
    const ANCHORS: &str = include_str!("../../../test-vectors/scan/dnssec_key/zone/bind.keys");
    const PRIVATE: &[u8] =
        include_bytes!("../../../test-vectors/scan/dnssec_key/private/Kexample.+008+00001.private");

    fn records(text: &str, word: &str, keyword: Keyword) -> Vec<Found> {
        let starts = memchr::memmem::find_iter(text.as_bytes(), word);
        let ends = starts.map(|start| (start, start + word.len()));
        ends.filter(|(_, end)| may_follow(keyword, &text.as_bytes()[*end..]))
            .filter_map(|(start, end)| record_at(text.as_bytes(), start, end, keyword))
            .collect()
    }

    #[test]
    fn keys_of_a_zone() {
        let found = records(ZONE, "DNSKEY", Keyword::Key);
        let facts: Vec<_> = found
            .iter()
            .map(|found| {
                let Record::Key { flags, algorithm, parts, .. } = &found.record else { panic!() };
                let bits =
                    if let KeyParts::Rsa { modulus, .. } = parts { bit_length(modulus) } else { 0 };
                (found.owner.as_deref(), *flags, *algorithm, bits)
            })
            .collect();
        assert_eq!(
            facts,
            [
                (Some("example."), 257, 8, 2048),
                (None, 256, 13, 0),
                (Some("child.example."), 256, 15, 0)
            ]
        );
    }

    #[test]
    fn delegations_signatures_and_associations() {
        let found = records(ZONE, " DS", Keyword::Delegation);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].record,
            Record::Delegation { key_tag: 20326, algorithm: 8, digest_type: 2 }
        );
        let found = records(ZONE, "RRSIG", Keyword::Signature);
        let Record::Signature { algorithm, signer, .. } = &found[0].record else { panic!() };
        assert_eq!((*algorithm, signer.as_str()), (8, "example."));
        let found = records(ZONE, "TLSA", Keyword::Association);
        assert_eq!(found[0].record, Record::Association { usage: 3, selector: 1, matching: 1 });
    }

    #[test]
    fn trust_anchors_of_bind() {
        assert_eq!(records(ANCHORS, "initial-key", Keyword::Key).len(), 1);
        assert_eq!(records(ANCHORS, "static-ds", Keyword::Delegation).len(), 1);
    }

    #[test]
    fn quoted_anchors_end_with_their_quote() {
        let text = "trust-anchor: \"example. DNSKEY 256 3 15 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\nnext: 1\n";
        assert_eq!(records(text, "DNSKEY", Keyword::Key)[0].owner.as_deref(), Some("example."));
        let wrapped =
            "initial-key 256 3 15 \"AAECAwQFBgcICQoLDA0ODxAR\n  EhMUFRYXGBkaGxwdHh8=\";\n";
        assert_eq!(records(wrapped, "initial-key", Keyword::Key).len(), 1);
    }

    #[test]
    fn private_files_of_bind() {
        let key = private_key(PRIVATE).unwrap();
        assert_eq!(
            (key.algorithm, key.modulus.map(|modulus| bit_length(&modulus))),
            (8, Some(1024))
        );
        let tsig = b"Private-key-format: v1.3\nAlgorithm: 165 (HMAC_SHA512)\nKey: AAECAw==\n";
        assert_eq!(private_key(tsig).unwrap().secret_bits, Some(32));
        assert_eq!(private_key(b"Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\n"), None);
    }

    #[test]
    fn mentions_are_no_records() {
        for text in [
            "the DNSKEY 257 3 8 record",
            "example. DNSKEY 257 3 13 AAAA",
            "; example. IN DNSKEY 257 3 15 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "a sentence of many words which names a DNSKEY 256 3 15 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "example. DNSKEY 256 2 15 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        ] {
            assert_eq!(records(text, "DNSKEY", Keyword::Key), [], "{text}");
        }
        assert_eq!(records("x DS 1 8 2 ABCD", " DS", Keyword::Delegation), []);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[ \t\n();\"0-9A-Za-z=]{0,200}", start in 0usize..20) {
            for keyword in [Keyword::Key, Keyword::Delegation, Keyword::Signature, Keyword::Association] {
                let _ = record_at(text.as_bytes(), start, start + 2, keyword);
            }
            let _ = private_key(&[PRIVATE_LITERAL, text.as_bytes()].concat());
        }
    }
}
