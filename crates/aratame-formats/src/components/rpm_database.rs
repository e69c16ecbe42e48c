//! The package database of RPM: headers of packages in a table of SQLite.
//!
//! Owns as much of SQLite's file format as reading one table from its root to its leaves needs,
//! and the fields of a header that name a package and its files. What still stands in the
//! write-ahead log is not read.

use super::Component;
use super::linux::{Package, is_of_note};
use crate::source::Source;
use std::io;

/// Pages below each other; a tree of SQLite has at most a handful of levels.
const MAX_DEPTH: usize = 16;
/// Largest header of a package: the kernel's is some 4 MiB.
const MAX_HEADER: u64 = 64 << 20;
/// Packages of one system.
const MAX_PACKAGES: usize = 100_000;
/// Pages of headers and their overflow that are read in all.
const MAX_PAGES: u64 = 4 << 20;

/// Hands on every package.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] when it is no such database, and what reading reports.
pub fn packages(source: &Source<'_>, each: &mut dyn FnMut(Package)) -> io::Result<()> {
    let mut database = Database::new(source)?;
    let mut root = None;
    database.rows(1, &mut |_, columns| {
        if let [Column::Text(b"table"), Column::Text(b"Packages"), _, Column::Integer(page), ..] =
            columns
        {
            root = u32::try_from(*page).ok();
        }
        root.is_none()
    })?;
    let root = root.ok_or_else(|| damaged("a table of packages"))?;
    let mut count = 0;
    database.rows(root, &mut |_, columns| {
        if let [_, Column::Blob(header), ..] = columns
            && let Some(package) = package(header)
        {
            each(package);
        }
        count += 1;
        count < MAX_PACKAGES
    })
}

struct Database<'s, 'a> {
    source: &'s Source<'a>,
    page: usize,
    /// Bytes of a page that trees use.
    usable: usize,
    left: u64,
}

