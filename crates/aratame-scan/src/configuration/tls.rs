//! What a TLS endpoint may negotiate, from its settings.
//!
//! Owns the meeting of versions, suites, groups and signature schemes: a suite of TLS 1.2 is not
//! negotiable where only TLS 1.3 is. Cipher strings are those of OpenSSL.

use super::names::{tls_group, tls_signature};
use super::{Cause, Line, Service, note};
use aratame_algorithms::{
    CipherExpansion, CipherSuite, MinimumVersion, OPENSSL_DEFAULT_CIPHERSUITES, OpensslRelease,
    OpensslSuite, cipher_suite, cipher_suite_by_name, expand_gnutls_priority,
    expand_openssl_ciphers_at,
};
use aratame_inventory::diagnostic::{CONFIG_SYNTAX, CONFIG_UNKNOWN_DIRECTIVE};
use aratame_inventory::{Protocol, Role, Suite, suite_parts};
use std::collections::BTreeSet;

/// The level of OpenSSL 3.0 as its authors build it; Debian and Red Hat build it with 2.
const ASSUMED_LEVEL: u8 = 1;

/// What the suites of TLS 1.3 rest on when nothing names them.
const ASSUMED_SUITES: &str = "OpenSSL 1.1.1 to 3.5";

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Version {
    Ssl2,
    Ssl3,
    Tls10,
    Tls11,
    Tls12,
    Tls13,
}

impl Version {
    /// The versions of TLS that OpenSSL 3.0 has.
    pub(crate) const TLS: &'static [Self] = &[Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// The version of this name, such as `TLSv1.2`, `TLS1.2`, `TLSv1_2`, `VersionTLS12`, `tls_1_2`
    /// or `SSLv3`; or, as OpenLDAP has it, the number on the wire: `3.3`.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let plain: String = name
            .to_ascii_lowercase()
            .chars()
            .filter(|c| !matches!(c, '.' | '_' | '-' | ' '))
            .collect();
        let plain = plain.strip_prefix("version").unwrap_or(&plain);
        let (is_ssl, number) = match (plain.strip_prefix("ssl"), plain.strip_prefix("tls")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            (None, None) => return Self::of_number(name.trim()),
        };
        match (is_ssl, number.trim_start_matches('v')) {
            (true, "2" | "20") => Some(Self::Ssl2),
            (true, "3" | "30") => Some(Self::Ssl3),
            (false, "1" | "10") => Some(Self::Tls10),
            (false, "11") => Some(Self::Tls11),
            (false, "12") => Some(Self::Tls12),
            (false, "13") => Some(Self::Tls13),
            _ => None,
        }
    }

    fn of_number(number: &str) -> Option<Self> {
        match number.trim_start_matches('v') {
            "3.0" => Some(Self::Ssl3),
            "1" | "1.0" | "3.1" => Some(Self::Tls10),
            "1.1" | "3.2" => Some(Self::Tls11),
            "1.2" | "3.3" => Some(Self::Tls12),
            "1.3" | "3.4" => Some(Self::Tls13),
            _ => None,
        }
    }

    /// The version as an inventory writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ssl2 => "SSL 2.0",
            Self::Ssl3 => "SSL 3.0",
            Self::Tls10 => "1.0",
            Self::Tls11 => "1.1",
            Self::Tls12 => "1.2",
            Self::Tls13 => "1.3",
        }
    }
}

/// A setting and why it holds.
#[derive(Clone, Debug)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) cause: Cause,
}

/// The settings that hold in one scope; what is `None` is neither written nor assumed.
#[derive(Clone, Debug, Default)]
pub(crate) struct TlsSettings {
    pub(crate) versions: Option<Setting<Vec<Version>>>,
    /// A cipher string for TLS up to 1.2.
    pub(crate) ciphers: Option<Setting<String>>,
    /// Suites of TLS 1.3.
    pub(crate) suites13: Option<Setting<String>>,
    pub(crate) groups: Option<Setting<String>>,
    pub(crate) signatures: Option<Setting<String>>,
    /// Suites of any version by their names; those of TLS 1.3 among them replace the library's.
    pub(crate) suites: Option<Setting<String>>,
    /// A priority string of GnuTLS, which says all of this at once.
    pub(crate) priority: Option<Setting<String>>,
    /// Whether something written turns TLS on.
    pub(crate) is_on: bool,
}

impl TlsSettings {
    fn allows(&self, wanted: impl Fn(Version) -> bool) -> bool {
        self.versions.as_ref().is_none_or(|versions| versions.value.iter().any(|v| wanted(*v)))
    }

