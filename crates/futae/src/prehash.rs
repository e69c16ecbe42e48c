//! The hash functions that HashML-DSA and HashSLH-DSA may apply to a message before it is signed:
//! their object identifiers and their digests, streaming. FIPS 204, Section 5.4; FIPS 205, Section
//! 10.2.2.

use core::fmt;

use futae_kernels::{
    Backend,
    keccak::sponge::{SUFFIX_SHA3, SUFFIX_SHAKE, Sponge},
};

use crate::sha2::{Sha256, Sha512};

/// The longest digest of all: 64 bytes.
///
/// ```
/// # use futae::prehash::*;
/// assert!(PreHash::ALL.iter().all(|hash| hash.digest_size() <= MAX_DIGEST));
/// ```
pub const MAX_DIGEST: usize = 64;

macro_rules! pre_hashes {
    ($($(#[$doc:meta])* $name:ident = $arc:literal, $size:literal, $state:ident: $new:expr;)*) => {
        /// An approved hash function or extendable-output function for the message. Its collision
        /// strength in bits is half the digest's length; a signature is no stronger than that.
        ///
        /// ```
        /// use futae::prehash::PreHash;
        ///
        /// assert_eq!(PreHash::Sha3_256.digest_size(), 32);
        /// assert_eq!(PreHash::Sha2_512.digest(b"a message").as_ref().len(), 64);
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum PreHash {
            $($(#[$doc])* $name,)*
        }

        impl PreHash {
            /// Every function, in the order of their identifiers.
            ///
            /// ```
            /// # use futae::prehash::*;
            /// let by_oid = |oid: &[u8]| PreHash::ALL.into_iter().find(|hash| hash.oid() == oid);
            /// assert_eq!(by_oid(&PreHash::Sha3_256.oid()), Some(PreHash::Sha3_256));
            /// assert_eq!(by_oid(b"MD5"), None);
            /// ```
            pub const ALL: [Self; 12] = [$(Self::$name),*];

            /// The DER encoding of the identifier 2.16.840.1.101.3.4.2.n, from NIST's registry of
            /// algorithm objects.
            ///
            /// ```
            /// # use futae::prehash::*;
            /// // The last byte tells the functions apart: 1 is SHA-256.
            /// assert_eq!(PreHash::Sha2_256.oid(), *b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01");
            /// ```
            pub const fn oid(self) -> [u8; 11] {
                let n = match self { $(Self::$name => $arc,)* };
                [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, n]
            }

            /// Bytes of the digest.
            ///
            /// ```
            /// # use futae::prehash::*;
            /// assert_eq!(PreHash::Sha2_384.digest_size(), 48);
            /// assert_eq!(PreHash::Shake128.digest_size(), 32);
            /// ```
            pub const fn digest_size(self) -> usize {
                match self { $(Self::$name => $size,)* }
            }

            /// Begins to hash a message that comes in parts.
            ///
            /// ```
            /// # use futae::prehash::*;
            /// let mut hasher = PreHash::Sha3_512.hasher();
            /// b"a long message".chunks(5).for_each(|part| hasher.update(part));
            /// let digest = hasher.finish();
            /// assert_eq!(digest.as_ref(), PreHash::Sha3_512.digest(b"a long message").as_ref());
            /// ```
            pub fn hasher(self) -> Hasher {
                let state = match self { $(Self::$name => State::$state($new),)* };
                Hasher { hash: self, state }
            }
        }
    };
}

pre_hashes! {
    /// SHA2-256 of FIPS 180-4.
    Sha2_256 = 1, 32, Sha256: Sha256::new();
    /// SHA2-384 of FIPS 180-4.
    Sha2_384 = 2, 48, Sha512: Sha512::new_384();
    /// SHA2-512 of FIPS 180-4.
    Sha2_512 = 3, 64, Sha512: Sha512::new();
    /// SHA2-224 of FIPS 180-4.
    Sha2_224 = 4, 28, Sha256: Sha256::new_224();
    /// SHA2-512/224 of FIPS 180-4.
    Sha2_512_224 = 5, 28, Sha512: Sha512::new_512_224();
    /// SHA2-512/256 of FIPS 180-4.
    Sha2_512_256 = 6, 32, Sha512: Sha512::new_512_256();
    /// SHA3-224 of FIPS 202.
    Sha3_224 = 7, 28, Rate144: sponge();
    /// SHA3-256 of FIPS 202.
    Sha3_256 = 8, 32, Rate136: sponge();
    /// SHA3-384 of FIPS 202.
    Sha3_384 = 9, 48, Rate104: sponge();
    /// SHA3-512 of FIPS 202.
    Sha3_512 = 10, 64, Rate72: sponge();
    /// SHAKE128 of FIPS 202 with 256 bits of output.
    Shake128 = 11, 32, Rate168: sponge();
    /// SHAKE256 of FIPS 202 with 512 bits of output.
    Shake256 = 12, 64, Rate136: sponge();
}

impl PreHash {
    /// The digest of `message`.
    ///
    /// ```
    /// # use futae::prehash::*;
    /// let digest = PreHash::Sha2_256.digest(b"abc");
    /// assert_eq!(digest.as_ref()[..4], [0xBA, 0x78, 0x16, 0xBF]); // FIPS 180-4's own example
    /// ```
    pub fn digest(self, message: &[u8]) -> Digest {
        let mut hasher = self.hasher();
        hasher.update(message);
        hasher.finish()
    }

    fn suffix(self) -> u8 {
        match self {
            Self::Shake128 | Self::Shake256 => SUFFIX_SHAKE,
            _ => SUFFIX_SHA3,
        }
    }
}

/// The states: of SHA-3 and SHAKE one for each rate.
enum State {
    Sha256(Sha256),
    Sha512(Sha512),
    Rate144(Sponge<1, 144>),
    Rate136(Sponge<1, 136>),
    Rate104(Sponge<1, 104>),
    Rate72(Sponge<1, 72>),
    Rate168(Sponge<1, 168>),
}

fn sponge<const RATE: usize>() -> Sponge<1, RATE> {
    Sponge::new(&Backend::get().keccak)
}

/// Hashes a message in parts.
///
/// ```
/// use futae::prehash::PreHash;
///
/// let mut hasher = PreHash::Sha2_256.hasher();
/// hasher.update(b"in two ");
/// hasher.update(b"parts");
/// assert_eq!(hasher.finish().as_ref(), PreHash::Sha2_256.digest(b"in two parts").as_ref());
/// ```
pub struct Hasher {
    hash: PreHash,
    state: State,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").field("hash", &self.hash).finish_non_exhaustive()
    }
}

impl Hasher {
    /// The next part of the message.
    ///
    /// ```
    /// # use futae::prehash::*;
    /// let mut hasher = PreHash::Sha2_256.hasher();
    /// hasher.update(b"a");
    /// hasher.update(b"bc");
    /// assert_eq!(hasher.finish().as_ref(), PreHash::Sha2_256.digest(b"abc").as_ref());
    /// ```
    pub fn update(&mut self, part: &[u8]) {
        match &mut self.state {
            State::Sha256(hash) => hash.update(part),
            State::Sha512(hash) => hash.update(part),
            State::Rate144(sponge) => sponge.absorb([part]),
            State::Rate136(sponge) => sponge.absorb([part]),
            State::Rate104(sponge) => sponge.absorb([part]),
            State::Rate72(sponge) => sponge.absorb([part]),
            State::Rate168(sponge) => sponge.absorb([part]),
        }
    }

    /// The end of the message.
    ///
    /// ```
    /// # use futae::prehash::*;
    /// let empty = PreHash::Shake256.hasher().finish();
    /// assert_eq!(empty.as_ref().len(), PreHash::Shake256.digest_size());
    /// ```
    pub fn finish(self) -> Digest {
        let suffix = self.hash.suffix();
        let mut bytes = [0; MAX_DIGEST];
        match self.state {
            State::Sha256(hash) => bytes[..32].copy_from_slice(&hash.finish()),
            State::Sha512(hash) => bytes = hash.finish(),
            State::Rate144(sponge) => sponge.finish(suffix).squeeze([&mut bytes]),
            State::Rate136(sponge) => sponge.finish(suffix).squeeze([&mut bytes]),
            State::Rate104(sponge) => sponge.finish(suffix).squeeze([&mut bytes]),
            State::Rate72(sponge) => sponge.finish(suffix).squeeze([&mut bytes]),
            State::Rate168(sponge) => sponge.finish(suffix).squeeze([&mut bytes]),
        }
        Digest { hash: self.hash, bytes }
    }
}

/// The digest of a message by one of the functions.
///
/// ```
/// use futae::{ml_dsa::Message, prehash::PreHash};
///
/// let digest = PreHash::Sha3_512.digest(b"a message");
/// let message = Message::digest(digest.hash(), digest.as_ref());
/// # let _ = message;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Digest {
    hash: PreHash,
    /// Of which the first `hash.digest_size()` count.
    bytes: [u8; MAX_DIGEST],
}

impl Digest {
    /// The function that made it.
    ///
    /// ```
    /// # use futae::prehash::*;
    /// let digest = PreHash::Sha2_512_256.digest(b"a message");
    /// assert_eq!(digest.hash(), PreHash::Sha2_512_256);
    /// ```
    pub const fn hash(&self) -> PreHash {
        self.hash
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.hash.digest_size()]
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use ::sha2::Digest as _;
    use shake::{ExtendableOutput, XofReader};

    use super::*;

    fn xof(mut peer: impl ExtendableOutput, message: &[u8], length: usize) -> Vec<u8> {
        let mut out = std::vec![0; length];
        peer.update(message);
        peer.finalize_xof().read(&mut out);
        out
    }

    fn peer(hash: PreHash, m: &[u8]) -> Vec<u8> {
        match hash {
            PreHash::Sha2_224 => ::sha2::Sha224::digest(m).to_vec(),
            PreHash::Sha2_256 => ::sha2::Sha256::digest(m).to_vec(),
            PreHash::Sha2_384 => ::sha2::Sha384::digest(m).to_vec(),
            PreHash::Sha2_512 => ::sha2::Sha512::digest(m).to_vec(),
            PreHash::Sha2_512_224 => ::sha2::Sha512_224::digest(m).to_vec(),
            PreHash::Sha2_512_256 => ::sha2::Sha512_256::digest(m).to_vec(),
            PreHash::Sha3_224 => sha3::Sha3_224::digest(m).to_vec(),
            PreHash::Sha3_256 => sha3::Sha3_256::digest(m).to_vec(),
            PreHash::Sha3_384 => sha3::Sha3_384::digest(m).to_vec(),
            PreHash::Sha3_512 => sha3::Sha3_512::digest(m).to_vec(),
            PreHash::Shake128 => xof(shake::Shake128::default(), m, 32),
            PreHash::Shake256 => xof(shake::Shake256::default(), m, 64),
        }
    }

    #[test]
    fn digests_equal_those_of_another_library() {
        for hash in PreHash::ALL {
            for length in [0, 1, 71, 72, 103, 104, 135, 136, 143, 144, 167, 168, 500] {
                let message: Vec<u8> = (0..length).map(|i| i as u8).collect();
                let mut hasher = hash.hasher();
                message.chunks(50).for_each(|part| hasher.update(part));
                let expected = peer(hash, &message);
                assert_eq!(hasher.finish().as_ref(), expected, "{hash:?} {length}");
                assert_eq!(hash.digest(&message).as_ref(), expected);
                assert_eq!(hash.digest_size(), expected.len());
            }
        }
    }

    #[test]
    fn identifiers_are_in_order_and_distinct() {
        for (n, hash) in (1..).zip(PreHash::ALL) {
            assert_eq!(hash.oid()[10], n);
            assert_eq!(hash.digest(b"").hash(), hash);
        }
    }
}
