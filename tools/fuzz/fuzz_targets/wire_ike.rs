#![no_main]
use aratame_formats::wire::ike;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = ike::message(data);
});
