//! Futae and OpenSSL 3.5 or newer, each as server and as client.

use futae_interop::{
    CERTIFICATES, meet,
    openssl_end::{self, Wish},
    rustls_end::{self, with_group},
};
use futae_rustls::{groups, provider};
use rustls::{
    NamedGroup, SupportedCipherSuite,
    crypto::{CryptoProvider, SupportedKxGroup},
};

const WISH: Wish = Wish { groups: "", tls12_suite: None, certificate: "p256", mutual: false };

/// Every group by OpenSSL's name.
fn every_group() -> [(&'static str, &'static dyn SupportedKxGroup); 9] {
    [
        ("X25519MLKEM768", groups::X25519MLKEM768),
        ("SecP256r1MLKEM768", groups::SECP256R1MLKEM768),
        ("SecP384r1MLKEM1024", groups::SECP384R1MLKEM1024),
        ("MLKEM512", groups::MLKEM512),
        ("MLKEM768", groups::MLKEM768),
        ("MLKEM1024", groups::MLKEM1024),
        ("X25519", groups::X25519),
        ("P-256", groups::SECP256R1),
        ("P-384", groups::SECP384R1),
    ]
}

#[test]
fn it_is_new_enough() {
    let version = openssl::version::version();
    println!("{version}");
    assert!(openssl::version::number() >= 0x3050_0000, "{version}");
}

#[test]
fn every_group_with_their_server() {
    for (name, group) in every_group() {
        let (ours, theirs) = meet(
            |stream| rustls_end::client(with_group(provider(), group), "p256", stream),
            |stream| openssl_end::server(Wish { groups: name, ..WISH }, stream),
        );
        assert_eq!(theirs.expect(name).version, "TLSv1.3");
        assert_eq!(ours.expect(name), group.name());
    }
}

#[test]
fn every_group_with_their_client() {
    for (name, group) in every_group() {
        let (theirs, ours) = meet(
            |stream| openssl_end::client(Wish { groups: name, ..WISH }, stream),
            |stream| rustls_end::server(with_group(provider(), group), "p256", stream),
        );
        assert_eq!(theirs.expect(name).version, "TLSv1.3");
        assert_eq!(ours.expect(name), group.name());
    }
}

#[test]
fn every_certificate_with_their_server() {
    for certificate in CERTIFICATES {
        let (ours, theirs) = meet(
            |stream| rustls_end::client(provider(), certificate, stream),
            |stream| openssl_end::server(Wish { certificate, ..WISH }, stream),
        );
        theirs.expect(certificate);
        assert_eq!(ours.expect(certificate), NamedGroup::X25519MLKEM768);
    }
}

#[test]
fn every_certificate_with_their_client() {
    for certificate in CERTIFICATES {
        let (theirs, ours) = meet(
            |stream| openssl_end::client(Wish { certificate, ..WISH }, stream),
            |stream| rustls_end::server(provider(), certificate, stream),
        );
        theirs.expect(certificate);
        assert_eq!(ours.expect(certificate), NamedGroup::X25519MLKEM768);
    }
}

/// Clients show certificates too.
#[test]
fn every_certificate_in_both_directions() {
    for certificate in CERTIFICATES {
        let wish = Wish { certificate, mutual: true, ..WISH };
        let (ours, theirs) = meet(
            |stream| rustls_end::known_client(provider(), certificate, stream),
            |stream| openssl_end::server(wish, stream),
        );
        theirs.expect(certificate);
        ours.expect(certificate);
        let (theirs, ours) = meet(
            |stream| openssl_end::client(wish, stream),
            |stream| rustls_end::strict_server(provider(), certificate, stream),
        );
        theirs.expect(certificate);
        ours.expect(certificate);
    }
}

#[test]
fn every_suite_of_tls_1_3() {
    for suite in futae_rustls::suites::TLS13 {
        let only = || CryptoProvider { cipher_suites: vec![*suite], ..provider() };
        let (ours, theirs) = meet(
            |stream| rustls_end::client(only(), "p256", stream),
            |stream| openssl_end::server(WISH, stream),
        );
        let name = format!("{:?}", suite.suite()).replace("TLS13_", "TLS_");
        assert_eq!(theirs.expect(&name).suite, name);
        ours.expect(&name);
        let (theirs, ours) = meet(
            |stream| openssl_end::client(WISH, stream),
            |stream| rustls_end::server(only(), "p256", stream),
        );
        assert_eq!(theirs.expect(&name).suite, name);
        ours.expect(&name);
    }
}

/// OpenSSL's and the standard's names, and a certificate for it.
const TLS12: [(&str, &str, &str); 6] = [
    ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "p384"),
    ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "p256"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ed25519"),
    ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "rsa"),
    ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "rsa"),
    ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "rsa"),
];

#[test]
fn every_suite_of_tls_1_2() {
    let known = |suite: &SupportedCipherSuite| format!("{:?}", suite.suite());
    let ours: Vec<String> = futae_rustls::suites::TLS12.iter().map(known).collect();
    assert_eq!(ours, TLS12.map(|(_, name, _)| name));
    for (theirs, name, certificate) in TLS12 {
        let wish = Wish { tls12_suite: Some(theirs), certificate, ..WISH };
        let (ours, theirs) = meet(
            |stream| rustls_end::client(provider(), certificate, stream),
            |stream| openssl_end::server(wish, stream),
        );
        assert_eq!(theirs.expect(name).suite, name);
        ours.expect(name);
        let (theirs, ours) = meet(
            |stream| openssl_end::client(wish, stream),
            |stream| rustls_end::server(provider(), certificate, stream),
        );
        assert_eq!(theirs.expect(name).suite, name);
        ours.expect(name);
    }
}

/// A peer of the other root is refused, by whichever end.
#[test]
fn strangers_are_refused() {
    let wish = Wish { certificate: "mldsa65", ..WISH };
    let (ours, _) = meet(
        |stream| rustls_end::client(provider(), "mldsa87", stream),
        |stream| openssl_end::server(wish, stream),
    );
    assert!(ours.is_err());
    let (theirs, _) = meet(
        |stream| openssl_end::client(wish, stream),
        |stream| rustls_end::server(provider(), "mldsa87", stream),
    );
    assert!(theirs.is_err());
}
