//! What archives and packed files hold, as entries of their own.
//!
//! Owns the limits on depth, count and expansion, which hold for a file of the file system and
//! everything in it together. Members are unpacked in memory up to a bound and to an unnamed
//! temporary file beyond it. What a format looks like is the business of `aratame-formats` and
//! of the crates that unpack.

mod cabinet;
mod firmware_volume;
mod iso9660;
mod packed;
mod sevenz;
mod squashfs;
mod stream;
mod zip;

use crate::entry::Kind;
use crate::identify::{HEAD, identify};
use aratame_formats::source::Source;
use aratame_formats::{ar, kernel_image, rpm};
use aratame_inventory::diagnostic::{ARCHIVE_LIMIT, ARCHIVE_MALFORMED, ARCHIVE_MEMBER_PACKED};
use aratame_inventory::{DiagnosticCode, SkipReason};
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Archives inside archives: a jar, in a package, in a layer, in an image, in a backup, each
/// perhaps packed besides.
pub(crate) const MAX_DEPTH: u32 = 8;

/// Members of one file. The largest archives of software distributions have some 60 000, images
/// of systems several hundred thousand.
const MAX_MEMBERS: u64 = 2_000_000;

/// Unpacked bytes of one file beyond its own length: an image of a system has a few gigabytes,
/// a bomb far more.
const MAX_EXPANSION: u64 = 16 << 30;

/// Members up to this size are unpacked in memory.
const IN_MEMORY: u64 = 8 << 20;

/// Room for what most members unpack to.
const USUAL: usize = 32 << 10;

/// What is left of the limits for one file and everything in it.
#[derive(Debug)]
pub(crate) struct Budget {
    bytes: Cell<u64>,
    members: Cell<u64>,
}

impl Budget {
    /// The limits of a file of `length` bytes.
    pub(crate) fn new(length: u64) -> Self {
        Self {
            bytes: Cell::new(MAX_EXPANSION.saturating_add(length)),
            members: Cell::new(MAX_MEMBERS),
        }
    }

    fn left(&self) -> u64 {
        self.bytes.get()
    }

    fn spend(&self, bytes: u64) {
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
    }

    /// Takes one member off, if there is one left.
    fn take_member(&self) -> bool {
        let left = self.members.get();
        self.members.set(left.saturating_sub(1));
        left > 0
    }
}

