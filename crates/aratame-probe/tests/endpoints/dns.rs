//! A zone through a resolver: one that the test plays, and Debian's nsd.

use super::{has, impatient, patient};
use aratame_formats::wire::dns::{kind, message};
use aratame_inventory::{AssetKind, Inventory, RelationKind, Role, Value};
use aratame_probe::{DnsReport, Limits, Options, Progress, Report, Seen, Targets, Trouble, probe};
use data_encoding::BASE64;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn target(port: u16, selectors: &str) -> Targets {
    let text = format!(
        "host,port,protocol,zone,dkim_selectors,owner,permission,rate\n\
         127.0.0.1,{port},dns,example.go.jp,{selectors},A,1,1000\n"
    );
    Targets::read("t.csv", text.as_bytes()).unwrap()
}

fn probed(port: u16, selectors: &str, limits: Limits) -> (Report, Inventory) {
    let targets = target(port, selectors);
    let options = Options { limits, ..Options::default() };
    let mut reports = probe(&targets, &options, &Arc::new(Progress::default()), None).unwrap();
    let inventory = aratame_probe::inventory(&targets, &reports);
    (reports.remove(0), inventory)
}

/// A record: type and data; it belongs to the name that is asked for.
type Record = (u16, Vec<u8>);

/// An answer to a question, with these flags beside those of a response.
fn answer(question: &[u8], flags: [u8; 2], records: &[Record]) -> Vec<u8> {
    // The question's own additional record is left out.
    let end = 12 + question[12..].iter().position(|byte| *byte == 0).unwrap() + 5;
    let count = u16::try_from(records.len()).unwrap().to_be_bytes();
    let head = [0x81 | flags[0], 0x80 | flags[1], 0, 1, count[0], count[1], 0, 0, 0, 0];
    let mut bytes = [&question[..2], &head, &question[12..end]].concat();
    for (kind, data) in records {
        bytes.extend([0xc0, 12]);
        bytes.extend(kind.to_be_bytes());
        bytes.extend([0, 1, 0, 0, 0, 60]);
        bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(data);
    }
    bytes
}

/// A resolver over UDP and, on the same port, TCP.
fn serve(reply: impl Fn(&[u8], bool) -> Vec<u8> + Send + Sync + 'static) -> u16 {
    let (socket, listener) = loop {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        if let Ok(listener) = TcpListener::bind(socket.local_addr().unwrap()) {
            break (socket, listener);
        }
    };
    let port = socket.local_addr().unwrap().port();
    let reply = Arc::new(reply);
    let by_stream = reply.clone();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_535];
        while let Ok((count, peer)) = socket.recv_from(&mut buffer) {
            let _ = socket.send_to(&reply(&buffer[..count], false), peer);
        }
    });
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut length = [0; 2];
            let _ = stream.read_exact(&mut length);
            let mut question = vec![0; u16::from_be_bytes(length).into()];
            let _ = stream.read_exact(&mut question);
            let bytes = by_stream(&question, true);
            let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
            let _ = stream.write_all(&[&length[..], &bytes].concat());
        }
    });
    port
}

fn key(algorithm: u8, octets: &[u8]) -> Record {
    (kind::DNSKEY, [&[1, 1, 3, algorithm][..], octets].concat())
}

fn texts(text: &str) -> Record {
    let parts = text.as_bytes().chunks(255);
    let whole = parts.flat_map(|part| [&[u8::try_from(part.len()).unwrap()], part].concat());
    (kind::TXT, whole.collect())
}

fn rsa(bits: usize) -> Vec<u8> {
    let mut modulus = vec![0xc1; bits / 8];
    modulus[bits / 8 - 1] |= 1;
    modulus
}

/// SubjectPublicKeyInfo of an RSA key.
fn spki(bits: usize) -> Vec<u8> {
    let der = |tag: u8, content: &[u8]| {
        let length = match u8::try_from(content.len()).unwrap() {
            short @ ..0x80 => vec![short],
            long => vec![0x81, long],
        };
        [&[tag][..], &length, content].concat()
    };
    let modulus = der(2, &[&[0][..], &rsa(bits)].concat());
    let pair = der(0x30, &[&modulus[..], &[2, 3, 1, 0, 1]].concat());
    let algorithm = [0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0];
    der(0x30, &[&algorithm[..], &der(3, &[&[0][..], &pair].concat())].concat())
}

