#![no_main]
use futae_hybrid::Registry;

/// The first byte chooses the algorithm, the second what the rest is.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [choice, role, data @ ..] = data else { return };
    let kems: Vec<_> = Registry::new().with_classical().kems().collect();
    let kem = kems[usize::from(*choice) % kems.len()];
    if role % 2 == 0 {
        let Ok(key) = kem.public_key(data) else { return };
        assert_eq!(key.public_bytes(), data, "there is one encoding");
        let _ = key.encapsulate();
    } else {
        let Ok(key) = kem.private_key(data) else { return };
        let again = kem.private_key(key.private_bytes().as_bytes()).expect("our own bytes");
        assert_eq!(again.public_bytes(), key.public_bytes());
        let _ = key.decapsulate(&vec![7; kem.ciphertext_size().unwrap_or(0)]);
    }
});
