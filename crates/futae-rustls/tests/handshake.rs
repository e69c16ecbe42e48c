//! Handshakes in memory, between two ends that are both ours: each group, each certificate that
//! OpenSSL wrote (`test-vectors/tls`), each suite, and what has to be refused.
#![expect(clippy::unwrap_used, reason = "a failure is the test's failure")]

use futae_pki::{
    Algorithm, PrivateForm, PrivateKey,
    issue::{Profile, Template},
};
use futae_rustls::{groups, hybrid_only_provider, provider, suites, with_hybrid_groups};
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, Error, NamedGroup, PeerMisbehaved,
    ProtocolVersion, RootCertStore, ServerConfig, ServerConnection, SideData, SignatureScheme,
    SupportedCipherSuite,
    crypto::{CryptoProvider, SupportedKxGroup},
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
    version::{TLS12, TLS13},
};
use std::{
    fs,
    io::{Read, Write},
    ops::DerefMut,
    path::PathBuf,
    sync::Arc,
};

/// The certificates and the scheme by which their keys sign.
const CERTIFICATES: [(&str, SignatureScheme); 7] = [
    ("mldsa44", SignatureScheme::ML_DSA_44),
    ("mldsa65", SignatureScheme::ML_DSA_65),
    ("mldsa87", SignatureScheme::ML_DSA_87),
    ("p256", SignatureScheme::ECDSA_NISTP256_SHA256),
    ("p384", SignatureScheme::ECDSA_NISTP384_SHA384),
    ("ed25519", SignatureScheme::ED25519),
    ("rsa", SignatureScheme::RSA_PSS_SHA256),
];

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/tls").join(file)
}

fn certificate(name: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(path(&format!("{name}.pem"))).unwrap()
}

fn key(name: &str) -> PrivateKeyDer<'static> {
    PrivateKeyDer::from_pem_file(path(&format!("{name}.key.pem"))).unwrap()
}

fn roots(name: &str) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let root = fs::read(path(&format!("{name}.root.pem"))).unwrap();
    roots.add(CertificateDer::from_pem_slice(&root).unwrap()).unwrap();
    Arc::new(roots)
}

fn server(provider: CryptoProvider, name: &str) -> ServerConfig {
    ServerConfig::builder_with_provider(provider.into())
        .with_protocol_versions(&[&TLS13, &TLS12])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate(name)], key(name))
        .unwrap()
}

fn client(provider: CryptoProvider, name: &str) -> ClientConfig {
    ClientConfig::builder_with_provider(provider.into())
        .with_protocol_versions(&[&TLS13, &TLS12])
        .unwrap()
        .with_root_certificates(roots(name))
        .with_no_client_auth()
}

/// Both ends after a handshake that went well.
fn shake(client: ClientConfig, server: ServerConfig) -> Result<Ends, Error> {
    let name = "localhost".try_into().unwrap();
    let mut client = ClientConnection::new(Arc::new(client), name).unwrap();
    let mut server = ServerConnection::new(Arc::new(server)).unwrap();
    while client.is_handshaking() || server.is_handshaking() {
        carry(&mut client, &mut server)?;
        carry(&mut server, &mut client)?;
    }
    Ok(Ends { client, server })
}

struct Ends {
    client: ClientConnection,
    server: ServerConnection,
}

impl Ends {
    fn group(&self) -> NamedGroup {
        let ours = self.client.negotiated_key_exchange_group().unwrap().name();
        assert_eq!(ours, self.server.negotiated_key_exchange_group().unwrap().name());
        ours
    }

    /// Sends something in both directions, more than one record of it.
    fn talk(&mut self) {
        for text in [vec![7; 16_000], vec![8; 300], Vec::new()] {
            self.client.writer().write_all(&text).unwrap();
            self.server.writer().write_all(&text).unwrap();
            let mut received = vec![0; text.len()];
            carry(&mut self.client, &mut self.server).unwrap();
            self.server.reader().read_exact(&mut received).unwrap();
            assert_eq!(received, text);
            received.fill(0);
            carry(&mut self.server, &mut self.client).unwrap();
            self.client.reader().read_exact(&mut received).unwrap();
            assert_eq!(received, text);
        }
    }
}

/// Carries what one end has to say to the other.
fn carry<A: SideData, B: SideData>(
    from: &mut impl DerefMut<Target = ConnectionCommon<A>>,
    to: &mut impl DerefMut<Target = ConnectionCommon<B>>,
) -> Result<(), Error> {
    while from.wants_write() {
        let mut bytes = Vec::new();
        from.write_tls(&mut bytes).unwrap();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            to.read_tls(&mut rest).unwrap();
            to.process_new_packets()?;
        }
    }
    Ok(())
}

fn only_group(group: &'static dyn SupportedKxGroup) -> CryptoProvider {
    CryptoProvider { kx_groups: vec![group], ..provider() }
}

fn only_suite(suite: SupportedCipherSuite) -> CryptoProvider {
    CryptoProvider { cipher_suites: vec![suite], ..provider() }
}

