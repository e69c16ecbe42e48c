//! The hash functions with SHA-2. FIPS 205, Section 11.2: SHA-256 everywhere for security category
//! 1 (n = 16); for categories 3 and 5, SHA-256 for F and PRF, SHA-512 for the others.
//!
//! The block `PK.seed ‖ zeros` is compressed once for each key, so that F and PRF, and H too, cost
//! one compression.

use core::iter::once;

use futae_kernels::{
    Backend,
    sha2::{self, Blocks256, Blocks512, CHAIN_MARK, States256, States512},
    wipe,
};

use super::{
    address::{Address, COMPRESSED, Type},
    family::{Chains, Family, LANES, MessageHash, Node},
};
use crate::sha2::{IV_256, IV_512, Sha256, Sha512, hmac_sha256, hmac_sha512};

/// Up to this many inputs are cheaper one after another than in sixteen lanes.
const FEW_256: usize = 4;

/// Up to this many inputs are cheaper one after another than in eight lanes.
const FEW_512: usize = 1;

/// The family for one PK.seed.
pub(crate) struct Sha2<const N: usize> {
    kernels: &'static sha2::Kernels,
    /// SHA-256 after `PK.seed ‖ toByte(0, 64 − n)`.
    midstate_256: [u32; 8],
    /// SHA-512 after `PK.seed ‖ toByte(0, 128 − n)`.
    midstate_512: [u64; 8],
}

impl<const N: usize> Family<N> for Sha2<N> {
    type Message = Message<N>;

    fn new(pk_seed: &Node<N>) -> Self {
        let kernels = &Backend::get().sha2;
        let mut block = [0; 128];
        block[..N].copy_from_slice(pk_seed);
        let (mut midstate_256, mut midstate_512) = (IV_256, IV_512);
        kernels.compress_256(&mut midstate_256, &block.as_chunks().0[..1]);
        kernels.compress_512(&mut midstate_512, &[block]);
        Self { kernels, midstate_256, midstate_512 }
    }

    fn prf(&self, sk_seed: &Node<N>, addresses: &[Address], out: &mut [Node<N>]) {
        out.fill(*sk_seed);
        self.f(addresses, out);
    }

    fn f(&self, addresses: &[Address], nodes: &mut [Node<N>]) {
        let mut blocks = Blocks256([[0; 64]; LANES]);
        for ((block, address), node) in blocks.0.iter_mut().zip(addresses).zip(&*nodes) {
            *block = block_256(address, node);
        }
        self.hash_blocks_256(&blocks, nodes);
        wipe(&mut blocks.0);
    }

    fn h(&self, addresses: &[Address], pairs: &[[Node<N>; 2]], out: &mut [Node<N>]) {
        if N == 16 {
            let mut blocks = Blocks256([[0; 64]; LANES]);
            for ((block, address), pair) in blocks.0.iter_mut().zip(addresses).zip(pairs) {
                *block = block_256(address, pair.as_flattened());
            }
            self.hash_blocks_256(&blocks, out);
            return;
        }
        let groups = addresses.chunks(sha2::LANES_512).zip(pairs.chunks(sha2::LANES_512));
        for ((addresses, pairs), out) in groups.zip(out.chunks_mut(sha2::LANES_512)) {
            let mut blocks = Blocks512([[0; 128]; sha2::LANES_512]);
            for ((block, address), pair) in blocks.0.iter_mut().zip(addresses).zip(pairs) {
                *block = block_512(address, pair);
            }
            let mut lanes = Lanes512::new(self, out.len());
            lanes.compress(&blocks);
            lanes.write(out);
        }
    }

    fn t(&self, addresses: &[Address], rows: &[&[Node<N>]], out: &mut [Node<N>]) {
        if N == 16 {
            self.t_256(addresses, rows, out);
            return;
        }
        let groups = addresses.chunks(sha2::LANES_512).zip(rows.chunks(sha2::LANES_512));
        for ((addresses, rows), out) in groups.zip(out.chunks_mut(sha2::LANES_512)) {
            self.t_512(addresses, rows, out);
        }
    }

    fn chain(&self, chains: &mut Chains<N>) {
        self.chain_lanes(None, chains);
    }

    fn secret_chain(&self, sk_seed: &Node<N>, kind: Type, chains: &mut Chains<N>) {
        let count = chains.count;
        chains.values[..count].fill(*sk_seed);
        self.chain_lanes(Some(kind as u8), chains);
    }

    /// HMAC-SHA-256 or HMAC-SHA-512, truncated.
    fn prf_msg(sk_prf: &Node<N>, opt_rand: &Node<N>, message: &[&[u8]]) -> Node<N> {
        let parts = once(&opt_rand[..]).chain(message.iter().copied());
        if N == 16 {
            truncate(&hmac_sha256(sk_prf, parts))
        } else {
            truncate(&hmac_sha512(sk_prf, parts))
        }
    }

