#![no_main]
use aratame_formats::recognise::{Object, ObjectKind, Strictness};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = Object::first_of(&ObjectKind::ALL, data, Strictness::ByStructure);
});
