//! The facts that every executable format shares, and the entry point that tells the formats apart.
//!
//! Headers and tables are read by range and symbols are streamed, so that a file of many
//! gigabytes costs a few mebibytes. What a name or a section means is not decided here.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::ops::Range;

use crate::elf;
use crate::macho;
use crate::pe;
use crate::source::Source;

/// Longest symbol name taken from a file, in bytes; longer ones, mangled templates, are cut.
pub const MAX_NAME: usize = 1024;
/// Longest name of a library or section: no file system takes a file name above 255 bytes.
pub const MAX_TEXT: usize = 255;
/// Most entries taken from one table of libraries or sections: far above any linker's output.
pub const MAX_ENTRIES: usize = 65_536;
/// Most symbols visited in one table: a debug build of a browser has about four million.
pub const MAX_SYMBOLS: u64 = 8_000_000;
/// Bytes of a table held at once.
pub(crate) const BLOCK: usize = 64 * 1024;

/// Why bytes are not a usable executable.
#[derive(Debug)]
pub enum ExecutableError {
    /// The entry could not be read.
    Io(io::Error),
    /// A structure contradicts itself or the size of the file.
    Malformed {
        /// Where in the file.
        offset: u64,
        /// What is wrong there.
        reason: &'static str,
    },
}

impl fmt::Display for ExecutableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::Malformed { offset, reason } => write!(f, "{reason} at offset {offset}"),
        }
    }
}

impl std::error::Error for ExecutableError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Malformed { .. } => None,
        }
    }
}

impl From<io::Error> for ExecutableError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

pub(crate) fn malformed(offset: u64, reason: &'static str) -> ExecutableError {
    ExecutableError::Malformed { offset, reason }
}

/// The container format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Executable and Linkable Format.
    Elf,
    /// Portable Executable (PE32, PE32+).
    Pe,
    /// Mach-O, thin or one slice of a fat file.
    MachO,
}

/// What a file is to the loader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A program that is started.
    Program,
    /// A shared library, DLL, dylib or plug-in.
    Library,
    /// An object file for the linker.
    Object,
    /// A memory dump.
    Core,
    /// A kernel, a firmware image or something rarer.
    Other,
}

/// Order of the bytes of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endianness {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Instructions.
    Code,
    /// Initialised data that is loaded.
    Data,
    /// Symbols, debug information, notes: not loaded, or only for the linker.
    Other,
}

/// One section, or one segment when the file has no sections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its name, empty when it has none.
    pub name: String,
    /// Where it begins in the file.
    pub offset: u64,
    /// Its length in the file, cut at the end of the file.
    pub size: u64,
    /// What it holds.
    pub content: Content,
    /// Where it is loaded; of a PE file relative to its image.
    pub address: u64,
}

impl Section {
    /// Its place in the file.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        self.offset..self.offset.saturating_add(self.size)
    }

    /// Where an address that this section is loaded over stands in the file.
    #[must_use]
    pub fn offset_of(&self, address: u64) -> Option<u64> {
        let within = address.checked_sub(self.address).filter(|within| *within < self.size)?;
        Some(self.offset + within)
    }
}

/// Sections by where they are loaded, for those who ask often: a file may have as many sections as
/// questions. Of sections that are loaded over each other the one that begins last is told.
#[derive(Clone, Debug)]
pub struct Loaded<'s>(Vec<&'s Section>);

impl<'s> Loaded<'s> {
    /// Puts sections in order.
    #[must_use]
    pub fn new(sections: impl Iterator<Item = &'s Section>) -> Self {
        let mut sections: Vec<_> = sections.filter(|section| section.size > 0).collect();
        sections.sort_by_key(|section| section.address);
        Self(sections)
    }

    /// The section at an address.
    #[must_use]
    pub fn section(&self, address: u64) -> Option<&'s Section> {
        let above = self.0.partition_point(|section| section.address <= address);
        let section = *self.0.get(..above)?.last()?;
        section.offset_of(address).map(|_| section)
    }

    /// Where an address stands in the file.
    #[must_use]
    pub fn offset_of(&self, address: u64) -> Option<u64> {
        self.section(address)?.offset_of(address)
    }

    /// All of them, by address.
    pub fn iter(&self) -> impl Iterator<Item = &'s Section> {
        self.0.iter().copied()
    }
}

