//! Configurations of HAProxy.

use crate::configuration::dialect::{Row, meaning, row};
use crate::configuration::include::{Include, Joins};
use crate::configuration::scope::{
    Defaults, Means, OPENSSL_DEFAULT_GROUPS, Reading, Scope as Place, Scopes, Side, Statement,
};
use crate::configuration::tls::Version;
use crate::configuration::{Service, file_names, text_of};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::{Entry, Kind};
use aratame_formats::config::haproxy;
use aratame_formats::config::{Block, Directive, Document};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Configurations of HAProxy.
#[derive(Debug)]
pub struct Haproxy;

const ABOUT: About = About {
    id: "haproxy",
    title: "HAProxy configurations",
    title_ja: "HAProxyの設定",
    finds: "TLS settings of the global section, of bind lines and of server lines, with what they \
            let be negotiated.",
    how: "Files are told by their name or by global TLS defaults, and by having sections of \
          HAProxy. A bind or server line inherits the global defaults of its side; cipher strings \
          expand as in OpenSSL 1.1.1 to 3.1, or from 3.2 on \
          where that is installed.",
    misses: "Environment variables stay as written unless the file sets them; conditions (.if) count as met; lists of \
             certificates (crt-list) are linked, not read. Defaults hold for HAProxy 2.2 and later \
             with OpenSSL 3.0 and are marked as assumed.",
    references: &["HAProxy configuration manual, sections 3.1 and 5", "openssl-ciphers(1)"],
};

/// Directives of the global section.
const GLOBAL: &[(&str, Means, Side)] = &[
    ("ssl-default-bind-ciphers", Means::Ciphers, Side::Server),
    ("ssl-default-bind-ciphersuites", Means::Suites13, Side::Server),
    ("ssl-default-bind-curves", Means::Groups, Side::Server),
    ("ssl-default-bind-sigalgs", Means::Signatures, Side::Server),
    ("ssl-default-bind-client-sigalgs", Means::Related, Side::Server),
    ("ssl-default-bind-options", Means::Switch, Side::Server),
    ("ssl-default-server-ciphers", Means::Ciphers, Side::Client),
    ("ssl-default-server-ciphersuites", Means::Suites13, Side::Client),
    ("ssl-default-server-curves", Means::Groups, Side::Client),
    ("ssl-default-server-sigalgs", Means::Signatures, Side::Client),
    ("ssl-default-server-client-sigalgs", Means::Related, Side::Client),
    ("ssl-default-server-options", Means::Switch, Side::Client),
    ("ssl-dh-param-file", Means::DhParameters, Side::Server),
    ("tune.ssl.default-dh-param", Means::DhBits, Side::Server),
    ("ssl-engine", Means::Related, Side::Server),
    ("ssl-load-extra-files", Means::Related, Side::Server),
    ("ssl-load-extra-del-ext", Means::Related, Side::Server),
    ("ssl-mode-async", Means::Related, Side::Server),
    ("ssl-propquery", Means::Related, Side::Server),
    ("ssl-provider", Means::Related, Side::Server),
    ("ssl-provider-path", Means::Related, Side::Server),
    ("ssl-security-level", Means::Switch, Side::Server),
    ("ssl-server-verify", Means::Related, Side::Client),
    ("ssl-skip-self-issued-ca", Means::Related, Side::Server),
    ("ssl-passphrase-cmd", Means::Related, Side::Server),
    ("ssl-f-use", Means::Related, Side::Server),
];

/// Words of `bind`, `server` and option lines that take a value.
const VALUES: &[Row] = &[
    row("ca-file", Means::Certificate),
    row("ca-verify-file", Means::Certificate),
    row("ca-sign-file", Means::Certificate),
    row("ciphers", Means::Ciphers),
    row("ciphersuites", Means::Suites13),
    row("crt", Means::Certificate),
    row("crt-list", Means::Certificate),
    row("curves", Means::Groups),
    row("ecdhe", Means::Groups),
    row("sigalgs", Means::Signatures),
    row("ssl-max-ver", Means::MaxVersion),
    row("ssl-min-ver", Means::MinVersion),
];

/// Words that take no value: what they mean, and the version that they name.
const FLAGS: &[(&str, Means, &str)] = &[
    ("force-sslv3", Means::Versions, "SSLv3"),
    ("force-tlsv10", Means::Versions, "TLSv1.0"),
    ("force-tlsv11", Means::Versions, "TLSv1.1"),
    ("force-tlsv12", Means::Versions, "TLSv1.2"),
    ("force-tlsv13", Means::Versions, "TLSv1.3"),
    ("no-sslv3", Means::WithoutVersion, "SSLv3"),
    ("no-tlsv10", Means::WithoutVersion, "TLSv1.0"),
    ("no-tlsv11", Means::WithoutVersion, "TLSv1.1"),
    ("no-tlsv12", Means::WithoutVersion, "TLSv1.2"),
    ("no-tlsv13", Means::WithoutVersion, "TLSv1.3"),
    ("no-tls-tickets", Means::Switch, ""),
    ("prefer-client-ciphers", Means::Switch, ""),
    ("allow-0rtt", Means::Switch, ""),
];

