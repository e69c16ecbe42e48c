//! Names of cryptographic functions, and which algorithm each one fixes.
//!
//! Owns the table `data/functions.toml`, which says how it is written. A function that takes the
//! algorithm as an argument fixes none and has no row: it gives the link to its library, no more.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aratame_algorithms::Usage;
use serde::Deserialize;

use super::words;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    library: Vec<Library>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "says to readers of the file whose names they are")
)]
struct Library {
    product: String,
    source: String,
    #[serde(default)]
    #[cfg_attr(test, expect(dead_code, reason = "says to readers of the file who has them too"))]
    shared: bool,
    functions: BTreeMap<String, String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    // A test parses the table; one that cannot be read finds nothing.
    let text = include_str!("../../data/functions.toml");
    toml::from_str(text).unwrap_or(Table { library: Vec::new() })
});

/// Shorter names are everyday words of other programs: alone they need the right library.
const SHORT: usize = 7;

/// Every beginning is at least this long.
const SHARED: usize = 6;

/// What function names mean.
#[derive(Debug)]
pub(crate) struct Functions {
    exact: HashMap<Box<[u8]>, u16>,
    /// Sorted beginnings.
    beginnings: Vec<(Box<[u8]>, u16)>,
    usages: Vec<Vec<Usage>>,
    /// Numbers of what words mean.
    words: HashMap<&'static str, u16>,
    /// First two bytes that any name has: throws out most symbols at once.
    heads: Box<[bool; 1 << 16]>,
}

/// All names.
pub(crate) static FUNCTIONS: LazyLock<Functions> = LazyLock::new(Functions::new);

impl Library {
    /// Every name with what it fixes.
    fn names(&self) -> impl Iterator<Item = (String, String)> {
        self.functions.iter().flat_map(|(pattern, spec)| expand(pattern, spec))
    }
}

impl Functions {
    fn new() -> Self {
        let mut functions = Self {
            exact: HashMap::new(),
            beginnings: Vec::new(),
            usages: Vec::new(),
            words: HashMap::new(),
            heads: Box::new([false; 1 << 16]),
        };
        let mut numbers = HashMap::new();
        for (name, spec) in TABLE.library.iter().flat_map(Library::names) {
            let number = functions.number(spec, &mut numbers);
            functions.add(&name, number);
        }
        for spec in words::meanings() {
            let number = functions.number(spec.to_owned(), &mut numbers);
            functions.words.insert(spec, number);
        }
        functions.beginnings.sort();
        functions
    }

    /// The number of a specification, given when it is first asked for.
    fn number(&mut self, spec: String, numbers: &mut HashMap<String, u16>) -> u16 {
        *numbers.entry(spec).or_insert_with_key(|spec| {
            self.usages.push(spec.split(' ').filter_map(Usage::parse).collect());
            u16::try_from(self.usages.len() - 1).unwrap_or(u16::MAX)
        })
    }

    fn add(&mut self, name: &str, number: u16) {
        if let Some(head) = head(name.as_bytes()) {
            self.heads[head] = true;
        }
        match name.strip_suffix('*') {
            Some(beginning) => self.beginnings.push((beginning.as_bytes().into(), number)),
            None => {
                self.exact.entry(name.as_bytes().into()).or_insert(number);
            }
        }
    }

    /// The number of what a function of this name fixes; see [`Functions::usages`].
    pub(crate) fn find(&self, name: &[u8]) -> Option<u16> {
        let name = without_version(name);
        if !self.heads[head(name)?] {
            return None;
        }
        if let Some(number) = self.exact.get(name) {
            return Some(*number);
        }
        // Beginnings that share their first bytes with the name stand together, right below it.
        let above = self.beginnings.partition_point(|(beginning, _)| **beginning <= *name);
        self.beginnings[..above]
            .iter()
            .rev()
            .take_while(|(beginning, _)| beginning.get(..SHARED) == name.get(..SHARED))
            .find(|(beginning, _)| name.starts_with(beginning))
            .map(|(_, number)| *number)
    }

