// library: liboqs
// package: with-liboqs
// version-of: oqs
// small: no
// crate: oqs = { version = "0.11", default-features = false, features = ["ml_kem", "ml_dsa", "sphincs", "frodokem", "vendored"] }
//== ml-kem: ml-kem-768
fn main() { oqs::init(); let k = oqs::kem::Kem::new(oqs::kem::Algorithm::MlKem768).unwrap(); println!("{:?}", k.keypair().unwrap().0.into_vec()); }
//== ml-dsa: ml-dsa-65
fn main() { oqs::init(); let k = oqs::sig::Sig::new(oqs::sig::Algorithm::MlDsa65).unwrap(); println!("{:?}", k.keypair().unwrap().0.into_vec()); }