#[test]
fn every_group() {
    let all = [groups::HYBRID, groups::PLAIN, groups::CLASSICAL].concat();
    assert_eq!(all.len(), 9);
    for group in all {
        let ends = shake(client(only_group(group), "p256"), server(provider_of_all(), "p256"));
        assert_eq!(ends.unwrap().group(), group.name());
    }
}

fn provider_of_all() -> CryptoProvider {
    let kx_groups = [groups::HYBRID, groups::PLAIN, groups::CLASSICAL].concat();
    CryptoProvider { kx_groups, ..provider() }
}

#[test]
fn names_are_of_the_registry() {
    let names: Vec<u16> = groups::HYBRID.iter().map(|group| u16::from(group.name())).collect();
    assert_eq!(names, [0x11ec, 0x11eb, 0x11ed]);
    let names: Vec<u16> = groups::PLAIN.iter().map(|group| u16::from(group.name())).collect();
    assert_eq!(names, [0x0201, 0x0202, 0x0200]);
}

#[test]
fn without_asking_the_group_is_hybrid() {
    let ends = shake(client(provider(), "p256"), server(provider(), "p256")).unwrap();
    assert_eq!(ends.group(), NamedGroup::X25519MLKEM768);
    assert_eq!(ends.client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    assert!(!provider().fips());
}

#[test]
fn every_certificate() {
    for (name, scheme) in CERTIFICATES {
        let mut ends = shake(client(provider(), name), server(provider(), name)).unwrap();
        ends.talk();
        let key = provider().key_provider.load_private_key(key(name)).unwrap();
        let signer = key.choose_scheme(&[scheme]).unwrap();
        assert_eq!(signer.scheme(), scheme, "{name}");
        assert!(key.choose_scheme(&[SignatureScheme::ED448]).is_none());
    }
}

/// A chain made by `futae-pki`, and the forms that RFC 9881 has for its private keys.
#[test]
fn every_form_of_ml_dsa_keys() {
    for name in ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"] {
        let algorithm = Algorithm::by_name(name).unwrap();
        let ca_key = PrivateKey::generate(algorithm).unwrap();
        let ca = Template::new("CN=CA", Profile::Root).unwrap().self_signed(&ca_key).unwrap();
        let key = PrivateKey::generate(algorithm).unwrap();
        let template = Template::new("CN=a", Profile::EndEntity).unwrap();
        let template = template.names(&["localhost"]).unwrap();
        let leaf = template.issue(key.public_key(), &ca, &ca_key).unwrap();
        for form in [PrivateForm::Seed, PrivateForm::Expanded, PrivateForm::Both] {
            let key = PrivatePkcs8KeyDer::from(key.to_der(form).unwrap().to_vec());
            let mut roots = RootCertStore::empty();
            roots.add(ca.as_der().to_vec().into()).unwrap();
            let client = ClientConfig::builder_with_provider(provider().into())
                .with_protocol_versions(&[&TLS13])
                .unwrap()
                .with_root_certificates(roots)
                .with_no_client_auth();
            let server = ServerConfig::builder_with_provider(provider().into())
                .with_protocol_versions(&[&TLS13])
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![leaf.as_der().to_vec().into()], key.into())
                .unwrap();
            shake(client, server).unwrap();
        }
    }
}

/// Truncated, longer, with a changed tag, with the parts of two keys: an error at each.
#[test]
fn malformed_private_keys_are_refused() {
    let load = |der: &[u8]| {
        let key = PrivatePkcs8KeyDer::from(der.to_vec());
        provider().key_provider.load_private_key(key.into())
    };
    for (name, _) in CERTIFICATES {
        let der = key(name).secret_der().to_vec();
        assert!(load(&der).is_ok(), "{name}");
        for cut in (0..der.len()).step_by(der.len() / 40 + 1) {
            assert!(load(&der[..cut]).is_err(), "{name} {cut}");
        }
        assert!(load(&[&der[..], &[0]].concat()).is_err(), "{name}");
        for at in 0..4 {
            let mut changed = der.clone();
            changed[at] ^= 0x20;
            assert!(load(&changed).is_err(), "{name} {at}");
        }
    }
    let [mut one, other] = [(); 2].map(|()| {
        let key = PrivateKey::generate(Algorithm::by_name("ML-DSA-44").unwrap()).unwrap();
        key.to_der(PrivateForm::Both).unwrap().to_vec()
    });
    let middle = one.len() / 2;
    one[middle..].copy_from_slice(&other[middle..]);
    assert!(load(&one).is_err());
}

/// Clients show certificates too.
#[test]
fn both_ends_by_ml_dsa() {
    let provider = Arc::new(provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(roots("mldsa87"), provider.clone());
    let server = ServerConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![certificate("mldsa44")], key("mldsa44"))
        .unwrap();
    let client = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_root_certificates(roots("mldsa44"))
        .with_client_auth_cert(vec![certificate("mldsa87")], key("mldsa87"))
        .unwrap();
    let ends = shake(client, server).unwrap();
    assert_eq!(ends.server.peer_certificates().unwrap(), [certificate("mldsa87")]);
}

