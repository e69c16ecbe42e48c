#![no_main]
use aratame_formats::{executable::Executable, functions, go_functions, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let source = Source::memory(data);
    if let Ok(found) = Executable::parse(&source) {
        let _ = functions::functions(&found, &source);
        let _ = go_functions::names(&found, &source, &mut |_| {});
    }
});
