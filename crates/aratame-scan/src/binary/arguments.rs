//! Functions that take an algorithm by its name, and the names that they take.
//!
//! One row a pattern, in the grammar of [`super::functions`]. Names are compared in lower case, as
//! the libraries do.

use std::collections::HashMap;
use std::sync::LazyLock;

use aratame_algorithms::Usage;

use super::functions::expand;

/// How names are written for a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Encoding {
    /// Bytes up to a zero.
    Ascii,
    /// Little-endian UTF-16 up to a zero.
    Utf16,
}

/// OpenSSL 3, libgcrypt, mbed TLS, liboqs, Botan's interfaces for C and C++; Windows CNG.
const TAKERS: &[(&str, Encoding)] = &[
    ("EVP_{CIPHER,MD,MAC,KDF,KEM,SIGNATURE,KEYMGMT,KEYEXCH,ASYM_CIPHER}_fetch", Encoding::Ascii),
    ("EVP_get_{cipher,digest}byname", Encoding::Ascii),
    ("EVP_PKEY_{CTX_new_from_name,Q_keygen}", Encoding::Ascii),
    ("EVP_Q_{digest,mac}", Encoding::Ascii),
    ("gcry_{cipher,md,pk,mac}_map_name", Encoding::Ascii),
    ("mbedtls_{cipher,md}_info_from_string", Encoding::Ascii),
    ("OQS_{KEM,SIG}_new", Encoding::Ascii),
    ("botan_{cipher,hash,mac}_init", Encoding::Ascii),
    (
        "_ZN5Botan{11BlockCipher,12HashFunction,12StreamCipher,18PasswordHashFamily,25MessageAuthenticationCode,3KDF,5PBKDF}{15create_or_throw,6create}ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEES8_",
        Encoding::Ascii,
    ),
    (
        "_ZN5Botan{11Cipher_Mode,9AEAD_Mode}{15create_or_throw,6create}ERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEENS_10Cipher_DirES8_",
        Encoding::Ascii,
    ),
    ("BCryptOpenAlgorithmProvider", Encoding::Utf16),
    ("NCryptCreatePersistedKey", Encoding::Utf16),
];

/// Names of two letters and everyday words are left out.
#[rustfmt::skip]
const ASCII: &[(&str, &str)] = &[
    ("{aes,camellia,aria}-{128,192,256}-{ecb,cbc,cfb,cfb1=cfb,cfb8=cfb,ofb,ctr,gcm,ccm}", "$1-$2/$3"),
    ("aes-{128,192,256}-{ocb,siv,gcm-siv,wrap=kw}", "aes-$1/$2"),
    ("aes-{128,256}-xts", "aes-$1/xts"),
    ("{aes,camellia}{128,192,256}", "$1-$2"),
    ("{aes,camellia,aria}-{128,192,256}", "$1-$2"),
    ("aes-{128,192,256}/{gcm,cbc,ccm,siv,ocb,eax}", "aes-$1/$2"),
    ("des-{ecb,cbc,cfb,ofb}", "des/$1"),
    ("des-ede3-{ecb,cbc,cfb,ofb}", "3des/$1"),
    ("des-ede3", "3des/ecb"),
    ("{des3,3des}", "3des"),
    ("desx-cbc", "desx/cbc"),
    ("{bf=blowfish,cast5,idea,rc2,seed,sm4}-{ecb,cbc,cfb,ofb}", "$1/$2"),
    ("sm4-{ctr,gcm,ccm}", "sm4/$1"),
    ("rc4{,-40}", "rc4"),
    ("chacha20{,-poly1305}", "chacha20$1"),
    ("{md2,md4,md5,sm3,whirlpool,sha1=sha-1,sha-1,ripemd160=ripemd-160,rmd160=ripemd-160,ripemd-160,blake2b-512=blake2b,blake2b512=blake2b,blake2s-256=blake2s,blake2s256=blake2s}", "$1"),
    ("{sha,sha-,sha2-}{224,256,384,512}", "sha-$2"),
    ("sha3-{224,256,384,512}", "sha3-$1"),
    ("sha-3({224,256,384,512})", "sha3-$1"),
    ("shake{,-}{128,256}", "shake$2"),
    ("{hmac,cmac,gmac,poly1305,hkdf,pbkdf2,scrypt,argon2i,argon2d,argon2id}", "$1"),
    ("{ecdsa,ecdh,x25519,x448,ed25519,ed448}", "$1"),
    ("rsa-pss", "rsassa-pss"),
    ("{ml-kem-,mlkem}{512,768,1024}", "ml-kem-$2"),
    ("{ml-dsa-,mldsa}{44,65,87}", "ml-dsa-$2"),
    ("slh-dsa-{sha2,shake}-{128,192,256}{s,f}", "slh-dsa-$1-$2$3"),
    ("kyber{512,768,1024}", "kyber$1"),
    ("dilithium{2,3,5}", "dilithium$1"),
    ("falcon-{512,1024}", "falcon-$1"),
];

