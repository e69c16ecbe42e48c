//! Configurations of Kerberos: clients, application servers and key distribution centres.

use crate::configuration::include::{Include, Joins};
use crate::configuration::{Cause, Service, file_names, note, text_of};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::{Entry, Kind};
use aratame_algorithms::{Primitive, Registry, entry_by_name};
use aratame_formats::config::{Directive, Document, krb5};
use aratame_inventory::{AlgorithmRef, Protocol, Role, Suite};

/// Configurations of Kerberos.
#[derive(Debug)]
pub struct Krb5;

const ABOUT: About = About {
    id: "krb5",
    title: "Kerberos configurations",
    title_ja: "Kerberosの設定",
    finds: "The encryption types that clients, servers and key distribution centres accept, the \
            switches for weak ones, and the type of the master key.",
    how: "Files are told by their name or by a relation about encryption types in a section. \
          Families and signs are worked out as in MIT Kerberos 1.20.",
    misses: "Keys that a database or keytab already holds have types of their own. Active \
             Directory keeps its types in the directory. What a file includes is joined with it when \
             it is among the files scanned. Defaults are marked as assumed.",
    references: &["krb5.conf(5), MIT Kerberos 1.20", "kdc.conf(5)", "RFC 3961", "RFC 8429"],
};

/// Relations that list encryption types.
const LISTS: &[&str] = &[
    "default_tgs_enctypes",
    "default_tkt_enctypes",
    "permitted_enctypes",
    "supported_enctypes",
    "preferred_enctypes",
];

/// Relations that name one encryption type.
const SINGLE: &[&str] = &["master_key_type"];

/// Relations that are recorded as written.
const SWITCHES: &[&str] = &[
    "allow_des3",
    "allow_rc4",
    "allow_weak_crypto",
    "default_checksum",
    "ap_req_checksum_type",
    "kdc_req_checksum_type",
    "safe_checksum_type",
    "pkinit_dh_min_bits",
    "pkinit_allow_upn",
    "spake_preauth_groups",
    "spake_preauth_kdc_challenge",
    "disable_encrypted_timestamp",
];

/// Relations that name a file.
const FILES: &[&str] = &["default_keytab_name", "pkinit_anchors", "pkinit_identity"];

/// What `DEFAULT` stands for, and what holds when nothing is written.
const DEFAULT: &str = "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96 \
    aes256-cts-hmac-sha384-192 aes128-cts-hmac-sha256-128 des3-cbc-sha1 arcfour-hmac-md5 \
    camellia128-cts-cmac camellia256-cts-cmac";

/// Names that stand for several types.
const FAMILIES: &[(&str, &str)] = &[
    (
        "aes",
        "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96 aes256-cts-hmac-sha384-192 \
         aes128-cts-hmac-sha256-128",
    ),
    ("camellia", "camellia256-cts-cmac camellia128-cts-cmac"),
    ("des3", "des3-cbc-sha1"),
    ("rc4", "arcfour-hmac"),
    ("des", "des-cbc-crc des-cbc-md5 des-cbc-md4"),
    ("default", DEFAULT),
];

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"_enctypes", Scope::Text, begins_relation),
    Pattern::checked(b"allow_weak_crypto", Scope::Text, begins_relation),
    Pattern::checked(b"master_key_type", Scope::Text, begins_relation),
];

impl Detector for Krb5 {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        let name = entry.path.file_name();
        entry.kind == Kind::Text && (name.starts_with("krb5.conf") || name.starts_with("kdc.conf"))
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let is_back_end = file_names::is_below(entry.path, &["crypto-policies"]);
        if is_back_end || file_names::is_program_or_prose(entry.path) {
            return;
        }
        let Some(text) = text_of(entry, findings) else { return };
        let document = krb5::parse(text.as_bytes());
        if document.blocks.is_empty() {
            return;
        }
        findings.part(&Self, document);
    }
}

impl Joins for Krb5 {
    fn product(&self) -> &'static str {
        "kerberos"
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        krb5::parse(bytes)
    }

    fn includes(&self, directive: &Directive) -> Vec<Include> {
        let value = directive.value();
        match directive.name.as_str() {
            "include" => vec![Include::of(&value)],
            "includedir" => vec![Include::of(&format!("{}/*", value.trim_end_matches('/')))],
            _ => Vec::new(),
        }
    }

    fn state(&self, service: &mut Service<'_>, document: &Document, _: bool) {
        state(service, document);
    }
}

fn begins_relation(window: &[u8], at: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    file_names::leading_word(window, at, is_name).is_some_and(|(word, after)| {
        after.first() == Some(&b'=')
            && [LISTS, SINGLE, SWITCHES].iter().any(|names| names.contains(&word))
    })
}

