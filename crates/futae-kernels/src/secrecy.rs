//! What is secret, told to valgrind's memcheck: bytes marked undefined are secret, and memcheck
//! reports every branch and every address that depends on them.
//!
//! Only in builds with `--cfg futae_ctgrind`; everywhere else the functions do nothing.

/// Says that these bytes may influence the time from here on, because they are public.
#[inline(always)]
pub fn declassify(bytes: &[u8]) {
    request(MAKE_DEFINED, bytes);
}

/// Says that these bytes must not influence the time from here on.
#[inline(always)]
pub fn classify(bytes: &[u8]) {
    request(MAKE_UNDEFINED, bytes);
}

/// `VALGRIND_MAKE_MEM_UNDEFINED`: tool `MC`, request 1.
const MAKE_UNDEFINED: u64 = 0x4D43_0001;
/// `VALGRIND_MAKE_MEM_DEFINED`: tool `MC`, request 2.
const MAKE_DEFINED: u64 = 0x4D43_0002;

#[cfg(not(all(futae_ctgrind, target_arch = "x86_64")))]
#[inline(always)]
fn request(_request: u64, _bytes: &[u8]) {}

/// A client request of valgrind: rotations that amount to nothing and an exchange of a register
/// with itself, which valgrind recognises.
#[cfg(all(futae_ctgrind, target_arch = "x86_64"))]
#[inline(never)]
fn request(request: u64, bytes: &[u8]) {
    let arguments = [request, bytes.as_ptr() as u64, bytes.len() as u64, 0, 0, 0];
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
