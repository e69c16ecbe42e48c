//! Members of archives as entries of their own: ZIP (also jar, wheel, apk) and gzip.
//!
//! Owns the limits on depth, count and expansion. Members are unpacked in memory up to a bound
//! and to an unnamed temporary file beyond it. Other packings are counted as not opened.

use crate::entry::Kind;
use aratame_formats::source::Source;
use aratame_inventory::diagnostic::{ARCHIVE_LIMIT, ARCHIVE_MALFORMED, ARCHIVE_MEMBER_PACKED};
use aratame_inventory::{DiagnosticCode, SkipReason};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Archives inside archives: a jar in a war in a zip, and one more.
pub(crate) const MAX_DEPTH: u32 = 4;

/// Members of one archive. The largest archives of software distributions have some 60 000.
const MAX_MEMBERS: usize = 200_000;

/// Unpacked bytes of one archive: an image of a system has a few gigabytes, a bomb far more.
const MAX_EXPANSION: u64 = 16 << 30;

/// Members up to this size are unpacked in memory.
const IN_MEMORY: u64 = 8 << 20;

/// A member, unpacked.
pub(crate) enum Unpacked {
    /// In memory.
    Memory(Vec<u8>),
    /// In an unnamed temporary file of this length.
    Spooled(File, u64),
}

/// What happens to each member.
pub(crate) trait Visitor {
    /// A member was unpacked. Says whether to go on.
    fn member(&mut self, name: &str, content: Unpacked) -> bool;
    /// A member, or the rest of the archive, could not be read.
    fn missed(&mut self, code: &'static DiagnosticCode, reason: SkipReason, message: String);
}

/// Whether an entry of this kind has members that are read.
pub(crate) fn is_archive(kind: Kind) -> bool {
    matches!(kind, Kind::Zip | Kind::Gzip)
}

/// Hands every member of an archive to `visitor`.
pub(crate) fn visit(kind: Kind, source: Source<'_>, name: &str, visitor: &mut dyn Visitor) {
    match kind {
        Kind::Zip => visit_zip(source, visitor),
        Kind::Gzip => visit_gzip(source, name, visitor),
        _ => {}
    }
}

fn visit_gzip(source: Source<'_>, name: &str, visitor: &mut dyn Visitor) {
    let inner = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".tgz")).unwrap_or(name);
    let mut stream = flate2::read::MultiGzDecoder::new(Cursor::new(source));
    match unpack(&mut stream, MAX_EXPANSION) {
        Ok(content) => {
            visitor.member(inner, content);
        }
        Err(error) => missed(visitor, inner, &error),
    }
}

fn visit_zip(source: Source<'_>, visitor: &mut dyn Visitor) {
    let mut archive = match zip::ZipArchive::new(Cursor::new(source)) {
        Ok(archive) => archive,
        Err(error) => {
            let reason = SkipReason::PackedMember;
            return visitor.missed(ARCHIVE_MALFORMED, reason, error.to_string());
        }
    };
    let mut budget = MAX_EXPANSION;
    for index in 0..archive.len() {
        if index == MAX_MEMBERS {
            let rest = format!("more than {MAX_MEMBERS} members");
            return visitor.missed(ARCHIVE_LIMIT, SkipReason::ArchiveLimit, rest);
        }
        match visit_zip_member(&mut archive, index, &mut budget, visitor) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                let packed = matches!(error, zip::result::ZipError::UnsupportedArchive(_));
                let code = if packed { ARCHIVE_MEMBER_PACKED } else { ARCHIVE_MALFORMED };
                let message = format!("member {index}: {error}");
                visitor.missed(code, SkipReason::PackedMember, message);
            }
        }
    }
}

fn visit_zip_member(
    archive: &mut zip::ZipArchive<Cursor<'_>>,
    index: usize,
    budget: &mut u64,
    visitor: &mut dyn Visitor,
) -> zip::result::ZipResult<bool> {
    let mut member = archive.by_index(index)?;
    if member.is_dir() {
        return Ok(true);
    }
    let name = String::from_utf8_lossy(member.name_raw()).into_owned();
    match unpack(&mut member, *budget) {
        Ok(content) => {
            *budget -= content.len();
            Ok(visitor.member(&name, content))
        }
        Err(error) => {
            missed(visitor, &name, &error);
            Ok(error.kind() != io::ErrorKind::FileTooLarge)
        }
    }
}

fn missed(visitor: &mut dyn Visitor, name: &str, error: &io::Error) {
    let (code, reason) = match error.kind() {
        io::ErrorKind::FileTooLarge => (ARCHIVE_LIMIT, SkipReason::ArchiveLimit),
        io::ErrorKind::Unsupported => (ARCHIVE_MEMBER_PACKED, SkipReason::PackedMember),
        _ => (ARCHIVE_MALFORMED, SkipReason::PackedMember),
    };
    visitor.missed(code, reason, format!("member {name}: {error}"));
}

impl Unpacked {
    /// Length in bytes.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Spooled(_, length) => *length,
        }
    }
}

/// Unpacks a stream of at most `budget` bytes.
fn unpack(stream: &mut dyn Read, budget: u64) -> io::Result<Unpacked> {
    let mut memory = Vec::new();
    stream.take(IN_MEMORY.min(budget)).read_to_end(&mut memory)?;
    if (memory.len() as u64) < IN_MEMORY.min(budget) {
        return Ok(Unpacked::Memory(memory));
    }
    let mut spool = tempfile::tempfile()?;
    spool.write_all(&memory)?;
    let rest = budget - memory.len() as u64;
    let copied = io::copy(&mut stream.take(rest), &mut spool)?;
    if copied == rest && stream.read(&mut [0])? > 0 {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "expansion limit reached"));
    }
    Ok(Unpacked::Spooled(spool, memory.len() as u64 + copied))
}

/// Reading and seeking over a source.
pub(crate) struct Cursor<'a> {
    source: Source<'a>,
    at: u64,
}

impl<'a> Cursor<'a> {
    fn new(source: Source<'a>) -> Self {
        Self { source, at: 0 }
    }
}

impl Read for Cursor<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.source.read(self.at, buffer.len())?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }
}

impl Seek for Cursor<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(delta) => self.source.len().checked_add_signed(delta),
            SeekFrom::Current(delta) => self.at.checked_add_signed(delta),
        };
        self.at = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_stops_at_the_budget() {
        let error = unpack(&mut io::repeat(0).take(1000), 999).err().map(|error| error.kind());
        assert_eq!(error, Some(io::ErrorKind::FileTooLarge));
        assert_eq!(unpack(&mut io::repeat(0).take(999), 1000).unwrap().len(), 999);
    }

    #[test]
    fn what_is_large_goes_to_a_file() {
        let length = IN_MEMORY + 5;
        let content = unpack(&mut io::repeat(7).take(length), MAX_EXPANSION).unwrap();
        assert!(matches!(content, Unpacked::Spooled(_, spooled) if spooled == length));
    }
}
