#![no_main]
use aratame_inventory::EntryPath;
use aratame_scan::{DETECTORS, Detector};
use std::sync::LazyLock;

/// Those that look into executables.
const NAMES: [&str; 11] = [
    "algorithm-arguments",
    "binary-linkage",
    "binary-symbols",
    "code-shapes",
    "constants",
    "dotnet",
    "embedded-components",
    "instructions",
    "library-banner",
    "retained-names",
    "strings",
];

static CHOSEN: LazyLock<Vec<&'static dyn Detector>> = LazyLock::new(|| {
    let all = DETECTORS.iter().filter(|each| NAMES.contains(&each.about().id));
    let chosen: Vec<_> = all.copied().collect();
    assert_eq!(chosen.len(), NAMES.len(), "a name is of no detector");
    chosen
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = aratame_scan::scan_bytes(&EntryPath::standard_input(), data, &CHOSEN);
});