    /// The number of what a word means.
    pub(super) fn meaning(&self, spec: &str) -> Option<u16> {
        self.words.get(spec).copied()
    }

    /// The algorithms behind a number.
    pub(crate) fn usages(&self, number: u16) -> &[Usage] {
        self.usages.get(usize::from(number)).map_or(&[], Vec::as_slice)
    }
}

fn head(name: &[u8]) -> Option<usize> {
    let [a, b] = *name.first_chunk()?;
    Some(usize::from(a) << 8 | usize::from(b))
}

/// aws-lc-rs and ring give every function a prefix with their version, `aws_lc_0_20_1_` and
/// `ring_core_0_17_8__`, so that two versions can stand in one program.
fn without_version(name: &[u8]) -> &[u8] {
    const PREFIXES: [&[u8]; 3] = [b"aws_lc_fips_", b"aws_lc_", b"ring_core_"];
    let Some(rest) = PREFIXES.iter().find_map(|prefix| name.strip_prefix(*prefix)) else {
        return name;
    };
    let version = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count();
    rest.get(version..).unwrap_or(name)
}

/// Whether a name is too short to mean something without its library.
pub(crate) fn is_short(name: &[u8]) -> bool {
    name.len() < SHORT
}

/// Every name of a pattern with its specification.
pub(super) fn expand(pattern: &str, spec: &str) -> Vec<(String, String)> {
    let mut done = vec![(String::new(), spec.to_owned(), 0)];
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (choices, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        let mut next = Vec::new();
        for (name, spec, number) in done {
            for choice in choices.split(',') {
                let (written, meant) = choice.split_once('=').unwrap_or((choice, choice));
                let spec = spec.replace(&format!("${}", number + 1), meant);
                next.push((format!("{name}{before}{written}"), spec, number + 1));
            }
        }
        done = next;
    }
    done.into_iter().map(|(name, spec, _)| (name + rest, spec)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str) -> Option<String> {
        let number = FUNCTIONS.find(name.as_bytes())?;
        let usages: Vec<_> = FUNCTIONS.usages(number).iter().map(Usage::to_string).collect();
        Some(usages.join(" "))
    }

    fn table() -> Table {
        toml::from_str(include_str!("../../data/functions.toml")).unwrap()
    }

    /// Everything expands, parses and is told once; how much there is, is known.
    #[test]
    fn every_row_of_the_table_is_sound() {
        let mut meanings = HashMap::new();
        let mut names = 0;
        for library in table().library {
            assert!(!library.product.is_empty() && !library.source.is_empty(), "{library:?}");
            for (name, spec) in library.names() {
                let usages: Vec<_> = spec.split(' ').map(Usage::parse).collect();
                assert!(usages.iter().all(Option::is_some), "{name}: {spec}");
                assert!(!name.contains(['{', '}', ',', '=']) && !spec.contains('$'), "{name}");
                let other = meanings.insert(name.clone(), spec.clone());
                assert!(other.is_none_or(|other| other == spec), "{name}: {spec}");
                names += 1;
            }
        }
        assert_eq!((names, meanings.len()), (3091, 3085));
        assert_eq!(FUNCTIONS.exact.len() + FUNCTIONS.beginnings.len(), meanings.len());
    }

    #[test]
    fn beginnings_are_long_enough() {
        assert!(FUNCTIONS.beginnings.iter().all(|(beginning, _)| beginning.len() >= SHARED));
    }

    /// No library is dead: each name is found, and some by the row that it stands in.
    #[test]
    fn every_library_is_reached() {
        for library in table().library {
            let mut found = 0;
            for (name, spec) in library.names() {
                let name = name.replace('*', "x");
                let wanted: Vec<_> = spec.split(' ').filter_map(Usage::parse).collect();
                let number = FUNCTIONS.find(name.as_bytes());
                let number = number.unwrap_or_else(|| panic!("{}: {name}", library.product));
                found += usize::from(FUNCTIONS.usages(number) == wanted);
            }
            assert!(found > 0, "{}", library.product);
        }
    }

    #[test]
    fn names_fix_algorithms() {
        for (name, expected) in [
            ("EVP_aes_256_gcm", "aes-256/gcm"),
            ("EVP_aes_128_cbc_hmac_sha256", "aes-128/cbc hmac#sha-256"),
            ("EVP_camellia_192_ctr", "camellia-192/ctr"),
            ("MD5_Update", "md5"),
            ("MD5", "md5"),
            ("SHA384_Final", "sha-384"),
            ("RSA_sign", "rsassa-pkcs1-v1_5"),
            ("crypto_box_easy", "x25519 xsalsa20-poly1305"),
            ("crypto_pwhash_argon2i_str", "argon2i"),
            ("nettle_hmac_sha256_digest", "hmac#sha-256"),
            ("OQS_SIG_sphincs_sha2_128f_simple_sign", "sphincs+-sha2-128f-simple"),
            ("PQCLEAN_MLKEM768_CLEAN_crypto_kem_enc", "ml-kem-768"),
            ("_ZN8CryptoPP8Rijndael3Enc18ProcessAndXorBlockEv", "aes"),
            ("_ZNK8CryptoPP8Rijndael3Enc18ProcessAndXorBlockEv", "aes"),
            ("crypto/md5.(*digest).Write", "md5"),
            ("sha256_process_bytes", "sha-256"),
            ("mbedtls_aes_crypt_cbc", "aes"),
            ("EVP_aead_chacha20_poly1305", "chacha20-poly1305"),
            ("MLKEM768_generate_key", "ml-kem-768"),
            ("aws_lc_0_20_1_SHA256_Update", "sha-256"),
            ("aws_lc_fips_0_12_3_EVP_aes_128_gcm", "aes-128/gcm"),
            ("ring_core_0_17_8__aes_hw_ctr32_encrypt_blocks", "aes"),
            ("sha512_block_data_order_avx2", "sha-512"),
            ("gnutls_hkdf_extract", "hkdf"),
            ("_gcry_digest_spec_sm3", "sm3"),
            ("Camellia_CreateContext", "camellia"),
            ("wc_AesGcmEncrypt", "aes/gcm"),
            ("crypto_aead_xchacha20poly1305_ietf_encrypt", "xchacha20-poly1305"),
            ("_ZN5Botan7AES_1289encrypt_nEPKhPhm", "aes-128"),
            ("CC_SHA256_Update", "sha-256"),
            ("$s9CryptoKit6SHA256VMa", "sha-256"),
            ("$s9CryptoKit4P256O7SigningO9PublicKeyVMa", "ecdsa@secp256r1"),
            ("OQS_KEM_ml_kem_768_encaps", "ml-kem-768"),
            ("crypto/ecdsa.Sign", "ecdsa"),
            ("golang.org/x/crypto/chacha20poly1305.New", "chacha20-poly1305"),
            ("rust:sha2", "sha-256"),
        ] {
            assert_eq!(meant(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn names_that_fix_nothing() {
        for name in [
            "EVP_EncryptInit_ex",
            "EVP_DigestInit",
            "gcry_cipher_open",
            "strlen",
            "",
            "A",
            "MD5x",
            "_ZNSt6string4findEc",
            "string::rfind",
            "aes",
            "BF_add",
            "SHA",
            "hash_string",
            "mbedtls_ssl_init",
            "gnutls_cipher_init",
            "BCryptEncrypt",
            "aws_lc_0_20_1_CRYPTO_free",
            "ring_core_0_17_8__OPENSSL_cpuid_setup",
            "ring_core_",
            "$s9CryptoKit12SymmetricKeyVMa",
        ] {
            assert_eq!(meant(name), None, "{name}");
        }
    }
}
