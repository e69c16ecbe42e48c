//! Configurations of web servers and proxies beside nginx, Apache and HAProxy: Caddy, Envoy,
//! Traefik, lighttpd, Tomcat, stunnel, and Schannel, on which IIS rests.

use crate::configuration::dialect::{OPENSSL_COMMANDS, Row, meaning, row};
use crate::configuration::file_names;
use crate::configuration::product::{
    Field, Grammar, PLAIN, Product, begins_line, has, has_block, same,
};
use crate::configuration::scope::{Defaults, Means, OPENSSL_DEFAULT_GROUPS, Reading};
use crate::configuration::tls::Version;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::line::Style;
use aratame_formats::config::{Directive, Document};

const ABOUT: About = About {
    id: "web-server",
    title: "Configurations of other web servers and proxies",
    title_ja: "その他のウェブサーバー・プロキシの設定",
    finds: "TLS settings of Caddy, Envoy, Traefik, lighttpd, Tomcat and stunnel, and of Schannel (IIS, \
            Windows) in exports of the registry.",
    how: "Files are told by their name, or by blocks and directives that only such a product has. \
          Exports of the registry are read in UTF-16 and UTF-8. A section of stunnel is a client \
          where it says so, else a service when a certificate holds in it.",
    misses: "What a control plane sends to Envoy; providers of Traefik other than files; lists of \
             suites that the registry holds as hex(7); group policy. Defaults of Go programs are \
             marked as assumed.",
    references: &[
        "Caddyfile, tls directive",
        "Envoy v3 API, common TLS configuration",
        "Traefik 3, \
                   TLS options",
        "lighttpd 1.4, mod_openssl",
        "Apache Tomcat 10.1, HTTP Connector",
        "Microsoft, TLS registry settings",
        "stunnel(8), 5.68",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"ssl.engine", Scope::Text, begins_line),
    Pattern::checked(b"ssl.pemfile", Scope::Text, begins_line),
    Pattern::new(b"tls_minimum_protocol_version", Scope::Text),
    Pattern::new(b"certificateResolvers", Scope::Text),
    Pattern::new(b"<SSLHostConfig", Scope::Text),
    Pattern::new(b"\\SCHANNEL\\Protocols\\", Scope::Text),
    Pattern::checked(b"sslVersion", Scope::Text, begins_line),
];

/// The detector.
pub(crate) static WEB_SERVER: Field = Field {
    about: &ABOUT,
    patterns: PATTERNS,
    products: &[
        CADDY,
        CADDY_JSON,
        ENVOY,
        TRAEFIK,
        TRAEFIK_TOML,
        LIGHTTPD,
        TOMCAT,
        SCHANNEL,
        STUNNEL,
    ],
};

/// What programs in Go negotiate when nothing is written.
const GO: Defaults = Defaults {
    product: "Go 1.22 and 1.23",
    versions: &[Version::Tls12, Version::Tls13],
    ciphers: "",
    groups: "X25519:P-256:P-384:P-521",
};

const CADDY: Product = Product {
    name: "caddy",
    grammar: Grammar::Lines(Style { braces: true, comments_inside: true, ..Style::DIRECTIVES }),
    named: |path| {
        path.file_name().starts_with("Caddyfile") || path.file_name().ends_with(".caddyfile")
    },
    fits: |document| document.blocks.iter().any(|block| block.parent.is_none()),
    rows: &[
        row("tls/protocols", Means::Versions),
        row("tls/ciphers", Means::Suites),
        row("tls/curves", Means::Groups),
        row("tls/key_type", Means::Switch),
        row("tls/ca_root", Means::Certificate),
        row("tls/load", Means::Switch),
        row("tls/client_auth", Means::Related),
        row("tls", Means::Engine),
        row("key_type", Means::Switch),
        row("auto_https", Means::Switch),
    ],
    reading: Reading { all_versions: Version::TLS, cipher_suffix: "", defaults: Some(GO) },
    includes: &["import"],
    // `protocols` has the lowest and, if any, the highest version.
    value: |_, directive, means| match (means, directive.arguments.as_slice()) {
        (Means::Versions, [lowest]) => Some(format!(">={lowest}")),
        (Means::Versions, [lowest, highest, ..]) => Some(format!(">={lowest} <={highest}")),
        _ => None,
    },
    ..PLAIN
};

