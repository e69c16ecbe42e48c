//! The outcome of a key encapsulation, and the comparison and choice by which decapsulation
//! rejects without a branch.

use core::{fmt, hint::black_box};

use crate::secret::Secret;

/// The 32 bytes on which both sides of a key encapsulation agree. Wiped on drop.
///
/// ```
/// # #[cfg(feature = "getrandom")]
/// # {
/// use futae::ml_kem_768::DecapsulationKey;
///
/// let (_, secret) = DecapsulationKey::generate()?.encapsulation_key().encapsulate()?;
/// assert_eq!(secret.as_bytes().len(), 32);
/// assert_eq!(format!("{secret:?}"), "SharedSecret(..)");
/// # }
/// # Ok::<(), futae::ml_kem::Error>(())
/// ```
///
/// ```compile_fail,E0369
/// # fn compare(a: futae::SharedSecret, b: futae::SharedSecret) -> bool {
/// a == b // would take longer the more of it is equal
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # fn copy(a: &futae::SharedSecret) -> futae::SharedSecret {
/// a.clone() // would leave a copy behind
/// # }
/// ```
pub struct SharedSecret(Secret<[u8; 32]>);

impl SharedSecret {
    #[inline]
    pub(crate) fn new(bytes: [u8; 32]) -> Self {
        Self(Secret(bytes))
    }

    /// The bytes, to be given to a key derivation.
    ///
    /// ```
    /// # use futae::ml_kem_768::*;
    /// let secret = DecapsulationKey::from_seed(&[7; 64]).decapsulate(&[0; CIPHERTEXT_SIZE]);
    /// assert_eq!(secret.as_bytes().len(), 32); // for HKDF or the key schedule of a protocol
    /// ```
    #[inline]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}

/// 0xFF when the two differ, 0 when they are equal, in time that depends on the length alone.
/// Of unequal lengths only the common part is compared.
pub(crate) fn differ(a: &[u8], b: &[u8]) -> u8 {
    let (a_words, a_rest) = a.as_chunks::<8>();
    let (b_words, b_rest) = b.as_chunks::<8>();
    let words = a_words.iter().zip(b_words);
    let words =
        words.fold(0, |sum, (a, b)| sum | (u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b)));
    let rest = a_rest.iter().zip(b_rest).fold(0, |sum, (a, b)| sum | (a ^ b));
    let difference = black_box(words | u64::from(rest));
    let nonzero = (difference | difference.wrapping_neg()) >> 63;
    (nonzero as u8).wrapping_neg()
}

/// `out` becomes `a` where `mask` is 0xFF, `b` where it is 0, without a branch.
pub(crate) fn select(mask: u8, a: &[u8; 32], b: &[u8; 32], out: &mut [u8; 32]) {
    let mask = black_box(mask);
    for (out, (a, b)) in out.iter_mut().zip(a.iter().zip(b)) {
        *out = b ^ (mask & (a ^ b));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_bit_makes_a_difference() {
        let a = [0x5A; 35];
        assert_eq!(differ(&a, &a), 0);
        for bit in 0..8 * a.len() {
            let mut b = a;
            b[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(differ(&a, &b), 0xFF, "bit {bit}");
        }
    }

    #[test]
    fn selection_takes_either_side() {
        let (a, b) = ([1; 32], [2; 32]);
        let mut out = [0; 32];
        select(0xFF, &a, &b, &mut out);
        assert_eq!(out, a);
        select(0, &a, &b, &mut out);
        assert_eq!(out, b);
    }
}
