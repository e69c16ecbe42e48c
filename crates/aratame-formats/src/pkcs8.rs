//! Owns PrivateKeyInfo (RFC 5958), plain and encrypted, and the form of a post-quantum seed.

use crate::der::{self, DerErrorKind, Element, Reader, Result};
use crate::pbe::PasswordScheme;
use crate::pkcs::{
    encode_algorithm, encode_public_key_info, read_ec_private_key, read_rsa_private_key,
};
use crate::spki::{AlgorithmIdentifier, Curve, KeyShape};

/// The arc of NIST's algorithms.
const NIST_ALGORITHMS: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04];
/// Signatures in that arc; SLH-DSA has the numbers 20 to 31.
const SIGNATURES: u8 = 3;
/// Key encapsulation in that arc; ML-KEM has the numbers 1 to 3.
const ML_KEM: u8 = 4;

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
        let public = public.and_then(|bits| bits.value.split_first()).map(|(_, key)| key);
        let public = public.or_else(|| public_half(&algorithm, private.value));
        let public = public.map(|key| encode_public_key_info(&encode_algorithm(&algorithm), key));
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

/// The public key inside a post-quantum private key, where its layout has one.
///
/// FIPS 203, section 7.1: a decapsulation key is a secret, the encapsulation key, a hash and a
/// seed. FIPS 205, section 9.1: a private key ends in the public key, as long as what precedes.
fn public_half<'a>(algorithm: &AlgorithmIdentifier<'a>, content: &'a [u8]) -> Option<&'a [u8]> {
    let expanded = match Reader::new(content).element() {
        Ok(whole) if whole.tag == der::OCTET_STRING => whole.value,
        Ok(both) if both.tag == der::SEQUENCE => both.reader().nth(1)?.value,
        _ => content,
    };
    match algorithm.oid.value().strip_prefix(NIST_ALGORITHMS)? {
        [ML_KEM, 1..=3] => {
            let ranks = [(1632, 2), (2400, 3), (3168, 4)];
            let (_, rank) = ranks.into_iter().find(|(len, _)| *len == expanded.len())?;
            expanded.get(384 * rank..768 * rank + 32)
        }
        [SIGNATURES, 20..=31] if [64, 96, 128].contains(&content.len()) => {
            content.get(content.len() / 2..)
        }
        _ => None,
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
    fn the_public_half_of_an_expanded_key_is_the_middle_or_the_end() {
        let identifier = |arcs: [u8; 2]| [NIST_ALGORITHMS, &arcs].concat();
        let half = |arcs, content: &[u8]| {
            let oid = identifier(arcs);
            let oid = der::Oid::from_value(&oid).unwrap();
            let algorithm = AlgorithmIdentifier { oid, parameters: None };
            public_half(&algorithm, content).map(<[u8]>::to_vec)
        };
        let expanded = [vec![1; 768], vec![2; 800], vec![1; 64]].concat();
        let wrapped = der::encode(der::OCTET_STRING, &[&expanded]);
        let seed = der::encode(der::OCTET_STRING, &[&[1; 64]]);
        let both = der::encode(der::SEQUENCE, &[&seed, &wrapped]);
        for content in [&expanded, &wrapped, &both] {
            assert_eq!(half([4, 1], content), Some(vec![2; 800]));
        }
        assert_eq!(half([4, 1], &[1; 64]), None);
        assert_eq!(half([3, 20], &[[1; 32], [2; 32]].concat()), Some(vec![2; 32]));
        assert_eq!(half([3, 17], &[1; 64]), None);
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
