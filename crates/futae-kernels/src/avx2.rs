//! The backend of AVX2 with BMI1 and BMI2 (Haswell, Zen and later).
//!
//! Owns the two unaligned memory wrappers that every kernel of this backend uses. Kernels are
//! safe `#[target_feature]` functions; the compiler ends each with `vzeroupper`, which
//! `tools/constant-time disassembly` checks.

pub(crate) mod keccak;
mod ml_dsa;
mod ml_kem;
pub(crate) mod sha2;
pub(crate) mod sha2_ni;

use core::{
    arch::x86_64::{
        __m128i, __m256i, _mm_loadu_si128, _mm_storeu_si128, _mm256_loadu_si256,
        _mm256_storeu_si256,
    },
    ptr,
};

use crate::Backend;

pub(crate) static BACKEND: Backend = AVX2;

/// The same with the SHA extensions (Zen, Ice Lake and later).
pub(crate) static BACKEND_SHA: Backend =
    Backend { name: "avx2-sha", sha2: sha2_ni::KERNELS, ..AVX2 };

const AVX2: Backend = Backend {
    name: "avx2",
    lanes: 4,
    keccak: keccak::KERNELS,
    ml_dsa: ml_dsa::KERNELS,
    ml_kem: ml_kem::KERNELS,
    sha2: sha2::KERNELS,
};

/// Arrays of plain integers that fill one ymm register.
///
/// # Safety
/// The type must be 32 bytes of integers, for which every bit pattern is a value.
pub(crate) unsafe trait Ymm: Sized {}

// SAFETY: 4 × 8 = 32 bytes of integers.
unsafe impl Ymm for [u64; 4] {}
// SAFETY: 8 × 4 = 32 bytes of integers.
unsafe impl Ymm for [u32; 8] {}
// SAFETY: 8 × 4 = 32 bytes of integers.
unsafe impl Ymm for [i32; 8] {}
// SAFETY: 16 × 2 = 32 bytes of integers.
unsafe impl Ymm for [i16; 16] {}
// SAFETY: 32 bytes.
unsafe impl Ymm for [u8; 32] {}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn load<T: Ymm>(from: &T) -> __m256i {
    // SAFETY: `Ymm` says that the reference covers the 32 bytes read; no alignment is needed.
    unsafe { _mm256_loadu_si256(ptr::from_ref(from).cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn store<T: Ymm>(to: &mut T, value: __m256i) {
    // SAFETY: `Ymm` says that the reference covers the 32 bytes written, and that any bits are a
    // value of `T`; no alignment is needed.
    unsafe { _mm256_storeu_si256(ptr::from_mut(to).cast(), value) }
}

/// Arrays of plain integers that fill one xmm register.
///
/// # Safety
/// The type must be 16 bytes of integers, for which every bit pattern is a value.
pub(crate) unsafe trait Xmm: Sized {}

// SAFETY: 2 × 8 = 16 bytes of integers.
unsafe impl Xmm for [u64; 2] {}
// SAFETY: 8 × 2 = 16 bytes of integers.
unsafe impl Xmm for [i16; 8] {}
// SAFETY: 16 bytes.
unsafe impl Xmm for [u8; 16] {}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn load_half<T: Xmm>(from: &T) -> __m128i {
    // SAFETY: `Xmm` says that the reference covers the 16 bytes read; no alignment is needed.
    unsafe { _mm_loadu_si128(ptr::from_ref(from).cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn store_half<T: Xmm>(to: &mut T, value: __m128i) {
    // SAFETY: `Xmm` says that the reference covers the 16 bytes written, and that any bits are a
    // value of `T`; no alignment is needed.
    unsafe { _mm_storeu_si128(ptr::from_mut(to).cast(), value) }
}
