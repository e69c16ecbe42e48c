//! Captured traffic: who negotiated what with whom.

use crate::capture::{Client, Once, Server, Service, Talks, Told, Watch};
use crate::detector::{About, Detector, Findings, Hit};
use crate::detectors::{ssh_key::SshKey, x509_certificate::X509Certificate};
use crate::entry::{Entry, Kind};
use aratame_formats::capture::{End, packets};
use aratame_formats::source::Source;
use aratame_inventory::diagnostic::CAPTURE_INCOMPLETE;
use aratame_inventory::observation::attribute;
use aratame_inventory::{AlgorithmUse, AssetKind, EntryPath, Observation, Position, RelationKind};
use data_encoding::{BASE64, HEXLOWER};
use std::net::IpAddr;

static ABOUT: About = About {
    id: "capture",
    title: "Captured traffic",
    title_ja: "通信の記録（パケットキャプチャー）",
    finds: "In pcap and pcapng files: sessions of TLS, QUIC, SSH and IKEv2, with version, suite, groups, \
        signature scheme and DHE size that were negotiated, counted for each pair of client and \
        server; what each client offers; certificates of TLS up to 1.2 and host keys of SSH.",
    how: "Puts fragments of IPv4 and IPv6 and streams of TCP together and reads the messages that \
        travel in the clear: ClientHello, ServerHello, Certificate, ServerKeyExchange, also behind \
        the dialogue of STARTTLS; Initial packets of QUIC, whose keys anybody can derive; KEXINIT and the answer with the \
        host key; IKE_SA_INIT. A server \
        or client is an asset known by file and address; user data is not kept.",
    misses: "Tunnels (GRE, VXLAN, ESP); certificates of TLS 1.3, which are encrypted; \
        sessions that began before the capture or whose first packets are lost or cut; streams \
        whose handshake is longer than 128 KiB; what travelled as data, such as a certificate that \
        was downloaded; addresses behind translation count as one; beyond \
        65,536 flows at once the oldest is taken as it is, and peers beyond 16,384 of a kind are \
        only counted.",
    references: &[
        "RFC 8446", "RFC 5246", "RFC 4253", "RFC 7296", "RFC 9001", "RFC 9369", "RFC 9370",
    ],
};

/// Finds sessions in captures.
#[derive(Debug)]
pub struct Capture;

impl Detector for Capture {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn wants(&self, entry: &Entry<'_>) -> bool {
        entry.kind == Kind::Capture
    }

    fn detect(&self, entry: &Entry<'_>, _: &[Hit], findings: &mut Findings<'_>) {
        if entry.kind != Kind::Capture {
            return;
        }
        let mut watch = Watch::default();
        let end = packets(&entry.source, &mut |packet| {
            watch.packet(packet.link, packet.bytes);
            true
        });
        match end {
            Ok(End::Whole | End::Stopped) => {}
            Ok(End::Damaged { offset }) => {
                let message = format!("damaged or cut after {} packets", watch.packets);
                findings.diagnose(CAPTURE_INCOMPLETE, Position::bytes(offset, 0), message);
            }
            Err(error) => {
                findings.diagnose(CAPTURE_INCOMPLETE, Position::whole(), error.kind().to_string());
            }
        }
        let talks = watch.finish();
        if talks.dropped > 0 {
            let message = format!("{} sessions of peers beyond the limit", talks.dropped);
            findings.diagnose(CAPTURE_INCOMPLETE, Position::whole(), message);
        }
        state(entry.path, &talks, findings);
    }
}

fn state(path: &EntryPath, talks: &Talks, findings: &mut Findings<'_>) {
    let mut once = Once::default();
    for ((service, (address, port)), server) in &talks.servers {
        let told = server.told(&mut once);
        state_server(path, (*service, &shown(*address, *port)), server, &told, findings);
    }
    for ((service, address), client) in &talks.clients {
        let told = talks.of_client(client, &mut once);
        state_client(path, (*service, &address.to_string()), client, &told, findings);
    }
    let mut certificates: Vec<_> = talks.certificates.iter().collect();
    certificates.sort_unstable_by_key(|(_, digest)| **digest);
    for (der, _) in certificates {
        look(path, &X509Certificate, der, findings);
    }
    let keys = talks.servers.values().flat_map(|server| &server.host_keys);
    for (kind, blob) in keys {
        let line = format!("{kind} {}\n", BASE64.encode(blob));
        look_at(path, Kind::Text, &SshKey, line.as_bytes(), findings);
    }
}

