//! Names that stand in the data of programs because the code needs them, and that stripping
//! leaves: types of C++, and the tables by which OpenSSL's providers offer algorithms.
//!
//! Unlike names that a program asks a library for, these are there only with the code.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use aratame_algorithms::{OidRole, Usage, oid};
use aratame_formats::executable::{Content, Section};
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Confidence, EvidenceLevel, Method, Position};

use super::binary_symbols::role;
use crate::binary::Binary;
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct RetainedNames;

static ABOUT: About = About {
    id: "retained-names",
    title: "Names that stripping leaves",
    title_ja: "ストリップ後も残る名前",
    finds: "Algorithms that a stripped program contains, by names that its own code needs: types \
            of Crypto++ and Botan as C++ keeps them for its run time (typeinfo of ELF and Mach-O, \
            type descriptors of Microsoft's compiler), with the library (`contained-products`), and \
            the names under which a provider of OpenSSL 3 offers what it implements.",
    how: "Searches the namespaces of the two libraries in texts that begin after a zero, and reads \
          the class by the table of functions; of a provider, reads the section where many texts \
          of the form NAME:NAME:OBJECT IDENTIFIER stand, by the catalogue's identifiers. Not in \
          files that link the library: there the names belong to its interface.",
    misses: "C++ that was compiled without run-time types, libraries of other namespaces, and \
             whether the code is ever called. A provider has all its algorithms in one object, so \
             a program that asks OpenSSL for one contains them all.",
    references: &[
        "Itanium C++ ABI, 2.9.5 and 5.1.5",
        "OpenSSL 3, provider-base(7), OSSL_ALGORITHM",
    ],
};

static PATTERNS: &[Pattern] = &[
    Pattern::checked(b"N8CryptoPP", Scope::Executable, begins_text),
    Pattern::checked(b"N5Botan", Scope::Executable, begins_text),
    Pattern::checked(b"@CryptoPP@@", Scope::Executable, ends_descriptor),
    Pattern::checked(b"@Botan@@", Scope::Executable, ends_descriptor),
    Pattern::checked(b":1.2.840.113549.", Scope::Executable, begins_identifier),
];

/// The pattern of providers.
const OF_PROVIDER: u16 = 4;
/// Namespaces of the first and second, and of the third and fourth pattern.
const NAMESPACES: [&str; 2] = ["N8CryptoPP", "N5Botan"];
/// The products of the namespaces, as the table of functions calls them.
const PRODUCTS: [&str; 2] = ["Crypto++", "Botan"];
/// The libraries of the namespaces, by the beginnings of the names that a loader knows.
const LIBRARIES: [&[&str]; 2] =
    [&["libcryptopp", "libcrypto++", "cryptopp"], &["libbotan", "botan"]];
/// Beginnings of the name of OpenSSL's library.
const OPENSSL: &[&str] = &["libcrypto"];

/// Types whose name has internal linkage begin with an asterisk.
fn begins_text(window: &[u8], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| window.get(before)).is_some_and(|it| matches!(it, 0 | b'*'))
}

/// Longest name of a class of a type descriptor.
const MAX_CLASS: usize = 64;
/// What a type descriptor of a class begins with.
const DESCRIPTOR: &[u8] = b".?AV";

fn ends_descriptor(window: &[u8], at: usize) -> bool {
    class(window, at).is_some()
}

/// The class of the type descriptor whose namespace begins at `at`.
fn class(window: &[u8], at: usize) -> Option<&str> {
    let from = at.saturating_sub(MAX_CLASS + DESCRIPTOR.len());
    let head = window.get(from..at)?;
    let begin = memchr::memmem::rfind(head, DESCRIPTOR)? + DESCRIPTOR.len();
    let name = head.get(begin..)?;
    let is_name = !name.is_empty() && name.iter().all(|c| c.is_ascii_alphanumeric() || *c == b'_');
    std::str::from_utf8(name).ok().filter(|_| is_name)
}

fn begins_identifier(window: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| window.get(before));
    before.is_some_and(u8::is_ascii_alphanumeric)
}

impl Detector for RetainedNames {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let Some(binary) = entry.binary() else { return };
        let found =
            observe(entry, binary, hits).and_then(|found| Ok((found, binary.observation(entry)?)));
        match found {
            Ok((found, mut observation)) if !found.is_empty() => {
                observation.confidence =
                    found.values().map(|each| each.confidence).max().unwrap_or(Confidence::Low);
                observation.algorithms = found.iter().map(|(usage, it)| it.to_use(usage)).collect();
                let products: BTreeSet<_> =
                    found.values().filter_map(|each| each.product).collect();
                // Where names of functions are left, they tell more.
                if !products.is_empty() && binary.contained(entry).is_empty() {
                    let products: Vec<_> = products.into_iter().map(str::to_owned).collect();
                    observation.attribute("contained-products", products);
                }
                findings.observe(observation);
            }
            Ok(_) => {}
            Err(error) => findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string()),
        }
    }
}