/// Where a symbol stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding<'a> {
    /// Needed from elsewhere, from this library when the file says which.
    Import(Option<&'a str>),
    /// Defined here and visible to others.
    Export,
    /// Defined here only.
    Local,
}

/// One named symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// Its name as written in the file, without the leading underscore of Mach-O.
    pub name: &'a [u8],
    /// Where it stands.
    pub binding: Binding<'a>,
    /// Its address, 0 for an import.
    pub address: u64,
}

/// The facts of one executable.
#[derive(Clone, Debug)]
pub struct Executable {
    /// Container format.
    pub format: Format,
    /// What it is to the loader.
    pub role: Role,
    /// Processor, by the name its own documents use in lower case (`x86_64`, `aarch64`, `mips`).
    pub architecture: &'static str,
    /// Width of an address.
    pub bits: u8,
    /// Byte order.
    pub endianness: Endianness,
    /// Libraries the loader must find, in file order.
    pub libraries: Vec<String>,
    /// The name a library gives itself (`DT_SONAME`, export name, install name).
    pub soname: Option<String>,
    /// Build identifier: ELF note, Mach-O UUID.
    pub build_id: Option<Vec<u8>>,
    /// Sections in file order.
    pub sections: Vec<Section>,
    /// Whether the toolchain of Go left its build information.
    pub go_build_info: bool,
    /// Whether the full symbol table is gone.
    pub stripped: bool,
    /// What was cut because a limit was reached or a table is damaged.
    pub notes: Vec<&'static str>,
    pub(crate) tables: Tables,
}

/// Where the symbols of a file are, for each format.
#[derive(Clone, Debug)]
pub(crate) enum Tables {
    Elf(elf::SymbolTables),
    Pe(pe::SymbolTables),
    MachO(macho::SymbolTables),
}

impl Executable {
    /// Reads the facts of an ELF, PE or thin Mach-O file.
    ///
    /// # Errors
    /// When the magic is of none of the three, when a header contradicts the file, when reading
    /// fails.
    pub fn parse(source: &Source<'_>) -> Result<Self, ExecutableError> {
        Self::parse_at(source, 0, source.len())
    }

    /// Reads the facts of an executable that stands at `offset`: an archive member, a fat slice.
    ///
    /// # Errors
    /// As [`Executable::parse`].
    pub fn parse_at(
        source: &Source<'_>,
        offset: u64,
        length: u64,
    ) -> Result<Self, ExecutableError> {
        let view = View::new(*source, offset, length);
        let mut executable = match &*view.read(0, 4)? {
            [0x7f, b'E', b'L', b'F'] => elf::parse(&view)?,
            [b'M', b'Z', ..] => pe::parse(&view)?,
            magic if macho::is_thin_magic(magic) => macho::parse(&view)?,
            _ => return Err(malformed(offset, "not an executable")),
        };
        executable.part_sections(view.len());
        Ok(executable)
    }

    /// Sections that share bytes are cut so that each byte belongs to one, code before data, when
    /// all together are longer than the file twice over: a table of sections that all span the
    /// whole file would cost its length times their number.
    fn part_sections(&mut self, length: u64) {
        let is_loaded = |section: &&mut Section| section.content != Content::Other;
        let mut loaded: Vec<&mut Section> = self.sections.iter_mut().filter(is_loaded).collect();
        let total = loaded.iter().fold(0_u64, |sum, section| sum.saturating_add(section.size));
        if total <= length.saturating_mul(2) {
            return;
        }
        loaded.sort_by_key(|section| (section.offset, section.content == Content::Data));
        let mut covered = 0;
        for section in loaded {
            let end = section.offset.saturating_add(section.size);
            let start = section.offset.max(covered).min(end);
            section.address = section.address.wrapping_add(start - section.offset);
            (section.offset, section.size) = (start, end - start);
            covered = covered.max(end);
        }
        self.notes.push("sections overlap; each byte is looked at as part of one of them");
    }

    /// Calls `visit` for every named symbol, imports and definitions, in file order.
    ///
    /// # Errors
    /// When reading fails or a table lies outside the file; symbols before that were visited.
    pub fn symbols(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        match &self.tables {
            Tables::Elf(tables) => tables.symbols(source, visit),
            Tables::Pe(tables) => tables.symbols(source, visit),
            Tables::MachO(tables) => tables.symbols(source, visit),
        }
    }

