#![no_main]
use aratame_formats::config::apache;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = apache::parse(data);
});
