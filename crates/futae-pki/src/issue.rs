//! Making certificates: self-signed and by a CA, of keys for signatures and for encapsulation
//! (RFC 5280 with the key usages of RFC 9881, Section 5; RFC 9935, Section 5; RFC 9909, Section 5).
//!
//! Built on the structures of `x509-cert`, which take any algorithm and are the ones that reading
//! uses.

use std::{
    net::IpAddr,
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use der::{
    Decode, Encode, Sequence,
    asn1::{GeneralizedTime, Ia5String, ObjectIdentifier, OctetString, UtcTime},
    flagset::FlagSet,
};
use sha2::{Digest, Sha256};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::{
    certificate::Version,
    ext::{
        Extension, ToExtension,
        pkix::{
            AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages,
            SubjectAltName, SubjectKeyIdentifier, name::GeneralName,
        },
    },
    name::Name,
    serial_number::SerialNumber,
    time::Time,
};

use crate::{
    Certificate, CertificateRequest, Error, Kind, PrivateKey, PublicKey, error::reading, signed,
};

const WHAT: &str = "certificate";
/// Validity when none is given: a year.
const DEFAULT_DAYS: u32 = 365;
/// The longest validity: 100 years.
const MAX_DAYS: u32 = 36_525;
/// Names beside the subject; more would be a mistake.
const MAX_NAMES: usize = 1000;

/// What a certificate is for.
///
/// ```
/// # use futae_pki::{Algorithm, PrivateKey};
/// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
/// # use futae_pki::issue::{Profile, Template};
/// let profile = Profile::Intermediate { path_length: Some(0) };
/// assert!(Template::new("CN=Issuing CA", profile).is_ok());
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Profile {
    /// A root CA: signs certificates and CRLs.
    Root,
    /// A CA below another one.
    Intermediate {
        /// How many CAs may stand below it; unbounded when `None`.
        path_length: Option<u8>,
    },
    /// Servers, clients, people, and keys for encapsulation.
    EndEntity,
}

/// The content of a certificate to be made.
///
/// ```
/// use futae_pki::{Algorithm, PrivateKey, issue::{Profile, Template}, path::Validator};
///
/// let root_key = PrivateKey::generate(Algorithm::by_name("ML-DSA-87")?)?;
/// let root = Template::new("CN=Root,O=Example,C=JP", Profile::Root)?.self_signed(&root_key)?;
///
/// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
/// let template = Template::new("CN=www.example.jp", Profile::EndEntity)?
///     .names(&["www.example.jp"])?
///     .days(90)?;
/// let certificate = template.issue(key.public_key(), &root, &root_key)?;
/// Validator::new(&[root]).validate(&certificate, &[])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    subject: Name,
    profile: Profile,
    not_before: SystemTime,
    days: u32,
    names: Option<Extension>,
    purposes: Vec<ObjectIdentifier>,
    related: Option<Extension>,
}

impl Template {
    /// A template for `subject` (RFC 4514, such as `CN=Root,O=Example,C=JP`), valid for a year
    /// from now.
    ///
    /// ```
    /// use futae_pki::issue::{Profile, Template};
    ///
    /// assert!(Template::new("CN=www.example.jp,O=Example,C=JP", Profile::EndEntity).is_ok());
    /// assert!(Template::new("www.example.jp", Profile::EndEntity).is_err());
    /// ```
    pub fn new(subject: &str, profile: Profile) -> Result<Self, Error> {
        Ok(Self::with_subject(name(subject)?, profile))
    }

