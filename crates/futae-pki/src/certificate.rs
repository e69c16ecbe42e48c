//! X.509 certificates that are read. Making them is in `issue`, trusting them in `path`.

use std::fmt;

use der::{Decode, asn1::ObjectIdentifier, oid::AssociatedOid, referenced::OwnedToRef};
use sha2::{Digest, Sha256};
use x509_cert::{
    ext::pkix::{AuthorityKeyIdentifier, BasicConstraints, KeyUsage, SubjectKeyIdentifier},
    name::Name,
};

use crate::{Algorithm, Error, PublicKey, error::reading, pem, signed::Signed};

const WHAT: &str = "certificate";
const LABELS: [&str; 2] = ["CERTIFICATE", "X509 CERTIFICATE"];

/// A certificate and the bytes that it came in.
///
/// ```
/// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
/// assert_eq!(certificate.subject(), "CN=Root");
/// assert_eq!(certificate, Certificate::from_pem(&certificate.to_pem()?)?);
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    parsed: x509_cert::Certificate,
}

impl Certificate {
    /// A certificate from its DER.
    ///
    /// ```
    /// use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
    /// let template = Template::new("CN=Root", Profile::Root)?;
    /// let certificate = template.self_signed(&key)?;
    /// let again = Certificate::from_der(certificate.as_der())?;
    /// assert_eq!(again.subject(), "CN=Root");
    /// assert_eq!(&again.public_key()?, key.public_key());
    /// again.verify_signature(key.public_key())?;
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let signed = Signed::from_der(der, WHAT)?;
        let parsed = x509_cert::Certificate::from_der(der).map_err(reading(WHAT))?;
        if parsed.tbs_certificate().signature().owned_to_ref() != signed.algorithm {
            return Err(Error::AlgorithmMismatch);
        }
        Ok(Self { der: der.to_vec(), parsed })
    }

    /// The first certificate of a PEM text.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// let text = format!("the root:\n{}", certificate.to_pem()?);
    /// assert_eq!(Certificate::from_pem(&text)?, certificate);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        Self::from_der(&pem::first(text, WHAT, &LABELS)?.der)
    }

    /// Every certificate of a PEM text, in order; other blocks are passed over.
    ///
    /// ```
    /// use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// let pem = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?.to_pem()?;
    /// assert_eq!(Certificate::chain_from_pem(&pem.repeat(2))?.len(), 2);
    /// assert_eq!(Certificate::from_pem(&pem)?.to_pem()?, pem);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn chain_from_pem(text: &str) -> Result<Vec<Self>, Error> {
        let blocks = pem::blocks(text)?;
        let mut certificates = Vec::new();
        for block in blocks.iter().filter(|block| LABELS.contains(&block.label.as_str())) {
            certificates.push(Self::from_der(&block.der)?);
        }
        match certificates.is_empty() {
            true => Err(Error::Pem { what: WHAT, cause: "there is no CERTIFICATE".into() }),
            false => Ok(certificates),
        }
    }

    /// The DER.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.as_der()[0], 0x30);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The same as PEM.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert!(certificate.to_pem()?.starts_with("-----BEGIN CERTIFICATE-----\n"));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn to_pem(&self) -> Result<String, Error> {
        pem::encode(LABELS[0], &self.der)
    }

    /// The subject as text (RFC 4514).
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.subject(), "CN=Root");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn subject(&self) -> String {
        self.parsed.tbs_certificate().subject().to_string()
    }

    /// The issuer as text (RFC 4514).
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.issuer(), certificate.subject());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn issuer(&self) -> String {
        self.parsed.tbs_certificate().issuer().to_string()
    }

    /// The serial number in hexadecimal.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.serial_number().len(), 3 * 16 - 1);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn serial_number(&self) -> String {
        self.parsed.tbs_certificate().serial_number().to_string()
    }

    /// The first and the last second of its validity, in seconds since 1970.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// let (from, to) = certificate.validity();
    /// assert_eq!(to - from, 365 * 86_400);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn validity(&self) -> (u64, u64) {
        let validity = self.parsed.tbs_certificate().validity();
        let seconds = |time: &x509_cert::time::Time| time.to_unix_duration().as_secs();
        (seconds(&validity.not_before), seconds(&validity.not_after))
    }

    /// The public key of the subject.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(&certificate.public_key()?, key.public_key());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn public_key(&self) -> Result<PublicKey, Error> {
        let spki = self.parsed.tbs_certificate().subject_public_key_info();
        PublicKey::from_spki(spki.owned_to_ref())
    }

    /// The algorithm of the issuer's signature; of a classical one that several kinds of key share,
    /// the first.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.signature_algorithm()?.name(), "ML-DSA-44");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn signature_algorithm(&self) -> Result<Algorithm, Error> {
        Algorithm::named_by_signature(self.parsed.signature_algorithm().owned_to_ref())
    }

    /// Verifies the signature with the key of the issuer, and nothing else: for trust there is
    /// [`path`](crate::path).
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// certificate.verify_signature(key.public_key())?;
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn verify_signature(&self, issuer: &PublicKey) -> Result<(), Error> {
        Signed::from_der(&self.der, WHAT)?.verify(issuer)
    }

    /// SHA-256 of the DER.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.fingerprint(), futae_pki::fingerprint(certificate.as_der()));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// The ASN.1 structure, for what is not asked here.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.parsed().tbs_certificate().issuer().len(), 1);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn parsed(&self) -> &x509_cert::Certificate {
        &self.parsed
    }

    pub(crate) fn subject_name(&self) -> &Name {
        self.parsed.tbs_certificate().subject()
    }

    pub(crate) fn issuer_name(&self) -> &Name {
        self.parsed.tbs_certificate().issuer()
    }

    pub(crate) fn basic_constraints(&self) -> Result<Option<BasicConstraints>, Error> {
        self.extension()
    }

    pub(crate) fn key_usage(&self) -> Result<Option<KeyUsage>, Error> {
        self.extension()
    }

    pub(crate) fn subject_key_identifier(&self) -> Result<Option<Vec<u8>>, Error> {
        let found: Option<SubjectKeyIdentifier> = self.extension()?;
        Ok(found.map(|identifier| identifier.0.as_bytes().to_vec()))
    }

    pub(crate) fn authority_key_identifier(&self) -> Result<Option<Vec<u8>>, Error> {
        let found: Option<AuthorityKeyIdentifier> = self.extension()?;
        let found = found.and_then(|identifier| identifier.key_identifier);
        Ok(found.map(|identifier| identifier.as_bytes().to_vec()))
    }

    /// Identifier and criticality of every extension.
    pub(crate) fn extensions(&self) -> impl Iterator<Item = (ObjectIdentifier, bool)> {
        let extensions = self.parsed.tbs_certificate().extensions();
        extensions.into_iter().flatten().map(|each| (each.extn_id, each.critical))
    }

    fn extension<'a, T>(&'a self) -> Result<Option<T>, Error>
    where
        T: Decode<'a, Error = der::Error> + AssociatedOid,
    {
        let found = self.parsed.tbs_certificate().get_extension::<T>();
        Ok(found.map_err(reading("extension of a certificate"))?.map(|(_, value)| value))
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("subject", &self.subject()).finish_non_exhaustive()
    }
}
