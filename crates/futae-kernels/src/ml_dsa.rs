//! The ring of ML-DSA (FIPS 204): its element type, constants, root table and kernel table.
//!
//! Owns what every backend shares: q, the powers of zeta, the encodings, and the contract of each
//! kernel with its coefficient bounds. The kernels themselves are in `portable`, `avx2` and `avx512`.

use core::fmt;

use crate::{Plain, keccak::ROW, ml_kem};

/// The modulus q = 2^23 - 2^13 + 1 (FIPS 204, Table 1).
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// assert_eq!(Q, 8_380_417);
/// ```
pub const Q: i32 = (1 << 23) - (1 << 13) + 1;

/// Coefficients in a polynomial.
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// assert_eq!(Poly::ZERO.0.len(), N);
/// ```
pub const N: usize = 256;

/// Dropped bits of t (FIPS 204, Table 1).
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// assert_eq!(Q >> D, 1023); // t1 has ten bits
/// ```
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
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// assert_eq!(format!("{:?}", Poly([7; N])), "Poly"); // it may be secret
/// # Ok::<(), ()>(())
/// ```
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
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// let hint: Hint = [0b101, 0, 0, 0];
/// assert_eq!(hint.iter().map(|word| word.count_ones()).sum::<u32>(), 2);
/// ```
pub type Hint = [u64; N / 64];

/// The rounding range gamma_2 (FIPS 204, Table 1).
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// assert_eq!(Gamma2::Q32.value(), 261_888);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Gamma2 {
    /// (q - 1) / 88, of ML-DSA-44: high bits are 0..=43.
    Q88,
    /// (q - 1) / 32, of ML-DSA-65 and ML-DSA-87: high bits are 0..=15.
    Q32,
}

/// The private-key range eta (FIPS 204, Table 1).
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// assert_eq!(Eta::Four.value(), 4);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Eta {
    /// Coefficients in -2..=2, of ML-DSA-44 and ML-DSA-87.
    Two,
    /// Coefficients in -4..=4, of ML-DSA-65.
    Four,
}

