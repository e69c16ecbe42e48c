//! Instructions of processors that are made for cryptography.

mod arm;
mod x86;

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use aratame_algorithms::Usage;
use aratame_formats::executable::{Content, Executable, Section};
use aratame_formats::functions::{function_at, functions};
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Confidence, EvidenceLevel, Method, Position};

use super::binary_symbols::role;
use crate::binary::PassedOver;
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct Instructions;

static ABOUT: About = About {
    id: "instructions",
    title: "Instructions for cryptography",
    title_ja: "暗号用の命令",
    finds: "AES-NI, VAES, SHA extensions and PCLMULQDQ of x86, and the cryptographic extension of \
            ARMv8 (AES, PMULL, SHA-1, SHA-2, SHA-3, SM3, SM4), each with count, first place and \
            function (`instructions`). Rounds together with the key schedule, or several \
            instructions that only one algorithm has, also state that algorithm as implemented.",
    how: "Searches the fixed bytes of these instructions in executable sections only, then decodes \
          the function around each from its beginning, by unwind data, and takes what the decoder \
          takes as such an instruction. Words of ARMv8 have fixed places and are compared by mask.",
    misses: "What is packed or made at run time, code in sections that are not executable, and all \
             code without such instructions. Hash tables and checksums use rounds of AES and \
             carry-less products as well: alone these are told as instructions, and state no \
             algorithm. 32-bit ARM is not decoded. Of such places beyond 65,536 in one file a \
             diagnostic says that they were left out (`binary-limit`).",
    references: &[
        "Intel 64 and IA-32 Architectures Software Developer's Manual, Volume 2",
        "Arm Architecture Reference Manual (DDI 0487), C7.2",
    ],
};

/// A family of instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Aes,
    CarryLess,
    Sha1,
    Sha256,
    Sha512,
    Sha3,
    Sm3,
    Sm4,
}

/// One kind of instruction in a family. AES has rounds to encrypt and to decrypt, and a key
/// schedule; each kind is a bit.
pub(super) type Part = u8;
/// Rounds that encrypt.
pub(super) const FIRST: Part = 1;
/// Rounds that decrypt, or another instruction of the family.
pub(super) const SECOND: Part = 2;
/// The key schedule, or a third instruction.
pub(super) const THIRD: Part = 4;

/// One instruction.
pub(super) struct Found {
    /// Its offset in what was searched.
    pub(super) at: usize,
    pub(super) family: Family,
    pub(super) part: Part,
}

impl Family {
    fn name(self, is_arm: bool) -> &'static str {
        match self {
            Self::Aes if is_arm => "ARMv8 AES",
            Self::Aes => "AES-NI or VAES",
            Self::CarryLess if is_arm => "ARMv8 PMULL",
            Self::CarryLess => "PCLMULQDQ",
            Self::Sha1 => "SHA-1 instructions",
            Self::Sha256 => "SHA-256 instructions",
            Self::Sha512 => "SHA-512 instructions",
            Self::Sha3 => "SHA-3 instructions",
            Self::Sm3 => "SM3 instructions",
            Self::Sm4 => "SM4 instructions",
        }
    }

    /// The algorithm that these parts of the family can only be.
    fn algorithm(self, parts: Part) -> Option<&'static str> {
        let several = parts.count_ones() >= 2;
        match self {
            Self::Aes => several.then_some("aes"),
            Self::CarryLess | Self::Sha3 => None,
            Self::Sha1 => several.then_some("sha-1"),
            Self::Sha256 => several.then_some("sha-256"),
            Self::Sha512 => several.then_some("sha-512"),
            Self::Sm3 => several.then_some("sm3"),
            Self::Sm4 => several.then_some("sm4"),
        }
    }
}

/// What stands in one function, or in one section where functions are not told.
#[derive(Default)]
struct Tally {
    count: usize,
    parts: Part,
    /// Offset in the file of the first.
    first: u64,
    functions: Vec<Range<u64>>,
}

/// Functions named in one line.
const MAX_FUNCTIONS: usize = 4;
/// Code read at once; windows overlap by the longest instruction.
const WINDOW: usize = 256 << 10;
/// Longest instruction of x86.
const LONGEST: u64 = 15;
/// Code that is decoded before a place, where no function is told: x86 falls into step soon.
const LEAD: u64 = 96;
/// Places kept of one executable: enough to name functions, few enough for a file full of them.
const MAX_PLACES: usize = 1 << 16;
/// Longest stretch that is decoded for one place.
const MAX_STRETCH: u64 = 1 << 20;

