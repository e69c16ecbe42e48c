#![no_main]
use aratame_formats::config::toml;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = toml::parse(data);
});
