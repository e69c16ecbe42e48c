//! Owns OpenPGP packets (RFC 4880, 9580, 9980, and what GnuPG adds): their framing, and the
//! fields of keys, signatures, session keys and encrypted data that say which algorithms are used.
//! Numbers of algorithms are returned as they are. User ids are skipped; private fields, too.
//!
//! ASCII armour is [`armor`]'s, GnuPG's key box is [`keybox`]'s, its agent's keys are
//! [`agent_key`]'s.

pub mod agent_key;
pub mod armor;
pub mod key;
pub mod keybox;
pub mod signature;

use crate::cursor::Cursor;
use crate::malformed::Malformed;
use key::{Key, S2k};
use signature::Signature;

/// Packets of one stream: Debian's keyring of all its developers has about 100 000, and this many
/// empty ones take 30 MB of memory.
const MAX_PACKETS: usize = 1 << 18;
/// Chunks of one packet of partial lengths, 512 octets or more each.
const MAX_CHUNKS: usize = 1 << 20;

/// One packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The packet type, also called tag.
    pub tag: u8,
    /// Offset of its header.
    pub offset: usize,
    /// Length with its header.
    pub length: usize,
    /// Its fields.
    pub body: Body,
}

/// The fields of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Tags 5, 6, 7, 14.
    Key(Box<Key>),
    /// Tag 2.
    Signature(Box<Signature>),
    /// Tag 1: a session key encrypted to a public key.
    PublicKeySession {
        /// Packet version.
        version: u8,
        /// Public-key algorithm.
        algorithm: u8,
    },
    /// Tag 3: a session key from a passphrase.
    PassphraseSession {
        /// Packet version.
        version: u8,
        /// Symmetric algorithm.
        cipher: u8,
        /// AEAD algorithm of versions 5 and 6.
        aead: Option<u8>,
        /// How the passphrase becomes a key.
        s2k: S2k,
    },
    /// Tags 9, 18, 20.
    Encrypted(Encrypted),
    /// Tag 8: the compression algorithm. What is inside is not looked at.
    Compressed(u8),
    /// Any other tag.
    Other,
}

/// How a packet of encrypted data is protected against change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encrypted {
    /// Tag 9: not at all.
    Bare,
    /// Tag 18, version 1: SHA-1 at the end.
    ModificationDetection,
    /// Tag 18, version 2, and tag 20.
    Aead {
        /// Symmetric algorithm.
        cipher: u8,
        /// AEAD algorithm.
        aead: u8,
    },
}

/// The packets of a stream up to the first that does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packets {
    /// In order.
    pub packets: Vec<Packet>,
    /// Why the stream was not read to its end.
    pub error: Option<Malformed>,
}

/// Reads packets from the start of `bytes`.
#[must_use]
pub fn packets(bytes: &[u8]) -> Packets {
    let mut cursor = Cursor::new(bytes);
    let mut packets = Vec::new();
    while !cursor.is_empty() && packets.len() < MAX_PACKETS {
        match packet(&mut cursor) {
            Ok(packet) => packets.push(packet),
            Err(error) => return Packets { packets, error: Some(error) },
        }
    }
    let error = (!cursor.is_empty()).then(|| cursor.error("fewer packets"));
    Packets { packets, error }
}

/// Whether `bytes` begin with a packet that OpenPGP files begin with, parsed whole or as far as
/// `bytes` reach: the check of files without a name or armour.
#[must_use]
pub fn begins_stream(bytes: &[u8]) -> bool {
    let mut cursor = Cursor::new(bytes);
    let Ok(first) = packet(&mut cursor) else { return false };
    match first.body {
        Body::Key(key) => !key.is_unknown(),
        Body::Signature(signature) => signature.is_plausible(),
        Body::PublicKeySession { .. } | Body::PassphraseSession { .. } => {
            cursor.is_empty()
                || packet_header(&mut cursor).is_ok_and(|header| starts_data(header.tag))
        }
        _ => false,
    }
}

/// Tags that may follow a session key.
fn starts_data(tag: u8) -> bool {
    matches!(tag, 1 | 3 | 9 | 18 | 20)
}

fn packet(cursor: &mut Cursor<'_>) -> Result<Packet, Malformed> {
    let offset = cursor.at();
    let header = packet_header(cursor)?;
    let body_start = cursor.at();
    let body = first_chunk(cursor, header.length)?;
    let body = fields(header.tag, body).map_err(|error| shifted(error, body_start))?;
    Ok(Packet { tag: header.tag, offset, length: cursor.at() - offset, body })
}

