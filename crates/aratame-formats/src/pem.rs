//! Owns textual armour (RFC 7468, RFC 1421) wherever it stands: between other text, indented,
//! quoted in source code, with escaped line ends inside JSON and YAML; and base64 of DER without
//! armour. It owns no structure: what the bytes are is said by the parsers of DER.

use data_encoding::BASE64_MIME_PERMISSIVE;
use memchr::memmem;

use crate::der;

/// What every armour begins with.
pub const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// Bytes of a label: the longest in use take under 40.
const MAX_LABEL: usize = 64;
/// Headers kept: PGP and RFC 1421 write under ten.
const MAX_HEADERS: usize = 32;
/// Base64 characters in one line that make armour credible which cannot be decoded or has no end:
/// half of a usual line. Less is a sentence about armour, a pattern, or a place to fill in.
const CREDIBLE_LINE: usize = 32;

/// One armoured block.
#[derive(Clone, PartialEq, Eq)]
pub struct Armour {
    /// The label, such as `CERTIFICATE`.
    pub label: String,
    /// Headers between the first line and the base64.
    pub headers: Vec<(String, String)>,
    /// The decoded content; nothing when it is not base64.
    pub content: Option<Vec<u8>>,
    /// How the block ends.
    pub ending: Ending,
    /// Bytes of the input that the block takes.
    pub len: usize,
}

/// How a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With the line that belongs to its beginning.
    Matching,
    /// With the end line of another label.
    OtherLabel,
    /// Without an end line.
    Missing,
}

/// The label and the sizes only: the content may be private.
impl std::fmt::Debug for Armour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = self.content.as_ref().map(Vec::len);
        write!(f, "Armour({}, {bytes:?} bytes, {:?})", self.label, self.ending)
    }
}

impl Armour {
    /// The value of the header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.as_str())
    }

    /// The cipher of `DEK-Info`, when the block is encrypted as RFC 1421 does it.
    pub fn legacy_cipher(&self) -> Option<&str> {
        let encrypted =
            self.header("Proc-Type")?.replace(' ', "").eq_ignore_ascii_case("4,ENCRYPTED");
        let cipher = self.header("DEK-Info")?.split(',').next()?.trim();
        encrypted.then_some(cipher)
    }

    /// Reads the block at the start of `bytes`.
    ///
    /// Nothing when no armour starts there, or when it is only the words of one: a constant of a
    /// program, a line of documentation.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let label = label_of(bytes.strip_prefix(BEGIN)?)?;
        let body_at = BEGIN.len() + label.len() + DASHES.len();
        let body = bytes.get(body_at..)?;
        let body_len = memmem::find(body, DASHES).unwrap_or(body.len());
        let (body, tail) = body.split_at_checked(body_len)?;
        let (ending, end_len) = ending_of(tail, label);
        let body = if ending == Ending::Missing { text_prefix(body) } else { body };
        let text = unescape(body);
        let (headers, base64) = split_headers(&text);
        // Two constants of a program stand side by side with a zero between them.
        if base64.trim_ascii().is_empty() || base64.contains(&0) {
            return None;
        }
        let content = decode_lines(base64, ending == Ending::Missing);
        let doubtful = ending == Ending::Missing || content.is_none();
        if doubtful && !has_credible_line(base64) {
            return None;
        }
        Some(Self {
            label: label.to_owned(),
            headers,
            content,
            ending,
            len: body_at + body.len() + end_len,
        })
    }
}

/// Every block of `text` with its offset.
pub fn find_all(text: &[u8]) -> Vec<(usize, Armour)> {
    let mut blocks = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| memmem::find(rest, BEGIN)) {
        let at = from + at;
        match text.get(at..).and_then(Armour::read) {
            Some(block) => {
                from = at + block.len;
                blocks.push((at, block));
            }
            None => from = at + BEGIN.len(),
        }
    }
    blocks
}

