//! CMS and PKCS #7 messages: the algorithms that they name outside encryption.

use crate::asn1::facts;
use crate::asn1::marks::{BASE64_MESSAGE, Family};
use crate::asn1::{self, Found, Visitor};
use crate::detector::{About, Detector, Findings, Hit, Pattern};
use crate::entry::Entry;
use aratame_formats::cms::{Message, NamedAlgorithm, Role as CmsRole};
use aratame_formats::recognise::{Object, ObjectKind, anchor};
use aratame_inventory::diagnostic::DER_MALFORMED;
use aratame_inventory::{
    AlgorithmUse, AssetKind, EvidenceLevel, Observation, RelationKind, Role, attribute,
};
use std::sync::LazyLock;

static ABOUT: About = About {
    id: "cms",
    title: "CMS and PKCS #7 messages",
    title_ja: "CMS・PKCS #7メッセージ",
    finds: "Signed, enveloped, encrypted, digested, authenticated and compressed messages with \
        the algorithms that they name: digests, signatures, key transport, agreement and \
        encapsulation, key derivation, content encryption; capabilities that a signer states are \
        kept apart from what it used.",
    how: "Parses DER and BER files, PEM armour, base64 without armour and, in every file at every \
        offset, whatever has the structure of a message. Certificates and revocation lists in it \
        are found by the detectors of their kind and related to the message.",
    misses: "What is inside the encrypted content; unsigned attributes such as time stamps; messages \
        of indefinite length (BER) that do not begin a file and stand in no armour.",
    references: &["RFC 5652", "RFC 5083", "RFC 9629", "RFC 2315"],
};

static FAMILY: LazyLock<Family> = LazyLock::new(|| {
    Family::new(&[ObjectKind::Message], &[ObjectKind::Pfx], anchor::MESSAGE, BASE64_MESSAGE)
});

/// Finds messages.
#[derive(Debug)]
pub struct Cms;

impl Detector for Cms {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn patterns(&self) -> &'static [Pattern] {
        FAMILY.patterns()
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        asn1::begins_like_der(entry)
    }

    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        asn1::visit(&FAMILY, entry, hits, findings, self);
    }
}

impl Visitor for Cms {
    fn object(&self, found: &Found<'_, '_>, findings: &mut Findings<'_>) {
        let Object::Message(message) = found.object else { return };
        for oddity in message.oddities.iter().take(1) {
            let text = format!("message: {oddity}");
            findings.diagnose(DER_MALFORMED, found.place.position.clone(), text);
        }
        facts::state(observe(message, found), findings);
    }
}

fn observe(message: &Message<'_>, found: &Found<'_, '_>) -> Observation {
    let identity = facts::sha256(message.raw);
    let name = format!("{} message", facts::oid_name(message.content_type));
    let kind = AssetKind::CmsMessage;
    let mut observation = facts::observation(kind, identity.clone(), name, found);
    observation.attribute(attribute::SHA256, identity);
    observation.attribute("content-type", facts::oid_name(message.content_type));
    observation.attribute("content-type-oid", message.content_type.dotted());
    if let Some(inner) = message.inner_type {
        observation.attribute("inner-content-type", facts::oid_name(inner));
    }
    observation.attribute("signer-count", message.signers);
    observation.attribute("recipient-count", message.recipients);
    if let Some(scheme) = message.password_scheme() {
        facts::take_password_scheme(&mut observation, &scheme);
    }
    for named in &message.algorithms {
        for used in uses(named) {
            if !observation.algorithms.contains(&used) {
                observation.algorithms.push(used);
            }
        }
    }
    let certificates = message.certificates.iter().map(|held| held.raw);
    let held = certificates.chain(message.crls.iter().map(|held| held.raw));
    let contains = held.map(|raw| (RelationKind::Contains, facts::object_handle(raw)));
    observation.wants.extend(contains);
    observation
}

fn uses(named: &NamedAlgorithm<'_>) -> Vec<AlgorithmUse> {
    let algorithm = &named.algorithm;
    let role = match named.role {
        CmsRole::Digest => Role::Hash,
        CmsRole::Signature => {
            return vec![facts::used(facts::signature(algorithm), Role::Signature)];
        }
        CmsRole::KeyManagement | CmsRole::Encapsulation => Role::KeyAgreement,
        CmsRole::KeyDerivation => Role::KeyDerivation,
        CmsRole::KeyWrap | CmsRole::ContentEncryption => Role::Encryption,
        CmsRole::Mac => Role::Mac,
        CmsRole::Compression => return Vec::new(),
        CmsRole::Capability => return capability(algorithm.oid),
    };
    facts::meanings(algorithm.oid).into_iter().map(|meaning| facts::used(meaning, role)).collect()
}

/// What a signer says that it can do may be chosen some day; it was not used.
fn capability(oid: aratame_formats::der::Oid<'_>) -> Vec<AlgorithmUse> {
    let uses = facts::meanings(oid).into_iter().filter(|meaning| meaning.algorithm().is_some());
    let states = |algorithm| {
        let mut used = facts::used_by_primitive(algorithm);
        used.level = EvidenceLevel::Configures;
        used.with_reason("S/MIME capability of the signer")
    };
    uses.map(states).collect()
}
