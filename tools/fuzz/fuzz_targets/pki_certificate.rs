#![no_main]
use futae_pki::Certificate;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(certificate) = Certificate::from_der(data) else { return };
    let _ = certificate.public_key().and_then(|key| certificate.verify_signature(&key));
    let anchors = [certificate.clone()];
    let _ = futae_pki::path::Validator::new(&anchors).with_classical().validate(&certificate, &[]);
});
