//! The backend of AVX-512 F, BW, DQ, VL, VBMI, VBMI2 and VNNI (Ice Lake, Zen 4 and later).
//!
//! Owns the two unaligned memory wrappers that every kernel of this backend uses. Kernels are
//! safe `#[target_feature]` functions; the compiler ends each with `vzeroupper`, which
//! `tools/constant-time disassembly` checks.

mod keccak;
mod ml_dsa;
mod ml_kem;
mod sha2;

use core::{
    arch::x86_64::{__m512i, _mm512_loadu_si512, _mm512_storeu_si512},
    ptr,
};

use crate::Backend;

pub(crate) static BACKEND: Backend = Backend {
    name: "avx512",
    lanes: 8,
    keccak: keccak::KERNELS,
    ml_dsa: ml_dsa::KERNELS,
    ml_kem: ml_kem::KERNELS,
    sha2: sha2::KERNELS,
};

/// Arrays of plain integers that fill one zmm register.
///
/// # Safety
/// The type must be 64 bytes of integers, for which every bit pattern is a value.
unsafe trait Zmm: Sized {}

// SAFETY: 8 × 8 = 64 bytes of integers.
unsafe impl Zmm for [u64; 8] {}
// SAFETY: 16 × 4 = 64 bytes of integers.
unsafe impl Zmm for [i32; 16] {}
// SAFETY: 16 × 4 = 64 bytes of integers.
unsafe impl Zmm for [u32; 16] {}
// SAFETY: 32 × 2 = 64 bytes of integers.
unsafe impl Zmm for [i16; 32] {}
// SAFETY: 64 bytes.
unsafe impl Zmm for [u8; 64] {}

#[inline]
#[target_feature(enable = "avx512f")]
fn load<T: Zmm>(from: &T) -> __m512i {
    // SAFETY: `Zmm` says that the reference covers the 64 bytes read; no alignment is needed.
    unsafe { _mm512_loadu_si512(ptr::from_ref(from).cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store<T: Zmm>(to: &mut T, value: __m512i) {
    // SAFETY: `Zmm` says that the reference covers the 64 bytes written, and that any bits are a
    // value of `T`; no alignment is needed.
    unsafe { _mm512_storeu_si512(ptr::from_mut(to).cast(), value) }
}
