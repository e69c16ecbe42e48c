#![no_main]
use aratame_formats::wire::tls;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(Some((record, used))) = tls::record(data) {
        assert!(used <= data.len() && record.payload.len() <= tls::MAX_RECORD);
    }
    let mut rest = data;
    while let Ok(Some((message, used))) = tls::message(rest) {
        let extensions = match &message {
            tls::Message::ClientHello(hello) => &hello.extensions,
            tls::Message::ServerHello(hello) => &hello.extensions,
            _ => &tls::Extensions::default(),
        };
        let _ = (extensions.groups(), extensions.signature_schemes(), extensions.client_shares());
        let _ = (extensions.client_versions(), extensions.protocols(), extensions.server_name());
        let _ = (extensions.server_version(), extensions.server_group());
        rest = &rest[used..];
    }
    for signed in [false, true] {
        let _ = (tls::ecdhe(data, signed), tls::dhe(data, signed));
    }
});
