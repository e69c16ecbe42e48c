//! Tables from their formulas: finite fields, roots of primes, shift registers, roots of unity.
//!
//! What a formula gives is computed, not typed: a slip would make every test of it fail. Tables
//! without a short formula are in `data`.

use super::data;

/// x·y in GF(2)\[z\] modulo `polynomial` of degree 8.
pub(super) fn multiply(mut x: u8, mut y: u8, polynomial: u16) -> u8 {
    let mut product = 0;
    while y != 0 {
        if y & 1 == 1 {
            product ^= x;
        }
        let carry = x & 0x80 != 0;
        x <<= 1;
        if carry {
            x ^= (polynomial & 0xff) as u8;
        }
        y >>= 1;
    }
    product
}

fn power(x: u8, exponent: u32, polynomial: u16) -> u8 {
    (0..exponent).fold(1, |product, _| multiply(product, x, polynomial))
}

/// The matrix whose columns, from the lowest bit, are these, times `x`.
fn linear(columns: [u8; 8], x: u8) -> u8 {
    columns
        .iter()
        .zip(0..)
        .fold(0, |sum, (column, bit)| sum ^ if x >> bit & 1 == 1 { *column } else { 0 })
}

fn table(function: impl Fn(u8) -> u8) -> Vec<u8> {
    (0..=255).map(function).collect()
}

/// Polynomial of AES and of ARIA.
const AES_FIELD: u16 = 0x11b;

/// Affine map of the inverse. FIPS 197, 5.1.1.
pub(super) fn aes_sbox() -> Vec<u8> {
    table(|x| {
        let inverse = power(x, 254, AES_FIELD);
        (0..5).fold(0x63, |sum, turn| sum ^ inverse.rotate_left(turn))
    })
}

/// The powers of x that the key schedule adds. FIPS 197, 5.2.
pub(super) fn aes_rcon() -> Vec<u8> {
    (0..10).map(|exponent| power(2, exponent, AES_FIELD)).collect()
}

/// The inverse permutation. FIPS 197, 5.3.2.
pub(super) fn aes_inverse_sbox() -> Vec<u8> {
    let forward = aes_sbox();
    let mut inverse = vec![0; 256];
    for (x, y) in (0..=255).zip(&forward) {
        inverse[usize::from(*y)] = x;
    }
    inverse
}

/// The four bytes of a T-table entry for each input: S-box times a column of MixColumns.
pub(super) fn t_table(sbox: &[u8], column: [u8; 4]) -> Vec<u8> {
    let entry = |s: &u8| column.map(|factor| multiply(*s, factor, AES_FIELD));
    sbox.iter().flat_map(entry).collect()
}

/// A·(A·x ⊕ C)⁻¹ ⊕ C over the polynomial 0x1F5, A circulant from 0xA7. GB/T 32907, 6.2.
pub(super) fn sm4_sbox() -> Vec<u8> {
    let affine = |x: u8| {
        (0..8).fold(0u8, |sum, bit| {
            let row = 0xa7u8.rotate_left(bit);
            sum | ((((x & row).count_ones() & 1) as u8) << bit)
        })
    };
    table(|x| affine(power(affine(x) ^ 0xd3, 254, 0x1f5)) ^ 0xd3)
}

/// D·x²⁴⁷ ⊕ 0xE2. RFC 5794, 2.4.2.
pub(super) fn aria_s2() -> Vec<u8> {
    const D: [u8; 8] = [0xac, 0xc5, 0x12, 0xcf, 0x5b, 0x5f, 0x85, 0xee];
    table(|x| linear(D, power(x, 247, AES_FIELD)) ^ 0xe2)
}

/// A·x²⁴⁷ ⊕ 0xA9 over the polynomial 0x163. RFC 4269, 2.2.
pub(super) fn seed_s1() -> Vec<u8> {
    const A: [u8; 8] = [0x2c, 0xd0, 0x69, 0xc2, 0x41, 0x44, 0x58, 0xe2];
    table(|x| linear(A, power(x, 247, 0x163)) ^ 0xa9)
}

/// S1 spread over the word by the masks of function G. RFC 4269, 2.2 and Appendix A.
pub(super) fn seed_ss0() -> Vec<u32> {
    let spread = |s: u8| u32::from_be_bytes([s & 0x3f, s & 0xcf, s & 0xf3, s & 0xfc]);
    seed_s1().into_iter().map(spread).collect()
}

