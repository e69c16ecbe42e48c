//! SHA-256 with the SHA extensions: one state, and lanes in pairs, as two independent streams
//! hide the latency of the round instruction.

use core::{arch::x86_64::*, array};

use super::sha2;
use crate::{
    portable::sha2::{increment_hash_address, write_value},
    sha2::{ADDRESS_TYPE, Blocks256, CHAIN_MARK, CHAIN_VALUE, Chains, K_256, Kernels, States256},
};

pub(super) const KERNELS: Kernels = Kernels {
    compress_256,
    compress_512: sha2::compress_512,
    compress_256_x16,
    compress_512_x8: sha2::compress_512_x8,
    chain_16_x16: chain::<16>,
    chain_24_x16: chain::<24>,
    chain_32_x16: chain::<32>,
};

#[target_feature(enable = "avx2,sha")]
pub(crate) fn compress_256(state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    for block in blocks {
        [*state] = compress([*state], [block]);
    }
}

#[target_feature(enable = "avx2,sha")]
fn compress_256_x16(states: &mut States256, blocks: &Blocks256, lanes: usize) {
    for first in (0..lanes).step_by(2) {
        let pair = [first, first + 1];
        let before = pair.map(|lane| array::from_fn(|i| states.0[i][lane]));
        let after = compress(before, pair.map(|lane| &blocks.0[lane]));
        for (lane, after) in pair.into_iter().zip(after) {
            for (words, word) in states.0.iter_mut().zip(after) {
                words[lane] = word;
            }
        }
    }
}

#[target_feature(enable = "avx2,sha")]
fn chain<const N: usize>(chains: &mut Chains) {
    for first in (0..chains.steps.len()).step_by(2) {
        let pair = [first, first + 1];
        if let Some(kind) = chains.after_prf {
            let digests = compress([chains.midstate; 2], pair.map(|lane| &chains.blocks.0[lane]));
            for (lane, digest) in pair.into_iter().zip(&digests) {
                write_value::<N>(&mut chains.blocks.0[lane], digest);
                chains.blocks.0[lane][ADDRESS_TYPE] = kind;
            }
        }
        mark::<N>(chains, pair, 0);
        let last = chains.steps[first].max(chains.steps[first + 1]);
        for step in 1..=last {
            let digests = compress([chains.midstate; 2], pair.map(|lane| &chains.blocks.0[lane]));
            for (lane, digest) in pair.into_iter().zip(&digests) {
                if step <= chains.steps[lane] {
                    write_value::<N>(&mut chains.blocks.0[lane], digest);
                    increment_hash_address(&mut chains.blocks.0[lane]);
                }
            }
            mark::<N>(chains, pair, step);
        }
        for lane in pair {
            chains.ends[lane][..N].copy_from_slice(&chains.blocks.0[lane][CHAIN_VALUE..][..N]);
        }
    }
}

fn mark<const N: usize>(chains: &mut Chains, pair: [usize; 2], step: u8) {
    for lane in pair {
        if chains.marks[lane] == step {
            let value = &chains.blocks.0[lane][CHAIN_VALUE..][..N];
            chains.ends[lane][CHAIN_MARK..][..N].copy_from_slice(value);
        }
    }
}

/// The compression function on `W` independent states. FIPS 180-4, Section 6.2.2.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn compress<const W: usize>(states: [[u32; 8]; W], blocks: [&[u8; 64]; W]) -> [[u32; 8]; W] {
    let before = states.map(|state| pack(&state));
    let mut s = before;
    let mut words: [[__m128i; 4]; W] = blocks.map(|block| big_endian_words(block));
    for (group, k) in K_256.as_chunks::<4>().0.iter().enumerate() {
        let k = from_words(k);
        for (s, w) in s.iter_mut().zip(&mut words) {
            if group >= 4 {
                *w = next_words(*w);
            }
            let current = if group >= 4 { w[3] } else { w[group] };
            four_rounds(s, _mm_add_epi32(current, k));
        }
    }
    let mut after = states;
    for ((after, s), before) in after.iter_mut().zip(s).zip(before) {
        *after = unpack([_mm_add_epi32(s[0], before[0]), _mm_add_epi32(s[1], before[1])]);
    }
    after
}

/// Drops the oldest four of sixteen schedule words and appends the next four.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn next_words([w0, w1, w2, w3]: [__m128i; 4]) -> [__m128i; 4] {
    let sum = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8::<4>(w3, w2));
    [w1, w2, w3, _mm_sha256msg2_epu32(sum, w3)]
}

/// Four rounds on `[abef, cdgh]`.
#[inline]
#[target_feature(enable = "avx2,sha")]
fn four_rounds(s: &mut [__m128i; 2], kw: __m128i) {
    let [abef, cdgh] = *s;
    let cdgh = _mm_sha256rnds2_epu32(cdgh, abef, kw);
    let abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32::<0b00_00_11_10>(kw));
    *s = [abef, cdgh];
}

/// From a to h in order to `[abef, cdgh]`, the highest word first.
#[inline]
#[target_feature(enable = "avx2")]
fn pack(&[a, b, c, d, e, f, g, h]: &[u32; 8]) -> [__m128i; 2] {
    [from_words(&[f, e, b, a]), from_words(&[h, g, d, c])]
}

#[inline]
#[target_feature(enable = "avx2")]
fn unpack([abef, cdgh]: [__m128i; 2]) -> [u32; 8] {
    let ([f, e, b, a], [h, g, d, c]) = (to_words(abef), to_words(cdgh));
    [a, b, c, d, e, f, g, h]
}

#[inline]
#[target_feature(enable = "avx2")]
fn from_words(words: &[u32; 4]) -> __m128i {
    let [a, b, c, d] = words.map(u32::cast_signed);
    _mm_set_epi32(d, c, b, a)
}

#[inline]
#[target_feature(enable = "avx2")]
fn to_words(x: __m128i) -> [u32; 4] {
    [
        _mm_extract_epi32::<0>(x).cast_unsigned(),
        _mm_extract_epi32::<1>(x).cast_unsigned(),
        _mm_extract_epi32::<2>(x).cast_unsigned(),
        _mm_extract_epi32::<3>(x).cast_unsigned(),
    ]
}

#[inline]
#[target_feature(enable = "avx2")]
fn big_endian_words(block: &[u8; 64]) -> [__m128i; 4] {
    let words = block.as_chunks::<4>().0;
    array::from_fn(|i| from_words(&array::from_fn(|j| u32::from_be_bytes(words[4 * i + j]))))
}
