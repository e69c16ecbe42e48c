//! TLS 1.3 (RFC 8446), 1.2 (RFC 5246) and older: records, and the handshake messages that travel in
//! the clear.
//!
//! Handshake messages are read by the crate `tls-parser`; records, extensions and the parameters of
//! a key exchange here. What a code point means is not known here.

use super::{Piece, or_more};
use crate::cursor::{Cursor, bit_length};
use crate::malformed::Malformed;
use tls_parser::{TlsMessage, TlsMessageHandshake, parse_tls_message_handshake};

/// Most bytes of a record: 2^14 and what a cipher may add (RFC 5246, section 6.2.3).
pub const MAX_RECORD: usize = (1 << 14) + 2048;

/// Longest handshake message that is read. A chain of SLH-DSA certificates has some 200 kB.
pub const MAX_MESSAGE: usize = 1 << 20;

/// Content types (RFC 8446, section 5.1).
pub mod content {
    /// An alert.
    pub const ALERT: u8 = 21;
    /// Handshake messages.
    pub const HANDSHAKE: u8 = 22;
    /// Application data, in TLS 1.3 also encrypted handshake messages.
    pub const APPLICATION_DATA: u8 = 23;
    /// The change of the cipher.
    pub const CHANGE_CIPHER_SPEC: u8 = 20;
}

/// Types of extensions that are read or written here.
pub mod extension {
    /// RFC 6066, section 3.
    pub const SERVER_NAME: u16 = 0;
    /// RFC 6066, section 8.
    pub const STATUS_REQUEST: u16 = 5;
    /// RFC 8446, section 4.2.7.
    pub const SUPPORTED_GROUPS: u16 = 10;
    /// RFC 8422, section 5.1.2.
    pub const EC_POINT_FORMATS: u16 = 11;
    /// RFC 8446, section 4.2.3.
    pub const SIGNATURE_ALGORITHMS: u16 = 13;
    /// RFC 6520.
    pub const HEARTBEAT: u16 = 15;
    /// RFC 7301.
    pub const ALPN: u16 = 16;
    /// RFC 7366.
    pub const ENCRYPT_THEN_MAC: u16 = 22;
    /// RFC 7627.
    pub const EXTENDED_MASTER_SECRET: u16 = 23;
    /// RFC 5077.
    pub const SESSION_TICKET: u16 = 35;
    /// RFC 8446, section 4.2.1.
    pub const SUPPORTED_VERSIONS: u16 = 43;
    /// RFC 8446, section 4.2.9.
    pub const PSK_KEY_EXCHANGE_MODES: u16 = 45;
    /// RFC 8446, section 4.2.8.
    pub const KEY_SHARE: u16 = 51;
    /// RFC 9001, section 8.2.
    pub const QUIC_TRANSPORT_PARAMETERS: u16 = 57;
    /// RFC 5746.
    pub const RENEGOTIATION_INFO: u16 = 0xff01;
}

/// The random of a ServerHello that is a HelloRetryRequest: SHA-256 of that word (RFC 8446,
/// section 4.1.3).
pub const RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// A record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// What it carries: see [`content`].
    pub content: u8,
    /// The version in its header, which tells little.
    pub version: u16,
    /// What it carries.
    pub payload: &'a [u8],
}

/// The record at the front.
///
/// # Errors
/// When the bytes are no record of SSL 3 to TLS 1.3.
pub fn record(bytes: &[u8]) -> Piece<Record<'_>> {
    let known = |content: &u8| (content::CHANGE_CIPHER_SPEC..=24).contains(content);
    if bytes.first().is_some_and(|content| !known(content)) {
        return Err(Malformed { offset: 0, expected: "a TLS record" });
    }
    if bytes.get(1).is_some_and(|major| *major != 3) {
        return Err(Malformed { offset: 1, expected: "a version of TLS" });
    }
    or_more(whole_record(bytes))
}

