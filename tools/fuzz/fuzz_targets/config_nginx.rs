#![no_main]
use aratame_formats::config::nginx;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = nginx::parse(data);
});
