#![no_main]
use aratame_formats::{executable::Executable, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let source = Source::memory(data);
    if let Ok(found) = Executable::parse(&source) {
        let _ = found.symbols(&source, &mut |_| {});
        let _ = found.import_slots(&source, &mut |_, _| {});
    }
});
