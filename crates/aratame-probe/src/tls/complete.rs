//! Handshakes of TLS 1.3 that are completed, by rustls with the groups of `futae-rustls`: they
//! show what is encrypted, and prove that a group works.
//!
//! The certificate is not verified: the inventory tells what a server shows, whoever it is. No
//! data is sent, and the client has no certificate.

use super::TLS13;
use crate::endpoint::Endpoint;
use crate::talk::Limits;
use crate::trouble::Trouble;
use futae_rustls::groups::{CLASSICAL, HYBRID, PLAIN};
use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::pki_types::{CertificateDer, IpAddr, Ipv4Addr, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Bytes that are read and dropped after a handshake.
const MAX_AFTER: usize = 64 << 10;

/// What is offered in a handshake that is to be completed.
#[derive(Clone, Debug)]
pub(super) struct Wish<'a> {
    pub(super) group: u16,
    pub(super) schemes: Vec<u16>,
    pub(super) alpn: Vec<&'a str>,
    /// Whether to wait for what comes after the handshake.
    pub(super) linger: bool,
}

/// What a completed handshake shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Completed {
    pub(super) group: Option<u16>,
    pub(super) scheme: Option<u16>,
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) is_stapled: bool,
    pub(super) asks_certificate: bool,
    pub(super) alpn: Option<String>,
    /// Tickets, where it is known that no more would come or one came.
    pub(super) has_ticket: Option<bool>,
}

/// The groups with which handshakes can be completed, those against quantum computers first.
pub(super) fn groups() -> impl Iterator<Item = &'static dyn SupportedKxGroup> {
    HYBRID.iter().chain(PLAIN).chain(CLASSICAL).copied()
}

/// Completes a handshake; nothing when the server refuses it.
pub(super) async fn complete(
    endpoint: &Endpoint<'_>,
    wish: &Wish<'_>,
) -> Result<Option<Completed>, Trouble> {
    let Some(group) = groups().find(|group| u16::from(group.name()) == wish.group) else {
        return Ok(None);
    };
    let witness = Arc::new(Witness::new(&wish.schemes));
    let unexpected = || Trouble::Unexpected("a handshake that can be begun".to_owned());
    let config = config(group, wish, &witness).map_err(|_| unexpected())?;
    let name = match endpoint.server_name() {
        Some(name) => ServerName::try_from(name.to_owned()).map_err(|_| unexpected())?,
        // An address is never sent.
        None => ServerName::IpAddress(IpAddr::V4(Ipv4Addr::from([127, 0, 0, 1]))),
    };
    let stream = endpoint.open().await?.into_stream();
    let connect = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let mut stream = match timeout(endpoint.limits.answer, connect).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(_)) => return Ok(None),
        Err(_) => return Err(Trouble::Silent),
    };
    let has_ticket = if wish.linger { tickets(&mut stream, endpoint.limits).await } else { None };
    let connection = stream.get_ref().1;
    if connection.protocol_version().map(u16::from) != Some(TLS13) {
        return Ok(None);
    }
    let mut completed = witness.seen();
    completed.group = connection.negotiated_key_exchange_group().map(|g| u16::from(g.name()));
    completed.alpn = connection.alpn_protocol().map(|p| String::from_utf8_lossy(p).into_owned());
    completed.has_ticket = has_ticket;
    Ok(Some(completed))
}

fn config(
    group: &'static dyn SupportedKxGroup,
    wish: &Wish<'_>,
    witness: &Arc<Witness>,
) -> Result<ClientConfig, rustls::Error> {
    let provider = CryptoProvider { kx_groups: vec![group], ..futae_rustls::provider() };
    let verifier: Arc<dyn ServerCertVerifier> = witness.clone();
    let resolver: Arc<dyn ResolvesClientCert> = witness.clone();
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_cert_resolver(resolver);
    config.alpn_protocols = wish.alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    config.resumption = rustls::client::Resumption::in_memory_sessions(1);
    Ok(config)
}

/// Says goodbye and reads what the server sent before it heard that.
async fn tickets(stream: &mut TlsStream<TcpStream>, limits: &Limits) -> Option<bool> {
    let _ = timeout(limits.linger, stream.shutdown()).await;
    let mut piece = [0; 4096];
    let mut left = MAX_AFTER;
    let read_all = async {
        while left > 0 {
            match stream.read(&mut piece).await {
                Ok(0) | Err(_) => return true,
                Ok(count) => left = left.saturating_sub(count),
            }
        }
        false
    };
    let is_whole = timeout(limits.linger, read_all).await.unwrap_or(false);
    let count = stream.get_ref().1.tls13_tickets_received();
    if count > 0 { Some(true) } else { is_whole.then_some(false) }
}

/// Sees what the server shows, and accepts it.
#[derive(Debug)]
struct Witness {
    schemes: Vec<SignatureScheme>,
    seen: Mutex<Completed>,
    was_asked: AtomicBool,
}

impl Witness {
    fn new(schemes: &[u16]) -> Self {
        let schemes = schemes.iter().map(|code| SignatureScheme::from(*code)).collect();
        Self { schemes, seen: Mutex::default(), was_asked: AtomicBool::new(false) }
    }

    fn seen(&self) -> Completed {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Completed { asks_certificate: self.was_asked.load(Ordering::Relaxed), ..seen }
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        ocsp_response: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.chain = [end_entity].into_iter().chain(intermediates).map(|c| c.to_vec()).collect();
        seen.is_stapled = !ocsp_response.is_empty();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.scheme = Some(u16::from(signed.scheme));
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

impl ResolvesClientCert for Witness {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.was_asked.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        true
    }
}
