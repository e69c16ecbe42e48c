#![no_main]
use aratame_formats::capture::{self, network};
use aratame_formats::source::Source;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = capture::packets(&Source::memory(data), &mut |packet| {
        if let Some(inner) = network::packet(packet.link, packet.bytes) {
            let _ = (network::tcp(inner.payload), network::udp(inner.payload));
        }
        true
    });
});
