#![no_main]
use aratame_formats::nss;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (nss::recognise(data), nss::schemes(data));
});
