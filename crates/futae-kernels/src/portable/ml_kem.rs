//! ML-KEM's kernels in plain Rust, in loops that a compiler turns into vector code.

use crate::{
    keccak::ROW,
    ml_kem::{
        BARRETT, Factor, GAMMAS, Kernels, Poly, Q, Q_INVERSE, R_SQUARED, R_SQUARED_BY_128, ZETAS,
        inverse_zeta_index, zeta_index,
    },
};

pub(crate) const KERNELS: Kernels = Kernels {
    ntt,
    inverse_ntt,
    prepare,
    inner_product,
    scale_and_add,
    add,
    subtract_from,
    sample_ntt,
    sample_cbd_2,
    sample_cbd_3,
    encode_12,
    decode_12,
    compress_1,
    compress_4: compress::<4, 128>,
    compress_5: compress::<5, 160>,
    compress_10: compress::<10, 320>,
    compress_11: compress::<11, 352>,
    decompress_1,
    decompress_4: decompress::<4, 128>,
    decompress_5: decompress::<5, 160>,
    decompress_10: decompress::<10, 320>,
    decompress_11: decompress::<11, 352>,
};

/// a · b · R⁻¹ modulo q. For any `a` and |b| ≤ q/2 the result is below 3q/4 in absolute value; for
/// |a·b| < q·2¹⁵ below q.
#[inline(always)]
pub(crate) fn montgomery_multiply(a: i16, b: i16) -> i16 {
    montgomery_reduce(i32::from(a) * i32::from(b))
}

/// a · R⁻¹ modulo q, below |a|/2¹⁶ + q/2 in absolute value.
#[inline(always)]
pub(crate) fn montgomery_reduce(a: i32) -> i16 {
    let t = (a as i16).wrapping_mul(Q_INVERSE);
    let high = (a >> 16) as i16;
    high - ((i32::from(t) * i32::from(Q)) >> 16) as i16
}

/// The residue in [-q/2, q/2] of any `a`.
#[inline(always)]
pub(crate) fn barrett_reduce(a: i16) -> i16 {
    let quotient = (i32::from(a) * i32::from(BARRETT) + (1 << 25)) >> 26;
    a.wrapping_sub((quotient as i16).wrapping_mul(Q))
}

/// The residue in [0, q) of any `a`.
#[inline(always)]
fn canonical(a: i16) -> i16 {
    let centred = barrett_reduce(a);
    centred + ((centred >> 15) & Q)
}

fn ntt(f: &mut Poly) {
    ntt_layer::<128>(f);
    ntt_layer::<64>(f);
    ntt_layer::<32>(f);
    ntt_layer::<16>(f);
    ntt_layer::<8>(f);
    ntt_layer::<4>(f);
    ntt_layer::<2>(f);
}

/// Adds at most q to the bound of every coefficient.
#[inline(always)]
fn ntt_layer<const LENGTH: usize>(f: &mut Poly) {
    for (block, chunk) in f.0.chunks_exact_mut(2 * LENGTH).enumerate() {
        let zeta = ZETAS[zeta_index(LENGTH, 2 * LENGTH * block)];
        let (low, high) = chunk.split_at_mut(LENGTH);
        for (a, b) in low.iter_mut().zip(high) {
            let t = montgomery_multiply(*b, zeta);
            *b = *a - t;
            *a += t;
        }
    }
}

/// Bounds of the sums: 0.75q after scaling, ·2 for each layer, at most 6q before each reduction,
/// which takes place after the third and the sixth layer.
fn inverse_ntt(f: &mut Poly) {
    f.0.iter_mut().for_each(|c| *c = montgomery_multiply(*c, R_SQUARED_BY_128));
    inverse_layer::<2>(f);
    inverse_layer::<4>(f);
    inverse_layer::<8>(f);
    f.0.iter_mut().for_each(|c| *c = barrett_reduce(*c));
    inverse_layer::<16>(f);
    inverse_layer::<32>(f);
    inverse_layer::<64>(f);
    f.0.iter_mut().for_each(|c| *c = barrett_reduce(*c));
    inverse_layer::<128>(f);
}

#[inline(always)]
fn inverse_layer<const LENGTH: usize>(f: &mut Poly) {
    for (block, chunk) in f.0.chunks_exact_mut(2 * LENGTH).enumerate() {
        let zeta = ZETAS[inverse_zeta_index(LENGTH, 2 * LENGTH * block)];
        let (low, high) = chunk.split_at_mut(LENGTH);
        for (a, b) in low.iter_mut().zip(high) {
            let difference = *b - *a;
            *a += *b;
            *b = montgomery_multiply(difference, zeta);
        }
    }
}

