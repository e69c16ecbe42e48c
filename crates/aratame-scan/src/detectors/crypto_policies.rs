//! The system-wide crypto-policies of Fedora and Red Hat: policies, modules, the chosen level
//! and the back-ends made from them.

use crate::configuration::names::{tls_group, tls_signature};
use crate::configuration::tls::{Setting, TlsSettings, Version};
use crate::configuration::{Cause, Service, dialect, file_names, text_of, tls};
use crate::detector::{About, Detector, Findings, Hit};
use crate::detectors::{java_security, krb5, openssh_conf};
use crate::entry::{Entry, Kind};
use aratame_algorithms::{Registry, Usage, algorithm, algorithm_by_name, entry_by_name};
use aratame_formats::config::{self, Directive, ini};
use aratame_inventory::{AlgorithmRef, Protocol, Role};

/// The system-wide crypto-policies of Fedora and Red Hat.
#[derive(Debug)]
pub struct CryptoPolicies;

const ABOUT: About = About {
    id: "crypto-policies",
    title: "System-wide crypto-policies",
    title_ja: "システム全体の暗号ポリシー",
    finds: "The chosen policy, the algorithms that policy files and modules allow, and what the \
            back-ends for OpenSSL, OpenSSH, Java and Kerberos let be negotiated.",
    how: "Files are told by a directory crypto-policies above them and by their names. Back-ends \
          are read by the grammar of their product.",
    misses: "Policies inherit only from what is written in the same file; modules are not applied \
             to policies. Back-ends of GnuTLS, NSS, BIND, Libreswan and libssh are recorded as \
             written.",
    references: &["crypto-policies(7)", "update-crypto-policies(8)"],
};

/// Longest name of a policy with its modules.
const MAX_LEVEL: usize = 256;

/// What a directive of a policy lists.
#[derive(Clone, Copy)]
enum Lists {
    Ciphers,
    Groups,
    Hashes,
    Macs,
    Signatures,
    Versions,
    /// Key exchanges: families rather than algorithms.
    Exchanges,
    /// The least size of keys of this algorithm.
    MinBits(&'static str),
    /// Recorded as written.
    Switch,
}

const POLICY: &[(&str, Lists)] = &[
    ("cipher", Lists::Ciphers),
    ("group", Lists::Groups),
    ("hash", Lists::Hashes),
    ("key_exchange", Lists::Exchanges),
    ("mac", Lists::Macs),
    ("protocol", Lists::Versions),
    ("sign", Lists::Signatures),
    ("min_dh_size", Lists::MinBits("dh")),
    ("min_dsa_size", Lists::MinBits("dsa")),
    ("min_rsa_size", Lists::MinBits("rsa")),
    ("min_ec_size", Lists::Switch),
    ("min_dtls_version", Lists::Switch),
    ("min_tls_version", Lists::Switch),
    ("arbitrary_dh_groups", Lists::Switch),
    ("etm", Lists::Switch),
    ("sha1_in_certs", Lists::Switch),
    ("sha1_in_dnssec", Lists::Switch),
    ("ssh_certs", Lists::Switch),
    ("ssh_cipher", Lists::Ciphers),
    ("ssh_group", Lists::Groups),
    ("ssh_etm", Lists::Switch),
    ("tls_cipher", Lists::Ciphers),
    ("ike_protocol", Lists::Switch),
    ("__ems", Lists::Switch),
    ("__openssl_block_sha1_signatures", Lists::Switch),
];

impl Detector for CryptoPolicies {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && file_names::is_below(entry.path, &["crypto-policies"])
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let name = entry.path.file_name().to_owned();
        let Some(text) = text_of(entry, findings) else { return };
        let mut service = Service::new(entry.path, "crypto-policies");
        match (name.as_str(), name.rsplit_once('.')) {
            ("config" | "current", _) => level(&mut service, text),
            (_, Some((_, "pol" | "pmod"))) => policy(&mut service, text),
            (_, Some((product, "config" | "txt"))) => back_end(&mut service, product, text),
            _ => {}
        }
        service.finish(findings);
    }
}

