//! Where functions begin and end, as unwinders are told: `.eh_frame` of ELF and Mach-O,
//! `.ARM.exidx` of 32-bit ARM, `.pdata` of PE, and the function starts of Mach-O. They stand in
//! stripped files too.
//!
//! Owns these tables and no more: a function without unwind data is not listed, and a function
//! that the compiler split is listed as its parts. Where a table has starts only, a function
//! reaches to the next one.

use crate::executable::{Content, Endianness, Executable, Fields, Format, Loaded, Section, Tables};
use crate::little_endian::u32_at;
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
    let named =
        |name: &'static str| executable.sections.iter().filter(move |section| section.name == name);
    let mut found = Vec::new();
    match &executable.tables {
        Tables::Pe(_) => {
            let loaded = Loaded::new(executable.sections.iter());
            for section in named(".pdata") {
                let bytes = table(source, section)?;
                let record = &mut |address| record_length(address, &loaded, source);
                match executable.architecture {
                    "x86_64" => runtime_functions(&bytes, &mut found),
                    "aarch64" => packed_functions(&bytes, 4, record, &mut found)?,
                    "arm" => packed_functions(&bytes, 2, record, &mut found)?,
                    _ => {}
                }
            }
        }
        Tables::Elf(_) => {
            for section in named(".ARM.exidx") {
                let starts = index_starts(&table(source, section)?, section, executable.endianness);
                to_the_next(starts, &executable.sections, &mut found);
            }
        }
        Tables::MachO(tables) => {
            let starts = tables.function_starts(source)?;
            to_the_next(starts, &executable.sections, &mut found);
        }
    }
    if found.is_empty() && executable.format != Format::Pe {
        for section in named(".eh_frame").chain(named("__TEXT,__eh_frame")) {
            let bytes = table(source, section)?;
            let fields = Fields::new(&bytes, executable.endianness);
            Frames { fields, address: section.address, bits: executable.bits }.read(&mut found);
        }
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
    for entry in bytes.chunks_exact(12).take(MAX_FUNCTIONS.saturating_sub(found.len())) {
        if let (Some(begin), Some(end)) = (u32_at(entry, 0), u32_at(entry, 4))
            && begin < end
        {
            found.push(begin.into()..end.into());
        }
    }
}

/// PE Format for ARM and ARM64, Packed Unwind Data: a word that holds the length, or the address
/// of a record that does, in units of one instruction.
fn packed_functions(
    bytes: &[u8],
    unit: u64,
    record: &mut dyn FnMut(u64) -> io::Result<u64>,
    found: &mut Vec<Range<u64>>,
) -> io::Result<()> {
    for entry in bytes.chunks_exact(8).take(MAX_FUNCTIONS.saturating_sub(found.len())) {
        let (Some(begin), Some(data)) = (u32_at(entry, 0), u32_at(entry, 4)) else { continue };
        // Code of Thumb has the lowest bit set.
        let begin = u64::from(begin & !1);
        let length = match data & 3 {
            0 => record(u64::from(data))?,
            _ => u64::from(data >> 2 & 0x7ff),
        };
        if begin != 0 && length != 0 {
            found.push(begin..begin + unit * length);
        }
    }
    Ok(())
}

/// The lowest 18 bits of the record at an address; 0 outside the file.
fn record_length(address: u64, loaded: &Loaded<'_>, source: &Source<'_>) -> io::Result<u64> {
    let Some(offset) = loaded.offset_of(address) else { return Ok(0) };
    let bytes = source.read(offset, 4)?;
    Ok(u32_at(&bytes, 0).map_or(0, |word| u64::from(word & 0x3_ffff)))
}

/// Exception Handling ABI for the Arm Architecture, 5: each entry begins with the place of its
/// function, relative to itself, in 31 bits.
fn index_starts(bytes: &[u8], section: &Section, order: Endianness) -> Vec<u64> {
    let fields = Fields::new(bytes, order);
    let start = |at: usize| {
        let offset = (fields.u32(at)? << 1).cast_signed() >> 1;
        let address = section.address.wrapping_add(at as u64);
        Some(address.wrapping_add_signed(offset.into()) & u64::from(u32::MAX) & !1)
    };
    (0..bytes.len() / 8).take(MAX_FUNCTIONS).map_while(|index| start(8 * index)).collect()
}

