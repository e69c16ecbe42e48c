//! Cabinets of Windows: which files stand in which folder, and the packed blocks of a folder.
//!
//! Owns the headers of MS-CAB. A block holds at most 32 KiB unpacked; unpacking it is the
//! business of whoever calls.

use crate::little_endian::{u16_at, u32_at};
use crate::malformed::{MORE_BYTES, Malformed};
use crate::source::Source;
use std::io;

/// The mark of a cabinet, with the reserved field behind it.
pub const MAGIC: &[u8; 8] = b"MSCF\0\0\0\0";
/// Unpacked bytes of a block at most.
pub const MAX_BLOCK: usize = 32 << 10;

/// Longest name with its zero.
const MAX_NAME: usize = 256 + 1;
/// Fixed bytes of the header, of a folder, of a file and of a block.
const HEADER: usize = 36;
const FOLDER: u64 = 8;
const FILE: u64 = 16;
const BLOCK: u64 = 8;

/// How a folder is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Stored.
    None,
    /// Deflate, block by block with the window of the one before.
    MsZip,
    /// LZX with a window of two to this power.
    Lzx(u8),
    /// Another method, by its number.
    Other(u16),
}

/// Files that were packed behind each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// How.
    pub compression: Compression,
    /// Where its first block stands.
    pub offset: u64,
    /// How many blocks it has in this cabinet.
    pub blocks: u16,
    /// The files in it, by place.
    pub files: Vec<File>,
}

/// A file in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its first byte in the unpacked folder.
    pub offset: u32,
    /// Its length.
    pub size: u32,
}

/// A cabinet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cabinet {
    /// Its folders.
    pub folders: Vec<Folder>,
    /// Files that begin or end in another cabinet of the same set.
    pub split: usize,
    /// Bytes reserved in each block.
    reserved: u8,
}

/// A packed block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its packed bytes.
    pub packed: Vec<u8>,
    /// What it unpacks to. Zero when it goes on in the next cabinet.
    pub unpacked: u16,
    /// Where the next one stands.
    pub next: u64,
}

impl Cabinet {
    /// Reads the headers.
    ///
    /// # Errors
    /// Where they are damaged, and what reading reports.
    pub fn parse(source: &Source<'_>) -> io::Result<Result<Self, Malformed>> {
        let head = source.read(0, HEADER + 4)?;
        let Some((counts, flags, first_file)) = header(&head) else {
            return Ok(Err(Malformed { offset: 0, expected: "the header of a cabinet" }));
        };
        let (mut at, mut reserve) = (HEADER as u64, [0; 4]);
        if flags & 4 != 0 {
            reserve =
                head.get(HEADER..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
            at += 4 + u64::from(u16::from_le_bytes([reserve[0], reserve[1]]));
        }
        // Names of the cabinets before and behind, each with that of its disc.
        for _ in 0..(flags & 1) * 2 + (flags & 2) {
            at += text(source, at)?.1;
        }
        let mut cabinet = Self { folders: Vec::new(), split: 0, reserved: reserve[3] };
        for index in 0..u64::from(counts.0) {
            let place = at + index * (FOLDER + u64::from(reserve[2]));
            match folder(&source.read(place, FOLDER as usize)?) {
                Some(folder) => cabinet.folders.push(folder),
                None => return Ok(Err(cut(place))),
            }
        }
        cabinet.files(source, first_file.into(), counts.1)
    }

    fn files(
        mut self,
        source: &Source<'_>,
        mut at: u64,
        count: u16,
    ) -> io::Result<Result<Self, Malformed>> {
        for _ in 0..count {
            let fields = source.read(at, FILE as usize)?;
            let (Some(size), Some(offset), Some(index)) =
                (u32_at(&fields, 0), u32_at(&fields, 4), u16_at(&fields, 8))
            else {
                return Ok(Err(cut(at)));
            };
            let (name, length) = text(source, at + FILE)?;
            at += FILE + length;
            match self.folders.get_mut(usize::from(index)) {
                Some(folder) => folder.files.push(File { name, offset, size }),
                // The three highest numbers mean neighbouring cabinets.
                None if index >= 0xfffd => self.split += 1,
                None => return Ok(Err(Malformed { offset: 0, expected: "a folder" })),
            }
        }
        for folder in &mut self.folders {
            folder.files.sort_by_key(|file| file.offset);
        }
        Ok(Ok(self))
    }

    /// Reads the block at `offset`.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] when the cabinet is cut, and what reading reports.
    pub fn block(&self, source: &Source<'_>, offset: u64) -> io::Result<Block> {
        let head = source.read(offset, BLOCK as usize)?;
        let (Some(size), Some(unpacked)) = (u16_at(&head, 4), u16_at(&head, 6)) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let data = offset + BLOCK + u64::from(self.reserved);
        let packed = source.read(data, usize::from(size))?.into_owned();
        if packed.len() < usize::from(size) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Block { packed, unpacked, next: data + u64::from(size) })
    }
}

