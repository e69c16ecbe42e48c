//! The compression functions of SHA-256 and SHA-512 (FIPS 180-4), on one block or on lanes of
//! independent blocks, and chains of one-block SHA-256 calls as SLH-DSA makes them.
//!
//! Owns the constants, the rounds as macros over lane operations, and the shapes of the lanes.
//! Padding, lengths and the hash functions as such live in `futae`.

/// Lanes of the SHA-256 kernels.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// assert_eq!(States256([[0; LANES_256]; 8]).0[0].len(), 16);
/// ```
pub const LANES_256: usize = 16;

/// Lanes of the SHA-512 kernels.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// assert_eq!(States512([[0; LANES_512]; 8]).0[0].len(), 8);
/// ```
pub const LANES_512: usize = 8;

/// Sixteen SHA-256 states side by side: word `i` of all states is element `i`.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// # let sha2 = &Backend::get().sha2;
/// let mut states = States256([[7; LANES_256]; 8]);
/// sha2.compress_256_x16(&mut states, &Blocks256([[9; 64]; LANES_256]), LANES_256);
/// assert!(states.0.iter().all(|word| word.iter().all(|lane| lane == &word[0])));
/// ```
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct States256(pub [[u32; LANES_256]; 8]);

/// One SHA-256 block for each lane.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// assert_eq!(Blocks256([[0; 64]; LANES_256]).0.as_flattened().len(), 1024);
/// ```
#[derive(Debug)]
#[repr(align(64))]
pub struct Blocks256(pub [[u8; 64]; LANES_256]);

/// Eight SHA-512 states side by side: word `i` of all states is element `i`.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// # let sha2 = &Backend::get().sha2;
/// let mut states = States512([[7; LANES_512]; 8]);
/// sha2.compress_512_x8(&mut states, &Blocks512([[9; 128]; LANES_512]), LANES_512);
/// assert!(states.0.iter().all(|word| word.iter().all(|lane| lane == &word[0])));
/// ```
#[derive(Clone, Debug)]
#[repr(align(64))]
pub struct States512(pub [[u64; LANES_512]; 8]);

/// One SHA-512 block for each lane.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// assert_eq!(Blocks512([[0; 128]; LANES_512]).0.as_flattened().len(), 1024);
/// ```
#[derive(Debug)]
#[repr(align(64))]
pub struct Blocks512(pub [[u8; 128]; LANES_512]);

/// Sixteen hash chains of SLH-DSA with SHA-256. FIPS 205, Algorithm 5 (chain) with F of Section
/// 11.2: `F(PK.seed, ADRS, X) = Trunc_n(SHA-256(PK.seed ‖ toByte(0, 64 − n) ‖ ADRSᶜ ‖ X))`.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// # let sha2 = &Backend::get().sha2;
/// let mut chains = Chains {
///     midstate: [1; 8],
///     blocks: Blocks256([[2; 64]; LANES_256]),
///     after_prf: None,
///     steps: [3; LANES_256],
///     marks: [1; LANES_256],
///     ends: [[0; 64]; LANES_256],
/// };
/// sha2.chain_32_x16(&mut chains);
/// assert_eq!(chains.ends[0][..32], chains.ends[15][..32]); // of equal chains
/// ```
#[derive(Debug)]
#[repr(align(64))]
pub struct Chains {
    /// The state after the block `PK.seed ‖ toByte(0, 64 − n)`.
    pub midstate: [u32; 8],
    /// For each lane the second block of its first call: `ADRSᶜ` (22 bytes, the hash address in
    /// the last four), `X` (n bytes), padding.
    pub blocks: Blocks256,
    /// When given, the blocks are calls of PRF (the same function on SK.seed, under an address of
    /// another type) whose results are the first values; the type then becomes this.
    pub after_prf: Option<u8>,
    /// For each lane how many times F is applied; F adds one to the hash address each time. At
    /// most 15.
    pub steps: [u8; LANES_256],
    /// For each lane after how many applications the value is also kept as its mark; at most its
    /// `steps`.
    pub marks: [u8; LANES_256],
    /// Result, for each lane: the last value at 0, the marked value at 32.
    pub ends: [[u8; 64]; LANES_256],
}

