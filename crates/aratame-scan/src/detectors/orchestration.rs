//! Descriptions of infrastructure: Kubernetes, docker-compose, Terraform.

use crate::configuration::dialect::row;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, begins_line, has, has_block};
use crate::configuration::scope::Means;
use crate::detector::{About, Pattern, Scope};
use aratame_formats::config::line::Style;
use aratame_formats::config::{Directive, Document};
use aratame_inventory::{EntryPath, Role};

const ABOUT: About = About {
    id: "orchestration",
    title: "Descriptions of infrastructure",
    title_ja: "インフラ定義ファイル（Kubernetes等）",
    finds: "In manifests of Kubernetes: TLS secrets, certificates to be issued, TLS settings of \
            ingresses and of the components, encryption at rest. In docker-compose: TLS options of \
            commands and environments. In Terraform: keys of KMS, policies of listeners, lowest \
            versions.",
    how: "Manifests are told by apiVersion and kind, compose files by their name, Terraform by its \
          extension; nothing counts but known settings.",
    misses: "Templates (Helm, Jinja) before they are filled in; variables and modules of \
             Terraform; what the names of cloud policies allow.",
    references: &[
        "Kubernetes API 1.30",
        "ingress-nginx, annotations",
        "cert-manager, Certificate",
        "Terraform AWS, AzureRM and Google providers",
    ],
};

const PATTERNS: &[Pattern] = &[
    Pattern::new(b"kubernetes.io/tls", Scope::Text),
    Pattern::new(b"ingress.kubernetes.io/ssl-", Scope::Text),
    Pattern::new(b"cert-manager.io/v1", Scope::Text),
    Pattern::new(b"--tls-cipher-suites=", Scope::Text),
    Pattern::new(b"--tls-min-version=", Scope::Text),
    Pattern::checked(b"tlsCipherSuites", Scope::Text, begins_line),
    Pattern::new(b"EncryptionConfiguration", Scope::Text),
];

/// The detector.
pub(crate) static ORCHESTRATION: Field = Field {
    about: &ABOUT,
    patterns: PATTERNS,
    products: &[KUBERNETES, COMPOSE, TERRAFORM, TERRAFORM_JSON],
};

fn ends(path: &EntryPath, extensions: &[&str]) -> bool {
    extensions.iter().any(|extension| path.file_name().ends_with(extension))
}

const KUBERNETES: Product = Product {
    name: "kubernetes",
    grammar: Grammar::Yaml,
    tells: |document| has(document, &["document/apiVersion"]) && has(document, &["document/kind"]),
    rows: &[
        row("document/type", Means::Switch),
        row("data/tls.crt", Means::Switch),
        row("data/tls.key", Means::Secret),
        row("tls/secretName", Means::Switch),
        row("annotations/nginx.ingress.kubernetes.io/ssl-ciphers", Means::Ciphers),
        row("ssl-ciphers", Means::Ciphers),
        row("ssl-protocols", Means::Versions),
        row("ssl-ecdh-curve", Means::Groups),
        row("--tls-min-version", Means::MinVersion),
        row("--tls-cipher-suites", Means::Suites),
        row("--cipher-suites", Means::Suites),
        row("--tls-cert-file", Means::Certificate),
        row("--tls-private-key-file", Means::PrivateKey),
        row("tlsMinVersion", Means::MinVersion),
        row("tlsCipherSuites", Means::Suites),
        row("minTLSVersion", Means::MinVersion),
        row("privateKey/algorithm", Means::Algorithms(Role::Key)),
        row("privateKey/size", Means::Switch),
        row("privateKey/encoding", Means::Related),
        row("keys/secret", Means::Secret),
        row("provider-aescbc", Means::Usages(Role::Encryption)),
        row("provider-aesgcm", Means::Usages(Role::Encryption)),
        row("provider-secretbox", Means::Usages(Role::Encryption)),
    ],
    services: &[],
    shape: shape_manifest,
    value: |_, directive, means| match means {
        Means::Usages(_) => Some(directive.value()),
        _ => None,
    },
    ..PLAIN
};

