//! A small QUIC server up to its first choice: it opens Initial packets, takes the first offered
//! suite and group that it has, and answers as the standard says.

use super::relay::Relay;
use super::{groups, impatient, openssl_names, patient, probed, target};
use aratame_formats::wire::quic::{self, Keys, Sender};
use aratame_formats::wire::tls::{ClientHello, Message, RETRY_RANDOM, extension, message};
use aratame_inventory::{AssetKind, EntryPath, Value};
use aratame_probe::{QuicReport, Seen, Trouble};
use aratame_scan::{DETECTORS, scan_bytes};
use std::collections::{BTreeMap, HashMap};
use std::net::{SocketAddr, UdpSocket};
use std::path::Path;

const SUITES: [u16; 2] = [0x1302, 0x1301];
const GROUPS: [u16; 3] = [0x11ec, 29, 24];

/// The id that the server chooses, and the token of a Retry.
const OWN: [u8; 4] = [1, 2, 3, 4];
const TOKEN: &[u8] = b"a token";

/// How a server is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// It wants every first packet again.
    Retries,
    /// It takes no ClientHello without a share that fits.
    WantsShare,
}

/// What a client said so far.
#[derive(Default)]
struct Begun {
    pieces: BTreeMap<usize, Vec<u8>>,
}

/// Answers a datagram; nothing while the ClientHello is not whole.
fn reply(datagram: &[u8], begun: &mut Begun, kind: Kind) -> Option<Vec<u8>> {
    assert!(datagram.len() >= 1200, "a client's datagram is padded");
    let Ok(Some((packet, _))) = quic::initial(datagram) else {
        let ids = [&[8][..], &datagram[15..23], &[8], &datagram[6..14]].concat();
        let versions = [0x6b, 0x33, 0x43, 0xcf, 0, 0, 0, 1, 0x1a, 0x2a, 0x3a, 0x4a];
        return Some([&[0x80, 0, 0, 0, 0][..], &ids, &versions].concat());
    };
    let has_token = datagram.windows(TOKEN.len()).any(|part| part == TOKEN);
    if kind == Kind::Retries && !has_token {
        let first = if packet.version() == 1 { 0xf0 } else { 0xc0 };
        let ids = [&[8][..], packet.source, &[4], &OWN].concat();
        let version = packet.version().to_be_bytes();
        return Some([&[first][..], &version, &ids, TOKEN, &[0; 16]].concat());
    }
    let keys = |sender| Keys::of(packet.version(), packet.destination, sender).unwrap();
    let opened = packet.open(&keys(Sender::Client))?;
    for (offset, piece) in quic::frames(&opened).crypto {
        begun.pieces.insert(offset, piece.to_vec());
    }
    let stream: Vec<u8> = begun.pieces.values().flatten().copied().collect();
    let Ok(Some((Message::ClientHello(hello), _))) = message(&stream) else { return None };
    let frames = choose(&hello, kind);
    keys(Sender::Server).seal([packet.source, &OWN], &[], 0, &frames)
}

/// The frames of the answer: a choice, or the end with the alert of the reason.
fn choose(hello: &ClientHello<'_>, kind: Kind) -> Vec<u8> {
    let offered = hello.extensions.groups();
    assert!(hello.extensions.get(extension::QUIC_TRANSPORT_PARAMETERS).is_some());
    let close = |alert: u8| [&[0x1c, 0x41, alert, 6, 0][..], &[0; 30]].concat();
    let suite = SUITES.iter().find(|each| hello.suites.contains(each));
    let group = GROUPS.iter().find(|each| offered.contains(each));
    let (Some(suite), Some(group)) = (suite, group) else { return close(40) };
    let protocols = hello.extensions.protocols();
    let has_share = hello.extensions.client_shares().contains(&29);
    if kind == Kind::WantsShare && !has_share {
        return close(40);
    }
    if has_share && !protocols.iter().any(|name| name == "h3" || name == "doq") {
        return close(120);
    }
    let random = if has_share { [7; 32] } else { RETRY_RANDOM };
    let group = if has_share { &29 } else { group };
    let share = [
        &group.to_be_bytes()[..],
        &if has_share { [&[0, 32][..], &[9; 32]].concat() } else { vec![] },
    ]
    .concat();
    let length = u16::try_from(share.len()).unwrap().to_be_bytes();
    let extensions = [&[0, 43, 0, 2, 3, 4, 0, 51][..], &length, &share].concat();
    let count = u16::try_from(extensions.len()).unwrap().to_be_bytes();
    let body =
        [&[3, 3][..], &random, &[0], &suite.to_be_bytes(), &[0], &count, &extensions].concat();
    let message = [&[2, 0, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
    // ACK of the first packet, then the message in two frames, the second first.
    let (first, second) = message.split_at(20);
    let second = [&[6, 20, 0x40, u8::try_from(second.len()).unwrap()][..], second].concat();
    [&[2, 0, 0, 0, 0][..], &second, &[6, 0, 20], first, &[0; 30]].concat()
}

fn serve(kind: Kind) -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut clients: HashMap<SocketAddr, Begun> = HashMap::new();
        let mut buffer = vec![0; 65_535];
        while let Ok((count, peer)) = socket.recv_from(&mut buffer) {
            let begun = clients.entry(peer).or_default();
            if let Some(bytes) = reply(&buffer[..count], begun, kind) {
                let _ = socket.send_to(&bytes, peer);
            }
        }
    });
    port
}

