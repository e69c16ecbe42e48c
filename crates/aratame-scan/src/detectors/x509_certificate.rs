//! X.509 certificates wherever they stand.

use crate::asn1::facts::{self, used};
use crate::asn1::marks::{BASE64_MESSAGE, BASE64_PFX, Family};
use crate::asn1::{Found, Visitor};
use crate::detector::{About, Findings};
use aratame_formats::der::Oid;
use aratame_formats::recognise::{Object, ObjectKind, anchor};
use aratame_formats::x509::certificate::{Certificate, Extensions};
use aratame_inventory::diagnostic::DER_MALFORMED;
use aratame_inventory::{AssetKind, Observation, RelationKind, Role, attribute};
use data_encoding::HEXLOWER;
use std::sync::LazyLock;

static ABOUT: About = About {
    id: "x509-certificate",
    title: "X.509 certificates",
    title_ja: "X.509証明書",
    finds: "X.509 certificates of versions 1 to 3 with the algorithm, size and curve of their key, \
        their signature algorithm with its hash, validity, issuer, key usage, and the extensions \
        by which a second key or signature stands in them (alternative signature, delta \
        certificate, related certificate).",
    how: "Parses DER files, PEM armour (also indented, quoted or with escaped line ends), base64 \
        without armour, base64 of armour, and, in every file at every offset, whatever has the \
        whole structure of a certificate. Relates a certificate to its issuer by name and key \
        identifier; the signature itself is not verified.",
    misses: "Certificates in packed or encrypted files; certificates of version 1 outside of \
        armour that do not begin a file, have a key or signature algorithm of neither RSA nor \
        ECDSA, and an issuer of more than about 200 bytes; base64 without armour that does not \
        begin with two long headers and version 3; objects of more than 32 MiB.",
    references: &["ITU-T X.509 (10/2019)", "RFC 5280", "RFC 7468", "RFC 9763", "RFC 9881"],
};

static FAMILY: LazyLock<Family> = LazyLock::new(|| {
    // Headers of four bytes, or a short inner one, then [0] version 3 and the serial number.
    let base64: &[(&[u8], usize)] = &[(b"gAwIBAgI", 11), (b"DAgECAg", 11)];
    let base64 = [base64, BASE64_MESSAGE, BASE64_PFX].concat();
    let kinds = &[ObjectKind::Certificate];
    Family::new(kinds, &[], anchor::CERTIFICATE, &base64).speaking_for_unknown()
});

/// Key usages by their bit.
const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// Finds X.509 certificates.
#[derive(Debug)]
pub struct X509Certificate;

impl Visitor for X509Certificate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn family(&self) -> &'static Family {
        &FAMILY
    }

    fn object(&self, found: &Found<'_, '_>, findings: &mut Findings<'_>) {
        let Object::Certificate(certificate) = found.object else { return };
        for oddity in certificate.oddities.iter().take(1) {
            let message = format!("certificate: {oddity}");
            findings.diagnose(DER_MALFORMED, found.place.position.clone(), message);
        }
        facts::state(observe(certificate, found), findings);
    }
}

fn observe(certificate: &Certificate<'_>, found: &Found<'_, '_>) -> Observation {
    let fingerprint = facts::sha256(certificate.raw);
    let name = facts::subject_or(&certificate.subject, "certificate without subject");
    let kind = AssetKind::Certificate;
    let mut observation = facts::observation(kind, fingerprint.clone(), name, found);
    observation.attribute(attribute::SHA256, fingerprint);
    observation.attribute(attribute::SUBJECT, certificate.subject.shown());
    observation.attribute(attribute::ISSUER, certificate.issuer.shown());
    observation.attribute(attribute::SERIAL, HEXLOWER.encode(certificate.serial));
    observation.attribute(attribute::SELF_ISSUED, certificate.is_self_issued());
    let version = i64::try_from(certificate.version).unwrap_or(i64::MAX);
    observation.attribute(attribute::VERSION, version);
    if let Some(time) = &certificate.not_before {
        observation.attribute(attribute::NOT_BEFORE, time.rfc3339());
    }
    if let Some(time) = &certificate.not_after {
        observation.attribute(attribute::NOT_AFTER, time.rfc3339());
    }
    facts::take_public_key(&mut observation, &certificate.key);
    facts::take_signature(&mut observation, &certificate.signature_algorithm);
    take_extensions(&mut observation, &certificate.extensions);
    relate(&mut observation, certificate);
    observation
}

