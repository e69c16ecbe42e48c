#![no_main]
use aratame_formats::wire::ssl2;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(Some((_, used))) = ssl2::server_hello(data) {
        assert!(used <= data.len());
    }
});
