#![no_main]
use futae_rustls::provider;
use rustls::pki_types::{PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let keys = provider().key_provider;
    let _ = keys.load_private_key(PrivatePkcs8KeyDer::from(data.to_vec()).into());
    let _ = keys.load_private_key(PrivateSec1KeyDer::from(data.to_vec()).into());
    let _ = keys.load_private_key(PrivatePkcs1KeyDer::from(data.to_vec()).into());
});
