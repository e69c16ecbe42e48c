//! Owns PrivateKeyInfo (RFC 5958), plain and encrypted, and the form of a post-quantum seed.

use crate::der::{self, DerErrorKind, Element, Reader, Result};
use crate::pbe::PasswordScheme;
use crate::pkcs::{
    encode_algorithm, encode_public_key_info, read_ec_private_key, read_rsa_private_key,
};
use crate::spki::{AlgorithmIdentifier, Curve, KeyShape};

/// A private key under its algorithm, without anything private.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKeyInfo<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// Bytes that it takes.
    pub len: usize,
    /// The algorithm of the key.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// Size or curve.
    pub shape: KeyShape<'a>,
    /// In which of its forms the key stands.
    pub form: KeyForm,
    /// The SubjectPublicKeyInfo of the public half, when the public half is in the file.
    pub public_key_info: Option<Vec<u8>>,
}

/// The forms in which RFC 9881 and RFC 9935 let a private key stand, and the older bare ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyForm {
    /// `seed [0]`
    Seed,
    /// `expandedKey OCTET STRING`
    Expanded,
    /// `both SEQUENCE { seed, expandedKey }`
    Both,
    /// The bytes alone, as many as a seed has.
    BareSeed,
    /// The bytes alone, more than a seed has.
    BareExpanded,
}

/// Bytes of the longest seed: d and z of ML-KEM.
const LONGEST_SEED: usize = 64;

impl KeyForm {
    /// The form of the content of a `privateKey` OCTET STRING.
    fn of(content: &[u8]) -> Self {
        let mut reader = Reader::new(content);
        let whole = reader.element().ok().filter(|_| reader.is_empty());
        match whole.map(|element| (element.tag, element)) {
            Some((0x80, seed)) if seed.value.len() <= LONGEST_SEED => Self::Seed,
            Some((der::OCTET_STRING, _)) => Self::Expanded,
            Some((der::SEQUENCE, both)) if is_pair(&both) => Self::Both,
            _ if content.len() <= LONGEST_SEED => Self::BareSeed,
            _ => Self::BareExpanded,
        }
    }

    /// The word that the inventory uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Expanded => "expanded",
            Self::Both => "both",
            Self::BareSeed => "bare-seed",
            Self::BareExpanded => "bare-expanded",
        }
    }
}

fn is_pair(both: &Element<'_>) -> bool {
    let mut inside = both.reader();
    let seed = inside.expect(der::OCTET_STRING);
    seed.is_ok() && inside.expect(der::OCTET_STRING).is_ok() && inside.is_empty()
}

impl<'a> PrivateKeyInfo<'a> {
    /// Reads the next element as PrivateKeyInfo or OneAsymmetricKey.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut inside = element.reader();
        let version = inside.integer()?.to_u64();
        let algorithm = AlgorithmIdentifier::read(&mut inside)?;
        let private = inside.expect(der::OCTET_STRING)?;
        inside.optional(der::context(0))?;
        let public = inside.optional(der::context_primitive(1))?;
        inside.finish()?;
        if version.is_none_or(|version| version > 1) {
            return Err(element.error(DerErrorKind::Shape("version of a private key")));
        }
        let (shape, nested_public) = shape_of(&algorithm, &private);
        // The implicit tag replaces that of a BIT STRING: a count of unused bits, then the key.
        let public = public
            .and_then(|bits| bits.value.split_first())
            .map(|(_, key)| encode_public_key_info(&encode_algorithm(&algorithm), key));
        Ok(Self {
            offset: element.offset,
            len: element.raw.len(),
            algorithm,
            shape,
            form: KeyForm::of(private.value),
            public_key_info: public.or(nested_public),
        })
    }
}

/// What the key inside says of its size, and its public half.
fn shape_of<'a>(
    algorithm: &AlgorithmIdentifier<'a>,
    private: &Element<'a>,
) -> (KeyShape<'a>, Option<Vec<u8>>) {
    let by_parameters = KeyShape::of_parameters(algorithm);
    if let Some(KeyShape::Curve(outer)) = by_parameters {
        let nested = read_ec_private_key(&mut private.reader(), algorithm.parameters);
        return match nested {
            Ok(key) if outer == Curve::Unstated => (key.shape, key.public_key_info),
            Ok(key) => (KeyShape::Curve(outer), key.public_key_info),
            Err(_) => (KeyShape::Curve(outer), None),
        };
    }
    if let Some(shape) = by_parameters {
        return (shape, None);
    }
    match read_rsa_private_key(&mut private.reader()) {
        Ok(key) => (key.shape, key.public_key_info),
        Err(_) => (KeyShape::Opaque { bytes: private.value.len() }, None),
    }
}

/// A private key that only a password opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncryptedPrivateKeyInfo<'a> {
    /// Offset in the outermost bytes.
    pub offset: usize,
    /// Bytes that it takes.
    pub len: usize,
    /// How it is encrypted.
    pub scheme: PasswordScheme<'a>,
}

impl<'a> EncryptedPrivateKeyInfo<'a> {
    /// Reads the next element as EncryptedPrivateKeyInfo.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(der::SEQUENCE)?;
        let mut inside = element.reader();
        let algorithm = AlgorithmIdentifier::read(&mut inside)?;
        inside.expect(der::OCTET_STRING)?;
        inside.finish()?;
        let scheme = PasswordScheme::of(&algorithm)?;
        Ok(Self { offset: element.offset, len: element.raw.len(), scheme })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_forms_are_told_apart() {
        let seed = [[0x80, 32].as_slice(), &[7; 32]].concat();
        let expanded = [[0x04, 100].as_slice(), &[7; 100]].concat();
        let pair = [[0x04, 32].as_slice(), &[7; 32], &[0x04, 40], &[7; 40]].concat();
        let both = [[0x30, 76].as_slice(), &pair].concat();
        assert_eq!(KeyForm::of(&seed), KeyForm::Seed);
        assert_eq!(KeyForm::of(&expanded), KeyForm::Expanded);
        assert_eq!(KeyForm::of(&both), KeyForm::Both);
        assert_eq!(KeyForm::of(&[7; 64]), KeyForm::BareSeed);
        assert_eq!(KeyForm::of(&[7; 65]), KeyForm::BareExpanded);
    }

    #[test]
    fn a_debug_print_holds_no_private_byte() {
        let key = [
            &[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20][..],
            &[0xab; 32],
        ]
        .concat();
        let key = PrivateKeyInfo::read(&mut Reader::new(&key)).unwrap();
        assert!(!format!("{key:?}").contains("171, 171"));
    }
}
