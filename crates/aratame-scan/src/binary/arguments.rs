//! Functions that take an algorithm by its name, and the names that they take.
//!
//! Owns the table `data/names.toml`, which says how it is written.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aratame_algorithms::Usage;
use serde::Deserialize;

use super::functions::expand;

type Table = super::Libraries<Library>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    #[cfg_attr(not(test), expect(dead_code, reason = "says to readers of the file whose it is"))]
    product: String,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "says to readers of the file who names them")
    )]
    source: String,
    encoding: Encoding,
    functions: Vec<String>,
    names: BTreeMap<String, String>,
    #[serde(default)]
    given: BTreeMap<String, String>,
}

/// How names are written for a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(crate) enum Encoding {
    /// Bytes up to a zero.
    #[serde(rename = "ascii")]
    Ascii,
    /// Little-endian UTF-16 up to a zero.
    #[serde(rename = "utf-16")]
    Utf16,
    /// Bytes up to a zero, lists in brackets: what is known is the first word of a list, alone or
    /// with another word of it.
    #[serde(rename = "s-expression")]
    SExpression,
}

/// The names that the functions of one library take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Vocabulary(usize);

/// What the names of one library mean.
#[derive(Debug)]
struct Words {
    encoding: Encoding,
    names: HashMap<String, Vec<Usage>>,
    given: HashMap<String, Vec<Usage>>,
}

/// All tables, expanded.
#[derive(Debug)]
struct Arguments {
    takers: HashMap<String, Vocabulary>,
    vocabularies: Vec<Words>,
}

static ARGUMENTS: LazyLock<Arguments> = LazyLock::new(|| {
    let table: Table = super::table(include_str!("../../data/names.toml"));
    let mut arguments = Arguments { takers: HashMap::new(), vocabularies: Vec::new() };
    for (number, library) in table.library.into_iter().enumerate() {
        let takers = library.functions.iter().flat_map(|pattern| expand(pattern, ""));
        arguments.takers.extend(takers.map(|(name, _)| (name, Vocabulary(number))));
        let (names, given) = (meanings(&library.names), meanings(&library.given));
        arguments.vocabularies.push(Words { encoding: library.encoding, names, given });
    }
    arguments
});

fn meanings(rows: &BTreeMap<String, String>) -> HashMap<String, Vec<Usage>> {
    let all = rows.iter().flat_map(|(pattern, spec)| expand(pattern, spec));
    all.map(|(name, spec)| (name, spec.split(' ').filter_map(Usage::parse).collect())).collect()
}

/// The names of the kernel of Linux.
pub(crate) static KERNEL: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::of(b"kcapi_cipher_init").unwrap_or(Vocabulary(usize::MAX)));

/// Longest name that any function takes.
pub(crate) const MAX_NAME: usize = 42;
/// Longest S-expression that is read: a pattern of keys or signatures has some hundred bytes.
pub(crate) const MAX_EXPRESSION: usize = 512;
/// Shortest that is looked for in data.
const MIN_NAME: usize = 3;

impl Vocabulary {
    /// The names that a function takes, when it takes any.
    pub(crate) fn of(function: &[u8]) -> Option<Self> {
        // What every one begins with: throws out most symbols before they are hashed.
        let known = matches!(
            function,
            [b'E', b'V', ..]
                | [b'g', b'c', ..]
                | [b'm', b'b', ..]
                | [b'O', b'Q', ..]
                | [b'b', b'o', ..]
                | [b'k', b'c', ..]
                | [b'B' | b'N', b'C', ..]
                | [b'_', b'Z', b'N', b'5', ..]
        );
        let name = std::str::from_utf8(function).ok().filter(|_| known)?;
        ARGUMENTS.takers.get(name).copied()
    }

    fn words(self) -> Option<&'static Words> {
        ARGUMENTS.vocabularies.get(self.0)
    }

    /// How its names are written.
    pub(crate) fn encoding(self) -> Encoding {
        self.words().map_or(Encoding::Ascii, |words| words.encoding)
    }

    /// What a text in data means, where it can be no other text.
    pub(crate) fn named(self, text: &[u8]) -> &'static [Usage] {
        let word = lower(text).filter(|word| word.len() >= MIN_NAME);
        let found = word.and_then(|word| self.words()?.names.get(word.as_str()));
        found.map_or(&[], Vec::as_slice)
    }

    /// What an S-expression in data means, each word that says something.
    pub(crate) fn listed(self, text: &[u8]) -> Vec<Usage> {
        let text = std::str::from_utf8(text).ok().filter(|text| text.len() <= MAX_EXPRESSION);
        let lists = text.filter(|text| text.starts_with('(')).into_iter();
        let lists = lists.flat_map(|text| text.split('(').skip(1));
        lists
            .flat_map(|list| {
                let own = list.split(')').next().unwrap_or_default();
                let mut words = own.split_ascii_whitespace();
                let first = words.next().unwrap_or_default();
                let pairs = words.map(move |word| format!("{first} {word}"));
                pairs.chain([first.to_owned()]).collect::<Vec<_>>()
            })
            .flat_map(|words| self.named(words.as_bytes()).iter().copied())
            .collect()
    }

    /// What a text means that a function is given.
    pub(crate) fn given(self, text: &[u8]) -> &'static [Usage] {
        let found = self.named(text);
        if !found.is_empty() {
            return found;
        }
        let given = lower(text).and_then(|word| self.words()?.given.get(word.as_str()));
        given.map_or(&[], Vec::as_slice)
    }
}

