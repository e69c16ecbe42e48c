#![no_main]
use aratame_formats::wire::ssh;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = ssh::identification(data);
    let _ = (ssh::kexinit(data), ssh::host_key(data), ssh::group_bits(data));
    if let Ok(Some((payload, used))) = ssh::packet(data) {
        assert!(used <= data.len());
        let _ = (ssh::kexinit(payload), ssh::host_key(payload), ssh::group_bits(payload));
    }
});
