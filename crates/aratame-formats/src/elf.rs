//! ELF of any class, byte order and architecture: dynamic section, sections, notes and symbols.
//!
//! Reads headers and tables by range; a count from a header is checked against the file before
//! anything is allocated. Of relocations only those of imported functions are read; debug
//! information is not.

mod slots;

use std::collections::BTreeMap;
use std::io;

use goblin::container::{Container, Ctx, Endian};
use goblin::elf::dynamic::{DT_NEEDED, DT_SONAME, DT_STRSZ, DT_STRTAB, DT_SYMTAB};
use goblin::elf::header::{self, Header};
use goblin::elf::program_header::{PF_X, PT_DYNAMIC, PT_LOAD, PT_NOTE, ProgramHeader};
use goblin::elf::section_header::{
    SHF_ALLOC, SHF_EXECINSTR, SHN_XINDEX, SHT_DYNAMIC, SHT_DYNSYM, SHT_GNU_VERNEED, SHT_GNU_VERSYM,
    SHT_NOBITS, SHT_NOTE, SHT_SYMTAB, SectionHeader,
};
use goblin::elf::sym::{STB_LOCAL, STT_FILE, STT_SECTION, Sym};

use crate::executable::{
    BLOCK, Binding, Content, Endianness, Executable, ExecutableError, Fields, Format, MAX_ENTRIES,
    MAX_SYMBOLS, Names, Role, Section, Symbol, Tables, View, malformed,
};
use crate::source::Source;
use slots::Slots;

/// Largest ELF header, that of 64-bit files.
const HEADER_SIZE: usize = 64;
/// Most bytes of notes looked at for the build identifier.
const MAX_NOTES: usize = BLOCK;
/// Most entries of a dynamic section: real ones have under a hundred, plus one per library.
const MAX_DYNAMIC: usize = 16_384;

/// Where the symbols are.
#[derive(Clone, Debug)]
pub(crate) struct SymbolTables {
    base: u64,
    length: u64,
    context: Ctx,
    tables: Vec<SymbolTable>,
    versions: Option<Versions>,
    slots: Slots,
}

#[derive(Clone, Debug)]
struct SymbolTable {
    offset: u64,
    count: u64,
    names: (u64, u64),
    dynamic: bool,
}

/// Which library each symbol version is needed from.
#[derive(Clone, Debug)]
struct Versions {
    indexes: (u64, u64),
    libraries: BTreeMap<u16, String>,
}

pub(crate) fn parse(view: &View<'_>) -> Result<Executable, ExecutableError> {
    let reader = Reader::new(view)?;
    let mut notes = Vec::new();
    let sections = reader.sections(&mut notes)?;
    let segments = reader.segments(&mut notes)?;
    let dynamic = reader.dynamic(&sections, &segments)?;
    let table = reader.dynamic_names(&dynamic, &segments)?;
    let listed = reader.list(&sections, &segments)?;
    let has_symtab = sections.iter().any(|section| section.sh_type == SHT_SYMTAB);
    Ok(Executable {
        format: Format::Elf,
        role: reader.role(&segments, &dynamic),
        architecture: architecture(reader.header.e_machine),
        bits: reader.bits(),
        endianness: reader.order(),
        go_build_info: listed.iter().any(|section| section.name == ".go.buildinfo"),
        stripped: !has_symtab,
        libraries: table.libraries,
        soname: table.soname,
        build_id: reader.build_id(&sections, &segments)?,
        tables: Tables::Elf(reader.symbol_tables(&sections, &dynamic, &segments)?),
        sections: listed,
        notes,
    })
}

struct Reader<'a> {
    view: View<'a>,
    header: Header,
    context: Ctx,
}

/// What the dynamic section names.
struct DynamicNames {
    libraries: Vec<String>,
    soname: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(view: &View<'a>) -> Result<Self, ExecutableError> {
        let bytes = view.read(0, HEADER_SIZE)?;
        let bad = |_| malformed(view.base(), "ELF header");
        let header = goblin::elf::Elf::parse_header(&bytes).map_err(bad)?;
        let context = Ctx::new(header.container().map_err(bad)?, header.endianness().map_err(bad)?);
        Ok(Self { view: *view, header, context })
    }

