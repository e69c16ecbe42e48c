#![no_main]
use aratame_formats::{executable::Executable, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let source = Source::memory(data);
    let _ = Executable::parse(&source).map(|found| found.symbols(&source, &mut |_| {}));
});