/// A name and what it says.
struct Named {
    /// The product whose code it names.
    product: Option<&'static str>,
    method: Method,
    confidence: Confidence,
    reason: String,
    position: Position,
}

impl Named {
    fn to_use(&self, usage: &Usage) -> AlgorithmUse {
        AlgorithmUse::new(AlgorithmRef::from(*usage), role(usage), EvidenceLevel::Implements)
            .told_by(self.method, self.confidence)
            .with_reason(&self.reason)
            .at(self.position.clone())
    }
}

fn observe(entry: &Entry<'_>, binary: &Binary, hits: &[Hit]) -> io::Result<BTreeMap<Usage, Named>> {
    let mut found = BTreeMap::new();
    let links = |names: &[&str]| {
        let linked = binary.linked();
        linked.iter().any(|library| names.iter().any(|name| library.starts_with(name)))
    };
    let is_foreign = LIBRARIES.map(|names| !links(names));
    for hit in hits.iter().filter(|hit| hit.pattern < OF_PROVIDER) {
        if is_foreign[usize::from(hit.pattern) % 2] {
            read_type(entry, hit, &mut found)?;
        }
    }
    if !links(OPENSSL)
        && let Some(hit) = hits.iter().find(|hit| hit.pattern == OF_PROVIDER)
    {
        found.extend(read_provider(entry, binary, hit)?);
    }
    Ok(found)
}

/// Bytes of a mangled name that are read: the class stands at its beginning.
const MAX_MANGLED: usize = 64;

fn read_type(entry: &Entry<'_>, hit: &Hit, found: &mut BTreeMap<Usage, Named>) -> io::Result<()> {
    let namespace = NAMESPACES[usize::from(hit.pattern) % 2];
    let mangled = if hit.pattern < 2 {
        let bytes = entry.source.read(hit.offset, MAX_MANGLED)?;
        let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        String::from_utf8_lossy(name).into_owned()
    } else {
        let from = hit.offset.saturating_sub((MAX_CLASS + DESCRIPTOR.len()) as u64);
        let length = usize::try_from(hit.offset - from).unwrap_or(0);
        let head = entry.source.read(from, length)?;
        let Some(class) = class(&head, head.len()) else { return Ok(()) };
        format!("{namespace}{}{class}E", class.len())
    };
    for usage in Binary::meaning(format!("_Z{mangled}").as_bytes()) {
        let position = Position::bytes(hit.offset, mangled.len() as u64);
        found.entry(*usage).or_insert_with(|| Named {
            product: Some(PRODUCTS[usize::from(hit.pattern) % 2]),
            method: Method::Symbols,
            confidence: Confidence::High,
            reason: format!("type {mangled} that C++ keeps for its run time"),
            position,
        });
    }
    Ok(())
}

/// Texts of a provider that must stand in one section: documents quote one or two.
const NEEDED: usize = 12;
/// Most of a section that is read.
const MAX_SECTION: u64 = 32 << 20;

/// Names that a provider gives without an object identifier. OpenSSL 3, prov/names.h.
const BARE: [(&str, &str); 8] = [
    ("ChaCha20", "chacha20"),
    ("ChaCha20-Poly1305", "chacha20-poly1305"),
    ("ECDH", "ecdh"),
    ("ECDSA", "ecdsa"),
    ("HKDF", "hkdf"),
    ("HMAC", "hmac"),
    ("POLY1305", "poly1305"),
    ("SIPHASH", "siphash"),
];

fn read_provider(
    entry: &Entry<'_>,
    binary: &Binary,
    hit: &Hit,
) -> io::Result<BTreeMap<Usage, Named>> {
    let holds = |section: &&Section| {
        section.content == Content::Data && section.range().contains(&hit.offset)
    };
    let mut sections = binary.executables.iter().flat_map(|each| &each.sections);
    let Some(section) = sections.find(holds) else { return Ok(BTreeMap::new()) };
    let length = usize::try_from(section.size.min(MAX_SECTION)).unwrap_or(0);
    Ok(provided(&entry.source.read(section.offset, length)?, section.offset))
}