/// S-box entries in the three bytes that P lets them reach. RFC 3713, 2.4; SP1110.
pub(super) fn camellia_sp1110() -> Vec<u32> {
    data::CAMELLIA_S1.iter().map(|s| u32::from_be_bytes([*s, *s, *s, 0])).collect()
}

/// x = four 4-bit steps. Twofish, 4.3.5.
pub(super) fn twofish_q(index: usize) -> Vec<u8> {
    let tables = &data::TWOFISH_T[index];
    let turn = |x: u8| (x >> 1 | x << 3) & 15;
    table(|x| {
        let (mut a, mut b) = (x >> 4, x & 15);
        for pair in [0, 2] {
            let mixed = (a ^ b, a ^ turn(b) ^ (a << 3 & 15));
            a = tables[pair][usize::from(mixed.0)];
            b = tables[pair + 1][usize::from(mixed.1)];
        }
        b << 4 | a
    })
}

/// Three layers of 4-bit boxes. Whirlpool, 2.3 of the 2003 revision.
pub(super) fn whirlpool_sbox() -> Vec<u8> {
    let (e, r) = (data::WHIRLPOOL_E, data::WHIRLPOOL_R);
    let inverse = |y: u8| e.iter().zip(0u8..).find(|(x, _)| **x == y).map_or(0, |(_, at)| at);
    table(|x| {
        let (high, low) = (e[usize::from(x >> 4)], inverse(x & 15));
        let mixed = r[usize::from(high ^ low)];
        e[usize::from(high ^ mixed)] << 4 | inverse(low ^ mixed)
    })
}

/// S-box times the first row of the diffusion matrix, circ(1, 1, 4, 1, 8, 5, 2, 9) over 0x11D.
pub(super) fn whirlpool_c0() -> Vec<u64> {
    let row = |s: u8| u64::from_be_bytes([1, 1, 4, 1, 8, 5, 2, 9].map(|c| multiply(s, c, 0x11d)));
    whirlpool_sbox().into_iter().map(row).collect()
}

/// S0 from four 4-bit boxes and a matrix over z⁴ + z + 1. RFC 6114, 4.4.
pub(super) fn clefia_s0() -> Vec<u8> {
    let boxes = &data::CLEFIA_SS;
    let double = |x: u8| (x << 1 & 15) ^ if x & 8 != 0 { 3 } else { 0 };
    table(|x| {
        let (t, u) = (boxes[0][usize::from(x >> 4)], boxes[1][usize::from(x & 15)]);
        let (v, w) = (t ^ double(u), double(t) ^ u);
        boxes[2][usize::from(v)] << 4 | boxes[3][usize::from(w)]
    })
}

/// The multiplication tables of the feedback: the coefficients of alpha times x, each over the
/// polynomial of its field. RFC 7008, 2.3 and Appendix A.
pub(super) fn kcipher2_amul(index: usize) -> Vec<u32> {
    const FIELDS: [(u16, [u8; 4]); 4] = [
        (0x1c3, [0xb6, 0x08, 0x6d, 0x1a]),
        (0x12d, [0xa0, 0xf5, 0xfc, 0x2e]),
        (0x14d, [0x5b, 0xf8, 0x7f, 0x93]),
        (0x165, [0x45, 0x59, 0x56, 0x8b]),
    ];
    let (field, alpha) = FIELDS[index];
    let word = |x| u32::from_be_bytes(alpha.map(|factor| multiply(factor, x, field)));
    (0..=255).map(word).collect()
}

/// The four substitutions T1 to T4: the inverse of x + c, by the rows of a matrix from the highest
/// bit down, plus d, each over a field of its own. CIPHERUNICORN-A specification.
pub(super) fn cipherunicorn_sboxes() -> [Vec<u8>; 4] {
    const PARTS: [(u16, u8, [u8; 8], u8); 4] = [
        (0x11d, 233, [0x23, 0x4e, 0x9c, 0xb1, 0x49, 0xd8, 0xc6, 0xe4], 28),
        (0x165, 26, [0x7e, 0x2a, 0xef, 0x52, 0x34, 0xa2, 0x70, 0xd7], 171),
        (0x14d, 43, [0x32, 0x04, 0x8f, 0x83, 0x89, 0x67, 0xcf, 0x3b], 155),
        (0x171, 200, [0x34, 0x20, 0xba, 0xd0, 0x66, 0xd7, 0xb2, 0xa8], 47),
    ];
    PARTS.map(|(field, c, rows, d)| {
        let bit = |x: u8, row: &u8| (x & row).count_ones() as u8 & 1;
        table(|x| {
            let inverse = power(x ^ c, 254, field);
            rows.iter().fold(0, |sum, row| sum << 1 | bit(inverse, row)) ^ d
        })
    })
}

