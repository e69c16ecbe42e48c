//! Compression and the byte encodings in ymm registers.

use core::arch::x86_64::*;

use super::{
    super::{load, load_half, store, store_half},
    barrett_reduce,
};
use crate::{
    ml_kem::{BARRETT, Poly, Q},
    wipe,
};

/// Compress_d as in `portable::ml_kem::compress_coefficient`.
#[target_feature(enable = "avx2")]
pub(super) fn compress<const D: usize, const BYTES: usize>(f: &Poly, bytes: &mut [u8; BYTES]) {
    pack::<D, BYTES>(f, bytes, |c| {
        let x = barrett_reduce(c);
        let scaled = _mm256_mulhi_epi16(_mm256_slli_epi16::<4>(x), _mm256_set1_epi16(BARRETT));
        let estimate = _mm256_sra_epi16(scaled, _mm_cvtsi32_si128(14 - D as i32));
        let exact = _mm256_sll_epi16(x, _mm_cvtsi32_si128(D as i32));
        let remainder = _mm256_sub_epi16(exact, _mm256_mullo_epi16(estimate, _mm256_set1_epi16(Q)));
        let above = _mm256_cmpgt_epi16(remainder, _mm256_set1_epi16(Q / 2));
        _mm256_and_si256(_mm256_sub_epi16(estimate, above), _mm256_set1_epi16((1 << D) - 1))
    });
}

#[target_feature(enable = "avx2")]
pub(super) fn encode_12(f: &Poly, bytes: &mut [u8; 384]) {
    pack::<12, 384>(f, bytes, |c| {
        let centred = barrett_reduce(c);
        let q = _mm256_and_si256(_mm256_srai_epi16::<15>(centred), _mm256_set1_epi16(Q));
        _mm256_add_epi16(centred, q)
    });
}

/// Decompress_d: (q·y + 2^(d-1)) >> d, which is `vpmulhrsw` of y·2^(15-d).
#[target_feature(enable = "avx2")]
pub(super) fn decompress<const D: usize, const BYTES: usize>(bytes: &[u8; BYTES], f: &mut Poly) {
    unpack::<D, BYTES>(bytes, f, |y| {
        let scaled = _mm256_sll_epi16(y, _mm_cvtsi32_si128(15 - D as i32));
        _mm256_mulhrs_epi16(scaled, _mm256_set1_epi16(Q))
    });
}

#[target_feature(enable = "avx2")]
pub(super) fn decode_12(bytes: &[u8; 384], f: &mut Poly) -> bool {
    let mut largest = _mm256_setzero_si256();
    unpack::<12, 384>(bytes, f, |c| {
        largest = _mm256_max_epi16(largest, c);
        c
    });
    let above = _mm256_cmpgt_epi16(largest, _mm256_set1_epi16(Q - 1));
    _mm256_movemask_epi8(above) == 0
}

/// Compress₁: 1 where |centred| > q/4.
#[target_feature(enable = "avx2")]
pub(super) fn compress_1(f: &Poly, bytes: &mut [u8; 32]) {
    let far = |c: &[i16; 16]| {
        let distance = _mm256_abs_epi16(barrett_reduce(load(c)));
        _mm256_cmpgt_epi16(distance, _mm256_set1_epi16(Q / 4))
    };
    for (chunk, out) in f.0.as_chunks::<32>().0.iter().zip(bytes.as_chunks_mut::<4>().0) {
        let halves = chunk.as_chunks().0;
        let mixed = _mm256_packs_epi16(far(&halves[0]), far(&halves[1]));
        let ordered = _mm256_permute4x64_epi64::<0b11_01_10_00>(mixed);
        *out = _mm256_movemask_epi8(ordered).to_le_bytes();
    }
}

/// Bit `i` of a word in lane `i`.
const BITS: [i16; 16] = {
    let mut bits = [0; 16];
    let mut i = 0;
    while i < 16 {
        bits[i] = (1_u16 << i).cast_signed();
        i += 1;
    }
    bits
};

#[target_feature(enable = "avx2")]
pub(super) fn decompress_1(bytes: &[u8; 32], f: &mut Poly) {
    let bits = load(&BITS);
    for (chunk, word) in f.0.as_chunks_mut::<16>().0.iter_mut().zip(bytes.as_chunks::<2>().0) {
        let word = _mm256_set1_epi16(i16::from_le_bytes(*word));
        let set = _mm256_cmpeq_epi16(_mm256_and_si256(word, bits), bits);
        store(chunk, _mm256_and_si256(set, _mm256_set1_epi16((Q + 1) / 2)));
    }
}

/// The `D` bytes of eight packed coefficients within the half register that `pack_register` makes:
/// for even `D` half of them in each 64 bits.
const fn packed_bytes<const D: usize>() -> [u8; 32] {
    let (used, unit) = if D.is_multiple_of(2) { (D / 2, 8) } else { (D, 16) };
    let mut index = [0x80; 32];
    let mut i = 0;
    while i < D {
        index[i] = (i / used * unit + i % used) as u8;
        index[16 + i] = index[i];
        i += 1;
    }
    index
}

