#![no_main]
use aratame_formats::recognise::anchor::{self, Rule};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = anchor::start(data, data.len() / 2, Rule::ALL[data.len() % Rule::ALL.len()]);
});
