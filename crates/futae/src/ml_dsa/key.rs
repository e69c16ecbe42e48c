//! Key generation and the two encodings of keys.
//!
//! Owns FIPS 204, Algorithms 6 (ML-DSA.KeyGen_internal) and 22 to 25 (key encodings), and the
//! check that an imported expanded key belongs together.

use core::iter::once;

use futae_kernels::{
    Backend, declassified, declassify,
    keccak::sponge::{SUFFIX_SHAKE, Shake256, shake256},
    ml_dsa::{Encoding, Poly},
};

use super::{
    lanes::{self, BLOCK, Task},
    low_stack,
    parameters::{LONG_SEED, MAX_EXPANDED_KEY, Parameters, SEED},
};
use crate::secret::Secret;

/// The private part of an expanded key, as FIPS 204, Algorithm 25 (skDecode) gives it.
pub(super) struct Expanded<const K: usize, const L: usize> {
    pub(super) rho: [u8; SEED],
    key: Secret<[u8; SEED]>,
    pub(super) tr: [u8; LONG_SEED],
    pub(super) s1: Secret<[Poly; L]>,
    pub(super) s2: Secret<[Poly; K]>,
    t0: Secret<[Poly; K]>,
}

/// Bytes of rho, rho' and K together.
pub(super) const SEEDS: usize = 2 * SEED + LONG_SEED;

/// What rho, rho' and K are hashed from (FIPS 204, Algorithm 6, line 1).
pub(super) fn seed_input<const K: usize, const L: usize>(seed: &[u8; SEED]) -> [u8; SEED + 2] {
    let mut input = [0; SEED + 2];
    input[..SEED].copy_from_slice(seed);
    input[SEED..].copy_from_slice(&[K as u8, L as u8]);
    input
}

/// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal). The slices have the sizes of the encodings.
pub(super) fn generate<const K: usize, const L: usize>(
    p: &Parameters,
    seed: &[u8; SEED],
    verifying_key: &mut [u8],
    expanded: &mut [u8],
) {
    if cfg!(futae_low_stack) {
        low_stack::generate::<K, L>(p, seed, verifying_key, expanded);
    } else {
        generate_in_lanes::<K, L>(p, seed, verifying_key, expanded);
    }
}

/// The same with everything sampled side by side.
#[inline]
pub(super) fn generate_in_lanes<const K: usize, const L: usize>(
    p: &Parameters,
    seed: &[u8; SEED],
    verifying_key: &mut [u8],
    expanded: &mut [u8],
) {
    let backend = Backend::get();
    let input = Secret(seed_input::<K, L>(seed));
    let digest = Secret(shake256(&backend.keccak, &[&*input]));
    let mut rho_prime = Secret([0; LONG_SEED]);
    let mut out = Expanded::<K, L>::zero();
    out.set_seeds(&digest, &mut rho_prime);
    let mut a = [const { [const { Poly::ZERO }; L] }; K];
    out.expand(backend, p, &rho_prime, &mut a, verifying_key);
    out.encode(backend, p, expanded);
}

/// The verifying key of an expanded key, when that is one which key generation could have made:
/// s1 and s2 in range, t0 and tr those that follow from rho, s1 and s2.
///
/// One answer for everything, so that it tells nothing about which part is wrong.
pub(super) fn import<const K: usize, const L: usize>(
    p: &Parameters,
    expanded: &[u8],
    verifying_key: &mut [u8],
) -> bool {
    if cfg!(futae_low_stack) {
        low_stack::import::<K, L>(p, expanded, verifying_key)
    } else {
        import_in_lanes::<K, L>(p, expanded, verifying_key)
    }
}

/// The same with the matrix sampled side by side.
#[inline]
pub(super) fn import_in_lanes<const K: usize, const L: usize>(
    p: &Parameters,
    expanded: &[u8],
    verifying_key: &mut [u8],
) -> bool {
    let backend = Backend::get();
    let mut given = Expanded::<K, L>::zero();
    given.decode(backend, p, expanded);
    let out_of_range = given
        .s1
        .iter()
        .chain(given.s2.iter())
        .fold(false, |any, poly| any | backend.ml_dsa.exceeds(poly, p.eta.value() + 1));
    let mut a = [const { [const { Poly::ZERO }; L] }; K];
    lanes::run(backend, lanes::matrix(&mut a, &given.rho));
    given.round_all(backend, &a, verifying_key);
    given.tr = hash_of(verifying_key);
    let mut again = Secret([0; MAX_EXPANDED_KEY]);
    let again = &mut again[..expanded.len()];
    given.encode(backend, p, again);
    let difference = again.iter().zip(expanded).fold(0, |bits, (a, b)| bits | (a ^ b));
    declassified(difference | u8::from(out_of_range)) == 0
}

