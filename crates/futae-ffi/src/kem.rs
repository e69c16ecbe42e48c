//! Key encapsulation.

use crate::{
    boundary::{Given, Output, call, wipe},
    codes::{FUTAE_UNKNOWN_ALGORITHM, Failure},
};
use futae_hybrid::{
    Error, Registry,
    kem::KemAlgorithm,
    tls::x25519_mlkem768::{self, PrivateKey},
};
use zeroize::Zeroizing;

/// ML-KEM-512 of FIPS 203.
pub const FUTAE_ML_KEM_512: u32 = 0x0101;
/// ML-KEM-768 of FIPS 203.
pub const FUTAE_ML_KEM_768: u32 = 0x0102;
/// ML-KEM-1024 of FIPS 203.
pub const FUTAE_ML_KEM_1024: u32 = 0x0103;
/// X-Wing: X25519 and ML-KEM-768, for messages and stored data.
pub const FUTAE_X_WING: u32 = 0x0104;
/// X25519MLKEM768 of RFC 10024, for TLS: the public key is the client's share, the ciphertext the
/// server's, the secret what the key schedule takes. A private key is for one exchange.
pub const FUTAE_X25519MLKEM768: u32 = 0x0105;

/// An algorithm by its number.
pub(crate) enum Kem {
    Registered(&'static dyn KemAlgorithm),
    X25519MlKem768,
}

impl Kem {
    pub(crate) fn of(number: u32) -> Result<Self, Failure> {
        let name = match number {
            FUTAE_ML_KEM_512 => "ML-KEM-512",
            FUTAE_ML_KEM_768 => "ML-KEM-768",
            FUTAE_ML_KEM_1024 => "ML-KEM-1024",
            FUTAE_X_WING => "X-Wing",
            FUTAE_X25519MLKEM768 => return Ok(Self::X25519MlKem768),
            _ => return Err(Failure(FUTAE_UNKNOWN_ALGORITHM)),
        };
        Ok(Self::Registered(Registry::new().kem(name)?))
    }

    /// A private and a public key.
    pub(crate) fn generate(&self) -> Result<[Given; 2], Error> {
        match self {
            Self::Registered(algorithm) => {
                let key = algorithm.generate()?;
                Ok([copy(key.private_bytes().as_bytes()), key.public_bytes().into()])
            }
            Self::X25519MlKem768 => {
                let mut private = Zeroizing::new(vec![0; x25519_mlkem768::PRIVATE_KEY_SIZE]);
                getrandom::fill(&mut private)?;
                let public = self.public(&private)?;
                Ok([private, public])
            }
        }
    }

    /// The public key of a private one.
    pub(crate) fn public(&self, private: &[u8]) -> Result<Given, Error> {
        match self {
            Self::Registered(algorithm) => {
                Ok(algorithm.private_key(private)?.public_bytes().into())
            }
            Self::X25519MlKem768 => Ok(copy(hybrid_key(private)?.client_share())),
        }
    }

    /// A ciphertext and a secret.
    pub(crate) fn encapsulate(&self, public: &[u8]) -> Result<[Given; 2], Error> {
        match self {
            Self::Registered(algorithm) => {
                let (ciphertext, secret) = algorithm.public_key(public)?.encapsulate()?;
                Ok([ciphertext.into(), copy(secret.as_bytes())])
            }
            Self::X25519MlKem768 => {
                let share = public.try_into().map_err(|_| Error::Length)?;
                let (share, secret) = x25519_mlkem768::encapsulate(share)?;
                Ok([copy(&share), copy(secret.as_bytes())])
            }
        }
    }

