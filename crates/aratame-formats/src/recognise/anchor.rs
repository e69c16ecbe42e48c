//! Owns the literals by which objects are found inside any bytes, and the cheap check that turns
//! a literal into the place where its object begins. The check reads a few bytes around; whoever
//! uses it parses the object afterwards.

use super::ObjectKind;
use crate::der;

/// Longest serial number that the search for certificates of version 1 looks back over.
const MAX_SERIAL: usize = 24;

/// Bytes before the validity of a certificate of version 1 in which its beginning is searched, so
/// that a hit costs little whatever stands before it.
const MAX_BEFORE_VALIDITY: usize = 256;

/// A literal with the rule that finds the beginning of its object.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// The bytes to search.
    pub literal: &'static [u8],
    /// What stands around them.
    pub rule: Rule,
}

/// What stands around a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The literal is the first element of the signed part: two headers stand before it.
    InSigned,
    /// The literal is an algorithm identifier of a certificate or list without version, or with
    /// the version of a list: perhaps an INTEGER, then two headers stand before it.
    SignatureAlgorithm,
    /// The same, but the literal begins inside the SEQUENCE of the identifier.
    SignatureAlgorithmValue,
    /// The literal is the validity of a certificate without version: issuer, algorithm
    /// identifier, INTEGER, then two headers stand before it.
    Validity,
    /// One header stands before the literal, which is the first element of the object; the header
    /// of a message may be of indefinite length.
    First,
    /// The literal is an object identifier in an algorithm identifier that begins the object.
    FirstAlgorithm,
    /// Version 0, then a Name: a request.
    Request,
    /// The type of an OCSP response, some headers into it.
    Ocsp,
    /// The modulus of a bare RSA public key.
    Modulus,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 9] = [
        Self::InSigned,
        Self::SignatureAlgorithm,
        Self::SignatureAlgorithmValue,
        Self::Validity,
        Self::First,
        Self::FirstAlgorithm,
        Self::Request,
        Self::Ocsp,
        Self::Modulus,
    ];
}

/// Anchors of certificates.
pub const CERTIFICATE: &[Anchor] = &[
    Anchor { literal: b"\xa0\x03\x02\x01", rule: Rule::InSigned },
    // Version 1 has no version: the signature algorithm stands behind the serial number.
    Anchor {
        literal: b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01",
        rule: Rule::SignatureAlgorithm,
    },
    Anchor {
        literal: b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03",
        rule: Rule::SignatureAlgorithmValue,
    },
    // Of any other algorithm: two UTCTimes, one of each kind, two GeneralizedTimes.
    Anchor { literal: b"\x30\x1e\x17\x0d", rule: Rule::Validity },
    Anchor { literal: b"\x30\x20\x17\x0d", rule: Rule::Validity },
    Anchor { literal: b"\x30\x22\x18\x0f", rule: Rule::Validity },
];

