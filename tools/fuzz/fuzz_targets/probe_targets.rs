#![no_main]
use aratame_probe::Targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for name in ["targets.toml", "targets.csv"] {
        if let Ok(read) = Targets::read(name, data) {
            assert!(read.endpoints().all(|(target, _)| !target.permission.is_empty()));
        }
    }
});