/// A value of a row.
enum Column<'b> {
    Integer(i64),
    Text(&'b [u8]),
    Blob(&'b [u8]),
    Other,
}

impl Database<'_, '_> {
    fn new<'s, 'a>(source: &'s Source<'a>) -> io::Result<Database<'s, 'a>> {
        let head = source.read(0, 100)?;
        let size = head
            .get(16..18)
            .and_then(|size| size.first_chunk())
            .map(|size| u16::from_be_bytes(*size));
        let page = match size {
            Some(1) => 65536,
            Some(size) if size >= 512 && size.is_power_of_two() => usize::from(size),
            _ => return Err(damaged("a database")),
        };
        let reserved = head.get(20).copied().unwrap_or_default();
        let usable = page - usize::from(reserved);
        if !head.starts_with(b"SQLite format 3\0") || usable < 480 {
            return Err(damaged("a database"));
        }
        Ok(Database { source, page, usable, left: MAX_PAGES })
    }

    fn page(&mut self, number: u32) -> io::Result<Vec<u8>> {
        self.left = self.left.checked_sub(1).ok_or(io::ErrorKind::FileTooLarge)?;
        let at = u64::from(number.checked_sub(1).ok_or_else(|| damaged("a page"))?);
        let page = self.source.read(at * self.page as u64, self.page)?;
        if page.len() < self.page { Err(damaged("a whole page")) } else { Ok(page.into_owned()) }
    }

    /// Every row of a table, until `each` says to stop.
    fn rows(
        &mut self,
        root: u32,
        each: &mut dyn FnMut(i64, &[Column<'_>]) -> bool,
    ) -> io::Result<()> {
        let mut waiting = vec![(root, 0)];
        while let Some((number, depth)) = waiting.pop() {
            if depth > MAX_DEPTH {
                return Err(damaged("a flatter tree"));
            }
            let page = self.page(number)?;
            let start = if number == 1 { 100 } else { 0 };
            let head = page.get(start..start + 12).ok_or_else(|| damaged("a page"))?;
            let cells = usize::from(u16::from_be_bytes([head[3], head[4]]));
            let interior = match head[0] {
                0x05 => true,
                0x0d => false,
                _ => return Err(damaged("a page of a table")),
            };
            let pointers = start + if interior { 12 } else { 8 };
            let at = |index: usize| {
                let pointer = page.get(pointers + 2 * index..)?.first_chunk()?;
                Some(usize::from(u16::from_be_bytes(*pointer)))
            };
            if interior {
                waiting
                    .push((u32::from_be_bytes([head[8], head[9], head[10], head[11]]), depth + 1));
                for place in (0..cells).filter_map(at) {
                    let child = page.get(place..).and_then(|cell| cell.first_chunk());
                    let child = child.ok_or_else(|| damaged("a cell"))?;
                    waiting.push((u32::from_be_bytes(*child), depth + 1));
                }
                continue;
            }
            for place in (0..cells).filter_map(at) {
                let (key, payload) = self.cell(&page, place)?;
                let columns = columns(&payload).ok_or_else(|| damaged("a row"))?;
                if !each(key, &columns) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// The row at a place of a leaf, with what overflows into pages of its own.
    fn cell(&mut self, page: &[u8], place: usize) -> io::Result<(i64, Vec<u8>)> {
        let cut = || damaged("a cell");
        let rest = page.get(place..).ok_or_else(cut)?;
        let (length, rest) = varint(rest).ok_or_else(cut)?;
        let (key, rest) = varint(rest).ok_or_else(cut)?;
        if length > MAX_HEADER {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        // SQLite, Database File Format, 1.6: what of a payload stays in the leaf.
        let most = self.usable - 35;
        let local = if length <= most {
            length
        } else {
            let least = (self.usable - 12) * 32 / 255 - 23;
            let kept = least + (length - least) % (self.usable - 4);
            if kept <= most { kept } else { least }
        };
        let mut payload = rest.get(..local).ok_or_else(cut)?.to_vec();
        let mut next = rest.get(local..).and_then(|rest| rest.first_chunk());
        let mut overflow;
        while payload.len() < length {
            let number = next.map(|next| u32::from_be_bytes(*next)).ok_or_else(cut)?;
            overflow = self.page(number)?;
            let wanted = (length - payload.len()).min(self.usable - 4);
            payload.extend_from_slice(overflow.get(4..4 + wanted).ok_or_else(cut)?);
            next = overflow.first_chunk();
        }
        Ok((key.cast_signed(), payload))
    }
}

/// The values of a record.
fn columns(record: &[u8]) -> Option<Vec<Column<'_>>> {
    let (length, _) = varint(record)?;
    let (head, mut body) = record.split_at_checked(usize::try_from(length).ok()?)?;
    let (_, mut types) = varint(head)?;
    let mut columns = Vec::new();
    while !types.is_empty() {
        let (kind, rest) = varint(types)?;
        types = rest;
        let size = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => (kind - 12) / 2,
        };
        let (value, rest) = body.split_at_checked(usize::try_from(size).ok()?)?;
        body = rest;
        columns.push(match kind {
            1..=6 => Column::Integer(value.iter().fold(0, |sum, byte| sum << 8 | i64::from(*byte))),
            8 | 9 => Column::Integer((kind == 9).into()),
            12.. if kind % 2 == 0 => Column::Blob(value),
            12.. => Column::Text(value),
            _ => Column::Other,
        });
    }
    Some(columns)
}

/// SQLite's numbers of one to nine bytes, big-endian groups of seven bits.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate().take(9) {
        if index == 8 {
            return Some((value << 8 | u64::from(*byte), bytes.get(9..)?));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(index + 1..)?));
        }
    }
    None
}

/// A package by its header: counts, index, store (RPM, header format).
fn package(header: &[u8]) -> Option<Package> {
    let word = |at: usize| Some(u32::from_be_bytes(*header.get(at..)?.first_chunk()?));
    let (entries, store) = (word(0)? as usize, word(4)? as usize);
    let begin = entries.checked_mul(16)?.checked_add(8)?;
    let store = header.get(begin..begin.checked_add(store)?)?;
    let entry = |tag: u32| {
        let at = (0..entries).map(|index| 8 + 16 * index).find(|at| word(*at) == Some(tag))?;
        Some((store.get(word(at + 8)? as usize..)?, word(at + 12)? as usize))
    };
    let strings = |tag: u32| {
        let (bytes, count) = entry(tag).unwrap_or_default();
        bytes
            .split(|byte| *byte == 0)
            .take(count.min(bytes.len()))
            .map(String::from_utf8_lossy)
            .collect::<Vec<_>>()
    };
    let text = |tag| strings(tag).first().map(|text| text.clone().into_owned()).unwrap_or_default();
    let name = text(1000);
    let version = format!("{}-{}", text(1001), text(1002));
    let component = Component {
        namespace: vendor(&text(1011)).to_owned(),
        architecture: text(1022),
        ..Component::new("rpm", &name, &version)
    };
    let (indexes, count) = entry(1116).unwrap_or_default();
    let folders = strings(1118);
    let indexes = indexes.chunks_exact(4).take(count);
    let files = indexes.zip(strings(1117)).filter_map(|(index, base)| {
        let index = u32::from_be_bytes(*index.first_chunk()?) as usize;
        let path = format!("{}{base}", folders.get(index)?);
        let path = path.strip_prefix('/')?;
        is_of_note(path).then(|| path.into())
    });
    (!name.is_empty()).then(|| Package { component, files: files.collect() })
}

/// The namespace of package URLs for what a header names as its vendor.
fn vendor(text: &str) -> &'static str {
    const VENDORS: [(&str, &str); 8] = [
        ("Red Hat", "redhat"),
        ("Fedora", "fedora"),
        ("AlmaLinux", "almalinux"),
        ("Rocky", "rocky-linux"),
        ("Oracle", "oracle"),
        ("openSUSE", "opensuse"),
        ("SUSE", "suse"),
        ("Amazon", "amazon"),
    ];
    VENDORS.iter().find(|(name, _)| text.contains(name)).map_or("", |(_, namespace)| namespace)
}

