//! PE32 and PE32+: sections, imports by name and by ordinal, delayed imports, exports.
//!
//! goblin's PE reader wants the whole file in memory, so the few structures needed are read here
//! by range, with goblin's constants. Resources, signatures and .NET metadata are not read. An
//! import by ordinal has the name `#7`; what stands behind the number is the library's business.

use std::io;

use goblin::pe::characteristic::IMAGE_FILE_DLL;
use goblin::pe::header as coff;
use goblin::pe::section_table::{
    IMAGE_SCN_CNT_INITIALIZED_DATA, IMAGE_SCN_MEM_DISCARDABLE, IMAGE_SCN_MEM_EXECUTE,
};

use crate::executable::{
    Binding, Content, Endianness, Executable, ExecutableError, Fields, Format, MAX_ENTRIES, Names,
    Role, Section, Symbol, Tables, View, malformed,
};
use crate::source::Source;

/// Most imported and exported names of one file; large system libraries have some 30,000.
const MAX_PE_SYMBOLS: usize = 1_000_000;
/// Most libraries a file imports from.
const MAX_LIBRARIES: usize = 4096;
/// Size of the COFF header with its signature `PE\0\0`.
const COFF_SIZE: u64 = 24;
const SECTION_SIZE: usize = 40;
const EXPORT: usize = 0;

/// How the descriptors of one directory lie: the size of one, and where it has the name of its
/// library, its lookup table and the address table, which stands in for an absent lookup table.
struct Descriptors {
    directory: usize,
    size: usize,
    name: usize,
    lookup: usize,
    addresses: usize,
    /// Where the flags are whose lowest bit says that addresses are relative to the image.
    flags: Option<usize>,
}

/// PE Format, The .idata Section, Import Directory Table.
const IMPORTS: Descriptors =
    Descriptors { directory: 1, size: 20, name: 12, lookup: 0, addresses: 16, flags: None };
/// PE Format, Delay-Load Import Tables. The address table points into code until the first call,
/// so it cannot stand in.
const DELAYED: Descriptors =
    Descriptors { directory: 13, size: 32, name: 4, lookup: 16, addresses: 12, flags: Some(0) };

/// Where imports and exports are.
#[derive(Clone, Debug)]
pub(crate) struct SymbolTables {
    base: u64,
    length: u64,
    bits: u8,
    image_base: u64,
    map: Map,
    imports: Vec<ImportTable>,
    exports: Option<u32>,
}

#[derive(Clone, Debug)]
struct ImportTable {
    library: String,
    /// Relative address of the lookup table.
    lookup: u32,
    /// Relative address of the table that the loader fills.
    addresses: u32,
    /// What is taken from its addresses to make them relative.
    base: u32,
}

/// Relative virtual addresses to file offsets: (address, size, offset) of each section, by address.
/// A file may have as many sections as names, so they are sought by halves.
#[derive(Clone, Debug)]
struct Map(Vec<(u32, u32, u32)>);

impl Map {
    fn new(mut sections: Vec<(u32, u32, u32)>) -> Self {
        sections.retain(|(_, size, _)| *size > 0);
        sections.sort_by_key(|(start, ..)| *start);
        Self(sections)
    }

    fn offset(&self, address: u32) -> Option<u64> {
        let above = self.0.partition_point(|(start, ..)| *start <= address);
        let (start, size, offset) = self.0.get(..above)?.last()?;
        let within = address - start;
        (within < *size).then(|| u64::from(*offset) + u64::from(within))
    }
}

struct Headers {
    machine: u16,
    characteristics: u16,
    symbols: u32,
    bits: u8,
    subsystem: u16,
    /// Preferred address of the image: what virtual addresses of old linkers count from.
    image_base: u64,
    directories: Vec<(u32, u32)>,
    sections: Vec<Section>,
    map: Map,
}