/// A zone with an RSA key, hashed names and two keys of DKIM; long answers come by TCP only.
fn zone(question: &[u8], is_stream: bool) -> Vec<u8> {
    let asked = message(question).unwrap();
    let (name, kind) = asked.question.unwrap();
    let records = match (name.as_str(), kind) {
        ("example.go.jp.", kind::DNSKEY) => {
            let key = key(8, &[&[3, 1, 0, 1][..], &rsa(1024)].concat());
            let signed = [&[0, 48, 8, 3, 0, 0, 0, 60, 1, 0, 0, 0, 0, 1, 0, 0, 0x12, 0x34][..]];
            let signer = b"\x07example\x02go\x02jp\0";
            vec![key, (kind::RRSIG, [signed[0], signer, &[7; 128]].concat())]
        }
        (_, kind::DS) => vec![(kind::DS, [&[0x12, 0x34, 8, 1][..], &[9; 20]].concat())],
        (_, kind::NSEC3PARAM) => vec![(kind::NSEC3PARAM, vec![1, 0, 0, 100, 2, 7, 7])],
        ("old._domainkey.example.go.jp.", _) => {
            let text = format!("v=DKIM1; k=rsa; h=sha1; p={}", BASE64.encode(&spki(1024)));
            vec![texts(&text)]
        }
        ("new._domainkey.example.go.jp.", _) => {
            vec![texts("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]
        }
        _ => Vec::new(),
    };
    let is_long = kind == kind::DNSKEY && !is_stream;
    let flags = [if is_long { 2 } else { 0 }, 0x20];
    answer(question, flags, if is_long { &[] } else { &records })
}

#[test]
fn algorithms_sizes_and_parameters_of_a_zone_are_found() {
    let (report, inventory) = probed(serve(zone), "old new none", patient());
    assert_eq!(report.trouble, None);
    let Seen::Dns(seen) = &report.seen else { panic!("{report:?}") };
    assert_eq!((seen.keys.len(), seen.keys[0].bits), (1, Some(1024)));
    assert_eq!((&seen.signatures[..], &seen.delegations[..]), (&[8][..], &[(8, 1)][..]));
    assert_eq!(
        seen.name_hash.map(|each| (each.hash, each.iterations, each.salt)),
        Some((1, 100, 2))
    );
    assert!(seen.is_verified && seen.records.len() == 3, "{seen:?}");
    assert_eq!(seen.gaps, ["DKIM selector none: no key"]);

    let zone = inventory.assets.iter().find(|a| a.kind == AssetKind::Configuration).unwrap();
    assert_eq!(zone.name, "DNS zone example.go.jp");
    let played = |role| -> Vec<String> {
        let of = zone.algorithms.iter().filter(|each| each.role == role);
        of.map(|each| each.algorithm.to_string()).collect()
    };
    let signatures = played(Role::Signature);
    assert!(
        signatures.iter().any(|name| name.contains("RSA") && name.contains("1024")),
        "{signatures:?}"
    );
    assert!(signatures.contains(&"Ed25519".to_owned()), "{signatures:?}");
    assert_eq!(played(Role::Hash), ["SHA-1"]);
    let Some(Value::List(dkim)) = zone.attributes.get("dkim-keys") else { panic!() };
    assert_eq!(dkim, &["old: rsa 1024", "new: ed25519"]);
    let of = |kind| inventory.assets.iter().filter(|asset| asset.kind == kind).count();
    assert_eq!((of(AssetKind::DnssecRecord), of(AssetKind::PublicKey)), (3, 2));
    let named = inventory.relations_from(zone.id);
    assert_eq!(named.filter(|each| each.kind == RelationKind::Names).count(), 5);
}

#[test]
fn a_zone_without_signatures_says_so() {
    let port = serve(|question, _| answer(question, [0, 0], &[]));
    let (report, inventory) = probed(port, "", patient());
    assert_eq!(report.trouble, None);
    assert!(matches!(&report.seen, Seen::Dns(DnsReport { keys, .. }) if keys.is_empty()));
    let signed = inventory.assets[0].attributes.get("dnssec-signed");
    assert_eq!(signed, Some(&Value::Boolean(false)));
}

#[test]
fn a_resolver_that_rejects_the_signatures_is_asked_without_its_check() {
    let port = serve(|question, is_stream| {
        // CD is the fifth bit of the flags' second half.
        let is_unchecked = question[3] & 0x10 != 0;
        if is_unchecked { zone(question, is_stream) } else { answer(question, [0, 2], &[]) }
    });
    let (report, _) = probed(port, "", patient());
    let Seen::Dns(seen) = &report.seen else { panic!("{report:?}") };
    assert!(!seen.is_verified && seen.keys.len() == 1);
    assert_eq!(seen.gaps.len(), 1);
}

#[test]
fn silence_refusals_and_garbage_are_told() {
    let told = |reply: fn(&[u8], bool) -> Vec<u8>| probed(serve(reply), "", impatient()).0.trouble;
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let report = probed(silent.local_addr().unwrap().port(), "", impatient()).0;
    assert_eq!(report.trouble, Some(Trouble::Silent));
    let refused = told(|question, _| answer(question, [0, 5], &[]));
    assert!(matches!(refused, Some(Trouble::Refused(_))), "{refused:?}");
    let absent = told(|question, _| answer(question, [0, 3], &[]));
    assert!(matches!(absent, Some(Trouble::Refused(_))), "{absent:?}");
    let garbage = told(|question, _| [&question[..2], &[0xff; 40]].concat());
    assert!(matches!(garbage, Some(Trouble::Unexpected(_))), "{garbage:?}");
    let other = told(|_, _| vec![0xff; 40]);
    assert_eq!(other, Some(Trouble::Silent));
    // Always too long for a datagram, and a stream that says something else.
    let cut = told(|question, is_stream| match is_stream {
        true => vec![0; 20],
        false => answer(question, [2, 0], &[]),
    });
    assert!(matches!(cut, Some(Trouble::Unexpected(_))), "{cut:?}");
}

const NSD: &str = "/usr/sbin/nsd";

#[test]
fn a_zone_of_nsd_is_read() {
    if !has(NSD) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let key = BASE64.encode(&[&[3, 1, 0, 1][..], &rsa(2048)].concat());
    let zone = format!(
        "$ORIGIN example.go.jp.\n$TTL 60\n@ IN SOA a b 1 60 60 60 60\n@ IN NS a\na IN A 192.0.2.1\n\
         @ IN DNSKEY 257 3 8 {key}\nk._domainkey IN TXT \"v=DKIM1; p=\"\n"
    );
    std::fs::write(at("zone"), zone).unwrap();
    for _ in 0..3 {
        let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let text = format!(
            "server:\n ip-address: 127.0.0.1@{port}\n username: \"\"\n chroot: \"\"\n \
             database: \"\"\n zonesdir: \"{}\"\n pidfile: \"{}\"\n xfrdfile: \"{}\"\n \
             xfrdir: \"{}\"\n zonelistfile: \"{}\"\nremote-control:\n control-enable: no\n\
             zone:\n name: example.go.jp\n zonefile: zone\n",
            folder.path().display(),
            at("pid"),
            at("xfrd"),
            folder.path().display(),
            at("list")
        );
        std::fs::write(at("nsd.conf"), text).unwrap();
        let mut command = Command::new(NSD);
        command.args(["-d", "-c", &at("nsd.conf")]).stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let end = Instant::now() + Duration::from_secs(30);
        while child.try_wait().unwrap().is_none() && Instant::now() < end {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                let (report, _) = probed(port, "k", patient());
                let _ = Command::new("/bin/kill").arg(child.id().to_string()).status();
                let _ = child.wait();
                let Seen::Dns(seen) = &report.seen else { panic!("{report:?}") };
                assert_eq!(seen.keys[0].bits, Some(2048));
                assert_eq!((seen.dkim.len(), seen.dkim[0].record.as_str()), (1, "v=DKIM1; p="));
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = child.kill();
        let _ = child.wait();
    }
    eprintln!("SKIPPED: nsd does not start");
}
