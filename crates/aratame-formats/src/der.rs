//! Owns the distinguished encoding rules (X.690): one element at a time, never by recursion.
//! It owns no structure: which elements make a certificate or a key is said by `x509`, `pkcs`, …

use std::fmt::{self, Write as _};

/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// NULL.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// ENUMERATED.
pub const ENUMERATED: u8 = 0x0a;
/// UTCTime.
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub const GENERALIZED_TIME: u8 = 0x18;
/// SEQUENCE and SEQUENCE OF.
pub const SEQUENCE: u8 = 0x30;
/// SET and SET OF.
pub const SET: u8 = 0x31;

/// The bit of a tag that says that the value is made of elements.
pub const CONSTRUCTED: u8 = 0x20;

/// Bytes of an object identifier: the longest registered ones stay under 40; a UUID arc takes 19.
const MAX_OID_BYTES: usize = 64;

/// The constructed context-specific tag `[number]`.
pub const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// The primitive context-specific tag `[number] IMPLICIT`.
pub const fn context_primitive(number: u8) -> u8 {
    0x80 | number
}

/// Why bytes are not the structure that was asked for, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DerError {
    /// Offset in the bytes that were given to the outermost parser.
    pub offset: usize,
    /// What is wrong there.
    pub kind: DerErrorKind,
}

/// What is wrong with an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DerErrorKind {
    /// The element says that it is longer than the bytes that are there.
    Truncated,
    /// A length of 0x80: allowed by BER, not by DER.
    IndefiniteLength,
    /// A length of more than four bytes.
    LengthTooLong,
    /// A tag number of 31 or more: used by none of the structures read here.
    HighTagNumber,
    /// Another element was expected.
    UnexpectedTag {
        /// The tag of the grammar.
        expected: u8,
        /// The tag that stands there.
        found: u8,
    },
    /// The value ends where another element was expected.
    Missing,
    /// Bytes follow the last element that the grammar knows.
    TrailingBytes,
    /// The bytes of an object identifier are not one.
    BadObjectIdentifier,
    /// An INTEGER without bytes, or too large for what it counts.
    BadInteger,
    /// A BIT STRING without its count of unused bits.
    BadBitString,
    /// A time that is not of the two forms, or not of this calendar.
    BadTime,
    /// Elements are sound but are not those of the structure; the word says which rule failed.
    Shape(&'static str),
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl fmt::Display for DerErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("element longer than its container"),
            Self::IndefiniteLength => f.write_str("indefinite length (BER)"),
            Self::LengthTooLong => f.write_str("length of more than four bytes"),
            Self::HighTagNumber => f.write_str("tag number above 30"),
            Self::UnexpectedTag { expected, found } => {
                write!(f, "tag 0x{found:02x} where 0x{expected:02x} belongs")
            }
            Self::Missing => f.write_str("element missing"),
            Self::TrailingBytes => f.write_str("bytes after the last element"),
            Self::BadObjectIdentifier => f.write_str("malformed object identifier"),
            Self::BadInteger => f.write_str("malformed integer"),
            Self::BadBitString => f.write_str("malformed bit string"),
            Self::BadTime => f.write_str("malformed time"),
            Self::Shape(rule) => f.write_str(rule),
        }
    }
}

impl std::error::Error for DerError {}

/// The outcome of every parser of this family.
pub type Result<T> = std::result::Result<T, DerError>;

/// One element: its tag, its value and where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet.
    pub tag: u8,
    /// Offset of the identifier octet in the outermost bytes.
    pub offset: usize,
    /// Header and value.
    pub raw: &'a [u8],
    /// The value.
    pub value: &'a [u8],
}

impl<'a> Element<'a> {
    /// Bytes of tag and length.
    pub fn header_len(&self) -> usize {
        self.raw.len() - self.value.len()
    }

    /// Offset of the first byte of the value.
    pub fn value_offset(&self) -> usize {
        self.offset + self.header_len()
    }

    /// Offset of the first byte after the element.
    pub fn end(&self) -> usize {
        self.offset + self.raw.len()
    }

