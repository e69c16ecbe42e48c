//! Software components as package databases and lock files list them.
//!
//! Owns the component with its package URL. Which component is cryptographic is nobody's
//! business here.

pub mod embedded;
pub mod linux;
pub mod lock_files;
pub mod rpm_database;
pub mod sbom;

use std::fmt::Write;

/// One component of an exact version.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Component {
    /// The type of its package URL, such as `deb`, `cargo`, `npm`.
    pub kind: &'static str,
    /// Vendor, group or scope, with slashes where it has several parts; often empty.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its version; empty where the list fixes none.
    pub version: String,
    /// Architecture, where the list says it.
    pub architecture: String,
}

impl Component {
    /// A component without namespace and architecture.
    #[must_use]
    pub fn new(kind: &'static str, name: &str, version: &str) -> Self {
        Self { kind, name: name.to_owned(), version: version.to_owned(), ..Self::default() }
    }

    /// The package URL (purl specification, ECMA-427).
    #[must_use]
    pub fn purl(&self) -> String {
        let mut purl = format!("pkg:{}/", self.kind);
        for part in self.namespace.split('/').filter(|part| !part.is_empty()) {
            escape(part, &mut purl);
            purl.push('/');
        }
        escape(&self.name, &mut purl);
        if !self.version.is_empty() {
            purl.push('@');
            escape(&self.version, &mut purl);
        }
        if !self.architecture.is_empty() {
            purl.push_str("?arch=");
            escape(&self.architecture, &mut purl);
        }
        purl
    }

    /// The same of a name that holds its namespace before the last slash.
    fn with_path(kind: &'static str, path: &str, version: &str) -> Self {
        let (namespace, name) = path.rsplit_once('/').unwrap_or(("", path));
        Self { namespace: namespace.to_owned(), ..Self::new(kind, name, version) }
    }
}

/// Takes a package URL apart; `None` when it is none. The type must be a known one.
#[must_use]
pub fn parse_purl(purl: &str) -> Option<Component> {
    let rest = purl.strip_prefix("pkg:")?.trim_start_matches('/');
    let rest = rest.split('#').next()?;
    let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
    let (path, version) = match rest.rsplit_once('@') {
        // The scope of an npm package may stand unescaped.
        Some((path, version)) if !path.ends_with('/') && !path.is_empty() => (path, version),
        _ => (rest, ""),
    };
    let (kind, path) = path.split_once('/')?;
    let kind = kind.to_ascii_lowercase();
    let kind = *KINDS.iter().find(|known| **known == kind)?;
    let (namespace, name) = path.trim_matches('/').rsplit_once('/').unwrap_or(("", path));
    let architecture = qualifiers.split('&').find_map(|each| each.strip_prefix("arch="));
    Some(Component {
        kind,
        namespace: unescape(namespace),
        name: unescape(name.trim_matches('/')),
        version: unescape(version),
        architecture: unescape(architecture.unwrap_or_default()),
    })
}

/// Types of package URLs that are known here.
const KINDS: [&str; 18] = [
    "alpm", "apk", "bitnami", "cargo", "composer", "conan", "deb", "docker", "gem", "generic",
    "github", "golang", "maven", "npm", "nuget", "oci", "pypi", "rpm",
];

fn escape(text: &str, to: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':') {
            to.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(to, "%{byte:02X}");
        }
    }
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Compares versions as most ecosystems do: runs of digits by value, the rest by text. An epoch
/// before a colon and a distribution's revision behind a hyphen are left aside.
#[must_use]
pub fn version_at_least(version: &str, least: &str) -> bool {
    numbers(upstream(version)) >= numbers(least)
}

fn upstream(version: &str) -> &str {
    let version = version.split_once(':').map_or(version, |(_, rest)| rest);
    let version = version.trim_start_matches(['v', 'V', '=', '^', '~']);
    version.split(['-', '+', '_']).next().unwrap_or(version)
}

fn numbers(version: &str) -> Vec<u64> {
    version
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(|run| run.parse().unwrap_or(u64::MAX))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn package_urls_there_and_back() {
        let scoped = Component::with_path("npm", "@noble/curves", "1.9.0");
        assert_eq!(scoped.purl(), "pkg:npm/%40noble/curves@1.9.0");
        let mut debian = Component::new("deb", "libssl3t64", "3.5.1-1+deb13u1");
        debian.namespace = "debian".to_owned();
        debian.architecture = "amd64".to_owned();
        assert_eq!(debian.purl(), "pkg:deb/debian/libssl3t64@3.5.1-1%2Bdeb13u1?arch=amd64");
        for component in [scoped, debian] {
            assert_eq!(parse_purl(&component.purl()), Some(component));
        }
        let bare = parse_purl("pkg:npm/@noble/curves").unwrap();
        assert_eq!((bare.namespace.as_str(), bare.version.as_str()), ("@noble", ""));
        for text in ["", "pkg:", "pkg:npm", "openssl", "pkg:%%%/x@"] {
            assert_eq!(parse_purl(text), None, "{text}");
        }
    }

    #[test]
    fn versions_compare_by_number() {
        for (version, least, expected) in [
            ("3.0.17-1~deb12u2", "3.5.0", false),
            ("1:3.10.0-2", "3.5.0", true),
            ("v1.24.1", "1.24", true),
            ("3.5", "3.5.0", false),
            ("0.23.9", "0.23.22", false),
            ("", "1", false),
        ] {
            assert_eq!(version_at_least(version, least), expected, "{version}");
        }
    }
}
