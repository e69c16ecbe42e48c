#![no_main]
use aratame_formats::config::yaml;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = yaml::parse(data);
});
