//! Owns the certification request (PKCS #10, RFC 2986).

use super::{Name, Signed};
use crate::der::{self, DerErrorKind, Reader, Result};
use crate::spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};

/// A request for a certificate.
#[derive(Clone, Copy, Debug)]
pub struct CertificationRequest<'a> {
    /// The whole request.
    pub raw: &'a [u8],
    /// Who asks.
    pub subject: Name<'a>,
    /// For which key.
    pub key: SubjectPublicKeyInfo<'a>,
    /// Signed with what.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
}

impl<'a> CertificationRequest<'a> {
    /// Reads the next element as a certification request.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let signed = Signed::read(reader)?;
        let mut body = signed.body.reader();
        let version = body.integer()?.to_u64();
        let subject = Name::read(&mut body)?;
        let key = SubjectPublicKeyInfo::read(&mut body)?;
        body.optional(der::context(0))?;
        body.finish()?;
        if version.is_none_or(|version| version > 2) {
            return Err(signed.body.error(DerErrorKind::Shape("version of a request")));
        }
        let (raw, signature_algorithm) = (signed.raw, signed.algorithm);
        Ok(Self { raw, subject, key, signature_algorithm })
    }
}
