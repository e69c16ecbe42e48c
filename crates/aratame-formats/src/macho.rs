//! Mach-O, thin and fat: load commands, sections, imported and exported symbols.
//!
//! Reads the load commands once and streams the symbol table; names that only the tables of the
//! dynamic linker still have follow it (`dyld`). Code signatures are not read.

mod dyld;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use goblin::mach::constants as kind;
use goblin::mach::constants::cputype as cpu;
use goblin::mach::fat;
use goblin::mach::header as head;
use goblin::mach::load_command as command;
use goblin::mach::symbols::{N_EXT, N_STAB, N_TYPE, N_UNDF};

use crate::executable::{
    BLOCK, Binding, Content, Endianness, Executable, ExecutableError, Fields, Format, MAX_ENTRIES,
    MAX_SYMBOLS, MAX_TEXT, Names, Role, Section, Symbol, Tables, View, malformed,
};
use crate::source::Source;

/// Most bytes of load commands; the largest applications have some 100 KiB.
const MAX_COMMANDS: usize = 4 * 1024 * 1024;
/// Most slices of a fat file. A Java class file has the same magic and a version of 45 or more
/// where the count stands.
const MAX_SLICES: u32 = 40;

/// One architecture of a fat file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Where it begins.
    pub offset: u64,
    /// Its length.
    pub size: u64,
}

/// Where the symbols are.
#[derive(Clone, Debug)]
pub(crate) struct SymbolTables {
    base: u64,
    length: u64,
    order: Endianness,
    bits: u8,
    /// Offset and count of the symbols, offset and size of their names.
    table: Option<(u64, u64, u64, u64)>,
    libraries: Vec<String>,
    two_level: bool,
    dyld: dyld::Tables,
    /// Address of the first segment of code, from which function starts are counted.
    text: u64,
}

/// Imports and exports of the symbol table that are remembered, so that the tables of the dynamic
/// linker give the others only: 16 MiB at most.
const MAX_SEEN: usize = 500_000;

/// Whether these four bytes begin a thin Mach-O file.
pub(crate) fn is_thin_magic(bytes: &[u8]) -> bool {
    class(bytes).is_some()
}

/// Byte order and address width by the magic.
fn class(bytes: &[u8]) -> Option<(Endianness, u8)> {
    let magic = Fields::new(bytes, Endianness::Big).u32(0)?;
    match magic {
        head::MH_MAGIC => Some((Endianness::Big, 32)),
        head::MH_MAGIC_64 => Some((Endianness::Big, 64)),
        head::MH_CIGAM => Some((Endianness::Little, 32)),
        head::MH_CIGAM_64 => Some((Endianness::Little, 64)),
        _ => None,
    }
}

/// What a fat file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fat {
    /// Its slices, in file order.
    pub slices: Vec<Slice>,
    /// What is missing of them, and why.
    pub notes: Vec<&'static str>,
}

impl Fat {
    fn note(&mut self, note: &'static str) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn add(&mut self, slice: Slice, length: u64) {
        if slice.offset >= length {
            return self.note("a slice of a fat file lies outside the file");
        }
        let size = slice.size.min(length - slice.offset);
        if size < slice.size {
            self.note("the file ends inside a slice");
        }
        // Slices that all span the file would cost its length times their number.
        let total: u64 = self.slices.iter().map(|slice| slice.size).sum();
        if total.saturating_add(size) > length.saturating_mul(2) {
            return self.note("slices of a fat file overlap; not all are looked at");
        }
        self.slices.push(Slice { size, ..slice });
    }
}