/// States the relations about cryptography.
pub(crate) fn state(service: &mut Service<'_>, document: &Document) {
    for directive in &document.directives {
        let name = directive.name.as_str();
        // Relations stand in sections; elsewhere only files are read in.
        let section = document.blocks_around(directive).last().map(|block| block.name.as_str());
        let is_list = LISTS.contains(&name);
        if matches!(name, "include" | "includedir") {
            service.note(note::INCLUDES, format!("{}: {}", directive.line, directive.value()));
            service.names_file(&directive.value());
        } else if section.is_none() {
        } else if is_list || SINGLE.contains(&name) {
            service.directive(directive, name, &directive.value());
            types(service, directive);
        } else if SWITCHES.contains(&name) {
            service.directive(directive, name, &directive.value());
        } else if FILES.contains(&name) {
            let value = directive.value();
            let path = value.trim_start_matches("FILE:").split(',').next().unwrap_or_default();
            service.names_file(path);
        } else if name.ends_with("enctypes") {
            service.unknown_directive(directive, name);
        }
    }
    assume_default(service, document);
}

/// A file that turns weak types on without a list of its own means the default list.
fn assume_default(service: &mut Service<'_>, document: &Document) {
    let find = |name: &str| {
        let mut in_sections = document.directives.iter().filter(|d| d.block.is_some());
        in_sections.find(|directive| directive.name == name)
    };
    let has_list = find("permitted_enctypes").is_some();
    let Some(switch) = find("allow_weak_crypto").filter(|switch| is_true(switch)) else { return };
    if !has_list {
        let cause = Cause::written(&switch.name, switch);
        for name in work_out("des") {
            stated(service, &name, &cause);
        }
    }
}

fn is_true(directive: &Directive) -> bool {
    let value = directive.value().to_ascii_lowercase();
    matches!(value.as_str(), "true" | "t" | "yes" | "y" | "1" | "on")
}

fn types(service: &mut Service<'_>, directive: &Directive) {
    let cause = Cause::written(&directive.name, directive);
    let mut suites = Vec::new();
    for name in work_out(&directive.value()) {
        let algorithms = stated(service, &name, &cause);
        suites.push(Suite { name, code_point: None, algorithms });
    }
    let names: Vec<_> = suites.iter().map(|suite| suite.name.as_str()).collect();
    service.note(note::NEGOTIABLE, format!("{}: {}", directive.name, names.join(" ")));
    service.protocol(Protocol { name: "other", versions: vec!["Kerberos 5".to_owned()], suites });
}

fn stated(service: &mut Service<'_>, name: &str, cause: &Cause) -> Vec<AlgorithmRef> {
    let Some(entry) = entry_by_name(Registry::KerberosEtype, name) else {
        service.unknown_name(name, Role::Encryption, cause);
        return Vec::new();
    };
    for usage in &entry.usages {
        let role = match usage.algorithm.primitive {
            Primitive::Mac | Primitive::Hash => Role::Mac,
            _ => Role::Encryption,
        };
        service.usage(usage, role, cause);
    }
    entry.usages.iter().copied().map(AlgorithmRef::from).collect()
}

/// The types of a list in order: families are taken apart, `-` takes away, and what follows a
/// colon is a salt.
fn work_out(value: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for word in value.split([' ', ',', '\t']).filter(|word| !word.is_empty()) {
        let (taken, word) = match word.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, word.trim_start_matches('+')),
        };
        let word = word.split(':').next().unwrap_or_default();
        for name in members(word) {
            let canonical = entry_by_name(Registry::KerberosEtype, name)
                .map_or_else(|| name.to_owned(), |entry| entry.name.to_owned());
            names.retain(|known| *known != canonical || !taken);
            if !taken && !names.contains(&canonical) && names.len() < MAX_TYPES {
                names.push(canonical);
            }
        }
    }
    names
}

/// Types in one list: there are about twenty.
const MAX_TYPES: usize = 64;

fn members(word: &str) -> impl Iterator<Item = &str> {
    let family = FAMILIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
    family.map_or(word, |(_, members)| members).split(' ').filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_inventory::EntryPath;

    #[test]
    fn families_signs_and_salts() {
        assert_eq!(work_out("aes256-cts:normal, rc4"), ["aes256-cts-hmac-sha1-96", "rc4-hmac"]);
        assert_eq!(work_out("DEFAULT -rc4 -des3 -camellia"), work_out("aes"));
        assert_eq!(work_out("aes des -aes +aes256-sha2").len(), 4);
    }

    #[test]
    fn every_family_is_in_the_catalogue() {
        for (name, _) in FAMILIES {
            for member in members(name) {
                assert!(entry_by_name(Registry::KerberosEtype, member).is_some(), "{member}");
            }
        }
    }

    #[test]
    fn weak_types_are_stated() {
        let path = EntryPath::standard_input();
        let mut service = Service::new(&path, "kerberos");
        let text = b"permitted_enctypes = x\n[libdefaults]\n allow_weak_crypto = yes\n";
        state(&mut service, &krb5::parse(text));
        let mut findings = Findings::new(&path);
        service.finish(&mut findings);
        let stated = &findings.observations()[0].1;
        assert_eq!(stated.position.line, Some(3));
        assert!(stated.algorithms.iter().any(|a| a.algorithm.to_string().starts_with("DES")));
    }
}
