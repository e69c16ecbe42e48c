//! The dialogues before TLS, by small servers that speak them and then hand over to
//! `openssl s_server`.

use super::misbehaving::fake;
use super::{fixture, impatient, openssl, probed, tls};
use aratame_probe::{Seen, Trouble};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};

/// What a server says, and how it waits for the client before that.
enum Turn {
    Says(Vec<u8>),
    /// Waits for a line that holds this.
    Line(&'static str),
    /// Waits for so many bytes.
    Bytes(usize),
    /// Waits for a `>` behind this.
    Element(&'static str),
}

use Turn::{Bytes, Element, Line, Says};

fn says(text: &str) -> Turn {
    Says(text.as_bytes().to_vec())
}

fn mysql_greeting() -> Vec<u8> {
    let rest = [&b"\x0a8.0.1\0"[..], &[0; 4], &[1; 8], &[0, 0xff, 0xff, 45], &[0; 20]].concat();
    [&u32::try_from(rest.len()).unwrap().to_le_bytes()[..3], &[0], &rest].concat()
}

fn dialogues() -> Vec<(&'static str, Vec<Turn>)> {
    let ldap = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec();
    let rdp = b"\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x00\x08\x00\x01\x00\x00\x00";
    vec![
        (
            "smtp",
            vec![
                says("220-a\r\n220 b\r\n"),
                Line("EHLO"),
                says("250-x\r\n250 STARTTLS\r\n"),
                Line("STARTTLS"),
                says("220 go\r\n"),
            ],
        ),
        ("imap", vec![says("* OK x\r\n"), Line("STARTTLS"), says("* x\r\na1 OK go\r\n")]),
        ("pop3", vec![says("+OK x\r\n"), Line("STLS"), says("+OK\r\n")]),
        ("ftp", vec![says("220 x\r\n"), Line("AUTH TLS"), says("234 go\r\n")]),
        ("ldap", vec![Bytes(31), Says(ldap)]),
        (
            "xmpp",
            vec![
                Element("version='1.0'"),
                says(
                    "<stream:stream><stream:features>\
                     <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
                ),
                Element("<starttls"),
                says("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            ],
        ),
        ("postgresql", vec![Bytes(8), says("S")]),
        ("mysql", vec![Says(mysql_greeting()), Bytes(36)]),
        ("rdp", vec![Bytes(19), Says(rdp.to_vec())]),
    ]
}

/// Speaks the dialogue. A client that sends more than was asked for is told apart by the handshake
/// that follows.
fn speak(stream: &mut TcpStream, turns: &[Turn]) -> bool {
    let mut reader = BufReader::with_capacity(1, stream.try_clone().unwrap());
    turns.iter().all(|turn| match turn {
        Says(bytes) => stream.write_all(bytes).is_ok(),
        Line(wanted) => {
            let mut line = String::new();
            reader.read_line(&mut line).is_ok() && line.contains(wanted)
        }
        Bytes(count) => reader.read_exact(&mut vec![0; *count]).is_ok(),
        Element(wanted) => {
            let mut text = Vec::new();
            while !String::from_utf8_lossy(&text).contains(wanted) {
                if !matches!(reader.read_until(b'>', &mut text), Ok(1..)) {
                    return false;
                }
            }
            true
        }
    })
}

/// Carries bytes both ways until one side is done.
fn relay(client: TcpStream, port: u16) {
    let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let (mut from_client, mut to_server) =
        (client.try_clone().unwrap(), server.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from_client, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Write);
    });
    let (mut from_server, mut to_client) = (server, client);
    let _ = std::io::copy(&mut from_server, &mut to_client);
    let _ = to_client.shutdown(Shutdown::Both);
}

#[test]
fn tls_begins_after_each_dialogue() {
    let (certificate, key) = (fixture("p256.pem"), fixture("p256.key.pem"));
    let files = [certificate.display().to_string(), key.display().to_string()];
    let flags = ["-cert", &files[0], "-key", &files[1], "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"];
    let Some(server) = openssl::server(&flags) else { return };
    let port = server.port;
    let mut count = 0;
    for (protocol, turns) in dialogues() {
        let (front, _) = fake(move |mut stream| {
            if speak(&mut stream, &turns) {
                relay(stream, port);
            }
        });
        let seen = tls(protocol, front);
        assert_eq!(seen.versions, [0x303, 0x304], "{protocol}");
        assert_eq!((seen.suites.len(), seen.chains.len()), (1, 1), "{protocol}");
        count += 1;
    }
    assert_eq!(count, 9);
}

#[test]
fn a_refusal_and_a_loop_are_told() {
    let refusals: [(&str, Vec<Turn>); 4] = [
        (
            "smtp",
            vec![
                says("220 x\r\n"),
                Line("EHLO"),
                says("250 x\r\n"),
                Line("STARTTLS"),
                says("454 no\r\n"),
            ],
        ),
        ("imap", vec![says("* OK x\r\n"), Line("STARTTLS"), says("a1 BAD no\r\n")]),
        ("postgresql", vec![Bytes(8), says("N")]),
        (
            "ldap",
            vec![
                Bytes(31),
                Says(b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00".to_vec()),
            ],
        ),
    ];
    for (protocol, turns) in refusals {
        let (port, _) = fake(move |mut stream| {
            speak(&mut stream, &turns);
            let _ = stream.read(&mut [0; 64]);
        });
        let report = probed(protocol, port, impatient());
        assert_eq!(report.seen, Seen::Nothing);
        assert!(matches!(report.trouble, Some(Trouble::Refused(_))), "{protocol}: {report:?}");
    }
    for (protocol, line) in
        [("smtp", "220-again\r\n"), ("imap", "* again\r\n"), ("ftp", "again\r\n")]
    {
        let (port, _) = fake(move |mut stream| while stream.write_all(line.as_bytes()).is_ok() {});
        let report = probed(protocol, port, impatient());
        let ended = matches!(report.trouble, Some(Trouble::Unexpected(_) | Trouble::Refused(_)));
        assert!(ended, "{protocol}: {report:?}");
    }
}
