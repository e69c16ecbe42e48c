//! tar archives as POSIX (pax and ustar) and GNU tar write them, read as a stream.
//!
//! Owns headers, long names and pax attributes. A sparse file gives the bytes that the archive
//! holds, so offsets in it are those of the archive. Archives older than POSIX.1-1988 have no
//! mark at their beginning and are not recognised.

use crate::members::{Body, MAX_NAME, Member, Members, Nature, damaged, plain_name};
use std::io::{self, Read};

/// Unit of headers and padding.
pub const BLOCK: usize = 512;

/// Most bytes of pax attributes of one member; a name takes at most [`MAX_NAME`] of them.
const MAX_PAX: usize = 1 << 20;

/// Whether an archive begins here: the mark of POSIX or GNU tar, and a checksum that fits.
#[must_use]
pub fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.first_chunk::<BLOCK>() else { return false };
    block[257..262] == *b"ustar" && checksum_fits(block)
}

/// Members of a tar stream.
#[derive(Debug)]
pub struct Tar<R> {
    body: Body<R>,
    ended: bool,
}

/// What the headers before a member's own say of it.
#[derive(Default)]
struct Announced {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl<R: Read> Tar<R> {
    /// An archive that begins where `stream` stands.
    pub fn new(stream: R) -> Self {
        Self { body: Body::new(stream), ended: false }
    }

    /// What stands behind the block that ended the archive. Worth looking at once `next_member`
    /// gave `None`.
    #[must_use]
    pub fn into_rest(self) -> R {
        self.body.into_stream()
    }

    /// The next header; `None` at the two blocks of zeroes, or where the stream ends instead.
    fn header(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        self.body.pass()?;
        let at = self.body.position();
        let mut block = [0; BLOCK];
        match self.body.fill(&mut block)? {
            0 => return Ok(None),
            BLOCK => {}
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        if block == [0; BLOCK] {
            return Ok(None);
        }
        if !checksum_fits(&block) {
            return Err(damaged(at, "a tar header"));
        }
        Ok(Some(block))
    }

    /// Takes what a header of `kind` tells of the member behind it.
    fn announcement(&mut self, kind: u8, announced: &mut Announced) -> io::Result<()> {
        match kind {
            b'L' => {
                let name = self.body.read_small(MAX_NAME)?;
                announced.name = Some(until_zero(&name).to_vec());
            }
            b'x' => announced.take_pax(&self.body.read_small(MAX_PAX)?),
            // The name of a link's target, and attributes of all members: no name, no size.
            _ => {}
        }
        Ok(())
    }
}

impl<R: Read> Members for Tar<R> {
    fn next_member(&mut self) -> io::Result<Option<Member>> {
        let mut announced = Announced::default();
        while !self.ended {
            let Some(header) = self.header()? else {
                self.ended = true;
                break;
            };
            let at = self.body.position();
            let size = number(&header[124..136]).ok_or_else(|| damaged(at, "a size"))?;
            let kind = header[156];
            if matches!(kind, b'L' | b'K' | b'x' | b'g') {
                self.body.begin(size, BLOCK as u64);
                self.announcement(kind, &mut announced)?;
                continue;
            }
            if kind == b'S' {
                self.pass_sparse_map(&header)?;
            }
            return Ok(Some(self.member(&header, size, announced)));
        }
        Ok(None)
    }
}

impl<R: Read> Tar<R> {
    fn member(&mut self, header: &[u8; BLOCK], size: u64, announced: Announced) -> Member {
        let nature = nature(header[156]);
        let size = announced.size.unwrap_or(size);
        // Links, devices and folders state a size now and then, and have no bytes.
        let size = if matches!(header[156], b'1'..=b'6') { 0 } else { size };
        self.body.begin(size, BLOCK as u64);
        let name = announced.name.unwrap_or_else(|| header_name(header));
        Member { name: plain_name(&name), size, nature }
    }

