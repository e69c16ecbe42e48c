//! Headers below the protocols that are looked for: links, VLANs, IPv4, IPv6, TCP, UDP.
//!
//! Owns their reading. Check sums are not checked: captures on the sending machine have none yet.

use crate::cursor::Cursor;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Headers between the link and IP, such as VLANs in VLANs; and extension headers of IPv6.
const MAX_HEADERS: usize = 8;

/// Protocol numbers.
pub mod protocol {
    /// TCP.
    pub const TCP: u8 = 6;
    /// UDP.
    pub const UDP: u8 = 17;
}

/// A part of a datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// What the parts of a datagram share.
    pub id: u32,
    /// Offset in the datagram.
    pub offset: usize,
    /// Whether others follow.
    pub more: bool,
}

/// A packet of IPv4 or IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Where it comes from.
    pub from: IpAddr,
    /// Where it goes.
    pub to: IpAddr,
    /// What it carries: see [`protocol`].
    pub protocol: u8,
    /// Which part of a datagram it is; nothing where it is whole.
    pub fragment: Option<Fragment>,
    /// What it carries.
    pub payload: &'a [u8],
}

/// The packet of IP in a packet of this link; nothing where there is none.
#[must_use]
pub fn packet(link: i32, bytes: &[u8]) -> Option<Packet<'_>> {
    // Numbers of tcpdump's registry of link types.
    match link {
        // Null and loopback: the family in four bytes of either order; the version follows anyway.
        0 | 108 => ip(bytes.get(4..)?),
        1 => ethernet(bytes.get(12..)?),
        // Raw IP by several numbers.
        12 | 14 | 101 | 228 | 229 => ip(bytes),
        // Linux cooked, versions 1 and 2.
        113 => ethernet(bytes.get(14..)?),
        276 => {
            let kind = bytes.get(..2)?;
            tagged(u16::from_be_bytes([*kind.first()?, *kind.get(1)?]), bytes.get(20..)?)
        }
        _ => None,
    }
}

fn ethernet(bytes: &[u8]) -> Option<Packet<'_>> {
    let mut cursor = Cursor::new(bytes);
    let kind = cursor.u16().ok()?;
    tagged(kind, cursor.rest())
}

fn tagged(mut kind: u16, bytes: &[u8]) -> Option<Packet<'_>> {
    let mut cursor = Cursor::new(bytes);
    for _ in 0..MAX_HEADERS {
        match kind {
            0x0800 | 0x86dd => return ip(cursor.rest()),
            // VLAN tags of 802.1Q, 802.1ad and before.
            0x8100 | 0x88a8 | 0x9100 => {
                cursor.u16().ok()?;
                kind = cursor.u16().ok()?;
            }
            // A session of PPPoE that carries IP.
            0x8864 => {
                cursor.take(6).ok()?;
                kind = match cursor.u16().ok()? {
                    0x0021 => 0x0800,
                    0x0057 => 0x86dd,
                    _ => return None,
                };
            }
            _ => return None,
        }
    }
    None
}

fn ip(bytes: &[u8]) -> Option<Packet<'_>> {
    match bytes.first()? >> 4 {
        4 => ipv4(bytes),
        6 => ipv6(bytes),
        _ => None,
    }
}

fn ipv4(bytes: &[u8]) -> Option<Packet<'_>> {
    let mut cursor = Cursor::new(bytes);
    let header = usize::from(cursor.u8().ok()? & 15) * 4;
    cursor.u8().ok()?;
    let (total, id, place) = (cursor.u16().ok()?, cursor.u16().ok()?, cursor.u16().ok()?);
    cursor.u8().ok()?;
    let protocol = cursor.u8().ok()?;
    cursor.u16().ok()?;
    let [from, to] = [cursor.array::<4>().ok()?, cursor.array::<4>().ok()?];
    // Segmentation by the network card leaves zero; the rest of the packet then counts.
    let total = if total == 0 { bytes.len() } else { usize::from(total).min(bytes.len()) };
    let offset = usize::from(place & 0x1fff) * 8;
    let more = place & 0x2000 != 0;
    Some(Packet {
        from: Ipv4Addr::from(from).into(),
        to: Ipv4Addr::from(to).into(),
        protocol,
        fragment: (more || offset > 0).then_some(Fragment { id: id.into(), offset, more }),
        payload: bytes.get(header.max(20)..total)?,
    })
}

