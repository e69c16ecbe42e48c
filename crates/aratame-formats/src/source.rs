//! Bounded access to the bytes of one entry, whether they are in memory or in a file.
//!
//! A parser asks for the range it needs; a file of many gigabytes costs what is asked for.
//! This module owns reading and its bounds; it knows no format.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Range;

/// Something that can be read at any offset without a cursor.
pub trait ReadAt {
    /// Reads at `offset` into `buffer` and returns how many bytes were read; 0 is the end.
    ///
    /// # Errors
    /// What the system reports.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl ReadAt for File {
    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(self, buffer, offset)
    }
}

/// The bytes of one entry.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    bytes: Bytes<'a>,
}

#[derive(Clone, Copy)]
enum Bytes<'a> {
    Memory(&'a [u8]),
    Reader(&'a dyn ReadAt, u64),
}

impl<'a> Source<'a> {
    /// An entry that is wholly in memory.
    #[must_use]
    pub fn memory(bytes: &'a [u8]) -> Self {
        Self { bytes: Bytes::Memory(bytes) }
    }

    /// An entry of `length` bytes that is read on demand.
    #[must_use]
    pub fn reader(reader: &'a dyn ReadAt, length: u64) -> Self {
        Self { bytes: Bytes::Reader(reader, length) }
    }

    /// Length in bytes, as it was when the entry was opened.
    #[must_use]
    pub fn len(&self) -> u64 {
        match self.bytes {
            Bytes::Memory(bytes) => bytes.len() as u64,
            Bytes::Reader(_, length) => length,
        }
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole entry, when it is in memory.
    #[must_use]
    pub fn as_slice(&self) -> Option<&'a [u8]> {
        match self.bytes {
            Bytes::Memory(bytes) => Some(bytes),
            Bytes::Reader(..) => None,
        }
    }

    /// Up to `length` bytes from `offset`; fewer at the end, none past it.
    ///
    /// Memory use is bounded by `length` and by the entry's own length, so a count taken from a
    /// hostile header costs at most the size of the file: a parser passes its own limit.
    ///
    /// # Errors
    /// What the system reports while reading.
    pub fn read(&self, offset: u64, length: usize) -> io::Result<Cow<'a, [u8]>> {
        let length = self.available(offset, length);
        match self.bytes {
            Bytes::Memory(bytes) => Ok(Cow::Borrowed(part_of(bytes, offset, length))),
            Bytes::Reader(reader, _) => {
                let mut buffer = vec![0; length];
                let filled = fill(reader, offset, &mut buffer)?;
                buffer.truncate(filled);
                Ok(Cow::Owned(buffer))
            }
        }
    }

    /// Like [`Source::read`], with room of the caller's for what is not in memory: who reads many
    /// times keeps it, and asks the system for memory once.
    ///
    /// # Errors
    /// What the system reports while reading.
    pub fn read_into<'b>(
        &self,
        offset: u64,
        length: usize,
        room: &'b mut Vec<u8>,
    ) -> io::Result<&'b [u8]>
    where
        'a: 'b,
    {
        let length = self.available(offset, length);
        match self.bytes {
            Bytes::Memory(bytes) => Ok(part_of(bytes, offset, length)),
            Bytes::Reader(reader, _) => {
                if room.len() < length {
                    room.resize(length, 0);
                }
                let room = room.get_mut(..length).unwrap_or_default();
                let filled = fill(reader, offset, room)?;
                Ok(room.get(..filled).unwrap_or_default())
            }
        }
    }

    /// Fills `buffer` from `offset` on; says how many bytes there were.
    ///
    /// # Errors
    /// What the system reports while reading.
    pub fn fill(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.available(offset, buffer.len());
        let buffer = buffer.get_mut(..length).unwrap_or_default();
        match self.bytes {
            Bytes::Memory(bytes) => {
                buffer.copy_from_slice(part_of(bytes, offset, length));
                Ok(length)
            }
            Bytes::Reader(reader, _) => fill(reader, offset, buffer),
        }
    }

    /// How many of `length` bytes there are from `offset` on.
    fn available(&self, offset: u64, length: usize) -> usize {
        let left = self.len().saturating_sub(offset);
        usize::try_from(left).unwrap_or(usize::MAX).min(length)
    }

    /// Visits a part in windows of `size` bytes, each with its offset and with up to `overlap`
    /// bytes of what follows it in the part, while visits say to go on and something is left.
    ///
    /// # Errors
    /// What the system reports while reading.
    pub fn windows(
        &self,
        part: Range<u64>,
        size: usize,
        overlap: usize,
        visit: &mut dyn FnMut(u64, &[u8]) -> bool,
    ) -> io::Result<()> {
        let mut room = Vec::new();
        let mut at = part.start;
        while at < part.end {
            let left = usize::try_from(part.end - at).unwrap_or(usize::MAX);
            let window = self.read_into(at, left.min(size.saturating_add(overlap)), &mut room)?;
            if window.is_empty() || !visit(at, window) {
                break;
            }
            at = at.saturating_add(size as u64);
        }
        Ok(())
    }

    /// Where these bytes stand first in a part.
    ///
    /// # Errors
    /// What the system reports while reading.
    pub fn find(&self, part: Range<u64>, bytes: &[u8]) -> io::Result<Option<u64>> {
        /// Bytes read at once.
        const WINDOW: usize = 256 * 1024;
        let mut place = None;
        self.windows(part, WINDOW, bytes.len(), &mut |at, window| {
            place = memchr::memmem::find(window, bytes).map(|found| at + found as u64);
            place.is_none()
        })?;
        Ok(place)
    }
}

