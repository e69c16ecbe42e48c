//! SHA-256 on eight lanes and SHA-512 on four, in ymm registers, for processors without the SHA
//! extensions.

use core::{arch::x86_64::*, array};

use super::{load, store};
use crate::{
    portable,
    sha2::{Blocks256, Blocks512, Chains, K_256, K_512, Kernels, States256, States512, compress},
};

pub(super) const KERNELS: Kernels = Kernels {
    compress_256,
    compress_512,
    compress_256_x16,
    compress_512_x8,
    chain_16_x16: chain::<4>,
    chain_24_x16: chain::<6>,
    chain_32_x16: chain::<8>,
};

#[target_feature(enable = "avx2,bmi1,bmi2")]
fn compress_256(state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    portable::sha2::compress_256(state, blocks);
}

#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(crate) fn compress_512(state: &mut [u64; 8], blocks: &[[u8; 128]]) {
    portable::sha2::compress_512(state, blocks);
}

#[target_feature(enable = "avx2")]
pub(super) fn compress_256_x16(states: &mut States256, blocks: &Blocks256, lanes: usize) {
    use lanes_32::*;
    for half in 0..lanes.div_ceil(8) {
        let before = array::from_fn::<_, 8, _>(|i| load(&states.0[i].as_chunks::<8>().0[half]));
        let after = compress!(before, words(&blocks.0.as_chunks().0[half]), K_256);
        for (word, new) in states.0.iter_mut().zip(after) {
            store(&mut word.as_chunks_mut::<8>().0[half], new);
        }
    }
}

#[target_feature(enable = "avx2")]
pub(super) fn compress_512_x8(states: &mut States512, blocks: &Blocks512, lanes: usize) {
    use lanes_64::*;
    for half in 0..lanes.div_ceil(4) {
        let before = array::from_fn::<_, 8, _>(|i| load(&states.0[i].as_chunks::<4>().0[half]));
        let after = compress!(before, words(&blocks.0.as_chunks().0[half]), K_512);
        for (word, new) in states.0.iter_mut().zip(after) {
            store(&mut word.as_chunks_mut::<4>().0[half], new);
        }
    }
}

#[target_feature(enable = "avx2")]
pub(super) fn chain<const V: usize>(chains: &mut Chains) {
    for half in 0..2 {
        chain_half::<V>(chains, half);
    }
}

/// Eight chains of values of `V` words: the hash address is the low half of bytes 18 to 21, the
/// value begins at byte 22.
#[inline]
#[target_feature(enable = "avx2")]
fn chain_half<const V: usize>(chains: &mut Chains, half: usize) {
    use lanes_32::*;
    let mut w = words(&chains.blocks.0.as_chunks().0[half]);
    let midstate = chains.midstate.map(|word| splat(word));
    let mut value: [_; V] = array::from_fn(|i| join(w[5 + i], w[6 + i]));
    if let Some(kind) = chains.after_prf {
        let digest = compress!(midstate, w, K_256);
        value.copy_from_slice(&digest[..V]);
        w[2] = with_type(w[2], kind);
        let address = _mm256_srli_epi32::<16>(w[5]);
        write_value(&mut w, address, &value);
    }
    let mut marked = value;
    let steps = chains.steps.as_chunks::<8>().0[half].map(u32::from);
    let marks = load(&chains.marks.as_chunks::<8>().0[half].map(u32::from));
    let last = steps.iter().copied().max().unwrap_or_default();
    let steps = load(&steps);
    for step in 1..=last {
        let next = compress!(midstate, w, K_256);
        let step = splat(step);
        let idle = _mm256_cmpgt_epi32(step, steps);
        let here = _mm256_cmpeq_epi32(step, marks);
        for i in 0..V {
            value[i] = _mm256_blendv_epi8(next[i], value[i], idle);
            marked[i] = _mm256_blendv_epi8(marked[i], value[i], here);
        }
        let address = _mm256_srli_epi32::<16>(add(w[5], splat(1 << 16)));
        write_value(&mut w, address, &value);
    }
    let rows = transpose_words(value, marked);
    for (end, row) in chains.ends.as_chunks_mut::<8>().0[half].iter_mut().zip(rows) {
        let (words, []) = end.as_chunks_mut::<32>() else { continue };
        for (to, from) in words.iter_mut().zip(row) {
            store(to, swap_bytes(from));
        }
    }
}

