#![no_main]
use aratame_formats::{kernel_image, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = kernel_image::payload(&Source::memory(data));
});
