//! Keccak-f\[1600\] of FIPS 202 on one, four and eight states at once.
//!
//! Owns the state, the constants and the permutation as a macro over lane operations. The lane
//! operations live in `portable`, `avx2` and `avx512`, the hash functions in [`sponge`].

pub mod sponge;

use crate::wipe;

/// Words in a row of [`Kernels::rows_x4`]: the rate of SHAKE128 (21), rounded up to whole blocks
/// of eight.
///
/// ```
/// # use futae_kernels::{Backend, keccak::*};
/// assert!(8 * ROW >= sponge::RATE_SHAKE128);
/// ```
pub const ROW: usize = 24;

/// `N` Keccak states side by side: word `x + 5y` of all states is element `x + 5y`.
///
/// ```
/// # use futae_kernels::{Backend, keccak::*};
/// let mut state = State::<1>::default();
/// Backend::get().keccak.permute_x1(&mut state);
/// assert_eq!(state.0[0], [0xF125_8F79_40E1_DDE7]); // what becomes of zeros
/// ```
#[derive(Debug)]
#[repr(align(64))]
pub struct State<const N: usize>(pub [[u64; N]; 25]);

impl<const N: usize> Default for State<N> {
    #[inline]
    fn default() -> Self {
        Self([[0; N]; 25])
    }
}

/// Rows of words, one for each of `N` states.
///
/// ```
/// # use futae_kernels::{Backend, keccak::*};
/// assert_eq!(Rows::<4>::default().0, [[0; ROW]; 4]);
/// ```
#[derive(Debug)]
#[repr(align(64))]
pub struct Rows<const N: usize>(pub [[u64; ROW]; N]);

impl<const N: usize> Default for Rows<N> {
    #[inline]
    fn default() -> Self {
        Self([[0; ROW]; N])
    }
}

kernels! {
    /// Keccak-f\[1600\] by one backend.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::*};
    /// for backend in Backend::available() {
    ///     let mut state = State::<1>::default();
    ///     backend.keccak.permute_x1(&mut state);
    ///     assert_eq!(state.0[0], [0xF125_8F79_40E1_DDE7]);
    /// }
    /// ```
    pub struct Kernels {
        /// Permutes one state. FIPS 202, Section 3.3.
        ///
        /// ```
        /// # use futae_kernels::{Backend, keccak::*};
        /// let mut state = State::<1>::default();
        /// Backend::get().keccak.permute_x1(&mut state);
        /// assert_eq!(state.0[0], [0xF125_8F79_40E1_DDE7; 1]);
        /// ```
        fn permute_x1(state: &mut State<1>);
        /// Permutes four states.
        ///
        /// ```
        /// # use futae_kernels::{Backend, keccak::*};
        /// let mut state = State::<4>::default();
        /// Backend::get().keccak.permute_x4(&mut state);
        /// assert_eq!(state.0[0], [0xF125_8F79_40E1_DDE7; 4]);
        /// ```
        fn permute_x4(state: &mut State<4>);
        /// Permutes eight states.
        ///
        /// ```
        /// # use futae_kernels::{Backend, keccak::*};
        /// let mut state = State::<8>::default();
        /// Backend::get().keccak.permute_x8(&mut state);
        /// assert_eq!(state.0[0], [0xF125_8F79_40E1_DDE7; 8]);
        /// ```
        fn permute_x8(state: &mut State<8>);
        /// Permutes at least those of four states whose bit is set; the others are of no use
        /// afterwards. Faster than all four where states are permuted one after another.
        ///
        /// ```
        /// # use futae_kernels::{Backend, keccak::*};
        /// let mut state = State::<4>::default();
        /// Backend::get().keccak.permute_some_x4(&mut state, 0b0100);
        /// assert_eq!(state.0[0][2], 0xF125_8F79_40E1_DDE7);
        /// ```
        fn permute_some_x4(state: &mut State<4>, which: u8);
        /// Permutes at least those of eight states whose bit is set.
        ///
        /// ```
        /// # use futae_kernels::{Backend, keccak::*};
        /// let mut state = State::<8>::default();
        /// Backend::get().keccak.permute_some_x8(&mut state, 0b0100);
        /// assert_eq!(state.0[0][2], 0xF125_8F79_40E1_DDE7);
        /// ```
        fn permute_some_x8(state: &mut State<8>, which: u8);
        /// Transposes: the first 24 words of each of four states, one row a state.
        ///
        /// ```
        /// # use futae_kernels::{Backend, keccak::*};
        /// let (mut state, mut rows) = (State::<4>::default(), Rows::<4>::default());
        /// state.0[7][2] = 5;
        /// Backend::get().keccak.rows_x4(&state, &mut rows);
        /// assert_eq!(rows.0[2][7], 5);
        /// ```
        fn rows_x4(state: &State<4>, rows: &mut Rows<4>);
        /// Transposes: the first 24 words of each of eight states, one row a state.
        ///
        /// ```
        /// # use futae_kernels::{Backend, keccak::*};
        /// let (mut state, mut rows) = (State::<8>::default(), Rows::<8>::default());
        /// state.0[7][2] = 5;
        /// Backend::get().keccak.rows_x8(&state, &mut rows);
        /// assert_eq!(rows.0[2][7], 5);
        /// ```
        fn rows_x8(state: &State<8>, rows: &mut Rows<8>);
    }
}