/// Bytes that are in memory; none past their end.
fn part_of(bytes: &[u8], offset: u64, length: usize) -> &[u8] {
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    bytes.get(start..start + length).unwrap_or_default()
}

/// Reads until the buffer is full or the end is reached; says how many bytes came.
fn fill(reader: &dyn ReadAt, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read_at(offset.saturating_add(filled as u64), rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("len", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Slow(Vec<u8>);

    impl ReadAt for Slow {
        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            let rest = self.0.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
            let count = rest.len().min(buffer.len()).min(3);
            buffer[..count].copy_from_slice(&rest[..count]);
            Ok(count)
        }
    }

    #[test]
    fn both_kinds_give_the_same_ranges() {
        let bytes: Vec<u8> = (0..=20).collect();
        let slow = Slow(bytes.clone());
        let (memory, reader) = (Source::memory(&bytes), Source::reader(&slow, 21));
        let mut room = Vec::new();
        for offset in 0..25 {
            for length in 0..25 {
                let expected = memory.read(offset, length).unwrap();
                assert_eq!(reader.read(offset, length).unwrap(), expected);
                for source in [memory, reader] {
                    assert_eq!(source.read_into(offset, length, &mut room).unwrap(), &*expected);
                    let mut buffer = vec![0; length];
                    let filled = source.fill(offset, &mut buffer).unwrap();
                    assert_eq!(buffer[..filled], *expected);
                }
            }
        }
    }

    #[test]
    fn a_file_that_shrank_gives_what_is_left() {
        let slow = Slow(vec![1, 2, 3]);
        assert_eq!(&*Source::reader(&slow, 100).read(1, 50).unwrap(), &[2, 3]);
    }

    #[test]
    fn windows_overlap_and_end_with_their_part() {
        let bytes: Vec<u8> = (0..10).collect();
        let source = Source::memory(&bytes);
        let mut seen = Vec::new();
        let mut keep = |at, window: &[u8]| {
            seen.push((at, window.to_vec()));
            true
        };
        source.windows(1..8, 3, 2, &mut keep).unwrap();
        source.windows(9..u64::MAX, 3, 2, &mut keep).unwrap();
        let expected =
            [(1, vec![1, 2, 3, 4, 5]), (4, vec![4, 5, 6, 7]), (7, vec![7]), (9, vec![9])];
        assert_eq!(seen, expected);
    }

    #[test]
    fn bytes_are_found_across_windows_and_only_in_their_part() {
        let mut bytes = vec![0; 600_000];
        bytes[262_142..262_146].copy_from_slice(b"here");
        let source = Source::memory(&bytes);
        assert_eq!(source.find(0..600_000, b"here").unwrap(), Some(262_142));
        assert_eq!(source.find(0..262_145, b"here").unwrap(), None);
        assert_eq!(source.find(262_143..600_000, b"here").unwrap(), None);
    }

    #[test]
    fn offsets_beyond_any_file_give_nothing() {
        assert!(Source::memory(&[1]).read(u64::MAX, usize::MAX).unwrap().is_empty());
    }
}
