#![no_main]
use futae_pki::CertificateRequest;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = CertificateRequest::from_der(data).and_then(|request| request.verified_key());
});
