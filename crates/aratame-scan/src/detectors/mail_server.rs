//! Configurations of mail servers: Postfix, Dovecot, Exim, OpenDKIM.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has, has_block};
use crate::configuration::scope::{Defaults, Means, OPENSSL_DEFAULT_GROUPS, Reading};
use crate::configuration::tls::Version;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::line::{Continuation, Sections, Separator, Style, Values, WORDS};
use aratame_formats::config::{Block, BlockId, Directive, Document};
use aratame_inventory::{EntryPath, Role};

const ABOUT: About = About {
    id: "mail-server",
    title: "Configurations of mail servers",
    title_ja: "メールサーバーの設定",
    finds: "TLS settings of Postfix (main.cf, and what master.cf changes for one service), Dovecot and Exim for servers and clients, schemes \
            of passwords, and the signature algorithms of OpenDKIM.",
    how: "Files are told by their name, or by directives that only such a product has. Grades and \
          exclusions of Postfix are put together as Postfix does; $name is replaced where the \
          same file defines it.",
    misses: "Policy maps and databases; conditions and \
             macros of Exim. Defaults are those of Postfix 3.7 and Dovecot 2.3 and are marked as \
             assumed.",
    references: &[
        "postconf(5), Postfix 3.7",
        "Dovecot 2.3 documentation, ssl",
        "Exim 4.96 \
                   specification, chapter 43",
        "opendkim.conf(5)",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"smtpd_tls_", Scope::Text, begins_line),
    Pattern::checked(b"smtp_tls_", Scope::Text, begins_line),
    Pattern::checked(b"ssl_cipher_list", Scope::Text, begins_line),
    Pattern::checked(b"ssl_min_protocol", Scope::Text, begins_line),
    Pattern::checked(b"tls_require_ciphers", Scope::Text, begins_line),
];

/// The detector.
pub(crate) static MAIL_SERVER: Field = Field {
    about: &ABOUT,
    patterns: PATTERNS,
    products: &[POSTFIX, POSTFIX_SERVICES, DOVECOT, EXIM, OPENDKIM],
};

