//! Configurations of Apache httpd: the files themselves and the parts that they include.

use crate::configuration::dialect::{Dialect, Row, meaning, row};
use crate::configuration::include::{Include, Joins};
use crate::configuration::scope::{Defaults, Means, OPENSSL_DEFAULT_GROUPS, Reading, Side};
use crate::configuration::tls::Version;
use crate::configuration::{Service, file_names, text_of};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::{Entry, Kind};
use aratame_formats::config::{Directive, Document, apache};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Configurations of Apache httpd.
#[derive(Debug)]
pub struct Apache;

const ABOUT: About = About {
    id: "apache",
    title: "Apache httpd configurations",
    title_ja: "Apache httpdの設定",
    finds: "Directives of mod_ssl for servers and for connections to upstream servers, with what \
            they let be negotiated.",
    how: "Files are told by directives of mod_ssl and by the grammar of Apache, whatever their \
          name. Blocks inherit from those around them; cipher strings expand as in OpenSSL 1.1.1 to 3.1, or from 3.2 on \
          where that is installed, \
          with what mod_ssl adds to them.",
    misses: "What a file includes is joined with it when it is among the files scanned; else it is \
             told. Conditions (<IfModule>, <If>) count as met. Variables are \
             replaced where a Define sets them; macros and those of the environment stay. Defaults hold for Apache 2.4.37 and later with OpenSSL 3.0 \
             and are marked as assumed.",
    references: &["Apache HTTP Server 2.4, mod_ssl", "openssl-ciphers(1), OpenSSL 3.0 and 3.5"],
};

const ROWS: &[Row] = &[
    row("SSLCACertificateFile", Means::Certificate),
    row("SSLCADNRequestFile", Means::Certificate),
    row("SSLCARevocationCheck", Means::Related),
    row("SSLCARevocationFile", Means::Related),
    row("SSLCARevocationPath", Means::Related),
    row("SSLCACertificatePath", Means::Related),
    row("SSLCADNRequestPath", Means::Related),
    row("SSLCertificateChainFile", Means::Certificate),
    row("SSLCertificateFile", Means::Certificate),
    row("SSLCertificateKeyFile", Means::PrivateKey),
    row("SSLCipherSuite", Means::Ciphers),
    row("SSLCompression", Means::Switch),
    row("SSLCryptoDevice", Means::Related),
    row("SSLEngine", Means::Engine),
    row("SSLFIPS", Means::Switch),
    row("SSLHonorCipherOrder", Means::Switch),
    row("SSLInsecureRenegotiation", Means::Switch),
    row("SSLOCSPDefaultResponder", Means::Related),
    row("SSLOCSPEnable", Means::Related),
    row("SSLOCSPNoverify", Means::Related),
    row("SSLOCSPOverrideResponder", Means::Related),
    row("SSLOCSPProxyURL", Means::Related),
    row("SSLOCSPResponderCertificateFile", Means::Related),
    row("SSLOCSPResponderTimeout", Means::Related),
    row("SSLOCSPResponseMaxAge", Means::Related),
    row("SSLOCSPResponseTimeSkew", Means::Related),
    row("SSLOCSPUseRequestNonce", Means::Related),
    row("SSLOpenSSLConfCmd", Means::OpensslCommand),
    row("SSLOptions", Means::Related),
    row("SSLPassPhraseDialog", Means::Related),
    row("SSLPolicy", Means::Switch),
    row("SSLProtocol", Means::Versions),
    row("SSLRandomSeed", Means::Related),
    row("SSLRenegBufferSize", Means::Related),
    row("SSLRequire", Means::Related),
    row("SSLRequireSSL", Means::Related),
    row("SSLSessionCache", Means::Related),
    row("SSLSessionCacheTimeout", Means::Related),
    row("SSLSessionTicketKeyFile", Means::Related),
    row("SSLSessionTickets", Means::Switch),
    row("SSLSRPUnknownUserSeed", Means::Related),
    row("SSLSRPVerifierFile", Means::Related),
    row("SSLStaplingCache", Means::Related),
    row("SSLStaplingErrorCacheTimeout", Means::Related),
    row("SSLStaplingFakeTryLater", Means::Related),
    row("SSLStaplingForceURL", Means::Related),
    row("SSLStaplingResponderTimeout", Means::Related),
    row("SSLStaplingResponseMaxAge", Means::Related),
    row("SSLStaplingResponseTimeSkew", Means::Related),
    row("SSLStaplingReturnResponderErrors", Means::Related),
    row("SSLStaplingStandardCacheTimeout", Means::Related),
    row("SSLStrictSNIVHostCheck", Means::Related),
    row("SSLUserName", Means::Related),
    row("SSLUseStapling", Means::Related),
    row("SSLVerifyClient", Means::Related),
    row("SSLVerifyDepth", Means::Related),
    row("SSLVHostSNIPolicy", Means::Related),
];

