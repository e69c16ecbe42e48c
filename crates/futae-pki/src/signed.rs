//! What certificates and requests have in common: `SEQUENCE { content, algorithm, signature }`.
//! The signature is over the bytes as they came, never over an encoding made again.

use der::{Decode, Encode, Reader, SliceReader, asn1::BitStringRef, referenced::OwnedToRef};
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};

use crate::{Error, PrivateKey, PublicKey, bounds, error::reading};

/// Objects that are read: the largest certificate of the table has 60 KiB; a chain of names, keys
/// and signatures of that size fits.
const MAX_OBJECT: usize = 1 << 20;

/// The three parts, as they stand in the DER.
pub(crate) struct Signed<'a> {
    pub(crate) content: &'a [u8],
    pub(crate) algorithm: AlgorithmIdentifierRef<'a>,
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    pub(crate) fn from_der(der: &'a [u8], what: &'static str) -> Result<Self, Error> {
        bounds::check(der, MAX_OBJECT, what)?;
        Self::read(der).map_err(reading(what))
    }

    fn read(der: &'a [u8]) -> Result<Self, der::Error> {
        let mut reader = SliceReader::new(der)?;
        let signed = reader.sequence(|reader| {
            let content = reader.tlv_bytes()?;
            let algorithm = AlgorithmIdentifierRef::decode(reader)?;
            let signature = BitStringRef::decode(reader)?;
            let signature = signature.as_bytes();
            let whole = signature.ok_or_else(|| reader.error(der::ErrorKind::Failed))?;
            Ok::<_, der::Error>(Self { content, algorithm, signature: whole })
        })?;
        reader.finish()?;
        Ok(signed)
    }

    /// Verifies the signature with the key of the signer.
    pub(crate) fn verify(&self, key: &PublicKey) -> Result<(), Error> {
        key.verify_identified(self.algorithm, self.content, self.signature)
    }
}

/// Signs a content and puts the three parts together.
pub(crate) fn sign(content: &[u8], key: &PrivateKey, what: &'static str) -> Result<Vec<u8>, Error> {
    let signature = key.sign(content, b"")?;
    assemble(content, &key.algorithm().signature_identifier(), &signature).map_err(reading(what))
}

fn assemble(
    content: &[u8],
    algorithm: &AlgorithmIdentifierOwned,
    signature: &[u8],
) -> Result<Vec<u8>, der::Error> {
    let algorithm = algorithm.owned_to_ref().to_der()?;
    let signature = BitStringRef::from_bytes(signature)?.to_der()?;
    let parts = [content, &algorithm, &signature];
    let length = der::Length::try_from(parts.iter().map(|part| part.len()).sum::<usize>())?;
    let mut out = der::Header::new(der::Tag::Sequence, length).to_der()?;
    parts.iter().for_each(|part| out.extend_from_slice(part));
    Ok(out)
}
