//! Owns the attribute certificate (RFC 5755, and version 1 of X.509 (1997)).

use super::Time;
use crate::der::{self, DerErrorKind, Reader, Result};
use crate::spki::AlgorithmIdentifier;
use crate::x509::Signed;

/// A certificate that binds attributes, not a key.
#[derive(Clone, Debug)]
pub struct AttributeCertificate<'a> {
    /// The whole certificate.
    pub raw: &'a [u8],
    /// 1 or 2.
    pub version: u64,
    /// The serial number as encoded.
    pub serial: &'a [u8],
    /// Valid from.
    pub not_before: Time,
    /// Valid until.
    pub not_after: Time,
    /// Signed with what.
    pub signature_algorithm: AlgorithmIdentifier<'a>,
}

impl<'a> AttributeCertificate<'a> {
    /// Reads the next element as an attribute certificate.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let signed = Signed::read(reader)?;
        let mut body = signed.body.reader();
        let shape = signed.body.error(DerErrorKind::Shape("attribute certificate"));
        let version = match body.optional(der::INTEGER)? {
            Some(version) => version.integer()?.to_u64().filter(|v| *v <= 1).ok_or(shape)? + 1,
            None => 1,
        };
        // Version 2 has a Holder; version 1 has a choice of [0] and [1].
        let holder = body.element()?;
        let issuer = body.element()?;
        let constructed = |tag: u8| tag & der::CONSTRUCTED != 0;
        if !constructed(holder.tag) || !constructed(issuer.tag) {
            return Err(shape);
        }
        AlgorithmIdentifier::read(&mut body)?;
        let serial = body.integer()?.value();
        let (not_before, not_after) = Time::read_pair(&mut body)?;
        body.expect(der::SEQUENCE)?;
        let signature_algorithm = signed.algorithm;
        Ok(Self { raw: signed.raw, version, serial, not_before, not_after, signature_algorithm })
    }
}