/// Offset of `X` in a block of [`Chains`]: the length of the compressed address `ADRSᶜ`.
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// let mut block = [0; 64];
/// block[CHAIN_VALUE..][..16].copy_from_slice(&[7; 16]); // X of 16 bytes
/// ```
pub const CHAIN_VALUE: usize = 22;

/// Offset of the type in a compressed address.
pub(crate) const ADDRESS_TYPE: usize = 9;

/// Offset of the marked value in a row of [`Chains::ends`].
///
/// ```
/// # use futae_kernels::{Backend, sha2::*};
/// let end = [7; 64]; // a row of `Chains::ends`
/// let (last, marked) = end.split_at(CHAIN_MARK);
/// # assert_eq!(last, marked);
/// ```
pub const CHAIN_MARK: usize = 32;

kernels! {
    /// SHA-2 by one backend.
    ///
    /// ```
    /// # use futae_kernels::{Backend, sha2::*};
    /// for backend in Backend::available() {
    ///     let (mut together, mut apart) = ([7; 8], [7; 8]);
    ///     backend.sha2.compress_256(&mut together, &[[1; 64], [2; 64]]);
    ///     backend.sha2.compress_256(&mut apart, &[[1; 64]]);
    ///     backend.sha2.compress_256(&mut apart, &[[2; 64]]);
    ///     assert_eq!(together, apart);
    /// }
    /// ```
    pub struct Kernels {
        /// Compresses blocks into one state. FIPS 180-4, Section 6.2.2.
        ///
        /// ```
        /// # use futae_kernels::{Backend, sha2::*};
        /// # let sha2 = &Backend::get().sha2;
        /// let mut block = [0; 64]; // "abc" and its padding
        /// block[..4].copy_from_slice(b"abc\x80");
        /// block[63] = 24;
        /// let mut state = [
        ///     0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB,
        ///     0x5BE0_CD19,
        /// ];
        /// sha2.compress_256(&mut state, &[block]);
        /// assert_eq!(state[0], 0xBA78_16BF);
        /// ```
        fn compress_256(state: &mut [u32; 8], blocks: &[[u8; 64]]);
        /// Compresses blocks into one state. FIPS 180-4, Section 6.4.2.
        ///
        /// ```
        /// # use futae_kernels::{Backend, sha2::*};
        /// # let sha2 = &Backend::get().sha2;
        /// let (mut together, mut apart) = ([7; 8], [7; 8]);
        /// sha2.compress_512(&mut together, &[[1; 128], [2; 128]]);
        /// sha2.compress_512(&mut apart, &[[1; 128]]);
        /// sha2.compress_512(&mut apart, &[[2; 128]]);
        /// assert_eq!(together, apart);
        /// ```
        fn compress_512(state: &mut [u64; 8], blocks: &[[u8; 128]]);
        /// Compresses one block into each of the first `lanes` states; what the others become is
        /// not said.
        ///
        /// ```
        /// # use futae_kernels::{Backend, sha2::*};
        /// # let sha2 = &Backend::get().sha2;
        /// let mut states = States256([[7; LANES_256]; 8]);
        /// sha2.compress_256_x16(&mut states, &Blocks256([[9; 64]; LANES_256]), LANES_256);
        /// let mut one = [7; 8];
        /// sha2.compress_256(&mut one, &[[9; 64]]);
        /// assert_eq!(states.0.map(|word| word[15]), one);
        /// ```
        fn compress_256_x16(states: &mut States256, blocks: &Blocks256, lanes: usize);
        /// Compresses one block into each of the first `lanes` states; what the others become is
        /// not said.
        ///
        /// ```
        /// # use futae_kernels::{Backend, sha2::*};
        /// # let sha2 = &Backend::get().sha2;
        /// let mut states = States512([[7; LANES_512]; 8]);
        /// sha2.compress_512_x8(&mut states, &Blocks512([[9; 128]; LANES_512]), LANES_512);
        /// let mut one = [7; 8];
        /// sha2.compress_512(&mut one, &[[9; 128]]);
        /// assert_eq!(states.0.map(|word| word[7]), one);
        /// ```
        fn compress_512_x8(states: &mut States512, blocks: &Blocks512, lanes: usize);
        /// Sixteen chains of 16-byte values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, sha2::*};
        /// # let sha2 = &Backend::get().sha2;
        /// # let mut chains = Chains {
        /// #     midstate: [1; 8],
        /// #     blocks: Blocks256([[2; 64]; LANES_256]),
        /// #     after_prf: None,
        /// #     steps: [3; LANES_256],
        /// #     marks: [1; LANES_256],
        /// #     ends: [[0; 64]; LANES_256],
        /// # };
        /// sha2.chain_16_x16(&mut chains); // three steps in every lane
        /// assert_eq!(chains.ends[0][..16], chains.ends[9][..16]);
        /// assert_ne!(chains.ends[0][..16], chains.ends[0][CHAIN_MARK..][..16]); // after one step
        /// ```
        fn chain_16_x16(chains: &mut Chains);
        /// Sixteen chains of 24-byte values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, sha2::*};
        /// # let sha2 = &Backend::get().sha2;
        /// # let mut chains = Chains {
        /// #     midstate: [1; 8],
        /// #     blocks: Blocks256([[2; 64]; LANES_256]),
        /// #     after_prf: None,
        /// #     steps: [3; LANES_256],
        /// #     marks: [1; LANES_256],
        /// #     ends: [[0; 64]; LANES_256],
        /// # };
        /// sha2.chain_24_x16(&mut chains); // three steps in every lane
        /// assert_eq!(chains.ends[0][..24], chains.ends[9][..24]);
        /// assert_ne!(chains.ends[0][..24], chains.ends[0][CHAIN_MARK..][..24]); // after one step
        /// ```
        fn chain_24_x16(chains: &mut Chains);
        /// Sixteen chains of 32-byte values.
        ///
        /// ```
        /// # use futae_kernels::{Backend, sha2::*};
        /// # let sha2 = &Backend::get().sha2;
        /// # let mut chains = Chains {
        /// #     midstate: [1; 8],
        /// #     blocks: Blocks256([[2; 64]; LANES_256]),
        /// #     after_prf: None,
        /// #     steps: [3; LANES_256],
        /// #     marks: [1; LANES_256],
        /// #     ends: [[0; 64]; LANES_256],
        /// # };
        /// sha2.chain_32_x16(&mut chains); // three steps in every lane
        /// assert_eq!(chains.ends[0][..32], chains.ends[9][..32]);
        /// assert_ne!(chains.ends[0][..32], chains.ends[0][CHAIN_MARK..][..32]); // after one step
        /// ```
        fn chain_32_x16(chains: &mut Chains);
    }
}

