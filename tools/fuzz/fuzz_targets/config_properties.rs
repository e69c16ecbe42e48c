#![no_main]
use aratame_formats::config::properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = properties::parse(data);
});
