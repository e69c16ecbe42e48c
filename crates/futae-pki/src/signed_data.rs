//! CMS `SignedData` (RFC 5652) with ML-DSA (RFC 9882) and SLH-DSA (RFC 9814): pure mode, empty
//! context. Written with signed attributes: content type, message digest and
//! `CMSAlgorithmProtection` (RFC 6211). Read with or without them; DER only.

use ::cms::{
    cert::{CertificateChoices, IssuerAndSerialNumber},
    content_info::{CmsVersion, ContentInfo},
    signed_data::{
        CertificateSet, EncapsulatedContentInfo, SignerIdentifier, SignerInfo, SignerInfos,
    },
};
use der::{
    Any, Decode, Encode, Sequence,
    asn1::{ObjectIdentifier, OctetString, OctetStringRef, SetOfVec},
    oid::db::rfc5911,
    referenced::OwnedToRef,
};
use futae::prehash::PreHash;
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::{Attribute, Attributes};

use crate::{Algorithm, Certificate, Error, PrivateKey, bounds, error::reading, pem};

const WHAT: &str = "signed message";
pub(crate) const LABELS: [&str; 2] = ["CMS", "PKCS7"];
/// Messages are read whole: 256 MiB, which is also what a length of `der` can say.
pub(crate) const MAX_MESSAGE: usize = (1 << 28) - 1;
/// Signed attributes hold digests and times: some hundred bytes.
const MAX_ATTRIBUTES: usize = 1 << 20;
/// Signers whose signatures are verified; the slowest verification takes some milliseconds.
const MAX_SIGNERS: usize = 32;

/// A signed message.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
/// let certificate = Template::new("CN=Signer", Profile::Root)?.self_signed(&key)?;
///
/// let message = SignedData::sign(b"content", &certificate, &key)?;
/// let again = SignedData::from_pem(&message.to_pem()?)?;
/// assert_eq!(again.content(), Some(&b"content"[..]));
/// let signers = again.verify(None, &[])?;
/// assert_eq!(signers, [certificate]); // whether they are trusted, a `path::Validator` says
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct SignedData {
    der: Vec<u8>,
    parsed: ::cms::signed_data::SignedData,
}