    fn h_msg(r: &Node<N>, pk_seed: &Node<N>, pk_root: &Node<N>) -> Message<N> {
        let mut inner = if N == 16 {
            Inner::Category1(Sha256::new())
        } else {
            Inner::Category3And5(Sha512::new())
        };
        [r, pk_seed, pk_root].iter().for_each(|part| inner.update(*part));
        Message { r: *r, pk_seed: *pk_seed, inner }
    }
}

impl<const N: usize> Sha2<N> {
    /// One block for each lane after the midstate, truncated.
    fn hash_blocks_256(&self, blocks: &Blocks256, out: &mut [Node<N>]) {
        let mut lanes = Lanes256::new(self, out.len());
        lanes.compress(blocks);
        lanes.write(out);
    }

    fn chain_lanes(&self, after_prf: Option<u8>, chains: &mut Chains<N>) {
        let mut lanes = sha2::Chains {
            midstate: self.midstate_256,
            blocks: Blocks256([[0; 64]; LANES]),
            after_prf,
            steps: [0; LANES],
            marks: [0; LANES],
            ends: [[0; 64]; LANES],
        };
        for lane in 0..chains.count {
            lanes.blocks.0[lane] = block_256(&chains.addresses[lane], &chains.values[lane]);
            lanes.steps[lane] = chains.steps[lane];
            lanes.marks[lane] = chains.marks[lane];
        }
        match N {
            16 => self.kernels.chain_16_x16(&mut lanes),
            24 => self.kernels.chain_24_x16(&mut lanes),
            _ => self.kernels.chain_32_x16(&mut lanes),
        }
        for (lane, end) in lanes.ends.iter().enumerate().take(chains.count) {
            chains.values[lane].copy_from_slice(&end[..N]);
            chains.marked[lane].copy_from_slice(&end[CHAIN_MARK..][..N]);
        }
        wipe(&mut lanes.blocks.0);
        wipe(&mut lanes.ends);
    }

    /// T_l of category 1.
    fn t_256(&self, addresses: &[Address], rows: &[&[Node<N>]], out: &mut [Node<N>]) {
        let mut lanes = Lanes256::new(self, out.len());
        let mut blocks = Blocks256([[0; 64]; LANES]);
        for at in (0..COMPRESSED + length(rows) + 9).step_by(64) {
            for ((block, address), row) in blocks.0.iter_mut().zip(addresses).zip(rows) {
                fill_block(block, at, address, row.as_flattened());
            }
            lanes.compress(&blocks);
        }
        lanes.write(out);
    }

    /// T_l of categories 3 and 5, on at most eight rows.
    fn t_512(&self, addresses: &[Address], rows: &[&[Node<N>]], out: &mut [Node<N>]) {
        let mut lanes = Lanes512::new(self, out.len());
        let mut blocks = Blocks512([[0; 128]; sha2::LANES_512]);
        for at in (0..COMPRESSED + length(rows) + 17).step_by(128) {
            for ((block, address), row) in blocks.0.iter_mut().zip(addresses).zip(rows) {
                fill_block(block, at, address, row.as_flattened());
            }
            lanes.compress(&blocks);
        }
        lanes.write(out);
    }
}

/// Bytes of a row.
fn length<const N: usize>(rows: &[&[Node<N>]]) -> usize {
    rows.first().map_or(0, |row| row.len() * N)
}

macro_rules! lanes {
    ($name:ident, $word:ty, $states:ident, $blocks:ident, $midstate:ident, $few:ident,
     $one:ident, $wide:ident, $lanes:expr) => {
        /// The states of some inputs after the block of PK.seed: side by side, or, when they are
        /// few, one by one.
        struct $name {
            kernels: &'static sha2::Kernels,
            count: usize,
            few: [[$word; 8]; $few],
            states: $states,
        }

        impl $name {
            fn new<const N: usize>(family: &Sha2<N>, count: usize) -> Self {
                let midstate = family.$midstate;
                Self {
                    kernels: family.kernels,
                    count,
                    few: [midstate; $few],
                    states: $states(midstate.map(|word| [word; $lanes])),
                }
            }

            fn compress(&mut self, blocks: &$blocks) {
                if self.count > $few {
                    self.kernels.$wide(&mut self.states, blocks, self.count);
                    return;
                }
                for (state, block) in self.few.iter_mut().zip(&blocks.0).take(self.count) {
                    self.kernels.$one(state, &[*block]);
                }
            }

            /// The digests, truncated.
            fn write<const N: usize>(&self, out: &mut [Node<N>]) {
                for (lane, out) in out.iter_mut().enumerate() {
                    let mut digest = [[0; size_of::<$word>()]; 8];
                    for (i, bytes) in digest.iter_mut().enumerate() {
                        let few = self.count <= $few;
                        let word = if few { self.few[lane][i] } else { self.states.0[i][lane] };
                        *bytes = word.to_be_bytes();
                    }
                    *out = truncate(digest.as_flattened());
                }
            }
        }
    };
}