/// The four beside each other in a word, as 32-bit code looks them up.
pub(super) fn cipherunicorn_words() -> Vec<u32> {
    let [a, b, c, d] = cipherunicorn_sboxes();
    let word = |x: usize| u32::from_be_bytes([a[x], b[x], c[x], d[x]]);
    (0..256).map(word).collect()
}

/// Bits permuted by 3 7 5 8 6 2 4 1, counted from the highest, to the power 247 over the
/// polynomial 0x163, plus 7. Hierocrypt-3 specification; Hierocrypt-L1 has the
/// same.
pub(super) fn hierocrypt_sbox() -> Vec<u8> {
    const FROM: [u32; 8] = [5, 1, 3, 0, 2, 6, 4, 7];
    table(|x| {
        let permuted = FROM.iter().fold(0, |sum, bit| sum << 1 | (x >> bit & 1));
        power(permuted, 247, 0x163) ^ 7
    })
}

/// S8 from a box of 4 bits and the matrix (1 4; 4 1) over z⁴ + z + 1. Enocoro specification.
pub(super) fn enocoro_s8() -> Vec<u8> {
    const S4: [u8; 16] = [1, 3, 9, 10, 5, 14, 7, 2, 13, 0, 12, 15, 4, 8, 6, 11];
    let double = |x: u8| (x << 1 & 15) ^ if x & 8 != 0 { 3 } else { 0 };
    let s4 = |x: u8| S4[usize::from(x)];
    table(|x| {
        let (high, low) = (s4(x >> 4), s4(x & 15));
        let y = (s4(high ^ double(double(low)) ^ 0xa), s4(double(double(high)) ^ low ^ 0x5));
        (y.0 << 4 | y.1).rotate_left(1)
    })
}

/// Windows of seven bits over the shift register x⁷ + x³ + 1 from 0x5a. Hong and others, CHES 2006.
pub(super) fn hight_delta() -> Vec<u8> {
    let step = |state: &u8| {
        let new = (state >> 3 ^ state) & 1;
        Some(state >> 1 | new << 6)
    };
    std::iter::successors(Some(0x5a), step).take(128).collect()
}

/// The eight rows of a packed substitution, the one of the lowest four bits first. RFC 4357.
pub(super) fn gost_rows(packed: &[u8; 64]) -> Vec<u8> {
    let entry = |row: usize, x: usize| {
        let byte = packed[4 * x + row / 2];
        if row.is_multiple_of(2) { byte >> 4 } else { byte & 15 }
    };
    (0..8).flat_map(|row| (0..16).map(move |x| entry(row, x))).collect()
}

/// Two rows and the rotation of a round in one table, for the lowest byte. RFC 5830.
pub(super) fn gost_joined(packed: &[u8; 64]) -> Vec<u32> {
    let rows = gost_rows(packed);
    let word = |x: usize| u32::from(rows[16 + (x >> 4)] << 4 | rows[x & 15]).rotate_left(11);
    (0..256).map(word).collect()
}

/// How DES tables that join S-box and permutation differ between implementations.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpForm {
    /// Bits of the word and of the index in reverse order.
    pub(super) reversed: bool,
    /// Left rotation of the word.
    pub(super) rotation: u32,
}

/// S-box `index` followed by permutation P, for every 6-bit input. FIPS 46-3, page 15 on.
pub(super) fn des_sp(index: usize, form: SpForm) -> Vec<u32> {
    (0..64u32)
        .map(|x| {
            let x = if form.reversed { x.reverse_bits() >> 26 } else { x };
            let word = permuted(u32::from(des_lookup(index, x as usize)) << (28 - 4 * index));
            let word = if form.reversed { word.reverse_bits() } else { word };
            word.rotate_left(form.rotation)
        })
        .collect()
}

/// S-box `index` in the order of its 6-bit input. FIPS 46-3, page 15.
pub(super) fn des_sbox_by_input(index: usize) -> Vec<u8> {
    (0..64).map(|x| des_lookup(index, x)).collect()
}

