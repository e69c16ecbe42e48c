//! SSL 2.0: the hello of a server, which needs another frame than TLS (draft-hickman-netscape-ssl).

use super::{Piece, or_more};
use crate::cursor::Cursor;
use crate::malformed::Malformed;

/// A kind of cipher, three bytes.
pub type CipherKind = [u8; 3];

/// The kinds that the protocol has, by name.
pub const CIPHER_KINDS: [(CipherKind, &str); 7] = [
    ([1, 0, 0x80], "SSL_CK_RC4_128_WITH_MD5"),
    ([2, 0, 0x80], "SSL_CK_RC4_128_EXPORT40_WITH_MD5"),
    ([3, 0, 0x80], "SSL_CK_RC2_128_CBC_WITH_MD5"),
    ([4, 0, 0x80], "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"),
    ([5, 0, 0x80], "SSL_CK_IDEA_128_CBC_WITH_MD5"),
    ([6, 0, 0x40], "SSL_CK_DES_64_CBC_WITH_MD5"),
    ([7, 0, 0xc0], "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"),
];

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello<'a> {
    /// The server's certificate, DER.
    pub certificate: &'a [u8],
    /// Ciphers that both sides have.
    pub ciphers: Vec<CipherKind>,
}

/// The server's hello at the front.
///
/// # Errors
/// When the bytes are something else.
pub fn server_hello(bytes: &[u8]) -> Piece<ServerHello<'_>> {
    // Two bytes of length with the highest bit set, message 4, no session, certificate or none.
    let begins = |at: usize, fits: fn(u8) -> bool| bytes.get(at).is_none_or(|byte| fits(*byte));
    if !(begins(0, |b| b & 0x80 != 0) && begins(2, |b| b == 4) && begins(3, |b| b <= 1)) {
        return Err(Malformed { offset: 0, expected: "a hello of an SSL 2.0 server" });
    }
    or_more(whole(bytes))
}

fn whole(bytes: &[u8]) -> Result<(ServerHello<'_>, usize), Malformed> {
    let mut frame = Cursor::new(bytes);
    let length = usize::from(frame.u16()? & 0x7fff);
    let mut cursor = Cursor::new(frame.take(length)?);
    let inner = |_: Malformed| Malformed { offset: 2, expected: "a whole hello" };
    cursor.take(3).map_err(inner)?;
    if cursor.u16().map_err(inner)? != 2 {
        return Err(Malformed { offset: 5, expected: "version 2" });
    }
    let lengths = [cursor.u16(), cursor.u16(), cursor.u16()];
    let [certificate, ciphers, _] = lengths.map(|length| length.map(usize::from));
    let certificate = cursor.take(certificate.map_err(inner)?).map_err(inner)?;
    let ciphers = cursor.take(ciphers.map_err(inner)?).map_err(inner)?;
    let ciphers = ciphers.as_chunks().0.to_vec();
    Ok((ServerHello { certificate, ciphers }, frame.at()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_tells_its_ciphers_and_others_are_refused() {
        let body = [4, 0, 1, 0, 2, 0, 1, 0, 3, 0, 0, 9, 1, 0, 0x80];
        let bytes = [&[0x80, 15], &body[..]].concat();
        let (hello, used) = server_hello(&bytes).unwrap().unwrap();
        assert_eq!((hello.certificate, hello.ciphers, used), (&[9][..], vec![[1, 0, 0x80]], 17));
        assert_eq!(server_hello(&bytes[..10]), Ok(None));
        assert!(server_hello(&[21, 3, 0, 0, 2, 2, 40]).is_err());
        assert!(server_hello(&[0x80, 3, 4, 0, 1]).is_err());
    }
}
