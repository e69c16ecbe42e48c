//! The directives that decide a profile, product by product: one row a directive.

use super::{HYBRID_GROUP, Target};
use aratame_policy::Profile;

/// The pattern of the setting guide of GL-3001 for TLS 1.2 in the high-security profile, without
/// DHE, whose parameters stand in another file.
pub(super) const HIGH_STRING: &str = "ECDHE+AESGCM:ECDHE+AESCCM:ECDHE+CHACHA20:+AES128";

/// The same for the recommended profile.
pub(super) const RECOMMENDED_STRING: &str = "ECDHE+AESGCM:ECDHE+AESCCM:+AES256:ECDHE+CHACHA20:\
     ECDHE+AES128:ECDHE+CAMELLIA128:ECDHE+AES:ECDHE+CAMELLIA:+ECDHE+SHA";

/// Suites of TLS 1.2 by their names in OpenSSL, which every library has, for products that take
/// names only; they are of both profiles.
const NAMES: [&str; 4] = [
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
];

/// The same by their registered names.
const REGISTERED: [&str; 4] = [
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
];

/// Suites of TLS 1.3, for lists that replace the library's.
const REGISTERED_13: [&str; 3] =
    ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"];

/// A priority string of GnuTLS for both profiles.
const PRIORITY: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM:\
     +CHACHA20-POLY1305:+AES-128-GCM:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-GROUP-ALL:+GROUP-X25519:\
     +GROUP-SECP256R1:+GROUP-SECP384R1";

/// How a product writes a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// `name value;`
    Semicolon,
    /// `name value`
    Words,
    /// `name = value`
    Equals,
    /// `name = value` that goes on in lines that begin with a space.
    EqualsIndented,
    /// `name: value`; a list may follow in lines that begin with `-`.
    Colon,
    /// `name="value"` in a tag.
    Attribute,
}

impl Syntax {
    /// A directive as a line.
    pub(super) fn line(self, name: &str, value: &str) -> String {
        match self {
            Self::Semicolon => format!("{name} {value};"),
            Self::Words => format!("{name} {value}"),
            Self::Equals | Self::EqualsIndented => format!("{name} = {value}"),
            Self::Colon => format!("{name}: {value}"),
            Self::Attribute => format!("{name}=\"{value}\""),
        }
    }
}

/// What a directive is set to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// The same for every profile.
    Fixed(&'static str),
    /// A cipher string of OpenSSL, with what stands around it.
    Ciphers(&'static str, &'static str),
    /// A cipher string, or a priority string where such a one is written; unknown where nothing is.
    CiphersOrPriority,
    /// Suites by OpenSSL's names, with what stands between them.
    Names(&'static str),
    /// Suites by their registered names in this form.
    Registered(Form),
    /// Groups with what stands between them and around them.
    Groups(&'static str, &'static str, &'static str),
    /// Names of groups in a list.
    GroupList(Form),
    /// lighttpd's commands of OpenSSL.
    Lighttpd,
}

/// How a list of names is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// `a,b`
    Commas,
    /// `["a", "b"]`
    Brackets,
    /// `a b`
    Spaces,
}

impl Form {
    fn write(self, names: &[&str]) -> String {
        match self {
            Self::Commas => names.join(","),
            Self::Brackets => format!("[\"{}\"]", names.join("\", \"")),
            Self::Spaces => names.join(" "),
        }
    }
}

fn string(target: Target) -> &'static str {
    match target.profile {
        Profile::HighSecurity => HIGH_STRING,
        Profile::RecommendedSecurity | Profile::SecurityException => RECOMMENDED_STRING,
    }
}

