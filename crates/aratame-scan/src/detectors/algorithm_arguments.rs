//! Algorithms that programs ask a library for by number or by name: what calls are given, and the
//! names beside the functions that take them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::rc::Rc;

use aratame_algorithms::Usage;
use aratame_formats::executable::{Content, Executable};
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Confidence, EvidenceLevel, Method, Position,
};

use super::binary_symbols::role;
use crate::binary::{
    Binary, Call, Encoding, MAX_EXPRESSION, MAX_NAME, MAX_TEXT, PassedOver, Vocabulary, calls,
};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct AlgorithmArguments;

static ABOUT: About = About {
    id: "algorithm-arguments",
    title: "Algorithms given to functions as an argument",
    title_ja: "関数に引数として渡すアルゴリズム",
    finds: "What calls of imported functions are given (used): numbers such as GCRY_CIPHER_AES256 \
            of libgcrypt, GnuTLS, mbed TLS 2.28, wolfSSL 5.5, OpenSSL (NIDs, padding), NSS \
            (PKCS #11 mechanisms and object identifiers), GLib, Qt 5 and 6, libell, libavutil, \
            and Windows' CryptoAPI and CNG (pseudo-handles), and names that such a call has the \
            address of. \
            Names such as AES-256-GCM in the data of programs that import a function which takes \
            one (reached): EVP_CIPHER_fetch and its like, gcry_md_map_name, OQS_KEM_new, \
            botan_hash_init, kcapi_md_init, S-expressions for gcry_sexp_build, and \
            BCryptOpenAlgorithmProvider with its names in UTF-16: what the \
            program can ask for, not what it does ask for.",
    how: "Finds the calls of such a function through the stubs and slots that relocations or \
          import tables tell, decodes the function around each (x86-64, i386, AArch64; of 32-bit \
          ARM and MIPS the code right before it), and follows what is put into the registers and \
          words of its arguments where no other way leads into the code; a function that hands on \
          what it was given is followed to its callers, three deep. The numbers are a table of the \
          headers, each for the library whose file is linked. Names: reads the data of the file \
          for whole texts, zero before and behind, that are a name of the library whose function \
          it is. Medium \
          confidence; low for a name without a digit, which may be said to people.",
    misses: "What is not constant: numbers out of tables, configurations and structures, or behind \
             a join of two ways. Calls in code for RISC-V and MIPS of 64 bits, in the ARM state, \
             and in Mach-O files; mbed TLS and wolfSSL of other versions, whose numbers differ; \
             calls by function pointers; std::string. Of names in the data: whether one is ever \
             passed, names that other texts are too (EC, RSA), names that are put together at run \
             time, and \
             texts that do not end in a zero (Rust, Go). Programs that were linked statically have \
             no import to go by.",
    references: &[
        "OpenSSL 3, crypto(7) and EVP_CIPHER_fetch(3)",
        "Microsoft, CNG Algorithm Identifiers",
        "The libraries' own headers, each with its version in data/arguments.toml",
        "System V ABI, AMD64, i386 and MIPS supplements; Procedure Call Standards for the Arm \
        Architecture",
    ],
};

/// Bytes of data searched at once.
const WINDOW: usize = 256 * 1024;
/// Bytes that two neighbouring windows share: the longest name, wide, or expression, and zeros.
const OVERLAP: usize = MAX_EXPRESSION + 2;
const _: () = assert!(OVERLAP >= 2 * MAX_NAME + 4);
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
        let takes_some = |binary: &&Binary| !binary.takers.is_empty() || binary.takes_numbers;
        let Some(binary) = entry.binary().filter(takes_some) else { return };
        if let Err(error) = look(entry, binary, findings) {
            findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string());
        }
    }
}

fn look(entry: &Entry<'_>, binary: &Binary, findings: &mut Findings<'_>) -> io::Result<()> {
    let mut passed_over = PassedOver::default();
    let asked = if binary.takes_numbers {
        asked(entry, binary, &mut passed_over)?
    } else {
        BTreeMap::new()
    };
    let named = if binary.takers.is_empty() {
        BTreeMap::new()
    } else {
        names(entry, binary, &mut passed_over)?
    };
    passed_over.tell(ABOUT.id, findings);
    if asked.is_empty() && named.is_empty() {
        return Ok(());
    }
    let mut observation = binary.observation(entry)?;
    // As with the names of functions: a library offers on what it asks another one for.
    let level = match observation.kind {
        AssetKind::Library => EvidenceLevel::Implements,
        _ => EvidenceLevel::Uses,
    };
    let is_sure = !asked.is_empty();
    observation.confidence = if is_sure { Confidence::High } else { Confidence::Medium };
    let asked = asked.iter().map(|(usage, calls)| asked_for(usage, calls, level));
    let named = named.iter().map(|(usage, name)| use_of(usage, name, binary));
    observation.algorithms = asked.chain(named).collect();
    findings.observe(observation);
    Ok(())
}

