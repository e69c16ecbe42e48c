//! `openssl s_server`: what it is told to have, and nothing else, is found.

use super::{fixture, groups, has, openssl_names, schemes, tls};
use aratame_inventory::{AssetKind, RelationKind};
use aratame_policy::{Profile, TlsGrader, builtin_guideline};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub(crate) const OPENSSL: &str = "/usr/bin/openssl";

/// A server that ends with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server with these flags; nothing when there is no OpenSSL.
pub(crate) fn server(flags: &[&str]) -> Option<Server> {
    if !has(OPENSSL) {
        return None;
    }
    let mut child = Command::new(OPENSSL)
        .args(["s_server", "-accept", "127.0.0.1:0", "-naccept", "1000"])
        .args(flags)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("ACCEPT ")?.rsplit_once(':')?.1.trim().parse().ok());
    // Nobody reads on; a full pipe would stop the server.
    std::thread::spawn(move || lines.for_each(drop));
    let Some(port) = port else {
        eprintln!("SKIPPED: openssl s_server does not start with {flags:?}");
        let _ = child.kill();
        let _ = child.wait();
        return None;
    };
    Some(Server { child, port })
}

fn certificate(name: &str) -> [String; 4] {
    let file = |ending: &str| fixture(&format!("{name}{ending}")).display().to_string();
    ["-cert".to_owned(), file(".pem"), "-key".to_owned(), file(".key.pem")]
}

fn server_with(name: &str, flags: &[&str]) -> Option<Server> {
    let own = certificate(name);
    let all: Vec<&str> = own.iter().map(String::as_str).chain(flags.iter().copied()).collect();
    server(&all)
}

#[test]
fn suites_come_in_the_server_s_order_and_groups_too() {
    let suites = "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-SHA:\
                  AES256-SHA256:ECDHE-RSA-AES128-SHA";
    let flags = [
        "-cipher",
        suites,
        "-serverpref",
        "-ciphersuites",
        "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384",
        "-curves",
        "P-384:X25519:P-256",
        "-no_tls1",
        "-no_tls1_1",
        "-alpn",
        "http/1.1,h2",
    ];
    let Some(server) = server_with("rsa", &flags) else { return };
    let seen = tls("tls", server.port);
    assert_eq!(seen.versions, [0x303, 0x304]);
    assert_eq!(openssl_names(&seen.suites).join(":"), suites);
    let names = ["TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384"];
    assert_eq!(openssl_names(&seen.suites13), names);
    assert_eq!((seen.own_order, seen.own_order13), (Some(true), Some(true)));
    let mut found = groups(&seen, true);
    found.sort_unstable();
    assert_eq!(found, ["secp256r1", "secp384r1", "x25519"]);
    assert_eq!(seen.alpn, ["http/1.1", "h2"]);
    assert_eq!(seen.chains.len(), 1);
    assert_eq!(seen.downgrade_sentinel, Some(true));
    assert_eq!(seen.fallback_scsv, Some(true));
    assert_eq!(seen.secure_renegotiation, Some(true));
    assert_eq!((seen.compression, seen.asks_client_certificate), (Some(false), Some(false)));
    assert_eq!((seen.session_tickets, seen.session_tickets13), (Some(true), Some(true)));
    assert_eq!(seen.dh_bits.len(), 1);
    for scheme in ["rsa_pss_rsae_sha256", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha384"] {
        assert!(schemes(&seen).contains(&scheme), "{scheme}: {:?}", schemes(&seen));
    }
    assert!(schemes(&seen).iter().all(|name| name.starts_with("rsa_")));
    assert!(seen.connections < 60, "{}", seen.connections);
    assert_eq!(seen.gaps, Vec::<String>::new());
}

