//! Algorithms that programs ask a library for by name: the names beside the functions that take
//! them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use aratame_algorithms::Usage;
use aratame_formats::executable::Content;
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Confidence, EvidenceLevel, Method, Position};

use super::binary_symbols::role;
use crate::binary::{ARGUMENTS, Binary, Encoding, MAX_NAME};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct AlgorithmArguments;

static ABOUT: About = About {
    id: "algorithm-arguments",
    title: "Names of algorithms for functions that take one",
    title_ja: "関数に渡すアルゴリズム名",
    finds: "Names such as AES-256-GCM in the data of programs that import a function which takes \
            an algorithm by its name: EVP_CIPHER_fetch and its like, EVP_get_digestbyname, \
            gcry_md_map_name, mbedtls_cipher_info_from_string, OQS_KEM_new, botan_hash_init, and \
            BCryptOpenAlgorithmProvider with its names in UTF-16. What the program can ask for, \
            never what it does ask for.",
    how: "Only where such a function is imported, reads the data of the file for whole texts, zero \
          before and behind, that are one of some two hundred names. Medium confidence; low for a \
          name without a digit, which may be said to people.",
    misses: "Whether a name is ever passed. Names of two letters (EC, DH), names that are put \
             together at run time or read from a configuration, and texts that do not end in a \
             zero (Rust, Go). Programs that were linked statically have no import to go by.",
    references: &[
        "OpenSSL 3, crypto(7) and EVP_CIPHER_fetch(3)",
        "Microsoft, CNG Algorithm Identifiers",
        "The libraries' own headers",
    ],
};

/// Bytes of data searched at once.
const WINDOW: usize = 256 * 1024;
/// Bytes of data searched in one file: names stand in the first sections.
const MAX_DATA: u64 = 256 << 20;

impl Detector for AlgorithmArguments {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind.is_executable()
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Some(binary) = entry.binary().filter(|binary| !binary.takers.is_empty()) else {
            return;
        };
        let found = names(entry, binary).and_then(|found| Ok((found, binary.observation(entry)?)));
        match found {
            Ok((found, mut observation)) if !found.is_empty() => {
                observation.algorithms =
                    found.into_iter().map(|(usage, name)| use_of(&usage, &name, binary)).collect();
                observation.confidence = Confidence::Medium;
                findings.observe(observation);
            }
            Ok(_) => {}
            Err(error) => findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string()),
        }
    }
}

/// A name and where it stands first.
struct Name {
    text: String,
    offset: u64,
    encoding: Encoding,
}

fn use_of(usage: &Usage, name: &Name, binary: &Binary) -> AlgorithmUse {
    let has_digit = name.text.bytes().any(|byte| byte.is_ascii_digit());
    let confidence = if has_digit { Confidence::Medium } else { Confidence::Low };
    let takers = binary.takers.iter().filter(|(encoding, _)| *encoding == name.encoding);
    let takers: Vec<&str> = takers.map(|(_, function)| function.as_str()).collect();
    let reason = format!("name {} for {}", name.text, takers.join(", "));
    let width = if name.encoding == Encoding::Utf16 { 2 } else { 1 };
    let position = Position::bytes(name.offset, (name.text.len() * width) as u64);
    AlgorithmUse::new(AlgorithmRef::from(*usage), role(usage), EvidenceLevel::Reaches)
        .told_by(Method::Names, confidence)
        .with_reason(&reason)
        .at(position)
}

/// Every name in the data of the file, by what it means.
fn names(entry: &Entry<'_>, binary: &Binary) -> io::Result<BTreeMap<Usage, Name>> {
    let encodings: BTreeSet<Encoding> =
        binary.takers.iter().map(|(encoding, _)| *encoding).collect();
    let mut found = BTreeMap::new();
    let sections = binary.executables.iter().flat_map(|each| &each.sections);
    let mut left = MAX_DATA;
    for section in sections.filter(|section| section.content == Content::Data) {
        let size = section.size.min(left);
        left -= size;
        let mut at = 0;
        while at < size {
            let wanted = usize::try_from(size - at).unwrap_or(WINDOW).min(WINDOW);
            let window = entry.source.read(section.offset + at, wanted)?;
            for encoding in &encodings {
                search(&window, section.offset + at, at == 0, *encoding, &mut found);
            }
            // A name that crosses into the next window is seen there, with the zero before it.
            let step = if window.len() < WINDOW { window.len() } else { WINDOW - 2 * MAX_NAME - 4 };
            if step == 0 {
                break;
            }
            at += step as u64;
        }
    }
    Ok(found)
}

/// What stands first in a window is a name only where the section begins: elsewhere it is the end
/// of one.
fn search(
    window: &[u8],
    base: u64,
    is_first: bool,
    encoding: Encoding,
    found: &mut BTreeMap<Usage, Name>,
) {
    let mut keep = |offset: usize, name: &[u8]| {
        if offset == 0 && !is_first {
            return;
        }
        if let Some(usage) = ARGUMENTS.usage(encoding, name) {
            let text = String::from_utf8_lossy(name).into_owned();
            let offset = base + offset as u64;
            found.entry(usage).or_insert(Name { text, offset, encoding });
        }
    };
    let mut start = 0;
    match encoding {
        Encoding::Ascii => {
            for end in memchr::memchr_iter(0, window) {
                keep(start, &window[start..end]);
                start = end + 1;
            }
        }
        // Compilers align them; the section begins at an even place.
        Encoding::Utf16 => {
            let mut name = Vec::new();
            for (index, pair) in window.chunks_exact(2).enumerate() {
                match pair {
                    [0, 0] => {
                        keep(2 * start, &name);
                        name.clear();
                        start = index + 1;
                    }
                    [low, 0] if name.len() <= MAX_NAME => name.push(*low),
                    // No name any more: longer than each, or of other characters.
                    _ => name.resize(MAX_NAME + 1, 0),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(window: &[u8], encoding: Encoding) -> Vec<String> {
        let mut found = BTreeMap::new();
        search(window, 0x100, true, encoding, &mut found);
        found.iter().map(|(usage, name)| format!("{usage} {:#x}", name.offset)).collect()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn whole_texts_only() {
        let window = b"\0AES-256-GCM\0SHA256 is a hash\0mySHA256\0sha512\0ML-KEM-768";
        assert_eq!(
            listed(window, Encoding::Ascii),
            ["aes-256/gcm 0x101", "sha-512 0x127"].map(str::to_owned)
        );
        let window =
            wide("\0AES\0AES key\0a name that is much too long\0ECDSA_P256\0SHA25\u{3042}\0");
        assert_eq!(listed(&window, Encoding::Utf16), ["aes 0x102", "ecdsa@secp256r1 0x154"]);
    }

    #[test]
    fn any_cut_is_total() {
        let window = [wide("\0AES\0ECDSA_P256\0"), b"\0AES-256-GCM\0".to_vec()].concat();
        for length in 0..window.len() {
            listed(&window[..length], Encoding::Ascii);
            listed(&window[..length], Encoding::Utf16);
        }
    }
}