/// The chosen policy: a word such as `DEFAULT` or `DEFAULT:NO-SHA1`.
fn level(service: &mut Service<'_>, text: &str) {
    for (line, content) in (1..).zip(text.lines()) {
        let word = content.trim();
        let is_level = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.');
        if word.is_empty() || word.starts_with('#') {
            continue;
        }
        if word.len() <= MAX_LEVEL && word.chars().all(is_level) {
            service.directive(line, "policy", word);
        }
        return;
    }
}

fn policy(service: &mut Service<'_>, text: &str) {
    let document = ini::parse(text.as_bytes());
    for directive in &document.directives {
        // `cipher@TLS` limits a list to one kind of use.
        let name = directive.name.split('@').next().unwrap_or_default();
        let Some((_, lists)) = POLICY.iter().find(|(known, _)| *known == name) else {
            service.unknown_directive(directive.line, name);
            continue;
        };
        service.directive(directive.line, &directive.name, &directive.value());
        allowed(service, directive, *lists);
    }
    service.problems(&document);
}

/// States what a list allows; `-` and `!` before a name take it away.
fn allowed(service: &mut Service<'_>, directive: &Directive, lists: Lists) {
    let cause = Cause::written(&directive.name, directive.line);
    let value = directive.value();
    let taken = |word: &&str| word.starts_with(['-', '!']) || word.ends_with("-0");
    let words = value.split_whitespace().filter(|word| !taken(word) && !word.contains('*'));
    let words = words.map(|word| word.trim_matches('+'));
    match lists {
        Lists::Ciphers => words.for_each(|word| cipher(service, word, &cause)),
        Lists::Groups => words.for_each(|word| group(service, word, &cause)),
        Lists::Hashes => words.for_each(|word| hash(service, word, Role::Hash, &cause)),
        Lists::Macs => words.for_each(|word| mac(service, word, &cause)),
        Lists::Signatures => words.for_each(|word| signature(service, word, &cause)),
        Lists::Versions => versions(service, words),
        Lists::MinBits(id) => {
            let bits = value.trim().parse().ok().filter(|bits| *bits > 0);
            if let (Some(known), Some(bits)) = (algorithm(id), bits) {
                service.algorithm(AlgorithmRef::known(known).with_bits(bits), Role::Key, &cause);
            }
        }
        Lists::Exchanges | Lists::Switch => {}
    }
}

fn cipher(service: &mut Service<'_>, word: &str, cause: &Cause) {
    let found = entry_by_name(Registry::CipherName, word).map(|entry| entry.usages.clone());
    let found = found.or_else(|| algorithm_by_name(word).map(|known| vec![Usage::of(known)]));
    match found {
        _ if word == "NULL" => {}
        Some(usages) => {
            usages.iter().for_each(|usage| service.usage(usage, Role::Encryption, cause));
        }
        None => service.unknown_name(word, Role::Encryption, cause),
    }
}

fn group(service: &mut Service<'_>, word: &str, cause: &Cause) {
    let name = match word {
        "MLKEM768-X25519" => "X25519MLKEM768",
        "P256-MLKEM768" => "SecP256r1MLKEM768",
        "P384-MLKEM1024" => "SecP384r1MLKEM1024",
        _ => word,
    };
    match tls_group(name) {
        Some(entry) => {
            entry.usages.iter().for_each(|usage| service.usage(usage, Role::KeyAgreement, cause));
        }
        None => service.unknown_name(word, Role::KeyAgreement, cause),
    }
}

fn hash(service: &mut Service<'_>, word: &str, role: Role, cause: &Cause) {
    match algorithm_by_name(&word.replace("SHA2-", "SHA-").replace("SHAKE-", "SHAKE")) {
        Some(known) => service.algorithm(AlgorithmRef::known(known), role, cause),
        None => service.unknown_name(word, role, cause),
    }
}