/// Numbers of states that a backend permutes at once.
///
/// ```
/// # use futae_kernels::{Backend, keccak::*};
/// fn first_word<const N: usize>() -> [u64; N]
/// where
///     State<N>: Width,
/// {
///     let mut state = State::<N>::default();
///     state.permute(&Backend::get().keccak);
///     state.0[0]
/// }
/// assert_eq!(first_word::<1>()[0], first_word::<8>()[7]);
/// ```
pub trait Width: Sized {
    /// Permutes every state.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::*};
    /// let mut state = State::<4>::default();
    /// state.permute(&Backend::get().keccak);
    /// assert_eq!(state.0[0], [0xF125_8F79_40E1_DDE7; 4]);
    /// ```
    fn permute(&mut self, kernels: &Kernels);
}

impl Width for State<1> {
    #[inline]
    fn permute(&mut self, kernels: &Kernels) {
        kernels.permute_x1(self);
    }
}

impl Width for State<4> {
    #[inline]
    fn permute(&mut self, kernels: &Kernels) {
        kernels.permute_x4(self);
    }
}

impl Width for State<8> {
    #[inline]
    fn permute(&mut self, kernels: &Kernels) {
        kernels.permute_x8(self);
    }
}

/// More than one state, of which some are permuted and written as rows.
///
/// ```
/// # use futae_kernels::{Backend, keccak::*};
/// let (mut state, mut rows) = (State::<4>::default(), Rows::default());
/// state.permute_some(&Backend::get().keccak, 0b0001);
/// state.rows(&Backend::get().keccak, &mut rows);
/// assert_eq!(rows.0[0][0], 0xF125_8F79_40E1_DDE7);
/// ```
pub trait Several<const N: usize>: Width {
    /// Permutes at least those whose bit is set; the others are of no use afterwards.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::*};
    /// let mut state = State::<8>::default();
    /// state.permute_some(&Backend::get().keccak, 0b1000_0000);
    /// assert_eq!(state.0[0][7], 0xF125_8F79_40E1_DDE7);
    /// ```
    fn permute_some(&mut self, kernels: &Kernels, which: u8);
    /// Transposes: the first 24 words of each state, one row a state.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::*};
    /// let (mut state, mut rows) = (State::<8>::default(), Rows::default());
    /// state.0[3][6] = 5;
    /// state.rows(&Backend::get().keccak, &mut rows);
    /// assert_eq!(rows.0[6][3], 5);
    /// ```
    fn rows(&self, kernels: &Kernels, rows: &mut Rows<N>);
}

