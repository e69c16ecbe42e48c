//! SHA-256 on sixteen lanes and SHA-512 on eight, in zmm registers; one state with the SHA
//! extensions.

use core::{arch::x86_64::*, array};

use super::{load, store};
use crate::{
    avx2::{sha2, sha2_ni},
    sha2::{
        Blocks256, Blocks512, Chains, K_256, K_512, Kernels, LANES_256, States256, States512,
        compress, next_words, round, sixteen, sixteen_rounds,
    },
};

pub(super) const KERNELS: Kernels = Kernels {
    compress_256: sha2_ni::compress_256,
    compress_512: sha2::compress_512,
    compress_256_x16,
    compress_512_x8,
    chain_16_x16: chain::<4>,
    chain_24_x16: chain::<6>,
    chain_32_x16: chain::<8>,
};

#[target_feature(enable = "avx512f,avx512bw")]
fn compress_256_x16(states: &mut States256, blocks: &Blocks256, _lanes: usize) {
    use lanes_32::*;
    let after = compress!(array::from_fn::<_, 8, _>(|i| load(&states.0[i])), words(blocks), K_256);
    for (word, new) in states.0.iter_mut().zip(after) {
        store(word, new);
    }
}

#[target_feature(enable = "avx512f,avx512bw")]
fn compress_512_x8(states: &mut States512, blocks: &Blocks512, _lanes: usize) {
    use lanes_64::*;
    let after = compress!(array::from_fn::<_, 8, _>(|i| load(&states.0[i])), words(blocks), K_512);
    for (word, new) in states.0.iter_mut().zip(after) {
        store(word, new);
    }
}

/// What the calls of one chain have in common: of a block only the words from 5 on change, as the
/// hash address is the low half of bytes 18 to 21 and the value begins at byte 22.
struct Prefix {
    /// The working variables after rounds 0 to 4.
    variables: [__m512i; 8],
    /// Of schedule words 16 to 20, the terms that depend on words 0 to 4 and 14, 15 only.
    terms: [__m512i; 5],
}

impl Prefix {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new(midstate: &[u32; 8], w: &[__m512i; 16]) -> Self {
        use lanes_32::*;
        let mut s = midstate.map(|word| splat(word));
        for t in 0..5 {
            round!(s, add(w[t], splat(K_256[t])));
        }
        let sum = |t: usize| add(w[t], small_sigma_0(w[t + 1]));
        let terms = [
            add(sum(0), small_sigma_1(w[14])),
            add(sum(1), small_sigma_1(w[15])),
            sum(2),
            sum(3),
            w[4],
        ];
        Self { variables: s, terms }
    }
}

/// Chains of values of `V` words.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2")]
fn chain<const V: usize>(chains: &mut Chains) {
    let mut w = lanes_32::words(&chains.blocks);
    let mut address = _mm512_and_si512(w[5], lanes_32::splat(0xffff_0000));
    let mut value: [_; V] = array::from_fn(|i| _mm512_shldi_epi32::<16>(w[5 + i], w[6 + i]));
    if let Some(kind) = chains.after_prf {
        value = digest(&chains.midstate, w);
        w[2] = with_type(w[2], kind);
    }
    let prefix = Prefix::new(&chains.midstate, &w);
    let mut marked = value;
    let steps = load(&chains.steps.map(u32::from));
    let marks = load(&chains.marks.map(u32::from));
    let last = chains.steps.iter().copied().max().unwrap_or_default();
    for step in 1..=u32::from(last) {
        let next = call(&chains.midstate, &prefix, address, &value);
        let (step, done) = (lanes_32::splat(step), value);
        let runs = _mm512_cmple_epu32_mask(step, steps);
        let here = _mm512_cmpeq_epi32_mask(step, marks);
        for i in 0..V {
            value[i] = _mm512_mask_mov_epi32(done[i], runs, next[i]);
            marked[i] = _mm512_mask_mov_epi32(marked[i], here, value[i]);
        }
        address = lanes_32::add(address, lanes_32::splat(1 << 16));
    }
    write_ends(&mut chains.ends, &value, &marked);
}

/// A call of PRF on every lane: like [`call`], but nothing of the block is known beforehand.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn digest<const V: usize>(midstate: &[u32; 8], w: [__m512i; 16]) -> [__m512i; V] {
    use lanes_32::*;
    let state = compress!(midstate.map(|word| splat(word)), w, K_256);
    array::from_fn(|i| state[i])
}

/// Word 2 of a compressed address with another type, its second byte.
#[inline]
#[target_feature(enable = "avx512f")]
fn with_type(word: __m512i, kind: u8) -> __m512i {
    let others = _mm512_and_si512(word, lanes_32::splat(0xff00_ffff));
    _mm512_or_si512(others, lanes_32::splat(u32::from(kind) << 16))
}

