//! What functions do: shapes of code that an algorithm's definition forces on every implementation.
//!
//! Owns the search for functions worth reading, their reading, and what rules of several functions
//! and constants of one file make together. Rules stand one file a field under this module.

mod aarch64;
mod ciphers;
mod exchanges;
mod hashes;
mod needles;
mod shape;
mod step;
mod x86;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;

use aratame_algorithms::Usage;
use aratame_formats::executable::{Content, Executable, Section};
use aratame_formats::functions::{function_at, functions};
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Confidence, EvidenceLevel, Method, Position};

use super::binary_symbols::role;
use super::constants::Evidence;
use crate::binary::PassedOver;
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::Entry;
use shape::Shape;

/// The detector.
#[derive(Debug)]
pub struct CodeShapes;

static ABOUT: About = About {
    id: "code-shapes",
    title: "Shapes of code",
    title_ja: "コードの形",
    finds: "Functions of x86 and AArch64 that do what only one algorithm does: the quarter rounds \
            of ChaCha20 and Salsa20, the key schedules of Serpent, RC5 and RC6, the linear \
            transformation of Serpent, the exchanges of RC4, the rounds of TEA and XTEA, the \
            product of the ladder of X25519, the clamp of Poly1305, AES where it computes its \
            S-box or works in bit slices, and MUGI (provisional); the rounds of MD4, the \
            pads of HMAC, the mixing functions of BLAKE2b and Argon2, the encoding of signatures \
            by PKCS #1; ChaCha20-Poly1305 and XSalsa20-Poly1305, where both parts stand in one \
            file. A product in the field of AES adds to a table of AES.",
    how: "Searches code for bytes that such a function must have, decodes the whole function \
          around \
          them, by unwind data, and counts its turns, numbers, loads, stores and loops in words \
          that both architectures share; follows which element is stored where another came \
          from. A rule asks for what the definition of its algorithm forces on every \
          implementation, and that little else is there.",
    misses: "Functions that unwind data does not list, beyond a stretch of 4 KiB around such \
             bytes; functions over 1 MiB, for RC4 over 3 KiB; what one file has of such functions \
             beyond 64 MiB, which a diagnostic then says (`binary-limit`); code that was \
             obfuscated or made at run time; other \
             architectures. Quarter rounds are looked for only where the text of ChaCha20 or \
             Salsa20 stands in the file or in the function; where a function is handed the amount \
             of a turn, only in code that was not optimised, of 64 bits. An exchange whose \
             elements go through the stack, as in \
             code that was not optimised. Bit slices without the constants of the key schedule as \
             bytes. Whether RC5 or RC6 follows a key schedule that they share; XSalsa20 beside \
             ChaCha20. MD4 whose turns stand in a table or in functions of their own. IDEA, \
             PBKDF2, scrypt. Pads in bytes, mixing functions and DigestInfos \
             without the constants of a hash function in the file; mixing functions in vectors; \
             which Argon2 it is.",
    references: &[
        "FIPS 197",
        "RFC 1320",
        "RFC 2040",
        "RFC 2104",
        "RFC 7693",
        "RFC 7748",
        "RFC 8017",
        "RFC 8439",
        "RFC 9106",
        "Anderson, Biham and Knudsen, Serpent, 1998",
        "Bernstein, The Salsa20 family of stream ciphers, 2007",
        "Needham and Wheeler, TEA extensions, 1997",
    ],
};

/// What one rule says of one function.
struct Sign {
    /// Id in the catalogue.
    algorithm: &'static str,
    confidence: Confidence,
    reason: String,
    /// Place of the first instruction that counts, in bytes of the function.
    at: u32,
}

/// A rule: what it makes of a function.
type Rule = fn(&Shape) -> Option<Sign>;

/// Every rule, by field.
const RULES: &[&[Rule]] = &[ciphers::RULES, hashes::RULES];

/// A sign with its place.
struct Placed {
    sign: Sign,
    /// Offset in the file.
    offset: u64,
    function: Range<u64>,
    is_whole: bool,
}