    fn bits(&self) -> u8 {
        if self.context.container == Container::Big { 64 } else { 32 }
    }

    fn order(&self) -> Endianness {
        if self.context.le == Endian::Little { Endianness::Little } else { Endianness::Big }
    }

    fn role(&self, segments: &[ProgramHeader], dynamic: &[(u64, u64)]) -> Role {
        let interpreted =
            segments.iter().any(|s| s.p_type == goblin::elf::program_header::PT_INTERP);
        let named = dynamic.iter().any(|(tag, _)| *tag == DT_SONAME);
        match self.header.e_type {
            header::ET_EXEC => Role::Program,
            header::ET_DYN if !named && (interpreted || is_pie(dynamic)) => Role::Program,
            header::ET_DYN => Role::Library,
            header::ET_REL => Role::Object,
            header::ET_CORE => Role::Core,
            _ => Role::Other,
        }
    }

    fn sections(
        &self,
        notes: &mut Vec<&'static str>,
    ) -> Result<Vec<SectionHeader>, ExecutableError> {
        let size = SectionHeader::size(self.context);
        if self.header.e_shoff == 0 {
            return Ok(Vec::new());
        }
        if usize::from(self.header.e_shentsize) != size {
            notes.push("section headers of a foreign size are not read");
            return Ok(Vec::new());
        }
        let Some(count) = self.section_count(size)? else {
            notes.push("the section table lies outside the file");
            return Ok(Vec::new());
        };
        let bytes = self.view.read(self.header.e_shoff, count * size)?;
        SectionHeader::parse_from(&bytes, 0, count, self.context)
            .map_err(|_| malformed(self.header.e_shoff, "section table"))
    }

    fn is_cut(&self, segment: &ProgramHeader) -> bool {
        let end = segment.p_offset.saturating_add(segment.p_filesz);
        segment.p_type == PT_LOAD && end > self.view.len()
    }

    /// A count of zero says that the first entry holds it; `None` when the table does not fit.
    fn section_count(&self, size: usize) -> Result<Option<usize>, ExecutableError> {
        let first = self.view.read(self.header.e_shoff, size)?;
        let count = match self.header.e_shnum {
            0 => SectionHeader::parse_from(&first, 0, 1, self.context)
                .ok()
                .and_then(|headers| headers.first().map(|first| first.sh_size))
                .unwrap_or(0),
            count => u64::from(count),
        };
        let fits = self.view.check_table(self.header.e_shoff, count, size as u64, "").is_ok();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Ok((fits && count > 0 && count <= MAX_ENTRIES).then_some(count))
    }

    fn segments(
        &self,
        notes: &mut Vec<&'static str>,
    ) -> Result<Vec<ProgramHeader>, ExecutableError> {
        let size = ProgramHeader::size(self.context);
        let count = usize::from(self.header.e_phnum);
        if count == 0 || usize::from(self.header.e_phentsize) != size {
            return Ok(Vec::new());
        }
        let fits = self.view.check_table(self.header.e_phoff, count as u64, size as u64, "");
        if fits.is_err() {
            notes.push("the segment table lies outside the file");
            return Ok(Vec::new());
        }
        let bytes = self.view.read(self.header.e_phoff, count * size)?;
        let segments = ProgramHeader::parse(&bytes, 0, count, self.context)
            .map_err(|_| malformed(self.header.e_phoff, "segment table"))?;
        if segments.iter().any(|segment| self.is_cut(segment)) {
            notes.push("the file ends inside a segment");
        }
        Ok(segments)
    }

    fn dynamic(
        &self,
        sections: &[SectionHeader],
        segments: &[ProgramHeader],
    ) -> Result<Vec<(u64, u64)>, ExecutableError> {
        let segment = segments.iter().find(|s| s.p_type == PT_DYNAMIC);
        let section = sections.iter().find(|s| s.sh_type == SHT_DYNAMIC);
        let Some((offset, size)) = segment
            .map(|s| (s.p_offset, s.p_filesz))
            .or_else(|| section.map(|s| (s.sh_offset, s.sh_size)))
        else {
            return Ok(Vec::new());
        };
        let word = usize::from(self.bits() / 8);
        let wanted = usize::try_from(size).unwrap_or(usize::MAX).min(MAX_DYNAMIC * 2 * word);
        let bytes = self.view.read(offset, wanted)?;
        Ok(bytes.chunks_exact(2 * word).map_while(|entry| self.dynamic_entry(entry)).collect())
    }

