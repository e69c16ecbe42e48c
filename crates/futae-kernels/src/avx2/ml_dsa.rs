//! ML-DSA kernels in AVX2: eight coefficients a vector.
//!
//! Owns the transforms, the samplers and the unpacking by hand; the other kernels are the portable
//! ones, whose loops the compiler turns into vectors when it may use AVX2. Bounds and reasons are
//! those of `portable::ml_dsa`.

use core::arch::x86_64::*;

use super::{load, load_half, store};
use crate::{
    declassified,
    keccak::ROW,
    ml_dsa::{
        BOUNDED_WORDS, Encoding, Eta, Gamma2, Hint, INVERSE_NTT_LAST_ROOT, INVERSE_NTT_SCALE,
        Kernels, N, Poly, Q, Q_INVERSE, UNIFORM_WORDS, ZETAS, quotient,
    },
    ml_kem,
    portable::ml_dsa as portable,
};

/// The AVX2 kernels.
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
const LANES: usize = 8;
/// Vectors in a polynomial.
const VECTORS: usize = N / LANES;
/// Pairs of vectors, within which the layers of length 4, 2 and 1 stay.
const PAIRS: usize = VECTORS / 2;

/// A root and its quotient by q, eight of each.
#[repr(C, align(32))]
struct Roots {
    root: [i32; LANES],
    quotient: [i32; LANES],
}

/// Which butterfly of its length each lane holds after the shuffles of [`ntt`].
const ORDER: [[usize; LANES]; 3] =
    [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7], [0, 2, 1, 3, 4, 6, 5, 7]];

/// The roots of the layers of length 4, 2 and 1 for each pair of vectors, forward.
static ROOTS: [[Roots; PAIRS]; 3] = roots(false);
/// The same for the inverse transform.
static INVERSE_ROOTS: [[Roots; PAIRS]; 3] = roots(true);

/// A butterfly of two vectors with one root.
macro_rules! forward {
    ($v:ident, $($root:expr => $($low:literal $high:literal),+;)+) => {$(
        let (z, quotient) = broadcast_root(ZETAS[$root]);
        $(
            let t = multiply($v[$high], z, quotient);
            $v[$high] = _mm256_sub_epi32($v[$low], t);
            $v[$low] = _mm256_add_epi32($v[$low], t);
        )+
    )+};
}

macro_rules! inverse {
    ($v:ident, $($root:expr => $($low:literal $high:literal),+;)+) => {$(
        let (z, quotient) = broadcast_root(-ZETAS[$root]);
        $(
            let difference = _mm256_sub_epi32($v[$low], $v[$high]);
            $v[$low] = _mm256_add_epi32($v[$low], $v[$high]);
            $v[$high] = multiply(difference, z, quotient);
        )+
    )+};
}

#[target_feature(enable = "avx2")]
fn ntt(poly: &mut Poly) {
    let vectors = vectors_mut(poly);
    for i in 0..4 {
        let mut v: [__m256i; 8] = [_mm256_setzero_si256(); 8];
        (0..8).for_each(|j| v[j] = vectors[4 * j + i]);
        forward! { v,
            1 => 0 4, 1 5, 2 6, 3 7;
            2 => 0 2, 1 3;
            3 => 4 6, 5 7;
            4 => 0 1;
            5 => 2 3;
            6 => 4 5;
            7 => 6 7;
        }
        (0..8).for_each(|j| vectors[4 * j + i] = v[j]);
    }
    for (j, chunk) in vectors.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let mut v = *chunk;
        forward! { v,
            8 + j => 0 2, 1 3;
            16 + 2 * j => 0 1;
            17 + 2 * j => 2 3;
        }
        let first = forward_pair((v[0], v[1]), 2 * j);
        let second = forward_pair((v[2], v[3]), 2 * j + 1);
        *chunk = [first.0, first.1, second.0, second.1];
    }
}

/// The layers of length 4, 2 and 1 within sixteen coefficients.
#[inline]
#[target_feature(enable = "avx2")]
fn forward_pair(pair: (__m256i, __m256i), index: usize) -> (__m256i, __m256i) {
    let pair = forward_layer(swap_halves(pair), &ROOTS[0][index]);
    let pair = forward_layer(swap_quarters(pair), &ROOTS[1][index]);
    let pair = forward_layer(split_even_odd(pair), &ROOTS[2][index]);
    swap_halves(swap_quarters(join_even_odd(pair)))
}

