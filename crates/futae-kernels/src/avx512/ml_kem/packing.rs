//! Compression and the byte encodings in zmm registers.

use core::arch::x86_64::*;

use super::{
    super::{load, store},
    barrett_reduce,
};
use crate::{
    ml_kem::{BARRETT, Poly, Q},
    wipe,
};

/// Compress_d as in `portable::ml_kem::compress_coefficient`.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn compress<const D: usize, const BYTES: usize>(f: &Poly, bytes: &mut [u8; BYTES]) {
    pack::<D, BYTES>(f, bytes, |c| {
        let x = barrett_reduce(c);
        let scaled = _mm512_mulhi_epi16(_mm512_slli_epi16::<4>(x), _mm512_set1_epi16(BARRETT));
        let estimate = _mm512_sra_epi16(scaled, _mm_cvtsi32_si128(14 - D as i32));
        let exact = _mm512_sll_epi16(x, _mm_cvtsi32_si128(D as i32));
        let remainder = _mm512_sub_epi16(exact, _mm512_mullo_epi16(estimate, _mm512_set1_epi16(Q)));
        let above = _mm512_sub_epi16(_mm512_set1_epi16(Q / 2), remainder);
        let rounded = _mm512_sub_epi16(estimate, _mm512_srai_epi16::<15>(above));
        _mm512_and_si512(rounded, _mm512_set1_epi16((1 << D) - 1))
    });
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn encode_12(f: &Poly, bytes: &mut [u8; 384]) {
    pack::<12, 384>(f, bytes, |c| canonical(c));
}

/// The residue in [0, q) of any value.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn canonical(a: __m512i) -> __m512i {
    let centred = barrett_reduce(a);
    let q = _mm512_and_si512(_mm512_srai_epi16::<15>(centred), _mm512_set1_epi16(Q));
    _mm512_add_epi16(centred, q)
}

