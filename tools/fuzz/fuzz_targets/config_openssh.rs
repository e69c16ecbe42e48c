#![no_main]
use aratame_formats::config::openssh;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = openssh::parse(data);
});
