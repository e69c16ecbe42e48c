#![no_main]
use aratame_formats::{cabinet::Cabinet, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let source = Source::memory(data);
    if let Ok(Ok(cabinet)) = Cabinet::parse(&source) {
        for folder in &cabinet.folders {
            let _ = cabinet.block(&source, folder.offset);
        }
    }
});