    /// GNU's old sparse format continues its map in blocks between header and content.
    fn pass_sparse_map(&mut self, header: &[u8; BLOCK]) -> io::Result<()> {
        let mut more = header[482] != 0;
        while more {
            let mut block = [0; BLOCK];
            if self.body.fill(&mut block)? < BLOCK {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            more = block[504] != 0;
        }
        Ok(())
    }
}

impl<R: Read> Read for Tar<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.body.read(buffer)
    }
}

impl Announced {
    /// Attributes are lines of `length key=value`. A line that is not one ends the list.
    fn take_pax(&mut self, mut bytes: &[u8]) {
        while let Some((key, value, rest)) = pax_line(bytes) {
            match key {
                b"path" | b"GNU.sparse.name" => {
                    self.name = value.get(..value.len().min(MAX_NAME)).map(<[u8]>::to_vec);
                }
                b"size" => self.size = std::str::from_utf8(value).ok().and_then(|v| v.parse().ok()),
                _ => {}
            }
            bytes = rest;
        }
    }
}

fn pax_line(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let space = memchr::memchr(b' ', bytes)?;
    let length: usize = std::str::from_utf8(bytes.get(..space)?).ok()?.parse().ok()?;
    let (line, rest) = bytes.split_at_checked(length)?;
    let pair = line.get(space + 1..)?.strip_suffix(b"\n")?;
    let equals = memchr::memchr(b'=', pair)?;
    Some((pair.get(..equals)?, pair.get(equals + 1..)?, rest))
}

fn nature(kind: u8) -> Nature {
    match kind {
        0 | b'0' | b'7' | b'S' => Nature::File,
        b'1' | b'2' => Nature::Link,
        _ => Nature::Other,
    }
}

/// The name field, behind the prefix field where the header is POSIX's.
fn header_name(header: &[u8; BLOCK]) -> Vec<u8> {
    let name = until_zero(&header[..100]);
    let prefix = until_zero(&header[345..500]);
    if header[257..263] != *b"ustar\0" || prefix.is_empty() {
        return name.to_vec();
    }
    [prefix, b"/", name].concat()
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    bytes.get(..end).unwrap_or_default()
}

/// A number in octal digits, or in base 256 when the first bit is set.
fn number(field: &[u8]) -> Option<u64> {
    let (&first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        return rest.iter().try_fold(u64::from(first & 0x3f), |value, byte| {
            Some(value.checked_mul(256)? | u64::from(*byte))
        });
    }
    let text = std::str::from_utf8(until_zero(field)).ok()?.trim();
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

/// The sum of all bytes, those of the sum itself counted as spaces.
fn checksum_fits(block: &[u8; BLOCK]) -> bool {
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    let own: u64 = block[148..156].iter().map(|byte| u64::from(*byte)).sum();
    number(&block[148..156]) == Some(sum - own + 8 * u64::from(b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(name: &[u8], size: usize, kind: u8) -> Vec<u8> {
        let mut block = vec![0; BLOCK];
        block[..name.len()].copy_from_slice(name);
        block[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
        block[156] = kind;
        block[257..265].copy_from_slice(b"ustar\x0000");
        block[148..156].fill(b' ');
        let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }

    fn member(name: &[u8], content: &[u8], kind: u8) -> Vec<u8> {
        let mut bytes = block(name, content.len(), kind);
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        bytes
    }

    fn archive() -> Vec<u8> {
        let long = [b"long/".repeat(50), b"name".to_vec()].concat();
        let path = [b"30 mtime=1700000000.123456789\n".to_vec(), b"15 path=by/pax\n".to_vec()];
        [
            member(b"./a", b"alpha", b'0'),
            member(b"dir/", b"", b'5'),
            member(b"././@LongLink", &[long, vec![0]].concat(), b'L'),
            member(b"short", b"beta", b'0'),
            member(b"PaxHeaders/x", &path.concat(), b'x'),
            member(b"other", b"gamma", b'0'),
            member(b"link", b"", b'2'),
            vec![0; 2 * BLOCK],
        ]
        .concat()
    }

    fn list(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, bool) {
        let mut tar = Tar::new(bytes);
        let mut found = Vec::new();
        loop {
            match tar.next_member() {
                Ok(Some(member)) => {
                    let mut content = Vec::new();
                    let whole = tar.read_to_end(&mut content).is_ok();
                    found.push((String::from_utf8_lossy(&member.name).into_owned(), content));
                    if !whole {
                        return (found, false);
                    }
                }
                Ok(None) => return (found, true),
                Err(_) => return (found, false),
            }
        }
    }

    #[test]
    fn names_of_every_kind_are_read() {
        let (found, whole) = list(&archive());
        assert!(whole);
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        let long = "long/".repeat(50) + "name";
        assert_eq!(names, ["a", "dir/", &long, "by/pax", "link"]);
        let contents: Vec<_> = found.iter().map(|(_, content)| content.as_slice()).collect();
        assert_eq!(contents, [b"alpha".as_slice(), b"", b"beta", b"gamma", b""]);
    }

    #[test]
    fn contents_that_nobody_reads_are_passed_over() {
        let bytes = archive();
        let mut tar = Tar::new(bytes.as_slice());
        let mut count = 0;
        while tar.next_member().unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 5);
    }

    #[test]
    fn the_mark_and_the_checksum_make_an_archive() {
        let mut bytes = archive();
        assert!(is_tar(&bytes));
        bytes[3] ^= 1;
        assert!(!is_tar(&bytes));
        assert!(!is_tar(&bytes[..BLOCK - 1]));
    }

    #[test]
    fn large_sizes_are_in_base_256() {
        let field = [0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1];
        assert_eq!(number(&field), Some((2 << 32) + 1));
        assert_eq!(number(&[0xff; 12]), None);
        assert_eq!(number(b"00000000017\0"), Some(15));
        assert_eq!(number(b"          8\0"), None);
    }

    #[test]
    fn a_name_that_fills_the_memory_is_refused() {
        let bytes = [block(b"x", MAX_NAME + 1, b'L'), vec![b'a'; 1 << 20]].concat();
        assert_eq!(list(&bytes), (vec![], false));
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = archive();
        for length in 0..bytes.len() {
            list(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in [0, b'7', b'L', 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                list(&changed);
            }
        }
    }
}
