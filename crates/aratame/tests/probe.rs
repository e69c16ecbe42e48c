//! `aratame probe` as people run it, against servers on 127.0.0.1 that the test plays itself.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
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