impl Detector for Instructions {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind.is_executable()
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        if let Err(error) = look(entry, findings) {
            findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string());
        }
    }
}

fn look(entry: &Entry<'_>, findings: &mut Findings<'_>) -> io::Result<()> {
    let Some(binary) = entry.binary() else { return Ok(()) };
    let mut lines = Vec::new();
    let mut uses = Vec::new();
    let mut passed_over = PassedOver::default();
    for executable in &binary.executables {
        let is_arm = executable.architecture == "aarch64";
        let mut search = Search::new(entry, executable, &mut passed_over);
        search.run()?;
        for (family, tally) in &search.tallies {
            lines.push(line(*family, is_arm, tally));
            uses.extend(use_of(*family, is_arm, tally));
        }
    }
    passed_over.tell(ABOUT.id, findings);
    if lines.is_empty() {
        return Ok(());
    }
    let mut observation = binary.observation(entry)?;
    observation.confidence = if uses.is_empty() { Confidence::Low } else { Confidence::High };
    observation.attribute("instructions", lines);
    observation.algorithms = uses;
    findings.observe(observation);
    Ok(())
}

/// The search of one executable.
struct Search<'a, 'b> {
    entry: &'a Entry<'b>,
    executable: &'a Executable,
    /// Places that may still be kept.
    left: usize,
    tallies: BTreeMap<Family, Tally>,
    passed_over: &'a mut PassedOver,
}

impl<'a, 'b> Search<'a, 'b> {
    fn new(
        entry: &'a Entry<'b>,
        executable: &'a Executable,
        passed_over: &'a mut PassedOver,
    ) -> Self {
        Self { entry, executable, left: MAX_PLACES, tallies: BTreeMap::new(), passed_over }
    }

    fn run(&mut self) -> io::Result<()> {
        let search: fn(&[u8], &mut Vec<usize>) = match self.executable.architecture {
            "x86_64" | "i386" | "x86" => x86::candidates,
            "aarch64" => arm::candidates,
            _ => return Ok(()),
        };
        // Unwind data is read only where something stands.
        let mut ranges: Option<Vec<Range<u64>>> = None;
        for section in self.executable.sections.iter().filter(|it| it.content == Content::Code) {
            let places = self.places(section, search)?;
            if places.is_empty() {
                continue;
            }
            let ranges = match &mut ranges {
                Some(ranges) => ranges,
                None => ranges.insert(functions(self.executable, &self.entry.source)?),
            };
            self.count(section, &places, ranges)?;
        }
        Ok(())
    }

    /// Offsets in the file where such an instruction may begin.
    fn places(
        &mut self,
        section: &Section,
        search: fn(&[u8], &mut Vec<usize>),
    ) -> io::Result<Vec<u64>> {
        let mut places = Vec::new();
        let (range, most) = (section.range(), self.left);
        self.entry.source.windows(range, WINDOW, LONGEST as usize, &mut |at, window| {
            let mut found = Vec::new();
            search(window, &mut found);
            found.sort_unstable();
            found.dedup();
            let fresh = found.into_iter().filter(|offset| *offset < WINDOW);
            places.extend(fresh.map(|offset| at + offset as u64));
            places.len() <= most
        })?;
        if places.len() > most {
            places.truncate(most);
            self.passed_over.add("places beyond 65536");
        }
        self.left -= places.len();
        Ok(places)
    }

    /// Decodes around each place, each stretch of code once.
    fn count(
        &mut self,
        section: &Section,
        places: &[u64],
        ranges: &[Range<u64>],
    ) -> io::Result<()> {
        let shift = section.address.wrapping_sub(section.offset);
        let mut done = section.offset;
        for (index, place) in places.iter().copied().enumerate() {
            if place < done {
                continue;
            }
            let function = function_at(ranges, place.wrapping_add(shift));
            let stretch = match function {
                Some(range) => range.start.wrapping_sub(shift)..range.end.wrapping_sub(shift),
                // Places near each other in one stretch: a cut between them might split an
                // instruction.
                None => {
                    let near = |pair: &&[u64]| pair[1] - pair[0] <= LEAD;
                    let count = places[index..].windows(2).take_while(near).count();
                    place.saturating_sub(LEAD).max(done)..places[index + count] + LONGEST
                }
            };
            let stretch = bounded(place, stretch, done..section.offset + section.size);
            done = stretch.end;
            self.stretch(section, stretch, function)?;
        }
        Ok(())
    }

