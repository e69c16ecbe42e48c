//! `aratame report`, `sign`, `verify` and `new-key` as people run them.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A folder with the inventory of one weak certificate.
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let vector =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/cli/rsa1024-sha1.pem");
        let scanned = desk.path("tree");
        fs::create_dir(&scanned).unwrap();
        fs::copy(vector, scanned.join("weak.pem")).unwrap();
        let output =
            desk.run(&["scan", "tree", "--as-of", "2026-11-21", "-o", "inventory.json", "-q"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_aratame"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .output()
            .unwrap()
    }

    fn report(&self, arguments: &[&str]) -> Output {
        let fixed = ["report", "inventory.json", "--as-of", "2026-11-21"];
        self.run(&[&fixed, arguments].concat())
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_name_of_the_file_tells_the_format() {
    let desk = Desk::new();
    for (name, begins) in [
        ("a.html", &b"<!DOCTYPE html>"[..]),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.md", b"# "),
        ("a.csv", b"\xEF\xBB\xBF"),
    ] {
        let output = desk.report(&["-o", name]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(fs::read(desk.path(name)).unwrap().starts_with(begins), "{name}");
    }
    let output = desk.report(&["-o", "a.docx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("add --format"), "{}", said(&output));
}

#[test]
fn a_workbook_goes_out_and_its_answers_come_back() {
    let desk = Desk::new();
    assert_eq!(desk.report(&["-o", "a.xlsx", "--lang", "ja"]).status.code(), Some(0));
    let output = desk.report(&["--answers", "a.xlsx", "-o", "b.md"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("not taken over 0"), "{}", said(&output));
    fs::write(desk.path("no.xlsx"), "PK").unwrap();
    let output = desk.report(&["--answers", "no.xlsx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("not an XLSX workbook"), "{}", said(&output));
}

#[test]
fn names_are_taken_out() {
    let desk = Desk::new();
    let plain = String::from_utf8(desk.report(&[]).stdout).unwrap();
    assert!(plain.contains("weak.pem"));
    let output = desk.report(&["--redact", "hosts,paths,names", "--lang", "ja"]);
    let redacted = String::from_utf8(output.stdout).unwrap();
    assert!(!redacted.contains("weak") && redacted.contains("伏せた情報"));
}

#[test]
fn an_earlier_inventory_tells_what_is_carried_over() {
    let desk = Desk::new();
    let output = desk.report(&["--kind", "audit", "--previous", "inventory.json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("carried over, 0 new; 0 gone"), "{text}");
}

#[test]
fn a_signature_holds_until_a_byte_changes() {
    let desk = Desk::new();
    for algorithm in ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"] {
        let key = format!("{algorithm}.pem");
        let public = format!("{algorithm}.pub.pem");
        let made = desk.run(&["new-key", &key, "--algorithm", algorithm]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        assert!(desk.run(&["sign", "inventory.json", "--key", &key]).status.success());
        let verify = || desk.run(&["verify", "inventory.json", "--key", &public]).status.code();
        assert_eq!(verify(), Some(0));
        let inventory = fs::read(desk.path("inventory.json")).unwrap();
        let mut changed = inventory.clone();
        changed[100] ^= 1;
        fs::write(desk.path("inventory.json"), changed).unwrap();
        assert_eq!(verify(), Some(1));
        fs::write(desk.path("inventory.json"), inventory).unwrap();
        fs::write(desk.path("inventory.json.sig"), b"").unwrap();
        assert_eq!(verify(), Some(1));
    }
    let other = desk.run(&["verify", "inventory.json", "--key", "ML-DSA-44.pem"]);
    assert_eq!(other.status.code(), Some(2), "a private key is no public one");
}

#[test]
fn a_key_is_private_and_never_overwritten() {
    let desk = Desk::new();
    assert!(desk.run(&["new-key", "k.pem"]).status.success());
    let first = fs::read(desk.path("k.pem")).unwrap();
    assert!(first.starts_with(b"-----BEGIN PRIVATE KEY-----"));
    assert_eq!(desk.run(&["new-key", "k.pem"]).status.code(), Some(2));
    assert_eq!(fs::read(desk.path("k.pem")).unwrap(), first);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.path("k.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}
