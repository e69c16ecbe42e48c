//! Owns the ASCII armour of OpenPGP (RFC 9580, section 6): frame, headers, base64 and its CRC.

use crate::base64_text::{self, Between};
use crate::malformed::Malformed;

/// What every armoured block begins with.
pub const LITERAL: &[u8] = b"-----BEGIN PGP ";

/// Longest line that is looked at for the frame and its headers.
const MAX_LINE_BYTES: usize = 1024;
/// Armour headers of one block.
const MAX_HEADERS: usize = 32;
/// Decoded size of one block: above it the block is read in part.
const MAX_DECODED: usize = 64 << 20;

/// A decoded block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The words after `BEGIN PGP`, such as `PUBLIC KEY BLOCK`.
    pub label: String,
    /// What it encodes.
    pub data: Vec<u8>,
    /// Whether the CRC, when there is one, is right.
    pub crc: Option<bool>,
    /// Length in the text.
    pub length: usize,
}

/// Whether [`LITERAL`] at the start of `text` begins a block that holds base64: the cheap check.
#[must_use]
pub fn begins_block(text: &[u8]) -> bool {
    label(text).is_some_and(|(label, _)| label != "SIGNED MESSAGE")
}

/// Reads the block at the start of `text`.
///
/// # Errors
/// When there is no label, blank line or base64. A signed message is its signature block.
pub fn parse(text: &[u8]) -> Result<Block, Malformed> {
    let error = |expected| Malformed { offset: 0, expected };
    let (label, start) = label(text).ok_or_else(|| error("an armour header line"))?;
    if label == "SIGNED MESSAGE" {
        return Err(error("a block of base64"));
    }
    let body = start + headers(text.get(start..).unwrap_or_default())?;
    let run = base64_text::decode_run(
        text.get(body..).unwrap_or_default(),
        Between::WhiteSpace,
        MAX_DECODED,
    );
    if run.decoded.is_empty() {
        return Err(error("base64"));
    }
    let end = body + run.consumed;
    let crc = checksum(text.get(end..).unwrap_or_default()).map(|sum| sum == crc24(&run.decoded));
    Ok(Block { label: label.to_owned(), data: run.decoded, crc, length: end })
}

/// The label and the offset after its line.
fn label(text: &[u8]) -> Option<(&str, usize)> {
    let rest = text.strip_prefix(LITERAL)?;
    let window = rest.get(..rest.len().min(64))?;
    let end = memchr::memmem::find(window, b"-----")?;
    let label = std::str::from_utf8(window.get(..end)?).ok()?;
    let plausible =
        label.bytes().all(|byte| byte.is_ascii_uppercase() || b" ,/0123456789".contains(&byte));
    (plausible && !label.is_empty()).then_some((label, LITERAL.len() + end + 5))
}

/// Length of the rest of the frame line and the headers, up to the base64. Line ends may be
/// written as `\n`; some files have lost the blank line, which is no reason to miss a key.
fn headers(text: &[u8]) -> Result<usize, Malformed> {
    let mut at = 0;
    for _ in 0..MAX_HEADERS {
        let rest = text.get(at..).unwrap_or_default();
        let (length, next) = line(rest);
        let content = rest.get(..length).unwrap_or_default().trim_ascii();
        if !content.is_empty() && !is_header(content) {
            return Ok(at);
        }
        if next == 0 {
            break;
        }
        at += next;
    }
    Err(Malformed { offset: at, expected: "base64" })
}

/// Length of the line without and with its end.
fn line(text: &[u8]) -> (usize, usize) {
    let window = text.get(..text.len().min(MAX_LINE_BYTES)).unwrap_or_default();
    let real = memchr::memchr(b'\n', window).map(|at| (at, at + 1));
    let escaped = memchr::memmem::find(window, b"\\n").map(|at| (at, at + 2));
    match (real, escaped) {
        (Some(real), Some(escaped)) => real.min(escaped),
        (found, None) | (None, found) => found.unwrap_or((window.len(), 0)),
    }
}

fn is_header(line: &[u8]) -> bool {
    memchr::memmem::find(line, b": ").is_some() || line.ends_with(b":")
}

/// The checksum line after the base64: `=` and four characters.
fn checksum(text: &[u8]) -> Option<u32> {
    let encoded = text.trim_ascii_start().strip_prefix(b"=")?.get(..4)?;
    let run = base64_text::decode_run(encoded, Between::Nothing, 3);
    match run.decoded.as_slice() {
        [a, b, c] => Some(u32::from_be_bytes([0, *a, *b, *c])),
        _ => None,
    }
}

/// RFC 9580, section 6.1.
fn crc24(data: &[u8]) -> u32 {
    let step = |crc: u32| (crc << 1) ^ if crc & 0x80_0000 != 0 { 0x186_4cfb } else { 0 };
    data.iter().fold(0xb7_04ce, |crc, octet| {
        (0..8).fold(crc ^ (u32::from(*octet) << 16), |crc, _| step(crc))
    }) & 0xff_ffff
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = include_bytes!("../../../../test-vectors/scan/openpgp/keys/ed25519.asc");
    const MESSAGE: &[u8] =
        include_bytes!("../../../../test-vectors/scan/openpgp/messages/symmetric.asc");

    #[test]
    fn blocks_with_their_checksum() {
        let block = parse(KEY).unwrap();
        assert_eq!((block.label.as_str(), block.crc), ("PUBLIC KEY BLOCK", Some(true)));
        assert_eq!(parse(MESSAGE).unwrap().label, "MESSAGE");
        let mut changed = KEY.to_vec();
        changed[100] ^= 1;
        assert_eq!(parse(&changed).unwrap().crc, Some(false));
    }

    #[test]
    fn line_ends_may_be_escaped() {
        let json = std::str::from_utf8(KEY).unwrap().replace('\n', "\\n");
        assert_eq!(parse(json.as_bytes()).unwrap().data, parse(KEY).unwrap().data);
    }

    #[test]
    fn headers_are_skipped() {
        let text = b"-----BEGIN PGP MESSAGE-----\nVersion: x\nComment: \n\nZm9v\n-----END";
        assert_eq!(parse(text).unwrap().data, b"foo");
    }

    #[test]
    fn mentions_and_signed_texts_are_no_blocks() {
        assert!(parse(b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\ntext").is_err());
        assert!(parse(b"-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----").is_err());
        assert!(parse(b"-----BEGIN PGP ").is_err());
        assert!(!begins_block(b"-----BEGIN PGP %s-----"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[A-Z ]{0,8}-----\\PC{0,60}\n{0,2}[A-Za-z0-9+/=\n]{0,99}") {
            let _ = parse(&[LITERAL, text.as_bytes()].concat());
        }
    }
}