const POSTFIX: Product = Product {
    name: "postfix",
    grammar: Grammar::Lines(Style { continuation: Continuation::Indent, ..Style::ASSIGNMENTS }),
    named: |path| path.file_name() == "main.cf",
    tells: |document| has(document, &["smtpd_tls_*", "smtp_tls_*"]),
    fits: |document| has(document, &["smtpd_*", "smtp_*", "tls_*", "my*", "mydestination"]),
    rows: &[
        row("smtpd_tls_security_level", Means::Engine),
        row("smtpd_use_tls", Means::Engine),
        row("smtpd_enforce_tls", Means::Engine),
        row("smtpd_tls_wrappermode", Means::Engine),
        row("smtpd_tls_mandatory_protocols", Means::Switch),
        row("smtpd_tls_protocols", Means::Versions),
        row("smtpd_tls_ciphers", Means::Ciphers),
        row("smtpd_tls_mandatory_ciphers", Means::Switch),
        row("smtpd_tls_exclude_ciphers", Means::Switch),
        row("smtpd_tls_mandatory_exclude_ciphers", Means::Switch),
        row("smtpd_tls_eecdh_grade", Means::Switch),
        row("tls_eecdh_auto_curves", Means::Groups),
        row("tls_ffdhe_auto_groups", Means::Switch),
        row("tls_high_cipherlist", Means::Switch),
        row("tls_medium_cipherlist", Means::Switch),
        row("tls_low_cipherlist", Means::Switch),
        row("tls_export_cipherlist", Means::Switch),
        row("tls_null_cipherlist", Means::Switch),
        row("tls_preempt_cipherlist", Means::Switch),
        row("tls_ssl_options", Means::Switch),
        row("tls_disable_workarounds", Means::Switch),
        row("tls_session_ticket_cipher", Means::Algorithms(Role::Encryption)),
        row("smtpd_tls_cert_file", Means::Certificate),
        row("smtpd_tls_eccert_file", Means::Certificate),
        row("smtpd_tls_dcert_file", Means::Certificate),
        row("smtpd_tls_chain_files", Means::Certificate),
        row("smtpd_tls_CAfile", Means::Certificate),
        row("smtpd_tls_key_file", Means::PrivateKey),
        row("smtpd_tls_eckey_file", Means::PrivateKey),
        row("smtpd_tls_dkey_file", Means::PrivateKey),
        row("smtpd_tls_dh1024_param_file", Means::DhParameters),
        row("smtpd_tls_dh512_param_file", Means::DhParameters),
        row("smtpd_tls_fingerprint_digest", Means::Algorithms(Role::Hash)),
        row("smtpd_tls_auth_only", Means::Related),
        row("smtpd_tls_ask_ccert", Means::Related),
        row("smtpd_tls_req_ccert", Means::Related),
        row("smtpd_tls_ccert_verifydepth", Means::Related),
        row("smtpd_tls_CApath", Means::Related),
        row("smtpd_tls_always_issue_session_ids", Means::Related),
        row("smtpd_tls_enable_rpk", Means::Related),
        row("smtpd_tls_log*", Means::Related),
        row("smtpd_tls_received_header", Means::Related),
        row("smtpd_tls_session_cache_*", Means::Related),
        row("tls_append_default_CA", Means::Related),
        row("tls_config_*", Means::Related),
        row("tls_daemon_random_bytes", Means::Related),
        row("tls_dane_*", Means::Related),
        row("tls_fast_shutdown_enable", Means::Related),
        row("tls_legacy_public_key_fingerprints", Means::Related),
        row("tls_random_*", Means::Related),
        row("tls_server_sni_maps", Means::Related),
        row("tls_wildcard_matches_multiple_labels", Means::Related),
        row("tls_eecdh_strong_curve", Means::Related),
        row("tls_eecdh_ultra_curve", Means::Related),
    ],
    clients: &[
        row("smtp_tls_security_level", Means::Engine),
        row("smtp_use_tls", Means::Engine),
        row("smtp_enforce_tls", Means::Engine),
        row("smtp_tls_wrappermode", Means::Engine),
        row("smtp_tls_protocols", Means::Versions),
        row("smtp_tls_mandatory_protocols", Means::Switch),
        row("smtp_tls_ciphers", Means::Ciphers),
        row("smtp_tls_mandatory_ciphers", Means::Switch),
        row("smtp_tls_exclude_ciphers", Means::Switch),
        row("smtp_tls_mandatory_exclude_ciphers", Means::Switch),
        row("smtp_tls_cert_file", Means::Certificate),
        row("smtp_tls_eccert_file", Means::Certificate),
        row("smtp_tls_chain_files", Means::Certificate),
        row("smtp_tls_CAfile", Means::Certificate),
        row("smtp_tls_trust_anchor_file", Means::Certificate),
        row("smtp_tls_key_file", Means::PrivateKey),
        row("smtp_tls_eckey_file", Means::PrivateKey),
        row("smtp_tls_fingerprint_digest", Means::Algorithms(Role::Hash)),
        row("smtp_tls_CApath", Means::Related),
        row("smtp_tls_log*", Means::Related),
        row("smtp_tls_policy_maps", Means::Related),
        row("smtp_tls_per_site", Means::Related),
        row("smtp_tls_note_starttls_offer", Means::Related),
        row("smtp_tls_block_early_mail_reply", Means::Related),
        row("smtp_tls_connection_reuse", Means::Related),
        row("smtp_tls_dane_insecure_mx_policy", Means::Related),
        row("smtp_tls_enable_rpk", Means::Related),
        row("smtp_tls_enforce_peername", Means::Related),
        row("smtp_tls_fingerprint_cert_match", Means::Related),
        row("smtp_tls_force_insecure_host_tlsa_lookup", Means::Related),
        row("smtp_tls_scert_verifydepth", Means::Related),
        row("smtp_tls_secure_cert_match", Means::Related),
        row("smtp_tls_verify_cert_match", Means::Related),
        row("smtp_tls_servername", Means::Related),
        row("smtp_tls_session_cache_*", Means::Related),
    ],
    near: &["smtpd_tls_", "smtp_tls_", "tls_"],
    reading: Reading {
        all_versions: Version::TLS,
        cipher_suffix: "",
        defaults: Some(Defaults {
            product: "Postfix 3.7 with OpenSSL 3.0",
            versions: Version::TLS,
            ciphers: MEDIUM,
            groups: "X25519:X448:prime256v1:secp521r1:secp384r1",
        }),
    },
    shape: replace_names,
    value: |document, directive, means| match means {
        Means::Ciphers => Some(cipher_string(document, directive)),
        // Keys and certificates of smtpd_tls_chain_files stand beside each other.
        Means::Certificate => directive.arguments.first().map(|text| {
            let files = text.split([',', ' ']).filter(|file| !file.is_empty());
            files.collect::<Vec<_>>().join(",")
        }),
        _ => None,
    },
    ..PLAIN
};

