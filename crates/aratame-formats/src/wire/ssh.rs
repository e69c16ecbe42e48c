//! SSH before its encryption begins (RFC 4253): identification, packets, KEXINIT, and the answers
//! of a key exchange that hold a host key or a group.

use super::{Piece, or_more};
use crate::cursor::{Cursor, bit_length};
use crate::malformed::Malformed;

/// Longest line of an identification (RFC 4253, section 4.2).
pub const MAX_LINE: usize = 255;

/// Lines that a server may send before its identification: banners of appliances have a few dozen.
pub const MAX_LINES_BEFORE: usize = 64;

/// Longest packet that is read; OpenSSH takes the same.
pub const MAX_PACKET: usize = 256 << 10;

/// Message numbers.
pub mod number {
    /// SSH_MSG_DISCONNECT.
    pub const DISCONNECT: u8 = 1;
    /// SSH_MSG_KEXINIT.
    pub const KEXINIT: u8 = 20;
    /// SSH_MSG_KEXDH_INIT, and the same of ECDH and of hybrids.
    pub const KEX_INIT: u8 = 30;
    /// SSH_MSG_KEXDH_REPLY, and the same of ECDH and of hybrids; of group exchange the group.
    pub const KEX_REPLY: u8 = 31;
    /// SSH_MSG_KEX_DH_GEX_INIT.
    pub const GEX_INIT: u8 = 32;
    /// SSH_MSG_KEX_DH_GEX_REPLY.
    pub const GEX_REPLY: u8 = 33;
    /// SSH_MSG_KEX_DH_GEX_REQUEST.
    pub const GEX_REQUEST: u8 = 34;
}

/// The identification at the front without its line end; lines before it are passed over.
///
/// # Errors
/// When the lines are too long or too many, or none of them is an identification.
pub fn identification(bytes: &[u8]) -> Piece<&str> {
    let wrong = |offset| Malformed { offset, expected: "an identification of SSH" };
    let mut at = 0;
    for _ in 0..=MAX_LINES_BEFORE {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(end) = rest.iter().take(MAX_LINE).position(|byte| *byte == b'\n') else {
            return if rest.len() < MAX_LINE { Ok(None) } else { Err(wrong(at)) };
        };
        let line = rest.get(..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        at += end + 1;
        if line.starts_with(b"SSH-") {
            let is_plain = line.iter().all(|byte| (b' '..=b'~').contains(byte));
            let text = std::str::from_utf8(line).ok().filter(|_| is_plain);
            return Ok(Some((text.ok_or(wrong(0))?, at)));
        }
    }
    Err(wrong(at))
}

/// The payload of the packet at the front, before encryption.
///
/// # Errors
/// When the lengths are none of a packet.
pub fn packet(bytes: &[u8]) -> Piece<&[u8]> {
    or_more(whole_packet(bytes))
}

fn whole_packet(bytes: &[u8]) -> Result<(&[u8], usize), Malformed> {
    let mut cursor = Cursor::new(bytes);
    let length = usize::try_from(cursor.u32()?).unwrap_or(usize::MAX);
    let padding = usize::from(cursor.u8()?);
    let payload = length.checked_sub(padding + 1).filter(|_| length <= MAX_PACKET);
    let payload = payload.ok_or(Malformed { offset: 0, expected: "a packet of SSH" })?;
    let payload = cursor.take(payload)?;
    cursor.take(padding)?;
    Ok((payload, cursor.at()))
}

/// The lists of names of a KEXINIT, in order of preference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KexInit {
    /// Key exchange methods, with marks such as `ext-info-s`.
    pub kex: Vec<String>,
    /// Host key algorithms.
    pub host_keys: Vec<String>,
    /// Ciphers from client to server, and back.
    pub ciphers: [Vec<String>; 2],
    /// MACs from client to server, and back.
    pub macs: [Vec<String>; 2],
    /// Compression methods from client to server, and back.
    pub compressions: [Vec<String>; 2],
}

