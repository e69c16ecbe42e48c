//! Members of a streamed archive, one after another: what tar and cpio have in common.
//!
//! Owns passing over what nobody read and the padding behind it. Nothing is held in memory but
//! names, which are bounded.

use std::io::{self, Read};

/// Longest name of a member that is kept; systems allow 4096 bytes.
pub const MAX_NAME: usize = 64 * 1024;

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// A file with its bytes.
    File,
    /// A second name, symbolic or hard.
    Link,
    /// A folder, a device, a socket: nothing to read.
    Other,
}

/// One member, whose bytes can be read next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name as the archive has it, without a leading `./`.
    pub name: Vec<u8>,
    /// How many bytes the archive holds of it.
    pub size: u64,
    /// What it is.
    pub nature: Nature,
}

/// An archive that is read from its beginning to its end. Reading gives the bytes of the
/// member that [`Members::next_member`] returned last.
pub trait Members: Read {
    /// Goes to the next member; `None` at the end.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] with the place when a header is damaged,
    /// [`io::ErrorKind::UnexpectedEof`] when the archive is cut, and what reading reports.
    fn next_member(&mut self) -> io::Result<Option<Member>>;
}

/// A stream with the bytes of one member still to come.
#[derive(Debug)]
pub(crate) struct Body<R> {
    stream: R,
    position: u64,
    left: u64,
    padding: u64,
}

impl<R: Read> Body<R> {
    pub(crate) fn new(stream: R) -> Self {
        Self { stream, position: 0, left: 0, padding: 0 }
    }

    /// Where the next byte stands.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Begins a member of `size` bytes that is padded to a multiple of `unit`.
    pub(crate) fn begin(&mut self, size: u64, unit: u64) {
        self.left = size;
        let end = self.position.wrapping_add(size);
        self.padding = (unit - end % unit) % unit;
    }

    /// Passes over what is left of the member. The padding of the last member may be missing.
    pub(crate) fn pass(&mut self) -> io::Result<()> {
        let left = std::mem::take(&mut self.left);
        if self.discard(left)? < left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let padding = std::mem::take(&mut self.padding);
        self.discard(padding)?;
        Ok(())
    }

    fn discard(&mut self, count: u64) -> io::Result<u64> {
        let passed = io::copy(&mut (&mut self.stream).take(count), &mut io::sink())?;
        self.position += passed;
        Ok(passed)
    }

    /// Fills `buffer` outside of any member; fewer bytes at the end of the stream.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.stream.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.position += filled as u64;
        Ok(filled)
    }

    /// The whole member, when it is a name or a list of attributes of at most `limit` bytes.
    pub(crate) fn read_small(&mut self, limit: usize) -> io::Result<Vec<u8>> {
        if self.left > limit as u64 {
            return Err(damaged(self.position, "a shorter name"));
        }
        let mut bytes = vec![0; usize::try_from(self.left).unwrap_or(0)];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The stream, wherever it stands.
    pub(crate) fn into_stream(self) -> R {
        self.stream
    }
}

impl<R: Read> Read for Body<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let Some(buffer) = buffer.get_mut(..wanted).filter(|buffer| !buffer.is_empty()) else {
            return Ok(0);
        };
        let count = self.stream.read(buffer)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.position += count as u64;
        self.left -= count as u64;
        Ok(count)
    }
}

/// The error of a damaged header.
pub(crate) fn damaged(offset: u64, expected: &str) -> io::Error {
    let message = format!("expected {expected} at offset {offset}");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// A name as archives write it, `./` dropped.
pub(crate) fn plain_name(name: &[u8]) -> Vec<u8> {
    let mut name = name;
    while let Some(rest) = name.strip_prefix(b"./") {
        name = rest;
    }
    name.to_vec()
}