    /// A tag and its value; `None` at the terminating `DT_NULL`.
    fn dynamic_entry(&self, entry: &[u8]) -> Option<(u64, u64)> {
        let fields = Fields::new(entry, self.order());
        let tag = fields.word(0, self.bits())?;
        let value = fields.word(usize::from(self.bits() / 8), self.bits())?;
        (tag != 0).then_some((tag, value))
    }

    fn dynamic_names(
        &self,
        dynamic: &[(u64, u64)],
        segments: &[ProgramHeader],
    ) -> Result<DynamicNames, ExecutableError> {
        let mut found = DynamicNames { libraries: Vec::new(), soname: None };
        let Some((start, size)) = name_table(dynamic, segments) else { return Ok(found) };
        let mut names = Names::new(self.view, start, size);
        for (tag, value) in dynamic {
            match *tag {
                DT_NEEDED => found.libraries.extend(names.text(*value)?),
                DT_SONAME => found.soname = names.text(*value)?,
                _ => {}
            }
        }
        Ok(found)
    }

    /// Sections as the caller sees them; segments when there is no section.
    fn list(
        &self,
        sections: &[SectionHeader],
        segments: &[ProgramHeader],
    ) -> io::Result<Vec<Section>> {
        if sections.len() < 2 {
            let loaded = segments.iter().filter(|segment| segment.p_type == PT_LOAD);
            return Ok(loaded.map(|segment| self.segment(segment)).collect());
        }
        let index = match u32::from(self.header.e_shstrndx) {
            SHN_XINDEX => sections.first().map_or(0, |first| first.sh_link as usize),
            index => index as usize,
        };
        let (start, size) = sections.get(index).map_or((0, 0), |s| (s.sh_offset, s.sh_size));
        let mut names = Names::new(self.view, start, size);
        let in_file = sections.iter().filter(|s| s.sh_type != SHT_NOBITS && s.sh_size > 0);
        in_file.map(|section| self.section(section, &mut names)).collect()
    }

    fn section(&self, section: &SectionHeader, names: &mut Names<'_>) -> io::Result<Section> {
        let flags = section.sh_flags;
        let linking = matches!(
            section.sh_type,
            SHT_DYNSYM | SHT_NOTE | SHT_DYNAMIC | SHT_GNU_VERSYM | SHT_GNU_VERNEED
        );
        let content = if flags & u64::from(SHF_EXECINSTR) != 0 {
            Content::Code
        } else if flags & u64::from(SHF_ALLOC) != 0 && !linking {
            Content::Data
        } else {
            Content::Other
        };
        Ok(Section {
            name: names.text(section.sh_name as u64)?.unwrap_or_default(),
            offset: self.view.base() + section.sh_offset.min(self.view.len()),
            size: section.sh_size.min(self.view.len().saturating_sub(section.sh_offset)),
            content,
            address: section.sh_addr,
        })
    }

    fn segment(&self, segment: &ProgramHeader) -> Section {
        let code = segment.p_flags & PF_X != 0;
        Section {
            name: String::new(),
            offset: self.view.base() + segment.p_offset.min(self.view.len()),
            size: segment.p_filesz.min(self.view.len().saturating_sub(segment.p_offset)),
            content: if code { Content::Code } else { Content::Data },
            address: segment.p_vaddr,
        }
    }