/// The services of Postfix, each with what `-o name=value` changes of main.cf for it.
const POSTFIX_SERVICES: Product = Product {
    grammar: Grammar::Lines(Style {
        continuation: Continuation::Indent,
        values: Values::Words(WORDS),
        ..Style::DIRECTIVES
    }),
    named: |path| path.file_name() == "master.cf",
    tells: |_| false,
    fits: |document| has_block(document, &["service"]),
    services: &["", "service"],
    includes: &[MAIN],
    shape: options_of_services,
    ..POSTFIX
};

/// What every service reads before its options, where it is among the files.
const MAIN: &str = "include_if_exists";

/// Columns of master.cf before the command: service, type, private, unprivileged, chroot, wakeup,
/// number of processes.
const COLUMNS: usize = 7;

fn options_of_services(document: &mut Document) {
    let first = document.directives.first().map_or(1, |directive| directive.line);
    let main = |line| Directive {
        name: MAIN.to_owned(),
        arguments: vec!["main.cf".to_owned()],
        line,
        block: None,
        file: 0,
    };
    let mut kept = vec![main(first)];
    for directive in std::mem::take(&mut document.directives) {
        let words = &directive.arguments;
        if words.len() < COLUMNS {
            continue;
        }
        let block = Some(document.blocks.len());
        document.blocks.push(Block {
            name: "service".to_owned(),
            arguments: vec![directive.name.clone(), words.first().cloned().unwrap_or_default()],
            line: directive.line,
            parent: None,
        });
        let mut options = words.iter().skip(COLUMNS);
        while let Some(word) = options.next() {
            let option = match word.strip_prefix("-o") {
                Some("") => options.next().map_or("", String::as_str),
                Some(joined) => joined,
                None => continue,
            };
            if let Some((name, value)) = option.split_once('=') {
                kept.push(Directive {
                    name: name.trim_start_matches('{').trim().to_owned(),
                    arguments: vec![value.trim_end_matches('}').trim().replace(',', " ")],
                    block,
                    ..directive.clone()
                });
            }
        }
    }
    document.directives = kept;
    replace_names(document);
}

const MEDIUM: &str = "aNULL:-aNULL:HIGH:MEDIUM:+RC4:@STRENGTH";

/// What Postfix makes of each grade when nothing is written.
const GRADES: &[(&str, &str)] = &[
    ("high", "aNULL:-aNULL:HIGH:@STRENGTH"),
    ("medium", MEDIUM),
    ("low", "aNULL:-aNULL:HIGH:MEDIUM:LOW:+RC4:@STRENGTH"),
    ("export", "aNULL:-aNULL:HIGH:MEDIUM:LOW:EXPORT:+RC4:@STRENGTH"),
    ("null", "eNULL:!aNULL"),
];

/// The cipher string of a grade, and what is excluded from it. A server with certificates offers
/// no anonymous suites.
fn cipher_string(document: &Document, directive: &Directive) -> String {
    let grade = directive.value();
    let block = directive.block;
    let own = last(document, block, &format!("tls_{grade}_cipherlist"));
    let known = GRADES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&grade));
    let mut string = own.or(known.map(|(_, string)| (*string).to_owned())).unwrap_or(grade);
    let side = directive.name.split("_tls_").next().unwrap_or_default();
    let excluded = last(document, block, &format!("{side}_tls_exclude_ciphers"));
    let excluded = excluded.unwrap_or_default();
    for name in excluded.split([',', ' ', ':']).filter(|name| !name.is_empty()) {
        string.push_str(":!");
        string.push_str(name);
    }
    string
}

