//! Ends by rustls, with any provider.

use crate::{Outcome, answer, ask, fixture};
use rustls::{
    ClientConfig, ClientConnection, NamedGroup, RootCertStore, ServerConfig, ServerConnection,
    StreamOwned,
    crypto::{CryptoProvider, SupportedKxGroup},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use std::{net::TcpStream, sync::Arc};

/// The provider with one group alone.
pub fn with_group(
    provider: CryptoProvider,
    group: &'static dyn SupportedKxGroup,
) -> CryptoProvider {
    CryptoProvider { kx_groups: vec![group], ..provider }
}

/// A server with a certificate of the fixtures; gives the group.
pub fn server(
    provider: CryptoProvider,
    certificate: &'static str,
    stream: TcpStream,
) -> Outcome<NamedGroup> {
    let config = ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![chain(certificate)?], key(certificate)?)?;
    serve(config, stream)
}

/// The same, which asks the client for a certificate too.
pub fn strict_server(
    provider: CryptoProvider,
    certificate: &'static str,
    stream: TcpStream,
) -> Outcome<NamedGroup> {
    let provider = Arc::new(provider);
    let roots = Arc::new(roots(certificate)?);
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider.clone()).build()?;
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![chain(certificate)?], key(certificate)?)?;
    serve(config, stream)
}

fn serve(config: ServerConfig, stream: TcpStream) -> Outcome<NamedGroup> {
    let mut stream = StreamOwned::new(ServerConnection::new(config.into())?, stream);
    answer(&mut stream)?;
    Ok(stream.conn.negotiated_key_exchange_group().ok_or("no group")?.name())
}

/// A client that trusts the root of such a certificate; gives the group.
pub fn client(
    provider: CryptoProvider,
    certificate: &'static str,
    stream: TcpStream,
) -> Outcome<NamedGroup> {
    let config = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(certificate)?)
        .with_no_client_auth();
    connect(config, stream)
}

/// The same with a certificate of its own.
pub fn known_client(
    provider: CryptoProvider,
    certificate: &'static str,
    stream: TcpStream,
) -> Outcome<NamedGroup> {
    let config = ClientConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots(certificate)?)
        .with_client_auth_cert(vec![chain(certificate)?], key(certificate)?)?;
    connect(config, stream)
}

fn connect(config: ClientConfig, stream: TcpStream) -> Outcome<NamedGroup> {
    let connection = ClientConnection::new(config.into(), "localhost".try_into()?)?;
    let mut stream = StreamOwned::new(connection, stream);
    ask(&mut stream)?;
    Ok(stream.conn.negotiated_key_exchange_group().ok_or("no group")?.name())
}

fn chain(name: &str) -> Outcome<CertificateDer<'static>> {
    Ok(CertificateDer::from_pem_file(fixture(&format!("{name}.pem")))?)
}

fn key(name: &str) -> Outcome<PrivateKeyDer<'static>> {
    Ok(PrivateKeyDer::from_pem_file(fixture(&format!("{name}.key.pem")))?)
}

fn roots(name: &str) -> Outcome<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(fixture(&format!("{name}.root.pem")))?)?;
    Ok(roots)
}