#[test]
fn every_suite_of_both_versions() {
    let mut seen = 0;
    for suite in [suites::TLS13, suites::TLS12].concat() {
        let name = suite.suite();
        let signed_by = if format!("{name:?}").contains("RSA") { "rsa" } else { "p384" };
        let groups = CryptoProvider { kx_groups: groups::CLASSICAL.to_vec(), ..only_suite(suite) };
        let mut ends = shake(client(groups, signed_by), server(provider(), signed_by)).unwrap();
        assert_eq!(ends.client.negotiated_cipher_suite().unwrap().suite(), name);
        ends.talk();
        seen += 1;
    }
    assert_eq!(seen, 9);
}

/// A server that knows the classical half alone answers to the share that came along.
#[test]
fn a_classical_server_needs_no_second_hello() {
    let classical = only_group(groups::X25519);
    let ends = shake(client(provider(), "p256"), server(classical, "p256")).unwrap();
    assert_eq!(ends.group(), NamedGroup::X25519);
    assert_eq!(ends.client.handshake_kind(), Some(rustls::HandshakeKind::Full));
}

#[test]
fn hybrid_only_means_it() {
    let classical = only_group(groups::X25519);
    let refused = shake(client(hybrid_only_provider(), "p256"), server(classical.clone(), "p256"));
    assert!(matches!(refused.err(), Some(Error::PeerIncompatible(_))));
    let refused = shake(client(classical, "p256"), server(hybrid_only_provider(), "p256"));
    assert!(matches!(refused.err(), Some(Error::PeerIncompatible(_))));
}

#[test]
fn hybrid_groups_for_another_provider() {
    let other = CryptoProvider {
        kx_groups: vec![groups::SECP256R1, groups::X25519MLKEM768],
        cipher_suites: suites::TLS13[..1].to_vec(),
        ..provider()
    };
    let with = with_hybrid_groups(other);
    let names: Vec<NamedGroup> = with.kx_groups.iter().map(|group| group.name()).collect();
    let third = NamedGroup::from(0x11ed);
    let first = [NamedGroup::X25519MLKEM768, NamedGroup::secp256r1MLKEM768, third];
    assert_eq!(names, [&first[..], &[NamedGroup::secp256r1]].concat());
    assert_eq!(with.cipher_suites.len(), 1);
}

#[test]
fn a_certificate_of_another_root_is_refused() {
    for (name, other) in [("mldsa65", "mldsa87"), ("p256", "mldsa65"), ("rsa", "p256")] {
        let refused = shake(client(provider(), other), server(provider(), name)).err().unwrap();
        assert!(matches!(refused, Error::InvalidCertificate(_)), "{name}: {refused}");
    }
}

/// One bit of the leaf's signature changed.
#[test]
fn a_changed_certificate_is_refused() {
    for (name, _) in CERTIFICATES {
        let mut changed = certificate(name).to_vec();
        *changed.last_mut().unwrap() ^= 1;
        let server = ServerConfig::builder_with_provider(provider().into())
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![changed.into()], key(name))
            .unwrap();
        let refused = shake(client(provider(), name), server).err().unwrap();
        assert!(matches!(refused, Error::InvalidCertificate(_)), "{name}: {refused}");
    }
}

/// A key of another certificate does not go unseen until the first handshake.
#[test]
fn a_key_of_another_certificate_is_refused() {
    for (name, other) in [("mldsa44", "mldsa65"), ("p256", "p384"), ("rsa", "ed25519")] {
        let config = ServerConfig::builder_with_provider(provider().into())
            .with_protocol_versions(&[&TLS13])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate(name)], key(other));
        assert!(matches!(config.err(), Some(Error::InconsistentKeys(_))), "{name} {other}");
    }
}

/// Shares that are too short, too long, or no shares at all, at both ends.
#[test]
fn malformed_shares_are_refused() {
    for group in [groups::HYBRID, groups::PLAIN, groups::CLASSICAL].concat() {
        let client = group.start().unwrap();
        let share = client.pub_key().to_vec();
        let longer = [&share[..], &[0]].concat();
        let ones = vec![0xff; share.len()];
        let malformed = [&share[1..], &share[..share.len() - 1], &longer, &[], &ones[..]];
        for (case, bytes) in malformed.iter().enumerate() {
            if group.name() == NamedGroup::X25519 && case == 4 {
                continue; // Every 32 bytes are an X25519 share, but for the few of small order.
            }
            let refused = group.start_and_complete(bytes).err();
            let expected = Error::PeerMisbehaved(PeerMisbehaved::InvalidKeyShare);
            assert_eq!(refused, Some(expected), "{group:?} {case}");
        }
        let server = group.start_and_complete(&share).unwrap();
        let short = &server.pub_key[1..];
        assert!(client.complete(short).is_err(), "{group:?}");
    }
}
