//! Keccak-f\[1600\] with `vpternlogq` and `vprolq`: eight states in zmm, four in ymm, one in xmm
//! registers.
//!
//! One state in xmm registers takes as long as four in ymm registers, which is no longer than on
//! words: 25 + 5 registers fit without spilling, and rotation and chi are one instruction each.

use core::arch::x86_64::*;

use super::{load, store};
use crate::{
    avx2,
    keccak::{Kernels, Rows, State, permutation},
};

pub(super) const KERNELS: Kernels = Kernels {
    permute_x1,
    permute_x4,
    permute_x8,
    permute_some_x4,
    permute_some_x8,
    rows_x4,
    rows_x8,
};

/// The truth table of a ⊕ b ⊕ c.
const XOR3: i32 = 0x96;
/// The truth table of a ⊕ (¬b ∧ c).
const CHI: i32 = 0xD2;

macro_rules! permute {
    ($permute:ident, $n:literal, $load:path, $store:path, $zero:ident, $ops:ident) => {
        #[target_feature(enable = "avx512f,avx512vl")]
        fn $permute(state: &mut State<$n>) {
            use $ops::*;
            let mut lanes = [$zero(); 25];
            for (lane, words) in lanes.iter_mut().zip(&state.0) {
                *lane = $load(words);
            }
            for (words, lane) in state.0.iter_mut().zip(permutation!(lanes)) {
                $store(words, lane);
            }
        }
    };
}

permute!(permute_x1, 1, spread, gather, _mm_setzero_si128, xmm);
permute!(permute_x4, 4, avx2::load, avx2::store, _mm256_setzero_si256, ymm);
permute!(permute_x8, 8, load, store, _mm512_setzero_si512, zmm);

/// A word in the low half of an xmm register.
#[inline]
#[target_feature(enable = "avx512f")]
fn spread([word]: &[u64; 1]) -> __m128i {
    _mm_cvtsi64_si128(word.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f")]
fn gather(words: &mut [u64; 1], lane: __m128i) {
    *words = [_mm_cvtsi128_si64(lane).cast_unsigned()];
}

macro_rules! lane_operations {
    ($module:ident, $lane:ty, $ternary:ident, $rotate:ident, $xor:ident, $set:ident) => {
        mod $module {
            use core::arch::x86_64::*;

            use super::{CHI, XOR3};

            #[inline]
            #[target_feature(enable = "avx512f,avx512vl")]
            pub(super) fn xor3(a: $lane, b: $lane, c: $lane) -> $lane {
                $ternary::<XOR3>(a, b, c)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512vl")]
            pub(super) fn xor2(a: $lane, b: $lane) -> $lane {
                $xor(a, b)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512vl")]
            pub(super) fn chi(a: $lane, b: $lane, c: $lane) -> $lane {
                $ternary::<CHI>(a, b, c)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512vl")]
            pub(super) fn rotate<const N: i32>(a: $lane) -> $lane {
                $rotate::<N>(a)
            }

            #[inline]
            #[target_feature(enable = "avx512f,avx512vl")]
            pub(super) fn iota(a: $lane, constant: u64) -> $lane {
                $xor(a, $set(constant.cast_signed()))
            }
        }
    };
}

lane_operations!(
    xmm,
    __m128i,
    _mm_ternarylogic_epi64,
    _mm_rol_epi64,
    _mm_xor_si128,
    _mm_set1_epi64x
);
lane_operations!(
    ymm,
    __m256i,
    _mm256_ternarylogic_epi64,
    _mm256_rol_epi64,
    _mm256_xor_si256,
    _mm256_set1_epi64x
);
lane_operations!(
    zmm,
    __m512i,
    _mm512_ternarylogic_epi64,
    _mm512_rol_epi64,
    _mm512_xor_si512,
    _mm512_set1_epi64
);

/// All four take as long as one.
#[target_feature(enable = "avx512f,avx512vl")]
fn permute_some_x4(state: &mut State<4>, _which: u8) {
    permute_x4(state);
}

#[target_feature(enable = "avx512f,avx512vl")]
fn permute_some_x8(state: &mut State<8>, _which: u8) {
    permute_x8(state);
}

/// Eight words of a row at a time, so that a kernel that reads as many is served from the store
/// buffer.
#[target_feature(enable = "avx512f")]
fn rows_x4(state: &State<4>, rows: &mut Rows<4>) {
    for block in 0..3 {
        let w = |i: usize| avx2::load(&state.0[8 * block + i]);
        let low = avx2::keccak::transpose([w(0), w(1), w(2), w(3)]);
        let high = avx2::keccak::transpose([w(4), w(5), w(6), w(7)]);
        for (row, (low, high)) in rows.0.iter_mut().zip(low.into_iter().zip(high)) {
            let eight = _mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high);
            store(&mut row.as_chunks_mut().0[block], eight);
        }
    }
}

#[target_feature(enable = "avx512f")]
fn rows_x8(state: &State<8>, rows: &mut Rows<8>) {
    for block in 0..3 {
        let w = |i: usize| load(&state.0[8 * block + i]);
        let words = [w(0), w(1), w(2), w(3), w(4), w(5), w(6), w(7)];
        for (row, eight) in rows.0.iter_mut().zip(transpose(words)) {
            store(&mut row.as_chunks_mut().0[block], eight);
        }
    }
}

/// Transposes eight vectors of eight words: pairs of words, then of 128 bits, then of 256.
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose(w: [__m512i; 8]) -> [__m512i; 8] {
    let low = |i: usize| _mm512_unpacklo_epi64(w[i], w[i + 1]);
    let high = |i: usize| _mm512_unpackhi_epi64(w[i], w[i + 1]);
    let even = transpose_pairs([low(0), low(2), low(4), low(6)]);
    let odd = transpose_pairs([high(0), high(2), high(4), high(6)]);
    [even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3]]
}

/// Transposes four vectors of four 128-bit parts.
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose_pairs(p: [__m512i; 4]) -> [__m512i; 4] {
    let a = _mm512_shuffle_i64x2::<0x88>(p[0], p[1]);
    let b = _mm512_shuffle_i64x2::<0xDD>(p[0], p[1]);
    let c = _mm512_shuffle_i64x2::<0x88>(p[2], p[3]);
    let d = _mm512_shuffle_i64x2::<0xDD>(p[2], p[3]);
    [
        _mm512_shuffle_i64x2::<0x88>(a, c),
        _mm512_shuffle_i64x2::<0x88>(b, d),
        _mm512_shuffle_i64x2::<0xDD>(a, c),
        _mm512_shuffle_i64x2::<0xDD>(b, d),
    ]
}
