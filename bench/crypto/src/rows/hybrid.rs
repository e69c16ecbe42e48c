//! Hybrids: the whole exchange of X25519MLKEM768 beside the same put together from aws-lc-rs, as
//! rustls does it; X-Wing beside the x-wing crate and libcrux-kem.
//!
//! With the feature `graviola` the X25519 of Futae is the assembly of that crate.

use std::hint::black_box;

use aws_lc_rs::{agreement, error::Unspecified, kem, rand::SystemRandom};
use futae_hybrid::{tls::x25519_mlkem768, x_wing};
use libcrux_kem::Algorithm::XWingKemDraft06;

use super::best_backend;
use crate::measure::Row;

/// Bytes of ML-KEM-768's parts, after which those of X25519 stand.
const ENCAPSULATION_KEY: usize = 1184;
const CIPHERTEXT: usize = 1088;

/// Adds the rows.
pub(super) fn rows(rows: &mut Vec<Row>) {
    let mut add = |algorithm, operation, implementation, run: Box<dyn FnMut(usize)>| {
        let backend = Some(best_backend()).filter(|_| implementation == "futae");
        rows.push(Row { algorithm, operation, implementation, operations: 1, backend, run });
    };
    add("X25519MLKEM768", "exchange", "futae", Box::new(|_| _ = black_box(futae_exchange())));
    add("X25519MLKEM768", "exchange", "aws-lc-rs", Box::new(|_| _ = black_box(aws_exchange())));
    x_wing_rows(&mut add);
}

/// The client's share, the server's share with its secret, and the client's secret.
fn futae_exchange() -> Option<([u8; 64], [u8; 64])> {
    let client = x25519_mlkem768::PrivateKey::generate().ok()?;
    let (share, sent) = x25519_mlkem768::encapsulate(client.client_share()).ok()?;
    let received = client.decapsulate(&share).ok()?;
    Some((*sent.as_bytes(), *received.as_bytes()))
}

/// The same by aws-lc-rs: each side owns what it sends, as in rustls.
fn aws_exchange() -> Result<(Vec<u8>, Vec<u8>), Unspecified> {
    let random = SystemRandom::new();
    let generate = || agreement::EphemeralPrivateKey::generate(&agreement::X25519, &random);
    let client_kem = kem::DecapsulationKey::generate(&kem::ML_KEM_768)?;
    let client_ecdh = generate()?;
    let public = client_kem.encapsulation_key()?.key_bytes()?;
    let mut client_share = public.as_ref().to_vec();
    client_share.extend(client_ecdh.compute_public_key()?.as_ref());

    let server_ecdh = generate()?;
    let (key, peer) = client_share.split_at(ENCAPSULATION_KEY);
    let key = kem::EncapsulationKey::new(&kem::ML_KEM_768, key).map_err(|_| Unspecified)?;
    let (ciphertext, kem_secret) = key.encapsulate()?;
    let mut server_share = ciphertext.as_ref().to_vec();
    server_share.extend(server_ecdh.compute_public_key()?.as_ref());
    let mut sent = kem_secret.as_ref().to_vec();
    sent.extend(agree(server_ecdh, peer)?);

    let (ciphertext, peer) = server_share.split_at(CIPHERTEXT);
    let mut received = client_kem.decapsulate(ciphertext.into())?.as_ref().to_vec();
    received.extend(agree(client_ecdh, peer)?);
    Ok((sent, received))
}

fn agree(key: agreement::EphemeralPrivateKey, peer: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let peer = agreement::UnparsedPublicKey::new(&agreement::X25519, peer);
    agreement::agree_ephemeral(key, peer, Unspecified, |secret| Ok(secret.to_vec()))
}

fn x_wing_rows(
    add: &mut impl FnMut(&'static str, &'static str, &'static str, Box<dyn FnMut(usize)>),
) {
    futae_x_wing(&mut |operation, implementation, run| {
        add("X-Wing", operation, implementation, run);
    });
    rustcrypto_x_wing(&mut |operation, run| add("X-Wing", operation, "x-wing", run));
    libcrux_x_wing(&mut |operation, run| add("X-Wing", operation, "libcrux-kem", run));
}

fn futae_x_wing(add: &mut impl FnMut(&'static str, &'static str, Box<dyn FnMut(usize)>)) {
    let generate = || x_wing::DecapsulationKey::generate().ok();
    add("generate", "futae", Box::new(move |_| _ = black_box(generate())));
    let Some(private) = generate() else { return };
    let bytes = *private.encapsulation_key().as_bytes();
    add(
        "encapsulate",
        "futae",
        Box::new(move |_| {
            let key = x_wing::EncapsulationKey::from_bytes(black_box(&bytes));
            black_box(key.and_then(|key| key.encapsulate())).ok();
        }),
    );
    let prepared = private.encapsulation_key().prepare();
    add(
        "encapsulate",
        "futae (prepared)",
        Box::new(move |_| _ = black_box(prepared.encapsulate())),
    );
    let Ok((ciphertext, _)) = private.encapsulation_key().encapsulate() else { return };
    let private: &'static x_wing::DecapsulationKey = Box::leak(Box::new(private));
    add(
        "decapsulate",
        "futae",
        Box::new(move |_| _ = black_box(private.decapsulate(black_box(&ciphertext)))),
    );
    let prepared = private.prepare();
    add(
        "decapsulate",
        "futae (prepared)",
        Box::new(move |_| _ = black_box(prepared.decapsulate(black_box(&ciphertext)))),
    );
}

fn rustcrypto_x_wing(add: &mut impl FnMut(&'static str, Box<dyn FnMut(usize)>)) {
    use ::x_wing::{Decapsulate, Encapsulate, Kem, XWingKem};

    add("generate", Box::new(|_| _ = black_box(XWingKem::generate_keypair())));
    let (private, public) = XWingKem::generate_keypair();
    let (ciphertext, _) = public.encapsulate();
    add("encapsulate", Box::new(move |_| _ = black_box(public.encapsulate())));
    add("decapsulate", Box::new(move |_| _ = black_box(private.decapsulate(&ciphertext))));
}

fn libcrux_x_wing(add: &mut impl FnMut(&'static str, Box<dyn FnMut(usize)>)) {
    let mut random = rand_core::UnwrapErr(getrandom::SysRng);
    let mut generator = random;
    add(
        "generate",
        Box::new(move |_| _ = black_box(libcrux_kem::key_gen(XWingKemDraft06, &mut generator))),
    );
    let Ok((private, public)) = libcrux_kem::key_gen(XWingKemDraft06, &mut random) else { return };
    let Ok((_, ciphertext)) = public.encapsulate(&mut random) else { return };
    let mut generator = random;
    add("encapsulate", Box::new(move |_| _ = black_box(public.encapsulate(&mut generator))));
    add("decapsulate", Box::new(move |_| _ = black_box(ciphertext.decapsulate(&private))));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_exchanges_agree() {
        let (sent, received) = futae_exchange().unwrap();
        assert_eq!(sent, received);
        let (sent, received) = aws_exchange().unwrap();
        assert_eq!(sent, received);
    }
}
