#![no_main]
use aratame_formats::{firmware_volume, source::Source};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let source = Source::memory(data);
    let _ = firmware_volume::packed_sections(&source, &mut |packed| {
        assert!(packed.offset + packed.length <= source.len().max(packed.offset));
        true
    });
});
