//! The question to a resolver.

use aratame_formats::wire::dns::kind;

/// Bytes that a datagram of the answer may have (RFC 9715, section 3.1): no fragments come of it.
const DATAGRAM: u16 = 1232;

/// The message: recursion is wanted, and the records of DNSSEC (RFC 3225).
pub(super) fn question(id: [u8; 2], name: &str, kind: u16, is_unchecked: bool) -> Vec<u8> {
    // Recursion desired; authentic data wanted (RFC 6840, section 5.7); checking disabled.
    let flags = [1, 0x20 | u8::from(is_unchecked) << 4];
    let mut message = [&id[..], &flags, &[0, 1, 0, 0, 0, 0, 0, 1]].concat();
    for label in name.split('.').filter(|label| !label.is_empty()) {
        message.push(u8::try_from(label.len()).unwrap_or_default());
        message.extend(label.bytes());
    }
    message.push(0);
    message.extend(kind.to_be_bytes());
    message.extend([0, 1]);
    // RFC 6891, section 6.1.2: the root, the size, and the bit that wants DNSSEC.
    message.push(0);
    message.extend(kind::OPT.to_be_bytes());
    message.extend(DATAGRAM.to_be_bytes());
    message.extend([0, 0, 0x80, 0, 0, 0]);
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_formats::wire::dns::message;

    #[test]
    fn a_question_is_read_back() {
        let bytes = question([1, 2], "a.example.", kind::DNSKEY, true);
        let read = message(&bytes).unwrap();
        assert_eq!((read.id, read.is_response), (0x102, false));
        assert_eq!(read.question, Some(("a.example.".to_owned(), kind::DNSKEY)));
        assert_eq!(bytes[3], 0x30);
    }
}
