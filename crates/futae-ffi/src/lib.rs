//! The C interface: algorithms by number, buffers of the caller, return codes.
//!
//! What crosses the boundary is read and written in `boundary` alone. What is computed is in
//! `futae_hybrid`, reached by its registry.
#![allow(unsafe_code, reason = "exported names, and buffers of a caller in another language")]

mod boundary;
pub mod codes;
pub mod kem;
pub mod signature;
pub mod sizes;

use std::ffi::{CStr, c_char};

use codes::{
    FUTAE_FAILED, FUTAE_INVALID_INPUT, FUTAE_INVALID_SIGNATURE, FUTAE_LENGTH, FUTAE_NULL, FUTAE_OK,
    FUTAE_RANDOMNESS, FUTAE_UNKNOWN_ALGORITHM,
};

/// What a return code means, in English; never null, never to be freed.
#[unsafe(no_mangle)]
pub extern "C" fn futae_error_text(code: i32) -> *const c_char {
    text(code).as_ptr()
}

fn text(code: i32) -> &'static CStr {
    match code {
        FUTAE_OK => c"success",
        FUTAE_UNKNOWN_ALGORITHM => c"no such algorithm, or not for this function",
        FUTAE_NULL => c"a pointer is null",
        FUTAE_LENGTH => c"a length is not the algorithm's",
        FUTAE_INVALID_INPUT => c"a key, ciphertext or context is malformed",
        FUTAE_INVALID_SIGNATURE => c"the signature is not one of this message by this key",
        FUTAE_RANDOMNESS => c"the system's random generator failed",
        FUTAE_FAILED => c"the operation failed inside",
        _ => c"no return code of Futae",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_text_of_its_own() {
        let texts: std::collections::BTreeSet<&CStr> = (-8..=0).map(text).collect();
        assert_eq!(texts.len(), 9, "eight codes and one that is none");
    }
}
