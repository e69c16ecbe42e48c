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
