//! Configurations of databases: PostgreSQL, MySQL and MariaDB, Redis, MongoDB.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has, has_block};
use crate::configuration::scope::{Defaults, Means, OPENSSL_DEFAULT_GROUPS, Reading};
use crate::configuration::tls::Version;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::Document;
use aratame_formats::config::line::{Separator, Style, Values, WORDS};
use aratame_inventory::Role;

const ABOUT: About = About {
    id: "database",
    title: "Configurations of databases",
    title_ja: "データベースの設定",
    finds: "TLS settings of PostgreSQL, MySQL, MariaDB, Redis and MongoDB, how they keep and prove \
            passwords, and how they encrypt what they store.",
    how: "Files are told by their name, or by directives that only such a product has.",
    misses: "Settings on command lines, in environment variables and in the database itself. \
             Defaults are those of PostgreSQL 15 and Redis 7 and are marked as assumed.",
    references: &[
        "PostgreSQL 15 documentation, 20.3",
        "MySQL 8.0 Reference Manual, 6.3",
        "redis.conf \
                   of Redis 7.0",
        "MongoDB manual, configuration file options",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"ssl_min_protocol_version", Scope::Text, begins_line),
    Pattern::checked(b"password_encryption", Scope::Text, begins_line),
    Pattern::checked(b"tls-auth-clients", Scope::Text, begins_line),
    Pattern::checked(b"tls-cert-file", Scope::Text, begins_line),
    Pattern::checked(b"certificateKeyFile", Scope::Text, begins_line),
    Pattern::checked(b"tls_version", Scope::Text, begins_line),
    Pattern::checked(b"require_secure_transport", Scope::Text, begins_line),
];

/// The detector.
pub(crate) static DATABASE: Field = Field {
    about: &ABOUT,
    patterns: PATTERNS,
    products: &[POSTGRESQL, PG_HBA, MYSQL, REDIS, MONGODB],
};

const POSTGRESQL: Product = Product {
    name: "postgresql",
    grammar: Grammar::Lines(Style {
        comments: &["#"],
        comments_inside: true,
        separator: Separator::EqualsOrSpace,
        ..Style::ASSIGNMENTS
    }),
    named: |path| {
        let name = path.file_name();
        name.starts_with("postgresql") && name.contains(".conf")
    },
    tells: |document| {
        has(document, &["ssl_min_protocol_version", "password_encryption"])
            && has(document, &["shared_buffers", "max_connections", "ssl", "ssl_cert_file"])
    },
    rows: &[
        row("ssl", Means::Engine),
        row("ssl_min_protocol_version", Means::MinVersion),
        row("ssl_max_protocol_version", Means::MaxVersion),
        row("ssl_ciphers", Means::Ciphers),
        row("ssl_tls13_ciphers", Means::Suites13),
        row("ssl_ecdh_curve", Means::Groups),
        row("ssl_groups", Means::Groups),
        row("ssl_prefer_server_ciphers", Means::Switch),
        row("ssl_cert_file", Means::Certificate),
        row("ssl_ca_file", Means::Certificate),
        row("ssl_key_file", Means::PrivateKey),
        row("ssl_dh_params_file", Means::DhParameters),
        row("password_encryption", Means::Schemes),
        row("scram_iterations", Means::Switch),
        row("krb_server_keyfile", Means::Related),
        row("ssl_crl_*", Means::Related),
        row("ssl_passphrase_command*", Means::Related),
        row("ssl_renegotiation_limit", Means::Related),
        row("ssl_library", Means::Related),
    ],
    near: &["ssl_"],
    reading: Reading {
        all_versions: Version::TLS,
        cipher_suffix: "",
        defaults: Some(Defaults {
            product: "PostgreSQL 13 to 17 with OpenSSL 3.0",
            versions: &[Version::Tls12, Version::Tls13],
            ciphers: "HIGH:MEDIUM:+3DES:!aNULL",
            groups: "prime256v1",
        }),
    },
    includes: &["include", "include_dir", "include_if_exists"],
    shape: drop_empty_bounds,
    value: |_, directive, means| match means {
        // An old file turns MD5 on like this.
        Means::Schemes => Some(scheme(&directive.value()).to_owned()),
        _ => None,
    },
    ..PLAIN
};

