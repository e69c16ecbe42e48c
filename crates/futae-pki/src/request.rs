//! Certification requests (PKCS#10, RFC 2986): made, read, and their proof of possession verified.
//! A key for encapsulation cannot sign its own request: a CA issues for its public key directly.

use std::fmt;

use der::{Decode, Encode, asn1::SetOfVec, referenced::OwnedToRef};
use x509_cert::{
    attr::{Attribute, Attributes},
    ext::Extension,
    name::Name,
    request::{CertReq, CertReqInfo, ExtensionReq, Version},
};

use crate::{
    Error, PrivateKey, PublicKey,
    error::reading,
    issue, pem,
    signed::{self, Signed},
};

const WHAT: &str = "certification request";
const LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// A certification request and the bytes that it came in.
///
/// ```
/// # use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
/// assert_eq!(request.subject(), "CN=a");
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone)]
pub struct CertificateRequest {
    der: Vec<u8>,
    parsed: CertReq,
}

impl CertificateRequest {
    /// A request for `subject` (RFC 4514) and these alternative names (DNS names, addresses, mail
    /// addresses), signed with its own key.
    ///
    /// ```
    /// use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
    /// let request = CertificateRequest::new("CN=www.example.jp", &["www.example.jp"], &key)?;
    /// let again = CertificateRequest::from_pem(&request.to_pem()?)?;
    /// assert_eq!(again.subject(), "CN=www.example.jp");
    /// assert_eq!(&again.verified_key()?, key.public_key());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn new(subject: &str, names: &[&str], key: &PrivateKey) -> Result<Self, Error> {
        key.algorithm().expect_signature()?;
        let mut extensions = Vec::new();
        extensions.extend(issue::alternative_names(names)?);
        let info = CertReqInfo {
            version: Version::V1,
            subject: issue::name(subject)?,
            public_key: key.public_key().to_spki()?,
            attributes: extension_request(extensions).map_err(reading(WHAT))?,
        };
        let info = info.to_der().map_err(reading(WHAT))?;
        Self::from_der(&signed::sign(&info, key, WHAT)?)
    }

    /// A request from its DER. The signature is not yet verified.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
    /// assert!(CertificateRequest::from_der(request.as_der()).is_ok());
    /// assert!(CertificateRequest::from_der(&request.as_der()[1..]).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        Signed::from_der(der, WHAT)?;
        let parsed = CertReq::from_der(der).map_err(reading(WHAT))?;
        Ok(Self { der: der.to_vec(), parsed })
    }

    /// The first request of a PEM text.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
    /// assert!(CertificateRequest::from_pem(&request.to_pem()?).is_ok());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        Self::from_der(&pem::first(text, WHAT, &LABELS)?.der)
    }

    /// The DER.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
    /// assert_eq!(request.as_der()[0], 0x30);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The same as PEM.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
    /// assert!(request.to_pem()?.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_pem(&self) -> Result<String, Error> {
        pem::encode(LABELS[0], &self.der)
    }

    /// The subject as text (RFC 4514).
    ///
    /// ```
    /// # use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
    /// assert_eq!(request.subject(), "CN=a");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn subject(&self) -> String {
        self.parsed.info.subject.to_string()
    }

    /// The public key, after the signature has proved that the requester holds the private one.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, CertificateRequest, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
    /// assert_eq!(&request.verified_key()?, key.public_key());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn verified_key(&self) -> Result<PublicKey, Error> {
        let key = PublicKey::from_spki(self.parsed.info.public_key.owned_to_ref())?;
        Signed::from_der(&self.der, WHAT)?.verify(&key)?;
        Ok(key)
    }

    pub(crate) fn subject_name(&self) -> &Name {
        &self.parsed.info.subject
    }

    /// The extensions that it asks for.
    pub(crate) fn extensions(&self) -> Result<Vec<Extension>, Error> {
        let attributes = self.parsed.info.attributes.iter();
        let mut extensions = Vec::new();
        for attribute in attributes.filter(|each| each.oid == oid::<ExtensionReq>()) {
            for value in attribute.values.iter() {
                let asked: Vec<Extension> = value.decode_as().map_err(reading(WHAT))?;
                extensions.extend(asked);
            }
        }
        Ok(extensions)
    }
}

impl fmt::Debug for CertificateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateRequest")
            .field("subject", &self.subject())
            .finish_non_exhaustive()
    }
}

fn oid<T: der::oid::AssociatedOid>() -> der::asn1::ObjectIdentifier {
    T::OID
}

/// The attribute of RFC 2985 that asks for extensions; none when there are none.
fn extension_request(extensions: Vec<Extension>) -> Result<Attributes, der::Error> {
    let mut attributes: Attributes = SetOfVec::new();
    if !extensions.is_empty() {
        attributes.insert(Attribute::try_from(ExtensionReq(extensions))?)?;
    }
    Ok(attributes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Algorithm;

    #[test]
    fn an_altered_request_proves_nothing() {
        let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44").unwrap()).unwrap();
        let request = CertificateRequest::new("CN=a", &["a.example"], &key).unwrap();
        let mut der = request.as_der().to_vec();
        let at = der.len() - 10;
        der[at] ^= 1;
        let altered = CertificateRequest::from_der(&der).unwrap();
        assert_eq!(altered.verified_key(), Err(Error::InvalidSignature));
        assert_eq!(request.extensions().unwrap().len(), 1);
    }

    #[test]
    fn a_kem_key_cannot_ask() {
        let key = PrivateKey::generate(Algorithm::by_name("ML-KEM-768").unwrap()).unwrap();
        let refused = CertificateRequest::new("CN=a", &[], &key);
        assert!(matches!(refused, Err(Error::WrongKind { .. })));
    }
}
