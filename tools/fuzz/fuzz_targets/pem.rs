#![no_main]
use aratame_formats::pem;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = pem::find_all(data);
});
