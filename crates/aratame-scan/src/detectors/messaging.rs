//! Configurations of message brokers: Kafka and RabbitMQ.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has, has_block};
use crate::configuration::scope::{Defaults, Means, Reading};
use crate::configuration::tls::Version;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::line::Style;
use aratame_formats::config::{Directive, Document};

const ABOUT: About = About {
    id: "messaging",
    title: "Configurations of message brokers",
    title_ja: "メッセージブローカーの設定",
    finds: "TLS settings of Kafka brokers and clients and of RabbitMQ, and how they prove \
            passwords.",
    how: "Files are told by their name, or by directives that only such a product has.",
    misses: "Settings on command lines and in environment variables. Defaults of Kafka are marked as \
             assumed.",
    references: &[
        "Apache Kafka documentation, broker configs",
        "RabbitMQ documentation, TLS support",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"ssl.enabled.protocols", Scope::Text, begins_line),
    Pattern::checked(b"ssl.cipher.suites", Scope::Text, begins_line),
    Pattern::checked(b"ssl.keystore.location", Scope::Text, begins_line),
    Pattern::checked(b"security.protocol", Scope::Text, begins_line),
    Pattern::checked(b"ssl_options.", Scope::Text, begins_line),
    Pattern::new(b"{ssl_options", Scope::Text),
];

/// The detector.
pub(crate) static MESSAGING: Field =
    Field { about: &ABOUT, patterns: PATTERNS, products: &[KAFKA, RABBITMQ, RABBITMQ_TERMS] };

const KAFKA: Product = Product {
    name: "kafka",
    grammar: Grammar::Properties,
    named: |path| {
        path.file_name().ends_with(".properties") && file_names::is_below(path, &["kafka"])
    },
    tells: |document| {
        has(document, &["ssl.enabled.protocols", "ssl.cipher.suites", "ssl.keystore.location"])
            && has(
                document,
                &[
                    "listeners",
                    "security.protocol",
                    "bootstrap.servers",
                    "ssl.truststore.location",
                    "broker.id",
                    "node.id",
                ],
            )
    },
    rows: &[
        row("security.protocol", Means::Engine),
        row("security.inter.broker.protocol", Means::Engine),
        row("listeners", Means::Engine),
        row("ssl.enabled.protocols", Means::Versions),
        row("ssl.protocol", Means::Switch),
        row("ssl.cipher.suites", Means::Suites),
        row("ssl.keystore.location", Means::Certificate),
        row("ssl.truststore.location", Means::Certificate),
        row("ssl.keystore.type", Means::Switch),
        row("ssl.truststore.type", Means::Switch),
        row("ssl.keystore.password", Means::Secret),
        row("ssl.key.password", Means::Secret),
        row("ssl.truststore.password", Means::Secret),
        row("ssl.keystore.key", Means::Secret),
        row("ssl.provider", Means::Switch),
        row("ssl.secure.random.implementation", Means::Switch),
        row("sasl.mechanism", Means::Schemes),
        row("sasl.enabled.mechanisms", Means::Schemes),
        row("sasl.mechanism.inter.broker.protocol", Means::Schemes),
        row("password.encoder.cipher.algorithm", Means::Switch),
        row("ssl.client.auth", Means::Related),
        row("ssl.endpoint.identification.algorithm", Means::Related),
        row("ssl.engine.factory.class", Means::Related),
        row("ssl.keymanager.algorithm", Means::Related),
        row("ssl.trustmanager.algorithm", Means::Related),
        row("ssl.principal.mapping.rules", Means::Related),
        row("ssl.allow.*", Means::Related),
        row("ssl.keystore.certificate.chain", Means::Related),
        row("ssl.truststore.certificates", Means::Related),
    ],
    near: &["ssl."],
    reading: Reading {
        all_versions: Version::TLS,
        cipher_suffix: "",
        defaults: Some(Defaults {
            product: "Kafka 3 on Java 11 and later",
            versions: &[Version::Tls12, Version::Tls13],
            ciphers: "",
            groups: "",
        }),
    },
    // A listener or protocol without TLS turns nothing on.
    shape: |document| {
        document.directives.retain(|directive| {
            let is_engine = matches!(
                directive.name.as_str(),
                "listeners" | "security.protocol" | "security.inter.broker.protocol"
            );
            !is_engine || directive.value().contains("SSL")
        });
    },
    ..PLAIN
};

