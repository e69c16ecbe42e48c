#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = aratame_systems::read("ledger.toml", bytes);
});
