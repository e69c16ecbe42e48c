//! Every detector's literals over every byte, in few passes.
//!
//! The packed search (Teddy) loses an order of magnitude past 64 literals, so literals go into
//! shards of that size; literals too short for its fingerprints get a pass of their own. A
//! searcher is built once for each class of entries, from the literals in scope there.

use crate::detector::{Detector, Hit, LOOK_AHEAD, LOOK_BEHIND, Pattern, Scope};
use crate::entry::Kind;
use aho_corasick::packed;
use aho_corasick::{AhoCorasick, Input, MatchKind};
use memchr::memmem;
use std::collections::BTreeMap;

/// Most literals that the packed search takes before it falls back to an automaton.
const SHARD: usize = 64;

/// Shortest literal that shares a shard: the packed search fingerprints this many bytes, and one
/// shorter literal would make every fingerprint of its shard shorter.
const SHORTEST_SHARED: usize = 4;

/// Most hits that are kept of one entry. A hit leads to a parse; this many take about a second.
pub const MAX_HITS: usize = 1 << 20;

/// One literal of one detector.
#[derive(Debug)]
struct Target {
    detector: u16,
    pattern: u16,
    literal: &'static [u8],
    accept: fn(&[u8], usize) -> bool,
}

/// The search over one window.
#[derive(Debug)]
enum Engine {
    Packed(packed::Searcher),
    Automaton(AhoCorasick),
    Single(Box<memmem::Finder<'static>>),
}

#[derive(Debug)]
struct Shard {
    engine: Engine,
    targets: Vec<Target>,
    /// Targets by the first byte of their literal.
    by_first_byte: Vec<Vec<u16>>,
}

/// All literals that are searched in one class of entries.
#[derive(Debug)]
pub struct Searcher {
    shards: Vec<Shard>,
}

/// The hits of one entry, by detector, and whether there were more than [`MAX_HITS`].
#[derive(Debug, Default)]
pub struct Hits {
    by_detector: BTreeMap<u16, Vec<Hit>>,
    count: usize,
    /// Offset from which on hits were dropped.
    pub dropped_from: Option<u64>,
}

impl Hits {
    /// The hits of the detector with this index, by offset.
    #[must_use]
    pub fn of(&self, detector: usize) -> &[Hit] {
        u16::try_from(detector)
            .ok()
            .and_then(|index| self.by_detector.get(&index))
            .map_or(&[], Vec::as_slice)
    }

    fn push(&mut self, target: &Target, offset: u64) {
        if self.count == MAX_HITS {
            self.dropped_from.get_or_insert(offset);
            return;
        }
        self.count += 1;
        let hit = Hit { offset, pattern: target.pattern };
        self.by_detector.entry(target.detector).or_default().push(hit);
    }

    /// Puts the hits of each detector in order; each literal stands at a place once.
    pub fn finish(&mut self) {
        for hits in self.by_detector.values_mut() {
            hits.sort_unstable();
            hits.dedup();
        }
    }
}

impl Searcher {
    /// The searcher for a class of entries: `scopes` are those that apply there.
    #[must_use]
    pub fn new(detectors: &[&dyn Detector], scopes: &[Scope]) -> Self {
        let (short, mut long): (Vec<Target>, Vec<Target>) =
            targets(detectors, scopes).partition(|target| target.literal.len() < SHORTEST_SHARED);
        long.sort_by_key(|target| target.literal);
        let mut shards: Vec<Shard> = short.into_iter().map(Shard::single).collect();
        while !long.is_empty() {
            let rest = long.split_off(end_of_shard(&long));
            shards.push(Shard::shared(std::mem::replace(&mut long, rest)));
        }
        Self { shards }
    }

