#![no_main]
use aratame_formats::luks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = luks::parse(data);
});
