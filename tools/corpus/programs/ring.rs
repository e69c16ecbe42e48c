// library: ring
// package: with-ring
// version-of: ring
// small: no
// crate: ring = "0.17"
#![allow(unused_imports)]
use ring::{aead, agreement, digest, hmac, pbkdf2, rand, signature};
use std::hint::black_box;
//== aes-gcm: aes/gcm
fn main() { let k = aead::UnboundKey::new(&aead::AES_256_GCM, black_box(&[0; 32])).unwrap(); let mut b = vec![0; 64];
    aead::LessSafeKey::new(k).seal_in_place_append_tag(aead::Nonce::assume_unique_for_key([0; 12]), aead::Aad::empty(), &mut b).unwrap(); println!("{b:?}"); }
//== chacha: chacha20-poly1305
fn main() { let k = aead::UnboundKey::new(&aead::CHACHA20_POLY1305, black_box(&[0; 32])).unwrap(); let mut b = vec![0; 64];
    aead::LessSafeKey::new(k).seal_in_place_append_tag(aead::Nonce::assume_unique_for_key([0; 12]), aead::Aad::empty(), &mut b).unwrap(); println!("{b:?}"); }
//== digests: sha-1 sha-256 sha-512
fn main() { for a in [&digest::SHA1_FOR_LEGACY_USE_ONLY, &digest::SHA256, &digest::SHA512] { println!("{:?}", digest::digest(a, black_box(b"x"))); } }
//== ed25519: ed25519
fn main() { let k = signature::Ed25519KeyPair::from_seed_unchecked(black_box(&[1; 32])).unwrap(); println!("{:?}", k.sign(b"x").as_ref()); }
//== x25519: x25519
fn main() { let r = rand::SystemRandom::new(); let k = agreement::EphemeralPrivateKey::generate(&agreement::X25519, &r).unwrap(); println!("{:?}", k.compute_public_key().unwrap()); }
