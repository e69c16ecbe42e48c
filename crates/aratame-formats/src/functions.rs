//! Where functions begin and end, as unwinders are told: `.eh_frame` of ELF and Mach-O, `.pdata`
//! of 64-bit PE. They stand in stripped files too.
//!
//! Owns these tables and no more: a function without unwind data is not listed, and a function
//! that the compiler split is listed as its parts.

use crate::executable::{Endianness, Executable, Format, Section};
use crate::little_endian::{u16_at, u32_at, u64_at};
use crate::source::Source;
use std::io;
use std::ops::Range;

/// Bytes of unwind data that are read; a browser has some 20 MiB.
const MAX_TABLE: u64 = 128 << 20;
/// Functions of one file.
const MAX_FUNCTIONS: usize = 4_000_000;

/// Ranges of addresses of functions, sorted. In a PE file addresses are relative to its image.
///
/// # Errors
/// What reading reports. A damaged table gives what stands before the damage.
pub fn functions(executable: &Executable, source: &Source<'_>) -> io::Result<Vec<Range<u64>>> {
    let is = |section: &&Section, names: &[&str]| names.contains(&section.name.as_str());
    let mut found = Vec::new();
    match executable.format {
        Format::Pe if executable.architecture == "x86_64" => {
            if let Some(section) = executable.sections.iter().find(|each| is(each, &[".pdata"])) {
                runtime_functions(&table(source, section)?, &mut found);
            }
        }
        Format::Elf | Format::MachO if executable.endianness == Endianness::Little => {
            let names = [".eh_frame", "__TEXT,__eh_frame"];
            for section in executable.sections.iter().filter(|each| is(each, &names)) {
                let bytes = table(source, section)?;
                Frames { bytes: &bytes, address: section.address, bits: executable.bits }
                    .read(&mut found);
            }
        }
        _ => {}
    }
    found.sort_unstable_by_key(|range| (range.start, range.end));
    found.dedup();
    Ok(found)
}

/// The function that holds an address.
#[must_use]
pub fn function_at(functions: &[Range<u64>], address: u64) -> Option<&Range<u64>> {
    let above = functions.partition_point(|range| range.start <= address);
    functions.get(..above)?.last().filter(|range| range.contains(&address))
}

fn table(source: &Source<'_>, section: &Section) -> io::Result<Vec<u8>> {
    let length = usize::try_from(section.size.min(MAX_TABLE)).unwrap_or(0);
    Ok(source.read(section.offset, length)?.into_owned())
}

/// PE Format, The .pdata Section: begin, end, unwind information.
fn runtime_functions(bytes: &[u8], found: &mut Vec<Range<u64>>) {
    for entry in bytes.chunks_exact(12).take(MAX_FUNCTIONS) {
        if let (Some(begin), Some(end)) = (u32_at(entry, 0), u32_at(entry, 4))
            && begin < end
        {
            found.push(begin.into()..end.into());
        }
    }
}

/// Linux Standard Base, Exception Frames.
struct Frames<'b> {
    bytes: &'b [u8],
    /// Of the first byte.
    address: u64,
    bits: u8,
}

