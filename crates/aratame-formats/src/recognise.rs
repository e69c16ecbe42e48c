//! Owns the question which object of the ASN.1 family stands at a place.
//!
//! Two strictnesses: what a label or a whole file announces may be odd in its details; what is
//! found by structure inside any bytes must be whole, so that random data and machine code never
//! pass. [`anchor`] tells cheaply where an object begins when one of its literals was seen.

pub mod anchor;

use crate::cms::Message;
use crate::der::{self, Reader, Result};
use crate::pbe::PasswordScheme;
use crate::pkcs::{self, Parameters, PrivateKey};
use crate::pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo};
use crate::pkcs12::Pfx;
use crate::spki::{Curve, KeyShape, RsaPublicKey, SubjectPublicKeyInfo};
use crate::x509::attribute::AttributeCertificate;
use crate::x509::certificate::Certificate;
use crate::x509::crl::CertificateList;
use crate::x509::ocsp::OcspResponse;
use crate::x509::request::CertificationRequest;

/// Bytes of the largest object that is read: revocation lists of large authorities reach tens of
/// megabytes, and a scan must stay under 256 MiB with some objects in memory at once.
pub const MAX_OBJECT: usize = 32 << 20;

/// Smallest and largest modulus of a bare RSA key, in bits, that its two integers must have to be
/// believed.
const CREDIBLE_MODULUS: std::ops::RangeInclusive<usize> = 256..=16_384;

/// Which object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// X.509 certificate.
    Certificate,
    /// Certification request.
    Request,
    /// Revocation list.
    Crl,
    /// OCSP response.
    Ocsp,
    /// Attribute certificate.
    AttributeCertificate,
    /// CMS or PKCS #7 message.
    Message,
    /// PKCS #12 file.
    Pfx,
    /// PKCS #8 private key.
    PrivateKeyInfo,
    /// Encrypted PKCS #8 private key.
    EncryptedPrivateKeyInfo,
    /// RSA private key of PKCS #1.
    RsaPrivateKey,
    /// EC private key of SEC 1.
    EcPrivateKey,
    /// DSA private key of OpenSSL.
    DsaPrivateKey,
    /// Public key with its algorithm.
    PublicKeyInfo,
    /// RSA public key of PKCS #1.
    RsaPublicKey,
    /// Diffie–Hellman parameters of PKCS #3.
    DhParameters,
    /// Diffie–Hellman parameters of X9.42.
    X942Parameters,
    /// DSA parameters.
    DsaParameters,
    /// Parameters of an elliptic curve.
    EcParameters,
}

