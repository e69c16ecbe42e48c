//! Versions of cryptographic libraries by the banners they carry.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use aratame_formats::components::Component;
use aratame_inventory::diagnostic::FILE_UNREADABLE;
use aratame_inventory::{Confidence, Observation, Position, attribute};

use crate::binary::{Binary, library, product_of_crate};
use crate::components::library_of;
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
            built against (`banners`), and crates of Rust programs with their version by the \
            paths of sources in them, also once they are stripped (`contained-products`).",
    how: "Searches the fixed beginning of each banner in executables and takes it only with a \
          version behind it, and with a date where the product writes one; of OpenSSL 3 also the number that it gives its \
          providers, which stands in every program that has it inside. Paths are those of \
          Cargo's registry, of Debian's and of vendor directories; a crate is told when the table \
          of functions or of libraries knows it.",
    misses: "Libraries that keep their version as a bare number (Nettle, libsodium, Botan, \
             BearSSL), or in a part that few programs link (mbed TLS, wolfSSL, OpenSSL before 3), banners that were edited or removed, crates of Rust programs built \
             without paths, and crates whose code has no place that can panic. A banner says which library is there, not which algorithms are used.",
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
    // What OpenSSL 3 tells its providers, so that it is there with them also without a banner.
    banner("openssl-version\0", "OpenSSL libcrypto"),
];

const fn text(literal: &'static [u8]) -> Pattern {
    Pattern::checked(literal, Scope::Executable, may_be_banner)
}

const fn directory(literal: &'static [u8]) -> Pattern {
    Pattern::checked(literal, Scope::Executable, |window, at| {
        let rest = window.get(at..).unwrap_or_default();
        DIRECTORIES.iter().any(|each| crate_below(each, rest).is_some())
    })
}

/// The beginnings of banners, in their order, and then the directories.
static PATTERNS: &[Pattern] = &patterns();

const fn patterns() -> [Pattern; BANNERS.len() + DIRECTORIES.len()] {
    const EMPTY: Pattern = text(b"");
    let mut all = [EMPTY; BANNERS.len() + DIRECTORIES.len()];
    let mut number = 0;
    while number < all.len() {
        all[number] = match number.checked_sub(BANNERS.len()) {
            None => text(BANNERS[number].literal.as_bytes()),
            Some(behind) => directory(DIRECTORIES[behind].as_bytes()),
        };
        number += 1;
    }
    all
}

/// Directories that sources of crates stand in, by their name and the version: Cargo's, that of
/// older ones, Debian's, and one beside a program.
const DIRECTORIES: [&str; 4] =
    ["index.crates.io-", "github.com-1ecc6299db9ec823", "/cargo/registry/", "/vendor/"];

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

/// What the text of a crate begins with.
const CRATE: &str = "Rust crate ";
/// Different banners listed of one file.
const MAX_BANNERS: usize = 32;

fn observe(entry: &Entry<'_>, binary: &Binary, hits: &[Hit]) -> io::Result<Option<Observation>> {
    let mut banners: BTreeMap<String, &'static str> = BTreeMap::new();
    for hit in hits {
        if banners.len() == MAX_BANNERS {
            break;
        }
        if let Some((product, text)) = read(entry, hit)? {
            banners.insert(text, product);
        }
    }
    if banners.is_empty() {
        return Ok(None);
    }
    drop_shorter(&mut banners);
    let mut observation = binary.observation(entry)?;
    observation.confidence = Confidence::Medium;
    let versions = versions(entry, binary, &banners);
    if !versions.is_empty() {
        observation.attribute(attribute::LIBRARY_VERSION, versions.join(", "));
    }
    let products = products(&banners);
    // Where names of functions are left, they tell more.
    if !products.is_empty() && binary.contained(entry).is_empty() {
        observation.attribute("contained-products", products);
    }
    observation.attribute("banners", banners.into_keys().collect::<Vec<_>>());
    Ok(Some(observation))
}