/// What calls ask for, with the calls of each.
fn asked(
    entry: &Entry<'_>,
    binary: &Binary,
    passed_over: &mut PassedOver,
) -> io::Result<BTreeMap<Usage, Vec<Rc<Call>>>> {
    let linked: Vec<&str> = binary.linked().into_iter().collect();
    let mut found: BTreeMap<Usage, Vec<Rc<Call>>> = BTreeMap::new();
    for executable in &binary.executables {
        for call in calls(executable, &entry.source, &linked, passed_over)? {
            let text = &mut |address, encoding| text(entry, executable, address, encoding);
            let call = Rc::new(call);
            for usage in call.taker.usage(&call.arguments, text) {
                found.entry(usage).or_default().push(Rc::clone(&call));
            }
        }
    }
    Ok(found)
}

/// The text at an address in the data of an executable, up to its zero.
fn text(
    entry: &Entry<'_>,
    executable: &Executable,
    address: u64,
    encoding: Encoding,
) -> Option<Vec<u8>> {
    let address = address.wrapping_sub(executable.image_base());
    let mut data = executable.sections.iter().filter(|section| section.content == Content::Data);
    let offset = data.find_map(|section| section.offset_of(address))?;
    let width = if encoding == Encoding::Utf16 { 2 } else { 1 };
    let bytes = entry.source.read(offset, MAX_TEXT * width).ok()?;
    let ends = |letter: &[u8]| letter.iter().all(|byte| *byte == 0);
    let length = bytes.chunks_exact(width).position(ends)?;
    let letters = bytes.chunks_exact(width).take(length);
    // What is beyond one byte is in no name.
    letters.map(|letter| letter.get(1).is_none_or(|high| *high == 0).then(|| letter[0])).collect()
}

fn asked_for(usage: &Usage, calls: &[Rc<Call>], level: EvidenceLevel) -> AlgorithmUse {
    let each = AlgorithmUse::new(AlgorithmRef::from(*usage), role(usage), level)
        .told_by(Method::Symbols, Confidence::High);
    let Some(first) = calls.first() else { return each };
    let mut reason = first.taker.shown(&first.arguments);
    if let Some(through) = first.through {
        reason = format!("{reason} through the call at {through:#x}");
    }
    let function = first.function.as_ref();
    let function = function.map(|range| format!("function {:#x}-{:#x}", range.start, range.end));
    let place = function.as_ref().map_or_else(String::new, |function| format!(" in {function}"));
    let count = calls.len();
    let more = if count > 1 { format!(", the first of {count} calls") } else { String::new() };
    let (library, header) = (first.taker.library, first.taker.header);
    let reason =
        format!("{reason} called at {:#x}{place}{more}, by {header} of {library}", first.address);
    let position = Position::bytes(first.offset, CALL);
    let position = function.iter().fold(position, |position, name| position.with_symbol(name));
    each.with_reason(&reason).at(position)
}

/// Bytes of a call that evidence shows.
const CALL: u64 = 4;

/// A name and where it stands first.
struct Name {
    text: String,
    offset: u64,
    vocabulary: Vocabulary,
}

fn use_of(usage: &Usage, name: &Name, binary: &Binary) -> AlgorithmUse {
    let has_digit = name.text.bytes().any(|byte| byte.is_ascii_digit());
    let is_telling = has_digit || name.vocabulary.encoding() == Encoding::SExpression;
    let confidence = if is_telling { Confidence::Medium } else { Confidence::Low };
    let takers = binary.takers.iter().filter(|(vocabulary, _)| *vocabulary == name.vocabulary);
    let takers: Vec<&str> = takers.map(|(_, function)| function.as_str()).collect();
    let reason = format!("name {} for {}", name.text, takers.join(", "));
    let width = if name.vocabulary.encoding() == Encoding::Utf16 { 2 } else { 1 };
    let position = Position::bytes(name.offset, (name.text.len() * width) as u64);
    AlgorithmUse::new(AlgorithmRef::from(*usage), role(usage), EvidenceLevel::Reaches)
        .told_by(Method::Names, confidence)
        .with_reason(&reason)
        .at(position)
}