    /// Calls `visit` with the name of every imported function and the address of the slot that
    /// the loader fills with its address: of the global offset table of ELF, of the import address
    /// tables of PE. Mach-O files have none here.
    ///
    /// # Errors
    /// When reading fails; slots before that were visited.
    pub fn import_slots(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(&[u8], u64),
    ) -> Result<(), ExecutableError> {
        match &self.tables {
            Tables::Elf(tables) => tables.slots(source, visit),
            Tables::Pe(tables) => tables.slots(source, visit),
            Tables::MachO(_) => Ok(()),
        }
    }

    /// Address of the global offset table of an ELF file.
    #[must_use]
    pub fn global_offset_table(&self) -> Option<u64> {
        match &self.tables {
            Tables::Elf(tables) => tables.global_offset_table(),
            Tables::Pe(_) | Tables::MachO(_) => None,
        }
    }

    /// What addresses in the code of a 32-bit PE file count from; 0 in all others, whose code
    /// counts from itself or from the addresses of the sections.
    #[must_use]
    pub fn image_base(&self) -> u64 {
        match &self.tables {
            Tables::Pe(tables) => tables.image_base(),
            Tables::Elf(_) | Tables::MachO(_) => 0,
        }
    }
}

/// A part of a source that holds one executable; offsets are relative to its start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    source: Source<'a>,
    base: u64,
    length: u64,
}

impl<'a> View<'a> {
    pub(crate) fn new(source: Source<'a>, base: u64, length: u64) -> Self {
        let base = base.min(source.len());
        Self { source, base, length: length.min(source.len() - base) }
    }

    pub(crate) fn base(&self) -> u64 {
        self.base
    }

    pub(crate) fn len(&self) -> u64 {
        self.length
    }

    pub(crate) fn read(&self, offset: u64, length: usize) -> io::Result<Cow<'a, [u8]>> {
        let left = usize::try_from(self.length.saturating_sub(offset)).unwrap_or(usize::MAX);
        self.source.read(self.base.saturating_add(offset), length.min(left))
    }

    pub(crate) fn read_exact(
        &self,
        offset: u64,
        length: usize,
        reason: &'static str,
    ) -> Result<Cow<'a, [u8]>, ExecutableError> {
        let bytes = self.read(offset, length)?;
        if bytes.len() < length {
            return Err(malformed(self.base.saturating_add(offset), reason));
        }
        Ok(bytes)
    }

    /// A table of `count` entries of `size` bytes must lie inside the file before it is read.
    pub(crate) fn check_table(
        &self,
        offset: u64,
        count: u64,
        size: u64,
        reason: &'static str,
    ) -> Result<(), ExecutableError> {
        let end = count.checked_mul(size).and_then(|length| length.checked_add(offset));
        match end {
            Some(end) if end <= self.length => Ok(()),
            _ => Err(malformed(self.base.saturating_add(offset), reason)),
        }
    }
}

/// Total reads of integers in one byte order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a> {
    bytes: &'a [u8],
    order: Endianness,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(bytes: &'a [u8], order: Endianness) -> Self {
        Self { bytes, order }
    }

    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(crate) fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(match self.order {
            Endianness::Little => u16::from_le_bytes(*bytes),
            Endianness::Big => u16::from_be_bytes(*bytes),
        })
    }

    pub(crate) fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(match self.order {
            Endianness::Little => u32::from_le_bytes(*bytes),
            Endianness::Big => u32::from_be_bytes(*bytes),
        })
    }

    pub(crate) fn u64(&self, at: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(match self.order {
            Endianness::Little => u64::from_le_bytes(*bytes),
            Endianness::Big => u64::from_be_bytes(*bytes),
        })
    }

    /// An address or a word of the file's class.
    pub(crate) fn word(&self, at: usize, bits: u8) -> Option<u64> {
        if bits == 64 { self.u64(at) } else { self.u32(at).map(u64::from) }
    }
}

