//! Owns `AlgorithmIdentifier` (RFC 5280) and `SubjectPublicKeyInfo` with the key inside it.
//! It owns the grammar of a key by its object identifier, not the meaning of the identifier.

use crate::der::{self, DerErrorKind, Element, Integer, Oid, Reader, Result};
use sha1::{Digest, Sha1};

/// rsaEncryption, and the root of its family: OAEP, PSS and the signatures with a hash.
const PKCS1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
/// X.500 rsa: the identifier of 1988, still in old certificates.
const X500_RSA: &[u8] = &[0x55, 0x08, 0x01, 0x01];
/// id-dsa of X9.57.
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
/// dsa of the OIW, before X9.57.
const DSA_OIW: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x0c];
/// dhKeyAgreement of PKCS #3.
const DH: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x03, 0x01];
/// dhpublicnumber of X9.42.
const DH_X942: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3e, 0x02, 0x01];
/// id-ecPublicKey of X9.62.
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// id-ecDH and id-ecMQV of SEC 1.
const EC_SCHEMES: &[u8] = &[0x2b, 0x81, 0x04, 0x01];
/// GOST R 34.10-2001 and the identifiers of RFC 9215.
const GOST: [&[u8]; 2] =
    [&[0x2a, 0x85, 0x03, 0x02, 0x02, 0x13], &[0x2a, 0x85, 0x03, 0x07, 0x01, 0x01, 0x01]];
/// rsaEncryption.
pub const RSA_ENCRYPTION: Oid<'static> =
    Oid::constant(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]);
/// id-RSASSA-PSS.
pub const RSASSA_PSS: Oid<'static> =
    Oid::constant(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a]);

/// Which algorithm, with which parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmIdentifier<'a> {
    /// The algorithm.
    pub oid: Oid<'a>,
    /// Its parameters as they stand.
    pub parameters: Option<Element<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the next element as an algorithm identifier.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        Self::from_element(&reader.expect(der::SEQUENCE)?)
    }

    /// Reads an element whose tag may be implicit.
    pub fn from_element(element: &Element<'a>) -> Result<Self> {
        let mut inside = element.reader();
        let oid = inside.oid()?;
        let parameters = if inside.is_empty() { None } else { Some(inside.element()?) };
        Ok(Self { oid, parameters })
    }

    /// The parameters, when they are an object identifier: a named curve, mostly.
    pub fn parameter_oid(&self) -> Option<Oid<'a>> {
        self.parameters.and_then(|parameters| parameters.oid().ok())
    }

    /// The parameters, when they are a SEQUENCE.
    pub fn parameter_sequence(&self) -> Option<Reader<'a>> {
        self.parameters.filter(|element| element.tag == der::SEQUENCE).map(|e| e.reader())
    }

    /// The parameters of RSASSA-PSS, when that is the algorithm and they are readable.
    pub fn pss(&self) -> Option<PssParameters<'a>> {
        if self.oid != RSASSA_PSS {
            return None;
        }
        PssParameters::read(self.parameter_sequence()?).ok()
    }

    fn under(&self, root: &[u8]) -> bool {
        self.oid.starts_with(root)
    }
}

/// RSASSA-PSS-params of RFC 4055; what is absent has the default that the RFC gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PssParameters<'a> {
    /// The hash of the message; absent means SHA-1.
    pub hash: Option<Oid<'a>>,
    /// The mask generation function; absent means MGF1.
    pub mask: Option<Oid<'a>>,
    /// The hash of the mask generation function; absent means SHA-1.
    pub mask_hash: Option<Oid<'a>>,
    /// Bytes of salt; absent means 20.
    pub salt_length: Option<u64>,
}

impl<'a> PssParameters<'a> {
    fn read(mut reader: Reader<'a>) -> Result<Self> {
        let mut parameters = Self::default();
        if let Some(field) = reader.optional(der::context(0))? {
            parameters.hash = Some(AlgorithmIdentifier::read(&mut field.reader())?.oid);
        }
        if let Some(field) = reader.optional(der::context(1))? {
            let mask = AlgorithmIdentifier::read(&mut field.reader())?;
            parameters.mask = Some(mask.oid);
            let hash = mask.parameters.map(|hash| AlgorithmIdentifier::from_element(&hash));
            parameters.mask_hash = hash.transpose()?.map(|hash| hash.oid);
        }
        if let Some(field) = reader.optional(der::context(2))? {
            parameters.salt_length = field.reader().integer()?.to_u64();
        }
        Ok(parameters)
    }
}