/// The constants of SHA-512: the first 64 bits of the fractional parts of the cube roots of the
/// first eighty primes. FIPS 180-4, Section 4.2.3.
#[rustfmt::skip]
pub(crate) const K_512: [u64; 80] = [
    0x428a_2f98_d728_ae22, 0x7137_4491_23ef_65cd, 0xb5c0_fbcf_ec4d_3b2f, 0xe9b5_dba5_8189_dbbc,
    0x3956_c25b_f348_b538, 0x59f1_11f1_b605_d019, 0x923f_82a4_af19_4f9b, 0xab1c_5ed5_da6d_8118,
    0xd807_aa98_a303_0242, 0x1283_5b01_4570_6fbe, 0x2431_85be_4ee4_b28c, 0x550c_7dc3_d5ff_b4e2,
    0x72be_5d74_f27b_896f, 0x80de_b1fe_3b16_96b1, 0x9bdc_06a7_25c7_1235, 0xc19b_f174_cf69_2694,
    0xe49b_69c1_9ef1_4ad2, 0xefbe_4786_384f_25e3, 0x0fc1_9dc6_8b8c_d5b5, 0x240c_a1cc_77ac_9c65,
    0x2de9_2c6f_592b_0275, 0x4a74_84aa_6ea6_e483, 0x5cb0_a9dc_bd41_fbd4, 0x76f9_88da_8311_53b5,
    0x983e_5152_ee66_dfab, 0xa831_c66d_2db4_3210, 0xb003_27c8_98fb_213f, 0xbf59_7fc7_beef_0ee4,
    0xc6e0_0bf3_3da8_8fc2, 0xd5a7_9147_930a_a725, 0x06ca_6351_e003_826f, 0x1429_2967_0a0e_6e70,
    0x27b7_0a85_46d2_2ffc, 0x2e1b_2138_5c26_c926, 0x4d2c_6dfc_5ac4_2aed, 0x5338_0d13_9d95_b3df,
    0x650a_7354_8baf_63de, 0x766a_0abb_3c77_b2a8, 0x81c2_c92e_47ed_aee6, 0x9272_2c85_1482_353b,
    0xa2bf_e8a1_4cf1_0364, 0xa81a_664b_bc42_3001, 0xc24b_8b70_d0f8_9791, 0xc76c_51a3_0654_be30,
    0xd192_e819_d6ef_5218, 0xd699_0624_5565_a910, 0xf40e_3585_5771_202a, 0x106a_a070_32bb_d1b8,
    0x19a4_c116_b8d2_d0c8, 0x1e37_6c08_5141_ab53, 0x2748_774c_df8e_eb99, 0x34b0_bcb5_e19b_48a8,
    0x391c_0cb3_c5c9_5a63, 0x4ed8_aa4a_e341_8acb, 0x5b9c_ca4f_7763_e373, 0x682e_6ff3_d6b2_b8a3,
    0x748f_82ee_5def_b2fc, 0x78a5_636f_4317_2f60, 0x84c8_7814_a1f0_ab72, 0x8cc7_0208_1a64_39ec,
    0x90be_fffa_2363_1e28, 0xa450_6ceb_de82_bde9, 0xbef9_a3f7_b2c6_7915, 0xc671_78f2_e372_532b,
    0xca27_3ece_ea26_619c, 0xd186_b8c7_21c0_c207, 0xeada_7dd6_cde0_eb1e, 0xf57d_4f7f_ee6e_d178,
    0x06f0_67aa_7217_6fba, 0x0a63_7dc5_a2c8_98a6, 0x113f_9804_bef9_0dae, 0x1b71_0b35_131c_471b,
    0x28db_77f5_2304_7d84, 0x32ca_ab7b_40c7_2493, 0x3c9e_be0a_15c9_bebc, 0x431d_67c4_9c10_0d4c,
    0x4cc5_d4be_cb3e_42b6, 0x597f_299c_fc65_7e2a, 0x5fcb_6fab_3ad6_faec, 0x6c44_198c_4a47_5817,
];

