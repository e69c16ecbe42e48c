//! Names and identifiers in binaries: cipher suites, SSH algorithms, object identifiers, and what
//! hashes of passwords begin with.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::LazyLock;

use aratame_algorithms::{
    OidEntry, OidRole, Registry, Usage, algorithm, cipher_suite_by_name, entry_by_name, oids,
};
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Confidence, EvidenceLevel, Method, Position};

use super::binary_symbols::role;
use crate::binary::{Binary, KERNEL, MAX_NAME, PassedOver};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct Strings;

static ABOUT: About = About {
    id: "strings",
    title: "Names of suites and object identifiers in binaries",
    title_ja: "バイナリー中の暗号スイート名とオブジェクト識別子",
    finds: "Names of TLS cipher suites and SSH algorithms that a binary may negotiate, and \
            object identifiers in DER of algorithms and curves that it may handle, and what \
            hashes of passwords begin with by crypt(5) ($argon2id$, $scrypt$, $7$, $y$, $gy$, \
            $2b$), and names of the kernel's interface, such as cbc(aes) and hmac(sha256): what \
            it can reach, never what it implements or uses.",
    how: "Searches a dozen beginnings of names, then reads the names around each by the \
          registries of the catalogue; and the first bytes of the arcs of algorithms, taken only \
          as a whole DER object identifier that the catalogue has, before the end of the last \
          section: a signature behind it is no part of the program. A name alone is a weak sign: \
          low confidence, medium when several names of one registry stand together. A beginning \
          of password hashes is always a weak sign; a short one counts only where its text \
          begins. A name of the kernel counts where all that stands together is one; it is \
          always a weak sign.",
    misses: "Names that are put together at run time, code points without names, object \
             identifiers without tag and length, the beginnings $1$, $5$ and $6$, which are too \
             short to be told from other text, short ones without a zero before (Rust, Go), \
             names of the kernel without AES, triple DES or SHA where none with one of those \
             stands near, \
             and whether anything of it is ever used.",
    references: &[
        "IANA TLS Parameters",
        "IANA SSH Parameters",
        "ITU-T X.690",
        "crypt(5)",
        "Linux, Documentation/crypto/architecture.rst",
    ],
};

/// Beginnings of names; what stands around is read when one is met.
const NAMES: usize = 12;
/// Beginnings of password hashes, after the names.
const FORMATS: usize = 8;
/// Parts of names of the kernel, after the formats.
const TEMPLATES: usize = 3;
/// Most bytes that are read of a password hash.
const FORMAT_LENGTH: usize = 64;

