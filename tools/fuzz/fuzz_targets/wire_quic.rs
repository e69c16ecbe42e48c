#![no_main]
use aratame_formats::wire::quic::{self, Keys, Sender};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = (quic::frames(data), quic::detour(data));
    if let Ok(Some((initial, used))) = quic::initial(data) {
        assert!(used <= data.len());
        let keys = Keys::of(initial.version(), initial.destination, Sender::Client);
        let _ = keys.and_then(|keys| initial.open(&keys));
    }
});
