//! Constants of algorithms in programs, libraries, objects and firmware.

mod data;
mod evidence;
mod formula;
mod groups;
mod halves;
mod search;
mod tables;
mod twiddles;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Range;

use aratame_algorithms::{Usage, algorithm, curve};
use aratame_formats::ar::Member;
use aratame_formats::executable::{Content, Executable, Section};
use aratame_formats::functions::{function_at, functions};
use aratame_formats::source::Source;
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Confidence, EvidenceLevel, Method, Observation, Position,
};

use super::binary_symbols::role;
use super::code_shapes;
use crate::binary::{Binary, PassedOver, digest};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::{Entry, Kind};
pub(crate) use evidence::{Evidence, Found};
use evidence::{Holds, Region};
use halves::Encoding;

/// The detector.
#[derive(Debug)]
pub struct Constants;

static ABOUT: About = About {
    id: "constants",
    title: "Constants of algorithms",
    title_ja: "アルゴリズムの定数",
    finds: "S-boxes and joined tables, round constants, permutations, numbers of elliptic \
            curves, primes of Diffie-Hellman groups (RFC 2409, 3526, 7919) and twiddle factors \
            of ML-KEM and ML-DSA, also of the ciphers on CRYPTREC's lists (Camellia, \
            KCipher-2, CLEFIA, MISTY1, Hierocrypt, CIPHERUNICORN, Enocoro, SC2000) and of \
            SEED, ARIA, KASUMI, HIGHT, SM3, SM4, GOST, Streebog, Skein and Skipjack, in 8 to \
            64-bit elements and both byte orders; and constants that stand near each other in \
            code, with the function that they stand in: MD5, SHA-1, SHA-2, RIPEMD-160, SM3, \
            SipHash, Camellia, ChaCha20, Poly1305, ML-DSA, ZipCrypto.",
    how: "Looks up words of code and data among some four thousand rare words. Of tables it knows \
          one for every alignment, so that each sixteenth place is enough; a table is then \
          compared whole. The words of sets are looked up at every even place of code. Archives of \
          objects are searched by the sections of their objects. Constants in code count only \
          when enough of a set stand together, as they are or as what is subtracted instead; \
          where AArch64, ARM, MIPS, POWER and RISC-V build them from two instructions, the halves \
          are joined first; of z/Architecture they are read in its byte order. Beside the \
          constants of Keccak, which ML-KEM and ML-DSA need, the data is \
          searched for powers of their roots of unity in any order, mixed with other numbers or \
          not: 96 of ML-KEM in 640 bytes, 40 of them different, or 48 of ML-DSA in 4096, 32 of \
          them different. Random numbers of the same range come to that with less than e^-68. \
          Most tables are computed from their formula.",
    misses: "Code without tables: AES by instructions or bit slices, Serpent, IDEA, RC4, RC5, \
             TEA, Salsa20 without its text, MD4, and what is packed or encrypted. MUGI, whose \
             tables are those of AES and whose constants are the first of SHA-512. Which of two \
             ciphers that share a table is there: CIPHERUNICORN-A or -E, Hierocrypt-3 or -L1, \
             Enocoro-128v2 or -80, GOST 28147-89 or a hash over it. HIGHT, SC2000, GOST and \
             Enocoro where code computes their tables. Constants \
             that code builds from halves in images without sections. Twiddle factors in an order \
             of their own in a file without the constants of Keccak, or beyond 64 MiB of its \
             data; in elements of other widths than 16 bits (ML-KEM) and 32 bits (ML-DSA), or \
             times another factor than Montgomery's. X25519 of reference code that keeps 121665 \
             in a table. Constants that code for z/Architecture loads from beside it, and \
             that other processors build (SPARC, PA-RISC, LoongArch). HAVAL, Snefru, EDON-R, \
             HAS-160, BLAKE3 in vectors. The initial value that MD4, MD5, SHA-1 and \
             RIPEMD-160 share is no finding. The clamp of Poly1305 behind \
             64 places whose numbers are like it. Sets of which a word stands in more than 1,024 \
             places, which a diagnostic then says (`binary-limit`).",
    references: &[
        "FIPS 46-3",
        "FIPS 180-4",
        "FIPS 197",
        "FIPS 202",
        "FIPS 203",
        "FIPS 204",
        "RFC 1321",
        "RFC 4357",
        "RFC 2994",
        "RFC 3526",
        "RFC 3713",
        "RFC 6114",
        "RFC 6986",
        "RFC 7008",
        "RFC 7836",
        "RFC 7919",
        "SP 800-186",
        "Specifications of CIPHERUNICORN-A, Enocoro, Hierocrypt-3 and SC2000, CRYPTREC",
        "APPNOTE.TXT 6.3.10, PKWARE",
        "Skein 1.3",
        "Skipjack and KEA Algorithm Specifications, NIST 1998",
    ],
};