static PATTERNS: &[Pattern] = &[
    Pattern::checked(b"TLS_AES_", Scope::Executable, begins_name),
    Pattern::checked(b"TLS_ECDHE_", Scope::Executable, begins_name),
    Pattern::checked(b"TLS_RSA_WITH_", Scope::Executable, begins_name),
    Pattern::checked(b"ECDHE-RSA-", Scope::Executable, begins_name),
    Pattern::checked(b"ECDHE-ECDSA-", Scope::Executable, begins_name),
    Pattern::checked(b"DHE-RSA-AES", Scope::Executable, begins_name),
    Pattern::checked(b"AES128-SHA", Scope::Executable, begins_name),
    Pattern::checked(b"diffie-hellman-group", Scope::Executable, begins_name),
    Pattern::checked(b"curve25519-sha256", Scope::Executable, begins_name),
    Pattern::checked(b"hmac-sha2-", Scope::Executable, begins_name),
    Pattern::checked(b"chacha20-poly1305@", Scope::Executable, begins_name),
    Pattern::checked(b"ecdsa-sha2-nistp", Scope::Executable, begins_name),
    Pattern::checked(b"$argon2", Scope::Executable, |_, _| true),
    Pattern::checked(b"$scrypt$", Scope::Executable, |_, _| true),
    // Shorter ones with the zero before them: four bytes share a pass with others.
    Pattern::checked(b"\0$7$", Scope::Executable, is_password_text),
    Pattern::checked(b"\0$y$", Scope::Executable, is_password_text),
    Pattern::checked(b"\0$gy$", Scope::Executable, is_password_text),
    Pattern::checked(b"\0$2a$", Scope::Executable, is_password_text),
    Pattern::checked(b"\0$2b$", Scope::Executable, is_password_text),
    Pattern::checked(b"\0$2y$", Scope::Executable, is_password_text),
    Pattern::checked(b"(aes)", Scope::Executable, is_kernel_name),
    Pattern::checked(b"(sha", Scope::Executable, is_kernel_name),
    Pattern::checked(b"(des3_ede)", Scope::Executable, is_kernel_name),
    // 1.2.840.113549 RSA, 1.2.840.10045 and 10040 ANSI, 2.16.840.1.101.3.4 NIST, 1.3.132.0 SECG,
    // 1.3.14.3.2 OIW, 1.3.36.3.3.2.8.1.1 Brainpool, 1.3.101 Edwards and Montgomery,
    // 1.2.392.200011.61.1 Camellia, 1.2.410 Korea, 1.2.156.10197 China, 1.2.643.7 Russia.
    Pattern::checked(b"\x2a\x86\x48\x86\xf7\x0d", Scope::Executable, is_tagged),
    Pattern::checked(b"\x2a\x86\x48\xce", Scope::Executable, is_tagged),
    Pattern::checked(b"\x60\x86\x48\x01\x65\x03\x04", Scope::Executable, is_tagged),
    Pattern::checked(b"\x2b\x81\x04\x00", Scope::Executable, is_tagged),
    Pattern::checked(b"\x2b\x0e\x03\x02", Scope::Executable, is_tagged),
    Pattern::checked(b"\x2b\x24\x03\x03\x02\x08\x01\x01", Scope::Executable, is_tagged),
    Pattern::checked(b"\x06\x03\x2b\x65", Scope::Executable, |_, _| true),
    Pattern::checked(b"\x2a\x83\x08\x8c\x9a\x4b\x3d\x01", Scope::Executable, is_tagged),
    Pattern::checked(b"\x2a\x83\x1a\x8c\x9a", Scope::Executable, is_tagged),
    Pattern::checked(b"\x2a\x81\x1c\xcf\x55\x01", Scope::Executable, is_tagged),
    Pattern::checked(b"\x2a\x85\x03\x07\x01", Scope::Executable, is_tagged),
];

/// The pattern that has its tag and length in itself.
const WITH_TAG: &[u8] = b"\x06\x03\x2b\x65";

fn begins_name(window: &[u8], at: usize) -> bool {
    at == 0 || window.get(at - 1).is_some_and(|byte| !is_name(*byte))
}

fn is_kernel_name(window: &[u8], at: usize) -> bool {
    !KERNEL.named(kernel_name(window, at)).is_empty()
}

/// All that stands together around a place, of what names of the kernel are made of.
fn kernel_name(bytes: &[u8], at: usize) -> &[u8] {
    let is_part = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'(' | b')' | b',' | b'-' | b'_')
    };
    let (before, after) = bytes.split_at(at.min(bytes.len()));
    let behind = after.iter().take(MAX_NAME).take_while(|byte| is_part(byte)).count();
    let ahead = before.iter().rev().take(MAX_NAME).take_while(|byte| is_part(byte)).count();
    &bytes[before.len() - ahead..before.len() + behind]
}

/// Up to the zero that ends the text, only what crypt(5) allows, or a place for it, follows.
fn is_password_text(window: &[u8], at: usize) -> bool {
    let text = window.get(at + 1..).unwrap_or_default().iter().take(FORMAT_LENGTH);
    let is_allowed = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'$' | b'=' | b',' | b'%')
    };
    text.take_while(|byte| **byte != 0).all(is_allowed)
}

/// Tag OBJECT IDENTIFIER and a short length stand before.
fn is_tagged(window: &[u8], at: usize) -> bool {
    let head = at.checked_sub(2).and_then(|from| window.get(from..at));
    matches!(head, Some([6, length]) if (3..=20).contains(length))
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'@' | b'.')
}

impl Detector for Strings {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let Some(binary) = entry.binary() else { return };
        let (names, others): (Vec<Hit>, Vec<Hit>) =
            hits.iter().partition(|hit| usize::from(hit.pattern) < NAMES);
        let (formats, others): (Vec<Hit>, Vec<Hit>) =
            others.iter().partition(|hit| usize::from(hit.pattern) < NAMES + FORMATS);
        let (templates, identifiers): (Vec<Hit>, Vec<Hit>) =
            others.iter().partition(|hit| usize::from(hit.pattern) < NAMES + FORMATS + TEMPLATES);
        let mut passed_over = PassedOver::default();
        let uses = read_names(entry, &names, &mut passed_over).and_then(|mut uses| {
            uses.extend(read_formats(entry, &formats)?);
            uses.extend(read_kernel_names(entry, &templates, &mut passed_over)?);
            let own: Vec<Hit> =
                identifiers.into_iter().filter(|hit| hit.offset < end_of_image(binary)).collect();
            uses.extend(read_identifiers(entry, &own)?);
            Ok(uses)
        });
        passed_over.tell(ABOUT.id, findings);
        match uses.and_then(|uses| Ok((uses, binary.observation(entry)?))) {
            Ok((uses, mut observation)) if !uses.is_empty() => {
                observation.confidence =
                    uses.iter().map(|each| each.confidence).max().unwrap_or(Confidence::Low);
                observation.algorithms = uses;
                findings.observe(observation);
            }
            Ok(_) => {}
            Err(error) => findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string()),
        }
    }
}

