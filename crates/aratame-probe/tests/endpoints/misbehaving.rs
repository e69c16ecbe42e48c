//! Servers that hang, reset, answer with garbage, never end, or speak another protocol: bounded
//! and diagnosed.

use super::{impatient, patient, probed, target};
use aratame_inventory::diagnostic::{ENDPOINT_ANSWER, ENDPOINT_UNREACHABLE};
use aratame_probe::{Limits, Options, Progress, Seen, Targets, Trouble, probe};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A server that does this with each connection; and how many it had.
pub(crate) fn fake(each: impl Fn(TcpStream) + Send + Sync + 'static) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let (counted, each) = (count.clone(), Arc::new(each));
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            let each = each.clone();
            std::thread::spawn(move || each(stream));
        }
    });
    (port, count)
}

/// Reads what the client says first.
fn hear(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0; 4096]);
}

/// Writes the same for ever, until the client goes.
fn for_ever(stream: &mut TcpStream, bytes: &[u8]) {
    while stream.write_all(bytes).is_ok() {}
}

fn trouble(
    protocol: &str,
    limits: Limits,
    each: impl Fn(TcpStream) + Send + Sync + 'static,
) -> Trouble {
    let (port, _) = fake(each);
    let report = probed(protocol, port, limits);
    assert_eq!(report.seen, Seen::Nothing, "{report:?}");
    let targets = target(protocol, port);
    let inventory = aratame_probe::inventory(&targets, std::slice::from_ref(&report));
    assert!(!inventory.is_complete());
    assert_eq!(inventory.diagnostics.len(), 1);
    report.trouble.unwrap()
}

#[test]
fn a_server_that_hangs_is_left_after_a_while() {
    for protocol in ["tls", "ssh", "smtp", "postgresql", "rdp", "xmpp"] {
        let silent = |mut stream: TcpStream| while matches!(stream.read(&mut [0; 64]), Ok(1..)) {};
        assert_eq!(trouble(protocol, impatient(), silent), Trouble::Silent, "{protocol}");
    }
}

#[test]
fn a_server_that_closes_says_nothing() {
    for protocol in ["ssh", "smtp", "imap", "ldap", "mysql", "postgresql"] {
        assert_eq!(trouble(protocol, patient(), drop), Trouble::Closed, "{protocol}");
    }
    assert!(matches!(trouble("tls", patient(), drop), Trouble::Refused(_)));
}

#[test]
fn another_protocol_is_named_as_such() {
    let banner = |mut stream: TcpStream| {
        let _ = stream.write_all(b"HTTP/1.0 400 Bad Request\r\nServer: x\r\n\r\n");
        hear(&mut stream);
    };
    for protocol in ["tls", "ssh", "smtp", "imap", "pop3", "ldap", "mysql", "postgresql", "rdp"] {
        let told = trouble(protocol, impatient(), banner);
        let is_named = matches!(told, Trouble::Unexpected(_) | Trouble::Silent | Trouble::Closed);
        assert!(is_named, "{protocol}: {told:?}");
        assert_eq!(told.code(), ENDPOINT_ANSWER);
    }
}

#[test]
fn garbage_and_floods_are_bounded() {
    let limits = Limits { bytes: 100_000, ..patient() };
    for protocol in ["tls", "ssh", "smtp", "imap", "pop3", "ftp", "ldap", "xmpp", "mysql", "rdp"] {
        for bytes in [&[0x5a; 4096][..], &[0; 4096], &[0xff; 4096], &b"220-x\r\n".repeat(500)] {
            let bytes = bytes.to_vec();
            let told = trouble(protocol, limits, move |mut stream| for_ever(&mut stream, &bytes));
            let is_bounded = matches!(
                told,
                Trouble::Unexpected(_) | Trouble::TooMuch | Trouble::Refused(_) | Trouble::Closed
            );
            assert!(is_bounded, "{protocol}: {told:?}");
        }
    }
}