fn shifted(error: Malformed, by: usize) -> Malformed {
    Malformed { offset: error.offset + by, ..error }
}

struct Header {
    tag: u8,
    length: Length,
}

#[derive(Clone, Copy)]
enum Length {
    Definite(usize),
    Partial(usize),
    ToTheEnd,
}

/// RFC 9580, section 4.2.
fn packet_header(cursor: &mut Cursor<'_>) -> Result<Header, Malformed> {
    let first = cursor.u8()?;
    if first & 0x80 == 0 {
        return Err(cursor.error("a packet header"));
    }
    let openpgp_format = first & 0x40 != 0;
    let tag = if openpgp_format { first & 0x3f } else { (first >> 2) & 0x0f };
    let length = if openpgp_format { new_length(cursor)? } else { old_length(cursor, first & 3)? };
    let streamed = matches!(tag, 8 | 9 | 11 | 18 | 20);
    match length {
        _ if tag == 0 => Err(cursor.error("a packet type")),
        Length::Partial(_) | Length::ToTheEnd if !streamed => {
            Err(cursor.error("a definite length"))
        }
        _ => Ok(Header { tag, length }),
    }
}

fn new_length(cursor: &mut Cursor<'_>) -> Result<Length, Malformed> {
    Ok(match cursor.u8()? {
        short @ 0..=191 => Length::Definite(short.into()),
        high @ 192..=223 => {
            Length::Definite(((usize::from(high) - 192) << 8) + usize::from(cursor.u8()?) + 192)
        }
        power @ 224..=254 => Length::Partial(1 << (power & 0x1f)),
        255 => definite(cursor.u32()?),
    })
}

fn old_length(cursor: &mut Cursor<'_>, kind: u8) -> Result<Length, Malformed> {
    Ok(match kind {
        0 => Length::Definite(cursor.u8()?.into()),
        1 => Length::Definite(cursor.u16()?.into()),
        2 => definite(cursor.u32()?),
        _ => Length::ToTheEnd,
    })
}

fn definite(length: u32) -> Length {
    Length::Definite(usize::try_from(length).unwrap_or(usize::MAX))
}

/// The body, or its first chunk: enough for the fields of what may come in chunks.
fn first_chunk<'a>(cursor: &mut Cursor<'a>, length: Length) -> Result<&'a [u8], Malformed> {
    match length {
        Length::Definite(length) => cursor.take(length),
        Length::ToTheEnd => cursor.take(cursor.rest().len()),
        Length::Partial(length) => {
            let first = cursor.take(length)?;
            skip_chunks(cursor)?;
            Ok(first)
        }
    }
}

fn skip_chunks(cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
    for _ in 0..MAX_CHUNKS {
        match new_length(cursor)? {
            Length::Partial(length) => cursor.take(length)?,
            Length::Definite(length) => return cursor.take(length).map(|_| ()),
            Length::ToTheEnd => return Err(cursor.error("a chunk")),
        };
    }
    Err(cursor.error("fewer chunks"))
}

fn fields(tag: u8, body: &[u8]) -> Result<Body, Malformed> {
    let mut cursor = Cursor::new(body);
    Ok(match tag {
        1 => public_key_session(&mut cursor)?,
        2 => Body::Signature(Box::new(signature::parse(body)?)),
        3 => passphrase_session(&mut cursor)?,
        5 | 7 => Body::Key(Box::new(key::secret(body, tag == 7)?)),
        6 | 14 => Body::Key(Box::new(key::public(body, tag == 14)?)),
        8 => Body::Compressed(cursor.u8()?),
        9 => Body::Encrypted(Encrypted::Bare),
        18 | 20 => Body::Encrypted(encrypted(tag, &mut cursor)?),
        _ => Body::Other,
    })
}

/// RFC 9580, section 5.1.
fn public_key_session(cursor: &mut Cursor<'_>) -> Result<Body, Malformed> {
    let version = cursor.u8()?;
    match version {
        2 | 3 => {
            cursor.take(8)?; // the key id
        }
        6 => {
            let length = cursor.u8()?;
            cursor.take(length.into())?; // version and fingerprint of the key
        }
        _ => return Err(cursor.error("a version of a session key")),
    }
    let algorithm = cursor.u8()?;
    if !key::is_algorithm(algorithm) || cursor.is_empty() {
        return Err(cursor.error("a public-key algorithm and its fields"));
    }
    Ok(Body::PublicKeySession { version, algorithm })
}

