#![no_main]
use aratame_algorithms::expand_gnutls_priority;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = expand_gnutls_priority(text);
    }
});
