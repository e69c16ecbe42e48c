#![no_main]
use aratame_plan::Knowledge;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = Knowledge::parse(text);
});
