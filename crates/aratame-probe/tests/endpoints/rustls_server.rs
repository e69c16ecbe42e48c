//! A server of rustls with the groups of Futae: hybrid and plain ML-KEM, ML-DSA certificates.

use super::{fixture, groups, schemes, tls};
use futae_rustls::groups::{HYBRID, MLKEM768, MLKEM1024, X25519};
use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use std::io::Read;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// Longest that the server waits for a client; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(60);

fn serve(kx_groups: Vec<&'static dyn SupportedKxGroup>, name: &str) -> u16 {
    let provider = CryptoProvider { kx_groups, ..futae_rustls::provider() };
    let certificate = CertificateDer::from_pem_file(fixture(&format!("{name}.pem"))).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture(&format!("{name}.key.pem"))).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let connection = ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream);
            // Until the client says goodbye, or the handshake fails.
            let _ = stream.read(&mut [0; 16]);
        }
    });
    port
}

/// A server with hybrid and plain groups and a certificate of ML-DSA.
pub(crate) fn hybrid() -> u16 {
    serve([HYBRID, &[MLKEM768, MLKEM1024, X25519]].concat(), "mldsa65")
}

#[test]
fn hybrid_and_plain_groups_are_found_and_proved() {
    let port = hybrid();
    let seen = tls("tls", port);
    assert_eq!(seen.versions, [0x304]);
    let mut found = groups(&seen, true);
    found.sort_unstable();
    let all = [
        "MLKEM1024",
        "MLKEM768",
        "SecP256r1MLKEM768",
        "SecP384r1MLKEM1024",
        "X25519MLKEM768",
        "x25519",
    ];
    assert_eq!(found, all);
    assert!(seen.groups.iter().all(|group| group.completed), "{:?}", seen.groups);
    assert_eq!(schemes(&seen), ["mldsa65"]);
    assert_eq!(seen.chains.len(), 1);
    assert_eq!(seen.alpn, ["h2"]);
    assert_eq!(seen.session_tickets13, Some(true));
    assert_eq!(seen.asks_client_certificate, Some(false));
    assert!(seen.connections < 60, "{}", seen.connections);
}

#[test]
fn a_server_without_classical_groups_is_seen_whole() {
    let port = serve(HYBRID.to_vec(), "p256");
    let seen = tls("tls", port);
    let mut found = groups(&seen, true);
    found.sort_unstable();
    assert_eq!(found, ["SecP256r1MLKEM768", "SecP384r1MLKEM1024", "X25519MLKEM768"]);
    assert_eq!(schemes(&seen), ["ecdsa_secp256r1_sha256"]);
    assert_eq!(seen.gaps, Vec::<String>::new());
}
