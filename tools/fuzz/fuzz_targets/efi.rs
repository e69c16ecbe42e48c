#![no_main]
use aratame_formats::efi;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = efi::parse(data);
});