/// Reads a payload as KEXINIT (RFC 4253, section 7.1).
///
/// # Errors
/// When it is another message, or cut.
pub fn kexinit(payload: &[u8]) -> Result<KexInit, Malformed> {
    let mut cursor = Cursor::new(payload);
    if cursor.u8()? != number::KEXINIT {
        return Err(Malformed { offset: 0, expected: "KEXINIT" });
    }
    cursor.take(16)?;
    Ok(KexInit {
        kex: names(&mut cursor)?,
        host_keys: names(&mut cursor)?,
        ciphers: [names(&mut cursor)?, names(&mut cursor)?],
        macs: [names(&mut cursor)?, names(&mut cursor)?],
        compressions: [names(&mut cursor)?, names(&mut cursor)?],
    })
}

/// A list of names (RFC 4251, section 5); what is no printable ASCII is no name.
fn names(cursor: &mut Cursor<'_>) -> Result<Vec<String>, Malformed> {
    let wrong = cursor.error("a list of names");
    let field = cursor.field32()?;
    if !field.iter().all(u8::is_ascii_graphic) {
        return Err(wrong);
    }
    let list = String::from_utf8_lossy(field);
    Ok(list.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// The blob of the host key in the answer of a key exchange, and the name of its algorithm.
///
/// # Errors
/// When the payload is another message, or cut.
pub fn host_key(payload: &[u8]) -> Result<(&str, &[u8]), Malformed> {
    let mut cursor = Cursor::new(payload);
    if ![number::KEX_REPLY, number::GEX_REPLY].contains(&cursor.u8()?) {
        return Err(Malformed { offset: 0, expected: "the answer of a key exchange" });
    }
    let blob = cursor.field32()?;
    let name = Cursor::new(blob).field32()?;
    let is_name = name.iter().all(u8::is_ascii_graphic);
    let name = std::str::from_utf8(name).ok().filter(|_| is_name);
    let name = name.ok_or(Malformed { offset: 5, expected: "the name of an algorithm" })?;
    Ok((name, blob))
}

/// Bits of the prime that a group exchange offers (RFC 4419, section 3).
///
/// # Errors
/// When the payload is another message, or cut.
pub fn group_bits(payload: &[u8]) -> Result<usize, Malformed> {
    let mut cursor = Cursor::new(payload);
    if cursor.u8()? != number::KEX_REPLY {
        return Err(Malformed { offset: 0, expected: "the group of a group exchange" });
    }
    Ok(bit_length(cursor.field32()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_before_the_identification_are_passed_over() {
        let bytes = b"hello\r\nSSH-2.0-x y\r\nrest";
        assert_eq!(identification(bytes), Ok(Some(("SSH-2.0-x y", 20))));
        assert_eq!(identification(b"SSH-2.0"), Ok(None));
        assert!(identification(&[b'a'; 300]).is_err());
        assert!(identification(&b"a\n".repeat(100)).is_err());
    }

    #[test]
    fn a_kexinit_in_a_packet_is_read() {
        let mut payload = vec![20];
        payload.extend([7; 16]);
        for list in ["a,b", "k", "c", "d", "m", "", "none", "none", "", ""] {
            payload.extend(u32::try_from(list.len()).unwrap().to_be_bytes());
            payload.extend(list.bytes());
        }
        payload.extend([0; 5]);
        let length = u32::try_from(payload.len() + 5).unwrap().to_be_bytes();
        let bytes = [&length[..], &[4], &payload, &[0; 4]].concat();
        let (read, used) = packet(&bytes).unwrap().unwrap();
        assert_eq!((read, used), (&payload[..], bytes.len()));
        let lists = kexinit(read).unwrap();
        assert_eq!(
            (lists.kex, lists.ciphers),
            (vec!["a".into(), "b".into()], [vec!["c".into()], vec!["d".into()]])
        );
        assert_eq!(packet(&bytes[..bytes.len() - 1]), Ok(None));
        assert!(packet(&[0xff; 8]).is_err());
        assert!(packet(&[0, 0, 0, 1, 9]).is_err());
    }
}