    /// A reader over the elements of the value.
    pub fn reader(&self) -> Reader<'a> {
        Reader { data: self.value, offset: self.value_offset() }
    }

    /// An error that points at this element.
    pub fn error(&self, kind: DerErrorKind) -> DerError {
        DerError { offset: self.offset, kind }
    }

    /// The same element, when its tag is `tag`.
    pub fn expect(self, tag: u8) -> Result<Self> {
        if self.tag == tag {
            return Ok(self);
        }
        Err(self.error(DerErrorKind::UnexpectedTag { expected: tag, found: self.tag }))
    }

    /// The value as an object identifier.
    pub fn oid(&self) -> Result<Oid<'a>> {
        self.expect(OBJECT_IDENTIFIER)?;
        Oid::from_value(self.value).ok_or(self.error(DerErrorKind::BadObjectIdentifier))
    }

    /// The value as an INTEGER of any size.
    pub fn integer(&self) -> Result<Integer<'a>> {
        self.expect(INTEGER)?;
        self.as_integer()
    }

    /// The value read as an integer whatever its tag says (ENUMERATED, implicit tags).
    pub fn as_integer(&self) -> Result<Integer<'a>> {
        if self.value.is_empty() {
            return Err(self.error(DerErrorKind::BadInteger));
        }
        Ok(Integer { value: self.value })
    }

    /// The value of a BIT STRING without its count of unused bits, and that count.
    pub fn bits(&self) -> Result<(&'a [u8], u8)> {
        match self.expect(BIT_STRING)?.value.split_first() {
            Some((&unused, bits)) if unused < 8 && (unused == 0 || !bits.is_empty()) => {
                Ok((bits, unused))
            }
            _ => Err(self.error(DerErrorKind::BadBitString)),
        }
    }
}

/// The place and the size only: a value may be private.
impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Element(0x{:02x}, {}..{})", self.tag, self.offset, self.end())
    }
}

/// Walks the elements of one value, or of the bytes of a file.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    data: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader over the outermost bytes.
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, offset: 0 }
    }

    /// A reader that gives `element` again, with its offset.
    pub fn over(element: &Element<'a>) -> Self {
        Self { data: element.raw, offset: element.offset }
    }

    /// Offset of the next byte in the outermost bytes.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The bytes not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.data
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// The tag of the next element.
    pub fn peek(&self) -> Option<u8> {
        self.data.first().copied()
    }

    /// The next element, whatever it is.
    pub fn element(&mut self) -> Result<Element<'a>> {
        let (header, length) = header(self.data).map_err(|kind| self.error(kind))?;
        let split = self.data.split_at_checked(header + length);
        let (raw, rest) = split.ok_or(self.error(DerErrorKind::Truncated))?;
        let value = raw.get(header..).unwrap_or_default();
        let tag = raw.first().copied().unwrap_or_default();
        let element = Element { tag, offset: self.offset, raw, value };
        self.offset += raw.len();
        self.data = rest;
        Ok(element)
    }

    /// The next element, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Result<Element<'a>> {
        match self.peek() {
            Some(found) if found == tag => self.element(),
            Some(found) => Err(self.error(DerErrorKind::UnexpectedTag { expected: tag, found })),
            None => Err(self.error(DerErrorKind::Missing)),
        }
    }

    /// The next element when it has this tag; nothing is read otherwise.
    pub fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>> {
        if self.peek() == Some(tag) { self.element().map(Some) } else { Ok(None) }
    }

    /// The next element, which must be a SEQUENCE, as a reader over its elements.
    pub fn sequence(&mut self) -> Result<Self> {
        Ok(self.expect(SEQUENCE)?.reader())
    }

    /// The next element, which must be an OBJECT IDENTIFIER.
    pub fn oid(&mut self) -> Result<Oid<'a>> {
        self.expect(OBJECT_IDENTIFIER)?.oid()
    }

    /// The next element, which must be an INTEGER.
    pub fn integer(&mut self) -> Result<Integer<'a>> {
        self.expect(INTEGER)?.integer()
    }

    /// Ok when nothing is left.
    pub fn finish(&self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(self.error(DerErrorKind::TrailingBytes)) }
    }

    /// An error that points at the next byte.
    pub fn error(&self, kind: DerErrorKind) -> DerError {
        DerError { offset: self.offset, kind }
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({}..{})", self.offset, self.offset + self.data.len())
    }
}

/// The elements one after the other; ends at the first one that is malformed.
impl<'a> Iterator for Reader<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        if self.is_empty() { None } else { self.element().ok() }
    }
}

