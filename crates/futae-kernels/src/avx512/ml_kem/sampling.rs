//! SampleNTT and SamplePolyCBD in zmm registers.

use core::arch::x86_64::*;

use super::super::{load, store};
use crate::{
    keccak::ROW,
    ml_kem::{Poly, Q},
};

/// Bytes of 32 candidates, from the byte `start` of one or two registers on: three bytes give two
/// candidates, each in a word of its own that also holds half a byte of its neighbour.
const fn candidates_from(start: usize) -> [u8; 64] {
    let mut index = [0; 64];
    let mut word = 0;
    while word < 32 {
        let byte = start + 3 * (word / 2) + word % 2;
        index[2 * word] = (byte % 128) as u8;
        index[2 * word + 1] = ((byte + 1) % 128) as u8;
        word += 1;
    }
    index
}

static AT_0: [u8; 64] = candidates_from(0);
static AT_16: [u8; 64] = candidates_from(16);
static AT_32: [u8; 64] = candidates_from(32);
static AT_48: [u8; 64] = candidates_from(48);

/// The last 24 bytes of a block give 16 candidates.
const LAST_MASK: __mmask32 = 0xFFFF;

/// Branches on the number of accepted candidates: they come from the public seed ρ.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt")]
pub(super) fn sample_ntt(block: &[u64; ROW], f: &mut Poly, filled: usize) -> usize {
    let words = block.as_chunks().0;
    let [a, b, c] = [load::<[u64; 8]>(&words[0]), load(&words[1]), load(&words[2])];
    let from =
        |first, start: &[u8; 64], second| _mm512_permutex2var_epi8(first, load(start), second);
    // 48 bytes at a time: from bytes 0, 48, 96 and 144 of the block.
    let filled = append(f, filled, from(a, &AT_0, b), !0);
    let filled = append(f, filled, from(a, &AT_48, b), !0);
    let filled = append(f, filled, from(b, &AT_32, c), !0);
    append(f, filled, from(c, &AT_16, c), LAST_MASK)
}

/// Appends the candidates below q, of those in the mask.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt")]
fn append(f: &mut Poly, filled: usize, words: __m512i, mask: __mmask32) -> usize {
    let shifts = _mm512_set1_epi32(4 << 16);
    let candidates = _mm512_and_si512(_mm512_srlv_epi16(words, shifts), _mm512_set1_epi16(0xFFF));
    let accepted = _mm512_mask_cmplt_epi16_mask(mask, candidates, _mm512_set1_epi16(Q));
    let accepted_first = _mm512_maskz_compress_epi16(accepted, candidates);
    let end = filled + accepted.count_ones() as usize;
    let rest = &mut f.0[filled..];
    match rest.first_chunk_mut::<32>() {
        Some(room) => store(room, accepted_first),
        None => store_part(rest, accepted_first),
    }
    end.min(256)
}

/// The first lanes, as many as there is room for, of fewer than 32.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn store_part(room: &mut [i16], value: __m512i) {
    let mask = (1_u32 << room.len().min(31)) - 1;
    // SAFETY: only as many lanes are written as the slice has.
    unsafe { _mm512_mask_storeu_epi16(room.as_mut_ptr(), mask, value) }
}

/// For each of 32 coefficients the byte that holds its four bits, of 16 bytes.
const CBD_2_BYTES: [[u8; 64]; 4] = cbd_bytes::<4>();
/// For each of 32 coefficients the two bytes that hold its six bits, of 24 bytes.
const CBD_3_BYTES: [[u8; 64]; 4] = cbd_bytes::<6>();

/// Element `k` is for the coefficients 32k to 32k + 31 of one register of random bytes.
const fn cbd_bytes<const BITS: usize>() -> [[u8; 64]; 4] {
    let mut index = [[0; 64]; 4];
    let mut i = 0;
    while i < 128 {
        let byte = i * BITS / 8;
        index[i / 32][2 * (i % 32)] = (byte % 64) as u8;
        index[i / 32][2 * (i % 32) + 1] = ((byte + 1) % 64) as u8;
        i += 1;
    }
    index
}

/// How far the first of the bits stands in its byte.
const fn cbd_shifts<const BITS: usize>() -> [i16; 32] {
    let mut shifts = [0; 32];
    let mut i = 0;
    while i < 32 {
        shifts[i] = (i * BITS % 8) as i16;
        i += 1;
    }
    shifts
}

/// (x₀ + x₁) - (x₂ + x₃) of the bits of an index of five bits, of which the highest is ignored.
const CBD_2: [i16; 32] = {
    let mut differences = [0; 32];
    let mut x = 0_usize;
    while x < 32 {
        differences[x] = (x & 3).count_ones() as i16 - (x & 12).count_ones() as i16;
        x += 1;
    }
    differences
};

/// x₀ + x₁ + x₂ of the bits of an index of five bits, of which the two highest are ignored.
const ONES_OF_3: [i16; 32] = {
    let mut ones = [0; 32];
    let mut x = 0_usize;
    while x < 32 {
        ones[x] = (x & 7).count_ones() as i16;
        x += 1;
    }
    ones
};

/// The tables are looked up within a register, not in memory: `vpermw` takes the five low bits.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn sample_cbd_2(bytes: &[u64; ROW], f: &mut Poly) {
    let differences = load(&CBD_2);
    let shifts = load(&cbd_shifts::<4>());
    let (halves, _) = f.0.as_chunks_mut::<128>();
    for (source, half) in bytes.as_chunks::<8>().0.iter().zip(halves) {
        let source = load(source);
        for (index, chunk) in CBD_2_BYTES.iter().zip(half.as_chunks_mut::<32>().0) {
            let words = _mm512_permutexvar_epi8(load(index), source);
            let bits = _mm512_srlv_epi16(words, shifts);
            store(chunk, _mm512_permutexvar_epi16(bits, differences));
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
pub(super) fn sample_cbd_3(bytes: &[u64; ROW], f: &mut Poly) {
    let ones = load(&ONES_OF_3);
    let shifts = load(&cbd_shifts::<6>());
    let order = load(&CBD_3_BYTES[0]);
    for (i, chunk) in f.0.as_chunks_mut::<32>().0.iter_mut().enumerate() {
        // 24 bytes, three words, from word 3i on; of the last the register begins earlier.
        let start = (3 * i).min(ROW - 8);
        let skipped = _mm512_set1_epi8((8 * (3 * i - start)) as i8);
        let Some(source) = bytes[start..].first_chunk::<8>() else { return };
        let words = _mm512_permutexvar_epi8(_mm512_add_epi8(order, skipped), load(source));
        let bits = _mm512_srlv_epi16(words, shifts);
        let first = _mm512_permutexvar_epi16(bits, ones);
        let second = _mm512_permutexvar_epi16(_mm512_srli_epi16::<3>(bits), ones);
        store(chunk, _mm512_sub_epi16(first, second));
    }
}
