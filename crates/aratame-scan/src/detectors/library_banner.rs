//! Versions of cryptographic libraries by the banners they carry.

use std::collections::BTreeMap;
use std::io;

use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{Confidence, Observation, Position, attribute};

use crate::binary::{Binary, library};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::Entry;

/// The detector.
#[derive(Debug)]
pub struct LibraryBanner;

static ABOUT: About = About {
    id: "library-banner",
    title: "Banners of cryptographic libraries",
    title_ja: "暗号ライブラリーのバージョン文字列",
    finds: "The exact version that a library states of itself or that a file carries inside \
            without linking it (`library-version`), every banner, also of what a program was \
            built against (`banners`), and the crates of Rust programs by the source paths \
            in them.",
    how: "Searches the fixed beginning of each banner in executables and takes it only with a \
          version behind it, and with a date where the product writes one.",
    misses: "Libraries that keep their version as a bare number (Nettle, libsodium, Botan, \
             BearSSL, Go), banners that were edited or removed, and crates of Rust programs built \
             without paths. A banner says which library is there, not which algorithms are used.",
    references: &[
        "OpenSSL OPENSSL_VERSION_TEXT",
        "mbed TLS MBEDTLS_VERSION_STRING_FULL",
        "Cargo Book, registry sources",
    ],
};

/// The beginning of a banner.
struct Banner {
    literal: &'static str,
    /// Products of the table of libraries that the banner is of; empty when none is there.
    product: &'static str,
    /// What comes before the version is part of the name: a date must follow.
    dated: bool,
}

const fn banner(literal: &'static str, product: &'static str) -> Banner {
    Banner { literal, product, dated: false }
}

const BANNERS: &[Banner] = &[
    Banner { literal: "OpenSSL ", product: "OpenSSL libcrypto", dated: true },
    banner("LibreSSL ", "OpenSSL libcrypto"),
    banner("AWS-LC ", "AWS-LC"),
    banner("mbed TLS ", "mbed TLS"),
    banner("Mbed TLS ", "mbed TLS"),
    banner("wolfSSL ", "wolfSSL"),
    banner("This is Libgcrypt ", "libgcrypt"),
    banner("Enabled GnuTLS ", "GnuTLS"),
    banner("GnuTLS ", "GnuTLS"),
    banner("Crypto++ ", "Crypto++"),
    banner("libsodium ", "libsodium"),
    banner("Version: NSS ", "NSS"),
    banner("Version: NSPR ", "NSS"),
    banner("OpenSSH_", ""),
    banner("SSH-2.0-libssh2_", "libssh2"),
    banner("SSH-2.0-libssh_", "libssh"),
    banner("/ring-0.", ""),
    banner("/rustls-0.", ""),
    banner("/aws-lc-rs-", ""),
    banner("/ml-kem-0.", ""),
    banner("/aes-gcm-0.", ""),
    banner("/sha2-0.", ""),
    banner("/x25519-dalek-", ""),
    banner("/ed25519-dalek-", ""),
];

macro_rules! patterns {
    ($($literal:literal)*) => {
        &[$(Pattern::checked($literal, Scope::Executable, may_be_banner)),*]
    };
}

/// The same beginnings, in the same order.
static PATTERNS: &[Pattern] = patterns![
    b"OpenSSL " b"LibreSSL " b"AWS-LC " b"mbed TLS " b"Mbed TLS " b"wolfSSL "
    b"This is Libgcrypt " b"Enabled GnuTLS " b"GnuTLS " b"Crypto++ " b"libsodium " b"Version: NSS " b"Version: NSPR "
    b"OpenSSH_" b"SSH-2.0-libssh2_" b"SSH-2.0-libssh_" b"/ring-0." b"/rustls-0." b"/aws-lc-rs-"
    b"/ml-kem-0." b"/aes-gcm-0." b"/sha2-0." b"/x25519-dalek-" b"/ed25519-dalek-"
];

/// A digit stands within the longest of the beginnings: throws out running text.
fn may_be_banner(window: &[u8], at: usize) -> bool {
    window.get(at..).is_some_and(|rest| rest.iter().take(28).any(u8::is_ascii_digit))
}

impl Detector for LibraryBanner {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        let Some(binary) = entry.binary() else { return };
        match observe(entry, binary, hits) {
            Ok(Some(observation)) => findings.observe(observation),
            Ok(None) => {}
            Err(error) => findings.diagnose(FILE_UNREADABLE, Position::whole(), error.to_string()),
        }
    }
}

