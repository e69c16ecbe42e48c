//! CycloneDX 1.7's names: the registry value that a family of ours has there, if any.
//!
//! The registry lacks the Japanese ciphers other than Camellia, FN-DSA, HQC, FrodoKEM and Classic
//! McEliece, among others: those have no value, and a document leaves the field out.

use crate::algorithm::Algorithm;

pub(crate) fn family(algorithm: &Algorithm) -> Option<&'static str> {
    match algorithm.id {
        "rsassa-pkcs1-v1_5" => return Some("RSASSA-PKCS1"),
        "rsassa-pss" => return Some("RSASSA-PSS"),
        "rsaes-oaep" => return Some("RSAES-OAEP"),
        "rsaes-pkcs1-v1_5" => return Some("RSAES-PKCS1"),
        _ => {}
    }
    let value = match algorithm.family {
        "Camellia" => "CAMELLIA",
        "DH" => "FFDH",
        "MQV" | "ECMQV" => "MQV",
        "ChaCha20-Poly1305" => "ChaCha20",
        "HSS/LMS" => "LMS",
        "GOST R 34.10" | "GOST R 34.11" | "GOST 28147-89 IMIT" | "GOST" => "GOST",
        own => return FAMILIES.iter().find(|known| **known == own).copied(),
    };
    Some(value)
}

/// The values of `algorithmFamiliesEnum` that are spelled as our families are.
const FAMILIES: &[&str] = &[
    "3DES",
    "A5/1",
    "A5/2",
    "AES",
    "ARIA",
    "Argon2",
    "Ascon",
    "BLAKE2",
    "BLAKE3",
    "BLS",
    "Blowfish",
    "CAST5",
    "CAST6",
    "CMAC",
    "CTR_DRBG",
    "ChaCha20",
    "DES",
    "DSA",
    "ECDH",
    "ECDSA",
    "ECIES",
    "EdDSA",
    "ElGamal",
    "Fortuna",
    "HC",
    "HKDF",
    "HMAC",
    "HMAC_DRBG",
    "HPKE",
    "Hash_DRBG",
    "IDEA",
    "IKE-PRF",
    "J-PAKE",
    "MD2",
    "MD4",
    "MD5",
    "ML-DSA",
    "ML-KEM",
    "OPAQUE",
    "PBES1",
    "PBES2",
    "PBKDF1",
    "PBKDF2",
    "PBMAC1",
    "Poly1305",
    "RABBIT",
    "RC2",
    "RC4",
    "RC5",
    "RC6",
    "RIPEMD",
    "SEED",
    "SHA-1",
    "SHA-2",
    "SHA-3",
    "SLH-DSA",
    "SM2",
    "SM3",
    "SM4",
    "SM9",
    "SNOW3G",
    "SP800-108",
    "SPAKE2",
    "SPAKE2PLUS",
    "SRP",
    "Salsa20",
    "Serpent",
    "SipHash",
    "Skipjack",
    "Twofish",
    "UMAC",
    "Whirlpool",
    "X3DH",
    "XMSS",
    "Yarrow",
    "ZUC",
    "bcrypt",
    "scrypt",
    "yescrypt",
];

#[cfg(test)]
mod tests {
    use crate::algorithm::algorithm;

    #[test]
    fn families_have_the_registry_s_value_or_none() {
        let known = [
            ("rsassa-pss", "RSASSA-PSS"),
            ("camellia-128", "CAMELLIA"),
            ("dh", "FFDH"),
            ("sha3-256", "SHA-3"),
            ("hss-lms", "LMS"),
            ("ml-kem-768", "ML-KEM"),
            ("x25519", "ECDH"),
            ("3des", "3DES"),
        ];
        for (id, family) in known {
            assert_eq!(algorithm(id).unwrap().cyclonedx_family(), Some(family), "{id}");
        }
        for id in [
            "rsa",
            "kcipher-2",
            "mugi",
            "clefia-128",
            "fn-dsa-512",
            "hqc-3",
            "frodokem-976-aes",
            "kyber768",
        ] {
            assert_eq!(algorithm(id).unwrap().cyclonedx_family(), None, "{id}");
        }
    }
}
