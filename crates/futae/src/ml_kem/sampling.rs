//! SampleNTT and SamplePolyCBD on several Keccak states at once, beside the one long hash that
//! every operation of ML-KEM contains.
//!
//! A permutation of four states costs what one costs, and the long hash (H of the encapsulation
//! key, or J of the ciphertext) is a chain of 6 to 12 permutations that nothing can shorten. So it
//! takes one lane of four, and the entries of the matrix are sampled in the other three: for
//! ML-KEM-768 both need exactly nine steps.

use core::array;

use futae_kernels::{
    Backend,
    keccak::{
        ROW, Rows, Several, State,
        sponge::{RATE_SHAKE128, RATE_SHAKE256, SUFFIX_SHAKE},
    },
    ml_kem::Poly,
};

use super::eta_1;
use crate::secret::Secret;

/// The matrix Â, or its transpose.
pub(super) type Matrix<const K: usize> = [[Poly; K]; K];

/// Words of a block of SHA3-256 and SHAKE256.
pub(super) const BLOCK: usize = RATE_SHAKE256 / 8;

/// The long hash beside the matrix.
pub(super) trait Beside<const K: usize> {
    /// How many blocks the padded message has.
    fn blocks(&self) -> usize;
    /// Whether block `index` of the padded message is known.
    fn knows_block(&self, index: usize) -> bool;
    /// XORs block `index` of the padded message into a lane.
    fn absorb(&self, index: usize, state: &mut State<4>, lane: usize);
    /// Row `row` of the matrix is complete.
    fn row_done(&mut self, row: usize, entries: &[Poly; K]);
}

/// What a lane computes.
#[derive(Clone, Copy)]
enum Job {
    Idle,
    /// An entry of the matrix of which so many coefficients are sampled.
    Entry {
        row: usize,
        column: usize,
        filled: usize,
    },
    /// The long hash.
    Hash,
}

/// Which index of the matrix the seed has first. FIPS 203, Algorithm 13, line 5 and Algorithm 14,
/// line 6.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// Â\[i, j\] from ρ ‖ j ‖ i.
    Straight,
    /// Âᵀ\[i, j\] = Â\[j, i\] from ρ ‖ i ‖ j.
    Transposed,
}

impl Order {
    /// The two bytes after ρ.
    pub(super) fn indices(self, row: usize, column: usize) -> [u8; 2] {
        match self {
            Self::Straight => [column as u8, row as u8],
            Self::Transposed => [row as u8, column as u8],
        }
    }
}

struct Lanes<'a, const K: usize, B> {
    backend: &'static Backend,
    rho: &'a [u8; 32],
    order: Order,
    state: State<4>,
    jobs: [Job; 4],
    next_entry: usize,
    /// Entries complete in each row.
    complete: [usize; K],
    beside: &'a mut B,
    next_block: usize,
    /// The state of the long hash while it has no lane.
    waiting: Option<[u64; 25]>,
    digest: [u8; 32],
}

/// Samples the matrix and returns it with the first 32 bytes of the hash beside it.
/// The loop ends with probability 1, and its length depends on ρ alone, which is public.
pub(super) fn matrix_beside<const K: usize, B: Beside<K>>(
    backend: &'static Backend,
    rho: &[u8; 32],
    order: Order,
    matrix: &mut Matrix<K>,
    beside: &mut B,
) -> [u8; 32] {
    let mut lanes = Lanes {
        backend,
        rho,
        order,
        state: State::default(),
        jobs: [Job::Idle; 4],
        next_entry: 0,
        complete: [0; K],
        beside,
        next_block: 0,
        waiting: Some([0; 25]),
        digest: [0; 32],
    };
    let mut rows = Rows::default();
    while lanes.assign() {
        lanes.absorb_block();
        let busy = lanes
            .jobs
            .iter()
            .rev()
            .fold(0, |mask, job| mask << 1 | u8::from(!matches!(job, Job::Idle)));
        backend.keccak.permute_some_x4(&mut lanes.state, busy);
        backend.keccak.rows_x4(&lanes.state, &mut rows);
        for (lane, row) in rows.0.iter().enumerate() {
            lanes.collect(lane, row, matrix);
        }
    }
    lanes.digest
}