/// S1 above S2, for each twelve bits of input.
pub(super) fn des_paired_sboxes() -> Vec<u8> {
    let [first, second] = [0, 1].map(des_sbox_by_input);
    first.iter().flat_map(|high| second.iter().map(move |low| high << 4 | low)).collect()
}

/// Row by the outer bits, column by the inner four.
fn des_lookup(index: usize, x: usize) -> u8 {
    let row = x >> 4 & 2 | x & 1;
    data::DES_S[index][16 * row + (x >> 1 & 15)]
}

fn permuted(word: u32) -> u32 {
    data::DES_P.iter().fold(0, |sum, from| sum << 1 | (word >> (32 - from) & 1))
}

fn primes() -> impl Iterator<Item = u128> {
    (2u128..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
}

/// First 64 bits of the fraction of the `degree`-th root of `n`, by bisection on integers.
fn root_fraction(n: u128, degree: u32) -> u64 {
    let (mut low, mut high) = (0u128, 1u128 << 69);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if at_most(middle, degree, n) { low = middle } else { high = middle }
    }
    (low & u128::from(u64::MAX)) as u64
}

/// Whether (x / 2⁶⁴)^degree <= n, in limbs of 32 bits.
fn at_most(x: u128, degree: u32, n: u128) -> bool {
    let limbs = |mut value: u128| {
        let mut limbs = Vec::new();
        while value != 0 {
            limbs.push((value & 0xffff_ffff) as u64);
            value >>= 32;
        }
        limbs
    };
    let factor = limbs(x);
    let product = (1..degree).fold(factor.clone(), |product, _| long_product(&product, &factor));
    let mut bound = vec![0; 2 * degree as usize];
    bound.extend(limbs(n));
    at_most_limbs(&product, &bound)
}

fn long_product(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut product = vec![0u64; a.len() + b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        let mut carry = 0;
        for (j, y) in b.iter().enumerate() {
            let sum = product[i + j] + x * y + carry;
            product[i + j] = sum & 0xffff_ffff;
            carry = sum >> 32;
        }
        product[i + b.len()] += carry;
    }
    product
}

fn at_most_limbs(a: &[u64], b: &[u64]) -> bool {
    let digit = |limbs: &[u64], at: usize| limbs.get(at).copied().unwrap_or(0);
    let highest_difference =
        (0..a.len().max(b.len())).rev().find(|at| digit(a, *at) != digit(b, *at));
    highest_difference.is_none_or(|at| digit(a, at) < digit(b, at))
}

/// Fractions of the cube roots of the first `count` primes. FIPS 180-4, 4.2.3.
pub(super) fn sha512_k(count: usize) -> Vec<u64> {
    primes().take(count).map(|prime| root_fraction(prime, 3)).collect()
}

/// Fractions of the square roots of the primes `skip` to `skip` + 8. FIPS 180-4, 5.3.
pub(super) fn square_roots(skip: usize) -> Vec<u64> {
    primes().skip(skip).take(8).map(|prime| root_fraction(prime, 2)).collect()
}

/// The upper half of each word: SHA-256 from SHA-512.
pub(super) fn upper(words: &[u64]) -> Vec<u32> {
    words.iter().map(|word| (word >> 32) as u32).collect()
}

/// Upper halves and lower halves in turn: a 64-bit word as 32-bit code holds it.
pub(super) fn halves(words: &[u64]) -> Vec<u32> {
    words.iter().flat_map(|word| [(word >> 32) as u32, *word as u32]).collect()
}

/// 2³² |sin i| for i from 1 to 64. RFC 1321, 3.4.
pub(super) fn md5_t() -> Vec<u32> {
    (1..=64).map(|i| (f64::from(i).sin().abs() * 4_294_967_296.0) as u32).collect()
}

/// T_j turned by j, as implementations keep it. GB/T 32905, 4.2 and 5.3.3.
pub(super) fn sm3_t() -> Vec<u32> {
    let word = |j| if j < 16 { 0x79cc_4519u32 } else { 0x7a87_9d8a };
    (0..64).map(|j| word(j).rotate_left(j % 32)).collect()
}

