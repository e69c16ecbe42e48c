#![no_main]
use aratame_formats::ber;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = ber::to_der_prefix(data);
});
