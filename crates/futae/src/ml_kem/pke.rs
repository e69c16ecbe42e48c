//! K-PKE, the encryption scheme inside ML-KEM. FIPS 203, Section 5.

use futae_kernels::{
    Backend,
    ml_kem::{Factor, Poly},
};

use super::{
    ENCODED_12, compressed_u,
    sampling::{Matrix, noise},
};
use crate::secret::Secret;

/// What encryption needs of an encapsulation key: Âᵀ and t̂.
pub(super) struct PublicKey<const K: usize> {
    pub(super) matrix: Matrix<K>,
    pub(super) t: [Poly; K],
}

impl<const K: usize> Default for PublicKey<K> {
    #[inline]
    fn default() -> Self {
        Self { matrix: [[Poly::default(); K]; K], t: [Poly::default(); K] }
    }
}

/// ByteDecode₁₂ of the `K` polynomials with which a key begins; false when a coefficient is not
/// below q.
pub(super) fn decode_key<const K: usize>(
    backend: &'static Backend,
    key: &[u8],
    polys: &mut [Poly; K],
) -> bool {
    let encoded = key.as_chunks::<ENCODED_12>().0;
    polys
        .iter_mut()
        .zip(encoded)
        .fold(true, |canonical, (poly, bytes)| backend.ml_kem.decode_12(bytes, poly) & canonical)
}

/// NTT of a vector, made ready to be multiplied.
pub(super) fn prepare(backend: &'static Backend, polys: &mut [Poly], factors: &mut [Factor]) {
    for (poly, factor) in polys.iter_mut().zip(factors) {
        backend.ml_kem.ntt(poly);
        backend.ml_kem.prepare(poly, factor);
    }
}

/// The secret half of key generation. FIPS 203, Algorithm 13 (K-PKE.KeyGen), lines 8 to 19 but for
/// the product with Â, which [`KeyRows::row`] computes row by row.
pub(super) struct KeyRows<const K: usize> {
    s: Secret<[Factor; K]>,
    /// s, of which the factors are made, and ê.
    polys: Secret<[[Poly; K]; 2]>,
}

impl<const K: usize> KeyRows<K> {
    /// Filled in place by [`Self::sample`].
    pub(super) fn zero() -> Self {
        Self { s: Secret([Factor::default(); K]), polys: Secret([[Poly::default(); K]; 2]) }
    }

    /// Samples s and e; writes ByteEncode₁₂(ŝ).
    pub(super) fn sample(
        &mut self,
        backend: &'static Backend,
        sigma: &[u8; 32],
        s_bytes: &mut [u8],
    ) {
        noise::<K>(backend, sigma, 2 * K, self.polys.as_flattened_mut());
        let [s, e] = &mut *self.polys;
        prepare(backend, s, &mut *self.s);
        for (poly, bytes) in s.iter().zip(s_bytes.as_chunks_mut::<ENCODED_12>().0) {
            backend.ml_kem.encode_12(poly, bytes);
        }
        e.iter_mut().for_each(|poly| backend.ml_kem.ntt(poly));
    }

    /// One row of t̂ = Â ∘ ŝ + ê, encoded.
    pub(super) fn row(
        &self,
        backend: &'static Backend,
        row: usize,
        entries: &[Poly; K],
        bytes: &mut [u8; ENCODED_12],
    ) {
        key_row(backend, entries, &self.s, &self.polys[1][row], bytes);
    }
}

/// ByteEncode₁₂ of one row of Â ∘ ŝ + ê.
pub(super) fn key_row<const K: usize>(
    backend: &'static Backend,
    entries: &[Poly; K],
    s: &[Factor; K],
    e: &Poly,
    bytes: &mut [u8; ENCODED_12],
) {
    let mut t = Secret(Poly::default());
    backend.ml_kem.inner_product(entries, s, &mut t);
    backend.ml_kem.scale_and_add(&mut t, e);
    backend.ml_kem.encode_12(&t, bytes);
}

/// FIPS 203, Algorithm 14 (K-PKE.Encrypt), with Âᵀ and t̂ at hand.
pub(super) fn encrypt<const K: usize>(
    backend: &'static Backend,
    key: &PublicKey<K>,
    message: &[u8; 32],
    randomness: &[u8; 32],
    ciphertext: &mut [u8],
) {
    // 2K + 1 for K = 4; fewer are used otherwise.
    let mut polys = Secret([Poly::default(); 9]);
    noise::<K>(backend, randomness, K, &mut polys[..2 * K + 1]);
    let mut y = Secret([Factor::default(); K]);
    prepare(backend, &mut polys[..K], &mut *y);
    let mut sum = Secret(Poly::default());
    for (i, row) in key.matrix.iter().enumerate() {
        product(backend, row, &y, &polys[K + i], &mut sum);
        compress_u::<K>(backend, &sum, i, ciphertext);
    }
    product(backend, &key.t, &y, &polys[2 * K], &mut sum);
    add_message(backend, message, &mut sum);
    compress_v::<K>(backend, &sum, ciphertext);
}