/// Round constants from the shift register x⁸ + x⁶ + x⁵ + x⁴ + 1. FIPS 202, 3.2.5.
pub(super) fn keccak_rc() -> Vec<u64> {
    let mut register = 1u16;
    (0..24)
        .map(|_| {
            (0..7).fold(0, |word, bit| {
                let output = u64::from(register & 1);
                register <<= 1;
                if register & 0x100 != 0 {
                    register ^= 0x171;
                }
                word | output << ((1 << bit) - 1)
            })
        })
        .collect()
}

/// Reduction of the four bits shifted out of GHASH, as the upper 16 bits. SP 800-38D, 6.3.
pub(super) fn ghash_reduction() -> Vec<u16> {
    (0..16u16)
        .map(|x| (0..4).fold(0, |sum, bit| sum ^ if x >> bit & 1 == 1 { 0x1c20 << bit } else { 0 }))
        .collect()
}

/// base^exponent modulo `modulus`.
pub(super) fn power_mod(base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let (mut base, mut product) = (base % modulus, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            product = product * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    product
}

fn reversed_bits(x: u64, width: u32) -> u64 {
    x.reverse_bits() >> (64 - width)
}

/// Powers of a root of unity in bit-reversed order, times `factor`, modulo `modulus`.
fn zetas(root: u64, modulus: u64, width: u32, factor: u64) -> Vec<u64> {
    (0..1 << width)
        .map(|k| power_mod(root, reversed_bits(k, width), modulus) * factor % modulus)
        .collect()
}

/// To the residue of least absolute value.
fn centred(value: u64, modulus: u64) -> i64 {
    if value > modulus / 2 { value as i64 - modulus as i64 } else { value as i64 }
}

/// How the twiddle factors of an NTT are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZetaForm {
    /// As the standard prints them.
    Plain,
    /// Times 2¹⁶ (Kyber) or 2³² (Dilithium), from 0 to q.
    Montgomery,
    /// The same from -q/2 to q/2.
    MontgomeryCentred,
}

/// 17^BitRev7(i) modulo 3329. FIPS 203, Appendix A.
pub(super) fn kyber_zetas(form: ZetaForm) -> Vec<i64> {
    twiddles(17, 3329, 7, 1 << 16, form)
}

/// 17^-BitRev7(i) modulo 3329: what an inverse transform multiplies by. FIPS 203, Algorithm 10.
pub(super) fn kyber_inverse_zetas(form: ZetaForm) -> Vec<i64> {
    // 17 has order 256, so its inverse is 17^255.
    twiddles(power_mod(17, 255, 3329), 3329, 7, 1 << 16, form)
}

/// 17^(2 BitRev7(i) + 1) modulo 3329. FIPS 203, Appendix A.
pub(super) fn kyber_gammas() -> Vec<i64> {
    let gamma = |k| power_mod(17, 2 * reversed_bits(k, 7) + 1, 3329).cast_signed();
    (0..128).map(gamma).collect()
}

/// 1753^BitRev8(i) modulo 8380417. FIPS 204, Appendix B.
pub(super) fn dilithium_zetas(form: ZetaForm) -> Vec<i64> {
    twiddles(1753, 8_380_417, 8, 1 << 32, form)
}

fn twiddles(root: u64, modulus: u64, width: u32, radix: u64, form: ZetaForm) -> Vec<i64> {
    let factor = if form == ZetaForm::Plain { 1 } else { radix % modulus };
    let values = zetas(root, modulus, width, factor).into_iter();
    match form {
        ZetaForm::MontgomeryCentred => values.map(|zeta| centred(zeta, modulus)).collect(),
        ZetaForm::Plain | ZetaForm::Montgomery => values.map(u64::cast_signed).collect(),
    }
}

/// First 18 words of the fraction of pi: the P-array of Blowfish. By Machin's formula
/// pi = 16 arctan(1/5) - 4 arctan(1/239) on limbs of 32 bits, most significant first.
pub(super) fn pi_words() -> Vec<u32> {
    /// One limb before the point, two of margin for rounding.
    const LIMBS: usize = 1 + 18 + 2;
    let mut pi = arctangent(5, 16, LIMBS);
    let small = arctangent(239, 4, LIMBS);
    subtract(&mut pi, &small);
    pi.into_iter().skip(1).take(18).map(|limb| limb as u32).collect()
}