fn damaged(expected: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("expected {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Vec<u8> {
        let mut store = Vec::new();
        let mut index = Vec::new();
        let mut add = |tag: u32, count: u32, bytes: &[u8]| {
            for word in [tag, 6, store.len() as u32, count] {
                index.extend_from_slice(&word.to_be_bytes());
            }
            store.extend_from_slice(bytes);
        };
        add(1000, 1, b"openssl-libs\0");
        add(1001, 1, b"3.5.1\0");
        add(1002, 1, b"4.el9\0");
        add(1011, 1, b"Red Hat, Inc.\0");
        add(1022, 1, b"x86_64\0");
        add(1116, 1, &[0, 0, 0, 0]);
        add(1117, 1, b"libcrypto.so.3\0");
        add(1118, 1, b"/usr/lib64/\0");
        let counts = [(index.len() / 16) as u32, store.len() as u32].map(u32::to_be_bytes);
        [counts.concat(), index, store].concat()
    }

    #[test]
    fn a_header_names_its_package_and_files() {
        let package = package(&header()).unwrap();
        let purl = "pkg:rpm/redhat/openssl-libs@3.5.1-4.el9?arch=x86_64";
        assert_eq!(package.component.purl(), purl);
        assert_eq!(package.files, [Box::<str>::from("usr/lib64/libcrypto.so.3")]);
    }

    #[test]
    fn every_cut_and_every_changed_byte_of_a_header_is_total() {
        let bytes = header();
        for length in 0..bytes.len() {
            let _ = package(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = package(&changed);
            }
        }
    }

    #[test]
    fn numbers_of_sqlite() {
        assert_eq!(varint(&[0x7f]).unwrap().0, 0x7f);
        assert_eq!(varint(&[0x81, 0]).unwrap().0, 0x80);
        assert_eq!(varint(&[0xff; 9]).unwrap().0, u64::MAX);
        assert!(varint(&[0x80]).is_none());
    }
}
