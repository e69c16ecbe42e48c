//! Owns the OCSP response (RFC 6960).

use super::{Signed, Time, certificate::Certificate};
use crate::der::{self, DerErrorKind, Reader, Result};
use crate::spki::AlgorithmIdentifier;

/// id-pkix-ocsp-basic.
const BASIC: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01];
/// Certificates kept of one response.
const MAX_CERTIFICATES: usize = 64;

/// A response about the state of certificates.
#[derive(Clone, Debug)]
pub struct OcspResponse<'a> {
    /// The whole response.
    pub raw: &'a [u8],
    /// When it was made.
    pub produced_at: Time,
    /// The hash by which the first certificate asked for is named.
    pub cert_id_hash: Option<AlgorithmIdentifier<'a>>,
    /// Signed with what.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
    /// The certificates sent along.
    pub certificates: Vec<Certificate<'a>>,
}

impl<'a> OcspResponse<'a> {
    /// Reads the next element as a successful response of the basic type.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut inside = element.reader();
        inside.expect(der::ENUMERATED)?;
        let mut bytes = inside.expect(der::context(0))?.reader().sequence()?;
        if bytes.oid()?.value() != BASIC {
            return Err(element.error(DerErrorKind::Shape("type of an OCSP response")));
        }
        let signed = Signed::read(&mut bytes.expect(der::OCTET_STRING)?.reader())?;
        let (produced_at, cert_id_hash) = read_data(signed.body.reader())?;
        let mut response = Self {
            raw: element.raw,
            produced_at,
            cert_id_hash,
            signature_algorithm: signed.algorithm,
            certificates: Vec::new(),
        };
        response.take_certificates(signed.rest);
        Ok(response)
    }

    fn take_certificates(&mut self, mut rest: Reader<'a>) {
        let Ok(Some(tagged)) = rest.optional(der::context(0)) else { return };
        let Ok(mut list) = tagged.reader().sequence() else { return };
        while self.certificates.len() < MAX_CERTIFICATES {
            let Ok(certificate) = Certificate::read(&mut list) else { return };
            self.certificates.push(certificate);
        }
    }
}

/// version, responder, producedAt, responses.
fn read_data<'a>(mut data: Reader<'a>) -> Result<(Time, Option<AlgorithmIdentifier<'a>>)> {
    data.optional(der::context(0))?;
    data.element()?;
    let produced_at = Time::read(&mut data)?;
    let mut responses = data.sequence()?;
    let first = responses.sequence().and_then(|mut single| single.sequence());
    let hash = first.and_then(|mut id| AlgorithmIdentifier::read(&mut id)).ok();
    Ok((produced_at, hash))
}
