//! Hashing and sampling tasks side by side in the lanes of one multi-lane Keccak state.
//!
//! Every lane works at its own task and takes the next one when it is done: a long chain such as
//! H(pk) runs in one lane while the others sample the matrix, and costs no time of its own.
//! How many lanes there are is the backend's matter; the results are the same.

use core::iter::once;

use futae_kernels::{
    Backend,
    keccak::{Rows, State, Width, sponge::SUFFIX_SHAKE},
    ml_dsa::{Encoding, Eta, N, Poly},
    wipe,
};

use super::parameters::{LONG_SEED, SEED};

/// Words of a block of SHAKE128.
const RATE_128: usize = 168 / 8;
/// Words of a block of SHAKE256.
const RATE_256: usize = 136 / 8;
/// Bytes of a block of SHAKE256.
pub(super) const BLOCK: usize = 8 * RATE_256;
/// Blocks that hold the 576 or 640 bytes of a mask polynomial.
const MASK_BLOCKS: usize = Encoding::Z19.bytes().div_ceil(BLOCK);

/// The same in bytes.
pub(super) const MASK_BYTES: usize = MASK_BLOCKS * BLOCK;

/// The bytes of a mask polynomial until they are complete.
pub(super) type MaskBytes = [u8; MASK_BYTES];

/// A Keccak state of SHAKE256 between whole blocks.
pub(super) type ChainState = [[u64; 1]; 25];

/// Something for one lane to do.
#[derive(Debug)]
pub(super) enum Task<'a> {
    /// FIPS 204, Algorithm 30 (RejNTTPoly): one element of the matrix.
    Uniform { out: &'a mut Poly, rho: &'a [u8; SEED], row: u8, column: u8 },
    /// FIPS 204, Algorithm 31 (RejBoundedPoly): one polynomial of s1 or s2.
    Bounded { out: &'a mut Poly, rho_prime: &'a [u8; LONG_SEED], nonce: u16, eta: Eta },
    /// One polynomial of the mask y (FIPS 204, Algorithm 34, lines 3 to 5).
    Mask {
        out: &'a mut Poly,
        bytes: &'a mut MaskBytes,
        rho_double_prime: &'a [u8; LONG_SEED],
        nonce: u16,
        z: Encoding,
    },
    /// H(input), at most one block of output.
    Hash { input: &'a [u8], out: &'a mut [u8] },
    /// The beginning of H(input): whole blocks, at least one.
    Absorb { blocks: &'a [u8], state: &'a mut ChainState },
}

/// Does every task. The longest should come first.
pub(super) fn run<'a>(backend: &Backend, tasks: impl Iterator<Item = Task<'a>>) {
    match backend.lanes {
        8 => Lanes::<8>::new().run(backend, tasks),
        4 => Lanes::<4>::new().run(backend, tasks),
        _ => Lanes::<1>::new().run(backend, tasks),
    }
}

/// Does one task with one Keccak state.
pub(super) fn run_alone(backend: &Backend, task: Task<'_>) {
    Lanes::<1>::new().run(backend, once(task));
}

/// The tasks of FIPS 204, Algorithm 32 (ExpandA).
pub(super) fn matrix<'a, const K: usize, const L: usize>(
    a: &'a mut [[Poly; L]; K],
    rho: &'a [u8; SEED],
) -> impl Iterator<Item = Task<'a>> {
    elements::<L>(a.as_flattened_mut(), 0, rho)
}

/// Those of some elements of a matrix of L columns, counted row by row from number `first`.
pub(super) fn elements<'a, const L: usize>(
    polys: &'a mut [Poly],
    first: usize,
    rho: &'a [u8; SEED],
) -> impl Iterator<Item = Task<'a>> {
    (first..).zip(polys).map(move |(i, out)| {
        let (row, column) = ((i / L) as u8, (i % L) as u8);
        Task::Uniform { out, rho, row, column }
    })
}

/// The tasks of FIPS 204, Algorithm 33 (ExpandS).
pub(super) fn secrets<'a>(
    s1: &'a mut [Poly],
    s2: &'a mut [Poly],
    rho_prime: &'a [u8; LONG_SEED],
    eta: Eta,
) -> impl Iterator<Item = Task<'a>> {
    (0..).zip(s1.iter_mut().chain(s2)).map(move |(nonce, out)| Task::Bounded {
        out,
        rho_prime,
        nonce,
        eta,
    })
}