#[target_feature(enable = "avx2")]
fn inverse_ntt(poly: &mut Poly) {
    let vectors = vectors_mut(poly);
    for (j, chunk) in vectors.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let first = inverse_pair((chunk[0], chunk[1]), 2 * j);
        let second = inverse_pair((chunk[2], chunk[3]), 2 * j + 1);
        let mut v = [first.0, first.1, second.0, second.1];
        inverse! { v,
            31 - 2 * j => 0 1;
            30 - 2 * j => 2 3;
            15 - j => 0 2, 1 3;
        }
        *chunk = v;
    }
    let (scale, scale_quotient) = broadcast_root(INVERSE_NTT_SCALE);
    let (last, last_quotient) = broadcast_root(INVERSE_NTT_LAST_ROOT);
    for i in 0..4 {
        let mut v: [__m256i; 8] = [_mm256_setzero_si256(); 8];
        (0..8).for_each(|j| v[j] = vectors[4 * j + i]);
        inverse! { v,
            7 => 0 1;
            6 => 2 3;
            5 => 4 5;
            4 => 6 7;
            3 => 0 2, 1 3;
            2 => 4 6, 5 7;
        }
        for j in 0..4 {
            let (a, b) = (v[j], v[j + 4]);
            vectors[4 * j + i] = multiply(_mm256_add_epi32(a, b), scale, scale_quotient);
            vectors[4 * j + 16 + i] = multiply(_mm256_sub_epi32(a, b), last, last_quotient);
        }
    }
}

/// The layers of length 1, 2 and 4 within sixteen coefficients.
#[inline]
#[target_feature(enable = "avx2")]
fn inverse_pair(pair: (__m256i, __m256i), index: usize) -> (__m256i, __m256i) {
    let pair = split_even_odd(swap_quarters(swap_halves(pair)));
    let pair = inverse_layer(pair, &INVERSE_ROOTS[2][index]);
    let pair = inverse_layer(join_even_odd(pair), &INVERSE_ROOTS[1][index]);
    let pair = inverse_layer(swap_quarters(pair), &INVERSE_ROOTS[0][index]);
    swap_halves(pair)
}

#[inline]
#[target_feature(enable = "avx2")]
fn forward_layer((a, b): (__m256i, __m256i), roots: &Roots) -> (__m256i, __m256i) {
    let t = multiply(b, load(&roots.root), load(&roots.quotient));
    (_mm256_add_epi32(a, t), _mm256_sub_epi32(a, t))
}

#[inline]
#[target_feature(enable = "avx2")]
fn inverse_layer((a, b): (__m256i, __m256i), roots: &Roots) -> (__m256i, __m256i) {
    let difference = _mm256_sub_epi32(a, b);
    let product = multiply(difference, load(&roots.root), load(&roots.quotient));
    (_mm256_add_epi32(a, b), product)
}

/// Exchanges the upper half of the first vector with the lower half of the second.
#[inline]
#[target_feature(enable = "avx2")]
fn swap_halves((a, b): (__m256i, __m256i)) -> (__m256i, __m256i) {
    (_mm256_permute2x128_si256::<0x20>(a, b), _mm256_permute2x128_si256::<0x31>(a, b))
}

/// The same within each half.
#[inline]
#[target_feature(enable = "avx2")]
fn swap_quarters((a, b): (__m256i, __m256i)) -> (__m256i, __m256i) {
    (_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b))
}

/// The even lanes of both vectors, and the odd ones; lanes 1 and 2 of each half change places.
#[inline]
#[target_feature(enable = "avx2")]
fn split_even_odd((a, b): (__m256i, __m256i)) -> (__m256i, __m256i) {
    let (a, b) = (_mm256_castsi256_ps(a), _mm256_castsi256_ps(b));
    let even = _mm256_shuffle_ps::<0b10_00_10_00>(a, b);
    let odd = _mm256_shuffle_ps::<0b11_01_11_01>(a, b);
    (_mm256_castps_si256(even), _mm256_castps_si256(odd))
}

/// Undoes [`split_even_odd`].
#[inline]
#[target_feature(enable = "avx2")]
fn join_even_odd((a, b): (__m256i, __m256i)) -> (__m256i, __m256i) {
    (_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b))
}