/// `factor` · arctan(1/x).
fn arctangent(x: u64, factor: u64, limbs: usize) -> Vec<u64> {
    let mut term = vec![0; limbs];
    term[0] = factor;
    divide(&mut term, x);
    let mut sum = term.clone();
    let mut odd = 3;
    while term.iter().any(|limb| *limb != 0) {
        divide(&mut term, x * x);
        let mut part = term.clone();
        divide(&mut part, odd);
        if odd % 4 == 3 {
            subtract(&mut sum, &part);
        } else {
            add(&mut sum, &part);
        }
        odd += 2;
    }
    sum
}

fn divide(number: &mut [u64], divisor: u64) {
    let mut rest = 0;
    for limb in number {
        let value = rest << 32 | *limb;
        *limb = value / divisor;
        rest = value % divisor;
    }
}

fn add(sum: &mut [u64], other: &[u64]) {
    let mut carry = 0;
    for (limb, addend) in sum.iter_mut().zip(other).rev() {
        let value = *limb + addend + carry;
        *limb = value & 0xffff_ffff;
        carry = value >> 32;
    }
}

fn subtract(difference: &mut [u64], other: &[u64]) {
    let mut borrow = 0;
    for (limb, subtrahend) in difference.iter_mut().zip(other).rev() {
        let value = (*limb + (1 << 32)) - subtrahend - borrow;
        *limb = value & 0xffff_ffff;
        borrow = u64::from(value >> 32 == 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_permutation(table: &[u8]) -> bool {
        let mut sorted = table.to_vec();
        sorted.sort_unstable();
        sorted.iter().enumerate().all(|(at, value)| at == usize::from(*value))
    }

    #[test]
    fn substitutions_are_permutations() {
        let tables = [
            aes_sbox(),
            aes_inverse_sbox(),
            sm4_sbox(),
            aria_s2(),
            seed_s1(),
            twofish_q(0),
            twofish_q(1),
            whirlpool_sbox(),
            clefia_s0(),
            hierocrypt_sbox(),
            enocoro_s8(),
            data::CAMELLIA_S1.to_vec(),
            data::RC2_PI.to_vec(),
            data::MD2_PI.to_vec(),
            data::KUZNYECHIK_PI.to_vec(),
            data::KASUMI_S7.to_vec(),
            data::MISTY1_S7.to_vec(),
        ];
        assert!(tables.iter().all(|table| is_permutation(table)));
        assert!(cipherunicorn_sboxes().iter().all(|table| is_permutation(table)));
        for (name, packed) in data::GOST_SUBSTITUTIONS {
            for row in gost_rows(packed).chunks(16) {
                let mut sorted = row.to_vec();
                sorted.sort_unstable();
                assert!(sorted.into_iter().eq(0..16), "{name}");
            }
        }
    }

    /// The first entries as the documents print them.
    #[test]
    fn first_entries_as_printed() {
        assert_eq!(aes_sbox()[..6], [0x63, 0x7c, 0x77, 0x7b, 0xf2, 0x6b]);
        assert_eq!(aes_inverse_sbox()[..4], [0x52, 0x09, 0x6a, 0xd5]);
        assert_eq!(sm4_sbox()[..6], [0xd6, 0x90, 0xe9, 0xfe, 0xcc, 0xe1]);
        assert_eq!(aria_s2()[..6], [0xe2, 0x4e, 0x54, 0xfc, 0x94, 0xc2]);
        assert_eq!(seed_s1()[..4], [0xa9, 0x85, 0xd6, 0xd3]);
        assert_eq!(seed_ss0()[..2], [0x2989_a1a8, 0x0585_8184]);
        assert_eq!(twofish_q(0)[..4], [0xa9, 0x67, 0xb3, 0xe8]);
        assert_eq!(twofish_q(1)[..4], [0x75, 0xf3, 0xc6, 0xf4]);
        assert_eq!(whirlpool_sbox()[..4], [0x18, 0x23, 0xc6, 0xe8]);
        assert_eq!(whirlpool_c0()[0], 0x1818_6018_c078_30d8);
        assert_eq!(clefia_s0()[..6], [0x57, 0x49, 0xd1, 0xc6, 0x2f, 0x33]);
        assert_eq!(kcipher2_amul(0)[..4], [0, 0xb608_6d1a, 0xaf10_da34, 0x1918_b72e]);
        assert_eq!(kcipher2_amul(3)[..3], [0, 0x4559_568b, 0x8ab2_ac73]);
        assert_eq!(camellia_sp1110()[0], 0x7070_7000);
        let unicorn = cipherunicorn_words();
        assert_eq!(unicorn[..3], [0x95ae_2518, 0x6fff_22fc, 0xeda1_a290]);
        assert_eq!(unicorn[254..], [0x63c4_ec8a, 0x5c35_7c22]);
        assert_eq!(hierocrypt_sbox()[..6], [0x07, 0xfc, 0x55, 0x70, 0x98, 0x8e]);
        assert_eq!(hierocrypt_sbox()[252..], [0x16, 0xab, 0xaa, 0xa0]);
        assert_eq!(enocoro_s8()[..8], [99, 82, 26, 223, 138, 246, 174, 85]);
        assert_eq!(enocoro_s8()[248..], [50, 118, 180, 163, 63, 68, 129, 235]);
        assert_eq!(hight_delta()[..8], [0x5a, 0x6d, 0x36, 0x1b, 0x0d, 0x06, 0x03, 0x41]);
        assert_eq!(hight_delta()[120..], [0x74, 0x3a, 0x5d, 0x2e, 0x57, 0x6b, 0x35, 0x5a]);
    }

    #[test]
    fn hash_constants_as_printed() {
        let k = sha512_k(80);
        assert_eq!((k[0], k[79]), (0x428a_2f98_d728_ae22, 0x6c44_198c_4a47_5817));
        assert_eq!(upper(&k)[63], 0xc671_78f2);
        let iv = square_roots(0);
        assert_eq!((iv[0], iv[7]), (0x6a09_e667_f3bc_c908, 0x5be0_cd19_137e_2179));
        assert_eq!(square_roots(8)[0], 0xcbbb_9d5d_c105_9ed8);
        let t = md5_t();
        assert_eq!((t[0], t[63]), (0xd76a_a478, 0xeb86_d391));
        let rc = keccak_rc();
        assert_eq!(rc[..4], [1, 0x8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000]);
        assert_eq!(rc[23], 0x8000_0000_8000_8008);
        assert_eq!(ghash_reduction()[..5], [0, 0x1c20, 0x3840, 0x2460, 0x7080]);
        let pi = pi_words();
        assert_eq!((pi[0], pi[17]), (0x243f_6a88, 0x8979_fb1b));
    }

    #[test]
    fn number_theoretic_transforms_as_printed() {
        assert_eq!(kyber_zetas(ZetaForm::Plain)[..4], [1, 1729, 2580, 3289]);
        assert_eq!(kyber_zetas(ZetaForm::MontgomeryCentred)[..3], [-1044, -758, -359]);
        assert_eq!(kyber_gammas()[..4], [17, 3312, 2761, 568]);
        for (zeta, inverse) in
            kyber_zetas(ZetaForm::Plain).iter().zip(kyber_inverse_zetas(ZetaForm::Plain))
        {
            assert_eq!(zeta * inverse % 3329, 1);
        }
        assert_eq!(dilithium_zetas(ZetaForm::Plain)[..3], [1, 4_808_194, 3_765_607]);
        assert_eq!(dilithium_zetas(ZetaForm::MontgomeryCentred)[1..3], [25_847, -2_608_894]);
    }

    /// RFC 5831 prints the rows that RFC 4357 packs; RFC 7836 prints those of Z.
    #[test]
    fn rows_of_packed_substitutions() {
        let rows = |name| {
            let found = data::GOST_SUBSTITUTIONS.iter().find(|(each, _)| *each == name);
            gost_rows(found.unwrap().1)
        };
        let test = rows("id-GostR3411-94-TestParamSet");
        assert_eq!(test[..16], [4, 10, 9, 2, 13, 8, 0, 14, 6, 11, 1, 12, 7, 15, 5, 3]);
        assert_eq!(test[112..], [1, 15, 13, 0, 5, 7, 10, 4, 9, 2, 3, 14, 6, 11, 8, 12]);
        let z = rows("id-tc26-gost-28147-param-Z");
        assert_eq!(z[..16], [12, 4, 6, 2, 10, 5, 11, 9, 14, 8, 13, 7, 0, 3, 15, 1]);
    }

    #[test]
    fn the_des_tables_agree_with_known_words() {
        let plain = SpForm { reversed: false, rotation: 1 };
        assert_eq!(des_sp(0, plain)[..4], [0x0101_0400, 0, 0x0001_0000, 0x0101_0404]);
        let reversed = SpForm { reversed: true, rotation: 3 };
        assert_eq!(des_sp(0, reversed)[..2], [0x0208_0800, 0x0008_0000]);
    }
}
