#![no_main]
use futae_pki::cose;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (cose::to_public_key(data), cose::to_private_key(data));
});
