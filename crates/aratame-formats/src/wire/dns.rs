//! DNS answers (RFC 1035): records, and those of DNSSEC (RFC 4034, 5155) as text of a master file.
//!
//! Owns the reading of messages and the writing of records as text, so that what a resolver answers
//! and what stands in a zone file are read by the same code. Asks nothing.

use crate::cursor::{Cursor, bit_length};
use crate::dnssec::{KeyParts, key_parts};
use crate::malformed::Malformed;
use data_encoding::{BASE64, HEXUPPER};
use std::fmt::Write;

/// Labels of a name: 255 octets in labels of one (RFC 1035, section 2.3.4).
const MAX_LABELS: usize = 127;

/// Bytes of a header.
const HEADER: usize = 12;

/// Types of records that are looked into.
pub mod kind {
    /// RFC 1035.
    pub const SOA: u16 = 6;
    /// RFC 1035.
    pub const TXT: u16 = 16;
    /// RFC 6891.
    pub const OPT: u16 = 41;
    /// RFC 4034.
    pub const DS: u16 = 43;
    /// RFC 4034.
    pub const RRSIG: u16 = 46;
    /// RFC 4034.
    pub const DNSKEY: u16 = 48;
    /// RFC 5155.
    pub const NSEC3PARAM: u16 = 51;
}

/// A record of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The name that it belongs to, with a dot at its end; what is not printable as `\DDD`.
    pub owner: String,
    /// Its type: see [`kind`].
    pub kind: u16,
    /// Seconds that it may be kept.
    pub ttl: u32,
    /// Its data.
    pub data: &'a [u8],
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message<'a> {
    /// What the asker chose.
    pub id: u16,
    /// Whether it answers.
    pub is_response: bool,
    /// Whether it was cut to fit into a datagram.
    pub is_truncated: bool,
    /// Whether the resolver verified what it answers (RFC 4035, section 3.2.3).
    pub is_authentic: bool,
    /// The code of an error; 0 is none, 3 says that there is no such name.
    pub code: u8,
    /// Name and type that were asked for.
    pub question: Option<(String, u16)>,
    /// The records of the answer.
    pub records: Vec<Record<'a>>,
}

/// Reads a message up to its answer; the sections behind are left.
///
/// # Errors
/// When it is cut, or a name in it does not end.
pub fn message(bytes: &[u8]) -> Result<Message<'_>, Malformed> {
    let mut cursor = Cursor::new(bytes);
    let (id, flags) = (cursor.u16()?, cursor.u16()?);
    let (questions, answers) = (cursor.u16()?, cursor.u16()?);
    cursor.u32()?;
    let mut message = Message {
        id,
        is_response: flags & 0x8000 != 0,
        is_truncated: flags & 0x0200 != 0,
        is_authentic: flags & 0x0020 != 0,
        code: flags.to_be_bytes()[1] & 15,
        ..Message::default()
    };
    for _ in 0..questions {
        let name = name(bytes, &mut cursor)?;
        let kind = cursor.u16()?;
        cursor.u16()?;
        message.question = Some((name, kind));
    }
    for _ in 0..answers {
        let owner = name(bytes, &mut cursor)?;
        let (kind, _, ttl) = (cursor.u16()?, cursor.u16()?, cursor.u32()?);
        let data = cursor.field16()?;
        message.records.push(Record { owner, kind, ttl, data });
    }
    Ok(message)
}

/// A name, whose end may stand earlier in the message (RFC 1035, section 4.1.4). A pointer leads
/// only to what stands before it, so the way ends.
fn name<'a>(bytes: &'a [u8], cursor: &mut Cursor<'a>) -> Result<String, Malformed> {
    let mut text = String::new();
    let mut limit = cursor.at();
    let mut inner: Option<Cursor<'a>> = None;
    for _ in 0..=MAX_LABELS {
        let at = inner.as_mut().unwrap_or(cursor);
        match at.u8()? {
            0 => {
                let root = if text.is_empty() { "." } else { "" };
                return Ok(text + root);
            }
            length @ 1..=63 => {
                label(&mut text, at.take(length.into())?);
            }
            high @ 0xc0.. => {
                let target = usize::from(u16::from_be_bytes([high & 0x3f, at.u8()?]));
                if target >= limit || target < HEADER {
                    return Err(at.error("a pointer to an earlier name"));
                }
                limit = target;
                let mut next = Cursor::new(bytes);
                next.take(target)?;
                inner = Some(next);
            }
            _ => return Err(at.error("a label of a name")),
        }
    }
    Err(cursor.error("a name of at most 127 labels"))
}

