#![no_main]
use aratame_formats::components::rpm_database;
use aratame_formats::source::Source;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = rpm_database::packages(&Source::memory(data), &mut |_| {});
});