/// Code read at once: it is searched several times and should stay near the processor.
const WINDOW: usize = 256 << 10;
/// Longest bytes that are searched for, less one: windows overlap by it.
const OVERLAP: usize = 16;
/// Bytes between places where every function of AArch64 is wanted: few are shorter.
const STEP: usize = 64;
/// How much is read of one executable.
struct Limits {
    /// Places kept of one section.
    places: usize,
    /// Longest function that is decoded.
    function: u64,
    /// Code that is decoded: 64 MiB take half a second.
    decoded: u64,
}

const LIMITS: Limits = Limits { places: 1 << 20, function: 1 << 20, decoded: 64 << 20 };
/// Longest function that is decoded for cuts to eight bits, which are frequent: RC4 takes a few
/// hundred bytes.
const MAX_CUT: u64 = 3 << 10;
/// Code that is decoded before and behind a place where no function is told.
const AROUND: u64 = 2048;

impl Detector for CodeShapes {
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

/// Whether code of this architecture is read.
pub(crate) fn reads(architecture: &str) -> bool {
    matches!(architecture, "x86_64" | "i386" | "x86" | "aarch64")
}

fn look(entry: &Entry<'_>, findings: &mut Findings<'_>) -> io::Result<()> {
    let Some(binary) = entry.binary() else { return Ok(()) };
    let constants = &entry.constants()?.evidence;
    let mut signs = Vec::new();
    let mut passed_over = PassedOver::default();
    for executable in &binary.executables {
        Search::new(entry, executable, constants, &mut passed_over).run(&mut signs)?;
        ciphers::slices(&mut signs, &mut |bytes| in_data(entry, executable, bytes))?;
    }
    passed_over.tell(ABOUT.id, findings);
    // What is weak alone is raised before what stayed weak is left out.
    hashes::conclude(&mut signs, constants);
    ciphers::conclude(&mut signs, constants);
    let uses = uses(&signs);
    let Some(surest) = uses.iter().map(|each| each.confidence).max() else { return Ok(()) };
    let mut observation = binary.observation(entry)?;
    observation.confidence = surest;
    observation.algorithms = uses;
    findings.observe(observation);
    Ok(())
}

/// Where these bytes stand in the data of an executable.
fn in_data(entry: &Entry<'_>, executable: &Executable, bytes: &[u8]) -> io::Result<Option<u64>> {
    for section in executable.sections.iter().filter(|it| it.content == Content::Data) {
        let place = entry.source.find(section.range(), bytes)?;
        if place.is_some() {
            return Ok(place);
        }
    }
    Ok(None)
}

/// The search of one executable.
struct Search<'a, 'b> {
    entry: &'a Entry<'b>,
    executable: &'a Executable,
    is_arm: bool,
    /// Whether functions are wanted that turn words.
    turns: bool,
    /// Whether a hash function is there, and with it what is built of one.
    hashes: bool,
    /// Code decoded so far.
    decoded: u64,
    limits: Limits,
    passed_over: &'a mut PassedOver,
}

impl<'a, 'b> Search<'a, 'b> {
    fn new(
        entry: &'a Entry<'b>,
        executable: &'a Executable,
        constants: &[Evidence],
        passed_over: &'a mut PassedOver,
    ) -> Self {
        let turns = ciphers::wants_turns(constants);
        let is_arm = executable.architecture == "aarch64";
        let hashes = hashes::has_hash(constants);
        let (decoded, limits) = (0, LIMITS);
        Self { entry, executable, is_arm, turns, hashes, decoded, limits, passed_over }
    }

    fn run(&mut self, signs: &mut Vec<Placed>) -> io::Result<()> {
        if !reads(self.executable.architecture) {
            return Ok(());
        }
        // Unwind data is read only where something stands.
        let mut ranges: Option<Vec<Range<u64>>> = None;
        for section in self.executable.sections.iter().filter(|it| it.content == Content::Code) {
            let places = self.places(section)?;
            if places.is_empty() {
                continue;
            }
            let ranges = match &mut ranges {
                Some(ranges) => ranges,
                None => ranges.insert(functions(self.executable, &self.entry.source)?),
            };
            self.section(section, &places, ranges, signs)?;
        }
        Ok(())
    }

