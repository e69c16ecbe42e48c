//! Owns writing `SubjectPublicKeyInfo` (RFC 5280) from the raw numbers of a key, so that one key
//! has one fingerprint whether it stands in a certificate, an SSH list or a JSON document.

use crate::der;

const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
const DSA: &str = "1.2.840.10040.4.1";
const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";

/// An RSA key, with the NULL parameters that RFC 3279 asks for.
#[must_use]
pub fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = element(der::SEQUENCE, &[&unsigned(modulus), &unsigned(exponent)]);
    info(&[&identifier(RSA_ENCRYPTION), &element(der::NULL, &[])], &key)
}

/// A DSA key with its domain parameters.
#[must_use]
pub fn dsa(p: &[u8], q: &[u8], g: &[u8], y: &[u8]) -> Vec<u8> {
    let domain = element(der::SEQUENCE, &[&unsigned(p), &unsigned(q), &unsigned(g)]);
    info(&[&identifier(DSA), &domain], &unsigned(y))
}

/// A key on a named curve; `curve` is its dotted object identifier.
#[must_use]
pub fn ec(curve: &str, point: &[u8]) -> Vec<u8> {
    info(&[&identifier(EC_PUBLIC_KEY), &identifier(curve)], point)
}

/// A key that is a string of octets under an identifier without parameters.
#[must_use]
pub fn octets(algorithm: &str, key: &[u8]) -> Vec<u8> {
    info(&[&identifier(algorithm)], key)
}

fn info(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    let algorithm = element(der::SEQUENCE, algorithm);
    let key = element(der::BIT_STRING, &[&[0], key]);
    element(der::SEQUENCE, &[&algorithm, &key])
}

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut element = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short @ 0..=0x7f) => element.push(short),
        _ => {
            let length = content.len().to_be_bytes();
            let zeros = length.iter().take_while(|byte| **byte == 0).count();
            let length = length.get(zeros..).unwrap_or_default();
            element.push(0x80 | length.len() as u8);
            element.extend(length);
        }
    }
    element.extend(content);
    element
}

/// An INTEGER that is not negative, minimal whatever zeros `number` has in front.
fn unsigned(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let number = number.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if number.first().is_none_or(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    element(der::INTEGER, &[sign, number])
}

fn identifier(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').map(|arc| arc.parse::<u64>().unwrap_or(0));
    let first =
        arcs.next().unwrap_or(0).saturating_mul(40).saturating_add(arcs.next().unwrap_or(0));
    let content: Vec<u8> = std::iter::once(first).chain(arcs).flat_map(base128).collect();
    element(der::OBJECT_IDENTIFIER, &[&content])
}

fn base128(arc: u64) -> Vec<u8> {
    let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
    let group = |index: u32| {
        let more = if index == 0 { 0 } else { 0x80 };
        (arc >> (7 * index)) as u8 & 0x7f | more
    };
    (0..groups).rev().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::Reader;
    use crate::spki::{KeyShape, SubjectPublicKeyInfo};

    fn shape(info: &[u8]) -> KeyShape<'_> {
        SubjectPublicKeyInfo::read(&mut Reader::new(info)).unwrap().shape()
    }

    #[test]
    fn what_is_written_is_read() {
        let info = rsa(&[0x80; 256], &[0, 1, 0, 1]);
        assert_eq!(shape(&info), KeyShape::Rsa { modulus_bits: 2048, exponent: Some(65537) });
        let info = dsa(&[0x90; 128], &[0x90; 20], &[2], &[3]);
        assert_eq!(shape(&info), KeyShape::Field { prime_bits: Some(1024), order_bits: Some(160) });
    }

    #[test]
    fn identifiers_are_those_of_x690() {
        assert_eq!(
            identifier("1.2.840.10045.3.1.7"),
            [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]
        );
        let ed25519 = octets("1.3.101.112", &[7; 32]);
        assert_eq!(ed25519[..12], [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0]);
        assert_eq!(ed25519.len(), 44);
    }
}
