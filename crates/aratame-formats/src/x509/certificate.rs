//! Owns the public-key certificate (X.509 v1 to v3) and the extensions an inventory needs.

use super::{Extension, Name, Signed, Time};
use crate::der::{self, DerError, DerErrorKind, Oid, Reader, Result};
use crate::spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};

/// Names counted in one extension: more are not told apart.
const MAX_COUNTED_NAMES: usize = 100_000;
/// Extended key usages kept.
const MAX_USAGES: usize = 64;

const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 14];
const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
/// subjectAltPublicKeyInfo of X.509 (10/2019).
const ALT_PUBLIC_KEY: &[u8] = &[0x55, 0x1d, 72];
/// altSignatureAlgorithm of X.509 (10/2019).
const ALT_SIGNATURE_ALGORITHM: &[u8] = &[0x55, 0x1d, 73];
/// altSignatureValue of X.509 (10/2019).
const ALT_SIGNATURE_VALUE: &[u8] = &[0x55, 0x1d, 74];
/// deltaCertificateDescriptor of the chameleon certificates draft.
const DELTA_CERTIFICATE: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x86, 0xfa, 0x6b, 0x50, 0x06, 0x01];
/// id-pe-relatedCert of RFC 9763.
const RELATED_CERTIFICATE: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, 0x24];
/// The poison of precertificates (RFC 6962).
const CT_POISON: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x03];

/// A certificate with all that its grammar says; odd parts are reported, not fatal.
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// The whole certificate.
    pub raw: &'a [u8],
    /// 1, 2 or 3; other numbers as they stand, plus one.
    pub version: u64,
    /// The serial number as encoded.
    pub serial: &'a [u8],
    /// Who issued it.
    pub issuer: Name<'a>,
    /// Valid from; nothing when the time is unreadable.
    pub not_before: Option<Time>,
    /// Valid until; nothing when the time is unreadable.
    pub not_after: Option<Time>,
    /// Whose key it is.
    pub subject: Name<'a>,
    /// The key.
    pub key: SubjectPublicKeyInfo<'a>,
    /// The signature algorithm inside the signed part.
    pub inner_signature_algorithm: AlgorithmIdentifier<'a>,
    /// The signature algorithm of the envelope.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// Bytes of the signature.
    pub signature_bytes: usize,
    /// What the extensions say.
    pub extensions: Extensions<'a>,
    /// What is malformed without hiding the rest.
    pub oddities: Vec<DerError>,
}

/// The extensions that matter for an inventory of cryptography.
#[derive(Clone, Debug, Default)]
pub struct Extensions<'a> {
    /// How many extensions there are.
    pub count: usize,
    /// Key usage, bit 0 = digitalSignature … bit 8 = decipherOnly.
    pub key_usage: Option<u16>,
    /// Extended key usages.
    pub extended_key_usage: Vec<Oid<'a>>,
    /// Whether the basic constraints say CA; nothing without that extension.
    pub is_ca: Option<bool>,
    /// How many subject alternative names.
    pub subject_alt_names: usize,
    /// Subject key identifier.
    pub subject_key_id: Option<&'a [u8]>,
    /// Key identifier of the authority key identifier.
    pub authority_key_id: Option<&'a [u8]>,
    /// The alternative public key.
    pub alt_key: Option<SubjectPublicKeyInfo<'a>>,
    /// The alternative signature algorithm.
    pub alt_signature_algorithm: Option<AlgorithmIdentifier<'a>>,
    /// Whether an alternative signature is there.
    pub has_alt_signature: bool,
    /// The key and the signature algorithm of a delta certificate.
    pub delta: Option<Delta<'a>>,
    /// The hash by which a related certificate is named.
    pub related_certificate_hash: Option<AlgorithmIdentifier<'a>>,
    /// Whether this is a precertificate.
    pub is_precertificate: bool,
}

/// What a delta certificate descriptor says of the certificate that it describes.
#[derive(Clone, Copy, Debug)]
pub struct Delta<'a> {
    /// Its key.
    pub key: SubjectPublicKeyInfo<'a>,
    /// Its signature algorithm, when it differs from that of the base certificate.
    pub signature_algorithm: Option<AlgorithmIdentifier<'a>>,
}

impl<'a> Certificate<'a> {
    /// Reads the next element as a certificate.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let signed = Signed::read(reader)?;
        let mut oddities = Vec::new();
        if let Err(error) = signed.rest.finish() {
            oddities.push(error);
        }
        let mut body = signed.body.reader();
        let version = read_version(&mut body)?;
        let serial = body.integer()?.value();
        let inner_signature_algorithm = AlgorithmIdentifier::read(&mut body)?;
        let issuer = Name::read(&mut body)?;
        let (not_before, not_after) = read_validity(&mut body, &mut oddities)?;
        let subject = Name::read(&mut body)?;
        let key = SubjectPublicKeyInfo::read(&mut body)?;
        let extensions = read_tail(&mut body, &mut oddities);
        Ok(Self {
            offset: signed.offset,
            raw: signed.raw,
            version,
            serial,
            issuer,
            not_before,
            not_after,
            subject,
            key,
            inner_signature_algorithm,
            signature_algorithm: signed.algorithm,
            signature_bytes: signed.signature.len(),
            extensions,
            oddities,
        })
    }

    /// Whether issuer and subject are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }
}