impl Several<4> for State<4> {
    #[inline]
    fn permute_some(&mut self, kernels: &Kernels, which: u8) {
        kernels.permute_some_x4(self, which);
    }

    #[inline]
    fn rows(&self, kernels: &Kernels, rows: &mut Rows<4>) {
        kernels.rows_x4(self, rows);
    }
}

impl Several<8> for State<8> {
    #[inline]
    fn permute_some(&mut self, kernels: &Kernels, which: u8) {
        kernels.permute_some_x8(self, which);
    }

    #[inline]
    fn rows(&self, kernels: &Kernels, rows: &mut Rows<8>) {
        kernels.rows_x8(self, rows);
    }
}

/// The constants of iota. FIPS 202, Algorithm 5 and 6 (rc, ι): bit `2^j - 1` of constant `i` is
/// `rc(j + 7i)`.
pub(crate) const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808A,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808B,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008A,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000A,
    0x0000_0000_8000_808B,
    0x8000_0000_0000_008B,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800A,
    0x8000_0000_8000_000A,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// The 24 rounds over any lane type. FIPS 202, Algorithm 7 (KECCAK-p).
///
/// `$lanes` is `[lane; 25]`; in scope must be `xor2(a, b)` = a ⊕ b, `xor3(a, b, c)` = a ⊕ b ⊕ c, `chi(a, b, c)` =
/// a ⊕ (¬b ∧ c), `rotate::<N>(a)` to the left, and `iota(a, constant)` = a ⊕ constant.
///
/// One row of the new state at a time, with the five words of theta apart, so that 30 registers
/// hold a state on its way to the next: theta is folded into the five words that rho and pi bring
/// there, so that old row `y`, word `x` ends in new row `2x + 3y`, word `y`.
macro_rules! permutation {
    ($lanes:expr) => {{
        let mut a = $lanes;
        for constant in $crate::keccak::ROUND_CONSTANTS {
            macro_rules! column {
                ($x:literal) => {
                    xor3(xor3(a[$x], a[$x + 5], a[$x + 10]), a[$x + 15], a[$x + 20])
                };
            }
            let c = [column!(0), column!(1), column!(2), column!(3), column!(4)];
            let r = [
                rotate::<1>(c[0]),
                rotate::<1>(c[1]),
                rotate::<1>(c[2]),
                rotate::<1>(c[3]),
                rotate::<1>(c[4]),
            ];
            let d = [xor2(c[4], r[1]), xor2(c[0], r[2]), xor2(c[1], r[3]), xor2(c[2], r[4]), xor2(c[3], r[0])];
            macro_rules! row {
                ($w0:literal <<< $r0:literal, $w1:literal <<< $r1:literal, $w2:literal <<< $r2:literal,
                 $w3:literal <<< $r3:literal, $w4:literal <<< $r4:literal) => {{
                    let b = [
                        rotate::<$r0>(xor2(a[$w0], d[$w0 % 5])),
                        rotate::<$r1>(xor2(a[$w1], d[$w1 % 5])),
                        rotate::<$r2>(xor2(a[$w2], d[$w2 % 5])),
                        rotate::<$r3>(xor2(a[$w3], d[$w3 % 5])),
                        rotate::<$r4>(xor2(a[$w4], d[$w4 % 5])),
                    ];
                    [
                        chi(b[0], b[1], b[2]),
                        chi(b[1], b[2], b[3]),
                        chi(b[2], b[3], b[4]),
                        chi(b[3], b[4], b[0]),
                        chi(b[4], b[0], b[1]),
                    ]
                }};
            }
            let [e0, e1, e2, e3, e4] = row!(0 <<< 0, 6 <<< 44, 12 <<< 43, 18 <<< 21, 24 <<< 14);
            let [e5, e6, e7, e8, e9] = row!(3 <<< 28, 9 <<< 20, 10 <<< 3, 16 <<< 45, 22 <<< 61);
            let [e10, e11, e12, e13, e14] = row!(1 <<< 1, 7 <<< 6, 13 <<< 25, 19 <<< 8, 20 <<< 18);
            let [e15, e16, e17, e18, e19] = row!(4 <<< 27, 5 <<< 36, 11 <<< 10, 17 <<< 15, 23 <<< 56);
            let [e20, e21, e22, e23, e24] = row!(2 <<< 62, 8 <<< 55, 14 <<< 39, 15 <<< 41, 21 <<< 2);
            a = [
                iota(e0, constant), e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15,
                e16, e17, e18, e19, e20, e21, e22, e23, e24,
            ];
        }
        a
    }};
}
pub(crate) use permutation;

