#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = aratame_formats::clr::type_references(data);
});
