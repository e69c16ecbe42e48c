#![no_main]
use aratame_formats::config::ini;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = ini::parse(data);
});
