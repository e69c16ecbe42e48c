//! CMS and PKCS #7 messages: the algorithms that they name outside encryption.

use crate::asn1::facts;
use crate::asn1::marks::{BASE64_MESSAGE, Family};
use crate::asn1::{Found, Visitor};
use crate::detector::{About, Findings};
use aratame_formats::cms::{Message, NamedAlgorithm, Role as CmsRole};
use aratame_formats::recognise::{Object, ObjectKind, anchor};
use aratame_formats::spki::RSA_ENCRYPTION;
use aratame_inventory::diagnostic::DER_MALFORMED;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Observation, RelationKind, Role, attribute,
};
use std::sync::LazyLock;

static ABOUT: About = About {
    id: "cms",
    title: "CMS and PKCS #7 messages",
    title_ja: "CMS・PKCS #7メッセージ",
    finds: "Signed, enveloped, encrypted, digested, authenticated and compressed messages with \
        the algorithms that they name: digests, signatures, key transport, agreement and \
        encapsulation, key derivation, content encryption. The S/MIME capabilities of the signers \
        are listed by name in an attribute, `smime-capabilities`.",
    how: "Parses DER and BER files, PEM armour, base64 without armour and, in every file at every \
        offset, whatever has the structure of a message. Certificates and revocation lists in it \
        are found by the detectors of their kind and related to the message.",
    misses: "What is inside the encrypted content; unsigned attributes such as time stamps; messages \
        with lengths of BER inside a definite outer length that do not begin a file and stand in \
        no armour. S/MIME \
        capabilities are not judged: they say what the signer's program can read, and neither that \
        the message uses it nor that this system may.",
    references: &["RFC 5652", "RFC 5083", "RFC 9629", "RFC 2315", "RFC 3370", "RFC 8551"],
};

static FAMILY: LazyLock<Family> = LazyLock::new(|| {
    Family::new(&[ObjectKind::Message], &[ObjectKind::Pfx], anchor::MESSAGE, BASE64_MESSAGE)
});

/// Finds messages.
#[derive(Debug)]
pub struct Cms;

impl Visitor for Cms {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn family(&self) -> &'static Family {
        &FAMILY
    }

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
        for used in uses(named, message) {
            if !observation.algorithms.contains(&used) {
                observation.algorithms.push(used);
            }
        }
    }
    // What a signer's program can read was not used here, so it is no algorithm of the message.
    if !message.capabilities.is_empty() {
        let names = message.capabilities.iter().map(|oid| facts::oid_name(*oid));
        observation.attribute("smime-capabilities", names.collect::<Vec<_>>());
    }
    let certificates = message.certificates.iter().map(|held| held.raw);
    let held = certificates.chain(message.crls.iter().map(|held| held.raw));
    let contains = held.map(|raw| (RelationKind::Contains, facts::object_handle(raw)));
    observation.wants.extend(contains);
    observation
}

fn uses(named: &NamedAlgorithm<'_>, message: &Message<'_>) -> Vec<AlgorithmUse> {
    let algorithm = &named.algorithm;
    let role = match named.role {
        CmsRole::Digest => Role::Hash,
        CmsRole::Signature => return vec![facts::used(signature(named, message), Role::Signature)],
        CmsRole::KeyManagement if algorithm.oid == RSA_ENCRYPTION => {
            // RFC 3370, 4.2.1: the identifier of the key stands for its first padding.
            let transport = aratame_algorithms::algorithm("rsaes-pkcs1-v1_5");
            let transport =
                transport.map_or_else(|| facts::meaning(algorithm.oid), AlgorithmRef::known);
            return vec![facts::used(transport, Role::KeyAgreement)];
        }
        CmsRole::KeyManagement | CmsRole::Encapsulation => Role::KeyAgreement,
        CmsRole::KeyDerivation => Role::KeyDerivation,
        CmsRole::KeyWrap | CmsRole::ContentEncryption => Role::Encryption,
        CmsRole::Mac => Role::Mac,
        CmsRole::Compression => return Vec::new(),
    };
    facts::meanings(algorithm.oid).into_iter().map(|meaning| facts::used(meaning, role)).collect()
}

/// The signature of a signer. RFC 3370, 3.2: rsaEncryption stands for RSASSA-PKCS1-v1_5 with the
/// signer's digest, which is known for sure where the message names a single one.
fn signature(named: &NamedAlgorithm<'_>, message: &Message<'_>) -> AlgorithmRef {
    let scheme = aratame_algorithms::algorithm("rsassa-pkcs1-v1_5");
    match scheme.filter(|_| named.algorithm.oid == RSA_ENCRYPTION) {
        Some(scheme) => {
            let is_digest = |named: &&NamedAlgorithm<'_>| named.role == CmsRole::Digest;
            let mut digests = message.algorithms.iter().filter(is_digest);
            let first = digests.next().map(|digest| digest.algorithm.oid);
            let single = digests.all(|digest| Some(digest.algorithm.oid) == first);
            let hash = first.filter(|_| single).and_then(facts::hash);
            AlgorithmRef { hash, ..AlgorithmRef::known(scheme) }
        }
        None => facts::signature(&named.algorithm),
    }
}
