#![no_main]
use aratame_formats::openpgp::agent_key;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = agent_key::parse(data);
});