impl SignedData {
    /// Signs a content, which becomes part of the message.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// let message = SignedData::sign(b"content", &certificate, &key)?;
    /// assert_eq!(message.content(), Some(&b"content"[..]));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn sign(
        content: &[u8],
        certificate: &Certificate,
        key: &PrivateKey,
    ) -> Result<Self, Error> {
        Self::new(content, true, certificate, key)
    }

    /// Signs a content that is kept beside the message.
    ///
    /// ```
    /// use futae_pki::{Algorithm, Error, PrivateKey, SignedData, issue::{Profile, Template}};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// let certificate = Template::new("CN=Signer", Profile::Root)?.self_signed(&key)?;
    /// let message = SignedData::sign_detached(b"content", &certificate, &key)?;
    /// assert!(message.verify(Some(b"content"), &[]).is_ok());
    /// assert_eq!(message.verify(Some(b"another"), &[]), Err(Error::InvalidSignature));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn sign_detached(
        content: &[u8],
        certificate: &Certificate,
        key: &PrivateKey,
    ) -> Result<Self, Error> {
        Self::new(content, false, certificate, key)
    }

    fn new(
        content: &[u8],
        include: bool,
        certificate: &Certificate,
        key: &PrivateKey,
    ) -> Result<Self, Error> {
        key.algorithm().expect_signature()?;
        if &certificate.public_key()? != key.public_key() {
            return Err(Error::Input("the certificate is of another key".into()));
        }
        let signer = sign(content, certificate, key)?;
        let message = assemble(content, include, certificate, signer);
        let info = message.and_then(|message| content_info(rfc5911::ID_SIGNED_DATA, &message));
        Self::from_der(&info.map_err(reading(WHAT))?)
    }

    /// A message from its DER. Nothing is verified yet.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # let message = SignedData::sign(b"content", &certificate, &key)?;
    /// assert!(SignedData::from_der(message.as_der()).is_ok());
    /// assert!(SignedData::from_der(certificate.as_der()).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        bounds::check(der, MAX_MESSAGE, WHAT)?;
        let info = ContentInfo::from_der(der).map_err(reading(WHAT))?;
        if info.content_type != rfc5911::ID_SIGNED_DATA {
            return Err(Error::Unsupported(format!(
                "content of type {}, which is not SignedData",
                info.content_type
            )));
        }
        let parsed = info.content.decode_as().map_err(reading(WHAT))?;
        Ok(Self { der: der.to_vec(), parsed })
    }

    /// The first message of a PEM text.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # let message = SignedData::sign(b"content", &certificate, &key)?;
    /// assert!(SignedData::from_pem(&message.to_pem()?).is_ok());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        Self::from_der(&pem::first(text, WHAT, &LABELS)?.der)
    }

    /// The DER.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # let message = SignedData::sign(b"content", &certificate, &key)?;
    /// assert_eq!(message.as_der()[0], 0x30);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The same as PEM.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # let message = SignedData::sign(b"content", &certificate, &key)?;
    /// assert!(message.to_pem()?.starts_with("-----BEGIN CMS-----\n"));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_pem(&self) -> Result<String, Error> {
        pem::encode(LABELS[0], &self.der)
    }

    /// The content, where it is part of the message.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// let message = SignedData::sign_detached(b"content", &certificate, &key)?;
    /// assert_eq!(message.content(), None);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn content(&self) -> Option<&[u8]> {
        let content = self.parsed.encap_content_info.econtent.as_ref()?;
        Some(content.value())
    }

    /// The certificates in the message, none of them trusted for being there.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # let message = SignedData::sign(b"content", &certificate, &key)?;
    /// assert_eq!(message.certificates()?, [certificate]);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn certificates(&self) -> Result<Vec<Certificate>, Error> {
        let certificates = self.parsed.certificates.iter().flat_map(|set| set.0.iter());
        let x509 = certificates.filter_map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate),
            CertificateChoices::Other(_) => None,
        });
        x509.map(|parsed| Certificate::from_der(&parsed.to_der().map_err(reading(WHAT))?)).collect()
    }

    /// Verifies every signature, over the content of the message or the one given; there must be
    /// one. Returns the certificates of the signers, found in the message or among `more`.
    ///
    /// This says who signed, not whether to trust them: that is for a
    /// [`Validator`](crate::path::Validator).
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey, SignedData, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// # let message = SignedData::sign(b"content", &certificate, &key)?;
    /// assert_eq!(message.verify(None, &[])?, [certificate]);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn verify(
        &self,
        detached: Option<&[u8]>,
        more: &[Certificate],
    ) -> Result<Vec<Certificate>, Error> {
        let signers = self.parsed.signer_infos.0.as_slice();
        match signers.len() {
            0 => return Err(Error::Unsupported("a message without signers".into())),
            1..=MAX_SIGNERS => {}
            _ => return Err(Error::Limit("signers")),
        }
        let content = match (self.content(), detached) {
            (Some(content), None) | (None, Some(content)) => content,
            (Some(_), Some(_)) => {
                return Err(Error::Input("the message already has its content".into()));
            }
            (None, None) => {
                return Err(Error::Input("the content is needed: it is detached".into()));
            }
        };
        let mut known = self.certificates()?;
        known.extend_from_slice(more);
        signers.iter().map(|signer| self.verify_signer(signer, content, &known)).collect()
    }

    fn verify_signer(
        &self,
        signer: &SignerInfo,
        content: &[u8],
        known: &[Certificate],
    ) -> Result<Certificate, Error> {
        let found = known.iter().find(|certificate| identifies(&signer.sid, certificate));
        let certificate = found
            .ok_or_else(|| Error::Input("the certificate of a signer is not at hand".into()))?;
        let usage = certificate.key_usage()?;
        if usage.is_some_and(|usage| !usage.digital_signature() && !usage.non_repudiation()) {
            return Err(Error::Input("the key of a signer is not for messages".into()));
        }
        let key = certificate.public_key()?;
        let identifier = signer.signature_algorithm.owned_to_ref();
        let signature = signer.signature.as_bytes();
        match &signer.signed_attrs {
            None => {
                self.check_bare_content(content)?;
                key.verify_identified(identifier, content, signature)?;
            }
            Some(attributes) => {
                self.check_attributes(signer, attributes, content, key.algorithm())?;
                let signed = attributes.to_der().map_err(reading(WHAT))?;
                key.verify_identified(identifier, &signed, signature)?;
            }
        }
        Ok(certificate.clone())
    }

    /// What is signed without attributes must be plain data (RFC 5652, Section 5.3), and not the
    /// attributes of another message by the same key, whose signature would hold here too.
    fn check_bare_content(&self, content: &[u8]) -> Result<(), Error> {
        let bounded = bounds::check(content, MAX_ATTRIBUTES, "content").is_ok();
        let attributes = if bounded { Attributes::from_der(content).ok() } else { None };
        let borrowed = attributes.is_some_and(|attributes| {
            attributes.iter().any(|each| each.oid == rfc5911::ID_MESSAGE_DIGEST)
        });
        match self.parsed.encap_content_info.econtent_type == rfc5911::ID_DATA && !borrowed {
            true => Ok(()),
            false => Err(Error::InvalidSignature),
        }
    }

    /// RFC 5652, Section 11.1 and 11.2; RFC 6211, Section 3.
    fn check_attributes(
        &self,
        signer: &SignerInfo,
        attributes: &Attributes,
        content: &[u8],
        algorithm: Algorithm,
    ) -> Result<(), Error> {
        let content_type: ObjectIdentifier = attribute(attributes, rfc5911::ID_CONTENT_TYPE)?
            .ok_or_else(|| Error::Unsupported("signed attributes without content type".into()))?;
        let digest: OctetString = attribute(attributes, rfc5911::ID_MESSAGE_DIGEST)?
            .ok_or_else(|| Error::Unsupported("signed attributes without digest".into()))?;
        let hash = digest_of(&signer.digest_alg, algorithm)?;
        let genuine = content_type == self.parsed.encap_content_info.econtent_type
            && hash.digest(content).as_ref() == digest.as_bytes();
        let protection: Option<AlgorithmProtection> =
            attribute(attributes, ID_CMS_ALGORITHM_PROTECTION)?;
        let protected = protection.is_none_or(|protection| {
            protection.digest_algorithm == signer.digest_alg
                && protection.signature_algorithm.as_ref() == Some(&signer.signature_algorithm)
        });
        match genuine && protected {
            true => Ok(()),
            false => Err(Error::InvalidSignature),
        }
    }
}