fn whole_record(bytes: &[u8]) -> Result<(Record<'_>, usize), Malformed> {
    let mut cursor = Cursor::new(bytes);
    let (content, version, length) = (cursor.u8()?, cursor.u16()?, usize::from(cursor.u16()?));
    if length > MAX_RECORD {
        return Err(Malformed { offset: 3, expected: "a record of at most 2^14+2048 bytes" });
    }
    let payload = cursor.take(length)?;
    Ok((Record { content, version, payload }, cursor.at()))
}

/// The extensions of a hello, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions<'a>(Vec<(u16, &'a [u8])>);

impl<'a> Extensions<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(bytes);
        let mut all = Vec::new();
        while !cursor.is_empty() {
            all.push((cursor.u16()?, cursor.field16()?));
        }
        Ok(Self(all))
    }

    /// The content of the first extension of this type.
    #[must_use]
    pub fn get(&self, kind: u16) -> Option<&'a [u8]> {
        self.0.iter().find(|(each, _)| *each == kind).map(|(_, content)| *content)
    }

    /// Every type, in order.
    pub fn kinds(&self) -> impl Iterator<Item = u16> {
        self.0.iter().map(|(kind, _)| *kind)
    }

    /// Groups that a client supports.
    #[must_use]
    pub fn groups(&self) -> Vec<u16> {
        self.numbers(extension::SUPPORTED_GROUPS)
    }

    /// Signature schemes that a client supports.
    #[must_use]
    pub fn signature_schemes(&self) -> Vec<u16> {
        self.numbers(extension::SIGNATURE_ALGORITHMS)
    }

    /// Versions that a client supports.
    #[must_use]
    pub fn client_versions(&self) -> Vec<u16> {
        let content = self.get(extension::SUPPORTED_VERSIONS).unwrap_or_default();
        pairs(content.split_first().map_or(&[], |(_, rest)| rest))
    }

    /// The version that a server chose by its extension.
    #[must_use]
    pub fn server_version(&self) -> Option<u16> {
        self.get(extension::SUPPORTED_VERSIONS).and_then(|content| Cursor::new(content).u16().ok())
    }

    /// The group of a server's share, or the one that its HelloRetryRequest wants.
    #[must_use]
    pub fn server_group(&self) -> Option<u16> {
        self.get(extension::KEY_SHARE).and_then(|content| Cursor::new(content).u16().ok())
    }

    /// The groups for which a client sends shares.
    #[must_use]
    pub fn client_shares(&self) -> Vec<u16> {
        let content = self.get(extension::KEY_SHARE).unwrap_or_default();
        let mut cursor = Cursor::new(content.get(2..).unwrap_or_default());
        let mut groups = Vec::new();
        while let (Ok(group), Ok(_)) = (cursor.u16(), cursor.field16()) {
            groups.push(group);
        }
        groups
    }

    /// Application protocols, as text; what is not printable is left out.
    #[must_use]
    pub fn protocols(&self) -> Vec<String> {
        let content = self.get(extension::ALPN).unwrap_or_default();
        let mut cursor = Cursor::new(content.get(2..).unwrap_or_default());
        let mut names = Vec::new();
        while let Ok(name) = cursor.u8().and_then(|length| cursor.take(length.into())) {
            if name.iter().all(u8::is_ascii_graphic) {
                names.push(String::from_utf8_lossy(name).into_owned());
            }
        }
        names
    }

    /// The name of the server that a client asks for.
    #[must_use]
    pub fn server_name(&self) -> Option<String> {
        let mut cursor = Cursor::new(self.get(extension::SERVER_NAME)?.get(2..)?);
        let kind = cursor.u8().ok()?;
        let name = cursor.field16().ok().filter(|name| name.iter().all(u8::is_ascii_graphic))?;
        (kind == 0).then(|| String::from_utf8_lossy(name).into_owned())
    }

    fn numbers(&self, kind: u16) -> Vec<u16> {
        pairs(self.get(kind).unwrap_or_default().get(2..).unwrap_or_default())
    }
}

fn pairs(bytes: &[u8]) -> Vec<u16> {
    bytes.as_chunks().0.iter().map(|pair| u16::from_be_bytes(*pair)).collect()
}

