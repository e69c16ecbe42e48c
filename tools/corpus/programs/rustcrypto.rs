// library: RustCrypto
// package: with-rustcrypto
// version-of: sha2
// crate: aes = "0.9"
// crate: blake2 = "0.11"
// crate: camellia = "0.2"
// crate: chacha20poly1305 = "0.11"
// crate: des = "0.9"
// crate: ed25519-dalek = "3"
// crate: hmac = "0.13"
// crate: md-5 = "0.11"
// crate: p256 = { version = "0.14", features = ["ecdsa"] }
// crate: sha2 = "0.11"
// crate: sha3 = "0.12"
// crate: x25519-dalek = { version = "3", features = ["static_secrets"] }
#![allow(unused_imports)]
use std::hint::black_box;
//== aes: aes
use aes::cipher::{BlockCipherEncrypt, KeyInit};
fn main() { let mut b = [0u8; 16].into(); aes::Aes128::new(&black_box([0u8; 16]).into()).encrypt_block(&mut b); println!("{b:?}"); }
//== camellia: camellia-128
use camellia::cipher::{BlockCipherEncrypt, KeyInit};
fn main() { let mut b = [0u8; 16].into(); camellia::Camellia128::new(&black_box([0u8; 16]).into()).encrypt_block(&mut b); println!("{b:?}"); }
//== des: des
use des::cipher::{BlockCipherEncrypt, KeyInit};
fn main() { let mut b = [0u8; 8].into(); des::Des::new(&black_box([0u8; 8]).into()).encrypt_block(&mut b); println!("{b:?}"); }
//== sha2: sha-256 sha-512
use sha2::Digest;
fn main() { println!("{:?} {:?}", sha2::Sha256::digest(black_box(b"x")), sha2::Sha512::digest(black_box(b"x"))); }
//== md5: md5
use md5::Digest;
fn main() { println!("{:?}", md5::Md5::digest(black_box(b"x"))); }
//== sha3: sha3-256
use sha3::Digest;
fn main() { println!("{:?}", sha3::Sha3_256::digest(black_box(b"x"))); }
//== blake2: blake2b
use blake2::Digest;
fn main() { println!("{:?}", blake2::Blake2b512::digest(black_box(b"x"))); }
//== chacha: chacha20-poly1305
use chacha20poly1305::{aead::AeadInOut, KeyInit};
fn main() { let c = chacha20poly1305::ChaCha20Poly1305::new(&black_box([0u8; 32]).into()); let mut b = black_box(vec![0u8; 64]);
    c.encrypt_in_place(&[0u8; 12].into(), b"", &mut b).unwrap(); println!("{b:?}"); }
//== hmac: hmac sha-256
use hmac::{Hmac, KeyInit, Mac};
fn main() { let mut m = Hmac::<sha2::Sha256>::new_from_slice(black_box(b"k")).unwrap(); m.update(b"x"); println!("{:?}", m.finalize().into_bytes()); }
//== x25519: x25519
fn main() { let s = x25519_dalek::StaticSecret::from(black_box([1u8; 32])); println!("{:?}", x25519_dalek::PublicKey::from(&s)); }
//== ed25519: ed25519 sha-512
use ed25519_dalek::Signer;
fn main() { let k = ed25519_dalek::SigningKey::from_bytes(&black_box([1u8; 32])); println!("{:?}", k.sign(b"x")); }
//== p256: ecdsa@secp256r1
use p256::ecdsa::{signature::Signer, Signature, SigningKey};
fn main() { let k = SigningKey::from_slice(black_box(&[1u8; 32])).unwrap(); let s: Signature = k.sign(b"x"); println!("{s:?}"); }
