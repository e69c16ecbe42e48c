// library: aws-lc-rs
// package: with-aws-lc
// version-of: aws-lc-rs
// small: no
// crate: aws-lc-rs = { version = "1", default-features = false, features = ["aws-lc-sys"] }
use aws_lc_rs::*;
use std::hint::black_box;
//== aes-gcm: aes/gcm
fn main() { let k = aead::UnboundKey::new(&aead::AES_256_GCM, black_box(&[0; 32])).unwrap(); let mut b = vec![0; 64];
    aead::LessSafeKey::new(k).seal_in_place_append_tag(aead::Nonce::assume_unique_for_key([0; 12]), aead::Aad::empty(), &mut b).unwrap(); println!("{b:?}"); }
//== digests: sha-256 sha-512
fn main() { for a in [&digest::SHA256, &digest::SHA512] { println!("{:?}", digest::digest(a, black_box(b"x"))); } }
//== ml-kem: ml-kem-768
fn main() { let k = kem::DecapsulationKey::generate(&kem::ML_KEM_768).unwrap(); println!("{:?}", k.encapsulation_key().unwrap().key_bytes().unwrap().as_ref()); }
//== x25519: x25519
fn main() { let k = agreement::PrivateKey::generate(&agreement::X25519).unwrap(); println!("{:?}", k.compute_public_key().unwrap()); }