/// Bytes read on each side of a name: lists of names stand together.
const AROUND: u64 = 2048;
/// Places around which names are read in one file.
const MAX_PLACES: usize = 256;
/// Names of one registry that together are more than a chance mention.
const TOGETHER: usize = 3;

/// Visits what stands around each hit, each byte once.
fn around(
    entry: &Entry<'_>,
    hits: &[Hit],
    passed_over: &mut PassedOver,
    visit: &mut dyn FnMut(&[u8]),
) -> io::Result<()> {
    let (mut read_to, mut places) = (0, 0);
    for hit in hits {
        if hit.offset < read_to {
            continue;
        }
        if places == MAX_PLACES {
            passed_over.add("names beyond 256 places");
            break;
        }
        places += 1;
        let from = hit.offset.saturating_sub(AROUND).max(read_to);
        read_to = hit.offset + AROUND;
        visit(&entry.source.read(from, usize::try_from(read_to - from).unwrap_or(0))?);
    }
    Ok(())
}

/// The algorithms of all known names around the hits.
fn read_names(
    entry: &Entry<'_>,
    hits: &[Hit],
    passed_over: &mut PassedOver,
) -> io::Result<Vec<AlgorithmUse>> {
    let mut found: [BTreeSet<String>; 2] = Default::default();
    let mut usages: BTreeMap<Usage, (usize, String)> = BTreeMap::new();
    around(entry, hits, passed_over, &mut |bytes| {
        let names = bytes.split(|byte| !is_name(*byte));
        for name in names.filter(|name| (5..=64).contains(&name.len())) {
            let Ok(name) = std::str::from_utf8(name) else { continue };
            let Some((registry, parts)) = meaning(name) else { continue };
            found[registry].insert(name.to_owned());
            for usage in parts {
                usages.entry(usage).or_insert_with(|| (registry, name.to_owned()));
            }
        }
    })?;
    Ok(usages
        .into_iter()
        .map(|(usage, (registry, name))| {
            let several = found[registry].len() >= TOGETHER;
            let confidence = if several { Confidence::Medium } else { Confidence::Low };
            weak(&usage, confidence, &format!("name {name}"))
        })
        .collect())
}

/// TLS suites are 0, names of SSH are 1. A name without separator is everyday text.
fn meaning(name: &str) -> Option<(usize, Vec<Usage>)> {
    const SSH: [Registry; 4] =
        [Registry::SshKex, Registry::SshHostKey, Registry::SshCipher, Registry::SshMac];
    if !name.contains(['-', '_']) {
        return None;
    }
    if let Some(suite) = cipher_suite_by_name(name) {
        return Some((0, suite.usages()));
    }
    let entry = SSH.into_iter().find_map(|registry| entry_by_name(registry, name))?;
    Some((1, entry.usages.clone()))
}

/// What hashes of passwords begin with, by the registry of crypt(5).
fn read_formats(entry: &Entry<'_>, hits: &[Hit]) -> io::Result<Vec<AlgorithmUse>> {
    let mut usages: BTreeMap<Usage, String> = BTreeMap::new();
    for hit in hits {
        let bytes = entry.source.read(hit.offset, FORMAT_LENGTH)?;
        let Some((id, parts)) = format(&bytes) else { continue };
        for usage in parts {
            usages.entry(*usage).or_insert_with(|| id.to_owned());
        }
    }
    let low = |(usage, id): (Usage, String)| {
        let reason = format!("${id}$, what password hashes begin with");
        weak(&usage, Confidence::Low, &reason)
    };
    Ok(usages.into_iter().map(low).collect())
}