/// Elements of the matrix that are sampled beside the hash of the verifying key: those which seven
/// lanes sample in five or ten permutations, about as many as the hash has blocks by then.
const fn beside_hash(k: usize, l: usize) -> usize {
    if k * l < 28 { 7 } else { 14 }
}

/// tr = H(pk, 64).
pub(super) fn hash_of(verifying_key: &[u8]) -> [u8; LONG_SEED] {
    shake256(&Backend::get().keccak, &[verifying_key])
}

/// tr of an encoded expanded key.
pub(super) fn expanded_hash(expanded: &[u8]) -> &[u8] {
    &expanded[2 * SEED..2 * SEED + LONG_SEED]
}

/// rho and the encoding of t1 (FIPS 204, Algorithm 23, pkDecode).
pub(super) fn split(verifying_key: &[u8]) -> (&[u8; SEED], &[u8]) {
    verifying_key.split_first_chunk().unwrap_or((&[0; SEED], &[]))
}

impl<const K: usize, const L: usize> Expanded<K, L> {
    pub(super) const fn zero() -> Self {
        Self {
            rho: [0; SEED],
            key: Secret([0; SEED]),
            tr: [0; LONG_SEED],
            s1: Secret([const { Poly::ZERO }; L]),
            s2: Secret([const { Poly::ZERO }; K]),
            t0: Secret([const { Poly::ZERO }; K]),
        }
    }

    /// rho, rho' and K from their hash.
    pub(super) fn set_seeds(&mut self, digest: &[u8; SEEDS], rho_prime: &mut [u8; LONG_SEED]) {
        let (rho, rest) = digest.split_at(SEED);
        let (long, key) = rest.split_at(LONG_SEED);
        self.rho.copy_from_slice(rho);
        declassify(&self.rho);
        rho_prime.copy_from_slice(long);
        self.key.copy_from_slice(key);
    }

    /// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal), lines 3 to 9: A, s1, s2, t and tr.
    ///
    /// The hash of the key is a long chain. Its beginning, over the rows that are there already,
    /// runs in one lane while the last elements of the matrix are sampled in the others.
    fn expand(
        &mut self,
        backend: &'static Backend,
        p: &Parameters,
        rho_prime: &[u8; LONG_SEED],
        a: &mut [[Poly; L]; K],
        verifying_key: &mut [u8],
    ) {
        let first = K * L - beside_hash(K, L);
        let (head, tail) = a.as_flattened_mut().split_at_mut(first);
        let secrets = lanes::secrets(&mut *self.s1, &mut *self.s2, rho_prime, p.eta);
        lanes::run(backend, secrets.chain(lanes::elements::<L>(head, 0, &self.rho)));
        let mut s1_hat = Secret([const { Poly::ZERO }; L]);
        self.transform_s1(backend, &mut s1_hat);
        verifying_key[..SEED].copy_from_slice(&self.rho);
        let (rows, _) = head.as_chunks::<L>();
        self.round_t(backend, &s1_hat, rows, 0, verifying_key);

        let known = SEED + rows.len() * Encoding::T1.bytes();
        let (blocks, mut state) = (&verifying_key[..known - known % BLOCK], [[0]; 25]);
        let begin = Task::Absorb { blocks, state: &mut state };
        lanes::run(backend, once(begin).chain(lanes::elements::<L>(tail, first, &self.rho)));
        let (known_rows, hashed) = (rows.len(), blocks.len());
        self.round_t(backend, &s1_hat, &a[known_rows..], known_rows, verifying_key);
        let mut sponge = Shake256::resume(&backend.keccak, &state);
        sponge.absorb([&verifying_key[hashed..]]);
        sponge.finish(SUFFIX_SHAKE).squeeze([&mut self.tr]);
    }

