#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = aratame_formats::java_class::names(data);
});