    /// A template with the subject and the alternative names of a request, whose proof of
    /// possession must have been verified. Whatever else it asks for, the CA decides.
    ///
    /// ```
    /// use futae_pki::{Algorithm, CertificateRequest, PrivateKey, issue::{Profile, Template}};
    ///
    /// let ca_key = PrivateKey::generate(Algorithm::by_name("ML-DSA-65")?)?;
    /// let ca = Template::new("CN=CA", Profile::Root)?.self_signed(&ca_key)?;
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// let request = CertificateRequest::new("CN=a", &["a.example"], &key)?;
    ///
    /// let template = Template::of_request(&request, Profile::EndEntity)?;
    /// let certificate = template.issue(&request.verified_key()?, &ca, &ca_key)?;
    /// assert_eq!(certificate.subject(), "CN=a");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn of_request(request: &CertificateRequest, profile: Profile) -> Result<Self, Error> {
        let mut template = Self::with_subject(request.subject_name().clone(), profile);
        let wanted = oid_of::<SubjectAltName>();
        let mut asked = request.extensions()?.into_iter().filter(|each| each.extn_id == wanted);
        if let Some(names) = asked.next() {
            let read = SubjectAltName::from_der(names.extn_value.as_bytes());
            read.map_err(reading("alternative names of a request"))?;
            template.names = Some(names);
        }
        Ok(template)
    }

    fn with_subject(subject: Name, profile: Profile) -> Self {
        Self {
            subject,
            profile,
            not_before: SystemTime::now(),
            days: DEFAULT_DAYS,
            names: None,
            purposes: Vec::new(),
            related: None,
        }
    }

    /// Alternative names: DNS names, IP addresses, mail addresses.
    ///
    /// ```
    /// # use futae_pki::issue::{Profile, Template};
    /// let template = Template::new("CN=a", Profile::EndEntity)?;
    /// assert!(template.clone().names(&["a.example", "192.0.2.1", "a@example.jp"]).is_ok());
    /// assert!(template.names(&["https://a.example"]).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn names(mut self, names: &[&str]) -> Result<Self, Error> {
        self.names = alternative_names(names)?.or(self.names);
        Ok(self)
    }

    /// The days of validity.
    ///
    /// ```
    /// # use futae_pki::issue::{Profile, Template};
    /// let template = Template::new("CN=a", Profile::EndEntity)?;
    /// assert!(template.clone().days(90).is_ok());
    /// assert!(template.days(0).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn days(mut self, days: u32) -> Result<Self, Error> {
        if days == 0 || days > MAX_DAYS {
            return Err(Error::Input(format!("the validity must be 1 to {MAX_DAYS} days")));
        }
        self.days = days;
        Ok(self)
    }

    /// The first second of validity.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, PrivateKey};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # use futae_pki::issue::{Profile, Template};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let start = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    /// let certificate = Template::new("CN=a", Profile::Root)?.not_before(start).self_signed(&key)?;
    /// assert_eq!(certificate.validity().0, 1_800_000_000);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn not_before(mut self, time: SystemTime) -> Self {
        self.not_before = time;
        self
    }

    /// Extended key usages in dotted form, such as `1.3.6.1.5.5.7.3.1` for TLS servers.
    ///
    /// ```
    /// # use futae_pki::issue::{Profile, Template};
    /// let template = Template::new("CN=a", Profile::EndEntity)?;
    /// assert!(template.clone().purposes(&["1.3.6.1.5.5.7.3.1"]).is_ok());
    /// assert!(template.purposes(&["server"]).is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn purposes(mut self, oids: &[&str]) -> Result<Self, Error> {
        for oid in oids {
            let read = ObjectIdentifier::new(oid);
            self.purposes
                .push(read.map_err(|_| Error::Input(format!("{oid} is no object identifier")))?);
        }
        Ok(self)
    }

    /// Says that the same holder has this certificate too (RFC 9763, `relatedCertificate`), which
    /// binds a classical and a post-quantum certificate to each other.
    ///
    /// ```
    /// use futae_pki::{Algorithm, PrivateKey, issue::{Profile, Template}};
    ///
    /// let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// let first = Template::new("CN=a", Profile::Root)?.self_signed(&key)?;
    /// let second = Template::new("CN=a", Profile::Root)?.related_to(&first)?.self_signed(&key)?;
    /// assert_ne!(first, second);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn related_to(mut self, certificate: &Certificate) -> Result<Self, Error> {
        let related = RelatedCertificate {
            hash_algorithm: AlgorithmIdentifierOwned { oid: SHA_256, parameters: None },
            hash_value: octets(&certificate.fingerprint())?,
        };
        self.related = Some(extension(ID_PE_RELATED_CERT, false, &related)?);
        Ok(self)
    }

    /// A certificate of the key by itself.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// assert_eq!(certificate.subject(), certificate.issuer());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn self_signed(&self, key: &PrivateKey) -> Result<Certificate, Error> {
        self.make(key.public_key(), &self.subject, key)
    }

    /// A certificate of `subject_key` by a CA. Fails when the CA's certificate is not of
    /// `issuer_key` or is not one of a CA.
    ///
    /// ```
    /// # use futae_pki::{Algorithm, Certificate, PrivateKey, issue::{Profile, Template}};
    /// # let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44")?)?;
    /// # let certificate = Template::new("CN=Root", Profile::Root)?.self_signed(&key)?;
    /// let leaf = Template::new("CN=a", Profile::EndEntity)?;
    /// let leaf = leaf.issue(key.public_key(), &certificate, &key)?;
    /// assert_eq!(leaf.issuer(), "CN=Root");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn issue(
        &self,
        subject_key: &PublicKey,
        issuer: &Certificate,
        issuer_key: &PrivateKey,
    ) -> Result<Certificate, Error> {
        if &issuer.public_key()? != issuer_key.public_key() {
            return Err(Error::Input("the CA certificate is of another key".into()));
        }
        if !issuer.basic_constraints()?.is_some_and(|constraints| constraints.ca) {
            return Err(Error::Input("the issuing certificate is not one of a CA".into()));
        }
        self.make(subject_key, issuer.subject_name(), issuer_key)
    }

    fn make(
        &self,
        subject_key: &PublicKey,
        issuer: &Name,
        issuer_key: &PrivateKey,
    ) -> Result<Certificate, Error> {
        issuer_key.algorithm().expect_signature()?;
        if self.profile != Profile::EndEntity {
            subject_key.algorithm().expect_signature()?;
        }
        let content = TbsCertificate {
            version: Version::V3,
            serial_number: serial_number()?,
            signature: issuer_key.algorithm().signature_identifier(),
            issuer: issuer.clone(),
            validity: self.validity()?,
            subject: self.subject.clone(),
            subject_public_key_info: subject_key.to_spki()?,
            extensions: self.extensions(subject_key, issuer_key.public_key())?,
        };
        let content = content.to_der().map_err(reading(WHAT))?;
        Certificate::from_der(&signed::sign(&content, issuer_key, WHAT)?)
    }

    fn validity(&self) -> Result<Validity, Error> {
        let lasting = Duration::from_secs(u64::from(self.days) * 86_400);
        let end = self.not_before.checked_add(lasting);
        let end = end.ok_or_else(|| Error::Input("the validity ends too late".into()))?;
        Ok(Validity { not_before: time(self.not_before)?, not_after: time(end)? })
    }

    fn extensions(
        &self,
        subject_key: &PublicKey,
        issuer_key: &PublicKey,
    ) -> Result<Vec<Extension>, Error> {
        let constraints = self.basic_constraints();
        let mut extensions = vec![
            to_extension(&SubjectKeyIdentifier(octets(&key_identifier(subject_key))?))?,
            to_extension(&AuthorityKeyIdentifier {
                key_identifier: Some(octets(&key_identifier(issuer_key))?),
                ..Default::default()
            })?,
            to_extension(&constraints)?,
            to_extension(&KeyUsage(self.key_usage(subject_key)))?,
        ];
        if !self.purposes.is_empty() {
            extensions.push(to_extension(&ExtendedKeyUsage(self.purposes.clone()))?);
        }
        extensions.extend(self.names.clone());
        extensions.extend(self.related.clone());
        Ok(extensions)
    }

    fn basic_constraints(&self) -> BasicConstraints {
        match self.profile {
            Profile::Root => BasicConstraints { ca: true, path_len_constraint: None },
            Profile::Intermediate { path_length } => {
                BasicConstraints { ca: true, path_len_constraint: path_length }
            }
            Profile::EndEntity => BasicConstraints { ca: false, path_len_constraint: None },
        }
    }

    /// RFC 9935, Section 5: keys for encapsulation have `keyEncipherment` alone.
    fn key_usage(&self, key: &PublicKey) -> FlagSet<KeyUsages> {
        match (key.algorithm().kind(), self.profile) {
            (Kind::Kem, _) => KeyUsages::KeyEncipherment.into(),
            (Kind::Signature, Profile::EndEntity) => KeyUsages::DigitalSignature.into(),
            (Kind::Signature, _) => {
                KeyUsages::KeyCertSign | KeyUsages::CRLSign | KeyUsages::DigitalSignature
            }
        }
    }
}

