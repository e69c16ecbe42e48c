//! The examples, which say the negotiated group: each client with each server, and a browser.
#![expect(clippy::unwrap_used, reason = "a failure is the test's failure")]
#![allow(clippy::print_stderr, reason = "a test that cannot run says so")]

use serde_json::Value;
use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/tls");

/// A server that runs until it is dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(example: &str, certificate: &str) -> Self {
        let mut process = Command::new(built(example))
            .arg("127.0.0.1:0")
            .arg(format!("{TESTS}/{certificate}.pem"))
            .arg(format!("{TESTS}/{certificate}.key.pem"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("https://").unwrap().to_owned();
        Self { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Where cargo put an example; it does so before all tests, but not before one test alone.
fn built(example: &str) -> PathBuf {
    let this = env::current_exe().unwrap();
    let path = this.parent().unwrap().parent().unwrap().join("examples").join(example);
    if !path.exists() {
        let mut cargo = Command::new(env!("CARGO"));
        let status = cargo.args(["build", "--quiet", "-p", "futae-rustls", "--examples"]).status();
        assert!(status.unwrap().success());
    }
    path
}

#[test]
fn every_client_with_every_server() {
    for server in ["server", "axum_server"] {
        let server = Server::start(server, "mldsa65");
        for client in ["client", "hyper_client"] {
            let root = format!("{TESTS}/mldsa65.root.pem");
            let output = Command::new(built(client)).arg(&server.address).arg(root).output();
            let output = output.unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(said.starts_with("X25519MLKEM768\n"), "{client}: {said}");
            assert!(said.trim_end().ends_with("X25519MLKEM768"), "{client}: {said}");
        }
    }
}

/// What browsers are called.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The group as the browser logs it, and as the page that the server sent says it.
#[test]
fn a_browser_negotiates_x25519mlkem768() {
    let starts = |run: std::process::Output| run.status.success();
    let runs = |name: &&&str| Command::new(name).arg("--version").output().is_ok_and(starts);
    let Some(browser) = BROWSERS.iter().find(runs) else {
        return eprintln!("skipped: no browser of {BROWSERS:?}");
    };
    for server in ["server", "axum_server"] {
        let server = Server::start(server, "p256");
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log.json");
        let page = visit(browser, &server.address, folder.path(), &log);
        assert!(page.contains("X25519MLKEM768"), "{page}");
        let group = key_exchange_group(&fs::read_to_string(&log).unwrap());
        assert_eq!(group, Some(0x11EC), "{}", server.address);
    }
}

fn visit(browser: &str, address: &str, profile: &Path, log: &Path) -> String {
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--ignore-certificate-errors",
            "--timeout=20000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg(format!("https://{address}/"))
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The group of the first TLS connection that the browser's network log tells of.
fn key_exchange_group(log: &str) -> Option<u64> {
    let log: Value = serde_json::from_str(log).unwrap();
    let events = log["events"].as_array().unwrap();
    events.iter().find_map(|event| event["params"]["key_exchange_group"].as_u64())
}
