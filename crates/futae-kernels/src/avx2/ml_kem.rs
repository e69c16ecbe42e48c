//! ML-KEM's kernels in ymm registers: 16 coefficients each.

use core::arch::x86_64::*;

use super::{load, store};
use crate::ml_kem::{
    BARRETT, Factor, GAMMAS, Kernels, Poly, Q, Q_INVERSE, R_SQUARED, R_SQUARED_BY_128, ZETAS,
    inverse_zeta_index, zeta_index,
};

mod packing;
mod sampling;

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

/// A multiplier with its product by q⁻¹, which saves a multiplication.
#[derive(Clone, Copy)]
struct Multiplier {
    b: __m256i,
    b_by_q: __m256i,
}

#[inline]
#[target_feature(enable = "avx2")]
fn constant(b: i16) -> Multiplier {
    Multiplier { b: _mm256_set1_epi16(b), b_by_q: _mm256_set1_epi16(b.wrapping_mul(Q_INVERSE)) }
}

/// As `portable::montgomery_multiply`, with its bounds.
#[inline]
#[target_feature(enable = "avx2")]
fn montgomery_multiply(a: __m256i, by: Multiplier) -> __m256i {
    let t = _mm256_mullo_epi16(a, by.b_by_q);
    let t = _mm256_mulhi_epi16(t, _mm256_set1_epi16(Q));
    _mm256_sub_epi16(_mm256_mulhi_epi16(a, by.b), t)
}

/// The residue in [-q/2, q/2] of any value.
#[inline]
#[target_feature(enable = "avx2")]
fn barrett_reduce(a: __m256i) -> __m256i {
    let t = _mm256_mulhi_epi16(a, _mm256_set1_epi16(BARRETT));
    // 2⁻¹⁰ of it, rounded to the nearest: of 2²⁶/q · a in all.
    let quotient = _mm256_mulhrs_epi16(t, _mm256_set1_epi16(1 << 5));
    _mm256_sub_epi16(a, _mm256_mullo_epi16(quotient, _mm256_set1_epi16(Q)))
}

/// (a + b·ζ, a - b·ζ): adds at most q to the bound.
#[inline]
#[target_feature(enable = "avx2")]
fn butterfly([a, b]: [__m256i; 2], zeta: Multiplier) -> [__m256i; 2] {
    let t = montgomery_multiply(b, zeta);
    [_mm256_add_epi16(a, t), _mm256_sub_epi16(a, t)]
}

/// (a + b, (b - a)·ζ): the sum's bound doubles, the product is below q.
#[inline]
#[target_feature(enable = "avx2")]
fn inverse_butterfly([a, b]: [__m256i; 2], zeta: Multiplier) -> [__m256i; 2] {
    let difference = _mm256_sub_epi16(b, a);
    [_mm256_add_epi16(a, b), montgomery_multiply(difference, zeta)]
}

/// Multipliers of one layer within pairs of registers, for each of the eight pairs.
///
/// Before the layer of length 8, 4 and 2 the two registers of a pair, 32 coefficients, are
/// reordered so that one holds all first operands in increasing order and the other all second
/// operands.
struct Layer {
    zetas: [[i16; 16]; 8],
    zetas_by_q: [[i16; 16]; 8],
}

/// The layers of length 8, 4 and 2 of FIPS 203, Algorithm 9.
static FORWARD: [Layer; 3] = [layer(8, false), layer(4, false), layer(2, false)];
/// The layers of length 8, 4 and 2 of FIPS 203, Algorithm 10.
static INVERSE: [Layer; 3] = [layer(8, true), layer(4, true), layer(2, true)];

const fn layer(length: usize, inverse: bool) -> Layer {
    let mut layer = Layer { zetas: [[0; 16]; 8], zetas_by_q: [[0; 16]; 8] };
    let mut i = 0;
    while i < 128 {
        let (pair, lane) = (i / 16, i % 16);
        let coefficient = 32 * pair + lane / length * 2 * length + lane % length;
        let index = if inverse {
            inverse_zeta_index(length, coefficient)
        } else {
            zeta_index(length, coefficient)
        };
        layer.zetas[pair][lane] = ZETAS[index];
        layer.zetas_by_q[pair][lane] = ZETAS[index].wrapping_mul(Q_INVERSE);
        i += 1;
    }
    layer
}

impl Layer {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn multiplier(&self, pair: usize) -> Multiplier {
        Multiplier { b: load(&self.zetas[pair]), b_by_q: load(&self.zetas_by_q[pair]) }
    }
}

/// Exchanges the second half of `a` with the first of `b`.
#[inline]
#[target_feature(enable = "avx2")]
fn exchange_halves([a, b]: [__m256i; 2]) -> [__m256i; 2] {
    [_mm256_permute2x128_si256::<0x20>(a, b), _mm256_permute2x128_si256::<0x31>(a, b)]
}

