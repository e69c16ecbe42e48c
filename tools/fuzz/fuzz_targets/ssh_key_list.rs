#![no_main]
use aratame_formats::openssh::key_list;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for at in 0..data.len().min(256) {
        let _ = key_list::blob_start(data, at).map(|start| key_list::key_at(data, start));
    }
    let _ = key_list::ssh1_line(&String::from_utf8_lossy(data));
});