#[target_feature(enable = "avx2")]
fn inner_product(out: &mut Poly, a: &[Poly], b: &[Poly]) {
    for (i, out) in vectors_mut(out).iter_mut().enumerate() {
        let (mut even, mut odd) = (_mm256_setzero_si256(), _mm256_setzero_si256());
        for (a, b) in a.iter().zip(b) {
            let (a, b) = (vectors(a)[i], vectors(b)[i]);
            even = _mm256_add_epi64(even, _mm256_mul_epi32(a, b));
            odd = _mm256_add_epi64(odd, _mm256_mul_epi32(odd_lanes(a), odd_lanes(b)));
        }
        *out = montgomery_reduce(even, odd);
    }
}

#[target_feature(enable = "avx2")]
fn multiply_subtract(acc: &mut Poly, a: &Poly, b: &Poly) {
    let half = _mm256_set1_epi32(1 << 22);
    for ((acc, &a), &b) in vectors_mut(acc).iter_mut().zip(vectors(a)).zip(vectors(b)) {
        let even = _mm256_mul_epi32(a, b);
        let odd = _mm256_mul_epi32(odd_lanes(a), odd_lanes(b));
        let r = _mm256_sub_epi32(*acc, montgomery_reduce(even, odd));
        let quotient = _mm256_srai_epi32::<23>(_mm256_add_epi32(r, half));
        *acc = _mm256_sub_epi32(r, _mm256_mullo_epi32(quotient, _mm256_set1_epi32(Q)));
    }
}

#[target_feature(enable = "avx2")]
fn add_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool {
    portable::add_centred(acc, b, bound)
}

#[target_feature(enable = "avx2")]
fn subtract_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool {
    portable::subtract_centred(acc, b, bound)
}

#[target_feature(enable = "avx2")]
fn add_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool {
    portable::add_small(acc, b, bound)
}

#[target_feature(enable = "avx2")]
fn subtract_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool {
    portable::subtract_small(acc, b, bound)
}

#[target_feature(enable = "avx2")]
fn exceeds(poly: &Poly, bound: i32) -> bool {
    portable::exceeds(poly, bound)
}

#[target_feature(enable = "avx2")]
fn power2round(t: &mut Poly, t1: &mut Poly) {
    portable::power2round(t, t1);
}

#[target_feature(enable = "avx2")]
fn decompose(w: &mut Poly, w1: &mut Poly, gamma2: Gamma2) {
    match gamma2 {
        Gamma2::Q88 => portable::decompose(w, w1, Gamma2::Q88),
        Gamma2::Q32 => portable::decompose(w, w1, Gamma2::Q32),
    }
}

#[target_feature(enable = "avx2")]
fn make_hint(r0: &Poly, ct0: &Poly, w1: &Poly, gamma2: Gamma2) -> Hint {
    portable::make_hint(r0, ct0, w1, gamma2)
}

#[target_feature(enable = "avx2")]
fn use_hint(w: &mut Poly, hint: &Hint, gamma2: Gamma2) {
    match gamma2 {
        Gamma2::Q88 => portable::use_hint(w, hint, Gamma2::Q88),
        Gamma2::Q32 => portable::use_hint(w, hint, Gamma2::Q32),
    }
}

/// Row m lists the set bits of m: the lanes to bring to the front.
static ACCEPTED_FIRST: [[u8; LANES]; 256] = {
    let mut table = [[0; LANES]; 256];
    let mut mask = 0;
    while mask < 256 {
        let (mut lane, mut count) = (0, 0);
        while lane < LANES {
            if mask >> lane & 1 == 1 {
                table[mask][count] = lane as u8;
                count += 1;
            }
            lane += 1;
        }
        mask += 1;
    }
    table
};

#[target_feature(enable = "avx2,popcnt")]
fn reject_uniform(out: &mut Poly, filled: usize, row: &[u64; ROW]) -> usize {
    // Twelve bytes to each half, then three bytes to each lane.
    let halves = _mm256_set_epi32(5, 5, 4, 3, 2, 2, 1, 0);
    let spread = _mm256_set_epi8(
        -1, 11, 10, 9, -1, 8, 7, 6, -1, 5, 4, 3, -1, 2, 1, 0, //
        -1, 11, 10, 9, -1, 8, 7, 6, -1, 5, 4, 3, -1, 2, 1, 0,
    );
    let mut filled = filled;
    for start in (0..UNIFORM_WORDS).step_by(3) {
        let bytes = _mm256_permutevar8x32_epi32(load_words(row, start), halves);
        let candidates = _mm256_shuffle_epi8(bytes, spread);
        let candidates = _mm256_and_si256(candidates, _mm256_set1_epi32((1 << 23) - 1));
        filled = append(out, filled, candidates, candidates, Q);
    }
    filled
}