fn ipv6(bytes: &[u8]) -> Option<Packet<'_>> {
    let mut cursor = Cursor::new(bytes);
    cursor.u32().ok()?;
    let (length, mut protocol) = (usize::from(cursor.u16().ok()?), cursor.u8().ok()?);
    cursor.u8().ok()?;
    let [from, to] = [cursor.array::<16>().ok()?, cursor.array::<16>().ok()?];
    let rest = cursor.rest();
    let length = if length == 0 { rest.len() } else { length.min(rest.len()) };
    let mut cursor = Cursor::new(rest.get(..length)?);
    let mut fragment = None;
    for _ in 0..MAX_HEADERS {
        match protocol {
            // Hop-by-hop, routing, destination options: lengths in units of eight bytes.
            0 | 43 | 60 => {
                protocol = cursor.u8().ok()?;
                let length = usize::from(cursor.u8().ok()?) * 8 + 6;
                cursor.take(length).ok()?;
            }
            44 => {
                protocol = cursor.u8().ok()?;
                cursor.u8().ok()?;
                let place = cursor.u16().ok()?;
                let (offset, more) = (usize::from(place & 0xfff8), place & 1 == 1);
                let id = cursor.u32().ok()?;
                fragment = (more || offset > 0).then_some(Fragment { id, offset, more });
                // What follows a later part is no header.
                if offset > 0 {
                    break;
                }
            }
            _ => break,
        }
    }
    let [from, to] = [from, to].map(|address| IpAddr::from(Ipv6Addr::from(address)));
    Some(Packet { from, to, protocol, fragment, payload: cursor.rest() })
}

/// A segment of TCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment<'a> {
    /// The sender's port.
    pub from: u16,
    /// The receiver's port.
    pub to: u16,
    /// The number of the first byte.
    pub sequence: u32,
    /// Whether it begins the stream.
    pub begins: bool,
    /// Whether it ends it, by FIN or RST.
    pub ends: bool,
    /// What it carries.
    pub payload: &'a [u8],
}

/// Reads a segment of TCP.
#[must_use]
pub fn tcp(bytes: &[u8]) -> Option<Segment<'_>> {
    let mut cursor = Cursor::new(bytes);
    let (from, to, sequence) = (cursor.u16().ok()?, cursor.u16().ok()?, cursor.u32().ok()?);
    cursor.u32().ok()?;
    let (header, flags) = (cursor.u8().ok()? >> 4, cursor.u8().ok()?);
    let header = usize::from(header) * 4;
    let payload = bytes.get(header.max(20)..)?;
    let (begins, ends) = (flags & 2 != 0, flags & 5 != 0);
    Some(Segment { from, to, sequence, begins, ends, payload })
}

/// A datagram of UDP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Datagram<'a> {
    /// The sender's port.
    pub from: u16,
    /// The receiver's port.
    pub to: u16,
    /// What it carries.
    pub payload: &'a [u8],
}

/// Reads a datagram of UDP.
#[must_use]
pub fn udp(bytes: &[u8]) -> Option<Datagram<'_>> {
    let mut cursor = Cursor::new(bytes);
    let (from, to, length) = (cursor.u16().ok()?, cursor.u16().ok()?, cursor.u16().ok()?);
    let length = if length == 0 { bytes.len() } else { usize::from(length).min(bytes.len()) };
    Some(Datagram { from, to, payload: bytes.get(8..length)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version_4(protocol: u8, place: u16, payload: &[u8]) -> Vec<u8> {
        let total = u16::try_from(payload.len() + 20).unwrap().to_be_bytes();
        let [a, b] = place.to_be_bytes();
        let head = [0x45, 0, total[0], total[1], 0, 9, a, b, 64, protocol, 0, 0];
        [&head[..], &[10, 0, 0, 1, 10, 0, 0, 2], payload].concat()
    }

    #[test]
    fn vlans_are_passed_through() {
        let udp_bytes = [0, 53, 1, 0, 0, 10, 0, 0, 7, 8];
        let inner = version_4(17, 0, &udp_bytes);
        let frame =
            [&[0; 12][..], &[0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 8, 0], &inner, &[0; 9]].concat();
        let read = packet(1, &frame).unwrap();
        assert_eq!((read.protocol, read.fragment), (protocol::UDP, None));
        let datagram = udp(read.payload).unwrap();
        assert_eq!((datagram.from, datagram.to, datagram.payload), (53, 256, &[7, 8][..]));
        for length in 0..frame.len() {
            packet(1, &frame[..length]).and_then(|read| udp(read.payload));
        }
    }

    #[test]
    fn fragments_are_told_in_both_versions() {
        let inner = version_4(17, 0x2003, &[1]);
        let fragment = packet(101, &inner).unwrap().fragment;
        assert_eq!(fragment, Some(Fragment { id: 9, offset: 24, more: true }));
        let head = [&[0x60, 0, 0, 0, 0, 9, 44, 64][..], &[1; 32]].concat();
        let read = [&head[..], &[6, 0, 0, 0x10, 0, 0, 0, 7, 0xaa]].concat();
        let read = packet(101, &read).unwrap();
        assert_eq!((read.protocol, read.payload), (protocol::TCP, &[0xaa][..]));
        assert_eq!(read.fragment, Some(Fragment { id: 7, offset: 16, more: false }));
    }

    #[test]
    fn a_segment_tells_begin_and_end() {
        let head = [1, 187, 0xc0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0x50, 0x12, 0, 0, 0, 0, 0, 0];
        let read = tcp(&head).unwrap();
        assert_eq!((read.from, read.sequence, read.begins, read.ends), (443, 5, true, false));
        assert_eq!(tcp(&head[..19]), None);
    }
}
