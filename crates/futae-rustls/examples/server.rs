//! An HTTPS server by rustls alone, which tells each visitor the group of the key exchange.
//!
//! `server [ADDRESS [CERTIFICATE.pem KEY.pem]]`; without arguments the server is on port 4433 and
//! shows the ML-DSA-65 certificate of the tests.
#![allow(clippy::print_stdout, reason = "what an example shows")]

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    env,
    error::Error,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
};

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/tls/mldsa65");
/// No request head of a browser is longer.
const MAX_HEAD: u64 = 64 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let argument = |at: usize, otherwise: String| arguments.get(at).cloned().unwrap_or(otherwise);
    let certificate = argument(1, format!("{TESTS}.pem"));
    let key = argument(2, format!("{TESTS}.key.pem"));

    let chain = CertificateDer::pem_file_iter(certificate)?.collect::<Result<Vec<_>, _>>()?;
    let config = ServerConfig::builder_with_provider(Arc::new(futae_rustls::provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from_pem_file(key)?)?;
    let config = Arc::new(config);

    let listener = TcpListener::bind(argument(0, "127.0.0.1:4433".into()))?;
    println!("https://{}", listener.local_addr()?);
    for stream in listener.incoming() {
        match visit(Arc::clone(&config), stream?) {
            Ok(group) => println!("{group}"),
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}

/// Answers one request; gives the group.
fn visit(config: Arc<ServerConfig>, stream: TcpStream) -> Result<String, Box<dyn Error>> {
    let mut stream = StreamOwned::new(ServerConnection::new(config)?, stream);
    let head = BufReader::new(Read::take(&mut stream, MAX_HEAD));
    for line in head.lines() {
        if line?.is_empty() {
            break;
        }
    }
    let group = stream.conn.negotiated_key_exchange_group().ok_or("no handshake")?.name();
    let body = format!("{group:?}\n");
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(format!("{group:?}"))
}