/// The slices of a fat file; of a file that was cut, what is left of them.
///
/// # Errors
/// When it is no fat file, when reading fails.
pub fn slices(source: &Source<'_>) -> Result<Fat, ExecutableError> {
    let head = source.read(0, 8)?;
    let fields = Fields::new(&head, Endianness::Big);
    let wide = match fields.u32(0) {
        Some(fat::FAT_MAGIC) => false,
        Some(0xcafe_babf) => true, // FAT_MAGIC_64, <mach-o/fat.h>
        _ => return Err(malformed(0, "not a fat file")),
    };
    let count = fields.u32(4).unwrap_or(0);
    if count > MAX_SLICES {
        return Err(malformed(4, "too many slices for a fat file"));
    }
    let size = if wide { 32 } else { 20 };
    let bytes = source.read(8, size * count as usize)?;
    let mut fat = Fat::default();
    if bytes.len() < size * count as usize {
        fat.note("the slice table is cut short");
    }
    for slice in bytes.chunks_exact(size).filter_map(|entry| slice(entry, wide)) {
        fat.add(slice, source.len());
    }
    Ok(fat)
}

fn slice(entry: &[u8], wide: bool) -> Option<Slice> {
    let fields = Fields::new(entry, Endianness::Big);
    Some(if wide {
        Slice { offset: fields.u64(8)?, size: fields.u64(16)? }
    } else {
        Slice { offset: fields.u32(8)?.into(), size: fields.u32(12)?.into() }
    })
}

pub(crate) fn parse(view: &View<'_>) -> Result<Executable, ExecutableError> {
    let bytes = view.read_exact(0, 32, "Mach-O header")?;
    let (order, bits) = class(&bytes).ok_or_else(|| malformed(view.base(), "Mach-O magic"))?;
    let fields = Fields::new(&bytes, order);
    let word = |at| fields.u32(at).unwrap_or(0);
    let start = if bits == 64 { 32 } else { 28 };
    let size = (word(20) as usize).min(MAX_COMMANDS);
    let commands = view.read_exact(start, size, "load commands")?;
    let mut image = Image { view: *view, order, bits, ..Image::empty(*view) };
    image.commands(&commands, word(16));
    Ok(image.finish(word(4), word(12), word(24)))
}

/// What the load commands say, as they are read.
struct Image<'a> {
    view: View<'a>,
    order: Endianness,
    bits: u8,
    libraries: Vec<String>,
    soname: Option<String>,
    uuid: Option<Vec<u8>>,
    sections: Vec<Section>,
    table: Option<(u64, u64, u64, u64)>,
    locals: u32,
    dyld: dyld::Tables,
    text: u64,
    notes: Vec<&'static str>,
}

impl<'a> Image<'a> {
    fn empty(view: View<'a>) -> Self {
        Self {
            view,
            order: Endianness::Little,
            bits: 64,
            libraries: Vec::new(),
            soname: None,
            uuid: None,
            sections: Vec::new(),
            table: None,
            locals: 0,
            dyld: dyld::Tables::default(),
            text: 0,
            notes: Vec::new(),
        }
    }

    fn commands(&mut self, bytes: &[u8], count: u32) {
        let mut rest = bytes;
        for _ in 0..count {
            let fields = Fields::new(rest, self.order);
            let (Some(code), Some(size)) = (fields.u32(0), fields.u32(4)) else { break };
            // A command is at least its own head, so every step goes forwards.
            let Some(body) = rest.get(..size as usize).filter(|body| body.len() >= 8) else {
                self.notes.push("load commands are damaged");
                break;
            };
            self.command(code, body);
            rest = rest.get(size as usize..).unwrap_or_default();
        }
    }

    fn command(&mut self, code: u32, body: &[u8]) {
        let fields = Fields::new(body, self.order);
        match code {
            command::LC_SEGMENT => self.segment(body, (48, 56, 68)),
            command::LC_SEGMENT_64 => self.segment(body, (64, 72, 80)),
            command::LC_LOAD_DYLIB
            | command::LC_LOAD_WEAK_DYLIB
            | command::LC_REEXPORT_DYLIB
            | command::LC_LAZY_LOAD_DYLIB
            | command::LC_LOAD_UPWARD_DYLIB
                if self.libraries.len() < MAX_ENTRIES =>
            {
                self.libraries.push(text(body, fields.u32(8)));
            }
            command::LC_ID_DYLIB => self.soname = Some(text(body, fields.u32(8))),
            command::LC_UUID => self.uuid = body.get(8..24).map(<[u8]>::to_vec),
            command::LC_SYMTAB => self.table = symbol_table(fields),
            command::LC_DYSYMTAB => self.locals = fields.u32(12).unwrap_or(0),
            command::LC_DYLD_INFO | command::LC_DYLD_INFO_ONLY => {
                self.dyld.bindings = [16, 24, 32].map(|at| place(fields, at));
                self.dyld.exports = place(fields, 40).or(self.dyld.exports);
            }
            command::LC_DYLD_CHAINED_FIXUPS => self.dyld.fixups = place(fields, 8),
            command::LC_DYLD_EXPORTS_TRIE => self.dyld.exports = place(fields, 8),
            command::LC_FUNCTION_STARTS => self.dyld.functions = place(fields, 8),
            _ => {}
        }
    }

