#![no_main]
use aratame_formats::der::Reader;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = Reader::new(data).map(|element| element.reader().count()).count();
});