/// A member, unpacked.
pub(crate) enum Unpacked {
    /// In memory.
    Memory(Vec<u8>),
    /// In an unnamed temporary file of this length.
    Spooled(File, u64),
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

/// What happens to each member.
pub(crate) trait Visitor {
    /// A member was unpacked. Says whether to go on.
    fn member(&mut self, name: &str, content: Unpacked) -> bool;
    /// A member is a second name of a file.
    fn link(&mut self, name: &str);
    /// A member, or the rest of the archive, could not be read.
    fn missed(&mut self, code: &'static DiagnosticCode, reason: SkipReason, message: String);
}

/// Whether every byte of an entry of this kind belongs to a member or is packed, so that there
/// is nothing to search in it once its members were read. A ZIP archive may have signatures and
/// programs between, before and behind its members; an image that Linux boots from is a program
/// as well.
pub(crate) fn holds_nothing_else(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Tar
            | Kind::Cpio
            | Kind::Deb
            | Kind::Rpm
            | Kind::Cabinet
            | Kind::Iso9660
            | Kind::SevenZ
            | Kind::Squashfs
    ) || packed::is_packed(kind)
}

/// Whether an entry is searched as it stands and holds members besides.
pub(crate) fn holds_members_too(kind: Kind, source: &Source<'_>) -> bool {
    match kind {
        Kind::Zip | Kind::FirmwareVolume => true,
        // What could not be read is said by the visit.
        Kind::Pe => !matches!(kernel_image::payload(source), Ok(None)),
        _ => false,
    }
}

/// Hands every member of an archive called `name` to `visitor`.
pub(crate) fn visit(
    kind: Kind,
    source: Source<'_>,
    name: &str,
    budget: &Budget,
    visitor: &mut dyn Visitor,
) {
    match kind {
        Kind::Zip => zip::visit(source, budget, visitor),
        Kind::Deb => visit_deb(source, budget, visitor),
        Kind::Rpm => visit_rpm(source, name, budget, visitor),
        Kind::Cabinet => cabinet::visit(source, budget, visitor),
        Kind::Iso9660 => iso9660::visit(source, budget, visitor),
        Kind::SevenZ => sevenz::visit(source, budget, visitor),
        Kind::Squashfs => squashfs::visit(source, budget, visitor),
        Kind::FirmwareVolume => firmware_volume::visit(source, budget, visitor),
        Kind::Pe => visit_kernel(source, budget, visitor),
        _ => stream::visit(Cursor::new(source), name, budget, visitor),
    }
}

/// A Debian package: an `ar` archive of packed tar archives.
fn visit_deb(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    let archive = match ar::Archive::parse(&source) {
        Ok(archive) => archive,
        Err(error) => return malformed(visitor, error.to_string()),
    };
    for member in &archive.members {
        let mut part = Cursor::part(source, member.offset, member.size);
        if deliver(&member.name, &mut part, budget, visitor) == Delivered::Last {
            return;
        }
    }
    if archive.truncated {
        malformed(visitor, "the archive ends early".to_owned());
    }
}

fn visit_rpm(source: Source<'_>, name: &str, budget: &Budget, visitor: &mut dyn Visitor) {
    let payload = match rpm::payload_offset(&source) {
        Ok(Ok(at)) => Cursor::part(source, at, source.len().saturating_sub(at)),
        Ok(Err(error)) => return malformed(visitor, error.to_string()),
        Err(error) => return missed(visitor, name, &error),
    };
    match payload.kind() {
        Ok(kind) if kind == Kind::Cpio || packed::is_packed(kind) => {
            stream::visit(payload, name, budget, visitor);
        }
        Ok(_) => missed(visitor, "payload", &io::ErrorKind::Unsupported.into()),
        Err(error) => missed(visitor, "payload", &error),
    }
}

/// The kernel inside of an image that Linux boots from; nothing in other programs.
fn visit_kernel(source: Source<'_>, budget: &Budget, visitor: &mut dyn Visitor) {
    /// What Linux calls its kernel before it is packed.
    const NAME: &str = "vmlinux";
    let payload = match kernel_image::payload(&source) {
        Ok(Some(range)) => Cursor::part(source, range.start, range.end - range.start),
        Ok(None) => return,
        Err(error) => return missed(visitor, NAME, &error),
    };
    match payload.kind() {
        // Kernels are packed by LZO too, and may stand there as they are.
        Ok(kind) if kind.is_executable() || packed::is_packed(kind) => {
            stream::visit(payload, NAME, budget, visitor);
        }
        Ok(_) => missed(visitor, NAME, &io::ErrorKind::Unsupported.into()),
        Err(error) => missed(visitor, NAME, &error),
    }
}

fn malformed(visitor: &mut dyn Visitor, message: String) {
    visitor.missed(ARCHIVE_MALFORMED, SkipReason::PackedMember, message);
}

fn missed(visitor: &mut dyn Visitor, name: &str, error: &io::Error) {
    let (code, reason) = match error.kind() {
        io::ErrorKind::FileTooLarge => (ARCHIVE_LIMIT, SkipReason::ArchiveLimit),
        io::ErrorKind::Unsupported | io::ErrorKind::OutOfMemory => {
            (ARCHIVE_MEMBER_PACKED, SkipReason::PackedMember)
        }
        _ => (ARCHIVE_MALFORMED, SkipReason::PackedMember),
    };
    visitor.missed(code, reason, format!("member {name}: {error}"));
}

/// What became of a member.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Delivered {
    /// It was handed on.
    Whole,
    /// Only its beginning was readable.
    Damaged,
    /// A limit is reached or the scan ends: no member should follow.
    Last,
}

/// Unpacks a member and hands it on, whole or as far as it goes.
fn deliver(
    name: &str,
    content: &mut dyn Read,
    budget: &Budget,
    visitor: &mut dyn Visitor,
) -> Delivered {
    if !admits(budget, visitor) {
        return Delivered::Last;
    }
    let (unpacked, error) = unpack(content, budget.bytes.get());
    budget.spend(unpacked.len());
    let nothing_came = unpacked.len() == 0 && error.is_some();
    let go_on = nothing_came || visitor.member(name, unpacked);
    if let Some(error) = &error {
        missed(visitor, name, error);
    }
    match error {
        _ if !go_on => Delivered::Last,
        None => Delivered::Whole,
        Some(error) if error.kind() == io::ErrorKind::FileTooLarge => Delivered::Last,
        Some(_) => Delivered::Damaged,
    }
}

