//! Streams: a packed file, a tar or cpio archive, packed or not, and what stands behind it.
//!
//! A packed archive is walked while it is unpacked: nothing of it is written anywhere but
//! members too large for memory.

use super::packed::{is_packed, unpacked, unpacked_name};
use super::{Budget, Delivered, MAX_EXPANSION, Visitor, deliver, missed};
use crate::entry::Kind;
use crate::identify::{HEAD, identify};
use aratame_formats::cpio::Cpio;
use aratame_formats::members::{Members, Nature};
use aratame_formats::tar::Tar;
use aratame_inventory::SkipReason;
use aratame_inventory::diagnostic::ARCHIVE_LIMIT;
use std::io::{self, Read};

/// Archives behind each other in one file. An image that Linux boots from has three or four.
const MAX_SEGMENTS: usize = 64;

/// The name of bytes behind an archive that are none themselves.
const BEHIND: &str = "(behind the archive)";

/// Hands on the members of `stream`, or what it unpacks to.
pub(super) fn visit<'s>(
    stream: impl Read + 's,
    name: &str,
    budget: &Budget,
    visitor: &mut dyn Visitor,
) {
    let (kind, stream) = peek(Box::new(stream));
    if !is_packed(kind) {
        return segments(kind, stream, name, budget, visitor);
    }
    let bound = budget.bytes.get();
    let stream = Bounded { stream: unpacked(kind, stream), left: bound };
    let (kind, stream) = peek(Box::new(stream));
    segments(kind, stream, unpacked_name(name), budget, visitor);
}

/// Archives behind each other. What is no archive is one member, called `name`.
fn segments<'s>(
    mut kind: Kind,
    mut stream: Box<dyn Read + 's>,
    name: &str,
    budget: &Budget,
    visitor: &mut dyn Visitor,
) {
    let mut name = name;
    for _ in 0..MAX_SEGMENTS {
        let rest = match kind {
            Kind::Tar => walk(Tar::new(stream), budget, visitor).map(Tar::into_rest),
            Kind::Cpio => walk(Cpio::new(stream), budget, visitor).map(Cpio::into_rest),
            _ => {
                deliver(name, &mut stream, budget, visitor);
                return;
            }
        };
        let Some(rest) = rest else { return };
        match behind_zeroes(rest) {
            Ok(Some(rest)) => (kind, stream) = peek(rest),
            Ok(None) => return,
            Err(error) => return missed(visitor, BEHIND, &error),
        }
        name = BEHIND;
    }
    let message = format!("more than {MAX_SEGMENTS} archives behind each other");
    visitor.missed(ARCHIVE_LIMIT, SkipReason::ArchiveLimit, message);
}

/// Every member of an archive. Gives the archive back at its end; `None` when it was left.
fn walk<M: Members>(mut members: M, budget: &Budget, visitor: &mut dyn Visitor) -> Option<M> {
    loop {
        let member = match members.next_member() {
            Ok(Some(member)) => member,
            Ok(None) => return Some(members),
            Err(error) => {
                missed(visitor, "header", &error);
                return None;
            }
        };
        match member.nature {
            Nature::File => {}
            Nature::Link => {
                visitor.link(&String::from_utf8_lossy(&member.name));
                continue;
            }
            Nature::Other => continue,
        }
        let name = String::from_utf8_lossy(&member.name);
        if deliver(&name, &mut members, budget, visitor) != Delivered::Whole {
            return None;
        }
    }
}

/// What a stream begins with, and the stream as if nobody had looked.
fn peek<'s>(mut stream: Box<dyn Read + 's>) -> (Kind, Box<dyn Read + 's>) {
    let mut head = Vec::with_capacity(HEAD);
    let failed = (&mut stream).take(HEAD as u64).read_to_end(&mut head).err();
    let kind = identify(&head);
    (kind, Box::new(Peeked { head: io::Cursor::new(head), failed, stream }))
}

/// A stream whose beginning was read, and perhaps an error behind it.
struct Peeked<'s> {
    head: io::Cursor<Vec<u8>>,
    failed: Option<io::Error>,
    stream: Box<dyn Read + 's>,
}

impl Read for Peeked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.head.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.stream.read(buffer),
        }
    }
}

/// The stream behind zeroes, which pad archives. `None` when nothing else follows.
fn behind_zeroes<'s>(mut stream: impl Read + 's) -> io::Result<Option<Box<dyn Read + 's>>> {
    let mut buffer = vec![0; HEAD];
    loop {
        let count = match stream.read(&mut buffer) {
            Ok(0) => return Ok(None),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let read = buffer.get(..count).unwrap_or_default();
        if let Some(first) = read.iter().position(|byte| *byte != 0) {
            let head = read.get(first..).unwrap_or_default().to_vec();
            return Ok(Some(Box::new(io::Cursor::new(head).chain(stream))));
        }
    }
}

/// A stream that fails beyond a number of bytes, read or passed over.
struct Bounded<'s> {
    stream: Box<dyn Read + 's>,
    left: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            let message = format!("unpacks to more than {} GiB", MAX_EXPANSION >> 30);
            io::Error::new(io::ErrorKind::FileTooLarge, message)
        })?;
        Ok(count)
    }
}
