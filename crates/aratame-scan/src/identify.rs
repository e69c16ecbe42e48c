//! What an entry is, by its first bytes.

use crate::entry::Kind;
use aratame_formats::source::Source;
use aratame_formats::{
    cabinet, capture, cpio, firmware_volume, iso9660, rpm, sevenz, squashfs, tar,
};
use std::io;

/// How many bytes [`identify`] looks at.
pub(crate) const HEAD: usize = 4096;

/// Longest fixed-position magic numbers first.
const MAGIC: &[(usize, &[u8], Kind)] = &[
    (0, b"\x7fELF", Kind::Elf),
    (0, b"!<arch>\ndebian-binary", Kind::Deb),
    (0, b"!<arch>\n", Kind::Ar),
    (0, b"!<thin>\n", Kind::Ar),
    (0, b"\xfe\xed\xfa\xce", Kind::MachO),
    (0, b"\xfe\xed\xfa\xcf", Kind::MachO),
    (0, b"\xce\xfa\xed\xfe", Kind::MachO),
    (0, b"\xcf\xfa\xed\xfe", Kind::MachO),
    (0, b"\xca\xfe\xba\xbf", Kind::MachOFat),
    (0, b"PK\x03\x04", Kind::Zip),
    (0, b"PK\x05\x06", Kind::Zip),
    (0, b"\x1f\x8b\x08", Kind::Gzip),
    (0, b"\xfd7zXZ\x00", Kind::Xz),
    (0, b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (0, b"\x04\x22\x4d\x18", Kind::Lz4),
    (0, b"\x02\x21\x4c\x18", Kind::Lz4),
    (0, b"LZIP\x01", Kind::Packed),
    (0, cabinet::MAGIC, Kind::Cabinet),
    (0, squashfs::MAGIC, Kind::Squashfs),
    (0, sevenz::MAGIC, Kind::SevenZ),
    (0, b"Rar!\x1a\x07", Kind::Packed),
    (0, b"LUKS\xba\xbe", Kind::Packed),
    (0, rpm::MAGIC, Kind::Rpm),
    (0, b"SQLite format 3\x00", Kind::Sqlite),
    (firmware_volume::MAGIC_OFFSET, firmware_volume::MAGIC, Kind::FirmwareVolume),
];

/// The kind of an entry whose first bytes are `head`.
pub(crate) fn identify(head: &[u8]) -> Kind {
    for (offset, magic, kind) in MAGIC {
        if head.get(*offset..).is_some_and(|rest| rest.starts_with(magic)) {
            return *kind;
        }
    }
    if head.starts_with(b"\xca\xfe\xba\xbe") {
        return cafebabe(head);
    }
    if is_capture(head) {
        return Kind::Capture;
    }
    if is_pe(head) {
        return Kind::Pe;
    }
    if tar::is_tar(head) {
        return Kind::Tar;
    }
    if cpio::is_cpio(head) {
        return Kind::Cpio;
    }
    if is_bzip2(head) {
        return Kind::Bzip2;
    }
    if is_lzma(head) {
        return Kind::Lzma;
    }
    if is_text(head) { Kind::Text } else { Kind::Data }
}

/// Whether what begins as data is an image of a disc, whose mark stands behind 32 KiB that are
/// empty or make it boot from other media.
pub(crate) fn is_disc(source: &Source<'_>) -> io::Result<bool> {
    let mark = source.read(iso9660::MAGIC_OFFSET, iso9660::MAGIC.len())?;
    Ok(mark.as_ref() == iso9660::MAGIC)
}

/// LZMA has no mark. Its programs write the parameters 0x5d, a dictionary of a power of two or
/// one and a half times that, and an unpacked size below 256 GiB or none; the coder's first byte
/// is zero.
fn is_lzma(head: &[u8]) -> bool {
    let [0x5d, a, b, c, d, size @ .., 0] = head.get(..14).unwrap_or_default() else { return false };
    let dictionary = u32::from_le_bytes([*a, *b, *c, *d]);
    let size = size.first_chunk().map_or(0, |size| u64::from_le_bytes(*size));
    let is_usual = dictionary >= 4096
        && (dictionary.is_power_of_two()
            || (dictionary % 3 == 0 && (dictionary / 3).is_power_of_two()));
    is_usual && (size == u64::MAX || (1..1 << 38).contains(&size))
}

/// Fat Mach-O and Java class files share their magic number. A fat file then has a count of
/// architectures, of which no file has thirty; a class file has its version there, from 45 on.
fn cafebabe(head: &[u8]) -> Kind {
    match head.get(4..8) {
        Some([0, 0, 0, count]) if *count < 30 => Kind::MachOFat,
        _ => Kind::JavaClass,
    }
}

/// The magic number, then the version of pcap (2.4 in either order), or the mark of the byte order
/// of pcapng: the number alone stands in other files too.
fn is_capture(head: &[u8]) -> bool {
    let Some((magic, rest)) = head.split_first_chunk() else { return false };
    let is_pcap = [&[2, 0, 4, 0][..], &[0, 2, 0, 4]].iter().any(|each| rest.starts_with(each));
    let orders = [[0x4d, 0x3c, 0x2b, 0x1a], [0x1a, 0x2b, 0x3c, 0x4d]];
    let is_pcapng = orders.iter().any(|each| rest.get(4..8) == Some(&each[..]));
    capture::MAGIC.contains(magic)
        && if magic == &[0x0a, 0x0d, 0x0d, 0x0a] { is_pcapng } else { is_pcap }
}

fn is_pe(head: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = head.get(0x3c..0x40) else { return false };
    let header = u32::from_le_bytes([a, b, c, d]) as usize;
    head.starts_with(b"MZ")
        && (header >= head.len().saturating_sub(4)
            || head.get(header..).is_some_and(|rest| rest.starts_with(b"PE\0\0")))
}

/// `BZh` and a digit begin a text now and then; the mark of a block (or of the end) behind them
/// does not.
fn is_bzip2(head: &[u8]) -> bool {
    const BLOCK: &[u8] = b"\x31\x41\x59\x26\x53\x59";
    const END: &[u8] = b"\x17\x72\x45\x38\x50\x90";
    head.starts_with(b"BZh")
        && head.get(3).is_some_and(|level| (b'1'..=b'9').contains(level))
        && head.get(4..10).is_some_and(|mark| mark == BLOCK || mark == END)
}

/// Text has no NUL. UTF-16 with a byte-order mark counts as data: it is searched as bytes.
fn is_text(head: &[u8]) -> bool {
    !head.is_empty() && memchr::memchr(0, head).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_numbers_tell_kinds_apart() {
        assert_eq!(identify(b"\x7fELF\x02\x01"), Kind::Elf);
        assert_eq!(identify(b"\xca\xfe\xba\xbe\x00\x00\x00\x02"), Kind::MachOFat);
        assert_eq!(identify(b"\xca\xfe\xba\xbe\x00\x00\x00\x41"), Kind::JavaClass);
        assert_eq!(identify(b"\xd4\xc3\xb2\xa1\x02\0\x04\0"), Kind::Capture);
        assert_eq!(identify(b"\n\r\r\n\x1c\0\0\0\x4d\x3c\x2b\x1a"), Kind::Capture);
        assert_eq!(identify(b"\n\r\r\nhello"), Kind::Text);
        assert_eq!(identify(b"hello\n"), Kind::Text);
        assert_eq!(identify(b"\x30\x82\x01\x00"), Kind::Data);
        assert_eq!(identify(b""), Kind::Data);
        assert_eq!(identify(&[&[0; 40][..], b"_FVH"].concat()), Kind::FirmwareVolume);
    }

    #[test]
    fn lzma_is_told_by_what_its_programs_write() {
        let mut head = b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0".to_vec();
        assert_eq!(identify(&head), Kind::Lzma);
        head[2] = 1;
        assert_eq!(identify(&head), Kind::Data);
    }

    #[test]
    fn a_dos_program_is_no_pe() {
        let mut head = vec![0u8; 128];
        head[..2].copy_from_slice(b"MZ");
        head[0x3c] = 0x40;
        assert_eq!(identify(&head), Kind::Data);
        head[0x40..0x44].copy_from_slice(b"PE\0\0");
        assert_eq!(identify(&head), Kind::Pe);
    }
}