pub(crate) fn parse(view: &View<'_>) -> Result<Executable, ExecutableError> {
    let headers = Headers::read(view)?;
    let mut imports = headers.imports(view, &IMPORTS)?;
    imports.extend(headers.imports(view, &DELAYED)?);
    let exports = headers.directory(EXPORT);
    let soname = export_name(view, &headers.map, exports)?;
    Ok(Executable {
        format: Format::Pe,
        role: headers.role(),
        architecture: architecture(headers.machine),
        bits: headers.bits,
        endianness: Endianness::Little,
        libraries: imports.iter().map(|table| table.library.clone()).collect(),
        soname,
        build_id: None,
        go_build_info: has_go_build_info(view, &headers.sections)?,
        stripped: headers.symbols == 0,
        notes: Vec::new(),
        tables: Tables::Pe(SymbolTables {
            base: view.base(),
            length: view.len(),
            bits: headers.bits,
            image_base: headers.image_base,
            map: headers.map,
            imports,
            exports,
        }),
        sections: headers.sections,
    })
}

impl Headers {
    fn read(view: &View<'_>) -> Result<Self, ExecutableError> {
        let dos = view.read_exact(0, 64, "DOS header")?;
        let start = u64::from(little(&dos).u32(60).unwrap_or(0));
        let coff = view.read_exact(start, COFF_SIZE as usize, "COFF header")?;
        if coff.get(..4) != Some(b"PE\0\0") {
            return Err(malformed(view.base() + start, "PE signature"));
        }
        let fields = little(&coff);
        let half = |at| fields.u16(at).unwrap_or(0);
        let optional_at = start + COFF_SIZE;
        let optional = view.read(optional_at, usize::from(half(20)))?;
        let optional = little(&optional);
        let bits = match optional.u16(0) {
            Some(0x10b) => 32,
            Some(0x20b) => 64,
            _ => return Err(malformed(view.base() + optional_at, "optional header")),
        };
        let table = optional_at + u64::from(half(20));
        let (sections, map) = sections(view, table, usize::from(half(6)))?;
        Ok(Self {
            machine: half(4),
            characteristics: half(22),
            symbols: fields.u32(12).unwrap_or(0),
            bits,
            subsystem: optional.u16(68).unwrap_or(0),
            image_base: if bits == 64 { optional.u64(24) } else { optional.u32(28).map(u64::from) }
                .unwrap_or(0),
            directories: directories(optional, bits),
            sections,
            map,
        })
    }

    fn role(&self) -> Role {
        /// `IMAGE_SUBSYSTEM_NATIVE` and the four of EFI.
        const KERNEL: [u16; 5] = [1, 10, 11, 12, 13];
        if self.characteristics & IMAGE_FILE_DLL != 0 {
            Role::Library
        } else if KERNEL.contains(&self.subsystem) {
            Role::Other
        } else {
            Role::Program
        }
    }

    fn directory(&self, index: usize) -> Option<u32> {
        self.directories.get(index).filter(|(address, _)| *address != 0).map(|(at, _)| *at)
    }

    /// The libraries of one directory, up to the first descriptor that is not one.
    fn imports(&self, view: &View<'_>, shape: &Descriptors) -> io::Result<Vec<ImportTable>> {
        let start = self.directory(shape.directory).and_then(|address| self.map.offset(address));
        let Some(start) = start else { return Ok(Vec::new()) };
        let bytes = view.read(start, MAX_LIBRARIES * shape.size)?;
        let mut names = Names::new(*view, 0, view.len());
        let mut found = Vec::new();
        for descriptor in bytes.chunks_exact(shape.size) {
            let fields = little(descriptor);
            let word = |at| fields.u32(at).unwrap_or(0);
            // Linkers before 2003 wrote delayed imports by virtual addresses.
            let is_relative = shape.flags.is_none_or(|at| word(at) & 1 == 1);
            let base = if is_relative { 0 } else { self.image_base as u32 };
            let stands_in = if shape.flags.is_none() { word(shape.addresses) } else { 0 };
            let lookup = if word(shape.lookup) != 0 { word(shape.lookup) } else { stands_in };
            let name = self.map.offset(word(shape.name).wrapping_sub(base));
            let Some(name) = name.filter(|_| lookup != 0) else { break };
            let library = names.text(name)?.unwrap_or_default();
            found.push(ImportTable {
                library,
                lookup: lookup.wrapping_sub(base),
                addresses: word(shape.addresses).wrapping_sub(base),
                base,
            });
        }
        Ok(found)
    }
}

