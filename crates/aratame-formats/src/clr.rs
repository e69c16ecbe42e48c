//! Metadata of .NET assemblies: the types that one refers to.
//!
//! Owns the metadata root, the stream of tables as far as `TypeRef`, and the heap of names
//! (ECMA-335, II.24.2 and II.22.38).

use crate::little_endian::{u16_at, u32_at, u64_at};

/// The mark of a metadata root, with the version that every one has.
pub const MAGIC: &[u8; 8] = b"BSJB\x01\0\x01\0";

/// Streams of one root; the standard names five.
const MAX_STREAMS: u16 = 32;
/// Longest name of a type or namespace.
const MAX_NAME: usize = 1024;
/// Tables by their number.
const MODULE: usize = 0x00;
const TYPE_REF: usize = 0x01;
const MODULE_REF: usize = 0x1a;
const ASSEMBLY_REF: usize = 0x23;

/// Namespaces and names of the types that an assembly refers to, by its metadata from the root
/// on. `None` when it is damaged.
#[must_use]
pub fn type_references(root: &[u8]) -> Option<Vec<(String, String)>> {
    if !root.starts_with(MAGIC) {
        return None;
    }
    let tables = stream(root, b"#~")?;
    let names = stream(root, b"#Strings")?;
    let sizes = *tables.get(6)?;
    let valid = u64_at(tables, 8)?;
    let mut rows = [0_u32; 64];
    let mut at = 24;
    for (table, count) in rows.iter_mut().enumerate() {
        if valid >> table & 1 == 1 {
            *count = u32_at(tables, at)?;
            at += 4;
        }
    }
    let wide = |bit: u8| if sizes & bit != 0 { 4 } else { 2 };
    let (string, guid) = (wide(1), wide(2));
    let scope =
        [MODULE, MODULE_REF, ASSEMBLY_REF, TYPE_REF].iter().any(|table| rows[*table] >= 1 << 14);
    let scope = if scope { 4 } else { 2 };
    let begin = at + rows[MODULE] as usize * (2 + string + 3 * guid);
    let row = scope + 2 * string;
    let table = tables.get(begin..)?;
    let count = (rows[TYPE_REF] as usize).min(table.len() / row);
    let index = |at: usize| match string {
        4 => u32_at(table, at).map(|index| index as usize),
        _ => u16_at(table, at).map(usize::from),
    };
    let reference = |number: usize| {
        let at = number * row + scope;
        Some((text(names, index(at + string)?)?, text(names, index(at)?)?))
    };
    Some((0..count).filter_map(reference).collect())
}

fn text(names: &[u8], at: usize) -> Option<String> {
    let rest = names.get(at..)?;
    let length = rest.iter().take(MAX_NAME).position(|byte| *byte == 0)?;
    Some(String::from_utf8_lossy(rest.get(..length)?).into_owned())
}

/// The content of a stream by its name.
fn stream<'b>(root: &'b [u8], wanted: &[u8]) -> Option<&'b [u8]> {
    let version = u32_at(root, 12)? as usize;
    let mut at = version.checked_add(16 + 4)?;
    let count = u16_at(root, at.checked_sub(2)?)?;
    for _ in 0..count.min(MAX_STREAMS) {
        let (offset, size) = (u32_at(root, at)? as usize, u32_at(root, at + 4)? as usize);
        let name = root.get(at + 8..at + 40).or_else(|| root.get(at + 8..))?;
        let length = name.iter().position(|byte| *byte == 0)?;
        if name.get(..length)? == wanted {
            return root.get(offset..offset.checked_add(size)?.min(root.len()));
        }
        at += 8 + (length + 1).next_multiple_of(4);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> Vec<u8> {
        let names = b"\0Aes\0System.Security.Cryptography\0";
        let mut tables = vec![0, 0, 0, 0, 2, 0, 0, 1];
        tables.extend_from_slice(&3_u64.to_le_bytes());
        tables.extend_from_slice(&0_u64.to_le_bytes());
        tables.extend_from_slice(&[1, 0, 0, 0, 1, 0, 0, 0]);
        tables.extend_from_slice(&[0; 10]);
        tables.extend_from_slice(&[6, 0, 1, 0, 5, 0]);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&[0, 0, 0, 0, 4, 0, 0, 0]);
        bytes.extend_from_slice(b"v4\0\0\0\0\x02\0");
        let first = bytes.len() + 12 + 20;
        let second = first + tables.len();
        for (offset, size, name) in
            [(first, tables.len(), &b"#~\0\0"[..]), (second, names.len(), b"#Strings\0\0\0\0")]
        {
            bytes.extend_from_slice(&(offset as u32).to_le_bytes());
            bytes.extend_from_slice(&(size as u32).to_le_bytes());
            bytes.extend_from_slice(name);
        }
        bytes.extend(tables);
        bytes.extend_from_slice(names);
        bytes
    }

    #[test]
    fn a_type_of_another_assembly() {
        let found = type_references(&root()).unwrap();
        assert_eq!(found, [("System.Security.Cryptography".to_owned(), "Aes".to_owned())]);
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = root();
        for length in 0..bytes.len() {
            let _ = type_references(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = type_references(&changed);
            }
        }
    }
}
