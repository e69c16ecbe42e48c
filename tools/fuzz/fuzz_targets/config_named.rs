#![no_main]
use aratame_formats::config::named;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = named::parse(data);
});
