#![no_main]
use aratame_formats::config::xml;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = xml::parse(data);
});
