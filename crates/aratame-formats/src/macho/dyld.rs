//! What the dynamic linker of Apple reads instead of symbols: chained fixups, bind opcodes, the
//! trie of exports, and where functions start.
//!
//! `strip` may leave nothing but these. Every step takes at least a byte of its table, and tables
//! are cut at [`MAX_TABLE`]; addresses that are bound are not looked at.

use std::borrow::Cow;
use std::io;

use crate::executable::{Endianness, Fields, MAX_NAME, View};

/// Bytes read of one table; the largest applications have some 4 MiB.
const MAX_TABLE: u64 = 32 << 20;
/// Names taken from one table: far above any linker's output.
const MAX_NAMES: usize = 1_000_000;
/// Nodes of a trie below each other. Each costs a frame; names share beginnings, so that real
/// ones are some dozens deep.
const MAX_DEPTH: usize = 1024;

/// Offset and size of a table in the file.
pub(super) type Place = (u64, u64);

/// The tables of one image.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    /// `LC_DYLD_CHAINED_FIXUPS`.
    pub(super) fixups: Option<Place>,
    /// `LC_DYLD_INFO`: bindings made at once, weak ones, and those made at the first call.
    pub(super) bindings: [Option<Place>; 3],
    /// `LC_DYLD_EXPORTS_TRIE`, or the trie of `LC_DYLD_INFO`.
    pub(super) exports: Option<Place>,
    /// `LC_FUNCTION_STARTS`.
    pub(super) functions: Option<Place>,
}

/// One name: of an import with the number of its library, from 1, or of an export.
pub(super) enum Name<'a> {
    Import(&'a [u8], u64),
    Export(&'a [u8]),
}

impl Tables {
    /// Calls `visit` for every name that they have.
    pub(super) fn names(
        &self,
        view: &View<'_>,
        order: Endianness,
        visit: &mut dyn FnMut(Name<'_>),
    ) -> io::Result<()> {
        if let Some(place) = self.fixups {
            chained_imports(Fields::new(&read(view, place)?, order), visit);
        }
        for place in self.bindings.into_iter().flatten() {
            bound_names(&read(view, place)?, visit);
        }
        if let Some(place) = self.exports {
            exported_names(&read(view, place)?, visit);
        }
        Ok(())
    }

    /// Addresses where functions start, counted from `base`.
    pub(super) fn function_starts(&self, view: &View<'_>, base: u64) -> io::Result<Vec<u64>> {
        let Some(place) = self.functions else { return Ok(Vec::new()) };
        let bytes = read(view, place)?;
        let (mut at, mut address) = (0, base);
        let mut starts = Vec::new();
        while let Some(step) = number(&bytes, &mut at).filter(|step| *step != 0) {
            address = address.wrapping_add(step);
            starts.push(address);
        }
        Ok(starts)
    }
}

fn read<'a>(view: &View<'a>, (offset, size): Place) -> io::Result<Cow<'a, [u8]>> {
    view.read(offset, usize::try_from(size.min(MAX_TABLE)).unwrap_or(0))
}

/// <mach-o/fixup-chains.h>, `dyld_chained_fixups_header` and its three formats of imports.
fn chained_imports(table: Fields<'_>, visit: &mut dyn FnMut(Name<'_>)) -> Option<()> {
    let (imports, names) = (table.u32(8)? as usize, table.u32(12)? as usize);
    let count = (table.u32(16)? as usize).min(MAX_NAMES);
    // Names that are compressed have never been seen; the linker refuses them.
    let (format, 0) = (table.u32(20)?, table.u32(24)?) else { return None };
    for index in 0..count {
        let (library, name) = match format {
            1 => narrow_import(table.u32(imports.checked_add(4 * index)?)?),
            2 => narrow_import(table.u32(imports.checked_add(8 * index)?)?),
            3 => {
                let word = table.u64(imports.checked_add(16 * index)?)?;
                (word & 0xffff, word >> 32)
            }
            _ => return None,
        };
        let at = names.checked_add(usize::try_from(name).ok()?)?;
        if let Some(name) = text(table.bytes(), at) {
            visit(Name::Import(name, library));
        }
    }
    Some(())
}

fn narrow_import(word: u32) -> (u64, u64) {
    (u64::from(word & 0xff), u64::from(word >> 9))
}

/// <mach-o/loader.h>, `BIND_OPCODE_*`: the upper half of a byte is what to do.
fn bound_names(bytes: &[u8], visit: &mut dyn FnMut(Name<'_>)) -> Option<()> {
    let (mut at, mut library) = (0, 0);
    let mut pending: Option<&[u8]> = None;
    let mut left = MAX_NAMES;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte & 0xf0 {
            0x10 => library = u64::from(byte & 0x0f),
            0x20 => library = number(bytes, &mut at)?,
            0x30 => library = 0,
            0x40 => {
                let name = text(bytes, at)?;
                at += name.len() + 1;
                pending = Some(name);
            }
            0x60 | 0x70 | 0x80 => {
                number(bytes, &mut at)?;
            }
            0x90 | 0xa0 | 0xb0 | 0xc0 => {
                let numbers = match byte & 0xf0 {
                    0xa0 => 1,
                    0xc0 => 2,
                    _ => 0,
                };
                for _ in 0..numbers {
                    number(bytes, &mut at)?;
                }
                // A name counts where it is bound first: its library is known by then.
                if let Some(name) = pending.take() {
                    left = left.checked_sub(1)?;
                    visit(Name::Import(name, library));
                }
            }
            0xd0 if byte & 0x0f == 0 => {
                number(bytes, &mut at)?;
            }
            _ => {}
        }
    }
    Some(())
}