/// What holds of a name in a service, or for all of them.
fn last(document: &Document, block: Option<BlockId>, name: &str) -> Option<String> {
    let of = |block| {
        let mut directives = document.directives.iter().rev();
        directives.find(|each| each.name == name && each.block == block).map(Directive::value)
    };
    of(block).or_else(|| of(None))
}

/// Names that one value may be replaced by, one in another: more would be a circle.
const MAX_REPLACED: usize = 8;

/// Puts the value of `$name` in its place, where the same file has one.
fn replace_names(document: &mut Document) {
    for _ in 0..MAX_REPLACED {
        let mut changes = Vec::new();
        for (at, directive) in document.directives.iter().enumerate() {
            let Some(value) = directive.arguments.first() else { continue };
            let plain = value.trim_start_matches('$').trim_matches(['{', '}', '(', ')']);
            let is_name = plain.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            if value.starts_with('$') && is_name {
                changes.extend(last(document, directive.block, plain).map(|value| (at, value)));
            }
        }
        if changes.is_empty() {
            return;
        }
        for (at, value) in changes {
            if let Some(directive) = document.directives.get_mut(at) {
                directive.arguments = vec![value];
            }
        }
    }
}

const DOVECOT: Product = Product {
    name: "dovecot",
    grammar: Grammar::Lines(Style { bare: &["!include", "!include_try"], ..Style::BLOCKS }),
    named: |path| {
        path.file_name().starts_with("dovecot")
            || (file_names::is_below(path, &["dovecot"]) && ends_in_conf(path))
    },
    tells: |document| {
        has(document, &["ssl_cipher_list", "ssl_min_protocol"])
            && has(document, &["ssl", "ssl_cert", "ssl_server_cert_file", "protocols"])
    },
    rows: &[
        row("ssl", Means::Engine),
        row("ssl_min_protocol", Means::MinVersion),
        row("ssl_protocols", Means::Versions),
        row("ssl_cipher_list", Means::Ciphers),
        row("ssl_cipher_suites", Means::Suites13),
        row("ssl_curve_list", Means::Groups),
        row("ssl_prefer_server_ciphers", Means::Switch),
        row("ssl_server_prefer_ciphers", Means::Switch),
        row("ssl_options", Means::Switch),
        row("ssl_parameters_regenerate", Means::Related),
        row("ssl_dh_parameters_length", Means::DhBits),
        row("ssl_cert", Means::Certificate),
        row("ssl_alt_cert", Means::Certificate),
        row("ssl_ca", Means::Certificate),
        row("ssl_server_cert_file", Means::Certificate),
        row("ssl_server_alt_cert_file", Means::Certificate),
        row("ssl_server_ca_file", Means::Certificate),
        row("ssl_key", Means::PrivateKey),
        row("ssl_alt_key", Means::PrivateKey),
        row("ssl_server_key_file", Means::PrivateKey),
        row("ssl_server_alt_key_file", Means::PrivateKey),
        row("ssl_dh", Means::DhParameters),
        row("ssl_server_dh_file", Means::DhParameters),
        row("ssl_key_password", Means::Secret),
        row("ssl_server_key_password", Means::Secret),
        row("default_pass_scheme", Means::Schemes),
        row("passdb_default_password_scheme", Means::Schemes),
        row("ssl_cert_username_field", Means::Related),
        row("ssl_client_*", Means::Related),
        row("ssl_crypto_device", Means::Related),
        row("ssl_require_crl", Means::Related),
        row("ssl_verify_client_cert", Means::Related),
        row("ssl_server_request_client_cert", Means::Related),
        row("ssl_server_require_crl", Means::Related),
        row("ssl_server", Means::Related),
        row("ssl_peer_certificate_fingerprint_hash", Means::Algorithms(Role::Hash)),
    ],
    near: &["ssl_"],
    reading: Reading {
        all_versions: Version::TLS,
        cipher_suffix: "",
        defaults: Some(Defaults {
            product: "Dovecot 2.3 with OpenSSL 3.0",
            versions: &[Version::Tls12, Version::Tls13],
            ciphers: "ALL:!kRSA:!SRP:!kDHd:!DSS:!aNULL:!eNULL:!EXPORT:!DES:!3DES:!MD5:!PSK:!RC4:\
                      !ADH:!LOW@STRENGTH",
            groups: OPENSSL_DEFAULT_GROUPS,
        }),
    },
    includes: &["!include", "!include_try"],
    // What begins with `<` is a file.
    value: |_, directive, means| {
        let is_file = matches!(means, Means::Certificate | Means::PrivateKey | Means::DhParameters);
        is_file.then(|| directive.value().trim_start_matches('<').trim().to_owned())
    },
    ..PLAIN
};

