#![no_main]
use aratame_formats::config::erlang;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = erlang::parse(data);
});