#[target_feature(enable = "avx2,popcnt")]
fn reject_bounded(out: &mut Poly, filled: usize, row: &[u64; ROW], eta: Eta) -> usize {
    let shifts = _mm256_set_epi32(28, 24, 20, 16, 12, 8, 4, 0);
    let mut filled = filled;
    for &word in &row[..BOUNDED_WORDS] {
        for bytes in [word as i32, (word >> 32) as i32] {
            let halves = _mm256_srlv_epi32(_mm256_set1_epi32(bytes), shifts);
            let halves = _mm256_and_si256(halves, _mm256_set1_epi32(15));
            let eta_vector = _mm256_set1_epi32(eta.value());
            let (limit, residues) = match eta {
                Eta::Two => (15, mod_5(halves)),
                Eta::Four => (9, halves),
            };
            filled = append(out, filled, halves, _mm256_sub_epi32(eta_vector, residues), limit);
        }
    }
    filled
}

#[inline]
#[target_feature(enable = "avx2")]
fn mod_5(r: __m256i) -> __m256i {
    let fifths = _mm256_srli_epi32::<10>(_mm256_mullo_epi32(r, _mm256_set1_epi32(205)));
    _mm256_sub_epi32(r, _mm256_add_epi32(fifths, _mm256_slli_epi32::<2>(fifths)))
}

/// Writes at `filled`, up to 256, the values whose candidates are below the limit. The look-up
/// tells which candidates were refused, which is public, see `portable::ml_dsa`.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
fn append(
    out: &mut Poly,
    filled: usize,
    candidates: __m256i,
    values: __m256i,
    limit: i32,
) -> usize {
    let below = _mm256_cmpgt_epi32(_mm256_set1_epi32(limit), candidates);
    let accepted = declassified(_mm256_movemask_ps(_mm256_castsi256_ps(below))) as usize;
    let order = i64::from_le_bytes(ACCEPTED_FIRST[accepted]);
    let order = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(order));
    let values = _mm256_permutevar8x32_epi32(values, order);
    let rest = &mut out.0[filled.min(N)..];
    match rest.first_chunk_mut::<LANES>() {
        Some(place) => store(place, values),
        None => {
            let mut last = [0; LANES];
            store(&mut last, values);
            rest.iter_mut().zip(last).for_each(|(to, value)| *to = value);
        }
    }
    (filled + accepted.count_ones() as usize).min(N)
}

#[target_feature(enable = "avx2")]
fn pack(out: &mut [u8], poly: &Poly, encoding: Encoding) {
    portable::pack(out, poly, encoding);
}

#[target_feature(enable = "avx2")]
fn unpack(poly: &mut Poly, bytes: &[u8], encoding: Encoding) {
    match encoding {
        Encoding::T1 => unpack_bits::<10>(poly, bytes, encoding),
        Encoding::Z17 => unpack_bits::<18>(poly, bytes, encoding),
        Encoding::Z19 => unpack_bits::<20>(poly, bytes, encoding),
        _ => portable::unpack(poly, bytes, encoding),
    }
}

/// Four fields are BITS / 2 whole bytes, for each half of a vector its own.
#[inline]
#[target_feature(enable = "avx2")]
fn unpack_bits<const BITS: usize>(poly: &mut Poly, bytes: &[u8], encoding: Encoding) {
    let spread = load(const { &spread_index(BITS) });
    let shifts = load(const { &spread_shifts(BITS) });
    let mask = _mm256_set1_epi32((1 << BITS) - 1);
    let upper = encoding.upper().map(|upper| _mm256_set1_epi32(upper));
    for (i, x) in vectors_mut(poly).iter_mut().enumerate() {
        let low = load_padded(&bytes[BITS * i..]);
        let high = load_padded(&bytes[BITS * i + BITS / 2..]);
        let fields = _mm256_shuffle_epi8(_mm256_set_m128i(high, low), spread);
        let value = _mm256_and_si256(_mm256_srlv_epi32(fields, shifts), mask);
        *x = upper.map_or(value, |upper| _mm256_sub_epi32(upper, value));
    }
}

/// In each half, lane i takes the four bytes from that in which its field begins.
const fn spread_index(bits: usize) -> [u8; 32] {
    let mut index = [0; 32];
    let mut i = 0;
    while i < 32 {
        index[i] = (i % 16 / 4 * bits / 8 + i % 4) as u8;
        i += 1;
    }
    index
}

