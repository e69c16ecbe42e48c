//! What is done with stored inventories: judged anew, compared.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aratame"));
    command.args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/scan")
}

/// Scans the samples of the detectors into a file of the folder.
fn stored(folder: &tempfile::TempDir) -> String {
    let path = folder.path().join("all.json").to_str().unwrap().to_owned();
    let samples = samples();
    let flags = ["scan", samples.to_str().unwrap(), "-q", "-o", &path, "--as-of", "2026-11-21"];
    let code = run(&flags).status.code();
    assert!(code == Some(0) || code == Some(2), "{code:?}");
    path
}

#[test]
fn a_scan_that_was_stored_is_judged_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let output = run(&["judge", &path, "--as-of", "2026-11-21", "-q", "-f", "json"]);
    let before = fs::read_to_string(&path).unwrap();
    assert!(before.matches("\"occurrences\"").count() > 100);
    assert!(text(&output.stdout) == before, "{}", text(&output.stderr));
}

#[test]
fn another_date_and_other_lists_need_no_scan() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let deny = "algorithm=rsa bits=2048 ls0003:prohibited";
    let judge = |date: &str| run(&["judge", &path, "-q", "--as-of", date, "--deny", deny]);
    let complete = fs::read_to_string(&path).unwrap().contains("\"complete\": true");
    let expected = |code| Some(if complete { code } else { 2 });
    assert_eq!(judge("2030-12-31").status.code(), expected(0));
    let denied = judge("2031-01-01");
    assert_eq!(denied.status.code(), expected(1));
    assert!(text(&denied.stderr).contains("denied: "));
    let all = text(&run(&["judge", &path, "-q", "--policy", "all", "-f", "json"]).stdout);
    assert!(all.contains("\"list\": \"cnsa-2.0\""));
    for format in ["cbom", "csv", "markdown", "sarif", "table"] {
        let output = run(&["judge", &path, "-q", "-f", format, "--lang", "ja"]);
        assert!(output.stdout.len() > 500, "{format}");
    }
}

#[test]
fn what_is_no_inventory_is_named_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = stored(&folder);
    let bad = folder.path().join("bad.json");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&bad, whole.replacen("\"uses\"", "\"useth\"", 1)).unwrap();
    let output = run(&["judge", bad.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    assert!(
        message.contains("bad.json:") && message.contains("\"useth\" is no level"),
        "{message}"
    );
    for (content, expected) in
        [(&whole[..whole.len() / 2], "was the file cut"), ("{\"bomFormat\": 1}", "CycloneDX")]
    {
        fs::write(&bad, content).unwrap();
        let message = text(&run(&["judge", bad.to_str().unwrap()]).stderr);
        assert!(message.contains(expected), "{message}");
    }
    assert!(text(&run(&["judge", "/nonexistent.json"]).stderr).contains("cannot read"));
}