/// The same with quarters within each half.
#[inline]
#[target_feature(enable = "avx2")]
fn exchange_quads([a, b]: [__m256i; 2]) -> [__m256i; 2] {
    [_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b)]
}

/// The same with doubles within each quarter.
#[inline]
#[target_feature(enable = "avx2")]
fn exchange_doubles([a, b]: [__m256i; 2]) -> [__m256i; 2] {
    [
        _mm256_blend_epi32::<0xAA>(a, _mm256_slli_epi64::<32>(b)),
        _mm256_blend_epi32::<0xAA>(_mm256_srli_epi64::<32>(a), b),
    ]
}

/// Four registers of a polynomial, `step` apart.
#[inline]
#[target_feature(enable = "avx2")]
fn read_four(f: &Poly, first: usize, step: usize) -> [__m256i; 4] {
    let c = f.0.as_chunks().0;
    [
        load(&c[first]),
        load(&c[first + step]),
        load(&c[first + 2 * step]),
        load(&c[first + 3 * step]),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn write_four(f: &mut Poly, first: usize, step: usize, registers: [__m256i; 4]) {
    let c = f.0.as_chunks_mut::<16>().0;
    for (i, register) in registers.into_iter().enumerate() {
        store(&mut c[first + i * step], register);
    }
}

/// Two layers at a time over four registers; the last three within pairs of registers.
#[target_feature(enable = "avx2")]
fn ntt(f: &mut Poly) {
    for i in 0..4 {
        let z = read_four(f, i, 4);
        write_four(f, i, 4, two_layers(z, [ZETAS[1], ZETAS[2], ZETAS[3]]));
    }
    for block in 0..4 {
        let zetas = [ZETAS[4 + block], ZETAS[8 + 2 * block], ZETAS[9 + 2 * block]];
        let [a, b, c, d] = two_layers(read_four(f, 4 * block, 1), zetas);
        let [a, b] = last_layers([a, b], 2 * block);
        let [c, d] = last_layers([c, d], 2 * block + 1);
        write_four(f, 4 * block, 1, [a, b, c, d]);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn two_layers([a, b, c, d]: [__m256i; 4], zetas: [i16; 3]) -> [__m256i; 4] {
    let [a, c] = butterfly([a, c], constant(zetas[0]));
    let [b, d] = butterfly([b, d], constant(zetas[0]));
    let [a, b] = butterfly([a, b], constant(zetas[1]));
    let [c, d] = butterfly([c, d], constant(zetas[2]));
    [a, b, c, d]
}

#[inline]
#[target_feature(enable = "avx2")]
fn last_layers(pair: [__m256i; 2], index: usize) -> [__m256i; 2] {
    let pair = butterfly(exchange_halves(pair), FORWARD[0].multiplier(index));
    let pair = butterfly(exchange_quads(pair), FORWARD[1].multiplier(index));
    let [a, b] = butterfly(exchange_doubles(pair), FORWARD[2].multiplier(index));
    exchange_halves([_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b)])
}

/// The reductions stand where the bounds of `portable::ml_kem::inverse_ntt` put them.
#[target_feature(enable = "avx2")]
fn inverse_ntt(f: &mut Poly) {
    for block in 0..4 {
        let [a, b, c, d] = read_four(f, 4 * block, 1);
        let [a, b] = first_inverse_layers([a, b], 2 * block);
        let [c, d] = first_inverse_layers([c, d], 2 * block + 1);
        // Block 1 of a layer has the multiplier before that of block 0.
        let zetas = [ZETAS[15 - 2 * block], ZETAS[14 - 2 * block], ZETAS[7 - block]];
        write_four(f, 4 * block, 1, two_inverse_layers([a, b, c, d], zetas));
    }
    for i in 0..4 {
        let [a, b, c, d] = read_four(f, i, 4);
        let [a, b] = inverse_butterfly([a, b], constant(ZETAS[3]));
        let [c, d] = inverse_butterfly([c, d], constant(ZETAS[2]));
        let [a, c] = [barrett_reduce(a), barrett_reduce(c)];
        let [a, c] = inverse_butterfly([a, c], constant(ZETAS[1]));
        let [b, d] = inverse_butterfly([b, d], constant(ZETAS[1]));
        write_four(f, i, 4, [a, b, c, d]);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn two_inverse_layers([a, b, c, d]: [__m256i; 4], zetas: [i16; 3]) -> [__m256i; 4] {
    let [a, b] = inverse_butterfly([a, b], constant(zetas[0]));
    let [c, d] = inverse_butterfly([c, d], constant(zetas[1]));
    let [a, c] = inverse_butterfly([a, c], constant(zetas[2]));
    let [b, d] = inverse_butterfly([b, d], constant(zetas[2]));
    [a, b, c, d]
}

/// Scales, then the layers of length 2, 4 and 8.
#[inline]
#[target_feature(enable = "avx2")]
fn first_inverse_layers([a, b]: [__m256i; 2], index: usize) -> [__m256i; 2] {
    let scale = constant(R_SQUARED_BY_128);
    let [a, b] = exchange_halves([montgomery_multiply(a, scale), montgomery_multiply(b, scale)]);
    let [x, y] = [_mm256_castsi256_ps(a), _mm256_castsi256_ps(b)];
    let pair = [
        _mm256_castps_si256(_mm256_shuffle_ps::<0x88>(x, y)),
        _mm256_castps_si256(_mm256_shuffle_ps::<0xDD>(x, y)),
    ];
    let pair = inverse_butterfly(pair, INVERSE[2].multiplier(index));
    let pair = inverse_butterfly(exchange_doubles(pair), INVERSE[1].multiplier(index));
    let [a, b] = inverse_butterfly(exchange_quads(pair), INVERSE[0].multiplier(index));
    exchange_halves([barrett_reduce(a), b])
}

#[target_feature(enable = "avx2")]
fn prepare(f: &Poly, factor: &mut Factor) {
    let multipliers = GAMMAS.as_chunks::<16>().0.iter().zip(&GAMMAS_BY_Q);
    let even = factor.even.0.as_chunks_mut::<16>().0;
    let odd = factor.odd.0.as_chunks_mut::<16>().0;
    let outputs = even.iter_mut().zip(odd);
    for ((f, (b, b_by_q)), (even, odd)) in
        f.0.as_chunks::<16>().0.iter().zip(multipliers).zip(outputs)
    {
        let f = load(f);
        store(even, montgomery_multiply(f, Multiplier { b: load(b), b_by_q: load(b_by_q) }));
        let swapped = _mm256_or_si256(_mm256_slli_epi32::<16>(f), _mm256_srli_epi32::<16>(f));
        store(odd, swapped);
    }
}

const GAMMAS_BY_Q: [[i16; 16]; 16] = {
    let mut table = [[0; 16]; 16];
    let mut i = 0;
    while i < 256 {
        table[i / 16][i % 16] = GAMMAS[i].wrapping_mul(Q_INVERSE);
        i += 1;
    }
    table
};

/// Sums of pairs of products in 32 bits, one Montgomery reduction at the end.
#[target_feature(enable = "avx2")]
fn inner_product(a: &[Poly], b: &[Factor], h: &mut Poly) {
    for (i, chunk) in h.0.as_chunks_mut::<16>().0.iter_mut().enumerate() {
        let mut even = _mm256_setzero_si256();
        let mut odd = _mm256_setzero_si256();
        for (a, b) in a.iter().zip(b) {
            let a = load(&a.0.as_chunks::<16>().0[i]);
            let product = |b: &Poly| _mm256_madd_epi16(a, load(&b.0.as_chunks::<16>().0[i]));
            even = _mm256_add_epi32(even, product(&b.even));
            odd = _mm256_add_epi32(odd, product(&b.odd));
        }
        let low = _mm256_blend_epi16::<0xAA>(even, _mm256_slli_epi32::<16>(odd));
        let high = _mm256_blend_epi16::<0xAA>(_mm256_srli_epi32::<16>(even), odd);
        let t = _mm256_mullo_epi16(low, _mm256_set1_epi16(Q_INVERSE));
        store(chunk, _mm256_sub_epi16(high, _mm256_mulhi_epi16(t, _mm256_set1_epi16(Q))));
    }
}

#[target_feature(enable = "avx2")]
fn scale_and_add(f: &mut Poly, g: &Poly) {
    for (f, g) in f.0.as_chunks_mut::<16>().0.iter_mut().zip(g.0.as_chunks::<16>().0) {
        let scaled = montgomery_multiply(load(f), constant(R_SQUARED));
        store(f, _mm256_add_epi16(scaled, load(g)));
    }
}

#[target_feature(enable = "avx2")]
fn add(f: &mut Poly, g: &Poly) {
    for (f, g) in f.0.as_chunks_mut::<16>().0.iter_mut().zip(g.0.as_chunks::<16>().0) {
        let sum = _mm256_add_epi16(load(f), load(g));
        store(f, sum);
    }
}

#[target_feature(enable = "avx2")]
fn subtract_from(f: &mut Poly, g: &Poly) {
    for (f, g) in f.0.as_chunks_mut::<16>().0.iter_mut().zip(g.0.as_chunks::<16>().0) {
        let difference = _mm256_sub_epi16(load(g), load(f));
        store(f, difference);
    }
}
