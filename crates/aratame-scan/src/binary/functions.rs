//! Names of cryptographic functions, and which algorithm each one fixes.
//!
//! Owns the table `data/functions.toml`, which says how it is written. A function that takes the
//! algorithm as an argument fixes none and has no row: it gives the link to its library, no more.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aratame_algorithms::Usage;
use serde::Deserialize;

use super::rust_names::Path;
use super::words;

type Table = super::Libraries<Library>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    product: String,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "says to readers of the file who names them")
    )]
    source: String,
    #[serde(default)]
    shared: bool,
    #[serde(default)]
    elsewhere: bool,
    #[serde(default)]
    marks: Vec<String>,
    #[serde(default)]
    functions: BTreeMap<String, String>,
    #[serde(default)]
    crates: BTreeMap<String, String>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| super::table(include_str!("../../data/functions.toml")));

/// Shorter names are everyday words of other programs: alone they need the right library.
const SHORT: usize = 7;

/// Every beginning is at least this long.
const SHARED: usize = 6;

/// What a name says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// The number of what it fixes; see [`Functions::usages`].
    pub(crate) meaning: Option<u16>,
    /// The product whose code has such a name.
    pub(crate) product: Option<&'static str>,
    /// Whether the algorithm is not where the name is defined.
    pub(crate) elsewhere: bool,
}

/// What the names of a crate say.
#[derive(Debug)]
struct Crate {
    /// The crate as such.
    whole: Known,
    /// Parts of paths, some with `*` at the end.
    parts: Vec<(String, u16)>,
}

/// What function names mean.
#[derive(Debug)]
pub(crate) struct Functions {
    exact: HashMap<Box<[u8]>, Known>,
    /// Sorted beginnings.
    beginnings: Vec<(Box<[u8]>, Known)>,
    crates: HashMap<String, Crate>,
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

    /// Every crate, or part of one, with what it fixes.
    fn crates(&self) -> impl Iterator<Item = (String, String)> {
        self.crates.iter().flat_map(|(pattern, spec)| expand(pattern, spec))
    }

    fn product(&'static self) -> Option<&'static str> {
        (!self.shared).then_some(self.product.as_str())
    }
}

impl Known {
    fn or(self, other: Self) -> Self {
        Self {
            meaning: self.meaning.or(other.meaning),
            product: self.product.or(other.product),
            elsewhere: self.elsewhere || other.elsewhere,
        }
    }
}

impl Crate {
    /// What the innermost part that says something says, and that part.
    fn part<'p>(&self, path: &Path<'p>) -> Option<(&'p str, u16)> {
        let is = |pattern: &str, part: &str| match pattern.strip_suffix('*') {
            Some(beginning) => part.starts_with(beginning),
            None => part == pattern,
        };
        path.parts.iter().rev().find_map(|part| {
            let (_, meaning) = self.parts.iter().find(|(pattern, _)| is(pattern, part))?;
            Some((*part, *meaning))
        })
    }
}

impl Functions {
    fn new() -> Self {
        let mut functions = Self {
            exact: HashMap::new(),
            beginnings: Vec::new(),
            crates: HashMap::new(),
            usages: Vec::new(),
            words: HashMap::new(),
            heads: Box::new([false; 1 << 16]),
        };
        let mut numbers = HashMap::new();
        for library in &TABLE.library {
            functions.add_library(library, &mut numbers);
        }
        for spec in words::meanings() {
            let number = functions.number(spec.to_owned(), &mut numbers);
            functions.words.insert(spec, number);
        }
        functions.beginnings.sort_by(|(one, _), (other, _)| one.cmp(other));
        functions
    }

    fn add_library(&mut self, library: &'static Library, numbers: &mut HashMap<String, u16>) {
        let (product, elsewhere) = (library.product(), library.elsewhere);
        for (name, spec) in library.names() {
            let meaning = Some(self.number(spec, numbers));
            self.add(&name, Known { meaning, product, elsewhere });
        }
        for (name, _) in library.marks.iter().flat_map(|pattern| expand(pattern, "")) {
            self.add(&name, Known { meaning: None, product, elsewhere });
        }
        for (path, spec) in library.crates() {
            let meaning = (!spec.is_empty()).then(|| self.number(spec, numbers));
            let (name, part) = path.split_once("::").unwrap_or((&path, ""));
            let whole = Known { meaning: None, product, elsewhere };
            let known =
                self.crates.entry(name.to_owned()).or_insert(Crate { whole, parts: Vec::new() });
            match meaning {
                Some(meaning) if !part.is_empty() => known.parts.push((part.to_owned(), meaning)),
                _ => known.whole.meaning = meaning,
            }
        }
    }

    /// The number of a specification, given when it is first asked for.
    fn number(&mut self, spec: String, numbers: &mut HashMap<String, u16>) -> u16 {
        *numbers.entry(spec).or_insert_with_key(|spec| {
            self.usages.push(spec.split(' ').filter_map(Usage::parse).collect());
            u16::try_from(self.usages.len() - 1).unwrap_or(u16::MAX)
        })
    }