const RABBITMQ: Product = Product {
    name: "rabbitmq",
    grammar: Grammar::Lines(Style {
        comments: &["#"],
        comments_inside: true,
        ..Style::ASSIGNMENTS
    }),
    named: |path| {
        path.file_name() == "rabbitmq.conf"
            || file_names::is_below(path, &["rabbitmq"]) && path.file_name().ends_with(".conf")
    },
    tells: |document| has(document, &["ssl_options.*", "listeners.ssl.*", "management.ssl.*"]),
    rows: &[
        row("listeners.ssl.*", Means::Engine),
        row("management.ssl.port", Means::Engine),
        row("ssl_options.versions", Means::Versions),
        row("ssl_options.ciphers", Means::Suites),
        row("ssl_options.cacertfile", Means::Certificate),
        row("ssl_options.certfile", Means::Certificate),
        row("ssl_options.keyfile", Means::PrivateKey),
        row("ssl_options.dhfile", Means::DhParameters),
        row("ssl_options.honor_cipher_order", Means::Switch),
        row("ssl_options.honor_ecc_order", Means::Switch),
        row("ssl_options.client_renegotiation", Means::Switch),
        row("ssl_options.secure_renegotiate", Means::Switch),
        row("ssl_options.password", Means::Secret),
        row("management.ssl.cacertfile", Means::Certificate),
        row("management.ssl.certfile", Means::Certificate),
        row("management.ssl.keyfile", Means::PrivateKey),
        row("management.ssl.versions", Means::Switch),
        row("management.ssl.ciphers", Means::Switch),
        row("password_hashing_module", Means::Schemes),
        row("auth_mechanisms", Means::Related),
        row("ssl_options.verify", Means::Related),
        row("ssl_options.depth", Means::Related),
        row("ssl_options.fail_if_no_peer_cert", Means::Related),
        row("ssl_options.hibernate_after", Means::Related),
        row("ssl_options.reuse_session*", Means::Related),
        row("ssl_options.crl_check", Means::Related),
    ],
    near: &["ssl_options."],
    shape: join_numbered,
    ..PLAIN
};

/// The older form, as terms of Erlang: `rabbitmq.config` and `advanced.config`.
const RABBITMQ_TERMS: Product = Product {
    name: "rabbitmq",
    grammar: Grammar::Erlang,
    named: |path| {
        let name = path.file_name();
        matches!(name, "rabbitmq.config" | "advanced.config")
            || file_names::is_below(path, &["rabbitmq"]) && name.ends_with(".config")
    },
    tells: |document| has_block(document, &["rabbit", "ssl_options"]),
    fits: |document| has_block(document, &["rabbit", "ssl", "rabbitmq_management", "ssl_options"]),
    rows: &[
        row("ssl_listeners", Means::Engine),
        row("ssl_options/versions", Means::Versions),
        row("ssl/versions", Means::Versions),
        row("ssl_options/ciphers", Means::CiphersOrSuites),
        row("ssl_options/eccs", Means::Groups),
        row("ssl_options/cacertfile", Means::Certificate),
        row("ssl_options/certfile", Means::Certificate),
        row("ssl_options/keyfile", Means::PrivateKey),
        row("ssl_options/dhfile", Means::DhParameters),
        row("ssl_options/honor_cipher_order", Means::Switch),
        row("ssl_options/honor_ecc_order", Means::Switch),
        row("ssl_options/client_renegotiation", Means::Switch),
        row("ssl_options/secure_renegotiate", Means::Switch),
        row("ssl_options/password", Means::Secret),
        row("password_hashing_module", Means::Schemes),
        row("default_pass", Means::Secret),
    ],
    near: &["ssl_"],
    shape: suites_of_tuples,
    ..PLAIN
};

/// `{ecdhe_rsa, aes_256_gcm, null, sha384}` in a list of ciphers is a suite: as OpenSSL names it.
fn suites_of_tuples(document: &mut Document) {
    let mut kept: Vec<Directive> = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        let block = directive.block.and_then(|id| document.blocks.get(id));
        let Some(list) = block.filter(|block| block.name == "ciphers") else {
            kept.push(directive);
            continue;
        };
        let words = std::iter::once(&directive.name).chain(&directive.arguments);
        let words = words.filter(|word| !matches!(word.as_str(), "null" | "aead"));
        let name = words.map(|word| openssl_word(word)).filter(|word| !word.is_empty());
        let name: Vec<String> = name.collect();
        let (line, parent) = (list.line, list.parent);
        match kept.last_mut().filter(|last| last.name == "ciphers" && last.block == parent) {
            Some(last) => last.arguments.push(name.join("-")),
            None => kept.push(Directive {
                name: "ciphers".to_owned(),
                arguments: vec![name.join("-")],
                line,
                block: parent,
                file: 0,
            }),
        }
    }
    document.directives = kept;
}

/// A word of Erlang's suites in a name of OpenSSL: `ecdhe_rsa`, `aes_256_gcm`, `sha`.
fn openssl_word(word: &str) -> String {
    let upper = word.to_ascii_uppercase().replace('_', "-");
    let upper = upper.replace("AES-128", "AES128").replace("AES-256", "AES256");
    let upper = upper.replace("AES128-CBC", "AES128").replace("AES256-CBC", "AES256");
    match upper.as_str() {
        "RSA" => String::new(),
        _ => upper,
    }
}

/// `name.1 = a` and `name.2 = b` are `name = a b`, from where the first stands.
fn join_numbered(document: &mut Document) {
    let mut joined: Vec<Directive> = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        let (name, number) = directive.name.rsplit_once('.').unwrap_or((&directive.name, ""));
        let is_numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let is_list = is_numbered && (name.ends_with(".versions") || name.ends_with(".ciphers"));
        match joined.last_mut() {
            Some(last) if is_list && last.name == name => {
                last.arguments.extend(directive.arguments);
            }
            _ if is_list => joined.push(Directive { name: name.to_owned(), ..directive }),
            _ => joined.push(directive),
        }
    }
    document.directives = joined;
}
