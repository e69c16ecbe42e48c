#![no_main]
use aratame_inventory::EntryPath;
use aratame_scan::{DETECTORS, Detector};
use std::sync::LazyLock;

/// Those that look into executables.
const NAMES: [&str; 5] =
    ["algorithm-arguments", "binary-linkage", "binary-symbols", "constants", "instructions"];

static CHOSEN: LazyLock<Vec<&'static dyn Detector>> = LazyLock::new(|| {
    DETECTORS.iter().filter(|each| NAMES.contains(&each.about().id)).copied().collect()
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = aratame_scan::scan_bytes(&EntryPath::standard_input(), data, &CHOSEN);
});
