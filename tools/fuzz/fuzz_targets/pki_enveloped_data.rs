#![no_main]
use futae_pki::{Algorithm, PrivateKey, enveloped_data};
use std::sync::LazyLock;

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| {
    let algorithm = Algorithm::by_name("ML-KEM-512").expect("an algorithm");
    PrivateKey::from_seed(algorithm, &[7; 64]).expect("a key")
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = enveloped_data::decrypt(data, &KEY, None);
});
