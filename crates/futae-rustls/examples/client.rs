//! An HTTPS client by rustls alone, which prints the group of the key exchange.
//!
//! `client [ADDRESS [ROOT.pem]]`; without arguments it visits the example server of this machine.
#![allow(clippy::print_stdout, reason = "what an example shows")]

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, pem::PemObject},
};
use std::{
    env,
    error::Error,
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
};

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/tls/mldsa65");

fn main() -> Result<(), Box<dyn Error>> {
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
    let connection = ClientConnection::new(Arc::new(config), host.clone().try_into()?)?;
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address)?);
    write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;

    let group = stream.conn.negotiated_key_exchange_group().ok_or("no handshake")?.name();
    println!("{group:?}\n\n{answer}");
    Ok(())
}
