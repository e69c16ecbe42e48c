//! Digital signatures.

use crate::{
    boundary::{Output, call},
    codes::{FUTAE_UNKNOWN_ALGORITHM, Failure},
};
use futae_hybrid::{Registry, signature::SignatureAlgorithm};

/// ML-DSA-44 of FIPS 204.
pub const FUTAE_ML_DSA_44: u32 = 0x0201;
/// ML-DSA-65 of FIPS 204.
pub const FUTAE_ML_DSA_65: u32 = 0x0202;
/// ML-DSA-87 of FIPS 204.
pub const FUTAE_ML_DSA_87: u32 = 0x0203;
/// SLH-DSA-SHA2-128s of FIPS 205.
pub const FUTAE_SLH_DSA_SHA2_128S: u32 = 0x0211;
/// SLH-DSA-SHA2-128f of FIPS 205.
pub const FUTAE_SLH_DSA_SHA2_128F: u32 = 0x0212;
/// SLH-DSA-SHA2-192s of FIPS 205.
pub const FUTAE_SLH_DSA_SHA2_192S: u32 = 0x0213;
/// SLH-DSA-SHA2-192f of FIPS 205.
pub const FUTAE_SLH_DSA_SHA2_192F: u32 = 0x0214;
/// SLH-DSA-SHA2-256s of FIPS 205.
pub const FUTAE_SLH_DSA_SHA2_256S: u32 = 0x0215;
/// SLH-DSA-SHA2-256f of FIPS 205.
pub const FUTAE_SLH_DSA_SHA2_256F: u32 = 0x0216;
/// SLH-DSA-SHAKE-128s of FIPS 205.
pub const FUTAE_SLH_DSA_SHAKE_128S: u32 = 0x0217;
/// SLH-DSA-SHAKE-128f of FIPS 205.
pub const FUTAE_SLH_DSA_SHAKE_128F: u32 = 0x0218;
/// SLH-DSA-SHAKE-192s of FIPS 205.
pub const FUTAE_SLH_DSA_SHAKE_192S: u32 = 0x0219;
/// SLH-DSA-SHAKE-192f of FIPS 205.
pub const FUTAE_SLH_DSA_SHAKE_192F: u32 = 0x021a;
/// SLH-DSA-SHAKE-256s of FIPS 205.
pub const FUTAE_SLH_DSA_SHAKE_256S: u32 = 0x021b;
/// SLH-DSA-SHAKE-256f of FIPS 205.
pub const FUTAE_SLH_DSA_SHAKE_256F: u32 = 0x021c;

/// An algorithm by its number.
pub(crate) fn algorithm(number: u32) -> Result<&'static dyn SignatureAlgorithm, Failure> {
    let name = match number {
        FUTAE_ML_DSA_44 => "ML-DSA-44",
        FUTAE_ML_DSA_65 => "ML-DSA-65",
        FUTAE_ML_DSA_87 => "ML-DSA-87",
        FUTAE_SLH_DSA_SHA2_128S => "SLH-DSA-SHA2-128s",
        FUTAE_SLH_DSA_SHA2_128F => "SLH-DSA-SHA2-128f",
        FUTAE_SLH_DSA_SHA2_192S => "SLH-DSA-SHA2-192s",
        FUTAE_SLH_DSA_SHA2_192F => "SLH-DSA-SHA2-192f",
        FUTAE_SLH_DSA_SHA2_256S => "SLH-DSA-SHA2-256s",
        FUTAE_SLH_DSA_SHA2_256F => "SLH-DSA-SHA2-256f",
        FUTAE_SLH_DSA_SHAKE_128S => "SLH-DSA-SHAKE-128s",
        FUTAE_SLH_DSA_SHAKE_128F => "SLH-DSA-SHAKE-128f",
        FUTAE_SLH_DSA_SHAKE_192S => "SLH-DSA-SHAKE-192s",
        FUTAE_SLH_DSA_SHAKE_192F => "SLH-DSA-SHAKE-192f",
        FUTAE_SLH_DSA_SHAKE_256S => "SLH-DSA-SHAKE-256s",
        FUTAE_SLH_DSA_SHAKE_256F => "SLH-DSA-SHAKE-256f",
        _ => return Err(Failure(FUTAE_UNKNOWN_ALGORITHM)),
    };
    Ok(Registry::new().signature(name)?)
}