    fn add(&mut self, name: &str, known: Known) {
        if let Some(head) = head(name.as_bytes()) {
            self.heads[head] = true;
        }
        match name.strip_suffix('*') {
            Some(beginning) => self.beginnings.push((beginning.as_bytes().into(), known)),
            None => {
                self.exact.entry(name.as_bytes().into()).or_insert(known);
            }
        }
    }

    /// The number of what a function of this name fixes; see [`Functions::usages`].
    pub(crate) fn find(&self, name: &[u8]) -> Option<u16> {
        self.known(name).meaning
    }

    /// What the name of a function or type says: as it is, or by its longest beginning.
    pub(crate) fn known(&self, name: &[u8]) -> Known {
        let name = without_version(name);
        if !head(name).is_some_and(|head| self.heads[head]) {
            return Known::default();
        }
        if let Some(known) = self.exact.get(name) {
            return *known;
        }
        // Beginnings that share their first bytes with the name stand together, right below it.
        let above = self.beginnings.partition_point(|(beginning, _)| **beginning <= *name);
        self.beginnings[..above]
            .iter()
            .rev()
            .take_while(|(beginning, _)| beginning.get(..SHARED) == name.get(..SHARED))
            .filter(|(beginning, _)| name.starts_with(beginning))
            .fold(Known::default(), |known, (_, shorter)| known.or(*shorter))
    }

    /// What a path in a crate says, and the part of it that does; `None` when the crate is in no
    /// table.
    pub(super) fn of_crate<'p>(&self, path: &Path<'p>) -> Option<(Known, Option<&'p str>)> {
        let known = self.crates.get(path.crate_name)?;
        Some(match known.part(path) {
            Some((part, meaning)) => (Known { meaning: Some(meaning), ..known.whole }, Some(part)),
            None => (known.whole, None),
        })
    }

    /// The product of a crate, named as its package is; `None` when it is in no table.
    pub(crate) fn product_of_crate(&self, package: &str) -> Option<&'static str> {
        self.crates.get(&package.replace('-', "_"))?.whole.product
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
const PREFIXES: [(&[u8], &str); 3] = [
    (b"aws_lc_fips_", "Rust crate aws-lc-fips-sys"),
    (b"aws_lc_", "Rust crate aws-lc-sys"),
    (b"ring_core_", "Rust crate ring"),
];

/// The crate of a prefix, the version in it with low lines, and the name behind it.
fn prefixed(name: &[u8]) -> Option<(&'static str, &[u8], &[u8])> {
    let (rest, of_crate) = PREFIXES
        .iter()
        .find_map(|(prefix, of_crate)| Some((name.strip_prefix(*prefix)?, *of_crate)))?;
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'_').count();
    let (version, name) = rest.split_at_checked(length)?;
    Some((of_crate, version, name))
}

fn without_version(name: &[u8]) -> &[u8] {
    prefixed(name).map_or(name, |(_, _, name)| name)
}

