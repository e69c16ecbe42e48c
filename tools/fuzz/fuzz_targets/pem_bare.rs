#![no_main]
use aratame_formats::pem;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (pem::read_bare_der(data), pem::read_bare_text(data));
});