/// The tasks of FIPS 204, Algorithm 34 (ExpandMask).
pub(super) fn mask<'a>(
    y: impl Iterator<Item = &'a mut Poly>,
    bytes: &'a mut [MaskBytes],
    rho_double_prime: &'a [u8; LONG_SEED],
    kappa: u16,
    z: Encoding,
) -> impl Iterator<Item = Task<'a>> {
    let polys = y.zip(bytes);
    (kappa..).zip(polys).map(move |(nonce, (out, bytes))| Task::Mask {
        out,
        bytes,
        rho_double_prime,
        nonce,
        z,
    })
}

struct Lanes<'a, const W: usize> {
    state: State<W>,
    rows: Rows<W>,
    tasks: [Option<Task<'a>>; W],
    /// What each lane has done of its task: coefficients accepted, or blocks passed.
    done: [usize; W],
}

impl<'a, const W: usize> Lanes<'a, W>
where
    State<W>: Step<W>,
{
    fn new() -> Self {
        Self {
            state: State::default(),
            rows: Rows::default(),
            tasks: [const { None }; W],
            done: [0; W],
        }
    }

    fn run(&mut self, backend: &Backend, mut tasks: impl Iterator<Item = Task<'a>>) {
        loop {
            let mut active = 0;
            for lane in 0..W {
                if self.tasks[lane].is_none() {
                    self.tasks[lane] = tasks.next();
                    self.start(lane);
                }
                active |= u32::from(self.tasks[lane].is_some()) << lane;
            }
            if active == 0 {
                return;
            }
            self.state.step(backend, active, &mut self.rows);
            for lane in 0..W {
                if self.advance(backend, lane) {
                    self.tasks[lane] = None;
                }
            }
        }
    }

    /// Absorbs the first block of the lane's new task.
    fn start(&mut self, lane: usize) {
        self.state.0.iter_mut().for_each(|words| words[lane] = 0);
        self.done[lane] = 0;
        match &self.tasks[lane] {
            Some(Task::Uniform { rho, row, column, .. }) => {
                let suffix = u16::from_le_bytes([*column, *row]);
                absorb_seed(&mut self.state, lane, *rho, suffix, RATE_128);
            }
            Some(
                Task::Bounded { rho_prime: seed, nonce, .. }
                | Task::Mask { rho_double_prime: seed, nonce, .. },
            ) => absorb_seed(&mut self.state, lane, *seed, *nonce, RATE_256),
            Some(Task::Hash { input, .. }) => absorb_block(&mut self.state, lane, input, 0),
            Some(Task::Absorb { blocks, state }) => {
                self.state.0.iter_mut().zip(&**state).for_each(|(to, [word])| to[lane] = *word);
                absorb_block(&mut self.state, lane, blocks, 0);
            }
            None => {}
        }
    }

    /// Uses the words that the last permutation gave the lane. True when its task is done.
    fn advance(&mut self, backend: &Backend, lane: usize) -> bool {
        let (row, done) = (&self.rows.0[lane], &mut self.done[lane]);
        match &mut self.tasks[lane] {
            None => false,
            Some(Task::Uniform { out, .. }) => {
                *done = backend.ml_dsa.reject_uniform(out, *done, row);
                *done == N
            }
            Some(Task::Bounded { out, eta, .. }) => {
                *done = backend.ml_dsa.reject_bounded(out, *done, row, *eta);
                *done == N
            }
            Some(Task::Mask { out, bytes, z, .. }) => {
                copy_words(&mut bytes[BLOCK * *done..], &row[..RATE_256]);
                *done += 1;
                if *done == MASK_BLOCKS {
                    backend.ml_dsa.unpack(out, &bytes[..z.bytes()], *z);
                }
                *done == MASK_BLOCKS
            }
            Some(Task::Hash { input, out }) => {
                *done += 1;
                let absorbed = *done > input.len() / BLOCK;
                match absorbed {
                    true => copy_words(out, &row[..RATE_256]),
                    false => absorb_block(&mut self.state, lane, input, *done),
                }
                absorbed
            }
            Some(Task::Absorb { blocks, state }) => {
                *done += 1;
                let absorbed = *done * BLOCK == blocks.len();
                match absorbed {
                    true => state.iter_mut().zip(&self.state.0).for_each(|(to, w)| *to = [w[lane]]),
                    false => absorb_block(&mut self.state, lane, blocks, *done),
                }
                absorbed
            }
        }
    }
}

