//! Configurations of name servers: BIND, NSD, Unbound.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has, has_block};
use crate::configuration::scope::Means;
use crate::detector::{About, Pattern, Scope};
use aratame_algorithms::Registry;
use aratame_formats::config::line::{Sections, Separator, Style};
use aratame_formats::config::{Directive, Document};
use aratame_inventory::Role;

const ABOUT: About = About {
    id: "name-server",
    title: "Configurations of name servers",
    title_ja: "DNSサーバーの設定",
    finds: "Algorithms of DNSSEC policies and of transfer keys (TSIG), and settings of DNS over TLS \
            and HTTPS, of BIND, NSD and Unbound.",
    how: "Files are told by their name, or by blocks and directives that only such a product has. \
          Secrets of keys are recorded without their value.",
    misses: "The built-in policy `default` of BIND; keys that the server makes by itself (their \
             files are found by another detector).",
    references: &[
        "BIND 9.18 Administrator Reference Manual",
        "nsd.conf(5), NSD 4.6",
        "unbound.conf(5), Unbound 1.17",
        "RFC 8624",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"dnssec-policy", Scope::Text, begins_line),
    Pattern::checked(b"dnssec-validation", Scope::Text, begins_line),
    Pattern::checked(b"tls-service-key", Scope::Text, begins_line),
    Pattern::checked(b"algorithm hmac-", Scope::Text, begins_line),
];

/// The detector.
pub(crate) static NAME_SERVER: Field =
    Field { about: &ABOUT, patterns: PATTERNS, products: &[BIND, UNBOUND, NSD] };

const BIND: Product = Product {
    name: "bind",
    grammar: Grammar::Named,
    named: |path| {
        let name = path.file_name();
        name.starts_with("named.conf")
            || matches!(name, "rndc.key" | "rndc.conf")
            || file_names::is_below(path, &["bind", "named"])
                && (name.ends_with(".conf") || name.ends_with(".key"))
    },
    tells: |document| {
        has_block(document, &["options", "zone", "key", "dnssec-policy", "tls"])
            && has(document, &["dnssec-*", "key/algorithm"])
            && document
                .blocks
                .iter()
                .all(|block| BLOCKS.contains(&block.name.as_str()) || block.parent.is_some())
    },
    rows: &[
        row("keys/ksk", Means::Names(Registry::Dnssec, Role::Authentication)),
        row("keys/zsk", Means::Names(Registry::Dnssec, Role::Authentication)),
        row("keys/csk", Means::Names(Registry::Dnssec, Role::Authentication)),
        row("key/algorithm", Means::Names(Registry::Dnssec, Role::Mac)),
        row("key/secret", Means::Secret),
        row("nsec3param", Means::Switch),
        row("dnssec-enable", Means::Switch),
        row("dnssec-policy", Means::Switch),
        row("dnssec-validation", Means::Switch),
        row("auto-dnssec", Means::Switch),
        row("disable-algorithms", Means::Switch),
        row("disable-ds-digests", Means::Switch),
        row("tls/protocols", Means::Versions),
        row("tls/ciphers", Means::Ciphers),
        row("tls/cipher-suites", Means::Suites13),
        row("tls/prefer-server-ciphers", Means::Switch),
        row("tls/cert-file", Means::Certificate),
        row("tls/ca-file", Means::Certificate),
        row("tls/key-file", Means::PrivateKey),
        row("tls/dhparam-file", Means::DhParameters),
        row("dnssec-dnskey-kskonly", Means::Related),
        row("dnssec-loadkeys-interval", Means::Related),
        row("dnssec-must-be-secure", Means::Related),
        row("dnssec-secure-to-insecure", Means::Related),
        row("dnssec-update-mode", Means::Related),
        row("dnssec-accept-expired", Means::Related),
        row("dnssec-lookaside", Means::Related),
    ],
    near: &["dnssec-"],
    services: &["tls"],
    includes: &["include"],
    shape: protocols_as_words,
    // A key of a policy: `ksk lifetime unlimited algorithm rsasha256 2048`.
    value: |_, directive, means| match means {
        Means::Names(..) if directive.name != "algorithm" => {
            let mut words = directive.arguments.iter().skip_while(|word| *word != "algorithm");
            words.nth(1).cloned()
        }
        _ => None,
    },
    ..PLAIN
};

