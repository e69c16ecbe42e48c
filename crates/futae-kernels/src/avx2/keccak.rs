//! Keccak-f\[1600\] on four states in ymm registers; one state on words with BMI (andn, rorx).

use core::{arch::x86_64::*, array};

use super::{load, store};
use crate::keccak::{Kernels, Rows, State, permutation};

pub(crate) const KERNELS: Kernels = Kernels {
    permute_x1,
    permute_x4,
    permute_x8,
    permute_some_x4,
    permute_some_x8,
    rows_x4,
    rows_x8,
};

#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(crate) fn permute_x1(state: &mut State<1>) {
    crate::portable::keccak::permute_words(state);
}

#[target_feature(enable = "avx2")]
fn permute_x4(state: &mut State<4>) {
    let mut lanes = [_mm256_setzero_si256(); 25];
    for (lane, words) in lanes.iter_mut().zip(&state.0) {
        *lane = load(words);
    }
    for (words, lane) in state.0.iter_mut().zip(permutation!(lanes)) {
        store(words, lane);
    }
}

#[target_feature(enable = "avx2")]
fn permute_x8(state: &mut State<8>) {
    for half in 0..2 {
        let mut four = State::<4>(array::from_fn(|i| state.0[i].as_chunks().0[half]));
        permute_x4(&mut four);
        for (words, quad) in state.0.iter_mut().zip(four.0) {
            words.as_chunks_mut().0[half] = quad;
        }
    }
}

/// All four take as long as one.
#[target_feature(enable = "avx2")]
fn permute_some_x4(state: &mut State<4>, _which: u8) {
    permute_x4(state);
}

#[target_feature(enable = "avx2")]
fn permute_some_x8(state: &mut State<8>, _which: u8) {
    permute_x8(state);
}

#[target_feature(enable = "avx2")]
fn rows_x4(state: &State<4>, rows: &mut Rows<4>) {
    for block in 0..6 {
        let w = |i: usize| load(&state.0[4 * block + i]);
        for (row, quad) in rows.0.iter_mut().zip(transpose([w(0), w(1), w(2), w(3)])) {
            store(&mut row.as_chunks_mut().0[block], quad);
        }
    }
}

#[target_feature(enable = "avx2")]
fn rows_x8(state: &State<8>, rows: &mut Rows<8>) {
    for (half, rows) in rows.0.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        for block in 0..6 {
            let w = |i: usize| load(&state.0[4 * block + i].as_chunks::<4>().0[half]);
            for (row, quad) in rows.iter_mut().zip(transpose([w(0), w(1), w(2), w(3)])) {
                store(&mut row.as_chunks_mut().0[block], quad);
            }
        }
    }
}

/// Transposes four vectors of four words.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn transpose(w: [__m256i; 4]) -> [__m256i; 4] {
    let low = [_mm256_unpacklo_epi64(w[0], w[1]), _mm256_unpacklo_epi64(w[2], w[3])];
    let high = [_mm256_unpackhi_epi64(w[0], w[1]), _mm256_unpackhi_epi64(w[2], w[3])];
    [
        _mm256_permute2x128_si256::<0x20>(low[0], low[1]),
        _mm256_permute2x128_si256::<0x20>(high[0], high[1]),
        _mm256_permute2x128_si256::<0x31>(low[0], low[1]),
        _mm256_permute2x128_si256::<0x31>(high[0], high[1]),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn xor3(a: __m256i, b: __m256i, c: __m256i) -> __m256i {
    _mm256_xor_si256(a, _mm256_xor_si256(b, c))
}

#[inline]
#[target_feature(enable = "avx2")]
fn chi(a: __m256i, b: __m256i, c: __m256i) -> __m256i {
    _mm256_xor_si256(a, _mm256_andnot_si256(b, c))
}

/// Rotations by whole bytes are one shuffle; the other counts fold into immediate shifts.
#[inline]
#[target_feature(enable = "avx2")]
fn rotate<const N: i32>(a: __m256i) -> __m256i {
    match N {
        0 => a,
        8 => _mm256_shuffle_epi8(a, byte_order(0x0605_0403_0201_0007)),
        56 => _mm256_shuffle_epi8(a, byte_order(0x0007_0605_0403_0201)),
        _ => {
            let left = _mm256_sll_epi64(a, _mm_cvtsi32_si128(N));
            _mm256_or_si256(left, _mm256_srl_epi64(a, _mm_cvtsi32_si128(64 - N)))
        }
    }
}

/// The shuffle that applies one order of bytes within every word.
#[inline]
#[target_feature(enable = "avx2")]
fn byte_order(order: i64) -> __m256i {
    let high = order + 0x0808_0808_0808_0808;
    _mm256_set_epi64x(high, order, high, order)
}

#[inline]
#[target_feature(enable = "avx2")]
fn iota(a: __m256i, constant: u64) -> __m256i {
    _mm256_xor_si256(a, _mm256_set1_epi64x(constant.cast_signed()))
}

#[inline]
#[target_feature(enable = "avx2")]
fn xor2(a: __m256i, b: __m256i) -> __m256i {
    _mm256_xor_si256(a, b)
}