const CADDY_JSON: Product = Product {
    name: "caddy",
    grammar: Grammar::Yaml,
    named: |path| {
        let name = path.file_name();
        name.ends_with(".json")
            && (name.starts_with("caddy") || file_names::is_below(path, &["caddy"]))
    },
    fits: |document| has_block(document, &["apps"]),
    rows: &[
        row("tls_connection_policies/protocol_min", Means::MinVersion),
        row("tls_connection_policies/protocol_max", Means::MaxVersion),
        row("tls_connection_policies/cipher_suites", Means::Suites),
        row("tls_connection_policies/curves", Means::Groups),
        row("load_files/certificate", Means::Certificate),
        row("load_files/key", Means::PrivateKey),
        row("policies/key_type", Means::Switch),
    ],
    services: &["tls_connection_policies"],
    reading: Reading { all_versions: Version::TLS, cipher_suffix: "", defaults: Some(GO) },
    ..PLAIN
};

const ENVOY: Product = Product {
    name: "envoy",
    grammar: Grammar::Yaml,
    named: |path| {
        let name = path.file_name();
        name.starts_with("envoy")
            && (name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json"))
            || file_names::is_below(path, &["envoy"])
                && (name.ends_with(".yaml") || name.ends_with(".json"))
    },
    tells: |document| has(document, &["tls_params/*"]),
    fits: |document| {
        has(document, &["tls_params/*"])
            || has_block(document, &["static_resources", "common_tls_context"])
    },
    rows: &[
        row("tls_minimum_protocol_version", Means::MinVersion),
        row("tls_maximum_protocol_version", Means::MaxVersion),
        row("tls_params/cipher_suites", Means::Suites),
        row("tls_params/ecdh_curves", Means::Groups),
        row("tls_params/signature_algorithms", Means::Signatures),
        row("certificate_chain/filename", Means::Certificate),
        row("trusted_ca/filename", Means::Certificate),
        row("private_key/filename", Means::PrivateKey),
    ],
    near: &["tls_m"],
    services: &[],
    // `TLS_AUTO` is no bound.
    value: |_, directive, means| {
        let is_bound = matches!(means, Means::MinVersion | Means::MaxVersion);
        (is_bound && directive.value() == "TLS_AUTO").then(|| "none".to_owned())
    },
    ..PLAIN
};

const TRAEFIK: Product = Product {
    name: "traefik",
    grammar: Grammar::Yaml,
    named: |path| {
        let name = path.file_name();
        (name.starts_with("traefik") || file_names::is_below(path, &["traefik"]))
            && (name.ends_with(".yml") || name.ends_with(".yaml"))
    },
    tells: |document| has(document, &["tls/options/*/minVersion"]),
    fits: |document| has_block(document, &["tls", "entryPoints", "certificatesResolvers", "http"]),
    rows: &[
        row("options/*/minVersion", Means::MinVersion),
        row("options/*/maxVersion", Means::MaxVersion),
        row("options/*/cipherSuites", Means::Suites),
        row("options/*/curvePreferences", Means::Groups),
        row("options/*/preferServerCipherSuites", Means::Switch),
        row("acme/keyType", Means::Switch),
        row("certFile", Means::Certificate),
        row("keyFile", Means::PrivateKey),
    ],
    reading: Reading { all_versions: Version::TLS, cipher_suffix: "", defaults: Some(GO) },
    value: |_, directive, means| match means {
        Means::Groups => Some(directive.arguments.join(":").replace("CurveP", "P-")),
        _ => None,
    },
    ..PLAIN
};

const TRAEFIK_TOML: Product = Product {
    grammar: Grammar::Toml,
    named: |path| {
        let name = path.file_name();
        (name.starts_with("traefik") || file_names::is_below(path, &["traefik"]))
            && name.ends_with(".toml")
    },
    ..TRAEFIK
};

const LIGHTTPD: Product = Product {
    name: "lighttpd",
    grammar: Grammar::Lines(Style {
        lists: true,
        bare: &["include", "include_shell", "else*", "elseif*"],
        ..Style::BLOCKS
    }),
    named: |path| {
        let name = path.file_name();
        name.starts_with("lighttpd") && name.contains(".conf")
            || file_names::is_below(path, &["lighttpd"]) && name.ends_with(".conf")
    },
    tells: |document| has(document, &["ssl.engine", "ssl.pemfile"]),
    fits: |document| has(document, &["server.*", "ssl.*", "include", "index-file.names"]),
    rows: &[
        row("ssl.engine", Means::Engine),
        row("ssl.cipher-list", Means::Ciphers),
        row("ssl.openssl.ssl-conf-cmd", Means::Switch),
        row("ssl.ec-curve", Means::Groups),
        row("ssl.dh-file", Means::DhParameters),
        row("ssl.pemfile", Means::Certificate),
        row("ssl.ca-file", Means::Certificate),
        row("ssl.privkey", Means::PrivateKey),
        row("ssl.honor-cipher-order", Means::Switch),
        row("ssl.disable-client-renegotiation", Means::Switch),
        row("ssl.use-sslv2", Means::Switch),
        row("ssl.use-sslv3", Means::Switch),
        row("MinProtocol", Means::MinVersion),
        row("MaxProtocol", Means::MaxVersion),
        row("Protocol", Means::Versions),
        row("CipherString", Means::Ciphers),
        row("Ciphersuites", Means::Suites13),
        row("Curves", Means::Groups),
        row("Groups", Means::Groups),
        row("SignatureAlgorithms", Means::Signatures),
        row("ssl.ca-*", Means::Related),
        row("ssl.verifyclient.*", Means::Related),
        row("ssl.acme-tls-1", Means::Related),
        row("ssl.read-ahead", Means::Related),
        row("ssl.stapling-file", Means::Related),
        row("ssl.stek-file", Means::Related),
        row("ssl.empty-fragments", Means::Related),
    ],
    near: &["ssl."],
    reading: Reading {
        all_versions: Version::TLS,
        cipher_suffix: "",
        defaults: Some(Defaults {
            product: "lighttpd 1.4.68 to 1.4.76 with OpenSSL 3.0",
            versions: &[Version::Tls12, Version::Tls13],
            ciphers: "EECDH+AESGCM:AES256+EECDH:CHACHA20:!SHA1:!SHA256:!SHA384",
            groups: OPENSSL_DEFAULT_GROUPS,
        }),
    },
    includes: &["include"],
    shape: pass_commands_on,
    ..PLAIN
};

/// `ssl-conf-cmd = ("MinProtocol" => "TLSv1.2")` holds commands of OpenSSL: each stands behind it
/// as a directive.
fn pass_commands_on(document: &mut Document) {
    let mut all: Vec<Directive> = Vec::new();
    for directive in std::mem::take(&mut document.directives) {
        let is_list = directive.name == "ssl.openssl.ssl-conf-cmd";
        let passed = |argument: &String| {
            let (command, value) = argument.split_once("=>")?;
            let (command, value) = (command.trim().to_owned(), value.trim().to_owned());
            let is_known = meaning(OPENSSL_COMMANDS, &command).is_some();
            let arguments = vec![value];
            is_known.then(|| Directive { name: command, arguments, ..directive.clone() })
        };
        let more: Vec<Directive> = match is_list {
            true => directive.arguments.iter().filter_map(passed).collect(),
            false => Vec::new(),
        };
        all.push(directive);
        all.extend(more);
    }
    document.directives = all;
}

const TOMCAT: Product = Product {
    name: "tomcat",
    grammar: Grammar::Xml,
    named: |path| path.file_name() == "server.xml",
    tells: |document| {
        has_block(document, &["SSLHostConfig"]) && has_block(document, &["Connector"])
    },
    fits: |document| has_block(document, &["Server"]) && has_block(document, &["Connector"]),
    rows: &[
        row("Connector/SSLEnabled", Means::Engine),
        row("SSLHostConfig/protocols", Means::Versions),
        row("Connector/sslEnabledProtocols", Means::Versions),
        row("Connector/sslProtocol", Means::Switch),
        row("SSLHostConfig/ciphers", Means::CiphersOrSuites),
        row("Connector/ciphers", Means::CiphersOrSuites),
        row("SSLHostConfig/honorCipherOrder", Means::Switch),
        row("Connector/useServerCipherSuitesOrder", Means::Switch),
        row("SSLHostConfig/groups", Means::Groups),
        row("SSLHostConfig/disableCompression", Means::Switch),
        row("SSLHostConfig/insecureRenegotiation", Means::Switch),
        row("Certificate/certificateKeystoreFile", Means::Certificate),
        row("Certificate/certificateFile", Means::Certificate),
        row("Certificate/certificateChainFile", Means::Certificate),
        row("Certificate/certificateKeyFile", Means::PrivateKey),
        row("Certificate/type", Means::Switch),
        row("Connector/keystoreFile", Means::Certificate),
        row("SSLHostConfig/certificateKeystoreFile", Means::Certificate),
        row("SSLHostConfig/truststoreFile", Means::Certificate),
        row("keystorePass", Means::Secret),
        row("certificateKeystorePassword", Means::Secret),
        row("certificateKeyPassword", Means::Secret),
        row("truststorePassword", Means::Secret),
        row("Realm/digest", Means::Switch),
        row("CredentialHandler/algorithm", Means::Switch),
    ],
    services: &["Connector"],
    // `+` and `,` add in a list of versions.
    value: |_, directive, means| match means {
        Means::Versions => Some(directive.value().replace('+', " +").replace('-', " -")),
        _ => None,
    },
    ..PLAIN
};

const SCHANNEL: Product = Product {
    name: "schannel",
    grammar: Grammar::Lines(Style {
        comments: &[";", "Windows Registry", "REGEDIT"],
        ..Style::INI
    }),
    named: |path| path.file_name().to_ascii_lowercase().ends_with(".reg"),
    tells: |document| has(document, &["Protocols\\*"]),
    fits: |document| {
        has(
            document,
            &[
                "Protocols\\*",
                "ClientProtocols\\*",
                "Ciphers\\*",
                "Hashes\\*",
                "KeyExchangeAlgorithms\\*",
                "Functions",
                "SchUseStrongCrypto",
            ],
        )
    },
    rows: &[
        row("Protocols\\*", Means::WithoutVersion),
        row("Ciphers\\*", Means::Switch),
        row("Hashes\\*", Means::Switch),
        row("KeyExchangeAlgorithms\\*", Means::Switch),
        row("Functions", Means::Suites),
        row("EccCurves", Means::Groups),
        row("SchUseStrongCrypto", Means::Switch),
        row("SystemDefaultTlsVersions", Means::Switch),
        row("FipsAlgorithmPolicy\\*", Means::Switch),
    ],
    clients: &[row("ClientProtocols\\*", Means::WithoutVersion)],
    shape: keys_as_names,
    // What is turned off is left out; anything else leaves the system's default.
    value: |_, directive, means| match means {
        Means::WithoutVersion => {
            let is_off =
                directive.name.ends_with("\\Enabled") && directive.value() == "dword:00000000";
            let version = directive.name.split('\\').nth(1).unwrap_or_default();
            Some(if is_off { version.to_owned() } else { String::new() })
        }
        _ => None,
    },
    ..PLAIN
};

const STUNNEL: Product = Product {
    name: "stunnel",
    grammar: Grammar::Lines(Style::INI),
    named: |path| {
        let name = path.file_name();
        name.ends_with(".conf")
            && (name.starts_with("stunnel") || file_names::is_below(path, &["stunnel"]))
    },
    tells: |document| {
        has(document, &["sslVersion*", "ciphers"]) && has(document, &["accept", "connect"])
    },
    fits: |document| has(document, &["accept", "connect", "cert", "client", "include"]),
    rows: STUNNEL_ROWS,
    clients: &[
        row("client/sslVersion", Means::Versions),
        row("client/sslVersionMin", Means::MinVersion),
        row("client/sslVersionMax", Means::MaxVersion),
        row("client/options", Means::WithoutVersion),
        row("client/ciphers", Means::Ciphers),
        row("client/ciphersuites", Means::Suites13),
        row("client/curve", Means::Groups),
        row("client/curves", Means::Groups),
        row("client/sigAlgs", Means::Signatures),
    ],
    near: &["ssl"],
    services: &["service"],
    reading: Reading {
        all_versions: Version::TLS,
        cipher_suffix: "",
        defaults: Some(Defaults {
            product: "stunnel 5.68",
            versions: Version::TLS,
            ciphers: "HIGH:!aNULL:!SSLv2:!DH:!kDHEPSK",
            groups: OPENSSL_DEFAULT_GROUPS,
        }),
    },
    includes: &["include"],
    shape: sections_as_services,
    // `all` bounds nothing; of the options those count that turn a version off.
    value: |_, directive, means| match means {
        Means::MinVersion | Means::MaxVersion if directive.value() == "all" => {
            Some("none".to_owned())
        }
        Means::WithoutVersion => {
            let value = directive.value();
            Some(value.strip_prefix("NO_").unwrap_or_default().replace('_', "."))
        }
        _ => None,
    },
};

const STUNNEL_ROWS: &[Row] = &[
    row("cert", Means::Certificate),
    row("key", Means::PrivateKey),
    row("CAfile", Means::Certificate),
    row("service/accept", Means::Listens),
    row("sslVersion", Means::Versions),
    row("sslVersionMin", Means::MinVersion),
    row("sslVersionMax", Means::MaxVersion),
    row("options", Means::WithoutVersion),
    row("ciphers", Means::Ciphers),
    row("ciphersuites", Means::Suites13),
    row("curve", Means::Groups),
    row("curves", Means::Groups),
    row("sigAlgs", Means::Signatures),
    row("securityLevel", Means::Switch),
    row("fips", Means::Switch),
    row("verify", Means::Switch),
    row("verifyChain", Means::Switch),
    row("verifyPeer", Means::Switch),
    row("requireCert", Means::Switch),
    row("PSKsecrets", Means::Switch),
    row("sslVersion*", Means::Related),
];

/// Sections of stunnel by what they are: `client` with `client = yes`, `service` where a
/// certificate makes a server of them. Before the first section stands what holds in all.
fn sections_as_services(document: &mut Document) {
    let says = |id: Option<usize>, name: &str| {
        let mut own = document.directives.iter().filter(|each| each.block == id);
        own.rfind(|each| same(name, &each.name))
            .map(|each| each.value().eq_ignore_ascii_case("yes"))
    };
    let kinds: Vec<Option<&str>> = (0..document.blocks.len())
        .map(|id| {
            let of = |name| says(Some(id), name).or_else(|| says(None, name));
            match (of("client"), of("cert")) {
                (Some(true), _) => Some("client"),
                (_, Some(_)) => Some("service"),
                _ => None,
            }
        })
        .collect();
    for (block, kind) in document.blocks.iter_mut().zip(kinds) {
        if let Some(kind) = kind {
            block.arguments.insert(0, std::mem::replace(&mut block.name, kind.to_owned()));
        }
    }
}

/// The key of a value is its section: what follows SCHANNEL there is put before its name.
fn keys_as_names(document: &mut Document) {
    let sections: Vec<String> = document.blocks.iter().map(|block| block.name.clone()).collect();
    for directive in &mut document.directives {
        let key = directive.block.and_then(|id| sections.get(id)).cloned().unwrap_or_default();
        directive.block = None;
        let lower = key.to_ascii_lowercase();
        let Some(at) = lower.find("\\schannel\\").map(|at| at + "\\schannel\\".len()) else {
            let is_policy = lower.ends_with("\\fipsalgorithmpolicy");
            if is_policy {
                directive.name = format!("FipsAlgorithmPolicy\\{}", directive.name);
            }
            continue;
        };
        let below = key.get(at..).unwrap_or_default();
        let is_client = below.to_ascii_lowercase().ends_with("\\client");
        let side = if is_client { "Client" } else { "" };
        directive.name = format!("{side}{below}\\{}", directive.name);
    }
}