/// The label: printable, closed by five dashes.
fn label_of(after_begin: &[u8]) -> Option<&str> {
    let window = after_begin.get(..MAX_LABEL + DASHES.len()).unwrap_or(after_begin);
    let label = window.get(..memmem::find(window, DASHES)?)?;
    let sound = |byte: &u8| byte.is_ascii_alphanumeric() || b" #/._-".contains(byte);
    let sound = !label.is_empty() && label.iter().all(sound);
    sound.then(|| std::str::from_utf8(label).ok())?
}

fn ending_of(tail: &[u8], label: &str) -> (Ending, usize) {
    let Some(found) = tail.strip_prefix(END).and_then(label_of) else {
        return (Ending::Missing, 0);
    };
    let len = END.len() + found.len() + DASHES.len();
    (if found == label { Ending::Matching } else { Ending::OtherLabel }, len)
}

/// The bytes before the first one that no text has.
fn text_prefix(bytes: &[u8]) -> &[u8] {
    let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e);
    let len = bytes.iter().position(|byte| !is_text(byte)).unwrap_or(bytes.len());
    bytes.get(..len).unwrap_or(bytes)
}

/// Undoes the escapes by which JSON, YAML, XML and programming languages carry lines.
fn unescape(mut bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    while let Some((&byte, rest)) = bytes.split_first() {
        let escape = match byte {
            b'\\' => backslash(rest),
            b'&' => entity(rest),
            _ => None,
        };
        match escape {
            Some((character, taken)) => {
                text.extend(character);
                bytes = rest.get(taken..).unwrap_or_default();
            }
            None => {
                text.push(byte);
                bytes = rest;
            }
        }
    }
    text
}

/// The character after a backslash and how many bytes it takes; a doubled backslash is one.
fn backslash(rest: &[u8]) -> Option<(Option<u8>, usize)> {
    match rest {
        [b'n', ..] | [b'r', ..] => Some((Some(b'\n'), 1)),
        [b't', ..] => Some((Some(b' '), 1)),
        [b'"' | b'\'' | b'/', ..] => Some((rest.first().copied(), 1)),
        [b'u', b'0', b'0', high, low, ..] => {
            let digit = |byte: u8| (byte as char).to_digit(16).and_then(|d| u8::try_from(d).ok());
            Some((Some(digit(*high)? << 4 | digit(*low)?), 5))
        }
        // A line continuation, or the first of several: the next round sees what follows.
        _ => Some((None, 0)),
    }
}

fn entity(rest: &[u8]) -> Option<(Option<u8>, usize)> {
    const ENTITIES: [(&[u8], u8); 7] = [
        (b"#10;", b'\n'),
        (b"#13;", b'\n'),
        (b"#xA;", b'\n'),
        (b"#xD;", b'\n'),
        (b"#x0A;", b'\n'),
        (b"#43;", b'+'),
        (b"quot;", b'"'),
    ];
    let found = ENTITIES.iter().find(|(name, _)| rest.starts_with(name));
    found.map(|(name, character)| (Some(*character), name.len()))
}

/// Lines of the form `Name: value` before the base64, and the rest.
fn split_headers(text: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers = Vec::new();
    let mut rest = text;
    while headers.len() < MAX_HEADERS {
        let (line, after) = split_line(rest);
        if after.is_empty() {
            break;
        }
        let line = String::from_utf8_lossy(bare_line(line)).into_owned();
        match line.split_once(':') {
            Some((name, value)) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None if line.is_empty() => {}
            None => break,
        }
        rest = after;
    }
    (headers, rest)
}

fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    let (line, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    (line, rest.get(1..).unwrap_or_default())
}

