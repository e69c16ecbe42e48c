//! ML-KEM in little memory, for builds with `--cfg futae_low_stack`: one row of the matrix at a
//! time, one Keccak state, noise when it is needed.
//!
//! The functions stand apart (`inline(never)`) so that their frames do not add up. Prepared keys
//! and batches are as large as ever.

use core::array;

use futae_kernels::{
    Backend, declassify,
    keccak::{ROW, State, sponge::shake256},
    ml_kem::{Factor, Poly},
};

use super::{
    ENCODED_12, SEED, encapsulation_key_size, eta_1,
    kem::{LONGEST_CIPHERTEXT, g, h, parts, rho},
    pke::{self, compress_u, compress_v},
    sampling::{BLOCK, Order, entry_seed, prf_block},
};
use crate::{
    secret::Secret,
    shared_secret::{SharedSecret, differ, select},
};

/// FIPS 203, Algorithm 16 (ML-KEM.KeyGen_internal), from d ‖ z into the expanded key.
#[inline(never)]
pub(super) fn key_gen<const K: usize>(
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
    let mut s = Secret([Factor::default(); K]);
    let mut poly = Secret(Poly::default());
    let bytes = s_bytes.as_chunks_mut::<ENCODED_12>().0;
    for (nonce, (factor, bytes)) in s.iter_mut().zip(bytes).enumerate() {
        noise(backend, sigma, nonce, eta_1(K), &mut poly);
        backend.ml_kem.ntt(&mut poly);
        backend.ml_kem.prepare(&poly, factor);
        backend.ml_kem.encode_12(&poly, bytes);
    }
    let mut entries = [Poly::default(); K];
    for (i, bytes) in key.as_chunks_mut::<ENCODED_12>().0.iter_mut().enumerate() {
        row(backend, rho, Order::Straight, i, &mut entries);
        noise(backend, sigma, K + i, eta_1(K), &mut poly);
        backend.ml_kem.ntt(&mut poly);
        pke::key_row(backend, &entries, &s, &poly, bytes);
    }
    ends[..SEED].copy_from_slice(&h(backend, key));
    ends[SEED..].copy_from_slice(z);
}

/// FIPS 203, Algorithm 17 (ML-KEM.Encaps_internal).
#[inline(never)]
pub(super) fn encapsulate<const K: usize>(
    backend: &'static Backend,
    key: &[u8],
    m: &[u8; 32],
    ciphertext: &mut [u8],
) -> SharedSecret {
    let mut halves = Secret([[0; 32]; 2]);
    g(backend, &[m, &h(backend, key)], &mut halves);
    let [shared, randomness] = &*halves;
    encrypt::<K>(backend, key, m, randomness, ciphertext);
    SharedSecret::new(*shared)
}

/// FIPS 203, Algorithm 18 (ML-KEM.Decaps_internal), from the expanded key.
#[inline(never)]
pub(super) fn decapsulate<const K: usize>(
    backend: &'static Backend,
    expanded: &[u8],
    ciphertext: &[u8],
) -> SharedSecret {
    let parts = parts::<K>(expanded);
    let message = Secret(decrypt::<K>(backend, parts.s, ciphertext));
    let mut halves = Secret([[0; 32]; 2]);
    g(backend, &[&*message, parts.hash], &mut halves);
    let [shared, randomness] = &*halves;
    let rejected = Secret(shake256(&backend.keccak, &[parts.z, ciphertext]));
    let mut again = Secret([0; LONGEST_CIPHERTEXT]);
    let again = &mut again[..ciphertext.len()];
    encrypt::<K>(backend, parts.key, &message, randomness, again);
    let mut chosen = Secret([0; 32]);
    select(differ(ciphertext, again), &rejected, shared, &mut chosen);
    SharedSecret::new(*chosen)
}

/// FIPS 203, Algorithm 15 (K-PKE.Decrypt).
#[inline(never)]
fn decrypt<const K: usize>(
    backend: &'static Backend,
    s_bytes: &[u8],
    ciphertext: &[u8],
) -> [u8; 32] {
    let mut s = Secret([Poly::default(); K]);
    pke::decode_key(backend, s_bytes, &mut s);
    pke::decrypt(backend, &s, ciphertext)
}