    /// Finds what begins in `from..to` of `window`, whose first byte is at `base` of the entry.
    pub fn find(&self, window: &[u8], from: usize, to: usize, base: u64, hits: &mut Hits) {
        for shard in &self.shards {
            shard.find(window, from, to, base, hits);
        }
    }
}

/// How many of the targets, sorted by literal, make a shard: literals that several detectors
/// share are searched once.
fn end_of_shard(targets: &[Target]) -> usize {
    let mut distinct = 0;
    let mut last: Option<&[u8]> = None;
    let is_beyond = |target: &Target| {
        distinct += usize::from(last != Some(target.literal));
        last = Some(target.literal);
        distinct > SHARD
    };
    targets.iter().position(is_beyond).unwrap_or(targets.len())
}

fn targets<'a>(
    detectors: &'a [&dyn Detector],
    scopes: &'a [Scope],
) -> impl Iterator<Item = Target> + 'a {
    detectors.iter().enumerate().flat_map(move |(detector, each)| {
        let in_scope = |(_, pattern): &(usize, &Pattern)| scopes.contains(&pattern.scope);
        each.patterns().iter().enumerate().filter(in_scope).map(move |(index, pattern)| Target {
            detector: u16::try_from(detector).unwrap_or(u16::MAX),
            pattern: u16::try_from(index).unwrap_or(u16::MAX),
            literal: pattern.literal,
            accept: pattern.accept,
        })
    })
}

impl Shard {
    fn single(target: Target) -> Self {
        let engine = Engine::Single(Box::new(memmem::Finder::new(target.literal)));
        Self::new(engine, vec![target])
    }

    fn shared(targets: Vec<Target>) -> Self {
        let mut literals: Vec<&[u8]> = targets.iter().map(|target| target.literal).collect();
        literals.dedup();
        let packed = packed::Config::new().builder().extend(&literals).build();
        let automaton = || Engine::Automaton(automaton(literals.into_iter()));
        let engine = packed.map_or_else(automaton, Engine::Packed);
        Self::new(engine, targets)
    }

    fn new(engine: Engine, targets: Vec<Target>) -> Self {
        let mut by_first_byte = vec![Vec::new(); 256];
        for (index, target) in targets.iter().enumerate() {
            let first = target.literal.first().copied().unwrap_or_default();
            by_first_byte[usize::from(first)].push(u16::try_from(index).unwrap_or(u16::MAX));
        }
        Self { engine, targets, by_first_byte }
    }

    fn find(&self, window: &[u8], from: usize, to: usize, base: u64, hits: &mut Hits) {
        let mut at = from;
        while let Some(start) = self.next(window, at).filter(|start| *start < to) {
            for index in &self.by_first_byte[usize::from(window[start])] {
                let target = &self.targets[usize::from(*index)];
                if window[start..].starts_with(target.literal) && (target.accept)(window, start) {
                    hits.push(target, base + start as u64);
                }
            }
            at = start + 1;
        }
    }

    /// The first place at or after `at` where some literal begins.
    fn next(&self, window: &[u8], at: usize) -> Option<usize> {
        match &self.engine {
            Engine::Packed(searcher) => {
                searcher.find_in(window, (at..window.len()).into()).map(|found| found.start())
            }
            Engine::Automaton(automaton) => {
                automaton.find(Input::new(window).range(at..)).map(|found| found.start())
            }
            Engine::Single(finder) => finder.find(window.get(at..)?).map(|found| found + at),
        }
    }
}

#[expect(clippy::expect_used, reason = "fails only beyond the id space of the automaton")]
fn automaton<'a>(literals: impl Iterator<Item = &'a [u8]>) -> AhoCorasick {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(literals)
        .expect("a shard has at most 64 short literals")
}

/// One searcher a class of entries.
#[derive(Debug)]
pub struct Searchers {
    text: Searcher,
    data: Searcher,
    executable: Searcher,
}

impl Searchers {
    /// Builds all of them.
    #[must_use]
    pub fn new(detectors: &[&dyn Detector]) -> Self {
        Self {
            text: Searcher::new(detectors, &[Scope::Any, Scope::Text]),
            data: Searcher::new(detectors, &[Scope::Any, Scope::Binary]),
            executable: Searcher::new(detectors, &[Scope::Any, Scope::Binary, Scope::Executable]),
        }
    }

    /// The one for entries of this kind.
    #[must_use]
    pub fn of(&self, kind: Kind) -> &Searcher {
        match kind {
            Kind::Text => &self.text,
            kind if kind.is_executable() => &self.executable,
            _ => &self.data,
        }
    }
}

