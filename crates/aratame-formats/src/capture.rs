//! Captured traffic: pcap and pcapng files, packet after packet, and the headers of networks.
//!
//! The container is read by the crate `pcap-parser`, in windows of bounded size, so a capture of
//! any length costs the same memory. Knows no protocol above TCP and UDP.

use crate::source::Source;
use pcap_parser::traits::PcapReaderIterator;
use pcap_parser::{Block, LegacyPcapReader, Linktype, PcapBlockOwned, PcapError, PcapNGReader};
use std::io::{self, Read};

pub mod network;

/// The window over the file. Packets are cut at 256 KiB by every capturing program.
const WINDOW: usize = 1 << 20;

/// Interfaces of one section of pcapng.
const MAX_INTERFACES: usize = 1 << 12;

/// First bytes of captures: pcap in both byte orders, with micro- and nanoseconds, and pcapng.
pub const MAGIC: [[u8; 4]; 5] = [
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0x4d, 0x3c, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x0a, 0x0d, 0x0d, 0x0a],
];

/// One packet as it was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// The kind of link, by the registry of tcpdump.
    pub link: i32,
    /// Its bytes, which may be fewer than were on the wire.
    pub bytes: &'a [u8],
}

/// How the reading of a capture ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At its end.
    Whole,
    /// Within a packet: the capture was cut, or it is damaged there.
    Damaged {
        /// Offset of the first byte that was not understood, as far as it is known.
        offset: u64,
    },
    /// Because the visitor wanted no more.
    Stopped,
}

/// Hands every packet to `visit` until it says that it wants no more.
///
/// # Errors
/// What the system reports while reading.
pub fn packets(source: &Source<'_>, visit: &mut dyn FnMut(Packet<'_>) -> bool) -> io::Result<End> {
    let reader = Reader { source: *source, offset: 0 };
    let is_next_generation = source.read(0, 4)?.as_ref() == [0x0a, 0x0d, 0x0d, 0x0a];
    let read = if is_next_generation {
        PcapNGReader::new(WINDOW, reader).map(|reader| blocks(reader, source.len(), visit))
    } else {
        LegacyPcapReader::new(WINDOW, reader).map(|reader| blocks(reader, source.len(), visit))
    };
    read.unwrap_or(Ok(End::Damaged { offset: 0 }))
}

fn blocks(
    mut reader: impl PcapReaderIterator,
    length: u64,
    visit: &mut dyn FnMut(Packet<'_>) -> bool,
) -> io::Result<End> {
    let mut links = Links::default();
    let (mut done, mut refilled_at) = (0, None);
    loop {
        match reader.next() {
            Ok((used, block)) => {
                let goes_on = links.take(&block).is_none_or(&mut *visit);
                done += used as u64;
                reader.consume(used);
                if !goes_on {
                    return Ok(End::Stopped);
                }
            }
            Err(PcapError::Eof) => {
                let is_whole = done >= length;
                return Ok(if is_whole { End::Whole } else { End::Damaged { offset: done } });
            }
            // More bytes are wanted; when the last time brought none, none will come.
            Err(PcapError::Incomplete(_)) if refilled_at != Some(done) => {
                refilled_at = Some(done);
                if reader.refill().is_err() {
                    return Ok(End::Damaged { offset: done });
                }
            }
            Err(PcapError::ReadError) => return Err(io::ErrorKind::Other.into()),
            Err(_) => return Ok(End::Damaged { offset: done }),
        }
    }
}

/// The kinds of link of a capture.
#[derive(Debug, Default)]
struct Links(Vec<i32>);

impl Links {
    fn take<'b>(&mut self, block: &'b PcapBlockOwned<'b>) -> Option<Packet<'b>> {
        let cut = |bytes: &'b [u8], length: u32| {
            let length = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
            bytes.get(..length).unwrap_or_default()
        };
        match block {
            PcapBlockOwned::LegacyHeader(header) => {
                self.0 = vec![number(header.network)];
                None
            }
            PcapBlockOwned::Legacy(packet) => {
                let link = *self.0.first()?;
                Some(Packet { link, bytes: cut(packet.data, packet.caplen) })
            }
            PcapBlockOwned::NG(Block::SectionHeader(_)) => {
                self.0.clear();
                None
            }
            PcapBlockOwned::NG(Block::InterfaceDescription(interface)) => {
                if self.0.len() < MAX_INTERFACES {
                    self.0.push(number(interface.linktype));
                }
                None
            }
            PcapBlockOwned::NG(Block::EnhancedPacket(packet)) => {
                let link = *self.0.get(usize::try_from(packet.if_id).ok()?)?;
                Some(Packet { link, bytes: cut(packet.data, packet.caplen) })
            }
            PcapBlockOwned::NG(Block::SimplePacket(packet)) => {
                let link = *self.0.first()?;
                Some(Packet { link, bytes: cut(packet.data, packet.origlen) })
            }
            PcapBlockOwned::NG(_) => None,
        }
    }
}

/// The high bits of the field hold the length of a check sum (draft-ietf-opsawg-pcap).
fn number(link: Linktype) -> i32 {
    link.0 & 0xffff
}

/// An entry as a stream.
struct Reader<'a> {
    source: Source<'a>,
    offset: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.source.read(self.offset, buffer.len())?;
        let count = bytes.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(bytes.iter()) {
            *to = *from;
        }
        self.offset += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(packets: &[&[u8]]) -> Vec<u8> {
        let mut bytes =
            [&MAGIC[0][..], &[2, 0, 4, 0], &[0; 8], &[0, 0, 4, 0, 101, 0, 0, 0]].concat();
        for packet in packets {
            let length = u32::try_from(packet.len()).unwrap().to_le_bytes();
            bytes.extend([&[0; 8][..], &length, &length, packet].concat());
        }
        bytes
    }

    fn read(bytes: &[u8]) -> (Vec<Vec<u8>>, End) {
        let mut all = Vec::new();
        let end = packets(&Source::memory(bytes), &mut |packet| {
            assert_eq!(packet.link, 101);
            all.push(packet.bytes.to_vec());
            true
        });
        (all, end.unwrap())
    }

    #[test]
    fn packets_come_one_after_another() {
        let long = vec![7; 200_000];
        let bytes = capture(&[b"ab", &long, &long, &long, &long, &long, &long, b"c"]);
        let (all, end) = read(&bytes);
        assert_eq!((all.len(), all[7].as_slice(), end), (8, &b"c"[..], End::Whole));
        let (all, end) = read(&bytes[..bytes.len() - 1]);
        assert_eq!(all.len(), 7);
        assert!(matches!(end, End::Damaged { .. }));
    }

    #[test]
    fn any_cut_and_any_length_end() {
        let bytes = capture(&[b"abcdef", b"ghi"]);
        for length in 0..bytes.len() {
            read(&bytes[..length]);
        }
        let mut bytes = capture(&[b"ab"]);
        bytes[32..36].copy_from_slice(&[0xff; 4]);
        assert!(matches!(read(&bytes).1, End::Damaged { .. }));
    }
}