/// FIPS 203, Algorithm 14 (K-PKE.Encrypt).
#[inline(never)]
fn encrypt<const K: usize>(
    backend: &'static Backend,
    key: &[u8],
    message: &[u8; 32],
    randomness: &[u8; 32],
    ciphertext: &mut [u8],
) {
    let mut y = Secret([Factor::default(); K]);
    let mut poly = Secret(Poly::default());
    for (nonce, factor) in y.iter_mut().enumerate() {
        noise(backend, randomness, nonce, eta_1(K), &mut poly);
        backend.ml_kem.ntt(&mut poly);
        backend.ml_kem.prepare(&poly, factor);
    }
    let mut sum = Secret(Poly::default());
    let mut entries = [Poly::default(); K];
    for i in 0..K {
        row(backend, rho::<K>(key), Order::Transposed, i, &mut entries);
        noise(backend, randomness, K + i, 2, &mut poly);
        pke::product(backend, &entries, &y, &poly, &mut sum);
        compress_u::<K>(backend, &sum, i, ciphertext);
    }
    pke::decode_key(backend, key, &mut entries);
    noise(backend, randomness, 2 * K, 2, &mut poly);
    pke::product(backend, &entries, &y, &poly, &mut sum);
    pke::add_message(backend, message, &mut sum);
    compress_v::<K>(backend, &sum, ciphertext);
}

/// One row of the matrix. FIPS 203, Algorithm 7 (SampleNTT). How long it takes depends on ρ alone.
#[inline(never)]
fn row<const K: usize>(
    backend: &'static Backend,
    rho: &[u8; 32],
    order: Order,
    row: usize,
    entries: &mut [Poly; K],
) {
    for (column, entry) in entries.iter_mut().enumerate() {
        let mut state = State::<1>(entry_seed(rho, order, row, column).map(|word| [word]));
        let mut filled = 0;
        while filled < 256 {
            backend.keccak.permute_x1(&mut state);
            let block: [u64; ROW] = array::from_fn(|i| state.0[i][0]);
            filled = backend.ml_kem.sample_ntt(&block, entry, filled);
        }
    }
}

/// FIPS 203, Algorithm 8 (SamplePolyCBD) of PRF(seed, nonce).
#[inline(never)]
fn noise(backend: &'static Backend, seed: &[u8; 32], nonce: usize, eta: usize, poly: &mut Poly) {
    let mut state = State::<1>(prf_block(seed, nonce).map(|word| [word]));
    backend.keccak.permute_x1(&mut state);
    let mut words = Secret::<[u64; ROW]>(array::from_fn(|i| state.0[i][0]));
    if eta == 2 {
        backend.ml_kem.sample_cbd_2(&words, poly);
        return;
    }
    backend.keccak.permute_x1(&mut state);
    for (word, [next]) in words[BLOCK..].iter_mut().zip(state.0) {
        *word = next;
    }
    backend.ml_kem.sample_cbd_3(&words, poly);
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;
    use crate::ml_kem::{ciphertext_size, decapsulation_key_size, kem};

    fn check<const K: usize>() {
        for backend in Backend::available() {
            for i in 0..50_u8 {
                let mut keys = [0, 1].map(|_| vec![0; decapsulation_key_size(K)]);
                let mut ciphertexts = [0, 1].map(|_| vec![0; ciphertext_size(K)]);
                key_gen::<K>(backend, &[i; 64], &mut keys[0]);
                kem::key_gen_in_lanes::<K>(backend, &[i; 64], &mut keys[1]);
                assert_eq!(keys[0], keys[1]);
                let key = parts::<K>(&keys[0]).key;
                let ours = encapsulate::<K>(backend, key, &[i; 32], &mut ciphertexts[0]);
                let prepared = kem::PreparedPublic::<K>::new(backend, key);
                let theirs = prepared.encapsulate(backend, &[i; 32], &mut ciphertexts[1]);
                assert_eq!(ciphertexts[0], ciphertexts[1]);
                assert_eq!(ours.as_bytes(), theirs.as_bytes());
                ciphertexts[0][usize::from(i)] ^= i % 2;
                let ours = decapsulate::<K>(backend, &keys[0], &ciphertexts[0]);
                let theirs = kem::PreparedPrivate::<K>::new(backend, &keys[0]);
                let theirs = theirs.decapsulate(backend, &ciphertexts[0]);
                assert_eq!(ours.as_bytes(), theirs.as_bytes());
            }
        }
    }

    #[test]
    fn little_memory_gives_the_same() {
        check::<2>();
        check::<3>();
        check::<4>();
    }
}