/// Decompress_d: (q·y + 2^(d-1)) >> d, which is `vpmulhrsw` of y·2^(15-d).
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn decompress<const D: usize, const BYTES: usize>(bytes: &[u8; BYTES], f: &mut Poly) {
    unpack::<D, BYTES>(bytes, f, |y| {
        let scaled = _mm512_sll_epi16(y, _mm_cvtsi32_si128(15 - D as i32));
        _mm512_mulhrs_epi16(scaled, _mm512_set1_epi16(Q))
    });
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn decode_12(bytes: &[u8; 384], f: &mut Poly) -> bool {
    let mut largest = _mm512_setzero_si512();
    unpack::<12, 384>(bytes, f, |c| {
        largest = _mm512_max_epi16(largest, c);
        c
    });
    _mm512_cmpge_epi16_mask(largest, _mm512_set1_epi16(Q)) == 0
}

/// Compress₁: 1 where |centred| > q/4.
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn compress_1(f: &Poly, bytes: &mut [u8; 32]) {
    let chunks = f.0.as_chunks::<32>().0.iter().zip(bytes.as_chunks_mut::<4>().0);
    for (chunk, out) in chunks {
        let distance = _mm512_abs_epi16(barrett_reduce(load(chunk)));
        *out = _mm512_cmpgt_epi16_mask(distance, _mm512_set1_epi16(Q / 4)).to_le_bytes();
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn decompress_1(bytes: &[u8; 32], f: &mut Poly) {
    let chunks = f.0.as_chunks_mut::<32>().0.iter_mut().zip(bytes.as_chunks::<4>().0);
    for (chunk, bits) in chunks {
        store(chunk, _mm512_maskz_set1_epi16(u32::from_le_bytes(*bits), (Q + 1) / 2));
    }
}

/// The bytes of 32 packed coefficients within the register that `pack_register` makes: `D / 2` of
/// every eight for even `D`, `D` of every sixteen for odd.
const fn packed_bytes<const D: usize>() -> [u8; 64] {
    let (used, unit) = if D.is_multiple_of(2) { (D / 2, 8) } else { (D, 16) };
    let mut index = [0; 64];
    let mut i = 0;
    while i < 4 * D {
        index[i] = (i / used * unit + i % used) as u8;
        i += 1;
    }
    index
}

/// FIPS 203, Algorithm 5 (ByteEncode) of what `coefficient` makes of each register. Every register
/// gives 4·D bytes; the 64 bytes stored overlap those of the next, hence the margin.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn pack<const D: usize, const BYTES: usize>(
    f: &Poly,
    bytes: &mut [u8; BYTES],
    coefficient: impl Fn(__m512i) -> __m512i,
) {
    const { assert!(BYTES == 32 * D && BYTES <= 384) }
    let order = load(&packed_bytes::<D>());
    let mut wide = [0_u8; 384 + 64];
    for (i, chunk) in f.0.as_chunks::<32>().0.iter().enumerate() {
        let packed = pack_register::<D>(coefficient(load(chunk)));
        if let Some(out) = wide[4 * D * i..].first_chunk_mut::<64>() {
            store(out, _mm512_permutexvar_epi8(order, packed));
        }
    }
    bytes.copy_from_slice(&wide[..BYTES]);
    wipe(&mut wide);
}

/// Joins words to doubles, doubles to 64 bits and, when those are no whole bytes, 64 to 128 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn pack_register<const D: usize>(words: __m512i) -> __m512i {
    let (d, one) = (D as i32, 1);
    let doubles = _mm512_madd_epi16(words, _mm512_set1_epi32(one | 1 << (16 + d)));
    let gap = 32 - 2 * d;
    let upwards = _mm512_sllv_epi32(doubles, _mm512_set1_epi64(i64::from(gap)));
    let quads = _mm512_srl_epi64(upwards, _mm_cvtsi32_si128(gap));
    if D.is_multiple_of(2) {
        return quads;
    }
    let (four_d, rest) = (4 * D as i64, 64 - 4 * D as i64);
    let low = _mm512_set_epi64(four_d, 0, four_d, 0, four_d, 0, four_d, 0);
    let high = _mm512_set_epi64(rest, 64, rest, 64, rest, 64, rest, 64);
    let shifted = _mm512_sllv_epi64(quads, low);
    let moved = _mm512_maskz_unpackhi_epi64(0x55, shifted, shifted);
    let kept = _mm512_maskz_mov_epi64(0x55, shifted);
    _mm512_or_si512(_mm512_or_si512(kept, moved), _mm512_srlv_epi64(quads, high))
}

/// For each 64 bits the eight bytes from that one on in which its first coefficient begins.
const fn unpacked_bytes<const D: usize>(start: usize) -> [u8; 64] {
    let mut index = [0; 64];
    let mut i = 0;
    while i < 64 {
        index[i] = ((start + i / 8 * 4 * D / 8 + i % 8) % 64) as u8;
        i += 1;
    }
    index
}

/// The first bit of each byte of the words within their eight bytes.
const fn unpacked_bits<const D: usize>() -> [u8; 64] {
    let mut index = [0; 64];
    let mut i = 0;
    while i < 64 {
        let quad = i / 8;
        let word = i % 8 / 2;
        index[i] = (quad * 4 * D % 8 + word * D + i % 2 * 8) as u8;
        i += 1;
    }
    index
}

/// FIPS 203, Algorithm 6 (ByteDecode), each register passed through `coefficient`. The last
/// registers are read from the end backwards, so that no byte beyond is touched.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn unpack<const D: usize, const BYTES: usize>(
    bytes: &[u8; BYTES],
    f: &mut Poly,
    mut coefficient: impl FnMut(__m512i) -> __m512i,
) {
    const { assert!(BYTES == 32 * D && BYTES >= 64) }
    let order = load(&unpacked_bytes::<D>(0));
    let bits = load(&unpacked_bits::<D>());
    for (i, chunk) in f.0.as_chunks_mut::<32>().0.iter_mut().enumerate() {
        let start = (4 * D * i).min(BYTES - 64);
        let skipped = _mm512_set1_epi8((4 * D * i - start) as i8);
        let Some(source) = bytes[start..].first_chunk::<64>() else { return };
        let quads = _mm512_permutexvar_epi8(_mm512_add_epi8(order, skipped), load(source));
        let words = _mm512_multishift_epi64_epi8(bits, quads);
        let values = _mm512_and_si512(words, _mm512_set1_epi16((1 << D) - 1));
        store(chunk, coefficient(values));
    }
}
