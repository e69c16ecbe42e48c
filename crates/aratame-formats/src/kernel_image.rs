//! Images that Linux boots from: where the packed kernel lies in them.
//!
//! Both are PE files for the firmware as well: the image for x86 with its setup header (Linux,
//! Documentation/arch/x86/boot.rst, protocol 2.08 on), and the one that only UEFI boots (Linux,
//! drivers/firmware/efi/libstub/zboot-header.S). Only places are read; how the kernel is packed
//! tell its own first bytes.

use crate::source::Source;
use std::io;
use std::ops::Range;

/// Bytes of the setup header up to the length of the payload.
const HEADER: usize = 0x250;
/// Where the mark of the setup header stands, its version, and what it counts.
const MARK: (usize, &[u8]) = (0x202, b"HdrS");
const VERSION: usize = 0x206;
const SETUP_SECTORS: usize = 0x1f1;
const PAYLOAD: usize = 0x248;
/// The first version that says where the payload lies.
const FIRST_VERSION: u16 = 0x0208;
const SECTOR: u64 = 512;
/// The same of the image for UEFI alone, whose places count from the beginning of the file.
const EFI_MARK: (usize, &[u8]) = (4, b"zimg");
const EFI_PAYLOAD: usize = 8;
/// The unpacked length, which is written behind all packings but gzip, whose own end it is.
const LENGTH: u64 = 4;

/// The packed kernel of an image; `None` when it is no such image.
///
/// # Errors
/// What reading reports.
pub fn payload(source: &Source<'_>) -> io::Result<Option<Range<u64>>> {
    let header = source.read(0, HEADER)?;
    let range = of_setup(&header).or_else(|| of_efi(&header));
    let Some(Range { start, end }) = range.filter(|range| range.end <= source.len()) else {
        return Ok(None);
    };
    let is_gzip = source.read(start, 2)?.as_ref() == b"\x1f\x8b";
    let is_followed = has(&header, MARK) && !is_gzip;
    let end = if is_followed { end.saturating_sub(LENGTH) } else { end };
    Ok((start < end).then_some(start..end))
}

fn of_setup(header: &[u8]) -> Option<Range<u64>> {
    let version = u16::from_le_bytes(*header.get(VERSION..)?.first_chunk()?);
    if !has(header, MARK) || version < FIRST_VERSION {
        return None;
    }
    // 0 means 4, for the oldest ones.
    let sectors = match *header.get(SETUP_SECTORS)? {
        0 => 4,
        sectors => u64::from(sectors),
    };
    let [offset, length] = numbers(header, PAYLOAD)?;
    // Sums of numbers of 32 bits.
    let start = (sectors + 1) * SECTOR + offset;
    Some(start..start + length)
}

fn of_efi(header: &[u8]) -> Option<Range<u64>> {
    let [start, length] = numbers(header, EFI_PAYLOAD)?;
    has(header, EFI_MARK).then_some(start..start + length)
}

fn has(header: &[u8], (at, mark): (usize, &[u8])) -> bool {
    header.get(at..).is_some_and(|header| header.starts_with(mark))
}

fn numbers(header: &[u8], at: usize) -> Option<[u64; 2]> {
    let [a, b, c, d, e, f, g, h] = *header.get(at..)?.first_chunk()?;
    Some([[a, b, c, d], [e, f, g, h]].map(|bytes| u64::from(u32::from_le_bytes(bytes))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(bytes: &mut [u8], at: usize, what: &[u8]) {
        bytes[at..at + what.len()].copy_from_slice(what);
    }

    /// With two sectors of setup and 16 bytes of payload, 100 bytes behind them.
    fn image(packed: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 3 * 512 + 100];
        put(&mut bytes, 0, b"MZ");
        bytes[SETUP_SECTORS] = 2;
        put(&mut bytes, MARK.0, MARK.1);
        put(&mut bytes, VERSION, &0x20f_u16.to_le_bytes());
        put(&mut bytes, PAYLOAD, &[100, packed.len() as u32].map(u32::to_le_bytes).concat());
        bytes.extend_from_slice(packed);
        bytes.extend_from_slice(b"signature");
        bytes
    }

    fn found(bytes: &[u8]) -> Option<&[u8]> {
        let range = payload(&Source::memory(bytes)).unwrap()?;
        Some(&bytes[range.start as usize..range.end as usize])
    }

    #[test]
    fn the_payload_is_found_without_its_length() {
        assert_eq!(
            found(&image(b"\xfd7zXZ packed\x01\x02\x03\x04")),
            Some(&b"\xfd7zXZ packed"[..])
        );
        assert_eq!(found(&image(b"\x1f\x8b to the end")), Some(&b"\x1f\x8b to the end"[..]));
        let mut for_efi = vec![0; HEADER];
        put(&mut for_efi, 0, b"MZ\0\0zimg");
        put(&mut for_efi, EFI_PAYLOAD, &[HEADER as u32, 6].map(u32::to_le_bytes).concat());
        for_efi.extend_from_slice(b"packedmore");
        assert_eq!(found(&for_efi), Some(&b"packed"[..]));
    }

    #[test]
    fn other_files_and_older_images_have_none() {
        let image = image(b"\xfd7zXZ packed\x01\x02\x03\x04");
        assert_eq!(found(b"MZ"), None);
        assert_eq!(found(&image[..image.len() - 10]), None);
        let mut old = image.clone();
        put(&mut old, VERSION, &0x207_u16.to_le_bytes());
        assert_eq!(found(&old), None);
        let mut unmarked = image.clone();
        unmarked[MARK.0] = b'h';
        assert_eq!(found(&unmarked), None);
        for at in 0..image.len() {
            let mut changed = image.clone();
            changed[at] ^= 0xff;
            let _ = payload(&Source::memory(&changed)).unwrap();
        }
    }
}
