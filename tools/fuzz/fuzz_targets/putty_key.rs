#![no_main]
use aratame_formats::putty;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = putty::parse(data);
});
