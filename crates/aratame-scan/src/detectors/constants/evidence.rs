//! From words to evidence: tables are compared whole, sets need many of their words together.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::packed;
use aratame_formats::source::Source;
use aratame_inventory::Confidence;

use super::formula;
use super::groups::{self, Layout};
use super::halves::{self, Encoding};
use super::search::{SPARSE, Words};
use super::tables::{CLAMP_IN_CODE, ENCODINGS, RCON, ROWS, SETS, SetRow};
use super::twiddles;
use crate::binary::PassedOver;

/// Bytes searched at once.
const WINDOW: usize = 256 * 1024;
/// Algorithms that borrow their initial value: it says nothing where the lender is.
const EXPLAINED: [(&str, &str); 3] =
    [("blake2b", "sha-512"), ("blake2s", "sha-256"), ("blake2s", "sha-512")];
/// Initial values that stand in those of another algorithm, here as the low halves of longer
/// words: without the round constants of their own algorithm they are that other one's.
const CONTAINED: [(&str, &str, &str); 1] = [("sha-224", "sha-384", "sha-256")];
/// Weak signs that a sign of another algorithm makes more than a chance: the authenticator that
/// goes with the cipher.
const SUPPORTED: [(&str, &str); 2] = [("chacha20", "poly1305"), ("poly1305", "chacha20")];
/// Algorithms whose tables others borrow one by one: two different ones agree.
const AGREEING: [&str; 1] = ["aes"];
/// Stride over code, whose immediates stand anywhere: of the constants of a set one at least is
/// met at an even place, but for 1 in 500 of nine constants, each there once. Smaller sets are
/// searched at every place by one of their words.
const DENSE: usize = 2;
/// Ranges of a file that are searched bytewise for one set after one of its words was met: the words
/// of ML-DSA stand by chance in a large program some hundred times.
const MAX_CLOSE_LOOKS: usize = 1024;
/// The same for sets of a few numbers that masks and sizes of every program are too, and whose
/// sign alone is no finding.
const MAX_WEAK_LOOKS: usize = 64;
/// Most words of a set of which one is searched at every place: such sets need all of theirs.
const SMALL_SET: usize = 8;
/// Sets of fewer words are not sought by what compilers subtract instead of adding them.
const LEAST_SUBTRACTED: usize = 4;
/// Words of a set that are remembered in one file: a set is decided long before.
const MAX_SET_HITS: usize = 8192;
/// How far into a table its rarest word is sought.
const ANCHOR_SPAN: usize = 512;

/// A range of a file and how constants lie there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) offset: u64,
    pub(super) size: u64,
    /// Where the file or the member of an archive begins, in which the data is aligned as in
    /// memory.
    pub(super) origin: u64,
    pub(super) holds: Holds,
    /// How code builds constants from halves, where it does.
    pub(super) halves: Option<Encoding>,
    /// Whether the functions of this code are read as well, which tells how a number is used.
    pub(super) is_read: bool,
}

impl Region {
    /// A part without structure.
    pub(super) fn anything(offset: u64, size: u64) -> Self {
        Self { offset, size, origin: offset, holds: Holds::Anything, halves: None, is_read: false }
    }

    /// Where its search begins, aligned, and where it ends.
    pub(super) fn extent(&self) -> Range<u64> {
        let before = self.offset.saturating_sub(self.origin) % SPARSE as u64;
        self.offset - before..self.offset.saturating_add(self.size)
    }
}

/// What a region holds, which says at which places constants are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Aligned tables and words.
    Data,
    /// Words in instructions, and aligned tables between functions.
    Code,
    /// What has no structure: both, wherever.
    Anything,
}

impl Holds {
    /// Bytes between the places where tables are sought, and between those of words of sets.
    fn strides(self) -> [usize; 2] {
        match self {
            Self::Data => [SPARSE, SPARSE],
            Self::Code => [SPARSE, DENSE],
            Self::Anything => [DENSE, DENSE],
        }
    }
}

/// A constant that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Evidence {
    /// Id in the catalogue.
    pub(crate) algorithm: &'static str,
    /// Id of the curve.
    pub(crate) curve: Option<&'static str>,
    /// Length of a group's prime.
    pub(crate) bits: Option<u32>,
    pub(crate) offset: u64,
    pub(crate) length: u64,
    /// What it is, where it is printed, how it lies.
    pub(crate) reason: String,
    pub(crate) confidence: Confidence,
}

