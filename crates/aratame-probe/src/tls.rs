//! A TLS endpoint: versions, suites in the server's order, groups, signature schemes,
//! certificates, and how it behaves.
//!
//! Owns what is asked and in which order. Each handshake shows one choice of the server; what it
//! chose is left out of the next offer, until nothing is left that it would take. Up to TLS 1.2 a
//! handshake is read as far as it travels in the clear and then dropped; in TLS 1.3 an offer
//! without a key share makes the server name suite and group in a HelloRetryRequest, and a few
//! handshakes are completed by rustls to see what is encrypted.

mod answer;
mod complete;
mod enumerate;
mod hello;
mod ssl2;

pub(crate) use answer::{Reply, read_stream};
pub(crate) use enumerate::{probe, probe_quic, version_names};

use serde::{Deserialize, Serialize};

/// TLS 1.3 as a number on the wire.
pub(crate) const TLS13: u16 = 0x0304;
/// TLS 1.2.
pub(crate) const TLS12: u16 = 0x0303;
/// TLS 1.1.
pub(crate) const TLS11: u16 = 0x0302;
/// TLS 1.0.
pub(crate) const TLS10: u16 = 0x0301;
/// SSL 3.0.
pub(crate) const SSL3: u16 = 0x0300;
/// SSL 2.0.
pub(crate) const SSL2: u16 = 0x0002;

/// A version as an inventory writes it.
pub(crate) fn version_name(version: u16) -> &'static str {
    match version {
        TLS13 => "1.3",
        TLS12 => "1.2",
        TLS11 => "1.1",
        TLS10 => "1.0",
        SSL3 => "SSL 3.0",
        SSL2 => "SSL 2.0",
        _ => "unknown",
    }
}

/// A group that the server chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct GroupSeen {
    /// Code point.
    pub code: u16,
    /// In TLS 1.3, or in TLS up to 1.2.
    pub tls13: bool,
    /// Whether a handshake with it was completed.
    pub completed: bool,
}

/// A chain of certificates as the server sent it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Chain {
    /// DER in base64, the server's own first.
    pub certificates: Vec<String>,
}

/// Everything seen of a TLS endpoint. What is `None` was not asked or could not be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlsReport {
    /// Versions that the server agreed to, oldest first.
    pub versions: Vec<u16>,
    /// Suites of TLS 1.3 in the order in which the server chose them.
    pub suites13: Vec<u16>,
    /// Suites of TLS up to 1.2, likewise.
    pub suites: Vec<u16>,
    /// Ciphers of SSL 2.0.
    pub ssl2_ciphers: Vec<String>,
    /// Whether the server insists on its own order, in TLS 1.3 and up to TLS 1.2.
    pub own_order13: Option<bool>,
    /// Likewise up to TLS 1.2.
    pub own_order: Option<bool>,
    /// Groups in the order in which the server chose them.
    pub groups: Vec<GroupSeen>,
    /// Sizes of the primes of DHE.
    pub dh_bits: Vec<u32>,
    /// Signature schemes that the server signed or chose.
    pub schemes: Vec<u16>,
    /// Chains of certificates, one a key.
    pub chains: Vec<Chain>,
    /// Application protocols, in the order in which the server chose them.
    pub alpn: Vec<String>,
    /// Whether a compression method was chosen.
    pub compression: Option<bool>,
    /// Renegotiation by RFC 5746.
    pub secure_renegotiation: Option<bool>,
    /// RFC 7627.
    pub extended_master_secret: Option<bool>,
    /// RFC 7366, where a suite of CBC was chosen.
    pub encrypt_then_mac: Option<bool>,
    /// Session tickets up to TLS 1.2.
    pub session_tickets: Option<bool>,
    /// Session tickets of TLS 1.3.
    pub session_tickets13: Option<bool>,
    /// Whether the state of the certificate came with it.
    pub ocsp_stapling: Option<bool>,
    /// The mark of a downgrade in the server's random (RFC 8446, section 4.1.3).
    pub downgrade_sentinel: Option<bool>,
    /// Whether a fall back is refused (RFC 7507).
    pub fallback_scsv: Option<bool>,
    /// Whether the server asks for a certificate of the client.
    pub asks_client_certificate: Option<bool>,
    /// Connections that it took.
    pub connections: u32,
    /// What could not be told, each a short sentence.
    pub gaps: Vec<String>,
}
