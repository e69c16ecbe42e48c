#![no_main]
use aratame_formats::config::haproxy;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = haproxy::parse(data);
});
