//! `ar` archives of object files: members, and the symbol index as a cheap list of definitions.
//!
//! GNU, BSD (and Darwin), System V and COFF archives. A thin archive has no member bytes: its
//! members are listed with size 0. Packages that happen to be `ar` (`.deb`) list the same way.

use std::io;

use crate::executable::{
    BLOCK, Endianness, ExecutableError, Fields, MAX_NAME, MAX_TEXT, malformed,
};
use crate::source::Source;

/// Magic of an archive.
pub const MAGIC: &[u8; 8] = b"!<arch>\n";
/// Magic of an archive that only refers to its members.
pub const THIN_MAGIC: &[u8; 8] = b"!<thin>\n";
/// Most members listed; the largest static libraries have some ten thousand.
const MAX_MEMBERS: usize = 200_000;
/// Most bytes of the table of long names.
const MAX_LONG_NAMES: usize = 16 * 1024 * 1024;
/// Most bytes of the symbol index that are read.
const MAX_INDEX: u64 = 256 * 1024 * 1024;
const HEADER: usize = 60;

/// One member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where its bytes begin.
    pub offset: u64,
    /// How many there are.
    pub size: u64,
}

/// An archive's table of contents.
#[derive(Clone, Debug, Default)]
pub struct Archive {
    /// Members in file order, without the index and the table of names.
    pub members: Vec<Member>,
    /// Whether the list ends early: a limit was reached or a header is damaged.
    pub truncated: bool,
    /// Range of the names in the symbol index.
    index: Option<(u64, u64)>,
}

impl Archive {
    /// Reads the member headers.
    ///
    /// # Errors
    /// When it is no archive or reading fails; damage further in sets [`Archive::truncated`].
    pub fn parse(source: &Source<'_>) -> Result<Self, ExecutableError> {
        let magic = source.read(0, 8)?;
        let thin = &*magic == THIN_MAGIC;
        if !thin && &*magic != MAGIC {
            return Err(malformed(0, "not an archive"));
        }
        let mut archive = Self::default();
        let mut long_names = Vec::new();
        let mut at = 8;
        while at < source.len() {
            let Some(header) = MemberHeader::read(source, at)? else {
                archive.truncated = true;
                break;
            };
            if archive.members.len() >= MAX_MEMBERS {
                archive.truncated = true;
                break;
            }
            let stored = archive.take(source, &header, &mut long_names, thin)?;
            let end = header.body.saturating_add(stored);
            archive.truncated |= end > source.len();
            at = end.checked_next_multiple_of(2).unwrap_or(end);
        }
        Ok(archive)
    }

    /// Takes one member and returns how many bytes of the file it occupies.
    fn take(
        &mut self,
        source: &Source<'_>,
        header: &MemberHeader,
        long_names: &mut Vec<u8>,
        thin: bool,
    ) -> Result<u64, ExecutableError> {
        let (body, size) = (header.body, header.size);
        match header.name.as_str() {
            "/" => self.gnu_index(source, body, size, 4)?,
            "/SYM64/" => self.gnu_index(source, body, size, 8)?,
            "//" => {
                let length = usize::try_from(size).unwrap_or(usize::MAX).min(MAX_LONG_NAMES);
                *long_names = source.read(body, length)?.into_owned();
            }
            _ => return self.member(source, header, long_names, thin),
        }
        Ok(size)
    }

    fn member(
        &mut self,
        source: &Source<'_>,
        header: &MemberHeader,
        long_names: &[u8],
        thin: bool,
    ) -> Result<u64, ExecutableError> {
        let (name, skip) = header.full_name(source, long_names)?;
        let size = header.size.saturating_sub(skip);
        if name.starts_with("__.SYMDEF") {
            self.bsd_index(source, header.body + skip, size, name.contains("64"))?;
            return Ok(header.size);
        }
        let offset = header.body.saturating_add(skip);
        let stored = if thin { 0 } else { size.min(source.len().saturating_sub(offset)) };
        self.truncated |= !thin && stored < size;
        self.members.push(Member { name, offset, size: stored });
        Ok(if thin { 0 } else { header.size })
    }

    /// A count in big-endian, as many offsets, then the names. The second `/` of a COFF archive
    /// repeats the names in another order and is not read.
    fn gnu_index(
        &mut self,
        source: &Source<'_>,
        body: u64,
        size: u64,
        width: u64,
    ) -> Result<(), ExecutableError> {
        let head = source.read(body, width as usize)?;
        let bits = if width == 8 { 64 } else { 32 };
        let count = Fields::new(&head, Endianness::Big).word(0, bits).unwrap_or(0);
        let skip = count.checked_add(1).and_then(|words| words.checked_mul(width));
        if let Some(skip) = skip.filter(|skip| *skip <= size && self.index.is_none()) {
            self.index = Some((body + skip, size - skip));
        }
        Ok(())
    }

    /// A size in bytes, as many bytes of pairs, a size, then the names. Pairs are in the byte
    /// order of the target; the order that fits is taken.
    fn bsd_index(
        &mut self,
        source: &Source<'_>,
        body: u64,
        size: u64,
        wide: bool,
    ) -> Result<(), ExecutableError> {
        let (width, bits) = if wide { (8, 64) } else { (4, 32) };
        let head = source.read(body, width as usize)?;
        let skip = [Endianness::Little, Endianness::Big]
            .into_iter()
            .filter_map(|order| Fields::new(&head, order).word(0, bits))
            .filter_map(|pairs| pairs.checked_add(2 * width))
            .find(|skip| *skip <= size);
        if let Some(skip) = skip {
            self.index = Some((body.saturating_add(skip), size - skip));
        }
        Ok(())
    }