/// `TBSCertificate` of RFC 5280, Section 4.1, to be written.
#[derive(Sequence)]
struct TbsCertificate {
    #[asn1(context_specific = "0", default = "Default::default")]
    version: Version,
    serial_number: SerialNumber,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    subject_public_key_info: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Validity {
    not_before: Time,
    not_after: Time,
}

/// RFC 9763, Section 4.
#[derive(Sequence)]
struct RelatedCertificate {
    hash_algorithm: AlgorithmIdentifierOwned,
    hash_value: OctetString,
}

const ID_PE_RELATED_CERT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.36");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// A name from its text, where an empty one is a mistake.
pub(crate) fn name(text: &str) -> Result<Name, Error> {
    let wrong =
        || Error::Input(format!("\"{text}\" is no name such as CN=www.example.jp,O=Example,C=JP"));
    let name = Name::from_str(text).map_err(|_| wrong())?;
    if name.is_empty() { Err(wrong()) } else { Ok(name) }
}

/// The extension of alternative names; none when there are none.
pub(crate) fn alternative_names(names: &[&str]) -> Result<Option<Extension>, Error> {
    if names.is_empty() {
        return Ok(None);
    }
    if names.len() > MAX_NAMES {
        return Err(Error::Limit("alternative names"));
    }
    let names = names.iter().map(|name| general_name(name)).collect::<Result<_, _>>()?;
    to_extension(&SubjectAltName(names)).map(Some)
}

fn general_name(text: &str) -> Result<GeneralName, Error> {
    if let Ok(address) = IpAddr::from_str(text) {
        return Ok(address.into());
    }
    let wrong = || Error::Input(format!("\"{text}\" is no DNS name, address or mail address"));
    let ascii = Ia5String::new(text).map_err(|_| wrong())?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.*@+".contains(c);
    match text.split_once('@') {
        _ if text.is_empty() || !text.chars().all(allowed) => Err(wrong()),
        Some((local, host)) if local.is_empty() || host.is_empty() => Err(wrong()),
        Some(_) => Ok(GeneralName::Rfc822Name(ascii)),
        None => Ok(GeneralName::DnsName(ascii)),
    }
}

/// RFC 7093, Section 2, method 1: the leftmost 160 bits of SHA-256 of the key.
pub(crate) fn key_identifier(key: &PublicKey) -> [u8; 20] {
    let digest = Sha256::digest(key.as_bytes());
    std::array::from_fn(|i| digest[i])
}

/// 127 random bits, positive and not zero (RFC 5280, Section 4.1.2.2).
fn serial_number() -> Result<SerialNumber, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::Randomness)?;
    bytes[0] = bytes[0] & 0x3F | 0x40;
    SerialNumber::new(&bytes).map_err(reading("serial number"))
}

