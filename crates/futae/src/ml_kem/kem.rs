//! ML-KEM's internal algorithms. FIPS 203, Section 6, with the long hash of each beside the
//! matrix.

use futae_kernels::{
    Backend, declassify,
    keccak::{
        State,
        sponge::{RATE_SHA3_512, SUFFIX_SHA3, SUFFIX_SHAKE, Sponge, sha3_256, shake256},
    },
    ml_kem::Poly,
};

use super::{
    ENCODED_12, Error, SEED, encapsulation_key_size, low_stack,
    pke::{self, KeyRows, PublicKey},
    sampling::{BLOCK, Beside, Order, matrix_beside},
};
use crate::{
    secret::Secret,
    shared_secret::{SharedSecret, differ, select},
};

/// Bytes of a block of SHA3-256 and SHAKE256.
const BLOCK_BYTES: usize = 8 * BLOCK;

/// G: SHA3-512 in two halves, which are written where they are wiped. FIPS 203, Section 4.1.
pub(super) fn g(backend: &'static Backend, parts: &[&[u8]], halves: &mut [[u8; 32]; 2]) {
    let mut sponge = Sponge::<1, RATE_SHA3_512>::new(&backend.keccak);
    parts.iter().for_each(|part| sponge.absorb([part]));
    sponge.finish(SUFFIX_SHA3).squeeze([halves.as_flattened_mut()]);
}

/// H: SHA3-256. FIPS 203, Section 4.1.
pub(super) fn h(backend: &'static Backend, message: &[u8]) -> [u8; 32] {
    sha3_256(&backend.keccak, &[message])
}

/// Absorbs block `index` of `first ‖ second`, padded, into a lane.
fn absorb_padded(
    (first, second): (&[u8], &[u8]),
    suffix: u8,
    index: usize,
    state: &mut State<4>,
    lane: usize,
) {
    let start = index * BLOCK_BYTES;
    if let Some(block) = second.get(start.wrapping_sub(first.len())..)
        && let Some(block) = block.first_chunk::<BLOCK_BYTES>()
    {
        return absorb_whole(block, state, lane);
    }
    let mut block = Secret([0_u8; BLOCK_BYTES]);
    let from_first = first.get(start..).unwrap_or(&[]);
    let taken = from_first.len().min(BLOCK_BYTES);
    block[..taken].copy_from_slice(&from_first[..taken]);
    let from_second = second.get((start + taken).saturating_sub(first.len())..).unwrap_or(&[]);
    let rest = from_second.len().min(BLOCK_BYTES - taken);
    block[taken..taken + rest].copy_from_slice(&from_second[..rest]);
    if taken + rest < BLOCK_BYTES {
        block[taken + rest] ^= suffix;
        block[BLOCK_BYTES - 1] ^= 0x80;
    }
    absorb_whole(&block, state, lane);
}

fn absorb_whole(block: &[u8; BLOCK_BYTES], state: &mut State<4>, lane: usize) {
    for (words, bytes) in state.0.iter_mut().zip(block.as_chunks::<8>().0) {
        words[lane] ^= u64::from_le_bytes(*bytes);
    }
}

/// How many blocks a message of this length is padded to.
const fn padded_blocks(length: usize) -> usize {
    length / BLOCK_BYTES + 1
}

/// A message that is known as a whole: H(ek) or J(z ‖ c).
struct Message<'a> {
    first: &'a [u8],
    second: &'a [u8],
    suffix: u8,
}

impl<const K: usize> Beside<K> for Message<'_> {
    fn blocks(&self) -> usize {
        padded_blocks(self.first.len() + self.second.len())
    }

    fn knows_block(&self, _index: usize) -> bool {
        true
    }

    fn absorb(&self, index: usize, state: &mut State<4>, lane: usize) {
        absorb_padded((self.first, self.second), self.suffix, index, state, lane);
    }

    fn row_done(&mut self, _row: usize, _entries: &[Poly; K]) {}
}

/// An encapsulation key that is being generated, row by row, while it is hashed.
struct GrowingKey<'a, const K: usize> {
    backend: &'static Backend,
    rows: &'a KeyRows<K>,
    key: &'a mut [u8],
    /// Which rows are encoded.
    done: [bool; K],
}

impl<const K: usize> Beside<K> for GrowingKey<'_, K> {
    fn blocks(&self) -> usize {
        padded_blocks(encapsulation_key_size(K))
    }

    fn knows_block(&self, index: usize) -> bool {
        let rows = self.done.iter().take_while(|done| **done).count();
        rows == K || (index + 1) * BLOCK_BYTES <= rows * ENCODED_12
    }

    fn absorb(&self, index: usize, state: &mut State<4>, lane: usize) {
        absorb_padded((&[], self.key), SUFFIX_SHA3, index, state, lane);
    }

    fn row_done(&mut self, row: usize, entries: &[Poly; K]) {
        let encoded = self.key.as_chunks_mut::<ENCODED_12>().0;
        self.rows.row(self.backend, row, entries, &mut encoded[row]);
        self.done[row] = true;
    }
}