    /// `places`: the count of sections, the first section, the size of one.
    fn segment(&mut self, body: &[u8], places: (usize, usize, usize)) {
        if padded(body.get(8..24)) == "__TEXT" {
            self.text = Fields::new(body, self.order).word(24, self.bits).unwrap_or(0);
        }
        let count_at = places.0;
        let count = Fields::new(body, self.order).u32(count_at).unwrap_or(0) as usize;
        let table = body.get(places.1..).unwrap_or_default();
        for header in table.chunks_exact(places.2).take(count) {
            if self.sections.len() >= MAX_ENTRIES {
                return;
            }
            self.section(header);
        }
    }

    fn section(&mut self, header: &[u8]) {
        let fields = Fields::new(header, self.order);
        let (size, place) = if self.bits == 64 { (40, 48) } else { (36, 40) };
        let address = fields.word(32, self.bits).unwrap_or(0);
        let size = fields.word(size, self.bits).unwrap_or(0);
        let offset = u64::from(fields.u32(place).unwrap_or(0));
        let flags = fields.u32(place + 16).unwrap_or(0);
        let zero_filled = matches!(flags & 0xff, kind::S_ZEROFILL | 0x0c | 0x12);
        if zero_filled || size == 0 {
            return;
        }
        let code = flags & (kind::S_ATTR_PURE_INSTRUCTIONS | kind::S_ATTR_SOME_INSTRUCTIONS) != 0;
        let segment = padded(header.get(16..32));
        let content = match (code, segment.as_str()) {
            (true, _) => Content::Code,
            (false, "__DWARF" | "__LINKEDIT") => Content::Other,
            (false, _) => Content::Data,
        };
        self.sections.push(Section {
            name: format!("{segment},{}", padded(header.get(..16))),
            offset: self.view.base() + offset.min(self.view.len()),
            size: size.min(self.view.len().saturating_sub(offset)),
            content,
            address,
        });
    }

    fn finish(self, cputype: u32, filetype: u32, flags: u32) -> Executable {
        let go = self.sections.iter().any(|section| section.name.ends_with("__go_buildinfo"));
        Executable {
            format: Format::MachO,
            role: role(filetype),
            architecture: architecture(cputype),
            bits: self.bits,
            endianness: self.order,
            soname: self.soname,
            build_id: self.uuid,
            go_build_info: go,
            stripped: self.locals == 0,
            notes: self.notes,
            tables: Tables::MachO(SymbolTables {
                base: self.view.base(),
                length: self.view.len(),
                order: self.order,
                bits: self.bits,
                table: self.table,
                libraries: self.libraries.clone(),
                two_level: flags & head::MH_TWOLEVEL != 0,
                dyld: self.dyld,
                text: self.text,
            }),
            libraries: self.libraries,
            sections: self.sections,
        }
    }
}

/// Offset and size of a table, where it is not empty.
fn place(fields: Fields<'_>, at: usize) -> Option<dyld::Place> {
    let (offset, size) = (fields.u32(at)?, fields.u32(at + 4)?);
    (size > 0).then_some((offset.into(), size.into()))
}

/// Offset and count of the symbols, offset and size of their names.
fn symbol_table(fields: Fields<'_>) -> Option<(u64, u64, u64, u64)> {
    let word = |at| fields.u32(at).map(u64::from);
    Some((word(8)?, word(12)?, word(16)?, word(20)?))
}

