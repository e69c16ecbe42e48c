//! Functions that are given an algorithm as a number or at an address, and what it comes to.
//!
//! Owns the table `data/arguments.toml`. How a call's arguments are read from code is the matter
//! of [`super::calls`].

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aratame_algorithms::Usage;
use serde::Deserialize;

use super::arguments::{Encoding, Vocabulary};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    header: Vec<Header>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    library: String,
    header: String,
    linked: Vec<String>,
    functions: BTreeMap<String, String>,
    #[serde(default)]
    numbers: BTreeMap<String, BTreeMap<String, String>>,
}

/// One function that takes an algorithm.
#[derive(Debug)]
pub(crate) struct Taker {
    pub(crate) name: String,
    pub(crate) library: &'static str,
    /// The header that fixes its numbers, with its version.
    pub(crate) header: &'static str,
    linked: &'static [String],
    /// In order of preference; each is texts and arguments in turns.
    forms: Vec<Vec<Part>>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    /// What a list says of an argument.
    Number(usize, HashMap<u64, &'static str>),
    /// The number itself.
    Bits(usize),
    /// The text at an address, by the names that the function takes.
    Name(usize, Vocabulary),
}

/// Arguments that a form may ask for: as many as any function here has before its last one.
pub(crate) const MAX_ARGUMENTS: usize = 8;
/// Longest text that is read at an address.
pub(crate) const MAX_TEXT: usize = super::arguments::MAX_NAME + 1;

static TABLE: LazyLock<Table> =
    LazyLock::new(|| super::table(include_str!("../../data/arguments.toml")));

/// All takers, by name.
pub(crate) static TAKERS: LazyLock<BTreeMap<&'static str, Taker>> = LazyLock::new(|| {
    let takers = TABLE.header.iter().flat_map(|header| {
        header.functions.iter().map(move |(name, forms)| {
            let taker = Taker {
                name: name.clone(),
                library: &header.library,
                header: &header.header,
                linked: &header.linked,
                forms: forms.split(" | ").map(|form| parts(name, form, header)).collect(),
            };
            (name.as_str(), taker)
        })
    });
    takers.collect()
});

/// The taker of this name; most names are thrown out by their beginning.
pub(crate) fn taker(name: &[u8]) -> Option<&'static Taker> {
    let may_be = matches!(
        name,
        [b'E', b'C' | b'V', ..]
            | [b'R', b'S', ..]
            | [b'S', b'E' | b'G', ..]
            | [b'C', b'r', ..]
            | [b'B' | b'N', b'C', ..]
            | [b'g', b'c' | b'n' | b'_', ..]
            | [b'm', b'b', ..]
            | [b'w', b'c', ..]
            | [b'P', b'K', ..]
            | [b'H', b'A', ..]
            | [b'O', b'Q', ..]
            | [b'b', b'o', ..]
            | [b'a', b'v', ..]
            | [b'k', b'c', ..]
            | [b'l', b'_', ..]
            | [b'_', b'Z', b'N', b'1' | b'2', ..]
    );
    TAKERS.get(std::str::from_utf8(name).ok().filter(|_| may_be)?)
}

fn parts(function: &str, form: &str, header: &'static Header) -> Vec<Part> {
    let mut parts = Vec::new();
    for (index, piece) in form.split('$').enumerate() {
        if index == 0 {
            parts.push(Part::Text(piece.to_owned()));
            continue;
        }
        let (list, rest) = piece.split_once('@').unwrap_or((piece, ""));
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (argument, text) = rest.split_at(digits);
        let argument = argument.parse().unwrap_or(MAX_ARGUMENTS);
        parts.push(match (list, Vocabulary::of(function.as_bytes())) {
            ("bits", _) => Part::Bits(argument),
            ("name", Some(vocabulary)) => Part::Name(argument, vocabulary),
            _ => Part::Number(argument, meanings(list, header)),
        });
        parts.push(Part::Text(text.to_owned()));
    }
    parts
}

