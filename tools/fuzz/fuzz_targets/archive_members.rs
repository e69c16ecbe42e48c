#![no_main]
use aratame_formats::{ar::Archive, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let source = Source::memory(data);
    let _ = Archive::parse(&source).map(|archive| archive.symbols(&source, &mut |_| {}));
});
