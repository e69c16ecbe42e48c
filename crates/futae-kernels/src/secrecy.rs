//! What is secret, told to valgrind's memcheck: bytes marked undefined are secret, and memcheck
//! reports every branch and every address that depends on them.
//!
//! Only in builds with `--cfg futae_ctgrind`; everywhere else the functions do nothing.

use core::hint::black_box;

use crate::Plain;

/// Says that this value may influence the time from here on, because it is public.
///
/// ```
/// # use futae_kernels::*;
/// let published = [7_u8; 32]; // computed from secrets, and sent
/// declassify(&published);
/// assert!(published[0] == 7);
/// ```
#[inline(always)]
pub fn declassify<T: Plain + ?Sized>(value: &T) {
    request(MAKE_DEFINED, value);
}

/// Says that this value must not influence the time from here on.
///
/// ```
/// # use futae_kernels::*;
/// let seed = [7_u8; 32];
/// classify(&seed); // memcheck reports what branches on it
/// declassify(&seed);
/// ```
#[inline(always)]
pub fn classify<T: Plain + ?Sized>(value: &T) {
    request(MAKE_UNDEFINED, value);
}

/// The same value, which may influence the time from here on.
///
/// ```
/// # use futae_kernels::*;
/// assert!(declassified(true)); // whether an attempt was rejected is public
/// ```
#[inline(always)]
pub fn declassified<T: Plain + Copy>(value: T) -> T {
    if !cfg!(futae_ctgrind) {
        return value;
    }
    // In memory, which the request can name, and read again from there.
    let mut place = value;
    declassify(&place);
    *black_box(&mut place)
}

/// `VALGRIND_MAKE_MEM_UNDEFINED`: tool `MC`, request 1.
const MAKE_UNDEFINED: u64 = 0x4D43_0001;
/// `VALGRIND_MAKE_MEM_DEFINED`: tool `MC`, request 2.
const MAKE_DEFINED: u64 = 0x4D43_0002;

#[cfg(not(all(futae_ctgrind, target_arch = "x86_64")))]
#[inline(always)]
fn request<T: ?Sized>(_request: u64, _value: &T) {}

/// A client request of valgrind: rotations that amount to nothing and an exchange of a register
/// with itself, which valgrind recognises.
#[cfg(all(futae_ctgrind, target_arch = "x86_64"))]
#[inline(never)]
fn request<T: ?Sized>(request: u64, value: &T) {
    let address = core::ptr::from_ref(value).cast::<u8>() as u64;
    let arguments = [request, address, size_of_val(value) as u64, 0, 0, 0];
    // SAFETY: rdi is rotated by 128 bits in all, rbx exchanged with itself; outside valgrind
    // nothing changes but the flags, and valgrind reads the arguments and sets rdx.
    unsafe {
        core::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") 0_u64 => _,
        );
    }
}