fn mac(service: &mut Service<'_>, word: &str, cause: &Cause) {
    let hash = word.strip_prefix("HMAC-").map(|hash| hash.replace("SHA2-", "SHA-"));
    match (word, hash.as_deref().and_then(algorithm_by_name), algorithm("hmac")) {
        ("AEAD", _, _) => {}
        (_, Some(hash), Some(hmac)) => {
            service.algorithm(AlgorithmRef::known(hmac).with_hash(hash), Role::Mac, cause);
        }
        _ => match entry_by_name(Registry::SshMac, &format!("{word}@openssh.com")) {
            Some(entry) => {
                entry.usages.iter().for_each(|usage| service.usage(usage, Role::Mac, cause));
            }
            None => service.unknown_name(word, Role::Mac, cause),
        },
    }
}

/// `RSA-PSS-SHA2-256`, `ECDSA-SHA3-512`, `EDDSA-ED25519`, `MLDSA65`.
fn signature(service: &mut Service<'_>, word: &str, cause: &Cause) {
    let bare = word.trim_start_matches("EDDSA-").trim_end_matches("-FIDO");
    let at = bare.find("-SHA");
    let joined = at.map(|at| {
        let (scheme, hash) = bare.split_at(at);
        format!("{scheme}+{}", hash.trim_start_matches('-').replace("SHA2-", "SHA-"))
    });
    let usage = match joined {
        Some(joined) => tls_signature(&joined),
        None => tls_signature(bare).or_else(|| algorithm_by_name(bare).map(Usage::of)),
    };
    match usage {
        Some(usage) => service.usage(&usage, Role::Signature, cause),
        None => service.unknown_name(word, Role::Signature, cause),
    }
}

fn versions<'w>(service: &mut Service<'_>, words: impl Iterator<Item = &'w str>) {
    let versions: Vec<String> = words
        .filter(|word| !word.starts_with("DTLS") && !word.starts_with("IKE"))
        .filter_map(Version::of)
        .map(|version| version.as_str().to_owned())
        .collect();
    if !versions.is_empty() {
        service.protocol(Protocol { name: "tls", versions, suites: Vec::new() });
    }
}

/// A back-end, by the product that its name begins with.
fn back_end(service: &mut Service<'_>, product: &str, text: &str) {
    match product {
        "openssl" | "openssl_fips" => cipher_string(service, text),
        "opensslcnf" => openssl_commands(service, text),
        "openssh" | "opensshserver" => openssh(service, text),
        "java" | "javasystem" => {
            java_security::state(service, &config::properties::parse(text.as_bytes()));
        }
        "krb5" => krb5::state(service, &config::krb5::parse(text.as_bytes())),
        "gnutls" | "nss" | "bind" | "libreswan" | "libssh" | "sequoia" | "rpm-sequoia" => {
            as_written(service, text);
        }
        _ => {}
    }
}

/// The whole file is one cipher string.
fn cipher_string(service: &mut Service<'_>, text: &str) {
    let string = text.trim();
    if string.is_empty() || string.contains(char::is_whitespace) {
        return;
    }
    service.directive(1, "cipher string", string);
    let cause = Cause::written("cipher string", 1);
    let ciphers = Some(Setting { value: string.to_owned(), cause });
    tls::state(service, "system", &TlsSettings { ciphers, ..TlsSettings::default() });
}

