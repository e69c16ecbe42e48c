//! ML-DSA kernels in AVX-512 (F, BW, VBMI): sixteen coefficients a vector.
//!
//! Owns the vector forms of `portable::ml_dsa`, which states the arithmetic, its bounds and why
//! each step is right; here only what the vectors change is explained. A transform keeps the
//! whole polynomial in sixteen registers.

use core::{arch::x86_64::*, hint::black_box};

use super::{load, ml_kem::barrett_reduce, store};
use crate::{
    keccak::ROW,
    ml_dsa::{
        BOUNDED_WORDS, D, Encoding, Eta, Gamma2, Hint, INVERSE_NTT_LAST_ROOT, INVERSE_NTT_SCALE,
        Kernels, N, Poly, Q, Q_INVERSE, UNIFORM_WORDS, ZETAS, quotient,
    },
    ml_kem,
};

/// The AVX-512 kernels.
pub(super) const KERNELS: Kernels = Kernels {
    ntt,
    inverse_ntt,
    inner_product,
    multiply_subtract,
    add_centred,
    subtract_centred,
    add_small,
    subtract_small,
    exceeds,
    power2round,
    decompose,
    make_hint,
    use_hint,
    reject_uniform,
    reject_bounded,
    pack,
    unpack,
};

/// Coefficients in a vector.
const LANES: usize = 16;
/// Vectors in a polynomial.
const VECTORS: usize = N / LANES;
/// The even 32-bit lanes, not known as such to the compiler: it would turn a move and a blend into
/// one permutation of two registers, which takes longer than both.
#[inline]
#[target_feature(enable = "avx512f")]
fn even_lanes() -> __mmask16 {
    black_box(0x5555)
}

/// A root and its quotient by q, sixteen of each.
#[repr(C, align(64))]
struct Roots {
    root: [i32; LANES],
    quotient: [i32; LANES],
}

/// The roots of the layers of length 8, 4, 2 and 1 for each pair of vectors, forward.
static ROOTS: [[Roots; VECTORS / 2]; 4] = roots(false);
/// The same for the inverse transform.
static INVERSE_ROOTS: [[Roots; VECTORS / 2]; 4] = roots(true);

/// Index vectors which bring a pair of vectors from one arrangement to the next.
///
/// In arrangement L the lanes of the first vector are the 16 lower inputs of the butterflies of
/// length L among 32 coefficients, those of the second vector the 16 upper ones. Arrangement 16
/// is the natural order.
#[repr(C, align(64))]
struct Transition([[i32; LANES]; 2]);

static TRANSITIONS: [Transition; 5] =
    [transition(16, 8), transition(8, 4), transition(4, 2), transition(2, 1), transition(1, 16)];
static INVERSE_TRANSITIONS: [Transition; 5] =
    [transition(16, 1), transition(1, 2), transition(2, 4), transition(4, 8), transition(8, 16)];

/// Butterflies between vectors of an array, each pair by its own literal indices: the array must
/// stay in registers, which a loop over it does not guarantee.
macro_rules! forward {
    ($v:ident, $even:ident, $($root:literal: $($low:literal $high:literal),+;)+) => {$(
        let (z, quotient) = broadcast_root(const { ZETAS[$root] });
        $(
            let t = multiply_uniform($v[$high], z, quotient, $even);
            $v[$high] = _mm512_sub_epi32($v[$low], t);
            $v[$low] = _mm512_add_epi32($v[$low], t);
        )+
    )+};
}

macro_rules! inverse {
    ($v:ident, $even:ident, $($root:literal: $($low:literal $high:literal),+;)+) => {$(
        let (z, quotient) = broadcast_root(const { -ZETAS[$root] });
        $(
            let difference = _mm512_sub_epi32($v[$low], $v[$high]);
            $v[$low] = _mm512_add_epi32($v[$low], $v[$high]);
            $v[$high] = multiply_uniform(difference, z, quotient, $even);
        )+
    )+};
}

/// The last layer of the inverse, with its scale.
macro_rules! last_layer {
    ($out:ident, $v:ident, $even:ident, $($low:literal $high:literal),+) => {
        let (scale, scale_quotient) = broadcast_root(INVERSE_NTT_SCALE);
        let (z, quotient) = broadcast_root(INVERSE_NTT_LAST_ROOT);
        $(
            let sum = _mm512_add_epi32($v[$low], $v[$high]);
            let difference = _mm512_sub_epi32($v[$low], $v[$high]);
            $out[$low] = multiply_uniform(sum, scale, scale_quotient, $even);
            $out[$high] = multiply_uniform(difference, z, quotient, $even);
        )+
    };
}