/// Options in lists of words (`--name=value`), the last part of annotations, and the providers of
/// an EncryptionConfiguration become directives; what a secret of another type holds goes.
fn shape_manifest(document: &mut Document) {
    let is_tls = document.directives.iter().any(|d| d.value() == "kubernetes.io/tls");
    let mut all: Vec<Directive> = Vec::new();
    for mut directive in std::mem::take(&mut document.directives) {
        if directive.name == "type" && directive.value() != "kubernetes.io/tls" {
            continue;
        }
        if directive.name.starts_with("tls.") && !is_tls {
            continue;
        }
        if directive.name == "tls.crt" {
            directive.arguments = vec!["(certificate)".to_owned()];
        }
        if let Some((prefix, name)) = directive.name.rsplit_once('/')
            && prefix.ends_with("ingress.kubernetes.io")
        {
            directive.name = name.to_owned();
        }
        all.extend(options(&directive));
        all.push(directive);
    }
    for (id, block) in document.blocks.iter().enumerate() {
        let (name, usage) = match block.name.as_str() {
            "aescbc" => ("provider-aescbc", "aes/cbc"),
            "aesgcm" => ("provider-aesgcm", "aes/gcm"),
            "secretbox" => ("provider-secretbox", "xsalsa20-poly1305"),
            _ => continue,
        };
        let (name, arguments) = (name.to_owned(), vec![usage.to_owned()]);
        all.push(Directive { name, arguments, line: block.line, block: Some(id), file: 0 });
    }
    document.directives = all;
}

/// `--name=value` and `NAME=value` in a list of words, each as a directive.
fn options(directive: &Directive) -> Vec<Directive> {
    let named = directive.arguments.iter().filter_map(|word| word.split_once('='));
    let plain = |name: &str| {
        name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    let named = named.filter(|(name, _)| !name.is_empty() && plain(name));
    let of = |(name, value): (&str, &str)| Directive {
        name: name.to_owned(),
        arguments: vec![value.to_owned()],
        ..directive.clone()
    };
    named.map(of).collect()
}

fn is_compose(path: &EntryPath) -> bool {
    let name = path.file_name();
    ["docker-compose", "compose."].iter().any(|start| name.starts_with(start))
        && ends(path, &[".yaml", ".yml"])
}

const COMPOSE: Product = Product {
    name: "docker-compose",
    grammar: Grammar::Yaml,
    named: is_compose,
    fits: |document| has_block(document, &["services"]),
    rows: &[
        row("--tls-version", Means::Switch),
        row("--tls-min-version", Means::MinVersion),
        row("--tls-cipher-suites", Means::Suites),
        row("--ssl-cipher", Means::Switch),
        row("--tls-protocols", Means::Switch),
        row("--default-authentication-plugin", Means::Schemes),
        row("SSL_PROTOCOLS", Means::Versions),
        row("SSL_CIPHERS", Means::Ciphers),
        row("SSL_CIPHER_SUITES", Means::Suites),
        row("TLS_MIN_VERSION", Means::MinVersion),
        row("KAFKA_SSL_ENABLED_PROTOCOLS", Means::Versions),
        row("KAFKA_SSL_CIPHER_SUITES", Means::Suites),
        row("KAFKA_SSL_KEYSTORE_PASSWORD", Means::Secret),
        row("LDAP_TLS_CIPHER_SUITE", Means::CiphersOrPriority),
        row("LDAP_TLS_PROTOCOL_MIN", Means::MinVersion),
    ],
    services: &[],
    shape: |document| {
        for argument in document.directives.iter_mut().flat_map(|each| &mut each.arguments) {
            *argument = with_defaults(argument);
        }
        let more: Vec<Directive> = document.directives.iter().flat_map(options).collect();
        document.directives.extend(more);
    },
    ..PLAIN
};

/// `${NAME:-default}` and `${NAME-default}` are the default where nothing sets the name, which a
/// file beside this one may do; a name without a default stays as written.
fn with_defaults(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else {
            out.push_str("${");
            rest = after;
            break;
        };
        match inside.split_once(":-").or_else(|| inside.split_once('-')) {
            Some((_, default)) => out.push_str(default),
            None => out.push_str(&format!("${{{inside}}}")),
        }
        rest = behind;
    }
    out + rest
}