impl<const N: usize> Drop for State<N> {
    #[inline]
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl<const N: usize> Drop for Rows<N> {
    #[inline]
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::Backend;

    /// FIPS 202, Algorithm 5 (rc).
    fn rc(t: usize) -> u64 {
        let mut r: u16 = 1;
        for _ in 0..t % 255 {
            r <<= 1;
            r ^= (r >> 8) * 0x171;
        }
        u64::from(r & 1)
    }

    #[test]
    fn round_constants_follow_their_formula() {
        for (round, constant) in ROUND_CONSTANTS.iter().enumerate() {
            let formula = (0..7).map(|j| rc(j + 7 * round) << ((1 << j) - 1)).sum::<u64>();
            assert_eq!(*constant, formula, "round {round}");
        }
    }

    /// FIPS 202, Sections 3.2 and 3.3, step by step, as the reference of every backend.
    fn permutation_by_the_book(a: &mut [u64; 25]) {
        for constant in ROUND_CONSTANTS {
            let c: [u64; 5] = core::array::from_fn(|x| (0..5).fold(0, |c, y| c ^ a[x + 5 * y]));
            for (i, word) in a.iter_mut().enumerate() {
                *word ^= c[(i % 5 + 4) % 5] ^ c[(i % 5 + 1) % 5].rotate_left(1);
            }
            let (mut x, mut y) = (1, 0);
            for t in 0..24_u32 {
                a[x + 5 * y] = a[x + 5 * y].rotate_left((t + 1) * (t + 2) / 2 % 64);
                (x, y) = (y, (2 * x + 3 * y) % 5);
            }
            let b: [u64; 25] = core::array::from_fn(|i| a[(i % 5 + 3 * (i / 5)) % 5 + 5 * (i % 5)]);
            for (i, word) in a.iter_mut().enumerate() {
                let row = 5 * (i / 5);
                *word = b[i] ^ (!b[row + (i + 1) % 5] & b[row + (i + 2) % 5]);
            }
            a[0] ^= constant;
        }
    }

    fn check<const N: usize>(backend: &Backend)
    where
        State<N>: Width,
    {
        let mut state = State::<N>::default();
        for (i, words) in state.0.iter_mut().enumerate() {
            for (lane, word) in words.iter_mut().enumerate() {
                *word =
                    0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(i as u64).rotate_left(lane as u32 * 5)
                        ^ lane as u64;
            }
        }
        for _ in 0..100 {
            let mut expected: Vec<[u64; 25]> =
                (0..N).map(|lane| core::array::from_fn(|i| state.0[i][lane])).collect();
            expected.iter_mut().for_each(permutation_by_the_book);
            state.permute(&backend.keccak);
            for (lane, expected) in expected.iter().enumerate() {
                let got: [u64; 25] = core::array::from_fn(|i| state.0[i][lane]);
                assert_eq!(&got, expected, "{} x{N} lane {lane}", backend.name);
            }
        }
    }

    #[test]
    fn every_backend_permutes_by_the_book() {
        for backend in Backend::available() {
            check::<1>(backend);
            check::<4>(backend);
            check::<8>(backend);
        }
    }
}