fn cut(at: u64) -> Malformed {
    Malformed { offset: usize::try_from(at).unwrap_or(usize::MAX), expected: MORE_BYTES }
}

/// The counts of folders and files, the flags, and where the files stand.
fn header(head: &[u8]) -> Option<((u16, u16), u16, u32)> {
    let sound = head.starts_with(b"MSCF") && head.get(25) == Some(&1);
    sound.then_some(())?;
    Some(((u16_at(head, 26)?, u16_at(head, 28)?), u16_at(head, 30)?, u32_at(head, 16)?))
}

fn folder(bytes: &[u8]) -> Option<Folder> {
    let kind = u16_at(bytes, 6)?;
    let compression = match kind & 0x0f {
        0 => Compression::None,
        1 => Compression::MsZip,
        3 => Compression::Lzx((kind >> 8 & 0x1f) as u8),
        _ => Compression::Other(kind),
    };
    let (offset, blocks) = (u32_at(bytes, 0)?.into(), u16_at(bytes, 4)?);
    Some(Folder { compression, offset, blocks, files: Vec::new() })
}

/// A name that ends in zero, and how many bytes it takes. Backslashes become slashes.
fn text(source: &Source<'_>, at: u64) -> io::Result<(String, u64)> {
    let bytes = source.read(at, MAX_NAME)?;
    let length = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let name = String::from_utf8_lossy(bytes.get(..length).unwrap_or_default());
    Ok((name.replace('\\', "/"), length as u64 + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cabinet() -> Vec<u8> {
        let mut bytes = b"MSCF\0\0\0\0\0\0\0\0\0\0\0\0\x2c\0\0\0\0\0\0\0\x03\x01".to_vec();
        bytes.extend_from_slice(&[1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend_from_slice(&[0x44, 0, 0, 0, 1, 0, 0, 0]);
        bytes.extend_from_slice(&[5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend_from_slice(b"d\\a.txt\0");
        bytes.extend_from_slice(&[0, 0, 0, 0, 5, 0, 5, 0]);
        bytes.extend_from_slice(b"hello");
        bytes
    }

    #[test]
    fn a_stored_file_is_found_in_its_block() {
        let bytes = cabinet();
        let source = Source::memory(&bytes);
        let cabinet = Cabinet::parse(&source).unwrap().unwrap();
        let folder = &cabinet.folders[0];
        let file = File { name: "d/a.txt".to_owned(), offset: 0, size: 5 };
        assert_eq!((folder.compression, folder.files.as_slice()), (Compression::None, &[file][..]));
        let block = cabinet.block(&source, folder.offset).unwrap();
        assert_eq!((block.packed.as_slice(), block.unpacked), (&b"hello"[..], 5));
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = cabinet();
        let read = |bytes: &[u8]| {
            let source = Source::memory(bytes);
            if let Ok(Ok(cabinet)) = Cabinet::parse(&source) {
                for folder in &cabinet.folders {
                    let _ = cabinet.block(&source, folder.offset);
                }
            }
        };
        for length in 0..bytes.len() {
            read(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                read(&changed);
            }
        }
    }
}