fn prepare(f: &Poly, factor: &mut Factor) {
    for (i, even) in factor.even.0.iter_mut().enumerate() {
        *even = montgomery_multiply(f.0[i], GAMMAS[i]);
    }
    for (i, odd) in factor.odd.0.iter_mut().enumerate() {
        *odd = f.0[i ^ 1];
    }
}

/// Of one pair and coefficient |sum| ≤ 2 · 4095 · 27 399 < 2²⁸, of four below 2³⁰.
fn inner_product(a: &[Poly], b: &[Factor], h: &mut Poly) {
    for (i, pair) in h.0.as_chunks_mut::<2>().0.iter_mut().enumerate() {
        let mut sums = [0_i32; 2];
        for (a, b) in a.iter().zip(b) {
            let [a0, a1] = [2 * i, 2 * i + 1].map(|c| i32::from(a.0[c]));
            let product = |b: &Poly| a0 * i32::from(b.0[2 * i]) + a1 * i32::from(b.0[2 * i + 1]);
            sums[0] += product(&b.even);
            sums[1] += product(&b.odd);
        }
        *pair = sums.map(montgomery_reduce);
    }
}

fn scale_and_add(f: &mut Poly, g: &Poly) {
    for (a, b) in f.0.iter_mut().zip(&g.0) {
        *a = montgomery_multiply(*a, R_SQUARED) + b;
    }
}

fn add(f: &mut Poly, g: &Poly) {
    for (a, b) in f.0.iter_mut().zip(&g.0) {
        *a += b;
    }
}

fn subtract_from(f: &mut Poly, g: &Poly) {
    for (a, b) in f.0.iter_mut().zip(&g.0) {
        *a = b - *a;
    }
}

/// Branches on the candidates: they come from the public seed ρ.
fn sample_ntt(block: &[u64; ROW], f: &mut Poly, mut filled: usize) -> usize {
    let mut keep = |candidate: u64| {
        let candidate = (candidate & 0xFFF) as i16;
        if candidate < Q && filled < 256 {
            f.0[filled] = candidate;
            filled += 1;
        }
    };
    for w in block[..21].as_chunks::<3>().0 {
        (0..5).for_each(|i| keep(w[0] >> (12 * i)));
        keep((w[0] >> 60) | (w[1] << 4));
        (0..4).for_each(|i| keep(w[1] >> (8 + 12 * i)));
        keep((w[1] >> 56) | (w[2] << 8));
        (0..5).for_each(|i| keep(w[2] >> (4 + 12 * i)));
    }
    filled
}

/// Sums bits in pairs, then subtracts neighbouring pairs.
fn sample_cbd_2(bytes: &[u64; ROW], f: &mut Poly) {
    const PAIRS: u64 = 0x5555_5555_5555_5555;
    for (word, out) in bytes.iter().zip(f.0.as_chunks_mut::<16>().0) {
        let sums = (word & PAIRS) + ((word >> 1) & PAIRS);
        for (i, c) in out.iter_mut().enumerate() {
            let nibble = (sums >> (4 * i)) as i16;
            *c = (nibble & 3) - ((nibble >> 2) & 3);
        }
    }
}

/// Sums bits in triples, then subtracts neighbouring triples, 48 bits at a time.
fn sample_cbd_3(bytes: &[u64; ROW], f: &mut Poly) {
    const TRIPLES: u64 = 0x2492_4924_9249_2492 >> 1;
    let words = bytes.as_chunks::<3>().0.iter().flat_map(|[a, b, c]| {
        [*a, (a >> 48) | (b << 16), (b >> 32) | (c << 32), c >> 16].map(|w| w & 0xFFFF_FFFF_FFFF)
    });
    for (word, out) in words.zip(f.0.as_chunks_mut::<8>().0) {
        let sums = (word & TRIPLES) + ((word >> 1) & TRIPLES) + ((word >> 2) & TRIPLES);
        for (i, c) in out.iter_mut().enumerate() {
            let six = (sums >> (6 * i)) as i16;
            *c = (six & 7) - ((six >> 3) & 7);
        }
    }
}

fn encode_12(f: &Poly, bytes: &mut [u8; 384]) {
    pack::<12>(|i| canonical(f.0[i]).cast_unsigned(), bytes);
}

fn decode_12(bytes: &[u8; 384], f: &mut Poly) -> bool {
    let mut differences = 0;
    unpack::<12>(bytes, |i, value| {
        f.0[i] = value.cast_signed();
        // Negative when the value is not below q; the sign of any stays.
        differences |= Q - 1 - value.cast_signed();
    });
    differences >= 0
}