    /// Offsets in the section where a rule's bytes stand, and how long a function around may be.
    fn places(&mut self, section: &Section) -> io::Result<Vec<(u64, u64)>> {
        let Limits { places: most, function, .. } = self.limits;
        let mut places = Vec::new();
        self.entry.source.windows(section.range(), WINDOW, OVERLAP, &mut |at, window| {
            let begin = at - section.offset;
            let first = places.len();
            let (any, cuts) = self.wanted(window);
            places.extend(any.into_iter().map(|offset| (begin + offset as u64, function)));
            places.extend(cuts.into_iter().map(|offset| (begin + offset as u64, MAX_CUT)));
            places[first..].sort_unstable();
            places.len() <= most
        })?;
        if places.len() > most {
            places.truncate(most);
            self.passed_over.add("the end of a section with too many places");
        }
        Ok(places)
    }

    /// Offsets of what rules ask for, and of registers cut to eight bits.
    fn wanted(&self, window: &[u8]) -> (Vec<usize>, Vec<usize>) {
        let (mut any, mut cuts) = (Vec::new(), Vec::new());
        match (self.is_arm, self.turns) {
            (true, true) => any.extend((0..window.len().min(WINDOW)).step_by(STEP)),
            (true, false) => needles::aarch64(window, &mut any),
            (false, true) => {
                needles::x86(window, &mut any);
                needles::x86_of_turns(window, &mut any);
            }
            (false, false) => needles::x86(window, &mut any),
        }
        if self.is_arm {
            needles::cuts_of_aarch64(window, &mut cuts);
        } else {
            needles::cuts_of_x86(window, &mut cuts);
        }
        match (self.hashes, self.is_arm) {
            (true, true) => needles::aarch64_of_hashes(window, &mut any),
            (true, false) => needles::x86_of_hashes(window, &mut any),
            (false, _) => {}
        }
        (any, cuts)
    }

    /// Reads the function around each place, each function once.
    fn section(
        &mut self,
        section: &Section,
        places: &[(u64, u64)],
        ranges: &[Range<u64>],
        signs: &mut Vec<Placed>,
    ) -> io::Result<()> {
        let (mut done, mut told) = (0, 0);
        for (place, most) in places.iter().copied().filter(|(place, _)| *place < section.size) {
            if place < done {
                continue;
            }
            let known = function_at(ranges, section.address.wrapping_add(place));
            let stretch = match known {
                Some(range) => {
                    range.start.saturating_sub(section.address)
                        ..range.end.saturating_sub(section.address)
                }
                None => place.saturating_sub(AROUND).max(done) & !3..place + AROUND,
            };
            let end = stretch.end.min(section.size);
            let length = end.saturating_sub(stretch.start);
            if length > most {
                // What is sought in short functions only is no loss.
                if most == self.limits.function && told < end {
                    told = end;
                    self.passed_over.add("a function of more than 1 MiB");
                }
                continue;
            }
            done = end.max(place + 1);
            if self.decoded + length > self.limits.decoded {
                self.passed_over.add("a function beyond 64 MiB");
                continue;
            }
            self.decoded += length;
            self.function(section, stretch.start..end, known.is_some(), signs)?;
        }
        Ok(())
    }

