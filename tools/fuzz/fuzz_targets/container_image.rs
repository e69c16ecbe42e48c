#![no_main]
use aratame_formats::container_image::{manifest_layers, saved_layers};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (manifest_layers(data), saved_layers(data));
});
