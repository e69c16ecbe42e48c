#![no_main]
use futae_pki::PrivateKey;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = PrivateKey::from_encrypted_der(data, b"password");
});
