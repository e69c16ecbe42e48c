//! What is offered: the ClientHello.

use super::{SSL3, TLS12, TLS13};
use aratame_formats::wire::tls::{content, extension};

/// Session tickets, encrypt-then-mac, extended master secret: extensions that a client offers by
/// naming them.
const BARE: [u16; 3] =
    [extension::SESSION_TICKET, extension::ENCRYPT_THEN_MAC, extension::EXTENDED_MASTER_SECRET];

/// A fall back (RFC 7507).
pub(crate) const FALLBACK_SCSV: u16 = 0x5600;
/// Renegotiation by RFC 5746, for SSL 3.0, which has no extensions.
pub(crate) const RENEGOTIATION_SCSV: u16 = 0x00ff;

/// X25519 of a private key that nobody has: any 32 bytes are a public key (RFC 7748, section 5).
const X25519_SHARE: [u8; 32] = [9; 32];

/// What is offered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offer<'a> {
    pub(crate) version: u16,
    pub(crate) suites: Vec<u16>,
    pub(crate) groups: Vec<u16>,
    pub(crate) schemes: Vec<u16>,
    pub(crate) alpn: Vec<&'a str>,
    pub(crate) server_name: Option<&'a str>,
    /// A share of X25519 for servers of TLS 1.3 that want one at once.
    pub(crate) share: bool,
    /// The sender's connection id, in QUIC.
    pub(crate) quic: Option<&'a [u8]>,
}

impl Offer<'_> {
    /// The ClientHello in its record.
    pub(crate) fn record(&self, random: &[u8; 64]) -> Vec<u8> {
        let minor = if self.version == SSL3 { 0 } else { 1 };
        [&[content::HANDSHAKE, 3, minor], &long(&self.message(random))[..]].concat()
    }

    /// The ClientHello.
    pub(crate) fn message(&self, random: &[u8; 64]) -> Vec<u8> {
        let (random, session) = random.split_at(32);
        let mut body = self.version.min(TLS12).to_be_bytes().to_vec();
        body.extend(random);
        // TLS 1.3 wants a session for middleboxes (RFC 8446, appendix D.4); QUIC has none of them
        // (RFC 9001, section 8.4).
        let has_session = self.version == TLS13 && self.quic.is_none();
        body.extend(short(if has_session { session } else { &[] }));
        let mut suites = self.suites.clone();
        if self.version == SSL3 {
            suites.push(RENEGOTIATION_SCSV);
        }
        body.extend(long(&numbers(&suites)));
        body.extend(short(if self.version == TLS13 { &[0] } else { &[1, 0] }));
        if self.version != SSL3 {
            body.extend(long(&self.extensions()));
        }
        let [_, a, b, c] = u32::try_from(body.len()).unwrap_or_default().to_be_bytes();
        [&[1, a, b, c][..], &body].concat()
    }

    fn extensions(&self) -> Vec<u8> {
        let mut all = Vec::new();
        let mut add = |kind: u16, content: &[u8]| {
            all.extend(kind.to_be_bytes());
            all.extend(long(content));
        };
        if let Some(name) = self.server_name {
            add(extension::SERVER_NAME, &long(&[&[0][..], &long(name.as_bytes())].concat()));
        }
        add(extension::SUPPORTED_GROUPS, &long(&numbers(&self.groups)));
        add(extension::EC_POINT_FORMATS, &[1, 0]);
        if self.version >= TLS12 {
            add(extension::SIGNATURE_ALGORITHMS, &long(&numbers(&self.schemes)));
        }
        if !self.alpn.is_empty() {
            let names = self.alpn.iter().flat_map(|name| short(name.as_bytes()));
            add(extension::ALPN, &long(&names.collect::<Vec<_>>()));
        }
        // OCSP, of no responder in particular, without extensions.
        add(extension::STATUS_REQUEST, &[1, 0, 0, 0, 0]);
        if self.version == TLS13 {
            add(extension::SUPPORTED_VERSIONS, &[2, 3, 4]);
            add(extension::PSK_KEY_EXCHANGE_MODES, &[1, 1]);
            let share = [&[0, 29][..], &long(&X25519_SHARE)].concat();
            add(extension::KEY_SHARE, &long(if self.share { &share } else { &[] }));
            if let Some(id) = self.quic {
                // RFC 9000, section 18.2: initial_source_connection_id, which must be there.
                add(extension::QUIC_TRANSPORT_PARAMETERS, &[&[15][..], &short(id)].concat());
            }
        } else {
            BARE.iter().for_each(|kind| add(*kind, &[]));
            add(extension::RENEGOTIATION_INFO, &[0]);
        }
        all
    }
}

fn numbers(all: &[u16]) -> Vec<u8> {
    all.iter().flat_map(|each| each.to_be_bytes()).collect()
}

/// Bytes behind their length in one byte.
fn short(bytes: &[u8]) -> Vec<u8> {
    [&[u8::try_from(bytes.len()).unwrap_or_default()], bytes].concat()
}

/// Bytes behind their length in two bytes.
fn long(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap_or_default().to_be_bytes(), bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_formats::wire::tls::{Message, message, record};

    #[test]
    fn what_is_offered_is_read_back() {
        let offer = Offer {
            version: TLS13,
            suites: vec![0x1301, 0x1302],
            groups: vec![0x11ec, 29],
            schemes: vec![0x905, 0x804],
            alpn: vec!["h2", "http/1.1"],
            server_name: Some("www.example"),
            share: true,
            quic: Some(&[1, 2]),
        };
        let bytes = offer.record(&[7; 64]);
        let (record, used) = record(&bytes).unwrap().unwrap();
        assert_eq!(used, bytes.len());
        let Ok(Some((Message::ClientHello(hello), _))) = message(record.payload) else { panic!() };
        assert_eq!((hello.version, &hello.suites), (TLS12, &offer.suites));
        let extensions = &hello.extensions;
        assert_eq!(extensions.groups(), offer.groups);
        assert_eq!(extensions.signature_schemes(), offer.schemes);
        assert_eq!(extensions.client_versions(), [TLS13]);
        assert_eq!(extensions.client_shares(), [29]);
        assert_eq!(extensions.protocols(), offer.alpn);
        assert_eq!(extensions.server_name().as_deref(), offer.server_name);
        let parameters = extensions.get(extension::QUIC_TRANSPORT_PARAMETERS);
        assert_eq!(parameters, Some(&[15, 2, 1, 2][..]));
        assert_eq!(bytes[5..], offer.message(&[7; 64]));
    }

    #[test]
    fn ssl_3_has_no_extensions() {
        let offer = Offer { version: SSL3, suites: vec![5], ..Offer::default() };
        let bytes = offer.record(&[7; 64]);
        let (record, _) = record(&bytes).unwrap().unwrap();
        let Ok(Some((Message::ClientHello(hello), _))) = message(record.payload) else { panic!() };
        assert_eq!(hello.suites, [5, RENEGOTIATION_SCSV]);
        assert_eq!((hello.version, hello.extensions.kinds().count()), (SSL3, 0));
    }
}