/// Zero-terminated names at random offsets of a string table of any size, one block in memory.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    view: View<'a>,
    start: u64,
    size: u64,
    block_at: u64,
    block: Cow<'a, [u8]>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(view: View<'a>, start: u64, size: u64) -> Self {
        let size = size.min(view.len().saturating_sub(start));
        Self { view, start, size, block_at: 0, block: Cow::Borrowed(&[]) }
    }

    /// The name at `at`, cut at [`MAX_NAME`]; `None` outside the table.
    pub(crate) fn get(&mut self, at: u64) -> io::Result<Option<&[u8]>> {
        if at >= self.size {
            return Ok(None);
        }
        if !self.holds(at) {
            self.fill(at)?;
        }
        let skip = usize::try_from(at - self.block_at).unwrap_or(usize::MAX);
        let tail = self.block.get(skip..).unwrap_or_default();
        let tail = tail.get(..MAX_NAME).unwrap_or(tail);
        let end = memchr::memchr(0, tail).unwrap_or(tail.len());
        Ok(tail.get(..end))
    }

    fn holds(&self, at: u64) -> bool {
        let end = self.block_at + self.block.len() as u64;
        at >= self.block_at && at < end && (end == self.size || end - at >= MAX_NAME as u64)
    }

    /// Dynamic symbols are in hash order, so their names are read at random: a table of usual
    /// size is held whole, a larger one costs a short read a name at worst.
    fn fill(&mut self, at: u64) -> io::Result<()> {
        const WHOLE: u64 = 16 * 1024 * 1024;
        let fits = self.size <= WHOLE;
        self.block_at = if fits { 0 } else { at };
        let left = usize::try_from(self.size - self.block_at).unwrap_or(usize::MAX);
        let length = if fits { left } else { left.min(2 * MAX_NAME) };
        self.block = self.view.read(self.start.saturating_add(self.block_at), length)?;
        Ok(())
    }

    /// The name of a library or section at `at`, cut at [`MAX_TEXT`].
    pub(crate) fn text(&mut self, at: u64) -> io::Result<Option<String>> {
        let short = |name: &[u8]| {
            String::from_utf8_lossy(name.get(..MAX_TEXT).unwrap_or(name)).into_owned()
        };
        Ok(self.get(at)?.map(short))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_order_across_blocks() {
        let mut table = Vec::new();
        let mut offsets = Vec::new();
        for index in 0..2_000_000 {
            offsets.push(table.len() as u64);
            table.extend_from_slice(format!("name_{index}\0").as_bytes());
        }
        assert!(table.len() > 16 * 1024 * 1024);
        let source = Source::memory(&table);
        let view = View::new(source, 0, source.len());
        let mut names = Names::new(view, 0, table.len() as u64);
        for index in [0, 199_999, 3, 100_000, 99_999, 150_000, 0] {
            let expected = format!("name_{index}");
            assert_eq!(names.text(offsets[index]).unwrap().unwrap(), expected);
        }
        assert!(names.get(table.len() as u64).unwrap().is_none());
    }

    #[test]
    fn a_view_never_reads_past_its_slice() {
        let bytes = [1, 2, 3, 4, 5, 6];
        let view = View::new(Source::memory(&bytes), 2, 3);
        assert_eq!(&*view.read(1, 10).unwrap(), &[4, 5]);
        assert!(view.read_exact(1, 3, "short").is_err());
        assert!(view.check_table(0, u64::MAX, 2, "count").is_err());
    }

    /// PE32+ with 20,000 sections, of which each spans the whole file.
    #[test]
    fn sections_that_overlap_cost_the_file_once() {
        const COUNT: usize = 20_000;
        let mut file = vec![0; 0x40];
        file[..2].copy_from_slice(b"MZ");
        file[60] = 0x40;
        file.extend(b"PE\0\0\x64\x86");
        file.extend((COUNT as u16).to_le_bytes());
        file.extend([0; 12]);
        file.extend([112, 0, 0, 0, 0x0b, 0x02]);
        file.resize(file.len() + 110, 0);
        let length = (file.len() + 40 * COUNT) as u32;
        for number in 0..COUNT {
            file.extend(b".rdata\0\0");
            let flags = if number == 7 { 0x6000_0020 } else { 0x4000_0040_u32 };
            for word in [length, 0x1000, length, 0, 0, 0, 0, flags] {
                file.extend(word.to_le_bytes());
            }
        }
        assert_eq!(file.len(), length as usize);
        let found = Executable::parse(&Source::memory(&file)).unwrap();
        assert_eq!(found.sections.len(), COUNT);
        let total: u64 = found.sections.iter().map(|section| section.size).sum();
        assert_eq!((total, found.sections[7].size), (length.into(), length.into()));
        assert_eq!(found.notes.len(), 1);
    }

    #[test]
    fn text_is_no_executable() {
        assert!(Executable::parse(&Source::memory(b"#!/bin/sh\n")).is_err());
        assert!(Executable::parse(&Source::memory(b"")).is_err());
    }
}