    /// What tells these settings from others, for comparison.
    pub(crate) fn key(&self) -> String {
        let texts = [
            &self.ciphers,
            &self.suites13,
            &self.groups,
            &self.signatures,
            &self.suites,
            &self.priority,
        ];
        let texts = texts.map(|text| text.as_ref().map(|text| (&text.value, &text.cause.assumed)));
        let versions = self.versions.as_ref().map(|text| (&text.value, &text.cause.assumed));
        format!("{versions:?} {texts:?} {}", self.is_on && self.is_silent())
    }

    fn is_silent(&self) -> bool {
        let texts = [
            &self.ciphers,
            &self.suites13,
            &self.groups,
            &self.signatures,
            &self.suites,
            &self.priority,
        ];
        self.versions.is_none() && texts.iter().all(|text| text.is_none())
    }

    fn newest_before_13(&self) -> Option<Version> {
        match &self.versions {
            None => Some(Version::Tls12),
            Some(versions) => {
                versions.value.iter().copied().filter(|version| *version < Version::Tls13).max()
            }
        }
    }
}

/// States what may be negotiated in the scope `label`.
pub(crate) fn state(service: &mut Service<'_>, label: &str, settings: &TlsSettings) {
    if let Some(priority) = &settings.priority {
        return priority_string(service, label, priority, settings);
    }
    let mut suites = Vec::new();
    if let Some(named) = &settings.suites {
        suites.extend(named_suites(service, named, settings));
    }
    let names_tls13 = suites
        .iter()
        .any(|suite: &Suite| cipher_suite_by_name(&suite.name).is_some_and(CipherSuite::is_tls13));
    if !names_tls13 && settings.allows(|version| version == Version::Tls13) {
        suites.extend(suites_of_tls13(service, settings));
    }
    if let Some(ciphers) = &settings.ciphers {
        suites.extend(suites_of_string(service, ciphers, settings.newest_before_13()));
    }
    let versions: Vec<String> =
        settings.versions.iter().flat_map(|v| &v.value).map(|v| v.as_str().to_owned()).collect();
    if let Some(groups) = &settings.groups {
        state_groups(service, groups);
    }
    if let Some(signatures) = &settings.signatures {
        state_signatures(service, signatures);
    }
    describe(service, label, settings, &suites);
    // A service that only turns TLS on is one, too: what it negotiates was not seen.
    if settings.is_on || !(versions.is_empty() && suites.is_empty()) {
        service.protocol(Protocol { name: "tls", versions, suites });
    }
}

/// The sentence for people.
fn describe(service: &mut Service<'_>, label: &str, settings: &TlsSettings, suites: &[Suite]) {
    let mut parts = Vec::new();
    if let Some(versions) = &settings.versions {
        let names: Vec<_> = versions.value.iter().map(|version| version.as_str()).collect();
        let assumed = if versions.cause.assumed.is_some() { " (assumed)" } else { "" };
        parts.push(format!("versions {}{assumed}", names.join(", ")));
    }
    if !suites.is_empty() {
        parts.push(format!("{} suites", suites.len()));
    }
    let has_older = settings.versions.is_some() && settings.newest_before_13().is_some();
    if has_older && settings.ciphers.is_none() {
        parts.push("suites of TLS up to 1.2 are not written here".to_owned());
    }
    for (what, setting) in [("groups", &settings.groups), ("signatures", &settings.signatures)] {
        if let Some(setting) = setting.as_ref().filter(|setting| setting.cause.assumed.is_none()) {
            parts.push(format!("{what} {}", setting.value));
        }
    }
    if parts.is_empty() && settings.is_on {
        parts.push("TLS is on; what it negotiates is not written here".to_owned());
    }
    if !parts.is_empty() {
        service.note(note::NEGOTIABLE, format!("{label}: {}", parts.join("; ")));
    }
}

/// Whether a string is a priority string of GnuTLS: those begin with a level.
pub(crate) fn is_priority(text: &str) -> bool {
    let first = text.split(':').next().unwrap_or_default();
    let levels = ["NORMAL", "NONE", "PERFORMANCE", "PFS", "LEGACY", "SYSTEM"];
    let is_level = levels.contains(&first) || first.starts_with("SECURE");
    is_level || text.starts_with('@') || text.contains("VERS-")
}

/// Suites by their names, as far as a version that is allowed has them.
fn named_suites(
    service: &mut Service<'_>,
    named: &Setting<String>,
    settings: &TlsSettings,
) -> Vec<Suite> {
    let mut suites = Vec::new();
    let names = named.value.split([':', ',', ' ', '|', '[', ']', ';', '\n', '"']).map(str::trim);
    for name in names.filter(|name| !name.is_empty()) {
        match cipher_suite_by_name(name) {
            Some(suite) => {
                let has_version = match suite.is_tls13() {
                    true => settings.allows(|version| version == Version::Tls13),
                    false => settings.newest_before_13().is_some(),
                };
                if has_version {
                    suites.push(state_suite(service, suite, &named.cause));
                }
            }
            None => service.unknown_name(name, Role::Encryption, &named.cause),
        }
    }
    suites
}