#[test]
fn certificates_without_end_are_too_much() {
    let hello = {
        let body = [&[3, 3][..], &[1; 32], &[0, 0xc0, 0x2f, 0]].concat();
        let message = [&[2, 0, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
        record(&message)
    };
    let limits = Limits { bytes: 100_000, ..patient() };
    let certificate = [&[11, 0x0f, 0xff, 0xff, 0x0f, 0xff, 0xfc][..], &[0; 9000]].concat();
    let (port, _) = fake(move |mut stream| {
        hear(&mut stream);
        let _ = stream.write_all(&hello);
        let _ = stream.write_all(&record(&certificate));
        for_ever(&mut stream, &record(&[0; 9000]));
    });
    assert_eq!(probed("tls", port, limits).trouble, Some(Trouble::TooMuch));
    // A message that announces 16 MiB is not waited for.
    let (port, _) = fake(|mut stream| {
        hear(&mut stream);
        let _ = stream.write_all(&record(&[11, 0xff, 0xff, 0xff]));
        hear(&mut stream);
    });
    assert_eq!(probed("tls", port, patient()).trouble, Some(Trouble::TooMuch));
}

fn record(payload: &[u8]) -> Vec<u8> {
    [&[22, 3, 3][..], &u16::try_from(payload.len()).unwrap().to_be_bytes(), payload].concat()
}

#[test]
fn a_choice_that_was_not_offered_ends_the_questions() {
    let (port, count) = fake(|mut stream| {
        hear(&mut stream);
        let body = [&[3, 3][..], &[1; 32], &[0, 0x7a, 0x7a, 0]].concat();
        let message = [&[2, 0, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
        let _ = stream.write_all(&record(&message));
        hear(&mut stream);
    });
    let report = probed("tls", port, impatient());
    assert!(matches!(report.trouble, Some(Trouble::Unexpected(_))), "{report:?}");
    assert!(count.load(Ordering::SeqCst) < 10);
}

#[test]
fn a_server_that_takes_everything_is_bounded_by_connections() {
    // It answers each offer with the offer's own first suite, so every suite of the list.
    let (port, count) = fake(|mut stream| {
        let mut bytes = vec![0; 16384];
        let Ok(count) = stream.read(&mut bytes) else { return };
        let session = usize::from(*bytes.get(43).unwrap_or(&0));
        let Some(suite) = bytes[..count].get(46 + session..48 + session) else { return };
        let body = [&[3, 3][..], &[1; 32], &[0], suite, &[0]].concat();
        let message = [&[2, 0, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
        let _ = stream.write_all(&record(&[&message[..], &[14, 0, 0, 0]].concat()));
    });
    let limits = Limits { connections: 30, ..patient() };
    let report = probed("tls", port, limits);
    assert_eq!(report.trouble, Some(Trouble::TooManyConnections));
    assert!(matches!(&report.seen, Seen::Tls(seen) if seen.suites.len() > 20));
    assert!(count.load(Ordering::SeqCst) <= 30);
}

#[test]
fn what_cannot_be_reached_is_told() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let report = probed("tls", port, patient());
    assert_eq!(report.trouble.unwrap().code(), ENDPOINT_UNREACHABLE);
}

#[test]
fn nothing_is_sent_outside_the_window_or_when_interrupted() {
    let (port, count) = fake(|mut stream| hear(&mut stream));
    let text = |window: &str| {
        format!(
            "[[target]]\nhost = \"127.0.0.1\"\nport = {port}\nowner = \"a\"\npermission = \"b\"\n\
             window = \"{window}\"\n"
        )
    };
    let past = text("2001-01-01T00:00Z/2001-01-02T00:00Z");
    let targets = Targets::read("t", past.as_bytes()).unwrap();
    let progress = Arc::new(Progress::default());
    let reports = probe(&targets, &Options::default(), &progress, None).unwrap();
    assert_eq!(reports[0].trouble, Some(Trouble::OutsideWindow));
    progress.cancel.store(true, Ordering::SeqCst);
    let open = text("2001-01-01T00:00Z/2901-01-02T00:00Z");
    let targets = Targets::read("t", open.as_bytes()).unwrap();
    let options = Options { limits: impatient(), ..Options::default() };
    let reports = probe(&targets, &options, &progress, None).unwrap();
    assert!(reports[0].trouble.is_some());
    let inventory = aratame_probe::inventory(&targets, &reports);
    assert!(!inventory.is_complete());
    assert!(count.load(Ordering::SeqCst) <= 1);
}
