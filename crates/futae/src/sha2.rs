//! SHA-2 over the compression kernels: streaming, with the truncated variants, and HMAC.
//! FIPS 180-4 and FIPS 198-1. States are wiped on drop.

use core::slice::from_ref;

use futae_kernels::{Backend, sha2::Kernels, wipe};

/// The initial values: the fractional parts of the square roots of the first eight primes (SHA-256
/// 32 bits, SHA-512 64 bits) and of the ninth to sixteenth (SHA-384 64 bits, SHA-224 the lower 32
/// of these). FIPS 180-4, Section 5.3.
pub(crate) const IV_512: [u64; 8] = [
    0x6a09_e667_f3bc_c908,
    0xbb67_ae85_84ca_a73b,
    0x3c6e_f372_fe94_f82b,
    0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1,
    0x9b05_688c_2b3e_6c1f,
    0x1f83_d9ab_fb41_bd6b,
    0x5be0_cd19_137e_2179,
];
const IV_384: [u64; 8] = [
    0xcbbb_9d5d_c105_9ed8,
    0x629a_292a_367c_d507,
    0x9159_015a_3070_dd17,
    0x152f_ecd8_f70e_5939,
    0x6733_2667_ffc0_0b31,
    0x8eb4_4a87_6858_1511,
    0xdb0c_2e0d_64f9_8fa7,
    0x47b5_481d_befa_4fa4,
];
pub(crate) const IV_256: [u32; 8] = halves(&IV_512, 32);
const IV_224: [u32; 8] = halves(&IV_384, 0);

const fn halves(words: &[u64; 8], shift: u32) -> [u32; 8] {
    let mut out = [0; 8];
    let mut i = 0;
    while i < 8 {
        out[i] = (words[i] >> shift) as u32;
        i += 1;
    }
    out
}

