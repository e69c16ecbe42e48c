//! squashfs 4.0 images: the tree of files, and where the bytes of each stand.
//!
//! Owns the superblock, metadata blocks, inodes, directories and the table of fragments, as the
//! kernel's documentation of the format has them. Unpacking a block is the business of whoever
//! calls: [`Unpack`] gets its packed bytes and the most that it may come to.

use crate::file_system::{damaged, too_large};
use crate::little_endian::{u16_at, u32_at, u64_at};
use crate::members::Nature;
use crate::source::Source;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

/// The mark of a little-endian image.
pub const MAGIC: &[u8; 4] = b"hsqs";

/// Unpacked bytes of a block of metadata.
const METADATA: usize = 8192;
/// Largest block of data that the format allows.
const MAX_BLOCK: u32 = 1 << 20;
/// Directories inside directories; systems allow paths of 4096 bytes.
const MAX_DEPTH: usize = 256;
/// Entries of directories in one image, as many as members of any archive.
const MAX_ENTRIES: u64 = 2_000_000;
/// Unpacked blocks of metadata that are kept: 16 MiB.
const MAX_KEPT: usize = 2048;
/// Set in the size of a block that is stored as it is.
const STORED_METADATA: u16 = 0x8000;
const STORED_BLOCK: u32 = 1 << 24;
/// No fragment, or no table of them.
const NONE: u32 = u32::MAX;

/// How the blocks of an image are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// zlib streams.
    Gzip,
    /// LZMA with its header of 13 bytes.
    Lzma,
    /// xz streams.
    Xz,
    /// LZ4 blocks without frame.
    Lz4,
    /// Zstandard frames.
    Zstd,
    /// Another method, by its number.
    Other(u16),
}

/// Unpacks one block to at most so many bytes.
pub type Unpack<'u> = &'u dyn Fn(Compression, &[u8], usize) -> io::Result<Vec<u8>>;

/// An image whose superblock was read.
pub struct Squashfs<'a> {
    source: Source<'a>,
    unpack: Unpack<'a>,
    compression: Compression,
    block_size: u32,
    /// Length of the image without padding.
    used: u64,
    root: u64,
    inodes: u64,
    directories: u64,
    fragments: u64,
    fragment_count: u32,
    kept: RefCell<BTreeMap<u64, (Vec<u8>, u64)>>,
    fragment: RefCell<Option<(u32, Vec<u8>)>>,
}

impl std::fmt::Debug for Squashfs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Squashfs").field("compression", &self.compression).finish_non_exhaustive()
    }
}

/// One name in the tree that is no directory.
#[derive(Debug)]
pub struct File<'i, 'a> {
    /// Its path below the root.
    pub path: &'i str,
    /// What it is.
    pub nature: Nature,
    /// Its bytes; none of a link or a device.
    pub content: Content<'i, 'a>,
}

/// The bytes of a file, unpacked block by block.
#[derive(Debug)]
pub struct Content<'i, 'a> {
    image: &'i Squashfs<'a>,
    next: u64,
    blocks: std::vec::IntoIter<u32>,
    tail: Option<(u32, u32)>,
    left: u64,
    block: Vec<u8>,
    at: usize,
}

struct Inode {
    kind: u16,
    /// Where the first block of the file, or of the directory's listing, stands.
    start: u64,
    offset: u32,
    size: u64,
    fragment: u32,
    blocks: Vec<u32>,
}

/// A place in the stream of metadata: the block's offset in the file, and one in it unpacked.
#[derive(Clone, Copy)]
struct Place {
    block: u64,
    offset: usize,
}

impl<'a> Squashfs<'a> {
    /// Reads the superblock.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] when it is none of version 4, and what reading reports.
    pub fn new(source: Source<'a>, unpack: Unpack<'a>) -> io::Result<Self> {
        let head = source.read(0, 96)?;
        let superblock = Self::superblock(source, unpack, &head);
        superblock.ok_or_else(|| damaged("a superblock of squashfs 4.0"))
    }

    fn superblock(source: Source<'a>, unpack: Unpack<'a>, head: &[u8]) -> Option<Self> {
        let block_size = u32_at(head, 12)?;
        let sound = head.starts_with(MAGIC)
            && u16_at(head, 28)? == 4
            && block_size.is_power_of_two()
            && (4096..=MAX_BLOCK).contains(&block_size);
        sound.then_some(())?;
        Some(Self {
            source,
            unpack,
            compression: compression(u16_at(head, 20)?),
            block_size,
            root: u64_at(head, 32)?,
            used: u64_at(head, 40)?,
            inodes: u64_at(head, 64)?,
            directories: u64_at(head, 72)?,
            fragments: u64_at(head, 80)?,
            fragment_count: u32_at(head, 16)?,
            kept: RefCell::default(),
            fragment: RefCell::default(),
        })
    }

