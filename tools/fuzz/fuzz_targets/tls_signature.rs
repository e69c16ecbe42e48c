#![no_main]
use futae_rustls::SUPPORTED_SIG_ALGS;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (key, signature) = data.split_at(data.len() / 2);
    for algorithm in SUPPORTED_SIG_ALGS.all {
        assert!(algorithm.verify_signature(key, b"message", signature).is_err());
    }
});
