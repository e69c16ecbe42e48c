#![no_main]
use aratame_formats::dnssec::{self, Keyword};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for keyword in
        [Keyword::Key, Keyword::Delegation, Keyword::Signature, Keyword::Association]
    {
        let _ = (dnssec::record_at(data, 0, 0, keyword), dnssec::may_follow(keyword, data));
    }
    let _ = dnssec::private_key(data);
});
