//! The program as people run it: exit statuses, pipes, bad input, bad output, interruption.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A self-signed certificate with an RSA key of 1024 bits and SHA-1.
/// Recipe in `test-vectors/cli/README.md`.
const WEAK: &str = include_str!("../../../test-vectors/cli/rsa1024-sha1.pem");

fn aratame(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aratame"));
    command.args(arguments).env("LC_ALL", "C").stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    aratame(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn path(folder: &tempfile::TempDir) -> &str {
    folder.path().to_str().unwrap()
}

#[test]
fn a_complete_scan_with_nothing_denied_is_success() {
    let folder = folder(&[("a/weak.pem", WEAK.as_bytes()), ("b.txt", b"nothing here")]);
    let output = run(&["scan", path(&folder)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let summary = text(&output.stdout);
    assert!(summary.contains("certificate"), "{summary}");
    assert!(summary.contains("Read 2 files"), "{summary}");
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn the_most_urgent_are_told_with_the_line_of_what_makes_them_so() {
    let configuration =
        b"[req]\ndefault_md = sha256\ndefault_bits = 3072\n\n[tsa]\ndigests = sha1\n";
    let folder = folder(&[("openssl.cnf", configuration)]);
    let summary = text(&run(&["scan", path(&folder)]).stdout);
    let urgent: Vec<&str> = summary.lines().skip_while(|line| !line.starts_with("Most")).collect();
    assert!(urgent[2].contains("SHA-1"), "{summary}");
    assert!(urgent[3].contains("openssl.cnf:6 (+"), "{summary}");
}

#[test]
fn what_is_denied_gives_status_1_and_is_named() {
    let folder = folder(&[("weak.pem", WEAK.as_bytes())]);
    for condition in ["algorithm=rsa bits<2048", "prohibited", "quantum-vulnerable"] {
        let output = run(&["scan", path(&folder), "--deny", condition]);
        assert_eq!(output.status.code(), Some(1), "{condition}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains("weak.pem"));
    }
    let output = run(&["scan", path(&folder), "--deny", "algorithm=dsa"]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_wrong_flag_is_an_error_that_says_what_to_do() {
    let cases: &[(&[&str], &str)] = &[
        (&["--deny", "bits<<5"], "column"),
        (&["--deny", "nolist:prohibited"], "nolist"),
        (&["--policy", "nonesuch"], "policy list"),
        (&["--as-of", "2026-13-01"], "2026-11-21"),
        (&["--only", "nonesuch"], "list detectors"),
        (&["--allow", "nonesuch"], "list diagnostics"),
        (&["--allow", "archive-malformed=a{b"], "glob"),
        (&["--exclude", "a{b"], "glob"),
        (&["-o", "inventory.unknown"], "--format"),
        (&["--end-of-life", "2001"], "before"),
    ];
    for (flags, expected) in cases {
        let output = run(&[&["scan", "/dev/null"], *flags].concat());
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
        let message = text(&output.stderr);
        assert!(message.contains(expected), "{flags:?}: {message}");
        assert!(output.stdout.is_empty(), "{flags:?}");
    }
}

#[test]
fn what_cannot_be_seen_gives_status_2_unless_allowed() {
    let missing = "/nonexistent/folder";
    let output = run(&["scan", missing]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains(missing));
    assert!(text(&output.stdout).contains("INCOMPLETE"));
    assert!(text(&output.stderr).contains("--allow CODE=PATH"), "{}", text(&output.stderr));
    for accepted in ["path-missing", "path-missing=/nonexistent/folder", "path-missing=/none*/**"] {
        let output = run(&["scan", missing, "--allow", accepted]);
        assert_eq!(output.status.code(), Some(0), "{accepted}");
        assert!(
            text(&output.stderr).contains("gaps accepted by --allow: 1"),
            "{}",
            text(&output.stderr)
        );
    }
    let output = run(&["scan", missing, "--allow", "path-missing=/nonexistent/other"]);
    assert_eq!(output.status.code(), Some(2));
    let output = run(&["scan", missing, "--lang", "ja"]);
    assert!(text(&output.stderr).contains("受容：--allow"), "{}", text(&output.stderr));
}

#[test]
fn every_format_is_written_to_a_file_and_names_choose_it() {
    let folder = folder(&[("in/weak.pem", WEAK.as_bytes())]);
    let input = folder.path().join("in");
    for name in ["x.json", "x.cdx.json", "x.csv", "x.md", "x.sarif", "x.txt"] {
        let out = folder.path().join(name);
        let flags = ["scan", input.to_str().unwrap(), "-q", "-o", out.to_str().unwrap()];
        assert_eq!(run(&flags).status.code(), Some(0), "{name}");
        assert!(fs::metadata(&out).unwrap().len() > 100, "{name}");
    }
    let cbom = fs::read_to_string(folder.path().join("x.cdx.json")).unwrap();
    assert!(cbom.contains("\"specVersion\": \"1.7\""));
}

#[test]
fn standard_input_is_one_artefact() {
    let mut child = aratame(&["scan", "-", "-f", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(WEAK.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let inventory: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(inventory["assets"][0]["kind"], "certificate");
    assert_eq!(inventory["assets"][0]["occurrences"][0]["path"], "-");
}

#[test]
fn a_reader_that_goes_away_is_success() {
    let folder = folder(&[("weak.pem", WEAK.as_bytes())]);
    let mut child = aratame(&["scan", path(&folder), "-f", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..60 {
        fs::write(folder.path().join(format!("{index}.pem")), format!("{index}\n{WEAK}")).unwrap();
    }
    let scan = |jobs: &str, format: &str| {
        run(&["scan", folder.path().to_str().unwrap(), "-f", format, "--jobs", jobs]).stdout
    };
    for format in ["json", "cbom", "csv", "sarif", "markdown", "table"] {
        let one = scan("1", format);
        assert!(!one.is_empty());
        assert_eq!(one, scan("4", format), "{format}");
        assert_eq!(one, scan("1", format), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_fails_and_leaves_nothing() {
    let folder = folder(&[("weak.pem", WEAK.as_bytes())]);
    let output = run(&["scan", path(&folder), "-f", "json", "-o", "/dev/full"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("/dev/full"));
    let nowhere = folder.path().join("no/such/folder/x.json");
    let output = run(&["scan", path(&folder), "-o", nowhere.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_odd_names_are_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("locked.pem", WEAK.as_bytes())]);
    fs::write(folder.path().join(OsStr::from_bytes(b"0odd\xFF\x1b[31m.pem")), WEAK).unwrap();
    let locked = folder.path().join("locked.pem");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let output = run(&["scan", path(&folder)]);
    let summary = text(&output.stdout);
    assert!(!summary.contains('\x1b'), "{summary}");
    assert!(summary.contains("0odd\\xFF"), "{summary}");
    if fs::read(&locked).is_ok() {
        eprintln!("SKIPPED: this user may read every file, so nothing is unreadable");
        return;
    }
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("locked.pem"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_cleanly_and_says_incomplete() {
    let root = if Path::new("/usr").exists() { "/usr" } else { "/" };
    let child = aratame(&["scan", root, "--jobs", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Long enough for the handler to stand, far shorter than a scan of a system.
    std::thread::sleep(std::time::Duration::from_millis(700));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("interrupted"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("INCOMPLETE"));
}

#[test]
fn explain_expands_strings_of_configurations() {
    let lines = |arguments: &[&str]| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let suites = lines(&["explain", "--cipher-string", "ECDHE+AESGCM:!AES128", "--openssl", "3.0"]);
    assert_eq!(suites, ["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"]);
    let short = |version| {
        lines(&["explain", "--cipher-string", "ECDHE+AESCCM8+HIGH:AESGCM", "--openssl", version])
    };
    assert_eq!(short("1.1.1w").len() - short("3.5.4").len(), 2);
    let names = lines(&["explain", "--gnutls", "SECURE256:-VERS-ALL:+VERS-TLS1.3"]);
    assert_eq!(names[..2], ["VERS-TLS1.3", "TLS_AES_256_GCM_SHA384"]);
    let names = lines(&["explain", "--ssh", "+3des-cbc"]);
    assert_eq!((names.len(), names[6].as_str()), (7, "3des-cbc"));
    assert!(!lines(&["explain", "--ssh", "MACs=-*sha1*"]).contains(&"hmac-sha1".to_owned()));
    assert!(
        text(&run(&["explain", "--cipher-string", "ALL", "--openssl", "1.0.2"]).stderr)
            .contains("--openssl: 1.0.2")
    );
    for wrong in [["--cipher-string", "!@x"], ["--gnutls", "NORMAL:+X"], ["--ssh", "+nothing"]] {
        assert_eq!(run(&["explain", wrong[0], wrong[1]]).status.code(), Some(2));
    }
}

#[test]
fn explain_tells_sizes_and_lists() {
    let output =
        run(&["explain", "ML-KEM-768", "0x11ec", "1.2.840.113549.1.1.11", "pem-malformed"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let page = text(&output.stdout);
    for expected in
        ["1184", "1088", "X25519MLKEM768", "LS-0001-2022R2", "pem-malformed", "FIPS 203"]
    {
        assert!(page.contains(expected), "{expected}");
    }
    let output = run(&["explain", "no-such-thing"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no-such-thing"));
}

#[test]
fn the_registries_are_listed() {
    for what in ["detectors", "algorithms", "policies", "formats", "diagnostics"] {
        let output = run(&["list", what]);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).lines().count() >= 4, "{what}");
        let japanese = text(&run(&["list", what, "--lang", "ja"]).stdout);
        assert!(!japanese.is_ascii(), "{what}");
    }
}

#[test]
fn completions_and_manual_pages_are_printed() {
    assert!(text(&run(&["completions", "bash"]).stdout).contains("--end-of-life"));
    assert!(text(&run(&["man"]).stdout).contains(".TH"));
    assert!(text(&run(&["man", "scan"]).stdout).contains("end\\-of\\-life"));
}

#[test]
fn a_question_over_own_and_foreign_inventories_is_answered() {
    let folder = folder(&[("in/weak.pem", WEAK.as_bytes())]);
    let input = folder.path().join("in");
    let files: Vec<String> = ["a.json", "b.cdx.json"]
        .iter()
        .map(|name| folder.path().join(name).to_str().unwrap().to_owned())
        .collect();
    for file in &files {
        run(&["scan", input.to_str().unwrap(), "-q", "-o", file]);
    }
    let output = run(&["query", "algorithm=rsa bits<2048", &files[0], &files[1]]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let answer = text(&output.stdout);
    assert!(answer.contains("2 assets in 2 places, in 2 inventories"), "{answer}");
    let output = run(&["query", "path~weak.pem kind=certificate", &files[1], "--count"]);
    assert!(text(&output.stdout).contains("1 assets in 1 places"), "{}", text(&output.stdout));
    let output = run(&["query", "broken", &files[0], "/nonexistent.json"]);
    assert_eq!(output.status.code(), Some(2));
}
