//! 7z archives: which files stand in which packed streams, and by what each was packed.
//!
//! Owns the headers, as 7-Zip's own description of the format (7zFormat.txt) has them. Only
//! chains of coders with one input and one output are described; [`Folder::chain`] is `None` for
//! others, such as BCJ2. Unpacking is the business of whoever calls.

use crate::little_endian::{u32_at, u64_at};
use crate::malformed::{MORE_BYTES, Malformed};
use std::ops::Range;

/// The mark of an archive.
pub const MAGIC: &[u8; 6] = b"7z\xbc\xaf\x27\x1c";
/// Bytes before the packed streams.
pub const START: u64 = 32;
/// Largest header that is read; an archive of a million files has some 100 MiB.
pub const MAX_HEADER: u64 = 256 << 20;

/// Coders of one folder; 7-Zip writes at most five.
const MAX_CODERS: u64 = 32;
/// Files of one archive, as of any other.
const MAX_FILES: u64 = 2_000_000;

/// One step of unpacking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coder {
    /// Its method, as the format numbers them.
    pub method: Vec<u8>,
    /// Parameters of the method.
    pub properties: Vec<u8>,
    /// Bytes that come out.
    pub unpacked: u64,
}

/// What was packed together: one packed stream, several files behind each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// From the packed bytes to the files; `None` when the coders are no simple chain.
    pub chain: Option<Vec<Coder>>,
    /// Where the packed bytes stand in the archive.
    pub packed: Range<u64>,
    /// Bytes that come out at the end.
    pub unpacked: u64,
    /// Sizes of the files in it.
    pub sizes: Vec<u64>,
}

/// A header: folders, and names of the files in them, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// What was packed.
    pub folders: Vec<Folder>,
    /// Names of the files that have bytes.
    pub names: Vec<String>,
}

/// What a header is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// The header itself.
    Plain(Header),
    /// The folder that it is packed in.
    Packed(Box<Folder>),
}

/// Where the header stands in the archive, by the archive's first 32 bytes.
///
/// # Errors
/// When the mark or the version is another one.
pub fn header_place(start: &[u8]) -> Result<Range<u64>, Malformed> {
    let wrong = |offset, expected| Malformed { offset, expected };
    if !start.starts_with(MAGIC) || start.get(6) != Some(&0) {
        return Err(wrong(0, "the mark of 7z"));
    }
    let (Some(offset), Some(size)) = (u64_at(start, 12), u64_at(start, 20)) else {
        return Err(wrong(start.len(), MORE_BYTES));
    };
    if size > MAX_HEADER {
        return Err(wrong(20, "a smaller header"));
    }
    let begin = offset.checked_add(START).ok_or(wrong(12, "an offset"))?;
    Ok(begin..begin.checked_add(size).ok_or(wrong(20, "a size"))?)
}

