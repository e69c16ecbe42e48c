#![no_main]
use aratame_formats::openpgp::armor;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = armor::parse(&[armor::LITERAL, data].concat());
});
