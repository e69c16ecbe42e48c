//! SampleNTT and SamplePolyCBD in ymm registers.

use core::arch::x86_64::*;

use super::super::{load, load_half, store, store_half};
use crate::{
    keccak::ROW,
    ml_kem::{Poly, Q},
};

/// For each set of accepted candidates of eight the shuffle that moves them to the front.
/// Looked up by public bits: they come from the public seed ρ.
static FRONT: [[u8; 16]; 256] = {
    let mut shuffles = [[0x80; 16]; 256];
    let mut accepted = 0;
    while accepted < 256 {
        let (mut from, mut to) = (0, 0);
        while from < 8 {
            if accepted >> from & 1 == 1 {
                shuffles[accepted][2 * to] = 2 * from;
                shuffles[accepted][2 * to + 1] = 2 * from + 1;
                to += 1;
            }
            from += 1;
        }
        accepted += 1;
    }
    shuffles
};

/// Bytes of eight candidates in words: 12 bytes from byte 0 on in the lower half of a register,
/// from byte 4 on in the upper.
const CANDIDATES: [u8; 32] = {
    let mut index = [0; 32];
    let mut word = 0;
    while word < 16 {
        let byte = word / 8 * 4 + 3 * (word % 8 / 2) + word % 2;
        index[2 * word] = byte as u8;
        index[2 * word + 1] = byte as u8 + 1;
        word += 1;
    }
    index
};

/// Branches on the number of accepted candidates: they come from the public seed ρ.
#[target_feature(enable = "avx2,popcnt")]
pub(super) fn sample_ntt(block: &[u64; ROW], f: &mut Poly, mut filled: usize) -> usize {
    let order = load(&CANDIDATES);
    // Three words hold 24 bytes: bytes 0 to 15 for the lower half, 8 to 23 for the upper.
    for w in block[..21].as_chunks::<3>().0 {
        let bytes = load(&[w[0], w[1], w[1], w[2]]);
        let words = _mm256_shuffle_epi8(bytes, order);
        let odd = _mm256_srli_epi16::<4>(words);
        let even = _mm256_and_si256(words, _mm256_set1_epi16(0xFFF));
        let candidates = _mm256_blend_epi16::<0xAA>(even, odd);
        let below = _mm256_cmpgt_epi16(_mm256_set1_epi16(Q), candidates);
        let accepted = _mm256_movemask_epi8(_mm256_packs_epi16(below, below));
        let (low, high) = (accepted as u8, (accepted >> 16) as u8);
        filled = append(f, filled, _mm256_castsi256_si128(candidates), low);
        filled = append(f, filled, _mm256_extracti128_si256::<1>(candidates), high);
    }
    filled
}

#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn append(f: &mut Poly, filled: usize, candidates: __m128i, accepted: u8) -> usize {
    let front = _mm_shuffle_epi8(candidates, load_half(&FRONT[usize::from(accepted)]));
    let end = filled + accepted.count_ones() as usize;
    let rest = &mut f.0[filled..];
    if let Some(room) = rest.first_chunk_mut::<8>() {
        store_half(room, front);
        return end;
    }
    let mut last = [0_i16; 8];
    store_half(&mut last, front);
    rest.copy_from_slice(&last[..rest.len()]);
    end.min(256)
}

/// (x₀ + x₁) - (x₂ + x₃) of the bits of a nibble.
const CBD_2: [u8; 16] = {
    let mut differences = [0; 16];
    let mut x = 0_usize;
    while x < 16 {
        let difference = (x & 3).count_ones() as i8 - (x & 12).count_ones() as i8;
        differences[x] = difference.cast_unsigned();
        x += 1;
    }
    differences
};

/// The table is looked up within a register, not in memory.
#[target_feature(enable = "avx2")]
pub(super) fn sample_cbd_2(bytes: &[u64; ROW], f: &mut Poly) {
    let differences = load_half(&CBD_2);
    let nibbles = _mm_set1_epi8(15);
    for (source, out) in bytes.as_chunks::<2>().0.iter().zip(f.0.as_chunks_mut::<32>().0) {
        let source = load_half(source);
        let even = _mm_and_si128(source, nibbles);
        let odd = _mm_and_si128(_mm_srli_epi16::<4>(source), nibbles);
        let even = _mm_shuffle_epi8(differences, even);
        let odd = _mm_shuffle_epi8(differences, odd);
        let [first, second] = [_mm_unpacklo_epi8(even, odd), _mm_unpackhi_epi8(even, odd)];
        let halves = out.as_chunks_mut::<16>().0;
        store(&mut halves[0], _mm256_cvtepi8_epi16(first));
        store(&mut halves[1], _mm256_cvtepi8_epi16(second));
    }
}

/// The two bytes that hold the six bits of each of eight coefficients.
const SIXES: [u8; 32] = {
    let mut index = [0; 32];
    let mut word = 0;
    while word < 16 {
        index[2 * word] = (word % 8 * 6 / 8) as u8;
        index[2 * word + 1] = (word % 8 * 6 / 8 + 1) as u8;
        word += 1;
    }
    index
};

/// 2^(10 - s), where the six bits of a coefficient begin at bit s of its two bytes.
const UPWARDS: [i16; 16] = {
    let mut factors = [0; 16];
    let mut word = 0;
    while word < 16 {
        factors[word] = 1 << (10 - word % 8 * 6 % 8);
        word += 1;
    }
    factors
};

/// x₀ + x₁ + x₂ of the bits of an index.
const ONES_OF_3: [u8; 32] = {
    let mut ones = [0; 32];
    let mut x = 0_u8;
    while x < 32 {
        ones[x as usize] = (x & 7).count_ones() as u8;
        x += 1;
    }
    ones
};

/// The table is looked up within a register, not in memory.
#[target_feature(enable = "avx2")]
pub(super) fn sample_cbd_3(bytes: &[u64; ROW], f: &mut Poly) {
    let (order, upwards, ones) = (load(&SIXES), load(&UPWARDS), load(&ONES_OF_3));
    let sevens = _mm256_set1_epi16(7);
    for ([a, b, c], out) in bytes.as_chunks::<3>().0.iter().zip(f.0.as_chunks_mut::<32>().0) {
        // Four groups of 48 bits, eight coefficients each.
        let groups = [*a, (a >> 48) | (b << 16), (b >> 32) | (c << 32), c >> 16];
        for (pair, out) in groups.as_chunks::<2>().0.iter().zip(out.as_chunks_mut::<16>().0) {
            let words = _mm256_shuffle_epi8(load(&[pair[0], 0, pair[1], 0]), order);
            let six = _mm256_srli_epi16::<10>(_mm256_mullo_epi16(words, upwards));
            let first = _mm256_shuffle_epi8(ones, _mm256_and_si256(six, sevens));
            let second = _mm256_shuffle_epi8(ones, _mm256_srli_epi16::<3>(six));
            store(out, _mm256_sub_epi16(first, second));
        }
    }
}
