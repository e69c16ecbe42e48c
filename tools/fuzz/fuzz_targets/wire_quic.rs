#![no_main]
use aratame_formats::wire::quic::{self, Sender};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = quic::crypto(data);
    if let Ok(Some((initial, used))) = quic::initial(data) {
        assert!(used <= data.len());
        let _ = initial.open(initial.destination, Sender::Client);
    }
});
