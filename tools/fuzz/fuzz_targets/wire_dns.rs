#![no_main]
use aratame_formats::wire::dns;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(message) = dns::message(data) {
        for record in &message.records {
            assert!(record.data.len() <= data.len());
            let _ = (record.text(), record.key().map(|key| key.bits()), record.algorithm());
            let _ = (dns::texts(record.data), dns::parameters(record.data));
        }
    }
});
