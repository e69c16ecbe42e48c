#![no_main]
use aratame_formats::jks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = jks::parse(data);
});