/// Who asks for a word.
#[derive(Clone, Copy, Debug)]
enum Asker {
    /// The word at this offset of an encoding.
    Table(usize, usize),
    /// This word of a set.
    Set(usize, usize),
    /// The word at this offset of a prime's beginning.
    Prime(usize, usize),
}

/// Everything that is looked for, built once.
struct Index {
    /// Of tables and primes, one at each remainder modulo [`SPARSE`].
    tables: Words<4096>,
    /// Of sets; and of tables too short to have one at each remainder, at each modulo [`DENSE`].
    sets: Words<2048>,
    askers: Vec<Asker>,
    primes: Vec<(Layout, Vec<u8>)>,
    /// One word of each small set, where the processor can search them together.
    small: Option<packed::Searcher>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut askers = Vec::new();
    let mut number = |asker| {
        askers.push(asker);
        u16::try_from(askers.len() - 1).unwrap_or(u16::MAX)
    };
    let (mut tables, mut sets) = (Vec::new(), Vec::new());
    for (index, encoding) in ENCODINGS.iter().enumerate() {
        let mut ask = |words: &mut Vec<_>, stride| {
            let anchors = anchors(&encoding.bytes, encoding.width, stride);
            let is_everywhere = anchors.len() * encoding.width.min(4) >= stride;
            let asked = anchors.into_iter();
            words.extend(asked.map(|(word, offset)| (word, number(Asker::Table(index, offset)))));
            is_everywhere
        };
        if !ask(&mut tables, SPARSE) {
            ask(&mut sets, DENSE);
        }
    }
    let primes = groups::beginnings();
    for (index, (_, beginning)) in primes.iter().enumerate() {
        for (word, offset) in anchors(beginning, 1, SPARSE) {
            tables.push((word, number(Asker::Prime(index, offset))));
        }
    }
    for (index, set) in SETS.iter().enumerate() {
        for (place, word) in set.words.iter().enumerate() {
            for word in forms(set, *word) {
                sets.push((word, number(Asker::Set(index, place))));
            }
        }
    }
    let small = packed::Config::new().builder().extend(small_sets()).build();
    Index { tables: Words::new(tables), sets: Words::new(sets), askers, primes, small }
});

/// How often a set is looked for around one of its words.
fn most_looks(set: &SetRow) -> usize {
    if set.confidence > Confidence::Low { MAX_CLOSE_LOOKS } else { MAX_WEAK_LOOKS }
}

/// How a word of a set may stand in an instruction that adds it.
fn forms(set: &SetRow, word: u32) -> Vec<u32> {
    let is_added = set.words.len() >= LEAST_SUBTRACTED;
    if is_added { vec![word, word.wrapping_neg()] } else { vec![word] }
}

/// One word of each small set in each form, as bytes.
fn small_sets() -> BTreeSet<[u8; 4]> {
    let is_small = |set: &&SetRow| set.words.len() <= SMALL_SET && set.needed == set.words.len();
    let first = |set: &SetRow| set.words.first().map(|word| forms(set, *word));
    let words = SETS.iter().filter(is_small).filter_map(first).flatten();
    words.map(u32::to_le_bytes).collect()
}

/// The rarest word of a table at each remainder modulo `stride`: wherever the table stands, one
/// of them is at a multiple of it. Tables of wider elements are aligned to them.
fn anchors(bytes: &[u8], width: usize, stride: usize) -> Vec<(u32, usize)> {
    let head = &bytes[..bytes.len().min(ANCHOR_SPAN)];
    let rarest = |remainder| {
        head.windows(4)
            .enumerate()
            .skip(remainder)
            .step_by(stride)
            .map(|(at, word)| (u32::from_le_bytes([word[0], word[1], word[2], word[3]]), at))
            .max_by_key(|(word, at)| (rarity(*word), std::cmp::Reverse(*at)))
    };
    let places = (0..stride).step_by(width.min(4)).filter_map(rarest);
    places.filter(|(word, _)| rarity(*word) > 0).collect()
}

/// How many different bytes a word has, leaving out those that fill ordinary files.
fn rarity(word: u32) -> usize {
    let bytes = word.to_le_bytes();
    let uncommon: BTreeSet<u8> =
        bytes.into_iter().filter(|byte| !matches!(byte, 0 | 1 | 0xff)).collect();
    uncommon.len()
}

/// What was found in a file, and what was left out.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) passed_over: PassedOver,
}

