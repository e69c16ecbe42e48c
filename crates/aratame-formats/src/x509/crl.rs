//! Owns the certificate revocation list (RFC 5280, section 5).

use super::{Extension, Name, Signed, Time};
use crate::der::{self, DerErrorKind, Reader, Result};
use crate::spki::AlgorithmIdentifier;

/// authorityKeyIdentifier.
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];

/// A list of revoked certificates.
#[derive(Clone, Debug)]
pub struct CertificateList<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// The whole list.
    pub raw: &'a [u8],
    /// 1 or 2.
    pub version: u64,
    /// Who issued it.
    pub issuer: Name<'a>,
    /// When it was issued.
    pub this_update: Time,
    /// When the next one is due.
    pub next_update: Option<Time>,
    /// Signed with what.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// Key identifier of the authority key identifier.
    pub authority_key_id: Option<&'a [u8]>,
}

impl<'a> CertificateList<'a> {
    /// Reads the next element as a revocation list. Revoked entries are not walked.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let signed = Signed::read(reader)?;
        let mut body = signed.body.reader();
        let shape = signed.body.error(DerErrorKind::Shape("version of a revocation list"));
        let version = match body.optional(der::INTEGER)? {
            Some(version) => version.integer()?.to_u64().filter(|v| *v <= 1).ok_or(shape)? + 1,
            None => 1,
        };
        AlgorithmIdentifier::read(&mut body)?;
        let issuer = Name::read(&mut body)?;
        let this_update = Time::read(&mut body)?;
        let next_update = Time::is_next(&body).then(|| Time::read(&mut body)).transpose()?;
        body.optional(der::SEQUENCE)?;
        let extensions = body.optional(der::context(0))?;
        body.finish()?;
        let extensions = extensions.and_then(|tagged| Extension::read_all(&tagged).ok());
        Ok(Self {
            offset: signed.offset,
            raw: signed.raw,
            version,
            issuer,
            this_update,
            next_update,
            signature_algorithm: signed.algorithm,
            authority_key_id: extensions.as_deref().and_then(authority_key_id),
        })
    }
}

fn authority_key_id<'a>(extensions: &[Extension<'a>]) -> Option<&'a [u8]> {
    let is_authority = |e: &&Extension<'_>| e.oid.value() == AUTHORITY_KEY_IDENTIFIER;
    let value = extensions.iter().find(is_authority)?.value;
    let id = value.reader().sequence().ok()?.optional(der::context_primitive(0)).ok()?;
    id.map(|id| id.value)
}