/// Blocks that stand by themselves in a file of BIND.
const BLOCKS: &[&str] = &[
    "acl",
    "controls",
    "dnssec-policy",
    "http",
    "key",
    "logging",
    "masters",
    "options",
    "parental-agents",
    "primaries",
    "server",
    "statistics-channels",
    "tls",
    "trust-anchors",
    "trusted-keys",
    "managed-keys",
    "view",
    "zone",
];

/// `protocols { TLSv1.2; TLSv1.3; };` is one directive with words.
fn protocols_as_words(document: &mut Document) {
    let mut kept: Vec<Directive> = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        let block = directive.block.and_then(|id| document.blocks.get(id));
        let Some(block) = block.filter(|block| block.name == "protocols") else {
            kept.push(directive);
            continue;
        };
        match kept.last_mut().filter(|last| last.name == "protocols" && last.line == block.line) {
            Some(last) => last.arguments.push(directive.name),
            None => kept.push(Directive {
                name: "protocols".to_owned(),
                arguments: vec![directive.name],
                line: block.line,
                block: block.parent,
                file: 0,
            }),
        }
    }
    document.directives = kept;
}

const COLONS: Style = Style {
    comments: &["#"],
    comments_inside: true,
    separator: Separator::Colon,
    sections: Sections::Colons,
    ..Style::ASSIGNMENTS
};

const UNBOUND: Product = Product {
    name: "unbound",
    grammar: Grammar::Lines(COLONS),
    named: |path| {
        let name = path.file_name();
        name.starts_with("unbound") && name.contains(".conf")
            || file_names::is_below(path, &["unbound"]) && name.ends_with(".conf")
    },
    tells: |document| {
        has(document, &["server/tls-service-key"])
            && has(document, &["server/interface", "server/access-control"])
    },
    fits: |document| {
        has_block(document, &["server", "remote-control", "forward-zone", "stub-zone"])
            || has(document, &["include*"])
    },
    rows: &[
        row("tls-port", Means::Engine),
        row("https-port", Means::Engine),
        row("tls-service-key", Means::PrivateKey),
        row("ssl-service-key", Means::PrivateKey),
        row("tls-service-pem", Means::Certificate),
        row("ssl-service-pem", Means::Certificate),
        row("tls-cert-bundle", Means::Certificate),
        row("tls-ciphers", Means::Ciphers),
        row("tls-ciphersuites", Means::Suites13),
        row("tls-protocols", Means::Versions),
        row("tls-upstream", Means::Switch),
        row("forward-tls-upstream", Means::Switch),
        row("stub-tls-upstream", Means::Switch),
        row("harden-algo-downgrade", Means::Switch),
        row("harden-dnssec-stripped", Means::Switch),
        row("val-permissive-mode", Means::Switch),
        row("server-key-file", Means::PrivateKey),
        row("server-cert-file", Means::Certificate),
        row("control-key-file", Means::PrivateKey),
        row("control-cert-file", Means::Certificate),
        row("tls-additional-port", Means::Related),
        row("tls-session-ticket-keys", Means::Related),
        row("tls-system-cert", Means::Related),
        row("tls-use-sni", Means::Related),
        row("tls-win-cert", Means::Related),
    ],
    near: &["tls-"],
    includes: &["include", "include-toplevel"],
    ..PLAIN
};

const NSD: Product = Product {
    name: "nsd",
    grammar: Grammar::Lines(COLONS),
    named: |path| {
        let name = path.file_name();
        name.starts_with("nsd") && name.contains(".conf")
            || file_names::is_below(path, &["nsd"]) && name.ends_with(".conf")
    },
    tells: |document| {
        has(document, &["key/algorithm"])
            && has(document, &["key/secret"])
            && has_block(document, &["zone", "key"])
    },
    fits: |document| has_block(document, &["server", "zone", "key", "pattern", "remote-control"]),
    rows: &[
        row("tls-port", Means::Engine),
        row("tls-service-key", Means::PrivateKey),
        row("tls-service-pem", Means::Certificate),
        row("tls-cert-bundle", Means::Certificate),
        row("key/algorithm", Means::Names(Registry::Dnssec, Role::Mac)),
        row("key/secret", Means::Secret),
        row("server-key-file", Means::PrivateKey),
        row("server-cert-file", Means::Certificate),
        row("control-key-file", Means::PrivateKey),
        row("control-cert-file", Means::Certificate),
        row("tls-service-ocsp", Means::Related),
        row("tls-auth-port", Means::Related),
        row("tls-auth-xfr-only", Means::Related),
    ],
    near: &["tls-"],
    includes: &["include"],
    ..PLAIN
};