    fn build_id(
        &self,
        sections: &[SectionHeader],
        segments: &[ProgramHeader],
    ) -> io::Result<Option<Vec<u8>>> {
        let in_segments = segments.iter().filter(|s| s.p_type == PT_NOTE);
        let in_sections = sections.iter().filter(|s| s.sh_type == SHT_NOTE);
        let ranges = in_segments
            .map(|s| (s.p_offset, s.p_filesz))
            .chain(in_sections.map(|s| (s.sh_offset, s.sh_size)));
        for (offset, size) in ranges.take(MAX_NOTE_RANGES) {
            let size = usize::try_from(size).unwrap_or(usize::MAX).min(MAX_NOTES);
            let bytes = self.view.read(offset, size)?;
            if let Some(id) = gnu_build_id(&bytes, self.order()) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn symbol_tables(
        &self,
        sections: &[SectionHeader],
        dynamic: &[(u64, u64)],
        segments: &[ProgramHeader],
    ) -> Result<SymbolTables, ExecutableError> {
        let size = Sym::size(self.context.container) as u64;
        let mut tables: Vec<_> = sections
            .iter()
            .filter(|s| matches!(s.sh_type, SHT_DYNSYM | SHT_SYMTAB))
            .filter_map(|section| {
                let names = sections.get(section.sh_link as usize)?;
                Some(SymbolTable {
                    offset: section.sh_offset,
                    count: section.sh_size / size,
                    names: (names.sh_offset, names.sh_size),
                    dynamic: section.sh_type == SHT_DYNSYM,
                })
            })
            .take(MAX_SYMBOL_TABLES)
            .collect();
        if sections.is_empty() {
            tables.extend(symbols_without_sections(dynamic, segments, size));
        }
        Ok(SymbolTables {
            base: self.view.base(),
            length: self.view.len(),
            context: self.context,
            tables,
            versions: self.versions(sections)?,
            slots: Slots::read(self.header.e_machine, self.bits() == 64, dynamic, segments),
        })
    }

    fn versions(&self, sections: &[SectionHeader]) -> Result<Option<Versions>, ExecutableError> {
        let indexes = sections.iter().find(|s| s.sh_type == SHT_GNU_VERSYM);
        let needs = sections.iter().find(|s| s.sh_type == SHT_GNU_VERNEED);
        let (Some(indexes), Some(needs)) = (indexes, needs) else { return Ok(None) };
        let Some(names) = sections.get(needs.sh_link as usize) else { return Ok(None) };
        let mut names = Names::new(self.view, names.sh_offset, names.sh_size);
        let size = usize::try_from(needs.sh_size).unwrap_or(usize::MAX).min(16 * BLOCK);
        let bytes = self.view.read(needs.sh_offset, size)?;
        let libraries = needed_versions(Fields::new(&bytes, self.order()), &mut names)?;
        Ok(Some(Versions { indexes: (indexes.sh_offset, indexes.sh_size / 2), libraries }))
    }
}

/// A file has one dynamic and one full symbol table; more are a trick to make reading long.
const MAX_SYMBOL_TABLES: usize = 4;
/// A program needs a few dozen symbol versions; an index has 15 bits.
const MAX_VERSIONS: usize = 4096;
/// Notes stand in a handful of ranges.
const MAX_NOTE_RANGES: usize = 64;

/// `DF_1_PIE` of `DT_FLAGS_1`: a position-independent program without an interpreter.
fn is_pie(dynamic: &[(u64, u64)]) -> bool {
    const DT_FLAGS_1: u64 = 0x6fff_fffb;
    const DF_1_PIE: u64 = 0x0800_0000;
    dynamic.iter().any(|(tag, value)| *tag == DT_FLAGS_1 && value & DF_1_PIE != 0)
}

/// Where in the file the dynamic names are: offset and size.
fn name_table(dynamic: &[(u64, u64)], segments: &[ProgramHeader]) -> Option<(u64, u64)> {
    let start = file_offset(value(dynamic, DT_STRTAB)?, segments)?;
    Some((start, value(dynamic, DT_STRSZ)?))
}

fn value(dynamic: &[(u64, u64)], wanted: u64) -> Option<u64> {
    dynamic.iter().find(|(tag, _)| *tag == wanted).map(|(_, value)| *value)
}

fn file_offset(address: u64, segments: &[ProgramHeader]) -> Option<u64> {
    segments
        .iter()
        .filter(|segment| segment.p_type == PT_LOAD)
        .find(|segment| address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz)
        .and_then(|segment| (address - segment.p_vaddr).checked_add(segment.p_offset))
}

/// Without sections nothing states how many dynamic symbols there are; every linker puts their
/// names right behind them, so the distance tells.
fn symbols_without_sections(
    dynamic: &[(u64, u64)],
    segments: &[ProgramHeader],
    size: u64,
) -> Option<SymbolTable> {
    let names = name_table(dynamic, segments)?;
    let offset = file_offset(value(dynamic, DT_SYMTAB)?, segments)?;
    let count = names.0.checked_sub(offset)? / size;
    Some(SymbolTable { offset, count, names, dynamic: true })
}

/// The descriptor of the note `GNU`, type 3.
fn gnu_build_id(bytes: &[u8], order: Endianness) -> Option<Vec<u8>> {
    const NT_GNU_BUILD_ID: u32 = 3;
    let fields = Fields::new(bytes, order);
    let mut at = 0usize;
    loop {
        let name_size = fields.u32(at)? as usize;
        let size = fields.u32(at.checked_add(4)?)? as usize;
        let kind = fields.u32(at.checked_add(8)?)?;
        let name = at.checked_add(12)?;
        let start = name.checked_add(name_size.checked_next_multiple_of(4)?)?;
        let end = start.checked_add(size)?;
        if kind == NT_GNU_BUILD_ID && bytes.get(name..name.checked_add(3)?) == Some(b"GNU") {
            return Some(bytes.get(start..end)?.to_vec());
        }
        at = end.checked_next_multiple_of(4)?;
    }
}

/// The chain of `Verneed` and `Vernaux`: version index to the library that provides it.
fn needed_versions(fields: Fields<'_>, names: &mut Names<'_>) -> io::Result<BTreeMap<u16, String>> {
    let mut found = BTreeMap::new();
    let mut left = MAX_VERSIONS;
    let mut at = 0usize;
    for _ in 0..MAX_VERSIONS {
        let head = (fields.u16(at.saturating_add(2)), fields.u32(at.saturating_add(4)));
        let (Some(count), Some(file)) = head else { break };
        let library = names.text(u64::from(file))?.unwrap_or_default();
        let first = at.saturating_add(fields.u32(at.saturating_add(8)).unwrap_or(0) as usize);
        for index in version_indexes(fields, first, count).take(left) {
            left -= 1;
            found.entry(index).or_insert_with(|| library.clone());
        }
        match fields.u32(at.saturating_add(12)).unwrap_or(0) as usize {
            0 => break,
            next => at = at.saturating_add(next),
        }
    }
    Ok(found)
}

/// The version indexes of one `Verneed`: `vna_other` along the chain of `vna_next`.
fn version_indexes(fields: Fields<'_>, first: usize, count: u16) -> impl Iterator<Item = u16> {
    let mut aux = Some(first);
    std::iter::from_fn(move || {
        let at = aux?;
        let index = fields.u16(at.saturating_add(6))?;
        let next = fields.u32(at.saturating_add(12)).unwrap_or(0) as usize;
        aux = (next != 0).then(|| at.saturating_add(next));
        Some(index & 0x7fff)
    })
    .take(usize::from(count))
}

impl SymbolTables {
    pub(crate) fn symbols(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        let view = View::new(*source, self.base, self.length);
        self.tables.iter().try_for_each(|table| self.table(&view, table, visit))
    }

    fn table(
        &self,
        view: &View<'_>,
        table: &SymbolTable,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        let size = Sym::size(self.context.container) as u64;
        view.check_table(table.offset, table.count, size, "symbol table outside the file")?;
        let mut names = Names::new(*view, table.names.0, table.names.1);
        let per_block = (BLOCK as u64 / size).max(1);
        let total = table.count.min(MAX_SYMBOLS);
        let mut first = 0;
        while first < total {
            let count = per_block.min(total - first);
            let versions = self.block_versions(view, table, first, count)?;
            let bytes = view.read(table.offset + first * size, (count * size) as usize)?;
            let symbols = Sym::parse(&bytes, 0, count as usize, self.context)
                .map_err(|_| malformed(table.offset, "symbol table"))?;
            for (symbol, index) in symbols.iter().zip(0..) {
                let version = Fields::new(&versions, self.order()).u16(2 * index);
                self.symbol(symbol, version, &mut names, visit)?;
            }
            first += count;
        }
        Ok(())
    }

    fn order(&self) -> Endianness {
        if self.context.le == Endian::Little { Endianness::Little } else { Endianness::Big }
    }

    fn block_versions(
        &self,
        view: &View<'_>,
        table: &SymbolTable,
        first: u64,
        count: u64,
    ) -> io::Result<Vec<u8>> {
        match &self.versions {
            Some(versions) if table.dynamic && first < versions.indexes.1 => {
                let start = versions.indexes.0.saturating_add(2 * first);
                Ok(view.read(start, 2 * count as usize)?.into_owned())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn symbol(
        &self,
        symbol: &Sym,
        version: Option<u16>,
        names: &mut Names<'_>,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> io::Result<()> {
        if symbol.st_name == 0 || matches!(symbol.st_type(), STT_FILE | STT_SECTION) {
            return Ok(());
        }
        let Some(name) = names.get(symbol.st_name as u64)?.filter(|name| !name.is_empty()) else {
            return Ok(());
        };
        let binding = match (symbol.st_shndx, symbol.st_bind()) {
            (0, _) => Binding::Import(version.and_then(|version| self.library(version))),
            (_, STB_LOCAL) => Binding::Local,
            _ => Binding::Export,
        };
        visit(Symbol { name, binding, address: symbol.st_value });
        Ok(())
    }

    fn library(&self, version: u16) -> Option<&str> {
        let libraries = &self.versions.as_ref()?.libraries;
        libraries.get(&(version & 0x7fff)).map(String::as_str)
    }
}

fn architecture(machine: u16) -> &'static str {
    match machine {
        header::EM_386 => "x86",
        header::EM_X86_64 => "x86_64",
        header::EM_ARM => "arm",
        header::EM_AARCH64 => "aarch64",
        header::EM_MIPS | header::EM_MIPS_RS3_LE => "mips",
        header::EM_PPC => "powerpc",
        header::EM_PPC64 => "powerpc64",
        header::EM_RISCV => "riscv",
        header::EM_S390 => "s390",
        header::EM_SPARC | header::EM_SPARC32PLUS => "sparc",
        header::EM_SPARCV9 => "sparc64",
        header::EM_IA_64 => "ia64",
        header::EM_SH => "sh",
        header::EM_PARISC => "parisc",
        header::EM_68K => "m68k",
        header::EM_BPF => "bpf",
        header::EM_LOONGARCH => "loongarch",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Appends big- or little-endian words of a class to a file under construction.
    struct Builder {
        bytes: Vec<u8>,
        bits: u8,
        big: bool,
    }

    impl Builder {
        fn half(&mut self, value: u16) {
            self.put(&value.to_le_bytes());
        }

        fn word(&mut self, value: u32) {
            self.put(&value.to_le_bytes());
        }

        fn address(&mut self, value: u64) {
            let width = usize::from(self.bits / 8);
            self.put(&value.to_le_bytes()[..width]);
        }

        fn put(&mut self, little: &[u8]) {
            let mut bytes = little.to_vec();
            if self.big {
                bytes.reverse();
            }
            self.bytes.extend(bytes);
        }

        fn segment(&mut self, kind: u32, flags: u32, offset: u64, size: u64) {
            self.word(kind);
            if self.bits == 64 {
                self.word(flags);
            }
            self.address(offset);
            self.address(0x1000 + offset);
            self.address(0);
            self.address(size);
            self.address(size);
            if self.bits == 32 {
                self.word(flags);
            }
            self.address(1);
        }

        fn symbol(&mut self, name: u32, section: u16) {
            self.word(name);
            if self.bits == 32 {
                self.address(0x1234);
                self.address(0);
            }
            self.bytes.extend([0x12, 0]);
            self.half(section);
            if self.bits == 64 {
                self.address(0x1234);
                self.address(0);
            }
        }
    }

    const NAMES: &[u8] = b"\0libcrypto.so.3\0libmine.so.1\0MD5_Update\0mine\0";

    /// A shared library without sections: a load segment, a note and a dynamic section.
    fn library(bits: u8, big: bool) -> Vec<u8> {
        let mut b = Builder { bytes: Vec::new(), bits, big };
        let wide = bits == 64;
        let (head, entry) = if wide { (64u64, 56u64) } else { (52, 32) };
        b.bytes.extend([0x7f, b'E', b'L', b'F', bits / 32, 1 + u8::from(big), 1, 0]);
        b.bytes.extend([0; 8]);
        b.half(header::ET_DYN);
        b.half(header::EM_MIPS);
        b.word(1);
        b.address(0);
        b.address(head);
        b.address(0);
        b.word(0);
        for value in [head, entry, 3, 0, 0, 0] {
            b.half(value as u16);
        }
        let note = head + 3 * entry;
        let dynamic = note + 20;
        let symbols = dynamic + 6 * 2 * u64::from(bits / 8);
        let names = symbols + 3 * if wide { 24 } else { 16 };
        b.segment(PT_LOAD, PF_X, 0, names + NAMES.len() as u64);
        b.segment(PT_NOTE, 0, note, 20);
        b.segment(PT_DYNAMIC, 0, dynamic, symbols - dynamic);
        b.word(4);
        b.word(4);
        b.word(3);
        b.bytes.extend(b"GNU\0\xde\xad\xbe\xef");
        let tags = [
            (DT_NEEDED, 1),
            (DT_SONAME, 16),
            (DT_STRTAB, 0x1000 + names),
            (DT_SYMTAB, 0x1000 + symbols),
            (DT_STRSZ, NAMES.len() as u64),
            (0, 0),
        ];
        for (tag, value) in tags {
            b.address(tag);
            b.address(value);
        }
        b.symbol(0, 0);
        b.symbol(29, 0);
        b.symbol(40, 1);
        b.bytes.extend(NAMES);
        b.bytes
    }

    fn listed(file: &[u8]) -> Vec<String> {
        let source = Source::memory(file);
        let mut names = Vec::new();
        if let Ok(found) = Executable::parse(&source) {
            let _ = found.symbols(&source, &mut |symbol| {
                let name = String::from_utf8_lossy(symbol.name);
                names.push(format!("{name} {:?}", symbol.binding));
            });
        }
        names
    }

    #[test]
    fn every_class_and_byte_order_without_sections() {
        for (bits, big) in [(32, false), (32, true), (64, false), (64, true)] {
            let file = library(bits, big);
            let found = Executable::parse(&Source::memory(&file)).unwrap();
            assert_eq!((found.bits, found.architecture), (bits, "mips"));
            assert_eq!(found.endianness == Endianness::Big, big);
            assert_eq!(found.role, Role::Library);
            assert_eq!(found.libraries, ["libcrypto.so.3"]);
            assert_eq!(found.soname.as_deref(), Some("libmine.so.1"));
            assert_eq!(found.build_id.as_deref(), Some(&[0xde, 0xad, 0xbe, 0xef][..]));
            assert_eq!(found.sections.len(), 1);
            assert_eq!(listed(&file), ["MD5_Update Import(None)", "mine Export"]);
        }
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let file = library(64, false);
        for length in 0..file.len() {
            listed(&file[..length]);
        }
        for at in 0..file.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = file.clone();
                changed[at] = value;
                listed(&changed);
            }
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_test_binary() {
        let path = std::env::current_exe().unwrap();
        let file = std::fs::File::open(path).unwrap();
        let length = file.metadata().unwrap().len();
        let source = Source::reader(&file, length);
        let found = Executable::parse(&source).unwrap();
        assert!(found.libraries.iter().any(|library| library.starts_with("libc.")));
        let mut from_libc = 0;
        found
            .symbols(&source, &mut |symbol| {
                let library =
                    matches!(symbol.binding, Binding::Import(Some(l)) if l.starts_with("libc."));
                from_libc += usize::from(library);
            })
            .unwrap();
        assert!(from_libc > 10, "{from_libc}");
        assert!(found.sections.iter().any(|s| s.name == ".text" && s.content == Content::Code));
    }
}
