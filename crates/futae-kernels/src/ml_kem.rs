//! The table of ML-KEM's kernels, and the constants and bounds that all backends share.
//!
//! A coefficient is an `i16` that stands for its residue modulo q = 3329, centred or not; every
//! kernel states which bounds it takes and gives. `R` is 2¹⁶, the Montgomery radix.

use crate::{Plain, keccak::ROW};

/// The modulus of ML-KEM. FIPS 203, Section 2.4.
///
/// ```
/// # use futae_kernels::{Backend, ml_kem::*};
/// assert_eq!(i32::from(Q), 13 * 256 + 1);
/// ```
pub const Q: i16 = 3329;

/// A polynomial of 256 coefficients, in the ring or in the NTT domain.
///
/// ```
/// # use futae_kernels::{Backend, ml_kem::*};
/// assert_eq!(Poly::default().0, [0; 256]);
/// ```
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Poly(pub [i16; 256]);

impl Default for Poly {
    #[inline]
    fn default() -> Self {
        Self([0; 256])
    }
}

impl Plain for Poly {
    #[inline]
    fn zero(&mut self) {
        self.0.zero();
    }
}

impl Plain for Factor {
    #[inline]
    fn zero(&mut self) {
        self.even.zero();
        self.odd.zero();
    }
}

/// A polynomial in the NTT domain, made ready to be multiplied by [`Kernels::prepare`].
///
/// ```
/// # use futae_kernels::{Backend, ml_kem::*};
/// # let ml_kem = &Backend::get().ml_kem;
/// let mut one = Poly::default();
/// one.0[0] = 1;
/// ml_kem.ntt(&mut one);
/// let mut factor = Factor::default();
/// ml_kem.prepare(&one, &mut factor); // once, for many products
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Factor {
    /// `(b₂ᵢ, b₂ᵢ₊₁ · γᵢ)` with γᵢ = ζ^(2·BitRev₇(i) + 1).
    pub(crate) even: Poly,
    /// `(b₂ᵢ₊₁, b₂ᵢ)`.
    pub(crate) odd: Poly,
}

