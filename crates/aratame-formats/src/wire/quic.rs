//! QUIC: Initial packets, whose keys follow from what travels in the clear (RFC 9001, section 5.2;
//! RFC 9369 for version 2).
//!
//! Owns the protection of these packets, both ways, and the frames with handshake messages in them.
//! What is protected by negotiated keys is not looked at.

use super::Piece;
use crate::cursor::Cursor;
use crate::malformed::Malformed;
use aes::Aes128;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes_gcm::Aes128Gcm;
use aes_gcm::aead::AeadInOut;
use hkdf::Hkdf;
use sha2::Sha256;

/// Longest connection id (RFC 9000, section 17.2).
const MAX_ID: usize = 20;

/// Bytes of an authentication tag.
const TAG: usize = 16;

/// The constants of a version.
#[derive(Debug)]
struct Version {
    number: u32,
    /// The type of an Initial packet in the first byte.
    initial: u8,
    salt: [u8; 20],
    labels: [&'static str; 3],
}

const VERSIONS: [Version; 2] = [
    Version {
        number: 1,
        initial: 0,
        salt: [
            0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
            0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a,
        ],
        labels: ["quic key", "quic iv", "quic hp"],
    },
    Version {
        number: 0x6b33_43cf,
        initial: 1,
        salt: [
            0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
            0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9,
        ],
        labels: ["quicv2 key", "quicv2 iv", "quicv2 hp"],
    },
];

/// Versions whose Initial packets are read.
pub fn versions() -> impl Iterator<Item = u32> {
    VERSIONS.iter().map(|version| version.number)
}

/// An Initial packet as it travels.
#[derive(Clone, Copy, Debug)]
pub struct Initial<'a> {
    version: &'static Version,
    /// The connection id of the receiver; a client's first one gives the keys.
    pub destination: &'a [u8],
    /// The connection id of the sender.
    pub source: &'a [u8],
    /// The packet from its first byte to its last.
    packet: &'a [u8],
    /// Where the packet number stands.
    number_at: usize,
}

/// The Initial packet at the front of a datagram.
///
/// # Errors
/// When the bytes are another packet, or cut.
pub fn initial(bytes: &[u8]) -> Piece<Initial<'_>> {
    let mut cursor = Cursor::new(bytes);
    let (first, number) = (cursor.u8()?, cursor.u32()?);
    let other = Malformed { offset: 0, expected: "an Initial packet of QUIC" };
    let known = VERSIONS.iter().find(|version| version.number == number);
    let version = known.filter(|each| first >> 6 == 3 && first >> 4 & 3 == each.initial);
    let version = version.ok_or(other)?;
    let destination = id(&mut cursor)?;
    let source = id(&mut cursor)?;
    let token = variable(&mut cursor)?;
    cursor.take(token)?;
    let length = variable(&mut cursor)?;
    let number_at = cursor.at();
    cursor.take(length)?;
    let packet = bytes.get(..cursor.at()).ok_or(other)?;
    Ok(Some((Initial { version, destination, source, packet, number_at }, cursor.at())))
}

/// What a server says instead of going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detour<'a> {
    /// The versions that it has (RFC 9000, section 17.2.1), without those that only keep clients
    /// used to unknown ones.
    Versions(Vec<u32>),
    /// It wants the first packet again, to this connection id and with this token (section 17.2.5).
    Retry {
        /// The connection id.
        source: &'a [u8],
        /// The token.
        token: &'a [u8],
    },
}

/// A Version Negotiation or Retry packet; nothing when the bytes are neither.
#[must_use]
pub fn detour(bytes: &[u8]) -> Option<Detour<'_>> {
    let mut cursor = Cursor::new(bytes);
    let (first, number) = (cursor.u8().ok()?, cursor.u32().ok()?);
    id(&mut cursor).ok()?;
    let source = id(&mut cursor).ok()?;
    if first & 0x80 != 0 && number == 0 {
        let (all, _) = cursor.rest().as_chunks();
        let all = all.iter().map(|each| u32::from_be_bytes(*each));
        // RFC 9000, section 15: 0x?a?a?a?a.
        return Some(Detour::Versions(
            all.filter(|each| each & 0x0f0f_0f0f != 0x0a0a_0a0a).collect(),
        ));
    }
    let version = VERSIONS.iter().find(|version| version.number == number)?;
    // The types of both versions go around: Retry stands before Initial.
    let is_retry = first >> 6 == 3 && first >> 4 & 3 == version.initial.wrapping_sub(1) & 3;
    let token = cursor.rest().len().checked_sub(TAG)?;
    let token = cursor.rest().get(..token)?;
    is_retry.then_some(Detour::Retry { source, token })
}