/// A line without indentation, comment mark, quotes and the joints of quoted strings.
fn bare_line(line: &[u8]) -> &[u8] {
    const COMMENTS: [&[u8]; 7] = [b"# ", b"// ", b"* ", b"> ", b"; ", b"-- ", b"| "];
    let mut line = line.trim_ascii();
    for comment in COMMENTS {
        line = line.strip_prefix(comment).unwrap_or(line).trim_ascii();
        if line == comment.trim_ascii() {
            return &[];
        }
    }
    // Between two quotes of source code stand joints such as `" + "`: the longest part counts.
    if line.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`')) {
        let parts = line.split(|byte| matches!(byte, b'"' | b'\'' | b'`'));
        line = parts.max_by_key(|part| part.len()).unwrap_or(line).trim_ascii();
        if line == b"+" {
            line = &[];
        }
    }
    line
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Whether some line is base64 and long.
fn has_credible_line(mut text: &[u8]) -> bool {
    while !text.is_empty() {
        let (line, rest) = split_line(text);
        let line = bare_line(line);
        if line.len() >= CREDIBLE_LINE && line.iter().all(|byte| is_base64(*byte) || *byte == b'=')
        {
            return true;
        }
        text = rest;
    }
    false
}

/// Decodes the lines; stops at the first foreign one when the block has no end.
fn decode_lines(mut text: &[u8], stops_at_foreign: bool) -> Option<Vec<u8>> {
    let mut digits = Vec::with_capacity(text.len());
    let mut padding = 0;
    while !text.is_empty() {
        let (line, rest) = split_line(text);
        let line = bare_line(line);
        // A checksum line of OpenPGP armour starts with the sign that ends base64.
        let checksum = line.len() == 5 && line.first() == Some(&b'=');
        let before = digits.len();
        let sound = checksum || push_digits(line, &mut digits);
        padding += if checksum { 0 } else { line.iter().filter(|byte| **byte == b'=').count() };
        if !sound && stops_at_foreign {
            digits.truncate(before);
            break;
        }
        if !sound {
            return None;
        }
        text = rest;
    }
    if stops_at_foreign {
        digits.truncate(digits.len() / 4 * 4);
        return decode(digits);
    }
    // Readers of PEM refuse base64 whose padding is missing: so it is told, not mended.
    if (digits.len() + padding) % 4 == 0 { decode(digits) } else { None }
}

/// Appends the base64 digits of a line; false when something else stands in it.
fn push_digits(line: &[u8], digits: &mut Vec<u8>) -> bool {
    let mut sound = true;
    for &byte in line {
        match byte {
            _ if is_base64(byte) => digits.push(byte),
            b'=' | b' ' | b'\t' => {}
            _ => sound = false,
        }
    }
    sound
}

/// Decodes digits without padding; spare bits are not looked at.
fn decode(mut digits: Vec<u8>) -> Option<Vec<u8>> {
    let missing = (4 - digits.len() % 4) % 4;
    if missing == 3 {
        return None;
    }
    digits.extend(std::iter::repeat_n(b'=', missing));
    BASE64_MIME_PERMISSIVE.decode(&digits).ok()
}

/// Length of the DER SEQUENCE whose base64 stands at the start of `bytes`.
pub fn announced_len(bytes: &[u8]) -> Option<usize> {
    let (start, _) = take_digits(bytes, 8);
    let head = decode(start)?;
    let (header, length) = der::header(&head).ok()?;
    let is_sequence = head.first() == Some(&der::SEQUENCE) && der::has_minimal_header(&head);
    if is_sequence { header.checked_add(length) } else { None }
}

/// Base64 of one DER SEQUENCE at the start of `bytes`, without armour.
///
/// Gives the decoded element and how many bytes of the input it takes. The announced length says
/// how much is decoded, so that a false start costs its first few characters.
pub fn read_bare_der(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let total = announced_len(bytes)?;
    let digits_needed = total.checked_mul(4)?.div_ceil(3);
    if digits_needed > bytes.len() {
        return None;
    }
    let (digits, taken) = take_digits(bytes, digits_needed);
    let decoded = decode(digits)?;
    (decoded.len() >= total).then_some((decoded, taken))
}

/// Base64 of text at the start of `bytes`: all digits up to the first foreign byte.
pub fn read_bare_text(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (mut digits, taken) = take_digits(bytes, usize::MAX);
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    Some((decode(digits)?, taken))
}

