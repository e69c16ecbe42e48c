#![no_main]
use aratame_policy::list::List;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = List::parse(text);
});