    /// Calls `visit` for each name of the symbol index: every function or object that the
    /// members define for others.
    ///
    /// # Errors
    /// When reading fails.
    pub fn symbols(&self, source: &Source<'_>, visit: &mut dyn FnMut(&[u8])) -> io::Result<()> {
        let Some((mut at, size)) = self.index else { return Ok(()) };
        let end = at.saturating_add(size.min(MAX_INDEX)).min(source.len());
        let mut carried: Vec<u8> = Vec::new();
        while at < end {
            let wanted = usize::try_from(end - at).unwrap_or(usize::MAX).min(BLOCK);
            let bytes = source.read(at, wanted)?;
            if bytes.is_empty() {
                break;
            }
            at += bytes.len() as u64;
            let mut start = 0;
            for zero in memchr::memchr_iter(0, &bytes) {
                carried.extend_from_slice(bytes.get(start..zero).unwrap_or_default());
                if !carried.is_empty() {
                    visit(&carried);
                }
                carried.clear();
                start = zero + 1;
            }
            let tail = bytes.get(start..).unwrap_or_default();
            carried.extend_from_slice(tail.get(..MAX_NAME).unwrap_or(tail));
            carried.truncate(MAX_NAME);
        }
        Ok(())
    }
}

struct MemberHeader {
    name: String,
    body: u64,
    size: u64,
}

impl MemberHeader {
    /// `None` when the header is damaged or cut.
    fn read(source: &Source<'_>, at: u64) -> io::Result<Option<Self>> {
        let bytes = source.read(at, HEADER)?;
        if bytes.len() < HEADER || bytes.get(58..60) != Some(b"`\n") {
            return Ok(None);
        }
        let field = |range| {
            let bytes: &[u8] = bytes.get::<std::ops::Range<usize>>(range).unwrap_or_default();
            String::from_utf8_lossy(bytes).trim_end().to_owned()
        };
        let size = field(48..58).parse::<u64>().ok();
        Ok(size.map(|size| Self { name: field(0..16), body: at + HEADER as u64, size }))
    }

    /// The name and how many bytes of the body it takes: `/123` is an offset in the table of
    /// long names, `#1/20` says that the name leads the body, `name/` ends in a slash.
    fn full_name(&self, source: &Source<'_>, long: &[u8]) -> io::Result<(String, u64)> {
        if let Some(length) = self.name.strip_prefix("#1/").and_then(|n| n.parse::<u64>().ok()) {
            let length = length.min(self.size);
            let shown = usize::try_from(length).unwrap_or(usize::MAX).min(MAX_TEXT);
            let bytes = source.read(self.body, shown)?;
            return Ok((cut(&bytes, &[0]), length));
        }
        if let Some(at) = self.name.strip_prefix('/').and_then(|n| n.parse::<usize>().ok()) {
            let tail = long.get(at..).unwrap_or_default();
            let tail = tail.get(..MAX_TEXT).unwrap_or(tail);
            return Ok((cut(tail, b"\n\0").trim_end_matches('/').to_owned(), 0));
        }
        Ok((self.name.trim_end_matches('/').to_owned(), 0))
    }
}

fn cut(bytes: &[u8], ends: &[u8]) -> String {
    let end = bytes.iter().position(|byte| ends.contains(byte)).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, body: &[u8]) -> Vec<u8> {
        let mut bytes =
            format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, body.len())
                .into_bytes();
        bytes.extend_from_slice(body);
        if bytes.len() % 2 == 1 {
            bytes.push(b'\n');
        }
        bytes
    }

    fn gnu() -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        let index = [&2u32.to_be_bytes()[..], &[0; 8], b"AES_encrypt\0MD5\0"].concat();
        file.extend(member("/", &index));
        file.extend(member("//", b"a_rather_long_member_name.o/\n"));
        file.extend(member("/0", b"one"));
        file.extend(member("two.o/", b"22"));
        file
    }

    fn listed(file: &[u8]) -> (Archive, Vec<String>) {
        let source = Source::memory(file);
        let archive = Archive::parse(&source).unwrap();
        let mut names = Vec::new();
        archive
            .symbols(&source, &mut |name| names.push(String::from_utf8_lossy(name).into_owned()))
            .unwrap();
        (archive, names)
    }

    #[test]
    fn gnu_archive() {
        let file = gnu();
        let (archive, names) = listed(&file);
        assert_eq!(names, ["AES_encrypt", "MD5"]);
        let found: Vec<_> = archive.members.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(found, ["a_rather_long_member_name.o", "two.o"]);
        let second = &archive.members[1];
        let body = &file[second.offset as usize..][..second.size as usize];
        assert_eq!(body, b"22");
        assert!(!archive.truncated);
    }

    #[test]
    fn bsd_archive() {
        let mut file = MAGIC.to_vec();
        let index = [&8u32.to_le_bytes()[..], &[0; 8], &4u32.to_le_bytes(), b"MD5\0"].concat();
        let index = [b"__.SYMDEF\0\0\0".as_slice(), &index].concat();
        file.extend(member("#1/12", &index));
        file.extend(member("#1/8", b"one.o\0\0\0body"));
        let (archive, names) = listed(&file);
        assert_eq!(names, ["MD5"]);
        assert_eq!((archive.members[0].name.as_str(), archive.members[0].size), ("one.o", 4));
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let file = gnu();
        for length in 8..file.len() {
            listed(&file[..length]);
        }
        for at in 8..file.len() {
            for value in [0, b'9', b'/', 0xff] {
                let mut changed = file.clone();
                changed[at] = value;
                listed(&changed);
            }
        }
    }

    #[test]
    fn a_cut_member_is_said() {
        let file = gnu();
        assert!(listed(&file[..file.len() - 1]).0.truncated);
    }
}
