//! cpio archives: the new ASCII format (with and without checksum) and the old one of POSIX,
//! as packages of RPM and the images that Linux boots from use them, read as a stream.
//!
//! Such an image is several archives behind each other, some of them packed:
//! [`Cpio::into_rest`] gives what follows. The binary format of 1977 is not read.

use crate::members::{Body, MAX_NAME, Member, Members, Nature, damaged, plain_name};
use std::io::{self, Read};

/// The last member of every archive has this name.
const TRAILER: &[u8] = b"TRAILER!!!";

/// One format: its mark, its width, and where its fields stand.
struct Format {
    magic: &'static [u8; 6],
    radix: u32,
    header: usize,
    mode: std::ops::Range<usize>,
    size: std::ops::Range<usize>,
    name: std::ops::Range<usize>,
    padding: u64,
}

const FORMATS: [Format; 3] = [
    Format {
        magic: b"070701",
        radix: 16,
        header: 110,
        mode: 14..22,
        size: 54..62,
        name: 94..102,
        padding: 4,
    },
    Format {
        magic: b"070702",
        radix: 16,
        header: 110,
        mode: 14..22,
        size: 54..62,
        name: 94..102,
        padding: 4,
    },
    Format {
        magic: b"070707",
        radix: 8,
        header: 76,
        mode: 18..24,
        size: 65..76,
        name: 59..65,
        padding: 1,
    },
];

/// Longest header of all formats.
const HEADER: usize = 110;

/// Whether an archive begins here: a mark, and nothing but digits behind it.
#[must_use]
pub fn is_cpio(head: &[u8]) -> bool {
    let Some(format) = format_of(head) else { return false };
    head.get(..format.header)
        .is_some_and(|header| header.iter().all(|byte| char::from(*byte).is_digit(format.radix)))
}

fn format_of(head: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| head.starts_with(format.magic))
}

/// Members of a cpio stream.
#[derive(Debug)]
pub struct Cpio<R> {
    body: Body<R>,
    ended: bool,
}

impl<R: Read> Cpio<R> {
    /// An archive that begins where `stream` stands.
    pub fn new(stream: R) -> Self {
        Self { body: Body::new(stream), ended: false }
    }

    /// What stands behind the last member. Worth looking at once `next_member` gave `None`.
    #[must_use]
    pub fn into_rest(self) -> R {
        self.body.into_stream()
    }

    fn header(&mut self) -> io::Result<(&'static Format, [u8; HEADER])> {
        let at = self.body.position();
        let mut header = [0; HEADER];
        let (magic, rest) = header.split_at_mut(6);
        if self.body.fill(magic)? < 6 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let format = format_of(magic).ok_or_else(|| damaged(at, "a cpio header"))?;
        let rest = rest.get_mut(..format.header - 6).unwrap_or_default();
        if self.body.fill(rest)? < rest.len() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((format, header))
    }

    fn name(&mut self, length: u64, padding: u64) -> io::Result<Vec<u8>> {
        self.body.begin(length, padding);
        let mut name = self.body.read_small(MAX_NAME)?;
        self.body.pass()?;
        if name.pop() != Some(0) {
            return Err(damaged(self.body.position(), "a name that ends in zero"));
        }
        Ok(name)
    }
}

impl<R: Read> Members for Cpio<R> {
    fn next_member(&mut self) -> io::Result<Option<Member>> {
        if self.ended {
            return Ok(None);
        }
        self.body.pass()?;
        let at = self.body.position();
        let (format, header) = self.header()?;
        let field = |range: &std::ops::Range<usize>| {
            let digits = header.get(range.clone()).unwrap_or_default();
            let text = std::str::from_utf8(digits).unwrap_or_default();
            u64::from_str_radix(text, format.radix).map_err(|_| damaged(at, "digits"))
        };
        let (mode, size) = (field(&format.mode)?, field(&format.size)?);
        let name = self.name(field(&format.name)?, format.padding)?;
        if name == TRAILER {
            self.ended = true;
            return Ok(None);
        }
        self.body.begin(size, format.padding);
        Ok(Some(Member { name: plain_name(&name), size, nature: nature(mode) }))
    }
}

impl<R: Read> Read for Cpio<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.body.read(buffer)
    }
}

/// The type of file stands in the upper bits of the mode, as `S_IFMT` has them.
fn nature(mode: u64) -> Nature {
    match mode & 0o170_000 {
        0o100_000 => Nature::File,
        0o120_000 => Nature::Link,
        _ => Nature::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_ascii(name: &str, content: &[u8], mode: u32) -> Vec<u8> {
        let name = [name.as_bytes(), b"\0"].concat();
        let fields = [0, mode, 0, 0, 1, 0, content.len() as u32, 0, 0, 0, 0, name.len() as u32, 0];
        let mut bytes = b"070701".to_vec();
        for field in fields {
            bytes.extend_from_slice(format!("{field:08x}").as_bytes());
        }
        bytes.extend_from_slice(&name);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    fn old_ascii(name: &str, content: &[u8]) -> Vec<u8> {
        let mut bytes = b"070707".to_vec();
        for (value, width) in
            [(0, 6), (0, 6), (0o100_644, 6), (0, 6), (0, 6), (1, 6), (0, 6), (0, 11)]
        {
            bytes.extend_from_slice(format!("{value:0width$o}").as_bytes());
        }
        bytes.extend_from_slice(format!("{:06o}{:011o}", name.len() + 1, content.len()).as_bytes());
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(content);
        bytes
    }

    fn list(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, Option<usize>) {
        let mut cpio = Cpio::new(bytes);
        let mut found = Vec::new();
        loop {
            match cpio.next_member() {
                Ok(Some(member)) => {
                    let mut content = Vec::new();
                    if cpio.read_to_end(&mut content).is_err() {
                        return (found, None);
                    }
                    found.push((String::from_utf8_lossy(&member.name).into_owned(), content));
                }
                Ok(None) => return (found, Some(cpio.into_rest().len())),
                Err(_) => return (found, None),
            }
        }
    }

    fn archive() -> Vec<u8> {
        [
            new_ascii("./etc/a", b"alpha", 0o100_644),
            new_ascii("etc", b"", 0o040_755),
            new_ascii("TRAILER!!!", b"", 0),
            b"rest".to_vec(),
        ]
        .concat()
    }

    #[test]
    fn both_ascii_formats_are_read() {
        let (found, rest) = list(&archive());
        assert_eq!(found[0], ("etc/a".to_owned(), b"alpha".to_vec()));
        assert_eq!((found.len(), rest), (2, Some(4)));
        let old = [old_ascii("b", b"beta"), old_ascii("TRAILER!!!", b"")].concat();
        assert!(is_cpio(&old) && is_cpio(&archive()));
        assert_eq!(list(&old), (vec![("b".to_owned(), b"beta".to_vec())], Some(0)));
    }

    #[test]
    fn text_that_begins_like_a_mark_is_no_archive() {
        assert!(!is_cpio(&b"070701 is a number of cpio ".repeat(10)));
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = archive();
        for length in 0..bytes.len() - 4 {
            list(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in [0, b'f', b'0', 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                list(&changed);
            }
        }
    }
}
