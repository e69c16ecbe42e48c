//! QUIC: Initial packets, whose keys follow from what travels in the clear (RFC 9001, section 5.2;
//! RFC 9369 for version 2).
//!
//! Owns the opening of these packets and the frames with handshake messages in them. What is
//! protected by negotiated keys is not looked at.

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

/// An Initial packet as it travels.
#[derive(Clone, Copy, Debug)]
pub struct Initial<'a> {
    version: &'static Version,
    /// The connection id of the receiver; a client's first one gives the keys.
    pub destination: &'a [u8],
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
    id(&mut cursor)?;
    let token = variable(&mut cursor)?;
    cursor.take(token)?;
    let length = variable(&mut cursor)?;
    let number_at = cursor.at();
    cursor.take(length)?;
    let packet = bytes.get(..cursor.at()).ok_or(other)?;
    Ok(Some((Initial { version, destination, packet, number_at }, cursor.at())))
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

impl Initial<'_> {
    /// Opens the packet by the connection id that the client chose first; nothing when it does not
    /// fit.
    #[must_use]
    pub fn open(&self, client_chose: &[u8], sender: Sender) -> Option<Vec<u8>> {
        let (key, iv, hp) = keys(self.version, client_chose, sender)?;
        let mut header = self.packet.get(..self.number_at)?.to_vec();
        let sample = self.packet.get(self.number_at + 4..)?.first_chunk::<16>()?;
        let mut mask = (*sample).into();
        Aes128::new(&hp.into()).encrypt_block(&mut mask);
        // RFC 9001, section 5.4.1: four bits of the first byte, and the packet number.
        let first = header.first_mut()?;
        *first ^= mask.first()? & 0x0f;
        let count = usize::from(*first & 3) + 1;
        let hidden = self.packet.get(self.number_at..self.number_at + count)?;
        header.extend(hidden.iter().zip(mask.iter().skip(1)).map(|(byte, mask)| byte ^ mask));
        let mut nonce = iv;
        let number = header.get(self.number_at..)?;
        for (byte, digit) in nonce.iter_mut().rev().zip(number.iter().rev()) {
            *byte ^= digit;
        }
        let sealed = self.packet.get(self.number_at + count..)?;
        let (body, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
        let (mut body, tag) = (body.to_vec(), tag.first_chunk::<TAG>()?);
        let cipher = Aes128Gcm::new(&key.into());
        let buffer = body.as_mut_slice().into();
        let opened = cipher.decrypt_inout_detached(&nonce.into(), &header, buffer, &(*tag).into());
        opened.is_ok().then_some(body)
    }
}

type Keys = ([u8; 16], [u8; 12], [u8; 16]);

fn keys(version: &Version, client_chose: &[u8], sender: Sender) -> Option<Keys> {
    let initial = Hkdf::<Sha256>::new(Some(&version.salt), client_chose);
    let label = if sender == Sender::Client { "client in" } else { "server in" };
    let secret: [u8; 32] = expand(&initial, label)?;
    let secret = Hkdf::<Sha256>::from_prk(&secret).ok()?;
    let [key, iv, hp] = version.labels;
    Some((expand(&secret, key)?, expand(&secret, iv)?, expand(&secret, hp)?))
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

/// The pieces of handshake messages in an opened packet, with their offsets in the stream.
#[must_use]
pub fn crypto(payload: &[u8]) -> Vec<(usize, &[u8])> {
    let mut cursor = Cursor::new(payload);
    let mut pieces = Vec::new();
    while !cursor.is_empty() {
        if frame(&mut cursor, &mut pieces).is_err() {
            break;
        }
    }
    pieces
}

/// Reads a frame of those that Initial packets may have (RFC 9000, section 17.2.2).
fn frame<'a>(
    cursor: &mut Cursor<'a>,
    pieces: &mut Vec<(usize, &'a [u8])>,
) -> Result<(), Malformed> {
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
            pieces.push((offset, cursor.take(length)?));
            Ok(())
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
        let [one, two] = &VERSIONS;
        let (key, iv, hp) = keys(one, &chosen, Sender::Client).unwrap();
        assert_eq!(HEXLOWER.encode(&key), "1f369613dd76d5467730efcbe3b1a22d");
        assert_eq!(HEXLOWER.encode(&iv), "fa044b2f42a3fd3b46fb255c");
        assert_eq!(HEXLOWER.encode(&hp), "9f50449e04a0e810283a1e9933adedd2");
        let (key, _, _) = keys(one, &chosen, Sender::Server).unwrap();
        assert_eq!(HEXLOWER.encode(&key), "cf3a5331653c364c88f0f379b6067e37");
        let (key, _, _) = keys(two, &chosen, Sender::Client).unwrap();
        assert_eq!(HEXLOWER.encode(&key), "8b1a0bc121284290a29e0971b5cd045d");
    }

    /// Protects a payload as RFC 9001 says, section 5.4.
    fn sealed(payload: &[u8], chosen: &[u8], sender: Sender) -> Vec<u8> {
        let (key, iv, hp) = keys(&VERSIONS[0], chosen, sender).unwrap();
        let mut nonce = iv;
        nonce[11] ^= 5;
        let count = u16::try_from(payload.len() + 2 + TAG).unwrap() | 0x4000;
        let length = [u8::try_from(chosen.len()).unwrap()];
        let header =
            [&[0xc1, 0, 0, 0, 1][..], &length, chosen, &[0, 0], &count.to_be_bytes(), &[0, 5]]
                .concat();
        let mut body = payload.to_vec();
        let cipher = Aes128Gcm::new(&key.into());
        let buffer = body.as_mut_slice().into();
        let tag = cipher.encrypt_inout_detached(&nonce.into(), &header, buffer).unwrap();
        let mut packet = [&header[..], &body, &tag].concat();
        let at = header.len() - 2;
        let mut mask = <[u8; 16]>::try_from(&packet[at + 4..at + 20]).unwrap().into();
        Aes128::new(&hp.into()).encrypt_block(&mut mask);
        packet[0] ^= mask[0] & 15;
        packet[at] ^= mask[1];
        packet[at + 1] ^= mask[2];
        packet
    }

    #[test]
    fn what_is_sealed_is_opened_and_nothing_else() {
        let payload = [&[0, 1, 6, 0, 3, b'a', b'b', b'c', 6, 3, 1, b'd'][..], &[0; 30]].concat();
        let chosen = [7; 8];
        let bytes = sealed(&payload, &chosen, Sender::Client);
        let (read, used) = initial(&bytes).unwrap().unwrap();
        assert_eq!((read.destination, used), (&chosen[..], bytes.len()));
        let opened = read.open(&chosen, Sender::Client).unwrap();
        assert_eq!(crypto(&opened), [(0, &b"abc"[..]), (3, &b"d"[..])]);
        assert_eq!(read.open(&chosen, Sender::Server), None);
        assert_eq!(read.open(&[8; 8], Sender::Client), None);
        for length in 0..bytes.len() {
            assert!(initial(&bytes[..length]).is_err(), "{length}");
        }
    }
}