/// A ClientHello.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientHello<'a> {
    /// The version field, which TLS 1.3 leaves at 1.2.
    pub version: u16,
    /// Cipher suites in order of preference.
    pub suites: Vec<u16>,
    /// Compression methods.
    pub compressions: Vec<u8>,
    /// Extensions.
    pub extensions: Extensions<'a>,
}

/// A ServerHello or HelloRetryRequest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello<'a> {
    /// The version that was chosen, by the extension where there is one.
    pub version: u16,
    /// The random.
    pub random: &'a [u8],
    /// The cipher suite that was chosen.
    pub suite: u16,
    /// The compression method that was chosen.
    pub compression: u8,
    /// Whether it asks for another ClientHello.
    pub is_retry: bool,
    /// Extensions.
    pub extensions: Extensions<'a>,
}

/// A handshake message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// What a client offers.
    ClientHello(ClientHello<'a>),
    /// What a server chose.
    ServerHello(ServerHello<'a>),
    /// Certificates up to TLS 1.2, DER, the peer's own first.
    Certificates(Vec<&'a [u8]>),
    /// The answer about the state of the certificate, DER.
    CertificateStatus(&'a [u8]),
    /// Parameters of the key exchange up to TLS 1.2.
    KeyExchange(&'a [u8]),
    /// The server wants a certificate of the client.
    CertificateRequest,
    /// The server's part is over, up to TLS 1.2.
    ServerHelloDone,
    /// Another message, by its type.
    Other(u8),
}

/// The handshake message at the front.
///
/// # Errors
/// When the message is longer than [`MAX_MESSAGE`] or not what its type says.
pub fn message(bytes: &[u8]) -> Piece<Message<'_>> {
    let Some((&[kind, high, middle, low], _)) = bytes.split_first_chunk() else { return Ok(None) };
    let length = u32::from_be_bytes([0, high, middle, low]) as usize;
    if length > MAX_MESSAGE {
        return Err(Malformed { offset: 1, expected: "a handshake message of at most 1 MiB" });
    }
    let Some(whole) = bytes.get(..4 + length) else { return Ok(None) };
    Ok(Some((body(kind, whole)?, whole.len())))
}

fn body(kind: u8, whole: &[u8]) -> Result<Message<'_>, Malformed> {
    /// The messages that are looked into: the hellos, Certificate, CertificateStatus,
    /// ServerKeyExchange.
    const READ: [u8; 5] = [1, 2, 11, 22, 12];
    match kind {
        13 => return Ok(Message::CertificateRequest),
        14 => return Ok(Message::ServerHelloDone),
        kind if !READ.contains(&kind) => return Ok(Message::Other(kind)),
        _ => {}
    }
    let wrong = Malformed { offset: 0, expected: "a handshake message as its type says" };
    let Ok((_, TlsMessage::Handshake(parsed))) = parse_tls_message_handshake(whole) else {
        return Err(wrong);
    };
    match parsed {
        TlsMessageHandshake::ClientHello(hello) => Ok(Message::ClientHello(ClientHello {
            version: hello.version.0,
            suites: hello.ciphers.iter().map(|suite| suite.0).collect(),
            compressions: hello.comp.iter().map(|method| method.0).collect(),
            extensions: Extensions::read(hello.ext.unwrap_or_default())?,
        })),
        TlsMessageHandshake::ServerHello(hello) => {
            let extensions = Extensions::read(hello.ext.unwrap_or_default())?;
            Ok(Message::ServerHello(ServerHello {
                version: extensions.server_version().unwrap_or(hello.version.0),
                random: hello.random,
                suite: hello.cipher.0,
                compression: hello.compression.0,
                is_retry: hello.random == RETRY_RANDOM,
                extensions,
            }))
        }
        TlsMessageHandshake::Certificate(chain) => {
            Ok(Message::Certificates(chain.cert_chain.iter().map(|each| each.data).collect()))
        }
        TlsMessageHandshake::CertificateStatus(status) => {
            Ok(Message::CertificateStatus(status.blob))
        }
        TlsMessageHandshake::ServerKeyExchange(exchange) => {
            Ok(Message::KeyExchange(exchange.parameters))
        }
        _ => Err(wrong),
    }
}

/// The parameters of an ephemeral key exchange up to TLS 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyExchange {
    /// The named group, of elliptic curves.
    pub group: Option<u16>,
    /// Bits of the prime, of finite fields.
    pub prime_bits: Option<usize>,
    /// The signature scheme, in TLS 1.2.
    pub scheme: Option<u16>,
}

/// Parameters of ECDHE (RFC 8422, section 5.4). `signed` where the suite is not anonymous and the
/// version is TLS 1.2, so that the scheme follows.
///
/// # Errors
/// When they are cut or of another kind than a named curve.
pub fn ecdhe(parameters: &[u8], signed: bool) -> Result<KeyExchange, Malformed> {
    let mut cursor = Cursor::new(parameters);
    if cursor.u8()? != 3 {
        return Err(Malformed { offset: 0, expected: "a named curve" });
    }
    let group = Some(cursor.u16()?);
    let length = cursor.u8()?;
    cursor.take(length.into())?;
    let scheme = if signed { Some(cursor.u16()?) } else { None };
    Ok(KeyExchange { group, prime_bits: None, scheme })
}

/// Parameters of DHE (RFC 5246, section 7.4.3); `signed` as of [`ecdhe`].
///
/// # Errors
/// When they are cut.
pub fn dhe(parameters: &[u8], signed: bool) -> Result<KeyExchange, Malformed> {
    let mut cursor = Cursor::new(parameters);
    let prime_bits = Some(bit_length(cursor.field16()?));
    cursor.field16()?;
    cursor.field16()?;
    let scheme = if signed { Some(cursor.u16()?) } else { None };
    Ok(KeyExchange { group: None, prime_bits, scheme })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_random_of_a_retry_is_a_digest() {
        assert_eq!(RETRY_RANDOM, *Sha256::digest(b"HelloRetryRequest"));
    }

    fn server_hello(random: &[u8; 32], extensions: &[u8]) -> Vec<u8> {
        let length = u16::try_from(extensions.len()).unwrap().to_be_bytes();
        let body = [&[3, 3], &random[..], &[0, 0x13, 0x01, 0], &length, extensions].concat();
        [&[2, 0, 0, u8::try_from(body.len()).unwrap()], &body[..]].concat()
    }

    #[test]
    fn a_retry_tells_version_suite_and_group() {
        let extensions = [0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0x11, 0xec];
        let bytes = server_hello(&RETRY_RANDOM, &extensions);
        let Ok(Some((Message::ServerHello(hello), used))) = message(&bytes) else { panic!() };
        assert_eq!((hello.version, hello.suite, hello.is_retry), (0x304, 0x1301, true));
        assert_eq!((hello.extensions.server_group(), used), (Some(0x11ec), bytes.len()));
        for length in 0..bytes.len() {
            assert_eq!(message(&bytes[..length]), Ok(None), "{length}");
        }
    }

    #[test]
    fn records_are_told_from_other_bytes() {
        assert_eq!(record(&[22, 3]), Ok(None));
        let (read, used) = record(&[21, 3, 3, 0, 2, 2, 40, 9]).unwrap().unwrap();
        assert_eq!((read.content, read.payload, used), (content::ALERT, &[2, 40][..], 7));
        assert!(record(b"SSH-2.0-x").is_err());
        assert!(record(&[22, 3, 3, 0xff, 0xff]).is_err());
        assert!(message(&[11, 0xff, 0xff, 0xff]).is_err());
    }

    #[test]
    fn parameters_tell_group_prime_and_scheme() {
        let exchange = ecdhe(&[3, 0, 29, 1, 7, 4, 3], true).unwrap();
        assert_eq!((exchange.group, exchange.scheme), (Some(29), Some(0x403)));
        let exchange = dhe(&[0, 2, 0x80, 1, 0, 1, 2, 0, 1, 4], false).unwrap();
        assert_eq!((exchange.prime_bits, exchange.scheme), (Some(16), None));
        assert!(ecdhe(&[1, 0, 29], true).is_err());
    }
}
