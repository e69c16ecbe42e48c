#![no_main]
use aratame_formats::openssh;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (openssh::openssh_private_key(data), openssh::openssh_private_key_text(data));
    let _ = (openssh::ssh1_private_key(data), openssh::sshcom_private_key(data));
});