/// Different banners listed of one file.
const MAX_BANNERS: usize = 32;

fn observe(entry: &Entry<'_>, binary: &Binary, hits: &[Hit]) -> io::Result<Option<Observation>> {
    let mut banners: BTreeMap<String, &'static str> = BTreeMap::new();
    for hit in hits {
        if banners.len() == MAX_BANNERS {
            break;
        }
        if let Some((banner, text)) = read(entry, hit)? {
            banners.insert(text, banner.product);
        }
    }
    if banners.is_empty() {
        return Ok(None);
    }
    let mut observation = binary.observation(entry)?;
    observation.confidence = Confidence::Medium;
    let versions = versions(entry, binary, &banners);
    if !versions.is_empty() {
        observation.attribute(attribute::LIBRARY_VERSION, versions.join(", "));
    }
    observation.attribute("banners", banners.into_keys().collect::<Vec<_>>());
    Ok(Some(observation))
}

/// The banners that tell what stands in this file: of a known library its own, of another file
/// those of products that it does not link. What is linked was there when the file was built.
fn versions(
    entry: &Entry<'_>,
    binary: &Binary,
    banners: &BTreeMap<String, &'static str>,
) -> Vec<String> {
    let own = library(binary.own_name(entry)).map(|library| library.product);
    let linked: Vec<&str> =
        binary.linked_cryptography().into_iter().map(|(_, library)| library.product).collect();
    let stands_here = |product: &str| match own {
        Some(own) => related(own, product),
        None => !product.is_empty() && !linked.iter().any(|linked| related(linked, product)),
    };
    let here = banners.iter().filter(|(_, product)| stands_here(product));
    here.map(|(text, _)| text.clone()).collect()
}

/// Whether a banner of one product may be a library's own: libssl carries libcrypto's.
fn related(library: &str, banner: &str) -> bool {
    !banner.is_empty() && library.split(' ').next() == banner.split(' ').next()
}

fn read(entry: &Entry<'_>, hit: &Hit) -> io::Result<Option<(&'static Banner, String)>> {
    /// Bytes before a path component that show where a crate comes from.
    const BEFORE: u64 = 64;
    const AFTER: usize = 96;
    let Some(banner) = BANNERS.get(usize::from(hit.pattern)) else { return Ok(None) };
    let start = hit.offset.saturating_sub(BEFORE);
    let bytes = entry.source.read(start, BEFORE as usize + AFTER)?;
    let at = usize::try_from(hit.offset - start).unwrap_or(usize::MAX);
    Ok(parse(banner, &bytes, at).map(|text| (banner, text)))
}

