#![no_main]
use aratame_formats::openssh;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = openssh::public_key(data);
});