fn little(bytes: &[u8]) -> Fields<'_> {
    Fields::new(bytes, Endianness::Little)
}

/// (address, size) of the data directories.
fn directories(optional: Fields<'_>, bits: u8) -> Vec<(u32, u32)> {
    let count_at = if bits == 64 { 108 } else { 92 };
    let count = optional.u32(count_at).unwrap_or(0).min(16) as usize;
    (0..count)
        .map_while(|index| {
            let at = count_at + 4 + 8 * index;
            Some((optional.u32(at)?, optional.u32(at + 4)?))
        })
        .collect()
}

fn sections(
    view: &View<'_>,
    table: u64,
    count: usize,
) -> Result<(Vec<Section>, Map), ExecutableError> {
    view.check_table(table, count as u64, SECTION_SIZE as u64, "section table")?;
    let bytes = view.read(table, count.min(MAX_ENTRIES) * SECTION_SIZE)?;
    let mut map = Vec::new();
    let mut sections = Vec::new();
    for header in bytes.chunks_exact(SECTION_SIZE) {
        let fields = little(header);
        let word = |at| fields.u32(at).unwrap_or(0);
        let (size, offset) = (word(16), word(20));
        map.push((word(12), size.max(word(8)), offset));
        sections.push(Section {
            name: section_name(header),
            offset: view.base() + u64::from(offset).min(view.len()),
            size: u64::from(size).min(view.len().saturating_sub(u64::from(offset))),
            content: content(word(36)),
            address: word(12).into(),
        });
    }
    Ok((sections, Map::new(map)))
}

fn section_name(header: &[u8]) -> String {
    let name = header.get(..8).unwrap_or_default();
    let end = memchr::memchr(0, name).unwrap_or(name.len());
    String::from_utf8_lossy(name.get(..end).unwrap_or_default()).into_owned()
}

fn content(flags: u32) -> Content {
    if flags & IMAGE_SCN_MEM_EXECUTE != 0 {
        Content::Code
    } else if flags & IMAGE_SCN_CNT_INITIALIZED_DATA != 0 && flags & IMAGE_SCN_MEM_DISCARDABLE == 0
    {
        Content::Data
    } else {
        Content::Other
    }
}

fn export_name(
    view: &View<'_>,
    map: &Map,
    exports: Option<u32>,
) -> Result<Option<String>, ExecutableError> {
    let Some(start) = exports.and_then(|address| map.offset(address)) else { return Ok(None) };
    let bytes = view.read(start, 40)?;
    let name = little(&bytes).u32(12).and_then(|address| map.offset(address));
    let mut names = Names::new(*view, 0, view.len());
    Ok(name.map(|at| names.text(at)).transpose()?.flatten())
}

/// Go puts its build information at the head of `.data`, after this magic.
fn has_go_build_info(view: &View<'_>, sections: &[Section]) -> io::Result<bool> {
    let Some(data) = sections.iter().find(|section| section.name == ".data") else {
        return Ok(false);
    };
    let head = view.read(data.offset - view.base(), 64)?;
    Ok(memchr::memmem::find(&head, b"\xff Go buildinf:").is_some())
}

impl SymbolTables {
    pub(crate) fn symbols(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        let view = View::new(*source, self.base, self.length);
        let mut names = Names::new(view, 0, view.len());
        let mut left = MAX_PE_SYMBOLS;
        for table in &self.imports {
            self.imports(&view, table, &mut names, &mut left, &mut |symbol, _| visit(symbol))?;
        }
        self.exports(&view, &mut names, left, visit)
    }

    /// Name of each imported function and the relative address of its slot.
    pub(crate) fn slots(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(&[u8], u64),
    ) -> Result<(), ExecutableError> {
        let view = View::new(*source, self.base, self.length);
        let mut names = Names::new(view, 0, view.len());
        let mut left = MAX_PE_SYMBOLS;
        for table in &self.imports {
            let visit = &mut |symbol: Symbol<'_>, slot| visit(symbol.name, slot);
            self.imports(&view, table, &mut names, &mut left, visit)?;
        }
        Ok(())
    }

    pub(crate) fn image_base(&self) -> u64 {
        if self.bits == 32 { self.image_base } else { 0 }
    }

