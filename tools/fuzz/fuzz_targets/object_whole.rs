#![no_main]
use aratame_formats::recognise;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = recognise::read_whole(data);
});
