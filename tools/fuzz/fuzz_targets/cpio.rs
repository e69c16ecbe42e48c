#![no_main]
use aratame_formats::{members::Members, cpio::Cpio};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let mut archive = Cpio::new(data);
    while let Ok(Some(_)) = archive.next_member() {
        let _ = std::io::copy(&mut archive, &mut std::io::sink());
    }
});