/// RFC 5280, Section 4.1.2.5: `UTCTime` until 2049, `GeneralizedTime` from then on.
fn time(time: SystemTime) -> Result<Time, Error> {
    let wrong = || Error::Input("the validity is outside of the years 1970 to 9999".into());
    let since = time.duration_since(UNIX_EPOCH).map_err(|_| wrong())?;
    let since = Duration::from_secs(since.as_secs());
    match UtcTime::from_unix_duration(since) {
        Ok(time) => Ok(Time::UtcTime(time)),
        Err(_) => {
            let time = GeneralizedTime::from_unix_duration(since).map_err(|_| wrong())?;
            Ok(Time::GeneralTime(time))
        }
    }
}

fn octets(bytes: &[u8]) -> Result<OctetString, Error> {
    OctetString::new(bytes).map_err(reading(WHAT))
}

fn to_extension<'a, T>(value: &'a T) -> Result<Extension, Error>
where
    &'a T: ToExtension<Error = der::Error>,
{
    value.to_extension(&Name::default(), &[]).map_err(reading("extension"))
}

fn extension<T: Encode>(
    oid: ObjectIdentifier,
    critical: bool,
    value: &T,
) -> Result<Extension, Error> {
    let value = value.to_der().map_err(reading("extension"))?;
    Ok(Extension { extn_id: oid, critical, extn_value: octets(&value)? })
}

