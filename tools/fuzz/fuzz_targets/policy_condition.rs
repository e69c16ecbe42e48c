#![no_main]
use aratame_policy::condition::Condition;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = Condition::parse(text);
});
