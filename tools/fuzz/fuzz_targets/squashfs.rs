#![no_main]
use aratame_formats::{source::Source, squashfs::Squashfs};
use std::io::{Read, copy, sink};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let stored = |_, packed: &[u8], most: usize| Ok(packed[..packed.len().min(most)].to_vec());
    let _ = Squashfs::new(Source::memory(data), &stored).map(|image| {
        let mut left = 1000;
        let _ = image.files(&mut |file| {
            let _ = copy(&mut file.content.take(1 << 20), &mut sink());
            left -= 1;
            left > 0
        });
    });
});
