#![no_main]
use aratame_formats::config::krb5;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = krb5::parse(data);
});
