//! OpenPGP algorithm numbers.

use super::{Row, n};
use crate::registry::Standing::{Obsolete, Private};

#[rustfmt::skip]
pub(super) static PUBLIC_KEY: &[Row] = &[
    n(1, "RSA (Encrypt or Sign)", "rsa", "RFC 9580"),
    n(2, "RSA Encrypt-Only", "rsaes-pkcs1-v1_5", "RFC 9580").is(Obsolete),
    n(3, "RSA Sign-Only", "rsassa-pkcs1-v1_5", "RFC 9580").is(Obsolete),
    n(16, "Elgamal (Encrypt-Only)", "elgamal", "RFC 9580").is(Obsolete),
    n(17, "DSA", "dsa", "RFC 9580").is(Obsolete),
    n(18, "ECDH", "ecdh", "RFC 9580"),
    n(19, "ECDSA", "ecdsa", "RFC 9580"),
    n(20, "Elgamal (Encrypt or Sign)", "elgamal", "RFC 9580").is(Obsolete),
    n(22, "EdDSALegacy", "eddsa", "RFC 9580").also(&["EdDSA"]).is(Obsolete),
    n(25, "X25519", "x25519", "RFC 9580"),
    n(26, "X448", "x448", "RFC 9580"),
    n(27, "Ed25519", "ed25519", "RFC 9580"),
    n(28, "Ed448", "ed448", "RFC 9580"),
    n(8, "Kyber (GnuPG)", "ml-kem-768 x25519", "LibrePGP").is(Private),
    n(30, "ML-DSA-65+Ed25519", "ml-dsa-65 ed25519", "RFC 9980"),
    n(31, "ML-DSA-87+Ed448", "ml-dsa-87 ed448", "RFC 9980"),
    n(32, "SLH-DSA-SHAKE-128s", "slh-dsa-shake-128s", "RFC 9980"),
    n(33, "SLH-DSA-SHAKE-128f", "slh-dsa-shake-128f", "RFC 9980"),
    n(34, "SLH-DSA-SHAKE-256s", "slh-dsa-shake-256s", "RFC 9980"),
    n(35, "ML-KEM-768+X25519", "ml-kem-768 x25519", "RFC 9980"),
    n(36, "ML-KEM-1024+X448", "ml-kem-1024 x448", "RFC 9980"),
];

#[rustfmt::skip]
pub(super) static SYMMETRIC: &[Row] = &[
    n(0, "Plaintext", "null", "RFC 9580"),
    n(1, "IDEA", "idea/cfb", "RFC 9580").is(Obsolete),
    n(2, "TripleDES", "3des/cfb", "RFC 9580").also(&["3DES"]).is(Obsolete),
    n(3, "CAST5", "cast5/cfb", "RFC 9580").is(Obsolete),
    n(4, "Blowfish", "blowfish/cfb", "RFC 9580").is(Obsolete),
    n(7, "AES128", "aes-128/cfb", "RFC 9580").also(&["AES"]),
    n(8, "AES192", "aes-192/cfb", "RFC 9580"),
    n(9, "AES256", "aes-256/cfb", "RFC 9580"),
    n(10, "Twofish", "twofish-256/cfb", "RFC 9580"),
    n(11, "Camellia128", "camellia-128/cfb", "RFC 9580"),
    n(12, "Camellia192", "camellia-192/cfb", "RFC 9580"),
    n(13, "Camellia256", "camellia-256/cfb", "RFC 9580"),
];

#[rustfmt::skip]
pub(super) static HASH: &[Row] = &[
    n(1, "MD5", "md5", "RFC 9580").is(Obsolete),
    n(2, "SHA1", "sha-1", "RFC 9580").is(Obsolete),
    n(3, "RIPEMD160", "ripemd-160", "RFC 9580").is(Obsolete),
    n(8, "SHA256", "sha-256", "RFC 9580"),
    n(9, "SHA384", "sha-384", "RFC 9580"),
    n(10, "SHA512", "sha-512", "RFC 9580"),
    n(11, "SHA224", "sha-224", "RFC 9580"),
    n(12, "SHA3-256", "sha3-256", "RFC 9580"),
    n(14, "SHA3-512", "sha3-512", "RFC 9580"),
];

#[rustfmt::skip]
pub(super) static AEAD: &[Row] = &[
    n(1, "EAX", "eax", "RFC 9580"),
    n(2, "OCB", "ocb", "RFC 9580"),
    n(3, "GCM", "gcm", "RFC 9580"),
];

#[rustfmt::skip]
pub(super) static S2K: &[Row] = &[
    n(0, "Simple S2K", "s2k-simple", "RFC 9580"),
    n(1, "Salted S2K", "s2k-salted", "RFC 9580"),
    n(3, "Iterated and Salted S2K", "s2k-iterated", "RFC 9580"),
    n(4, "Argon2", "argon2id", "RFC 9580"),
];
