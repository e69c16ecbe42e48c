#![no_main]
use aratame_formats::jwk;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let hits = memchr::memmem::find_iter(data, jwk::LITERAL).take(64);
    let _ = hits.filter_map(|hit| jwk::around(data, hit)).count();
});