/// What a priority string of GnuTLS comes to; bounds of versions that are written hold as well.
fn priority_string(
    service: &mut Service<'_>,
    label: &str,
    priority: &Setting<String>,
    settings: &TlsSettings,
) {
    let cause = &priority.cause;
    let expansion = match expand_gnutls_priority(&priority.value) {
        Ok(expansion) => expansion,
        Err(error) => {
            let message = format!("{}: {error}", cause.directive);
            return service.doubt(CONFIG_SYNTAX, cause.line.unwrap_or(Line::FIRST), &message);
        }
    };
    let named = expansion.versions.iter().filter_map(|name| Version::of(name));
    let versions: Vec<Version> =
        named.filter(|version| settings.allows(|allowed| allowed == *version)).collect();
    let suites: Vec<Suite> = expansion
        .suites
        .iter()
        .filter_map(|suite| cipher_suite(suite.code_point))
        .map(|suite| state_suite(service, suite, cause))
        .collect();
    for name in &expansion.groups {
        match tls_group(name) {
            Some(entry) => {
                entry
                    .usages
                    .iter()
                    .for_each(|usage| service.usage(usage, Role::KeyAgreement, cause));
            }
            None => service.unknown_name(name, Role::KeyAgreement, cause),
        }
    }
    let mut names: Vec<String> =
        versions.iter().map(|version| version.as_str().to_owned()).collect();
    names.sort();
    let shown = names.join(", ");
    service.note(
        note::NEGOTIABLE,
        format!(
            "{label}: versions {shown}; {} suites; groups {}",
            suites.len(),
            expansion.groups.join(":")
        ),
    );
    service.protocol(Protocol { name: "tls", versions: names, suites });
}

fn suites_of_tls13(service: &mut Service<'_>, settings: &TlsSettings) -> Vec<Suite> {
    let (names, cause) = match (&settings.suites13, &settings.versions) {
        (Some(written), _) => (written.value.as_str(), written.cause.clone()),
        (None, Some(_)) => {
            let cause = Cause::assumed("suites of TLS 1.3", ASSUMED_SUITES);
            (OPENSSL_DEFAULT_CIPHERSUITES, cause)
        }
        (None, None) => return Vec::new(),
    };
    let mut suites = Vec::new();
    for name in list(names) {
        match cipher_suite_by_name(name).filter(|suite| suite.is_tls13()) {
            Some(suite) => suites.push(state_suite(service, suite, &cause)),
            None => service.unknown_name(name, Role::Encryption, &cause),
        }
    }
    suites
}

fn suites_of_string(
    service: &mut Service<'_>,
    ciphers: &Setting<String>,
    newest: Option<Version>,
) -> Vec<Suite> {
    let line = ciphers.cause.line.unwrap_or(Line::FIRST);
    let release = service.installed("openssl").and_then(OpensslRelease::of).unwrap_or_default();
    let expansion = match expand_openssl_ciphers_at(&ciphers.value, release) {
        Ok(expansion) => expansion,
        Err(error) => {
            let message = format!("{}: {error}", ciphers.cause.directive);
            service.doubt(CONFIG_SYNTAX, line, &message);
            return Vec::new();
        }
    };
    note_expansion(service, &ciphers.value, &expansion);
    let level = expansion.security_level.unwrap_or(ASSUMED_LEVEL);
    let in_version = |suite: &&&OpensslSuite| newest.is_some_and(|v| minimum(suite) <= v);
    let mut suites = Vec::new();
    let offered = expansion.suites.iter().filter(|suite| !suite.needs_shared_secret());
    for suite in offered.filter(in_version) {
        if !suite.allowed_at(level) {
            service.note(note::BELOW_LEVEL, suite.name);
        } else if let Some(known) = cipher_suite(suite.code_point) {
            suites.push(state_suite(service, known, &ciphers.cause));
        }
    }
    suites
}

fn minimum(suite: &OpensslSuite) -> Version {
    match suite.minimum {
        MinimumVersion::Ssl30 => Version::Ssl3,
        MinimumVersion::Tls10 => Version::Tls10,
        MinimumVersion::Tls12 => Version::Tls12,
    }
}

fn note_expansion(service: &mut Service<'_>, string: &str, expansion: &CipherExpansion) {
    let names = |suites: &[&OpensslSuite]| {
        suites.iter().map(|suite| suite.name).collect::<Vec<_>>().join(":")
    };
    let all = names(&expansion.suites);
    service.note(note::OPENSSL_EXPANSION, format!("{string} = {all}"));
    for suite in &expansion.unbuilt {
        service.note(note::OTHER_BUILDS, suite.name);
    }
    for word in &expansion.ignored {
        service.note(note::IGNORED, word.as_str());
    }
}