/// The crate whose version stands in a name, with that version.
pub(crate) fn crate_in_prefix(name: &[u8]) -> Option<String> {
    let (of_crate, version, _) = prefixed(name)?;
    let numbers: Vec<&str> =
        std::str::from_utf8(version).ok()?.split('_').filter(|number| !number.is_empty()).collect();
    (numbers.len() >= 2).then(|| format!("{of_crate} {}", numbers.join(".")))
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
        let (mut names, mut marks, mut crates) = (0, 0, 0);
        for library in table().library {
            assert!(!library.product.is_empty() && !library.source.is_empty(), "{library:?}");
            assert!(!library.shared || library.marks.is_empty(), "{}", library.product);
            for pattern in &library.marks {
                for (name, _) in expand(pattern, "") {
                    assert!(meanings.insert(name.clone(), String::new()).is_none(), "{name}");
                    marks += 1;
                }
            }
            for (path, spec) in library.crates() {
                let parsed = spec.split(' ').all(|spec| Usage::parse(spec).is_some());
                assert!(parsed || spec.is_empty() && !path.contains(':'), "{path}: {spec}");
                assert!(!path.contains(['-', '{', '}', ',', '=']), "{path}");
                let name = path.split("::").next().unwrap();
                assert_eq!(FUNCTIONS.crates[name].whole.product, Some(&*library.product), "{path}");
                assert!(meanings.insert(format!("crate {path}"), spec).is_none(), "{path}");
                crates += 1;
            }
            for (name, spec) in library.names() {
                let usages: Vec<_> = spec.split(' ').map(Usage::parse).collect();
                assert!(usages.iter().all(Option::is_some), "{name}: {spec}");
                assert!(!name.contains(['{', '}', ',', '=']) && !spec.contains('$'), "{name}");
                let other = meanings.insert(name.clone(), spec.clone());
                assert!(other.is_none_or(|other| other == spec), "{name}: {spec}");
                names += 1;
            }
        }
        assert_eq!((names, marks, crates), (2986, 67, 273));
        let told = FUNCTIONS.exact.len() + FUNCTIONS.beginnings.len();
        assert_eq!(told + crates, meanings.len());
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
            let has_names = !library.functions.is_empty();
            assert!(found > 0 || !has_names, "{}", library.product);
            assert!(has_names || !library.marks.is_empty() || !library.crates.is_empty());
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
            ("$s6Crypto4P384O7SigningO9PublicKeyVMa", "ecdsa@secp384r1"),
            ("kSecAttrKeyTypeECSECPrimeRandom", "ec"),
            ("kSecKeyAlgorithmMLDSASignatureMessage", "ml-dsa"),
            ("nettle_gcm_aes_set_key", "aes/gcm"),
            ("nettle_aes128_keywrap", "aes-128/kw"),
            ("mbedtls_aes_xts_init", "aes"),
            ("mbedtls_sha512_starts_ret", "sha-512"),
            ("wc_AesGcmInit", "aes/gcm"),
            ("wc_AesInit", "aes"),
            ("wolfSSL_EVP_sha256", "sha-256"),
            ("_ZN8CryptoPP4HMACINS_6SHA256EED0Ev", "hmac"),
            ("av_aes_crypt", "aes"),
            ("kcapi_cipher_enc_aes_cbc", "aes/cbc"),
            ("ext2fs_sha512", "sha-512"),
            ("crypto/ecdsa.Sign", "ecdsa"),
            ("golang.org/x/crypto/chacha20poly1305.New", "chacha20-poly1305"),
        ] {
            assert_eq!(meant(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn parts_of_paths_fix_algorithms_of_crates() {
        for (crate_name, parts, expected) in [
            ("sha2", &["sha512", "soft", "compress"][..], Some(("sha-512", Some("sha512")))),
            ("sha2", &["Sha384", "update"], Some(("sha-384", Some("Sha384")))),
            ("sha2", &["consts"], Some(("sha-256", None))),
            ("futae", &["ml_dsa", "sign"], Some(("ml-dsa", Some("ml_dsa")))),
            ("futae", &["ml_kem", "sets", "ml_kem_768"], Some(("ml-kem-768", Some("ml_kem_768")))),
            ("futae", &["secret"], Some(("", None))),
            ("ring", &["aead", "aes_gcm", "seal"], Some(("aes/gcm", Some("aes_gcm")))),
            (
                "futae_hybrid",
                &["tls", "hybrid", "x25519_mlkem768", "PrivateKey"],
                Some(("x25519mlkem768", Some("x25519_mlkem768"))),
            ),
            ("rustls", &["client"], Some(("", None))),
            ("string", &["ring"], None),
            ("alloc", &["sha2"], None),
        ] {
            let path = Path { crate_name, parts: parts.to_vec() };
            let told = FUNCTIONS.of_crate(&path).map(|(known, part)| {
                let usages = known.meaning.map_or(&[][..], |number| FUNCTIONS.usages(number));
                let usages: Vec<_> = usages.iter().map(Usage::to_string).collect();
                (usages.join(" "), part)
            });
            let told = told.as_ref().map(|(usages, part)| (usages.as_str(), *part));
            assert_eq!(told, expected, "{crate_name} {parts:?}");
        }
        assert_eq!(FUNCTIONS.product_of_crate("x25519-dalek"), Some("dalek"));
        assert_eq!(FUNCTIONS.product_of_crate("serde"), None);
    }

    #[test]
    fn names_tell_their_product() {
        for (name, expected) in [
            ("mbedtls_aes_crypt_cbc", Some("mbed TLS")),
            ("mbedtls_ssl_init", Some("mbed TLS")),
            ("crypto/sha256.Sum256", Some("Go crypto")),
            ("crypto/tls.(*Conn).Read", Some("Go crypto")),
            ("_ZN8CryptoPP8Rijndael3Enc18ProcessAndXorBlockEv", Some("Crypto++")),
            ("_ZN8CryptoPP9ExceptionD0Ev", Some("Crypto++")),
            ("ossl_prov_is_running", Some("OpenSSL")),
            ("EVP_aes_256_gcm", None),
            ("SHA256Update", None),
            ("strlen", None),
        ] {
            assert_eq!(FUNCTIONS.known(name.as_bytes()).product, expected, "{name}");
        }
    }

    #[test]
    fn prefixes_tell_the_version_of_a_crate() {
        for (name, expected) in [
            ("ring_core_0_17_14__x25519_sc_mask", Some("Rust crate ring 0.17.14")),
            ("aws_lc_0_47_0_SHA256_Update", Some("Rust crate aws-lc-sys 0.47.0")),
            ("aws_lc_fips_0_13_1_SHA1", Some("Rust crate aws-lc-fips-sys 0.13.1")),
            ("ring_core_", None),
            ("aws_lc_SHA1", None),
            ("SHA1", None),
        ] {
            assert_eq!(crate_in_prefix(name.as_bytes()).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn names_of_what_is_elsewhere() {
        let elsewhere = |name: &str| FUNCTIONS.known(name.as_bytes()).elsewhere;
        assert!(elsewhere("kcapi_md_sha256") && elsewhere("l_checksum_new_cmac_aes"));
        assert!(!elsewhere("l_ecdh_generate_key_pair") && !elsewhere("MD5_Update"));
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
