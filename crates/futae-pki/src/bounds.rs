//! What is asked of DER before a decoder of the crates sees it: a size, a depth, and a number of
//! elements in a set, because sets are sorted by insertion there, which is quadratic.

use der::{Header, Reader, SliceReader, Tag};

use crate::{Error, error::reading};

/// Nesting: a CMS message with certificates has less than half of it.
const MAX_DEPTH: usize = 48;
/// Elements of a set, or of what is tagged in place of one: certificates, signers, recipients.
const MAX_SET: usize = 512;

/// Fails when the DER is malformed in its outer form or exceeds a bound.
pub(crate) fn check(der: &[u8], max_bytes: usize, what: &'static str) -> Result<(), Error> {
    if der.len() > max_bytes {
        return Err(Error::Limit("bytes of one object"));
    }
    let reader = SliceReader::new(der).map_err(reading(what))?;
    check_elements(reader, 0, false, what)
}

fn check_elements(
    mut reader: SliceReader<'_>,
    depth: usize,
    in_set: bool,
    what: &'static str,
) -> Result<(), Error> {
    if depth > MAX_DEPTH {
        return Err(Error::Limit("nesting"));
    }
    let mut count = 0;
    while !reader.is_finished() {
        count += 1;
        if in_set && count > MAX_SET {
            return Err(Error::Limit("elements of one set"));
        }
        let tag = Tag::peek(&reader).map_err(reading(what))?;
        let (_, value) = read_element(&mut reader).map_err(reading(what))?;
        if tag.is_constructed() {
            let inner = SliceReader::new(value).map_err(reading(what))?;
            check_elements(inner, depth + 1, tag != Tag::Sequence, what)?;
        }
    }
    Ok(())
}

fn read_element<'a>(reader: &mut SliceReader<'a>) -> Result<(Header, &'a [u8]), der::Error> {
    use der::Decode;
    let header = Header::decode(reader)?;
    let value = reader.read_slice(header.length())?;
    Ok((header, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> Vec<u8> {
        let mut der = vec![0x05, 0];
        for _ in 0..depth {
            let length = der::Length::try_from(der.len()).unwrap();
            let header = Header::new(Tag::Sequence, length);
            der = [der::Encode::to_der(&header).unwrap(), der].concat();
        }
        der
    }

    #[test]
    fn depth_and_sets_are_bounded() {
        assert_eq!(check(&nested(MAX_DEPTH), 1000, "x"), Ok(()));
        assert_eq!(check(&nested(MAX_DEPTH + 1), 1000, "x"), Err(Error::Limit("nesting")));
        assert_eq!(check(&nested(9), 10, "x"), Err(Error::Limit("bytes of one object")));
        let of = |tag: u8, count: usize| {
            let length = (2 * count) as u16;
            [&[tag, 0x82][..], &length.to_be_bytes(), &[5, 0].repeat(count)].concat()
        };
        assert_eq!(check(&of(0x31, MAX_SET), 9999, "x"), Ok(()));
        let limit = Err(Error::Limit("elements of one set"));
        assert_eq!(check(&of(0x31, MAX_SET + 1), 9999, "x"), limit);
        assert_eq!(check(&of(0xA0, MAX_SET + 1), 9999, "x"), limit);
        assert_eq!(check(&of(0x30, MAX_SET + 1), 9999, "x"), Ok(()));
    }

    #[test]
    fn malformed_outer_forms_are_errors() {
        for der in [&[0x30][..], &[0x30, 5], &[0x30, 0x80, 0, 0], &[0x30, 2, 0x31, 9]] {
            assert!(matches!(check(der, 99, "x"), Err(Error::Der { .. })), "{der:?}");
        }
    }
}