/// Anchors of requests, lists, responses and attribute certificates.
pub const RELATED: &[Anchor] = &[
    Anchor { literal: b"\x02\x01\x00\x30", rule: Rule::Request },
    Anchor { literal: b"\x02\x01\x01\x30", rule: Rule::InSigned },
    // Lists of version 1 begin with the signature algorithm.
    Anchor { literal: b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01", rule: Rule::InSigned },
    Anchor { literal: b"\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01", rule: Rule::Ocsp },
];

/// Anchors of private keys, plain and encrypted.
pub const PRIVATE_KEY: &[Anchor] = &[
    // PKCS #8: version, then an algorithm identifier.
    Anchor { literal: b"\x02\x01\x00\x30", rule: Rule::First },
    Anchor { literal: b"\x02\x01\x01\x30", rule: Rule::First },
    // PKCS #1 and DSA: version 0, then a long INTEGER.
    Anchor { literal: b"\x02\x01\x00\x02\x82", rule: Rule::First },
    Anchor { literal: b"\x02\x01\x00\x02\x81", rule: Rule::First },
    Anchor { literal: b"\x02\x01\x00\x02\x41\x00", rule: Rule::First },
    // SEC 1: version 1, then the scalar.
    Anchor { literal: b"\x02\x01\x01\x04", rule: Rule::First },
    Anchor { literal: b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05", rule: Rule::FirstAlgorithm },
    Anchor { literal: b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01", rule: Rule::FirstAlgorithm },
];

/// Anchors of public keys.
pub const PUBLIC_KEY: &[Anchor] = &[
    Anchor { literal: b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01", rule: Rule::FirstAlgorithm },
    Anchor { literal: b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01", rule: Rule::FirstAlgorithm },
    Anchor { literal: b"\x06\x07\x2a\x86\x48\xce\x38\x04\x01", rule: Rule::FirstAlgorithm },
    Anchor { literal: b"\x06\x07\x2a\x86\x48\xce\x3e\x02\x01", rule: Rule::FirstAlgorithm },
    Anchor { literal: b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01", rule: Rule::FirstAlgorithm },
    Anchor { literal: b"\x06\x03\x2b\x65", rule: Rule::FirstAlgorithm },
    Anchor { literal: b"\x06\x09\x60\x86\x48\x01\x65\x03\x04", rule: Rule::FirstAlgorithm },
    // The arc of PKIX algorithms, with the composites and XMSS.
    Anchor { literal: b"\x06\x08\x2b\x06\x01\x05\x05\x07\x06", rule: Rule::FirstAlgorithm },
    // HSS/LMS.
    Anchor {
        literal: b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x11",
        rule: Rule::FirstAlgorithm,
    },
    // The arc of the Open Quantum Safe prototypes.
    Anchor { literal: b"\x2b\xce\x0f\x06", rule: Rule::FirstAlgorithm },
    // Moduli of 1024, 2048, 3072 and 4096 bits.
    Anchor { literal: b"\x02\x81\x81\x00", rule: Rule::Modulus },
    Anchor { literal: b"\x02\x82\x01\x01\x00", rule: Rule::Modulus },
    Anchor { literal: b"\x02\x82\x01\x81\x00", rule: Rule::Modulus },
    Anchor { literal: b"\x02\x82\x02\x01\x00", rule: Rule::Modulus },
];

/// Anchors of PKCS #12 files.
pub const PFX: &[Anchor] = &[Anchor { literal: b"\x02\x01\x03\x30", rule: Rule::First }];

/// Anchors of messages.
pub const MESSAGE: &[Anchor] = &[
    Anchor { literal: b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", rule: Rule::First },
    Anchor { literal: b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01", rule: Rule::First },
];

/// Where the object begins whose literal stands at `at`, as far as the bytes around tell.
pub fn start(window: &[u8], at: usize, rule: Rule) -> Option<usize> {
    match rule {
        Rule::InSigned => signed_before(window, at),
        Rule::SignatureAlgorithm => before_serial(window, at),
        Rule::SignatureAlgorithmValue => before_serial(window, header_before(window, at)?.0),
        Rule::Validity => before_validity(window, at),
        Rule::First => {
            let start = match header_before(window, at) {
                Some((start, _)) => start,
                None => indefinite_before(window, at)?,
            };
            is_first_plausible(window, at).then_some(start)
        }
        Rule::FirstAlgorithm => before_algorithm(window, at),
        Rule::Request => {
            let name = window.get(at + 3..)?;
            let (header, length) = der::header(name).ok()?;
            let attribute = name.get(header).is_none_or(|tag| *tag == der::SET);
            (attribute || length == 0).then(|| signed_before(window, at))?
        }
        Rule::Ocsp => before_ocsp_type(window, at),
        Rule::Modulus => before_modulus(window, at),
    }
}

/// Whether `kind` can begin with the bytes at the start of `object`; costs a few comparisons.
pub fn may_be(kind: ObjectKind, object: &[u8]) -> bool {
    let Ok((header, _)) = der::header(object) else { return false };
    let first = object.get(header).copied();
    match kind {
        ObjectKind::Certificate
        | ObjectKind::Request
        | ObjectKind::Crl
        | ObjectKind::AttributeCertificate
        | ObjectKind::EncryptedPrivateKeyInfo
        | ObjectKind::PublicKeyInfo => first == Some(der::SEQUENCE),
        ObjectKind::Ocsp => first == Some(der::ENUMERATED),
        ObjectKind::Message => first == Some(der::OBJECT_IDENTIFIER),
        _ => first == Some(der::INTEGER),
    }
}

/// The SEQUENCE header that ends at `at`: where it begins, and the length that it announces.
fn header_before(window: &[u8], at: usize) -> Option<(usize, usize)> {
    (2..=5).find_map(|size| {
        let start = at.checked_sub(size)?;
        let header = window.get(start..at)?;
        let (found, length) = der::header(header).ok()?;
        let fits = found == size && header.first() == Some(&der::SEQUENCE);
        (fits && length > 0 && der::has_minimal_header(header)).then_some((start, length))
    })
}

/// Two nested headers that end at `at`, the outer one longer than the inner one.
fn signed_before(window: &[u8], at: usize) -> Option<usize> {
    let (body, body_length) = header_before(window, at)?;
    let (start, length) = header_before(window, body)?;
    (length > at - body + body_length).then_some(start)
}

/// The signed part begins with an INTEGER that ends at `at`.
fn before_serial(window: &[u8], at: usize) -> Option<usize> {
    (1..=MAX_SERIAL).find_map(|size| {
        let tag = at.checked_sub(size + 2)?;
        let [found, length] = window.get(tag..tag + 2)? else { return None };
        let is_serial = *found == der::INTEGER && usize::from(*length) == size;
        is_serial.then(|| signed_before(window, tag))?
    })
}

/// Two headers, an INTEGER, an algorithm identifier and a Name that ends at `at`.
fn before_validity(window: &[u8], at: usize) -> Option<usize> {
    let base = at.saturating_sub(MAX_BEFORE_VALIDITY);
    let before = window.get(base..at)?;
    let issuers = sequences_ending_at(before, before.len());
    let mut algorithms = issuers.flat_map(|issuer| sequences_ending_at(before, issuer));
    algorithms.find_map(|algorithm| before_serial(before, algorithm)).map(|start| base + start)
}

/// Where a SEQUENCE begins that ends at `end`, the nearest first.
fn sequences_ending_at(bytes: &[u8], end: usize) -> impl Iterator<Item = usize> {
    let tags = memchr::memchr_iter(der::SEQUENCE, bytes.get(..end).unwrap_or_default()).rev();
    tags.filter(move |tag| {
        let header = der::header(bytes.get(*tag..).unwrap_or_default());
        header.is_ok_and(|(size, length)| tag + size + length == end)
    })
}

/// The header of a SEQUENCE of indefinite length that ends at `at`, where a message begins.
fn indefinite_before(window: &[u8], at: usize) -> Option<usize> {
    let start = at.checked_sub(2)?;
    let is_message = window.get(at) == Some(&der::OBJECT_IDENTIFIER);
    (is_message && window.get(start..at) == Some(&[der::SEQUENCE, 0x80])).then_some(start)
}

/// The object begins with the algorithm identifier in which `at` is the object identifier, or a
/// part of it; a BIT STRING or an OCTET STRING follows and ends the object.
fn before_algorithm(window: &[u8], at: usize) -> Option<usize> {
    let identifier = match window.get(at) {
        Some(&der::OBJECT_IDENTIFIER) => at,
        _ => at.checked_sub(2).filter(|at| window.get(*at) == Some(&der::OBJECT_IDENTIFIER))?,
    };
    let (algorithm, algorithm_length) = header_before(window, identifier)?;
    let (start, length) = header_before(window, algorithm)?;
    let key = window.get(identifier.checked_add(algorithm_length)?..)?;
    let tag = key.first()?;
    let (header, key_length) = der::header(key).ok()?;
    let whole = identifier - algorithm + algorithm_length + header + key_length;
    (matches!(*tag, der::BIT_STRING | der::OCTET_STRING) && whole == length).then_some(start)
}

/// What may follow the first element: known for each version number that begins an object.
fn is_first_plausible(window: &[u8], at: usize) -> bool {
    match window.get(at..).unwrap_or_default() {
        // PKCS #8: an algorithm identifier. PKCS #12: a ContentInfo of PKCS #7.
        [der::INTEGER, 1, 0 | 1 | 3, rest @ ..] if rest.first() == Some(&der::SEQUENCE) => {
            der::header(rest)
                .is_ok_and(|(header, _)| rest.get(header) == Some(&der::OBJECT_IDENTIFIER))
        }
        // SEC 1: a scalar of 20 to 72 bytes.
        [der::INTEGER, 1, 1, der::OCTET_STRING, length, ..] => (20..=72).contains(length),
        [der::INTEGER, 1, 0, der::INTEGER, ..] => true,
        // A message: [0] follows its type.
        [der::OBJECT_IDENTIFIER, length, rest @ ..] => {
            rest.get(usize::from(*length)) == Some(&der::context(0))
        }
        _ => false,
    }
}

/// responseStatus, [0], responseBytes: at most three headers and an ENUMERATED before the type.
fn before_ocsp_type(window: &[u8], at: usize) -> Option<usize> {
    let (bytes, _) = header_before(window, at)?;
    (2..=5).find_map(|size| {
        let tagged = bytes.checked_sub(size)?;
        let (found, _) = der::header(window.get(tagged..bytes)?).ok()?;
        let status = tagged.checked_sub(3)?;
        let is_tagged = window.get(tagged) == Some(&der::context(0)) && found == size;
        let is_status = window.get(status..status + 2) == Some(&[der::ENUMERATED, 1]);
        (is_tagged && is_status).then(|| header_before(window, status))?.map(|(start, _)| start)
    })
}

/// The modulus at `at` is the first of exactly two integers.
fn before_modulus(window: &[u8], at: usize) -> Option<usize> {
    let (start, length) = header_before(window, at)?;
    let (header, modulus) = der::header(window.get(at..)?).ok()?;
    let exponent = window.get(at + header + modulus..)?;
    let (exponent_header, exponent_length) = der::header(exponent).ok()?;
    let whole = header + modulus + exponent_header + exponent_length;
    let is_pair = exponent.first() == Some(&der::INTEGER) && whole == length;
    let bit_string = is_bit_string_before(window, start, at - start + length);
    (is_pair && exponent_length <= 8 && !bit_string).then_some(start)
}

/// Whether a BIT STRING header for exactly `len` bytes stands before `start`: then the key belongs
/// to a SubjectPublicKeyInfo.
fn is_bit_string_before(window: &[u8], start: usize, len: usize) -> bool {
    (3..=6).any(|size| {
        let Some(tag) = start.checked_sub(size) else { return false };
        let header = window.get(tag..start - 1).and_then(|bytes| der::header(bytes).ok());
        window.get(tag) == Some(&der::BIT_STRING) && header == Some((size - 1, len + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_a_signed_object_is_found_from_its_version() {
        let mut object = vec![0x30, 0x82, 0x01, 0x20, 0x30, 0x82, 0x01, 0x00];
        object.extend_from_slice(b"\xa0\x03\x02\x01\x02\x02\x01\x05");
        let window = [b"junk".as_slice(), &object].concat();
        assert_eq!(start(&window, 12, Rule::InSigned), Some(4));
        assert_eq!(start(b"\xa0\x03\x02\x01", 0, Rule::InSigned), None);
    }

    #[test]
    fn a_certificate_of_version_1_is_found_from_its_validity() {
        let body = b"\x02\x01\x07\x30\x04\x06\x02\x2a\x03\x30\x00\x30\x1e\x17\x0d";
        let certificate = [&[0x30, 0x70, 0x30, 0x60][..], body].concat();
        let window = [b"junk".as_slice(), &certificate].concat();
        let at = window.len() - 4;
        assert_eq!(start(&window, at, Rule::Validity), Some(4));
        assert_eq!(start(&window[5..], at - 5, Rule::Validity), None);
        assert_eq!(start(b"\x30\x1e\x17\x0d", 0, Rule::Validity), None);
    }

    #[test]
    fn a_bare_key_is_told_from_one_in_a_bit_string() {
        let key = [&[0x30, 0x81, 0x89, 0x02, 0x81, 0x81, 0x00][..], &[7; 0x80], &[2, 3, 1, 0, 1]];
        let key = key.concat();
        assert_eq!(start(&key, 3, Rule::Modulus), Some(0));
        let wrapped = [&[0x03, 0x81, 0x8d, 0x00][..], &key].concat();
        assert_eq!(start(&wrapped, 7, Rule::Modulus), None);
    }
}