/// Puts the value after the hash address, and the padding after the value.
#[inline]
#[target_feature(enable = "avx2")]
fn write_value<const V: usize>(w: &mut [__m256i; 16], address: __m256i, value: &[__m256i; V]) {
    w[5] = lanes_32::join(address, value[0]);
    for i in 1..V {
        w[5 + i] = lanes_32::join(value[i - 1], value[i]);
    }
    w[5 + V] = lanes_32::join(value[V - 1], lanes_32::splat(0x8000 << 16));
}

/// Word 2 of a compressed address with another type, its second byte.
#[inline]
#[target_feature(enable = "avx2")]
fn with_type(word: __m256i, kind: u8) -> __m256i {
    let others = _mm256_and_si256(word, lanes_32::splat(0xff00_ffff));
    _mm256_or_si256(others, lanes_32::splat(u32::from(kind) << 16))
}

/// Rows of values and of marks from their columns.
#[inline]
#[target_feature(enable = "avx2")]
fn transpose_words<const V: usize>(value: [__m256i; V], marked: [__m256i; V]) -> [[__m256i; 2]; 8] {
    let [value, marked] = [value, marked].map(|columns| {
        let mut eight = [_mm256_setzero_si256(); 8];
        eight[..V].copy_from_slice(&columns);
        lanes_32::transpose(eight)
    });
    array::from_fn(|lane| [value[lane], marked[lane]])
}

/// Ch, Maj and the sigma functions from shifts.
macro_rules! sigmas {
    ($shr:ident, ($A0:literal, $A1:literal, $A2:literal),
     ($B0:literal, $B1:literal, $B2:literal), ($a0:literal, $a1:literal, $a2:literal),
     ($b0:literal, $b1:literal, $b2:literal)) => {
        #[inline]
        #[target_feature(enable = "avx2")]
        pub(super) fn choose(x: __m256i, y: __m256i, z: __m256i) -> __m256i {
            _mm256_xor_si256(z, _mm256_and_si256(x, _mm256_xor_si256(y, z)))
        }

        #[inline]
        #[target_feature(enable = "avx2")]
        pub(super) fn majority(x: __m256i, y: __m256i, z: __m256i) -> __m256i {
            let either = _mm256_or_si256(x, y);
            _mm256_or_si256(_mm256_and_si256(x, y), _mm256_and_si256(z, either))
        }

        #[inline]
        #[target_feature(enable = "avx2")]
        fn xor3(x: __m256i, y: __m256i, z: __m256i) -> __m256i {
            _mm256_xor_si256(_mm256_xor_si256(x, y), z)
        }

        #[inline]
        #[target_feature(enable = "avx2")]
        pub(super) fn big_sigma_0(x: __m256i) -> __m256i {
            xor3(ror!($A0, x), ror!($A1, x), ror!($A2, x))
        }

        #[inline]
        #[target_feature(enable = "avx2")]
        pub(super) fn big_sigma_1(x: __m256i) -> __m256i {
            xor3(ror!($B0, x), ror!($B1, x), ror!($B2, x))
        }

        #[inline]
        #[target_feature(enable = "avx2")]
        pub(super) fn small_sigma_0(x: __m256i) -> __m256i {
            xor3(ror!($a0, x), ror!($a1, x), $shr::<$a2>(x))
        }

        #[inline]
        #[target_feature(enable = "avx2")]
        pub(super) fn small_sigma_1(x: __m256i) -> __m256i {
            xor3(ror!($b0, x), ror!($b1, x), $shr::<$b2>(x))
        }
    };
}

