//! `aratame probe` as people run it, against servers on 127.0.0.1 that the test plays itself.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aratame"));
    command.args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// An SSH server that says what it has and no more.
fn ssh_server() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = stream.write_all(b"SSH-2.0-Example\r\n");
            let _ = stream.write_all(&kexinit());
            let _ = stream.read(&mut [0; 256]);
        }
    });
    (port, count)
}

fn kexinit() -> Vec<u8> {
    let mut payload = [&[20][..], &[7; 16]].concat();
    let lists = ["mlkem768x25519-sha256,diffie-hellman-group14-sha1", ""];
    for list in lists.iter().chain(&["arcfour128", "arcfour128", "hmac-md5", "hmac-md5"]) {
        payload.extend(u32::try_from(list.len()).unwrap().to_be_bytes());
        payload.extend(list.bytes());
    }
    payload.extend([0; 4 * 4 + 5]);
    let length = u32::try_from(payload.len() + 5).unwrap().to_be_bytes();
    [&length[..], &[4], &payload, &[0; 4]].concat()
}

fn targets(port: u16, permission: &str) -> String {
    format!(
        "[[target]]\nhost = \"127.0.0.1\"\nport = {port}\nprotocol = \"ssh\"\nowner = \"Division\"\n\
         {permission}rate = 100\n"
    )
}

#[test]
fn without_permission_nothing_is_sent_and_line_and_field_are_named() {
    let (port, count) = ssh_server();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("targets.toml");
    let sound = targets(port, "permission = \"2026-117\"\n");
    fs::write(&file, format!("{sound}\n{}", targets(port, ""))).unwrap();
    for (lang, words) in [("en", ["line 9", "permission"]), ("ja", ["9行目", "許可"])] {
        let output = run(&["probe", file.to_str().unwrap(), "--lang", lang]);
        assert_eq!(output.status.code(), Some(2));
        let message = text(&output.stderr);
        assert!(words.iter().all(|word| message.contains(word)), "{message}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
    fs::write(&file, sound).unwrap();
    let output = run(&["probe", file.to_str().unwrap(), "--check"]);
    let listed = text(&output.stdout);
    assert!(listed.contains(&format!("ssh://127.0.0.1:{port}")) && listed.contains("2026-117"));
    assert_eq!((output.status.code(), count.load(Ordering::SeqCst)), (Some(0), 0));
}

#[test]
fn a_probed_inventory_is_judged_planned_and_reported_like_any_other() {
    let (port, count) = ssh_server();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("targets.toml"), targets(port, "permission = \"2026-117\"\n")).unwrap();
    let output = run(&["probe", &at("targets.toml"), "-o", &at("a.json"), "--resume", &at("run")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let stored = fs::read_to_string(at("a.json")).unwrap();
    for word in ["SSH endpoint", "2026-117", "terrapin-open", "\"configures\""] {
        assert!(stored.contains(word), "{word}: {stored}");
    }
    let connections = count.load(Ordering::SeqCst);
    let again = run(&["probe", &at("targets.toml"), "-o", &at("b.json"), "--resume", &at("run")]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(count.load(Ordering::SeqCst), connections);
    assert_eq!(stored, fs::read_to_string(at("b.json")).unwrap());
    let judged = run(&["judge", &at("a.json"), "--deny", "algorithm=rc4"]);
    assert_eq!(judged.status.code(), Some(1), "{}", text(&judged.stderr));
    let planned = run(&["plan", &at("a.json"), "-f", "markdown"]);
    assert_eq!(planned.status.code(), Some(0), "{}", text(&planned.stderr));
    assert!(text(&planned.stdout).contains("ssh endpoint"));
    let reported = run(&["report", &at("a.json"), "-o", &at("r.html"), "--lang", "ja"]);
    assert_eq!(reported.status.code(), Some(0), "{}", text(&reported.stderr));
}

#[test]
fn what_could_not_be_seen_is_listed_and_gives_status_2() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("targets.csv");
    let table = format!("ホスト,ポート,所有者,許可\n127.0.0.1,{port},課,1号\n");
    fs::write(&file, table).unwrap();
    let output = run(&["probe", file.to_str().unwrap(), "-f", "json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("endpoint-unreachable"));
    assert!(text(&output.stderr).contains(&format!("tls://127.0.0.1:{port}")));
}

#[test]
fn endpoint_certificate_and_configuration_become_one_service() {
    let openssl = "/usr/bin/openssl";
    if !Path::new(openssl).exists() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: {openssl} is not installed");
        return;
    }
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/tls");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::create_dir(at("etc")).unwrap();
    fs::copy(fixtures.join("p256.pem"), at("etc/p256.pem")).unwrap();
    let text =
        format!("server {{\n listen 443 ssl;\n ssl_certificate {};\n}}\n", at("etc/p256.pem"));
    fs::write(at("etc/nginx.conf"), text).unwrap();
    let key = fixtures.join("p256.key.pem");
    let mut server = Command::new(openssl)
        .args(["s_server", "-accept", "127.0.0.1:0", "-naccept", "1000", "-cert"])
        .args([&at("etc/p256.pem"), "-key", key.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let port = lines
        .find_map(|line| line.strip_prefix("ACCEPT ")?.rsplit_once(':')?.1.trim().parse().ok());
    std::thread::spawn(move || lines.for_each(drop));
    fs::write(
        at("targets.toml"),
        targets(port.unwrap(), "permission = \"1\"\n").replace("\"ssh\"", "\"tls\""),
    )
    .unwrap();
    let probed = run(&["probe", &at("targets.toml"), "-f", "json", "-o", &at("live.json")]);
    let _ = (server.kill(), server.wait());
    assert_eq!(probed.status.code(), Some(0), "{}", text_of(&probed));
    let scanned = run(&["scan", &at("etc"), "-f", "json", "-o", &at("scan.json")]);
    assert_eq!(scanned.status.code(), Some(0), "{}", text_of(&scanned));
    let joined = run(&["judge", &at("scan.json"), &at("live.json"), "-f", "json"]);
    assert_eq!(joined.status.code(), Some(0), "{}", text_of(&joined));
    let whole: serde_json::Value = serde_json::from_slice(&joined.stdout).unwrap();
    let assets = whole["assets"].as_array().unwrap();
    let of = |kind: &str| assets.iter().filter(|each| each["kind"] == kind).collect::<Vec<_>>();
    let (certificates, services) = (of("certificate"), of("configuration"));
    assert_eq!((certificates.len(), services.len()), (1, 2));
    assert_eq!(certificates[0]["occurrences"].as_array().unwrap().len(), 2);
    for service in services {
        let other = service["attributes"]["same-key-as"][0].as_str().unwrap();
        let expected = if service["name"].as_str().unwrap().starts_with("nginx") {
            "TLS endpoint 127.0.0.1:"
        } else {
            "nginx"
        };
        assert!(other.starts_with(expected), "{other}");
    }
}

fn text_of(output: &Output) -> String {
    text(&output.stderr)
}
