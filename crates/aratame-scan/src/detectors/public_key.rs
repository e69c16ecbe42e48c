//! Public keys and parameters that stand alone.

use crate::asn1::facts;
use crate::asn1::marks::Family;
use crate::asn1::{Found, Visitor};
use crate::detector::{About, Findings};
use aratame_algorithms::algorithm;
use aratame_formats::pkcs::{self, Parameters};
use aratame_formats::recognise::{Object, ObjectKind, anchor};
use aratame_formats::spki::{KeyShape, SubjectPublicKeyInfo};
use aratame_inventory::{AlgorithmRef, AssetKind, Observation, Role, attribute};
use std::sync::LazyLock;

static ABOUT: About = About {
    id: "public-key",
    title: "Public keys and domain parameters",
    title_ja: "公開鍵とドメインパラメータ",
    finds: "Public keys with their algorithm (SubjectPublicKeyInfo), RSA public keys of PKCS #1, \
        and the parameters of Diffie-Hellman, DSA and elliptic curves, with size or curve.",
    how: "Parses DER files, PEM armour, base64 without armour and, in every file at every offset, \
        keys of the known families. A key that is part of a certificate, a request or a private \
        key is not counted again.",
    misses: "Bare points and moduli without structure; at an offset inside of other bytes, keys \
        of families that have no literal here, and RSA keys of PKCS #1 of other sizes than 1024, \
        2048, 3072 and 4096 bits; parameters outside of armour and DER files.",
    references: &["RFC 5280", "RFC 8017", "RFC 3279", "RFC 5480", "RFC 8410", "RFC 9881"],
};

const KINDS: &[ObjectKind] = &[
    ObjectKind::PublicKeyInfo,
    ObjectKind::RsaPublicKey,
    ObjectKind::DhParameters,
    ObjectKind::X942Parameters,
    ObjectKind::DsaParameters,
    ObjectKind::EcParameters,
];

/// What has a key as its part.
const ENCLOSING: &[ObjectKind] = &[
    ObjectKind::Certificate,
    ObjectKind::Request,
    ObjectKind::Message,
    ObjectKind::Ocsp,
    ObjectKind::Pfx,
    ObjectKind::PrivateKeyInfo,
];

static FAMILY: LazyLock<Family> = LazyLock::new(|| {
    let base64: &[(&[u8], usize)] = &[
        (b"BgkqhkiG9w0BAQEFAAO", 8),
        (b"MA0GCSqGSIb3DQEBAQUAA4", 4),
        (b"MFkwEwYHKoZIzj0CAQ", 0),
        (b"MHYwEAYHKoZIzj0CAQ", 0),
        (b"MIGbMBAGByqGSM49AgEG", 0),
        (b"MCowBQYDK2V", 0),
        (b"BglghkgBZQME", 8),
        (b"BggrBgEFBQcG", 8),
    ];
    Family::new(KINDS, ENCLOSING, anchor::PUBLIC_KEY, base64)
});

/// Finds public keys and parameters.
#[derive(Debug)]
pub struct PublicKey;

impl Visitor for PublicKey {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn family(&self) -> &'static Family {
        &FAMILY
    }

    fn object(&self, found: &Found<'_, '_>, findings: &mut Findings<'_>) {
        let observation = match found.object {
            Object::PublicKeyInfo(key) => observe_key(key, found),
            Object::RsaPublicKey(key) => observe_rsa_key(key.shape(), found),
            Object::Parameters(parameters) => observe_parameters(parameters, found),
            _ => return,
        };
        facts::state(observation, findings);
    }
}

fn observe_key(key: &SubjectPublicKeyInfo<'_>, found: &Found<'_, '_>) -> Observation {
    let algorithm = facts::key_algorithm(key.algorithm.oid, key.shape());
    let name = facts::key_name(&algorithm, "public key");
    let identity = facts::key_handle(key.raw);
    let mut observation = facts::observation(AssetKind::PublicKey, identity, name, found);
    observation.attribute(attribute::FORMAT, "spki");
    facts::take_public_key(&mut observation, key);
    observation
}

/// The same key as in a SubjectPublicKeyInfo has the same fingerprint.
fn observe_rsa_key(shape: KeyShape<'_>, found: &Found<'_, '_>) -> Observation {
    let algorithm = facts::with_shape(by_id("rsa"), shape);
    let name = facts::key_name(&algorithm, "public key");
    let info = pkcs::encode_rsa_public_key_info(found.der);
    let identity = facts::key_handle(&info);
    let mut observation = facts::observation(AssetKind::PublicKey, identity.clone(), name, found);
    observation.attribute(attribute::FORMAT, "pkcs1");
    observation.attribute(attribute::SPKI_SHA256, facts::sha256(&info));
    observation.provides.push(identity);
    facts::take_shape(&mut observation, shape);
    observation.algorithms.push(facts::used(algorithm, Role::Key));
    observation
}

fn observe_parameters(parameters: &Parameters<'_>, found: &Found<'_, '_>) -> Observation {
    let (row, shape) = match parameters {
        Parameters::DiffieHellman(group) => ("dh", group.shape()),
        Parameters::Dsa(group) => ("dsa", group.shape()),
        Parameters::Curve(curve) => ("ec", KeyShape::Curve(*curve)),
    };
    let algorithm = facts::with_shape(by_id(row), shape);
    let name = facts::key_name(&algorithm, "parameters");
    let identity = facts::sha256(found.der);
    let mut observation = facts::observation(AssetKind::Parameters, identity.clone(), name, found);
    observation.attribute(attribute::SHA256, identity);
    facts::take_shape(&mut observation, shape);
    observation.algorithms.push(facts::used(algorithm, Role::Key));
    observation
}

fn by_id(id: &'static str) -> AlgorithmRef {
    algorithm(id).map_or_else(|| AlgorithmRef::unknown_name(id), AlgorithmRef::known)
}