macro_rules! sha2 {
    ($(#[$doc:meta])* $name:ident, $hmac:ident, $word:ty, $length:ty, $block:literal, $digest:literal,
     $compress:ident, $iv:ident) => {
        $(#[$doc])*
        pub(crate) struct $name {
            kernels: &'static Kernels,
            state: [$word; 8],
            buffer: [u8; $block],
            /// Bytes absorbed so far; the last `length % block` of them are in the buffer.
            length: $length,
        }

        impl $name {
            pub(crate) fn new() -> Self {
                Self::with_iv($iv)
            }

            fn with_iv(state: [$word; 8]) -> Self {
                let kernels = &Backend::get().sha2;
                Self { kernels, state, buffer: [0; $block], length: 0 }
            }

            pub(crate) fn update(&mut self, part: &[u8]) {
                let at = (self.length % $block) as usize;
                self.length += part.len() as $length;
                let (head, rest) = part.split_at(part.len().min($block - at));
                self.buffer[at..][..head.len()].copy_from_slice(head);
                if at + head.len() == $block {
                    self.kernels.$compress(&mut self.state, from_ref(&self.buffer));
                    let (blocks, tail) = rest.as_chunks();
                    self.kernels.$compress(&mut self.state, blocks);
                    self.buffer[..tail.len()].copy_from_slice(tail);
                }
            }

            /// Pads and returns the whole state; truncated variants take its beginning.
            /// FIPS 180-4, Section 5.1.
            pub(crate) fn finish(mut self) -> [u8; $digest] {
                const LENGTH_AT: usize = $block - size_of::<$length>();
                let at = (self.length % $block) as usize;
                let bits = (8 * self.length).to_be_bytes();
                self.buffer[at..].fill(0);
                self.buffer[at] = 0x80;
                if at >= LENGTH_AT {
                    self.kernels.$compress(&mut self.state, from_ref(&self.buffer));
                    self.buffer.fill(0);
                }
                self.buffer[LENGTH_AT..].copy_from_slice(&bits);
                self.kernels.$compress(&mut self.state, from_ref(&self.buffer));
                let mut digest = [0; $digest];
                for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(self.state) {
                    *bytes = word.to_be_bytes();
                }
                digest
            }

            /// The digest of the concatenation of `parts`.
            pub(crate) fn digest(parts: &[&[u8]]) -> [u8; $digest] {
                let mut hash = Self::new();
                parts.iter().for_each(|part| hash.update(part));
                hash.finish()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                wipe(&mut self.state);
                wipe(&mut self.buffer);
            }
        }

        /// HMAC of the concatenation of `parts`, with a key no longer than a block. FIPS 198-1,
        /// Table 1.
        pub(crate) fn $hmac<'a, const KEY: usize>(
            key: &[u8; KEY],
            parts: impl Iterator<Item = &'a [u8]>,
        ) -> [u8; $digest] {
            const { assert!(KEY <= $block, "longer keys are hashed first") };
            let [mut inner, mut outer] = [0x36, 0x5c].map(|pad| {
                let mut block = [pad; $block];
                block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
                let mut hash = $name::new();
                hash.update(&block);
                wipe(&mut block);
                hash
            });
            parts.for_each(|part| inner.update(part));
            outer.update(&inner.finish());
            outer.finish()
        }
    };
}

sha2! {
    /// SHA-256, FIPS 180-4, Section 6.2.
    Sha256, hmac_sha256, u32, u64, 64, 32, compress_256, IV_256
}
sha2! {
    /// SHA-512, FIPS 180-4, Section 6.4.
    Sha512, hmac_sha512, u64, u128, 128, 64, compress_512, IV_512
}

impl Sha256 {
    /// SHA-224: the first 28 bytes of the digest. FIPS 180-4, Section 6.3.
    pub(crate) fn new_224() -> Self {
        Self::with_iv(IV_224)
    }
}

impl Sha512 {
    /// SHA-384: the first 48 bytes of the digest. FIPS 180-4, Section 6.5.
    pub(crate) fn new_384() -> Self {
        Self::with_iv(IV_384)
    }

    /// SHA-512/224: the first 28 bytes of the digest. FIPS 180-4, Section 6.6.
    pub(crate) fn new_512_224() -> Self {
        Self::truncated(b"SHA-512/224")
    }

    /// SHA-512/256: the first 32 bytes of the digest. FIPS 180-4, Section 6.7.
    pub(crate) fn new_512_256() -> Self {
        Self::truncated(b"SHA-512/256")
    }

    /// The initial value of SHA-512/t. FIPS 180-4, Section 5.3.6.
    fn truncated(name: &[u8]) -> Self {
        let mut generator = Self::with_iv(IV_512.map(|word| word ^ 0xa5a5_a5a5_a5a5_a5a5));
        generator.update(name);
        let digest = generator.finish();
        let words = digest.as_chunks().0;
        Self::with_iv(core::array::from_fn(|i| u64::from_be_bytes(words[i])))
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use ::sha2::Digest;
    use hmac::{Hmac, KeyInit, Mac};

    use super::*;

    fn message(length: usize) -> Vec<u8> {
        (0..length).map(|i| (i * 131 + length) as u8).collect()
    }

    /// The largest integer whose square is at most `p · 2^128`, without its whole part.
    fn square_root_fraction(p: u128) -> u64 {
        let square_is_at_most = |root: u128| {
            // root = a·2^64 + b with a ≤ 7: root² / 2^128 against p, exactly.
            let (a, b) = (root >> 64, root & u128::from(u64::MAX));
            let (low, carry) = (b * b).overflowing_add((2 * a * b) << 64);
            let high = a * a + ((2 * a * b) >> 64) + u128::from(carry);
            high < p || high == p && low == 0
        };
        let mut root = 0_u128;
        for bit in (0..67).rev() {
            if square_is_at_most(root | 1 << bit) {
                root |= 1 << bit;
            }
        }
        root as u64
    }

    #[test]
    fn initial_values_are_square_roots_of_primes() {
        let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];
        let roots = primes.map(square_root_fraction);
        assert_eq!(roots, [IV_512, IV_384].as_flattened());
        assert_eq!(IV_256[0], (roots[0] >> 32) as u32);
        assert_eq!(IV_224[7], roots[15] as u32);
    }

    fn streamed_256(mut hash: Sha256, message: &[u8], cut: usize) -> [u8; 32] {
        let (a, b) = message.split_at(cut);
        hash.update(a);
        hash.update(b);
        hash.finish()
    }

    fn streamed_512(mut hash: Sha512, message: &[u8], cut: usize) -> [u8; 64] {
        let (a, b) = message.split_at(cut);
        hash.update(a);
        hash.update(b);
        hash.finish()
    }

    #[test]
    fn digests_equal_those_of_another_library() {
        for length in 0..700 {
            let m = message(length);
            let cut = length * 7 % (length + 1);
            assert_eq!(streamed_256(Sha256::new(), &m, cut)[..], ::sha2::Sha256::digest(&m)[..]);
            assert_eq!(
                streamed_256(Sha256::new_224(), &m, cut)[..28],
                ::sha2::Sha224::digest(&m)[..]
            );
            let of = |hash| streamed_512(hash, &m, cut);
            assert_eq!(of(Sha512::new())[..], ::sha2::Sha512::digest(&m)[..]);
            assert_eq!(of(Sha512::new_384())[..48], ::sha2::Sha384::digest(&m)[..]);
            assert_eq!(of(Sha512::new_512_224())[..28], ::sha2::Sha512_224::digest(&m)[..]);
            assert_eq!(of(Sha512::new_512_256())[..32], ::sha2::Sha512_256::digest(&m)[..]);
        }
    }

    #[test]
    fn every_split_of_a_message_gives_one_digest() {
        let m = message(300);
        for cut in 0..=m.len() {
            assert_eq!(streamed_256(Sha256::new(), &m, cut), Sha256::digest(&[&m]));
            assert_eq!(streamed_512(Sha512::new(), &m, cut), Sha512::digest(&[&m]));
        }
    }

    #[test]
    fn hmac_equals_that_of_another_library() {
        for length in [0, 1, 63, 64, 65, 200] {
            let m = message(length);
            let key: [u8; 32] = core::array::from_fn(|i| i as u8 + 1);
            let mut peer = Hmac::<::sha2::Sha256>::new_from_slice(&key).unwrap();
            peer.update(&m);
            assert_eq!(hmac_sha256(&key, m.chunks(50))[..], peer.finalize().into_bytes()[..]);
            let mut peer = Hmac::<::sha2::Sha512>::new_from_slice(&key).unwrap();
            peer.update(&m);
            assert_eq!(hmac_sha512(&key, m.chunks(50))[..], peer.finalize().into_bytes()[..]);
        }
    }
}
