#![no_main]
use aratame_formats::sevenz::{header_place, parse};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = header_place(data);
    let _ = parse(data);
});