/// Commands of OpenSSL outside a section.
fn openssl_commands(service: &mut Service<'_>, text: &str) {
    use crate::configuration::scope::{Means, Reading, Scope, Scopes, Side, Statement};
    let document = ini::parse(text.as_bytes());
    let mut statements = Vec::new();
    for directive in &document.directives {
        let name = directive.name.strip_prefix("TLS.").unwrap_or(&directive.name);
        let Some(means) = dialect::meaning(dialect::OPENSSL_COMMANDS, name) else {
            service.directive(directive.line, &directive.name, &directive.value());
            continue;
        };
        statements.push(Statement {
            means,
            side: Side::Server,
            name: directive.name.clone(),
            value: directive.value(),
            line: directive.into(),
            scope: 0,
            written: (means != Means::Related).then(|| directive.value()),
        });
    }
    let scope = Scope { label: "system".to_owned(), parent: None, is_service: false };
    let reading = Reading { all_versions: Version::TLS, cipher_suffix: "", defaults: None };
    Scopes::new(vec![scope], statements).state(service, &reading);
}

/// Keywords a line, or one line of `-oKeyword=value` for the server's command.
fn openssh(service: &mut Service<'_>, text: &str) {
    let options = text.contains("-o").then(|| {
        let plain = text.replace("CRYPTO_POLICY=", " ").replace(['\'', '"'], " ");
        let words = plain.split_whitespace().map(|word| word.trim_start_matches("-o"));
        words.collect::<Vec<_>>().join("\n")
    });
    let text = options.as_deref().unwrap_or(text);
    openssh_conf::state(service, &config::openssh::parse(text.as_bytes()), false);
}

fn as_written(service: &mut Service<'_>, text: &str) {
    for directive in &ini::parse(text.as_bytes()).directives {
        service.directive(directive.line, &directive.name, &directive.value());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_inventory::EntryPath;

    fn stated(text: &str, read: fn(&mut Service<'_>, &str)) -> Vec<String> {
        let path = EntryPath::standard_input();
        let mut service = Service::new(&path, "crypto-policies");
        read(&mut service, text);
        let mut findings = Findings::new(&path);
        service.finish(&mut findings);
        assert_eq!(findings.diagnostics(), [], "{text}");
        let first = findings.observations().first().map(|(_, observation)| observation);
        first.map_or_else(Vec::new, |first| {
            first.algorithms.iter().map(|used| used.algorithm.to_string()).collect()
        })
    }

    #[test]
    fn policies_name_algorithms() {
        let text = "mac = AEAD HMAC-SHA2-256 UMAC-128\n\
                    group = X25519 SECP256R1 FFDHE-2048 MLKEM768-X25519\nhash = SHA2-256 SHA3-384\n\
                    sign = ECDSA-SHA3-256 RSA-PSS-SHA2-256 EDDSA-ED25519\n\
                    cipher@TLS = AES-256-GCM CHACHA20-POLY1305\nprotocol@TLS = TLS1.3 DTLS1.2\n\
                    min_rsa_size = 2048 # bits\n";
        let names = stated(text, policy);
        for name in ["RSA-2048", "HMAC SHA-256", "X25519MLKEM768", "Ed25519", "AES-256-GCM"] {
            assert!(names.iter().any(|known| known == name), "{name} not in {names:?}");
        }
    }

    #[test]
    fn back_ends_are_read_by_their_products() {
        let string = "@SECLEVEL=2:kEECDH:kRSA:-aDSS:!eNULL:!aNULL";
        assert!(!stated(string, |s, text| back_end(s, "openssl", text)).is_empty());
        let options = "CRYPTO_POLICY='-oCiphers=aes256-gcm@openssh.com -oMACs=hmac-sha2-256'";
        assert_eq!(stated(options, |s, text| back_end(s, "opensshserver", text)).len(), 2);
        let commands = "CipherString = ECDHE+AESGCM\nTLS.MinProtocol = TLSv1.2\n";
        assert!(stated(commands, |s, text| back_end(s, "opensslcnf", text)).len() > 3);
    }

    #[test]
    fn the_level_is_one_word() {
        let path = EntryPath::standard_input();
        let mut service = Service::new(&path, "crypto-policies");
        level(&mut service, "# comment\nDEFAULT:NO-SHA1\n");
        assert!(service.has_directives());
    }
}
