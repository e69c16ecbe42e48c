//! Certification requests, revocation lists, OCSP responses and attribute certificates.

use crate::asn1::facts;
use crate::asn1::marks::Family;
use crate::asn1::{Found, Visitor};
use crate::detector::{About, Findings};
use aratame_formats::recognise::{Object, ObjectKind, anchor};
use aratame_formats::x509::attribute::AttributeCertificate;
use aratame_formats::x509::crl::CertificateList;
use aratame_formats::x509::ocsp::OcspResponse;
use aratame_formats::x509::request::CertificationRequest;
use aratame_inventory::{AssetKind, Observation, RelationKind, Role, attribute};
use data_encoding::HEXLOWER;
use std::sync::LazyLock;

static ABOUT: About = About {
    id: "x509-related",
    title: "Requests, revocation lists, OCSP responses, attribute certificates",
    title_ja: "証明書署名要求・失効リスト・OCSPレスポンス・属性証明書",
    finds: "Certification requests (PKCS #10), certificate revocation lists, OCSP responses and \
        attribute certificates with their signature algorithm, and the key of a request.",
    how: "Parses DER files, PEM armour, base64 without armour and, in every file at every offset, \
        whatever has the whole structure of one of them. Lists are related to the certificate that issued them.",
    misses: "Base64 without armour of revocation lists of version 1; the entries of a revocation list; OCSP \
        requests; objects of more than 32 MiB.",
    references: &["RFC 2986", "RFC 5280", "RFC 6960", "RFC 5755"],
};

const KINDS: &[ObjectKind] =
    &[ObjectKind::Request, ObjectKind::Crl, ObjectKind::Ocsp, ObjectKind::AttributeCertificate];

/// Literals of base64: version 0 of a request, version 1 of lists and attribute certificates
/// under headers of four, three and mixed bytes, the status and the tag of an OCSP response.
const BASE64: &[(&[u8], usize)] = &[
    (b"CAQAw", 11),
    (b"CAQEw", 11),
    (b"CAQEw", 7),
    (b"IBAT", 10),
    (b"AgEBM", 8),
    (b"oBAKCC", 6),
    (b"CgEAoI", 4),
];

static FAMILY: LazyLock<Family> =
    LazyLock::new(|| Family::new(KINDS, &[], anchor::RELATED, BASE64));

/// Finds what belongs to certificates.
#[derive(Debug)]
pub struct X509Related;

impl Visitor for X509Related {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn family(&self) -> &'static Family {
        &FAMILY
    }

    fn object(&self, found: &Found<'_, '_>, findings: &mut Findings<'_>) {
        let observation = match found.object {
            Object::Request(request) => observe_request(request, found),
            Object::Crl(crl) => observe_crl(crl, found),
            Object::Ocsp(response) => observe_ocsp(response, found),
            Object::AttributeCertificate(certificate) => observe_attributes(certificate, found),
            _ => return,
        };
        facts::state(observation, findings);
    }
}

fn observe(kind: AssetKind, raw: &[u8], name: String, found: &Found<'_, '_>) -> Observation {
    let fingerprint = facts::sha256(raw);
    let mut observation = facts::observation(kind, fingerprint.clone(), name, found);
    observation.attribute(attribute::SHA256, fingerprint);
    observation.provides.push(facts::object_handle(raw));
    observation
}

fn observe_request(request: &CertificationRequest<'_>, found: &Found<'_, '_>) -> Observation {
    let name = facts::subject_or(&request.subject, "request without subject");
    let mut observation = observe(AssetKind::CertificateRequest, request.raw, name, found);
    observation.attribute(attribute::SUBJECT, request.subject.shown());
    facts::take_public_key(&mut observation, &request.key);
    facts::take_signature(&mut observation, &request.signature_algorithm);
    observation
}

fn observe_crl(crl: &CertificateList<'_>, found: &Found<'_, '_>) -> Observation {
    let name = facts::subject_or(&crl.issuer, "revocation list without issuer");
    let mut observation = observe(AssetKind::Crl, crl.raw, name, found);
    observation.attribute(attribute::ISSUER, crl.issuer.shown());
    observation.attribute("this-update", crl.this_update.rfc3339());
    if let Some(time) = &crl.next_update {
        observation.attribute("next-update", time.rfc3339());
    }
    facts::take_signature(&mut observation, &crl.signature_algorithm);
    let issuer = facts::issuer_handle(&crl.issuer, crl.authority_key_id);
    observation.wants.push((RelationKind::SignedBy, issuer));
    observation
}

fn observe_ocsp(response: &OcspResponse<'_>, found: &Found<'_, '_>) -> Observation {
    let name = format!("OCSP response of {}", response.produced_at.rfc3339());
    let mut observation = observe(AssetKind::OcspResponse, response.raw, name, found);
    observation.attribute("produced-at", response.produced_at.rfc3339());
    facts::take_signature(&mut observation, &response.signature_algorithm);
    if let Some(hash) = &response.cert_id_hash {
        let hash = facts::used(facts::meaning(hash.oid), Role::Hash);
        observation.algorithms.push(hash.with_reason("names the certificate"));
    }
    let certificates = response.certificates.iter();
    let contains = certificates.map(|held| facts::object_handle(held.raw));
    observation.wants.extend(contains.map(|handle| (RelationKind::Contains, handle)));
    observation
}

fn observe_attributes(
    certificate: &AttributeCertificate<'_>,
    found: &Found<'_, '_>,
) -> Observation {
    let serial = HEXLOWER.encode(certificate.serial);
    let name = format!("attribute certificate {serial}");
    let kind = AssetKind::AttributeCertificate;
    let mut observation = observe(kind, certificate.raw, name, found);
    observation.attribute(attribute::SERIAL, serial);
    observation.attribute(attribute::NOT_BEFORE, certificate.not_before.rfc3339());
    observation.attribute(attribute::NOT_AFTER, certificate.not_after.rfc3339());
    facts::take_signature(&mut observation, &certificate.signature_algorithm);
    observation
}