/// One permutation of the lanes.
trait Step<const W: usize> {
    /// Permutes at least the lanes marked in `active`, and writes their words.
    fn step(&mut self, backend: &Backend, active: u32, rows: &mut Rows<W>);
}

impl Step<8> for State<8> {
    fn step(&mut self, backend: &Backend, active: u32, rows: &mut Rows<8>) {
        // The end of a long chain: few states are quicker than eight.
        match active.count_ones() {
            1 => permute_some::<8, 1>(self, backend, active),
            2..=4 => permute_some::<8, 4>(self, backend, active),
            _ => backend.keccak.permute_x8(self),
        }
        backend.keccak.rows_x8(self, rows);
    }
}

impl Step<4> for State<4> {
    fn step(&mut self, backend: &Backend, active: u32, rows: &mut Rows<4>) {
        match active.count_ones() {
            1 => permute_some::<4, 1>(self, backend, active),
            _ => backend.keccak.permute_x4(self),
        }
        backend.keccak.rows_x4(self, rows);
    }
}

impl Step<1> for State<1> {
    fn step(&mut self, backend: &Backend, _active: u32, rows: &mut Rows<1>) {
        backend.keccak.permute_x1(self);
        rows.0[0].iter_mut().zip(&self.0).for_each(|(to, [word])| *to = *word);
    }
}

/// Permutes the active lanes, at most `FEW`, in a state of their own.
fn permute_some<const W: usize, const FEW: usize>(
    state: &mut State<W>,
    backend: &Backend,
    active: u32,
) where
    State<FEW>: Width,
{
    let mut lanes = [0; FEW];
    let marked = (0..W).filter(|lane| active >> lane & 1 == 1);
    lanes.iter_mut().zip(marked).for_each(|(to, lane)| *to = lane);
    let mut few = State::<FEW>::default();
    for (few, words) in few.0.iter_mut().zip(&state.0) {
        *few = lanes.map(|lane| words[lane]);
    }
    few.permute(&backend.keccak);
    for (words, few) in state.0.iter_mut().zip(&few.0) {
        lanes.iter().zip(few).rev().for_each(|(&lane, &word)| words[lane] = word);
    }
}

/// A seed, two bytes and the padding of SHAKE, all within the first block.
fn absorb_seed<const W: usize>(
    state: &mut State<W>,
    lane: usize,
    seed: &[u8],
    nonce: u16,
    rate: usize,
) {
    let (words, _) = seed.as_chunks::<8>();
    for (to, word) in state.0.iter_mut().zip(words) {
        to[lane] = u64::from_le_bytes(*word);
    }
    state.0[words.len()][lane] = u64::from(nonce) | u64::from(SUFFIX_SHAKE) << 16;
    state.0[rate - 1][lane] = 1 << 63;
}

/// Absorbs block number `block` of the input into SHAKE256, with the padding if it is the last.
fn absorb_block<const W: usize>(state: &mut State<W>, lane: usize, input: &[u8], block: usize) {
    let rest = &input[BLOCK * block..];
    let mut padded = [0; BLOCK];
    let bytes = match rest.first_chunk::<BLOCK>() {
        Some(bytes) => bytes,
        None => {
            padded[..rest.len()].copy_from_slice(rest);
            padded[rest.len()] = SUFFIX_SHAKE;
            padded[BLOCK - 1] |= 0x80;
            &padded
        }
    };
    for (to, word) in state.0.iter_mut().zip(bytes.as_chunks::<8>().0) {
        to[lane] ^= u64::from_le_bytes(*word);
    }
    wipe(&mut padded);
}

/// As many words as `out` holds.
fn copy_words(out: &mut [u8], words: &[u64]) {
    for (to, word) in out.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *to = word.to_le_bytes();
    }
}

#[cfg(test)]
mod tests {
    use futae_kernels::keccak::sponge::{Shake128, Shake256, shake256};

    use super::*;

    /// FIPS 204, Algorithm 30, on one sponge.
    fn uniform_by_the_book(rho: &[u8; SEED], row: u8, column: u8) -> [i32; N] {
        let mut sponge = Shake128::<1>::new(&Backend::get().keccak);
        sponge.absorb([&[&rho[..], &[column, row]].concat()]);
        let mut output = sponge.finish(SUFFIX_SHAKE);
        core::array::from_fn(|_| {
            loop {
                let mut bytes = [0; 4];
                output.squeeze([&mut bytes[..3]]);
                let candidate = i32::from_le_bytes(bytes) & 0x7f_ffff;
                if candidate < futae_kernels::ml_dsa::Q {
                    return candidate;
                }
            }
        })
    }