/// ρ, the last 32 bytes of an encapsulation key.
pub(super) fn rho<const K: usize>(key: &[u8]) -> &[u8; 32] {
    key[K * ENCODED_12..].first_chunk().unwrap_or(&[0; 32])
}

/// The parts of an expanded decapsulation key dkₚₖₑ ‖ ek ‖ H(ek) ‖ z.
pub(super) struct Parts<'a> {
    pub(super) s: &'a [u8],
    pub(super) key: &'a [u8],
    pub(super) hash: &'a [u8; 32],
    pub(super) z: &'a [u8; 32],
}

pub(super) fn parts<const K: usize>(expanded: &[u8]) -> Parts<'_> {
    let (s, rest) = expanded.split_at(K * ENCODED_12);
    let (key, ends) = rest.split_at(encapsulation_key_size(K));
    let (hash, z) = ends.split_at(SEED);
    Parts {
        s,
        key,
        hash: hash.first_chunk().unwrap_or(&[0; 32]),
        z: z.first_chunk().unwrap_or(&[0; 32]),
    }
}

/// FIPS 203, Algorithm 16 (ML-KEM.KeyGen_internal), from d ‖ z into the expanded key.
pub(super) fn key_gen<const K: usize>(
    backend: &'static Backend,
    seed: &[u8; 64],
    expanded: &mut [u8],
) {
    if cfg!(futae_low_stack) {
        low_stack::key_gen::<K>(backend, seed, expanded);
    } else {
        key_gen_in_lanes::<K>(backend, seed, expanded);
    }
}

/// The same with the matrix sampled and the key hashed side by side.
#[inline]
pub(super) fn key_gen_in_lanes<const K: usize>(
    backend: &'static Backend,
    seed: &[u8; 64],
    expanded: &mut [u8],
) {
    let [d, z] = [&seed[..SEED], &seed[SEED..]];
    let mut halves = Secret([[0; 32]; 2]);
    g(backend, &[d, &[K as u8]], &mut halves);
    let [rho, sigma] = &*halves;
    declassify(rho);
    let (s_bytes, rest) = expanded.split_at_mut(K * ENCODED_12);
    let (key, ends) = rest.split_at_mut(encapsulation_key_size(K));
    key[K * ENCODED_12..].copy_from_slice(rho);
    let mut rows = KeyRows::<K>::zero();
    rows.sample(backend, sigma, s_bytes);
    let mut growing = GrowingKey { backend, rows: &rows, key, done: [false; K] };
    let mut matrix = [[Poly::default(); K]; K];
    let hash = matrix_beside(backend, rho, Order::Straight, &mut matrix, &mut growing);
    ends[..SEED].copy_from_slice(&hash);
    ends[SEED..].copy_from_slice(z);
}

/// FIPS 203, Section 7.2, modulus check.
pub(super) fn check_encapsulation_key<const K: usize>(
    backend: &'static Backend,
    key: &[u8],
) -> Result<(), Error> {
    let mut t = [Poly::default(); K];
    if pke::decode_key(backend, key, &mut t) { Ok(()) } else { Err(Error::Modulus) }
}

/// FIPS 203, Section 7.3, hash check, and the modulus check of the key inside.
pub(super) fn check_decapsulation_key<const K: usize>(
    backend: &'static Backend,
    expanded: &[u8],
) -> Result<(), Error> {
    let parts = parts::<K>(expanded);
    check_encapsulation_key::<K>(backend, parts.key)?;
    if differ(&h(backend, parts.key), parts.hash) == 0 { Ok(()) } else { Err(Error::Hash) }
}

/// FIPS 203, Algorithm 17 (ML-KEM.Encaps_internal), from the bytes of the key.
pub(super) fn encapsulate<const K: usize>(
    backend: &'static Backend,
    key: &[u8],
    m: &[u8; 32],
    ciphertext: &mut [u8],
) -> SharedSecret {
    if cfg!(futae_low_stack) {
        low_stack::encapsulate::<K>(backend, key, m, ciphertext)
    } else {
        let mut prepared = PreparedPublic::<K>::zero();
        prepared.read(backend, key);
        prepared.encapsulate(backend, m, ciphertext)
    }
}

/// An encapsulation key made ready: Âᵀ, t̂ and H(ek).
pub(super) struct PreparedPublic<const K: usize> {
    public: PublicKey<K>,
    hash: [u8; 32],
}

impl<const K: usize> PreparedPublic<K> {
    pub(super) fn new(backend: &'static Backend, key: &[u8]) -> Self {
        let mut prepared = Self::zero();
        prepared.read(backend, key);
        prepared
    }

