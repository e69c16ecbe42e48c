//! Readers of wire messages and captures end on any bytes, with a value or an error.

use aratame_formats::capture::{self, network};
use aratame_formats::source::Source;
use aratame_formats::wire::quic::{self, Keys, Sender};
use aratame_formats::wire::{dns, ike, ssh, ssl2, tls};
use proptest::prelude::*;

/// Bytes as they come, and such as begin like a message, so that more than the first check is met.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let heads: Vec<&'static [u8]> = vec![
        b"",
        b"\x16\x03\x03\x00\x40",
        b"\x02\x00\x00\x40\x03\x03",
        b"\x01\x00\x00\x60\x03\x03",
        b"\x0b\x00\x00\x20\x00\x00\x1d",
        b"SSH-2.0-x\r\n",
        b"\x00\x00\x00\x20\x04\x14",
        b"\x80\x20\x04\x00\x01\x00\x02",
        b"\xc0\x00\x00\x00\x01\x08",
        b"\0\x07\x81\x80\0\x01\0\x01\0\0\0\0\x01a\0\0\x30\0\x01\xc0\x0c\0\x30\0\x01",
        b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\xff\xff\0\0\x01\0\0\0",
        b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\x1c\0\0\0",
    ];
    let rest = proptest::collection::vec(any::<u8>(), 0..300);
    (proptest::sample::select(heads), rest).prop_map(|(head, rest)| [head, &rest].concat())
}

proptest! {
    #[test]
    fn messages_of_tls(bytes in bytes()) {
        if let Ok(Some((record, used))) = tls::record(&bytes) {
            prop_assert!(used <= bytes.len() && record.payload.len() < used);
        }
        if let Ok(Some((_, used))) = tls::message(&bytes) {
            prop_assert!((4..=bytes.len()).contains(&used));
        }
        let _ = (tls::ecdhe(&bytes, true), tls::dhe(&bytes, false), ssl2::server_hello(&bytes));
    }

    #[test]
    fn messages_of_ssh_and_ike(bytes in bytes()) {
        let _ = (ssh::identification(&bytes), ssh::kexinit(&bytes), ssh::host_key(&bytes));
        let _ = (ssh::group_bits(&bytes), ike::message(&bytes));
        if let Ok(Some((payload, used))) = ssh::packet(&bytes) {
            prop_assert!(used <= bytes.len() && payload.len() < used);
        }
    }

    #[test]
    fn messages_of_dns(bytes in bytes()) {
        for record in dns::message(&bytes).map(|message| message.records).unwrap_or_default() {
            prop_assert!(record.data.len() < bytes.len());
            let _ = (record.text(), record.key(), dns::texts(record.data));
        }
        let _ = dns::parameters(&bytes);
    }

    #[test]
    fn packets_of_quic(bytes in bytes()) {
        let _ = (quic::frames(&bytes), quic::detour(&bytes));
        if let Ok(Some((initial, used))) = quic::initial(&bytes) {
            prop_assert!(used <= bytes.len());
            let keys = Keys::of(initial.version(), initial.destination, Sender::Server).unwrap();
            let _ = initial.open(&keys);
        }
    }

    #[test]
    fn captures(bytes in bytes(), link in proptest::sample::select(vec![0, 1, 101, 113, 276, 7])) {
        let inner = network::packet(link, &bytes);
        let _ = inner.map(|inner| (network::tcp(inner.payload), network::udp(inner.payload)));
        capture::packets(&Source::memory(&bytes), &mut |_| true).unwrap();
    }
}