/// RFC 6211, Section 2.
#[derive(Sequence)]
struct AlgorithmProtection {
    digest_algorithm: AlgorithmIdentifierOwned,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    signature_algorithm: Option<AlgorithmIdentifierOwned>,
    #[asn1(context_specific = "2", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    mac_algorithm: Option<AlgorithmIdentifierOwned>,
}

const ID_CMS_ALGORITHM_PROTECTION: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");

/// A `ContentInfo` around a structure.
pub(crate) fn content_info(
    content_type: ObjectIdentifier,
    content: &impl Encode,
) -> Result<Vec<u8>, der::Error> {
    let content = Any::from_der(&content.to_der()?)?;
    ContentInfo { content_type, content }.to_der()
}

fn sign(content: &[u8], certificate: &Certificate, key: &PrivateKey) -> Result<SignerInfo, Error> {
    let hash = preferred_digest(key.algorithm());
    let digest_alg = AlgorithmIdentifierOwned { oid: oid_of(hash), parameters: None };
    let signature_algorithm = key.algorithm().signature_identifier();
    let attributes = signed_attributes(
        hash.digest(content).as_ref(),
        AlgorithmProtection {
            digest_algorithm: digest_alg.clone(),
            signature_algorithm: Some(signature_algorithm.clone()),
            mac_algorithm: None,
        },
    );
    let attributes = attributes.map_err(reading(WHAT))?;
    let signature = key.sign(&attributes.to_der().map_err(reading(WHAT))?, b"")?;
    Ok(SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(issuer_and_serial(certificate)),
        digest_alg,
        signed_attrs: Some(attributes),
        signature_algorithm,
        signature: OctetString::new(signature).map_err(reading(WHAT))?,
        unsigned_attrs: None,
    })
}

