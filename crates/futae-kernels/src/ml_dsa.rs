//! The ring of ML-DSA (FIPS 204): its element type, constants, root table and kernel table.
//!
//! Owns what every backend shares: q, the powers of zeta, the encodings, and the contract of each
//! kernel with its coefficient bounds. The kernels themselves are in `portable`, `avx2` and `avx512`.

use core::fmt;

use crate::{Plain, keccak::ROW, ml_kem};

/// The modulus q = 2^23 - 2^13 + 1 (FIPS 204, Table 1).
pub const Q: i32 = (1 << 23) - (1 << 13) + 1;

/// Coefficients in a polynomial.
pub const N: usize = 256;

/// Dropped bits of t (FIPS 204, Table 1).
pub const D: u32 = 13;

/// Words of a row that hold a block of SHAKE128: 168 bytes, 56 candidates of three bytes.
pub(crate) const UNIFORM_WORDS: usize = 168 / 8;

/// Words of a row that hold a block of SHAKE256: 136 bytes, 272 half-bytes.
pub(crate) const BOUNDED_WORDS: usize = 136 / 8;

/// q^-1 mod 2^32, the multiplier of Montgomery reduction.
pub(crate) const Q_INVERSE: i32 = inverse_mod_2_32(Q);

/// 2^32 / 256 mod q, centred: undoes the 256 of the inverse transform and the Montgomery
/// reduction of a product before it.
pub(crate) const INVERSE_NTT_SCALE: i32 = centred_const(power(2, 32 - 8));

/// The same times -zeta^128, the root of the last layer of the inverse transform.
pub(crate) const INVERSE_NTT_LAST_ROOT: i32 =
    centred_const((Q as i64 - power(1753, 128)) * power(2, 32 - 8) % Q as i64);

/// Entry m is zeta^BitRev8(m) mod q, centred, with zeta = 1753 (FIPS 204, Appendix B).
pub(crate) const ZETAS: [i32; N] = zetas();

/// A polynomial of 256 coefficients, in either domain; each kernel states the bounds it needs.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct Poly(pub [i32; N]);

impl Plain for Poly {
    #[inline]
    fn zero(&mut self) {
        self.0.zero();
    }
}

/// Shows no coefficient: a polynomial may be secret.
impl fmt::Debug for Poly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Poly")
    }
}

/// One bit a coefficient, least significant first.
pub type Hint = [u64; N / 64];

/// The rounding range gamma_2 (FIPS 204, Table 1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Gamma2 {
    /// (q - 1) / 88, of ML-DSA-44: high bits are 0..=43.
    Q88,
    /// (q - 1) / 32, of ML-DSA-65 and ML-DSA-87: high bits are 0..=15.
    Q32,
}

/// The private-key range eta (FIPS 204, Table 1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Eta {
    /// Coefficients in -2..=2, of ML-DSA-44 and ML-DSA-87.
    Two,
    /// Coefficients in -4..=4, of ML-DSA-65.
    Four,
}

/// How a polynomial is written as bytes: x itself (SimpleBitPack) or `upper - x` (BitPack).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encoding {
    /// t1: 10 bits.
    T1,
    /// t0: 2^12 - x in 13 bits.
    T0,
    /// s1, s2 with eta = 2: 2 - x in 3 bits.
    Eta2,
    /// s1, s2 with eta = 4: 4 - x in 4 bits.
    Eta4,
    /// z, y with gamma_1 = 2^17: 2^17 - x in 18 bits.
    Z17,
    /// z, y with gamma_1 = 2^19: 2^19 - x in 20 bits.
    Z19,
    /// w1 with gamma_2 = (q - 1) / 88: 6 bits.
    W44,
    /// w1 with gamma_2 = (q - 1) / 32: 4 bits.
    W16,
}