#[target_feature(enable = "avx512f")]
fn ntt(poly: &mut Poly) {
    let even = even_lanes();
    let vectors = vectors_mut(poly);
    let mut v = *vectors;
    forward! { v, even,
        1: 0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15;
        2: 0 4, 1 5, 2 6, 3 7;
        3: 8 12, 9 13, 10 14, 11 15;
        4: 0 2, 1 3;
        5: 4 6, 5 7;
        6: 8 10, 9 11;
        7: 12 14, 13 15;
        8: 0 1;
        9: 2 3;
        10: 4 5;
        11: 6 7;
        12: 8 9;
        13: 10 11;
        14: 12 13;
        15: 14 15;
    }
    *vectors = v;
    // Four pairs at a time: fewer wait for their own multiplications.
    for (i, chunk) in vectors.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        let mut pairs = split_pairs(chunk);
        for layer in 0..4 {
            let roots = &ROOTS[layer].as_chunks::<4>().0[i];
            pairs = forward_pairs(pairs, &TRANSITIONS[layer], roots, even);
        }
        *chunk = join_pairs(pairs, &TRANSITIONS[4]);
    }
}

#[target_feature(enable = "avx512f")]
fn inverse_ntt(poly: &mut Poly) {
    let even = even_lanes();
    let vectors = vectors_mut(poly);
    for (i, chunk) in vectors.as_chunks_mut::<8>().0.iter_mut().enumerate() {
        let mut pairs = split_pairs(chunk);
        for layer in 0..4 {
            let roots = &INVERSE_ROOTS[3 - layer].as_chunks::<4>().0[i];
            pairs = inverse_pairs(pairs, &INVERSE_TRANSITIONS[layer], roots, even);
        }
        *chunk = join_pairs(pairs, &INVERSE_TRANSITIONS[4]);
    }
    let mut v = *vectors;
    inverse! { v, even,
        15: 0 1;
        14: 2 3;
        13: 4 5;
        12: 6 7;
        11: 8 9;
        10: 10 11;
        9: 12 13;
        8: 14 15;
        7: 0 2, 1 3;
        6: 4 6, 5 7;
        5: 8 10, 9 11;
        4: 12 14, 13 15;
        3: 0 4, 1 5, 2 6, 3 7;
        2: 8 12, 9 13, 10 14, 11 15;
    }
    last_layer! { vectors, v, even, 0 8, 1 9, 2 10, 3 11, 4 12, 5 13, 6 14, 7 15 }
}

/// The lower and the upper inputs of the butterflies of four pairs of vectors.
type Pairs = ([__m512i; 4], [__m512i; 4]);

#[inline]
#[target_feature(enable = "avx512f")]
fn split_pairs(v: &[__m512i; 8]) -> Pairs {
    ([v[0], v[2], v[4], v[6]], [v[1], v[3], v[5], v[7]])
}

/// The pairs as neighbours, in another arrangement.
#[inline]
#[target_feature(enable = "avx512f")]
fn join_pairs(pairs: Pairs, to: &Transition) -> [__m512i; 8] {
    let (a, b) = rearrange(pairs, to);
    [a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]]
}

/// One layer within four pairs of vectors.
#[inline]
#[target_feature(enable = "avx512f")]
fn forward_pairs(pairs: Pairs, to: &Transition, roots: &[Roots; 4], even: __mmask16) -> Pairs {
    let (mut a, mut b) = rearrange(pairs, to);
    for i in 0..4 {
        let t = multiply(b[i], load(&roots[i].root), load(&roots[i].quotient), even);
        (a[i], b[i]) = (_mm512_add_epi32(a[i], t), _mm512_sub_epi32(a[i], t));
    }
    (a, b)
}