/// RFC 1035, section 5.1: what would mean something else is written as `\DDD`.
fn label(text: &mut String, label: &[u8]) {
    for byte in label {
        if byte.is_ascii_alphanumeric() || b"-_*/".contains(byte) {
            text.push(char::from(*byte));
        } else {
            let _ = write!(text, "\\{byte:03}");
        }
    }
    text.push('.');
}

impl Record<'_> {
    /// The record as a line of a master file: DNSKEY, DS and RRSIG; nothing where it is another or
    /// its data are cut.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let data = match self.kind {
            kind::DNSKEY => self.key().map(|key| key.text()),
            kind::DS => delegation(self.data).ok(),
            kind::RRSIG => signature(self.data).ok(),
            _ => None,
        }?;
        Some(format!("{} {} IN {data}", self.owner, self.ttl))
    }

    /// The key of a DNSKEY record.
    #[must_use]
    pub fn key(&self) -> Option<Key<'_>> {
        let mut cursor = Cursor::new(self.data);
        let (flags, protocol, algorithm) =
            (cursor.u16().ok()?, cursor.u8().ok()?, cursor.u8().ok()?);
        (self.kind == kind::DNSKEY).then_some(Key {
            flags,
            protocol,
            algorithm,
            octets: cursor.rest(),
        })
    }

    /// Number of the algorithm of a DNSKEY, DS or RRSIG record.
    #[must_use]
    pub fn algorithm(&self) -> Option<u8> {
        let at = match self.kind {
            kind::DNSKEY => 3,
            kind::DS | kind::RRSIG => 2,
            _ => return None,
        };
        self.data.get(at).copied()
    }
}

/// The data of a DNSKEY record (RFC 4034, section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// 256 zone key, 257 with secure entry point, 385 revoked.
    pub flags: u16,
    /// Always 3.
    pub protocol: u8,
    /// Algorithm number.
    pub algorithm: u8,
    /// The key as the algorithm encodes it.
    pub octets: &'a [u8],
}

impl Key<'_> {
    fn text(&self) -> String {
        let Self { flags, protocol, algorithm, octets } = self;
        format!("DNSKEY {flags} {protocol} {algorithm} {}", BASE64.encode(octets))
    }

    /// Bits of an RSA modulus, or of a DSA prime; nothing where the algorithm fixes the size.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        match key_parts(self.algorithm, self.octets)? {
            KeyParts::Rsa { modulus, .. } => Some(bit_length(&modulus)),
            KeyParts::Dsa(bits) => Some(bits),
            KeyParts::Octets => None,
        }
    }
}

/// RFC 4034, section 5.1.
fn delegation(data: &[u8]) -> Result<String, Malformed> {
    let mut cursor = Cursor::new(data);
    let (tag, algorithm, digest) = (cursor.u16()?, cursor.u8()?, cursor.u8()?);
    Ok(format!("DS {tag} {algorithm} {digest} {}", HEXUPPER.encode(cursor.rest())))
}

/// RFC 4034, section 3.1. The signer's name is never a pointer.
fn signature(data: &[u8]) -> Result<String, Malformed> {
    let mut cursor = Cursor::new(data);
    let (covered, algorithm, labels) = (cursor.u16()?, cursor.u8()?, cursor.u8()?);
    let [ttl, expires, begins] = [cursor.u32()?, cursor.u32()?, cursor.u32()?];
    let tag = cursor.u16()?;
    let signer = name(data, &mut cursor)?;
    let signature = BASE64.encode(cursor.rest());
    // RFC 3597 writes every type by its number.
    Ok(format!(
        "RRSIG TYPE{covered} {algorithm} {labels} {ttl} {expires} {begins} {tag} {signer} {signature}"
    ))
}

/// How the names of a zone are hashed (RFC 5155, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// 1 is SHA-1; there is no other.
    pub hash: u8,
    /// Additional rounds.
    pub iterations: u16,
    /// Octets of the salt.
    pub salt: u8,
}