    /// The mask polynomial of FIPS 204, Algorithm 34.
    fn mask_by_the_book(seed: &[u8; LONG_SEED], nonce: u16, z: Encoding) -> [i32; N] {
        let mut bytes = std::vec![0; z.bytes()];
        let mut sponge = Shake256::<1>::new(&Backend::get().keccak);
        sponge.absorb([seed]);
        sponge.absorb([&nonce.to_le_bytes()]);
        sponge.finish(SUFFIX_SHAKE).squeeze([&mut bytes]);
        let mut out = Poly::ZERO;
        Backend::get().ml_dsa.unpack(&mut out, &bytes, z);
        out.0
    }

    #[test]
    fn tasks_of_all_kinds_side_by_side_do_not_disturb_one_another() {
        let input: std::vec::Vec<u8> = (0..1_500).map(|i| (i * 7) as u8).collect();
        let (rho, seed) = ([3; SEED], [5; LONG_SEED]);
        for backend in Backend::available() {
            for length in [0, 1, 135, 136, 137, 271, 272, 273, 1_500] {
                let mut a = [const { [const { Poly::ZERO }; 5] }; 3];
                let mut y = [const { Poly::ZERO }; 7];
                let (mut digest, mut chain) = ([0; 64], [[0]; 25]);
                let mut bytes = [[0; MASK_BYTES]; 7];
                let hash = Task::Hash { input: &input[..length], out: &mut digest };
                let blocks = &input[..length.next_multiple_of(BLOCK).clamp(BLOCK, 11 * BLOCK)];
                let begin = Task::Absorb { blocks, state: &mut chain };
                let masks = mask(y.iter_mut(), &mut bytes, &seed, 0x0fe0, Encoding::Z17);
                run(backend, [hash, begin].into_iter().chain(matrix(&mut a, &rho)).chain(masks));
                let mut resumed = Shake256::resume(&backend.keccak, &chain);
                resumed.absorb([&input]);
                let mut end = [0; 64];
                resumed.finish(SUFFIX_SHAKE).squeeze([&mut end]);
                assert_eq!(end, shake256(&backend.keccak, &[blocks, &input]));
                assert_eq!(digest, shake256(&backend.keccak, &[&input[..length]]));
                for (i, poly) in a.as_flattened().iter().enumerate() {
                    assert_eq!(poly.0, uniform_by_the_book(&rho, i as u8 / 5, i as u8 % 5));
                }
                for (poly, nonce) in y.iter().zip(0x0fe0..) {
                    assert_eq!(poly.0, mask_by_the_book(&seed, nonce, Encoding::Z17));
                }
            }
        }
    }

    /// FIPS 204, Algorithm 31, on one sponge.
    fn bounded_by_the_book(seed: &[u8; LONG_SEED], nonce: u16, eta: i32) -> [i32; N] {
        let mut sponge = Shake256::<1>::new(&Backend::get().keccak);
        sponge.absorb([&[&seed[..], &nonce.to_le_bytes()].concat()]);
        let mut output = sponge.finish(SUFFIX_SHAKE);
        let mut halves = core::iter::repeat_with(|| {
            let mut byte = [0];
            output.squeeze([&mut byte]);
            [i32::from(byte[0] & 15), i32::from(byte[0] >> 4)]
        })
        .flatten()
        .filter(|&half| half < if eta == 2 { 15 } else { 9 });
        core::array::from_fn(|_| {
            let half = halves.next().unwrap();
            if eta == 2 { 2 - half % 5 } else { 4 - half }
        })
    }

    #[test]
    fn secrets_are_those_of_algorithm_33() {
        for backend in Backend::available() {
            for eta in [Eta::Two, Eta::Four] {
                let (mut s1, mut s2) = ([const { Poly::ZERO }; 7], [const { Poly::ZERO }; 8]);
                run(backend, secrets(&mut s1, &mut s2, &[9; LONG_SEED], eta));
                for (nonce, poly) in (0..).zip(s1.iter().chain(&s2)) {
                    let expected = bounded_by_the_book(&[9; LONG_SEED], nonce, eta.value());
                    assert_eq!(poly.0, expected);
                }
            }
        }
    }
}