/// Bytes of the header at the start of `data`, and of the value that it announces.
///
/// The value need not be there: this is how a caller learns how much to read.
pub fn header(data: &[u8]) -> std::result::Result<(usize, usize), DerErrorKind> {
    let [tag, first, rest @ ..] = data else { return Err(DerErrorKind::Truncated) };
    if tag & 0x1f == 0x1f {
        return Err(DerErrorKind::HighTagNumber);
    }
    match first {
        0..=0x7f => Ok((2, usize::from(*first))),
        0x80 => Err(DerErrorKind::IndefiniteLength),
        0x81..=0x84 => {
            let bytes = usize::from(first & 0x7f);
            let length = rest.get(..bytes).ok_or(DerErrorKind::Truncated)?;
            let length = length.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
            let length = usize::try_from(length).map_err(|_| DerErrorKind::LengthTooLong)?;
            Ok((2 + bytes, length))
        }
        _ => Err(DerErrorKind::LengthTooLong),
    }
}

/// Whether the header at the start of `data` uses the fewest bytes that its length needs.
pub fn has_minimal_header(data: &[u8]) -> bool {
    match header(data) {
        Ok((2, _)) => true,
        Ok((3, length)) => length >= 0x80,
        Ok((4, length)) => length >= 0x100,
        Ok((_, length)) => length >= 0x1_0000,
        Err(_) => false,
    }
}

/// Encodes an element whose value is made of `parts`.
pub fn encode(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => bytes.push(short),
        _ => {
            let zeros = length.leading_zeros() as usize / 8;
            let digits = length.to_be_bytes();
            let digits = digits.get(zeros..).unwrap_or_default();
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
            bytes.extend_from_slice(digits);
        }
    }
    parts.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}

/// An object identifier as encoded. Order and equality are those of the encoding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid<'a>(&'a [u8]);

impl<'a> Oid<'a> {
    /// The identifier with this value, when it is well formed.
    pub fn from_value(value: &'a [u8]) -> Option<Self> {
        let ends = value.last().is_some_and(|byte| byte & 0x80 == 0);
        let padded = value.iter().zip(value.get(1..).unwrap_or_default());
        let starts_padded = value.first() == Some(&0x80);
        let arc_padded = padded.clone().any(|(last, first)| last & 0x80 == 0 && *first == 0x80);
        (ends && !starts_padded && !arc_padded && value.len() <= MAX_OID_BYTES)
            .then_some(Self(value))
    }

    /// The identifier of a constant of the code; its form is the caller's promise.
    pub const fn constant(value: &'a [u8]) -> Self {
        Self(value)
    }