    /// The secret of a ciphertext.
    pub(crate) fn decapsulate(&self, private: &[u8], ciphertext: &[u8]) -> Result<Given, Error> {
        match self {
            Self::Registered(algorithm) => {
                Ok(copy(algorithm.private_key(private)?.decapsulate(ciphertext)?.as_bytes()))
            }
            Self::X25519MlKem768 => {
                let share = ciphertext.try_into().map_err(|_| Error::Length)?;
                Ok(copy(hybrid_key(private)?.decapsulate(share)?.as_bytes()))
            }
        }
    }
}

fn hybrid_key(private: &[u8]) -> Result<PrivateKey, Error> {
    PrivateKey::from_bytes(private.try_into().map_err(|_| Error::Length)?)
}

fn copy(bytes: &[u8]) -> Given {
    Zeroizing::new(bytes.to_vec())
}

/// Makes a private key (of ML-KEM the seed) and its public key from the system's random generator.
///
/// Writes FUTAE_<algorithm>_PRIVATE_KEY_SIZE and _PUBLIC_KEY_SIZE bytes. Fails with
/// FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH or FUTAE_RANDOMNESS.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_kem_generate(
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
    // SAFETY: the promise of this function.
    unsafe { call([], outputs, |[]| Ok(Kem::of(algorithm)?.generate()?)) }
}

/// Computes the public key of a private key.
///
/// Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-KEM also an expanded key of FIPS 203, which
/// is checked; writes _PUBLIC_KEY_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
/// FUTAE_LENGTH or FUTAE_INVALID_INPUT.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_kem_public_key(
    algorithm: u32,
    private_key: *const u8,
    private_key_length: usize,
    public_key: *mut u8,
    public_key_length: usize,
) -> i32 {
    let inputs = [(private_key, private_key_length)];
    let outputs = [Output { start: public_key, length: public_key_length }];
    // SAFETY: the promise of this function.
    unsafe { call(inputs, outputs, |[private]| Ok([Kem::of(algorithm)?.public(private)?])) }
}

/// Makes a secret, and the ciphertext by which the holder of the private key learns it.
///
/// Reads FUTAE_<algorithm>_PUBLIC_KEY_SIZE bytes, writes _CIPHERTEXT_SIZE and _SECRET_SIZE bytes.
/// Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL, FUTAE_LENGTH, FUTAE_RANDOMNESS, or, where the
/// public key is not one, FUTAE_INVALID_INPUT.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_kem_encapsulate(
    algorithm: u32,
    public_key: *const u8,
    public_key_length: usize,
    ciphertext: *mut u8,
    ciphertext_length: usize,
    secret: *mut u8,
    secret_length: usize,
) -> i32 {
    let inputs = [(public_key, public_key_length)];
    let outputs = [
        Output { start: ciphertext, length: ciphertext_length },
        Output { start: secret, length: secret_length },
    ];
    // SAFETY: the promise of this function.
    unsafe { call(inputs, outputs, |[public]| Ok(Kem::of(algorithm)?.encapsulate(public)?)) }
}

/// Gives the secret of a ciphertext. One that was not made for this key gives another secret, not
/// an error (implicit rejection of ML-KEM); an X25519 part of small order is an error.
///
/// Reads FUTAE_<algorithm>_PRIVATE_KEY_SIZE bytes, of ML-KEM also an expanded key, and
/// _CIPHERTEXT_SIZE bytes; writes _SECRET_SIZE bytes. Fails with FUTAE_UNKNOWN_ALGORITHM, FUTAE_NULL,
/// FUTAE_LENGTH or FUTAE_INVALID_INPUT.
///
/// # Safety
/// Each pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_kem_decapsulate(
    algorithm: u32,
    private_key: *const u8,
    private_key_length: usize,
    ciphertext: *const u8,
    ciphertext_length: usize,
    secret: *mut u8,
    secret_length: usize,
) -> i32 {
    let inputs = [(private_key, private_key_length), (ciphertext, ciphertext_length)];
    let outputs = [Output { start: secret, length: secret_length }];
    let work = |[private, ciphertext]: [&[u8]; 2]| {
        Ok([Kem::of(algorithm)?.decapsulate(private, ciphertext)?])
    };
    // SAFETY: the promise of this function.
    unsafe { call(inputs, outputs, work) }
}

/// Overwrites a private key or a secret with zeros, in a way that no compiler leaves out.
///
/// Takes any length. Fails with FUTAE_NULL or FUTAE_LENGTH, when it is more than memory has.
///
/// # Safety
/// A pointer that is not null must be valid for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn futae_wipe(bytes: *mut u8, length: usize) -> i32 {
    // SAFETY: the promise of this function.
    unsafe { wipe(Output { start: bytes, length }) }
}
