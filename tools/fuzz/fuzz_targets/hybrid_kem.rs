#![no_main]
use futae_hybrid::{Registry, kem::KemAlgorithm};

// The first byte chooses the algorithm, the second what the rest is; every other choice gives the
// rest the length that the algorithm wants, which bytes at random seldom have.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [choice, role, data @ ..] = data else { return };
    let kems: Vec<_> = Registry::new().with_classical().kems().collect();
    let kem = kems[usize::from(*choice) % kems.len()];
    let fits = role & 1 == 1;
    match role >> 1 & 1 {
        0 => public_key(kem, &sized(data, kem.public_key_size().filter(|_| fits))),
        _ => private_key(kem, data, &sized(data, kem.ciphertext_size().filter(|_| fits))),
    }
});

fn sized(data: &[u8], size: Option<usize>) -> Vec<u8> {
    let mut sized = data.to_vec();
    sized.resize(size.unwrap_or(data.len()), 0);
    sized
}

fn public_key(kem: &dyn KemAlgorithm, data: &[u8]) {
    let Ok(key) = kem.public_key(data) else { return };
    assert_eq!(key.public_bytes(), data, "there is one encoding");
    let _ = key.encapsulate();
}

fn private_key(kem: &dyn KemAlgorithm, data: &[u8], ciphertext: &[u8]) {
    let Ok(key) = kem.private_key(data) else { return };
    let again = kem.private_key(key.private_bytes().as_bytes()).expect("our own bytes");
    assert_eq!(again.public_bytes(), key.public_bytes());
    let _ = key.decapsulate(ciphertext);
}
