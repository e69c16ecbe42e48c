//! Metadata of SAML. Sets of JSON Web Keys have a detector of their own.

use crate::configuration::dialect::row;
use crate::configuration::product::{Field, Grammar, PLAIN, Product, has_block};
use crate::configuration::scope::Means;
use crate::detector::{About, Pattern, Scope};
use aratame_inventory::Role;

const ABOUT: About = About {
    id: "federation",
    title: "Metadata of SAML",
    title_ja: "SAMLメタデータ",
    finds: "The encryption, digest and signature algorithms that metadata of SAML names, for \
            signatures on it and for what its parties accept.",
    how: "Files are told by an EntityDescriptor or EntitiesDescriptor; algorithms by the URIs of \
          XML Signature and XML Encryption.",
    misses: "What a party accepts without saying so.",
    references: &[
        "OASIS SAML 2.0 Metadata",
        "RFC 6931",
        "W3C XML Encryption 1.1",
        "W3C XML \
                   Signature 1.1",
    ],
};

const PATTERNS: &[Pattern] = &[Pattern::new(b"urn:oasis:names:tc:SAML:2.0:metadata", Scope::Text)];

/// The detector.
pub(crate) static FEDERATION: Field =
    Field { about: &ABOUT, patterns: PATTERNS, products: &[SAML] };

const SAML: Product = Product {
    name: "saml-metadata",
    grammar: Grammar::Xml,
    tells: |document| has_block(document, &["EntityDescriptor", "EntitiesDescriptor"]),
    rows: &[
        row("EncryptionMethod/Algorithm", Means::Usages(Role::Encryption)),
        row("SigningMethod/Algorithm", Means::Usages(Role::Authentication)),
        row("SignatureMethod/Algorithm", Means::Usages(Role::Signature)),
        row("DigestMethod/Algorithm", Means::Usages(Role::Hash)),
        row("MGF/Algorithm", Means::Switch),
        row("SigningMethod/MinKeySize", Means::Switch),
        row("SigningMethod/MaxKeySize", Means::Switch),
    ],
    services: &[],
    value: |_, directive, means| match means {
        Means::Usages(_) => Some(of_uri(&directive.value()).to_owned()),
        _ => None,
    },
    ..PLAIN
};

/// The fragments of the URIs (RFC 6931, XML Encryption 1.1), with the usages they mean.
const URIS: &[(&str, &str)] = &[
    ("md5", "md5"),
    ("sha1", "sha-1"),
    ("sha224", "sha-224"),
    ("sha256", "sha-256"),
    ("sha384", "sha-384"),
    ("sha512", "sha-512"),
    ("dsa-sha1", "dsa#sha-1"),
    ("dsa-sha256", "dsa#sha-256"),
    ("rsa-md5", "rsassa-pkcs1-v1_5#md5"),
    ("rsa-sha1", "rsassa-pkcs1-v1_5#sha-1"),
    ("rsa-sha224", "rsassa-pkcs1-v1_5#sha-224"),
    ("rsa-sha256", "rsassa-pkcs1-v1_5#sha-256"),
    ("rsa-sha384", "rsassa-pkcs1-v1_5#sha-384"),
    ("rsa-sha512", "rsassa-pkcs1-v1_5#sha-512"),
    ("sha256-rsa-MGF1", "rsassa-pss#sha-256"),
    ("sha384-rsa-MGF1", "rsassa-pss#sha-384"),
    ("sha512-rsa-MGF1", "rsassa-pss#sha-512"),
    ("ecdsa-sha1", "ecdsa#sha-1"),
    ("ecdsa-sha224", "ecdsa#sha-224"),
    ("ecdsa-sha256", "ecdsa#sha-256"),
    ("ecdsa-sha384", "ecdsa#sha-384"),
    ("ecdsa-sha512", "ecdsa#sha-512"),
    ("hmac-sha1", "hmac#sha-1"),
    ("hmac-sha256", "hmac#sha-256"),
    ("tripledes-cbc", "3des/cbc"),
    ("aes128-cbc", "aes-128/cbc"),
    ("aes192-cbc", "aes-192/cbc"),
    ("aes256-cbc", "aes-256/cbc"),
    ("aes128-gcm", "aes-128/gcm"),
    ("aes192-gcm", "aes-192/gcm"),
    ("aes256-gcm", "aes-256/gcm"),
    ("kw-aes128", "aes-128/kw"),
    ("kw-aes256", "aes-256/kw"),
    ("rsa-1_5", "rsaes-pkcs1-v1_5"),
    ("rsa-oaep-mgf1p", "rsaes-oaep"),
    ("rsa-oaep", "rsaes-oaep"),
    ("ECDH-ES", "ecdh"),
];

fn of_uri(uri: &str) -> &'static str {
    let fragment = uri.rsplit('#').next().unwrap_or_default();
    let is_uri = uri.starts_with("http://www.w3.org/");
    let found = URIS.iter().find(|(known, _)| is_uri && *known == fragment);
    found.map_or("", |(_, usage)| usage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_algorithms::Usage;

    #[test]
    fn every_uri_means_something_in_the_catalogue() {
        for (name, spec) in URIS {
            assert!(Usage::parse(spec).is_some(), "{name}: {spec}");
        }
    }
}