/// How a polynomial is written as bytes: x itself (SimpleBitPack) or `upper - x` (BitPack).
///
/// ```
/// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
/// assert_eq!(Encoding::Z19.bytes(), 640);
/// ```
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
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// for backend in Backend::available() {
    ///     let mut one = Poly::ZERO;
    ///     one.0[0] = 1;
    ///     backend.ml_dsa.ntt(&mut one);
    ///     assert!(one.0.iter().all(|x| x.rem_euclid(Q) == 1));
    /// }
    /// ```
    pub struct Kernels {
        /// FIPS 204, Algorithm 41 (NTT). In: |x| <= q. Out: |x| < 9.1 q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut one = Poly::ZERO;
        /// one.0[0] = 1;
        /// ml_dsa.ntt(&mut one); // a constant is the same everywhere
        /// assert!(one.0.iter().all(|x| x.rem_euclid(Q) == 1));
        /// ```
        fn ntt(poly: &mut Poly);
        /// FIPS 204, Algorithm 42 (NTT^-1), times 2^32. In: |x| <= q. Out: |x| < 1.25 q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut ones = Poly([1; N]);
        /// ml_dsa.inverse_ntt(&mut ones);
        /// assert_eq!(i64::from(ones.0[0].rem_euclid(Q)), (1 << 32) % i64::from(Q));
        /// assert!(ones.0[1..].iter().all(|x| x % Q == 0));
        /// ```
        fn inverse_ntt(poly: &mut Poly);
        /// FIPS 204, Algorithms 44 (AddNTT) and 45 (MultiplyNTT): the inner product of two equally
        /// long vectors, times 2^-32. In: sum of |a * b| <= 2^31 q. Out: |x| <= q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let r = ((1_i64 << 32) % i64::from(Q)) as i32; // undoes 2^-32
        /// let mut out = Poly::ZERO;
        /// ml_dsa.inner_product(&mut out, &[Poly([2; N]), Poly([3; N])], &[Poly([r; N]), Poly([r; N])]);
        /// assert!(out.0.iter().all(|x| x.rem_euclid(Q) == 5));
        /// ```
        fn inner_product(out: &mut Poly, a: &[Poly], b: &[Poly]);
        /// acc - a * b * 2^-32, centred. In: |acc| <= q, |a * b| <= 2^31 q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let r = ((1_i64 << 32) % i64::from(Q)) as i32; // undoes 2^-32
        /// let mut acc = Poly([7; N]);
        /// ml_dsa.multiply_subtract(&mut acc, &Poly([2; N]), &Poly([r; N]));
        /// assert_eq!(acc.0, [5; N]);
        /// ```
        fn multiply_subtract(acc: &mut Poly, a: &Poly, b: &Poly);
        /// acc + b, centred; true when a magnitude reaches `bound`. In: |acc + b| < 2^31 - 2^22.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut acc = Poly([Q - 1; N]);
        /// assert!(!ml_dsa.add_centred(&mut acc, &Poly([4; N]), 4));
        /// assert_eq!(acc.0, [3; N]);
        /// assert!(ml_dsa.add_centred(&mut acc, &Poly([1; N]), 4));
        /// ```
        fn add_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool;
        /// acc - b, centred; true when a magnitude reaches `bound`. In: |acc - b| < 2^31 - 2^22.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut acc = Poly([2; N]);
        /// assert!(ml_dsa.subtract_centred(&mut acc, &Poly([5; N]), 3));
        /// assert_eq!(acc.0, [-3; N]);
        /// ```
        fn subtract_centred(acc: &mut Poly, b: &Poly, bound: i32) -> bool;
        /// acc + b, with each coefficient of b taken as its residue mod 3329 that is nearest to
        /// zero; true when a magnitude reaches `bound`. In: |acc| < 2^29, 0 < bound < 2^30.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut acc = Poly([5; N]);
        /// assert!(!ml_dsa.add_small(&mut acc, &ml_kem::Poly([3328; N]), 5)); // 3328 is -1
        /// assert_eq!(acc.0, [4; N]);
        /// ```
        fn add_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool;
        /// acc - b, likewise.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut acc = Poly([5; N]);
        /// assert!(ml_dsa.subtract_small(&mut acc, &ml_kem::Poly([3328; N]), 6));
        /// assert_eq!(acc.0, [6; N]);
        /// ```
        fn subtract_small(acc: &mut Poly, b: &ml_kem::Poly, bound: i32) -> bool;
        /// True when a magnitude reaches `bound`. In: |x| < 2^30, 0 < bound < 2^30.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut poly = Poly::ZERO;
        /// poly.0[200] = -9;
        /// assert!(ml_dsa.exceeds(&poly, 9) && !ml_dsa.exceeds(&poly, 10));
        /// ```
        fn exceeds(poly: &Poly, bound: i32) -> bool;
        /// FIPS 204, Algorithm 35 (Power2Round): t becomes t0 beside t1. In: |t| < 2^31 - 2^22.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let (mut t, mut t1) = (Poly([3 * 8192 - 1; N]), Poly::ZERO);
        /// ml_dsa.power2round(&mut t, &mut t1);
        /// assert_eq!((t.0[0], t1.0[0]), (-1, 3));
        /// ```
        fn power2round(t: &mut Poly, t1: &mut Poly);
        /// FIPS 204, Algorithm 36 (Decompose): w becomes w0 beside w1. In: |w| < 2^31 - 2^22.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let (mut w, mut w1) = (Poly([6 * Gamma2::Q32.value() + 5; N]), Poly::ZERO);
        /// ml_dsa.decompose(&mut w, &mut w1, Gamma2::Q32);
        /// assert_eq!((w.0[0], w1.0[0]), (5, 3));
        /// ```
        fn decompose(w: &mut Poly, w1: &mut Poly, gamma2: Gamma2);
        /// FIPS 204, Algorithm 39 (MakeHint), from r0 = w0 - cs2, ct0 and w1.
        /// In: |r0| < gamma_2, |ct0| < gamma_2.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let hint = ml_dsa.make_hint(&Poly([5; N]), &Poly::ZERO, &Poly([3; N]), Gamma2::Q32);
        /// assert_eq!(hint, [0; 4]); // nothing carries
        /// ```
        fn make_hint(r0: &Poly, ct0: &Poly, w1: &Poly, gamma2: Gamma2) -> Hint;
        /// FIPS 204, Algorithm 40 (UseHint): w becomes w1. In: |w| < 2^31 - 2^22.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut w = Poly([6 * Gamma2::Q32.value() + 5; N]);
        /// ml_dsa.use_hint(&mut w, &[1, 0, 0, 0], Gamma2::Q32);
        /// assert_eq!(w.0[..2], [4, 3]); // the first has a hint
        /// ```
        fn use_hint(w: &mut Poly, hint: &Hint, gamma2: Gamma2);
        /// FIPS 204, Algorithm 30 (RejNTTPoly) over one block of SHAKE128, the first 168 bytes of
        /// the row: appends at `filled` the accepted coefficients, canonical, up to 256; returns
        /// how many there are then.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut out = Poly([-1; N]);
        /// let filled = ml_dsa.reject_uniform(&mut out, 0, &[0; 24]);
        /// assert_eq!(filled, 56); // of 168 bytes, three each
        /// assert_eq!(out.0[..56], [0; 56]);
        /// ```
        fn reject_uniform(out: &mut Poly, filled: usize, row: &[u64; ROW]) -> usize;
        /// FIPS 204, Algorithm 31 (RejBoundedPoly) over one block of SHAKE256, the first 136 bytes
        /// of the row; like `reject_uniform`.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut out = Poly::ZERO;
        /// assert_eq!(ml_dsa.reject_bounded(&mut out, 0, &[0; 24], Eta::Two), 256);
        /// assert_eq!(out.0, [2; N]);
        /// ```
        fn reject_bounded(out: &mut Poly, filled: usize, row: &[u64; ROW], eta: Eta) -> usize;
        /// FIPS 204, Algorithms 16 (SimpleBitPack) and 17 (BitPack); the slice has
        /// [`Encoding::bytes`] bytes. In: x within the range of the encoding.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut bytes = [0; 320];
        /// ml_dsa.pack(&mut bytes, &Poly([1; N]), Encoding::T1);
        /// assert_eq!(bytes[..5], [1, 4, 16, 64, 0]);
        /// ```
        fn pack(out: &mut [u8], poly: &Poly, encoding: Encoding);
        /// FIPS 204, Algorithms 18 (SimpleBitUnpack) and 19 (BitUnpack); the slice has
        /// [`Encoding::bytes`] bytes. Out: upper - 2^bits < x <= upper, or 0 <= x < 2^bits.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
        /// # let ml_dsa = &Backend::get().ml_dsa;
        /// let mut poly = Poly::ZERO;
        /// ml_dsa.unpack(&mut poly, &[0; 96], Encoding::Eta2);
        /// assert_eq!(poly.0, [2; N]); // 2 - 0
        /// ```
        fn unpack(poly: &mut Poly, bytes: &[u8], encoding: Encoding);
    }
}

