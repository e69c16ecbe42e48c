//! Owns the traditional key formats: PKCS #1, SEC 1, the DSA form of OpenSSL, and parameters.
//! Private values are measured, never kept: what leaves here is the public half.

use crate::der::{self, DerErrorKind, Element, Integer, Oid, Reader, Result};
use crate::spki::{AlgorithmIdentifier, Curve, FieldParameters, KeyShape, RsaPublicKey};

/// rsaEncryption with NULL, as an encoded AlgorithmIdentifier.
const RSA_ALGORITHM: &[u8] =
    &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// id-ecPublicKey, as an encoded object identifier.
const EC_IDENTIFIER: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// id-dsa, as an encoded object identifier.
const DSA_IDENTIFIER: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];

/// The public half of a private key, without anything private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// Bytes that it takes.
    pub len: usize,
    /// Size or curve.
    pub shape: KeyShape<'a>,
    /// The SubjectPublicKeyInfo of the public half, when the public half is in the file.
    pub public_key_info: Option<Vec<u8>>,
}

/// Encodes a SubjectPublicKeyInfo out of an encoded algorithm identifier and the bits of a key.
pub fn encode_public_key_info(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    let bits = der::encode(der::BIT_STRING, &[&[0], key]);
    der::encode(der::SEQUENCE, &[algorithm, &bits])
}

/// Encodes the SubjectPublicKeyInfo of an encoded RSAPublicKey.
pub fn encode_rsa_public_key_info(key: &[u8]) -> Vec<u8> {
    encode_public_key_info(RSA_ALGORITHM, key)
}

/// Reads the next element as RSAPrivateKey (RFC 8017): version, n, e, d, p, q, dp, dq, qinv.
pub fn read_rsa_private_key<'a>(reader: &mut Reader<'a>) -> Result<PrivateKey<'a>> {
    let element = reader.expect(der::SEQUENCE)?;
    let mut inside = element.reader();
    let shape = element.error(DerErrorKind::Shape("RSA private key"));
    let version = inside.integer()?.to_u64();
    let modulus = inside.expect(der::INTEGER)?;
    let exponent = inside.expect(der::INTEGER)?;
    for _private in 0..6 {
        inside.integer()?;
    }
    // Version 1 is the multi-prime form, which adds a list of primes.
    if version == Some(1) {
        inside.expect(der::SEQUENCE)?;
    }
    inside.finish()?;
    if version.is_none_or(|version| version > 1) {
        return Err(shape);
    }
    let public = der::encode(der::SEQUENCE, &[modulus.raw, exponent.raw]);
    let key = RsaPublicKey { modulus: modulus.integer()?, exponent: exponent.integer()? };
    Ok(PrivateKey {
        offset: element.offset,
        len: element.raw.len(),
        shape: key.shape(),
        public_key_info: Some(encode_public_key_info(RSA_ALGORITHM, &public)),
    })
}

/// Reads the next element as ECPrivateKey (RFC 5915).
///
/// `outer` is the curve that a PKCS #8 envelope states; the one inside wins.
pub fn read_ec_private_key<'a>(
    reader: &mut Reader<'a>,
    outer: Option<Element<'a>>,
) -> Result<PrivateKey<'a>> {
    let element = reader.expect(der::SEQUENCE)?;
    let mut inside = element.reader();
    let version = inside.integer()?.to_u64();
    let scalar = inside.expect(der::OCTET_STRING)?;
    let inner = inside.optional(der::context(0))?.and_then(|tagged| tagged.reader().next());
    let point = inside.optional(der::context(1))?;
    inside.finish()?;
    if version != Some(1) || scalar.value.is_empty() {
        return Err(element.error(DerErrorKind::Shape("EC private key")));
    }
    let parameters = inner.or(outer);
    let curve = Curve::of(parameters);
    let point = point.and_then(|tagged| Some(tagged.reader().next()?.bits().ok()?.0));
    let public_key_info = parameters.zip(point).map(|(parameters, point)| {
        let algorithm = der::encode(der::SEQUENCE, &[EC_IDENTIFIER, parameters.raw]);
        encode_public_key_info(&algorithm, point)
    });
    let (offset, len) = (element.offset, element.raw.len());
    Ok(PrivateKey { offset, len, shape: KeyShape::Curve(curve), public_key_info })
}

