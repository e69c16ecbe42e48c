//! What keys, ciphertexts and signatures cost on the way: bytes of a TLS 1.3 handshake, round
//! trips, packets and frames. Computed from the sizes of encodings; nothing here is measured.

use serde::{Deserialize, Serialize};

/// A link: bytes of payload that one packet or frame carries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    /// Its name.
    pub(crate) name: &'static str,
    /// Bytes of payload.
    pub(crate) payload: usize,
    /// Where that stands.
    pub(crate) source: &'static str,
}

/// IP over Ethernet and over the smallest link of IPv6, and two radio links.
pub(crate) const LINKS: [Link; 4] = [
    Link {
        name: "MTU 1500",
        payload: 1460,
        source: "1500 - 20 (IPv4, RFC 791) - 20 (TCP, RFC 9293)",
    },
    Link { name: "MTU 1280", payload: 1220, source: "1280 (RFC 8200, 5) - 40 (IPv6) - 20 (TCP)" },
    Link {
        name: "IEEE 802.15.4",
        payload: 81,
        source: "RFC 4944, 4: what the worst case leaves of 127 bytes",
    },
    Link { name: "Sigfox uplink", payload: 12, source: "RFC 8376, 2.3 (provisional)" },
];

/// Packets or frames that these bytes take.
pub(crate) fn packets(bytes: usize, link: &Link) -> usize {
    bytes.div_ceil(link.payload)
}

/// A key exchange of TLS 1.3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyExchange {
    /// The group's name in the registry of IANA.
    pub(crate) group: String,
    /// Its code point.
    pub(crate) code_point: u16,
    /// Bytes of the first record of the client, with this share alone.
    pub(crate) client_hello: usize,
    /// Bytes of the record that answers.
    pub(crate) server_hello: usize,
}

/// RFC 8446, 5.1 and 4: the headers of a record and of a message.
#[cfg(any(test, feature = "hybrid"))]
const HEADERS: usize = 5 + 4;

/// The smallest `ClientHello` with one share: RFC 8446, 4.1.2 and 4.2.
#[cfg(any(test, feature = "hybrid"))]
pub(crate) const fn client_hello(share: usize) -> usize {
    let session = 1 + 32; // for middleboxes: RFC 8446, D.4
    let suites = 2 + 2; // one cipher suite
    let versions = 4 + 1 + 2;
    let groups = 4 + 2 + 2;
    let signatures = 4 + 2 + 2;
    let key_share = 4 + 2 + 4 + share;
    HEADERS + 2 + 32 + session + suites + 2 + 2 + versions + groups + signatures + key_share
}

/// The smallest `ServerHello` with a share: RFC 8446, 4.1.3.
#[cfg(any(test, feature = "hybrid"))]
pub(crate) const fn server_hello(share: usize) -> usize {
    HEADERS + 2 + 32 + (1 + 32) + 2 + 1 + 2 + (4 + 2) + (4 + 4 + share)
}

/// The key exchanges of Futae's hybrids, and those of classical groups beside them.
#[cfg(feature = "hybrid")]
pub(crate) fn key_exchanges() -> Vec<KeyExchange> {
    let registry = futae_hybrid::Registry::new().with_classical();
    let exchange = |group: &dyn futae_hybrid::tls::Group| KeyExchange {
        group: group.name().to_owned(),
        code_point: group.code_point(),
        client_hello: client_hello(group.client_share_size()),
        server_hello: server_hello(group.server_share_size()),
    };
    registry.groups().map(exchange).collect()
}

/// None without the hybrids.
#[cfg(not(feature = "hybrid"))]
pub(crate) fn key_exchanges() -> Vec<KeyExchange> {
    Vec::new()
}

/// Bytes that a server sends to prove who it is: the keys and signatures of a chain of two
/// certificates and the signature of `CertificateVerify`, without names and extensions.
pub(crate) const fn authentication(public_key: usize, signature: usize) -> usize {
    2 * (public_key + signature) + signature
}

/// Ten packets may be sent before the first is confirmed: RFC 6928.
pub(crate) const INITIAL_WINDOW: usize = 10 * 1460;

/// Round trips of a full handshake until the client may send data, TCP's own not counted: one
/// (RFC 8446, 2), and one more for each initial window that the server's flight is longer.
pub(crate) const fn round_trips(flight: usize) -> usize {
    if flight <= INITIAL_WINDOW { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_x25519_mlkem768() {
        // 1184 + 32 and 1088 + 32 bytes: draft-ietf-tls-ecdhe-mlkem.
        assert_eq!(client_hello(1216) - client_hello(0), 1216);
        assert_eq!(client_hello(1216), 1216 + 117);
        assert_eq!(server_hello(1120), 1120 + 95);
        assert_eq!(packets(client_hello(1216), &LINKS[0]), 1);
        assert_eq!(packets(client_hello(1216), &LINKS[1]), 2);
    }

    #[test]
    fn a_flight_beyond_the_window_costs_a_round_trip() {
        assert_eq!(round_trips(authentication(1952, 3309)), 1);
        assert_eq!(round_trips(authentication(32, 17088)), 2);
    }
}