fn oid_of<T: der::oid::AssociatedOid>() -> ObjectIdentifier {
    T::OID
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Algorithm;

    fn key(name: &str) -> PrivateKey {
        PrivateKey::generate(Algorithm::by_name(name).unwrap()).unwrap()
    }

    #[test]
    fn names_become_what_they_are() {
        let of = |text| general_name(text).unwrap();
        assert!(matches!(of("www.example.jp"), GeneralName::DnsName(_)));
        assert!(matches!(of("*.example.jp"), GeneralName::DnsName(_)));
        assert!(matches!(of("192.0.2.1"), GeneralName::IpAddress(_)));
        assert!(matches!(of("2001:db8::1"), GeneralName::IpAddress(_)));
        assert!(matches!(of("a@example.jp"), GeneralName::Rfc822Name(_)));
        for wrong in ["", "a b", "日本", "@example.jp", "a@", "http://a"] {
            assert!(matches!(general_name(wrong), Err(Error::Input(_))), "{wrong}");
        }
        for wrong in ["", "www.example.jp", "XX=1"] {
            assert!(matches!(name(wrong), Err(Error::Input(_))), "{wrong}");
        }
    }

    #[test]
    fn times_change_their_form_in_2050() {
        let at = |seconds| time(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        assert!(matches!(at(2_524_607_999), Time::UtcTime(_)));
        assert!(matches!(at(2_524_608_000), Time::GeneralTime(_)));
        assert!(time(UNIX_EPOCH + Duration::from_secs(1 << 40)).is_err());
    }

    #[test]
    fn a_ca_needs_its_own_key_and_the_right_to_sign() {
        let (ca_key, other, kem) = (key("ML-DSA-44"), key("ML-DSA-44"), key("ML-KEM-512"));
        let ca = Template::new("CN=CA", Profile::Root).unwrap().self_signed(&ca_key).unwrap();
        let template = Template::new("CN=a", Profile::EndEntity).unwrap();
        let wrong_key = template.issue(kem.public_key(), &ca, &other);
        assert!(matches!(wrong_key, Err(Error::Input(_))));
        let leaf = template.issue(other.public_key(), &ca, &ca_key).unwrap();
        assert!(matches!(template.issue(kem.public_key(), &leaf, &other), Err(Error::Input(_))));
        let kem_ca = Template::new("CN=b", Profile::Root).unwrap();
        let refused = kem_ca.issue(kem.public_key(), &ca, &ca_key);
        assert!(matches!(refused, Err(Error::WrongKind { .. })));
        assert!(matches!(template.self_signed(&kem), Err(Error::WrongKind { .. })));
    }

    #[test]
    fn key_usage_follows_the_kind_of_key() {
        let (ca_key, kem) = (key("ML-DSA-44"), key("ML-KEM-512"));
        let ca = Template::new("CN=CA", Profile::Root).unwrap().self_signed(&ca_key).unwrap();
        assert!(ca.key_usage().unwrap().unwrap().key_cert_sign());
        let template = Template::new("CN=a", Profile::EndEntity).unwrap();
        let leaf = template.issue(kem.public_key(), &ca, &ca_key).unwrap();
        assert_eq!(leaf.key_usage().unwrap().unwrap().0, FlagSet::from(KeyUsages::KeyEncipherment));
        assert_eq!(leaf.authority_key_identifier(), ca.subject_key_identifier());
    }
}