/// Names of the kernel's interface at the hits and around them.
fn read_kernel_names(
    entry: &Entry<'_>,
    hits: &[Hit],
    passed_over: &mut PassedOver,
) -> io::Result<Vec<AlgorithmUse>> {
    let mut usages: BTreeMap<Usage, String> = BTreeMap::new();
    around(entry, hits, passed_over, &mut |bytes| {
        for at in memchr::memchr_iter(b'(', bytes) {
            let name = kernel_name(bytes, at);
            for usage in KERNEL.named(name) {
                let name = || String::from_utf8_lossy(name).into_owned();
                usages.entry(*usage).or_insert_with(name);
            }
        }
    })?;
    let low = |(usage, name): (Usage, String)| {
        weak(&usage, Confidence::Low, &format!("name {name} of the kernel's interface"))
    };
    Ok(usages.into_iter().map(low).collect())
}

/// The name between the first two dollars, and what it stands for.
fn format(bytes: &[u8]) -> Option<(&str, &'static [Usage])> {
    let mut parts = bytes.split(|byte| *byte == b'$');
    let id = std::str::from_utf8(parts.nth(1)?).ok()?;
    parts.next()?;
    Some((id, &entry_by_name(Registry::Crypt, id)?.usages))
}

/// Where the last section of an executable ends: what follows is about the program, such as the
/// signature of a driver or kernel module, and nothing that it could reach.
fn end_of_image(binary: &Binary) -> u64 {
    let sections = binary.executables.iter().flat_map(|each| &each.sections);
    sections.map(|section| section.range().end).max().unwrap_or(u64::MAX)
}

/// Object identifiers of algorithms and curves by their content bytes.
static IDENTIFIERS: LazyLock<HashMap<Vec<u8>, &'static OidEntry>> = LazyLock::new(|| {
    let wanted =
        oids().iter().filter(|entry| matches!(entry.role, OidRole::Algorithm | OidRole::Curve));
    wanted.filter_map(|entry| Some((content(entry.oid)?, entry))).collect()
});

/// Content of a DER object identifier. ITU-T X.690, 8.19.
fn content(dotted: &str) -> Option<Vec<u8>> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().ok()).collect::<Option<_>>()?;
    let (first, rest) = arcs.split_first()?;
    let (second, rest) = rest.split_first()?;
    let mut bytes = Vec::new();
    for arc in [first * 40 + second].iter().chain(rest) {
        let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
        for group in (0..groups).rev() {
            let more = if group > 0 { 0x80 } else { 0 };
            bytes.push((arc >> (7 * group) & 0x7f) as u8 | more);
        }
    }
    Some(bytes)
}

fn read_identifiers(entry: &Entry<'_>, hits: &[Hit]) -> io::Result<Vec<AlgorithmUse>> {
    let mut usages: BTreeMap<Usage, &OidEntry> = BTreeMap::new();
    for hit in hits {
        let own_tag = PATTERNS[usize::from(hit.pattern)].literal == WITH_TAG;
        let start = if own_tag { hit.offset } else { hit.offset - 2 };
        let bytes = entry.source.read(start, 24)?;
        let Some(found) = identifier(&bytes) else { continue };
        for usage in meant(found) {
            usages.entry(usage).or_insert(found);
        }
    }
    let low = |(usage, found): (Usage, &OidEntry)| {
        let reason = format!("object identifier {} ({})", found.oid, found.name);
        weak(&usage, Confidence::Low, &reason)
    };
    Ok(usages.into_iter().map(low).collect())
}

/// What an identifier stands for: a curve alone stands for any algorithm over it.
fn meant(entry: &OidEntry) -> Vec<Usage> {
    let over = |curve| Some(Usage { curve: Some(curve), ..Usage::of(algorithm("ec")?) });
    match entry.curve {
        Some(curve) if entry.usages.is_empty() => over(curve).into_iter().collect(),
        _ => entry.usages.clone(),
    }
}

/// The catalogue's entry for the DER object identifier that begins here.
fn identifier(bytes: &[u8]) -> Option<&'static OidEntry> {
    let [6, length, rest @ ..] = bytes else { return None };
    IDENTIFIERS.get(rest.get(..usize::from(*length))?).copied()
}