/// A node whose children are being visited.
struct Node {
    /// Where its next child is written.
    next: usize,
    children: u8,
    /// Length of its own name.
    length: usize,
}

/// <mach-o/loader.h>, the trie of exports: each edge adds to the name.
fn exported_names(bytes: &[u8], visit: &mut dyn FnMut(Name<'_>)) -> Option<()> {
    let mut name = Vec::new();
    let mut open = vec![node(bytes, 0, 0)?.0];
    // Every node but the first has an edge of its own, of two bytes at least.
    let mut edges = bytes.len() / 2;
    while let Some(top) = open.last_mut() {
        name.truncate(top.length);
        let Some(left) = top.children.checked_sub(1) else {
            open.pop();
            continue;
        };
        top.children = left;
        edges = edges.checked_sub(1)?;
        let edge = text(bytes, top.next)?;
        let mut at = top.next + edge.len() + 1;
        let child = usize::try_from(number(bytes, &mut at)?).ok()?;
        top.next = at;
        name.extend_from_slice(edge);
        if name.len() > MAX_NAME || open.len() >= MAX_DEPTH {
            return None;
        }
        let (child, is_export) = node(bytes, child, name.len())?;
        if is_export {
            visit(Name::Export(&name));
        }
        open.push(child);
    }
    Some(())
}

/// The node at an offset, and whether a name ends there.
fn node(bytes: &[u8], mut at: usize, length: usize) -> Option<(Node, bool)> {
    let size = usize::try_from(number(bytes, &mut at)?).ok()?;
    let children_at = at.checked_add(size)?;
    let children = *bytes.get(children_at)?;
    Some((Node { next: children_at + 1, children, length }, size > 0))
}

/// A name up to its zero.
fn text(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?;
    let rest = rest.get(..=MAX_NAME).unwrap_or(rest);
    rest.get(..memchr::memchr(0, rest)?)
}

/// A number in groups of seven bits, the lowest first; what is above 64 bits is lost.
fn number(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..70).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(read: impl FnOnce(&mut dyn FnMut(Name<'_>)) -> Option<()>) -> Vec<String> {
        let mut names = Vec::new();
        read(&mut |name| {
            names.push(match name {
                Name::Import(name, library) => {
                    format!("{} of {library}", String::from_utf8_lossy(name))
                }
                Name::Export(name) => String::from_utf8_lossy(name).into_owned(),
            });
        });
        names
    }

    /// A header, two imports of the given format, and their names.
    fn fixups(format: u32) -> Vec<u8> {
        let imports: Vec<u8> = [(1_u64, 1_u64), (2, 7)]
            .iter()
            .flat_map(|(library, name)| match format {
                3 => [(library | name << 32).to_le_bytes(), [0; 8]].concat(),
                _ => {
                    let word = (library | name << 9) as u32;
                    let mut bytes = word.to_le_bytes().to_vec();
                    bytes.resize(if format == 2 { 8 } else { 4 }, 0);
                    bytes
                }
            })
            .collect();
        let header = [0, 0, 28, 28 + imports.len() as u32, 2, format, 0];
        let mut bytes: Vec<u8> = header.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.extend(imports);
        bytes.extend(b"\0_hash\0_sign\0");
        bytes
    }

    #[test]
    fn imports_of_chained_fixups() {
        for format in [1, 2, 3] {
            let bytes = fixups(format);
            let fields = Fields::new(&bytes, Endianness::Little);
            let names = listed(|visit| chained_imports(fields, visit));
            assert_eq!(names, ["_hash of 1", "_sign of 2"], "{format}");
        }
    }

    /// The library by an immediate and by a number, threaded and skipping bindings between.
    const BINDINGS: &[u8] = b"\x11\x40_hash\0\x51\x72\x10\x90\x90\xd0\x05\x20\x02\x40_sign\0\
        \xc0\x02\x08\x80\x04\xa0\x08\xb1\x30\x40_flat\0\x60\x7f\x90\0";

    #[test]
    fn names_of_bind_opcodes() {
        let names = listed(|visit| bound_names(BINDINGS, visit));
        assert_eq!(names, ["_hash of 1", "_sign of 2", "_flat of 0"]);
    }

    /// `_` with the children `md5` and `sha`, of which the second has `1` below it.
    const TRIE: &[u8] = b"\0\x01_\0\x05\0\x02md5\0\x11sha\0\x15\x02\0\x10\0\x02\0\x20\x011\0\x1c\
        \x02\0\x30\0";

    #[test]
    fn names_of_a_trie() {
        let names = listed(|visit| exported_names(TRIE, visit));
        assert_eq!(names, ["_md5", "_sha", "_sha1"]);
    }

    #[test]
    fn a_trie_that_bites_its_tail_ends() {
        let names = listed(|visit| exported_names(b"\0\x01a\0\0", visit));
        assert_eq!(names.len(), 0);
        let wide = [&b"\x01\0\xff"[..], &b"a\0\0".repeat(255)].concat();
        assert!(listed(|visit| exported_names(&wide, visit)).len() <= wide.len());
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let all = |bytes: &[u8]| {
            listed(|visit| chained_imports(Fields::new(bytes, Endianness::Little), visit));
            listed(|visit| bound_names(bytes, visit));
            listed(|visit| exported_names(bytes, visit));
        };
        for bytes in [&fixups(1)[..], &fixups(3), BINDINGS, TRIE] {
            for length in 0..bytes.len() {
                all(&bytes[..length]);
            }
            for at in 0..bytes.len() {
                for value in [0, 1, 0x7f, 0x80, 0xff] {
                    let mut changed = bytes.to_vec();
                    changed[at] = value;
                    all(&changed);
                }
            }
        }
    }
}