lanes!(
    Lanes256,
    u32,
    States256,
    Blocks256,
    midstate_256,
    FEW_256,
    compress_256,
    compress_256_x16,
    LANES
);
lanes!(
    Lanes512,
    u64,
    States512,
    Blocks512,
    midstate_512,
    FEW_512,
    compress_512,
    compress_512_x8,
    sha2::LANES_512
);

fn truncate<const N: usize>(digest: &[u8]) -> Node<N> {
    let mut out = [0; N];
    out.copy_from_slice(&digest[..N]);
    out
}

/// The only block after the midstate: `ADRSᶜ ‖ M` and the padding, for at most 33 bytes of M.
fn block_256(address: &Address, message: &[u8]) -> [u8; 64] {
    let end = COMPRESSED + message.len();
    let mut block = [0; 64];
    block[..COMPRESSED].copy_from_slice(&address.compressed());
    block[COMPRESSED..end].copy_from_slice(message);
    block[end] = 0x80;
    block[62..].copy_from_slice(&bits(64 + end).to_be_bytes());
    block
}

/// The only block of H after the midstate in categories 3 and 5: at most 22 + 64 bytes.
fn block_512<const N: usize>(address: &Address, pair: &[Node<N>; 2]) -> [u8; 128] {
    let end = COMPRESSED + 2 * N;
    let mut block = [0; 128];
    block[..COMPRESSED].copy_from_slice(&address.compressed());
    block[COMPRESSED..end].copy_from_slice(pair.as_flattened());
    block[end] = 0x80;
    block[126..].copy_from_slice(&bits(128 + end).to_be_bytes());
    block
}

/// The length in bits of a message of at most 2¹³ − 1 bytes: T_len hashes 64 + 22 + 2144 at most
/// with SHA-256, twice as much before it with SHA-512.
fn bits(bytes: usize) -> u16 {
    8 * bytes as u16
}

/// Bytes `at` and following of `ADRSᶜ ‖ M ‖ padding`, the message after one block of PK.seed.
fn fill_block<const B: usize>(block: &mut [u8; B], at: usize, address: &Address, message: &[u8]) {
    let end = COMPRESSED + message.len();
    block.fill(0);
    overlay(block, at, &address.compressed(), 0);
    overlay(block, at, message, COMPRESSED);
    overlay(block, at, &[0x80], end);
    // One bit and a length of an eighth of a block: FIPS 180-4, Section 5.1.
    let blocks = (end + 1 + B / 8).div_ceil(B);
    overlay(block, at, &bits(B + end).to_be_bytes(), blocks * B - 2);
}

/// Copies the part of `bytes`, which stand at `position` of a message, that falls into the block
/// which begins at `at`.
fn overlay<const B: usize>(block: &mut [u8; B], at: usize, bytes: &[u8], position: usize) {
    let from = position.max(at);
    let to = (position + bytes.len()).min(at + B);
    if from < to {
        block[from - at..to - at].copy_from_slice(&bytes[from - position..to - position]);
    }
}

/// The inner hash of H_msg by security category.
enum Inner {
    Category1(Sha256),
    Category3And5(Sha512),
}

impl Inner {
    fn update(&mut self, part: &[u8]) {
        match self {
            Self::Category1(hash) => hash.update(part),
            Self::Category3And5(hash) => hash.update(part),
        }
    }
}

/// H_msg: `MGF1(R ‖ PK.seed ‖ SHA-x(R ‖ PK.seed ‖ PK.root ‖ M), m)`.
pub(crate) struct Message<const N: usize> {
    r: Node<N>,
    pk_seed: Node<N>,
    inner: Inner,
}

impl<const N: usize> MessageHash for Message<N> {
    fn update(&mut self, part: &[u8]) {
        self.inner.update(part);
    }

    /// MGF1 of RFC 8017, Appendix B.2.1: hashes of the seed with a counter.
    fn finish(self, out: &mut [u8]) {
        let Self { r, pk_seed, inner } = self;
        match inner {
            Inner::Category1(hash) => {
                let digest = hash.finish();
                for (counter, chunk) in (0_u32..).zip(out.chunks_mut(32)) {
                    let seed = [&r[..], &pk_seed, &digest, &counter.to_be_bytes()];
                    chunk.copy_from_slice(&Sha256::digest(&seed)[..chunk.len()]);
                }
            }
            Inner::Category3And5(hash) => {
                let digest = hash.finish();
                for (counter, chunk) in (0_u32..).zip(out.chunks_mut(64)) {
                    let seed = [&r[..], &pk_seed, &digest, &counter.to_be_bytes()];
                    chunk.copy_from_slice(&Sha512::digest(&seed)[..chunk.len()]);
                }
            }
        }
    }
}
