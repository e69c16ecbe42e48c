#![no_main]
use aratame_formats::{rpm, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = rpm::payload_offset(&Source::memory(data));
});