/// Bytes that two neighbouring windows share, so that [`Pattern::accept`] sees enough around a
/// literal at either's edge.
pub(crate) const OVERLAP: usize = LOOK_BEHIND + LOOK_AHEAD;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::{About, Findings};
    use crate::entry::Entry;

    struct Fake(Vec<Pattern>);

    impl Detector for Fake {
        fn about(&self) -> &'static About {
            &About {
                id: "fake",
                title: "",
                title_ja: "",
                finds: "",
                how: "",
                misses: "",
                references: &[],
            }
        }
        fn patterns(&self) -> &'static [Pattern] {
            // Lives as long as the test process; a detector's patterns are constants otherwise.
            Box::leak(
                self.0
                    .iter()
                    .map(|p| Pattern { literal: p.literal, scope: p.scope, accept: p.accept })
                    .collect::<Vec<_>>()
                    .into_boxed_slice(),
            )
        }
        fn detect(&self, _: &Entry<'_>, _: &[Hit], _: &mut Findings<'_>) {}
    }

    fn naive(literals: &[&[u8]], window: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for offset in 0..window.len() {
            for (pattern, literal) in literals.iter().enumerate() {
                if window[offset..].starts_with(literal) {
                    hits.push(Hit { offset: offset as u64, pattern: pattern as u16 });
                }
            }
        }
        hits
    }

    #[test]
    fn every_overlapping_and_shared_literal_is_found() {
        let literals: &[&[u8]] =
            &[b"abab", b"baba", b"abababab", b"ab", b"abab", b"zzzzz", b"\x30\x82"];
        let patterns = literals.iter().map(|l| Pattern::new(l, Scope::Any)).collect();
        let fake = Fake(patterns);
        let searcher = Searcher::new(&[&fake], &[Scope::Any]);
        let mut window = b"xxababababababyzzzzzzz\x30\x82\x30\x82".to_vec();
        window.extend_from_slice(&[b'a'; 100]);
        window.extend_from_slice(b"abab");
        let mut hits = Hits::default();
        searcher.find(&window, 0, window.len(), 0, &mut hits);
        hits.finish();
        assert_eq!(hits.of(0), naive(literals, &window));
    }

    #[test]
    fn many_literals_go_to_several_shards_and_are_all_found() {
        let literals: Vec<&'static [u8]> = (0..200u32)
            .map(|n| {
                &*Box::leak(n.wrapping_mul(2_654_435_761).to_be_bytes().to_vec().into_boxed_slice())
            })
            .collect();
        let fake = Fake(literals.iter().map(|l| Pattern::new(l, Scope::Binary)).collect());
        let searcher = Searcher::new(&[&fake], &[Scope::Binary]);
        assert_eq!(searcher.shards.len(), 4);
        let window = literals.concat();
        let mut hits = Hits::default();
        searcher.find(&window, 0, window.len(), 1000, &mut hits);
        hits.finish();
        for index in 0..200u16 {
            let expected = Hit { offset: 1000 + u64::from(index) * 4, pattern: index };
            assert!(hits.of(0).contains(&expected), "{index}");
        }
    }

    #[test]
    fn scope_and_check_are_respected() {
        let patterns = vec![
            Pattern::new(b"text", Scope::Text),
            Pattern::checked(b"data", Scope::Binary, |window, at| {
                window.get(at + 4) == Some(&b'!')
            }),
        ];
        let fake = Fake(patterns);
        let searchers = Searchers::new(&[&fake]);
        let find = |kind| {
            let mut hits = Hits::default();
            searchers.of(kind).find(b"text data data!", 0, 15, 0, &mut hits);
            hits.finish();
            hits.of(0).iter().map(|hit| hit.offset).collect::<Vec<_>>()
        };
        assert_eq!(find(Kind::Text), [0]);
        assert_eq!(find(Kind::Data), [10]);
    }

    #[test]
    fn a_flood_of_hits_is_bounded_and_said() {
        let fake = Fake(vec![Pattern::new(b"aaaa", Scope::Any)]);
        let searcher = Searcher::new(&[&fake], &[Scope::Any]);
        let window = vec![b'a'; MAX_HITS + 100];
        let mut hits = Hits::default();
        searcher.find(&window, 0, window.len(), 0, &mut hits);
        assert_eq!(hits.of(0).len(), MAX_HITS);
        assert_eq!(hits.dropped_from, Some(MAX_HITS as u64));
    }
}