fn lower(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.len() <= MAX_NAME)?;
    Some(text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        toml::from_str(include_str!("../../data/names.toml")).unwrap()
    }

    fn parsed(name: &str, spec: &str) -> Vec<Usage> {
        let known = |part| Usage::parse(part).unwrap_or_else(|| panic!("{name}: {spec}"));
        spec.split(' ').map(known).collect()
    }

    fn written(usages: &[Usage]) -> String {
        usages.iter().map(Usage::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn every_specification_is_of_the_catalogue_and_every_name_can_be_found() {
        let (mut named, mut given, mut longest) = (0, 0, 0);
        for (number, library) in table().library.into_iter().enumerate() {
            assert!(!library.product.is_empty() && !library.source.is_empty(), "{library:?}");
            let vocabulary = Vocabulary(number);
            let rows = library.names.iter().flat_map(|(pattern, spec)| expand(pattern, spec));
            for (name, spec) in rows {
                let usages = parsed(&name, &spec);
                assert!(name.len() >= MIN_NAME, "{name}");
                assert_eq!(name, name.to_ascii_lowercase());
                let upper = name.to_ascii_uppercase();
                assert_eq!(vocabulary.named(upper.as_bytes()), usages, "{name}");
                longest = longest.max(name.len());
                named += 1;
            }
            let rows = library.given.iter().flat_map(|(pattern, spec)| expand(pattern, spec));
            for (name, spec) in rows {
                assert_eq!(vocabulary.named(name.as_bytes()), [], "{name}");
                assert_eq!(vocabulary.given(name.as_bytes()), parsed(&name, &spec), "{name}");
                given += 1;
            }
        }
        assert_eq!((named, given, longest), (1593, 63, MAX_NAME));
    }

    #[test]
    fn every_taker_is_found() {
        let mut count = 0;
        for (number, library) in table().library.into_iter().enumerate() {
            for (name, _) in library.functions.iter().flat_map(|pattern| expand(pattern, "")) {
                assert_eq!(Vocabulary::of(name.as_bytes()), Some(Vocabulary(number)), "{name}");
                count += 1;
            }
        }
        assert_eq!(count, 58);
        assert_eq!(Vocabulary::of(b"EVP_EncryptInit_ex"), None);
    }

    #[test]
    fn words_are_no_names() {
        let openssl = Vocabulary::of(b"EVP_MD_fetch").unwrap();
        for word in ["", "ec", "dh", "rsa", "key", "none", "sha", "aes", "hmac-key"] {
            assert_eq!(openssl.named(word.as_bytes()), [], "{word}");
        }
        assert_eq!(written(openssl.given(b"RSA")), "rsa");
        assert_eq!(openssl.given(b"key"), []);
    }

    /// One text, what each library means by it.
    #[test]
    fn names_are_those_of_their_library() {
        for (function, text, expected) in [
            ("EVP_CIPHER_fetch", "AES256", "aes-256/cbc"),
            ("EVP_CIPHER_fetch", "AES-128-CBC-HMAC-SHA256", "aes-128/cbc hmac#sha-256"),
            ("gcry_cipher_map_name", "AES256", "aes-256"),
            ("gcry_mpi_ec_new", "NIST P-384", "ec@secp384r1"),
            ("EVP_MD_fetch", "SHA-3(256)", ""),
            ("botan_hash_init", "SHA-3(256)", "sha3-256"),
            ("botan_hash_init", "SHA256", ""),
            ("mbedtls_md_info_from_string", "SHA", "sha-1"),
            ("BCryptOpenAlgorithmProvider", "XTS-AES", "aes/xts"),
            ("kcapi_aead_init", "rfc4106(gcm(aes))", "aes/gcm"),
            ("kcapi_cipher_init", "essiv(cbc(aes),sha256)", "aes/cbc-essiv sha-256"),
        ] {
            let vocabulary = Vocabulary::of(function.as_bytes()).unwrap();
            assert_eq!(written(vocabulary.given(text.as_bytes())), expected, "{function} {text}");
        }
    }

    #[test]
    fn s_expressions_are_read_list_by_list() {
        let libgcrypt = Vocabulary::of(b"gcry_sexp_new").unwrap();
        for (text, expected) in [
            ("(genkey (rsa (nbits 4:2048)))", "rsa"),
            ("(data (flags pss) (hash sha256 %b))", "rsassa-pss sha-256"),
            ("(public-key (ecc (curve Ed25519)(flags eddsa) (q %m)))", "ec ed25519 eddsa"),
            ("(rsa", "rsa"),
            ("rsa is an algorithm", ""),
            ("(see rsa)", ""),
            ("(", ""),
            ("", ""),
        ] {
            assert_eq!(written(&libgcrypt.listed(text.as_bytes())), expected, "{text}");
        }
        assert_eq!(libgcrypt.listed(&[b'('; 100_000]), []);
    }

    #[test]
    fn the_kernel_has_names() {
        assert_eq!(Vocabulary::of(b"kcapi_md_init"), Some(*KERNEL));
        assert_eq!(written(KERNEL.named(b"cbc(aes)")), "aes/cbc");
    }
}