const CLIENT_ROWS: &[Row] = &[
    row("SSLProxyCACertificateFile", Means::Certificate),
    row("SSLProxyCACertificatePath", Means::Related),
    row("SSLProxyCARevocationCheck", Means::Related),
    row("SSLProxyCARevocationFile", Means::Related),
    row("SSLProxyCARevocationPath", Means::Related),
    row("SSLProxyCheckPeerCN", Means::Related),
    row("SSLProxyCheckPeerExpire", Means::Related),
    row("SSLProxyCheckPeerName", Means::Related),
    row("SSLProxyCipherSuite", Means::Ciphers),
    row("SSLProxyEngine", Means::Related),
    row("SSLProxyMachineCertificateChainFile", Means::Certificate),
    row("SSLProxyMachineCertificateFile", Means::Certificate),
    row("SSLProxyMachineCertificatePath", Means::Related),
    row("SSLProxyProtocol", Means::Versions),
    row("SSLProxyVerify", Means::Related),
    row("SSLProxyVerifyDepth", Means::Related),
];

const DIALECT: Dialect = Dialect {
    meaning: meaning_of,
    is_near: |name| name.len() > 3 && name.starts_with("SSL") && is_name(name),
    value: value_of,
    services: &["VirtualHost"],
};

const READING: Reading = Reading {
    all_versions: Version::TLS,
    // mod_ssl puts this behind every cipher string.
    cipher_suffix: ":!aNULL:!eNULL:!EXP",
    defaults: Some(Defaults {
        product: "Apache 2.4.37 and later with OpenSSL 3.0",
        versions: Version::TLS,
        ciphers: "DEFAULT",
        groups: OPENSSL_DEFAULT_GROUPS,
    }),
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"SSLC", Scope::Text, begins_directive),
    Pattern::checked(b"SSLE", Scope::Text, begins_directive),
    Pattern::checked(b"SSLH", Scope::Text, begins_directive),
    Pattern::checked(b"SSLO", Scope::Text, begins_directive),
    Pattern::checked(b"SSLP", Scope::Text, begins_directive),
    Pattern::checked(b"SSLS", Scope::Text, begins_directive),
];

impl Detector for Apache {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && is_named_apache(entry)
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        if file_names::is_program_or_prose(entry.path) {
            return;
        }
        let Some(text) = text_of(entry, findings) else { return };
        let document = apache::parse(text.as_bytes());
        if !is_apache(&document, is_named_apache(entry)) {
            return;
        }
        findings.part(&Self, document);
    }
}

impl Joins for Apache {
    fn product(&self) -> &'static str {
        "apache"
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        apache::parse(bytes)
    }

    fn includes(&self, directive: &Directive) -> Vec<Include> {
        let optional = directive.name.eq_ignore_ascii_case("includeoptional");
        match directive.arguments.first() {
            Some(name) if optional || directive.name.eq_ignore_ascii_case("include") => {
                vec![Include { optional, ..Include::of(name) }]
            }
            _ => Vec::new(),
        }
    }

    fn prefix(&self, document: &Document) -> Option<String> {
        let mut directives = document.directives.iter();
        directives.find(|d| d.name.eq_ignore_ascii_case("serverroot")).map(Directive::value)
    }

    fn state(&self, service: &mut Service<'_>, document: &Document, _: bool) {
        let document = defined(document);
        DIALECT.read(service, &document).state(service, &READING);
    }
}