kernels! {
    /// ML-KEM's arithmetic, sampling and encoding by one backend.
    ///
    /// ```
    /// # use futae_kernels::{Backend, ml_kem::*};
    /// for backend in Backend::available() {
    ///     let mut f = Poly([0; 256]);
    ///     assert!(!backend.ml_kem.decode_12(&[0xFF; 384], &mut f), "4095 is not below q");
    /// }
    /// ```
    pub struct Kernels {
        /// FIPS 203, Algorithm 9 (NTT). Takes |f| ≤ 4096; gives |f̂| ≤ 4096 + 7q =
        /// 27 399.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut one = Poly::default();
        /// one.0[0] = 1;
        /// ml_kem.ntt(&mut one); // pairs: the constant, then what stands before X
        /// assert!(one.0.iter().step_by(2).all(|x| x.rem_euclid(Q) == 1));
        /// assert!(one.0.iter().skip(1).step_by(2).all(|x| x.rem_euclid(Q) == 0));
        /// ```
        fn ntt(f: &mut Poly);
        /// FIPS 203, Algorithm 10 (NTT⁻¹), times `R`, which undoes the `R⁻¹` of
        /// [`Kernels::inner_product`]. Takes any values; gives |f| < 2q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut one = Poly::default();
        /// one.0[0] = 1;
        /// ml_kem.ntt(&mut one);
        /// ml_kem.inverse_ntt(&mut one);
        /// assert_eq!(i32::from(one.0[0].rem_euclid(Q)), (1 << 16) % i32::from(Q)); // R
        /// ```
        fn inverse_ntt(f: &mut Poly);
        /// Makes the second operand of [`Kernels::inner_product`]. Takes what `ntt` gives.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut one = Poly::default();
        /// one.0[0] = 1;
        /// ml_kem.ntt(&mut one);
        /// let (mut factor, mut product) = (Factor::default(), Poly::default());
        /// ml_kem.prepare(&one, &mut factor);
        /// ml_kem.inner_product(&[Poly([3; 256])], &[factor], &mut product); // 3 times 1, by R
        /// assert_eq!((i64::from(product.0[9]) << 16).rem_euclid(3329), 3);
        /// ```
        fn prepare(f: &Poly, factor: &mut Factor);
        /// FIPS 203, Algorithm 11 (MultiplyNTTs), summed over up to four pairs, times `R⁻¹`.
        /// Takes 0 ≤ a ≤ 4095; gives |h| < 5q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut one = Poly::default();
        /// one.0[0] = 1;
        /// ml_kem.ntt(&mut one);
        /// let (mut factor, mut product) = (Factor::default(), Poly::default());
        /// ml_kem.prepare(&one, &mut factor);
        /// for x in &mut one.0 {
        ///     *x = x.rem_euclid(Q);
        /// }
        /// ml_kem.inner_product(&[one], &[factor], &mut product);
        /// ml_kem.inverse_ntt(&mut product);
        /// assert_eq!(product.0[0].rem_euclid(Q), 1); // 1 times 1
        /// ```
        fn inner_product(a: &[Poly], b: &[Factor], h: &mut Poly);
        /// `f · R + g`: undoes the `R⁻¹` of `inner_product`. Takes any `f` and what `ntt` gives
        /// as `g`; gives |f| < 9q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut f = Poly([1; 256]);
        /// ml_kem.scale_and_add(&mut f, &Poly([5; 256]));
        /// assert_eq!(i32::from(f.0[0].rem_euclid(Q)), ((1 << 16) + 5) % i32::from(Q));
        /// ```
        fn scale_and_add(f: &mut Poly, g: &Poly);
        /// `f + g`; the caller keeps the sum in range.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut f = Poly([3; 256]);
        /// ml_kem.add(&mut f, &Poly([5; 256]));
        /// assert_eq!(f.0[0].rem_euclid(Q), 8);
        /// ```
        fn add(f: &mut Poly, g: &Poly);
        /// `g - f` into `f`; the caller keeps the difference in range.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut f = Poly([3; 256]);
        /// ml_kem.subtract_from(&mut f, &Poly([5; 256]));
        /// assert_eq!(f.0[0].rem_euclid(Q), 2);
        /// ```
        fn subtract_from(f: &mut Poly, g: &Poly);
        /// The loop of FIPS 203, Algorithm 7 (SampleNTT), over the 168 bytes of one block: appends
        /// coefficients after the first `filled` and returns how many there are then.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut f = Poly([-1; 256]);
        /// assert_eq!(ml_kem.sample_ntt(&[0; 24], &mut f, 0), 112); // two of three bytes
        /// assert_eq!(f.0[..112], [0; 112]);
        /// ```
        fn sample_ntt(block: &[u64; ROW], f: &mut Poly, filled: usize) -> usize;
        /// FIPS 203, Algorithm 8 (SamplePolyCBD), η = 2. Gives |f| ≤ 2.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut f = Poly::default();
        /// ml_kem.sample_cbd_2(&[0x3333_3333_3333_3333; 24], &mut f);
        /// assert_eq!(f.0, [2; 256]); // two bits that are set minus two that are not
        /// ```
        fn sample_cbd_2(bytes: &[u64; ROW], f: &mut Poly);
        /// FIPS 203, Algorithm 8 (SamplePolyCBD), η = 3. Gives |f| ≤ 3.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let (mut f, mut bytes) = (Poly::default(), [0; 24]);
        /// bytes[0] = 0b111_000_000_111;
        /// ml_kem.sample_cbd_3(&bytes, &mut f);
        /// assert_eq!(f.0[..3], [3, -3, 0]);
        /// ```
        fn sample_cbd_3(bytes: &[u64; ROW], f: &mut Poly);
        /// FIPS 203, Algorithm 5 (ByteEncode), d = 12, of the residues. Takes any values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut bytes = [0; 384];
        /// ml_kem.encode_12(&Poly([-1; 256]), &mut bytes); // 3328 is 0xD00
        /// assert_eq!(bytes[..3], [0x00, 0x0D, 0xD0]);
        /// ```
        fn encode_12(f: &Poly, bytes: &mut [u8; 384]);
        /// FIPS 203, Algorithm 6 (ByteDecode), d = 12, without the reduction; false when a
        /// coefficient is not below q. Gives 0 ≤ f ≤ 4095.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut f = Poly::default();
        /// assert!(ml_kem.decode_12(&[0; 384], &mut f));
        /// assert!(!ml_kem.decode_12(&[0xFF; 384], &mut f)); // 4095 is not below q
        /// ```
        fn decode_12(bytes: &[u8; 384], f: &mut Poly) -> bool;
        /// ByteEncode₁(Compress₁(f)). FIPS 203, Section 4.2.1. Takes any values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut bytes = [0; 32];
        /// ml_kem.compress_1(&Poly([1665; 256]), &mut bytes); // the half becomes 1
        /// assert_eq!(bytes[..1], [0xFF]);
        /// ```
        fn compress_1(f: &Poly, bytes: &mut [u8; 32]);
        /// ByteEncode₄(Compress₄(f)). Takes any values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut bytes = [0; 128];
        /// ml_kem.compress_4(&Poly([1665; 256]), &mut bytes); // the half becomes 8
        /// assert_eq!(bytes[..1], [0x88]);
        /// ```
        fn compress_4(f: &Poly, bytes: &mut [u8; 128]);
        /// ByteEncode₅(Compress₅(f)). Takes any values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut bytes = [0; 160];
        /// ml_kem.compress_5(&Poly([1665; 256]), &mut bytes); // the half becomes 16
        /// assert_eq!(bytes[0] & 31, 16);
        /// ```
        fn compress_5(f: &Poly, bytes: &mut [u8; 160]);
        /// ByteEncode₁₀(Compress₁₀(f)). Takes any values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut bytes = [0; 320];
        /// ml_kem.compress_10(&Poly([1665; 256]), &mut bytes); // the half becomes 512
        /// assert_eq!(u16::from_le_bytes([bytes[0], bytes[1]]) & 1023, 512);
        /// ```
        fn compress_10(f: &Poly, bytes: &mut [u8; 320]);
        /// ByteEncode₁₁(Compress₁₁(f)). Takes any values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let mut bytes = [0; 352];
        /// ml_kem.compress_11(&Poly([1665; 256]), &mut bytes); // the half becomes 1024
        /// assert_eq!(u16::from_le_bytes([bytes[0], bytes[1]]) & 2047, 1024);
        /// ```
        fn compress_11(f: &Poly, bytes: &mut [u8; 352]);
        /// Decompress₁(ByteDecode₁(bytes)). Gives 0 or 1665.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let (mut f, mut bytes) = (Poly::default(), [0; 32]);
        /// bytes[0] = 1;
        /// ml_kem.decompress_1(&bytes, &mut f);
        /// assert_eq!(f.0[..2], [1665, 0]); // 1 becomes the half
        /// ```
        fn decompress_1(bytes: &[u8; 32], f: &mut Poly);
        /// Decompress₄(ByteDecode₄(bytes)). Gives 0 ≤ f < q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let (mut f, mut bytes) = (Poly::default(), [0; 128]);
        /// bytes[0] = 8;
        /// ml_kem.decompress_4(&bytes, &mut f);
        /// assert_eq!(f.0[..2], [1665, 0]); // 8 becomes the half
        /// ```
        fn decompress_4(bytes: &[u8; 128], f: &mut Poly);
        /// Decompress₅(ByteDecode₅(bytes)). Gives 0 ≤ f < q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let (mut f, mut bytes) = (Poly::default(), [0; 160]);
        /// bytes[0] = 16;
        /// ml_kem.decompress_5(&bytes, &mut f);
        /// assert_eq!(f.0[..2], [1665, 0]); // 16 becomes the half
        /// ```
        fn decompress_5(bytes: &[u8; 160], f: &mut Poly);
        /// Decompress₁₀(ByteDecode₁₀(bytes)). Gives 0 ≤ f < q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let (mut f, mut bytes) = (Poly::default(), [0; 320]);
        /// bytes[1] = 2;
        /// ml_kem.decompress_10(&bytes, &mut f);
        /// assert_eq!(f.0[..2], [1665, 0]); // 512 becomes the half
        /// ```
        fn decompress_10(bytes: &[u8; 320], f: &mut Poly);
        /// Decompress₁₁(ByteDecode₁₁(bytes)). Gives 0 ≤ f < q.
        ///
        /// ```
        /// # use futae_kernels::{Backend, ml_kem::*};
        /// # let ml_kem = &Backend::get().ml_kem;
        /// let (mut f, mut bytes) = (Poly::default(), [0; 352]);
        /// bytes[1] = 4;
        /// ml_kem.decompress_11(&bytes, &mut f);
        /// assert_eq!(f.0[..2], [1665, 0]); // 1024 becomes the half
        /// ```
        fn decompress_11(bytes: &[u8; 352], f: &mut Poly);
    }
}

