//! ML-KEM's kernels in zmm registers: 32 coefficients each, a polynomial in eight.

use core::arch::x86_64::*;

use super::{load, store};
use crate::ml_kem::{
    BARRETT, Factor, GAMMAS, Kernels, Poly, Q, Q_INVERSE, R_SQUARED, R_SQUARED_BY_128,
};

mod layers;
mod packing;
mod sampling;

use layers::{FORWARD, INVERSE, Layer};

pub(super) const KERNELS: Kernels = Kernels {
    ntt,
    inverse_ntt,
    prepare,
    inner_product,
    scale_and_add,
    add,
    subtract_from,
    sample_ntt: sampling::sample_ntt,
    sample_cbd_2: sampling::sample_cbd_2,
    sample_cbd_3: sampling::sample_cbd_3,
    encode_12: packing::encode_12,
    decode_12: packing::decode_12,
    compress_1: packing::compress_1,
    compress_4: packing::compress::<4, 128>,
    compress_5: packing::compress::<5, 160>,
    compress_10: packing::compress::<10, 320>,
    compress_11: packing::compress::<11, 352>,
    decompress_1: packing::decompress_1,
    decompress_4: packing::decompress::<4, 128>,
    decompress_5: packing::decompress::<5, 160>,
    decompress_10: packing::decompress::<10, 320>,
    decompress_11: packing::decompress::<11, 352>,
};

/// The eight registers of a polynomial.
type Registers = [__m512i; 8];

#[inline]
#[target_feature(enable = "avx512f")]
fn read(f: &Poly) -> Registers {
    let c = f.0.as_chunks().0;
    [
        load(&c[0]),
        load(&c[1]),
        load(&c[2]),
        load(&c[3]),
        load(&c[4]),
        load(&c[5]),
        load(&c[6]),
        load(&c[7]),
    ]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn write(f: &mut Poly, registers: Registers) {
    for (chunk, register) in f.0.as_chunks_mut::<32>().0.iter_mut().zip(registers) {
        store(chunk, register);
    }
}

/// A multiplier with its product by q⁻¹, which saves a multiplication.
#[derive(Clone, Copy)]
struct Multiplier {
    b: __m512i,
    b_by_q: __m512i,
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn constant(b: i16) -> Multiplier {
    Multiplier { b: _mm512_set1_epi16(b), b_by_q: _mm512_set1_epi16(b.wrapping_mul(Q_INVERSE)) }
}

/// As `portable::montgomery_multiply`, with its bounds.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn montgomery_multiply(a: __m512i, by: Multiplier) -> __m512i {
    let t = _mm512_mullo_epi16(a, by.b_by_q);
    let t = _mm512_mulhi_epi16(t, _mm512_set1_epi16(Q));
    _mm512_sub_epi16(_mm512_mulhi_epi16(a, by.b), t)
}

/// The residue in [-q/2, q/2] of any value.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
pub(super) fn barrett_reduce(a: __m512i) -> __m512i {
    let t = _mm512_mulhi_epi16(a, _mm512_set1_epi16(BARRETT));
    // 2⁻¹⁰ of it, rounded to the nearest: of 2²⁶/q · a in all.
    let quotient = _mm512_mulhrs_epi16(t, _mm512_set1_epi16(1 << 5));
    _mm512_sub_epi16(a, _mm512_mullo_epi16(quotient, _mm512_set1_epi16(Q)))
}

/// (a + b·ζ, a - b·ζ): adds at most q to the bound.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn butterfly([a, b]: [__m512i; 2], zeta: Multiplier) -> [__m512i; 2] {
    let t = montgomery_multiply(b, zeta);
    [_mm512_add_epi16(a, t), _mm512_sub_epi16(a, t)]
}

/// (a + b, (b - a)·ζ): the sum's bound doubles, the product is below q.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn inverse_butterfly([a, b]: [__m512i; 2], zeta: Multiplier) -> [__m512i; 2] {
    let difference = _mm512_sub_epi16(b, a);
    [_mm512_add_epi16(a, b), montgomery_multiply(difference, zeta)]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn multiplier(layer: &Layer, pair: usize) -> Multiplier {
    Multiplier { b: load(&layer.zetas[pair]), b_by_q: load(&layer.zetas_by_q[pair]) }
}