    fn imports(
        &self,
        view: &View<'_>,
        table: &ImportTable,
        names: &mut Names<'_>,
        left: &mut usize,
        visit: &mut dyn FnMut(Symbol<'_>, u64),
    ) -> Result<(), ExecutableError> {
        /// Lookup entries read at once.
        const ENTRIES: usize = 1024;
        let size = usize::from(self.bits / 8);
        let ordinal_bit = 1u64 << (self.bits - 1);
        let Some(mut at) = self.map.offset(table.lookup) else { return Ok(()) };
        let mut slot = u64::from(table.addresses);
        while *left > 0 {
            let bytes = view.read(at, ENTRIES * size)?;
            if bytes.len() < size {
                return Ok(());
            }
            for entry in bytes.chunks_exact(size).take(*left) {
                let value = little(entry).word(0, self.bits).unwrap_or(0);
                if value == 0 {
                    return Ok(());
                }
                let filled = slot;
                slot += size as u64;
                *left -= 1;
                let binding = Binding::Import(Some(&table.library));
                if value & ordinal_bit != 0 {
                    let name = format!("#{}", value & 0xffff);
                    visit(Symbol { name: name.as_bytes(), binding, address: 0 }, filled);
                    continue;
                }
                let hint = (value & 0x7fff_ffff) as u32;
                let Some(name) = self.map.offset(hint.wrapping_sub(table.base)) else { continue };
                if let Some(name) = names.get(name + 2)?.filter(|name| !name.is_empty()) {
                    visit(Symbol { name, binding, address: 0 }, filled);
                }
            }
            at += (ENTRIES * size) as u64;
        }
        Ok(())
    }

    fn exports(
        &self,
        view: &View<'_>,
        names: &mut Names<'_>,
        left: usize,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        let start = self.exports.and_then(|address| self.map.offset(address));
        let Some(start) = start else { return Ok(()) };
        let directory = view.read(start, 40)?;
        let fields = little(&directory);
        let count = (fields.u32(24).unwrap_or(0) as usize).min(left);
        let table = fields.u32(32).and_then(|address| self.map.offset(address));
        let Some(table) = table else { return Ok(()) };
        view.check_table(table, count as u64, 4, "export names outside the file")?;
        let bytes = view.read(table, count * 4)?;
        for entry in bytes.chunks_exact(4) {
            let name = little(entry).u32(0).and_then(|address| self.map.offset(address));
            let Some(name) = name else { continue };
            if let Some(name) = names.get(name)?.filter(|name| !name.is_empty()) {
                visit(Symbol { name, binding: Binding::Export, address: 0 });
            }
        }
        Ok(())
    }
}

fn architecture(machine: u16) -> &'static str {
    match machine {
        coff::COFF_MACHINE_X86 => "x86",
        coff::COFF_MACHINE_X86_64 => "x86_64",
        coff::COFF_MACHINE_ARM | coff::COFF_MACHINE_ARMNT | coff::COFF_MACHINE_THUMB => "arm",
        coff::COFF_MACHINE_ARM64 => "aarch64",
        coff::COFF_MACHINE_IA64 => "ia64",
        coff::COFF_MACHINE_RISCV32 | coff::COFF_MACHINE_RISCV64 => "riscv",
        coff::COFF_MACHINE_EBC => "ebc",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A minimal PE32+ with one section at file 0x200 / address 0x1000.
    fn image() -> Vec<u8> {
        let mut file = vec![0u8; 0x200];
        file[..2].copy_from_slice(b"MZ");
        put32(&mut file, 60, 0x40);
        file[0x40..0x44].copy_from_slice(b"PE\0\0");
        put16(&mut file, 0x44, 0x8664);
        put16(&mut file, 0x46, 1); // sections
        put16(&mut file, 0x54, 240); // optional header
        put16(&mut file, 0x56, 0x2022); // a DLL
        put16(&mut file, 0x58, 0x20b);
        put32(&mut file, 0x58 + 108, 16);
        put32(&mut file, 0x58 + 112, 0x1100); // exports
        put32(&mut file, 0x58 + 120, 0x1000); // imports
        let section = 0x58 + 240;
        file[section..section + 5].copy_from_slice(b".data");
        put32(&mut file, section + 8, 0x200);
        put32(&mut file, section + 12, 0x1000);
        put32(&mut file, section + 16, 0x200);
        put32(&mut file, section + 20, 0x200);
        put32(&mut file, section + 36, 0x4000_0040);
        file.extend_from_slice(&body());
        file
    }

    fn body() -> Vec<u8> {
        let mut body = vec![0u8; 0x200];
        put32(&mut body, 0, 0x1050); // lookup
        put32(&mut body, 12, 0x1080); // name
        body[0x80..0x8b].copy_from_slice(b"bcrypt.dll\0");
        put32(&mut body, 0x50, 0x10a0); // by name
        body[0x58..0x60].copy_from_slice(&(1u64 << 63 | 7).to_le_bytes()); // by ordinal
        body[0xa2..0xb0].copy_from_slice(b"BCryptEncrypt\0");
        put32(&mut body, 0x10c, 0x1150); // own name
        put32(&mut body, 0x118, 1);
        put32(&mut body, 0x120, 0x1140);
        put32(&mut body, 0x140, 0x1160);
        body[0x150..0x156].copy_from_slice(b"me.dll");
        body[0x160..0x167].copy_from_slice(b"my_hash");
        body
    }

    fn put16(file: &mut [u8], at: usize, value: u16) {
        file[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }

    fn put32(file: &mut [u8], at: usize, value: u32) {
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    #[test]
    fn imports_exports_and_sections() {
        let file = image();
        let source = Source::memory(&file);
        let found = Executable::parse(&source).unwrap();
        assert_eq!((found.format, found.role), (Format::Pe, Role::Library));
        assert_eq!((found.architecture, found.bits), ("x86_64", 64));
        assert_eq!(found.libraries, ["bcrypt.dll"]);
        assert_eq!(found.soname.as_deref(), Some("me.dll"));
        assert_eq!(found.sections[0].content, Content::Data);
        let mut symbols = Vec::new();
        found
            .symbols(&source, &mut |symbol| {
                symbols.push(format!(
                    "{} {:?}",
                    String::from_utf8_lossy(symbol.name),
                    symbol.binding
                ));
            })
            .unwrap();
        let of_bcrypt = |name: &str| format!("{name} Import(Some(\"bcrypt.dll\"))");
        let expected = [of_bcrypt("BCryptEncrypt"), of_bcrypt("#7"), "my_hash Export".to_owned()];
        assert_eq!(symbols, expected);
    }

    /// The imports of `image` as delayed ones, by relative and by virtual addresses.
    #[test]
    fn delayed_imports_of_new_and_of_old_linkers() {
        for (flags, base) in [(1, 0), (0, 0x1040_0000)] {
            let mut file = image();
            put32(&mut file, 0x58 + 120, 0);
            put32(&mut file, 0x58 + 112 + 8 * 13, 0x1000);
            put32(&mut file, 0x58 + 24, 0x1040_0000);
            let descriptor = [flags, base + 0x1080, 0, 0, base + 0x1050, 0, 0, 0];
            for (at, word) in (0x200..).step_by(4).zip(descriptor) {
                put32(&mut file, at, word);
            }
            put32(&mut file, 0x250, base + 0x10a0);
            let source = Source::memory(&file);
            let found = Executable::parse(&source).unwrap();
            assert_eq!(found.libraries, ["bcrypt.dll"], "{flags}");
            let mut names = Vec::new();
            found.symbols(&source, &mut |symbol| names.push(symbol.name.to_vec())).unwrap();
            let names: Vec<_> = names.iter().map(|name| String::from_utf8_lossy(name)).collect();
            assert_eq!(names, ["BCryptEncrypt", "#7", "my_hash"], "{flags}");
        }
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let file = image();
        for length in 0..file.len() {
            visit(&file[..length]);
        }
        for at in 0..file.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = file.clone();
                changed[at] = value;
                visit(&changed);
            }
        }
    }

    fn visit(file: &[u8]) {
        let source = Source::memory(file);
        if let Ok(found) = Executable::parse(&source) {
            let _ = found.symbols(&source, &mut |_| {});
        }
    }
}