/// The data of an NSEC3PARAM record.
///
/// # Errors
/// When they are cut.
pub fn parameters(data: &[u8]) -> Result<Parameters, Malformed> {
    let mut cursor = Cursor::new(data);
    let (hash, _) = (cursor.u8()?, cursor.u8()?);
    let (iterations, salt) = (cursor.u16()?, cursor.u8()?);
    cursor.take(salt.into())?;
    Ok(Parameters { hash, iterations, salt })
}

/// The strings of a TXT record, put together as DKIM and SPF want them (RFC 6376, section
/// 3.6.2.2); nothing when they are cut.
#[must_use]
pub fn texts(data: &[u8]) -> Option<Vec<u8>> {
    let mut cursor = Cursor::new(data);
    let mut whole = Vec::new();
    while !cursor.is_empty() {
        let length = cursor.u8().ok()?;
        whole.extend(cursor.take(length.into()).ok()?);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dnssec::{self, Keyword};

    /// A response with these records, each with its owner as it travels, type and data.
    fn response(records: &[(&[u8], u16, &[u8])]) -> Vec<u8> {
        let count = u16::try_from(records.len()).unwrap().to_be_bytes();
        let mut bytes = [&[0, 7, 0x81, 0xa0, 0, 1][..], &count, &[0; 4]].concat();
        bytes.extend(b"\x01A\x07example\0\0\x30\0\x01");
        for (owner, kind, data) in records {
            bytes.extend(*owner);
            bytes.extend(kind.to_be_bytes());
            bytes.extend([0, 1, 0, 0, 0x0e, 0x10]);
            bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            bytes.extend(*data);
        }
        bytes
    }

    #[test]
    fn records_are_read_as_a_zone_file_has_them() {
        let key = [&[1, 1, 3, 8, 1, 3][..], &[0xc1; 128]].concat();
        let digest = [&[0x12, 0x34, 13, 2][..], &[9; 32]].concat();
        let signed =
            [&[0, 48, 13, 2, 0, 0, 14, 16, 1, 2, 3, 4, 1, 2, 3, 0, 0x12, 0x34][..]].concat();
        let signed = [&signed[..], b"\x07example\0", &[7; 64]].concat();
        let owner = b"\xc0\x0c";
        let bytes = response(&[
            (owner, kind::DNSKEY, &key),
            (b"\xc0\x0e", kind::DS, &digest),
            (owner, kind::RRSIG, &signed),
            (owner, kind::TXT, b"\x02v=\x03abc"),
        ]);
        let read = message(&bytes).unwrap();
        assert_eq!((read.id, read.code, read.is_response, read.is_authentic), (7, 0, true, true));
        assert_eq!(read.question, Some(("A.example.".to_owned(), 48)));
        let [a, b, c, d] = &read.records[..] else { panic!("{read:?}") };
        assert_eq!((a.owner.as_str(), b.owner.as_str()), ("A.example.", "example."));
        assert_eq!((a.key().unwrap().bits(), a.algorithm()), (Some(1024), Some(8)));
        assert_eq!(texts(d.data).unwrap(), b"v=abc");
        // The reader of zone files understands each line.
        for (record, keyword, word) in [
            (a, Keyword::Key, "DNSKEY"),
            (b, Keyword::Delegation, "DS"),
            (c, Keyword::Signature, "RRSIG"),
        ] {
            let line = record.text().unwrap();
            let at = line.find(&format!(" {word} ")).unwrap() + 1;
            let found = dnssec::record_at(line.as_bytes(), at, at + word.len(), keyword);
            assert_eq!(found.unwrap().owner.as_deref(), Some(record.owner.as_str()), "{line}");
        }
        assert_eq!(parameters(&[1, 0, 0, 10, 2, 7, 7]).unwrap().iterations, 10);
        for length in 0..bytes.len() {
            assert!(message(&bytes[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn names_that_do_not_end_are_errors() {
        for owner in [&b"\xc0\x1c"[..], b"\xff\xff", b"\x01a\xc0\x1c", b"\x80", b"\xc0\x00"] {
            assert!(message(&response(&[(owner, 1, &[])])).is_err(), "{owner:?}");
        }
        let long = b"\x01a".repeat(200);
        assert!(message(&response(&[(&long, 1, &[])])).is_err());
        let strange =
            message(&response(&[(b"\x03a b\0", 1, &[])])).unwrap().records[0].owner.clone();
        assert_eq!(strange, "a\\032b.");
    }
}
