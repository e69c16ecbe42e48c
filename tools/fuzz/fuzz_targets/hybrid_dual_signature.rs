#![no_main]
use futae_hybrid::dual::DualSignature;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(signature) = DualSignature::from_bytes(data) else { return };
    assert_eq!(signature.to_bytes().as_deref(), Ok(data), "there is one encoding");
});