/// States the parts of a suite and gives it back for the protocol.
pub(crate) fn state_suite(service: &mut Service<'_>, suite: &CipherSuite, cause: &Cause) -> Suite {
    for (part, role) in suite_parts(suite) {
        service.usage(&part, role, cause);
    }
    Suite::of_tls(suite)
}

fn state_groups(service: &mut Service<'_>, groups: &Setting<String>) {
    for name in list(&groups.value) {
        // The library's own choice; which one depends on its version.
        if matches!(name, "auto" | "DEFAULT") || name.starts_with('-') {
            continue;
        }
        match tls_group(name) {
            Some(entry) => {
                for usage in &entry.usages {
                    service.usage(usage, Role::KeyAgreement, &groups.cause);
                }
            }
            None => service.unknown_name(name, Role::KeyAgreement, &groups.cause),
        }
    }
}

fn state_signatures(service: &mut Service<'_>, signatures: &Setting<String>) {
    for name in list(&signatures.value) {
        match tls_signature(name) {
            Some(usage) => service.usage(&usage, Role::Authentication, &signatures.cause),
            None => service.unknown_name(name, Role::Authentication, &signatures.cause),
        }
    }
}

/// The names of a list; OpenSSL 3.5 parts groups of equal standing by `/`.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split([':', ',', ' ', '/']).map(str::trim).filter(|name| !name.is_empty())
}

/// Versions of a list such as `TLSv1.2 TLSv1.3` or `all -SSLv3`, oldest first: a sign adds or
/// takes away. Doubts what is no version.
pub(crate) fn read_versions(
    service: &mut Service<'_>,
    value: &str,
    all: &[Version],
    cause: &Cause,
) -> Vec<Version> {
    let mut versions = BTreeSet::new();
    let mut is_first = true;
    for word in list(value) {
        let (sign, name) = match word.split_at_checked(2) {
            Some((sign @ (">=" | "<="), name)) => (sign, name),
            _ => match word.split_at_checked(1) {
                Some((sign @ ("-" | "+" | "!"), name)) => (sign, name),
                _ => ("", word),
            },
        };
        // Postfix begins with everything when the first word takes away.
        if is_first && matches!(sign, "!" | "<=") {
            versions.extend(all.iter().copied());
        }
        is_first = false;
        let named = match Version::of(name) {
            Some(version) => vec![version],
            None if name.eq_ignore_ascii_case("all") => all.to_vec(),
            None => {
                let message = format!("{}: a version that is not known", cause.directive);
                let line = cause.line.unwrap_or(Line::FIRST);
                service.doubt(CONFIG_UNKNOWN_DIRECTIVE, line, &message);
                continue;
            }
        };
        let bound = named.first().copied();
        match sign {
            "-" | "!" => versions.retain(|version| !named.contains(version)),
            ">=" => versions.extend(all.iter().copied().filter(|version| Some(*version) >= bound)),
            "<=" => versions.retain(|version| Some(*version) <= bound),
            _ => versions.extend(named),
        }
    }
    versions.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_inventory::EntryPath;

    #[test]
    fn versions_have_several_spellings() {
        for (name, version) in [
            ("TLSv1.2", Version::Tls12),
            ("tls1.3", Version::Tls13),
            ("TLSv1", Version::Tls10),
            ("TLSv1.0", Version::Tls10),
            ("SSLv3", Version::Ssl3),
            ("TLSv1_2", Version::Tls12),
            ("VersionTLS13", Version::Tls13),
            ("TLS1_1", Version::Tls11),
            ("TLS 1.2", Version::Tls12),
            ("3.3", Version::Tls12),
        ] {
            assert_eq!(Version::of(name), Some(version), "{name}");
        }
        assert_eq!(Version::of("TLSv1.4"), None);
    }

    #[test]
    fn signs_add_and_take_away() {
        let path = EntryPath::standard_input();
        let mut service = Service::new(&path, "test");
        let cause = Cause::written("SSLProtocol", 1);
        let mut read = |value: &str| read_versions(&mut service, value, Version::TLS, &cause);
        assert_eq!(read("all -SSLv3 -TLSv1 -TLSv1.1"), [Version::Tls12, Version::Tls13]);
        assert_eq!(read("-all +TLSv1.2"), [Version::Tls12]);
        assert_eq!(read("TLSv1.2 TLSv1.3"), [Version::Tls12, Version::Tls13]);
        assert_eq!(read("TLSv1.3"), [Version::Tls13]);
        assert_eq!(read("!SSLv3, !TLSv1, !TLSv1.1"), [Version::Tls12, Version::Tls13]);
        assert_eq!(read(">=TLSv1.2"), [Version::Tls12, Version::Tls13]);
        assert_eq!(read(">=TLSv1.1 <=TLSv1.2"), [Version::Tls11, Version::Tls12]);
    }
}