/// The rows, with the blocks in which an attribute of a resource stands.
macro_rules! terraform_rows {
    ($resource:literal) => {
        &[
            row("ssl_policy", Means::Switch),
            row("security_policy", Means::Switch),
            row("minimum_protocol_version", Means::Switch),
            row("min_tls_version", Means::MinVersion),
            row("minimum_tls_version", Means::MinVersion),
            row("ssl_minimal_tls_version_enforced", Means::MinVersion),
            row("customer_master_key_spec", Means::Usages(Role::Key)),
            row("key_spec", Means::Usages(Role::Key)),
            row("key_usage", Means::Switch),
            row("enable_key_rotation", Means::Switch),
            row("rotation_period", Means::Switch),
            row("sse_algorithm", Means::Switch),
            row("version_template/algorithm", Means::Usages(Role::Key)),
            row(concat!($resource, "key_type"), Means::Switch),
            row(concat!($resource, "key_algorithm"), Means::Usages(Role::Key)),
            row(concat!($resource, "rsa_bits"), Means::KeyBits("rsa")),
            row(concat!($resource, "ecdsa_curve"), Means::Switch),
            row(concat!($resource, "algorithm"), Means::Usages(Role::Key)),
        ]
    };
}

/// The same in JSON, where type and name of a resource are levels of their own.
const TERRAFORM_JSON: Product = Product {
    grammar: Grammar::Yaml,
    named: |path| ends(path, &[".tf.json"]),
    rows: terraform_rows!("resource/*/*/"),
    ..TERRAFORM
};

const TERRAFORM: Product = Product {
    name: "terraform",
    grammar: Grammar::Lines(Style {
        lists: true,
        comments: &["#", "//"],
        bare: &["}*"],
        ..Style::BLOCKS
    }),
    named: |path| ends(path, &[".tf"]),
    fits: |document| has_block(document, &["resource", "module", "data"]),
    rows: terraform_rows!("resource/"),
    services: &[],
    value: |_, directive, means| match means {
        Means::Usages(_) => Some(key_spec(&directive.value()).to_owned()),
        Means::MinVersion => Some(directive.value().replace("TLSEnforcementDisabled", "none")),
        _ => None,
    },
    ..PLAIN
};

/// Kinds of keys as cloud providers name them.
const KEY_SPECS: &[(&str, &str)] = &[
    ("SYMMETRIC_DEFAULT", "aes-256/gcm"),
    ("RSA", "rsa"),
    ("ECDSA", "ecdsa"),
    ("ED25519", "ed25519"),
    ("RSA_2048", "rsa:2048"),
    ("RSA_3072", "rsa:3072"),
    ("RSA_4096", "rsa:4096"),
    ("ECC_NIST_P256", "ecdsa@secp256r1"),
    ("ECC_NIST_P384", "ecdsa@secp384r1"),
    ("ECC_NIST_P521", "ecdsa@secp521r1"),
    ("ECC_SECG_P256K1", "ecdsa@secp256k1"),
    ("HMAC_256", "hmac#sha-256"),
    ("HMAC_384", "hmac#sha-384"),
    ("HMAC_512", "hmac#sha-512"),
    ("ML_DSA_44", "ml-dsa-44"),
    ("ML_DSA_65", "ml-dsa-65"),
    ("ML_DSA_87", "ml-dsa-87"),
    ("GOOGLE_SYMMETRIC_ENCRYPTION", "aes-256/gcm"),
    ("RSA_SIGN_PSS_2048_SHA256", "rsassa-pss:2048#sha-256"),
    ("RSA_SIGN_PSS_3072_SHA256", "rsassa-pss:3072#sha-256"),
    ("RSA_SIGN_PSS_4096_SHA256", "rsassa-pss:4096#sha-256"),
    ("RSA_SIGN_PKCS1_2048_SHA256", "rsassa-pkcs1-v1_5:2048#sha-256"),
    ("RSA_SIGN_PKCS1_3072_SHA256", "rsassa-pkcs1-v1_5:3072#sha-256"),
    ("RSA_SIGN_PKCS1_4096_SHA256", "rsassa-pkcs1-v1_5:4096#sha-256"),
    ("EC_SIGN_P256_SHA256", "ecdsa@secp256r1#sha-256"),
    ("EC_SIGN_P384_SHA384", "ecdsa@secp384r1#sha-384"),
];

fn key_spec(name: &str) -> &'static str {
    let found = KEY_SPECS.iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, usage)| usage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::Usage;

    #[test]
    fn every_kind_of_key_is_in_the_catalogue() {
        for (name, spec) in KEY_SPECS {
            assert!(Usage::parse(spec).is_some(), "{name}: {spec}");
        }
    }
}
