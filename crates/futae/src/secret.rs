//! The holder of secret values: overwritten with zeros when dropped, never shown, never compared.

use core::{
    fmt,
    ops::{Deref, DerefMut},
};

use futae_kernels::{Plain, wipe};

/// A secret of plain integers. No `Clone`, no `PartialEq`; `Debug` shows nothing of it.
pub(crate) struct Secret<T: Plain>(pub(crate) T);

impl<T: Plain> Deref for Secret<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Plain> DerefMut for Secret<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Plain + Default> Default for Secret<T> {
    #[inline]
    fn default() -> Self {
        Self(T::default())
    }
}

impl<T: Plain> Drop for Secret<T> {
    #[inline]
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

impl<T: Plain> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;
    use std::format;

    use super::*;

    /// An integer that tells when it was set to zero.
    struct Witness<'a>(u64, &'a Cell<bool>);

    impl Plain for Witness<'_> {
        fn zero(&mut self) {
            self.0 = 0;
            self.1.set(true);
        }
    }

    #[test]
    fn dropping_overwrites() {
        let overwritten = Cell::new(false);
        let secret = Secret(Witness(7, &overwritten));
        assert!(secret.0.0 == 7 && !overwritten.get());
        drop(secret);
        assert!(overwritten.get());
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret([7_u8; 4])), "Secret");
    }
}
