//! Overwriting secrets with zeros in a way the compiler may not drop.

use core::hint::black_box;

/// Plain integers, truth values and arrays of them, for which all zeros is a value.
///
/// ```
/// # use futae_kernels::*;
/// fn wiped<T: Plain>(mut value: T) -> T {
///     value.zero();
///     value
/// }
/// assert_eq!(wiped([[7_u8; 3]; 2]), [[0; 3]; 2]);
/// ```
pub trait Plain {
    /// Sets every integer to zero.
    ///
    /// ```
    /// # use futae_kernels::*;
    /// let mut words = [[7_u64; 5]; 5];
    /// words.zero();
    /// assert_eq!(words, [[0; 5]; 5]);
    /// ```
    fn zero(&mut self);
}

macro_rules! plain {
    ($($int:ty)*) => {
        $(impl Plain for $int {
            #[inline]
            fn zero(&mut self) {
                *self = 0;
            }
        })*
    };
}

plain!(u8 i16 i32 u32 u64 usize);

impl Plain for bool {
    #[inline]
    fn zero(&mut self) {
        *self = false;
    }
}

impl<T: Plain> Plain for [T] {
    #[inline]
    fn zero(&mut self) {
        self.iter_mut().for_each(Plain::zero);
    }
}

impl<T: Plain, const N: usize> Plain for [T; N] {
    #[inline]
    fn zero(&mut self) {
        self.as_mut_slice().zero();
    }
}

/// Sets `secret` to zero even when nobody reads it afterwards.
///
/// A plain store, so that it becomes wide vector stores, and then a black box which is given the
/// address: on every target with inline assembly the compiler must assume that it reads the zeros.
///
/// ```
/// # use futae_kernels::*;
/// let mut seed = [7_u8; 32];
/// wipe(&mut seed[8..]);
/// assert_eq!(seed[..10], [7, 7, 7, 7, 7, 7, 7, 7, 0, 0]);
/// ```
#[inline]
pub fn wipe<T: Plain + ?Sized>(secret: &mut T) {
    secret.zero();
    black_box(secret);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_arrays_become_zero() {
        let mut secret = [[7_u64; 4]; 25];
        wipe(&mut secret);
        assert_eq!(secret, [[0; 4]; 25]);
        let mut bytes = [1_u8, 2, 3];
        wipe(&mut bytes[1..]);
        assert_eq!(bytes, [1, 0, 0]);
    }
}