/// Up to `wanted` base64 digits, over line ends, indentation and escaped line ends.
fn take_digits(bytes: &[u8], wanted: usize) -> (Vec<u8>, usize) {
    let mut digits = Vec::with_capacity(wanted.min(bytes.len()));
    let mut at = 0;
    while digits.len() < wanted {
        match bytes.get(at..).unwrap_or_default() {
            [byte, ..] if is_base64(*byte) => {
                digits.push(*byte);
                at += 1;
            }
            [byte, ..] if byte.is_ascii_whitespace() => at += 1,
            [b'\\', b'n' | b'r', ..] => at += 2,
            [b'\\', b'/', ..] => {
                digits.push(b'/');
                at += 2;
            }
            _ => break,
        }
    }
    (digits, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTENT: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ\xfb\xff";

    fn armour(line_end: &str, indent: &str) -> String {
        let base64 = data_encoding::BASE64.encode(CONTENT);
        let (first, second) = base64.split_at(40);
        ["-----BEGIN THING-----", first, second, "-----END THING-----"]
            .map(|line| format!("{indent}{line}"))
            .join(line_end)
    }

    fn contents(text: &str) -> Vec<Option<Vec<u8>>> {
        find_all(text.as_bytes()).into_iter().map(|(_, block)| block.content).collect()
    }

    #[test]
    fn every_way_of_writing_lines_gives_the_same_content() {
        let quoted = armour("\\n\" +\n  \"", "");
        let texts = [
            armour("\n", ""),
            armour("\r\n", ""),
            armour("\n", "    "),
            armour("\n", "# "),
            armour("\\n", ""),
            armour("\\r\\n", ""),
            armour("\\\\n", ""),
            armour("&#10;", ""),
            armour(" ", ""),
            armour("", ""),
            armour("\\n\\\n", ""),
            format!("const PEM: &str = \"{quoted}\";"),
            format!("text before\n{}\ntext after\n", armour("\n", "")),
        ];
        for text in texts {
            assert_eq!(contents(&text), [Some(CONTENT.to_vec())], "{text}");
        }
    }

    #[test]
    fn headers_are_read_and_name_the_legacy_cipher() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
            DEK-Info: AES-128-CBC,0011\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        let (_, block) = find_all(text.as_bytes()).remove(0);
        assert_eq!(block.legacy_cipher(), Some("AES-128-CBC"));
        assert_eq!(block.content, Some(vec![0; 3]));
        assert_eq!(block.len, text.len() - 1);
    }

    #[test]
    fn words_alone_are_no_block() {
        assert!(find_all(b"-----BEGIN CERTIFICATE-----\0-----END CERTIFICATE-----\0").is_empty());
        assert!(find_all(b"write -----BEGIN CERTIFICATE----- first").is_empty());
        assert!(find_all(b"-----BEGIN ").is_empty());
        assert!(find_all(b"-----BEGIN -----").is_empty());
    }

    #[test]
    fn a_block_cut_short_is_told() {
        let whole = armour("\n", "");
        let cut = whole.strip_suffix("-----END THING-----").unwrap();
        let (_, block) = find_all(cut.as_bytes()).remove(0);
        assert_eq!(block.ending, Ending::Missing);
        assert_eq!(block.content.as_deref(), Some(CONTENT));
    }

    #[test]
    fn content_that_is_not_base64_is_told() {
        let text = |line: &str| format!("-----BEGIN THING-----\n{line}\n-----END THING-----");
        assert_eq!(contents(&text(&format!("{}\nAA!!", "A".repeat(64)))), [None]);
        assert_eq!(contents(&text(&"AA!!".repeat(32))), []);
    }

    #[test]
    fn der_without_armour_takes_what_its_length_says() {
        let der = [&[0x30, 0x30][..], &[5; 0x30]].concat();
        let text = format!("{}\\n  rest", data_encoding::BASE64.encode(&der));
        let (found, taken) = read_bare_der(text.as_bytes()).unwrap();
        assert_eq!(found.get(..der.len()), Some(&der[..]));
        assert!(taken <= text.len());
        assert!(read_bare_der(b"MIIBIjAN").is_none());
    }
}
