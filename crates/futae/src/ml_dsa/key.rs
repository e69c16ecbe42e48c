//! Key generation and the two encodings of keys.
//!
//! Owns FIPS 204, Algorithms 6 (ML-DSA.KeyGen_internal) and 22 to 25 (key encodings), and the
//! check that an imported expanded key belongs together.

use futae_kernels::{
    Backend, declassified, declassify,
    keccak::sponge::{SUFFIX_SHAKE, Shake256, shake256},
    ml_dsa::{Encoding, Poly},
};

use super::{
    lanes,
    parameters::{LONG_SEED, MAX_EXPANDED_KEY, Parameters, SEED},
};
use crate::secret::Secret;

/// The private part of an expanded key, as FIPS 204, Algorithm 25 (skDecode) gives it.
#[derive(Debug)]
pub(super) struct Expanded<const K: usize, const L: usize> {
    pub(super) rho: [u8; SEED],
    pub(super) key: Secret<[u8; SEED]>,
    pub(super) tr: [u8; LONG_SEED],
    pub(super) s1: Secret<[Poly; L]>,
    pub(super) s2: Secret<[Poly; K]>,
    pub(super) t0: Secret<[Poly; K]>,
}

/// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal). The slices have the sizes of the encodings.
pub(super) fn generate<const K: usize, const L: usize>(
    p: &Parameters,
    seed: &[u8; SEED],
    verifying_key: &mut [u8],
    expanded: &mut [u8],
) {
    let backend = Backend::get();
    let mut rho_prime = Secret([0; LONG_SEED]);
    let mut out = Expanded::<K, L>::zero();
    let mut sponge = Shake256::<1>::new(&backend.keccak);
    sponge.absorb([seed]);
    sponge.absorb([&[K as u8, L as u8]]);
    let mut output = sponge.finish(SUFFIX_SHAKE);
    output.squeeze([&mut out.rho]);
    declassify(&out.rho);
    output.squeeze([&mut *rho_prime]);
    output.squeeze([&mut *out.key]);

    let mut a = [const { [const { Poly::ZERO }; L] }; K];
    let tasks = lanes::secrets(&mut *out.s1, &mut *out.s2, &rho_prime, p.eta)
        .chain(lanes::matrix(&mut a, &out.rho));
    lanes::run(backend, tasks);
    out.round_t(backend, &a, verifying_key);
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
    given.round_t(backend, &a, verifying_key);
    let mut again = Secret([0; MAX_EXPANDED_KEY]);
    let again = &mut again[..expanded.len()];
    given.encode(backend, p, again);
    let difference = again.iter().zip(expanded).fold(0, |bits, (a, b)| bits | (a ^ b));
    declassified(difference | u8::from(out_of_range)) == 0
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
pub(super) fn split(verifying_key: &[u8]) -> ([u8; SEED], &[u8]) {
    let (head, t1) = verifying_key.split_at(SEED);
    let mut rho = [0; SEED];
    rho.copy_from_slice(head);
    (rho, t1)
}

impl<const K: usize, const L: usize> Expanded<K, L> {
    pub(super) fn zero() -> Self {
        Self {
            rho: [0; SEED],
            key: Secret([0; SEED]),
            tr: [0; LONG_SEED],
            s1: Secret([const { Poly::ZERO }; L]),
            s2: Secret([const { Poly::ZERO }; K]),
            t0: Secret([const { Poly::ZERO }; K]),
        }
    }

    /// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal), lines 5 to 9, and Algorithm 22 (pkEncode):
    /// sets t0 and tr, writes the verifying key.
    fn round_t(&mut self, backend: &'static Backend, a: &[[Poly; L]; K], verifying_key: &mut [u8]) {
        let kernels = &backend.ml_dsa;
        let mut s1_hat = Secret([const { Poly::ZERO }; L]);
        for (hat, s1) in s1_hat.iter_mut().zip(self.s1.iter()) {
            hat.0 = s1.0;
            kernels.ntt(hat);
        }
        let (head, t1_bytes) = verifying_key.split_at_mut(SEED);
        head.copy_from_slice(&self.rho);
        let t1_bytes = t1_bytes.chunks_exact_mut(Encoding::T1.bytes());
        let mut t1 = Poly::ZERO;
        for (((t, row), s2), bytes) in self.t0.iter_mut().zip(a).zip(self.s2.iter()).zip(t1_bytes) {
            kernels.inner_product(t, row, &*s1_hat);
            kernels.inverse_ntt(t);
            kernels.add_centred(t, s2, 1);
            kernels.power2round(t, &mut t1);
            kernels.pack(bytes, &t1, Encoding::T1);
        }
        declassify(verifying_key);
        self.tr = hash_of(verifying_key);
    }

    /// FIPS 204, Algorithm 24 (skEncode).
    fn encode(&self, backend: &Backend, p: &Parameters, out: &mut [u8]) {
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
    pub(super) fn decode(&mut self, backend: &Backend, p: &Parameters, bytes: &[u8]) {
        let (rho, rest) = bytes.split_at(SEED);
        let (key, rest) = rest.split_at(SEED);
        let (tr, rest) = rest.split_at(LONG_SEED);
        let (s, t0) = rest.split_at((L + K) * p.s.bytes());
        self.rho.copy_from_slice(rho);
        self.key.copy_from_slice(key);
        self.tr.copy_from_slice(tr);
        let polys = self.s1.iter_mut().chain(self.s2.iter_mut());
        for (poly, bytes) in polys.zip(s.chunks_exact(p.s.bytes())) {
            backend.ml_dsa.unpack(poly, bytes, p.s);
        }
        for (poly, bytes) in self.t0.iter_mut().zip(t0.chunks_exact(Encoding::T0.bytes())) {
            backend.ml_dsa.unpack(poly, bytes, Encoding::T0);
        }
    }
}