/// The banner whose literal stands at `at`, as text.
fn parse(banner: &Banner, bytes: &[u8], at: usize) -> Option<String> {
    let (before, rest) = bytes.split_at_checked(at)?;
    let crate_path = banner.literal.starts_with('/');
    if crate_path && !is_registry(before) {
        return None;
    }
    // A banner begins its text; a sentence that mentions the product does not.
    if !crate_path && before.last().is_some_and(|byte| byte.is_ascii_graphic() || *byte == b' ') {
        return None;
    }
    // A crate's literal may hold the first digit of its version.
    let digits_from = banner.literal.find('0').unwrap_or(banner.literal.len());
    let name_end = if crate_path { digits_from } else { banner.literal.len() };
    let version = version(rest.get(name_end..)?)?;
    let tail = rest.get(name_end + version.len()..)?;
    let name = name_of(banner.literal.get(..name_end)?);
    if crate_path {
        let name = name.trim_matches(['/', '-']);
        return tail.starts_with(b"/").then(|| format!("Rust crate {name} {version}"));
    }
    // A pattern of versions (`OpenSSH_6.5*`) is no version.
    if tail.first().is_some_and(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let date = date(tail);
    if banner.dated && date.is_none() {
        return None;
    }
    Some(format!("{name}{version}{}", date.unwrap_or_default()))
}

/// The product's name, without the sentence that it stands in.
fn name_of(literal: &str) -> &str {
    let sentences = ["This is ", "Version: ", "Enabled "];
    sentences.iter().find_map(|sentence| literal.strip_prefix(sentence)).unwrap_or(literal)
}

/// Whether what stands before is the directory of a registry's sources.
fn is_registry(before: &[u8]) -> bool {
    let from = before.iter().rposition(|byte| !byte.is_ascii_graphic()).map_or(0, |at| at + 1);
    let path = String::from_utf8_lossy(before.get(from..).unwrap_or_default()).into_owned();
    let parent = path.rsplit('/').next().unwrap_or_default();
    parent == "vendor"
        || parent.starts_with("index.crates.io-")
        || parent.starts_with("github.com-")
}

/// Digits and dots, at least one dot, and what is joined to them: `1.1.1w`, `3.0.17`, `9.2p1`.
fn version(bytes: &[u8]) -> Option<&str> {
    let length = bytes
        .iter()
        .take(24)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+'))
        .count();
    let text = std::str::from_utf8(bytes.get(..length)?).ok()?.trim_end_matches(['.', '-']);
    let shaped = text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('.');
    shaped.then_some(text)
}

/// ` 1 Jul 2025`, as OpenSSL writes it, with the fips mark some builds put before.
fn date(bytes: &[u8]) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let end = bytes
        .iter()
        .position(|byte| !byte.is_ascii_graphic() && *byte != b' ')
        .unwrap_or(bytes.len());
    let text = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let mut words =
        text.split_ascii_whitespace().skip_while(|word| *word == "FIPS" || *word == "fips");
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let valid = day.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day))
        && MONTHS.contains(&month)
        && year.get(..4).is_some_and(|year| year.parse::<u16>().is_ok());
    valid.then(|| format!(" {day} {month} {}", year.get(..4).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(literal: &str, text: &[u8]) -> Option<String> {
        let banner = BANNERS.iter().find(|banner| banner.literal == literal).unwrap();
        let at = memchr::memmem::find(text, literal.as_bytes()).unwrap();
        parse(banner, text, at)
    }

    #[test]
    fn patterns_and_banners_agree() {
        assert_eq!(PATTERNS.len(), BANNERS.len());
        for (pattern, banner) in PATTERNS.iter().zip(BANNERS) {
            assert_eq!(pattern.literal, banner.literal.as_bytes());
        }
    }

    #[test]
    fn banners_with_versions() {
        let text = b"\0OpenSSL 3.0.17 1 Jul 2025\0";
        assert_eq!(found("OpenSSL ", text).as_deref(), Some("OpenSSL 3.0.17 1 Jul 2025"));
        let text = b"\0OpenSSL 1.0.2k-fips  26 Jan 2017\0";
        assert_eq!(found("OpenSSL ", text).as_deref(), Some("OpenSSL 1.0.2k-fips 26 Jan 2017"));
        assert_eq!(
            found("OpenSSH_", b"\0OpenSSH_9.2p1 Debian\0").as_deref(),
            Some("OpenSSH_9.2p1")
        );
        assert_eq!(found("mbed TLS ", b"\0mbed TLS 2.28.3\0").as_deref(), Some("mbed TLS 2.28.3"));
        let text = b"\0Enabled GnuTLS 3.7.9 logging...\n\0";
        assert_eq!(found("Enabled GnuTLS ", text).as_deref(), Some("GnuTLS 3.7.9"));
        let text = b"\0This is Libgcrypt 1.10.1 - The GNU Crypto Library\0";
        assert_eq!(found("This is Libgcrypt ", text).as_deref(), Some("Libgcrypt 1.10.1"));
        let path =
            b"\0/h/.cargo/registry/src/index.crates.io-6f17d22bba15001f/ring-0.17.8/src/aead.rs";
        assert_eq!(found("/ring-0.", path).as_deref(), Some("Rust crate ring 0.17.8"));
    }

    #[test]
    fn sentences_are_no_banners() {
        assert_eq!(found("OpenSSL ", b"\0OpenSSL 1.1.1 or newer is required\0"), None);
        assert_eq!(found("OpenSSL ", b"\0built with OpenSSL 3.0.17 1 Jul 2025\0"), None);
        assert_eq!(found("OpenSSL ", b"\0OpenSSL error\0"), None);
        assert_eq!(found("OpenSSH_", b"\0OpenSSH_6.5*,OpenSSH_6.6*\0"), None);
        assert_eq!(found("GnuTLS ", b"\0GnuTLS error: %s 3.0\0"), None);
        assert_eq!(found("/ring-0.", b"\0/usr/share/doc/ring-0.17.8/x"), None);
        assert_eq!(found("/ring-0.", b"std::string-0.1/ring-0.17.8"), None);
    }

    #[test]
    fn cut_banners_are_total() {
        let text = b"\0OpenSSL 3.0.17 1 Jul 2025\0";
        for end in 9..text.len() {
            found("OpenSSL ", &text[..end]);
        }
    }
}
