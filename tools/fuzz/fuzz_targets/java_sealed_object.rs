#![no_main]
use aratame_formats::jks::sealed_object;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = sealed_object::parse(data);
});