fn id<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Malformed> {
    let length = usize::from(cursor.u8()?);
    if length > MAX_ID { Err(cursor.error("a connection id")) } else { cursor.take(length) }
}

/// A number of variable length (RFC 9000, section 16).
fn variable(cursor: &mut Cursor<'_>) -> Result<usize, Malformed> {
    let first = cursor.u8()?;
    let rest = cursor.take((1 << (first >> 6)) - 1)?;
    let value = rest.iter().fold(u64::from(first & 0x3f), |sum, byte| sum << 8 | u64::from(*byte));
    usize::try_from(value).map_err(|_| cursor.error("a shorter length"))
}

/// Which side sent a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The client.
    Client,
    /// The server.
    Server,
}

/// The keys of Initial packets of one side, which anybody can derive.
#[derive(Clone, Debug)]
pub struct Keys {
    version: &'static Version,
    key: [u8; 16],
    iv: [u8; 12],
    hp: [u8; 16],
}

impl Keys {
    /// The keys by the connection id that the client chose first; nothing for an unknown version.
    #[must_use]
    pub fn of(version: u32, client_chose: &[u8], sender: Sender) -> Option<Self> {
        let version = VERSIONS.iter().find(|each| each.number == version)?;
        let initial = Hkdf::<Sha256>::new(Some(&version.salt), client_chose);
        let label = if sender == Sender::Client { "client in" } else { "server in" };
        let secret: [u8; 32] = expand(&initial, label)?;
        let secret = Hkdf::<Sha256>::from_prk(&secret).ok()?;
        let [key, iv, hp] = version.labels;
        let (key, iv) = (expand(&secret, key)?, expand(&secret, iv)?);
        Some(Self { version, key, iv, hp: expand(&secret, hp)? })
    }

    /// What hides the first byte and the packet number (RFC 9001, section 5.4.3).
    fn mask(&self, sample: &[u8; 16]) -> [u8; 16] {
        let mut mask = (*sample).into();
        Aes128::new(&self.hp.into()).encrypt_block(&mut mask);
        mask.into()
    }

    /// RFC 9001, section 5.3.
    fn nonce(&self, number: &[u8]) -> [u8; 12] {
        let mut nonce = self.iv;
        for (byte, digit) in nonce.iter_mut().rev().zip(number.iter().rev()) {
            *byte ^= digit;
        }
        nonce
    }

    /// An Initial packet with these frames. `ids` are of the receiver and of the sender.
    #[must_use]
    pub fn seal(
        &self,
        ids: [&[u8]; 2],
        token: &[u8],
        number: u16,
        frames: &[u8],
    ) -> Option<Vec<u8>> {
        // A long header with a packet number of two bytes.
        let mut packet = vec![0xc1 | self.version.initial << 4];
        packet.extend(self.version.number.to_be_bytes());
        for id in ids {
            packet.push(u8::try_from(id.len()).ok()?);
            packet.extend(id);
        }
        packet.extend(long_variable(token.len())?);
        packet.extend(token);
        packet.extend(long_variable(2 + frames.len() + TAG)?);
        let number_at = packet.len();
        packet.extend(number.to_be_bytes());
        let nonce = self.nonce(&number.to_be_bytes());
        let mut body = frames.to_vec();
        let cipher = Aes128Gcm::new(&self.key.into());
        let buffer = body.as_mut_slice().into();
        let tag = cipher.encrypt_inout_detached(&nonce.into(), &packet, buffer).ok()?;
        packet.extend(body);
        packet.extend(tag);
        let mask = self.mask(packet.get(number_at + 4..)?.first_chunk()?);
        *packet.first_mut()? ^= mask.first()? & 0x0f;
        let hidden = packet.get_mut(number_at..number_at + 2)?;
        hidden.iter_mut().zip(mask.iter().skip(1)).for_each(|(byte, mask)| *byte ^= mask);
        Some(packet)
    }
}

/// A number in two bytes (RFC 9000, section 16).
fn long_variable(value: usize) -> Option<[u8; 2]> {
    let value = u16::try_from(value).ok().filter(|value| *value < 1 << 14)?;
    Some((value | 1 << 14).to_be_bytes())
}