/// MD5 there is a digest of password and name, not that of crypt(3).
fn scheme(name: &str) -> &str {
    if matches!(name, "md5" | "on") { "plain-md5" } else { name }
}

/// An empty bound is none.
fn drop_empty_bounds(document: &mut Document) {
    document.directives.retain(|directive| !directive.value().is_empty());
}

const PG_HBA: Product = Product {
    name: "postgresql-access",
    grammar: Grammar::Lines(Style::DIRECTIVES),
    named: |path| path.file_name().starts_with("pg_hba") && path.file_name().contains(".conf"),
    rows: &[
        row("local", Means::Schemes),
        row("host", Means::Schemes),
        row("hostssl", Means::Schemes),
        row("hostnossl", Means::Schemes),
        row("hostgssenc", Means::Schemes),
        row("hostnogssenc", Means::Schemes),
    ],
    // The method is the last word that is no option.
    value: |_, directive, _| {
        let mut words = directive.arguments.iter().rev();
        words.find(|word| !word.contains('=')).map(|word| scheme(word).to_owned())
    },
    includes: &["include", "include_dir", "include_if_exists"],
    ..PLAIN
};

const MYSQL: Product = Product {
    name: "mysql",
    grammar: Grammar::Lines(Style {
        separator: Separator::EqualsOrSpace,
        comments_inside: true,
        bare: &["!include", "!includedir"],
        ..Style::INI
    }),
    named: |path| {
        let name = path.file_name();
        matches!(name, "my.cnf" | ".my.cnf" | "my.ini" | "mysqld.cnf")
            || file_names::is_below(path, &["mysql", "mariadb.conf.d", "my.cnf.d"])
                && name.ends_with(".cnf")
    },
    tells: |document| {
        has_block(document, &["mysqld", "mariadb", "server", "client"])
            && has(
                document,
                &[
                    "mysqld/tls_version",
                    "mysqld/require_secure_transport",
                    "mariadb/tls_version",
                    "server/tls_version",
                    "mysqld/ssl_*",
                ],
            )
    },
    fits: |document| {
        has_block(document, &["mysql*", "mariadb*", "client*", "server"])
            || has(document, &["!include*"])
    },
    rows: &[
        row("ssl", Means::Engine),
        row("require_secure_transport", Means::Switch),
        row("tls_version", Means::Versions),
        row("admin_tls_version", Means::Switch),
        row("ssl_cipher", Means::Ciphers),
        row("tls_ciphersuites", Means::Suites13),
        row("ssl_ca", Means::Certificate),
        row("ssl_cert", Means::Certificate),
        row("ssl_key", Means::PrivateKey),
        row("ssl_fips_mode", Means::Switch),
        row("default_authentication_plugin", Means::Schemes),
        row("authentication_policy", Means::Switch),
        row("block_encryption_mode", Means::Algorithms(Role::Encryption)),
        row("innodb_encrypt_*", Means::Switch),
        row("encrypt_binlog", Means::Switch),
        row("binlog_encryption", Means::Switch),
        row("file_key_management_encryption_algorithm", Means::Switch),
        row("old_passwords", Means::Switch),
        row("secure_auth", Means::Switch),
        row("ssl_capath", Means::Related),
        row("ssl_crl*", Means::Related),
        row("ssl_passphrase", Means::Secret),
        row("ssl_session_cache_*", Means::Related),
        row("ssl_verify_server_cert", Means::Related),
        row("ssl_mode", Means::Related),
    ],
    clients: &[
        row("client/tls_version", Means::Versions),
        row("client/ssl_cipher", Means::Ciphers),
        row("client/tls_ciphersuites", Means::Suites13),
        row("mysql/tls_version", Means::Versions),
        row("mysql/ssl_cipher", Means::Ciphers),
    ],
    near: &["ssl_", "tls_"],
    services: &["mysqld", "mariadb", "server"],
    includes: &["!include", "!includedir"],
    ..PLAIN
};

