#![no_main]
use aratame_formats::recognise::{Object, ObjectKind, Strictness};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = ObjectKind::ALL.map(|kind| Object::read(kind, data, Strictness::Announced).is_ok());
});