impl Initial<'_> {
    /// The version.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version.number
    }

    /// Opens the packet; nothing when the keys do not fit.
    #[must_use]
    pub fn open(&self, keys: &Keys) -> Option<Vec<u8>> {
        if keys.version.number != self.version.number {
            return None;
        }
        let mut header = self.packet.get(..self.number_at)?.to_vec();
        let mask = keys.mask(self.packet.get(self.number_at + 4..)?.first_chunk()?);
        // RFC 9001, section 5.4.1: four bits of the first byte, and the packet number.
        let first = header.first_mut()?;
        *first ^= mask.first()? & 0x0f;
        let count = usize::from(*first & 3) + 1;
        let hidden = self.packet.get(self.number_at..self.number_at + count)?;
        header.extend(hidden.iter().zip(mask.iter().skip(1)).map(|(byte, mask)| byte ^ mask));
        let nonce = keys.nonce(header.get(self.number_at..)?);
        let sealed = self.packet.get(self.number_at + count..)?;
        let (body, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
        let (mut body, tag) = (body.to_vec(), tag.first_chunk::<TAG>()?);
        let cipher = Aes128Gcm::new(&keys.key.into());
        let buffer = body.as_mut_slice().into();
        let opened = cipher.decrypt_inout_detached(&nonce.into(), &header, buffer, &(*tag).into());
        opened.is_ok().then_some(body)
    }
}

/// HKDF-Expand-Label without context (RFC 8446, section 7.1).
fn expand<const N: usize>(secret: &Hkdf<Sha256>, label: &str) -> Option<[u8; N]> {
    let label = [b"tls13 ", label.as_bytes()].concat();
    let length = u16::try_from(N).ok()?.to_be_bytes();
    let count = [u8::try_from(label.len()).ok()?];
    let mut bytes = [0; N];
    secret.expand(&[&length[..], &count, &label, &[0]].concat(), &mut bytes).ok()?;
    Some(bytes)
}

/// What the frames of an opened packet carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frames<'a> {
    /// Pieces of handshake messages, with their offsets in the stream.
    pub crypto: Vec<(usize, &'a [u8])>,
    /// The error by which the sender ends the connection.
    pub closed: Option<usize>,
}

/// The frames of an opened packet, up to the first that Initial packets may not have.
#[must_use]
pub fn frames(payload: &[u8]) -> Frames<'_> {
    let mut cursor = Cursor::new(payload);
    let mut frames = Frames::default();
    while !cursor.is_empty() {
        if frame(&mut cursor, &mut frames).is_err() {
            break;
        }
    }
    frames
}

