#![no_main]
use aratame_formats::{executable::Executable, macho, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let source = Source::memory(data);
    for slice in macho::slices(&source).unwrap_or_default().slices {
        let _ = Executable::parse_at(&source, slice.offset, slice.size);
    }
});