/// One layer of the inverse within four pairs of vectors.
#[inline]
#[target_feature(enable = "avx512f")]
fn inverse_pairs(pairs: Pairs, to: &Transition, roots: &[Roots; 4], even: __mmask16) -> Pairs {
    let (mut a, mut b) = rearrange(pairs, to);
    for i in 0..4 {
        let difference = _mm512_sub_epi32(a[i], b[i]);
        a[i] = _mm512_add_epi32(a[i], b[i]);
        b[i] = multiply(difference, load(&roots[i].root), load(&roots[i].quotient), even);
    }
    (a, b)
}

#[target_feature(enable = "avx512f")]
fn inner_product(out: &mut Poly, a: &[Poly], b: &[Poly]) {
    let even = even_lanes();
    for (i, out) in vectors_mut(out).iter_mut().enumerate() {
        let mut sums = [_mm512_setzero_si512(); 2];
        for (a, b) in a.iter().zip(b) {
            let products = products(vectors(a)[i], vectors(b)[i]);
            sums = [0, 1].map(|half| _mm512_add_epi64(sums[half], products[half]));
        }
        *out = montgomery_reduce(sums, even);
    }
}

#[target_feature(enable = "avx512f")]
fn multiply_subtract(acc: &mut Poly, a: &Poly, b: &Poly) {
    let even = even_lanes();
    for ((acc, &a), &b) in vectors_mut(acc).iter_mut().zip(vectors(a)).zip(vectors(b)) {
        *acc = centre(_mm512_sub_epi32(*acc, montgomery_reduce(products(a, b), even)));
    }
}

/// The products of the even lanes, and those of the odd ones.
#[inline]
#[target_feature(enable = "avx512f")]
fn products(a: __m512i, b: __m512i) -> [__m512i; 2] {
    [_mm512_mul_epi32(a, b), _mm512_mul_epi32(odd_lanes(a), odd_lanes(b))]
}

#[target_feature(enable = "avx512f")]
fn add_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool {
    let limit = _mm512_set1_epi32(bound - 1);
    let mut over = 0;
    for (acc, &b) in vectors_mut(acc).iter_mut().zip(vectors(b)) {
        *acc = centre(_mm512_add_epi32(*acc, b));
        over |= _mm512_cmpgt_epi32_mask(_mm512_abs_epi32(*acc), limit);
    }
    over != 0
}

#[target_feature(enable = "avx512f")]
fn subtract_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool {
    let limit = _mm512_set1_epi32(bound - 1);
    let mut over = 0;
    for (acc, &b) in vectors_mut(acc).iter_mut().zip(vectors(b)) {
        *acc = centre(_mm512_sub_epi32(*acc, b));
        over |= _mm512_cmpgt_epi32_mask(_mm512_abs_epi32(*acc), limit);
    }
    over != 0
}

#[target_feature(enable = "avx512f,avx512bw")]
fn add_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool {
    let limit = _mm512_set1_epi32(bound - 1);
    let mut over = 0;
    for (pair, b) in vectors_mut(acc).as_chunks_mut::<2>().0.iter_mut().zip(b.0.as_chunks().0) {
        for (acc, b) in pair.iter_mut().zip(centred_small(b)) {
            *acc = _mm512_add_epi32(*acc, b);
            over |= _mm512_cmpgt_epi32_mask(_mm512_abs_epi32(*acc), limit);
        }
    }
    over != 0
}

#[target_feature(enable = "avx512f,avx512bw")]
fn subtract_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool {
    let limit = _mm512_set1_epi32(bound - 1);
    let mut over = 0;
    for (pair, b) in vectors_mut(acc).as_chunks_mut::<2>().0.iter_mut().zip(b.0.as_chunks().0) {
        for (acc, b) in pair.iter_mut().zip(centred_small(b)) {
            *acc = _mm512_sub_epi32(*acc, b);
            over |= _mm512_cmpgt_epi32_mask(_mm512_abs_epi32(*acc), limit);
        }
    }
    over != 0
}

/// 32 residues mod 3329 nearest to zero, sixteen in a vector.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn centred_small(b: &[i16; 2 * LANES]) -> [__m512i; 2] {
    let b = barrett_reduce(load(b));
    let [low, high] = [_mm512_castsi512_si256(b), _mm512_extracti64x4_epi64::<1>(b)];
    [_mm512_cvtepi16_epi32(low), _mm512_cvtepi16_epi32(high)]
}

