#![no_main]
use aratame_formats::{iso9660, source::Source};

// The descriptors stand behind 32 KiB that the format leaves to others.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let image = [&[0; 32 << 10][..], data].concat();
    let _ = iso9660::files(&Source::memory(&image), &mut |_| true);
});