/// Brings a pair of registers into the order of the next layer.
#[inline]
#[target_feature(enable = "avx512f")]
fn reorder([a, b]: [__m512i; 2], [low, high]: [__m512i; 2]) -> [__m512i; 2] {
    [_mm512_permutex2var_epi32(a, low, b), _mm512_permutex2var_epi32(a, high, b)]
}

/// Three layers between registers, then four within each pair of registers.
#[target_feature(enable = "avx512f,avx512bw")]
fn ntt(f: &mut Poly) {
    let [a, b, c, d, e, f_, g, h] = read(f);
    let [first, second, third] = &FORWARD.across;
    let ([a, e], [b, f_]) = (across([a, e], first[0]), across([b, f_], first[1]));
    let ([c, g], [d, h]) = (across([c, g], first[2]), across([d, h], first[3]));
    let ([a, c], [b, d]) = (across([a, c], second[0]), across([b, d], second[1]));
    let ([e, g], [f_, h]) = (across([e, g], second[2]), across([f_, h], second[3]));
    let ([a, b], [c, d]) = (across([a, b], third[0]), across([c, d], third[1]));
    let ([e, f_], [g, h]) = (across([e, f_], third[2]), across([g, h], third[3]));
    let mut pairs = [[a, b], [c, d], [e, f_], [g, h]];
    for layer in &FORWARD.within {
        let order = [load(&layer.order[0]), load(&layer.order[1])];
        for (i, pair) in pairs.iter_mut().enumerate() {
            *pair = butterfly(reorder(*pair, order), multiplier(layer, i));
        }
    }
    let order = [load(&FORWARD.last_order[0]), load(&FORWARD.last_order[1])];
    let [[a, b], [c, d]] = [reorder(pairs[0], order), reorder(pairs[1], order)];
    let [[e, f_], [g, h]] = [reorder(pairs[2], order), reorder(pairs[3], order)];
    write(f, [a, b, c, d, e, f_, g, h]);
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn across(pair: [__m512i; 2], zeta: i16) -> [__m512i; 2] {
    butterfly(pair, constant(zeta))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn inverse_across(pair: [__m512i; 2], zeta: i16) -> [__m512i; 2] {
    inverse_butterfly(pair, constant(zeta))
}

/// The reductions stand where the bounds of `portable::ml_kem::inverse_ntt` put them.
#[target_feature(enable = "avx512f,avx512bw")]
fn inverse_ntt(f: &mut Poly) {
    let z = read(f);
    let scaled = |i: usize| montgomery_multiply(z[i], constant(R_SQUARED_BY_128));
    let mut pairs = [
        [scaled(0), scaled(1)],
        [scaled(2), scaled(3)],
        [scaled(4), scaled(5)],
        [scaled(6), scaled(7)],
    ];
    for (number, layer) in INVERSE.within.iter().enumerate() {
        let order = [load(&layer.order[0]), load(&layer.order[1])];
        for (i, pair) in pairs.iter_mut().enumerate() {
            *pair = inverse_butterfly(reorder(*pair, order), multiplier(layer, i));
            if number == 2 {
                pair[0] = barrett_reduce(pair[0]);
            }
        }
    }
    let order = [load(&INVERSE.last_order[0]), load(&INVERSE.last_order[1])];
    let [[a, b], [c, d]] = [reorder(pairs[0], order), reorder(pairs[1], order)];
    let [[e, f_], [g, h]] = [reorder(pairs[2], order), reorder(pairs[3], order)];
    let [first, second, third] = &INVERSE.across;
    let ([a, b], [c, d]) = (inverse_across([a, b], first[0]), inverse_across([c, d], first[1]));
    let ([e, f_], [g, h]) = (inverse_across([e, f_], first[2]), inverse_across([g, h], first[3]));
    let ([a, c], [b, d]) = (inverse_across([a, c], second[0]), inverse_across([b, d], second[1]));
    let ([e, g], [f_, h]) = (inverse_across([e, g], second[2]), inverse_across([f_, h], second[3]));
    let [a, b] = [barrett_reduce(a), barrett_reduce(b)];
    let [e, f_] = [barrett_reduce(e), barrett_reduce(f_)];
    let ([a, e], [b, f_]) = (inverse_across([a, e], third[0]), inverse_across([b, f_], third[1]));
    let ([c, g], [d, h]) = (inverse_across([c, g], third[2]), inverse_across([d, h], third[3]));
    write(f, [a, b, c, d, e, f_, g, h]);
}

#[target_feature(enable = "avx512f,avx512bw")]
fn prepare(f: &Poly, factor: &mut Factor) {
    let chunks = f.0.as_chunks().0.iter().zip(GAMMAS.as_chunks().0).zip(&GAMMAS_BY_Q);
    let even = factor.even.0.as_chunks_mut().0;
    let odd = factor.odd.0.as_chunks_mut().0;
    for (((f, gamma), gamma_by_q), (even, odd)) in chunks.zip(even.iter_mut().zip(odd)) {
        let f = load::<[i16; 32]>(f);
        let gammas = Multiplier { b: load::<[i16; 32]>(gamma), b_by_q: load(gamma_by_q) };
        store::<[i16; 32]>(even, montgomery_multiply(f, gammas));
        store::<[i16; 32]>(odd, _mm512_rol_epi32::<16>(f));
    }
}

const GAMMAS_BY_Q: [[i16; 32]; 8] = {
    let mut table = [[0; 32]; 8];
    let mut i = 0;
    while i < 256 {
        table[i / 32][i % 32] = GAMMAS[i].wrapping_mul(Q_INVERSE);
        i += 1;
    }
    table
};

/// Sums of pairs of products in 32 bits, one Montgomery reduction at the end.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
fn inner_product(a: &[Poly], b: &[Factor], h: &mut Poly) {
    for (i, chunk) in h.0.as_chunks_mut::<32>().0.iter_mut().enumerate() {
        let mut even = _mm512_setzero_si512();
        let mut odd = _mm512_setzero_si512();
        for (a, b) in a.iter().zip(b) {
            let a = load(&a.0.as_chunks::<32>().0[i]);
            even = _mm512_dpwssd_epi32(even, a, load(&b.even.0.as_chunks::<32>().0[i]));
            odd = _mm512_dpwssd_epi32(odd, a, load(&b.odd.0.as_chunks::<32>().0[i]));
        }
        let low = _mm512_mask_blend_epi16(ODD_LANES, even, _mm512_slli_epi32::<16>(odd));
        let high = _mm512_mask_blend_epi16(ODD_LANES, _mm512_srli_epi32::<16>(even), odd);
        let t = _mm512_mullo_epi16(low, _mm512_set1_epi16(Q_INVERSE));
        store(chunk, _mm512_sub_epi16(high, _mm512_mulhi_epi16(t, _mm512_set1_epi16(Q))));
    }
}

const ODD_LANES: __mmask32 = 0xAAAA_AAAA;

#[target_feature(enable = "avx512f,avx512bw")]
fn scale_and_add(f: &mut Poly, g: &Poly) {
    for (f, g) in f.0.as_chunks_mut::<32>().0.iter_mut().zip(g.0.as_chunks::<32>().0) {
        let scaled = montgomery_multiply(load(f), constant(R_SQUARED));
        store(f, _mm512_add_epi16(scaled, load(g)));
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn add(f: &mut Poly, g: &Poly) {
    for (f, g) in f.0.as_chunks_mut::<32>().0.iter_mut().zip(g.0.as_chunks::<32>().0) {
        let sum = _mm512_add_epi16(load(f), load(g));
        store(f, sum);
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn subtract_from(f: &mut Poly, g: &Poly) {
    for (f, g) in f.0.as_chunks_mut::<32>().0.iter_mut().zip(g.0.as_chunks::<32>().0) {
        let difference = _mm512_sub_epi16(load(g), load(f));
        store(f, difference);
    }
}
