//! What an entry is, by its first bytes.

use crate::entry::Kind;

/// How many bytes [`identify`] looks at.
pub(crate) const HEAD: usize = 4096;

/// Longest fixed-position magic numbers first.
const MAGIC: &[(usize, &[u8], Kind)] = &[
    (0, b"\x7fELF", Kind::Elf),
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
    (0, b"\xfd7zXZ\x00", Kind::Packed),
    (0, b"\x28\xb5\x2f\xfd", Kind::Packed),
    (0, b"BZh", Kind::Packed),
    (0, b"7z\xbc\xaf\x27\x1c", Kind::Packed),
    (0, b"Rar!\x1a\x07", Kind::Packed),
    (0, b"LUKS\xba\xbe", Kind::Packed),
    (0, b"SQLite format 3\x00", Kind::Sqlite),
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
    if is_pe(head) {
        return Kind::Pe;
    }
    if is_text(head) { Kind::Text } else { Kind::Data }
}

/// Fat Mach-O and Java class files share their magic number. A fat file then has a count of
/// architectures, of which no file has thirty; a class file has its version there, from 45 on.
fn cafebabe(head: &[u8]) -> Kind {
    match head.get(4..8) {
        Some([0, 0, 0, count]) if *count < 30 => Kind::MachOFat,
        _ => Kind::JavaClass,
    }
}

fn is_pe(head: &[u8]) -> bool {
    let Some(&[a, b, c, d]) = head.get(0x3c..0x40) else { return false };
    let header = u32::from_le_bytes([a, b, c, d]) as usize;
    head.starts_with(b"MZ")
        && (header >= head.len().saturating_sub(4)
            || head.get(header..).is_some_and(|rest| rest.starts_with(b"PE\0\0")))
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
        assert_eq!(identify(b"hello\n"), Kind::Text);
        assert_eq!(identify(b"\x30\x82\x01\x00"), Kind::Data);
        assert_eq!(identify(b""), Kind::Data);
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
