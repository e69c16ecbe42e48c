//! Configurations of nginx: the file itself and the snippets that it includes.

use crate::configuration::dialect::{Dialect, Row, meaning, row};
use crate::configuration::include::{Include, Joins};
use crate::configuration::scope::{Defaults, Means, OPENSSL_DEFAULT_GROUPS, Reading, Side};
use crate::configuration::tls::Version;
use crate::configuration::{Service, file_names, text_of};
use crate::detector::{About, Detector, Findings, Hit, Pattern, Scope};
use crate::entry::{Entry, Kind};
use aratame_formats::config::{Directive, Document, nginx};

/// Configurations of nginx.
#[derive(Debug)]
pub struct Nginx;

const ABOUT: About = About {
    id: "nginx",
    title: "nginx configurations",
    title_ja: "nginxの設定",
    finds: "Directives about TLS of servers and of connections to upstream servers, with what they \
            let be negotiated.",
    how: "Files are told by directives about TLS and by the grammar of nginx, whatever their name. \
          Blocks inherit as in nginx; cipher strings expand as in OpenSSL 1.1.1 to 3.1, or from 3.2 on \
          where that is installed.",
    misses: "What a file includes is joined with it when it is among the files scanned; else it is \
             told. Values with variables stay as written. Defaults hold for nginx \
             1.23.4 to 1.27.2 with OpenSSL 3.0 and are marked as assumed.",
    references: &[
        "nginx documentation, ngx_http_ssl_module",
        "openssl-ciphers(1), OpenSSL 3.0 and 3.5",
    ],
};

/// Directives without the prefix of their module: `proxy_`, `grpc_`, `uwsgi_` are a client's.
const ROWS: &[Row] = &[
    row("ssl", Means::Engine),
    row("ssl_alpn", Means::Related),
    row("ssl_buffer_size", Means::Related),
    row("ssl_certificate", Means::Certificate),
    row("ssl_certificate_cache", Means::Related),
    row("ssl_certificate_compression", Means::Related),
    row("ssl_certificate_key", Means::PrivateKey),
    row("ssl_ciphers", Means::Ciphers),
    row("ssl_client_certificate", Means::Certificate),
    row("ssl_conf_command", Means::OpensslCommand),
    row("ssl_crl", Means::Related),
    row("ssl_dhparam", Means::DhParameters),
    row("ssl_early_data", Means::Switch),
    row("ssl_ecdh_curve", Means::Groups),
    row("ssl_ech_file", Means::Related),
    row("ssl_engine", Means::Related),
    row("ssl_handshake_timeout", Means::Related),
    row("ssl_key_log", Means::Related),
    row("ssl_name", Means::Related),
    row("ssl_object_cache_inheritable", Means::Related),
    row("ssl_ocsp", Means::Related),
    row("ssl_ocsp_cache", Means::Related),
    row("ssl_ocsp_responder", Means::Related),
    row("ssl_password_file", Means::Related),
    row("ssl_prefer_server_ciphers", Means::Switch),
    row("ssl_preread", Means::Related),
    row("ssl_protocols", Means::Versions),
    row("ssl_reject_handshake", Means::Related),
    row("ssl_server_name", Means::Related),
    row("ssl_session_cache", Means::Related),
    row("ssl_session_reuse", Means::Related),
    row("ssl_session_ticket_key", Means::Related),
    row("ssl_session_tickets", Means::Switch),
    row("ssl_session_timeout", Means::Related),
    row("ssl_stapling", Means::Related),
    row("ssl_stapling_file", Means::Related),
    row("ssl_stapling_responder", Means::Related),
    row("ssl_stapling_verify", Means::Related),
    row("ssl_trusted_certificate", Means::Certificate),
    row("ssl_verify", Means::Related),
    row("ssl_verify_client", Means::Related),
    row("ssl_verify_depth", Means::Related),
];

/// Prefixes of modules that are clients of an upstream server.
const CLIENTS: [&str; 4] = ["proxy_", "grpc_", "uwsgi_", "zone_sync_"];

const DIALECT: Dialect = Dialect {
    meaning: meaning_of,
    is_near: |name| without_module(name).0.starts_with("ssl_") && is_name(name),
    value: |directive, means| match means {
        Means::Certificate | Means::PrivateKey | Means::DhParameters => {
            directive.arguments.first().cloned().unwrap_or_default()
        }
        _ => directive.value(),
    },
    services: &["server"],
};

const READING: Reading = Reading {
    all_versions: Version::TLS,
    cipher_suffix: "",
    defaults: Some(Defaults {
        product: "nginx 1.23.4 to 1.27.2 with OpenSSL 3.0",
        versions: Version::TLS,
        ciphers: "HIGH:!aNULL:!MD5",
        groups: OPENSSL_DEFAULT_GROUPS,
    }),
};