fn groups(target: Target, names: [&'static str; 3]) -> Vec<&'static str> {
    target.hybrid.then_some(HYBRID_GROUP).into_iter().chain(names).collect()
}

const OPENSSL_GROUPS: [&str; 3] = ["X25519", "prime256v1", "secp384r1"];

impl Value {
    /// The value for a target, where `written` stands now; `None` when it cannot be known.
    pub(super) fn text(self, target: Target, written: Option<&str>) -> Option<String> {
        let text = match self {
            Self::Fixed(text) => text.to_owned(),
            Self::Ciphers(before, after) => format!("{before}{}{after}", string(target)),
            Self::CiphersOrPriority => {
                let written = written?;
                let bare = written.trim_matches(['"', '\'']);
                let levels = ["NORMAL", "SECURE", "NONE", "PERFORMANCE", "PFS", "LEGACY", "SYSTEM"];
                let is_priority = levels.iter().any(|level| bare.starts_with(level));
                let new =
                    if is_priority || bare.contains("VERS-") { PRIORITY } else { string(target) };
                new.to_owned()
            }
            Self::Names(between) => NAMES.join(between),
            Self::Registered(form) => {
                let all: Vec<&str> = REGISTERED_13.into_iter().chain(REGISTERED).collect();
                form.write(&all)
            }
            Self::Groups(before, between, after) => {
                format!("{before}{}{after}", groups(target, OPENSSL_GROUPS).join(between))
            }
            Self::GroupList(Form::Brackets) => {
                Form::Brackets.write(&groups(target, ["X25519", "P-256", "P-384"]))
            }
            Self::GroupList(form) => {
                let names = groups(target, ["x25519", "secp256r1", "secp384r1"]);
                form.write(&names).replace(HYBRID_GROUP, "x25519mlkem768")
            }
            Self::Lighttpd => {
                let groups = groups(target, OPENSSL_GROUPS).join(":");
                let string = string(target);
                format!(
                    "(\"MinProtocol\" => \"TLSv1.2\", \"CipherString\" => \"{string}\", \
                     \"Groups\" => \"{groups}\")"
                )
            }
        };
        Some(text)
    }
}

/// A directive.
#[derive(Debug)]
pub(super) struct Row {
    /// Its spellings; the first is written where none stands.
    pub(super) names: &'static [&'static str],
    pub(super) value: Value,
    /// Changed where it stands, never put in.
    pub(super) only_where_written: bool,
    /// Not put in where one of these stands.
    pub(super) unless: &'static [&'static str],
    /// Left alone where its value begins with this.
    pub(super) except: &'static str,
}

const fn row(names: &'static [&'static str], value: Value) -> Row {
    Row { names, value, only_where_written: false, unless: &[], except: "" }
}

/// A row that changes what is written and puts nothing in.
const fn written(names: &'static [&'static str], value: Value) -> Row {
    Row { only_where_written: true, ..row(names, value) }
}

/// Where a directive goes that is not there.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// Before the first of these directives, in each block that a line with this word begins.
    Before { names: &'static [&'static str], block: &'static str },
    /// Behind the first line that is one of these.
    Behind(&'static [&'static str]),
    /// Nowhere: the settings are told.
    Nowhere,
}

/// A product.
#[derive(Debug)]
pub(super) struct Product {
    pub(super) name: &'static str,
    pub(super) syntax: Syntax,
    pub(super) rows: &'static [Row],
    pub(super) place: Place,
    /// First words of lines whose words are changed one by one.
    pub(super) words: Option<&'static [&'static str]>,
    pub(super) check: Option<&'static str>,
}

impl Product {
    /// Whether services stand in blocks of their own, with settings of their own.
    pub(super) fn has_blocks(&self) -> bool {
        matches!(self.place, Place::Before { block, .. } if !block.is_empty())
    }

    /// Whether settings are made by changing entries of a directory, not in the file.
    pub(super) fn is_directory(&self) -> bool {
        std::ptr::eq(self, &CN_CONFIG)
    }

    pub(super) fn is_patched(&self) -> bool {
        !matches!(self.place, Place::Nowhere) || self.rows.iter().any(|row| row.only_where_written)
    }
}

pub(super) fn of(name: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.name == name)
}

/// The product in the form that a file of it has.
pub(super) fn of_file(name: &str, content: Option<&str>) -> Option<&'static Product> {
    let is_entry = |content: &str| content.lines().any(|line| line.starts_with("dn:"));
    let is_entry = name == CN_CONFIG.name && content.is_some_and(is_entry);
    if is_entry { Some(&CN_CONFIG) } else { of(name) }
}

