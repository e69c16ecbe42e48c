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

/// Length of the white space at the start of `text`, escaped or not; 0 when it is none.
fn skipped(text: &[u8]) -> usize {
    match text {
        [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
        [b'\\', b'n' | b'r' | b't', ..] => 2,
        _ => 0,
    }
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
    fn the_limit_holds() {
        assert_eq!(decode_run(&[b'A'; 4000], Between::Nothing, 10).decoded.len(), 10);
    }
}