/// Functions by their starts alone: up to the next one, or to the end of their section.
fn to_the_next(mut starts: Vec<u64>, sections: &[Section], found: &mut Vec<Range<u64>>) {
    starts.truncate(MAX_FUNCTIONS.saturating_sub(found.len()));
    starts.sort_unstable();
    starts.dedup();
    let code = Loaded::new(sections.iter().filter(|section| section.content == Content::Code));
    for (index, start) in starts.iter().enumerate() {
        let Some(section) = code.section(*start) else { continue };
        let limit = section.address.saturating_add(section.size);
        let end = starts.get(index + 1).map_or(limit, |next| limit.min(*next));
        found.push(*start..end);
    }
}

/// Linux Standard Base, Exception Frames.
struct Frames<'b> {
    fields: Fields<'b>,
    /// Of the first byte.
    address: u64,
    bits: u8,
}

impl Frames<'_> {
    fn read(&self, found: &mut Vec<Range<u64>>) {
        let mut at = 0;
        while let Some((body, end)) = self.record(at) {
            // The second word of a record points back to its common part; zero is one itself.
            if let Some(back) = self.fields.u32(body).filter(|back| *back != 0)
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
        let (length, body) = match self.fields.u32(at)? {
            0 => return None,
            u32::MAX => (usize::try_from(self.fields.u64(at + 4)?).ok()?, at + 12),
            length => (length as usize, at + 4),
        };
        let end = body.checked_add(length)?;
        (end <= self.fields.bytes().len() && end > at).then_some((body, end))
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
            0 if self.bits == 32 => (self.fields.u32(at)?.into(), 4),
            0 | 4 => (self.fields.u64(at)?, 8),
            2 => {
                let value = self.fields.u16(at)?;
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
                let value = self.fields.u32(at)?;
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
        let body = self.fields.bytes().get(common..)?;
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
        let fields = Fields::new(bytes, Endianness::Little);
        Frames { fields, address: 0x1000, bits: 64 }.read(&mut found);
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

    fn code(address: u64, size: u64) -> Section {
        let name = ".text".to_owned();
        Section { name, offset: 0, size, content: Content::Code, address }
    }

    #[test]
    fn starts_reach_to_the_next_and_to_the_end_of_the_section() {
        let mut found = Vec::new();
        to_the_next(vec![0x1040, 0x1000, 0x3000, 0x1040], &[code(0x1000, 0x80)], &mut found);
        assert_eq!(found, [0x1000..0x1040, 0x1040..0x1080]);
    }

    #[test]
    fn packed_functions_of_arm64() {
        let words = [0x1000_u32, 0x10 << 2 | 1, 0x2000, 0x5000, 0x3000, 1, 0, 1 << 2 | 1];
        let mut found = Vec::new();
        let record = &mut |address| Ok(if address == 0x5000 { 3 } else { 0 });
        packed_functions(&words.map(u32::to_le_bytes).concat(), 4, record, &mut found).unwrap();
        assert_eq!(found, [0x1000..0x1040, 0x2000..0x200c]);
    }

    #[test]
    fn starts_of_an_arm_index() {
        let index = Section { address: 0x2000, ..code(0, 16) };
        let words = [0x7fff_f000_u32, 1, 0x7fff_f039, 1];
        let little = words.map(u32::to_le_bytes).concat();
        let starts = index_starts(&little, &index, Endianness::Little);
        assert_eq!(starts, [0x1000, 0x1040]);
        let big = words.map(u32::to_be_bytes).concat();
        assert_eq!(index_starts(&big, &index, Endianness::Big), starts);
    }

    #[test]
    fn frames_in_the_other_byte_order() {
        let mut bytes = frames();
        for at in [0, 4, 20, 24, 28, 32] {
            bytes[at..at + 4].reverse();
        }
        let mut found = Vec::new();
        let fields = Fields::new(&bytes, Endianness::Big);
        Frames { fields, address: 0x1000, bits: 32 }.read(&mut found);
        assert_eq!(found, vec![Range { start: 0x1000, end: 0x1040 }]);
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