/// RFC 9580, section 5.3.
fn passphrase_session(cursor: &mut Cursor<'_>) -> Result<Body, Malformed> {
    let version = cursor.u8()?;
    if !(4..=6).contains(&version) {
        return Err(cursor.error("a version of a session key"));
    }
    if version == 6 {
        cursor.u8()?; // length of the next four fields
    }
    let cipher = cursor.u8()?;
    if !key::is_cipher(cipher) {
        return Err(cursor.error("a symmetric algorithm"));
    }
    let aead = if version == 4 { None } else { Some(cursor.u8()?) };
    if version == 6 {
        cursor.u8()?; // length of the next field
    }
    let s2k = key::s2k(cursor)?;
    Ok(Body::PassphraseSession { version, cipher, aead, s2k })
}

fn encrypted(tag: u8, cursor: &mut Cursor<'_>) -> Result<Encrypted, Malformed> {
    match (tag, cursor.u8()?) {
        (18, 1) => Ok(Encrypted::ModificationDetection),
        (18, 2) | (20, 1) => Ok(Encrypted::Aead { cipher: cursor.u8()?, aead: cursor.u8()? }),
        _ => Err(cursor.error("a version of encrypted data")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RING: &[u8] = include_bytes!("../../../test-vectors/scan/openpgp/keys/public.gpg");
    const TO_ED: &[u8] = include_bytes!("../../../test-vectors/scan/openpgp/messages/to_ed.gpg");

    fn keys(bytes: &[u8]) -> Vec<(u8, u8, Option<usize>)> {
        let stream = packets(bytes);
        assert_eq!(stream.error, None);
        let key = |packet: &Packet| match &packet.body {
            Body::Key(key) => Some((packet.tag, key.algorithm, key.material.bits())),
            _ => None,
        };
        stream.packets.iter().filter_map(key).collect()
    }

    #[test]
    fn a_ring_of_four_keys_and_their_subkeys() {
        assert_eq!(
            keys(RING),
            [
                (6, 1, Some(2048)),
                (14, 16, Some(2048)),
                (6, 17, Some(1024)),
                (6, 19, None),
                (6, 22, None),
                (14, 18, None)
            ]
        );
        assert!(begins_stream(RING));
    }

    #[test]
    fn a_message_says_to_which_algorithm_and_how() {
        let bodies: Vec<Body> =
            packets(TO_ED).packets.into_iter().map(|packet| packet.body).collect();
        assert_eq!(
            bodies,
            [
                Body::PublicKeySession { version: 3, algorithm: 18 },
                Body::Encrypted(Encrypted::ModificationDetection)
            ]
        );
        assert!(begins_stream(TO_ED));
    }

    #[test]
    fn chunks_belong_to_one_packet() {
        let mut bytes = vec![0xd2, 0xe9]; // tag 18, a chunk of 512
        bytes.extend([2, 9, 2]);
        bytes.resize(2 + 512, 0);
        bytes.extend([3, 1, 2, 3]);
        let stream = packets(&bytes);
        assert_eq!(stream.error, None);
        assert_eq!(stream.packets[0].body, Body::Encrypted(Encrypted::Aead { cipher: 9, aead: 2 }));
        assert_eq!(stream.packets[0].length, bytes.len());
        assert!(packets(&bytes[..bytes.len() - 1]).error.is_some());
    }

    #[test]
    fn a_version_6_passphrase_session_with_argon2() {
        let body = [&[6, 23, 9, 2, 20, 4][..], &[7; 16], &[3, 4, 16], &[0; 15]].concat();
        let bytes = [&[0xc3, u8::try_from(body.len()).unwrap()][..], &body].concat();
        let stream = packets(&bytes);
        let Body::PassphraseSession { cipher: 9, aead: Some(2), s2k, .. } = &stream.packets[0].body
        else {
            panic!("{stream:?}")
        };
        assert_eq!(
            s2k.argon2,
            Some(key::Argon2 { passes: 3, parallelism: 4, memory_exponent: 16 })
        );
    }

    #[test]
    fn text_begins_no_stream() {
        for text in [&b"hello"[..], b"", b"\x99", b"\x99\x01\x0d", b"\xc6\xff\xff\xff\xff\xff"] {
            assert!(!begins_stream(text));
        }
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_survived(tag in 0x80u8.., bytes: Vec<u8>) {
            let bytes = [&[tag][..], &bytes].concat();
            let _ = packets(&bytes);
            let _ = begins_stream(&bytes);
        }

        #[test]
        fn a_changed_ring_is_survived(at in 0usize..RING.len(), with: u8) {
            let mut bytes = RING.to_vec();
            bytes[at] = with;
            let _ = packets(&bytes);
        }
    }
}