/// Endings of files that hold the code of devices.
const FIRMWARE: &[&str] = &[".bin", ".fw", ".img", ".rom", ".efi", ".fd", ".ucode", ".dat"];
/// Most places of an archive's objects that are told apart; of more, the archive is searched as it is.
const MAX_REGIONS: usize = 1 << 17;
/// What aligns a section to the one before it.
const MAX_GAP: u64 = 64;
/// Largest such file that is looked at: it has no sections, so all of it is searched bytewise.
const MAX_FIRMWARE: u64 = 256 << 20;

impl Detector for Constants {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind.is_executable() || is_firmware(entry)
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        match observe(entry, findings) {
            Ok(Some(observation)) => findings.observe(observation),
            Ok(None) => {}
            Err(error) => findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string()),
        }
    }
}

fn is_firmware(entry: &Entry<'_>) -> bool {
    let name = entry.path.file_name();
    // Erased flash has no zero byte in its head, by which text is told.
    matches!(entry.kind, Kind::Data | Kind::Text | Kind::FirmwareVolume)
        && FIRMWARE.iter().any(|ending| name.ends_with(ending))
}

fn observe(entry: &Entry<'_>, findings: &mut Findings<'_>) -> io::Result<Option<Observation>> {
    if !entry.kind.is_executable() && entry.source.len() > MAX_FIRMWARE {
        let mut passed_over = PassedOver::default();
        passed_over.add("an image without sections of more than 256 MiB");
        passed_over.tell(ABOUT.id, findings);
        return Ok(None);
    }
    let Found { evidence: found, passed_over } = entry.constants()?;
    passed_over.tell(ABOUT.id, findings);
    let places = Places::of(entry, found)?;
    let mut uses = uses(&places, found);
    if uses.is_empty() {
        return Ok(None);
    }
    let mut observation = match entry.binary() {
        Some(binary) => binary.observation(entry)?,
        None => {
            let identity = digest(&entry.source)?;
            Observation::new(AssetKind::Program, identity, entry.path.file_name())
        }
    };
    // A file is no more sure than its surest sign.
    observation.confidence =
        uses.iter().map(|each| each.confidence).max().unwrap_or(Confidence::Low);
    observation.algorithms.append(&mut uses);
    Ok(Some(observation))
}

/// The ten bytes that the key schedule of AES adds. FIPS 197, 5.2.
pub(crate) fn key_schedule_of_aes() -> Vec<u8> {
    formula::aes_rcon()
}

/// Every constant in an entry; who wants it twice asks the entry.
pub(crate) fn search_entry(entry: &Entry<'_>) -> io::Result<Found> {
    evidence::find(&entry.source, &regions(entry))
}

/// What is searched: sections of an executable and of an archive's objects by their content,
/// everything else as it is.
fn regions(entry: &Entry<'_>) -> Vec<Region> {
    let regions = match entry.binary() {
        Some(binary) if binary.is_archive => of_objects(&binary.members, &entry.source),
        Some(binary) => binary
            .executables
            .iter()
            .flat_map(|each| of_sections(each, 0, code_shapes::reads(each.architecture)))
            .collect(),
        None => Vec::new(),
    };
    if regions.is_empty() { vec![Region::anything(0, entry.source.len())] } else { regions }
}

/// The same of every member of an archive; nothing when there is too much to tell apart.
fn of_objects(members: &[Member], source: &Source<'_>) -> Vec<Region> {
    let mut regions = Vec::new();
    for member in members {
        let object = Executable::parse_at(source, member.offset, member.size);
        match object.ok().filter(|object| !object.sections.is_empty()) {
            Some(object) => merge(&mut regions, of_sections(&object, member.offset, false)),
            None => regions.push(Region::anything(member.offset, member.size)),
        }
        if regions.len() > MAX_REGIONS {
            return Vec::new();
        }
    }
    regions
}

/// Joins what holds the same and stands side by side, but for what aligns it: an object may have
/// a section for each function.
fn merge(regions: &mut Vec<Region>, more: impl Iterator<Item = Region>) {
    for region in more.filter(|region| region.size > 0) {
        let end = region.offset.saturating_add(region.size);
        match regions.last_mut() {
            Some(last)
                if (last.holds, last.origin) == (region.holds, region.origin)
                    && region.offset >= last.offset
                    && region.offset - last.offset <= last.size.saturating_add(MAX_GAP) =>
            {
                last.size = last.size.max(end - last.offset);
            }
            _ => regions.push(region),
        }
    }
}