fn signed_attributes(
    digest: &[u8],
    protection: AlgorithmProtection,
) -> Result<Attributes, der::Error> {
    let mut attributes = Attributes::new();
    let mut add = |oid, value: Any| {
        let values = SetOfVec::try_from(vec![value])?;
        attributes.insert(Attribute { oid, values })
    };
    add(rfc5911::ID_CONTENT_TYPE, Any::encode_from(&rfc5911::ID_DATA)?)?;
    add(rfc5911::ID_MESSAGE_DIGEST, Any::encode_from(&OctetStringRef::new(digest)?)?)?;
    add(ID_CMS_ALGORITHM_PROTECTION, Any::encode_from(&protection)?)?;
    Ok(attributes)
}

fn assemble(
    content: &[u8],
    include: bool,
    certificate: &Certificate,
    signer: SignerInfo,
) -> Result<::cms::signed_data::SignedData, der::Error> {
    let econtent = match include {
        true => Some(Any::encode_from(&OctetStringRef::new(content)?)?),
        false => None,
    };
    let certificate = CertificateChoices::Certificate(certificate.parsed().clone());
    Ok(::cms::signed_data::SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![signer.digest_alg.clone()])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: rfc5911::ID_DATA, econtent },
        certificates: Some(CertificateSet::try_from(vec![certificate])?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer])?,
    })
}

/// Whether a signer says to have this certificate.
fn identifies(signer: &SignerIdentifier, certificate: &Certificate) -> bool {
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(named) => *named == issuer_and_serial(certificate),
        SignerIdentifier::SubjectKeyIdentifier(identifier) => {
            let has = certificate.subject_key_identifier().ok().flatten();
            has.is_some_and(|has| has == identifier.0.as_bytes())
        }
    }
}

pub(crate) fn issuer_and_serial(certificate: &Certificate) -> IssuerAndSerialNumber {
    let tbs = certificate.parsed().tbs_certificate();
    IssuerAndSerialNumber {
        issuer: tbs.issuer().clone(),
        serial_number: tbs.serial_number().clone(),
    }
}

/// The single value of an attribute that occurs at most once.
fn attribute<T>(attributes: &Attributes, oid: ObjectIdentifier) -> Result<Option<T>, Error>
where
    T: for<'a> Decode<'a, Error = der::Error> + der::Tagged,
    T: for<'a> der::DecodeValue<'a, Error = der::Error>,
    T: der::FixedTag,
{
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    let Some(attribute) = found.next() else { return Ok(None) };
    match (attribute.values.as_slice(), found.next()) {
        ([value], None) => value.decode_as().map(Some).map_err(reading("signed attribute")),
        _ => Err(Error::Unsupported("a signed attribute with several values".into())),
    }
}

/// SHA-512 for ML-DSA (RFC 9882, Section 3.3); of SLH-DSA the one that RFC 9814, Section 4, names.
fn preferred_digest(algorithm: Algorithm) -> PreHash {
    let name = algorithm.name();
    match name.strip_prefix("SLH-DSA-") {
        Some(set) if set.starts_with("SHA2-128") => PreHash::Sha2_256,
        Some(set) if set.starts_with("SHAKE-128") => PreHash::Shake128,
        Some(set) if set.starts_with("SHAKE") => PreHash::Shake256,
        _ => PreHash::Sha2_512,
    }
}

/// The digest that a signer names, unless it is weaker than its signature algorithm (RFC 9882,
/// Table 1): 32 bytes for security category 1 or 2, 48 for 3, 64 for 5.
fn digest_of(identifier: &AlgorithmIdentifierOwned, signer: Algorithm) -> Result<PreHash, Error> {
    let absent = identifier.parameters.as_ref().is_none_or(|parameters| parameters.is_null());
    let hash = PreHash::ALL.into_iter().find(|hash| oid_of(*hash) == identifier.oid);
    let hash = hash.ok_or_else(|| Error::UnknownAlgorithm(identifier.oid.to_string()))?;
    let name = signer.name();
    let wanted = match name {
        _ if ["ML-DSA-87", "MLDSA87", "-256s", "-256f"].iter().any(|part| name.contains(part)) => {
            64
        }
        _ if ["ML-DSA-65", "MLDSA65", "-192s", "-192f"].iter().any(|part| name.contains(part)) => {
            48
        }
        _ => 32,
    };
    match (absent, hash.digest_size() >= wanted) {
        (false, _) => Err(Error::Parameters("digest")),
        (_, false) => Err(Error::Unsupported(format!("a digest too weak for {name}"))),
        _ => Ok(hash),
    }
}