    /// Some rows of FIPS 204, Algorithm 6, lines 5 and 6, and of Algorithm 22 (pkEncode): sets
    /// their t0, writes their t1.
    fn round_t(
        &mut self,
        backend: &Backend,
        s1_hat: &[Poly; L],
        rows: &[[Poly; L]],
        first: usize,
        verifying_key: &mut [u8],
    ) {
        let kernels = &backend.ml_dsa;
        let bytes = verifying_key[SEED..].chunks_exact_mut(Encoding::T1.bytes());
        let places = self.t0.iter_mut().zip(self.s2.iter()).zip(bytes).skip(first);
        let mut t1 = Poly::ZERO;
        for (row, ((t, s2), bytes)) in rows.iter().zip(places) {
            kernels.inner_product(t, row, s1_hat);
            kernels.inverse_ntt(t);
            kernels.add_centred(t, s2, 1);
            kernels.power2round(t, &mut t1);
            kernels.pack(bytes, &t1, Encoding::T1);
            declassify(bytes);
        }
    }

    /// Lines 5 and 6 for all rows; writes the verifying key.
    pub(super) fn round_all(
        &mut self,
        backend: &Backend,
        a: &[[Poly; L]; K],
        verifying_key: &mut [u8],
    ) {
        let mut s1_hat = Secret([const { Poly::ZERO }; L]);
        self.transform_s1(backend, &mut s1_hat);
        verifying_key[..SEED].copy_from_slice(&self.rho);
        self.round_t(backend, &s1_hat, a, 0, verifying_key);
    }

    fn transform_s1(&self, backend: &Backend, s1_hat: &mut [Poly; L]) {
        for (hat, s1) in s1_hat.iter_mut().zip(self.s1.iter()) {
            hat.0 = s1.0;
            backend.ml_dsa.ntt(hat);
        }
    }

    /// FIPS 204, Algorithm 24 (skEncode).
    pub(super) fn encode(&self, backend: &Backend, p: &Parameters, out: &mut [u8]) {
        let (rho, rest) = out.split_at_mut(SEED);
        let (key, rest) = rest.split_at_mut(SEED);
        let (tr, rest) = rest.split_at_mut(LONG_SEED);
        let (s, t0) = rest.split_at_mut((L + K) * p.s.bytes());
        rho.copy_from_slice(&self.rho);
        key.copy_from_slice(&*self.key);
        tr.copy_from_slice(&self.tr);
        for (bytes, poly) in
            s.chunks_exact_mut(p.s.bytes()).zip(self.s1.iter().chain(self.s2.iter()))
        {
            backend.ml_dsa.pack(bytes, poly, p.s);
        }
        for (bytes, poly) in t0.chunks_exact_mut(Encoding::T0.bytes()).zip(self.t0.iter()) {
            backend.ml_dsa.pack(bytes, poly, Encoding::T0);
        }
    }

    /// FIPS 204, Algorithm 25 (skDecode).
    fn decode(&mut self, backend: &Backend, p: &Parameters, bytes: &[u8]) {
        let parts = Parts::of(p, K, L, bytes);
        self.rho.copy_from_slice(parts.rho);
        self.key.copy_from_slice(parts.key);
        self.tr.copy_from_slice(parts.tr);
        let [s1, s2] = [(&mut self.s1[..], parts.s1), (&mut self.s2[..], parts.s2)];
        for ((polys, bytes), encoding) in
            [(s1, p.s), (s2, p.s), ((&mut self.t0[..], parts.t0), Encoding::T0)]
        {
            for (poly, bytes) in polys.iter_mut().zip(bytes.chunks_exact(encoding.bytes())) {
                backend.ml_dsa.unpack(poly, bytes, encoding);
            }
        }
    }
}

/// The sections of an expanded key.
pub(super) struct Parts<'a> {
    pub(super) rho: &'a [u8],
    pub(super) key: &'a [u8],
    pub(super) tr: &'a [u8],
    pub(super) s1: &'a [u8],
    pub(super) s2: &'a [u8],
    pub(super) t0: &'a [u8],
}

impl<'a> Parts<'a> {
    /// `bytes` has the size of an expanded key of k and l.
    pub(super) fn of(p: &Parameters, k: usize, l: usize, bytes: &'a [u8]) -> Self {
        let (rho, rest) = bytes.split_at(SEED);
        let (key, rest) = rest.split_at(SEED);
        let (tr, rest) = rest.split_at(LONG_SEED);
        let (s1, rest) = rest.split_at(l * p.s.bytes());
        let (s2, t0) = rest.split_at(k * p.s.bytes());
        Self { rho, key, tr, s1, s2, t0 }
    }
}