/// Reads a header.
///
/// # Errors
/// Where it is damaged.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Malformed> {
    // An archive of nothing has no header.
    if bytes.is_empty() {
        return Ok(Parsed::Plain(Header::default()));
    }
    let mut reader = Reader { bytes, at: 0 };
    match reader.byte()? {
        0x17 => {
            let folders = reader.streams()?;
            let folder = folders.into_iter().next().ok_or(reader.error("a packed header"))?;
            Ok(Parsed::Packed(Box::new(folder)))
        }
        0x01 => Ok(Parsed::Plain(reader.header()?)),
        _ => Err(reader.error("a header")),
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// A folder before its place and sizes are known.
struct Draft {
    coders: Vec<(Coder, u64, u64)>,
    bonds: Vec<(u64, u64)>,
    packed_inputs: Vec<u64>,
    outputs: Vec<u64>,
    has_digest: bool,
}

impl Reader<'_> {
    fn error(&self, expected: &'static str) -> Malformed {
        Malformed { offset: self.at, expected }
    }

    fn take(&mut self, length: u64) -> Result<&[u8], Malformed> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let end = self.at.checked_add(length).ok_or(self.error(MORE_BYTES))?;
        let taken = self.bytes.get(self.at..end).ok_or(self.error(MORE_BYTES))?;
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.take(1)?.first().copied().unwrap_or_default())
    }

    /// A number whose first byte says by its upper bits how many follow.
    fn number(&mut self) -> Result<u64, Malformed> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let mut value = 0;
        for index in 0..more {
            value |= u64::from(self.byte()?) << (8 * index);
        }
        let upper = if more < 7 { u64::from(first & (0x7f >> more)) } else { 0 };
        Ok(value | upper.checked_shl(8 * more).unwrap_or(0))
    }

    /// A count of things that take at least a bit each.
    fn count(&mut self) -> Result<u64, Malformed> {
        let count = self.number()?;
        let room = (self.bytes.len() as u64).saturating_mul(8);
        if count > MAX_FILES.min(room) { Err(self.error("a smaller count")) } else { Ok(count) }
    }

    fn expect(&mut self, id: u8, expected: &'static str) -> Result<(), Malformed> {
        if self.byte()? == id { Ok(()) } else { Err(self.error(expected)) }
    }

    fn bits(&mut self, count: u64) -> Result<Vec<bool>, Malformed> {
        let bytes = self.take(count.div_ceil(8))?.to_vec();
        let bit =
            |index: usize| bytes.get(index / 8).is_some_and(|b| b & (0x80 >> (index % 8)) != 0);
        Ok((0..usize::try_from(count).unwrap_or(0)).map(bit).collect())
    }

    fn defined(&mut self, count: u64) -> Result<Vec<bool>, Malformed> {
        match self.byte()? {
            0 => self.bits(count),
            _ => Ok(vec![true; usize::try_from(count).unwrap_or(0)]),
        }
    }

    /// Checksums, of which only the presence matters here.
    fn digests(&mut self, count: u64) -> Result<Vec<bool>, Malformed> {
        let defined = self.defined(count)?;
        let present = defined.iter().filter(|present| **present).count() as u64;
        self.take(present * 4)?;
        Ok(defined)
    }

    fn header(&mut self) -> Result<Header, Malformed> {
        let mut header = Header::default();
        loop {
            match self.byte()? {
                0x00 => return Ok(header),
                0x02 => self.archive_properties()?,
                0x04 => header.folders = self.streams()?,
                0x05 => header.names = self.files()?,
                _ => return Err(self.error("streams or files")),
            }
        }
    }

    fn archive_properties(&mut self) -> Result<(), Malformed> {
        while self.byte()? != 0 {
            let size = self.number()?;
            self.take(size)?;
        }
        Ok(())
    }

    fn streams(&mut self) -> Result<Vec<Folder>, Malformed> {
        let (mut begin, mut packed, mut drafts) = (START, Vec::new(), Vec::new());
        let mut sizes: Option<Vec<Vec<u64>>> = None;
        loop {
            match self.byte()? {
                0x00 => break,
                0x06 => (begin, packed) = self.pack_info()?,
                0x07 => drafts = self.unpack_info()?,
                0x08 => sizes = Some(self.substreams(&drafts)?),
                _ => return Err(self.error("a part of streams")),
            }
        }
        let sizes = sizes.unwrap_or_else(|| drafts.iter().map(|each| vec![each.size()]).collect());
        let mut packed = packed.into_iter();
        let mut folders = Vec::new();
        for (draft, sizes) in drafts.iter().zip(sizes) {
            let length = packed.by_ref().take(draft.packed_inputs.len());
            let length = length.fold(0, u64::saturating_add);
            let end = begin.saturating_add(length);
            folders.push(Folder {
                chain: draft.chain(),
                packed: begin..end,
                unpacked: draft.size(),
                sizes,
            });
            begin = end;
        }
        Ok(folders)
    }

    fn pack_info(&mut self) -> Result<(u64, Vec<u64>), Malformed> {
        let begin = self.number()?.checked_add(START).ok_or(self.error("an offset"))?;
        let count = self.count()?;
        let mut sizes = Vec::new();
        loop {
            match self.byte()? {
                0x00 => return Ok((begin, sizes)),
                0x09 => {
                    for _ in 0..count {
                        sizes.push(self.number()?);
                    }
                }
                0x0a => {
                    self.digests(count)?;
                }
                _ => return Err(self.error("sizes of packed streams")),
            }
        }
    }

    fn unpack_info(&mut self) -> Result<Vec<Draft>, Malformed> {
        self.expect(0x0b, "folders")?;
        let count = self.count()?;
        self.expect(0, "folders in the header itself")?;
        let mut drafts = Vec::new();
        for _ in 0..count {
            drafts.push(self.folder()?);
        }
        self.expect(0x0c, "unpacked sizes")?;
        for draft in &mut drafts {
            let outputs: u64 = draft.coders.iter().map(|(_, _, outputs)| outputs).sum();
            for _ in 0..outputs {
                draft.outputs.push(self.number()?);
            }
        }
        loop {
            match self.byte()? {
                0x00 => return Ok(drafts),
                0x0a => {
                    let defined = self.digests(count)?;
                    for (draft, defined) in drafts.iter_mut().zip(defined) {
                        draft.has_digest = defined;
                    }
                }
                _ => return Err(self.error("the end of folders")),
            }
        }
    }

    fn folder(&mut self) -> Result<Draft, Malformed> {
        let count = self.number()?;
        if !(1..=MAX_CODERS).contains(&count) {
            return Err(self.error("a few coders"));
        }
        let mut coders = Vec::new();
        for _ in 0..count {
            coders.push(self.coder()?);
        }
        let inputs: u64 = coders.iter().map(|(_, inputs, _)| inputs).sum();
        let outputs: u64 = coders.iter().map(|(_, _, outputs)| outputs).sum();
        let bound = outputs.checked_sub(1).ok_or(self.error("an output"))?;
        let mut bonds = Vec::new();
        for _ in 0..bound {
            bonds.push((self.number()?, self.number()?));
        }
        let free = inputs.checked_sub(bound).ok_or(self.error("more inputs"))?;
        let mut packed_inputs = Vec::new();
        if free == 1 {
            let is_free = |input: &u64| !bonds.iter().any(|(bound, _)| bound == input);
            packed_inputs.extend((0..inputs).find(is_free));
        } else {
            for _ in 0..free {
                packed_inputs.push(self.number()?);
            }
        }
        Ok(Draft { coders, bonds, packed_inputs, outputs: Vec::new(), has_digest: false })
    }

    fn coder(&mut self) -> Result<(Coder, u64, u64), Malformed> {
        let flags = self.byte()?;
        let method = self.take(u64::from(flags & 0x0f))?.to_vec();
        let (mut inputs, mut outputs) = (1, 1);
        if flags & 0x10 != 0 {
            (inputs, outputs) = (self.number()?, self.number()?);
        }
        if inputs > MAX_CODERS || outputs > MAX_CODERS {
            return Err(self.error("a few inputs and outputs"));
        }
        let mut properties = Vec::new();
        if flags & 0x20 != 0 {
            let size = self.number()?;
            properties = self.take(size)?.to_vec();
        }
        Ok((Coder { method, properties, unpacked: 0 }, inputs, outputs))
    }

    fn substreams(&mut self, drafts: &[Draft]) -> Result<Vec<Vec<u64>>, Malformed> {
        let mut counts = vec![1; drafts.len()];
        let mut id = self.byte()?;
        if id == 0x0d {
            for count in &mut counts {
                *count = self.count()?;
            }
            id = self.byte()?;
        }
        let written = id == 0x09;
        let mut sizes = Vec::new();
        for (draft, count) in drafts.iter().zip(&counts) {
            sizes.push(self.folder_sizes(draft.size(), *count, written)?);
        }
        if written {
            id = self.byte()?;
        }
        if id == 0x0a {
            let known = |(draft, count): &(&Draft, &u64)| **count == 1 && draft.has_digest;
            let unknown = drafts.iter().zip(&counts).filter(|each| !known(each));
            let total = unknown.fold(0u64, |sum, (_, count)| sum.saturating_add(*count));
            self.digests(total.min(MAX_FILES))?;
            id = self.byte()?;
        }
        if id == 0 { Ok(sizes) } else { Err(self.error("the end of substreams")) }
    }

    /// All sizes but the last are written.
    fn folder_sizes(
        &mut self,
        whole: u64,
        count: u64,
        written: bool,
    ) -> Result<Vec<u64>, Malformed> {
        let mut left = whole;
        let mut sizes = Vec::new();
        for _ in 1..count {
            let size = if written { self.number()? } else { 0 };
            left = left.checked_sub(size).ok_or(self.error("sizes within their folder"))?;
            sizes.push(size);
        }
        if count > 0 {
            sizes.push(left);
        }
        Ok(sizes)
    }

    fn files(&mut self) -> Result<Vec<String>, Malformed> {
        let count = self.count()?;
        let mut names = Vec::new();
        let mut empty = vec![false; usize::try_from(count).unwrap_or(0)];
        loop {
            let kind = self.byte()?;
            if kind == 0 {
                break;
            }
            let size = self.number()?;
            let mut inner = Reader { bytes: self.take(size)?, at: 0 };
            match kind {
                0x0e => empty = inner.bits(count)?,
                0x11 => names = inner.names()?,
                _ => {}
            }
        }
        names.resize(empty.len(), String::new());
        Ok(names.into_iter().zip(empty).filter(|(_, empty)| !empty).map(|(name, _)| name).collect())
    }

    /// UTF-16 with a zero behind each name.
    fn names(&mut self) -> Result<Vec<String>, Malformed> {
        self.expect(0, "names in the header itself")?;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .map(|pair| pair.first_chunk().map_or(0, |pair| u16::from_le_bytes(*pair)))
            .collect();
        let mut names: Vec<String> =
            units.split(|unit| *unit == 0).map(String::from_utf16_lossy).collect();
        names.pop();
        names.truncate(usize::try_from(MAX_FILES).unwrap_or(usize::MAX));
        Ok(names)
    }
}