kernels! {
    /// The ML-DSA kernels of one backend. Every backend gives the same output, bit for bit.
    ///
    /// "canonical" means 0 <= x < q; "centred" means congruent mod q, magnitude at most 6 283 009,
    /// and the representative nearest to zero whenever that one is below 2^20 in magnitude.
    pub struct Kernels {
        /// FIPS 204, Algorithm 41 (NTT). In: |x| <= q. Out: |x| < 9.1 q.
        fn ntt(poly: &mut Poly);
        /// FIPS 204, Algorithm 42 (NTT^-1), times 2^32. In: |x| <= q. Out: |x| < 1.25 q.
        fn inverse_ntt(poly: &mut Poly);
        /// FIPS 204, Algorithms 44 (AddNTT) and 45 (MultiplyNTT): the inner product of two equally
        /// long vectors, times 2^-32. In: sum of |a * b| <= 2^31 q. Out: |x| <= q.
        fn inner_product(out: &mut Poly, a: &[Poly], b: &[Poly]);
        /// acc - a * b * 2^-32, centred. In: |acc| <= q, |a * b| <= 2^31 q.
        fn multiply_subtract(acc: &mut Poly, a: &Poly, b: &Poly);
        /// acc + b, centred; true when a magnitude reaches `bound`. In: |acc + b| < 2^31 - 2^22.
        fn add_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool;
        /// acc - b, centred; true when a magnitude reaches `bound`. In: |acc - b| < 2^31 - 2^22.
        fn subtract_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool;
        /// acc + b, with each coefficient of b taken as its residue mod 3329 that is nearest to
        /// zero; true when a magnitude reaches `bound`. In: |acc| < 2^29, 0 < bound < 2^30.
        fn add_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool;
        /// acc - b, likewise.
        fn subtract_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool;
        /// True when a magnitude reaches `bound`. In: |x| < 2^30, 0 < bound < 2^30.
        fn exceeds(poly: &Poly, bound: i32) -> bool;
        /// FIPS 204, Algorithm 35 (Power2Round): t becomes t0 beside t1. In: |t| < 2^31 - 2^22.
        fn power2round(t: &mut Poly, t1: &mut Poly);
        /// FIPS 204, Algorithm 36 (Decompose): w becomes w0 beside w1. In: |w| < 2^31 - 2^22.
        fn decompose(w: &mut Poly, w1: &mut Poly, gamma2: Gamma2);
        /// FIPS 204, Algorithm 39 (MakeHint), from r0 = w0 - cs2, ct0 and w1.
        /// In: |r0| < gamma_2, |ct0| < gamma_2.
        fn make_hint(r0: &Poly, ct0: &Poly, w1: &Poly, gamma2: Gamma2) -> Hint;
        /// FIPS 204, Algorithm 40 (UseHint): w becomes w1. In: |w| < 2^31 - 2^22.
        fn use_hint(w: &mut Poly, hint: &Hint, gamma2: Gamma2);
        /// FIPS 204, Algorithm 30 (RejNTTPoly) over one block of SHAKE128, the first 168 bytes of
        /// the row: appends at `filled` the accepted coefficients, canonical, up to 256; returns
        /// how many there are then.
        fn reject_uniform(out: &mut Poly, filled: usize, row: &[u64; ROW]) -> usize;
        /// FIPS 204, Algorithm 31 (RejBoundedPoly) over one block of SHAKE256, the first 136 bytes
        /// of the row; like `reject_uniform`.
        fn reject_bounded(out: &mut Poly, filled: usize, row: &[u64; ROW], eta: Eta) -> usize;
        /// FIPS 204, Algorithms 16 (SimpleBitPack) and 17 (BitPack); the slice has
        /// [`Encoding::bytes`] bytes. In: x within the range of the encoding.
        fn pack(out: &mut [u8], poly: &Poly, encoding: Encoding);
        /// FIPS 204, Algorithms 18 (SimpleBitUnpack) and 19 (BitUnpack); the slice has
        /// [`Encoding::bytes`] bytes. Out: upper - 2^bits < x <= upper, or 0 <= x < 2^bits.
        fn unpack(poly: &mut Poly, bytes: &[u8], encoding: Encoding);
    }
}

impl Poly {
    /// The zero polynomial.
    pub const ZERO: Self = Self([0; N]);
}

impl Gamma2 {
    /// The number itself.
    pub const fn value(self) -> i32 {
        match self {
            Self::Q88 => (Q - 1) / 88,
            Self::Q32 => (Q - 1) / 32,
        }
    }

    /// How many values the high bits take: (q - 1) / (2 gamma_2).
    pub const fn high_values(self) -> i32 {
        match self {
            Self::Q88 => 44,
            Self::Q32 => 16,
        }
    }
}