/// `PreHash` gives the identifier in DER.
fn oid_of(hash: PreHash) -> ObjectIdentifier {
    ObjectIdentifier::from_bytes(&hash.oid()[2..]).unwrap_or(rfc5911::ID_DATA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Profile, Template};

    fn signer(name: &str) -> (PrivateKey, Certificate) {
        let key = PrivateKey::generate(Algorithm::by_name(name).unwrap()).unwrap();
        let template = Template::new("CN=S", Profile::Root).unwrap();
        let certificate = template.self_signed(&key).unwrap();
        (key, certificate)
    }

    #[test]
    fn identifiers_of_digests_are_theirs() {
        assert_eq!(oid_of(PreHash::Sha2_512).to_string(), "2.16.840.1.101.3.4.2.3");
        assert_eq!(oid_of(PreHash::Shake256).to_string(), "2.16.840.1.101.3.4.2.12");
    }

    #[test]
    fn every_byte_of_content_and_attributes_counts() {
        let (key, certificate) = signer("ML-DSA-44");
        let message = SignedData::sign(b"the content", &certificate, &key).unwrap();
        let der = message.as_der();
        let start = der.windows(11).position(|window| window == b"the content").unwrap();
        let signer_info = der.len() - 2420 - 150;
        for at in (start..start + 11).chain(signer_info..der.len()) {
            let mut altered = der.to_vec();
            altered[at] ^= 1;
            let outcome = SignedData::from_der(&altered).and_then(|read| read.verify(None, &[]));
            assert!(outcome.is_err(), "byte {at}");
        }
    }

    #[test]
    fn attributes_are_no_content() {
        let (key, certificate) = signer("ML-DSA-44");
        let message = SignedData::sign(b"the content", &certificate, &key).unwrap();
        let mut parsed = message.parsed;
        let mut signer = parsed.signer_infos.0.as_slice()[0].clone();
        let attributes = signer.signed_attrs.take().unwrap().to_der().unwrap();
        parsed.signer_infos = SignerInfos::try_from(vec![signer]).unwrap();
        let content = Any::encode_from(&OctetStringRef::new(&attributes).unwrap()).unwrap();
        parsed.encap_content_info.econtent = Some(content);
        let der = content_info(rfc5911::ID_SIGNED_DATA, &parsed).unwrap();
        let outcome = SignedData::from_der(&der).unwrap().verify(None, &[]);
        assert_eq!(outcome, Err(Error::InvalidSignature));
    }

    #[test]
    fn a_weak_digest_is_refused() {
        let sha256 = AlgorithmIdentifierOwned { oid: oid_of(PreHash::Sha2_256), parameters: None };
        let by = |name| digest_of(&sha256, Algorithm::by_name(name).unwrap());
        assert!(by("ML-DSA-44").is_ok() && by("SLH-DSA-SHA2-128s").is_ok());
        assert!(by("ML-DSA-65").is_err() && by("ML-DSA-87").is_err());
    }

    #[test]
    fn wrong_uses_are_errors() {
        let (key, certificate) = signer("ML-DSA-44");
        let (other, _) = signer("ML-DSA-44");
        assert!(SignedData::sign(b"", &certificate, &other).is_err());
        let message = SignedData::sign(b"a", &certificate, &key).unwrap();
        assert!(matches!(message.verify(Some(b"a"), &[]), Err(Error::Input(_))));
        let message = SignedData::sign_detached(b"a", &certificate, &key).unwrap();
        assert!(matches!(message.verify(None, &[]), Err(Error::Input(_))));
    }
}