/// A name in a binary says what it can reach, not what it is told to do: whether code is there or
/// in use is for constants, calls and configurations to say.
fn weak(usage: &Usage, confidence: Confidence, reason: &str) -> AlgorithmUse {
    AlgorithmUse::new(AlgorithmRef::from(*usage), role(usage), EvidenceLevel::Reaches)
        .told_by(Method::Names, confidence)
        .with_reason(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_of_object_identifiers() {
        assert_eq!(
            content("1.2.840.113549.1.1.1").unwrap(),
            b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
        );
        assert_eq!(content("1.3.101.112").unwrap(), b"\x2b\x65\x70");
        assert_eq!(
            content("2.16.840.1.101.3.4.2.1").unwrap(),
            b"\x60\x86\x48\x01\x65\x03\x04\x02\x01"
        );
        assert_eq!(content("1").or(content("x.y")), None);
    }

    #[test]
    fn whole_identifiers_only() {
        let der = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00";
        assert_eq!(identifier(der).unwrap().oid, "1.2.840.113549.1.1.11");
        assert!(identifier(&der[..8]).is_none());
        assert!(identifier(b"\x06\x03\x2b\x65\xff").is_none());
        assert!(identifier(b"").is_none());
    }

    #[test]
    fn curves_stand_for_what_is_over_them() {
        let found = identifier(b"\x06\x05\x2b\x81\x04\x00\x0a").unwrap();
        let names: Vec<_> = meant(found).iter().map(Usage::to_string).collect();
        assert_eq!(names, ["ec@secp256k1"]);
    }

    #[test]
    fn names_of_registries() {
        assert_eq!(meaning("TLS_AES_128_GCM_SHA256").unwrap().0, 0);
        assert_eq!(meaning("ECDHE-RSA-AES128-GCM-SHA256").unwrap().0, 0);
        assert_eq!(meaning("curve25519-sha256").unwrap().0, 1);
        for name in ["string-length", "none", "zlib", "AES", "hello_world", "x86-64"] {
            assert!(meaning(name).is_none(), "{name}");
        }
    }

    #[test]
    fn beginnings_of_password_hashes() {
        let of = |text: &'static [u8]| format(text).map(|(id, all)| (id, all[0].to_string()));
        assert_eq!(of(b"$argon2id$v=19$m=").unwrap(), ("argon2id", "argon2id".to_owned()));
        assert_eq!(of(b"\0$y$j9T$").unwrap(), ("y", "yescrypt".to_owned()));
        assert_eq!(of(b"\0$7$\0").unwrap(), ("7", "scrypt".to_owned()));
        for text in [&b""[..], b"$", b"$argon2", b"$argon2 is good$", b"\0$y", b"$\xff$"] {
            assert!(of(text).is_none(), "{text:?}");
        }
        assert!(is_password_text(b"\0$7$%s$\0", 0) && is_password_text(b"\0$y$", 0));
        assert!(!is_password_text(b"\0$y$ is a variable\0", 0));
        assert!(!is_password_text(b"\0$7$<name>\0", 0));
        let is_format = |pattern: &Pattern| {
            pattern.literal.iter().take(2).any(|it| *it == b'$')
                && !pattern.literal.starts_with(b"\x2b")
        };
        assert!(PATTERNS[NAMES..NAMES + FORMATS].iter().all(is_format));
        assert_eq!(PATTERNS.iter().filter(|pattern| is_format(pattern)).count(), FORMATS);
    }

    #[test]
    fn names_of_the_kernel() {
        let is_name = |text: &[u8]| {
            let at = memchr::memchr(b'(', text).unwrap();
            is_kernel_name(text, at)
        };
        for text in ["cbc(aes)", "\0hmac(sha256)\0", "use cbc(des3_ede) or", "rfc4106(gcm(aes))"] {
            assert!(is_name(text.as_bytes()), "{text}");
        }
        for text in ["f(aes)", "mycbc(aes)", "cbc(aes", "cbc(aes)x", "strlen(sha)", "(aes)", "("] {
            assert!(!is_name(text.as_bytes()), "{text}");
        }
        let known = b"hmac(sha512),authenc(hmac(sha256),cbc(aes))";
        assert_eq!(kernel_name(known, 4).len(), known.len());
        assert!(!is_kernel_name(known, 4));
        assert_eq!(kernel_name(b"", 0), b"");
        let first = NAMES + FORMATS;
        assert!(PATTERNS[first..first + TEMPLATES].iter().all(|it| it.literal[0] == b'('));
        assert_eq!(PATTERNS.iter().filter(|it| it.literal[0] == b'(').count(), TEMPLATES);
    }

    #[test]
    fn a_name_begins_where_no_name_goes_on() {
        assert!(begins_name(b"\0TLS_AES_", 1));
        assert!(begins_name(b"!TLS_AES_", 1));
        assert!(!begins_name(b"MY_TLS_AES_", 3));
    }
}