/// The constants of SHA-256: the first 32 bits of the same cube roots. FIPS 180-4, Section 4.2.2.
pub(crate) const K_256: [u32; 64] = high_halves();

const fn high_halves() -> [u32; 64] {
    let mut k = [0; 64];
    let mut i = 0;
    while i < 64 {
        k[i] = (K_512[i] >> 32) as u32;
        i += 1;
    }
    k
}

/// Repeats a statement for the sixteen words of a block, or for those from 5 on, with `$t` the
/// index.
macro_rules! sixteen {
    ($t:ident => $body:expr) => {
        $crate::sha2::sixteen!(@ $t $body; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($t:ident from 5 => $body:expr) => {
        $crate::sha2::sixteen!(@ $t $body; 5 6 7 8 9 10 11 12 13 14 15)
    };
    (@ $t:ident $body:expr; $($i:literal)*) => {
        $({
            const $t: usize = $i;
            $body;
        })*
    };
}
pub(crate) use sixteen;

/// One round on `$s`, the working variables a to h, with `$kw` = K_t + W_t. FIPS 180-4, Sections
/// 6.2.2 and 6.4.2, step 3.
///
/// In scope must be the lane operations `add`, `choose` (Ch), `majority` (Maj), `big_sigma_0`
/// and `big_sigma_1`.
macro_rules! round {
    ($s:ident, $kw:expr) => {{
        let [a, b, c, d, e, f, g, h] = $s;
        let t1 = add(add(add(h, $kw), choose(e, f, g)), big_sigma_1(e));
        let t2 = add(big_sigma_0(a), majority(a, b, c));
        $s = [add(t1, t2), a, b, c, add(d, t1), e, f, g];
    }};
}
pub(crate) use round;

/// Sixteen rounds with the words `$w` and the constants `$k`. In scope must be `splat` besides
/// the operations of [`round`].
macro_rules! sixteen_rounds {
    ($s:ident, $w:ident, $k:expr) => {{
        let k = $k;
        $crate::sha2::sixteen!(T => $crate::sha2::round!($s, add($w[T], splat(k[T]))));
    }};
}
pub(crate) use sixteen_rounds;

/// The next sixteen words of the message schedule, in place. FIPS 180-4, Sections 6.2.2 and
/// 6.4.2, step 1. In scope must be `add`, `small_sigma_0` and `small_sigma_1`.
macro_rules! next_words {
    ($w:ident) => {
        $crate::sha2::sixteen!(T => $w[T] = add(
            add($w[T], small_sigma_0($w[(T + 1) % 16])),
            add($w[(T + 9) % 16], small_sigma_1($w[(T + 14) % 16])),
        ))
    };
}
pub(crate) use next_words;

/// The compression function on lanes: all rounds and the final addition.
macro_rules! compress {
    ($state:expr, $words:expr, $k:expr) => {{
        let (before, mut w, k) = ($state, $words, &$k.as_chunks::<16>().0);
        let mut s = before;
        $crate::sha2::sixteen_rounds!(s, w, &k[0]);
        for k in &k[1..] {
            $crate::sha2::next_words!(w);
            $crate::sha2::sixteen_rounds!(s, w, k);
        }
        let mut after = before;
        for (word, old) in after.iter_mut().zip(s) {
            *word = add(*word, old);
        }
        after
    }};
}
pub(crate) use compress;

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use ::sha2::block_api::{compress256, compress512};

    use super::*;
    use crate::Backend;

    /// Bytes that look random, different for each seed: a linear congruential generator modulo
    /// 2^64 (Knuth's MMIX), its high byte.
    struct Bytes(u64);

    impl Bytes {
        fn next(&mut self) -> u8 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            self.0.to_be_bytes()[0]
        }

        fn array<const N: usize>(&mut self) -> [u8; N] {
            core::array::from_fn(|_| self.next())
        }

        fn words(&mut self) -> [u32; 8] {
            core::array::from_fn(|_| u32::from_be_bytes(self.array()))
        }
    }

    fn primes() -> impl Iterator<Item = u32> {
        (2..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
    }

    /// Whether `(whole·2^64 + fraction)³ ≤ p·2^192`, in 32-bit limbs.
    fn cube_is_at_most(root: u128, p: u32) -> bool {
        let limbs = |x: u128| -> Vec<u64> {
            (0..3).map(|i| (x >> (32 * i)) as u64 & 0xffff_ffff).collect()
        };
        let mut product = Vec::from([1_u64]);
        for _ in 0..3 {
            let mut next = std::vec![0_u64; product.len() + 3];
            for (i, a) in product.iter().enumerate() {
                let mut carry = 0;
                for (j, b) in limbs(root).iter().enumerate() {
                    let sum = next[i + j] + a * b + carry;
                    next[i + j] = sum & 0xffff_ffff;
                    carry = sum >> 32;
                }
                next[i + 3] += carry;
            }
            product = next;
        }
        let (low, high) = product.split_at(6);
        let whole = high.iter().rev().fold(0_u64, |sum, limb| sum << 32 | limb);
        whole < u64::from(p) || whole == u64::from(p) && low.iter().all(|limb| *limb == 0)
    }

    #[test]
    fn constants_are_the_cube_roots_of_the_primes() {
        for (k, p) in K_512.iter().zip(primes()) {
            let mut root = 0_u128;
            for bit in (0..68).rev() {
                if cube_is_at_most(root | 1 << bit, p) {
                    root |= 1 << bit;
                }
            }
            assert_eq!(*k, root as u64, "cube root of {p}");
        }
        assert_eq!((primes().nth(79), K_256[63]), (Some(409), (K_512[63] >> 32) as u32));
    }

    #[test]
    fn one_state_equals_another_library() {
        for backend in Backend::available() {
            let mut bytes = Bytes(1);
            for count in 0..5 {
                let blocks: Vec<[u8; 64]> = (0..count).map(|_| bytes.array()).collect();
                let (mut ours, mut theirs) = ([bytes.words(); 2]).into();
                backend.sha2.compress_256(&mut ours, &blocks);
                compress256(&mut theirs, &blocks);
                assert_eq!(ours, theirs, "{}", backend.name);

                let blocks: Vec<[u8; 128]> = (0..count).map(|_| bytes.array()).collect();
                let (mut ours, mut theirs) =
                    ([bytes.words().map(|word| u64::from(word) << 32 | 0x1234_5678); 2]).into();
                backend.sha2.compress_512(&mut ours, &blocks);
                compress512(&mut theirs, &blocks);
                assert_eq!(ours, theirs, "{}", backend.name);
            }
        }
    }

    #[test]
    fn lanes_equal_one_state() {
        for backend in Backend::available() {
            for lanes in 0..=LANES_256 {
                let mut bytes = Bytes(lanes as u64);
                let blocks = Blocks256(core::array::from_fn(|_| bytes.array()));
                let mut states = States256(core::array::from_fn(|_| {
                    core::array::from_fn(|_| u32::from_be_bytes(bytes.array()))
                }));
                let before = states.clone();
                backend.sha2.compress_256_x16(&mut states, &blocks, lanes);
                for lane in 0..lanes {
                    let mut one = before.0.map(|word| word[lane]);
                    compress256(&mut one, &[blocks.0[lane]]);
                    assert_eq!(states.0.map(|word| word[lane]), one, "{} {lane}", backend.name);
                }
            }
        }
    }

    #[test]
    fn lanes_of_512_equal_one_state() {
        for backend in Backend::available() {
            for lanes in 0..=LANES_512 {
                let mut bytes = Bytes(lanes as u64);
                let blocks = Blocks512(core::array::from_fn(|_| bytes.array()));
                let mut states = States512(core::array::from_fn(|_| {
                    core::array::from_fn(|_| u64::from_be_bytes(bytes.array()))
                }));
                let before = states.clone();
                backend.sha2.compress_512_x8(&mut states, &blocks, lanes);
                for lane in 0..lanes {
                    let mut one = before.0.map(|word| word[lane]);
                    compress512(&mut one, &[blocks.0[lane]]);
                    assert_eq!(states.0.map(|word| word[lane]), one, "{} {lane}", backend.name);
                }
            }
        }
    }

    /// Chains with random addresses, values, steps and marks, and proper padding.
    fn chains<const N: usize>(seed: u64) -> Chains {
        let mut bytes = Bytes(seed);
        let block = |bytes: &mut Bytes| {
            let mut block: [u8; 64] = bytes.array();
            block[CHAIN_VALUE - 4..CHAIN_VALUE].copy_from_slice(&[0, 0, 0, bytes.next() % 16]);
            block[CHAIN_VALUE + N..].fill(0);
            block[CHAIN_VALUE + N] = 0x80;
            let bits = (64 + CHAIN_VALUE + N) as u64 * 8;
            block[56..].copy_from_slice(&bits.to_be_bytes());
            block
        };
        let steps = core::array::from_fn(|_| bytes.next() % 16);
        Chains {
            midstate: bytes.words(),
            blocks: Blocks256(core::array::from_fn(|_| block(&mut bytes))),
            after_prf: [None, Some(0), Some(3)][seed as usize % 3],
            steps,
            marks: steps.map(|steps| bytes.next() % (steps + 1)),
            ends: [[0; 64]; LANES_256],
        }
    }

    fn check_chains<const N: usize>(run: impl Fn(&Kernels, &mut Chains)) {
        for backend in Backend::available() {
            for seed in 0..50 {
                let mut ours = chains::<N>(seed);
                run(&backend.sha2, &mut ours);
                let start = chains::<N>(seed);
                for lane in 0..LANES_256 {
                    let mut block = start.blocks.0[lane];
                    let call = |block: &mut [u8; 64]| {
                        let mut state = start.midstate;
                        compress256(&mut state, &[*block]);
                        let digest = state.map(u32::to_be_bytes);
                        block[CHAIN_VALUE..][..N].copy_from_slice(&digest.as_flattened()[..N]);
                    };
                    if let Some(kind) = start.after_prf {
                        call(&mut block);
                        block[ADDRESS_TYPE] = kind;
                    }
                    let mut values = Vec::from([block]);
                    for _ in 0..start.steps[lane] {
                        call(&mut block);
                        block[CHAIN_VALUE - 1] += 1;
                        values.push(block);
                    }
                    let value = |step: u8| &values[usize::from(step)][CHAIN_VALUE..][..N];
                    let end = &ours.ends[lane];
                    assert_eq!(&end[..N], value(start.steps[lane]), "{}", backend.name);
                    assert_eq!(&end[CHAIN_MARK..][..N], value(start.marks[lane]));
                }
            }
        }
    }

    #[test]
    fn chains_equal_calls_one_by_one() {
        check_chains::<16>(Kernels::chain_16_x16);
        check_chains::<24>(Kernels::chain_24_x16);
        check_chains::<32>(Kernels::chain_32_x16);
    }
}
