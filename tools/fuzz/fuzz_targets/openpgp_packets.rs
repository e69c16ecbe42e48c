#![no_main]
use aratame_formats::openpgp;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (openpgp::packets(data), openpgp::begins_stream(data));
});
