//! The TLS groups through their objects: sizes of the registry, agreement, and what is refused.

use futae_hybrid::{
    Error,
    tls::{
        self, GROUPS, Group, classical, secp256r1_mlkem768, secp384r1_mlkem1024, x25519_mlkem768,
    },
};

/// Name, code point, bytes of the client's share, the server's share and the secret. RFC 10024 and
/// draft-ietf-tls-mlkem.
const REGISTRY: [(&str, u16, usize, usize, usize); 6] = [
    ("X25519MLKEM768", 4588, 1216, 1120, 64),
    ("SecP256r1MLKEM768", 4587, 1249, 1153, 64),
    ("SecP384r1MLKEM1024", 4589, 1665, 1665, 80),
    ("MLKEM768", 0x0201, 1184, 1088, 32),
    ("MLKEM1024", 0x0202, 1568, 1568, 32),
    ("MLKEM512", 0x0200, 800, 768, 32),
];

fn every_group() -> impl Iterator<Item = &'static dyn Group> {
    GROUPS.iter().chain(classical::GROUPS).copied()
}

#[test]
fn sizes_and_code_points_are_those_of_the_registry() {
    let rows = GROUPS.iter().map(|group| {
        let sizes = (group.client_share_size(), group.server_share_size(), group.secret_size());
        (group.name(), group.code_point(), sizes.0, sizes.1, sizes.2)
    });
    assert!(rows.eq(REGISTRY));
}

#[test]
fn both_sides_agree() {
    for group in every_group() {
        let client = group.start().unwrap();
        assert_eq!(client.client_share().len(), group.client_share_size());
        let (share, sent) = group.encapsulate(client.client_share()).unwrap();
        assert_eq!(share.len(), group.server_share_size());
        assert_eq!(sent.as_bytes().len(), group.secret_size());
        let received = client.complete(&share).unwrap();
        assert_eq!(sent.as_bytes(), received.as_bytes(), "{}", group.name());
    }
}

#[test]
fn wrong_lengths_are_refused() {
    for group in every_group() {
        for length in [0, 1, group.client_share_size() - 1, group.client_share_size() + 1] {
            assert_eq!(group.encapsulate(&vec![0; length]).err(), Some(Error::Length));
        }
        for length in [0, group.server_share_size() - 1, group.server_share_size() + 1] {
            let client = group.start().unwrap();
            assert_eq!(client.complete(&vec![0; length]).err(), Some(Error::Length));
        }
    }
}

/// What the client or server of another group would have sent, in the same number of bytes where
/// there are as many: the order of the parts matters.
#[test]
fn swapped_parts_are_refused() {
    let client = secp256r1_mlkem768::PrivateKey::generate().unwrap();
    let mut share = *client.client_share();
    share.rotate_left(65);
    assert_eq!(secp256r1_mlkem768::encapsulate(&share).err(), Some(Error::Modulus));
}

#[test]
fn a_coefficient_above_q_is_refused() {
    for group in GROUPS {
        let client = group.start().unwrap();
        let mut share = client.client_share().to_vec();
        let at = if group.name().starts_with("SecP") { share.len() - 100 } else { 100 };
        share[at..at + 3].fill(0xFF);
        assert_eq!(group.encapsulate(&share).err(), Some(Error::Modulus), "{}", group.name());
    }
}

#[test]
fn points_off_the_curve_are_refused() {
    let client = secp384r1_mlkem1024::PrivateKey::generate().unwrap();
    let mut share = *client.client_share();
    share[96] ^= 1;
    assert_eq!(secp384r1_mlkem1024::encapsulate(&share).err(), Some(Error::Point));
    let mut share = *client.client_share();
    share[0] = 2;
    assert_eq!(secp384r1_mlkem1024::encapsulate(&share).err(), Some(Error::Point));
    let (mut share, _) = secp384r1_mlkem1024::encapsulate(client.client_share()).unwrap();
    share[50] ^= 0x80;
    assert_eq!(client.decapsulate(&share).err(), Some(Error::Point));
}

#[test]
fn a_zero_public_value_is_refused() {
    let client = x25519_mlkem768::PrivateKey::generate().unwrap();
    let mut share = *client.client_share();
    share[1184..].fill(0);
    assert_eq!(x25519_mlkem768::encapsulate(&share).err(), Some(Error::SmallOrder));
    let (mut share, _) = x25519_mlkem768::encapsulate(client.client_share()).unwrap();
    share[1088..].fill(0);
    assert_eq!(client.decapsulate(&share).err(), Some(Error::SmallOrder));
}

#[test]
fn a_ciphertext_for_another_key_gives_another_secret() {
    let [client, other] = [0; 2].map(|_| x25519_mlkem768::PrivateKey::generate().unwrap());
    let (share, sent) = x25519_mlkem768::encapsulate(client.client_share()).unwrap();
    assert_ne!(other.decapsulate(&share).unwrap().as_bytes(), sent.as_bytes());
}

#[test]
fn the_classical_part_stands_alone_when_asked_for_by_name() {
    for group in GROUPS {
        let client = group.start().unwrap();
        let Some(code_point) = group.classical_code_point() else {
            assert!(client.classical_share().is_none());
            let alone = client.complete_classical_only(&[0; 32]);
            assert_eq!(alone.err(), Some(Error::UnknownAlgorithm));
            continue;
        };
        let mut groups = classical::GROUPS.iter();
        let alone = groups.find(|group| group.code_point() == code_point).unwrap();
        let (share, sent) = alone.encapsulate(client.classical_share().unwrap()).unwrap();
        let received = client.complete_classical_only(&share).unwrap();
        assert_eq!(sent.as_bytes(), received.as_bytes());
        assert!(tls::group(code_point).is_none());
    }
}