/// A public key with the algorithm that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectPublicKeyInfo<'a> {
    /// The whole structure: what a pin or a key identifier hashes.
    pub raw: &'a [u8],
    /// The algorithm of the key.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The bits of the key.
    pub key: &'a [u8],
}

impl<'a> SubjectPublicKeyInfo<'a> {
    /// Reads the next element as a public key.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut inside = element.reader();
        let algorithm = AlgorithmIdentifier::read(&mut inside)?;
        let (key, _) = inside.expect(der::BIT_STRING)?.bits()?;
        inside.finish()?;
        Ok(Self { raw: element.raw, algorithm, key })
    }

    /// The key identifier that RFC 5280, section 4.2.1.2 gives first: SHA-1 of the bits.
    pub fn key_identifier(&self) -> [u8; 20] {
        Sha1::digest(self.key).into()
    }

    /// What the key is made of.
    pub fn shape(&self) -> KeyShape<'a> {
        KeyShape::of(&self.algorithm, self.key)
    }
}

/// What a key is made of, as far as its grammar tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyShape<'a> {
    /// A modulus and an exponent.
    Rsa {
        /// Bits of the modulus.
        modulus_bits: usize,
        /// The public exponent, when it fits.
        exponent: Option<u64>,
    },
    /// A group modulo a prime: DSA, Diffie–Hellman.
    Field {
        /// Bits of the prime; nothing when the parameters are inherited.
        prime_bits: Option<usize>,
        /// Bits of the order of the subgroup, when the parameters say it.
        order_bits: Option<usize>,
    },
    /// A point of a curve.
    Curve(Curve<'a>),
    /// Bytes whose grammar, if any, is not read.
    Opaque {
        /// How many.
        bytes: usize,
    },
}

impl<'a> KeyShape<'a> {
    /// The shape of `key` (the content of the BIT STRING) under `algorithm`.
    pub fn of(algorithm: &AlgorithmIdentifier<'a>, key: &'a [u8]) -> Self {
        if (algorithm.under(PKCS1) || algorithm.under(X500_RSA))
            && let Ok(rsa) = RsaPublicKey::read(&mut Reader::new(key))
        {
            return rsa.shape();
        }
        Self::of_parameters(algorithm).unwrap_or(Self::Opaque { bytes: key.len() })
    }

    /// The shape as far as the parameters alone give it: for private keys without public half.
    pub fn of_parameters(algorithm: &AlgorithmIdentifier<'a>) -> Option<Self> {
        let field = [DSA, DSA_OIW, DH, DH_X942].contains(&algorithm.oid.value());
        if field {
            return Some(FieldParameters::of(algorithm).shape());
        }
        if algorithm.oid.value() == EC || algorithm.under(EC_SCHEMES) {
            return Some(Self::Curve(Curve::of(algorithm.parameters)));
        }
        if GOST.iter().any(|root| algorithm.under(root)) {
            return Some(Self::Curve(Curve::of_gost(algorithm)));
        }
        None
    }
}

/// RSAPublicKey of RFC 8017.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RsaPublicKey<'a> {
    /// The modulus.
    pub modulus: Integer<'a>,
    /// The public exponent.
    pub exponent: Integer<'a>,
}

impl<'a> RsaPublicKey<'a> {
    /// Reads the next element as an RSA public key.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let mut inside = reader.sequence()?;
        let key = Self { modulus: inside.integer()?, exponent: inside.integer()? };
        inside.finish()?;
        Ok(key)
    }

    /// Its size.
    pub fn shape(&self) -> KeyShape<'a> {
        KeyShape::Rsa { modulus_bits: self.modulus.bits(), exponent: self.exponent.to_u64() }
    }
}

/// The numbers of a group modulo a prime: DSA (p, q, g), PKCS #3 (p, g), X9.42 (p, g, q).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldParameters {
    /// Bits of p.
    pub prime_bits: Option<usize>,
    /// Bits of q.
    pub order_bits: Option<usize>,
}

