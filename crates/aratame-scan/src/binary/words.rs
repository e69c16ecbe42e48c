//! Algorithms by the words in names of functions: `xyz_sha256_update`, of a library whose own
//! names are in no table.
//!
//! A name says something when one of its words is an algorithm's and another one is what is done
//! with an algorithm. It is the weakest reading of names, so it is asked last, and who asks takes
//! it only beside a cryptographic library, or when several names agree.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words and what they mean in the grammar of usages.
#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("3des", "3des"), ("des3", "3des"), ("aes", "aes"), ("aes128", "aes-128"), ("aes192", "aes-192"), ("aes256", "aes-256"),
    ("rijndael", "aes"), ("aria", "aria"), ("blowfish", "blowfish"), ("camellia", "camellia"), ("cast5", "cast5"), ("des", "des"),
    ("idea", "idea"), ("kasumi", "kasumi"), ("rc2", "rc2"), ("rc4", "rc4"), ("arc4", "rc4"), ("arcfour", "rc4"), ("rc5", "rc5"), ("rc6", "rc6"),
    ("seed", "seed"), ("serpent", "serpent"), ("sm4", "sm4"), ("twofish", "twofish"), ("chacha", "chacha20"), ("chacha20", "chacha20"),
    ("salsa20", "salsa20"), ("poly1305", "poly1305"), ("chacha20poly1305", "chacha20-poly1305"), ("chachapoly", "chacha20-poly1305"),
    ("md2", "md2"), ("md4", "md4"), ("md5", "md5"), ("sha1", "sha-1"), ("sha224", "sha-224"), ("sha256", "sha-256"), ("sha384", "sha-384"), ("sha512", "sha-512"),
    ("ripemd160", "ripemd-160"), ("rmd160", "ripemd-160"), ("sm3", "sm3"), ("tiger", "tiger"), ("whirlpool", "whirlpool"), ("blake2b", "blake2b"), ("blake2s", "blake2s"), ("blake3", "blake3"),
    ("hmac", "hmac"), ("cmac", "cmac"), ("omac", "cmac"), ("siphash", "siphash"), ("pbkdf2", "pbkdf2"), ("hkdf", "hkdf"), ("scrypt", "scrypt"), ("bcrypt", "bcrypt"), ("argon2id", "argon2id"),
    ("rsa", "rsa"), ("dsa", "dsa"), ("ecdsa", "ecdsa"), ("ecdh", "ecdh"), ("dh", "dh"), ("x25519", "x25519"), ("curve25519", "x25519"), ("ed25519", "ed25519"), ("x448", "x448"), ("ed448", "ed448"),
    ("mlkem", "ml-kem"), ("mldsa", "ml-dsa"), ("slhdsa", "slh-dsa"), ("kyber", "kyber"), ("dilithium", "dilithium"), ("falcon", "falcon"),
];

/// Words of what is done with an algorithm.
#[rustfmt::skip]
const DEEDS: &[&str] = &[
    "init", "setup", "start", "starts", "new", "create", "setkey", "set", "key", "schedule", "keygen", "keypair", "genkey",
    "update", "process", "compress", "transform", "block", "digest", "hash", "final", "finish", "done", "out", "memory",
    "encrypt", "decrypt", "crypt", "enc", "dec", "encode", "decode", "run", "seal", "open", "cbc", "ctr", "ecb", "gcm", "ccm", "cbcenc", "cbcdec",
    "sign", "verify", "vrfy", "encaps", "decaps", "encapsulate", "decapsulate", "derive", "shared", "compute", "mul", "mulgen", "exchange",
];

static MEANINGS: LazyLock<HashMap<&[u8], &str>> =
    LazyLock::new(|| WORDS.iter().map(|(word, spec)| (word.as_bytes(), *spec)).collect());
static DEEDS_BY_NAME: LazyLock<HashMap<&[u8], ()>> =
    LazyLock::new(|| DEEDS.iter().map(|deed| (deed.as_bytes(), ())).collect());

/// Longest name that is read: of C, that is, not mangled.
const MAX_NAME: usize = 64;
/// Longest word of [`WORDS`].
const MAX_WORD: usize = 16;

/// Every meaning, for the table of functions.
pub(super) fn meanings() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(_, spec)| *spec)
}

/// What a name of words, joined by low lines, says.
pub(super) fn meaning(name: &[u8]) -> Option<&'static str> {
    if name.len() > MAX_NAME || name.starts_with(b"_Z") {
        return None;
    }
    let words = || name.split(|byte| *byte == b'_');
    let spec =
        words().filter(|word| may_be_known(word)).find_map(|word| look_up(word, &MEANINGS))?;
    words().any(|word| look_up(word, &DEEDS_BY_NAME).is_some()).then_some(spec)
}

/// Whether any algorithm's word begins and ends like this one: throws out nearly all.
fn may_be_known(word: &[u8]) -> bool {
    let (Some(first), Some(last)) = (word.first(), word.last()) else { return false };
    ENDS[usize::from(first | 0x20)] >> (last & 31) & 1 == 1
}

fn look_up<T: Copy>(word: &[u8], table: &HashMap<&[u8], T>) -> Option<T> {
    let mut lower = [0; MAX_WORD];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    table.get(&*lower).copied()
}

/// For each first byte, the last bytes by their lower five bits.
static ENDS: LazyLock<[u32; 256]> = LazyLock::new(|| {
    let mut ends = [0; 256];
    for (first, last) in WORDS
        .iter()
        .filter_map(|(word, _)| Some((*word.as_bytes().first()?, *word.as_bytes().last()?)))
    {
        ends[usize::from(first | 0x20)] |= 1 << (last & 31);
    }
    ends
});

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::Usage;

    #[test]
    fn every_word_has_a_meaning_and_fits() {
        for (word, spec) in WORDS {
            assert!(Usage::parse(spec).is_some() && word.len() <= MAX_WORD, "{word}");
        }
        assert_eq!(MEANINGS.len(), WORDS.len());
    }

    #[test]
    fn an_algorithm_and_a_deed_make_a_meaning() {
        for (name, expected) in [
            ("xyz_sha256_update", Some("sha-256")),
            ("AES_xyz_Encrypt", Some("aes")),
            ("xyz_hmac_init", Some("hmac")),
            ("xyz_sha256", None),
            ("list_of_des_islands", None),
            ("des", None),
            ("_ZN3xyz3aes7encryptEv", None),
            ("trapdoor_init", None),
        ] {
            assert_eq!(meaning(name.as_bytes()), expected, "{name}");
        }
        assert_eq!(meaning(&[b'_'; 1000]), None);
    }
}
