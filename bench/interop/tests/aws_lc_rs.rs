//! Futae and rustls on aws-lc-rs, each as server and as client, and the hybrid groups added to
//! aws-lc-rs.

use futae_interop::{
    CERTIFICATES, meet,
    rustls_end::{client, known_client, server, strict_server, with_group},
};
use futae_rustls::{groups, provider, with_hybrid_groups};
use rustls::{
    NamedGroup,
    crypto::{
        CryptoProvider, SupportedKxGroup,
        aws_lc_rs::{self, kx_group},
    },
};

fn theirs() -> CryptoProvider {
    aws_lc_rs::default_provider()
}

/// Every group that both have.
fn every_group() -> [(&'static dyn SupportedKxGroup, &'static dyn SupportedKxGroup); 7] {
    [
        (groups::X25519MLKEM768, kx_group::X25519MLKEM768),
        (groups::SECP256R1MLKEM768, kx_group::SECP256R1MLKEM768),
        (groups::MLKEM768, kx_group::MLKEM768),
        (groups::MLKEM1024, kx_group::MLKEM1024),
        (groups::X25519, kx_group::X25519),
        (groups::SECP256R1, kx_group::SECP256R1),
        (groups::SECP384R1, kx_group::SECP384R1),
    ]
}

/// Both directions of one meeting; gives the groups that all four saw.
fn both_ways(
    ours: impl Fn() -> CryptoProvider + Sync,
    theirs: impl Fn() -> CryptoProvider + Sync,
    certificate: &'static str,
) -> [NamedGroup; 4] {
    let (a, b) = meet(
        |stream| client(ours(), certificate, stream),
        |stream| server(theirs(), certificate, stream),
    );
    let (c, d) = meet(
        |stream| client(theirs(), certificate, stream),
        |stream| server(ours(), certificate, stream),
    );
    [a, b, c, d].map(|group| group.expect(certificate))
}

#[test]
fn every_group_both_ways() {
    for (our_group, their_group) in every_group() {
        let name = our_group.name();
        let ours = || with_group(provider(), our_group);
        let theirs = || with_group(theirs(), their_group);
        assert_eq!(both_ways(ours, theirs, "p256"), [name; 4]);
    }
}

#[test]
fn every_certificate_both_ways() {
    for certificate in CERTIFICATES {
        let seen = both_ways(provider, theirs, certificate);
        assert_eq!(seen, [NamedGroup::X25519MLKEM768; 4]);
    }
}

#[test]
fn every_certificate_of_clients() {
    for certificate in CERTIFICATES {
        let (a, b) = meet(
            |stream| known_client(provider(), certificate, stream),
            |stream| strict_server(theirs(), certificate, stream),
        );
        let (c, d) = meet(
            |stream| known_client(theirs(), certificate, stream),
            |stream| strict_server(provider(), certificate, stream),
        );
        for group in [a, b, c, d] {
            assert_eq!(group.expect(certificate), NamedGroup::X25519MLKEM768);
        }
    }
}

/// Another provider, whose groups alone are ours, with one that is not.
#[test]
fn their_provider_with_our_groups() {
    let mixed = || with_hybrid_groups(theirs());
    assert_eq!(mixed().kx_groups.len(), 6);
    for group in groups::HYBRID {
        let one = || with_group(provider(), *group);
        assert_eq!(both_ways(mixed, one, "p384"), [group.name(); 4]);
    }
    assert_eq!(both_ways(mixed, theirs, "rsa"), [NamedGroup::X25519MLKEM768; 4]);
}