impl Draft {
    /// The output that no other coder takes.
    fn main_output(&self) -> Option<usize> {
        let is_free = |output: &usize| !self.bonds.iter().any(|(_, from)| *from == *output as u64);
        (0..self.outputs.len()).find(is_free)
    }

    fn size(&self) -> u64 {
        self.main_output().and_then(|output| self.outputs.get(output)).copied().unwrap_or(0)
    }

    /// The coders from the packed bytes on, when each takes one stream and gives one.
    fn chain(&self) -> Option<Vec<Coder>> {
        let simple = self.coders.iter().all(|(_, inputs, outputs)| (*inputs, *outputs) == (1, 1));
        let [mut current] = *self.packed_inputs.as_slice() else { return None };
        if !simple {
            return None;
        }
        let mut chain = Vec::new();
        for _ in &self.coders {
            let index = usize::try_from(current).ok()?;
            let (coder, _, _) = self.coders.get(index)?;
            chain.push(Coder { unpacked: *self.outputs.get(index)?, ..coder.clone() });
            match self.bonds.iter().find(|(_, from)| *from == current) {
                Some((to, _)) => current = *to,
                None => return (chain.len() == self.coders.len()).then_some(chain),
            }
        }
        None
    }
}

/// The size of the dictionary and the byte of parameters of an LZMA coder.
#[must_use]
pub fn lzma_properties(properties: &[u8]) -> Option<(u8, u32)> {
    Some((*properties.first()?, u32_at(properties, 1)?))
}