/// What the texts of a section say, when it has those of a provider.
fn provided(bytes: &[u8], base: u64) -> BTreeMap<Usage, Named> {
    let mut found = BTreeMap::new();
    let (mut listed, mut bare) = (0, Vec::new());
    let mut start = 0;
    for end in memchr::memchr_iter(0, bytes) {
        let text = std::str::from_utf8(&bytes[start..end]).unwrap_or_default();
        let place = (base + start as u64, text);
        start = end + 1;
        let usages = offered(text);
        listed += usize::from(!usages.is_empty());
        for usage in usages {
            found.entry(*usage).or_insert_with(|| of_provider(place));
        }
        let known = BARE.iter().find(|(name, _)| *name == text);
        bare.extend(known.and_then(|(_, spec)| Some((Usage::parse(spec)?, place))));
    }
    if listed < NEEDED {
        return BTreeMap::new();
    }
    for (usage, place) in bare {
        found.entry(usage).or_insert_with(|| of_provider(place));
    }
    found
}

fn of_provider((offset, text): (u64, &str)) -> Named {
    Named {
        // Other providers give names of the same form.
        product: None,
        method: Method::Names,
        confidence: Confidence::Medium,
        reason: format!("{text} among the names that a provider of OpenSSL offers"),
        position: Position::bytes(offset, text.len() as u64),
    }
}

/// The algorithms of a text NAME:NAME:OBJECT IDENTIFIER; none of another text.
fn offered(text: &str) -> &'static [Usage] {
    const MAX_TEXT: usize = 128;
    let Some((names, identifier)) = text.rsplit_once(':').filter(|_| text.len() <= MAX_TEXT) else {
        return &[];
    };
    let begins_so = names.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase());
    let known = oid(identifier).filter(|entry| begins_so && entry.role == OidRole::Algorithm);
    known.map_or(&[], |entry| &entry.usages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &[&str]) -> Vec<u8> {
        list.iter().flat_map(|text| [text.as_bytes(), b"\0"].concat()).collect()
    }

    const PROVIDER: [&str; 13] = [
        "SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1",
        "SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2",
        "SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3",
        "SHA3-224:2.16.840.1.101.3.4.2.7",
        "SHA3-256:2.16.840.1.101.3.4.2.8",
        "SHA3-384:2.16.840.1.101.3.4.2.9",
        "SHA3-512:2.16.840.1.101.3.4.2.10",
        "MD5:SSL3-MD5:1.2.840.113549.2.5",
        "PBKDF2:1.2.840.113549.1.5.12",
        "SCRYPT:id-scrypt:1.3.6.1.4.1.11591.4.11",
        "X25519:1.3.101.110",
        "AES-128-CBC:AES128:2.16.840.1.101.3.4.1.2",
        "HMAC",
    ];

    #[test]
    fn a_provider_is_told_by_many_names() {
        let found = provided(&texts(&PROVIDER), 0x1000);
        let names: Vec<String> = found.keys().map(Usage::to_string).collect();
        for name in ["pbkdf2", "scrypt", "x25519", "hmac", "sha3-256", "aes-128/cbc"] {
            assert!(names.iter().any(|each| each == name), "{name} {names:?}");
        }
        let hmac = found.get(&Usage::parse("hmac").unwrap()).unwrap();
        let end = 0x1000 + texts(&PROVIDER[..12]).len() as u64;
        assert_eq!(hmac.position, Position::bytes(end, 4));
    }

    #[test]
    fn a_few_names_are_no_provider() {
        assert!(provided(&texts(&PROVIDER[2..]), 0).is_empty());
        let prose = ["see PBKDF2:1.2.840.113549.1.5.12"; 20];
        assert!(provided(&texts(&prose), 0).is_empty());
        assert!(provided(b"SHA3-224:2.16.840.1.101.3.4.2.7", 0).is_empty());
    }

    #[test]
    fn classes_of_descriptors() {
        let window = b"\0\0.?AVSHA256@CryptoPP@@\0";
        let at = memchr::memmem::find(window, b"@CryptoPP@@").unwrap();
        assert_eq!(class(window, at), Some("SHA256"));
        assert!(ends_descriptor(window, at));
        for window in [&b".?AV@CryptoPP@@"[..], b"SHA256@CryptoPP@@", b".?AV$a@x@CryptoPP@@"] {
            let at = memchr::memmem::find(window, b"@CryptoPP@@").unwrap();
            assert!(!ends_descriptor(window, at));
        }
    }

    #[test]
    fn types_are_known_by_the_table_of_functions() {
        let meant = |name: &str| {
            Binary::meaning(name.as_bytes()).iter().map(Usage::to_string).collect::<Vec<_>>()
        };
        assert_eq!(meant("_ZN8CryptoPP9HMAC_BaseE"), ["hmac"]);
        assert_eq!(meant("_ZN8CryptoPP21ChaCha20Poly1305_BaseE"), ["chacha20-poly1305"]);
        assert_eq!(meant("_ZN5Botan4HMACE"), ["hmac"]);
        assert!(meant("_ZN8CryptoPP9ExceptionE").is_empty());
    }
}
