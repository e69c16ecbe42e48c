//! Owns the step from BER to DER: indefinite lengths and octet strings in pieces, as streaming
//! programs write CMS and PKCS #12. What comes out is read by the parsers of DER.

use crate::der::{self, DerError, DerErrorKind, Result};

/// Nesting that is followed: CMS needs under 20 levels.
const MAX_DEPTH: usize = 48;

/// Octet strings whose content is BER again, one in the other: PKCS #12 has two levels.
const MAX_LAYERS: usize = 3;

/// What a constructed octet string is tagged with.
const PIECES: u8 = der::OCTET_STRING | der::CONSTRUCTED;

/// Whether the element at the start of `bytes`, or one on its left edge, has an indefinite length.
pub fn is_indefinite(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    for _level in 0..MAX_DEPTH {
        match der::header(rest) {
            Err(DerErrorKind::IndefiniteLength) => return true,
            Ok((header, _)) => rest = rest.get(header..).unwrap_or_default(),
            Err(_) => return false,
        }
        // Version numbers and content types stand before the elements that may be indefinite.
        while let Some(&(der::INTEGER | der::OBJECT_IDENTIFIER)) = rest.first() {
            let Ok((header, length)) = der::header(rest) else { return false };
            rest = rest.get(header.saturating_add(length)..).unwrap_or_default();
        }
        if rest.first().is_none_or(|tag| tag & der::CONSTRUCTED == 0) {
            return false;
        }
    }
    false
}

/// The element at the start of `bytes` with definite lengths and whole octet strings.
pub fn to_der(bytes: &[u8]) -> Result<Vec<u8>> {
    convert(bytes, MAX_LAYERS).map(|(whole, _)| whole)
}

/// The same, with the length of the element as it stands in `bytes`.
pub fn to_der_prefix(bytes: &[u8]) -> Result<(Vec<u8>, usize)> {
    convert(bytes, MAX_LAYERS)
}

/// An element that is still open.
struct Frame {
    tag: u8,
    /// Where it ends; nothing when two zero bytes end it.
    end: Option<usize>,
    content: Vec<u8>,
}

fn convert(bytes: &[u8], layers: usize) -> Result<(Vec<u8>, usize)> {
    let mut stack: Vec<Frame> = Vec::new();
    let mut at = 0;
    loop {
        if let Some(frame) = stack.last() {
            let marked = frame.end.is_none() && bytes.get(at..at + 2) == Some(&[0, 0]);
            if marked || frame.end == Some(at) {
                at += if marked { 2 } else { 0 };
                if let Some(whole) = close(&mut stack, layers) {
                    return Ok((whole, at));
                }
                continue;
            }
        }
        at = open(bytes, at, &mut stack)?;
        if stack.is_empty() {
            return Err(error(
                at,
                DerErrorKind::Shape("primitive element where a SEQUENCE belongs"),
            ));
        }
    }
}

fn error(offset: usize, kind: DerErrorKind) -> DerError {
    DerError { offset, kind }
}

/// Reads the header at `at`: opens a constructed element, or copies a primitive one.
fn open(bytes: &[u8], at: usize, stack: &mut Vec<Frame>) -> Result<usize> {
    let rest = bytes.get(at..).unwrap_or_default();
    let tag = *rest.first().ok_or(error(at, DerErrorKind::Truncated))?;
    let constructed = tag & der::CONSTRUCTED != 0;
    let (value_at, end) = match der::header(rest) {
        Ok((header, length)) => (at + header, (at + header).checked_add(length)),
        Err(DerErrorKind::IndefiniteLength) if constructed => (at + 2, None),
        Err(kind) => return Err(error(at, kind)),
    };
    let outer = stack.last().and_then(|frame| frame.end).unwrap_or(bytes.len());
    if end.is_some_and(|end| end > outer) {
        return Err(error(at, DerErrorKind::Truncated));
    }
    if constructed {
        if stack.len() >= MAX_DEPTH {
            return Err(error(at, DerErrorKind::Shape("nested too deeply")));
        }
        stack.push(Frame { tag, end, content: Vec::new() });
        return Ok(value_at);
    }
    let end = end.ok_or(error(at, DerErrorKind::IndefiniteLength))?;
    if let Some(frame) = stack.last_mut() {
        let value = bytes.get(value_at..end).unwrap_or_default();
        append(frame, tag, value);
    }
    Ok(end)
}

/// Ends the innermost element; gives the outermost one when it was that.
fn close(stack: &mut Vec<Frame>, layers: usize) -> Option<Vec<u8>> {
    let mut frame = stack.pop()?;
    if frame.tag == PIECES {
        frame.tag = der::OCTET_STRING;
        if layers > 0 && is_indefinite(&frame.content) {
            frame.content =
                convert(&frame.content, layers - 1).map_or(frame.content, |(whole, _)| whole);
        }
    }
    match stack.last_mut() {
        Some(outer) => {
            append(outer, frame.tag, &frame.content);
            None
        }
        None => Some(der::encode(frame.tag, &[&frame.content])),
    }
}

/// Appends an element; of the pieces of an octet string only the value.
fn append(frame: &mut Frame, tag: u8, value: &[u8]) {
    if frame.tag == PIECES && tag == der::OCTET_STRING {
        frame.content.extend_from_slice(value);
    } else {
        frame.content.extend_from_slice(&der::encode(tag, &[value]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_indefinite_lengths_become_one_string() {
        let ber = [
            0x30, 0x80, 0x02, 0x01, 0x03, 0x24, 0x80, 0x04, 0x01, 0xaa, 0x04, 0x02, 0xbb, 0xcc, 0,
            0, 0, 0, 0xff,
        ];
        assert!(is_indefinite(&ber));
        let der = [0x30, 0x08, 0x02, 0x01, 0x03, 0x04, 0x03, 0xaa, 0xbb, 0xcc];
        assert_eq!(to_der(&ber).unwrap(), der);
        assert_eq!(to_der(&der).unwrap(), der);
        assert_eq!(to_der_prefix(&ber).unwrap(), (der.to_vec(), ber.len() - 1));
        assert!(!is_indefinite(&der));
    }

    #[test]
    fn endless_nesting_and_missing_ends_are_errors() {
        assert!(to_der(&[0x30, 0x80].repeat(1000)).is_err());
        assert!(to_der(&[0x30, 0x80, 0x02, 0x01, 0x03]).is_err());
        assert!(to_der(&[0x30, 0x05, 0x30, 0x80, 0x02, 0x01, 0x03]).is_err());
        assert!(to_der(&[]).is_err());
        assert!(to_der(&[0x02, 0x01, 0x03]).is_err());
    }
}