/// q⁻¹ modulo `R`.
pub(crate) const Q_INVERSE: i16 = {
    // Newton's iteration doubles the correct low bits; q·q = 1 modulo 8 starts with three.
    let q = Q as u16;
    let mut x = q;
    let mut bits = 3;
    while bits < 16 {
        x = x.wrapping_mul(2_u16.wrapping_sub(q.wrapping_mul(x)));
        bits *= 2;
    }
    x.cast_signed()
};

/// R² modulo q, centred: multiplying by it in Montgomery form multiplies by `R`.
pub(crate) const R_SQUARED: i16 = centred(1 << 32);
/// R modulo q, centred: multiplying by it in Montgomery form reduces.
pub(crate) const R: i16 = centred(1 << 16);
/// R² / 128 modulo q, centred: the scaling of the inverse NTT. FIPS 203, Algorithm 10, line 14:
/// 3303 = 128⁻¹.
pub(crate) const R_SQUARED_BY_128: i16 = centred((1 << 32) % Q as i64 * 3303);
/// round(2²⁶ / q): Barrett's multiplier.
pub(crate) const BARRETT: i16 = ((1 << 26) + Q as i32 / 2).div_euclid(Q as i32) as i16;

/// ζ^BitRev₇(i) · R with ζ = 17. FIPS 203, Appendix A.
pub(crate) const ZETAS: [i16; 128] = {
    let mut zetas = [0; 128];
    let mut i = 0;
    while i < 128 {
        zetas[i] = centred(power_of_zeta((i as u8).reverse_bits() as u32 >> 1) << 16);
        i += 1;
    }
    zetas
};