const READING: Reading = Reading {
    all_versions: Version::TLS,
    cipher_suffix: "",
    defaults: Some(Defaults {
        product: "HAProxy 2.2 and later with OpenSSL 3.0",
        versions: &[Version::Tls12, Version::Tls13],
        ciphers: "DEFAULT",
        groups: OPENSSL_DEFAULT_GROUPS,
    }),
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"ssl-default-", Scope::Text, begins_directive),
    Pattern::checked(b"tune.ssl.default-dh-param", Scope::Text, begins_directive),
];

impl Detector for Haproxy {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && is_named_haproxy(entry)
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        if file_names::is_program_or_prose(entry.path) {
            return;
        }
        let Some(text) = text_of(entry, findings) else { return };
        let document = haproxy::parse(text.as_bytes());
        if document.blocks.is_empty() || !(is_named_haproxy(entry) || begins_in_section(&document))
        {
            return;
        }
        findings.part(&Self, document);
    }
}

impl Joins for Haproxy {
    fn product(&self) -> &'static str {
        "haproxy"
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        haproxy::parse(bytes)
    }

    /// Its files stand beside each other on the command line; none reads another in.
    fn includes(&self, _: &Directive) -> Vec<Include> {
        Vec::new()
    }

    fn state(&self, service: &mut Service<'_>, document: &Document, _: bool) {
        read(service, &with_environment(document)).state(service, &READING);
    }
}

/// The document with `${NAME}` replaced by what `setenv` or `presetenv` of its global section says.
fn with_environment(document: &Document) -> Cow<'_, Document> {
    let set =
        |directive: &Directive| match (directive.name.as_str(), directive.arguments.as_slice()) {
            ("setenv" | "presetenv", [name, value, ..]) => {
                Some([(format!("${{{name}}}"), value.clone()), (format!("${name}"), value.clone())])
            }
            _ => None,
        };
    let known: Vec<(String, String)> =
        document.directives.iter().filter_map(set).take(MAX_SET).flatten().collect();
    if known.is_empty() {
        return Cow::Borrowed(document);
    }
    let mut document = document.clone();
    let arguments = document.directives.iter_mut().flat_map(|each| &mut each.arguments);
    for argument in arguments.filter(|argument| argument.contains('$')) {
        // A name that begins another one is replaced only as a whole word.
        let whole = known.iter().find(|(name, _)| name == argument);
        match whole {
            Some((_, value)) => argument.clone_from(value),
            None => {
                for (name, value) in known.iter().filter(|(name, _)| name.ends_with('}')) {
                    let length = argument.len() + argument.matches(name).count() * value.len();
                    if length <= MAX_VALUE {
                        *argument = argument.replace(name, value);
                    }
                }
            }
        }
    }
    Cow::Owned(document)
}

/// Variables of one file that are followed.
const MAX_SET: usize = 64;

/// Longest word that a replacement may make.
const MAX_VALUE: usize = 1 << 14;

fn is_named_haproxy(entry: &Entry<'_>) -> bool {
    let name = entry.path.file_name();
    let below = file_names::is_below(entry.path, &["haproxy"]);
    name.starts_with("haproxy") || (below && (name.ends_with(".cfg") || name.ends_with(".conf")))
}

/// Without a name that tells, nothing may stand before the first section.
fn begins_in_section(document: &Document) -> bool {
    document.directives.iter().all(|directive| directive.block.is_some())
}

fn begins_directive(window: &[u8], at: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    file_names::leading_word(window, at, is_name)
        .is_some_and(|(word, _)| GLOBAL.iter().any(|(name, _, _)| *name == word))
}

/// Scope 0 is the global section, whose defaults hold on every line; each line with TLS words is
/// a scope of its own.
fn read(service: &mut Service<'_>, document: &Document) -> Scopes {
    let mut reader = Reader {
        scopes: vec![Place { label: "global".to_owned(), parent: None, is_service: false }],
        statements: Vec::new(),
        defaults: BTreeMap::new(),
        of_section: None,
        section: None,
    };
    for directive in &document.directives {
        reader.enter(document, directive);
        let section = document.blocks_around(directive).next();
        reader.directive(service, directive, section);
    }
    Scopes::new(reader.scopes, reader.statements)
}

