//! ML-KEM of FIPS 203: the private core that is generic over the module rank `K`, and the macro
//! that makes a public module of each parameter set.
//!
//! The arithmetic lives in `futae-kernels`; here are the algorithms of the standard, in its order:
//! `sampling` (Algorithms 7 and 8), `pke` (13 to 15), `kem` (16 to 18), `batch` (the same on eight
//! keys at once).

#![cfg_attr(
    not(any(feature = "getrandom", feature = "hazmat")),
    allow(dead_code, reason = "batches of encapsulations need one of these")
)]

mod batch;
mod error;
mod kem;
#[cfg(feature = "kem")]
pub mod kem_traits;
mod low_stack;
mod parameter_sets;
mod pke;
mod sampling;

pub use error::Error;
pub use parameter_sets::{SEED_SIZE, ml_kem_512, ml_kem_768, ml_kem_1024};

/// Bytes of ByteEncode₁₂ of a polynomial.
const ENCODED_12: usize = 384;
/// Bytes of ρ, of a hash and of every seed.
const SEED: usize = 32;

/// η₁ of each parameter set. FIPS 203, Table 2.
const fn eta_1(k: usize) -> usize {
    if k == 2 { 3 } else { 2 }
}

/// Bytes of a compressed polynomial of u, 32·dᵤ. FIPS 203, Table 2.
const fn compressed_u(k: usize) -> usize {
    if k == 4 { 352 } else { 320 }
}

/// Bytes of the compressed v, 32·dᵥ. FIPS 203, Table 2.
const fn compressed_v(k: usize) -> usize {
    if k == 4 { 160 } else { 128 }
}

/// Bytes of an encapsulation key. FIPS 203, Table 3.
const fn encapsulation_key_size(k: usize) -> usize {
    ENCODED_12 * k + SEED
}

/// Bytes of an expanded decapsulation key. FIPS 203, Table 3.
const fn decapsulation_key_size(k: usize) -> usize {
    2 * ENCODED_12 * k + 3 * SEED
}

/// Bytes of a ciphertext. FIPS 203, Table 3.
const fn ciphertext_size(k: usize) -> usize {
    compressed_u(k) * k + compressed_v(k)
}