fn ends_in_conf(path: &EntryPath) -> bool {
    path.file_name().contains(".conf")
}

const EXIM: Product = Product {
    name: "exim",
    grammar: Grammar::Lines(Style {
        continuation: Continuation::Backslash,
        comments: &["#"],
        separator: Separator::EqualsOrSpace,
        sections: Sections::Words(|word| word == "begin"),
        ..Style::ASSIGNMENTS
    }),
    named: |path| {
        path.file_name().starts_with("exim")
            || file_names::is_below(path, &["exim", "exim4", "conf.d"])
                && file_names::is_below(path, &["exim", "exim4"])
    },
    tells: |document| {
        has(document, &["tls_require_ciphers"]) && has(document, &["tls_certificate", "acl_*"])
    },
    rows: &[
        row("tls_advertise_hosts", Means::Engine),
        row("tls_certificate", Means::Certificate),
        row("tls_privatekey", Means::PrivateKey),
        row("tls_dhparam", Means::DhParameters),
        row("tls_dh_max_bits", Means::Switch),
        row("tls_dh_min_bits", Means::Switch),
        row("tls_eccurve", Means::Groups),
        row("tls_require_ciphers", Means::CiphersOrPriority),
        row("openssl_options", Means::WithoutVersions),
        row("gnutls_compat_mode", Means::Switch),
        row("dkim_hash", Means::Algorithms(Role::Hash)),
        row("dkim_private_key", Means::PrivateKey),
        row("dkim_verify_hashes", Means::Algorithms(Role::Hash)),
        row("dkim_verify_keytypes", Means::Switch),
        row("dkim_verify_min_keysizes", Means::Switch),
        row("tls_on_connect_ports", Means::Related),
        row("tls_try_verify_hosts", Means::Related),
        row("tls_verify_*", Means::Related),
        row("tls_tempfail_tryclear", Means::Related),
        row("tls_crl", Means::Related),
        row("tls_ocsp_file", Means::Related),
        row("tls_remember_esmtp", Means::Related),
        row("tls_resumption_hosts", Means::Related),
        row("tls_alpn", Means::Related),
        row("tls_sni", Means::Related),
        row("tls_early_banner_hosts", Means::Related),
    ],
    near: &["tls_"],
    includes: &[".include", ".include_if_exists"],
    // `+no_sslv3 +no_tlsv1` leaves these out; other options of OpenSSL say nothing of versions.
    value: |_, directive, means| match means {
        Means::WithoutVersions => {
            let words = directive.arguments.iter().flat_map(|text| text.split_whitespace());
            let versions = words.filter_map(|word| word.strip_prefix("+no_"));
            let is_version = |word: &&str| word.starts_with("tlsv") || word.starts_with("sslv");
            Some(versions.filter(is_version).collect::<Vec<_>>().join(" "))
        }
        _ => None,
    },
    ..PLAIN
};

const OPENDKIM: Product = Product {
    name: "opendkim",
    grammar: Grammar::Lines(Style::DIRECTIVES),
    named: |path| path.file_name().starts_with("opendkim") && ends_in_conf(path),
    rows: &[
        row("SignatureAlgorithm", Means::Algorithms(Role::Authentication)),
        row("KeyFile", Means::PrivateKey),
        row("MinimumKeyBits", Means::Switch),
        row("AllowSHA1Only", Means::Switch),
    ],
    value: |_, directive, means| match means {
        Means::Algorithms(_) => Some(directive.value().replace("ed25519-sha256", "Ed25519")),
        _ => None,
    },
    ..PLAIN
};
