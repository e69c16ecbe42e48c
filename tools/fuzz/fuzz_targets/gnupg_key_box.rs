#![no_main]
use aratame_formats::openpgp::keybox;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = keybox::parse(data);
});