    fn function(
        &self,
        section: &Section,
        range: Range<u64>,
        is_whole: bool,
        signs: &mut Vec<Placed>,
    ) -> io::Result<()> {
        let length = usize::try_from(range.end - range.start).unwrap_or(0);
        let code = self.entry.source.read(section.offset + range.start, length)?;
        let address = section.address.wrapping_add(range.start);
        let steps = if self.is_arm {
            aarch64::steps(&code, address)
        } else {
            x86::steps(&code, address, self.executable.bits)
        };
        let shape = Shape::new(steps, address);
        let found = RULES.iter().flat_map(|rules| rules.iter()).filter_map(|rule| rule(&shape));
        signs.extend(found.map(|sign| Placed {
            offset: section.offset + range.start + u64::from(sign.at),
            sign,
            function: address..address.wrapping_add(range.end - range.start),
            is_whole,
        }));
        Ok(())
    }
}

/// One use for each algorithm: the surest sign, all reasons.
fn uses(signs: &[Placed]) -> Vec<AlgorithmUse> {
    let mut by_algorithm: BTreeMap<&str, Vec<&Placed>> = BTreeMap::new();
    for placed in signs {
        by_algorithm.entry(placed.sign.algorithm).or_default().push(placed);
    }
    by_algorithm.into_iter().filter_map(|(algorithm, placed)| one_use(algorithm, &placed)).collect()
}

fn one_use(algorithm: &str, placed: &[&Placed]) -> Option<AlgorithmUse> {
    /// Functions named for one algorithm.
    const MAX_REASONS: usize = 4;
    let usage = Usage::parse(algorithm)?;
    let first =
        placed.iter().min_by_key(|it| (std::cmp::Reverse(it.sign.confidence), it.offset))?;
    let reasons: BTreeSet<String> =
        placed.iter().map(|it| format!("{} in {}", it.sign.reason, it.place())).collect();
    let shown: Vec<&str> = reasons.iter().take(MAX_REASONS).map(String::as_str).collect();
    let mut reason = shown.join("; ");
    if reasons.len() > MAX_REASONS {
        reason = format!("{reason} and {} more", reasons.len() - MAX_REASONS);
    }
    let position = Position::bytes(first.offset, 4).with_symbol(&first.place());
    let each =
        AlgorithmUse::new(AlgorithmRef::from(usage), role(&usage), EvidenceLevel::Implements);
    let each = each.told_by(Method::Shapes, first.sign.confidence);
    Some(each.with_reason(&reason).at(position))
}

impl Placed {
    /// The range of addresses that was read.
    fn place(&self) -> String {
        let what = if self.is_whole { "function" } else { "code" };
        format!("{what} {:#x}-{:#x}", self.function.start, self.function.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Kind;
    use aratame_formats::source::Source;
    use aratame_inventory::EntryPath;

    /// ELF for x86-64 whose one segment is executable and has a constant of Curve25519 every
    /// 64 KiB, without functions.
    fn program(places: usize) -> Vec<u8> {
        let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0".to_vec();
        let length = (places << 16) as u64;
        for value in [0x40_0000, 64, 0_u64] {
            file.extend(value.to_le_bytes());
        }
        file.extend([0; 4]);
        for value in [64_u16, 56, 1, 64, 0, 0] {
            file.extend(value.to_le_bytes());
        }
        file.extend([1, 5_u32].map(u32::to_le_bytes).concat());
        for value in [0, 0x40_0000, 0x40_0000, length, length, 0x1000] {
            file.extend(value.to_le_bytes());
        }
        file.resize(places << 16, 0x90);
        for place in 0..places {
            file[(place << 16) + 0x8000..][..4].copy_from_slice(&0x0001_db41_u32.to_le_bytes());
        }
        file
    }

    fn passed_over(limits: Limits) -> PassedOver {
        let (path, file) = (EntryPath::standard_input(), program(8));
        let entry = Entry::new(&path, Kind::Elf, Source::memory(&file));
        let executable = &entry.binary().unwrap().executables[0];
        let mut passed_over = PassedOver::default();
        let mut search = Search::new(&entry, executable, &[], &mut passed_over);
        search.limits = limits;
        search.run(&mut Vec::new()).unwrap();
        passed_over
    }

    #[test]
    fn what_is_beyond_a_limit_is_said() {
        assert_eq!(passed_over(LIMITS), PassedOver::default());
        let mut expected = PassedOver::default();
        expected.add("the end of a section with too many places");
        assert_eq!(passed_over(Limits { places: 4, ..LIMITS }), expected);
        let mut expected = PassedOver::default();
        (0..8).for_each(|_| expected.add("a function of more than 1 MiB"));
        assert_eq!(passed_over(Limits { function: 1024, ..LIMITS }), expected);
        let mut expected = PassedOver::default();
        (0..6).for_each(|_| expected.add("a function beyond 64 MiB"));
        assert_eq!(passed_over(Limits { decoded: 4 * AROUND, ..LIMITS }), expected);
    }
}