/// FIPS 203, Algorithm 5 (ByteEncode) of what `coefficient` makes of each register. Every half
/// register gives `D` bytes; the 16 bytes stored overlap those of the next, hence the margin.
#[inline]
#[target_feature(enable = "avx2")]
fn pack<const D: usize, const BYTES: usize>(
    f: &Poly,
    bytes: &mut [u8; BYTES],
    coefficient: impl Fn(__m256i) -> __m256i,
) {
    const { assert!(BYTES == 32 * D && BYTES <= 384) }
    let order = load(&packed_bytes::<D>());
    let mut wide = [0_u8; 384 + 16];
    for (i, chunk) in f.0.as_chunks::<16>().0.iter().enumerate() {
        let packed = pack_register::<D>(coefficient(load(chunk)));
        let packed = _mm256_shuffle_epi8(packed, order);
        let halves = [_mm256_castsi256_si128(packed), _mm256_extracti128_si256::<1>(packed)];
        for (half, value) in halves.into_iter().enumerate() {
            if let Some(out) = wide[D * (2 * i + half)..].first_chunk_mut::<16>() {
                store_half(out, value);
            }
        }
    }
    bytes.copy_from_slice(&wide[..BYTES]);
    wipe(&mut wide);
}

/// Joins words to doubles, doubles to 64 bits and, when those are no whole bytes, 64 to 128 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn pack_register<const D: usize>(words: __m256i) -> __m256i {
    let (d, one) = (D as i32, 1);
    let doubles = _mm256_madd_epi16(words, _mm256_set1_epi32(one | 1 << (16 + d)));
    let gap = 32 - 2 * d;
    let upwards = _mm256_sllv_epi32(doubles, _mm256_set1_epi64x(i64::from(gap)));
    let quads = _mm256_srl_epi64(upwards, _mm_cvtsi32_si128(gap));
    if D.is_multiple_of(2) {
        return quads;
    }
    let (four_d, rest) = (4 * D as i64, 64 - 4 * D as i64);
    let shifted = _mm256_sllv_epi64(quads, _mm256_set_epi64x(four_d, 0, four_d, 0));
    let moved = _mm256_bsrli_epi128::<8>(shifted);
    let kept = _mm256_blend_epi32::<0b1100_1100>(shifted, _mm256_setzero_si256());
    let high = _mm256_srlv_epi64(quads, _mm256_set_epi64x(rest, 64, rest, 64));
    _mm256_or_si256(_mm256_or_si256(kept, moved), high)
}

/// For each of eight coefficients the four bytes from that one on in which it begins.
const fn unpacked_bytes<const D: usize>() -> [u8; 32] {
    let mut index = [0; 32];
    let mut i = 0;
    while i < 32 {
        index[i] = (i / 4 * D / 8 + i % 4) as u8;
        i += 1;
    }
    index
}

/// Where in its four bytes each coefficient begins.
const fn unpacked_shifts<const D: usize>() -> [u32; 8] {
    let mut shifts = [0; 8];
    let mut i = 0;
    while i < 8 {
        shifts[i] = (i * D % 8) as u32;
        i += 1;
    }
    shifts
}

/// FIPS 203, Algorithm 6 (ByteDecode), each register passed through `coefficient`. The last groups
/// are read from the end backwards, so that no byte beyond is touched.
#[inline]
#[target_feature(enable = "avx2")]
fn unpack<const D: usize, const BYTES: usize>(
    bytes: &[u8; BYTES],
    f: &mut Poly,
    mut coefficient: impl FnMut(__m256i) -> __m256i,
) {
    const { assert!(BYTES == 32 * D && BYTES >= 16) }
    let order = load(&unpacked_bytes::<D>());
    let shifts = load(&unpacked_shifts::<D>());
    let eight = |group: usize| {
        let start = (D * group).min(BYTES - 16);
        let skipped = _mm256_set1_epi8((D * group - start) as i8);
        let source =
            bytes[start..].first_chunk::<16>().map_or(_mm_setzero_si128(), |b| load_half(b));
        let source = _mm256_broadcastsi128_si256(source);
        let doubles = _mm256_shuffle_epi8(source, _mm256_add_epi8(order, skipped));
        let values = _mm256_srlv_epi32(doubles, shifts);
        _mm256_and_si256(values, _mm256_set1_epi32((1 << D) - 1))
    };
    for (i, chunk) in f.0.as_chunks_mut::<16>().0.iter_mut().enumerate() {
        let mixed = _mm256_packus_epi32(eight(2 * i), eight(2 * i + 1));
        let words = _mm256_permute4x64_epi64::<0b11_01_10_00>(mixed);
        store(chunk, coefficient(words));
    }
}
