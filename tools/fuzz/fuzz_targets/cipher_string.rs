#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = aratame_algorithms::expand_openssl_ciphers(&String::from_utf8_lossy(data));
});
