#![no_main]
use futae_pki::PublicKey;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = PublicKey::from_der(data);
});
