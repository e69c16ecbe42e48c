// library: Futae
// package: with-futae
// version-of: futae
// crate: futae = { path = "REPOSITORY/crates/futae" }
use std::hint::black_box;
//== ml-kem-768: ml-kem-768
fn main() { let k = futae::ml_kem_768::DecapsulationKey::generate().unwrap(); println!("{:?}", black_box(k).encapsulation_key().as_bytes()); }
//== ml-dsa-65: ml-dsa-65
fn main() { let k = futae::ml_dsa_65::SigningKey::generate().unwrap(); println!("{:?}", black_box(k).verifying_key().as_bytes()); }