/// The string of a load command, at an offset that the command itself gives.
fn text(body: &[u8], offset: Option<u32>) -> String {
    let tail = offset.and_then(|at| body.get(at as usize..)).unwrap_or_default();
    let tail = tail.get(..MAX_TEXT).unwrap_or(tail);
    padded(Some(tail))
}

fn padded(name: Option<&[u8]>) -> String {
    let name = name.unwrap_or_default();
    let end = memchr::memchr(0, name).unwrap_or(name.len());
    String::from_utf8_lossy(name.get(..end).unwrap_or_default()).into_owned()
}

impl SymbolTables {
    pub(crate) fn symbols(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        let mut seen = BTreeSet::new();
        let read = self.listed(source, &mut |symbol| {
            if symbol.binding != Binding::Local && seen.len() < MAX_SEEN {
                seen.insert(hash(symbol.name));
            }
            visit(symbol);
        });
        let view = View::new(*source, self.base, self.length);
        self.dyld.names(&view, self.order, &mut |name| {
            let (name, binding) = match name {
                dyld::Name::Import(name, library) => (name, Binding::Import(self.library(library))),
                dyld::Name::Export(name) => (name, Binding::Export),
            };
            let name = name.strip_prefix(b"_").unwrap_or(name);
            if !name.is_empty() && !seen.contains(&hash(name)) {
                visit(Symbol { name, binding, address: 0 });
            }
        })?;
        read
    }

    /// Addresses where functions start.
    pub(crate) fn function_starts(&self, source: &Source<'_>) -> io::Result<Vec<u64>> {
        let view = View::new(*source, self.base, self.length);
        self.dyld.function_starts(&view, self.text)
    }

    /// What the symbol table lists.
    fn listed(
        &self,
        source: &Source<'_>,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        let Some((offset, count, strings, size)) = self.table else { return Ok(()) };
        let view = View::new(*source, self.base, self.length);
        let entry = if self.bits == 64 { 16 } else { 12 };
        view.check_table(offset, count, entry as u64, "symbol table outside the file")?;
        view.check_table(strings, size, 1, "symbol names outside the file")?;
        let mut names = Names::new(view, strings, size);
        let count = usize::try_from(count.min(MAX_SYMBOLS)).unwrap_or(usize::MAX);
        let per_block = BLOCK / entry;
        for first in (0..count).step_by(per_block) {
            let wanted = per_block.min(count - first) * entry;
            let bytes = view.read(offset + (first * entry) as u64, wanted)?;
            for symbol in bytes.chunks_exact(entry) {
                let flags = symbol.get(4).copied().unwrap_or(0);
                self.symbol(Fields::new(symbol, self.order), flags, &mut names, visit)?;
            }
        }
        Ok(())
    }

    fn symbol(
        &self,
        fields: Fields<'_>,
        flags: u8,
        names: &mut Names<'_>,
        visit: &mut dyn FnMut(Symbol<'_>),
    ) -> Result<(), ExecutableError> {
        let at = u64::from(fields.u32(0).unwrap_or(0));
        if flags & N_STAB != 0 || at == 0 {
            return Ok(());
        }
        let Some(name) = names.get(at)?.filter(|name| !name.is_empty()) else { return Ok(()) };
        let binding = match (flags & N_TYPE == N_UNDF, flags & N_EXT != 0) {
            (true, _) => Binding::Import(self.library((fields.u16(6).unwrap_or(0) >> 8).into())),
            (false, true) => Binding::Export,
            (false, false) => Binding::Local,
        };
        let address = fields.word(8, self.bits).unwrap_or(0);
        let name = name.strip_prefix(b"_").unwrap_or(name);
        visit(Symbol { name, binding, address });
        Ok(())
    }

    /// With a two-level name space an import has the number of its library, from 1.
    fn library(&self, number: u64) -> Option<&str> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let name = self.libraries.get(index).filter(|_| self.two_level)?;
        Some(name.as_str())
    }
}