    fn stretch(
        &mut self,
        section: &Section,
        stretch: Range<u64>,
        function: Option<&Range<u64>>,
    ) -> io::Result<()> {
        let length = usize::try_from(stretch.end - stretch.start).unwrap_or(0);
        let code = self.entry.source.read(stretch.start, length)?;
        let found = if self.executable.architecture == "aarch64" {
            arm::decode(&code, (stretch.start - section.offset) % 4)
        } else {
            x86::decode(&code, self.executable.bits)
        };
        for each in found {
            let tally = self.tallies.entry(each.family).or_default();
            tally.add(&each, stretch.start, function);
        }
        Ok(())
    }
}

/// What is decoded for a place: its function from the beginning, or, where that is too far away,
/// from shortly before the place on; nothing that was decoded before, nothing outside the section.
/// A function that spans a section full of places is so decoded once, not once a place.
fn bounded(place: u64, stretch: Range<u64>, within: Range<u64>) -> Range<u64> {
    let begin = stretch.start.clamp(within.start, place);
    let far = place.saturating_sub(LEAD).max(within.start);
    let begin = if place - begin < MAX_STRETCH { begin } else { far };
    let end = stretch.end.min(within.end).min(begin + MAX_STRETCH);
    begin..end.max(place + 1)
}

impl Tally {
    /// Counts an instruction of a stretch that begins at `base` in the file.
    fn add(&mut self, found: &Found, base: u64, function: Option<&Range<u64>>) {
        if self.count == 0 {
            self.first = base + found.at as u64;
        }
        self.count += 1;
        self.parts |= found.part;
        if let Some(function) = function
            && self.functions.len() <= MAX_FUNCTIONS
            && self.functions.last() != Some(function)
        {
            self.functions.push(function.clone());
        }
    }
}

fn line(family: Family, is_arm: bool, tally: &Tally) -> String {
    let mut line = format!("{}: {}, first at {:#x}", family.name(is_arm), tally.count, tally.first);
    let shown: Vec<String> = tally
        .functions
        .iter()
        .take(MAX_FUNCTIONS)
        .map(|range| format!("{:#x}-{:#x}", range.start, range.end))
        .collect();
    if !shown.is_empty() {
        line = format!("{line}, in functions {}", shown.join(", "));
    }
    if tally.functions.len() > MAX_FUNCTIONS {
        line.push_str(" and more");
    }
    line
}

fn use_of(family: Family, is_arm: bool, tally: &Tally) -> Option<AlgorithmUse> {
    let usage = Usage::parse(family.algorithm(tally.parts)?)?;
    let function = tally.functions.first();
    let symbol = function.map(|range| format!("function {:#x}-{:#x}", range.start, range.end));
    let position = Position::bytes(tally.first, 4);
    let position = symbol.iter().fold(position, |position, symbol| position.with_symbol(symbol));
    let each =
        AlgorithmUse::new(AlgorithmRef::from(usage), role(&usage), EvidenceLevel::Implements);
    let each = each.told_by(Method::Instructions, Confidence::High);
    Some(each.with_reason(&line(family, is_arm, tally)).at(position))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table may say that one function spans all code: each byte is decoded once, and a bit more
    /// before each stretch at most.
    #[test]
    fn one_function_around_everything_is_decoded_once() {
        let within = 0x1000..0x1000 + (64 << 20);
        let (mut done, mut decoded) = (within.start, 0);
        for place in within.clone().step_by(1000) {
            if place >= done {
                let stretch = bounded(place, 0..u64::MAX, done..within.end);
                assert!(stretch.contains(&place) && stretch.end <= within.end);
                decoded += stretch.end - stretch.start;
                done = stretch.end;
            }
        }
        assert!(decoded <= 64 << 20, "{decoded}");
    }

    #[test]
    fn functions_that_lie_about_their_place_are_cut() {
        assert_eq!(bounded(50, 10..80, 0..100), 10..80);
        let reversed = |start, end| start..end;
        assert_eq!(bounded(50, reversed(60, 40), 0..100), 50..51);
        assert_eq!(bounded(50, 10..u64::MAX, 20..100), 20..100);
        let far = 5 << 20;
        assert_eq!(bounded(far, 0..far + 9, 0..2 * far), far - LEAD..far + 9);
    }
}
