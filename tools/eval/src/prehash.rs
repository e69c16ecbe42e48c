//! What stands before a message in the signature standards: the domain separator with the context,
//! and the digest with its identifier.

use crate::implementation::{rejected, unsupported};
use crate::operation::Answer;
use sha2::Digest;
use shake::digest::{ExtendableOutput, XofReader};

/// The separator, the length of the context and the context.
///
/// # Errors
/// The context is longer than 255 bytes.
pub(crate) fn prefix(separator: u8, context: &[u8]) -> Result<Vec<u8>, Answer> {
    let length = u8::try_from(context.len()).map_err(|_| rejected("the context is too long"))?;
    Ok([&[separator, length], context].concat())
}

/// The identifier of the hash function in DER, and the digest of the message: FIPS 204, 5.4.1.
///
/// # Errors
/// There is no such function.
pub(crate) fn identified_digest(name: &str, message: &[u8]) -> Result<Vec<u8>, Answer> {
    let (last, digest) = match name {
        "SHA2-256" => (1, sha2::Sha256::digest(message).to_vec()),
        "SHA2-384" => (2, sha2::Sha384::digest(message).to_vec()),
        "SHA2-512" => (3, sha2::Sha512::digest(message).to_vec()),
        "SHA2-224" => (4, sha2::Sha224::digest(message).to_vec()),
        "SHA2-512/224" => (5, sha2::Sha512_224::digest(message).to_vec()),
        "SHA2-512/256" => (6, sha2::Sha512_256::digest(message).to_vec()),
        "SHA3-224" => (7, sha3::Sha3_224::digest(message).to_vec()),
        "SHA3-256" => (8, sha3::Sha3_256::digest(message).to_vec()),
        "SHA3-384" => (9, sha3::Sha3_384::digest(message).to_vec()),
        "SHA3-512" => (10, sha3::Sha3_512::digest(message).to_vec()),
        "SHAKE-128" => (11, extended(shake::Shake128::default(), message, 32)),
        "SHAKE-256" => (12, extended(shake::Shake256::default(), message, 64)),
        _ => return Err(unsupported(format!("no hash function {name}"))),
    };
    // 2.16.840.1.101.3.4.2: NIST's hash functions.
    let mut identified = vec![6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, last];
    identified.extend(digest);
    Ok(identified)
}

fn extended(mut hasher: impl ExtendableOutput, message: &[u8], size: usize) -> Vec<u8> {
    hasher.update(message);
    let mut digest = vec![0; size];
    hasher.finalize_xof().read(&mut digest);
    digest
}