/// Searches the regions of a file.
pub(super) fn find(source: &Source<'_>, regions: &[Region]) -> io::Result<Found> {
    let mut search = Search::new(*source);
    for region in regions {
        search.region(region)?;
    }
    search.key_schedule(regions)?;
    search.twiddles(regions)?;
    search.is_read = regions.iter().any(|region| region.is_read);
    Ok(search.finish())
}

struct Search<'a> {
    source: Source<'a>,
    rows: Vec<bool>,
    sets: Vec<Vec<(u64, usize)>>,
    /// For each set, the ranges that were searched bytewise.
    close: Vec<Vec<(u64, u64)>>,
    /// Words of sets that were met and call for a closer look.
    seeds: Vec<(u64, usize)>,
    /// Sets whose words stand in more places than were looked at.
    overfull: Vec<bool>,
    groups: BTreeSet<u32>,
    found: Vec<Evidence>,
    passed_over: PassedOver,
    /// Whether functions are read as well.
    is_read: bool,
}

impl<'a> Search<'a> {
    fn new(source: Source<'a>) -> Self {
        Self {
            source,
            rows: vec![false; ROWS.len()],
            sets: vec![Vec::new(); SETS.len()],
            close: vec![Vec::new(); SETS.len()],
            seeds: Vec::new(),
            overfull: vec![false; SETS.len()],
            groups: BTreeSet::new(),
            found: Vec::new(),
            passed_over: PassedOver::default(),
            is_read: false,
        }
    }

    fn region(&mut self, region: &Region) -> io::Result<()> {
        let Range { start: mut at, end } = region.extent();
        let end = end.min(self.source.len());
        let source = self.source;
        let mut room = Vec::new();
        while at < end {
            let wanted = usize::try_from(end - at).unwrap_or(usize::MAX).min(WINDOW);
            let window = source.read_into(at, wanted, &mut room)?;
            self.window(window, at, region.holds.strides());
            if let Some(encoding) = region.halves {
                self.halves(window, at, encoding);
            }
            self.close_looks()?;
            // A word that crosses into the next window is seen there.
            let step = if window.len() < WINDOW { window.len() } else { WINDOW - SPARSE };
            if step == 0 {
                break;
            }
            at += step as u64;
        }
        Ok(())
    }

    fn window(&mut self, window: &[u8], base: u64, [tables, sets]: [usize; 2]) {
        let index = &*INDEX;
        let sets = match &index.small {
            Some(small) if sets == DENSE => {
                for found in small.find_iter(window) {
                    self.seeds_of(&window[found.range()], base + found.start() as u64);
                }
                sets
            }
            None if sets == DENSE => 1,
            _ => sets,
        };
        index.tables.find(window, tables, &mut |at, asker| self.asked(window, base, at, asker));
        index.sets.find(window, sets, &mut |at, asker| self.asked(window, base, at, asker));
    }

    /// A word that someone asked for stands at a place of the window.
    fn asked(&mut self, window: &[u8], base: u64, at: usize, asker: u16) {
        match INDEX.askers.get(usize::from(asker)) {
            Some(Asker::Table(encoding, offset)) => {
                self.table(window, base, at, (*encoding, *offset));
            }
            Some(Asker::Set(set, _)) => self.seed(base + at as u64, *set),
            Some(Asker::Prime(prime, offset)) => {
                let (layout, beginning) = &INDEX.primes[*prime];
                self.prime(base + at as u64, *offset, *layout, beginning);
            }
            None => {}
        }
    }

    /// Words of sets that code builds from halves.
    fn halves(&mut self, window: &[u8], base: u64, encoding: Encoding) {
        halves::words(encoding, window, &mut |at, word| {
            INDEX.sets.find(&word.to_le_bytes(), 1, &mut |_, asker| {
                if let Some(Asker::Set(set, number)) = INDEX.askers.get(usize::from(asker)) {
                    self.hit(*set, base + at as u64, *number);
                }
            });
        });
    }

    /// Remembers a word of a set.
    fn hit(&mut self, set: usize, at: u64, word: usize) {
        let hits = &mut self.sets[set];
        if hits.len() < MAX_SET_HITS {
            hits.push((at, word));
        } else {
            self.overfull[set] = true;
        }
    }

    /// A closer look for every set that has this word.
    fn seeds_of(&mut self, word: &[u8], at: u64) {
        INDEX.sets.find(word, 1, &mut |_, asker| {
            if let Some(Asker::Set(set, _)) = INDEX.askers.get(usize::from(asker)) {
                self.seed(at, *set);
            }
        });
    }

