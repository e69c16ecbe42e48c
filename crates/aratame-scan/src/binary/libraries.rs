//! Cryptographic libraries by the file names that loaders ask for.
//!
//! Owns the table `data/linked.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// A library.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Library {
    /// The name up to its version, in lower case: what [`stem`] gives.
    stem: &'static str,
    /// The product it belongs to.
    pub(crate) product: &'static str,
    /// What it is to a program that links it.
    pub(crate) class: Class,
}

/// What a library is to a program that links it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Class {
    /// It implements algorithms.
    Cryptography,
    /// It speaks a secure protocol or manages keys, with algorithms from elsewhere.
    Protocol,
}

type Table = super::Libraries<Row>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    product: String,
    class: Class,
    files: Vec<String>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| super::table(include_str!("../../data/linked.toml")));

/// File names with the library that each is of: exact ones come before variants of others.
fn files() -> impl Iterator<Item = (&'static str, &'static Row)> {
    TABLE.library.iter().flat_map(|row| row.files.iter().map(move |file| (file.as_str(), row)))
}

/// The library that a loader's name means: a file name, a path, a framework.
pub(crate) fn library(name: &str) -> Option<Library> {
    let stem = stem(name);
    let same = files().find(|(known, _)| *known == stem);
    let (stem, row) = same.or_else(|| files().find(|(known, _)| is_variant(&stem, known)))?;
    Some(Library { stem, product: &row.product, class: row.class })
}

/// The file name without version and suffix, in lower case.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    let cut = [".so", ".dll", ".dylib", ".a", ".lib"]
        .iter()
        .filter_map(|suffix| ends_name(&file, suffix))
        .min()
        .unwrap_or(file.len());
    file.get(..cut).unwrap_or(&file).trim_end_matches('.').to_owned()
}

/// Where a suffix stands that is followed by the end or by a version.
fn ends_name(file: &str, suffix: &str) -> Option<usize> {
    let at = file.find(suffix)?;
    let rest = file.get(at + suffix.len()..)?;
    (rest.is_empty() || rest.starts_with('.')).then_some(at)
}

/// `libcrypto-3-x64`, `libcrypto-1a2b3c4d` of a repaired wheel, `libcrypto.3` of macOS: the known
/// name with a version, a digest or a kind of build behind it. With any other word behind it a
/// name is that of something else: `libcryptsetup-token-ssh` is a plug-in of cryptsetup.
fn is_variant(stem: &str, known: &str) -> bool {
    const SEPARATORS: [char; 3] = ['-', '.', '_'];
    let Some(rest) = stem.strip_prefix(known).filter(|_| known.starts_with("lib")) else {
        return false;
    };
    let mut parts = rest.split(SEPARATORS);
    rest.starts_with(SEPARATORS) && parts.next() == Some("") && parts.all(tells_build)
}

/// A number with at most a letter behind it, a digest in hexadecimal, a kind of build.
fn tells_build(part: &str) -> bool {
    const BUILDS: &[&str] = &["arm64", "fips", "shared", "static", "x64", "x86"];
    const DIGEST: usize = 8;
    let number = part.strip_suffix(|last: char| last.is_ascii_lowercase()).unwrap_or(part);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_digest = part.len() >= DIGEST && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_number || is_digest || BUILDS.contains(&part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_loaders() {
        let product = |name| library(name).map(|library| library.product);
        for (name, expected) in [
            ("libcrypto.so.3", "OpenSSL libcrypto"),
            ("/usr/lib/libcrypto.3.dylib", "OpenSSL libcrypto"),
            ("libcrypto-3-x64.dll", "OpenSSL libcrypto"),
            ("libcrypto-56e8e2f6.so.1.1", "OpenSSL libcrypto"),
            ("libcrypt.so.1", "libcrypt password hashing"),
            ("BCRYPT.dll", "Windows CNG"),
            ("libbotan-3.so.5", "Botan"),
            ("/System/Library/Frameworks/Security.framework/Versions/A/Security", "Apple Security"),
            ("libnettle.so.8", "Nettle"),
            ("libcurl-gnutls.so.4", "libcurl"),
            ("libssl-1_1-x64.dll", "OpenSSL libssl"),
            ("LIBEAY32.dll", "OpenSSL libcrypto"),
            ("libcrypto-1.1.1k.so", "OpenSSL libcrypto"),
            ("libssh-gcrypt-4.so", "libssh"),
            ("libtss2-esys.so.0", "TPM2 Software Stack"),
            ("opensc-pkcs11.so", "OpenSC"),
        ] {
            assert_eq!(product(name), Some(expected), "{name}");
        }
        for name in [
            "libcryptui.so.0",
            "libcryptsetup-token-ssh.so",
            "libcrypto-.so",
            "libcurl-impersonate.so",
            "libssl_conf.so",
            "libc.so.6",
            "libsslog.so",
            "libmdb.so",
            "",
            "lib",
        ] {
            assert_eq!(product(name), None, "{name}");
        }
    }

    #[test]
    fn stems_are_lower_case_and_unique() {
        let table: Table = toml::from_str(include_str!("../../data/linked.toml")).unwrap();
        let stems: Vec<&str> =
            table.library.iter().flat_map(|row| row.files.iter().map(String::as_str)).collect();
        assert_eq!(stems.len(), 84);
        for (at, stem) in stems.iter().enumerate() {
            assert_eq!(*stem, stem.to_ascii_lowercase());
            assert!(stems[at + 1..].iter().all(|other| other != stem), "{stem}");
        }
    }
}
