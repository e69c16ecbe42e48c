//! Probes of real servers and of servers that misbehave, all on 127.0.0.1.
//!
//! A test that needs a program asks for it and says aloud when it is skipped.
#![expect(clippy::unwrap_used, reason = "a failure is the test's failure")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "endpoints/agreement.rs"]
mod agreement;
#[path = "endpoints/dns.rs"]
mod dns;
#[path = "endpoints/ike.rs"]
mod ike;
#[path = "endpoints/misbehaving.rs"]
mod misbehaving;
#[path = "endpoints/nginx.rs"]
mod nginx;
#[path = "endpoints/openssl.rs"]
mod openssl;
#[path = "endpoints/quic.rs"]
mod quic;
#[path = "endpoints/relay.rs"]
mod relay;
#[path = "endpoints/rustls_server.rs"]
mod rustls_server;
#[path = "endpoints/sshd.rs"]
mod sshd;
#[path = "endpoints/starttls.rs"]
mod starttls;

use aratame_algorithms::{Registry, cipher_suite, entry};
use aratame_probe::{Limits, Options, Progress, Report, Seen, Targets, TlsReport, probe};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A certificate or key of `test-vectors/tls`.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/tls").join(name)
}

/// The targets of one endpoint on this machine.
fn target(protocol: &str, port: u16) -> Targets {
    let text = format!(
        "[[target]]\nhost = \"127.0.0.1\"\nport = {port}\nprotocol = \"{protocol}\"\n\
         server_name = \"localhost\"\nowner = \"test\"\npermission = \"own machine\"\nrate = 1000\n"
    );
    Targets::read("targets.toml", text.as_bytes()).unwrap()
}

/// Times for peers that answer at once: long enough for a busy machine.
fn patient() -> Limits {
    let second = Duration::from_secs(60);
    Limits { connect: second, answer: second, linger: Duration::from_secs(5), ..Limits::default() }
}

/// Times for peers that never answer.
fn impatient() -> Limits {
    let moment = Duration::from_millis(300);
    Limits { answer: moment, linger: moment, ..patient() }
}

fn probed(protocol: &str, port: u16, limits: Limits) -> Report {
    let options = Options { limits, ..Options::default() };
    let targets = target(protocol, port);
    let mut reports = probe(&targets, &options, &Arc::new(Progress::default()), None).unwrap();
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

/// What a TLS server that behaves shows.
fn tls(protocol: &str, port: u16) -> TlsReport {
    let report = probed(protocol, port, patient());
    assert_eq!(report.trouble, None, "{report:?}");
    match report.seen {
        Seen::Tls(seen) => seen,
        other => panic!("{other:?}"),
    }
}

fn openssl_names(codes: &[u16]) -> Vec<&'static str> {
    codes.iter().map(|code| cipher_suite(*code).and_then(|suite| suite.openssl).unwrap()).collect()
}

fn groups(report: &TlsReport, tls13: bool) -> Vec<&'static str> {
    let of = report.groups.iter().filter(|group| group.tls13 == tls13);
    of.map(|group| entry(Registry::TlsGroup, group.code.into()).unwrap().name).collect()
}

fn schemes(report: &TlsReport) -> Vec<&'static str> {
    let name = |code: &u16| entry(Registry::TlsSignatureScheme, (*code).into()).unwrap().name;
    report.schemes.iter().map(name).collect()
}

/// Whether a program is there; says aloud when it is not.
fn has(program: &str) -> bool {
    let is_there = Path::new(program).exists();
    if !is_there {
        eprintln!("SKIPPED: {program} is not installed");
    }
    is_there
}
