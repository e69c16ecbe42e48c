//! ML-KEM on eight independent keys at once: every Keccak state of the eight has a lane of its
//! own, so that no lane waits and none is idle.
//!
//! Owns the eight-lane form of FIPS 203, Algorithms 16 to 18; the polynomials of each key are
//! computed by the same kernels as in `pke`.

use core::array;

use futae_kernels::{
    Backend, declassify,
    keccak::{
        Rows,
        sponge::{
            Output, RATE_SHA3_512, RATE_SHAKE256, SUFFIX_SHA3, SUFFIX_SHAKE, Shake128, Shake256,
            Sponge,
        },
    },
    ml_kem::{Factor, Poly},
};

use super::{
    ENCODED_12, SEED, encapsulation_key_size, eta_1,
    kem::{LONGEST_CIPHERTEXT, parts, rho},
    pke::{self, compress_u, compress_v},
    sampling::{BLOCK, Order},
};
use crate::{
    secret::Secret,
    shared_secret::{differ, select},
};

/// Operations that run side by side.
pub(super) const LANES: usize = 8;

/// One value for each of the eight.
pub(super) type Each<T> = [T; LANES];

/// G of eight messages of one length. FIPS 203, Section 4.1.
fn g(backend: &'static Backend, first: Each<&[u8]>, second: Each<&[u8]>) -> Secret<Each<[u8; 64]>> {
    let mut sponge = Sponge::<LANES, RATE_SHA3_512>::new(&backend.keccak);
    sponge.absorb(first);
    sponge.absorb(second);
    squeeze(sponge.finish(SUFFIX_SHA3))
}

/// The first `N` bytes of each.
fn squeeze<const RATE: usize, const N: usize>(
    mut output: Output<LANES, RATE>,
) -> Secret<Each<[u8; N]>> {
    let mut bytes = Secret([[0; N]; LANES]);
    output.squeeze(bytes.each_mut().map(|bytes| &mut bytes[..]));
    bytes
}

/// H of eight encapsulation keys. FIPS 203, Section 4.1.
fn h(backend: &'static Backend, keys: Each<&[u8]>) -> Each<[u8; 32]> {
    let mut sponge = Sponge::<LANES, RATE_SHAKE256>::new(&backend.keccak);
    sponge.absorb(keys);
    *squeeze(sponge.finish(SUFFIX_SHA3))
}

fn half(digests: &Each<[u8; 64]>, which: usize) -> Secret<Each<[u8; 32]>> {
    Secret(digests.map(|digest| digest.as_chunks().0[which]))
}

/// One entry of each of eight matrices, into column `column` of a row of each. The number of
/// blocks depends on the seeds ρ alone, which are public.
fn entries<const K: usize>(
    backend: &'static Backend,
    rhos: Each<&[u8; 32]>,
    order: Order,
    row: usize,
    column: usize,
    matrix_rows: &mut Each<[Poly; K]>,
) {
    let mut sponge = Shake128::<LANES>::new(&backend.keccak);
    sponge.absorb(rhos.map(|rho| &rho[..]));
    sponge.absorb_same(&order.indices(row, column));
    let mut output = sponge.finish(SUFFIX_SHAKE);
    let mut filled = [0; LANES];
    let mut rows = Rows::default();
    while filled.iter().any(|filled| *filled < 256) {
        output.squeeze_rows(&mut rows);
        for ((filled, block), entries) in filled.iter_mut().zip(&rows.0).zip(&mut *matrix_rows) {
            *filled = backend.ml_kem.sample_ntt(block, &mut entries[column], *filled);
        }
    }
}