#[target_feature(enable = "avx512f")]
fn exceeds(poly: &Poly, bound: i32) -> bool {
    let limit = _mm512_set1_epi32(bound - 1);
    let mut over = 0;
    for &x in vectors(poly) {
        over |= _mm512_cmpgt_epi32_mask(_mm512_abs_epi32(x), limit);
    }
    over != 0
}

#[target_feature(enable = "avx512f")]
fn power2round(t: &mut Poly, t1: &mut Poly) {
    let half = _mm512_set1_epi32((1 << (D - 1)) - 1);
    for (t, t1) in vectors_mut(t).iter_mut().zip(vectors_mut(t1)) {
        let r = canonical(*t);
        *t1 = _mm512_srai_epi32::<D>(_mm512_add_epi32(r, half));
        *t = _mm512_sub_epi32(r, _mm512_slli_epi32::<D>(*t1));
    }
}

#[target_feature(enable = "avx512f")]
fn decompose(w: &mut Poly, w1: &mut Poly, gamma2: Gamma2) {
    for (w, w1) in vectors_mut(w).iter_mut().zip(vectors_mut(w1)) {
        (*w1, *w) = decompose_lanes(canonical(*w), gamma2);
    }
}

#[target_feature(enable = "avx512f")]
fn make_hint(r0: &Poly, ct0: &Poly, w1: &Poly, gamma2: Gamma2) -> Hint {
    let top = _mm512_set1_epi32(gamma2.value());
    let bottom = _mm512_set1_epi32(-gamma2.value());
    let mut hint = [0; N / 64];
    for (i, ((&r0, &ct0), &w1)) in vectors(r0).iter().zip(vectors(ct0)).zip(vectors(w1)).enumerate()
    {
        let a0 = _mm512_add_epi32(r0, ct0);
        let outside = _mm512_cmpgt_epi32_mask(a0, top) | _mm512_cmplt_epi32_mask(a0, bottom);
        let edge = _mm512_cmpeq_epi32_mask(a0, bottom) & _mm512_test_epi32_mask(w1, w1);
        hint[i / 4] |= u64::from(outside | edge) << (i % 4 * LANES);
    }
    hint
}