struct Reader {
    scopes: Vec<Place>,
    statements: Vec<Statement>,
    /// The `default-server` lines of `defaults` sections, by their name and for those without.
    defaults: BTreeMap<Option<String>, Default>,
    /// The last `default-server` line that holds in this section.
    of_section: Option<Default>,
    section: Option<usize>,
}

/// A line whose words hold on the server lines behind it.
#[derive(Clone, Copy)]
struct Default {
    scope: usize,
    is_tls: bool,
}

impl Reader {
    /// A section begins with what the `defaults` section says that it names (`from NAME`), or the
    /// last one before it.
    fn enter(&mut self, document: &Document, directive: &Directive) {
        if self.section == directive.block {
            return;
        }
        self.section = directive.block;
        let Some(section) = directive.block.and_then(|id| document.blocks.get(id)) else { return };
        let mut words = section.arguments.iter().skip_while(|word| *word != "from").skip(1);
        let from = words.next().cloned();
        let found = from.and_then(|name| self.defaults.get(&Some(name)));
        self.of_section = found.or_else(|| self.defaults.get(&None)).copied();
        if section.name == "defaults" {
            self.defaults.remove(&None);
        }
    }

    fn directive(
        &mut self,
        service: &mut Service<'_>,
        directive: &Directive,
        section: Option<&Block>,
    ) {
        let global = GLOBAL.iter().find(|(name, _, _)| *name == directive.name);
        match (directive.name.as_str(), global) {
            ("bind", _) => self.line(directive, section, Side::Server),
            ("server" | "default-server" | "server-template", _) => {
                self.line(directive, section, Side::Client);
            }
            (_, Some((_, Means::Switch, side))) => {
                let options = &directive.arguments;
                self.statement(directive, Means::Switch, *side, 0, &directive.name, None);
                self.words(directive, options, *side, 0, false);
            }
            (_, Some((name, means, side))) => {
                self.statement(directive, *means, *side, 0, name, None);
            }
            (name, None) if name.starts_with("ssl-") => {
                service.unknown_directive(directive, name);
            }
            _ => {}
        }
    }

    /// A line that is about TLS when it has the word `ssl` or a certificate.
    fn line(&mut self, directive: &Directive, section: Option<&Block>, side: Side) {
        let words = &directive.arguments;
        let inherited = self.of_section.filter(|_| side == Side::Client);
        let is_default = directive.name == "default-server";
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        let is_tls =
            has(&["ssl"]) || inherited.is_some_and(|line| line.is_tls) && !has(&["no-ssl"]);
        let about_tls = is_tls
            || has(&["crt", "crt-list"])
            || is_default && words.iter().any(|word| meaning(VALUES, word).is_some());
        if !about_tls {
            return;
        }
        let scope = self.scopes.len();
        let around = section.map_or_else(String::new, |section| {
            format!("{} {}, ", section.name, section.arguments.join(" "))
        });
        let label = format!("{around}{} (line {})", directive.name, directive.line);
        let parent = Some(inherited.map_or(0, |line| line.scope));
        self.scopes.push(Place { label, parent, is_service: !is_default });
        if is_default {
            let line = Default { scope, is_tls };
            self.of_section = Some(line);
            if let Some(section) = section.filter(|section| section.name == "defaults") {
                self.defaults.insert(None, line);
                self.defaults.insert(section.arguments.first().cloned(), line);
            }
        }
        if is_tls && !is_default {
            self.statement(directive, Means::Listens, side, scope, &directive.name, None);
        }
        self.words(directive, words, side, scope, true);
    }

    /// The words of a line, recorded as `bind/crt` when `recorded`.
    fn words(
        &mut self,
        directive: &Directive,
        words: &[String],
        side: Side,
        scope: usize,
        recorded: bool,
    ) {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let name = format!("{}/{word}", directive.name);
            let name = if recorded { name.as_str() } else { directive.name.as_str() };
            if let Some((_, means, version)) = FLAGS.iter().find(|(flag, _, _)| flag == word) {
                let value = Some((*version, recorded));
                self.statement(directive, *means, side, scope, name, value);
            } else if let Some(means) = meaning(VALUES, word) {
                let value = words.next().map_or("", String::as_str);
                self.statement(directive, means, side, scope, name, Some((value, recorded)));
            }
        }
    }

    /// A statement with the whole line as value, or with a value and whether it is recorded.
    fn statement(
        &mut self,
        directive: &Directive,
        means: Means,
        side: Side,
        scope: usize,
        name: &str,
        value: Option<(&str, bool)>,
    ) {
        let (value, recorded) =
            value.map_or_else(|| (directive.value(), true), |(value, r)| (value.to_owned(), r));
        self.statements.push(Statement {
            means,
            side,
            name: name.to_owned(),
            written: recorded.then(|| value.clone()),
            value,
            line: directive.into(),
            scope,
        });
    }
}