    /// Where one table of AES was found, the ten bytes that its key schedule adds, which others
    /// that borrow the table do not have.
    fn key_schedule(&mut self, regions: &[Region]) -> io::Result<()> {
        if !self.found.iter().any(|evidence| evidence.algorithm == "aes") {
            return Ok(());
        }
        let constants = formula::aes_rcon();
        for region in regions {
            let part = region.offset..region.offset.saturating_add(region.size);
            let Some(offset) = self.source.find(part, &constants)? else { continue };
            self.found.push(Evidence {
                algorithm: "aes",
                curve: None,
                bits: None,
                offset,
                length: constants.len() as u64,
                reason: format!("{RCON} (FIPS 197, 5.2), bytes"),
                confidence: Confidence::Low,
            });
            break;
        }
        Ok(())
    }

    /// Where the constants of Keccak were found, the transforms of what is built on it.
    fn twiddles(&mut self, regions: &[Region]) -> io::Result<()> {
        let has = |algorithm: &str| self.found.iter().any(|each| each.algorithm == algorithm);
        if has("sha3-256") {
            let more = twiddles::find(&self.source, regions, has, &mut self.passed_over)?;
            self.found.extend(more);
        }
        Ok(())
    }

    fn seed(&mut self, at: u64, set: usize) {
        let (close, row) = (&mut self.close[set], &SETS[set]);
        if close.len() >= most_looks(row) {
            self.overfull[set] = true;
        } else if !close.iter().rev().any(|(from, to)| at >= *from && at < *to) {
            close.push((at.saturating_sub(row.span), at + row.span));
            self.seeds.push((at, set));
        }
    }

    /// Searches around each seed bytewise for the words of its set.
    fn close_looks(&mut self) -> io::Result<()> {
        for (at, set) in std::mem::take(&mut self.seeds) {
            let span = SETS[set].span;
            let from = at.saturating_sub(span);
            // A word may begin where the span ends.
            let window = self.source.read(from, 2 * span as usize + 4)?;
            INDEX.sets.find(&window, 1, &mut |at, asker| {
                let Some(Asker::Set(owner, word)) = INDEX.askers.get(usize::from(asker)) else {
                    return;
                };
                if *owner == set {
                    self.hit(set, from + at as u64, *word);
                }
            });
        }
        Ok(())
    }

    fn table(&mut self, window: &[u8], base: u64, at: usize, asked: (usize, usize)) {
        let encoding = &ENCODINGS[asked.0];
        if self.rows[encoding.row] {
            return;
        }
        let Some(start) = (base + at as u64).checked_sub(asked.1 as u64) else { return };
        if !self.stands(window, base, start, &encoding.bytes) {
            return;
        }
        self.rows[encoding.row] = true;
        let row = &ROWS[encoding.row];
        let owner = row.curve.map(|curve| format!("{curve} ")).unwrap_or_default();
        self.found.push(Evidence {
            algorithm: row.algorithm,
            curve: row.curve,
            bits: None,
            offset: start,
            length: encoding.bytes.len() as u64,
            reason: format!("{owner}{} ({}), {}", row.name, row.source, encoding.layout),
            confidence: row.confidence,
        });
    }

    /// Whether these bytes stand at `start`: in the window, or read for it.
    fn stands(&self, window: &[u8], base: u64, start: u64, bytes: &[u8]) -> bool {
        let inside = start
            .checked_sub(base)
            .and_then(|at| usize::try_from(at).ok())
            .and_then(|at| window.get(at..at + bytes.len()));
        match inside {
            Some(inside) => inside == bytes,
            None => self.source.read(start, bytes.len()).is_ok_and(|read| *read == *bytes),
        }
    }

    fn prime(&mut self, at: u64, offset: usize, layout: Layout, beginning: &[u8]) {
        let Some(start) = at.checked_sub(offset as u64) else { return };
        if !self.stands(&[], 0, start, beginning) {
            return;
        }
        let Some((group, start)) = groups::identify(&self.source, layout, start) else { return };
        let key = group.bits | u32::from(group.name.starts_with("ffdhe")) << 31;
        if !self.groups.insert(key) {
            return;
        }
        let characters = if layout == Layout::Text { 2 } else { 1 };
        self.found.push(Evidence {
            algorithm: "dh",
            curve: None,
            bits: Some(group.bits),
            offset: start,
            length: u64::from(group.bits / 8) * characters,
            reason: format!("prime {} ({}), {}", group.name, group.source, layout.as_str()),
            confidence: Confidence::High,
        });
    }

