//! Owns lenient base64 (RFC 4648) in the middle of a text: where the run of characters ends, and
//! what it decodes to. Strict decoding of a whole string is `data_encoding`'s.

/// What a run of base64 characters decodes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) decoded: Vec<u8>,
    /// Bytes of text that the run took, padding included.
    pub(crate) consumed: usize,
}

/// What may stand between the characters of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Between {
    /// Nothing: the run ends at the first other character.
    Nothing,
    /// White space, also as the `\n`, `\r`, `\t` that JSON and source code write for it.
    WhiteSpace,
}

/// Decodes the run at the start of `text`, at most `limit` decoded bytes.
pub(crate) fn decode_run(text: &[u8], between: Between, limit: usize) -> Run {
    let mut run = Run { decoded: Vec::new(), consumed: 0 };
    let (mut bits, mut held, mut position) = (0u32, 0u32, 0usize);
    while let Some(byte) = text.get(position) {
        if run.decoded.len() >= limit {
            break;
        }
        if let Some(value) = sextet(*byte) {
            bits = (bits << 6) | u32::from(value);
            held += 6;
            position += 1;
            run.consumed = position;
            if held >= 8 {
                held -= 8;
                run.decoded.push((bits >> held) as u8);
                bits &= (1 << held) - 1;
            }
            continue;
        }
        match (between, skipped(text.get(position..).unwrap_or_default())) {
            (Between::WhiteSpace, length @ 1..) => position += length,
            _ => break,
        }
    }
    run.consumed +=
        text.iter().skip(run.consumed).take(2).take_while(|byte| **byte == b'=').count();
    run
}

/// Longest gap between the two halves of a text constant in source code, quotes included.
const MAX_SEAM: usize = 128;

/// Length of the white space at the start of `text`, escaped or not, or of the seam between two
/// text constants that source code joins; 0 when it is none.
fn skipped(text: &[u8]) -> usize {
    match text {
        [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
        [b'\\', b'n' | b'r' | b't' | b'\n', ..] => 2,
        [b'\\', b'\r', b'\n', ..] => 3,
        [quote @ (b'"' | b'\''), rest @ ..] => seam(*quote, rest),
        _ => 0,
    }
}

/// What joins constants in C, Java, Go, Python, JavaScript: line ends, `+`, `.`, `\`.
fn seam(quote: u8, rest: &[u8]) -> usize {
    let joins = |byte: &&u8| byte.is_ascii_whitespace() || b"+.\\".contains(byte);
    let gap = rest.iter().take(MAX_SEAM).take_while(joins).count();
    if gap > 0 && rest.get(gap) == Some(&quote) { gap + 2 } else { 0 }
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_where_the_alphabet_ends() {
        let run = decode_run(b"Zm9vYmE= comment", Between::Nothing, 100);
        assert_eq!((run.decoded.as_slice(), run.consumed), (&b"fooba"[..], 8));
    }

    #[test]
    fn white_space_may_be_escaped() {
        let run = decode_run(b"Zm9v\\nYm\r\nE=\"", Between::WhiteSpace, 100);
        assert_eq!((run.decoded.as_slice(), run.consumed), (&b"fooba"[..], 12));
    }

    #[test]
    fn constants_of_source_code_are_joined() {
        for text in ["Zm9v\\n\\\n   YmE=\";", "Zm9v\\n\" +\n  \"YmE=\";", "Zm9v\\n\"\n\"YmE=\""] {
            assert_eq!(
                decode_run(text.as_bytes(), Between::WhiteSpace, 9).decoded,
                b"fooba",
                "{text}"
            );
        }
        let list = decode_run(b"Zm9v\", \"YmE=", Between::WhiteSpace, 9);
        assert_eq!(list.decoded, b"foo");
    }

    #[test]
    fn the_limit_holds() {
        assert_eq!(decode_run(&[b'A'; 4000], Between::Nothing, 10).decoded.len(), 10);
    }
}