fn take_extensions(observation: &mut Observation, extensions: &Extensions<'_>) {
    if let Some(usage) = extensions.key_usage {
        let bits = KEY_USAGES.iter().enumerate().filter(|(bit, _)| usage >> bit & 1 == 1);
        let names: Vec<String> = bits.map(|(_, name)| (*name).to_owned()).collect();
        observation.attribute(attribute::KEY_USAGE, names);
    }
    if !extensions.extended_key_usage.is_empty() {
        let usages = extensions.extended_key_usage.iter();
        let names: Vec<String> = usages.map(|usage| facts::oid_name(*usage)).collect();
        observation.attribute(attribute::EXTENDED_KEY_USAGE, names);
    }
    if let Some(is_ca) = extensions.is_ca {
        observation.attribute(attribute::IS_CA, is_ca);
    }
    observation.attribute(attribute::SAN_COUNT, extensions.subject_alt_names);
    if extensions.is_precertificate {
        observation.attribute("precertificate", true);
    }
    take_alternatives(observation, extensions);
}

/// The second key or signature that a certificate may carry on its way to another algorithm.
fn take_alternatives(observation: &mut Observation, extensions: &Extensions<'_>) {
    if let Some(key) = &extensions.alt_key {
        let algorithm = facts::key_algorithm(key.algorithm.oid, key.shape());
        let reason = "subjectAltPublicKeyInfo (2.5.29.72)";
        observation.algorithms.push(used(algorithm, Role::AlternativeKey).with_reason(reason));
        observation.attribute("alternative-key-oid", key.algorithm.oid.dotted());
    }
    if let Some(algorithm) = &extensions.alt_signature_algorithm {
        let reason = "altSignatureAlgorithm (2.5.29.73)";
        let signature = used(facts::signature(algorithm), Role::AlternativeSignature);
        observation.algorithms.push(signature.with_reason(reason));
        observation.attribute("alternative-signature-oid", algorithm.oid.dotted());
        observation.attribute("alternative-signature-present", extensions.has_alt_signature);
    }
    if let Some(delta) = &extensions.delta {
        let reason = "delta certificate descriptor";
        let algorithm = facts::key_algorithm(delta.key.algorithm.oid, delta.key.shape());
        observation.algorithms.push(used(algorithm, Role::AlternativeKey).with_reason(reason));
        observation.attribute("delta-certificate-key-oid", delta.key.algorithm.oid.dotted());
        if let Some(algorithm) = &delta.signature_algorithm {
            let signature = used(facts::signature(algorithm), Role::AlternativeSignature);
            observation.algorithms.push(signature.with_reason(reason));
        }
    }
    if let Some(hash) = &extensions.related_certificate_hash {
        let name = Oid::dotted(&hash.oid);
        observation.attribute("related-certificate-hash-oid", name);
    }
}

/// Which certificate signed which: by name and key identifier, never by name alone where the
/// issuer's key is named.
fn relate(observation: &mut Observation, certificate: &Certificate<'_>) {
    observation.provides.push(facts::object_handle(certificate.raw));
    if certificate.extensions.is_ca != Some(false) || certificate.is_self_issued() {
        let subject = &certificate.subject;
        let key_id = certificate.extensions.subject_key_id;
        let own = certificate.key.key_identifier();
        observation.provides.push(facts::issuer_handle(subject, None));
        observation.provides.push(facts::issuer_handle(subject, Some(key_id.unwrap_or(&own))));
    }
    let issuer = facts::issuer_handle(&certificate.issuer, certificate.extensions.authority_key_id);
    observation.wants.push((RelationKind::SignedBy, issuer));
}