const REDIS: Product = Product {
    name: "redis",
    grammar: Grammar::Lines(Style { values: Values::Words(WORDS), ..Style::DIRECTIVES }),
    named: |path| {
        let name = path.file_name();
        ["redis", "sentinel", "valkey"].iter().any(|start| name.starts_with(start))
            && name.contains(".conf")
    },
    tells: |document| {
        has(document, &["tls-cert-file", "tls-auth-clients", "tls-port"])
            && has(document, &["port", "bind", "save", "appendonly", "maxmemory", "tls-key-file"])
            && document.blocks.is_empty()
    },
    rows: &[
        row("tls-port", Means::Engine),
        row("tls-protocols", Means::Versions),
        row("tls-ciphers", Means::Ciphers),
        row("tls-ciphersuites", Means::Suites13),
        row("tls-prefer-server-ciphers", Means::Switch),
        row("tls-cert-file", Means::Certificate),
        row("tls-client-cert-file", Means::Certificate),
        row("tls-ca-cert-file", Means::Certificate),
        row("tls-key-file", Means::PrivateKey),
        row("tls-client-key-file", Means::PrivateKey),
        row("tls-dh-params-file", Means::DhParameters),
        row("tls-replication", Means::Switch),
        row("tls-cluster", Means::Switch),
        row("tls-key-file-pass", Means::Secret),
        row("tls-client-key-file-pass", Means::Secret),
        row("tls-auth-clients", Means::Related),
        row("tls-auth-clients-user", Means::Related),
        row("tls-ca-cert-dir", Means::Related),
        row("tls-session-*", Means::Related),
    ],
    near: &["tls-"],
    reading: Reading {
        all_versions: Version::TLS,
        cipher_suffix: "",
        defaults: Some(Defaults {
            product: "Redis 6 to 7 with OpenSSL 3.0",
            versions: &[Version::Tls12, Version::Tls13],
            ciphers: "DEFAULT",
            groups: OPENSSL_DEFAULT_GROUPS,
        }),
    },
    includes: &["include"],
    ..PLAIN
};

const MONGODB: Product = Product {
    name: "mongodb",
    grammar: Grammar::Yaml,
    named: |path| {
        let name = path.file_name();
        name.starts_with("mongo")
            && (name.ends_with(".conf") || name.ends_with(".yaml") || name.ends_with(".yml"))
    },
    tells: |document| has(document, &["net/tls/*", "net/ssl/*"]),
    fits: |document| has_block(document, &["net", "security", "storage", "systemLog"]),
    rows: &[
        row("net/tls/mode", Means::Engine),
        row("net/ssl/mode", Means::Engine),
        row("tls/disabledProtocols", Means::WithoutVersions),
        row("ssl/disabledProtocols", Means::WithoutVersions),
        row("tls/certificateKeyFile", Means::Certificate),
        row("ssl/PEMKeyFile", Means::Certificate),
        row("tls/CAFile", Means::Certificate),
        row("ssl/CAFile", Means::Certificate),
        row("tls/clusterFile", Means::Certificate),
        row("tls/clusterCAFile", Means::Certificate),
        row("tls/FIPSMode", Means::Switch),
        row("tls/certificateKeyFilePassword", Means::Secret),
        row("tls/clusterPassword", Means::Secret),
        row("setParameter/opensslCipherConfig", Means::Ciphers),
        row("setParameter/opensslCipherSuiteConfig", Means::Suites13),
        row("setParameter/authenticationMechanisms", Means::Schemes),
        row("security/enableEncryption", Means::Switch),
        row("security/encryptionCipherMode", Means::Algorithms(Role::Encryption)),
        row("security/clusterAuthMode", Means::Switch),
        row("tls/allow*", Means::Related),
        row("tls/CRLFile", Means::Related),
        row("tls/logVersions", Means::Related),
    ],
    value: |_, directive, means| match means {
        Means::Algorithms(_) => {
            let text = directive.value().replace("AES256", "AES-256");
            Some(text.replace("AES128", "AES-128"))
        }
        _ => None,
    },
    ..PLAIN
};