/// The bit within its first byte at which the field of each lane begins.
const fn spread_shifts(bits: usize) -> [i32; LANES] {
    let mut shifts = [0; LANES];
    let mut i = 0;
    while i < LANES {
        shifts[i] = (i % 4 * bits % 8) as i32;
        i += 1;
    }
    shifts
}

/// The product with a root mod q in each lane.
#[inline]
#[target_feature(enable = "avx2")]
fn multiply(a: __m256i, root: __m256i, quotient: __m256i) -> __m256i {
    let even = _mm256_mul_epi32(a, quotient);
    let odd = _mm256_mul_epi32(odd_lanes(a), odd_lanes(quotient));
    let multiple = _mm256_blend_epi32::<0xaa>(odd_lanes(even), odd);
    let multiple = _mm256_mullo_epi32(multiple, _mm256_set1_epi32(Q));
    _mm256_sub_epi32(_mm256_mullo_epi32(a, root), multiple)
}

/// Eight 64-bit values, the even-numbered ones apart, each times 2^-32 mod q.
#[inline]
#[target_feature(enable = "avx2")]
fn montgomery_reduce(even: __m256i, odd: __m256i) -> __m256i {
    let (q, q_inverse) = (_mm256_set1_epi32(Q), _mm256_set1_epi32(Q_INVERSE));
    let even_m = _mm256_mul_epi32(even, q_inverse);
    let odd_m = _mm256_mul_epi32(odd, q_inverse);
    let even = _mm256_sub_epi64(even, _mm256_mul_epi32(even_m, q));
    let odd = _mm256_sub_epi64(odd, _mm256_mul_epi32(odd_m, q));
    _mm256_blend_epi32::<0xaa>(odd_lanes(even), odd)
}

/// The odd lanes, brought into the even ones.
#[inline]
#[target_feature(enable = "avx2")]
fn odd_lanes(a: __m256i) -> __m256i {
    _mm256_castps_si256(_mm256_movehdup_ps(_mm256_castsi256_ps(a)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn broadcast_root(root: i32) -> (__m256i, __m256i) {
    (_mm256_set1_epi32(root), _mm256_set1_epi32(quotient(root)))
}

/// The first 16 bytes, or what there is, followed by zeros.
#[inline]
#[target_feature(enable = "avx2")]
fn load_padded(bytes: &[u8]) -> __m128i {
    if let Some(bytes) = bytes.first_chunk::<16>() {
        return load_half(bytes);
    }
    let mut padded = [0_u8; 16];
    padded.iter_mut().zip(bytes).for_each(|(to, &byte)| *to = byte);
    load_half(&padded)
}

/// Four words from word `start`.
#[inline]
#[target_feature(enable = "avx2")]
fn load_words(row: &[u64; ROW], start: usize) -> __m256i {
    let words = &row[start..start + 4];
    // SAFETY: an unaligned load of the 32 bytes of `words`.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn vectors(poly: &Poly) -> &[__m256i; VECTORS] {
    // SAFETY: both types are 1024 bytes, `Poly` is aligned to 64, and any bits are a value.
    unsafe { &*core::ptr::from_ref(poly).cast() }
}

#[inline]
#[target_feature(enable = "avx2")]
fn vectors_mut(poly: &mut Poly) -> &mut [__m256i; VECTORS] {
    // SAFETY: both types are 1024 bytes, `Poly` is aligned to 64, and any bits are a value.
    unsafe { &mut *core::ptr::from_mut(poly).cast() }
}

const fn roots(inverse: bool) -> [[Roots; PAIRS]; 3] {
    const NONE: Roots = Roots { root: [0; LANES], quotient: [0; LANES] };
    const ROW: [Roots; PAIRS] = [const { NONE }; PAIRS];
    let mut table = [const { ROW }; 3];
    let mut i = 0;
    while i < 3 * PAIRS * LANES {
        let (layer, pair, lane) = (i / (PAIRS * LANES), i / LANES % PAIRS, i % LANES);
        let len = 4 >> layer;
        let blocks = N / (2 * len);
        let block = (LANES * pair + ORDER[layer][lane]) / len;
        let root = if inverse { -ZETAS[2 * blocks - 1 - block] } else { ZETAS[blocks + block] };
        table[layer][pair].root[lane] = root;
        table[layer][pair].quotient[lane] = quotient(root);
        i += 1;
    }
    table
}