/// The factor of coefficient `2i + 1` in [`Factor::even`] at `2i + 1`, and `R` at `2i`.
pub(crate) const GAMMAS: [i16; 256] = {
    let mut gammas = [R; 256];
    let mut i = 0;
    while i < 128 {
        let exponent = 2 * ((i as u8).reverse_bits() as u32 >> 1) + 1;
        gammas[2 * i + 1] = centred(power_of_zeta(exponent) << 16);
        i += 1;
    }
    gammas
};

/// The index in [`ZETAS`] for coefficient `c` in the layer of the NTT of this length.
pub(crate) const fn zeta_index(length: usize, c: usize) -> usize {
    128 / length + c / (2 * length)
}

/// The same for the inverse, where FIPS 203, Algorithm 10 counts down.
pub(crate) const fn inverse_zeta_index(length: usize, c: usize) -> usize {
    2 * (128 / length) - 1 - c / (2 * length)
}

const fn power_of_zeta(exponent: u32) -> i64 {
    let mut power = 1;
    let mut i = 0;
    while i < exponent {
        power = power * 17 % Q as i64;
        i += 1;
    }
    power
}

/// The residue in [-q/2, q/2].
const fn centred(value: i64) -> i16 {
    let residue = (value % Q as i64) as i16;
    if residue > Q / 2 { residue - Q } else { residue }
}