fn read_version(body: &mut Reader<'_>) -> Result<u64> {
    let Some(tagged) = body.optional(der::context(0))? else { return Ok(1) };
    let version = tagged.reader().integer()?;
    let shape = tagged.error(DerErrorKind::Shape("version of a certificate"));
    version.to_u64().and_then(|version| version.checked_add(1)).ok_or(shape)
}

/// The two times; an odd one is reported and left out.
fn read_validity(
    body: &mut Reader<'_>,
    oddities: &mut Vec<DerError>,
) -> Result<(Option<Time>, Option<Time>)> {
    let mut inside = body.sequence()?;
    let mut next = || {
        let time = Time::read(&mut inside);
        time.map_err(|error| oddities.push(error)).ok()
    };
    Ok((next(), next()))
}

/// Unique identifiers and extensions. Malformed ones do not hide the certificate.
fn read_tail<'a>(body: &mut Reader<'a>, oddities: &mut Vec<DerError>) -> Extensions<'a> {
    let mut extensions = Extensions::default();
    let mut read = || -> Result<()> {
        for unique_id in [1, 2] {
            body.optional(der::context_primitive(unique_id))?;
            body.optional(der::context(unique_id))?;
        }
        if let Some(tagged) = body.optional(der::context(3))? {
            extensions = Extensions::from_list(&Extension::read_all(&tagged)?, oddities);
        }
        body.finish()
    };
    if let Err(error) = read() {
        oddities.push(error);
    }
    extensions
}

impl<'a> Extensions<'a> {
    /// The facts of a list of extensions; malformed values go to `oddities`.
    pub fn from_list(list: &[Extension<'a>], oddities: &mut Vec<DerError>) -> Self {
        let mut facts = Self { count: list.len(), ..Self::default() };
        for extension in list {
            if let Err(error) = facts.take(extension) {
                oddities.push(error);
            }
        }
        facts
    }

    fn take(&mut self, extension: &Extension<'a>) -> Result<()> {
        let mut value = extension.value.reader();
        match extension.oid.value() {
            KEY_USAGE => self.key_usage = Some(read_key_usage(&mut value)?),
            EXTENDED_KEY_USAGE => {
                let usages = value.sequence()?.take(MAX_USAGES);
                self.extended_key_usage = usages.filter_map(|usage| usage.oid().ok()).collect();
            }
            BASIC_CONSTRAINTS => {
                let flag = value.sequence()?.optional(der::BOOLEAN)?;
                self.is_ca = Some(flag.is_some_and(|flag| flag.value != [0]));
            }
            SUBJECT_ALT_NAME => {
                self.subject_alt_names = value.sequence()?.take(MAX_COUNTED_NAMES).count();
            }
            SUBJECT_KEY_IDENTIFIER => {
                self.subject_key_id = Some(value.expect(der::OCTET_STRING)?.value);
            }
            AUTHORITY_KEY_IDENTIFIER => {
                let id = value.sequence()?.optional(der::context_primitive(0))?;
                self.authority_key_id = id.map(|id| id.value);
            }
            ALT_PUBLIC_KEY => self.alt_key = Some(SubjectPublicKeyInfo::read(&mut value)?),
            ALT_SIGNATURE_ALGORITHM => {
                self.alt_signature_algorithm = Some(AlgorithmIdentifier::read(&mut value)?);
            }
            ALT_SIGNATURE_VALUE => self.has_alt_signature = true,
            DELTA_CERTIFICATE => self.delta = Some(read_delta(&mut value)?),
            RELATED_CERTIFICATE => {
                let mut related = value.sequence()?;
                self.related_certificate_hash = Some(AlgorithmIdentifier::read(&mut related)?);
            }
            CT_POISON => self.is_precertificate = true,
            _ => {}
        }
        Ok(())
    }
}

/// The bits of KeyUsage, the first named one lowest.
fn read_key_usage(value: &mut Reader<'_>) -> Result<u16> {
    let (bits, _) = value.expect(der::BIT_STRING)?.bits()?;
    let first = bits.first().map_or(0, |byte| u16::from(byte.reverse_bits()));
    let second = bits.get(1).map_or(0, |byte| u16::from(byte.reverse_bits()));
    Ok(first | second << 8)
}

/// serial, [0] signature, [1] issuer, [2] validity, [3] subject, key, …
fn read_delta<'a>(value: &mut Reader<'a>) -> Result<Delta<'a>> {
    let mut inside = value.sequence()?;
    inside.integer()?;
    let mut signature_algorithm = None;
    if let Some(tagged) = inside.optional(der::context(0))? {
        // The tag is explicit in early drafts and implicit in later ones.
        let explicit = AlgorithmIdentifier::read(&mut tagged.reader());
        let algorithm = explicit.or_else(|_| AlgorithmIdentifier::from_element(&tagged))?;
        signature_algorithm = Some(algorithm);
    }
    for field in [1, 2, 3] {
        inside.optional(der::context(field))?;
    }
    Ok(Delta { key: SubjectPublicKeyInfo::read(&mut inside)?, signature_algorithm })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_usage_bits_are_numbered_from_the_first_name() {
        let usage = |bytes: &[u8]| read_key_usage(&mut Reader::new(bytes)).unwrap();
        // keyCertSign (5) and cRLSign (6)
        assert_eq!(usage(&[0x03, 0x02, 0x01, 0x06]), 1 << 5 | 1 << 6);
        // decipherOnly (8)
        assert_eq!(usage(&[0x03, 0x03, 0x07, 0x00, 0x80]), 1 << 8);
    }
}
