//! Names of functions that Go keeps for its run time, in stripped programs too.
//!
//! Owns the headers of the table (`runtime.pclntab`) of Go 1.16 and later, as far as the names.

use crate::executable::{Content, Executable, Section};
use crate::little_endian::{u32_at, u64_at};
use crate::source::Source;
use std::io;
use std::ops::Range;

/// Sections that hold the table; in PE files, and where a linker of C joined what is alike, it has
/// none of its own.
const SECTIONS: [&str; 3] = [".gopclntab", ".data.rel.ro.gopclntab", "__TEXT,__gopclntab"];
/// Bytes of names that are read; large programs have some 20 MiB.
const MAX_NAMES: u64 = 256 << 20;
/// First words of the table, newest version first, with the two zeros behind.
const MAGICS: [[u8; 6]; 3] = [
    [0xf1, 0xff, 0xff, 0xff, 0, 0],
    [0xf0, 0xff, 0xff, 0xff, 0, 0],
    [0xfa, 0xff, 0xff, 0xff, 0, 0],
];
/// Places of these words in one section that are looked at: the program's own code has them a few
/// times, as it reads the table.
const MAX_PLACES: usize = 16;
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
    for table in tables(executable, source)? {
        let head = source.read(table.start, HEAD)?;
        let Some((from, to)) = place(&head) else { continue };
        let size = table.end.saturating_sub(table.start);
        let length = to.saturating_sub(from).min(size.saturating_sub(from)).min(MAX_NAMES);
        let at = table.start.saturating_add(from);
        let bytes = source.read(at, usize::try_from(length).unwrap_or(0))?;
        bytes
            .split(|byte| *byte == 0)
            .filter(|name| (1..=MAX_NAME).contains(&name.len()))
            .for_each(&mut *visit);
    }
    Ok(())
}

/// Bytes of a header, of every version.
const HEAD: usize = 80;

/// Where tables stand: in sections of their own, or else in the data of a program of Go.
fn tables(executable: &Executable, source: &Source<'_>) -> io::Result<Vec<Range<u64>>> {
    let is_table = |section: &&Section| SECTIONS.contains(&section.name.as_str());
    let mut found: Vec<_> =
        executable.sections.iter().filter(is_table).map(Section::range).collect();
    if !found.is_empty() || !executable.go_build_info {
        return Ok(found);
    }
    for section in executable.sections.iter().filter(|it| it.content == Content::Data) {
        if let Some(place) = search(source, section.range())? {
            found.push(place..section.range().end);
            break;
        }
    }
    Ok(found)
}

/// The first place in a part where a header stands whose names lie in that part.
fn search(source: &Source<'_>, part: Range<u64>) -> io::Result<Option<u64>> {
    for magic in MAGICS {
        let mut from = part.start;
        for _ in 0..MAX_PLACES {
            let Some(at) = source.find(from..part.end, &magic)? else { break };
            let head = source.read(at, HEAD)?;
            let fits = |(names, end): (u64, u64)| names < end && end <= part.end - at;
            // The least length of an instruction, and the length of a pointer.
            let is_plain = matches!(head.get(6..8), Some([1 | 2 | 4, 4 | 8]));
            if is_plain && place(&head).is_some_and(fits) {
                return Ok(Some(at));
            }
            from = at + 1;
        }
    }
    Ok(None)
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

    #[test]
    fn a_table_inside_of_other_data() {
        let mut table = 0xffff_fff0u32.to_le_bytes().to_vec();
        table.extend_from_slice(&[0, 0, 1, 8]);
        [1u64, 1, 0, 64, 76].iter().for_each(|word| table.extend_from_slice(&word.to_le_bytes()));
        table.resize(64, 0);
        table.extend_from_slice(b"crypto/rsa.A\0");
        // The same words in code that compares with them, and data around.
        let decoy = [&[0xf0, 0xff, 0xff, 0xff, 0, 0, 0, 0][..], &[7; 90]].concat();
        let file = [&decoy[..], &table, &[9; 40]].concat();
        let all = 0..file.len() as u64;
        let source = Source::memory(&file);
        assert_eq!(search(&source, all.clone()).unwrap(), Some(decoy.len() as u64));
        // Cut before its names end, and none.
        assert_eq!(search(&source, 0..decoy.len() as u64 + 70).unwrap(), None);
        assert_eq!(search(&Source::memory(&decoy), 0..decoy.len() as u64).unwrap(), None);
        assert_eq!(search(&Source::memory(b""), all).unwrap(), None);
    }
}