/// Hands on a member that was unpacked whole.
fn deliver_unpacked(
    name: &str,
    content: Vec<u8>,
    budget: &Budget,
    visitor: &mut dyn Visitor,
) -> Delivered {
    if !admits(budget, visitor) {
        return Delivered::Last;
    }
    budget.spend(content.len() as u64);
    let go_on = visitor.member(name, Unpacked::Memory(content));
    if go_on { Delivered::Whole } else { Delivered::Last }
}

/// Whether one member more is within the limits; says so when not.
fn admits(budget: &Budget, visitor: &mut dyn Visitor) -> bool {
    let admits = budget.take_member();
    if !admits {
        let rest = format!("more than {MAX_MEMBERS} members");
        visitor.missed(ARCHIVE_LIMIT, SkipReason::ArchiveLimit, rest);
    }
    admits
}

/// Unpacks a stream of at most `budget` bytes: what came, and why not more.
fn unpack(stream: &mut dyn Read, budget: u64) -> (Unpacked, Option<io::Error>) {
    let mut memory = Vec::with_capacity(USUAL);
    let bound = IN_MEMORY.min(budget);
    let result = (&mut *stream).take(bound).read_to_end(&mut memory);
    if result.is_err() || (memory.len() as u64) < bound {
        return (Unpacked::Memory(memory), result.err());
    }
    match spool(&memory, stream, budget - bound) {
        Ok((file, length, error)) => (Unpacked::Spooled(file, length), error),
        Err(error) => (Unpacked::Memory(memory), Some(error)),
    }
}

/// Writes what is in memory and at most `budget` bytes more to a temporary file.
fn spool(
    memory: &[u8],
    stream: &mut dyn Read,
    budget: u64,
) -> io::Result<(File, u64, Option<io::Error>)> {
    let mut file = tempfile::tempfile()?;
    file.write_all(memory)?;
    let copied = io::copy(&mut (&mut *stream).take(budget), &mut file);
    let error = match copied {
        Ok(copied) if copied == budget => match stream.read(&mut [0]) {
            Ok(0) => None,
            Ok(_) => Some(io::Error::new(io::ErrorKind::FileTooLarge, "expansion limit reached")),
            Err(error) => Some(error),
        },
        Ok(_) => None,
        Err(error) => Some(error),
    };
    Ok((file.try_clone()?, file.stream_position()?, error))
}

/// Reading and seeking over a part of a source.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    source: Source<'a>,
    begin: u64,
    end: u64,
    at: u64,
}

impl<'a> Cursor<'a> {
    fn new(source: Source<'a>) -> Self {
        Self::part(source, 0, source.len())
    }

    fn part(source: Source<'a>, begin: u64, length: u64) -> Self {
        let begin = begin.min(source.len());
        let end = begin.saturating_add(length).min(source.len());
        Self { source, begin, end, at: begin }
    }

    fn kind(&self) -> io::Result<Kind> {
        Ok(identify(&self.source.read(self.begin, HEAD)?))
    }
}

impl Read for Cursor<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let length = buffer.len().min(left);
        let count = self.source.fill(self.at, &mut buffer[..length])?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Cursor<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => self.begin.checked_add(offset),
            SeekFrom::End(delta) => self.end.checked_add_signed(delta),
            SeekFrom::Current(delta) => self.at.checked_add_signed(delta),
        };
        self.at = target
            .filter(|target| *target >= self.begin)
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at - self.begin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_stops_at_the_budget() {
        let (_, error) = unpack(&mut io::repeat(0).take(IN_MEMORY + 1000), IN_MEMORY + 999);
        assert_eq!(error.map(|error| error.kind()), Some(io::ErrorKind::FileTooLarge));
        let (content, error) = unpack(&mut io::repeat(0).take(999), 1000);
        assert_eq!((content.len(), error.is_none()), (999, true));
    }

    #[test]
    fn what_is_large_goes_to_a_file() {
        let length = IN_MEMORY + 5;
        let (content, _) = unpack(&mut io::repeat(7).take(length), MAX_EXPANSION);
        assert!(matches!(content, Unpacked::Spooled(_, spooled) if spooled == length));
    }

    #[test]
    fn a_cursor_stays_in_its_part() {
        let mut cursor = Cursor::part(Source::memory(b"0123456789"), 2, 5);
        let mut text = String::new();
        cursor.read_to_string(&mut text).unwrap();
        assert_eq!(text, "23456");
        assert_eq!(cursor.seek(SeekFrom::End(-1)).unwrap(), 4);
        assert!(cursor.seek(SeekFrom::Current(-5)).is_err());
    }
}