/// Reads the next element as the DSA private key of OpenSSL: 0, p, q, g, y, x.
pub fn read_dsa_private_key<'a>(reader: &mut Reader<'a>) -> Result<PrivateKey<'a>> {
    let element = reader.expect(der::SEQUENCE)?;
    let mut inside = element.reader();
    let version = inside.integer()?.to_u64();
    let group = [(); 3].map(|()| inside.expect(der::INTEGER));
    let [prime, order, generator] = group;
    let (prime, order, generator) = (prime?, order?, generator?);
    let public = inside.expect(der::INTEGER)?;
    inside.integer()?;
    inside.finish()?;
    let (prime_bits, order_bits) = (prime.integer()?.bits(), order.integer()?.bits());
    if version != Some(0) || !is_plausible_subgroup(prime_bits, order_bits) {
        return Err(element.error(DerErrorKind::Shape("DSA private key")));
    }
    let parameters = der::encode(der::SEQUENCE, &[prime.raw, order.raw, generator.raw]);
    let algorithm = der::encode(der::SEQUENCE, &[DSA_IDENTIFIER, &parameters]);
    let group = FieldParameters { prime_bits: Some(prime_bits), order_bits: Some(order_bits) };
    Ok(PrivateKey {
        offset: element.offset,
        len: element.raw.len(),
        shape: group.shape(),
        public_key_info: Some(encode_public_key_info(&algorithm, public.raw)),
    })
}

/// FIPS 186-1 to 186-4 pair 512…3072 bits with 160…256.
fn is_plausible_subgroup(prime_bits: usize, order_bits: usize) -> bool {
    (512..=16384).contains(&prime_bits) && (128..=512).contains(&order_bits)
}

/// Parameters that stand alone in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameters<'a> {
    /// Diffie–Hellman of PKCS #3 (p, g) or X9.42 (p, g, q).
    DiffieHellman(FieldParameters),
    /// DSA (p, q, g).
    Dsa(FieldParameters),
    /// An elliptic curve.
    Curve(Curve<'a>),
}

/// Reads the next element as DHParameter of PKCS #3: p, g and maybe a length.
pub fn read_dh_parameters<'a>(reader: &mut Reader<'a>) -> Result<Parameters<'a>> {
    let mut inside = reader.sequence()?;
    let prime = inside.integer()?;
    inside.integer()?;
    inside.optional(der::INTEGER)?;
    inside.finish()?;
    let group = FieldParameters { prime_bits: Some(prime.bits()), order_bits: None };
    Ok(Parameters::DiffieHellman(group))
}

/// Reads the next element as DomainParameters of X9.42: p, g, q, and more.
pub fn read_x942_parameters<'a>(reader: &mut Reader<'a>) -> Result<Parameters<'a>> {
    let [prime, _, order] = read_group(reader)?;
    Ok(Parameters::DiffieHellman(FieldParameters {
        prime_bits: Some(prime.bits()),
        order_bits: Some(order.bits()),
    }))
}

/// Reads the next element as Dss-Parms: p, q, g.
pub fn read_dsa_parameters<'a>(reader: &mut Reader<'a>) -> Result<Parameters<'a>> {
    let [prime, order, _] = read_group(reader)?;
    Ok(Parameters::Dsa(FieldParameters {
        prime_bits: Some(prime.bits()),
        order_bits: Some(order.bits()),
    }))
}

fn read_group<'a>(reader: &mut Reader<'a>) -> Result<[Integer<'a>; 3]> {
    let mut inside = reader.sequence()?;
    Ok([inside.integer()?, inside.integer()?, inside.integer()?])
}

/// Reads the next element as EC parameters: an identifier or the numbers of a curve.
pub fn read_ec_parameters<'a>(reader: &mut Reader<'a>) -> Result<Parameters<'a>> {
    let element = reader.element()?;
    match Curve::of(Some(element)) {
        Curve::Unstated => Err(element.error(DerErrorKind::Shape("parameters of a curve"))),
        curve => Ok(Parameters::Curve(curve)),
    }
}

/// The encoded form of an algorithm identifier: for the public half of a PKCS #8 key.
pub(crate) fn encode_algorithm(algorithm: &AlgorithmIdentifier<'_>) -> Vec<u8> {
    let identifier = der::encode(der::OBJECT_IDENTIFIER, &[Oid::value(&algorithm.oid)]);
    let parameters = algorithm.parameters.map_or(&[][..], |parameters| parameters.raw);
    der::encode(der::SEQUENCE, &[&identifier, parameters])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modulus_with_an_exponent_is_not_a_private_key() {
        let public = [0x30, 0x06, 0x02, 0x01, 0x0b, 0x02, 0x01, 0x03];
        assert!(read_rsa_private_key(&mut Reader::new(&public)).is_err());
    }
}
