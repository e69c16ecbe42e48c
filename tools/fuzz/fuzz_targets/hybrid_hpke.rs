#![no_main]
use futae_hybrid::{
    Registry,
    hpke::{Aead, Kdf, Suite},
};

// The first byte chooses the key encapsulation, the rest is what a sender would have sent.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [choice, data @ ..] = data else { return };
    let registry = Registry::new().with_classical();
    let kems: Vec<_> = registry.kems().filter(|kem| kem.properties().hpke_kem.is_some()).collect();
    let kem = kems[usize::from(*choice) % kems.len()];
    let suite = Suite::new(kem, Kdf::HkdfSha256, Aead::Aes128Gcm).expect("has an identifier");
    let key = suite.derive_private_key(&[7; 64]).expect("keying material is never refused");
    let size = kem.ciphertext_size().unwrap_or(0).min(data.len());
    let (encapsulated, sealed) = data.split_at(size);
    if let Ok(mut receiver) = suite.receiver(&*key, encapsulated, b"info") {
        let _ = receiver.open(b"", sealed);
    }
});
