//! The characters of a ledger: UTF-8, UTF-16 with its mark, or Shift_JIS as Windows has it.

use crate::error::{LedgerError, LedgerErrors, Place};
use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use std::borrow::Cow;

/// The text of a file.
pub(super) fn decode<'b>(file: &str, bytes: &'b [u8]) -> Result<Cow<'b, str>, LedgerErrors> {
    let (encoding, marked) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, bytes.get(length..).unwrap_or_default()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => (SHIFT_JIS, bytes),
    };
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(marked) {
        return Ok(text);
    }
    let name = encoding.name();
    let line = first_bad_line(encoding, marked);
    Err(LedgerError::new(
        Place::file(file).at_row(line),
        format!("neither UTF-8 nor {name}: save the file as CSV UTF-8"),
        format!("UTF-8でも{name}でも読み取れません。「CSV UTF-8」形式で保存してください"),
    )
    .into())
}

/// The line of the first byte that does not belong to the encoding.
fn first_bad_line(encoding: &'static Encoding, bytes: &[u8]) -> u32 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let before = text.split('\u{FFFD}').next().unwrap_or_default();
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_in_each_encoding() {
        let text = "情報システム名,機密性\n①申請～受付,３\n";
        let (shift_jis, _, lossy) = SHIFT_JIS.encode(text);
        assert!(!lossy);
        let utf16: Vec<u8> =
            [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let marked = ["\u{FEFF}", text].concat();
        for bytes in [text.as_bytes(), &shift_jis, &utf16, marked.as_bytes()] {
            assert_eq!(decode("a.csv", bytes).unwrap(), text);
        }
    }

    #[test]
    fn a_byte_of_no_encoding_is_told_with_its_line() {
        let error = decode("a.csv", b"a,b\n1,2\n\x81\xFF,3\n").unwrap_err();
        assert_eq!(error.0[0].place.row, Some(3));
    }
}
