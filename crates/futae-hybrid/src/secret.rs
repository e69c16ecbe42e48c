//! The holders of secret values: overwritten with zeros when dropped, never shown, never compared,
//! not copied by accident.

use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Error;

/// A secret of a fixed number of bytes. No `Clone`, no `PartialEq`; `Debug` shows nothing of it.
///
/// ```
/// use futae_hybrid::tls::mlkem768::{PrivateKey, encapsulate};
///
/// let (_, secret) = encapsulate(PrivateKey::generate()?.client_share())?;
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert_eq!(secret.as_bytes().len(), 32);
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
///
/// ```compile_fail,E0369
/// # fn compare(a: futae_hybrid::Secret<32>, b: futae_hybrid::Secret<32>) -> bool {
/// a == b
/// # }
/// ```
///
/// ```compile_fail,E0599
/// # fn copy(a: &futae_hybrid::Secret<32>) -> futae_hybrid::Secret<32> {
/// a.clone()
/// # }
/// ```
pub struct Secret<const N: usize>([u8; N]);

impl<const N: usize> Secret<N> {
    pub(crate) const fn zero() -> Self {
        Self([0; N])
    }

    /// A copy of these bytes.
    pub(crate) const fn new(bytes: &[u8; N]) -> Self {
        Self(*bytes)
    }

    /// Fresh bytes of the system's random generator.
    pub(crate) fn random() -> Result<Self, Error> {
        let mut secret = Self::zero();
        getrandom::fill(&mut secret.0)?;
        Ok(secret)
    }

    /// The concatenation of `parts`, which are together N bytes long.
    pub(crate) fn join(parts: &[&[u8]]) -> Self {
        let mut secret = Self::zero();
        join_into(&mut secret.0, parts);
        secret
    }

    pub(crate) fn as_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }

    /// The bytes, to be given to a key derivation.
    ///
    /// ```
    /// # use futae_hybrid::{SecretBytes, x_wing::DecapsulationKey};
    /// let key = DecapsulationKey::generate()?;
    /// let (_, secret) = key.encapsulation_key().encapsulate()?;
    /// let key_of_the_cipher: &[u8; 32] = secret.as_bytes();
    /// # Ok::<(), futae_hybrid::Error>(())
    /// ```
    pub const fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl<const N: usize> Zeroize for Secret<N> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl<const N: usize> ZeroizeOnDrop for Secret<N> {}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A secret of any number of bytes. No `Clone`, no `PartialEq`; `Debug` shows nothing of it.
///
/// ```
/// use futae_hybrid::SecretBytes;
///
/// let secret = SecretBytes::new(b"a pre-shared key of 32 bytes ...");
/// assert_eq!(format!("{secret:?}"), "SecretBytes(..)");
/// assert_eq!(secret.as_bytes().len(), 32);
/// ```
///
/// ```compile_fail,E0369
/// # fn compare(a: futae_hybrid::SecretBytes, b: futae_hybrid::SecretBytes) -> bool {
/// a == b
/// # }
/// ```
pub struct SecretBytes(Vec<u8>);

impl SecretBytes {
    /// A copy of these bytes; the caller overwrites the original.
    ///
    /// ```
    /// # use futae_hybrid::{SecretBytes, x_wing::DecapsulationKey};
    /// let mut read = *b"a pre-shared key of 32 bytes ...";
    /// let secret = SecretBytes::new(&read);
    /// read.fill(0); // the copy is wiped by itself, this one is not
    /// assert_eq!(secret.as_bytes().len(), 32);
    /// ```
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub(crate) const fn from_vec(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The concatenation of `parts`, in memory that is allocated once.
    pub(crate) fn join(parts: &[&[u8]]) -> Self {
        Self(parts.concat())
    }

    /// Keeps of the first byte only these bits.
    pub(crate) fn mask_first(&mut self, mask: u8) {
        self.0.first_mut().into_iter().for_each(|byte| *byte &= mask);
    }

    /// The bytes, to be given to a key derivation.
    ///
    /// ```
    /// # use futae_hybrid::{SecretBytes, x_wing::DecapsulationKey};
    /// let secret = SecretBytes::new(b"0123456789");
    /// assert_eq!(secret.as_bytes()[..4], *b"0123");
    /// ```
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Zeroize for SecretBytes {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl ZeroizeOnDrop for SecretBytes {}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(..)")
    }
}

impl<const N: usize> From<Secret<N>> for SecretBytes {
    fn from(secret: Secret<N>) -> Self {
        Self::new(secret.as_bytes())
    }
}

/// Writes `parts` one after the other; what does not fit is left out.
pub(crate) fn join_into(to: &mut [u8], parts: &[&[u8]]) {
    let bytes = parts.iter().flat_map(|part| part.iter());
    to.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
}

/// The concatenation of public `parts`, which are together N bytes long.
pub(crate) fn join<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut joined = [0; N];
    join_into(&mut joined, parts);
    joined
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    #[test]
    fn parts_are_joined_in_order() {
        assert_eq!(join::<5>(&[&[1, 2], &[], &[3, 4, 5]]), [1, 2, 3, 4, 5]);
        assert_eq!(Secret::<3>::join(&[&[1], &[2, 3]]).as_bytes(), &[1, 2, 3]);
    }

    /// What dropping calls leaves nothing behind, and it is what dropping calls.
    #[test]
    fn wiping_leaves_zeros() {
        fn wiped_on_drop<T: ZeroizeOnDrop>(_: &T) {}

        let (mut fixed, mut any) = (Secret::new(&[7; 32]), SecretBytes::new(&[7; 5]));
        wiped_on_drop(&fixed);
        wiped_on_drop(&any);
        let place = any.0.as_ptr();
        fixed.zeroize();
        any.zeroize();
        assert_eq!(fixed.as_bytes(), &[0; 32]);
        assert_eq!((any.as_bytes().len(), any.0.as_ptr()), (0, place));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new(&[7; 4])), "Secret(..)");
        assert_eq!(format!("{:?}", SecretBytes::new(&[7; 4])), "SecretBytes(..)");
    }
}