/// Blocks that a file of nginx has; another block shows that the file is something else.
const BLOCKS: &[&str] = &[
    "http",
    "server",
    "location",
    "upstream",
    "stream",
    "mail",
    "events",
    "map",
    "geo",
    "if",
    "types",
    "limit_except",
    "split_clients",
    "match",
    "charset_map",
    "otel_exporter",
    "mgmt",
];

/// Of these, the ones that hold data.
const DATA: &[&str] = &["map", "geo", "types", "split_clients", "charset_map"];

const PATTERNS: &[Pattern] = &[Pattern::checked(b"ssl_", Scope::Text, begins_directive)];

impl Detector for Nginx {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Text && is_named_nginx(entry)
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        if file_names::is_program_or_prose(entry.path) {
            return;
        }
        let Some(text) = text_of(entry, findings) else { return };
        let document = nginx::parse(text.as_bytes());
        if !is_nginx(&document, is_named_nginx(entry)) {
            return;
        }
        findings.part(&Self, document);
    }
}

impl Joins for Nginx {
    fn product(&self) -> &'static str {
        "nginx"
    }

    fn parse(&self, bytes: &[u8]) -> Document {
        nginx::parse(bytes)
    }

    fn includes(&self, directive: &Directive) -> Vec<Include> {
        match directive.name.as_str() {
            "include" => directive.arguments.iter().map(|name| Include::of(name)).collect(),
            _ => Vec::new(),
        }
    }

    fn state(&self, service: &mut Service<'_>, document: &Document, _: bool) {
        DIALECT.read(service, document).state(service, &READING);
    }
}

fn is_named_nginx(entry: &Entry<'_>) -> bool {
    file_names::is_below(entry.path, &["nginx", "openresty", "tengine"])
        || entry.path.file_name().starts_with("nginx")
}

/// Whether the directives and blocks are those of nginx: all of them where the name does not
/// tell, most of them where it does, since other files may stand beside a configuration.
fn is_nginx(document: &Document, named: bool) -> bool {
    // Blocks of data hold anything.
    let fits = |directive: &&Directive| {
        let around = document.blocks_around(directive).next();
        is_name(&directive.name) || around.is_some_and(|block| DATA.contains(&block.name.as_str()))
    };
    let fitting = document.directives.iter().filter(fits).count();
    let known = |name: &str| BLOCKS.contains(&name) || name.ends_with("_by_lua_block");
    let known = document.blocks.iter().filter(|block| known(&block.name)).count();
    // `ssl_ciphers = …` is how other products write it.
    let assigns = |directive: &Directive| {
        let first = directive.arguments.first();
        meaning_of(directive).is_some() && first.is_some_and(|word| word.starts_with('='))
    };
    if document.directives.iter().any(assigns) {
        return false;
    }
    if named {
        return fitting * 4 >= document.directives.len() * 3
            && known * 4 >= document.blocks.len() * 3;
    }
    let about_tls =
        |directive: &Directive| meaning_of(directive).is_some_and(|(means, _)| means.is_recorded());
    document.directives.iter().any(about_tls)
        && document.problems.is_empty()
        && fitting == document.directives.len()
        && known == document.blocks.len()
}

fn is_name(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn meaning_of(directive: &Directive) -> Option<(Means, Side)> {
    if directive.name == "listen" {
        let tls = directive.arguments.iter().any(|word| word == "ssl" || word == "quic");
        return tls.then_some((Means::Listens, Side::Server));
    }
    if directive.name == "include" {
        return Some((Means::Include, Side::Server));
    }
    let (name, side) = without_module(&directive.name);
    if name == "ssl" {
        let on = directive.arguments.first().is_some_and(|value| value == "on");
        return on.then_some((Means::Engine, side));
    }
    meaning(ROWS, name).map(|means| (means, side))
}

fn without_module(name: &str) -> (&str, Side) {
    let client = CLIENTS.iter().find_map(|prefix| name.strip_prefix(prefix));
    client.map_or((name, Side::Server), |rest| (rest, Side::Client))
}

/// Whether a known directive stands at the beginning of a statement: an assignment or a call is
/// something else.
fn begins_directive(window: &[u8], at: usize) -> bool {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    file_names::leading_word(window, at, is_name).is_some_and(|(word, after)| {
        !matches!(after.first(), None | Some(b'=' | b'(' | b':'))
            && meaning(ROWS, without_module(word).0).is_some_and(Means::is_recorded)
    })
}