/// The products of crates whose sources are named.
fn products(banners: &BTreeMap<String, &'static str>) -> Vec<String> {
    let crates = banners.keys().filter_map(|text| text.strip_prefix(CRATE)?.split(' ').next());
    let products: BTreeSet<&str> = crates.filter_map(product_of_crate).collect();
    products.into_iter().map(str::to_owned).collect()
}

/// Drops a version that another banner has with its date.
fn drop_shorter(banners: &mut BTreeMap<String, &'static str>) {
    let texts: Vec<String> = banners.keys().cloned().collect();
    let dated = |text: &str| {
        texts.iter().any(|other| other.strip_prefix(text).is_some_and(|it| it.starts_with(' ')))
    };
    banners.retain(|text, _| !dated(text));
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

/// What stands at a hit, and the product that it is a banner of.
fn read(entry: &Entry<'_>, hit: &Hit) -> io::Result<Option<(&'static str, String)>> {
    const AFTER: usize = 128;
    let start = hit.offset.saturating_sub(1);
    let bytes = entry.source.read(start, 1 + AFTER)?;
    let at = usize::try_from(hit.offset - start).unwrap_or(usize::MAX);
    let number = usize::from(hit.pattern);
    Ok(match BANNERS.get(number) {
        Some(banner) => parse(banner, &bytes, at).map(|text| (banner.product, text)),
        None => number.checked_sub(BANNERS.len()).and_then(|number| {
            let (name, version) = crate_below(DIRECTORIES.get(number)?, bytes.get(at..)?)?;
            Some(("", format!("{CRATE}{name} {version}")))
        }),
    })
}

/// The banner whose literal stands at `at`, as text.
fn parse(banner: &Banner, bytes: &[u8], at: usize) -> Option<String> {
    let (before, rest) = bytes.split_at_checked(at)?;
    // A banner begins its text; a sentence that mentions the product does not.
    if before.last().is_some_and(|byte| byte.is_ascii_graphic() || *byte == b' ') {
        return None;
    }
    let version = version(rest.get(banner.literal.len()..)?)?;
    let tail = rest.get(banner.literal.len() + version.len()..)?;
    // A pattern of versions (`OpenSSH_6.5*`) is no version.
    if tail.first().is_some_and(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let date = date(tail);
    if banner.dated && date.is_none() {
        return None;
    }
    Some(format!("{}{version}{}", name_of(banner.literal), date.unwrap_or_default()))
}

/// The crate and its version in a path that begins with a directory of sources, where a table
/// knows it: `index.crates.io-6f17d22bba15001f/ring-0.17.8/src`.
fn crate_below<'b>(directory: &str, path: &'b [u8]) -> Option<(&'b str, &'b str)> {
    /// Longest component of a path that is read: a digest, or a crate with its version.
    const MAX_COMPONENT: usize = 64;
    let mut rest = path.strip_prefix(directory.as_bytes())?;
    let mut component = || {
        let end = rest.iter().take(MAX_COMPONENT).position(|byte| matches!(byte, b'/' | b'\\'))?;
        let (component, behind) = rest.split_at_checked(end)?;
        rest = behind.get(1..)?;
        std::str::from_utf8(component).ok()
    };
    if !directory.ends_with('/') {
        component()?;
    }
    let component = component()?;
    let is_version = |(at, _): &(usize, &str)| {
        let number = component.get(at + 1..).and_then(|rest| rest.split('.').next());
        number.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
            && component.get(*at..).is_some_and(|rest| rest.contains('.'))
    };
    let (at, _) = component.match_indices('-').find(is_version)?;
    let (name, version) = (component.get(..at)?, component.get(at + 1..)?);
    let is_known = product_of_crate(name).is_some()
        || library_of(&Component::new("cargo", name, version)).is_some();
    is_known.then_some((name, version))
}

/// The product's name, without the sentence that it stands in.
fn name_of(literal: &str) -> &str {
    if literal == "openssl-version\0" {
        return "OpenSSL ";
    }
    let sentences = ["This is ", "Version: ", "Enabled "];
    sentences.iter().find_map(|sentence| literal.strip_prefix(sentence)).unwrap_or(literal)
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
    fn every_banner_and_directory_is_searched() {
        let banners = BANNERS.iter().map(|banner| banner.literal);
        let literals: Vec<&[u8]> = banners.chain(DIRECTORIES).map(str::as_bytes).collect();
        assert!(PATTERNS.iter().map(|pattern| pattern.literal).eq(literals.iter().copied()));
        // Each lets through what it is for.
        let crates = b"index.crates.io-0/ring-0.17.8/x";
        let accepts = |pattern: &Pattern| (pattern.accept)(crates, 0);
        assert!(PATTERNS[BANNERS.len()..].iter().all(accepts));
        assert!(
            (PATTERNS[0].accept)(b"OpenSSL 3.0.1", 0) && !(PATTERNS[0].accept)(b"OpenSSL x", 0)
        );
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
        let text = b"\0openssl-version\x003.0.22\0provider-name\0";
        assert_eq!(found("openssl-version\0", text).as_deref(), Some("OpenSSL 3.0.22"));
        let text = b"\0This is Libgcrypt 1.10.1 - The GNU Crypto Library\0";
        assert_eq!(found("This is Libgcrypt ", text).as_deref(), Some("Libgcrypt 1.10.1"));
    }

    #[test]
    fn crates_in_paths_of_sources() {
        let told = |path: &str| {
            DIRECTORIES
                .iter()
                .find_map(|each| crate_below(each, path.as_bytes()))
                .map(|(name, version)| format!("{name} {version}"))
        };
        for (path, expected) in [
            ("index.crates.io-6f17d22bba15001f/ring-0.17.8/src/aead.rs", Some("ring 0.17.8")),
            ("index.crates.io-6f17d22bba15001f\\md-5-0.11.0\\src\\lib.rs", Some("md-5 0.11.0")),
            ("github.com-1ecc6299db9ec823/sha2-0.9.9/src/x", Some("sha2 0.9.9")),
            ("/cargo/registry/x25519-dalek-2.0.1/src/x", Some("x25519-dalek 2.0.1")),
            ("/vendor/rsa-0.10.0-rc.20/src/x", Some("rsa 0.10.0-rc.20")),
            ("/vendor/golang.org/x/crypto/chacha20/x", None),
            ("index.crates.io-6f17d22bba15001f/serde-1.0.200/src/x", None),
            ("index.crates.io-6f17d22bba15001f/ring-0.17.8", None),
            ("index.crates.io-6f17d22bba15001f/ring-0", None),
            ("/vendor/-1.0/src", None),
            ("/vendor/ring-/src", None),
            ("/vendor/", None),
        ] {
            assert_eq!(told(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn sentences_are_no_banners() {
        assert_eq!(found("OpenSSL ", b"\0OpenSSL 1.1.1 or newer is required\0"), None);
        assert_eq!(found("OpenSSL ", b"\0built with OpenSSL 3.0.17 1 Jul 2025\0"), None);
        assert_eq!(found("OpenSSL ", b"\0OpenSSL error\0"), None);
        assert_eq!(found("openssl-version\0", b"\0openssl-version\0provider-name\0"), None);
        assert_eq!(found("OpenSSH_", b"\0OpenSSH_6.5*,OpenSSH_6.6*\0"), None);
        assert_eq!(found("GnuTLS ", b"\0GnuTLS error: %s 3.0\0"), None);
    }

    #[test]
    fn a_version_is_told_once() {
        let texts = ["OpenSSL 3.0.2", "OpenSSL 3.0.22", "OpenSSL 3.0.22 25 Aug 2026"];
        let mut banners = texts.map(|text| (text.to_owned(), "")).into();
        drop_shorter(&mut banners);
        assert!(banners.into_keys().eq(["OpenSSL 3.0.2", "OpenSSL 3.0.22 25 Aug 2026"]));
    }

    #[test]
    fn cut_banners_are_total() {
        let text = b"\0OpenSSL 3.0.17 1 Jul 2025\0";
        for end in 9..text.len() {
            found("OpenSSL ", &text[..end]);
        }
    }
}