impl FieldParameters {
    fn of(algorithm: &AlgorithmIdentifier<'_>) -> Self {
        let order_at = match algorithm.oid.value() {
            DH => usize::MAX,
            DH_X942 => 2,
            _ => 1,
        };
        let mut found = Self::default();
        let numbers = algorithm.parameter_sequence().into_iter().flatten();
        for (index, number) in numbers.map_while(|e| e.integer().ok()).take(3).enumerate() {
            if index == 0 {
                found.prime_bits = Some(number.bits());
            } else if index == order_at {
                found.order_bits = Some(number.bits());
            }
        }
        found
    }

    /// The shape of a key of this group.
    pub fn shape<'a>(&self) -> KeyShape<'a> {
        KeyShape::Field { prime_bits: self.prime_bits, order_bits: self.order_bits }
    }
}

/// Which elliptic curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve<'a> {
    /// By object identifier.
    Named(Oid<'a>),
    /// By its numbers.
    Explicit {
        /// Bits of the field: of the prime, or the degree.
        field_bits: usize,
    },
    /// Inherited, absent or unreadable.
    Unstated,
}

impl<'a> Curve<'a> {
    /// The curve of `ECParameters` (RFC 3279).
    pub fn of(parameters: Option<Element<'a>>) -> Self {
        match parameters {
            Some(element) if element.tag == der::OBJECT_IDENTIFIER => {
                element.oid().map_or(Self::Unstated, Self::Named)
            }
            Some(element) if element.tag == der::SEQUENCE => {
                Self::explicit(element.reader()).unwrap_or(Self::Unstated)
            }
            _ => Self::Unstated,
        }
    }

    /// SpecifiedECDomain: version, field, curve, base point, order.
    fn explicit(mut reader: Reader<'a>) -> Result<Self> {
        reader.integer()?;
        let mut field = reader.sequence()?;
        field.oid()?;
        let size = field.element()?;
        reader.expect(der::SEQUENCE)?;
        reader.expect(der::OCTET_STRING)?;
        reader.integer()?;
        let field_bits = match size.tag {
            der::INTEGER => size.integer()?.bits(),
            // Characteristic two: the degree is the first number.
            der::SEQUENCE => {
                let degree = size.reader().integer()?.to_u64().unwrap_or(0);
                usize::try_from(degree).unwrap_or(0)
            }
            _ => return Err(size.error(DerErrorKind::Shape("field of a curve"))),
        };
        Ok(Self::Explicit { field_bits })
    }

    /// GOST keys name the parameter set first, then the hash.
    fn of_gost(algorithm: &AlgorithmIdentifier<'a>) -> Self {
        let set = algorithm.parameter_sequence().and_then(|mut reader| reader.oid().ok());
        set.map_or(Self::Unstated, Self::Named)
    }
}

/// Reads the parameters of an HSS/LMS public key (RFC 8554): levels, LMS type, LM-OTS type.
///
/// RFC 8708 wraps the key into an OCTET STRING, RFC 9802 does not; both are read.
pub fn hss_parameters(key: &[u8]) -> Option<(u32, u32, u32)> {
    let bare = match Reader::new(key).expect(der::OCTET_STRING) {
        Ok(wrapped) if wrapped.raw.len() == key.len() => wrapped.value,
        _ => key,
    };
    Some((word(bare, 0)?, word(bare, 4)?, word(bare, 8)?))
}

/// Reads the parameter set number of an XMSS or XMSS^MT public key (RFC 8391).
pub fn xmss_parameter_set(key: &[u8]) -> Option<u32> {
    word(key, 0)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_curve_and_an_absent_one() {
        let p256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
        let element = Reader::new(&p256).element().unwrap();
        let Curve::Named(oid) = Curve::of(Some(element)) else { panic!("not named") };
        assert_eq!(oid.dotted(), "1.2.840.10045.3.1.7");
        assert_eq!(Curve::of(None), Curve::Unstated);
    }

    #[test]
    fn hss_keys_are_read_with_and_without_wrapping() {
        let bare = [0, 0, 0, 2, 0, 0, 0, 6, 0, 0, 0, 4, 0xaa];
        let mut wrapped = vec![0x04, 13];
        wrapped.extend_from_slice(&bare);
        assert_eq!(hss_parameters(&bare), Some((2, 6, 4)));
        assert_eq!(hss_parameters(&wrapped), Some((2, 6, 4)));
        assert_eq!(hss_parameters(&bare[..7]), None);
    }
}