#[cfg(test)]
mod tests {
    use std::{vec, vec::Vec};

    use super::*;
    use crate::Backend;

    const MODULUS: i64 = Q as i64;

    /// Every backend's kernels with its name.
    fn backends() -> impl Iterator<Item = (&'static str, &'static Kernels)> {
        Backend::available().map(|backend| (backend.name, &backend.ml_kem))
    }

    fn portable() -> &'static Kernels {
        &Backend::available().next().unwrap().ml_kem
    }

    /// A linear congruential generator: the same cases in every run.
    struct Cases(u64);

    impl Cases {
        fn word(&mut self) -> u64 {
            self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
            self.0.rotate_left(32)
        }

        fn poly(&mut self, low: i16, high: i16) -> Poly {
            let span = (i32::from(high) - i32::from(low) + 1) as u64;
            let mut draw = || (i64::from(low) + ((self.word() >> 32) % span) as i64) as i16;
            Poly(core::array::from_fn(|_| draw()))
        }

        fn bytes<const N: usize>(&mut self) -> [u8; N] {
            core::array::from_fn(|_| self.word() as u8)
        }

        fn row(&mut self) -> [u64; ROW] {
            core::array::from_fn(|_| self.word())
        }
    }

    /// Constant polynomials at the ends of a range, alternating ends, and random ones.
    fn polys(low: i16, high: i16) -> Vec<Poly> {
        let mut cases = Cases(7);
        let alternating = |step: usize| {
            Poly(core::array::from_fn(|i| if (i / step).is_multiple_of(2) { low } else { high }))
        };
        let mut polys = vec![Poly([low; 256]), Poly([high; 256])];
        polys.extend([1, 2, 4, 8, 16, 32, 64, 128].map(alternating));
        polys.extend((0..200).map(|_| cases.poly(low, high)));
        polys
    }

    fn residues(f: &Poly) -> Vec<i64> {
        f.0.iter().map(|c| i64::from(*c).rem_euclid(MODULUS)).collect()
    }

    fn largest(f: &Poly) -> i32 {
        f.0.iter().map(|c| i32::from(*c).abs()).max().unwrap()
    }

    fn power(base: i64, exponent: u32) -> i64 {
        (0..exponent).fold(1, |power, _| power * base % MODULUS)
    }

    fn bit_reversal(i: usize) -> u32 {
        (0..7).fold(0, |r, bit| r << 1 | (i as u32 >> bit & 1))
    }

    #[test]
    fn constants_follow_their_formulas() {
        let r = 65536 % MODULUS;
        assert_eq!(Q.wrapping_mul(Q_INVERSE), 1);
        assert_eq!(i64::from(R).rem_euclid(MODULUS), r);
        assert_eq!(i64::from(R_SQUARED).rem_euclid(MODULUS), r * r % MODULUS);
        assert_eq!(
            i64::from(R_SQUARED_BY_128).rem_euclid(MODULUS) * 128 % MODULUS,
            r * r % MODULUS
        );
        assert_eq!(f64::from(BARRETT), (f64::from(1 << 26) / 3329.0).round());
        for (i, zeta) in ZETAS.iter().enumerate() {
            let exact = power(17, bit_reversal(i)) * r % MODULUS;
            assert_eq!(i64::from(*zeta).rem_euclid(MODULUS), exact);
            assert!(zeta.abs() <= Q / 2);
        }
        for (i, gamma) in GAMMAS.iter().enumerate() {
            let exact = if i % 2 == 0 { 1 } else { power(17, 2 * bit_reversal(i / 2) + 1) };
            assert_eq!(i64::from(*gamma).rem_euclid(MODULUS), exact * r % MODULUS);
        }
    }

    /// FIPS 203, Section 4.3: f̂ holds f modulo X² - ζ^(2·BitRev₇(i) + 1).
    fn ntt_by_definition(f: &Poly) -> Vec<i64> {
        let component = |i: usize, odd: usize| {
            let root = power(17, 2 * bit_reversal(i) + 1);
            (0..128).rev().fold(0, |sum, j| (sum * root + i64::from(f.0[2 * j + odd])) % MODULUS)
        };
        (0..256).map(|c| component(c / 2, c % 2).rem_euclid(MODULUS)).collect()
    }

    #[test]
    fn the_ntt_equals_its_definition_on_a_basis() {
        for (name, kernels) in backends() {
            for i in 0..256 {
                let mut f = Poly::default();
                f.0[i] = 1;
                let expected = ntt_by_definition(&f);
                kernels.ntt(&mut f);
                assert_eq!(residues(&f), expected, "{name}: X^{i}");
            }
        }
    }

    #[test]
    fn the_ntt_keeps_its_bounds_and_is_undone() {
        for (name, kernels) in backends() {
            for input in polys(-4096, 4096) {
                let mut f = input;
                kernels.ntt(&mut f);
                assert!(largest(&f) <= 4096 + 7 * i32::from(Q), "{name}");
                assert_eq!(residues(&f), ntt_by_definition(&input), "{name}");
                kernels.inverse_ntt(&mut f);
                let r = 65536 % MODULUS;
                let expected: Vec<_> = residues(&input).iter().map(|c| c * r % MODULUS).collect();
                assert_eq!(residues(&f), expected, "{name}");
            }
        }
    }

    #[test]
    fn the_inverse_ntt_takes_every_value_and_keeps_its_bound() {
        for (name, kernels) in backends() {
            for input in polys(i16::MIN, i16::MAX) {
                let [mut f, mut expected] = [input; 2];
                kernels.inverse_ntt(&mut f);
                portable().inverse_ntt(&mut expected);
                assert!(largest(&f) < 2 * i32::from(Q), "{name}");
                assert_eq!(residues(&f), residues(&expected), "{name}");
            }
        }
    }

    /// a · b in Z_q\[X\]/(X²⁵⁶ + 1).
    fn schoolbook(a: &Poly, b: &Poly) -> Vec<i64> {
        let mut product = vec![0; 256];
        for (i, x) in a.0.iter().enumerate() {
            for (j, y) in b.0.iter().enumerate() {
                let sign = if i + j < 256 { 1 } else { -1 };
                product[(i + j) % 256] += sign * i64::from(*x) * i64::from(*y);
            }
        }
        product.into_iter().map(|c| c.rem_euclid(MODULUS)).collect()
    }

    #[test]
    fn products_equal_the_schoolbook() {
        for (name, kernels) in backends() {
            for (a, b) in polys(0, Q - 1).iter().zip(polys(-3, 3)).step_by(5) {
                let expected = schoolbook(a, &b);
                let [mut a_hat, mut b_hat, mut h] = [*a, b, Poly::default()];
                kernels.ntt(&mut a_hat);
                a_hat.0 = core::array::from_fn(|i| residues(&a_hat)[i] as i16);
                kernels.ntt(&mut b_hat);
                let mut factor = Factor::default();
                kernels.prepare(&b_hat, &mut factor);
                kernels.inner_product(&[a_hat], &[factor], &mut h);
                kernels.inverse_ntt(&mut h);
                assert_eq!(residues(&h), expected, "{name}");
            }
        }
    }

    #[test]
    fn inner_products_keep_their_bound_at_the_extremes() {
        for (name, kernels) in backends() {
            for (a, b) in polys(0, 4095).iter().zip(polys(-27_399, 27_399)) {
                for terms in 2..=4 {
                    let [mut h, mut expected] = [Poly::default(); 2];
                    let mut factor = Factor::default();
                    kernels.prepare(&b, &mut factor);
                    kernels.inner_product(&[*a; 4][..terms], &[factor; 4][..terms], &mut h);
                    portable().prepare(&b, &mut factor);
                    let (a, factor) = (&[*a; 4][..terms], &[factor; 4][..terms]);
                    portable().inner_product(a, factor, &mut expected);
                    assert!(largest(&h) < 5 * i32::from(Q), "{name}");
                    assert_eq!(residues(&h), residues(&expected), "{name}");
                }
            }
        }
    }

    #[test]
    fn sums_differences_and_scaling_equal_portable() {
        for (name, kernels) in backends() {
            for (f, g) in polys(-9_000, 9_000).iter().zip(polys(-16_000, 16_000)) {
                let run = |operation: fn(&Kernels, &mut Poly, &Poly)| {
                    let [mut ours, mut expected] = [*f; 2];
                    operation(kernels, &mut ours, &g);
                    operation(portable(), &mut expected, &g);
                    assert_eq!(residues(&ours), residues(&expected), "{name}");
                };
                run(|kernels, f, g| kernels.add(f, g));
                run(|kernels, f, g| kernels.subtract_from(f, g));
                run(|kernels, f, g| kernels.scale_and_add(f, g));
            }
        }
    }

    /// FIPS 203, Algorithm 7, bit by bit.
    fn sample_by_the_book(bytes: &[u8]) -> Vec<i16> {
        let triples = bytes.chunks_exact(3).map(|c| [c[0], c[1], c[2]].map(i16::from));
        let pairs = triples.flat_map(|[a, b, c]| [a + 256 * (b % 16), b / 16 + 16 * c]);
        pairs.filter(|candidate| *candidate < Q).collect()
    }

    #[test]
    fn sampled_coefficients_follow_the_book() {
        for (name, kernels) in backends() {
            let mut cases = Cases(1);
            for round in 0..2000 {
                let mut block = cases.row();
                match round % 10 {
                    0 => block = [0; ROW],
                    1 => block = [!0; ROW],
                    _ => {}
                }
                let bytes: Vec<u8> = block.iter().flat_map(|word| word.to_le_bytes()).collect();
                let filled = cases.word() as usize % 257;
                let mut expected = vec![7; filled];
                expected.extend(sample_by_the_book(&bytes[..168]));
                expected.truncate(256);
                let mut f = Poly([7; 256]);
                assert_eq!(kernels.sample_ntt(&block, &mut f, filled), expected.len(), "{name}");
                assert_eq!(f.0[..expected.len()], expected, "{name}");
            }
        }
    }

    fn cbd_by_the_book(bytes: &[u8], eta: usize) -> Vec<i16> {
        let bit = |i: usize| i16::from(bytes[i / 8] >> (i % 8) & 1);
        let sum = |start: usize| (start..start + eta).map(bit).sum::<i16>();
        (0..256).map(|i| sum(2 * i * eta) - sum(2 * i * eta + eta)).collect()
    }

    #[test]
    fn noise_follows_the_book() {
        for (name, kernels) in backends() {
            let mut cases = Cases(2);
            for _ in 0..300 {
                let row = cases.row();
                let bytes: Vec<u8> = row.iter().flat_map(|word| word.to_le_bytes()).collect();
                let mut f = Poly::default();
                kernels.sample_cbd_2(&row, &mut f);
                assert_eq!(f.0[..], cbd_by_the_book(&bytes, 2), "{name}");
                kernels.sample_cbd_3(&row, &mut f);
                assert_eq!(f.0[..], cbd_by_the_book(&bytes, 3), "{name}");
            }
        }
    }

    /// FIPS 203, Algorithm 5, bit by bit, of Compress_d of every residue.
    fn encode_by_the_book(f: &Poly, d: u32) -> Vec<u8> {
        let mut bytes = vec![0_u8; 32 * d as usize];
        for (i, x) in residues(f).into_iter().enumerate() {
            let value = match d {
                12 => x,
                _ => (2 * (x << d) + MODULUS) / (2 * MODULUS) % (1 << d),
            };
            for j in 0..d as usize {
                let bit = i * d as usize + j;
                bytes[bit / 8] |= ((value >> j & 1) as u8) << (bit % 8);
            }
        }
        bytes
    }

    /// Polynomials that together hold every value of 16 bits.
    fn every_value() -> Vec<Poly> {
        let polys = (0..256).map(|high| Poly(core::array::from_fn(|low| (high << 8 | low) as i16)));
        polys.collect()
    }

    fn check_encoding<const BYTES: usize>(
        d: u32,
        encode: fn(&Kernels, &Poly, &mut [u8; BYTES]),
        decode: fn(&Kernels, &[u8; BYTES], &mut Poly),
    ) {
        let mut cases = Cases(3);
        for (name, kernels) in backends() {
            for f in every_value().iter().chain(&polys(-5000, 5000)) {
                let mut bytes = [0xA5; BYTES];
                encode(kernels, f, &mut bytes);
                assert_eq!(bytes[..], encode_by_the_book(f, d), "{name}: d = {d}");
            }
            for round in 0..300 {
                let bytes: [u8; BYTES] =
                    if round == 0 { [0xFF; BYTES] } else { cases.bytes::<BYTES>() };
                let [mut f, mut expected] = [Poly::default(); 2];
                decode(kernels, &bytes, &mut f);
                for (i, c) in expected.0.iter_mut().enumerate() {
                    let bit = |j: usize| i64::from(bytes[j / 8] >> (j % 8) & 1);
                    let y = (0..d as usize).map(|j| bit(i * d as usize + j) << j).sum::<i64>();
                    *c = if d == 12 { y } else { (2 * MODULUS * y + (1 << d)) >> (d + 1) } as i16;
                }
                assert_eq!(f.0, expected.0, "{name}: d = {d}");
            }
        }
    }

    #[test]
    fn encodings_equal_their_definition_on_every_value() {
        check_encoding(1, |k, f, b| k.compress_1(f, b), |k, b, f| k.decompress_1(b, f));
        check_encoding(4, |k, f, b| k.compress_4(f, b), |k, b, f| k.decompress_4(b, f));
        check_encoding(5, |k, f, b| k.compress_5(f, b), |k, b, f| k.decompress_5(b, f));
        check_encoding(10, |k, f, b| k.compress_10(f, b), |k, b, f| k.decompress_10(b, f));
        check_encoding(11, |k, f, b| k.compress_11(f, b), |k, b, f| k.decompress_11(b, f));
        check_encoding(12, |k, f, b| k.encode_12(f, b), |k, b, f| _ = k.decode_12(b, f));
    }

    #[test]
    fn decoding_tells_coefficients_that_are_not_residues() {
        for (name, kernels) in backends() {
            for i in 0..256 {
                for (value, below) in [(Q - 1, true), (Q, false), (4095, false)] {
                    let mut bytes = [0; 384];
                    let shifted = u16::from_le_bytes(value.to_le_bytes()) << (4 * (i % 2));
                    bytes[i / 2 * 3 + i % 2] = shifted as u8;
                    bytes[i / 2 * 3 + i % 2 + 1] = (shifted >> 8) as u8;
                    let mut f = Poly::default();
                    assert_eq!(kernels.decode_12(&bytes, &mut f), below, "{name}: {i}");
                    assert_eq!(f.0[i], value);
                }
            }
        }
    }
}