/// Identifiers of CNG. Microsoft, CNG Algorithm Identifiers.
#[rustfmt::skip]
const UTF16: &[(&str, &str)] = &[
    ("{aes,des,3des,desx,rc2,rc4,md2,md4,md5,sha1=sha-1,sha256=sha-256,sha384=sha-384,sha512=sha-512,rsa,dsa,ecdsa,ecdh,pbkdf2,hkdf,ml-kem,ml-dsa,slh-dsa}", "$1"),
    ("3des_112", "3des-2key"),
    ("sha3-{256,384,512}", "sha3-$1"),
    ("xts-aes", "aes/xts"),
    ("aes-{gmac,cmac}", "$1"),
    ("chacha20_poly1305", "chacha20-poly1305"),
    ("ec{dsa,dh}_p{256,384,521}", "ec$1@secp$2r1"),
];

/// Both tables, expanded.
pub(crate) struct Arguments {
    takers: HashMap<String, Encoding>,
    ascii: HashMap<String, Usage>,
    utf16: HashMap<String, Usage>,
}

/// All names.
pub(crate) static ARGUMENTS: LazyLock<Arguments> = LazyLock::new(|| {
    let names = |rows: &[(&str, &str)]| {
        let all = rows.iter().flat_map(|(pattern, spec)| expand(pattern, spec));
        all.filter_map(|(name, spec)| Some((name, Usage::parse(&spec)?))).collect()
    };
    let takers = TAKERS.iter().flat_map(|(pattern, encoding)| {
        expand(pattern, "").into_iter().map(|(name, _)| (name, *encoding))
    });
    Arguments { takers: takers.collect(), ascii: names(ASCII), utf16: names(UTF16) }
});

/// Longest name that any function takes.
pub(crate) const MAX_NAME: usize = 24;
/// Shortest.
const MIN_NAME: usize = 3;

impl Arguments {
    /// How names are written for a function, when it takes any.
    pub(crate) fn taker(&self, function: &[u8]) -> Option<Encoding> {
        // What every one begins with: throws out most symbols before they are hashed.
        let known = matches!(
            function,
            [b'E', b'V', ..]
                | [b'g', b'c', ..]
                | [b'm', b'b', ..]
                | [b'O', b'Q', ..]
                | [b'b', b'o', ..]
                | [b'B' | b'N', b'C', ..]
                | [b'_', b'Z', b'N', b'5', ..]
        );
        self.takers.get(std::str::from_utf8(function).ok().filter(|_| known)?).copied()
    }

    /// What a name means.
    pub(crate) fn usage(&self, encoding: Encoding, name: &[u8]) -> Option<Usage> {
        if !(MIN_NAME..=MAX_NAME).contains(&name.len()) {
            return None;
        }
        let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
        match encoding {
            Encoding::Ascii => self.ascii.get(&name).copied(),
            Encoding::Utf16 => self.utf16.get(&name).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_specification_is_of_the_catalogue_and_every_name_can_be_found() {
        let mut count = 0;
        for (encoding, rows) in [(Encoding::Ascii, ASCII), (Encoding::Utf16, UTF16)] {
            for (pattern, spec) in rows {
                for (name, spec) in expand(pattern, spec) {
                    assert!(Usage::parse(&spec).is_some(), "{name}: {spec}");
                    let upper = name.to_ascii_uppercase();
                    assert!(ARGUMENTS.usage(encoding, upper.as_bytes()).is_some(), "{name}");
                    count += 1;
                }
            }
        }
        assert!(count > 150, "{count}");
    }

    #[test]
    fn every_taker_is_found() {
        for (pattern, encoding) in TAKERS {
            for (name, _) in expand(pattern, "") {
                assert_eq!(ARGUMENTS.taker(name.as_bytes()), Some(*encoding), "{name}");
            }
        }
        assert_eq!(ARGUMENTS.taker(b"EVP_EncryptInit_ex"), None);
    }

    #[test]
    fn words_are_no_names() {
        for word in ["", "ec", "dh", "rsa", "key", "none", "sha", "aes", "hmac-key"] {
            assert_eq!(ARGUMENTS.usage(Encoding::Ascii, word.as_bytes()), None, "{word}");
        }
    }
}