/// One call of F on every lane: `SHA-256` of the second block, truncated to `V` words.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2")]
fn call<const V: usize>(
    midstate: &[u32; 8],
    prefix: &Prefix,
    address: __m512i,
    value: &[__m512i; V],
) -> [__m512i; V] {
    use lanes_32::*;
    let mut w = [splat(0); 16];
    w[5] = _mm512_or_si512(address, _mm512_srli_epi32::<16>(value[0]));
    for i in 1..V {
        w[5 + i] = _mm512_shldi_epi32::<16>(value[i - 1], value[i]);
    }
    w[5 + V] = _mm512_or_si512(_mm512_slli_epi32::<16>(value[V - 1]), splat(0x8000));
    w[15] = splat((64 + 22 + 4 * V as u32) * 8);

    let mut s = prefix.variables;
    sixteen!(T from 5 => round!(s, add(w[T], splat(K_256[T]))));
    for t in 0..2 {
        w[t] = add(prefix.terms[t], w[t + 9]);
    }
    for t in 2..4 {
        w[t] = add(add(prefix.terms[t], w[t + 9]), small_sigma_1(w[t - 2]));
    }
    w[4] = add(add(prefix.terms[4], w[13]), add(small_sigma_0(w[5]), small_sigma_1(w[2])));
    sixteen!(T from 5 => w[T] = add(
        add(w[T], small_sigma_0(w[(T + 1) % 16])),
        add(w[(T + 9) % 16], small_sigma_1(w[(T + 14) % 16])),
    ));
    let k = K_256.as_chunks::<16>().0;
    sixteen_rounds!(s, w, &k[1]);
    for k in &k[2..] {
        next_words!(w);
        sixteen_rounds!(s, w, k);
    }
    array::from_fn(|i| add(s[i], splat(midstate[i])))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn write_ends<const V: usize>(
    ends: &mut [[u8; 64]; LANES_256],
    value: &[__m512i; V],
    marked: &[__m512i; V],
) {
    let mut columns = [lanes_32::splat(0); 16];
    columns[..V].copy_from_slice(value);
    columns[8..8 + V].copy_from_slice(marked);
    for (row, lane) in ends.iter_mut().zip(lanes_32::transpose(columns)) {
        store(row, lanes_32::swap_bytes(lane));
    }
}

/// Ch, Maj and the sigma functions from a rotation and a shift. Ternary logic: 0x96 is x ⊕ y ⊕ z,
/// 0xCA is x ? y : z, 0xE8 is the majority.
macro_rules! sigmas {
    ($ror:ident, $shr:ident, ($A0:literal, $A1:literal, $A2:literal),
     ($B0:literal, $B1:literal, $B2:literal), ($a0:literal, $a1:literal, $a2:literal),
     ($b0:literal, $b1:literal, $b2:literal)) => {
        #[inline]
        #[target_feature(enable = "avx512f")]
        pub(super) fn choose(x: __m512i, y: __m512i, z: __m512i) -> __m512i {
            _mm512_ternarylogic_epi32::<0xca>(x, y, z)
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        pub(super) fn majority(x: __m512i, y: __m512i, z: __m512i) -> __m512i {
            _mm512_ternarylogic_epi32::<0xe8>(x, y, z)
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        fn xor3(x: __m512i, y: __m512i, z: __m512i) -> __m512i {
            _mm512_ternarylogic_epi32::<0x96>(x, y, z)
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        pub(super) fn big_sigma_0(x: __m512i) -> __m512i {
            xor3($ror::<$A0>(x), $ror::<$A1>(x), $ror::<$A2>(x))
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        pub(super) fn big_sigma_1(x: __m512i) -> __m512i {
            xor3($ror::<$B0>(x), $ror::<$B1>(x), $ror::<$B2>(x))
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        pub(super) fn small_sigma_0(x: __m512i) -> __m512i {
            xor3($ror::<$a0>(x), $ror::<$a1>(x), $shr::<$a2>(x))
        }

        #[inline]
        #[target_feature(enable = "avx512f")]
        pub(super) fn small_sigma_1(x: __m512i) -> __m512i {
            xor3($ror::<$b0>(x), $ror::<$b1>(x), $shr::<$b2>(x))
        }
    };
}

/// Sixteen 32-bit words. The rotations and shifts are FIPS 180-4, equations 4.4 to 4.7.
mod lanes_32 {
    use super::*;

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn words(blocks: &Blocks256) -> [__m512i; 16] {
        let mut rows = [splat(0); 16];
        for (row, block) in rows.iter_mut().zip(&blocks.0) {
            *row = swap_bytes(load(block));
        }
        transpose(rows)
    }

    /// Between sixteen rows of sixteen words and sixteen columns: pairs, quads, then the 4 × 4
    /// blocks of four words.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn transpose(rows: [__m512i; 16]) -> [__m512i; 16] {
        let mut out = rows;
        let quads: [[__m512i; 4]; 4] = array::from_fn(|q| {
            let [a, b, c, d] = array::from_fn(|i| rows[4 * q + i]);
            let (ab_lo, ab_hi) = (_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
            let (cd_lo, cd_hi) = (_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
            [
                _mm512_unpacklo_epi64(ab_lo, cd_lo),
                _mm512_unpackhi_epi64(ab_lo, cd_lo),
                _mm512_unpacklo_epi64(ab_hi, cd_hi),
                _mm512_unpackhi_epi64(ab_hi, cd_hi),
            ]
        });
        for c in 0..4 {
            let lo_01 = _mm512_shuffle_i32x4::<0x44>(quads[0][c], quads[1][c]);
            let lo_23 = _mm512_shuffle_i32x4::<0x44>(quads[2][c], quads[3][c]);
            let hi_01 = _mm512_shuffle_i32x4::<0xee>(quads[0][c], quads[1][c]);
            let hi_23 = _mm512_shuffle_i32x4::<0xee>(quads[2][c], quads[3][c]);
            out[c] = _mm512_shuffle_i32x4::<0x88>(lo_01, lo_23);
            out[4 + c] = _mm512_shuffle_i32x4::<0xdd>(lo_01, lo_23);
            out[8 + c] = _mm512_shuffle_i32x4::<0x88>(hi_01, hi_23);
            out[12 + c] = _mm512_shuffle_i32x4::<0xdd>(hi_01, hi_23);
        }
        out
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn swap_bytes(x: __m512i) -> __m512i {
        let order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
        _mm512_shuffle_epi8(x, _mm512_broadcast_i32x4(order))
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn splat(k: u32) -> __m512i {
        _mm512_set1_epi32(k.cast_signed())
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn add(a: __m512i, b: __m512i) -> __m512i {
        _mm512_add_epi32(a, b)
    }

    sigmas!(
        _mm512_ror_epi32,
        _mm512_srli_epi32,
        (2, 13, 22),
        (6, 11, 25),
        (7, 18, 3),
        (17, 19, 10)
    );
}

/// Eight 64-bit words. The rotations and shifts are FIPS 180-4, equations 4.10 to 4.13.
mod lanes_64 {
    use super::*;

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn words(blocks: &Blocks512) -> [__m512i; 16] {
        let mut words = [splat(0); 16];
        for (half, columns) in words.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            let mut rows = [splat(0); 8];
            for (row, block) in rows.iter_mut().zip(&blocks.0) {
                *row = swap_bytes(load(&block.as_chunks::<64>().0[half]));
            }
            *columns = transpose(rows);
        }
        words
    }

    /// Eight rows of eight words into eight columns: pairs, then the 4 × 4 blocks of two words.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn transpose(rows: [__m512i; 8]) -> [__m512i; 8] {
        let mut out = rows;
        for c in 0..2 {
            let pairs: [__m512i; 4] = array::from_fn(|p| {
                let (a, b) = (rows[2 * p], rows[2 * p + 1]);
                if c == 0 { _mm512_unpacklo_epi64(a, b) } else { _mm512_unpackhi_epi64(a, b) }
            });
            let lo_01 = _mm512_shuffle_i64x2::<0x44>(pairs[0], pairs[1]);
            let lo_23 = _mm512_shuffle_i64x2::<0x44>(pairs[2], pairs[3]);
            let hi_01 = _mm512_shuffle_i64x2::<0xee>(pairs[0], pairs[1]);
            let hi_23 = _mm512_shuffle_i64x2::<0xee>(pairs[2], pairs[3]);
            out[c] = _mm512_shuffle_i64x2::<0x88>(lo_01, lo_23);
            out[2 + c] = _mm512_shuffle_i64x2::<0xdd>(lo_01, lo_23);
            out[4 + c] = _mm512_shuffle_i64x2::<0x88>(hi_01, hi_23);
            out[6 + c] = _mm512_shuffle_i64x2::<0xdd>(hi_01, hi_23);
        }
        out
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn swap_bytes(x: __m512i) -> __m512i {
        let order = _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
        _mm512_shuffle_epi8(x, _mm512_broadcast_i32x4(order))
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn splat(k: u64) -> __m512i {
        _mm512_set1_epi64(k.cast_signed())
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn add(a: __m512i, b: __m512i) -> __m512i {
        _mm512_add_epi64(a, b)
    }

    sigmas!(
        _mm512_ror_epi64,
        _mm512_srli_epi64,
        (28, 34, 39),
        (14, 18, 41),
        (1, 8, 7),
        (19, 61, 6)
    );
}
