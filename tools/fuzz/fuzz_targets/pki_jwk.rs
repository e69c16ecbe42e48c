#![no_main]
use futae_pki::jwk;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = (jwk::to_public_key(text), jwk::to_private_key(text));
});
