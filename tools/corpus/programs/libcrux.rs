// library: libcrux
// package: with-libcrux
// version-of: libcrux-ml-kem
// crate: libcrux-ml-kem = "0.0.11"
// crate: libcrux-ml-dsa = "0.0.11"
use std::hint::black_box;
//== ml-kem-768: ml-kem-768
fn main() { let k = libcrux_ml_kem::mlkem768::generate_key_pair(black_box([1; 64])); let (c, _) = libcrux_ml_kem::mlkem768::encapsulate(k.public_key(), black_box([2; 32])); println!("{:?}", c.as_ref()); }
//== ml-dsa-65: ml-dsa-65
fn main() { let k = libcrux_ml_dsa::ml_dsa_65::generate_key_pair(black_box([1; 32])); println!("{:?}", k.verification_key.as_ref()); }