fn shown(address: IpAddr, port: u16) -> String {
    match address {
        IpAddr::V4(address) => format!("{address}:{port}"),
        IpAddr::V6(address) => format!("[{address}]:{port}"),
    }
}

fn observation(path: &EntryPath, service: Service, side: &str, who: &str) -> Observation {
    let identity = format!("capture:{path}:{}:{side}:{who}", service.as_str());
    let name = format!("{} {side} {who}", service.title());
    let mut observation = Observation::new(AssetKind::Configuration, identity, name);
    let product = match (service, side) {
        (Service::Tls | Service::Quic, "server") => "tls endpoint",
        (Service::Ssh, "server") => "ssh endpoint",
        (Service::Ike, "server") => "ike endpoint",
        (Service::Tls | Service::Quic, _) => "tls client",
        (Service::Ssh, _) => "ssh client",
        (Service::Ike, _) => "ike client",
    };
    observation.attribute(attribute::PRODUCT, product);
    observation
}

fn state_server(
    path: &EntryPath,
    (service, who): (Service, &str),
    server: &Server,
    told: &Told,
    findings: &mut Findings<'_>,
) {
    let mut observation = observation(path, service, "server", who);
    let sessions = server.sessions.iter();
    let mut sessions: Vec<(IpAddr, String)> =
        sessions.map(|((client, what), count)| (*client, format!("{what} ×{count}"))).collect();
    sessions.sort_unstable();
    let sessions = sessions.into_iter().map(|(client, what)| format!("{client}: {what}"));
    observation.attribute("sessions", sessions.collect::<Vec<_>>());
    let count = server.sessions.values().sum::<u64>() + server.more;
    observation.attribute("session-count", i64::try_from(count).unwrap_or(i64::MAX));
    for (kind, all) in &server.texts {
        observation.attribute(kind, all.iter().cloned().collect::<Vec<_>>());
    }
    take(&mut observation, told);
    for digest in &server.certificates {
        let handle = format!("der:{}", HEXLOWER.encode(digest));
        observation.wants.push((RelationKind::Names, handle));
    }
    findings.observe(observation);
}

fn state_client(
    path: &EntryPath,
    (service, who): (Service, &str),
    client: &Client,
    told: &Told,
    findings: &mut Findings<'_>,
) {
    let mut observation = observation(path, service, "client", who);
    let count = i64::try_from(client.connections).unwrap_or(i64::MAX);
    observation.attribute("connection-count", count);
    take(&mut observation, told);
    findings.observe(observation);
}

fn take(observation: &mut Observation, told: &Told) {
    for (kind, all) in &told.texts {
        observation.attribute(kind, all.iter().cloned().collect::<Vec<_>>());
    }
    let uses = told.uses.iter().map(|((role, algorithm, level), reason)| {
        AlgorithmUse::new(algorithm.clone(), *role, *level).with_reason(reason)
    });
    observation.algorithms = uses.collect();
}

/// Lets another detector look at an object that came over several packets: it has no one place.
fn look(path: &EntryPath, detector: &dyn Detector, bytes: &[u8], findings: &mut Findings<'_>) {
    look_at(path, Kind::Data, detector, bytes, findings);
}

fn look_at(
    path: &EntryPath,
    kind: Kind,
    detector: &dyn Detector,
    bytes: &[u8],
    findings: &mut Findings<'_>,
) {
    let entry = Entry::new(path, kind, Source::memory(bytes));
    let mut own = Findings::new(path);
    // A line of a key list begins with its literal.
    let hits: Vec<Hit> = detector
        .patterns()
        .iter()
        .enumerate()
        .filter_map(|(index, pattern)| {
            let at = memchr::memmem::find(bytes, pattern.literal)?;
            let pattern_number = u16::try_from(index).ok()?;
            (pattern.accept)(bytes, at)
                .then_some(Hit { offset: at as u64, pattern: pattern_number })
        })
        .collect();
    detector.detect(&entry, &hits, &mut own);
    for (_, observation) in own.observations() {
        findings.observe(observation.clone().at(Position::whole()));
    }
    for diagnostic in own.diagnostics() {
        findings.diagnose(diagnostic.code, Position::whole(), diagnostic.message.clone());
    }
}