fn seen(port: u16) -> QuicReport {
    let report = probed("quic", port, patient());
    assert_eq!(report.trouble, None, "{report:?}");
    match report.seen {
        Seen::Quic(seen) => seen,
        other => panic!("{other:?}"),
    }
}

#[test]
fn versions_suites_groups_and_protocols_are_found() {
    for kind in [Kind::Plain, Kind::Retries] {
        let seen = seen(serve(kind));
        assert_eq!(seen.versions, [0x6b33_43cf, 1]);
        assert_eq!(seen.tls.versions, [0x304]);
        assert_eq!(
            openssl_names(&seen.tls.suites13),
            ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"]
        );
        assert_eq!(groups(&seen.tls, true), ["X25519MLKEM768", "x25519", "secp384r1"]);
        assert_eq!(seen.tls.own_order13, Some(true));
        assert_eq!(seen.tls.alpn, ["h3", "doq"]);
        assert_eq!(seen.tls.gaps, Vec::<String>::new());
        assert!(seen.tls.connections < 60, "{}", seen.tls.connections);
    }
}

#[test]
fn a_server_that_wants_a_share_at_once_leaves_a_gap_about_groups() {
    let seen = seen(serve(Kind::WantsShare));
    assert_eq!((seen.tls.suites13.len(), groups(&seen.tls, true)), (2, vec!["x25519"]));
    assert_eq!((seen.tls.alpn.len(), seen.tls.gaps.len()), (2, 1));
}

#[test]
fn an_endpoint_of_quic_and_its_capture_agree() {
    let relay = Relay::datagrams(serve(Kind::Plain));
    let report = probed("quic", relay.port, patient());
    let inventory = aratame_probe::inventory(&target("quic", relay.port), &[report]);
    let endpoint = inventory.assets.iter().find(|a| a.kind == AssetKind::Configuration).unwrap();
    assert!(endpoint.name.starts_with("QUIC endpoint"));
    let versions = Value::List(vec!["2".to_owned(), "1".to_owned()]);
    assert_eq!(endpoint.attributes.get("quic-versions"), Some(&versions));
    let path = EntryPath::of_file(Path::new("/probe.pcap"));
    let overheard = scan_bytes(&path, &relay.capture(443), DETECTORS);
    let server = overheard.assets.iter().find(|a| a.name.starts_with("QUIC server")).unwrap();
    let of = |asset: &aratame_inventory::Asset| -> Vec<String> {
        let mut all: Vec<String> =
            asset.algorithms.iter().map(|each| each.algorithm.to_string()).collect();
        all.sort();
        all
    };
    assert_eq!(of(server), of(endpoint));
}

#[test]
fn silence_garbage_and_other_versions_are_told() {
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let report = probed("quic", silent.local_addr().unwrap().port(), impatient());
    assert_eq!(report.trouble, Some(Trouble::Silent));
    let fake = |answer: fn(&[u8]) -> Vec<u8>| {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65_535];
            while let Ok((count, peer)) = socket.recv_from(&mut buffer) {
                let _ = socket.send_to(&answer(&buffer[..count]), peer);
            }
        });
        probed("quic", port, impatient()).trouble.unwrap()
    };
    assert_eq!(fake(|_| vec![0xff; 1200]), Trouble::Silent);
    assert_eq!(fake(<[u8]>::to_vec), Trouble::Silent);
    let other = fake(|_| [&[0x80, 0, 0, 0, 0, 0, 0][..], &[0xff, 0, 0, 29]].concat());
    assert!(matches!(other, Trouble::Refused(_)), "{other:?}");
    // A server that wants the first packet again for ever.
    let again = fake(|question| match quic::initial(question) {
        Ok(Some(_)) => [&[0xf0, 0, 0, 0, 1, 0, 4][..], &OWN, TOKEN, &[0; 16]].concat(),
        _ => [&[0x80, 0, 0, 0, 0, 0, 0][..], &[0, 0, 0, 1]].concat(),
    });
    assert!(matches!(again, Trouble::Silent | Trouble::Unexpected(_)), "{again:?}");
}