    /// Whether the source ends before the image does.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.used > self.source.len()
    }

    /// Hands on every name that is no directory, until `each` says to stop.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidData`] where the tree is damaged, [`io::ErrorKind::FileTooLarge`]
    /// beyond the limits of names and depth, and what unpacking reports.
    pub fn files(&self, each: &mut dyn FnMut(File<'_, 'a>) -> bool) -> io::Result<()> {
        let mut seen = BTreeSet::from([self.root]);
        let mut waiting = vec![(self.root, String::new(), 0)];
        let mut left = MAX_ENTRIES;
        while let Some((reference, path, depth)) = waiting.pop() {
            for (name, reference) in self.directory(reference, &mut left)? {
                let path = if path.is_empty() { name } else { format!("{path}/{name}") };
                let inode = self.inode(reference)?;
                if matches!(inode.kind, 1 | 8) {
                    if depth >= MAX_DEPTH {
                        return Err(too_large("directories inside each other"));
                    }
                    // A directory that stands twice would lead round and round.
                    if seen.insert(reference) {
                        waiting.push((reference, path, depth + 1));
                    }
                    continue;
                }
                let nature = nature(inode.kind);
                let content = self.content(inode, nature);
                if !each(File { path: &path, nature, content }) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn content(&self, inode: Inode, nature: Nature) -> Content<'_, 'a> {
        let is_file = nature == Nature::File;
        Content {
            image: self,
            next: inode.start,
            blocks: inode.blocks.into_iter(),
            tail: (is_file && inode.fragment != NONE).then_some((inode.fragment, inode.offset)),
            left: if is_file { inode.size } else { 0 },
            block: Vec::new(),
            at: 0,
        }
    }

    /// Names of a directory with the references of their inodes.
    fn directory(&self, reference: u64, left: &mut u64) -> io::Result<Vec<(String, u64)>> {
        let inode = self.inode(reference)?;
        if !matches!(inode.kind, 1 | 8) {
            return Err(damaged("a directory"));
        }
        let offset = usize::try_from(inode.offset).unwrap_or(usize::MAX);
        let block = self.directories.saturating_add(inode.start);
        let mut place = Place { block, offset };
        // The stored size counts the two names that every directory has besides.
        let mut size = inode.size.saturating_sub(3);
        let mut found = Vec::new();
        while size >= 12 {
            let head = self.metadata(&mut place, 12)?;
            let (Some(count), Some(start)) = (u32_at(&head, 0), u32_at(&head, 4)) else { break };
            size -= 12;
            for _ in 0..=count.min(255) {
                if size < 8 {
                    return Err(damaged("more of a directory"));
                }
                *left = left.checked_sub(1).ok_or_else(|| too_large("names"))?;
                let head = self.metadata(&mut place, 8)?;
                let offset = u64::from(u16_at(&head, 0).unwrap_or_default());
                let length = u64::from(u16_at(&head, 6).unwrap_or_default()) + 1;
                let name = self.metadata(&mut place, usize::try_from(length).unwrap_or(0))?;
                size = size.saturating_sub(8 + length);
                let name = String::from_utf8_lossy(&name).into_owned();
                found.push((name, u64::from(start) << 16 | offset));
            }
        }
        Ok(found)
    }

    fn inode(&self, reference: u64) -> io::Result<Inode> {
        let block = self.inodes.saturating_add(reference >> 16);
        let offset = usize::try_from(reference & 0xffff).unwrap_or(usize::MAX);
        let mut place = Place { block, offset };
        let head = self.metadata(&mut place, 16)?;
        let kind = u16_at(&head, 0).unwrap_or_default();
        let length = match kind {
            1 | 2 => 16,
            8 => 24,
            9 => 40,
            _ => 0,
        };
        let rest = self.metadata(&mut place, length)?;
        let mut inode = inode(kind, &rest).ok_or_else(|| damaged("an inode"))?;
        if matches!(kind, 2 | 9) {
            inode.blocks = self.block_sizes(&inode, &mut place)?;
        }
        Ok(inode)
    }

    fn block_sizes(&self, inode: &Inode, place: &mut Place) -> io::Result<Vec<u32>> {
        let size = u64::from(self.block_size);
        let count =
            if inode.fragment == NONE { inode.size.div_ceil(size) } else { inode.size / size };
        // Each block takes four bytes of packed metadata: more than the file has bytes of
        // metadata at the best packing means damage.
        if count / 2048 > self.source.len() {
            return Err(damaged("a shorter file"));
        }
        let mut sizes = Vec::new();
        for _ in 0..count {
            let word = self.metadata(place, 4)?;
            sizes.push(u32_at(&word, 0).unwrap_or_default());
        }
        Ok(sizes)
    }

    /// The next bytes of the stream of metadata.
    fn metadata(&self, place: &mut Place, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(length);
        while bytes.len() < length {
            let (taken, size, next) = self.piece(*place, length - bytes.len())?;
            place.offset += taken.len();
            if place.offset >= size {
                *place = Place { block: next, offset: place.offset - size };
            }
            // A block that unpacks to nothing would be walked for ever.
            if taken.is_empty() && size == 0 {
                return Err(damaged("metadata"));
            }
            bytes.extend_from_slice(&taken);
        }
        Ok(bytes)
    }

    /// Bytes of one block, the block's unpacked size, and where the next block stands.
    fn piece(&self, place: Place, length: usize) -> io::Result<(Vec<u8>, usize, u64)> {
        let mut kept = self.kept.borrow_mut();
        if !kept.contains_key(&place.block) {
            if kept.len() >= MAX_KEPT {
                kept.clear();
            }
            kept.insert(place.block, self.metadata_block(place.block)?);
        }
        let Some((block, next)) = kept.get(&place.block) else { return Err(damaged("metadata")) };
        let rest = block.get(place.offset..).ok_or_else(|| damaged("an offset in metadata"))?;
        Ok((rest.get(..length.min(rest.len())).unwrap_or_default().to_vec(), block.len(), *next))
    }

    fn metadata_block(&self, at: u64) -> io::Result<(Vec<u8>, u64)> {
        let head = self.source.read(at, 2)?;
        let head = u16_at(&head, 0).ok_or(io::ErrorKind::UnexpectedEof)?;
        let size = usize::from(head & !STORED_METADATA);
        let packed = self.source.read(at + 2, size)?;
        if packed.len() < size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let next = at + 2 + size as u64;
        let block = match head & STORED_METADATA {
            0 => (self.unpack)(self.compression, &packed, METADATA)?,
            _ => packed.into_owned(),
        };
        Ok((block, next))
    }

    /// A block of data as it unpacks; `size` as the format writes it.
    fn data_block(&self, at: u64, size: u32) -> io::Result<Vec<u8>> {
        let length = size & !STORED_BLOCK;
        if length > self.block_size {
            return Err(damaged("a block of data"));
        }
        let packed = self.source.read(at, length as usize)?;
        if packed.len() < length as usize {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match size & STORED_BLOCK {
            0 => (self.unpack)(self.compression, &packed, self.block_size as usize),
            _ => Ok(packed.into_owned()),
        }
    }

    /// A part of a block that the ends of several files share.
    fn fragment(&self, number: u32, offset: u32, length: u64) -> io::Result<Vec<u8>> {
        let mut last = self.fragment.borrow_mut();
        if last.as_ref().is_none_or(|(kept, _)| *kept != number) {
            *last = Some((number, self.fragment_block(number)?));
        }
        let block = last.as_ref().map(|(_, block)| block.as_slice()).unwrap_or_default();
        let rest = block.get(offset as usize..).unwrap_or_default();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        Ok(rest.get(..length).ok_or_else(|| damaged("a longer fragment"))?.to_vec())
    }

    fn fragment_block(&self, number: u32) -> io::Result<Vec<u8>> {
        const ENTRY: u32 = 16;
        const A_BLOCK: u32 = METADATA as u32 / ENTRY;
        if number >= self.fragment_count {
            return Err(damaged("a fragment"));
        }
        let at = self.fragments.saturating_add(u64::from(number / A_BLOCK) * 8);
        let block = self.source.read(at, 8)?;
        let block = u64_at(&block, 0).ok_or(io::ErrorKind::UnexpectedEof)?;
        let offset = (number % A_BLOCK * ENTRY) as usize;
        let entry = self.metadata(&mut Place { block, offset }, 16)?;
        let start = u64_at(&entry, 0).unwrap_or_default();
        self.data_block(start, u32_at(&entry, 8).unwrap_or_default())
    }
}

impl Content<'_, '_> {
    /// Goes to the next block. Says whether there is one.
    fn advance(&mut self) -> io::Result<bool> {
        let whole = u64::from(self.image.block_size).min(self.left);
        self.at = 0;
        if let Some(size) = self.blocks.next() {
            self.block = match size {
                // A hole.
                0 => vec![0; usize::try_from(whole).unwrap_or(0)],
                size => self.image.data_block(self.next, size)?,
            };
            self.next = self.next.saturating_add(u64::from(size & !STORED_BLOCK));
        } else if let Some((number, offset)) = self.tail.take() {
            self.block = self.image.fragment(number, offset, self.left)?;
        } else {
            return Ok(false);
        }
        self.block.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        Ok(true)
    }
}

impl Read for Content<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.block.len() {
            if self.left == 0 || buffer.is_empty() {
                return Ok(0);
            }
            if !self.advance()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let rest = self.block.get(self.at..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

fn compression(number: u16) -> Compression {
    match number {
        1 => Compression::Gzip,
        2 => Compression::Lzma,
        4 => Compression::Xz,
        5 => Compression::Lz4,
        6 => Compression::Zstd,
        other => Compression::Other(other),
    }
}

/// Fields of an inode behind its head of 16 bytes.
fn inode(kind: u16, rest: &[u8]) -> Option<Inode> {
    let mut inode =
        Inode { kind, start: 0, offset: 0, size: 0, fragment: NONE, blocks: Vec::new() };
    match kind {
        1 => {
            inode.start = u32_at(rest, 0)?.into();
            inode.size = u16_at(rest, 8)?.into();
            inode.offset = u16_at(rest, 10)?.into();
        }
        8 => {
            inode.size = u32_at(rest, 4)?.into();
            inode.start = u32_at(rest, 8)?.into();
            inode.offset = u16_at(rest, 18)?.into();
        }
        2 => {
            inode.start = u32_at(rest, 0)?.into();
            inode.fragment = u32_at(rest, 4)?;
            inode.offset = u32_at(rest, 8)?;
            inode.size = u32_at(rest, 12)?.into();
        }
        9 => {
            inode.start = u64_at(rest, 0)?;
            inode.size = u64_at(rest, 8)?;
            inode.fragment = u32_at(rest, 28)?;
            inode.offset = u32_at(rest, 32)?;
        }
        _ => {}
    }
    Some(inode)
}

fn nature(kind: u16) -> Nature {
    match kind {
        2 | 9 => Nature::File,
        3 | 10 => Nature::Link,
        _ => Nature::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(content: &[u8]) -> Vec<u8> {
        let size = u16::try_from(content.len()).unwrap() | STORED_METADATA;
        [&size.to_le_bytes()[..], content].concat()
    }

    /// One directory with one file of 5 bytes in one stored block.
    fn image() -> Vec<u8> {
        let mut bytes = vec![0; 96];
        bytes.extend_from_slice(b"hello");
        let inodes = bytes.len() as u64;
        let mut table = Vec::new();
        // The file, at offset 0.
        table.extend_from_slice(&[2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
        for word in [96u32, NONE, 0, 5, 5 | STORED_BLOCK] {
            table.extend_from_slice(&word.to_le_bytes());
        }
        // The root, at offset 36.
        let listing = 12 + 8 + 5 + 3u16;
        table.extend_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        table.extend_from_slice(&[0; 8]);
        table.extend_from_slice(&listing.to_le_bytes());
        table.extend_from_slice(&[0; 6]);
        bytes.extend(metadata(&table));
        let directories = bytes.len() as u64;
        let mut listing = [0u32, 0, 2].map(u32::to_le_bytes).concat();
        listing.extend_from_slice(&[0, 0, 0, 0, 2, 0, 4, 0]);
        listing.extend_from_slice(b"a.txt");
        bytes.extend(metadata(&listing));
        bytes[..4].copy_from_slice(MAGIC);
        bytes[12..16].copy_from_slice(&131_072u32.to_le_bytes());
        bytes[20] = 1;
        bytes[28] = 4;
        bytes[32..40].copy_from_slice(&36u64.to_le_bytes());
        bytes[64..72].copy_from_slice(&inodes.to_le_bytes());
        bytes[72..80].copy_from_slice(&directories.to_le_bytes());
        bytes
    }

    fn list(bytes: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
        let unpack = |_, _: &[u8], _| Err(io::ErrorKind::Unsupported.into());
        let image = Squashfs::new(Source::memory(bytes), &unpack)?;
        let mut found = Vec::new();
        image.files(&mut |mut file| {
            let mut content = Vec::new();
            let _ = (&mut file.content).take(1 << 20).read_to_end(&mut content);
            found.push((file.path.to_owned(), content));
            found.len() < 100
        })?;
        Ok(found)
    }

    #[test]
    fn a_file_is_read_through_its_directory() {
        assert_eq!(list(&image()).unwrap(), [("a.txt".to_owned(), b"hello".to_vec())]);
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = image();
        for length in 0..bytes.len() {
            let _ = list(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = list(&changed);
            }
        }
    }
}