/// An object with what was read of it.
#[derive(Clone, Debug)]
pub enum Object<'a> {
    /// X.509 certificate.
    Certificate(Box<Certificate<'a>>),
    /// Certification request.
    Request(CertificationRequest<'a>),
    /// Revocation list.
    Crl(CertificateList<'a>),
    /// OCSP response.
    Ocsp(OcspResponse<'a>),
    /// Attribute certificate.
    AttributeCertificate(AttributeCertificate<'a>),
    /// CMS or PKCS #7 message.
    Message(Box<Message<'a>>),
    /// PKCS #12 file.
    Pfx(Box<Pfx<'a>>),
    /// PKCS #8 private key.
    PrivateKeyInfo(PrivateKeyInfo<'a>),
    /// Encrypted PKCS #8 private key.
    EncryptedPrivateKeyInfo(EncryptedPrivateKeyInfo<'a>),
    /// Private key in a traditional form.
    PrivateKey(PrivateKey<'a>),
    /// Public key with its algorithm.
    PublicKeyInfo(SubjectPublicKeyInfo<'a>),
    /// RSA public key of PKCS #1.
    RsaPublicKey(RsaPublicKey<'a>),
    /// Parameters alone.
    Parameters(Parameters<'a>),
}

/// How much must be sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Something outside says what it is: a label, or the whole file begins with it.
    Announced,
    /// Nothing but the structure says so.
    ByStructure,
}

impl ObjectKind {
    /// Every kind, in the order in which an unlabelled object is tried.
    pub const ALL: [Self; 18] = [
        Self::Certificate,
        Self::Request,
        Self::Crl,
        Self::Ocsp,
        Self::AttributeCertificate,
        Self::Message,
        Self::Pfx,
        Self::PrivateKeyInfo,
        Self::EncryptedPrivateKeyInfo,
        Self::RsaPrivateKey,
        Self::EcPrivateKey,
        Self::DsaPrivateKey,
        Self::PublicKeyInfo,
        Self::RsaPublicKey,
        Self::DhParameters,
        Self::X942Parameters,
        Self::DsaParameters,
        Self::EcParameters,
    ];

    /// What the label of an armour announces; nothing for the labels of other families.
    pub fn of_label(label: &str) -> Option<Self> {
        Some(match label {
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Self::Certificate,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Self::Request,
            "X509 CRL" | "CRL" => Self::Crl,
            "OCSP RESPONSE" => Self::Ocsp,
            "ATTRIBUTE CERTIFICATE" => Self::AttributeCertificate,
            "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" | "CERTIFICATE CHAIN" => Self::Message,
            "PKCS12" | "PFX" => Self::Pfx,
            "ENCRYPTED PRIVATE KEY" => Self::EncryptedPrivateKeyInfo,
            "RSA PRIVATE KEY" => Self::RsaPrivateKey,
            "EC PRIVATE KEY" => Self::EcPrivateKey,
            "DSA PRIVATE KEY" => Self::DsaPrivateKey,
            "PUBLIC KEY" => Self::PublicKeyInfo,
            "RSA PUBLIC KEY" => Self::RsaPublicKey,
            "DH PARAMETERS" => Self::DhParameters,
            "X9.42 DH PARAMETERS" => Self::X942Parameters,
            "DSA PARAMETERS" => Self::DsaParameters,
            "EC PARAMETERS" | "SM2 PARAMETERS" => Self::EcParameters,
            _ if is_foreign_label(label) => return None,
            _ if label.ends_with("PRIVATE KEY") => Self::PrivateKeyInfo,
            _ if label.ends_with("PUBLIC KEY") => Self::PublicKeyInfo,
            _ => return None,
        })
    }
}

/// Whether the label belongs to SSH or OpenPGP, whose content is no DER.
pub fn is_foreign_label(label: &str) -> bool {
    ["OPENSSH ", "SSH2 ", "PGP "].iter().any(|family| label.starts_with(family))
}

impl<'a> Object<'a> {
    /// Reads the object of this kind at the start of `bytes`, and says how long it is.
    pub fn read(
        kind: ObjectKind,
        bytes: &'a [u8],
        strictness: Strictness,
    ) -> Result<(Self, usize)> {
        let mut reader = Reader::new(bytes);
        let object = Self::read_kind(kind, &mut reader)?;
        if strictness == Strictness::ByStructure && !object.is_whole(bytes) {
            return Err(Reader::new(bytes).error(der::DerErrorKind::Shape("not whole")));
        }
        Ok((object, reader.offset()))
    }

    /// The first of `kinds` that can be read at the start of `bytes`.
    pub fn first_of(
        kinds: &[ObjectKind],
        bytes: &'a [u8],
        strictness: Strictness,
    ) -> Option<(ObjectKind, Self, usize)> {
        let read = |kind: &ObjectKind| {
            let (object, len) = Self::read(*kind, bytes, strictness).ok()?;
            Some((*kind, object, len))
        };
        kinds.iter().find_map(read)
    }

    fn read_kind(kind: ObjectKind, reader: &mut Reader<'a>) -> Result<Self> {
        Ok(match kind {
            ObjectKind::Certificate => Self::Certificate(Box::new(Certificate::read(reader)?)),
            ObjectKind::Request => Self::Request(CertificationRequest::read(reader)?),
            ObjectKind::Crl => Self::Crl(CertificateList::read(reader)?),
            ObjectKind::Ocsp => Self::Ocsp(OcspResponse::read(reader)?),
            ObjectKind::AttributeCertificate => {
                Self::AttributeCertificate(AttributeCertificate::read(reader)?)
            }
            ObjectKind::Message => Self::Message(Box::new(Message::read(reader)?)),
            ObjectKind::Pfx => Self::Pfx(Box::new(Pfx::read(reader)?)),
            ObjectKind::PrivateKeyInfo => Self::PrivateKeyInfo(PrivateKeyInfo::read(reader)?),
            ObjectKind::EncryptedPrivateKeyInfo => {
                Self::EncryptedPrivateKeyInfo(EncryptedPrivateKeyInfo::read(reader)?)
            }
            ObjectKind::RsaPrivateKey => Self::PrivateKey(pkcs::read_rsa_private_key(reader)?),
            ObjectKind::EcPrivateKey => Self::PrivateKey(pkcs::read_ec_private_key(reader, None)?),
            ObjectKind::DsaPrivateKey => Self::PrivateKey(pkcs::read_dsa_private_key(reader)?),
            ObjectKind::PublicKeyInfo => Self::PublicKeyInfo(SubjectPublicKeyInfo::read(reader)?),
            ObjectKind::RsaPublicKey => Self::RsaPublicKey(RsaPublicKey::read(reader)?),
            ObjectKind::DhParameters => Self::Parameters(pkcs::read_dh_parameters(reader)?),
            ObjectKind::X942Parameters => Self::Parameters(pkcs::read_x942_parameters(reader)?),
            ObjectKind::DsaParameters => Self::Parameters(pkcs::read_dsa_parameters(reader)?),
            ObjectKind::EcParameters => Self::Parameters(pkcs::read_ec_parameters(reader)?),
        })
    }

    /// Whether the structure alone proves what it is.
    fn is_whole(&self, bytes: &[u8]) -> bool {
        der::has_minimal_header(bytes)
            && match self {
                Self::Certificate(certificate) => is_whole_certificate(certificate),
                Self::Request(request) => {
                    request.subject.is_well_formed() && !request.key.key.is_empty()
                }
                Self::Crl(crl) => crl.issuer.is_well_formed() && crl.this_update.is_of_calendar(),
                Self::Ocsp(response) => response.produced_at.is_of_calendar(),
                Self::AttributeCertificate(certificate) => {
                    certificate.not_before.is_of_calendar()
                        && certificate.not_after.is_of_calendar()
                }
                Self::Message(message) => !message.algorithms.is_empty(),
                Self::Pfx(_) | Self::PrivateKeyInfo(_) => true,
                Self::EncryptedPrivateKeyInfo(key) => PasswordScheme::is_scheme(key.scheme.scheme),
                Self::PrivateKey(key) => is_whole_private_key(key),
                Self::PublicKeyInfo(key) => is_whole_public_key(key),
                Self::RsaPublicKey(key) => is_whole_rsa_key(key),
                // Three integers in a row are no proof of anything.
                Self::Parameters(_) => false,
            }
    }
}

fn is_whole_certificate(certificate: &Certificate<'_>) -> bool {
    let of_calendar = |time: &Option<crate::x509::Time>| {
        time.as_ref().is_some_and(crate::x509::Time::is_of_calendar)
    };
    (1..=3).contains(&certificate.version)
        && certificate.issuer.is_well_formed()
        && certificate.subject.is_well_formed()
        && of_calendar(&certificate.not_before)
        && of_calendar(&certificate.not_after)
        && certificate.inner_signature_algorithm.oid == certificate.signature_algorithm.oid
        && !certificate.key.key.is_empty()
}

fn is_whole_private_key(key: &PrivateKey<'_>) -> bool {
    match key.shape {
        KeyShape::Rsa { modulus_bits, exponent } => {
            CREDIBLE_MODULUS.contains(&modulus_bits) && exponent.is_some_and(|e| e % 2 == 1)
        }
        KeyShape::Curve(curve) => curve != Curve::Unstated,
        KeyShape::Field { .. } | KeyShape::Opaque { .. } => true,
    }
}

fn is_whole_public_key(key: &SubjectPublicKeyInfo<'_>) -> bool {
    match key.shape() {
        KeyShape::Rsa { modulus_bits, exponent } => {
            CREDIBLE_MODULUS.contains(&modulus_bits) && exponent.is_some_and(|e| e % 2 == 1)
        }
        KeyShape::Curve(curve) => curve != Curve::Unstated && key.key.len() > 16,
        KeyShape::Field { .. } | KeyShape::Opaque { .. } => key.key.len() >= 32,
    }
}

/// Moduli are odd and of the sizes that keys have; exponents are odd and short.
fn is_whole_rsa_key(key: &RsaPublicKey<'_>) -> bool {
    let small_exponent = key.exponent.to_u64().is_some_and(|e| e > 2 && e % 2 == 1);
    CREDIBLE_MODULUS.contains(&key.modulus.bits())
        && !key.modulus.is_negative()
        && key.modulus.is_odd()
        && key.modulus.is_minimal()
        && small_exponent
}

/// Reads what a whole file, or an armour of an unknown label, begins with.
///
/// Parameters and bare RSA keys are two or three integers; only an announcement tells them apart,
/// so they come last and only where their numbers fit.
pub fn read_whole(bytes: &[u8]) -> Option<(ObjectKind, Object<'_>, usize)> {
    let announced = |kind: ObjectKind| {
        let (object, len) = Object::read(kind, bytes, Strictness::Announced).ok()?;
        Some((kind, object, len))
    };
    if bytes.first() != Some(&der::SEQUENCE) {
        return None;
    }
    let by_grammar = &ObjectKind::ALL[..12];
    let found = by_grammar.iter().find_map(|kind| announced(*kind));
    let found = found.or_else(|| {
        announced(ObjectKind::PublicKeyInfo).filter(|(_, object, _)| object.is_whole(bytes))
    });
    found.or_else(|| read_two_integers(bytes))
}

/// A modulus with an exponent, or a prime with a generator: 2 and 5 are the generators in use.
fn read_two_integers(bytes: &[u8]) -> Option<(ObjectKind, Object<'_>, usize)> {
    let (object, len) =
        Object::read(ObjectKind::RsaPublicKey, bytes, Strictness::Announced).ok()?;
    let Object::RsaPublicKey(key) = &object else { return None };
    let generator = key.exponent.to_u64();
    if is_whole_rsa_key(key) && generator != Some(5) {
        return Some((ObjectKind::RsaPublicKey, object, len));
    }
    let is_group = key.modulus.bits() >= 512 && key.modulus.is_odd();
    if !is_group || !matches!(generator, Some(2 | 5)) {
        return None;
    }
    let kind = ObjectKind::DhParameters;
    let (object, len) = Object::read(kind, bytes, Strictness::Announced).ok()?;
    Some((kind, object, len))
}