fn hash(name: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

fn role(filetype: u32) -> Role {
    match filetype {
        head::MH_EXECUTE => Role::Program,
        head::MH_DYLIB | head::MH_BUNDLE | head::MH_DYLIB_STUB | head::MH_DYLINKER => Role::Library,
        head::MH_OBJECT => Role::Object,
        head::MH_CORE => Role::Core,
        _ => Role::Other,
    }
}

fn architecture(cputype: u32) -> &'static str {
    match cputype {
        cpu::CPU_TYPE_X86 => "x86",
        cpu::CPU_TYPE_X86_64 => "x86_64",
        cpu::CPU_TYPE_ARM => "arm",
        cpu::CPU_TYPE_ARM64 | cpu::CPU_TYPE_ARM64_32 => "aarch64",
        cpu::CPU_TYPE_POWERPC => "powerpc",
        cpu::CPU_TYPE_POWERPC64 => "powerpc64",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    fn named(name: &str, size: usize) -> Vec<u8> {
        let mut bytes = name.as_bytes().to_vec();
        bytes.resize(size, 0);
        bytes
    }

    /// A 64-bit little-endian dylib user with one data section, one import, one export.
    fn image() -> Vec<u8> {
        let mut segment = words(&[command::LC_SEGMENT_64, 72 + 80]);
        segment.extend(named("__DATA", 16));
        segment.extend([0; 32]);
        segment.extend(words(&[0, 0, 1, 0]));
        segment.extend(named("__const", 16));
        segment.extend(named("__DATA", 16));
        segment.extend(words(&[0, 0, 16, 0, 32, 0, 0, 0, 0, 0, 0, 0]));
        let mut library = words(&[command::LC_LOAD_DYLIB, 24 + 24, 24, 0, 0, 0]);
        library.extend(named("/usr/lib/libcommon", 24));
        let commands = segment.len() + library.len() + 24;
        let symbols = (32 + commands) as u32;
        let names = symbols + 32;
        let mut file = words(&[
            head::MH_MAGIC_64,
            cpu::CPU_TYPE_ARM64,
            0,
            head::MH_EXECUTE,
            3,
            commands as u32,
            head::MH_TWOLEVEL,
            0,
        ]);
        file.extend(segment);
        file.extend(library);
        file.extend(words(&[command::LC_SYMTAB, 24, symbols, 2, names, 16]));
        file.extend(words(&[1, u32::from(N_EXT) | 0x0100_0000, 0, 0]));
        file.extend(words(&[9, u32::from(N_EXT) | 0x0e, 0x1000, 0]));
        file.extend(b"\0_CCCryp\0_mine\0\0");
        file
    }

    fn listed(file: &[u8], offset: u64, length: u64) -> Vec<String> {
        let source = Source::memory(file);
        let mut names = Vec::new();
        let Ok(found) = Executable::parse_at(&source, offset, length) else { return names };
        let _ = found.symbols(&source, &mut |symbol| {
            names.push(format!("{} {:?}", String::from_utf8_lossy(symbol.name), symbol.binding));
        });
        names
    }

    const SYMBOLS: [&str; 2] = ["CCCryp Import(Some(\"/usr/lib/libcommon\"))", "mine Export"];

    #[test]
    fn libraries_sections_and_symbols() {
        let file = image();
        let found = Executable::parse(&Source::memory(&file)).unwrap();
        assert_eq!((found.architecture, found.bits, found.role), ("aarch64", 64, Role::Program));
        assert_eq!(found.libraries, ["/usr/lib/libcommon"]);
        assert_eq!(found.sections[0].name, "__DATA,__const");
        assert_eq!(found.sections[0].content, Content::Data);
        assert_eq!(listed(&file, 0, file.len() as u64), SYMBOLS);
    }

    #[test]
    fn a_fat_file_gives_its_slices() {
        let thin = image();
        let mut fat: Vec<u8> =
            [fat::FAT_MAGIC, 1, cpu::CPU_TYPE_ARM64, 0, 64, thin.len() as u32, 0]
                .iter()
                .flat_map(|value| value.to_be_bytes())
                .collect();
        fat.resize(64, 0);
        fat.extend(&thin);
        let found = slices(&Source::memory(&fat)).unwrap();
        let slice = Slice { offset: 64, size: thin.len() as u64 };
        assert_eq!(found, Fat { slices: vec![slice], notes: Vec::new() });
        assert_eq!(listed(&fat, 64, thin.len() as u64), SYMBOLS);
        let cut = slices(&Source::memory(&fat[..fat.len() - 1])).unwrap();
        assert_eq!(cut.slices, [Slice { size: slice.size - 1, ..slice }]);
        assert_eq!(cut.notes, ["the file ends inside a slice"]);
    }

    /// A fat file of 32-bit places with these slices, and so many bytes in all.
    fn fat_file(slices: &[(u32, u32)], length: usize) -> Vec<u8> {
        let mut words = vec![fat::FAT_MAGIC, slices.len() as u32];
        for (offset, size) in slices {
            words.extend([cpu::CPU_TYPE_ARM64, 0, *offset, *size, 0]);
        }
        let mut file: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        file.resize(length, 0);
        file
    }

    #[test]
    fn a_cut_fat_file_gives_what_is_left() {
        let file = fat_file(&[(64, 100), (164, 100), (u32::MAX, u32::MAX)], 200);
        let found = slices(&Source::memory(&file)).unwrap();
        assert_eq!(
            found.slices,
            [Slice { offset: 64, size: 100 }, Slice { offset: 164, size: 36 }]
        );
        assert_eq!(found.notes.len(), 2);
        let found = slices(&Source::memory(&file[..30])).unwrap();
        assert_eq!((found.slices.len(), found.notes.len()), (0, 2));
    }

    #[test]
    fn slices_that_all_span_the_file_cost_it_twice() {
        let file = fat_file(&[(0, 2000); 40], 2000);
        let found = slices(&Source::memory(&file)).unwrap();
        assert_eq!((found.slices.len(), found.notes.len()), (2, 1));
    }

    /// The image without a symbol table, with bindings and a trie instead.
    #[test]
    fn names_that_only_the_dynamic_linker_has() {
        let mut file = image();
        let bindings = file.len() as u32;
        file.extend(b"\x11\x40_CCCryp\0\x90\0");
        let trie = file.len() as u32;
        file.extend(b"\0\x01_mine\0\x09\x02\0\x10\0");
        let command_at = file.len() as u32;
        let table = words(&[bindings, trie - bindings, trie, command_at - trie]);
        // Twice as long as the command of the symbol table, whose place it takes.
        let at = file.windows(8).position(|w| w == words(&[command::LC_SYMTAB, 24])).unwrap();
        let mut info = words(&[command::LC_DYLD_INFO_ONLY, 48, 0, 0]);
        info.extend(&table[..8]);
        info.extend([0; 16]);
        info.extend(&table[8..]);
        let mut stripped = file[..at].to_vec();
        stripped.extend(&info);
        let shift = (info.len() - 24) as u32;
        stripped.extend(&file[at + 24..]);
        for place in [16, 40] {
            let from = at + place;
            let old = u32::from_le_bytes(stripped[from..from + 4].try_into().unwrap());
            stripped[from..from + 4].copy_from_slice(&(old + shift).to_le_bytes());
        }
        let size = u32::from_le_bytes(stripped[20..24].try_into().unwrap()) + shift;
        stripped[20..24].copy_from_slice(&size.to_le_bytes());
        assert_eq!(listed(&stripped, 0, stripped.len() as u64), SYMBOLS);
    }

    #[test]
    fn a_java_class_is_no_fat_file() {
        assert!(slices(&Source::memory(b"\xca\xfe\xba\xbe\x00\x00\x00\x34rest")).is_err());
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let file = image();
        for length in 0..file.len() {
            listed(&file[..length], 0, length as u64);
        }
        for at in 0..file.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = file.clone();
                changed[at] = value;
                listed(&changed, 0, changed.len() as u64);
            }
        }
    }
}