/// Reads a frame of those that Initial packets may have (RFC 9000, section 17.2.2).
fn frame<'a>(cursor: &mut Cursor<'a>, frames: &mut Frames<'a>) -> Result<(), Malformed> {
    match cursor.u8()? {
        0 | 1 => Ok(()),
        kind @ (2 | 3) => {
            variable(cursor)?;
            variable(cursor)?;
            let ranges = variable(cursor)?;
            variable(cursor)?;
            // Each range has two numbers of at least a byte.
            for _ in 0..ranges.min(cursor.rest().len()) {
                variable(cursor)?;
                variable(cursor)?;
            }
            let counts = if kind == 3 { 3 } else { 0 };
            (0..counts).try_for_each(|_| variable(cursor).map(|_| ()))
        }
        6 => {
            let offset = variable(cursor)?;
            let length = variable(cursor)?;
            frames.crypto.push((offset, cursor.take(length)?));
            Ok(())
        }
        // CONNECTION_CLOSE of QUIC: the error, the frame that caused it, a text.
        0x1c => {
            frames.closed = Some(variable(cursor)?);
            variable(cursor)?;
            let length = variable(cursor)?;
            cursor.take(length).map(|_| ())
        }
        _ => Err(cursor.error("a frame with handshake messages")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    #[test]
    fn keys_are_those_of_the_standards() {
        // RFC 9001, appendix A.1, and RFC 9369, appendix A.1.
        let chosen = HEXLOWER.decode(b"8394c8f03e515708").unwrap();
        let keys = |version: u32, sender| Keys::of(version, &chosen, sender).unwrap();
        let (one, two) = (1, 0x6b33_43cf);
        let client = keys(one, Sender::Client);
        assert_eq!(HEXLOWER.encode(&client.key), "1f369613dd76d5467730efcbe3b1a22d");
        assert_eq!(HEXLOWER.encode(&client.iv), "fa044b2f42a3fd3b46fb255c");
        assert_eq!(HEXLOWER.encode(&client.hp), "9f50449e04a0e810283a1e9933adedd2");
        let server = keys(one, Sender::Server);
        assert_eq!(HEXLOWER.encode(&server.key), "cf3a5331653c364c88f0f379b6067e37");
        let client = keys(two, Sender::Client);
        assert_eq!(HEXLOWER.encode(&client.key), "8b1a0bc121284290a29e0971b5cd045d");
        assert!(Keys::of(3, &chosen, Sender::Client).is_none());
        assert_eq!(versions().collect::<Vec<_>>(), [one, two]);
    }

    #[test]
    fn the_header_of_the_standard_is_protected_as_it_says() {
        // RFC 9001, appendix A.2: the sample and the mask of the client's first packet.
        let chosen = HEXLOWER.decode(b"8394c8f03e515708").unwrap();
        let keys = Keys::of(1, &chosen, Sender::Client).unwrap();
        let sample = HEXLOWER.decode(b"d1b1c98dd7689fb8ec11d242b123dc9b").unwrap();
        let mask = keys.mask(sample.first_chunk().unwrap());
        assert_eq!(HEXLOWER.encode(&mask[..5]), "437b9aec36");
    }

    #[test]
    fn what_is_sealed_is_opened_and_nothing_else() {
        let payload = [&[0, 1, 6, 0, 3, b'a', b'b', b'c', 6, 3, 1, b'd'][..], &[0; 30]].concat();
        let chosen = [7; 8];
        for version in versions() {
            let keys = |chosen, sender| Keys::of(version, chosen, sender).unwrap();
            let client = keys(&chosen, Sender::Client);
            let bytes = client.seal([&chosen, &[5; 4]], b"token", 5, &payload).unwrap();
            let (read, used) = initial(&bytes).unwrap().unwrap();
            assert_eq!((read.destination, used), (&chosen[..], bytes.len()));
            assert_eq!((read.source, read.version()), (&[5; 4][..], version));
            let opened = read.open(&client).unwrap();
            assert_eq!(frames(&opened).crypto, [(0, &b"abc"[..]), (3, &b"d"[..])]);
            assert_eq!(read.open(&keys(&chosen, Sender::Server)), None);
            assert_eq!(read.open(&keys(&[8; 8], Sender::Client)), None);
            for length in 0..bytes.len() {
                assert!(initial(&bytes[..length]).is_err(), "{length}");
            }
        }
        let other = Keys::of(1, &chosen, Sender::Client).unwrap();
        let two = Keys::of(0x6b33_43cf, &chosen, Sender::Client).unwrap();
        let bytes = two.seal([&chosen, &[]], &[], 0, &payload).unwrap();
        assert_eq!(initial(&bytes).unwrap().unwrap().0.open(&other), None);
    }

    #[test]
    fn a_server_may_name_versions_send_again_or_close() {
        let negotiation =
            [&[0x8f, 0, 0, 0, 0, 1, 9, 0][..], &[0, 0, 0, 1], &[0x1a, 0x2a, 0x3a, 0x4a]].concat();
        assert_eq!(detour(&negotiation), Some(Detour::Versions(vec![1])));
        let retry = [&[0xf0, 0, 0, 0, 1, 0, 2, 8, 9][..], b"token", &[0; 16]].concat();
        let expected = Detour::Retry { source: &[8, 9], token: b"token" };
        assert_eq!(detour(&retry), Some(expected.clone()));
        // Version 2 has Retry as type 0.
        let retry = [&[0xc0, 0x6b, 0x33, 0x43, 0xcf, 0, 2, 8, 9][..], b"token", &[0; 16]].concat();
        assert_eq!(detour(&retry), Some(expected));
        for length in 0..20 {
            assert_eq!(detour(&retry[..length]), None, "{length}");
        }
        // no_application_protocol (RFC 7301) as RFC 9001, section 4.8 carries it.
        let frames = frames(&[0x1c, 0x41, 0x78, 6, 1, b'x', 0]);
        assert_eq!((frames.closed, frames.crypto.len()), (Some(0x178), 0));
    }
}