/// Eight 32-bit words. The rotations and shifts are FIPS 180-4, equations 4.4 to 4.7.
mod lanes_32 {
    use super::*;

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn words(blocks: &[[u8; 64]; 8]) -> [__m256i; 16] {
        let mut words = [splat(0); 16];
        for (half, words) in words.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            let mut rows = [splat(0); 8];
            for (row, block) in rows.iter_mut().zip(blocks) {
                *row = swap_bytes(load(&block.as_chunks::<32>().0[half]));
            }
            *words = transpose(rows);
        }
        words
    }

    /// Between eight rows of eight words and eight columns: pairs, quads, halves.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn transpose(rows: [__m256i; 8]) -> [__m256i; 8] {
        let mut out = rows;
        let quads: [[__m256i; 4]; 2] = array::from_fn(|q| {
            let [a, b, c, d] = array::from_fn(|i| rows[4 * q + i]);
            let (ab_lo, ab_hi) = (_mm256_unpacklo_epi32(a, b), _mm256_unpackhi_epi32(a, b));
            let (cd_lo, cd_hi) = (_mm256_unpacklo_epi32(c, d), _mm256_unpackhi_epi32(c, d));
            [
                _mm256_unpacklo_epi64(ab_lo, cd_lo),
                _mm256_unpackhi_epi64(ab_lo, cd_lo),
                _mm256_unpacklo_epi64(ab_hi, cd_hi),
                _mm256_unpackhi_epi64(ab_hi, cd_hi),
            ]
        });
        for c in 0..4 {
            out[c] = _mm256_permute2x128_si256::<0x20>(quads[0][c], quads[1][c]);
            out[4 + c] = _mm256_permute2x128_si256::<0x31>(quads[0][c], quads[1][c]);
        }
        out
    }

    /// The low half of `a` above the high half of `b`.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn join(a: __m256i, b: __m256i) -> __m256i {
        _mm256_or_si256(_mm256_slli_epi32::<16>(a), _mm256_srli_epi32::<16>(b))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn swap_bytes(x: __m256i) -> __m256i {
        let order = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
        _mm256_shuffle_epi8(x, _mm256_broadcastsi128_si256(order))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn splat(k: u32) -> __m256i {
        _mm256_set1_epi32(k.cast_signed())
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn add(a: __m256i, b: __m256i) -> __m256i {
        _mm256_add_epi32(a, b)
    }

    macro_rules! ror {
        ($n:literal, $x:expr) => {
            _mm256_or_si256(_mm256_srli_epi32::<$n>($x), _mm256_slli_epi32::<{ 32 - $n }>($x))
        };
    }

    sigmas!(_mm256_srli_epi32, (2, 13, 22), (6, 11, 25), (7, 18, 3), (17, 19, 10));
}

/// Four 64-bit words. The rotations and shifts are FIPS 180-4, equations 4.10 to 4.13.
mod lanes_64 {
    use super::*;

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn words(blocks: &[[u8; 128]; 4]) -> [__m256i; 16] {
        let quarters: [[__m256i; 4]; 4] = array::from_fn(|quarter| {
            transpose(array::from_fn(|lane| {
                swap_bytes(load(&blocks[lane].as_chunks::<32>().0[quarter]))
            }))
        });
        array::from_fn(|i| quarters[i / 4][i % 4])
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn transpose([a, b, c, d]: [__m256i; 4]) -> [__m256i; 4] {
        let (ab_lo, ab_hi) = (_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
        let (cd_lo, cd_hi) = (_mm256_unpacklo_epi64(c, d), _mm256_unpackhi_epi64(c, d));
        [
            _mm256_permute2x128_si256::<0x20>(ab_lo, cd_lo),
            _mm256_permute2x128_si256::<0x20>(ab_hi, cd_hi),
            _mm256_permute2x128_si256::<0x31>(ab_lo, cd_lo),
            _mm256_permute2x128_si256::<0x31>(ab_hi, cd_hi),
        ]
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn swap_bytes(x: __m256i) -> __m256i {
        let order = _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
        _mm256_shuffle_epi8(x, _mm256_broadcastsi128_si256(order))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn splat(k: u64) -> __m256i {
        _mm256_set1_epi64x(k.cast_signed())
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) fn add(a: __m256i, b: __m256i) -> __m256i {
        _mm256_add_epi64(a, b)
    }

    macro_rules! ror {
        ($n:literal, $x:expr) => {
            _mm256_or_si256(_mm256_srli_epi64::<$n>($x), _mm256_slli_epi64::<{ 64 - $n }>($x))
        };
    }

    sigmas!(_mm256_srli_epi64, (28, 34, 39), (14, 18, 41), (1, 8, 7), (19, 61, 6));
}
