//! Configuration files of OpenSSL: system defaults for TLS, and the algorithms of `req`, `ca`,
//! `ts` and `cmp`.

use crate::configuration::dialect::{OPENSSL_COMMANDS, Row, meaning, row};
use crate::configuration::include::{Include, Joins};
use crate::configuration::scope::{Means, Reading, Scope as Place, Scopes, Side, Statement};
use crate::configuration::tls::Version;
use crate::configuration::{Cause, Service, file_names, note, text_of};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::{Entry, Kind};
use aratame_algorithms::{algorithm, algorithm_by_name};
use aratame_formats::config::{Directive, Document, ini};
use aratame_inventory::{AlgorithmRef, Role};
use std::collections::BTreeSet;

/// Configuration files of OpenSSL.
#[derive(Debug)]
pub struct OpensslConf;

const ABOUT: About = About {
    id: "openssl-conf",
    title: "OpenSSL configuration files",
    title_ja: "OpenSSLの設定ファイル",
    finds: "System defaults for TLS (CipherString, MinProtocol, Groups …) and the digests and key \
            sizes of requests, certification authorities and time stamps.",
    how: "Files are told by their name or by a section that holds such a setting. Cipher strings \
          expand as in OpenSSL 1.1.1 to 3.1, or from 3.2 on \
          where that is installed.",
    misses: "What a file includes is joined with it when it is among the files scanned. Variables ($name) stay as \
             written. Whether a program reads this file, or which sections it uses, is not known.",
    references: &["config(5), OpenSSL 3.0", "SSL_CONF_cmd(3)", "openssl-req(1)", "openssl-ts(1)"],
};

/// What the applications of OpenSSL read.
#[derive(Clone, Copy)]
enum Setting {
    /// One or more digests.
    Digest,
    /// The size of RSA keys that are made.
    KeyBits,
    /// Recorded as written.
    Switch,
}

const APPLICATIONS: &[(&str, Setting)] = &[
    ("default_md", Setting::Digest),
    ("signer_digest", Setting::Digest),
    ("digests", Setting::Digest),
    ("ess_cert_id_alg", Setting::Digest),
    ("digest", Setting::Digest),
    ("default_bits", Setting::KeyBits),
    ("default_properties", Setting::Switch),
    ("rh-allow-sha1-signatures", Setting::Switch),
];

/// Names that stand in other kinds of files, too, and count only in a file of OpenSSL.
const AMBIGUOUS: &[&str] = &["digest", "digests", "certificate", "protocol", "options", "groups"];

/// Names without which a file has nothing to say here.
const TELLING: &[Row] = &[
    row("cipherstring", Means::Ciphers),
    row("ciphersuites", Means::Suites13),
    row("minprotocol", Means::MinVersion),
    row("maxprotocol", Means::MaxVersion),
    row("signaturealgorithms", Means::Signatures),
    row("clientsignaturealgorithms", Means::Signatures),
    row("default_md", Means::Switch),
    row("default_bits", Means::Switch),
    row("signer_digest", Means::Switch),
    row("ess_cert_id_alg", Means::Switch),
];

const READING: Reading = Reading { all_versions: Version::TLS, cipher_suffix: "", defaults: None };

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"CipherString", Scope::Text, begins_directive),
    Pattern::checked(b"Ciphersuites", Scope::Text, begins_directive),
    Pattern::checked(b"MinProtocol", Scope::Text, begins_directive),
    Pattern::checked(b"MaxProtocol", Scope::Text, begins_directive),
    Pattern::checked(b"SignatureAlgorithms", Scope::Text, begins_directive),
    Pattern::checked(b"default_md", Scope::Text, begins_directive),
    Pattern::checked(b"default_bits", Scope::Text, begins_directive),
    Pattern::checked(b"signer_digest", Scope::Text, begins_directive),
    Pattern::checked(b"ess_cert_id_alg", Scope::Text, begins_directive),
];

impl Detector for OpensslConf {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && is_named_openssl(entry)
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        let is_back_end = file_names::is_below(entry.path, &["crypto-policies"]);
        if is_back_end || file_names::is_program_or_prose(entry.path) {
            return;
        }
        let Some(text) = text_of(entry, findings) else { return };
        let document = ini::parse(text.as_bytes());
        let named = is_named_openssl(entry);
        if document.blocks.is_empty() || !(named || is_surely_openssl(&document)) {
            return;
        }
        findings.part(&Self, document);
    }
}

impl Joins for OpensslConf {
    fn product(&self) -> &'static str {
        "openssl"
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        ini::parse(bytes)
    }

    fn includes(&self, directive: &Directive) -> Vec<Include> {
        match directive.name.as_str() {
            ".include" => directive.arguments.iter().map(|name| Include::of(name)).collect(),
            _ => Vec::new(),
        }
    }

    fn state(&self, service: &mut Service<'_>, document: &Document, _: bool) {
        read(service, document).state(service, &READING);
    }
}

