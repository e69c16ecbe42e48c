//! Functions that take an algorithm by its name, and the names that they take.
//!
//! Owns the table `data/names.toml`, which says how it is written.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aratame_algorithms::Usage;
use serde::Deserialize;

use super::functions::expand;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    library: Vec<Library>,
}

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
}

/// The names that the functions of one library take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Vocabulary(usize);

/// What the names of one library mean.
#[derive(Debug)]
struct Words {
    encoding: Encoding,
    names: HashMap<String, Usage>,
    given: HashMap<String, Usage>,
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

fn meanings(rows: &BTreeMap<String, String>) -> HashMap<String, Usage> {
    let all = rows.iter().flat_map(|(pattern, spec)| expand(pattern, spec));
    all.filter_map(|(name, spec)| Some((name, Usage::parse(&spec)?))).collect()
}

/// Longest name that any function takes.
pub(crate) const MAX_NAME: usize = 28;
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
    pub(crate) fn named(self, text: &[u8]) -> Option<Usage> {
        let word = lower(text).filter(|word| word.len() >= MIN_NAME)?;
        self.words()?.names.get(word.as_str()).copied()
    }

    /// What a text means that a function is given.
    pub(crate) fn given(self, text: &[u8]) -> Option<Usage> {
        let given = || self.words()?.given.get(lower(text)?.as_str()).copied();
        self.named(text).or_else(given)
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

    #[test]
    fn every_specification_is_of_the_catalogue_and_every_name_can_be_found() {
        let (mut named, mut given, mut longest) = (0, 0, 0);
        for (number, library) in table().library.into_iter().enumerate() {
            assert!(!library.product.is_empty() && !library.source.is_empty(), "{library:?}");
            let vocabulary = Vocabulary(number);
            let rows = library.names.iter().flat_map(|(pattern, spec)| expand(pattern, spec));
            for (name, spec) in rows {
                let usage = Usage::parse(&spec);
                assert!(usage.is_some() && name.len() >= MIN_NAME, "{name}: {spec}");
                assert_eq!(name, name.to_ascii_lowercase());
                let upper = name.to_ascii_uppercase();
                assert_eq!(vocabulary.named(upper.as_bytes()), usage, "{name}");
                longest = longest.max(name.len());
                named += 1;
            }
            let rows = library.given.iter().flat_map(|(pattern, spec)| expand(pattern, spec));
            for (name, spec) in rows {
                let usage = Usage::parse(&spec);
                assert!(usage.is_some(), "{name}: {spec}");
                assert_eq!(vocabulary.named(name.as_bytes()), None, "{name}");
                assert_eq!(vocabulary.given(name.as_bytes()), usage, "{name}");
                given += 1;
            }
        }
        assert_eq!((named, given, longest), (1096, 41, MAX_NAME));
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
        assert_eq!(count, 48);
        assert_eq!(Vocabulary::of(b"EVP_EncryptInit_ex"), None);
    }

    #[test]
    fn words_are_no_names() {
        let openssl = Vocabulary::of(b"EVP_MD_fetch").unwrap();
        for word in ["", "ec", "dh", "rsa", "key", "none", "sha", "aes", "hmac-key"] {
            assert_eq!(openssl.named(word.as_bytes()), None, "{word}");
        }
        let given = |word: &str| openssl.given(word.as_bytes()).map(|usage| usage.to_string());
        assert_eq!(given("RSA").as_deref(), Some("rsa"));
        assert_eq!(given("key"), None);
    }

    /// One text, what each library means by it.
    #[test]
    fn names_are_those_of_their_library() {
        for (function, text, expected) in [
            ("EVP_CIPHER_fetch", "AES256", Some("aes-256/cbc")),
            ("gcry_cipher_map_name", "AES256", Some("aes-256")),
            ("EVP_MD_fetch", "SHA-3(256)", None),
            ("botan_hash_init", "SHA-3(256)", Some("sha3-256")),
            ("botan_hash_init", "SHA256", None),
            ("mbedtls_md_info_from_string", "SHA", Some("sha-1")),
            ("BCryptOpenAlgorithmProvider", "XTS-AES", Some("aes/xts")),
        ] {
            let vocabulary = Vocabulary::of(function.as_bytes()).unwrap();
            let usage = vocabulary.given(text.as_bytes()).map(|usage| usage.to_string());
            assert_eq!(usage.as_deref(), expected, "{function} {text}");
        }
    }
}