/// The size of the dictionary of an LZMA2 coder.
#[must_use]
pub fn lzma2_dictionary(properties: &[u8]) -> Option<u32> {
    match *properties.first()? {
        40 => Some(u32::MAX),
        bits @ 0..40 => Some((2 | u32::from(bits & 1)) << (bits / 2 + 11)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two files in one stored folder, with names, one directory besides.
    fn header() -> Vec<u8> {
        let mut bytes = vec![0x01, 0x04];
        bytes.extend_from_slice(&[0x06, 0, 1, 0x09, 5, 0]);
        bytes.extend_from_slice(&[0x07, 0x0b, 1, 0, 1, 0x01, 0x00, 0x0c, 5, 0]);
        bytes.extend_from_slice(&[0x08, 0x0d, 2, 0x09, 2, 0x0a, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let names: Vec<u8> = "a\0d\0b\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.extend_from_slice(&[0x05, 3, 0x0e, 1, 0b0100_0000, 0x11, names.len() as u8 + 1, 0]);
        bytes.extend(names);
        bytes.extend_from_slice(&[0, 0]);
        bytes
    }

    #[test]
    fn files_are_told_with_their_places() {
        let Ok(Parsed::Plain(header)) = parse(&header()) else { panic!("a plain header") };
        assert_eq!(header.names, ["a", "b"]);
        let folder = &header.folders[0];
        assert_eq!((folder.packed.clone(), folder.sizes.as_slice()), (32..37, &[2, 3][..]));
        let chain = folder.chain.as_deref().unwrap();
        assert_eq!((chain.len(), chain[0].unpacked, chain[0].method.as_slice()), (1, 5, &[0][..]));
    }

    #[test]
    fn numbers_of_every_length() {
        for (bytes, expected) in [
            (&[0x7f][..], 0x7f),
            (&[0x81, 0x02], 0x102),
            (&[0xc0, 0x34, 0x12], 0x1234),
            (&[0xff, 1, 2, 3, 4, 5, 6, 7, 8], 0x0807_0605_0403_0201),
        ] {
            assert_eq!(Reader { bytes, at: 0 }.number(), Ok(expected));
        }
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = header();
        for length in 1..bytes.len() {
            assert!(parse(&bytes[..length]).is_err());
        }
        for at in 0..bytes.len() {
            for value in 0..=255 {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = parse(&changed);
            }
        }
    }

    #[test]
    fn sizes_of_dictionaries() {
        assert_eq!(lzma2_dictionary(&[24]), Some(1 << 24));
        assert_eq!(lzma2_dictionary(&[41]), None);
        assert_eq!(lzma_properties(&[0x5d, 0, 0, 1, 0]), Some((0x5d, 0x10000)));
    }
}