/// Compress₁: 1 between q/4 and 3q/4, that is where |centred| > q/4.
fn compress_1(f: &Poly, bytes: &mut [u8; 32]) {
    for (byte, chunk) in bytes.iter_mut().zip(f.0.as_chunks::<8>().0) {
        *byte = chunk.iter().rev().fold(0, |bits, c| {
            let centred = barrett_reduce(*c);
            // Not `abs`, which is a branch where nothing is optimised.
            let sign = centred >> 15;
            let distance = (centred ^ sign) - sign;
            let far = (Q / 4 - distance) >> 15;
            bits << 1 | (far & 1) as u8
        });
    }
}

fn decompress_1(bytes: &[u8; 32], f: &mut Poly) {
    for (byte, chunk) in bytes.iter().zip(f.0.as_chunks_mut::<8>().0) {
        for (i, c) in chunk.iter_mut().enumerate() {
            *c = -i16::from((byte >> i) & 1) & ((Q + 1) / 2);
        }
    }
}

fn compress<const D: usize, const BYTES: usize>(f: &Poly, bytes: &mut [u8; BYTES]) {
    pack::<D>(|i| compress_coefficient::<D>(f.0[i]), bytes);
}

/// Compress_d: ⌈2ᵈ/q · x⌋ modulo 2ᵈ without a division: an estimate of the quotient from 2¹⁴/q,
/// too small by less than one and a half, then one step of correction by the exact remainder.
#[inline(always)]
fn compress_coefficient<const D: usize>(c: i16) -> u16 {
    let x = barrett_reduce(c);
    let estimate = ((i32::from(x << 4) * i32::from(BARRETT)) >> 16) as i16 >> (14 - D);
    let remainder = (x << D).wrapping_sub(estimate.wrapping_mul(Q));
    let round_up = (Q / 2 - remainder) >> 15;
    (estimate - round_up).cast_unsigned() & ((1 << D) - 1)
}

/// Decompress_d: ⌈q/2ᵈ · y⌋.
fn decompress<const D: usize, const BYTES: usize>(bytes: &[u8; BYTES], f: &mut Poly) {
    unpack::<D>(bytes, |i, y| {
        f.0[i] = ((u32::from(y) * u32::from(Q.cast_unsigned()) + (1 << (D - 1))) >> D) as i16;
    });
}

/// FIPS 203, Algorithm 5 (ByteEncode): eight coefficients become `D` bytes.
#[inline(always)]
fn pack<const D: usize>(coefficient: impl Fn(usize) -> u16, bytes: &mut [u8]) {
    for (group, out) in bytes.chunks_exact_mut(D).enumerate() {
        let bits =
            (0..8).fold(0_u128, |bits, i| bits | u128::from(coefficient(8 * group + i)) << (D * i));
        out.copy_from_slice(&bits.to_le_bytes()[..D]);
    }
}

/// FIPS 203, Algorithm 6 (ByteDecode).
#[inline(always)]
fn unpack<const D: usize>(bytes: &[u8], mut coefficient: impl FnMut(usize, u16)) {
    for (group, chunk) in bytes.chunks_exact(D).enumerate() {
        let mut wide = [0; 16];
        wide[..D].copy_from_slice(chunk);
        let bits = u128::from_le_bytes(wide);
        for i in 0..8 {
            coefficient(8 * group + i, (bits >> (D * i)) as u16 & ((1 << D) - 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn barrett_reduces_every_value() {
        for a in i16::MIN..=i16::MAX {
            let r = barrett_reduce(a);
            assert_eq!((i32::from(a) - i32::from(r)) % i32::from(Q), 0);
            assert!(r.abs() <= Q / 2, "{a} -> {r}");
            assert_eq!(i32::from(canonical(a)), i32::from(a).rem_euclid(i32::from(Q)));
        }
    }

    /// Every a times every constant that the transforms use.
    #[test]
    fn montgomery_multiplication_is_exact_and_bounded() {
        let constants = ZETAS.iter().chain(&GAMMAS).chain(&[R_SQUARED, R_SQUARED_BY_128]);
        for b in constants {
            for a in i16::MIN..=i16::MAX {
                let r = montgomery_multiply(a, *b);
                let difference = (i32::from(r) << 16) - i32::from(a) * i32::from(*b);
                assert_eq!(difference % i32::from(Q), 0);
                assert!(4 * i32::from(r.abs()) < 3 * i32::from(Q) + 8, "{a} * {b} -> {r}");
            }
        }
    }

    #[test]
    fn compression_equals_its_definition_on_every_value() {
        fn check<const D: usize>() {
            for c in i16::MIN..=i16::MAX {
                let x = i64::from(c).rem_euclid(i64::from(Q));
                let exact = (2 * (x << D) + i64::from(Q)) / (2 * i64::from(Q)) % (1 << D);
                assert_eq!(i64::from(compress_coefficient::<D>(c)), exact, "d = {D}, {c}");
            }
        }
        check::<4>();
        check::<5>();
        check::<10>();
        check::<11>();
    }
}