impl Poly {
    /// The zero polynomial.
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// assert_eq!(Poly::ZERO.0, [0; N]);
    /// ```
    pub const ZERO: Self = Self([0; N]);
}

impl Gamma2 {
    /// The number itself.
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// assert_eq!(Gamma2::Q88.value(), 95_232);
    /// ```
    pub const fn value(self) -> i32 {
        match self {
            Self::Q88 => (Q - 1) / 88,
            Self::Q32 => (Q - 1) / 32,
        }
    }

    /// How many values the high bits take: (q - 1) / (2 gamma_2).
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// assert_eq!(Gamma2::Q88.high_values(), (Q - 1) / (2 * Gamma2::Q88.value()));
    /// ```
    pub const fn high_values(self) -> i32 {
        match self {
            Self::Q88 => 44,
            Self::Q32 => 16,
        }
    }
}

impl Eta {
    /// The number itself.
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// assert_eq!(Eta::Two.value(), 2);
    /// ```
    pub const fn value(self) -> i32 {
        match self {
            Self::Two => 2,
            Self::Four => 4,
        }
    }
}

impl Encoding {
    /// Bits a coefficient.
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// assert_eq!(Encoding::T0.bits(), 13);
    /// ```
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
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// assert_eq!(Encoding::T1.bytes(), 320);
    /// ```
    pub const fn bytes(self) -> usize {
        N / 8 * self.bits()
    }

    /// The b of BitPack, or none for SimpleBitPack.
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_dsa::*, ml_kem};
    /// assert_eq!(Encoding::Eta4.upper(), Some(4));
    /// assert_eq!(Encoding::T1.upper(), None);
    /// ```
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