/// NTT⁻¹ of the product of a row with y, plus noise, into `sum`.
pub(super) fn product<const K: usize>(
    backend: &'static Backend,
    row: &[Poly; K],
    y: &[Factor; K],
    noise: &Poly,
    sum: &mut Poly,
) {
    backend.ml_kem.inner_product(row, y, sum);
    backend.ml_kem.inverse_ntt(sum);
    backend.ml_kem.add(sum, noise);
}

/// Adds μ = Decompress₁(ByteDecode₁(m)).
pub(super) fn add_message(backend: &'static Backend, message: &[u8; 32], v: &mut Poly) {
    let mut mu = Secret(Poly::default());
    backend.ml_kem.decompress_1(message, &mut mu);
    backend.ml_kem.add(v, &mu);
}

/// FIPS 203, Algorithm 15 (K-PKE.Decrypt), with ŝ decoded.
pub(super) fn decrypt<const K: usize>(
    backend: &'static Backend,
    s: &[Poly; K],
    ciphertext: &[u8],
) -> [u8; 32] {
    let kernels = &backend.ml_kem;
    let mut u = [Poly::default(); K];
    for (i, poly) in u.iter_mut().enumerate() {
        decompress_u::<K>(backend, ciphertext, i, poly);
    }
    let mut factors = [Factor::default(); K];
    prepare(backend, &mut u, &mut factors);
    let mut w = Secret(Poly::default());
    kernels.inner_product(s, &factors, &mut w);
    kernels.inverse_ntt(&mut w);
    let mut v = Poly::default();
    decompress_v::<K>(backend, ciphertext, &mut v);
    kernels.subtract_from(&mut w, &v);
    let mut message = [0; 32];
    kernels.compress_1(&w, &mut message);
    message
}

/// ByteEncode_dᵤ(Compress_dᵤ(u\[i\])) into its place in the ciphertext.
pub(super) fn compress_u<const K: usize>(
    backend: &'static Backend,
    u: &Poly,
    i: usize,
    ciphertext: &mut [u8],
) {
    let bytes = &mut ciphertext[i * compressed_u(K)..];
    if K == 4 {
        bytes.first_chunk_mut().into_iter().for_each(|b| backend.ml_kem.compress_11(u, b));
    } else {
        bytes.first_chunk_mut().into_iter().for_each(|b| backend.ml_kem.compress_10(u, b));
    }
}

/// ByteEncode_dᵥ(Compress_dᵥ(v)) into its place in the ciphertext.
pub(super) fn compress_v<const K: usize>(
    backend: &'static Backend,
    v: &Poly,
    ciphertext: &mut [u8],
) {
    let bytes = &mut ciphertext[K * compressed_u(K)..];
    if K == 4 {
        bytes.first_chunk_mut().into_iter().for_each(|b| backend.ml_kem.compress_5(v, b));
    } else {
        bytes.first_chunk_mut().into_iter().for_each(|b| backend.ml_kem.compress_4(v, b));
    }
}

/// Decompress_dᵤ(ByteDecode_dᵤ(c₁))\[i\].
fn decompress_u<const K: usize>(
    backend: &'static Backend,
    ciphertext: &[u8],
    i: usize,
    u: &mut Poly,
) {
    let bytes = &ciphertext[i * compressed_u(K)..];
    if K == 4 {
        bytes.first_chunk().into_iter().for_each(|b| backend.ml_kem.decompress_11(b, u));
    } else {
        bytes.first_chunk().into_iter().for_each(|b| backend.ml_kem.decompress_10(b, u));
    }
}

/// Decompress_dᵥ(ByteDecode_dᵥ(c₂)).
fn decompress_v<const K: usize>(backend: &'static Backend, ciphertext: &[u8], v: &mut Poly) {
    let bytes = &ciphertext[K * compressed_u(K)..];
    if K == 4 {
        bytes.first_chunk().into_iter().for_each(|b| backend.ml_kem.decompress_5(b, v));
    } else {
        bytes.first_chunk().into_iter().for_each(|b| backend.ml_kem.decompress_4(b, v));
    }
}