impl Frames<'_> {
    fn read(&self, found: &mut Vec<Range<u64>>) {
        let mut at = 0;
        while let Some((body, end)) = self.record(at) {
            // The second word of a record points back to its common part; zero is one itself.
            if let Some(back) = u32_at(self.bytes, body).filter(|back| *back != 0)
                && let Some(common) = body.checked_sub(back as usize)
                && let Some(range) = self.description(body + 4, end, common)
            {
                found.push(range);
            }
            if found.len() >= MAX_FUNCTIONS {
                return;
            }
            at = end;
        }
    }

    /// Where the body of a record begins and ends; `None` at the end.
    fn record(&self, at: usize) -> Option<(usize, usize)> {
        let (length, body) = match u32_at(self.bytes, at)? {
            0 => return None,
            u32::MAX => (usize::try_from(u64_at(self.bytes, at + 4)?).ok()?, at + 12),
            length => (length as usize, at + 4),
        };
        let end = body.checked_add(length)?;
        (end <= self.bytes.len() && end > at).then_some((body, end))
    }

    fn description(&self, at: usize, end: usize, common: usize) -> Option<Range<u64>> {
        let encoding = self.encoding(common)?;
        let (begin, at) = self.pointer(at, encoding)?;
        let begin = match encoding & 0x70 {
            0x00 => begin,
            0x10 => begin.wrapping_add(self.address.wrapping_add((at.1) as u64)),
            _ => return None,
        };
        let (length, after) = self.pointer(at.0, encoding & 0x07)?;
        let begin = if self.bits == 32 { begin & u64::from(u32::MAX) } else { begin };
        let range = begin..begin.checked_add(length)?;
        (after.0 <= end && !range.is_empty()).then_some(range)
    }

    /// A number by its format, where the next one stands, and where this one stood.
    fn pointer(&self, at: usize, encoding: u8) -> Option<(u64, (usize, usize))> {
        let signed = encoding & 0x08 != 0;
        let (value, size) = match encoding & 0x07 {
            0 if self.bits == 32 => (u32_at(self.bytes, at)?.into(), 4),
            0 | 4 => (u64_at(self.bytes, at)?, 8),
            2 => {
                let value = u16_at(self.bytes, at)?;
                (
                    if signed {
                        i64::from(value.cast_signed()).cast_unsigned()
                    } else {
                        value.into()
                    },
                    2,
                )
            }
            3 => {
                let value = u32_at(self.bytes, at)?;
                (
                    if signed {
                        i64::from(value.cast_signed()).cast_unsigned()
                    } else {
                        value.into()
                    },
                    4,
                )
            }
            _ => return None,
        };
        Some((value, (at + size, at)))
    }

    /// How the record at `common` says that addresses are written.
    fn encoding(&self, common: usize) -> Option<u8> {
        let body = self.bytes.get(common..)?;
        let version = *body.get(8)?;
        let augmentation = body.get(9..)?;
        let length = augmentation.iter().take(16).position(|byte| *byte == 0)?;
        let letters = augmentation.get(..length)?;
        let mut rest = augmentation.get(length + 1..)?;
        if !letters.starts_with(b"z") {
            return letters.is_empty().then_some(0);
        }
        // Alignment of code and of data, the return register, the length of what follows.
        let numbers = if version == 1 { 2 } else { 3 };
        for _ in 0..numbers {
            rest = past_number(rest)?;
        }
        rest = if version == 1 { rest.get(1..)? } else { rest };
        rest = past_number(rest)?;
        for letter in letters.get(1..)? {
            match letter {
                b'R' => return rest.first().copied(),
                b'L' => rest = rest.get(1..)?,
                b'P' => {
                    let size = match rest.first()? & 0x07 {
                        2 => 2,
                        3 => 4,
                        0 if self.bits == 32 => 4,
                        _ => 8,
                    };
                    rest = rest.get(1 + size..)?;
                }
                b'S' | b'B' | b'G' => {}
                _ => return None,
            }
        }
        Some(0)
    }
}

/// What follows a number in groups of seven bits.
fn past_number(bytes: &[u8]) -> Option<&[u8]> {
    let last = bytes.iter().take(10).position(|byte| byte & 0x80 == 0)?;
    bytes.get(last + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A common record with `zR` and addresses relative to themselves, and one function.
    fn frames() -> Vec<u8> {
        let mut bytes = vec![16, 0, 0, 0, 0, 0, 0, 0, 1];
        bytes.extend_from_slice(b"zR\0\x01\x78\x10\x01\x1b");
        bytes.resize(20, 0);
        bytes.extend_from_slice(&[16, 0, 0, 0, 24, 0, 0, 0]);
        bytes.extend_from_slice(&(-0x1c_i32).to_le_bytes());
        bytes.extend_from_slice(&0x40_u32.to_le_bytes());
        bytes.resize(40, 0);
        bytes.extend_from_slice(&[0; 4]);
        bytes
    }

    fn read(bytes: &[u8]) -> Vec<Range<u64>> {
        let mut found = Vec::new();
        Frames { bytes, address: 0x1000, bits: 64 }.read(&mut found);
        found
    }

    #[test]
    fn a_function_of_a_frame() {
        let functions = read(&frames());
        assert_eq!(functions, vec![Range { start: 0x1000, end: 0x1040 }]);
        assert_eq!(function_at(&functions, 0x103f), Some(&(0x1000..0x1040)));
        assert_eq!(function_at(&functions, 0x1040), None);
        assert_eq!(function_at(&functions, 0xfff), None);
    }

    #[test]
    fn functions_of_pdata() {
        let mut found = Vec::new();
        let words = [0x1000_u32, 0x1010, 0, 5, 5, 0];
        runtime_functions(&words.map(u32::to_le_bytes).concat(), &mut found);
        assert_eq!(found, vec![Range { start: 0x1000, end: 0x1010 }]);
    }

    #[test]
    fn every_cut_and_every_changed_byte_is_total() {
        let bytes = frames();
        for length in 0..bytes.len() {
            read(&bytes[..length]);
        }
        for at in 0..bytes.len() {
            for value in 0..=255 {
                let mut changed = bytes.clone();
                changed[at] = value;
                read(&changed);
            }
        }
    }
}