fn of_sections(
    executable: &Executable,
    origin: u64,
    is_read: bool,
) -> impl Iterator<Item = Region> {
    executable.sections.iter().filter_map(move |section| {
        let (holds, halves) = match section.content {
            Content::Code => (Holds::Code, Encoding::of(executable)),
            Content::Data if !is_bookkeeping(&section.name) => (Holds::Data, None),
            Content::Data | Content::Other => return None,
        };
        let Section { offset, size, .. } = *section;
        Some(Region { offset, size, origin, holds, halves, is_read })
    })
}

/// Sections of the loader and the unwinder, which no compiler puts constants into.
fn is_bookkeeping(name: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        ".dyn",
        ".eh_frame",
        ".gcc_except_table",
        ".gnu",
        ".gopclntab",
        ".hash",
        ".pdata",
        ".rel",
        ".xdata",
    ];
    BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// One use for each algorithm with its parameters: the surest evidence, all reasons.
fn uses(places: &Places<'_>, found: &[Evidence]) -> Vec<AlgorithmUse> {
    let mut by_usage: BTreeMap<Usage, Vec<&Evidence>> = BTreeMap::new();
    for evidence in found {
        let Some(row) = algorithm(evidence.algorithm) else { continue };
        let usage =
            Usage { bits: evidence.bits, curve: evidence.curve.and_then(curve), ..Usage::of(row) };
        by_usage.entry(usage).or_default().push(evidence);
    }
    by_usage.into_iter().filter_map(|(usage, found)| one_use(places, &usage, &found)).collect()
}

fn one_use(places: &Places<'_>, usage: &Usage, found: &[&Evidence]) -> Option<AlgorithmUse> {
    let first = found
        .iter()
        .min_by_key(|evidence| (std::cmp::Reverse(evidence.confidence), evidence.offset))?;
    let reasons: BTreeSet<&str> = found.iter().map(|evidence| evidence.reason.as_str()).collect();
    let shown: Vec<&str> = reasons.iter().copied().take(MAX_REASONS).collect();
    let mut reason = shown.join("; ");
    if reasons.len() > MAX_REASONS {
        reason = format!("{reason} and {} more", reasons.len() - MAX_REASONS);
    }
    let mut position = Position::bytes(first.offset, first.length);
    if let Some(name) = places.name(first.offset) {
        position = position.with_symbol(&name);
    }
    let level = EvidenceLevel::Implements;
    let each = AlgorithmUse::new(AlgorithmRef::from(*usage), role(usage), level);
    let each = each.told_by(Method::Constants, first.confidence);
    Some(each.with_reason(&reason).at(position))
}

/// Reasons listed for one algorithm.
const MAX_REASONS: usize = 4;

/// Names of places in a file: section, and function where code stands.
struct Places<'b> {
    binary: Option<&'b Binary>,
    /// Functions of each executable, read only when some evidence stands in code.
    functions: Vec<Vec<Range<u64>>>,
}

impl<'b> Places<'b> {
    fn of(entry: &'b Entry<'_>, found: &[Evidence]) -> io::Result<Self> {
        let mut places = Self { binary: entry.binary(), functions: Vec::new() };
        let in_code = |evidence: &Evidence| {
            places.section(evidence.offset).is_some_and(|(_, it)| it.content == Content::Code)
        };
        if found.iter().any(in_code) {
            for executable in places.binary.into_iter().flat_map(|binary| &binary.executables) {
                places.functions.push(functions(executable, &entry.source)?);
            }
        }
        Ok(places)
    }

    /// The section at an offset, and which executable of the file has it.
    fn section(&self, offset: u64) -> Option<(usize, &'b Section)> {
        let executables = self.binary?.executables.iter().enumerate();
        executables
            .flat_map(|(number, each)| each.sections.iter().map(move |section| (number, section)))
            .filter(|(_, section)| !section.name.is_empty())
            .find(|(_, it)| offset >= it.offset && offset - it.offset < it.size)
    }

    fn name(&self, offset: u64) -> Option<String> {
        let (number, section) = self.section(offset)?;
        let address = section.address.wrapping_add(offset - section.offset);
        let functions = self.functions.get(number).filter(|_| section.content == Content::Code);
        Some(match functions.and_then(|functions| function_at(functions, address)) {
            Some(range) => format!("{} function {:#x}-{:#x}", section.name, range.start, range.end),
            None => section.name.clone(),
        })
    }
}
