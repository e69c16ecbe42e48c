//! The hash functions that HashML-DSA and HashSLH-DSA accept for the message
//! (FIPS 204, Section 5.4; FIPS 205, Section 10.2).
//!
//! Owns their identifiers, digests and output lengths. The digest of a message is public here as
//! it is in the standards: these are the functions of the data to be signed, not of any secret.

use futae_kernels::{
    Backend,
    keccak::sponge::{SUFFIX_SHA3, SUFFIX_SHAKE, Sponge},
};
use sha2::Digest as _;

/// The longest digest of all: 64 bytes.
pub const MAX_DIGEST: usize = 64;

/// An approved hash function or extendable-output function for the message.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum PreHash {
    /// SHA2-224 of FIPS 180-4.
    Sha2_224,
    /// SHA2-256 of FIPS 180-4.
    Sha2_256,
    /// SHA2-384 of FIPS 180-4.
    Sha2_384,
    /// SHA2-512 of FIPS 180-4.
    Sha2_512,
    /// SHA2-512/224 of FIPS 180-4.
    Sha2_512_224,
    /// SHA2-512/256 of FIPS 180-4.
    Sha2_512_256,
    /// SHA3-224 of FIPS 202.
    Sha3_224,
    /// SHA3-256 of FIPS 202.
    Sha3_256,
    /// SHA3-384 of FIPS 202.
    Sha3_384,
    /// SHA3-512 of FIPS 202.
    Sha3_512,
    /// SHAKE128 of FIPS 202 with 256 bits of output.
    Shake128,
    /// SHAKE256 of FIPS 202 with 512 bits of output.
    Shake256,
}

/// The digest of a message by one of the functions.
#[derive(Clone, Copy, Debug)]
pub struct Digest {
    bytes: [u8; MAX_DIGEST],
    length: usize,
}

impl PreHash {
    /// Every function, in the order of their identifiers.
    pub const ALL: [Self; 12] = [
        Self::Sha2_256,
        Self::Sha2_384,
        Self::Sha2_512,
        Self::Sha2_224,
        Self::Sha2_512_224,
        Self::Sha2_512_256,
        Self::Sha3_224,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
        Self::Shake128,
        Self::Shake256,
    ];

    /// The DER encoding of the identifier 2.16.840.1.101.3.4.2.n, from NIST's registry of
    /// algorithm objects.
    pub const fn oid(self) -> [u8; 11] {
        let n = match self {
            Self::Sha2_256 => 1,
            Self::Sha2_384 => 2,
            Self::Sha2_512 => 3,
            Self::Sha2_224 => 4,
            Self::Sha2_512_224 => 5,
            Self::Sha2_512_256 => 6,
            Self::Sha3_224 => 7,
            Self::Sha3_256 => 8,
            Self::Sha3_384 => 9,
            Self::Sha3_512 => 10,
            Self::Shake128 => 11,
            Self::Shake256 => 12,
        };
        [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, n]
    }

    /// Bytes of the digest.
    pub const fn digest_size(self) -> usize {
        match self {
            Self::Sha2_224 | Self::Sha2_512_224 | Self::Sha3_224 => 28,
            Self::Sha2_256 | Self::Sha2_512_256 | Self::Sha3_256 | Self::Shake128 => 32,
            Self::Sha2_384 | Self::Sha3_384 => 48,
            Self::Sha2_512 | Self::Sha3_512 | Self::Shake256 => 64,
        }
    }

    /// The digest of `message`.
    pub fn digest(self, message: &[u8]) -> Digest {
        let mut digest = Digest { bytes: [0; MAX_DIGEST], length: self.digest_size() };
        let out = &mut digest.bytes[..digest.length];
        match self {
            Self::Sha2_224 => out.copy_from_slice(&sha2::Sha224::digest(message)),
            Self::Sha2_256 => out.copy_from_slice(&sha2::Sha256::digest(message)),
            Self::Sha2_384 => out.copy_from_slice(&sha2::Sha384::digest(message)),
            Self::Sha2_512 => out.copy_from_slice(&sha2::Sha512::digest(message)),
            Self::Sha2_512_224 => out.copy_from_slice(&sha2::Sha512_224::digest(message)),
            Self::Sha2_512_256 => out.copy_from_slice(&sha2::Sha512_256::digest(message)),
            Self::Sha3_224 => sponge::<144>(message, SUFFIX_SHA3, out),
            Self::Sha3_256 => sponge::<136>(message, SUFFIX_SHA3, out),
            Self::Sha3_384 => sponge::<104>(message, SUFFIX_SHA3, out),
            Self::Sha3_512 => sponge::<72>(message, SUFFIX_SHA3, out),
            Self::Shake128 => sponge::<168>(message, SUFFIX_SHAKE, out),
            Self::Shake256 => sponge::<136>(message, SUFFIX_SHAKE, out),
        }
        digest
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

fn sponge<const RATE: usize>(message: &[u8], suffix: u8, out: &mut [u8]) {
    let mut sponge = Sponge::<1, RATE>::new(&Backend::get().keccak);
    sponge.absorb([message]);
    sponge.finish(suffix).squeeze([out]);
}

#[cfg(test)]
mod tests {
    use sha2::digest::{ExtendableOutput as _, Update as _};

    use super::*;

    #[test]
    fn identifiers_are_in_order_and_distinct() {
        for (n, hash) in (1..).zip(PreHash::ALL) {
            assert_eq!(hash.oid()[10], n);
        }
    }

    #[test]
    fn sha3_digests_equal_those_of_another_library() {
        for length in [0, 1, 71, 72, 103, 104, 135, 136, 143, 144, 167, 168, 500] {
            let message: std::vec::Vec<u8> = (0..length).map(|i| i as u8).collect();
            let of = |hash: PreHash| hash.digest(&message);
            assert_eq!(of(PreHash::Sha3_224).as_ref(), &sha3::Sha3_224::digest(&message)[..]);
            assert_eq!(of(PreHash::Sha3_256).as_ref(), &sha3::Sha3_256::digest(&message)[..]);
            assert_eq!(of(PreHash::Sha3_384).as_ref(), &sha3::Sha3_384::digest(&message)[..]);
            assert_eq!(of(PreHash::Sha3_512).as_ref(), &sha3::Sha3_512::digest(&message)[..]);
            let (mut short, mut long) = ([0; 32], [0; 64]);
            let mut xof = shake::Shake128::default();
            xof.update(&message);
            xof.finalize_xof_into(&mut short);
            let mut xof = shake::Shake256::default();
            xof.update(&message);
            xof.finalize_xof_into(&mut long);
            assert_eq!(of(PreHash::Shake128).as_ref(), short);
            assert_eq!(of(PreHash::Shake256).as_ref(), long);
        }
    }
}