/// SamplePolyCBD of PRF(seed, nonce) for eight seeds, into polynomial `index` of each.
fn noise<const N: usize>(
    backend: &'static Backend,
    seeds: &Each<[u8; 32]>,
    nonce: usize,
    eta: usize,
    polys: &mut Each<[Poly; N]>,
) {
    let mut sponge = Shake256::<LANES>::new(&backend.keccak);
    sponge.absorb(seeds.each_ref().map(|seed| &seed[..]));
    sponge.absorb_same(&[nonce as u8]);
    let mut output = sponge.finish(SUFFIX_SHAKE);
    let mut rows = Rows::default();
    output.squeeze_rows(&mut rows);
    if eta == 2 {
        for (row, polys) in rows.0.iter().zip(polys) {
            backend.ml_kem.sample_cbd_2(row, &mut polys[nonce]);
        }
        return;
    }
    let mut second = Rows::default();
    output.squeeze_rows(&mut second);
    for ((row, second), polys) in rows.0.iter_mut().zip(&second.0).zip(polys) {
        let rest = row.len() - BLOCK;
        row[BLOCK..].copy_from_slice(&second[..rest]);
        backend.ml_kem.sample_cbd_3(row, &mut polys[nonce]);
    }
}

/// FIPS 203, Algorithm 16 (ML-KEM.KeyGen_internal), eight times.
pub(super) fn key_gen<const K: usize>(
    backend: &'static Backend,
    seeds: Each<&[u8; 64]>,
    mut expanded: Each<&mut [u8]>,
) {
    let digests = g(backend, seeds.map(|seed| &seed[..SEED]), [&[K as u8]; LANES]);
    let (rhos, sigmas) = (half(&digests, 0), half(&digests, 1));
    for ((expanded, seed), rho) in expanded.iter_mut().zip(seeds).zip(&*rhos) {
        declassify(rho);
        let key_end = K * ENCODED_12 + encapsulation_key_size(K);
        expanded[key_end - SEED..key_end].copy_from_slice(rho);
        expanded[key_end + SEED..].copy_from_slice(&seed[SEED..]);
    }
    // s and e; three times as many at most as there are rows, so eight serve all K.
    let mut polys = Secret([[Poly::default(); 8]; LANES]);
    (0..2 * K).for_each(|nonce| noise(backend, &sigmas, nonce, eta_1(K), &mut polys));
    let mut s = Secret([[Factor::default(); K]; LANES]);
    for ((polys, s), expanded) in polys.iter_mut().zip(s.iter_mut()).zip(&mut expanded) {
        polys[..2 * K].iter_mut().for_each(|poly| backend.ml_kem.ntt(poly));
        let encoded = expanded.as_chunks_mut::<ENCODED_12>().0;
        for ((poly, factor), bytes) in polys.iter().zip(s).zip(encoded) {
            backend.ml_kem.prepare(poly, factor);
            backend.ml_kem.encode_12(poly, bytes);
        }
    }
    let mut rows = [[Poly::default(); K]; LANES];
    for row in 0..K {
        for column in 0..K {
            entries(backend, rhos.each_ref(), Order::Straight, row, column, &mut rows);
        }
        for (lane, expanded) in expanded.iter_mut().enumerate() {
            let bytes = &mut expanded.as_chunks_mut::<ENCODED_12>().0[K + row];
            pke::key_row(backend, &rows[lane], &s[lane], &polys[lane][K + row], bytes);
        }
    }
    let hashes = h(backend, expanded.each_ref().map(|expanded| parts::<K>(expanded).key));
    for (expanded, hash) in expanded.iter_mut().zip(hashes) {
        let hash_start = K * ENCODED_12 + encapsulation_key_size(K);
        expanded[hash_start..hash_start + SEED].copy_from_slice(&hash);
    }
}

