#![no_main]
use aratame_inventory::EntryPath;

// Archives of every kind through the engine, with unpackers and without detectors.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = aratame_scan::scan_bytes(&EntryPath::standard_input(), data, &[]);
});
