//! Finding thousands of four-byte words in one pass, at a cost that hardly grows with their number.
//!
//! Every word of a window is hashed into a filter that fits the first-level cache; the few words
//! that pass are looked up exactly. What a hit means is decided by the caller.

/// 2^64 over the golden ratio, odd: the upper bits of a product depend on every bit of a word.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
/// The stride that suffices for tables that were asked for at each of its remainders.
pub(super) const SPARSE: usize = 16;
/// Words that are tested before the first branch.
const BATCH: usize = 8;

/// The words to look for; each carries the numbers of those who asked for it.
///
/// `BLOCKS` is a power of two, about as many as there are words: the smaller the filter, the more
/// of it stays in the first-level cache.
#[derive(Debug)]
pub(super) struct Words<const BLOCKS: usize> {
    /// Two bits of a block for each word: of other words, 1 in a thousand passes.
    filter: Box<[u64; BLOCKS]>,
    /// Sorted by word.
    entries: Vec<(u32, u16)>,
    /// For each value of the word's top byte, where its entries begin.
    starts: [u32; 257],
}

impl<const BLOCKS: usize> Words<BLOCKS> {
    pub(super) fn new(mut entries: Vec<(u32, u16)>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        let mut filter = Box::new([0; BLOCKS]);
        for (word, _) in &entries {
            let [block, first, second] = Self::slot(*word);
            filter[block as usize & (BLOCKS - 1)] |= 1 << first | 1 << second;
        }
        let mut starts = [0; 257];
        for (byte, start) in (0u32..).zip(starts.iter_mut()) {
            *start = entries.partition_point(|(word, _)| word >> 24 < byte) as u32;
        }
        Self { filter, entries, starts }
    }

    /// Calls `found` with the place in the window and the number of whoever asked, for each word
    /// that begins at a multiple of `stride`: 1, 2, 4 or [`SPARSE`].
    pub(super) fn find(&self, window: &[u8], stride: usize, found: &mut dyn FnMut(usize, u16)) {
        if stride == SPARSE {
            return self.every::<SPARSE, { SPARSE * BATCH }>(window, 0, found);
        }
        for phase in (0..4).step_by(stride) {
            self.every::<4, { 4 * BATCH }>(window.get(phase..).unwrap_or_default(), phase, found);
        }
    }

    /// Words at multiples of `STEP`, in batches of `SIZE` bytes.
    fn every<const STEP: usize, const SIZE: usize>(
        &self,
        window: &[u8],
        phase: usize,
        found: &mut dyn FnMut(usize, u16),
    ) {
        let (batches, rest) = window.as_chunks::<SIZE>();
        for (number, batch) in batches.iter().enumerate() {
            let words = batch.as_chunks::<STEP>().0;
            let hits = words.iter().fold(0, |hits, bytes| hits | self.test(word(bytes)));
            if hits & 1 == 1 {
                self.batch::<STEP>(batch, phase + SIZE * number, found);
            }
        }
        self.batch::<STEP>(rest, phase + SIZE * batches.len(), found);
    }

    /// The lowest bit tells whether the word may be one of ours.
    #[inline(always)]
    fn test(&self, word: u32) -> u64 {
        let [block, first, second] = Self::slot(word);
        let block = self.filter[block as usize & (BLOCKS - 1)];
        block >> first & block >> second
    }

    /// The block of a word and two bits in it.
    #[inline(always)]
    fn slot(word: u32) -> [u64; 3] {
        let hash = u64::from(word).wrapping_mul(MULTIPLIER) >> (64 - BLOCKS.ilog2() - 12);
        [hash >> 12, hash >> 6 & 63, hash & 63]
    }

    #[inline(never)]
    fn batch<const STEP: usize>(&self, bytes: &[u8], at: usize, found: &mut dyn FnMut(usize, u16)) {
        for (index, bytes) in bytes.chunks(STEP).enumerate() {
            let word = word(bytes);
            if bytes.len() >= 4 && self.test(word) & 1 == 1 {
                self.look_up(word, at + STEP * index, found);
            }
        }
    }

    fn look_up(&self, word: u32, at: usize, found: &mut dyn FnMut(usize, u16)) {
        let top = (word >> 24) as usize;
        let range = self.starts[top] as usize..self.starts[top + 1] as usize;
        let entries = &self.entries[range];
        let first = entries.partition_point(|(have, _)| *have < word);
        for (_, asker) in entries[first..].iter().take_while(|(have, _)| *have == word) {
            found(at, *asker);
        }
    }
}

#[inline(always)]
fn word(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_and_every_asker() {
        let words = Words::<4096>::new(vec![(0x0403_0201, 7), (0x0403_0201, 8), (0xfffe_fdfc, 9)]);
        for offset in 0..40 {
            let mut window = vec![0u8; 50];
            window[offset..offset + 4].copy_from_slice(&[1, 2, 3, 4]);
            window[45..49].copy_from_slice(&[0xfc, 0xfd, 0xfe, 0xff]);
            for stride in [1, 2, 4, SPARSE] {
                let mut found = Vec::new();
                words.find(&window, stride, &mut |at, asker| found.push((at, asker)));
                let mut expected = vec![];
                if offset % stride == 0 {
                    expected.extend([(offset, 7), (offset, 8)]);
                }
                if stride == 1 {
                    expected.push((45, 9));
                }
                found.sort_unstable();
                assert_eq!(found, expected, "offset {offset} stride {stride}");
            }
        }
    }

    #[test]
    fn few_other_words_pass_the_filter() {
        let mixed = |n: u32| n.wrapping_mul(0x85eb_ca6b).rotate_left(13).wrapping_mul(0xc2b2_ae35);
        let words = Words::<4096>::new((0..2000).map(|n| (mixed(n), 0)).collect());
        assert!((0..2000).all(|n| words.test(mixed(n)) & 1 == 1));
        let passed = (2000..202_000).filter(|n| words.test(mixed(*n)) & 1 == 1).count();
        assert!(passed < 400, "{passed} of 200000");
    }

    #[test]
    fn short_windows_are_searched() {
        let words = Words::<4096>::new(vec![(0x0403_0201, 7)]);
        for length in 0..20 {
            let window: Vec<u8> = [1, 2, 3, 4].into_iter().cycle().take(length).collect();
            let mut count = 0;
            words.find(&window, 1, &mut |_, _| count += 1);
            assert_eq!(count, length / 4);
        }
    }
}
