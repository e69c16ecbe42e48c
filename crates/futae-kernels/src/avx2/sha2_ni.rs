//! SHA-256 of one state with the SHA extensions. Lanes stay in ymm registers: eight of them hash
//! faster there than one after another here.

use core::{arch::x86_64::*, array};

use super::sha2;
use crate::sha2::{K_256, Kernels};

pub(super) const KERNELS: Kernels = Kernels {
    compress_256,
    compress_512: sha2::compress_512,
    compress_256_x16: sha2::compress_256_x16,
    compress_512_x8: sha2::compress_512_x8,
    chain_16_x16: sha2::chain::<4>,
    chain_24_x16: sha2::chain::<6>,
    chain_32_x16: sha2::chain::<8>,
};

#[target_feature(enable = "avx2,sha")]
pub(crate) fn compress_256(state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    let mut s = pack(state);
    for block in blocks {
        s = compress(s, block);
    }
    *state = unpack(s);
}

/// The compression function. FIPS 180-4, Section 6.2.2.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn compress(before: [__m128i; 2], block: &[u8; 64]) -> [__m128i; 2] {
    let mut s = before;
    let mut w = big_endian_words(block);
    for (group, k) in K_256.as_chunks::<4>().0.iter().enumerate() {
        if group >= 4 {
            w = next_words(w);
        }
        let current = if group >= 4 { w[3] } else { w[group] };
        four_rounds(&mut s, _mm_add_epi32(current, from_words(k)));
    }
    [_mm_add_epi32(s[0], before[0]), _mm_add_epi32(s[1], before[1])]
}

/// Drops the oldest four of sixteen schedule words and appends the next four.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn next_words([w0, w1, w2, w3]: [__m128i; 4]) -> [__m128i; 4] {
    let sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8::<4>(w3, w2));
    [w1, w2, w3, _mm_sha256msg2_epu32(sum, w3)]
}

/// Four rounds on `[abef, cdgh]`.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn four_rounds(s: &mut [__m128i; 2], kw: __m128i) {
    let [abef, cdgh] = *s;
    let cdgh = _mm_sha256rnds2_epu32(cdgh, abef, kw);
    let abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32::<0b00_00_11_10>(kw));
    *s = [abef, cdgh];
}

/// From a to h in order to `[abef, cdgh]`, the highest word first.
#[inline]
#[target_feature(enable = "avx2")]
fn pack(&[a, b, c, d, e, f, g, h]: &[u32; 8]) -> [__m128i; 2] {
    [from_words(&[f, e, b, a]), from_words(&[h, g, d, c])]
}

#[inline]
#[target_feature(enable = "avx2")]
fn unpack([abef, cdgh]: [__m128i; 2]) -> [u32; 8] {
    let ([f, e, b, a], [h, g, d, c]) = (to_words(abef), to_words(cdgh));
    [a, b, c, d, e, f, g, h]
}

#[inline]
#[target_feature(enable = "avx2")]
fn from_words(words: &[u32; 4]) -> __m128i {
    let [a, b, c, d] = words.map(u32::cast_signed);
    _mm_set_epi32(d, c, b, a)
}

#[inline]
#[target_feature(enable = "avx2")]
fn to_words(x: __m128i) -> [u32; 4] {
    [
        _mm_extract_epi32::<0>(x).cast_unsigned(),
        _mm_extract_epi32::<1>(x).cast_unsigned(),
        _mm_extract_epi32::<2>(x).cast_unsigned(),
        _mm_extract_epi32::<3>(x).cast_unsigned(),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn big_endian_words(block: &[u8; 64]) -> [__m128i; 4] {
    let words = block.as_chunks::<4>().0;
    array::from_fn(|i| from_words(&array::from_fn(|j| u32::from_be_bytes(words[4 * i + j]))))
}
