//! `aratame sbom compare` and `scan --explain-evidence`, as people run them.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn aratame(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aratame"));
    command.current_dir(folder).args(arguments).env("LC_ALL", "C").output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_bill_beside_an_inventory() {
    let folder = tempfile::tempdir().unwrap();
    let lock = "version = 4\n\n[[package]]\nname = \"ring\"\nversion = \"0.17.8\"\n";
    fs::create_dir(folder.path().join("tree")).unwrap();
    fs::write(folder.path().join("tree/Cargo.lock"), lock).unwrap();
    let scan = ["scan", "tree", "--format", "json", "-o", "inventory.json", "--quiet"];
    assert_eq!(aratame(folder.path(), &scan).status.code(), Some(0));
    let bill = |version: &str| {
        let purl = format!("pkg:cargo/ring@{version}");
        format!(
            r#"{{"bomFormat":"CycloneDX","components":[{{"type":"library","name":"ring","version":"{version}","purl":"{purl}"}}]}}"#
        )
    };
    fs::write(folder.path().join("same.json"), bill("0.17.8")).unwrap();
    fs::write(folder.path().join("other.json"), bill("0.16.20")).unwrap();
    fs::write(folder.path().join("none.txt"), "no bill").unwrap();
    let compare = |name: &str, more: &[&str]| {
        aratame(folder.path(), &[&["sbom", "compare", name, "inventory.json"], more].concat())
    };
    let same = compare("same.json", &[]);
    assert_eq!(same.status.code(), Some(0));
    assert!(text(&same).contains("## Declared and found (1)"), "{}", text(&same));
    let other = compare("other.json", &["--lang", "ja"]);
    assert_eq!(other.status.code(), Some(1));
    assert!(text(&other).contains("| ring | 0.16.20 | 0.17.8 |"), "{}", text(&other));
    assert!(text(&other).contains("## 版が異なるもの (1)"));
    let json: serde_json::Value =
        serde_json::from_str(&text(&compare("other.json", &["--json"]))).unwrap();
    assert_eq!(json["differing"][0]["found"][0], "0.17.8");
    assert_eq!(compare("none.txt", &[]).status.code(), Some(2));
}

#[test]
fn evidence_is_shown_at_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan/constants/positive");
    let shown = aratame(
        folder.path(),
        &["scan", fixture.to_str().unwrap(), "--explain-evidence", "--quiet"],
    );
    let text = text(&shown);
    for part in ["confidence ", "rule: ", "place: 0x", "bytes: ", "detectors: constants"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
