//! An HTTPS server by axum, whose handler knows the group of the key exchange.
//!
//! `axum_server [ADDRESS [CERTIFICATE.pem KEY.pem]]`
#![allow(clippy::print_stdout, reason = "what an example shows")]

use axum::{
    Router,
    extract::connect_info::{ConnectInfo, Connected},
    routing::get,
    serve::{IncomingStream, Listener},
};
use rustls::{
    NamedGroup, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{env, error::Error, io, net::SocketAddr, sync::Arc};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/tls/mldsa65");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let argument = |at: usize, otherwise: String| arguments.get(at).cloned().unwrap_or(otherwise);
    let certificate = argument(1, format!("{TESTS}.pem"));
    let key = argument(2, format!("{TESTS}.key.pem"));

    let chain = CertificateDer::pem_file_iter(certificate)?.collect::<Result<Vec<_>, _>>()?;
    let config = ServerConfig::builder_with_provider(Arc::new(futae_rustls::provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from_pem_file(key)?)?;

    let tcp = TcpListener::bind(argument(0, "127.0.0.1:4433".into())).await?;
    println!("https://{}", tcp.local_addr()?);
    let listener = TlsListener { tcp, acceptor: TlsAcceptor::from(Arc::new(config)) };
    let routes = Router::new().route("/", get(greet));
    axum::serve(listener, routes.into_make_service_with_connect_info::<Group>()).await?;
    Ok(())
}

/// The group of a connection.
#[derive(Clone, Copy)]
struct Group(Option<NamedGroup>);

async fn greet(ConnectInfo(Group(group)): ConnectInfo<Group>) -> String {
    match group {
        Some(group) => format!("{group:?}\n"),
        None => "no group\n".into(),
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Group {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        let (_, connection) = stream.io().get_ref();
        Self(connection.negotiated_key_exchange_group().map(|group| group.name()))
    }
}

/// Accepts TCP and shakes hands. A real server shakes hands in a task of its own for each visitor.
struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            if let Ok((stream, address)) = self.tcp.accept().await {
                match self.acceptor.accept(stream).await {
                    Ok(stream) => return (stream, address),
                    Err(error) => println!("{address}: {error}"),
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}