/// OpenLDAP's configuration as a directory: its files are slapd's own, so that settings go in by
/// the protocol (slapd-config(5)).
static CN_CONFIG: Product = Product {
    name: "openldap",
    syntax: Syntax::Colon,
    rows: &[
        row(&["olcTLSProtocolMin"], Value::Fixed("3.3")),
        written(&["olcTLSCipherSuite"], Value::CiphersOrPriority),
        written(&["olcTLSECName"], GROUPS),
    ],
    place: before(&["olcTLSCertificateFile", "olcTLSCertificateKeyFile"]),
    words: None,
    check: None,
};

const fn before(names: &'static [&'static str]) -> Place {
    Place::Before { names, block: "" }
}

const CIPHERS: Value = Value::Ciphers("", "");
const GROUPS: Value = Value::Groups("", ":", "");
const TLS12_13: Value = Value::Fixed("TLSv1.2 TLSv1.3");
const TLS12: Value = Value::Fixed("TLSv1.2");
const ON: Value = Value::Fixed("on");
const YES: Value = Value::Fixed("yes");

/// Postfix before 3.6 knows no `>=`.
const WITHOUT_OLD: Value = Value::Fixed("!SSLv2, !SSLv3, !TLSv1, !TLSv1.1");

/// Every product, by its name.
pub(super) const PRODUCTS: &[Product] = &[
    Product {
        name: "apache",
        syntax: Syntax::Words,
        rows: &[
            row(&["SSLProtocol"], Value::Fixed("all -SSLv3 -TLSv1 -TLSv1.1")),
            Row { except: "TLSv1.3 ", ..row(&["SSLCipherSuite"], CIPHERS) },
            row(&["SSLHonorCipherOrder"], ON),
            row(&["SSLOpenSSLConfCmd Groups", "SSLOpenSSLConfCmd Curves"], GROUPS),
            written(&["SSLProxyProtocol"], Value::Fixed("all -SSLv3 -TLSv1 -TLSv1.1")),
            Row { except: "TLSv1.3 ", ..written(&["SSLProxyCipherSuite"], CIPHERS) },
            written(&["SSLCompression"], Value::Fixed("off")),
        ],
        place: Place::Before { names: &["SSLEngine", "SSLCertificateFile"], block: "<VirtualHost" },
        words: None,
        check: Some("apachectl configtest"),
    },
    Product {
        name: "bind",
        syntax: Syntax::Semicolon,
        rows: &[
            row(&["protocols"], Value::Fixed("{ TLSv1.2; TLSv1.3; }")),
            row(&["ciphers"], Value::Ciphers("\"", "\"")),
            row(&["prefer-server-ciphers"], YES),
        ],
        place: Place::Before { names: &["key-file", "cert-file"], block: "tls" },
        words: None,
        check: Some("named-checkconf"),
    },
    Product {
        name: "caddy",
        syntax: Syntax::Words,
        rows: &[
            written(&["protocols"], Value::Fixed("tls1.2 tls1.3")),
            written(&["ciphers"], Value::Registered(Form::Spaces)),
            written(&["curves"], Value::GroupList(Form::Spaces)),
        ],
        place: Place::Nowhere,
        words: None,
        check: Some("caddy validate --config"),
    },
    Product {
        name: "dovecot",
        syntax: Syntax::Equals,
        rows: &[
            Row { unless: &["ssl_protocols"], ..row(&["ssl_min_protocol"], TLS12) },
            row(&["ssl_cipher_list"], CIPHERS),
            row(&["ssl_curve_list"], GROUPS),
            written(&["ssl_protocols"], Value::Fixed("!SSLv3 !TLSv1 !TLSv1.1")),
            written(&["ssl_prefer_server_ciphers"], YES),
        ],
        place: before(&["ssl", "ssl_cert", "ssl_server_cert_file"]),
        words: None,
        check: Some("doveconf -n"),
    },
    Product {
        name: "envoy",
        syntax: Syntax::Colon,
        rows: &[
            row(&["tls_minimum_protocol_version"], Value::Fixed("TLSv1_2")),
            row(&["tls_maximum_protocol_version"], Value::Fixed("TLSv1_3")),
            row(
                &["cipher_suites"],
                Value::Fixed(
                    "[\"ECDHE-ECDSA-AES256-GCM-SHA384\", \"ECDHE-RSA-AES256-GCM-SHA384\", \
                     \"ECDHE-ECDSA-AES128-GCM-SHA256\", \"ECDHE-RSA-AES128-GCM-SHA256\"]",
                ),
            ),
            row(&["ecdh_curves"], Value::GroupList(Form::Brackets)),
        ],
        place: Place::Behind(&["tls_params:"]),
        words: None,
        check: Some("envoy --mode validate -c"),
    },
    Product {
        name: "exim",
        syntax: Syntax::Equals,
        rows: &[
            written(&["tls_require_ciphers"], Value::CiphersOrPriority),
            written(
                &["openssl_options"],
                Value::Fixed("+no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1"),
            ),
        ],
        place: Place::Nowhere,
        words: None,
        check: Some("exim -bV -C"),
    },
    Product {
        name: "freeradius",
        syntax: Syntax::Equals,
        rows: &[
            row(&["tls_min_version"], Value::Fixed("\"1.2\"")),
            row(&["tls_max_version"], Value::Fixed("\"1.3\"")),
            row(&["cipher_list"], Value::Ciphers("\"", "\"")),
            written(&["ecdh_curve"], Value::Groups("\"", ":", "\"")),
        ],
        place: before(&["private_key_file", "certificate_file"]),
        words: None,
        check: Some("radiusd -XC"),
    },
    Product {
        name: "haproxy",
        syntax: Syntax::Words,
        rows: &[
            row(&["ssl-default-bind-ciphers"], CIPHERS),
            row(&["ssl-default-bind-curves"], GROUPS),
            row(&["ssl-default-bind-options"], Value::Fixed("ssl-min-ver TLSv1.2 no-tls-tickets")),
            written(&["ssl-default-server-ciphers"], CIPHERS),
            written(&["ssl-default-server-curves"], GROUPS),
            written(&["ssl-default-server-options"], Value::Fixed("ssl-min-ver TLSv1.2")),
        ],
        place: Place::Behind(&["global"]),
        words: Some(&["bind", "server", "default-server", "server-template"]),
        check: Some("haproxy -c -f"),
    },
    Product {
        name: "kafka",
        syntax: Syntax::Equals,
        rows: &[
            row(&["ssl.enabled.protocols"], Value::Fixed("TLSv1.2,TLSv1.3")),
            row(&["ssl.cipher.suites"], Value::Registered(Form::Commas)),
            written(&["ssl.protocol"], Value::Fixed("TLSv1.3")),
        ],
        place: before(&["ssl.keystore.location"]),
        words: None,
        check: None,
    },
    Product {
        name: "lighttpd",
        syntax: Syntax::Equals,
        rows: &[
            row(&["ssl.openssl.ssl-conf-cmd"], Value::Lighttpd),
            written(&["ssl.cipher-list"], Value::Ciphers("\"", "\"")),
            written(&["ssl.use-sslv2", "ssl.use-sslv3"], Value::Fixed("\"disable\"")),
        ],
        place: before(&["ssl.engine", "ssl.pemfile"]),
        words: None,
        check: Some("lighttpd -tt -f"),
    },
    Product {
        name: "mongodb",
        syntax: Syntax::Colon,
        rows: &[
            row(&["disabledProtocols"], Value::Fixed("TLS1_0,TLS1_1")),
            written(&["opensslCipherConfig"], Value::Ciphers("\"", "\"")),
        ],
        place: before(&["certificateKeyFile", "PEMKeyFile"]),
        words: None,
        check: None,
    },
    Product {
        name: "mysql",
        syntax: Syntax::Equals,
        rows: &[
            row(&["tls_version", "tls-version"], Value::Fixed("TLSv1.2,TLSv1.3")),
            row(&["ssl_cipher", "ssl-cipher"], Value::Names(":")),
        ],
        place: before(&["ssl_cert", "ssl-cert", "ssl_key", "ssl-key", "require_secure_transport"]),
        words: None,
        check: Some("mysqld --validate-config"),
    },
    Product {
        name: "nginx",
        syntax: Syntax::Semicolon,
        rows: &[
            row(&["ssl_protocols"], TLS12_13),
            row(&["ssl_ciphers"], CIPHERS),
            row(&["ssl_ecdh_curve"], GROUPS),
            row(&["ssl_prefer_server_ciphers"], ON),
            written(
                &["proxy_ssl_protocols", "grpc_ssl_protocols", "uwsgi_ssl_protocols"],
                TLS12_13,
            ),
            written(&["proxy_ssl_ciphers", "grpc_ssl_ciphers", "uwsgi_ssl_ciphers"], CIPHERS),
        ],
        place: Place::Before { names: &["ssl_certificate"], block: "server" },
        words: None,
        check: Some("nginx -t"),
    },
    Product {
        name: "openldap",
        syntax: Syntax::Words,
        rows: &[
            row(&["TLSProtocolMin"], Value::Fixed("3.3")),
            written(&["TLSCipherSuite"], Value::CiphersOrPriority),
            written(&["TLSECName"], GROUPS),
        ],
        place: before(&["TLSCertificateFile", "TLSCertificateKeyFile"]),
        words: None,
        check: Some("slaptest -u -f"),
    },
    Product {
        name: "openldap-client",
        syntax: Syntax::Words,
        rows: &[
            row(&["TLS_PROTOCOL_MIN"], Value::Fixed("3.3")),
            written(&["TLS_CIPHER_SUITE"], Value::CiphersOrPriority),
            written(&["TLS_ECNAME"], GROUPS),
        ],
        place: before(&["TLS_CACERT", "TLS_CIPHER_SUITE"]),
        words: None,
        check: None,
    },
    Product {
        name: "openssl",
        syntax: Syntax::Equals,
        rows: &[
            row(&["MinProtocol"], TLS12),
            row(&["CipherString"], Value::Ciphers("", ":@SECLEVEL=2")),
            row(&["Groups", "Curves"], GROUPS),
            written(&["MaxProtocol"], Value::Fixed("TLSv1.3")),
        ],
        place: before(&["MinProtocol", "CipherString"]),
        words: None,
        check: Some("openssl ciphers -s -v"),
    },
    Product {
        name: "openvpn",
        syntax: Syntax::Words,
        rows: &[
            row(&["tls-version-min"], Value::Fixed("1.2")),
            row(&["tls-cipher"], Value::Names(":")),
            row(&["tls-groups"], GROUPS),
            written(&["tls-version-max"], Value::Fixed("1.3")),
        ],
        place: before(&["cert", "ca", "pkcs12", "dh"]),
        words: None,
        check: Some("openvpn --show-tls --config"),
    },
    Product {
        name: "postfix",
        syntax: Syntax::EqualsIndented,
        rows: &[
            row(&["smtpd_tls_protocols"], WITHOUT_OLD),
            row(&["smtpd_tls_mandatory_protocols"], WITHOUT_OLD),
            row(&["smtpd_tls_ciphers"], Value::Fixed("high")),
            row(&["smtpd_tls_mandatory_ciphers"], Value::Fixed("high")),
            row(&["tls_high_cipherlist"], CIPHERS),
            row(&["tls_eecdh_auto_curves"], Value::Groups("", " ", "")),
            row(&["tls_preempt_cipherlist"], YES),
            written(&["smtp_tls_protocols", "smtp_tls_mandatory_protocols"], WITHOUT_OLD),
            written(&["smtp_tls_ciphers", "smtp_tls_mandatory_ciphers"], Value::Fixed("high")),
        ],
        place: before(&[
            "smtpd_tls_cert_file",
            "smtpd_tls_chain_files",
            "smtpd_tls_security_level",
            "smtpd_use_tls",
        ]),
        words: None,
        check: Some("postfix check"),
    },
    Product {
        name: "postgresql",
        syntax: Syntax::Equals,
        rows: &[
            row(&["ssl_min_protocol_version"], Value::Fixed("'TLSv1.2'")),
            row(&["ssl_ciphers"], Value::Ciphers("'", "'")),
            row(&["ssl_prefer_server_ciphers"], ON),
            written(&["ssl_max_protocol_version"], Value::Fixed("''")),
            written(&["ssl_ecdh_curve"], Value::Fixed("'prime256v1'")),
            written(&["ssl_groups"], Value::Groups("'", ":", "'")),
        ],
        place: before(&["ssl", "ssl_cert_file"]),
        words: None,
        check: Some("postgres -C ssl_ciphers -D"),
    },
    Product {
        name: "rabbitmq",
        syntax: Syntax::Equals,
        rows: &[
            row(&["ssl_options.versions.1"], Value::Fixed("tlsv1.3")),
            row(&["ssl_options.versions.2"], Value::Fixed("tlsv1.2")),
            row(&["ssl_options.ciphers.1"], Value::Fixed(REGISTERED_13[0])),
            row(&["ssl_options.ciphers.2"], Value::Fixed(REGISTERED_13[2])),
            row(&["ssl_options.ciphers.3"], Value::Fixed(NAMES[0])),
            row(&["ssl_options.ciphers.4"], Value::Fixed(NAMES[1])),
            row(&["ssl_options.honor_cipher_order"], Value::Fixed("true")),
        ],
        place: Place::Nowhere,
        words: None,
        check: None,
    },
    Product {
        name: "redis",
        syntax: Syntax::Words,
        rows: &[
            row(&["tls-protocols"], Value::Fixed("\"TLSv1.2 TLSv1.3\"")),
            row(&["tls-ciphers"], CIPHERS),
            row(&["tls-prefer-server-ciphers"], YES),
        ],
        place: before(&["tls-port", "tls-cert-file"]),
        words: None,
        check: None,
    },
    Product {
        name: "samba",
        syntax: Syntax::Equals,
        rows: &[row(&["tls priority"], Value::Fixed(PRIORITY))],
        place: before(&["tls enabled", "tls certfile", "tls keyfile"]),
        words: None,
        check: Some("testparm -s"),
    },
    Product {
        name: "schannel",
        syntax: Syntax::Equals,
        rows: &[
            row(&["Protocols\\TLS 1.0\\Server\\Enabled"], Value::Fixed("dword:00000000")),
            row(&["Protocols\\TLS 1.1\\Server\\Enabled"], Value::Fixed("dword:00000000")),
            row(&["Functions"], Value::Registered(Form::Commas)),
        ],
        place: Place::Nowhere,
        words: None,
        check: None,
    },
    Product {
        name: "stunnel",
        syntax: Syntax::Equals,
        rows: &[
            row(&["sslVersionMin"], TLS12),
            row(&["ciphers"], CIPHERS),
            row(&["curves"], GROUPS),
            written(&["sslVersionMax"], Value::Fixed("TLSv1.3")),
            written(&["sslVersion"], Value::Fixed("all")),
        ],
        place: before(&["cert"]),
        words: None,
        check: None,
    },
    Product {
        name: "tomcat",
        syntax: Syntax::Attribute,
        rows: &[
            written(&["protocols", "sslEnabledProtocols"], Value::Fixed("TLSv1.2+TLSv1.3")),
            written(&["ciphers"], Value::Names(":")),
            written(&["honorCipherOrder"], Value::Fixed("true")),
        ],
        place: Place::Nowhere,
        words: None,
        check: Some("catalina.sh configtest"),
    },
    Product {
        name: "traefik",
        syntax: Syntax::Colon,
        rows: &[
            written(&["minVersion"], Value::Fixed("VersionTLS12")),
            written(&["maxVersion"], Value::Fixed("VersionTLS13")),
            written(&["cipherSuites"], Value::Registered(Form::Brackets)),
            written(&["curvePreferences"], Value::GroupList(Form::Brackets)),
        ],
        place: Place::Nowhere,
        words: None,
        check: None,
    },
    Product {
        name: "unbound",
        syntax: Syntax::Colon,
        rows: &[
            row(&["tls-ciphers"], Value::Ciphers("\"", "\"")),
            written(&["tls-protocols"], Value::Fixed("\"TLSv1.2 TLSv1.3\"")),
        ],
        place: before(&["tls-service-key", "tls-service-pem"]),
        words: None,
        check: Some("unbound-checkconf"),
    },
];