/// FIPS 203, Algorithm 14 (K-PKE.Encrypt), eight times.
fn encrypt<const K: usize>(
    backend: &'static Backend,
    keys: Each<&[u8]>,
    messages: Each<&[u8; 32]>,
    randomness: &Each<[u8; 32]>,
    mut ciphertexts: Each<&mut [u8]>,
) {
    let mut polys = Secret([[Poly::default(); 9]; LANES]);
    for nonce in 0..2 * K + 1 {
        let eta = if nonce < K { eta_1(K) } else { 2 };
        noise(backend, randomness, nonce, eta, &mut polys);
    }
    let mut y = Secret([[Factor::default(); K]; LANES]);
    for (polys, y) in polys.iter_mut().zip(y.iter_mut()) {
        pke::prepare(backend, &mut polys[..K], y);
    }
    let mut sum = Secret(Poly::default());
    let rhos = keys.map(rho::<K>);
    let mut rows = [[Poly::default(); K]; LANES];
    for row in 0..K {
        for column in 0..K {
            entries(backend, rhos, Order::Transposed, row, column, &mut rows);
        }
        for (lane, ciphertext) in ciphertexts.iter_mut().enumerate() {
            pke::product(backend, &rows[lane], &y[lane], &polys[lane][K + row], &mut sum);
            compress_u::<K>(backend, &sum, row, ciphertext);
        }
    }
    for (lane, ciphertext) in ciphertexts.iter_mut().enumerate() {
        pke::decode_key(backend, keys[lane], &mut rows[lane]);
        pke::product(backend, &rows[lane], &y[lane], &polys[lane][2 * K], &mut sum);
        pke::add_message(backend, messages[lane], &mut sum);
        compress_v::<K>(backend, &sum, ciphertext);
    }
}

/// FIPS 203, Algorithm 17 (ML-KEM.Encaps_internal), eight times.
pub(super) fn encapsulate<const K: usize>(
    backend: &'static Backend,
    keys: Each<&[u8]>,
    messages: Each<&[u8; 32]>,
    ciphertexts: Each<&mut [u8]>,
    mut shared: Each<&mut [u8; 32]>,
) {
    let hashes = h(backend, keys);
    let hashes = hashes.each_ref().map(|hash| &hash[..]);
    let digests = g(backend, messages.map(|message| &message[..]), hashes);
    for (shared, secret) in shared.iter_mut().zip(half(&digests, 0).iter()) {
        **shared = *secret;
    }
    encrypt::<K>(backend, keys, messages, &half(&digests, 1), ciphertexts);
}

/// FIPS 203, Algorithm 18 (ML-KEM.Decaps_internal), eight times.
pub(super) fn decapsulate<const K: usize>(
    backend: &'static Backend,
    expanded: Each<&[u8]>,
    ciphertexts: Each<&[u8]>,
    shared: Each<&mut [u8; 32]>,
) {
    let keys = expanded.map(|expanded| parts::<K>(expanded));
    let messages = Secret(array::from_fn::<_, LANES, _>(|lane| {
        let mut s = Secret([Poly::default(); K]);
        pke::decode_key(backend, keys[lane].s, &mut s);
        pke::decrypt(backend, &s, ciphertexts[lane])
    }));
    let hashes = keys.each_ref().map(|key| &key.hash[..]);
    let digests = g(backend, messages.each_ref().map(|message| &message[..]), hashes);
    let mut sponge = Shake256::<LANES>::new(&backend.keccak);
    sponge.absorb(keys.each_ref().map(|key| &key.z[..]));
    sponge.absorb(ciphertexts);
    let rejected = squeeze::<RATE_SHAKE256, 32>(sponge.finish(SUFFIX_SHAKE));
    let mut again = Secret([[0; LONGEST_CIPHERTEXT]; LANES]);
    let length = ciphertexts[0].len();
    encrypt::<K>(
        backend,
        keys.each_ref().map(|key| key.key),
        messages.each_ref(),
        &half(&digests, 1),
        again.each_mut().map(|again| &mut again[..length]),
    );
    let accepted = half(&digests, 0);
    for (lane, shared) in shared.into_iter().enumerate() {
        let mask = differ(ciphertexts[lane], &again[lane][..length]);
        select(mask, &rejected[lane], &accepted[lane], shared);
    }
}