impl<const K: usize, B: Beside<K>> Lanes<'_, K, B> {
    /// Gives every idle lane a job, the long hash first; false when there is none left.
    fn assign(&mut self) -> bool {
        for lane in 0..4 {
            if matches!(self.jobs[lane], Job::Idle) {
                self.jobs[lane] = self.next_job(lane);
            }
        }
        self.jobs.iter().any(|job| !matches!(job, Job::Idle))
    }

    fn next_job(&mut self, lane: usize) -> Job {
        if self.hash_can_go_on()
            && let Some(words) = self.waiting.take()
        {
            self.set_lane(lane, &words);
            return Job::Hash;
        }
        if self.next_entry == K * K {
            return Job::Idle;
        }
        let (row, column) = (self.next_entry / K, self.next_entry % K);
        self.next_entry += 1;
        self.set_lane(lane, &entry_seed(self.rho, self.order, row, column));
        Job::Entry { row, column, filled: 0 }
    }

    fn hash_can_go_on(&self) -> bool {
        self.next_block < self.beside.blocks() && self.beside.knows_block(self.next_block)
    }

    fn set_lane(&mut self, lane: usize, words: &[u64; 25]) {
        for (lanes, word) in self.state.0.iter_mut().zip(words) {
            lanes[lane] = *word;
        }
    }

    /// XORs the next block into the lane of the long hash.
    fn absorb_block(&mut self) {
        let Some(lane) = self.jobs.iter().position(|job| matches!(job, Job::Hash)) else { return };
        self.beside.absorb(self.next_block, &mut self.state, lane);
        self.next_block += 1;
    }

    /// Takes what a lane squeezed and frees the lane when its job is done or has to wait.
    fn collect(&mut self, lane: usize, squeezed: &[u64; ROW], matrix: &mut Matrix<K>) {
        match &mut self.jobs[lane] {
            Job::Idle => {}
            Job::Entry { row, column, filled } => {
                let entry = &mut matrix[*row][*column];
                *filled = self.backend.ml_kem.sample_ntt(squeezed, entry, *filled);
                if *filled == 256 {
                    let row = *row;
                    self.jobs[lane] = Job::Idle;
                    self.complete[row] += 1;
                    if self.complete[row] == K {
                        self.beside.row_done(row, &matrix[row]);
                    }
                }
            }
            Job::Hash => self.collect_hash(lane),
        }
    }

    fn collect_hash(&mut self, lane: usize) {
        if self.next_block == self.beside.blocks() {
            for (bytes, words) in self.digest.as_chunks_mut::<8>().0.iter_mut().zip(&self.state.0) {
                *bytes = words[lane].to_le_bytes();
            }
            self.jobs[lane] = Job::Idle;
        } else if !self.hash_can_go_on() {
            self.waiting = Some(array::from_fn(|i| self.state.0[i][lane]));
            self.jobs[lane] = Job::Idle;
        }
    }
}

/// ρ and two indices, padded as the single block of SHAKE128.
pub(super) fn entry_seed(rho: &[u8; 32], order: Order, row: usize, column: usize) -> [u64; 25] {
    let [first, second] = order.indices(row, column);
    let end = u64::from_le_bytes([first, second, SUFFIX_SHAKE, 0, 0, 0, 0, 0]);
    one_block::<RATE_SHAKE128>(rho, end)
}

/// A seed of 32 bytes and up to eight more with the padding, as a state to be permuted.
fn one_block<const RATE: usize>(seed: &[u8; 32], end: u64) -> [u64; 25] {
    let mut words = [0; 25];
    for (word, bytes) in words.iter_mut().zip(seed.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words[4] = end;
    words[RATE / 8 - 1] |= 1 << 63;
    words
}

/// PRF of FIPS 203, Section 4.1 for nonce after nonce, and SamplePolyCBD of each: the first `wide`
/// polynomials, at most four when η₁ = 3, with η₁, the others with η₂ = 2.
pub(super) fn noise<const K: usize>(
    backend: &'static Backend,
    seed: &[u8; 32],
    wide: usize,
    polys: &mut [Poly],
) {
    let wide = if eta_1(K) == 3 { wide } else { 0 };
    let (eight, rest) = polys.split_at_mut(polys.len().min(8));
    match eight.len() {
        0..=4 => noise_lanes::<4>(backend, seed, wide, eight),
        _ => noise_lanes::<8>(backend, seed, wide, eight),
    }
    for (i, poly) in rest.iter_mut().enumerate() {
        noise_x1(backend, seed, 8 + i, poly);
    }
}

/// The single block of SHAKE256 of PRF(seed, nonce).
pub(super) fn prf_block(seed: &[u8; 32], nonce: usize) -> Secret<[u64; 25]> {
    Secret(one_block::<RATE_SHAKE256>(seed, prf_end(nonce)))
}

/// The word after the seed, in which blocks of one seed differ.
fn prf_end(nonce: usize) -> u64 {
    nonce as u64 | u64::from(SUFFIX_SHAKE) << 8
}

/// A single polynomial with η = 2.
fn noise_x1(backend: &'static Backend, seed: &[u8; 32], nonce: usize, poly: &mut Poly) {
    let mut state = State::<1>(prf_block(seed, nonce).map(|word| [word]));
    backend.keccak.permute_x1(&mut state);
    let row = Secret::<[u64; ROW]>(array::from_fn(|i| state.0[i][0]));
    backend.ml_kem.sample_cbd_2(&row, poly);
}

/// Up to `N` polynomials; the first `wide` of them with η = 3, from a second block as well.
fn noise_lanes<const N: usize>(
    backend: &'static Backend,
    seed: &[u8; 32],
    wide: usize,
    polys: &mut [Poly],
) where
    State<N>: Several<N>,
{
    let mut state = State::<N>::default();
    for (words, word) in state.0.iter_mut().zip(*prf_block(seed, 0)) {
        *words = [word; N];
    }
    state.0[4] = array::from_fn(prf_end);
    let mut rows = Rows::<N>::default();
    state.permute_some(&backend.keccak, lanes_below(polys.len()));
    state.rows(&backend.keccak, &mut rows);
    for (poly, row) in polys.iter_mut().zip(&rows.0).skip(wide) {
        backend.ml_kem.sample_cbd_2(row, poly);
    }
    if wide == 0 {
        return;
    }
    let mut second = State::<4>(array::from_fn(|i| array::from_fn(|lane| state.0[i][lane])));
    backend.keccak.permute_some_x4(&mut second, lanes_below(wide));
    for (lane, (poly, row)) in polys.iter_mut().zip(&mut rows.0).enumerate().take(wide) {
        // η = 3 takes 192 bytes: 17 words of the first block, 7 of the second.
        for (word, words) in row[BLOCK..].iter_mut().zip(&second.0) {
            *word = words[lane];
        }
        backend.ml_kem.sample_cbd_3(row, poly);
    }
}

fn lanes_below(count: usize) -> u8 {
    (0..8).filter(|lane| *lane < count).fold(0, |mask, lane| mask | 1 << lane)
}