    /// The encoded value.
    pub fn value(&self) -> &'a [u8] {
        self.0
    }

    /// Whether this identifier lies in the subtree `root`.
    pub fn starts_with(&self, root: &[u8]) -> bool {
        self.0.starts_with(root)
    }

    /// The identifier in dotted form.
    pub fn dotted(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arcs = self.0.split_inclusive(|byte| byte & 0x80 == 0);
        let first = arcs.next().map_or(Some(0), arc);
        match first {
            Some(joint) => {
                let root = (joint / 40).min(2);
                write!(f, "{root}.{}", joint - root * 40)?;
            }
            None => f.write_str("2.?")?,
        }
        for bytes in arcs {
            f.write_char('.')?;
            match arc(bytes) {
                Some(value) => write!(f, "{value}")?,
                None => f.write_char('?')?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// One arc; nothing when it needs more than 128 bits, which no registry gives out.
fn arc(bytes: &[u8]) -> Option<u128> {
    bytes.iter().try_fold(0u128, |value, byte| {
        value.checked_mul(128).map(|shifted| shifted | u128::from(byte & 0x7f))
    })
}

/// An INTEGER of any size, as encoded: two's complement, big-endian, at least one byte.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Integer<'a> {
    value: &'a [u8],
}

impl<'a> Integer<'a> {
    /// The encoded value.
    pub fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Whether the sign bit is set.
    pub fn is_negative(&self) -> bool {
        self.value.first().is_some_and(|byte| byte & 0x80 != 0)
    }

    /// The magnitude of a non-negative integer without leading zeros.
    pub fn magnitude(&self) -> &'a [u8] {
        let zeros = self.value.iter().take_while(|byte| **byte == 0).count();
        self.value.get(zeros..).unwrap_or_default()
    }

    /// The position of the highest set bit, counted from one.
    pub fn bits(&self) -> usize {
        let magnitude = self.magnitude();
        magnitude.first().map_or(0, |top| magnitude.len() * 8 - top.leading_zeros() as usize)
    }

    /// Whether the lowest bit is set.
    pub fn is_odd(&self) -> bool {
        self.value.last().is_some_and(|byte| byte & 1 == 1)
    }

    /// The integer, when it is not negative and fits.
    pub fn to_u64(&self) -> Option<u64> {
        let magnitude = self.magnitude();
        (!self.is_negative() && magnitude.len() <= 8)
            .then(|| magnitude.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// Whether no byte could be left out, as DER demands.
    pub fn is_minimal(&self) -> bool {
        !matches!(self.value, [0, next, ..] if next & 0x80 == 0)
            && !matches!(self.value, [0xff, next, ..] if next & 0x80 != 0)
    }
}

/// The size only: an integer may be a private value.
impl fmt::Debug for Integer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Integer({} bits)", self.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_knows_where_it_stands() {
        let mut reader = Reader::new(&[0x30, 0x03, 0x02, 0x01, 0x05, 0xff]);
        let sequence = reader.element().unwrap();
        let mut inside = sequence.reader();
        let integer = inside.expect(INTEGER).unwrap();
        assert_eq!((integer.offset, integer.end(), sequence.end()), (2, 5, 5));
        assert_eq!(integer.integer().unwrap().to_u64(), Some(5));
        assert_eq!(reader.rest(), [0xff]);
        assert!(inside.finish().is_ok());
    }

    #[test]
    fn lengths_beyond_the_bytes_and_of_other_rules_are_refused() {
        let kind = |bytes: &[u8]| Reader::new(bytes).element().unwrap_err().kind;
        assert_eq!(kind(&[0x30, 0x05, 0]), DerErrorKind::Truncated);
        assert_eq!(kind(&[0x30]), DerErrorKind::Truncated);
        assert_eq!(kind(&[0x30, 0x80, 0, 0]), DerErrorKind::IndefiniteLength);
        assert_eq!(kind(&[0x30, 0x85, 0, 0, 0, 0, 0]), DerErrorKind::LengthTooLong);
        assert_eq!(kind(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), DerErrorKind::Truncated);
        assert_eq!(kind(&[0x1f, 0x81, 0, 0]), DerErrorKind::HighTagNumber);
    }

    #[test]
    fn minimal_headers_are_told_from_padded_ones() {
        assert!(has_minimal_header(&[0x30, 0x7f]));
        assert!(has_minimal_header(&[0x30, 0x81, 0x80]));
        assert!(!has_minimal_header(&[0x30, 0x81, 0x7f]));
        assert!(!has_minimal_header(&[0x30, 0x82, 0x00, 0xff]));
    }

    #[test]
    fn object_identifiers_print_in_dotted_form() {
        let dotted = |bytes: &[u8]| Oid::from_value(bytes).map(|oid| oid.dotted());
        let rsa = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
        assert_eq!(dotted(&rsa).as_deref(), Some("1.2.840.113549.1.1.1"));
        assert_eq!(dotted(&[0x88, 0x37, 0x03]).as_deref(), Some("2.999.3"));
        assert_eq!(dotted(&[0x2b, 0x65, 0x70]).as_deref(), Some("1.3.101.112"));
        assert_eq!(dotted(&[]), None);
        assert_eq!(dotted(&[0x2a, 0x86]), None);
        assert_eq!(dotted(&[0x2a, 0x80, 0x01]), None);
        let mut endless = [0xff; 30];
        endless[29] = 0x7f;
        assert_eq!(dotted(&endless).as_deref(), Some("2.?"));
    }

    #[test]
    fn encoding_uses_the_shortest_length() {
        assert_eq!(encode(0x04, &[&[1; 3]]), [4, 3, 1, 1, 1]);
        assert_eq!(encode(0x04, &[&[0; 0x80]])[..3], [4, 0x81, 0x80]);
        assert_eq!(encode(0x04, &[&[0; 0x100], &[0; 2]])[..4], [4, 0x82, 0x01, 0x02]);
    }

    #[test]
    fn integers_are_measured_in_bits() {
        let integer = |value: &'static [u8]| Integer { value };
        assert_eq!(integer(&[0x00, 0x80]).bits(), 8);
        assert_eq!(integer(&[0x01, 0x00]).bits(), 9);
        assert_eq!(integer(&[0x00]).bits(), 0);
        assert!(integer(&[0x80]).is_negative());
        assert!(!integer(&[0x00, 0x7f]).is_minimal());
        assert_eq!(format!("{:?}", integer(&[0x2a])), "Integer(6 bits)");
    }
}
