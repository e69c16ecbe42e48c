//! Configurations of directories and of what logs on by them: OpenLDAP, Samba, FreeRADIUS.

use crate::configuration::dialect::row;
use crate::configuration::file_names;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has, has_block};
use crate::configuration::scope::Means;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::line::{Continuation, Separator, Style, Values, WORDS};
use aratame_inventory::Role;

const ABOUT: About = About {
    id: "directory",
    title: "Configurations of directories and log-on",
    title_ja: "ディレクトリー及び認証サーバーの設定",
    finds: "TLS settings of OpenLDAP (slapd.conf, cn=config, ldap.conf), Samba and FreeRADIUS, \
            protocols, signing and encryption of SMB, schemes of passwords, and shared secrets \
            without their value.",
    how: "Files are told by their name, or by directives that only such a product has. Cipher \
          lists are read as a priority string of GnuTLS when they begin with one of its levels, \
          else as OpenSSL's.",
    misses: "What a directory keeps about accounts (encryption types of Active Directory, hashes \
             of passwords); defaults are not assumed.",
    references: &[
        "slapd.conf(5), slapd-config(5), ldap.conf(5), OpenLDAP 2.5",
        "smb.conf(5), Samba \
                   4.17",
        "FreeRADIUS 3.2, mods-available/eap",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::checked(b"TLSCipherSuite", Scope::Text, begins_line),
    Pattern::checked(b"TLSCertificateKeyFile", Scope::Text, begins_line),
    Pattern::checked(b"TLSProtocolMin", Scope::Text, begins_line),
    Pattern::checked(b"olcTLS", Scope::Text, begins_line),
    Pattern::checked(b"TLS_CIPHER_SUITE", Scope::Text, begins_line),
    Pattern::checked(b"server min protocol", Scope::Text, begins_line),
    Pattern::checked(b"tls_min_version", Scope::Text, begins_line),
];

/// The detector.
pub(crate) static DIRECTORY: Field = Field {
    about: &ABOUT,
    patterns: PATTERNS,
    products: &[SLAPD, LDIF, LDAP_CLIENT, SAMBA, FREERADIUS, RADIUS_CLIENTS],
};

const SLAPD: Product = Product {
    name: "openldap",
    grammar: Grammar::Lines(Style {
        continuation: Continuation::Indent,
        values: Values::Words(WORDS),
        ..Style::DIRECTIVES
    }),
    named: |path| path.file_name() == "slapd.conf",
    tells: |document| {
        has(document, &["TLSCipherSuite", "TLSCertificateKeyFile", "TLSProtocolMin"])
            && has(document, &["database", "suffix", "include", "moduleload"])
    },
    rows: &[
        row("TLSCipherSuite", Means::CiphersOrPriority),
        row("TLSProtocolMin", Means::MinVersion),
        row("TLSECName", Means::Groups),
        row("TLSCertificateFile", Means::Certificate),
        row("TLSCACertificateFile", Means::Certificate),
        row("TLSCertificateKeyFile", Means::PrivateKey),
        row("TLSDHParamFile", Means::DhParameters),
        row("password-hash", Means::Schemes),
        row("security", Means::Switch),
        row("rootpw", Means::Secret),
        row("TLSCACertificatePath", Means::Related),
        row("TLSCRL*", Means::Related),
        row("TLSRandFile", Means::Related),
        row("TLSVerifyClient", Means::Related),
    ],
    near: &["TLS"],
    includes: &["include"],
    ..PLAIN
};

const LDIF: Product = Product {
    name: "openldap",
    grammar: Grammar::Lines(Style {
        continuation: Continuation::Indent,
        comments: &["#"],
        separator: Separator::Colon,
        ..Style::ASSIGNMENTS
    }),
    named: |path| {
        path.file_name() == "cn=config.ldif" || path.file_name().starts_with("olcDatabase=")
    },
    tells: |document| has(document, &["olcTLS*"]) && has(document, &["dn", "objectClass"]),
    rows: &[
        row("olcTLSCipherSuite", Means::CiphersOrPriority),
        row("olcTLSProtocolMin", Means::MinVersion),
        row("olcTLSECName", Means::Groups),
        row("olcTLSCertificateFile", Means::Certificate),
        row("olcTLSCACertificateFile", Means::Certificate),
        row("olcTLSCertificateKeyFile", Means::PrivateKey),
        row("olcTLSDHParamFile", Means::DhParameters),
        row("olcPasswordHash", Means::Schemes),
        row("olcSecurity", Means::Switch),
        row("olcRootPW", Means::Secret),
        row("olcTLSCACertificatePath", Means::Related),
        row("olcTLSCRL*", Means::Related),
        row("olcTLSRandFile", Means::Related),
        row("olcTLSVerifyClient", Means::Related),
    ],
    near: &["olcTLS"],
    ..PLAIN
};

const LDAP_CLIENT: Product = Product {
    name: "openldap-client",
    grammar: Grammar::Lines(Style::DIRECTIVES),
    named: |path| matches!(path.file_name(), "ldap.conf" | ".ldaprc" | "nslcd.conf"),
    tells: |document| has(document, &["TLS_CIPHER_SUITE"]) && has(document, &["BASE", "URI"]),
    clients: &[
        row("TLS_CIPHER_SUITE", Means::CiphersOrPriority),
        row("TLS_PROTOCOL_MIN", Means::MinVersion),
        row("TLS_ECNAME", Means::Groups),
        row("TLS_CACERT", Means::Certificate),
        row("TLS_CERT", Means::Certificate),
        row("TLS_KEY", Means::PrivateKey),
        row("TLS_REQCERT", Means::Switch),
        row("TLS_CACERTDIR", Means::Related),
        row("TLS_CRL*", Means::Related),
        row("TLS_RANDFILE", Means::Related),
        row("TLS_REQSAN", Means::Related),
        row("TLS_PEERKEY_HASH", Means::Related),
    ],
    near: &["TLS_"],
    ..PLAIN
};

const SAMBA: Product = Product {
    name: "samba",
    grammar: Grammar::Lines(Style { continuation: Continuation::Backslash, ..Style::INI }),
    named: |path| path.file_name().starts_with("smb.conf"),
    tells: |document| {
        has(document, &["global/server_min_protocol"])
            || has(document, &["global/server min protocol"])
    },
    fits: |document| has_block(document, &["global"]) || has(document, &["include"]),
    rows: &[
        row("tls enabled", Means::Engine),
        row("tls priority", Means::Priority),
        row("tls certfile", Means::Certificate),
        row("tls cafile", Means::Certificate),
        row("tls keyfile", Means::PrivateKey),
        row("tls dh params file", Means::DhParameters),
        row("server min protocol", Means::Switch),
        row("min protocol", Means::Switch),
        row("client min protocol", Means::Switch),
        row("server signing", Means::Switch),
        row("client signing", Means::Switch),
        row("smb encrypt", Means::Switch),
        row("server smb encrypt", Means::Switch),
        row("client smb encrypt", Means::Switch),
        row("server smb3 encryption algorithms", Means::Algorithms(Role::Encryption)),
        row("client smb3 encryption algorithms", Means::Algorithms(Role::Encryption)),
        row("server smb3 signing algorithms", Means::Switch),
        row("client smb3 signing algorithms", Means::Switch),
        row("ntlm auth", Means::Switch),
        row("lanman auth", Means::Switch),
        row("server schannel", Means::Switch),
        row("allow nt4 crypto", Means::Switch),
        row("reject md5 clients", Means::Switch),
        row("kerberos encryption types", Means::Switch),
        row("kdc default domain supported enctypes", Means::Switch),
        row("password hash userPassword schemes", Means::Switch),
        row("client ldap sasl wrapping", Means::Related),
        row("tls verify peer", Means::Related),
        row("tls crlfile", Means::Related),
        row("tls trust*", Means::Related),
    ],
    near: &["tls "],
    includes: &["include"],
    value: |_, directive, means| match means {
        Means::Algorithms(_) => Some(directive.value().replace(['+', '-'], "-").replace("--", "-")),
        _ => None,
    },
    ..PLAIN
};

const FREERADIUS: Product = Product {
    name: "freeradius",
    grammar: Grammar::Lines(Style {
        separator: Separator::EqualsOrSpace,
        bare: &["$INCLUDE", "$-INCLUDE"],
        ..Style::BLOCKS
    }),
    named: |path| {
        file_names::is_below(path, &["freeradius", "raddb"])
            && !path.file_name().ends_with(".pl")
            && !matches!(path.file_name(), "clients.conf")
    },
    tells: |document| has(document, &["tls-config/cipher_list", "tls-config/tls_min_version"]),
    fits: |document| !document.blocks.is_empty(),
    rows: &[
        row("tls-config/cipher_list", Means::Ciphers),
        row("tls-config/tls_min_version", Means::MinVersion),
        row("tls-config/tls_max_version", Means::MaxVersion),
        row("tls-config/ecdh_curve", Means::Groups),
        row("tls-config/disable_tlsv1*", Means::Switch),
        row("tls-config/cipher_server_preference", Means::Switch),
        row("tls-config/certificate_file", Means::Certificate),
        row("tls-config/ca_file", Means::Certificate),
        row("tls-config/private_key_file", Means::PrivateKey),
        row("tls-config/dh_file", Means::DhParameters),
        row("tls-config/private_key_password", Means::Secret),
        row("eap/default_eap_type", Means::Switch),
        row("default_eap_type", Means::Switch),
    ],
    includes: &["$INCLUDE", "$-INCLUDE"],
    ..PLAIN
};

const RADIUS_CLIENTS: Product = Product {
    name: "freeradius",
    grammar: Grammar::Lines(Style { bare: &["$INCLUDE"], ..Style::BLOCKS }),
    named: |path| {
        file_names::is_below(path, &["freeradius", "raddb"]) && path.file_name() == "clients.conf"
    },
    fits: |document| has_block(document, &["client"]),
    // A shared secret rests on MD5 (RFC 2865, 3 and 5.2).
    rows: &[
        row("client/secret", Means::Secret),
        row("client/proto", Means::Switch),
        row("client/require_message_authenticator", Means::Switch),
    ],
    includes: &["$INCLUDE"],
    ..PLAIN
};
