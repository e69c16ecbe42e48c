//! Firmware volumes of UEFI: where packed sections stand in them.
//!
//! Owns the mark of a volume and the headers of sections that name their packing by a GUID. The
//! tree of files around the sections is passed over: a section says of itself where it begins and
//! ends, also inside of an image of flash memory of which the volume is one part of many.
//! UEFI Platform Initialization Specification 1.8, volume 3, 2.1.4 and 3.2.4.

use crate::little_endian::{u16_at, u32_at};
use crate::source::Source;
use std::io;

/// Where the mark of a volume stands in its header.
pub const MAGIC_OFFSET: usize = 40;
/// The mark.
pub const MAGIC: &[u8; 4] = b"_FVH";
/// `EE4E5898-3914-4259-9D6E-DC7BD79403CF` as it lies: the section is packed by LZMA, with a header
/// of 13 bytes.
const LZMA: [u8; 16] = [
    0x98, 0x58, 0x4e, 0xee, 0x14, 0x39, 0x59, 0x42, 0x9d, 0x6e, 0xdc, 0x7b, 0xd7, 0x94, 0x03, 0xcf,
];
/// `EFI_SECTION_GUID_DEFINED`.
const GUID_DEFINED: u8 = 0x02;
/// Bytes searched at once.
const WINDOW: usize = 1 << 20;
/// Header before the GUID when the size stands in three bytes, and in four more.
const SHORT: u64 = 4;
const LONG: u64 = 8;

/// Where the packed bytes of a section stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The section's own beginning.
    pub section: u64,
    /// Beginning of the packed bytes.
    pub offset: u64,
    /// How many there are.
    pub length: u64,
}

/// Hands on every section that is packed by LZMA, in order, until `each` says to stop: what is
/// there of it, when the image ends early.
///
/// # Errors
/// Those of reading.
pub fn packed_sections(
    source: &Source<'_>,
    each: &mut dyn FnMut(Packed) -> bool,
) -> io::Result<()> {
    // A section's own bytes are packed: what looks like a GUID there is none.
    let (mut at, mut behind) = (0, 0);
    while at < source.len() {
        let window = source.read(at, WINDOW)?;
        for found in memchr::memmem::find_iter(&window, &LZMA) {
            let guid = at + found as u64;
            let packed = if guid < behind { None } else { section(source, guid)? };
            if let Some(packed) = packed {
                behind = packed.offset + packed.length;
                if !each(packed) {
                    return Ok(());
                }
            }
        }
        if window.len() < WINDOW {
            break;
        }
        // A GUID that crosses into the next window is seen there.
        at += (WINDOW - LZMA.len() + 1) as u64;
    }
    Ok(())
}

/// The section whose GUID stands here, when a header of one stands before.
fn section(source: &Source<'_>, guid: u64) -> io::Result<Option<Packed>> {
    for header in [SHORT, LONG] {
        let Some(begin) = guid.checked_sub(header) else { continue };
        let head = source.read(begin, usize::try_from(header).unwrap_or(0) + LZMA.len() + 2)?;
        if let Some(packed) = parse(&head, begin, header) {
            let length = packed.length.min(source.len().saturating_sub(packed.offset));
            return Ok(Some(Packed { length, ..packed }));
        }
    }
    Ok(None)
}

fn parse(head: &[u8], begin: u64, header: u64) -> Option<Packed> {
    let [a, b, c, kind] = *head.first_chunk()?;
    let size = match (header, [a, b, c]) {
        (LONG, [0xff, 0xff, 0xff]) => u32_at(head, 4)?,
        (SHORT, [0xff, 0xff, 0xff]) | (LONG, _) => return None,
        _ => u32::from_le_bytes([a, b, c, 0]),
    };
    let offset = u16_at(head, usize::try_from(header).ok()? + LZMA.len())?;
    let least = header + LZMA.len() as u64;
    let good = kind == GUID_DEFINED && u64::from(offset) > least && size > u32::from(offset);
    good.then(|| Packed {
        section: begin,
        offset: begin + u64::from(offset),
        length: u64::from(size) - u64::from(offset),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(bytes: &[u8]) -> Vec<Packed> {
        let mut found = Vec::new();
        packed_sections(&Source::memory(bytes), &mut |packed| {
            found.push(packed);
            true
        })
        .unwrap();
        found
    }

    fn short(content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(24 + content.len()).unwrap().to_le_bytes();
        [&size[..3], &[GUID_DEFINED], &LZMA, &[24, 0, 1, 0], content].concat()
    }

    #[test]
    fn sections_with_either_header_are_found() {
        let long = {
            let size = (28u32 + 5).to_le_bytes();
            [&[0xff, 0xff, 0xff, GUID_DEFINED], &size[..], &LZMA, &[28, 0, 1, 0], b"other"].concat()
        };
        let file = [&[7; 64][..], &short(b"content"), &[7; 9], &long].concat();
        let found = sections(&file);
        assert_eq!(found[0], Packed { section: 64, offset: 88, length: 7 });
        assert_eq!(found[1], Packed { section: 104, offset: 132, length: 5 });
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_section_across_windows_is_found_and_a_bare_guid_is_not() {
        let before = WINDOW - 12;
        let file = [vec![0; before], short(b"x"), LZMA.to_vec()].concat();
        let found: Vec<_> = sections(&file).into_iter().map(|packed| packed.section).collect();
        assert_eq!(found, [before as u64]);
    }

    #[test]
    fn what_is_cut_ends_with_the_file_and_a_cut_header_is_none() {
        let whole = short(b"content");
        assert_eq!(sections(&whole[..whole.len() - 3])[0].length, 4);
        assert!(sections(&short(b"")).is_empty());
        for length in 0..22 {
            assert!(sections(&whole[..length]).is_empty());
        }
    }
}