#[test]
fn two_keys_old_versions_and_client_certificates() {
    let own = certificate("rsa");
    let [_, second, _, second_key] = certificate("p256");
    let own = own.iter().map(String::as_str);
    let flags = [
        "-dcert",
        &second,
        "-dkey",
        &second_key,
        "-cipher",
        "ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:AES128-SHA:@SECLEVEL=0",
        "-Verify",
        "1",
        "-no_ticket",
    ];
    let flags: Vec<&str> = own.chain(flags).collect();
    let Some(server) = server(&flags) else { return };
    let seen = tls("tls", server.port);
    assert_eq!(seen.versions, [0x301, 0x302, 0x303, 0x304]);
    assert_eq!(seen.chains.len(), 2);
    assert_eq!(seen.asks_client_certificate, Some(true));
    assert_eq!(seen.session_tickets, Some(false));
    assert_eq!(seen.suites.len(), 3);
    assert_eq!(seen.fallback_scsv, Some(true));
    assert!(schemes(&seen).contains(&"ecdsa_secp256r1_sha256"));
    assert!(schemes(&seen).contains(&"rsa_pkcs1_sha1"));
    assert!(seen.connections < 60, "{}", seen.connections);
}

#[test]
fn the_full_list_of_a_default_server_is_enumerated() {
    let Some(server) = server_with("p256", &[]) else { return };
    let seen = tls("tls", server.port);
    let list =
        Command::new(OPENSSL).args(["ciphers", "-s", "-tls1_2", "DEFAULT"]).output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    let wanted: Vec<&str> =
        list.trim().split(':').filter(|name| name.starts_with("ECDHE-ECDSA")).collect();
    let mut found = openssl_names(&seen.suites);
    found.sort_unstable();
    let mut sorted = wanted.clone();
    sorted.sort_unstable();
    assert_eq!(found, sorted);
    assert_eq!(seen.suites13.len(), 3);
    assert!(seen.connections < 60, "{}", seen.connections);
}

#[test]
fn a_server_with_everything_on_takes_a_handshake_a_suite_and_twenty_five() {
    let own = certificate("rsa");
    let [_, second, _, second_key] = certificate("p256");
    let all = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
    let flags = ["-dcert", &second, "-dkey", &second_key, "-cipher", all, "-alpn", "h2"];
    let flags: Vec<&str> = own.iter().map(String::as_str).chain(flags).collect();
    let Some(server) = server(&flags) else { return };
    let seen = tls("tls", server.port);
    assert_eq!(seen.versions, [0x301, 0x302, 0x303, 0x304]);
    let suites = seen.suites.len() + seen.suites13.len();
    assert!(suites > 60, "{suites}");
    // A handshake shows one suite; groups, schemes, protocols and behaviour come on top.
    let more = usize::try_from(seen.connections).unwrap() - suites;
    assert!(more <= 25, "{} connections for {suites} suites", seen.connections);
    assert_eq!(seen.chains.len(), 2);
}

#[test]
fn a_probed_endpoint_is_graded_like_a_configuration() {
    let flags = ["-cipher", "ECDHE-RSA-AES256-GCM-SHA384", "-no_tls1", "-no_tls1_1"];
    let Some(server) = server_with("rsa", &flags) else { return };
    let targets = super::target("tls", server.port);
    let report = super::probed("tls", server.port, super::patient());
    let inventory = aratame_probe::inventory(&targets, &[report]);
    assert!(inventory.is_complete(), "{:?}", inventory.diagnostics);
    let of = |kind| inventory.assets.iter().find(move |asset| asset.kind == kind).unwrap();
    let (endpoint, certificate) = (of(AssetKind::Configuration), of(AssetKind::Certificate));
    assert_eq!(endpoint.name, format!("TLS endpoint 127.0.0.1:{}", server.port));
    let mut related = inventory.relations_from(endpoint.id);
    assert!(related.any(|each| (each.kind, each.to) == (RelationKind::Names, certificate.id)));
    let guideline = builtin_guideline().unwrap();
    let grade = TlsGrader::new(&guideline, &inventory).grade(endpoint).unwrap();
    assert_eq!(grade.profile, Some(Profile::HighSecurity));
    // Everything that the guideline asks and a program can see was seen.
    let unseen: Vec<&str> =
        grade.unseen(Profile::HighSecurity).map(|check| check.requirement.id.as_str()).collect();
    assert!(unseen.iter().all(|id| *id == "operation"), "{unseen:?}");
}
