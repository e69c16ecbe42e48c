#![no_main]
use futae_pki::SignedData;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(message) = SignedData::from_der(data) else { return };
    let _ = (message.verify(None, &[]), message.verify(Some(b""), &[]));
});