fn meanings(list: &str, header: &'static Header) -> HashMap<u64, &'static str> {
    let rows = header.numbers.get(list).into_iter().flatten();
    rows.filter_map(|(number, spec)| Some((number.parse().ok()?, spec.as_str()))).collect()
}

/// What is known of a call's arguments.
pub(crate) type Arguments = [Option<u64>; MAX_ARGUMENTS];

impl Taker {
    /// Whether one of these libraries is the one whose header is known.
    pub(crate) fn is_of(&self, linked: &[&str]) -> bool {
        let begins = |file: &str, beginning: &String| {
            file.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
        };
        linked.iter().any(|library| {
            let file = library.rsplit(['/', '\\']).next().unwrap_or_default();
            self.linked.iter().any(|beginning| begins(file, beginning))
        })
    }

    /// Whether an argument is asked for by any form.
    pub(crate) fn needs(&self, argument: usize) -> bool {
        self.forms.iter().flatten().any(|part| part.argument() == Some(argument))
    }

    /// The arguments that name the algorithm: the first of each form.
    pub(crate) fn chooses(&self) -> Vec<usize> {
        self.forms.iter().filter_map(|form| form.iter().find_map(Part::argument)).collect()
    }

    /// What a call with these arguments asks for; `text` reads the text at an address.
    pub(crate) fn usage(
        &self,
        arguments: &Arguments,
        text: &mut dyn FnMut(u64, Encoding) -> Option<Vec<u8>>,
    ) -> Vec<Usage> {
        let told = self.forms.iter().find_map(|form| {
            // A text at an address has a whole usage of its own.
            if let [Part::Text(_), Part::Name(argument, vocabulary), ..] = form.as_slice() {
                let address = (*arguments.get(*argument)?)?;
                let given = vocabulary.given(&text(address, vocabulary.encoding())?);
                return (!given.is_empty()).then(|| given.to_vec());
            }
            let pieces = form.iter().map(|part| part.written(arguments));
            Some(vec![Usage::parse(&pieces.collect::<Option<String>>()?)?])
        });
        told.unwrap_or_default()
    }

    /// The arguments of a call as its reason shows them.
    pub(crate) fn shown(&self, arguments: &Arguments) -> String {
        let last = (0..MAX_ARGUMENTS).rev().find(|index| self.needs(*index)).unwrap_or(0);
        let listed = arguments.iter().enumerate().take(last + 1);
        let words = listed.map(|(index, value)| match value.filter(|_| self.needs(index)) {
            Some(value) if value < 0x1_0000 => value.to_string(),
            Some(value) => format!("{value:#x}"),
            None => "_".to_owned(),
        });
        format!("{}({})", self.name, words.collect::<Vec<_>>().join(", "))
    }
}

impl Part {
    fn argument(&self) -> Option<usize> {
        match self {
            Self::Text(_) => None,
            Self::Number(argument, _) | Self::Bits(argument) | Self::Name(argument, _) => {
                Some(*argument)
            }
        }
    }

    fn written(&self, arguments: &Arguments) -> Option<String> {
        let number = |argument: &usize| arguments.get(*argument).copied().flatten();
        match self {
            Self::Text(text) => Some(text.clone()),
            // Numbers of enumerations have 32 bits; the upper half of a register may be anything.
            Self::Number(argument, list) => {
                list.get(&(number(argument)? & 0xffff_ffff)).map(|text| (*text).to_owned())
            }
            Self::Bits(argument) => number(argument).map(|bits| (bits & 0xffff_ffff).to_string()),
            Self::Name(..) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(function: &str, numbers: &[u64]) -> Option<String> {
        let mut arguments = Arguments::default();
        for (slot, number) in arguments.iter_mut().zip(numbers) {
            *slot = Some(*number);
        }
        let text = &mut |address, _| (address == 0x2000).then(|| b"AES-128-CBC".to_vec());
        let usages = taker(function.as_bytes())?.usage(&arguments, text);
        (!usages.is_empty()).then(|| usages.iter().map(Usage::to_string).collect())
    }

    #[test]
    fn the_table_is_of_the_catalogue() {
        let table: Table = toml::from_str(include_str!("../../data/arguments.toml")).unwrap();
        let mut count = 0;
        for header in &table.header {
            for (list, rows) in &header.numbers {
                for (number, spec) in rows {
                    assert!(number.parse::<u64>().is_ok(), "{}: {number}", header.library);
                    let is_part = ["mode", "curve"].contains(&list.as_str());
                    assert!(is_part || Usage::parse(spec).is_some(), "{}: {spec}", header.library);
                    count += 1;
                }
            }
        }
        assert_eq!(count, 966);
    }

    /// Every form of every function has its lists, and some call that it gives a usage for.
    #[test]
    fn every_function_is_found_and_asks_for_something() {
        assert_eq!(TAKERS.len(), 153);
        for (name, found) in TAKERS.iter() {
            assert!(taker(name.as_bytes()).is_some(), "{name}");
            for form in &found.forms {
                let mut arguments = Arguments::default();
                for part in form {
                    match part {
                        Part::Number(argument, list) => {
                            arguments[*argument] = list.keys().min().copied();
                        }
                        Part::Bits(argument) => arguments[*argument] = Some(128),
                        Part::Name(argument, _) => arguments[*argument] = Some(0x2000),
                        Part::Text(_) => {}
                    }
                }
                // A name that some vocabulary has.
                let texts = [&b"SHA256"[..], b"SHA-256", b"ML-KEM-768", b"X448"];
                let is_told = texts.iter().any(|given| {
                    !found.usage(&arguments, &mut |_, _| Some(given.to_vec())).is_empty()
                });
                assert!(is_told, "{name}: {form:?}");
            }
        }
    }

    #[test]
    fn calls_and_what_they_ask_for() {
        for (function, numbers, expected) in [
            ("gcry_cipher_open", &[0, 9, 3][..], Some("aes-256/cbc")),
            ("gcry_cipher_open", &[0, 301, 4], Some("rc4")),
            ("gcry_cipher_open", &[0, 316, 10], Some("chacha20-poly1305")),
            ("gcry_md_hash_buffer", &[8], Some("sha-256")),
            ("gcry_md_open", &[0, 99_999], None),
            ("gcry_kdf_derive", &[0, 0, 34, 8], Some("pbkdf2#sha-256")),
            ("gcry_kdf_open", &[0, 64, 1], Some("argon2i")),
            ("gnutls_hmac_fast", &[8], Some("hmac#sha-512")),
            ("gnutls_cipher_init", &[0, 10], Some("aes-128/gcm")),
            ("mbedtls_gcm_setkey", &[0, 2, 0, 256], Some("aes-256/gcm")),
            ("mbedtls_gcm_setkey", &[0, 2], Some("aes/gcm")),
            ("wc_PBKDF2", &[0, 0, 0, 0, 0, 0, 0, 6], Some("pbkdf2#sha-256")),
            ("EC_KEY_new_by_curve_name", &[415], Some("ec@secp256r1")),
            ("RSA_public_encrypt", &[0, 0, 0, 0, 4], Some("rsaes-oaep")),
            ("EVP_CIPHER_fetch", &[0, 0x2000], Some("aes-128/cbc")),
            ("mbedtls_cipher_info_from_string", &[0x2000], Some("aes-128/cbc")),
            ("EVP_CIPHER_fetch", &[0, 0x3000], None),
            ("EVP_CIPHER_fetch", &[0], None),
            ("SEC_SignData", &[0, 0, 0, 0, 194], Some("rsassa-pkcs1-v1_5#sha-256")),
            ("BCryptHash", &[0xb1], Some("hmac#sha-256")),
            ("BCryptHash", &[0x7fff_1234_5678], None),
            ("BCryptDeriveKeyPBKDF2", &[0xb1], Some("pbkdf2#sha-256")),
            ("l_checksum_new_hmac", &[5], Some("hmac#sha-256")),
            ("av_sha_init", &[0, 224], Some("sha-224")),
            ("av_aes_init", &[0, 0, 256, 1], Some("aes-256")),
            ("CryptCreateHash", &[0, 0x8004], Some("sha-1")),
            ("CryptGenKey", &[0, 0x6610], Some("aes-256")),
            ("strlen", &[1], None),
        ] {
            assert_eq!(asked(function, numbers).as_deref(), expected, "{function} {numbers:?}");
        }
    }

    #[test]
    fn a_function_belongs_to_the_library_of_its_header() {
        let found = taker(b"mbedtls_md_info_from_type").unwrap();
        assert!(found.is_of(&["libc.so.6", "libmbedcrypto.so.7"]));
        assert!(!found.is_of(&["libmbedcrypto.so.16"]) && !found.is_of(&[]));
        assert!(taker(b"CryptCreateHash").unwrap().is_of(&["ADVAPI32.dll"]));
        let arguments = [None, Some(7), Some(3), None, None, None, None, None];
        assert_eq!(
            taker(b"gcry_cipher_open").unwrap().shown(&arguments),
            "gcry_cipher_open(_, 7, 3)"
        );
    }
}
