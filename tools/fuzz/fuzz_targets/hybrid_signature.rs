#![no_main]
use futae_hybrid::{
    Family, Registry,
    signature::{SignatureAlgorithm, VerifyingKey},
};
use std::{collections::HashMap, sync::LazyLock};

/// One key of each algorithm whose keys are made at once, to verify what nobody signed.
static KEYS: LazyLock<HashMap<&str, Box<dyn VerifyingKey>>> = LazyLock::new(|| {
    let all = Registry::new().with_classical();
    let quick = all.signatures().filter(|each| !each.properties().name.contains("RSA"));
    let key = |algorithm: &dyn SignatureAlgorithm| {
        let bytes = algorithm.generate().expect("randomness").public_bytes();
        algorithm.public_key(&bytes).expect("our own bytes")
    };
    quick.map(|algorithm| (algorithm.properties().name, key(algorithm))).collect()
});

// The first byte chooses the algorithm, the second what the rest is: a public key, a private key,
// a signature as it is, or one of the length that signatures have.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [choice, role, data @ ..] = data else { return };
    let algorithms: Vec<_> = Registry::new().with_classical().signatures().collect();
    let algorithm = algorithms[usize::from(*choice) % algorithms.len()];
    let mut sized = data.to_vec();
    sized.resize(algorithm.max_signature_size(), 0);
    match role % 4 {
        0 => public_key(algorithm, data),
        1 => private_key(algorithm, data),
        2 => signature(algorithm, data),
        _ => signature(algorithm, &sized),
    }
});

fn public_key(algorithm: &dyn SignatureAlgorithm, data: &[u8]) {
    let Ok(key) = algorithm.public_key(data) else { return };
    assert_eq!(key.public_bytes(), data, "there is one encoding");
    let signature = vec![0x30; algorithm.max_signature_size().min(8192)];
    assert!(key.verify(b"message", context(algorithm), &signature).is_err());
}

fn private_key(algorithm: &dyn SignatureAlgorithm, data: &[u8]) {
    let Ok(key) = algorithm.private_key(data) else { return };
    let again = algorithm.private_key(key.private_bytes().as_bytes()).expect("our own bytes");
    assert_eq!(again.public_bytes(), key.public_bytes());
}

fn signature(algorithm: &dyn SignatureAlgorithm, data: &[u8]) {
    let Some(key) = KEYS.get(algorithm.properties().name) else { return };
    assert!(key.verify(b"message", context(algorithm), data).is_err());
}

fn context(algorithm: &dyn SignatureAlgorithm) -> &'static [u8] {
    match algorithm.properties().family {
        Family::Classical => b"",
        _ => b"context",
    }
}