#[target_feature(enable = "avx512f")]
fn use_hint(w: &mut Poly, hint: &Hint, gamma2: Gamma2) {
    let (zero, one) = (_mm512_setzero_si512(), _mm512_set1_epi32(1));
    let last = _mm512_set1_epi32(gamma2.high_values() - 1);
    for (i, w) in vectors_mut(w).iter_mut().enumerate() {
        let moving = (hint[i / 4] >> (i % 4 * LANES)) as __mmask16;
        let (high, low) = decompose_lanes(canonical(*w), gamma2);
        // 1 where low > 0, else -1.
        let step = _mm512_or_si512(_mm512_srai_epi32::<31>(_mm512_sub_epi32(low, one)), one);
        let moved = _mm512_mask_add_epi32(high, moving, high, step);
        let moved = _mm512_mask_mov_epi32(moved, _mm512_cmpgt_epi32_mask(moved, last), zero);
        *w = _mm512_mask_mov_epi32(moved, _mm512_cmplt_epi32_mask(moved, zero), last);
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,popcnt")]
fn reject_uniform(out: &mut Poly, filled: usize, row: &[u64; ROW]) -> usize {
    // Sixteen candidates in six words, thrice, then eight in the last three of the last eight.
    let candidates = [load_words::<0>(row), load_words::<6>(row), load_words::<12>(row)];
    let filled = candidates
        .into_iter()
        .fold(filled, |filled, bytes| append_uniform(out, filled, three_bytes(bytes, 0), 0xffff));
    let last = three_bytes(load_words::<{ UNIFORM_WORDS - 8 }>(row), 64 - 24);
    append_uniform(out, filled, last, 0x00ff)
}

/// FIPS 204, Algorithm 14 (CoeffFromThreeBytes), sixteen times from byte `start`, but for the
/// refusal.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn three_bytes(bytes: __m512i, start: i8) -> __m512i {
    static SPREAD: [u8; 64] = {
        let mut index = [0; 64];
        let mut i = 0;
        while i < 64 {
            // The fourth byte of each lane is masked off below.
            index[i] = (i / 4 * 3 + i % 4) as u8;
            i += 1;
        }
        index
    };
    let index = _mm512_add_epi8(load(&SPREAD), _mm512_set1_epi8(start));
    let spread = _mm512_permutexvar_epi8(index, bytes);
    _mm512_and_si512(spread, _mm512_set1_epi32((1 << 23) - 1))
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,popcnt")]
fn reject_bounded(out: &mut Poly, filled: usize, row: &[u64; ROW], eta: Eta) -> usize {
    /// Lane i takes the half-byte at bit 4 i of the eight bytes.
    const SHIFTS: [i64; 8] = {
        let mut shifts = [0; 8];
        let mut i = 0;
        while i < 8 {
            shifts[i] = ((8 * i) | ((8 * i + 4) << 32)) as i64;
            i += 1;
        }
        shifts
    };
    let [a, b, c, d, e, f, g, h] = SHIFTS;
    let shifts = _mm512_set_epi64(h, g, f, e, d, c, b, a);
    let (limit, coefficients) = match eta {
        Eta::Two => (15, _mm512_set_epi32(0, -2, -1, 0, 1, 2, -2, -1, 0, 1, 2, -2, -1, 0, 1, 2)),
        Eta::Four => (9, _mm512_set_epi32(0, 0, 0, 0, 0, 0, 0, -4, -3, -2, -1, 0, 1, 2, 3, 4)),
    };
    let mut filled = filled;
    for &word in &row[..BOUNDED_WORDS] {
        let bytes = _mm512_set1_epi64(word as i64);
        let halves = _mm512_multishift_epi64_epi8(shifts, bytes);
        let halves = _mm512_and_si512(halves, _mm512_set1_epi32(15));
        let accepted = _mm512_cmplt_epi32_mask(halves, _mm512_set1_epi32(limit));
        let values = _mm512_permutexvar_epi32(halves, coefficients);
        filled = append(out, filled, values, accepted);
    }
    filled
}

/// Appends those of the lanes `among` which are below q.
#[inline]
#[target_feature(enable = "avx512f,popcnt")]
fn append_uniform(out: &mut Poly, filled: usize, values: __m512i, among: __mmask16) -> usize {
    let accepted = _mm512_mask_cmplt_epi32_mask(among, values, _mm512_set1_epi32(Q));
    append(out, filled, values, accepted)
}

/// Writes the accepted lanes at `filled`, up to 256; compressed in a register, since a
/// compressing store is slow on some processors.
#[inline]
#[target_feature(enable = "avx512f,popcnt")]
fn append(out: &mut Poly, filled: usize, values: __m512i, accepted: __mmask16) -> usize {
    let values = _mm512_maskz_compress_epi32(accepted, values);
    let rest = &mut out.0[filled.min(N)..];
    match rest.first_chunk_mut::<LANES>() {
        Some(place) => store(place, values),
        None => store_part(rest, values),
    }
    (filled + accepted.count_ones() as usize).min(N)
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn pack(out: &mut [u8], poly: &Poly, encoding: Encoding) {
    match encoding {
        Encoding::Eta2 => pack_bits::<3>(out, poly, encoding),
        Encoding::Eta4 | Encoding::W16 => pack_bits::<4>(out, poly, encoding),
        Encoding::W44 => pack_bits::<6>(out, poly, encoding),
        Encoding::T1 => pack_bits::<10>(out, poly, encoding),
        Encoding::T0 => pack_bits::<13>(out, poly, encoding),
        Encoding::Z17 => pack_bits::<18>(out, poly, encoding),
        Encoding::Z19 => pack_bits::<20>(out, poly, encoding),
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn unpack(poly: &mut Poly, bytes: &[u8], encoding: Encoding) {
    match encoding {
        Encoding::Eta2 => unpack_bits::<3>(poly, bytes, encoding),
        Encoding::Eta4 | Encoding::W16 => unpack_bits::<4>(poly, bytes, encoding),
        Encoding::W44 => unpack_bits::<6>(poly, bytes, encoding),
        Encoding::T1 => unpack_bits::<10>(poly, bytes, encoding),
        Encoding::T0 => unpack_bits::<13>(poly, bytes, encoding),
        Encoding::Z17 => unpack_bits::<18>(poly, bytes, encoding),
        Encoding::Z19 => unpack_bits::<20>(poly, bytes, encoding),
    }
}

/// Joins fields of BITS bits two by two until a 128-bit lane holds whole bytes, then gathers
/// these bytes: 2 * BITS of them from sixteen coefficients.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn pack_bits<const BITS: usize>(out: &mut [u8], poly: &Poly, encoding: Encoding) {
    let gather = load(const { &gather_index(BITS) });
    let upper = encoding.upper().map(|upper| _mm512_set1_epi32(upper));
    for (i, &x) in vectors(poly).iter().enumerate() {
        let x = upper.map_or(x, |upper| _mm512_sub_epi32(upper, x));
        let odd = _mm512_srli_epi64::<32>(x);
        let odd = _mm512_sll_epi64(odd, _mm_cvtsi32_si128(BITS as i32));
        let pairs = _mm512_mask_or_epi32(odd, 0x5555, odd, x);
        let odd = _mm512_unpackhi_epi64(pairs, pairs);
        let mut joined = join(_mm512_maskz_mov_epi64(0x55, pairs), odd, 2 * BITS);
        if BITS % 2 == 1 {
            let even = _mm512_set_epi64(0, 0, 0, 0, 0, 4, 0, 0);
            let odd = _mm512_set_epi64(0, 0, 0, 0, 6, 6, 2, 2);
            let even = _mm512_maskz_permutexvar_epi64(0x05, even, joined);
            joined = join(even, _mm512_permutexvar_epi64(odd, joined), 4 * BITS);
        }
        let bytes = _mm512_permutexvar_epi8(gather, joined);
        // A whole vector where the following ones overwrite its end.
        let place = &mut out[2 * BITS * i..];
        match place.first_chunk_mut::<64>() {
            Some(place) => store(place, bytes),
            None => store_bytes_part(place, bytes),
        }
    }
}

/// In each 128-bit lane: the `width` bits of `even`, low, followed by the `width` bits of `odd`,
/// which stand in both halves.
#[inline]
#[target_feature(enable = "avx512f")]
fn join(even: __m512i, odd: __m512i, width: usize) -> __m512i {
    // Rotated left by width, the high part stands low, where the upper half takes it.
    let rotated = _mm512_rolv_epi64(odd, _mm512_set1_epi64(width as i64));
    let low = -1_i64 << width;
    let high = (1_i64 << (2 * width).saturating_sub(64)) - 1;
    let mask = _mm512_set_epi64(high, low, high, low, high, low, high, low);
    _mm512_or_si512(even, _mm512_and_si512(rotated, mask))
}

/// Where each of the first 2 * bits bytes stands after the joining of [`pack_bits`].
const fn gather_index(bits: usize) -> [u8; 64] {
    let group = if bits % 2 == 1 { bits } else { bits / 2 };
    let mut index = [0; 64];
    let mut i = 0;
    while i < 2 * bits {
        index[i] = (16 * (i / group) + i % group) as u8;
        i += 1;
    }
    index
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn unpack_bits<const BITS: usize>(poly: &mut Poly, bytes: &[u8], encoding: Encoding) {
    let spread = load(const { &spread_index(BITS) });
    let shifts = load(const { &spread_shifts(BITS) });
    let mask = _mm512_set1_epi32((1 << BITS) - 1);
    let upper = encoding.upper().map(|upper| _mm512_set1_epi32(upper));
    for (i, x) in vectors_mut(poly).iter_mut().enumerate() {
        let fields = _mm512_permutexvar_epi8(spread, load_padded(&bytes[2 * BITS * i..]));
        let value = _mm512_and_si512(_mm512_srlv_epi32(fields, shifts), mask);
        *x = upper.map_or(value, |upper| _mm512_sub_epi32(upper, value));
    }
}

/// Lane i takes the four bytes from that in which its field begins.
const fn spread_index(bits: usize) -> [u8; 64] {
    let mut index = [0; 64];
    let mut i = 0;
    while i < 64 {
        index[i] = (i / 4 * bits / 8 + i % 4) as u8;
        i += 1;
    }
    index
}

/// The bit within its first byte at which the field of lane i begins.
const fn spread_shifts(bits: usize) -> [i32; LANES] {
    let mut shifts = [0; LANES];
    let mut i = 0;
    while i < LANES {
        shifts[i] = (i * bits % 8) as i32;
        i += 1;
    }
    shifts
}

/// The product with a root mod q in each lane. Bounds as in `portable`.
#[inline]
#[target_feature(enable = "avx512f")]
fn multiply(a: __m512i, root: __m512i, quotient: __m512i, even: __mmask16) -> __m512i {
    multiply_halves(a, root, [quotient, odd_lanes(quotient)], even)
}

/// The same where all lanes of root and quotient are equal.
#[inline]
#[target_feature(enable = "avx512f")]
fn multiply_uniform(a: __m512i, root: __m512i, quotient: __m512i, even: __mmask16) -> __m512i {
    multiply_halves(a, root, [quotient, quotient], even)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn multiply_halves(a: __m512i, root: __m512i, by: [__m512i; 2], even: __mmask16) -> __m512i {
    let products = [_mm512_mul_epi32(a, by[0]), _mm512_mul_epi32(odd_lanes(a), by[1])];
    let multiple = _mm512_mullo_epi32(high_words(products, even), _mm512_set1_epi32(Q));
    _mm512_sub_epi32(_mm512_mullo_epi32(a, root), multiple)
}

/// Sixteen 64-bit values, the even-numbered ones first, each times 2^-32 mod q.
#[inline]
#[target_feature(enable = "avx512f")]
fn montgomery_reduce(values: [__m512i; 2], even: __mmask16) -> __m512i {
    let (q, q_inverse) = (_mm512_set1_epi32(Q), _mm512_set1_epi32(Q_INVERSE));
    let reduced = values.map(|value| {
        let m = _mm512_mul_epi32(value, q_inverse);
        _mm512_sub_epi64(value, _mm512_mul_epi32(m, q))
    });
    high_words(reduced, even)
}

/// The high words of both, those of the first in the even lanes.
#[inline]
#[target_feature(enable = "avx512f")]
fn high_words([first, second]: [__m512i; 2], even: __mmask16) -> __m512i {
    let first = _mm512_castsi512_ps(first);
    _mm512_castps_si512(_mm512_mask_movehdup_ps(_mm512_castsi512_ps(second), even, first))
}

/// The odd lanes, brought into the even ones.
#[inline]
#[target_feature(enable = "avx512f")]
fn odd_lanes(a: __m512i) -> __m512i {
    let a = _mm512_castsi512_ps(a);
    _mm512_castps_si512(_mm512_movehdup_ps(a))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn centre(a: __m512i) -> __m512i {
    let quotient = _mm512_srai_epi32::<23>(_mm512_add_epi32(a, _mm512_set1_epi32(1 << 22)));
    _mm512_sub_epi32(a, _mm512_mullo_epi32(quotient, _mm512_set1_epi32(Q)))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn canonical(a: __m512i) -> __m512i {
    let r = centre(a);
    // As unsigned numbers a negative r is the larger one.
    _mm512_min_epu32(r, _mm512_add_epi32(r, _mm512_set1_epi32(Q)))
}

/// As (r1, r0), of a canonical r.
#[inline]
#[target_feature(enable = "avx512f")]
fn decompose_lanes(r: __m512i, gamma2: Gamma2) -> (__m512i, __m512i) {
    let b = _mm512_srai_epi32::<7>(_mm512_add_epi32(r, _mm512_set1_epi32(127)));
    let r1 = match gamma2 {
        Gamma2::Q88 => {
            let r1 = _mm512_mullo_epi32(b, _mm512_set1_epi32(11_275));
            let r1 = _mm512_srai_epi32::<24>(_mm512_add_epi32(r1, _mm512_set1_epi32(1 << 23)));
            _mm512_maskz_mov_epi32(_mm512_cmplt_epi32_mask(r1, _mm512_set1_epi32(44)), r1)
        }
        Gamma2::Q32 => {
            let r1 = _mm512_mullo_epi32(b, _mm512_set1_epi32(1_025));
            let r1 = _mm512_srai_epi32::<22>(_mm512_add_epi32(r1, _mm512_set1_epi32(1 << 21)));
            _mm512_and_si512(r1, _mm512_set1_epi32(15))
        }
    };
    let alpha = _mm512_set1_epi32(2 * gamma2.value());
    let r0 = _mm512_sub_epi32(r, _mm512_mullo_epi32(r1, alpha));
    let wraps = _mm512_cmpgt_epi32_mask(r0, _mm512_set1_epi32((Q - 1) / 2));
    (r1, _mm512_mask_sub_epi32(r0, wraps, r0, _mm512_set1_epi32(Q)))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn rearrange((mut a, mut b): Pairs, to: &Transition) -> Pairs {
    let (first, second) = (load(&to.0[0]), load(&to.0[1]));
    for i in 0..4 {
        (a[i], b[i]) = (
            _mm512_permutex2var_epi32(a[i], first, b[i]),
            _mm512_permutex2var_epi32(a[i], second, b[i]),
        );
    }
    (a, b)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn broadcast_root(root: i32) -> (__m512i, __m512i) {
    (_mm512_set1_epi32(root), _mm512_set1_epi32(quotient(root)))
}

/// The first 64 bytes, or what there is, followed by zeros.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load_padded(bytes: &[u8]) -> __m512i {
    match bytes.first_chunk::<64>() {
        Some(bytes) => load(bytes),
        None => {
            // SAFETY: only as many bytes are read as the slice has.
            unsafe { _mm512_maskz_loadu_epi8((1 << bytes.len()) - 1, bytes.as_ptr().cast()) }
        }
    }
}

/// The first lanes, as many as there is place for, of fewer than sixteen.
#[inline]
#[target_feature(enable = "avx512f")]
fn store_part(place: &mut [i32], value: __m512i) {
    let mask = ((1_u32 << place.len().min(LANES)) - 1) as __mmask16;
    // SAFETY: only as many lanes are written as the slice has.
    unsafe { _mm512_mask_storeu_epi32(place.as_mut_ptr(), mask, value) }
}

/// The first bytes, as many as there is place for, of fewer than 64.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn store_bytes_part(place: &mut [u8], value: __m512i) {
    let mask = (1_u64 << place.len().min(63)) - 1;
    // SAFETY: only as many bytes are written as the slice has.
    unsafe { _mm512_mask_storeu_epi8(place.as_mut_ptr().cast(), mask, value) }
}

/// Eight words from word START.
#[inline]
#[target_feature(enable = "avx512f")]
fn load_words<const START: usize>(row: &[u64; ROW]) -> __m512i {
    let words = &row[START..START + 8];
    // SAFETY: an unaligned load of the 64 bytes of `words`.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn vectors(poly: &Poly) -> &[__m512i; VECTORS] {
    // SAFETY: both types are 1024 bytes aligned to 64, and any bits are a value of either.
    unsafe { &*core::ptr::from_ref(poly).cast() }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn vectors_mut(poly: &mut Poly) -> &mut [__m512i; VECTORS] {
    // SAFETY: both types are 1024 bytes aligned to 64, and any bits are a value of either.
    unsafe { &mut *core::ptr::from_mut(poly).cast() }
}

/// Which of 32 coefficients stands in `lane` (0..16 of the first vector, 16..32 of the second)
/// of arrangement `len`.
const fn coefficient_at(len: usize, lane: usize) -> usize {
    let (butterfly, upper) = (lane % LANES, lane / LANES);
    butterfly / len * 2 * len + butterfly % len + upper * len
}

const fn transition(from: usize, to: usize) -> Transition {
    let mut index = [[0; LANES]; 2];
    let mut target = 0;
    while target < 2 * LANES {
        let mut source = 0;
        while coefficient_at(from, source) != coefficient_at(to, target) {
            source += 1;
        }
        index[target / LANES][target % LANES] = source as i32;
        target += 1;
    }
    Transition(index)
}

const fn roots(inverse: bool) -> [[Roots; VECTORS / 2]; 4] {
    const NONE: Roots = Roots { root: [0; LANES], quotient: [0; LANES] };
    const ROW: [Roots; VECTORS / 2] = [const { NONE }; VECTORS / 2];
    let mut table = [const { ROW }; 4];
    let mut i = 0;
    while i < 4 * VECTORS / 2 * LANES {
        let (layer, pair, lane) = (i / 128, i / LANES % 8, i % LANES);
        let len = 8 >> layer;
        let blocks = N / (2 * len);
        let block = (2 * LANES * pair + coefficient_at(len, lane)) / (2 * len);
        let root = if inverse { -ZETAS[2 * blocks - 1 - block] } else { ZETAS[blocks + block] };
        table[layer][pair].root[lane] = root;
        table[layer][pair].quotient[lane] = quotient(root);
        i += 1;
    }
    table
}
