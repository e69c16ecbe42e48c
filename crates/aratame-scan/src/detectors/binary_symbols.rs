//! Algorithms by the names of imported and defined functions.

use aratame_algorithms::{Primitive, Usage};
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, AssetKind, Role};
use aratame_inventory::{Confidence, EvidenceLevel, Method, Position};
use std::collections::{BTreeMap, BTreeSet};

use crate::binary::{Binary, Called, Class, library};
use crate::detector::{About, Detector, Findings, Hit};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct BinarySymbols;

static ABOUT: About = About {
    id: "binary-symbols",
    title: "Cryptographic functions of binaries",
    title_ja: "バイナリー中の暗号関数",
    finds: "Algorithms that the name of an imported function fixes (used; of a cryptographic \
            library: offered on, implemented), and algorithms of functions that a file exports \
            or defines (implemented).",
    how: "Streams the symbol tables of ELF, PE (delayed imports too) and Mach-O (chained \
          fixups, bindings and the trie of exports too) and the index of ar archives, and \
          compares names with tables for OpenSSL, BoringSSL, AWS-LC, GnuTLS, Nettle, libsodium, \
          mbed TLS, wolfSSL, NSS, liboqs, PQClean, CommonCrypto, CryptoKit, Crypto++, Botan, \
          libavutil, \
          libkcapi, Go packages and code \
          that programs carry with them. Names that Go keeps for its run time are read as well, \
          which stripping leaves. Names of Rust (both manglings) count by their crate, and by the \
          innermost part of their path that says more: \
          a method is code of the crate that implements it, and one that a trait gives for all \
          types is told by the type that it was compiled for; what is only a parameter of other \
          code (Vec<sha2::Sha256>) counts for nothing, nor does how a type is shown to people. Of \
          other libraries, words \
          in names (an algorithm and what is done with it) are a sign where the file links a \
          cryptographic library or defines three such functions of one algorithm; words that mean \
          other things too, such as seed, dh or falcon, only before what is done with a key.",
    misses: "Functions that take the algorithm as an argument (gcry_cipher_open, \
             BCryptOpenAlgorithmProvider): what they are given is told by algorithm-arguments; \
             those \
             that take an object (EVP_EncryptInit_ex, PK11_CipherOp) give the link to the library \
             only. Local functions of stripped files. Names of Go before 1.16, and for \
             big-endian processors. Of a crate of Rust that is in no table, everything; of \
             one that serves several algorithms with the same code (ring, p256), which of them \
             is used. Imports of a PE by ordinal, but for those of libeay32.dll that its list \
             fixes.",
    references: &[
        "System V ABI, Symbol Table",
        "PE Format, Import Tables",
        "The libraries' own headers",
    ],
};

impl Detector for BinarySymbols {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind.is_executable()
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let Some(binary) = entry.binary() else { return };
        let tables = [&binary.imported, &binary.exported, &binary.local];
        if tables.iter().chain(&binary.worded.each_ref()).all(|table| table.is_empty()) {
            return;
        }
        match binary.observation(entry) {
            Ok(mut observation) => {
                let offers_on = observation.kind == AssetKind::Library;
                observation.algorithms = algorithms(binary, offers_on);
                if !observation.algorithms.is_empty() {
                    findings.observe(observation);
                }
            }
            Err(error) => findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string()),
        }
    }
}

/// A cryptographic library offers on what it imports from another one: to use it is the part of
/// the program that chooses it.
fn algorithms(binary: &Binary, offers_on: bool) -> Vec<AlgorithmUse> {
    let imported_level = if offers_on { EvidenceLevel::Implements } else { EvidenceLevel::Uses };
    let mut algorithms = Vec::new();
    for (calls, level, is_import) in [
        (&binary.imported, imported_level, true),
        (&binary.exported, EvidenceLevel::Implements, false),
        (&binary.local, EvidenceLevel::Implements, false),
    ] {
        algorithms.extend(uses(binary, calls, level, is_import));
    }
    let [asked, defined] = &binary.worded;
    if !binary.linked_cryptography().is_empty() || own_class(binary).is_some() {
        algorithms.extend(worded(asked, imported_level));
    }
    let several: BTreeMap<_, _> = defined.iter().filter(|(_, it)| it.count >= AGREEING).collect();
    algorithms.extend(worded(several, defined_level(binary)));
    algorithms
}