fn is_named_openssl(entry: &Entry<'_>) -> bool {
    let name = entry.path.file_name();
    name.ends_with(".cnf")
        && (name.contains("openssl") || file_names::is_below(entry.path, &["ssl"]))
}

/// Without a name that tells, every line must fit, and a telling name must stand in a section.
fn is_surely_openssl(document: &Document) -> bool {
    let tells = |directive: &Directive| {
        directive.block.is_some() && meaning(TELLING, plain_name(&directive.name)).is_some()
    };
    document.problems.is_empty() && document.directives.iter().any(tells)
}

fn begins_directive(window: &[u8], at: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    file_names::leading_word(window, at, is_name).is_some_and(|(word, after)| {
        after.first() == Some(&b'=') && meaning(TELLING, plain_name(word)).is_some()
    })
}

/// A name without the protocol that Red Hat's OpenSSL takes before it.
fn plain_name(name: &str) -> &str {
    name.strip_prefix("TLS.").unwrap_or(name)
}

/// The statements about TLS; what the applications read is stated at once.
fn read(service: &mut Service<'_>, document: &Document) -> Scopes {
    let mut statements = Vec::new();
    let for_tls = tls_sections(document);
    for directive in &document.directives {
        let section = document.blocks_around(directive).next().map(|block| block.name.as_str());
        if directive.name == ".include" {
            service.note(note::INCLUDES, format!("{}: {}", directive.line, directive.value()));
            service.names_file(&directive.value());
            continue;
        }
        let Some(section) = section else { continue };
        if let Some((_, setting)) = APPLICATIONS.iter().find(|(name, _)| *name == directive.name) {
            application(service, directive, section, *setting);
        } else if directive.block.is_some_and(|block| for_tls.contains(&block)) {
            statements.extend(command(service, directive, section));
        }
    }
    let file = Place { label: "file".to_owned(), parent: None, is_service: false };
    let sections = document.blocks.iter().map(|block| Place {
        label: format!("[{}] (line {})", block.name, block.line),
        parent: None,
        is_service: false,
    });
    Scopes::new(std::iter::once(file).chain(sections).collect(), statements)
}

/// The sections that hold commands for TLS: a telling name stands there, or `system_default`
/// names them.
fn tls_sections(document: &Document) -> BTreeSet<usize> {
    let tells = |directive: &&Directive| {
        let name = plain_name(&directive.name);
        meaning(OPENSSL_COMMANDS, name).is_some_and(|means| means != Means::Related)
            && !AMBIGUOUS.iter().any(|ambiguous| name.eq_ignore_ascii_case(ambiguous))
    };
    let named: BTreeSet<String> = document
        .directives
        .iter()
        .filter(|directive| directive.name == "system_default")
        .map(Directive::value)
        .collect();
    let referenced = (0..).zip(&document.blocks).filter(|(_, block)| named.contains(&block.name));
    let telling = document.directives.iter().filter(tells).filter_map(|directive| directive.block);
    telling.chain(referenced.map(|(id, _)| id)).collect()
}

fn command(service: &mut Service<'_>, directive: &Directive, section: &str) -> Option<Statement> {
    // Several commands of one kind are told apart by what stands before a dot.
    let name = plain_name(&directive.name);
    let Some(means) = meaning(OPENSSL_COMMANDS, name) else {
        if name.starts_with("DTLS.") {
            service.directive(directive, &format!("{section}/{name}"), &directive.value());
        } else {
            service.unknown_directive(directive, name);
        }
        return None;
    };
    Some(Statement {
        means,
        side: Side::Server,
        name: format!("{section}/{}", directive.name),
        value: directive.value(),
        line: directive.into(),
        scope: directive.block.map_or(0, |block| block + 1),
        written: Some(directive.value()),
    })
}

fn application(service: &mut Service<'_>, directive: &Directive, section: &str, setting: Setting) {
    let name = format!("{section}/{}", directive.name);
    let value = directive.value();
    service.directive(directive, &name, &value);
    let cause = Cause::written(&name, directive);
    match setting {
        Setting::Switch => {}
        Setting::KeyBits => {
            let bits = value.trim().parse().ok();
            if let (Some(rsa), Some(bits)) = (algorithm("rsa"), bits) {
                service.algorithm(AlgorithmRef::known(rsa).with_bits(bits), Role::Key, &cause);
            }
        }
        Setting::Digest => digests(service, &value, &cause),
    }
}

fn digests(service: &mut Service<'_>, value: &str, cause: &Cause) {
    let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
    // `default` leaves the choice to the key; a variable is not followed.
    for name in names.filter(|name| !matches!(*name, "default" | "null") && !name.contains('$')) {
        match algorithm_by_name(name) {
            Some(known) => service.algorithm(AlgorithmRef::known(known), Role::Hash, cause),
            None => service.unknown_name(name, Role::Hash, cause),
        }
    }
}
