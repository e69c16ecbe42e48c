//! SHA-256 and SHA-512 on 32-bit and 64-bit words; lanes one after another.

use core::array;

use crate::sha2::{
    ADDRESS_TYPE, Blocks256, Blocks512, CHAIN_MARK, CHAIN_VALUE, Chains, K_256, K_512, Kernels,
    LANES_256, States256, States512, compress,
};

pub(super) const KERNELS: Kernels = Kernels {
    compress_256,
    compress_512,
    compress_256_x16,
    compress_512_x8,
    chain_16_x16: chain::<16>,
    chain_24_x16: chain::<24>,
    chain_32_x16: chain::<32>,
};

/// Inlined into callers that enable more of the instruction set.
#[inline(always)]
pub(crate) fn compress_256(state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    for block in blocks {
        *state = words_32::compress(*state, block);
    }
}

/// Inlined into callers that enable more of the instruction set.
#[inline(always)]
pub(crate) fn compress_512(state: &mut [u64; 8], blocks: &[[u8; 128]]) {
    for block in blocks {
        *state = words_64::compress(*state, block);
    }
}

fn compress_256_x16(states: &mut States256, blocks: &Blocks256, lanes: usize) {
    for (lane, block) in blocks.0.iter().enumerate().take(lanes) {
        let after = words_32::compress(array::from_fn(|i| states.0[i][lane]), block);
        for (word, new) in states.0.iter_mut().zip(after) {
            word[lane] = new;
        }
    }
}

fn compress_512_x8(states: &mut States512, blocks: &Blocks512, lanes: usize) {
    for (lane, block) in blocks.0.iter().enumerate().take(lanes) {
        let after = words_64::compress(array::from_fn(|i| states.0[i][lane]), block);
        for (word, new) in states.0.iter_mut().zip(after) {
            word[lane] = new;
        }
    }
}

fn chain<const N: usize>(chains: &mut Chains) {
    for lane in 0..LANES_256 {
        chain_lane::<N>(chains, lane);
    }
}

fn chain_lane<const N: usize>(chains: &mut Chains, lane: usize) {
    let block = &mut chains.blocks.0[lane];
    let end = &mut chains.ends[lane];
    if let Some(kind) = chains.after_prf {
        let digest = words_32::compress(chains.midstate, block);
        write_value::<N>(block, &digest);
        block[ADDRESS_TYPE] = kind;
    }
    for step in 0..=chains.steps[lane] {
        if step > 0 {
            let digest = words_32::compress(chains.midstate, block);
            write_value::<N>(block, &digest);
            increment_hash_address(block);
        }
        if step == chains.marks[lane] {
            end[CHAIN_MARK..][..N].copy_from_slice(&block[CHAIN_VALUE..][..N]);
        }
    }
    end[..N].copy_from_slice(&block[CHAIN_VALUE..][..N]);
}

/// Puts the first `N` bytes of a digest where the next call takes its value.
fn write_value<const N: usize>(block: &mut [u8; 64], digest: &[u32; 8]) {
    let value = &mut block[CHAIN_VALUE..][..N];
    for (bytes, word) in value.as_chunks_mut::<4>().0.iter_mut().zip(digest) {
        *bytes = word.to_be_bytes();
    }
}

/// Adds one to the hash address, which stays below 16: only its last byte changes.
fn increment_hash_address(block: &mut [u8; 64]) {
    block[CHAIN_VALUE - 1] = block[CHAIN_VALUE - 1].wrapping_add(1);
}

macro_rules! words {
    ($module:ident, $word:ty, $block:literal, $k:ident,
     $S0:tt, $S1:tt, $s0:tt, $s1:tt) => {
        mod $module {
            use super::*;

            #[inline(always)]
            pub(super) fn compress(state: [$word; 8], block: &[u8; $block]) -> [$word; 8] {
                let bytes = block.as_chunks::<{ $block / 16 }>().0;
                compress!(
                    state,
                    array::from_fn::<_, 16, _>(|i| <$word>::from_be_bytes(bytes[i])),
                    $k
                )
            }

            #[inline(always)]
            fn splat(k: $word) -> $word {
                k
            }

            #[inline(always)]
            fn add(a: $word, b: $word) -> $word {
                a.wrapping_add(b)
            }

            #[inline(always)]
            fn choose(x: $word, y: $word, z: $word) -> $word {
                z ^ (x & (y ^ z))
            }

            #[inline(always)]
            fn majority(x: $word, y: $word, z: $word) -> $word {
                (x & y) | (z & (x | y))
            }

            #[inline(always)]
            fn big_sigma_0(x: $word) -> $word {
                x.rotate_right($S0.0) ^ x.rotate_right($S0.1) ^ x.rotate_right($S0.2)
            }

            #[inline(always)]
            fn big_sigma_1(x: $word) -> $word {
                x.rotate_right($S1.0) ^ x.rotate_right($S1.1) ^ x.rotate_right($S1.2)
            }

            #[inline(always)]
            fn small_sigma_0(x: $word) -> $word {
                x.rotate_right($s0.0) ^ x.rotate_right($s0.1) ^ (x >> $s0.2)
            }

            #[inline(always)]
            fn small_sigma_1(x: $word) -> $word {
                x.rotate_right($s1.0) ^ x.rotate_right($s1.1) ^ (x >> $s1.2)
            }
        }
    };
}

// The rotations and shifts of FIPS 180-4, equations 4.4 to 4.7 and 4.10 to 4.13.
words!(words_32, u32, 64, K_256, (2, 13, 22), (6, 11, 25), (7, 18, 3), (17, 19, 10));
words!(words_64, u64, 128, K_512, (28, 34, 39), (14, 18, 41), (1, 8, 7), (19, 61, 6));
