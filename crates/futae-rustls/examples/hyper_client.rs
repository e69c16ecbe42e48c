//! An HTTPS client by hyper, which prints the group of the key exchange.
//!
//! `hyper_client [ADDRESS [ROOT.pem]]`
#![allow(clippy::print_stdout, reason = "what an example shows")]

use http_body_util::{BodyExt, Empty};
use hyper::{Request, body::Bytes, client::conn::http1, header::HOST};
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use std::{env, error::Error, sync::Arc};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/tls/mldsa65");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let address = arguments.next().unwrap_or("127.0.0.1:4433".into());
    let root = arguments.next().unwrap_or(format!("{TESTS}.root.pem"));

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(root)?)?;
    let config = ClientConfig::builder_with_provider(Arc::new(futae_rustls::provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();

    let host = address.rsplit_once(':').ok_or("no port")?.0.to_owned();
    let tcp = TcpStream::connect(address).await?;
    let connector = TlsConnector::from(Arc::new(config));
    let stream = connector.connect(host.clone().try_into()?, tcp).await?;
    let group = stream.get_ref().1.negotiated_key_exchange_group().ok_or("no handshake")?.name();

    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let request = Request::get("/").header(HOST, host).body(Empty::<Bytes>::new())?;
    let exchange = async {
        let answer = sender.send_request(request).await?;
        drop(sender);
        answer.collect().await.map(|body| body.to_bytes())
    };
    let (body, _) = tokio::join!(exchange, connection);
    println!("{group:?}\n\n{}", String::from_utf8_lossy(&body?));
    Ok(())
}
