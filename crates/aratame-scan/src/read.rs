//! Opening a file and searching all of its bytes: whole when it is small, in windows when not.
//!
//! Memory is bounded by the two constants whatever the file. Holes of sparse files are passed
//! over and counted.

use crate::entry::Kind;
use crate::identify::{HEAD, identify, is_disc};
use crate::search::{Hits, OVERLAP, Searchers};
use aratame_formats::source::Source;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Files up to this size are held whole while they are looked at.
pub(crate) const WHOLE: u64 = 8 << 20;

/// Size of a window over a larger file: what several passes go over should stay near the processor.
const WINDOW: usize = 256 << 10;

/// What became of reading an entry.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Bytes searched.
    pub(crate) read: u64,
    /// Bytes of holes, which no disk holds.
    pub(crate) holes: u64,
    /// Bytes that were announced and never came.
    pub(crate) missing: u64,
    /// What was found.
    pub(crate) hits: Hits,
}

/// Opens a file without ever blocking on a FIFO or taking a terminal.
pub(crate) fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

/// Reads a file of at most [`WHOLE`] bytes into `buffer`, up to the length it had when opened.
pub(crate) fn read_whole(file: &File, length: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    use std::io::Read;
    buffer.clear();
    buffer.reserve(usize::try_from(length).unwrap_or(0));
    file.take(length).read_to_end(buffer)?;
    Ok(())
}

/// The kind of an entry.
pub(crate) fn kind_of(source: &Source<'_>) -> io::Result<Kind> {
    match identify(&source.read(0, HEAD)?) {
        Kind::Data if is_disc(source)? => Ok(Kind::Iso9660),
        kind => Ok(kind),
    }
}

/// Searches every byte of an entry in memory.
pub(crate) fn search_memory(bytes: &[u8], kind: Kind, searchers: &Searchers) -> Reading {
    let mut reading = Reading { read: bytes.len() as u64, ..Reading::default() };
    searchers.of(kind).find(bytes, 0, bytes.len(), 0, &mut reading.hits);
    reading.hits.finish();
    reading
}

/// Searches every byte of a large file in windows that overlap.
pub(crate) fn search_file(
    file: &File,
    source: &Source<'_>,
    kind: Kind,
    searchers: &Searchers,
    go_on: &dyn Fn(u64) -> bool,
) -> io::Result<Reading> {
    let searcher = searchers.of(kind);
    let mut reading = Reading::default();
    let mut room = Vec::new();
    let mut at = 0;
    while at < source.len() {
        let data = next_data(file, at).unwrap_or(at).min(source.len());
        reading.holes += data - at;
        at = data;
        let begin = at.saturating_sub(OVERLAP as u64);
        let before = usize::try_from(at - begin).unwrap_or(0);
        let window = source.read_into(begin, before + WINDOW + OVERLAP, &mut room)?;
        let fresh = window.len().saturating_sub(before).min(WINDOW);
        if fresh == 0 {
            break;
        }
        searcher.find(window, before, before + fresh, begin, &mut reading.hits);
        reading.read += fresh as u64;
        at += fresh as u64;
        if !go_on(fresh as u64) {
            break;
        }
    }
    reading.missing = source.len().saturating_sub(at);
    reading.hits.finish();
    Ok(reading)
}

/// The first offset at or after `at` that is not in a hole, where the file system can tell.
#[cfg(target_os = "linux")]
fn next_data(file: &File, at: u64) -> Option<u64> {
    use rustix::fs::SeekFrom;
    use rustix::io::Errno;
    match rustix::fs::seek(file, SeekFrom::Data(at)) {
        Ok(offset) => Some(offset),
        // No data after `at`: the rest is a hole.
        Err(Errno::NXIO) => Some(u64::MAX),
        Err(_) => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn next_data(_: &File, _: u64) -> Option<u64> {
    None
}