    /// Filled in place by [`Self::read`]: a matrix is too large to be moved about.
    fn zero() -> Self {
        Self { public: PublicKey::default(), hash: [0; 32] }
    }

    fn read(&mut self, backend: &'static Backend, key: &[u8]) {
        let message = Message { first: &[], second: key, suffix: SUFFIX_SHA3 };
        self.hash = expand(backend, key, message, &mut self.public);
    }

    /// FIPS 203, Algorithm 17 (ML-KEM.Encaps_internal).
    pub(super) fn encapsulate(
        &self,
        backend: &'static Backend,
        m: &[u8; 32],
        ciphertext: &mut [u8],
    ) -> SharedSecret {
        let mut halves = Secret([[0; 32]; 2]);
        g(backend, &[m, &self.hash], &mut halves);
        let [shared, randomness] = &*halves;
        pke::encrypt(backend, &self.public, m, randomness, ciphertext);
        SharedSecret::new(*shared)
    }
}

/// Âᵀ and t̂ of a key, and 32 bytes of a hash beside.
fn expand<const K: usize>(
    backend: &'static Backend,
    key: &[u8],
    mut message: Message<'_>,
    public: &mut PublicKey<K>,
) -> [u8; 32] {
    pke::decode_key(backend, key, &mut public.t);
    let rho = rho::<K>(key);
    matrix_beside(backend, rho, Order::Transposed, &mut public.matrix, &mut message)
}

/// A decapsulation key made ready: ŝ, z and the encapsulation key made ready.
pub(super) struct PreparedPrivate<const K: usize> {
    public: PreparedPublic<K>,
    s: Secret<[Poly; K]>,
    z: Secret<[u8; 32]>,
}

impl<const K: usize> PreparedPrivate<K> {
    pub(super) fn new(backend: &'static Backend, expanded: &[u8]) -> Self {
        let parts = parts::<K>(expanded);
        let mut s = Secret([Poly::default(); K]);
        pke::decode_key(backend, parts.s, &mut s);
        // Copied, since a holder that moved would leave its bytes behind.
        Self { public: PreparedPublic::new(backend, parts.key), s: Secret(*s), z: Secret(*parts.z) }
    }

    /// FIPS 203, Algorithm 18 (ML-KEM.Decaps_internal).
    pub(super) fn decapsulate(&self, backend: &'static Backend, ciphertext: &[u8]) -> SharedSecret {
        let rejected = Secret(shake256(&backend.keccak, &[&*self.z, ciphertext]));
        let public = &self.public;
        finish(backend, &public.public, &public.hash, &self.s, ciphertext, &rejected)
    }
}

/// FIPS 203, Algorithm 18 (ML-KEM.Decaps_internal), from the expanded key.
pub(super) fn decapsulate<const K: usize>(
    backend: &'static Backend,
    expanded: &[u8],
    ciphertext: &[u8],
) -> SharedSecret {
    if cfg!(futae_low_stack) {
        low_stack::decapsulate::<K>(backend, expanded, ciphertext)
    } else {
        decapsulate_in_lanes::<K>(backend, expanded, ciphertext)
    }
}

/// The same with the matrix sampled and the ciphertext hashed side by side.
#[inline]
fn decapsulate_in_lanes<const K: usize>(
    backend: &'static Backend,
    expanded: &[u8],
    ciphertext: &[u8],
) -> SharedSecret {
    let parts = parts::<K>(expanded);
    let message = Message { first: parts.z, second: ciphertext, suffix: SUFFIX_SHAKE };
    let mut public = PublicKey::default();
    let rejected = Secret(expand::<K>(backend, parts.key, message, &mut public));
    let mut s = Secret([Poly::default(); K]);
    pke::decode_key(backend, parts.s, &mut s);
    finish(backend, &public, parts.hash, &s, ciphertext, &rejected)
}

/// Lines 5 to 12: decrypt, encrypt again, and choose without a branch.
fn finish<const K: usize>(
    backend: &'static Backend,
    public: &PublicKey<K>,
    hash: &[u8; 32],
    s: &[Poly; K],
    ciphertext: &[u8],
    rejected: &[u8; 32],
) -> SharedSecret {
    let message = Secret(pke::decrypt(backend, s, ciphertext));
    let mut halves = Secret([[0; 32]; 2]);
    g(backend, &[&*message, hash], &mut halves);
    let [shared, randomness] = &*halves;
    let mut again = Secret([0; LONGEST_CIPHERTEXT]);
    let again = &mut again[..ciphertext.len()];
    pke::encrypt(backend, public, &message, randomness, again);
    let mut chosen = Secret([0; 32]);
    select(differ(ciphertext, again), rejected, shared, &mut chosen);
    SharedSecret::new(*chosen)
}

/// That of ML-KEM-1024.
pub(super) const LONGEST_CIPHERTEXT: usize = super::ciphertext_size(4);