impl Eta {
    /// The number itself.
    pub const fn value(self) -> i32 {
        match self {
            Self::Two => 2,
            Self::Four => 4,
        }
    }
}

impl Encoding {
    /// Bits a coefficient.
    pub const fn bits(self) -> usize {
        match self {
            Self::T1 => 10,
            Self::T0 => D as usize,
            Self::Eta2 => 3,
            Self::Eta4 | Self::W16 => 4,
            Self::Z17 => 18,
            Self::Z19 => 20,
            Self::W44 => 6,
        }
    }

    /// Bytes a polynomial.
    pub const fn bytes(self) -> usize {
        N / 8 * self.bits()
    }

    /// The b of BitPack, or none for SimpleBitPack.
    pub const fn upper(self) -> Option<i32> {
        match self {
            Self::T1 | Self::W44 | Self::W16 => None,
            Self::T0 => Some(1 << (D - 1)),
            Self::Eta2 => Some(2),
            Self::Eta4 => Some(4),
            Self::Z17 => Some(1 << 17),
            Self::Z19 => Some(1 << 19),
        }
    }
}

/// round(root * 2^32 / q): times a number, its high word is the quotient of the product by q, or
/// one less. In: |root| <= q / 2, so that it fits.
pub(crate) const fn quotient(root: i32) -> i32 {
    let q = Q as i64;
    (((root as i64) << 33) + q).div_euclid(2 * q) as i32
}

/// Newton's iteration doubles the correct low bits: 1, 2, 4, ..., 32.
const fn inverse_mod_2_32(a: i32) -> i32 {
    let mut x = 1_i32;
    let mut bits = 1;
    while bits < 32 {
        x = x.wrapping_mul(2_i32.wrapping_sub(a.wrapping_mul(x)));
        bits *= 2;
    }
    x
}

/// base^exponent mod q.
const fn power(base: i64, exponent: u32) -> i64 {
    let mut result = 1;
    let mut i = 0;
    while i < exponent {
        result = result * base % Q as i64;
        i += 1;
    }
    result
}

/// The representative of 0 <= x < q in -(q-1)/2..=(q-1)/2.
const fn centred_const(x: i64) -> i32 {
    if x > Q as i64 / 2 { x as i32 - Q } else { x as i32 }
}

const fn zetas() -> [i32; N] {
    let mut table = [0; N];
    let mut m = 0;
    while m < N {
        let exponent = (m as u8).reverse_bits() as u32;
        table[m] = centred_const(power(1753, exponent));
        m += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_meet_their_definitions() {
        assert_eq!(Q, 8_380_417);
        assert_eq!(Q.wrapping_mul(Q_INVERSE), 1);
        assert_eq!((i64::from(INVERSE_NTT_SCALE) * 256 - (1 << 32)) % i64::from(Q), 0);
        let last =
            i64::from(INVERSE_NTT_LAST_ROOT) + i64::from(INVERSE_NTT_SCALE) * power(1753, 128);
        assert_eq!(last % i64::from(Q), 0);
        assert_eq!(Gamma2::Q88.value() * 2 * 44, Q - 1);
        assert_eq!(Gamma2::Q32.value() * 2 * 16, Q - 1);
    }

    /// zeta is a 512th primitive root; the first entries of FIPS 204, Appendix B are these.
    #[test]
    fn zetas_are_those_of_appendix_b() {
        assert_eq!(power(1753, 256), i64::from(Q) - 1);
        let plain = |m: usize| i64::from(ZETAS[m]).rem_euclid(i64::from(Q));
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7].map(plain),
            [4_808_194, 3_765_607, 3_761_513, 5_178_923, 5_496_691, 5_234_739, 5_178_987]
        );
        assert_eq!(plain(255), 7_648_983);
        for (m, &zeta) in ZETAS.iter().enumerate() {
            assert!(zeta.abs() <= Q / 2);
            let error = (i128::from(zeta) << 32) - i128::from(quotient(zeta)) * i128::from(Q);
            assert!(2 * error.abs() <= i128::from(Q));
            assert_eq!(quotient(-zeta), -quotient(zeta));
            assert_eq!(plain(m), power(1753, (m as u8).reverse_bits().into()));
        }
    }
}