    fn finish(mut self) -> Found {
        let mut passed_over = std::mem::take(&mut self.passed_over);
        for (number, (set, hits)) in SETS.iter().zip(&mut self.sets).enumerate() {
            hits.sort_unstable();
            hits.dedup();
            let Some((first, last, count)) = together(hits, set) else {
                if self.overfull[number] && set.confidence > Confidence::Low {
                    passed_over
                        .add("a set of constants with words in more places than are compared");
                }
                continue;
            };
            self.found.push(Evidence {
                algorithm: set.algorithm,
                curve: None,
                bits: None,
                offset: first,
                length: last - first + 4,
                reason: format!(
                    "{count} of {} words of {} ({}) within {} bytes",
                    set.words.len(),
                    set.name,
                    set.source,
                    last - first + 4
                ),
                confidence: set.confidence,
            });
        }
        let sure: BTreeSet<&str> = self.found.iter().map(|evidence| evidence.algorithm).collect();
        let explained = |evidence: &Evidence| {
            let is = |weak: &str| {
                evidence.algorithm == weak && evidence.reason.contains("initial value")
            };
            EXPLAINED.iter().any(|(weak, by)| is(weak) && sure.contains(by))
                || CONTAINED.iter().any(|(weak, by, unless)| {
                    is(weak) && sure.contains(by) && !sure.contains(unless)
                })
        };
        let mut found: Vec<_> =
            self.found.iter().filter(|evidence| !explained(evidence)).cloned().collect();
        let agreeing = agreeing(&found);
        for evidence in &mut found {
            let supported =
                |(weak, by): &(&str, &str)| evidence.algorithm == *weak && sure.contains(by);
            // Two numbers near each other, where the functions that use them are not read.
            let is_told_by_use = self.is_read && evidence.reason.contains(CLAMP_IN_CODE);
            let is_supported = SUPPORTED.iter().any(supported) && !is_told_by_use;
            if agreeing.contains(evidence.algorithm) || is_supported {
                evidence.confidence = evidence.confidence.max(Confidence::Medium);
            }
        }
        // Whoever reads functions tells what masks by the clamp: two numbers alone are nothing.
        found.retain(|evidence| {
            let is_alone = evidence.confidence == Confidence::Low;
            !(self.is_read && is_alone && evidence.reason.contains(CLAMP_IN_CODE))
        });
        found.extend(composed(&found));
        found.sort();
        Found { evidence: found, passed_over }
    }
}

/// ChaCha20 and Poly1305 in one file, neither of which is a weak sign beside the other, make the
/// authenticated cipher of both.
fn composed(found: &[Evidence]) -> Option<Evidence> {
    let part = |algorithm| {
        let mut all = found.iter().filter(move |evidence| evidence.algorithm == algorithm);
        all.find(|evidence| evidence.confidence >= Confidence::Medium)
    };
    let (cipher, _) = part("chacha20").zip(part("poly1305"))?;
    Some(Evidence {
        algorithm: "chacha20-poly1305",
        reason: "ChaCha20 and Poly1305 in one file (RFC 8439, 2.8)".to_owned(),
        confidence: Confidence::Medium,
        ..cipher.clone()
    })
}

/// The algorithms of [`AGREEING`] of which tables of different names were found.
fn agreeing(found: &[Evidence]) -> BTreeSet<&'static str> {
    let name = |evidence: &Evidence| evidence.reason.split(" (").next().map(str::to_owned);
    let agrees = |algorithm: &&'static str| {
        let mine = found.iter().filter(|evidence| evidence.algorithm == *algorithm);
        mine.map(name).collect::<BTreeSet<_>>().len() > 1
    };
    AGREEING.into_iter().filter(agrees).collect()
}

