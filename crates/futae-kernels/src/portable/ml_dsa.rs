//! Portable ML-DSA kernels: the specification of the vector ones.
//!
//! Owns the scalar arithmetic mod q = 8 380 417 and the polynomial kernels over it. No branch,
//! index or division depends on a coefficient, except where a sampler counts what it accepts.

use crate::{
    declassified,
    keccak::ROW,
    ml_dsa::{
        BOUNDED_WORDS, D, Encoding, Eta, Gamma2, Hint, INVERSE_NTT_LAST_ROOT, INVERSE_NTT_SCALE,
        Kernels, N, Poly, Q, Q_INVERSE, UNIFORM_WORDS, ZETAS, quotient,
    },
    ml_kem,
    portable::ml_kem::barrett_reduce,
};

/// The portable kernels.
pub(crate) const KERNELS: Kernels = Kernels {
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

/// A root and its quotient by q, see [`quotient`].
type Root = (i32, i32);

const fn root(root: i32) -> Root {
    (root, quotient(root))
}

static ROOTS: [Root; N] = roots(1);
static INVERSE_ROOTS: [Root; N] = roots(-1);

const fn roots(sign: i32) -> [Root; N] {
    let mut table = [(0, 0); N];
    let mut m = 0;
    while m < N {
        table[m] = root(sign * ZETAS[m]);
        m += 1;
    }
    table
}

/// FIPS 204, Algorithm 41 (NTT). Each layer adds at most 1.01 q to a magnitude below 10 q:
/// |x| <= q before, |x| < 9.1 q after the eighth.
fn ntt(poly: &mut Poly) {
    ntt_layer::<128>(poly);
    ntt_layer::<64>(poly);
    ntt_layer::<32>(poly);
    ntt_layer::<16>(poly);
    ntt_layer::<8>(poly);
    ntt_layer::<4>(poly);
    ntt_layer::<2>(poly);
    ntt_layer::<1>(poly);
}

#[inline(always)]
fn ntt_layer<const LENGTH: usize>(poly: &mut Poly) {
    for (block, chunk) in poly.0.chunks_exact_mut(2 * LENGTH).enumerate() {
        let zeta = ROOTS[N / (2 * LENGTH) + block];
        let (low, high) = chunk.split_at_mut(LENGTH);
        for (a, b) in low.iter_mut().zip(high) {
            let t = multiply(*b, zeta);
            *b = *a - t;
            *a += t;
        }
    }
}

/// FIPS 204, Algorithm 42 (NTT^-1). Sums double in each layer: |x| <= q before, and
/// |x| <= 256 q < 2^31 in the eighth, whose multiplications bring both halves below 1.25 q.
fn inverse_ntt(poly: &mut Poly) {
    inverse_layer::<1>(poly);
    inverse_layer::<2>(poly);
    inverse_layer::<4>(poly);
    inverse_layer::<8>(poly);
    inverse_layer::<16>(poly);
    inverse_layer::<32>(poly);
    inverse_layer::<64>(poly);
    let (low, high) = poly.0.split_at_mut(N / 2);
    for (a, b) in low.iter_mut().zip(high) {
        let (sum, difference) = (*a + *b, *a - *b);
        *a = multiply(sum, const { root(INVERSE_NTT_SCALE) });
        *b = multiply(difference, const { root(INVERSE_NTT_LAST_ROOT) });
    }
}

#[inline(always)]
fn inverse_layer<const LENGTH: usize>(poly: &mut Poly) {
    for (block, chunk) in poly.0.chunks_exact_mut(2 * LENGTH).enumerate() {
        let zeta = INVERSE_ROOTS[N / LENGTH - 1 - block];
        let (low, high) = chunk.split_at_mut(LENGTH);
        for (a, b) in low.iter_mut().zip(high) {
            let difference = *a - *b;
            *a += *b;
            *b = multiply(difference, zeta);
        }
    }
}

/// FIPS 204, Algorithms 44 (AddNTT) and 45 (MultiplyNTT), with one reduction for the whole sum.
fn inner_product(out: &mut Poly, a: &[Poly], b: &[Poly]) {
    let mut sums = [0_i64; N];
    for (a, b) in a.iter().zip(b) {
        for ((sum, &a), &b) in sums.iter_mut().zip(&a.0).zip(&b.0) {
            *sum += i64::from(a) * i64::from(b);
        }
    }
    for (out, sum) in out.0.iter_mut().zip(sums) {
        *out = montgomery_reduce(sum);
    }
}

fn multiply_subtract(acc: &mut Poly, a: &Poly, b: &Poly) {
    for ((acc, &a), &b) in acc.0.iter_mut().zip(&a.0).zip(&b.0) {
        *acc = centre(*acc - montgomery_multiply(a, b));
    }
}

#[inline(always)]
pub(crate) fn add_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool {
    for (acc, &b) in acc.0.iter_mut().zip(&b.0) {
        *acc = centre(*acc + b);
    }
    exceeds(acc, bound)
}

#[inline(always)]
pub(crate) fn subtract_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool {
    for (acc, &b) in acc.0.iter_mut().zip(&b.0) {
        *acc = centre(*acc - b);
    }
    exceeds(acc, bound)
}

#[inline(always)]
pub(crate) fn add_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool {
    for (acc, &b) in acc.0.iter_mut().zip(&b.0) {
        *acc += i32::from(barrett_reduce(b));
    }
    exceeds(acc, bound)
}

#[inline(always)]
pub(crate) fn subtract_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool {
    for (acc, &b) in acc.0.iter_mut().zip(&b.0) {
        *acc -= i32::from(barrett_reduce(b));
    }
    exceeds(acc, bound)
}

/// Looks at every coefficient, whichever reached the bound first.
#[inline(always)]
pub(crate) fn exceeds(poly: &Poly, bound: i32) -> bool {
    // bound - 1 - |x| is negative exactly when |x| >= bound. Not `abs`, which is a branch where
    // nothing is optimised.
    let distance = |x: i32| bound - 1 - ((x ^ x >> 31) - (x >> 31));
    poly.0.iter().fold(0, |signs, &x| signs | distance(x)) < 0
}

/// FIPS 204, Algorithm 35 (Power2Round).
#[inline(always)]
pub(crate) fn power2round(t: &mut Poly, t1: &mut Poly) {
    for (t, t1) in t.0.iter_mut().zip(&mut t1.0) {
        let r = canonical(*t);
        *t1 = (r + (1 << (D - 1)) - 1) >> D;
        *t = r - (*t1 << D);
    }
}

/// FIPS 204, Algorithm 36 (Decompose).
#[inline(always)]
pub(crate) fn decompose(w: &mut Poly, w1: &mut Poly, gamma2: Gamma2) {
    for (w, w1) in w.0.iter_mut().zip(&mut w1.0) {
        (*w1, *w) = decompose_one(canonical(*w), gamma2);
    }
}

/// FIPS 204, Algorithm 39 (MakeHint): whether adding ct0 to w - cs2, whose high bits are w1,
/// changes the high bits. With a0 = r0 + ct0 they change exactly when a0 leaves
/// (-gamma_2, gamma_2], but that -gamma_2 is also kept where w1 = 0: q - 1 - gamma_2 + 1 is
/// rounded up to q there.
#[inline(always)]
pub(crate) fn make_hint(r0: &Poly, ct0: &Poly, w1: &Poly, gamma2: Gamma2) -> Hint {
    let gamma2 = gamma2.value();
    let mut hint = [0; N / 64];
    for i in 0..N {
        let a0 = r0.0[i] + ct0.0[i];
        let above = gamma2 - a0;
        let below = a0 + gamma2;
        let edge = (below | -below) >> 31 | !((w1.0[i] | -w1.0[i]) >> 31);
        let bit = ((above | below) >> 31 | !edge) & 1;
        hint[i / 64] |= u64::from(bit as u32) << (i % 64);
    }
    hint
}

/// FIPS 204, Algorithm 40 (UseHint).
#[inline(always)]
pub(crate) fn use_hint(w: &mut Poly, hint: &Hint, gamma2: Gamma2) {
    for (i, w) in w.0.iter_mut().enumerate() {
        let bit = (hint[i / 64] >> (i % 64) & 1) as i32;
        let (high, low) = decompose_one(canonical(*w), gamma2);
        // Up where low > 0, down elsewhere; then modulo the number of high values.
        let step = 1 + 2 * ((low - 1) >> 31);
        let moved = high + (step & -bit);
        let values = gamma2.high_values();
        let wrapped = moved + (moved >> 31 & values);
        *w = wrapped - (values & (values - 1 - wrapped) >> 31);
    }
}

/// FIPS 204, Algorithms 14 (CoeffFromThreeBytes) and 30 (RejNTTPoly). On public data.
fn reject_uniform(out: &mut Poly, filled: usize, row: &[u64; ROW]) -> usize {
    let mut filled = filled;
    // Eight candidates in three words.
    for words in row[..UNIFORM_WORDS].as_chunks::<3>().0 {
        for bytes in words.map(u64::to_le_bytes).as_flattened().as_chunks::<3>().0 {
            let candidate = i32::from_le_bytes([bytes[0], bytes[1], bytes[2] & 0x7f, 0]);
            if filled < N && candidate < Q {
                out.0[filled] = candidate;
                filled += 1;
            }
        }
    }
    filled
}

/// FIPS 204, Algorithms 15 (CoeffFromHalfByte) and 31 (RejBoundedPoly).
///
/// The branch tells which half-bytes of the XOF stream were refused, never the value of an
/// accepted one: accepted half-bytes are uniform and independent of where the refused stand.
fn reject_bounded(out: &mut Poly, filled: usize, row: &[u64; ROW], eta: Eta) -> usize {
    let mut filled = filled;
    for word in &row[..BOUNDED_WORDS] {
        for shift in (0..64).step_by(4) {
            let half = (word >> shift & 15) as i32;
            let (limit, coefficient) = match eta {
                Eta::Two => (15, 2 - mod_5(half)),
                Eta::Four => (9, 4 - half),
            };
            if filled < N && declassified(half < limit) {
                out.0[filled] = coefficient;
                filled += 1;
            }
        }
    }
    filled
}

/// FIPS 204, Algorithms 16 (SimpleBitPack) and 17 (BitPack).
#[inline(always)]
pub(crate) fn pack(out: &mut [u8], poly: &Poly, encoding: Encoding) {
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

/// FIPS 204, Algorithms 18 (SimpleBitUnpack) and 19 (BitUnpack).
#[inline(always)]
pub(crate) fn unpack(poly: &mut Poly, bytes: &[u8], encoding: Encoding) {
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

/// Eight coefficients are BITS bytes, at most three words.
#[inline(always)]
fn pack_bits<const BITS: usize>(out: &mut [u8], poly: &Poly, encoding: Encoding) {
    let upper = encoding.upper();
    let (chunks, _) = out.as_chunks_mut::<BITS>();
    for (bytes, coefficients) in chunks.iter_mut().zip(poly.0.as_chunks::<8>().0) {
        let mut words = [0_u64; 3];
        for (i, &x) in coefficients.iter().enumerate() {
            let value = u64::from(upper.map_or(x, |upper| upper - x) as u32);
            let (word, shift) = (i * BITS / 64, i * BITS % 64);
            words[word] |= value << shift;
            if shift + BITS > 64 {
                words[word + 1] |= value >> (64 - shift);
            }
        }
        let words = words.map(u64::to_le_bytes);
        bytes.copy_from_slice(&words.as_flattened()[..BITS]);
    }
}

#[inline(always)]
fn unpack_bits<const BITS: usize>(poly: &mut Poly, bytes: &[u8], encoding: Encoding) {
    let upper = encoding.upper();
    let (chunks, _) = bytes.as_chunks::<BITS>();
    for (coefficients, bytes) in poly.0.as_chunks_mut::<8>().0.iter_mut().zip(chunks) {
        let mut padded = [[0; 8]; 4];
        padded.as_flattened_mut()[..BITS].copy_from_slice(bytes);
        let words = padded.map(u64::from_le_bytes);
        for (i, x) in coefficients.iter_mut().enumerate() {
            let (word, shift) = (i * BITS / 64, i * BITS % 64);
            let low = words[word] >> shift;
            // Twice, since a shift by 64 is none.
            let high = words[word + 1] << 1 << (63 - shift);
            let value = ((low | high) & ((1 << BITS) - 1)) as i32;
            *x = upper.map_or(value, |upper| upper - value);
        }
    }
}

/// a * root mod q for any a, by a quotient known beforehand. Out: -e <= t < q + e with
/// e = q |a| / 2^33 <= q / 4.
///
/// a * root - q * floor(a * quotient / 2^32): the quotient is off by at most 1/2, hence
/// a * quotient / 2^32 by at most |a| / 2^33 from a * root / q; the result fits, so that low words
/// suffice.
fn multiply(a: i32, (root, quotient): Root) -> i32 {
    let multiple = ((i64::from(a) * i64::from(quotient)) >> 32) as i32;
    a.wrapping_mul(root).wrapping_sub(multiple.wrapping_mul(Q))
}

/// a * b * 2^-32 mod q. In: |a * b| <= 2^31 q. Out: |r| <= q.
fn montgomery_multiply(a: i32, b: i32) -> i32 {
    montgomery_reduce(i64::from(a) * i64::from(b))
}

/// a * 2^-32 mod q. In: |a| <= 2^31 q. Out: |r| <= (|a| + 2^31 q) / 2^32 <= q.
///
/// FIPS 204, Algorithm 49 (MontgomeryReduce).
fn montgomery_reduce(a: i64) -> i32 {
    let m = (a as i32).wrapping_mul(Q_INVERSE);
    ((a - i64::from(m) * i64::from(Q)) >> 32) as i32
}

/// In: a < 2^31 - 2^22. Out: congruent to a, magnitude at most 6 283 009.
///
/// a - q * round(a / 2^23): what is left of a multiple k of 2^23 is k (2^13 - 1), and |k| <= 256.
#[inline(always)]
fn centre(a: i32) -> i32 {
    a - ((a + (1 << 22)) >> 23) * Q
}

/// In: a < 2^31 - 2^22. Out: the representative in 0..q.
#[inline(always)]
fn canonical(a: i32) -> i32 {
    let r = centre(a);
    r + (r >> 31 & Q)
}

/// r mod 5 for 0 <= r < 16: 205 / 2^10 is 1/5 closely enough there.
fn mod_5(r: i32) -> i32 {
    r - ((205 * r) >> 10) * 5
}

/// FIPS 204, Algorithm 36 (Decompose), as (r1, r0), of a canonical r.
///
/// With b = ceil(r / 2^7), r1 = round-half-down(r / (2 gamma_2)) is a multiplication by
/// 2^24 * 2^7 / (2 gamma_2), rounded to 11275, or 2^22 * 2^7 / (2 gamma_2), rounded to 1025;
/// exact over all of 0..q. r1 = (q - 1) / (2 gamma_2) becomes 0, and r0 then loses q.
#[inline(always)]
fn decompose_one(r: i32, gamma2: Gamma2) -> (i32, i32) {
    let b = (r + 127) >> 7;
    let r1 = match gamma2 {
        Gamma2::Q88 => {
            let r1 = (b * 11_275 + (1 << 23)) >> 24;
            r1 & !((43 - r1) >> 31)
        }
        Gamma2::Q32 => (b * 1_025 + (1 << 21)) >> 22 & 15,
    };
    let r0 = r - r1 * 2 * gamma2.value();
    (r1, r0 - (((Q - 1) / 2 - r0) >> 31 & Q))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ml_dsa::Gamma2::{Q32, Q88};

    const QL: i64 = Q as i64;

    /// Divisibility depends on the low word only; the rest is exact arithmetic.
    #[test]
    fn montgomery_reduction_is_exact_for_every_low_word() {
        for low in 0..=u32::MAX {
            let a = i64::from(low);
            let m = i64::from((a as i32).wrapping_mul(Q_INVERSE));
            assert_eq!((a - m * QL) as u32, 0);
        }
        for a in [0, 1, -1, QL << 31, -(QL << 31), 64 * QL * QL, 83 * QL * QL] {
            let r = i64::from(montgomery_reduce(a));
            assert_eq!((i128::from(r << 32) - i128::from(a)) % i128::from(QL), 0);
            assert!(r.abs() <= QL);
        }
    }

    /// The result is exact modulo 2^32 by its form; that it is the right one of these follows from
    /// its bound, whose error grows with |a|: the largest magnitudes are the worst.
    #[test]
    fn multiplication_by_every_root_keeps_its_bound() {
        let near = |a: i32| (-40..=40).map(move |d| a.saturating_add(d));
        let all_a = [i32::MIN, i32::MIN / 2, -Q, 0, Q, 9 * Q, i32::MAX / 2, i32::MAX];
        let scales = [root(INVERSE_NTT_SCALE), root(INVERSE_NTT_LAST_ROOT)];
        for &r in ROOTS.iter().chain(&INVERSE_ROOTS).chain(&scales) {
            for a in all_a.into_iter().flat_map(near) {
                let t = i64::from(multiply(a, r));
                let e = ((QL * i64::from(a).abs()) >> 33) + 1;
                assert!(-e <= t && t < QL + e, "{a} {r:?}");
                assert_eq!((i64::from(a) * i64::from(r.0) - t) % QL, 0);
            }
        }
    }

    #[test]
    fn centre_and_canonical_over_their_whole_domain() {
        for a in i32::MIN..=i32::MAX - (1 << 22) {
            let r = centre(a);
            assert!(r.abs() <= 6_283_009);
            let c = canonical(a);
            assert!((0..Q).contains(&c) && (c == r || c == r + Q));
            // a - r is q times an integer of magnitude at most 256.
            let quotient = (a.wrapping_add(1 << 22)) >> 23;
            assert_eq!(i64::from(a) - i64::from(r), i64::from(quotient) * QL);
        }
        for a in -(1 << 20)..=1 << 20 {
            assert_eq!([centre(a), centre(a + Q), centre(a - Q)], [a; 3]);
        }
    }

    #[test]
    fn power2round_over_all_of_zq() {
        let mut t = Poly::ZERO;
        let mut t1 = Poly::ZERO;
        for start in (0..Q).step_by(N) {
            (0..N).for_each(|i| t.0[i] = start + i as i32);
            power2round(&mut t, &mut t1);
            for i in 0..N {
                let r = (start + i as i32) % Q;
                // r mod+- 2^13, in -2^12 + 1 ..= 2^12.
                let mut r0 = r % 8_192;
                if r0 > 4_096 {
                    r0 -= 8_192;
                }
                assert_eq!((t.0[i], t1.0[i]), (r0, (r - r0) / 8_192));
            }
        }
    }

    /// Algorithm 36, word for word.
    fn decompose_by_the_book(r: i32, gamma2: i32) -> (i32, i32) {
        let mut r0 = r % (2 * gamma2);
        if r0 > gamma2 {
            r0 -= 2 * gamma2;
        }
        if r - r0 == Q - 1 { (0, r0 - 1) } else { ((r - r0) / (2 * gamma2), r0) }
    }

    #[test]
    fn decompose_over_all_of_zq() {
        for gamma2 in [Q88, Q32] {
            for r in 0..Q {
                assert_eq!(decompose_one(r, gamma2), decompose_by_the_book(r, gamma2.value()));
            }
        }
    }

    #[test]
    fn use_hint_over_all_of_zq() {
        for (gamma2, hint) in [(Q88, 0), (Q88, !0), (Q32, 0), (Q32, !0)] {
            let m = (Q - 1) / (2 * gamma2.value());
            let mut w = Poly::ZERO;
            for start in (0..Q).step_by(N) {
                (0..N).for_each(|i| w.0[i] = start + i as i32);
                use_hint(&mut w, &[hint; 4], gamma2);
                for i in 0..N {
                    let (r1, r0) = decompose_by_the_book((start + i as i32) % Q, gamma2.value());
                    let expected = match (hint, r0 > 0) {
                        (0, _) => r1,
                        (_, true) => (r1 + 1).rem_euclid(m),
                        (_, false) => (r1 - 1).rem_euclid(m),
                    };
                    assert_eq!(w.0[i], expected);
                }
            }
        }
    }

    /// MakeHint of Algorithm 39 on (-ct0, w - cs2 + ct0), for every residue near each rounding
    /// edge, whose w - cs2 passed the check of Algorithm 7.
    #[test]
    fn make_hint_is_that_of_the_standard() {
        for gamma2 in [Q88, Q32] {
            let g = gamma2.value();
            let shifts = [-(g - 1), -g / 2, -3, -2, -1, 0, 1, 2, 3, g / 2, g - 1];
            for high in 0..gamma2.high_values() {
                for r0 in [-(g - 79), -(g - 80), -g / 2, -1, 0, 1, g / 2, g - 80, g - 79] {
                    for ct0 in shifts.into_iter().chain([g - r0, g - r0 + 1, -g - r0, -g - r0 - 1])
                    {
                        if ct0.abs() >= g {
                            continue;
                        }
                        let v = (high * 2 * g + r0).rem_euclid(Q);
                        if decompose_by_the_book(v, g) != (high, r0) {
                            continue;
                        }
                        let r = (v + ct0).rem_euclid(Q);
                        let expected =
                            decompose_by_the_book(r, g).0 != decompose_by_the_book(v, g).0;
                        let of = |x| Poly([x; N]);
                        let hint = make_hint(&of(r0), &of(ct0), &of(high), gamma2);
                        assert_eq!(hint, [u64::from(expected).wrapping_neg(); 4]);
                    }
                }
            }
        }
    }

    /// The product of X^i and b in Z_q[X]/(X^256 + 1).
    fn shifted(b: &Poly, i: usize) -> [i64; N] {
        let mut out = [0; N];
        for (j, &x) in b.0.iter().enumerate() {
            out[(i + j) % N] = if i + j < N { x.into() } else { -i64::from(x) };
        }
        out
    }

    #[test]
    fn multiplication_agrees_with_the_schoolbook_on_a_basis() {
        let b = Poly(core::array::from_fn(|i| (i as i32 * 77_773 + 12_345) % Q));
        for i in 0..N {
            let mut monomial = Poly::ZERO;
            monomial.0[i] = 1;
            let mut b_hat = Poly(b.0);
            ntt(&mut monomial);
            ntt(&mut b_hat);
            let mut product = Poly::ZERO;
            inner_product(&mut product, &[monomial], &[b_hat]);
            inverse_ntt(&mut product);
            for (&x, y) in product.0.iter().zip(shifted(&b, i)) {
                assert_eq!((i64::from(x) - y) % QL, 0);
            }
        }
    }

    #[test]
    fn transforms_keep_their_bounds_at_the_extremes() {
        for pattern in 0..4_u32 {
            let sign = |i: usize| match pattern {
                0 => 1,
                1 => -1,
                2 => 1 - 2 * (i as i32 & 1),
                _ => 1 - 2 * (i as i32 >> 7),
            };
            let mut poly = Poly(core::array::from_fn(|i| sign(i) * Q));
            ntt(&mut poly);
            assert!(poly.0.iter().all(|x| i64::from(x.abs()) * 10 < 91 * QL));
            let mut poly = Poly(core::array::from_fn(|i| sign(i) * Q));
            inverse_ntt(&mut poly);
            assert!(poly.0.iter().all(|x| 4 * x.abs() < 5 * Q));
        }
    }

    #[test]
    fn half_bytes_become_the_coefficients_of_algorithm_15() {
        let mut row = [0xffff_ffff_ffff_ffff; ROW];
        row[..2].copy_from_slice(&[0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210]);
        for (eta, limit) in [(Eta::Two, 15), (Eta::Four, 9)] {
            let mut expected = std::vec::Vec::new();
            for half in (0..16).rev().chain(0..16).filter(|&half| half < limit) {
                expected.push(if eta == Eta::Two { 2 - half % 5 } else { 4 - half });
            }
            let mut out = Poly::ZERO;
            assert_eq!(reject_bounded(&mut out, 0, &row, eta), expected.len());
            assert_eq!(out.0[..expected.len()], expected);
            assert_eq!(reject_bounded(&mut out, N - 3, &row, eta), N);
            assert_eq!(out.0[N - 3..], expected[..3]);
        }
    }

    #[test]
    fn uniform_sampling_refuses_q_and_above_and_stops_at_256() {
        let q = Q as u64;
        let mut row = [0; ROW];
        row[..2].copy_from_slice(&[q | (q - 1) << 24 | 5 << 48, 0x80]);
        let mut out = Poly::ZERO;
        assert_eq!(reject_uniform(&mut out, 0, &row), 55);
        assert_eq!(out.0[..3], [Q - 1, 5, 0]);
        assert_eq!(reject_uniform(&mut out, 250, &row), N);
        assert_eq!(out.0[249..252], [0, Q - 1, 5]);
    }

    #[test]
    fn encodings_round_trip_over_their_whole_range() {
        use Encoding::{Eta2, Eta4, T0, T1, W16, W44, Z17, Z19};
        for encoding in [T1, T0, Eta2, Eta4, Z17, Z19, W44, W16] {
            let mut bytes = std::vec![0; encoding.bytes()];
            for start in (0..1_i32 << encoding.bits()).step_by(N) {
                let mask = (1 << encoding.bits()) - 1;
                let value = |i: usize| {
                    let raw = (start + i as i32) & mask;
                    encoding.upper().map_or(raw, |upper| upper - raw)
                };
                let poly = Poly(core::array::from_fn(value));
                pack(&mut bytes, &poly, encoding);
                let bit = |i: usize| bytes[i / 8] >> (i % 8) & 1;
                let raw: i32 = (0..encoding.bits()).map(|i| i32::from(bit(i)) << i).sum();
                assert_eq!(raw, start);
                let mut back = Poly::ZERO;
                unpack(&mut back, &bytes, encoding);
                assert_eq!(back.0, poly.0);
            }
        }
    }

    #[test]
    fn bounds_are_reached_from_both_sides_at_every_position() {
        for i in 0..N {
            for x in [99, 100, -99, -100] {
                let mut poly = Poly::ZERO;
                poly.0[i] = x;
                assert_eq!(exceeds(&poly, 100), x.abs() == 100);
            }
        }
    }
}
