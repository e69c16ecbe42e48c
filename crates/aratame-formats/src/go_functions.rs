//! Names of functions that Go keeps for its run time, in stripped programs too.
//!
//! Owns the headers of the table (`runtime.pclntab`) of Go 1.16 and later, as far as the names.

use crate::executable::{Executable, Section};
use crate::little_endian::{u32_at, u64_at};
use crate::source::Source;
use std::io;

/// Sections that hold the table; in PE files it has none of its own.
const SECTIONS: [&str; 3] = [".gopclntab", ".data.rel.ro.gopclntab", "__TEXT,__gopclntab"];
/// Bytes of names that are read; large programs have some 20 MiB.
const MAX_NAMES: u64 = 256 << 20;
/// Longest name that is handed on.
const MAX_NAME: usize = 1024;

/// Calls `visit` for the name of every function.
///
/// # Errors
/// What reading reports.
pub fn names(
    executable: &Executable,
    source: &Source<'_>,
    visit: &mut dyn FnMut(&[u8]),
) -> io::Result<()> {
    let is_table = |section: &&Section| SECTIONS.contains(&section.name.as_str());
    for section in executable.sections.iter().filter(is_table) {
        let head = source.read(section.offset, 80)?;
        let Some((from, to)) = place(&head) else { continue };
        let length = to.saturating_sub(from).min(section.size.saturating_sub(from)).min(MAX_NAMES);
        let at = section.offset.saturating_add(from);
        let bytes = source.read(at, usize::try_from(length).unwrap_or(0))?;
        bytes
            .split(|byte| *byte == 0)
            .filter(|name| (1..=MAX_NAME).contains(&name.len()))
            .for_each(&mut *visit);
    }
    Ok(())
}

/// Where the names begin and end, from the table on: a header of words behind eight bytes.
fn place(head: &[u8]) -> Option<(u64, u64)> {
    let size = usize::from(*head.get(7)?);
    let word = |index: usize| match size {
        4 => u32_at(head, 8 + 4 * index).map(u64::from),
        8 => u64_at(head, 8 + 8 * index),
        _ => None,
    };
    // Counts of functions and files; later versions have the start of the code besides.
    let first = match u32_at(head, 0)? {
        0xffff_fffa => 2,
        0xffff_fff0 | 0xffff_fff1 => 3,
        _ => return None,
    };
    Some((word(first)?, word(first + 1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_the_headers_of_versions() {
        let head = |magic: u32, words: &[u64]| {
            let mut bytes = magic.to_le_bytes().to_vec();
            bytes.extend_from_slice(&[0, 0, 1, 8]);
            words.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
            bytes
        };
        assert_eq!(place(&head(0xffff_fff1, &[9, 9, 9, 72, 100])), Some((72, 100)));
        assert_eq!(place(&head(0xffff_fffa, &[9, 9, 64, 90])), Some((64, 90)));
        assert_eq!(place(&head(0xffff_fffb, &[9, 9, 64, 90])), None);
        assert_eq!(place(&[]), None);
    }
}