/// The first place where enough different words of a set stand together: first, last, count.
fn together(hits: &[(u64, usize)], set: &SetRow) -> Option<(u64, u64, usize)> {
    let mut counts = vec![0u32; set.words.len()];
    let (mut different, mut tail) = (0, 0);
    for (index, (at, word)) in hits.iter().enumerate() {
        different += usize::from(counts[*word] == 0);
        counts[*word] += 1;
        while at - hits[tail].0 > set.span {
            let left = &mut counts[hits[tail].1];
            *left -= 1;
            different -= usize::from(*left == 0);
            tail += 1;
        }
        if different >= set.needed && index + 1 - tail >= set.places {
            return Some((hits[tail].0, *at, different));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tables;
    use super::*;

    fn search(bytes: &[u8], holds: Holds) -> Vec<Evidence> {
        let region = Region {
            offset: 0,
            size: bytes.len() as u64,
            origin: 0,
            holds,
            halves: None,
            is_read: false,
        };
        find(&Source::memory(bytes), &[region]).unwrap().evidence
    }

    /// Bytes without pattern, from a fixed seed.
    fn noise(length: usize) -> Vec<u8> {
        let mut state = 0x0123_4567_89ab_cdefu64;
        (0..length)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            })
            .collect()
    }

    /// A generator of random numbers made of rounds of AES, and a shuffle by its S-box alone.
    #[test]
    fn borrowed_tables_of_aes_are_weak_signs_until_two_agree() {
        let sbox = formula::aes_sbox();
        let table = formula::t_table(&sbox, [2, 1, 1, 3]);
        let both = [sbox.to_vec(), table.clone()].concat();
        let scheduled = [&sbox[..], &[7, 7, 7], &formula::aes_rcon()[..]].concat();
        for (file, expected) in [
            (scheduled, Confidence::Medium),
            (formula::aes_rcon(), Confidence::Low),
            (sbox.to_vec(), Confidence::Low),
            (table, Confidence::Low),
            (both, Confidence::Medium),
            (formula::aes_inverse_sbox().to_vec(), Confidence::High),
        ] {
            let surest = search(&file, Holds::Data).iter().map(|each| each.confidence).max();
            assert_eq!(surest.unwrap_or(Confidence::Low), expected);
        }
    }

    /// Neither is a sure sign alone; together they are the authenticated cipher.
    #[test]
    fn a_cipher_and_its_authenticator_are_one() {
        let text = b"expand 32-byte k".to_vec();
        let [first, most] = [0x0fff_ffffu32, 0x0fff_fffc].map(u32::to_le_bytes);
        let and = |word: [u8; 4]| [&[0x81, 0xe2][..], &word].concat();
        let clamp = [and(first), and(most), and(most)].concat();
        let of = |file: &[u8]| {
            let found = search(file, Holds::Anything);
            let sure = found.into_iter().filter(|each| each.confidence > Confidence::Low);
            sure.map(|each| each.algorithm).collect::<BTreeSet<_>>()
        };
        assert!(of(&text).is_empty() && of(&clamp).is_empty());
        // A hash table of an executable and an alignment are no authenticator.
        assert!(of(&[text.clone(), and(first), and(most)].concat()).is_empty());
        let expected = ["chacha20", "chacha20-poly1305", "poly1305"];
        assert_eq!(of(&[text, clamp].concat()), expected.into());
    }

    /// Where functions are read, what they mask by is told there.
    #[test]
    fn numbers_of_a_clamp_are_no_sign_where_functions_are_read() {
        let [first, most] = [0x0fff_ffffu32, 0x0fff_fffc].map(u32::to_le_bytes);
        let code = [first, most, most].map(|word| [&[0x81, 0xe2][..], &word].concat()).concat();
        for (is_read, expected) in [(false, 1), (true, 0)] {
            let size = code.len() as u64;
            let region =
                Region { offset: 0, size, origin: 0, holds: Holds::Code, halves: None, is_read };
            let found = find(&Source::memory(&code), &[region]).unwrap().evidence;
            assert_eq!(found.len(), expected, "{found:?}");
        }
    }

    /// SHA-384's initial value holds SHA-224's, and SHA-512's holds that of BLAKE2s: here in code,
    /// with the round constants in data.
    #[test]
    fn halves_of_longer_words_are_no_algorithm_of_their_own() {
        let long =
            |words: Vec<u64>| -> Vec<u8> { words.iter().flat_map(|w| w.to_le_bytes()).collect() };
        let values = [long(formula::square_roots(8)), long(formula::square_roots(0))].concat();
        let constants = long(formula::sha512_k(80));
        let size = values.len() as u64;
        let regions = [
            Region { offset: 0, size, origin: 0, holds: Holds::Code, halves: None, is_read: false },
            Region {
                offset: size,
                size: constants.len() as u64,
                origin: 0,
                holds: Holds::Data,
                halves: None,
                is_read: false,
            },
        ];
        let file = [values, constants].concat();
        let found = find(&Source::memory(&file), &regions).unwrap().evidence;
        let found: BTreeSet<&str> = found.iter().map(|each| each.algorithm).collect();
        assert_eq!(found, ["sha-384", "sha-512"].into());
    }

    #[test]
    fn every_encoding_of_every_table_is_found_where_it_may_stand() {
        for (index, encoding) in ENCODINGS.iter().enumerate() {
            // Words of zeros are no anchors, so a few tables are missed at a few places.
            let anchors = anchors(&encoding.bytes, encoding.width, SPARSE);
            let places: Vec<usize> = (0..SPARSE)
                .step_by(encoding.width)
                .filter(|shift| anchors.iter().any(|(_, at)| (shift + at) % SPARSE == 0))
                .collect();
            assert!(2 * places.len() * encoding.width >= SPARSE, "{index}");
            let even: Vec<usize> = (0..SPARSE).step_by(encoding.width.max(DENSE)).collect();
            for (holds, places) in
                [(Holds::Data, &places), (Holds::Code, &even), (Holds::Anything, &even)]
            {
                for shift in places {
                    stands(encoding, *shift, holds);
                }
            }
        }
    }

    /// That a table is found this far behind an aligned place.
    fn stands(encoding: &tables::Encoding, shift: usize, holds: Holds) {
        let mut file = noise(64 + shift);
        file.extend_from_slice(&encoding.bytes);
        file.extend(noise(64));
        let row = &ROWS[encoding.row];
        let found = search(&file, holds);
        let is_it =
            |each: &Evidence| each.algorithm == row.algorithm && each.offset == 64 + shift as u64;
        let what = (row.name, encoding.layout, shift, holds);
        assert!(found.iter().any(is_it), "{what:?} {found:?}");
    }

    /// The words of a set, as many as it needs, with the bytes of instructions between them.
    fn immediates(set: &SetRow, pads: &[usize], form: fn(u32) -> u32) -> Vec<u8> {
        let words = set.words.iter().chain(&set.words).take(set.places.max(set.words.len()));
        let is_one_word = set.span <= 4;
        let pieces = words.zip(pads.iter().cycle()).map(|(word, pad)| {
            let instruction = &[0x81, 0xc0, 0x05][..if is_one_word { 0 } else { *pad }];
            [instruction, &form(*word).to_le_bytes()].concat()
        });
        pieces.flatten().collect()
    }

    #[test]
    fn sets_are_found_as_immediates() {
        for set in SETS.iter() {
            let code = [noise(1000), immediates(set, &[2, 1, 3], |word| word)].concat();
            let found = search(&code, Holds::Code);
            assert!(found.iter().any(|e| e.algorithm == set.algorithm), "{}", set.name);
            // Far from each other they mean nothing.
            let gap = vec![0x90; set.span as usize];
            let scattered: Vec<u8> = set
                .words
                .iter()
                .flat_map(|word| [&word.to_le_bytes()[..], &gap].concat())
                .collect();
            assert!(
                !search(&scattered, Holds::Code).iter().any(|e| e.reason.contains("words of")),
                "{}",
                set.name
            );
        }
    }

    /// GNU compilers subtract what they would add when the constant is below zero, and all four
    /// constants of SHA-1 may stand at odd places.
    #[test]
    fn small_sets_are_found_at_odd_places_and_when_subtracted() {
        for set in SETS.iter().filter(|set| set.words.len() <= SMALL_SET) {
            let is_added = set.words.len() >= LEAST_SUBTRACTED;
            let forms: [fn(u32) -> u32; 2] = [|word| word, u32::wrapping_neg];
            for (form, subtracted) in forms.into_iter().zip([false, true]) {
                if subtracted && !is_added {
                    continue;
                }
                let code = [&[0x90][..], &immediates(set, &[2], form), &[0x90; 64]].concat();
                let found = search(&code, Holds::Code);
                let is_mine = |each: &Evidence| each.algorithm == set.algorithm;
                assert!(found.iter().any(is_mine), "{} {subtracted}", set.name);
            }
        }
    }

    #[test]
    fn tables_are_found_across_windows_and_after_a_reader() {
        let table = &ENCODINGS[0].bytes;
        for shift in [WINDOW - 300, WINDOW - 256, WINDOW - 130, WINDOW - 4, WINDOW - 1, WINDOW] {
            let mut file = noise(shift);
            file.extend_from_slice(table);
            file.extend(noise(5000));
            assert_eq!(search(&file, Holds::Anything).len(), 1, "{shift}");
        }
    }

    #[test]
    fn every_prime_is_found() {
        for group in super::super::data::GROUPS {
            let mut file = noise(35);
            file.extend(groups::tests::prime(group).to_bytes_be());
            file.extend(noise(35));
            let found = search(&file, Holds::Anything);
            assert_eq!(found.len(), 1, "{}", group.name);
            assert_eq!(found[0].bits, Some(group.bits));
        }
    }

    #[test]
    fn noise_and_tables_of_checksums_give_nothing() {
        assert_eq!(search(&noise(1 << 20), Holds::Anything), []);
        let crc = |polynomial: u32| -> Vec<u8> {
            (0..256u32)
                .map(|n| {
                    (0..8).fold(n, |c, _| if c & 1 == 1 { c >> 1 ^ polynomial } else { c >> 1 })
                })
                .flat_map(u32::to_le_bytes)
                .collect()
        };
        assert_eq!(search(&[crc(0xedb8_8320), crc(0x82f6_3b78)].concat(), Holds::Anything), []);
        let base64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        assert_eq!(search(&base64.repeat(4), Holds::Anything), []);
        let murmur: Vec<u8> = [0xcc9e_2d51u32, 0x1b87_3593, 0x85eb_ca6b, 0xc2b2_ae35, 0x9e37_79b1]
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect();
        assert_eq!(search(&murmur, Holds::Code), []);
    }

    #[test]
    fn the_initial_value_that_md5_and_sha1_share_says_nothing() {
        let shared = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
        let bytes: Vec<u8> = shared.iter().flat_map(|word| word.to_le_bytes()).collect();
        assert_eq!(search(&bytes, Holds::Anything), []);
    }

    #[test]
    fn every_constant_in_one_file_is_bounded() {
        let mut file: Vec<u8> = ENCODINGS.iter().flat_map(|e| e.bytes.clone()).collect();
        file.extend(SETS.iter().flat_map(|s| s.words.iter().flat_map(|w| w.to_le_bytes())));
        let repeated = file.repeat(8);
        let found = search(&repeated, Holds::Anything);
        assert!(found.len() <= ROWS.len() + SETS.len());
        assert!(found.len() > ROWS.len() / 2);
    }

    /// A word of a set that stands everywhere uses up the looks: what that hides is said, and
    /// nothing where the set was found before.
    #[test]
    fn a_set_whose_words_stand_everywhere_is_told() {
        let is_sure = |set: &SetRow| set.confidence > Confidence::Low && set.span <= 512;
        let set = SETS.iter().position(is_sure).unwrap();
        let word = SETS[set].words[0].to_le_bytes();
        let gap = 2 * SETS[set].span as usize;
        let mut file = Vec::new();
        for _ in 0..=MAX_CLOSE_LOOKS {
            file.extend_from_slice(&word);
            file.resize(file.len() + gap, 0);
        }
        let region = Region {
            offset: 0,
            size: file.len() as u64,
            origin: 0,
            holds: Holds::Anything,
            halves: None,
            is_read: false,
        };
        let found = find(&Source::memory(&file), &[region]).unwrap();
        assert_ne!(found.passed_over, PassedOver::default());
        let few = find(&Source::memory(&file[..10 * gap]), &[region]).unwrap();
        assert_eq!(few.passed_over, PassedOver::default());
    }

    /// Every constant in one file, eight times over: each is evidence once, and no limit is reached.
    #[test]
    fn every_constant_in_one_file_is_told_once() {
        let mut all = Vec::new();
        for encoding in ENCODINGS.iter() {
            all.resize(all.len().next_multiple_of(SPARSE), 0);
            all.extend_from_slice(&encoding.bytes);
        }
        for set in SETS.iter() {
            all.extend(set.words.iter().flat_map(|word| word.to_le_bytes()));
            all.resize(all.len() + set.span as usize, 0);
        }
        let file = all.repeat(8);
        for holds in [Holds::Code, Holds::Data, Holds::Anything] {
            let size = file.len() as u64;
            let region = Region { offset: 0, size, origin: 0, holds, halves: None, is_read: false };
            let found = find(&Source::memory(&file), &[region]).unwrap();
            assert_eq!(found.passed_over, PassedOver::default());
            let algorithms: BTreeSet<_> = found.evidence.iter().map(|it| it.algorithm).collect();
            let of_tables: BTreeSet<_> = ROWS.iter().map(|row| row.algorithm).collect();
            let lent: BTreeSet<_> = EXPLAINED.iter().map(|(weak, _)| *weak).collect();
            let missing = &(&of_tables - &algorithms) - &lent;
            assert!(missing.is_empty(), "{missing:?}");
            assert!(found.evidence.len() <= ROWS.len() + SETS.len() + 8);
        }
    }
}