/// Makes a private key (of ML-DSA the seed) and its public key from the system's random generator.
///
/// Writes FUTAE_<algorithm>_PRIVATE_KEY_SIZE and _PUBLIC_KEY_SIZE bytes. Fails with
/// FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH or FUTAE_RANDOMNESS.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_signature_generate(
    algorithm: u32,
    private_key: *mut u8,
    private_key_length: usize,
    public_key: *mut u8,
    public_key_length: usize,
) -> i32 {
    let outputs = [
        Output { start: private_key, length: private_key_length },
        Output { start: public_key, length: public_key_length },
    ];
    let work = |[]: [&[u8]; 0]| {
        let key = self::algorithm(algorithm)?.generate()?;
        Ok([key.private_bytes().as_bytes().to_vec().into(), key.public_bytes().into()])
    };
    // SAFETY: the promise of this function.
    unsafe { call([], outputs, work) }
}

/// Computes the public key of a private key.
///
/// Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-DSA also an expanded key of FIPS 204, which
/// is checked; writes _PUBLIC_KEY_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
/// FUTAE_LENGTH or FUTAE_INVALID_INPUT.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_signature_public_key(
    algorithm: u32,
    private_key: *const u8,
    private_key_length: usize,
    public_key: *mut u8,
    public_key_length: usize,
) -> i32 {
    let inputs = [(private_key, private_key_length)];
    let outputs = [Output { start: public_key, length: public_key_length }];
    let work = |[private]: [&[u8]; 1]| {
        Ok([self::algorithm(algorithm)?.private_key(private)?.public_bytes().into()])
    };
    // SAFETY: the promise of this function.
    unsafe { call(inputs, outputs, work) }
}

/// Signs a message, hedged with random bytes. The context, of at most 255 bytes, may be empty; the
/// verifier needs the same.
///
/// Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-DSA also an expanded key, and a message of
/// any length; writes _SIGNATURE_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
/// FUTAE_LENGTH, FUTAE_RANDOMNESS, FUTAE_FAILED, or, where the key or the context is malformed,
/// FUTAE_INVALID_INPUT.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_sign(
    algorithm: u32,
    private_key: *const u8,
    private_key_length: usize,
    message: *const u8,
    message_length: usize,
    context: *const u8,
    context_length: usize,
    signature: *mut u8,
    signature_length: usize,
) -> i32 {
    let inputs =
        [(private_key, private_key_length), (message, message_length), (context, context_length)];
    let outputs = [Output { start: signature, length: signature_length }];
    let work = |[private, message, context]: [&[u8]; 3]| {
        let key = self::algorithm(algorithm)?.private_key(private)?;
        Ok([key.sign(message, context)?.into()])
    };
    // SAFETY: the promise of this function.
    unsafe { call(inputs, outputs, work) }
}

/// Verifies a signature: FUTAE_OK, or FUTAE_INVALID_SIGNATURE, or what is wrong with the arguments.
///
/// Reads FUTAE_<algorithm>_PUBLIC_KEY_SIZE bytes, a message of any length, a context of at most 255
/// bytes and _SIGNATURE_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH or,
/// where the key or the context is malformed, FUTAE_INVALID_INPUT.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_verify(
    algorithm: u32,
    public_key: *const u8,
    public_key_length: usize,
    message: *const u8,
    message_length: usize,
    context: *const u8,
    context_length: usize,
    signature: *const u8,
    signature_length: usize,
) -> i32 {
    let inputs = [
        (public_key, public_key_length),
        (message, message_length),
        (context, context_length),
        (signature, signature_length),
    ];
    let work = |[public, message, context, signature]: [&[u8]; 4]| {
        self::algorithm(algorithm)?.public_key(public)?.verify(message, context, signature)?;
        Ok([])
    };
    // SAFETY: the promise of this function.
    unsafe { call(inputs, [], work) }
}
