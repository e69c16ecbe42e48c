#![no_main]
use futae_hybrid::{Family, Registry};

/// The first byte chooses the algorithm, the second what the rest is.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [choice, role, data @ ..] = data else { return };
    let algorithms: Vec<_> = Registry::new().with_classical().signatures().collect();
    let algorithm = algorithms[usize::from(*choice) % algorithms.len()];
    let classical = algorithm.properties().family == Family::Classical;
    let context: &[u8] = if classical { b"" } else { b"context" };
    if role % 2 == 0 {
        let Ok(key) = algorithm.public_key(data) else { return };
        assert_eq!(key.public_bytes(), data, "there is one encoding");
        let signature = vec![0x30; algorithm.max_signature_size().min(8192)];
        assert!(key.verify(b"message", context, &signature).is_err());
    } else {
        let Ok(key) = algorithm.private_key(data) else { return };
        let again = algorithm.private_key(key.private_bytes().as_bytes()).expect("our own bytes");
        assert_eq!(again.public_bytes(), key.public_bytes());
    }
});