/// The document with `${NAME}` replaced by what `Define NAME value` before it says.
fn defined(document: &Document) -> Cow<'_, Document> {
    let is_define = |directive: &Directive| directive.name.eq_ignore_ascii_case("define");
    if !document.directives.iter().any(is_define) {
        return Cow::Borrowed(document);
    }
    let mut document = document.clone();
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for directive in &mut document.directives {
        for argument in &mut directive.arguments {
            *argument = replaced(argument, &known);
        }
        if let (true, [name, value, ..]) = (is_define(directive), directive.arguments.as_slice()) {
            known.insert(name.clone(), value.clone());
        }
    }
    Cow::Owned(document)
}

/// Longest text that a replacement may make.
const MAX_REPLACED: usize = 1 << 14;

fn replaced(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, behind)) = after.split_once('}') else { break };
        out.push_str(before);
        match known.get(name).filter(|value| out.len() + value.len() <= MAX_REPLACED) {
            Some(value) => out.push_str(value),
            None => {
                out.push_str("${");
                out.push_str(name);
                out.push('}');
            }
        }
        rest = behind;
    }
    out + rest
}

fn is_named_apache(entry: &Entry<'_>) -> bool {
    file_names::is_below(entry.path, &["apache", "apache2", "httpd"])
        || entry.path.file_name().starts_with("httpd")
        || entry.path.file_name().starts_with("apache")
}

/// Whether the directives and blocks are those of Apache: all of them where the name does not
/// tell, most of them where it does, since prose may stand beside a configuration.
fn is_apache(document: &Document, named: bool) -> bool {
    let fits = |directive: &&Directive| is_name(&directive.name) && !directive.arguments.is_empty();
    let fitting = document.directives.iter().filter(fits).count();
    let about_tls = document.directives.iter().filter_map(|directive| {
        let (means, _) = meaning_of(directive)?;
        means.is_recorded().then_some((means, directive.arguments.len()))
    });
    let (right, wrong): (Vec<_>, Vec<_>) =
        about_tls.partition(|(means, arguments)| takes(*means).contains(arguments));
    if named {
        return fitting * 4 >= document.directives.len() * 3 && right.len() >= wrong.len();
    }
    !right.is_empty()
        && wrong.is_empty()
        && document.problems.is_empty()
        && fitting == document.directives.len()
        && document.blocks.iter().all(|block| is_name(&block.name))
}

/// How many arguments a directive takes: a sentence that begins with its name has more.
fn takes(means: Means) -> RangeInclusive<usize> {
    match means {
        Means::Versions => 1..=8,
        Means::Ciphers => 1..=2,
        Means::Suites13 | Means::OpensslCommand => 2..=2,
        _ => 1..=1,
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn meaning_of(directive: &Directive) -> Option<(Means, Side)> {
    let name = directive.name.as_str();
    let first = directive.arguments.first().map_or("", String::as_str);
    if name.eq_ignore_ascii_case("include") || name.eq_ignore_ascii_case("includeoptional") {
        return Some((Means::Include, Side::Server));
    }
    let (means, side) = match meaning(ROWS, name) {
        Some(means) => (means, Side::Server),
        None => (meaning(CLIENT_ROWS, name)?, Side::Client),
    };
    let means = match means {
        Means::Ciphers if first.eq_ignore_ascii_case("TLSv1.3") => Means::Suites13,
        // Off is recorded and turns nothing on.
        Means::Engine if !first.eq_ignore_ascii_case("on") => Means::Switch,
        _ => means,
    };
    Some((means, side))
}

fn value_of(directive: &Directive, means: Means) -> String {
    match (means, directive.arguments.as_slice()) {
        (Means::Ciphers | Means::Suites13, [_, string, ..]) => string.clone(),
        (Means::Certificate | Means::PrivateKey, [file, ..]) => file.clone(),
        _ => directive.value(),
    }
}

/// Whether a known directive stands at the beginning of a line.
fn begins_directive(window: &[u8], at: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    file_names::leading_word(window, at, is_name).is_some_and(|(word, after)| {
        let means = meaning(ROWS, word).or_else(|| meaning(CLIENT_ROWS, word));
        !matches!(after.first(), None | Some(b'=' | b'(' | b':'))
            && means.is_some_and(Means::is_recorded)
    })
}