/// Every name in the data of the file, by what it means.
fn names(
    entry: &Entry<'_>,
    binary: &Binary,
    passed_over: &mut PassedOver,
) -> io::Result<BTreeMap<Usage, Name>> {
    let vocabularies: BTreeSet<Vocabulary> =
        binary.takers.iter().map(|(vocabulary, _)| *vocabulary).collect();
    let mut found = BTreeMap::new();
    let sections = binary.executables.iter().flat_map(|each| &each.sections);
    let mut left = MAX_DATA;
    let mut room = Vec::new();
    for section in sections.filter(|section| section.content == Content::Data) {
        let size = section.size.min(left);
        left -= size;
        if size < section.size {
            passed_over.add("names in data beyond 256 MiB");
        }
        let mut at = 0;
        while at < size {
            let wanted = usize::try_from(size - at).unwrap_or(WINDOW).min(WINDOW);
            let window = entry.source.read_into(section.offset + at, wanted, &mut room)?;
            for vocabulary in &vocabularies {
                search(window, section.offset + at, at == 0, *vocabulary, &mut found);
            }
            // A name that crosses into the next window is seen there, with the zero before it.
            let step = if window.len() < WINDOW { window.len() } else { WINDOW - OVERLAP };
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
    vocabulary: Vocabulary,
    found: &mut BTreeMap<Usage, Name>,
) {
    let mut keep = |offset: usize, name: &[u8]| {
        if offset == 0 && !is_first {
            return;
        }
        let usages = match vocabulary.encoding() {
            Encoding::SExpression => vocabulary.listed(name),
            Encoding::Ascii | Encoding::Utf16 => vocabulary.named(name).to_vec(),
        };
        for usage in usages {
            let name = Name { text: shown(name), offset: base + offset as u64, vocabulary };
            found.entry(usage).or_insert(name);
        }
    };
    let mut start = 0;
    match vocabulary.encoding() {
        Encoding::Ascii | Encoding::SExpression => {
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

/// A name as a reason shows it: of expressions the beginning, in one line.
fn shown(name: &[u8]) -> String {
    const MAX_SHOWN: usize = 80;
    let text = String::from_utf8_lossy(name);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(window: &[u8], function: &str) -> Vec<String> {
        let mut found = BTreeMap::new();
        let vocabulary = Vocabulary::of(function.as_bytes()).unwrap();
        search(window, 0x100, true, vocabulary, &mut found);
        found.iter().map(|(usage, name)| format!("{usage} {:#x}", name.offset)).collect()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn whole_texts_only() {
        let window = b"\0AES-256-GCM\0SHA256 is a hash\0mySHA256\0sha512\0ML-KEM-768";
        assert_eq!(
            listed(window, "EVP_MD_fetch"),
            ["aes-256/gcm 0x101", "sha-512 0x127"].map(str::to_owned)
        );
        let window =
            wide("\0AES\0AES key\0a name that is much too long\0ECDSA_P256\0SHA25\u{3042}\0");
        assert_eq!(
            listed(&window, "BCryptOpenAlgorithmProvider"),
            ["aes 0x102", "ecdsa@secp256r1 0x154"]
        );
    }

    #[test]
    fn s_expressions_of_libgcrypt() {
        let window =
            b"\0(genkey\n (rsa (nbits 4:2048)))\0rsa\0(data (flags oaep)(hash sha256 %b))\0";
        assert_eq!(
            listed(window, "gcry_sexp_build"),
            ["rsa 0x101", "rsaes-oaep 0x124", "sha-256 0x124"].map(str::to_owned)
        );
        assert_eq!(shown(b"(genkey\n (rsa))"), "(genkey (rsa))");
        assert_eq!(shown(&[b'x'; 500]).len(), 80);
    }

    #[test]
    fn any_cut_is_total() {
        let window = [wide("\0AES\0ECDSA_P256\0"), b"\0AES-256-GCM\0".to_vec()].concat();
        for length in 0..window.len() {
            listed(&window[..length], "EVP_MD_fetch");
            listed(&window[..length], "BCryptOpenAlgorithmProvider");
        }
    }
}