/// What words in the names of its own functions say of a file: a library whose algorithms are from
/// elsewhere, of a card, a module or another library, hands on what it is asked for.
fn defined_level(binary: &Binary) -> EvidenceLevel {
    match own_class(binary) {
        Some(Class::Protocol) => EvidenceLevel::Uses,
        _ => EvidenceLevel::Implements,
    }
}

/// Names of one algorithm by which a file defines it, where only their words tell.
const AGREEING: usize = 3;

/// What only the words of names tell is never sure.
fn worded<'c>(
    calls: impl IntoIterator<Item = (&'c u16, &'c Called)>,
    level: EvidenceLevel,
) -> Vec<AlgorithmUse> {
    let one = |usage: &Usage, called: &Called| {
        AlgorithmUse::new(AlgorithmRef::from(*usage), role(usage), level)
            .told_by(Method::Symbols, Confidence::Medium)
            .with_reason(&format!("words in the names of functions {}", called.reason()))
    };
    let pairs = calls.into_iter().map(|(number, called)| (Binary::usages(*number), called));
    pairs.flat_map(|(usages, called)| usages.iter().map(move |usage| one(usage, called))).collect()
}

/// One use for each algorithm, with the functions of all rows that name it.
fn uses(
    binary: &Binary,
    calls: &BTreeMap<u16, Called>,
    level: EvidenceLevel,
    is_import: bool,
) -> Vec<AlgorithmUse> {
    let mut by_usage: BTreeMap<Usage, (Confidence, BTreeSet<String>)> = BTreeMap::new();
    for (number, called) in calls {
        let confidence = confidence(binary, called, is_import);
        for usage in Binary::usages(*number) {
            let slot = by_usage.entry(*usage).or_insert((confidence, BTreeSet::new()));
            slot.0 = slot.0.max(confidence);
            slot.1.insert(called.reason());
        }
    }
    by_usage
        .into_iter()
        .map(|(usage, (confidence, reasons))| {
            let reasons: Vec<String> =
                reasons.into_iter().map(|reason| format!("functions {reason}")).collect();
            AlgorithmUse::new(AlgorithmRef::from(usage), role(&usage), level)
                .told_by(Method::Symbols, confidence)
                .with_reason(&reasons.join("; "))
        })
        .collect()
}

/// An import is sure when it comes from a cryptographic library, or may: a name alone is not.
fn confidence(binary: &Binary, called: &Called, is_import: bool) -> Confidence {
    let known = match &called.library {
        Some(name) => library(name).is_some(),
        None => !binary.linked_cryptography().is_empty(),
    };
    match is_import {
        true if !known => Confidence::Medium,
        true => Confidence::High,
        _ if called.count > 1 || is_cryptographic(binary) => Confidence::High,
        _ => Confidence::Medium,
    }
}

fn is_cryptographic(binary: &Binary) -> bool {
    own_class(binary) == Some(Class::Cryptography)
}

/// What the file is to programs that link it, where its own name is known.
fn own_class(binary: &Binary) -> Option<Class> {
    let soname = binary.executables.iter().find_map(|each| each.soname.as_deref());
    Some(library(soname?)?.class)
}

/// The part that an algorithm of this kind plays in a program.
pub(crate) fn role(usage: &Usage) -> Role {
    match usage.algorithm.primitive {
        Primitive::Signature => Role::Signature,
        Primitive::Kem | Primitive::KeyAgree | Primitive::Combiner => Role::KeyAgreement,
        Primitive::BlockCipher | Primitive::StreamCipher | Primitive::Ae | Primitive::KeyWrap => {
            Role::Encryption
        }
        Primitive::Pke => Role::Encryption,
        Primitive::Hash | Primitive::Xof => Role::Hash,
        Primitive::Mac => Role::Mac,
        Primitive::Kdf => Role::KeyDerivation,
        Primitive::Drbg => Role::Random,
        Primitive::Mode | Primitive::Padding | Primitive::Other => Role::Implementation,
    }
}
