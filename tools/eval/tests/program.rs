//! The program as an evaluator runs it: programs behind a pipe, responses, exit statuses.
#![forbid(unsafe_code)]
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says so")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn eval(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_futae-eval")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the shared vectors, if they are on this machine.
fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("ARATAME_VECTORS")
        .map_or_else(|| root().join("../shared/vectors"), PathBuf::from);
    let file = folder.join(path);
    if !file.exists() {
        println!("skipped: {} is not there", file.display());
        return None;
    }
    Some(file)
}

fn behind_a_pipe(command: &str) {
    let output = eval(&["vectors", "own:", "--impl", &format!("program:{command}")]);
    let table = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{table}{}", text(&output.stderr));
    assert!(table.contains("12 passed     0 failed    160 unsupported"), "{table}");
}

#[test]
fn the_example_in_python_is_judged() {
    let script = root().join("tools/eval/pipe/answer.py");
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: there is no python3");
        return;
    }
    behind_a_pipe(&format!("python3 {}", script.display()));
}

#[test]
fn the_example_in_c_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("answer");
    let source = root().join("tools/eval/pipe/answer.c");
    let built = Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-O2", "-o"])
        .args([&program, &source])
        .output();
    match built {
        Err(_) => println!("skipped: there is no C compiler"),
        Ok(output) => {
            assert!(output.status.success(), "{}", text(&output.stderr));
            behind_a_pipe(&program.display().to_string());
        }
    }
}

#[test]
fn a_program_that_crashes_fails_its_cases_and_the_run_goes_on() {
    let output = eval(&["vectors", "own:", "--impl", "program:false", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let results: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(results[0]["failures"].as_array().unwrap().len(), 100);
}

#[test]
fn what_cannot_be_run_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().display().to_string();
    for (arguments, message) in [
        (vec!["vectors", empty.as_str()], "holds no vectors"),
        (vec!["vectors", "/nowhere"], "/nowhere"),
        (vec!["vectors", "own:", "--impl", "nobody"], "no implementation \"nobody\""),
        (vec!["vectors", "own:", "--impl", "program:/nowhere"], "/nowhere"),
        (vec!["respond", "/nowhere"], "/nowhere"),
    ] {
        let output = eval(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

#[test]
fn malformed_files_are_errors_and_what_came_before_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cut.json");
    let whole = r#"{"algorithm":"ML-KEM","schema":"x","testGroups":[{"type":"MLKEMKeyGen","parameterSet":"ML-KEM-768","tests":[{"tcId":1,"seed":"00","result":"invalid"}]},{"#;
    std::fs::write(&file, whole).unwrap();
    let output = eval(&["vectors", &file.display().to_string(), "--format", "junit"]);
    assert_eq!(output.status.code(), Some(1));
    let xml = text(&output.stdout);
    assert!(xml.contains("tests=\"1\" failures=\"0\" skipped=\"0\" errors=\"1\""), "{xml}");
}

#[test]
fn cases_of_unknown_modes_and_without_their_fields_have_failed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, mode: &str, test: &str| {
        let text = format!(
            r#"{{"algorithm":"ML-KEM","mode":"{mode}","testGroups":[{{"tgId":1,"parameterSet":"ML-KEM-768","tests":[{test}]}}]}}"#
        );
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    write("a.json", "levitate", r#"{"tcId":1}"#);
    write("b.json", "keyGen", r#"{"tcId":1,"d":"00"},{"tcId":2,"d":"xy","z":"00"}"#);
    write("c.json", "keyGen", r#"{"tcId":1,"d":"00","z":"00","ek":"00","dk":"00"}"#);
    let path = folder.path().display().to_string();
    let output = eval(&["vectors", &path, "own:", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let results: Value = serde_json::from_slice(&output.stdout).unwrap();
    let failures: Vec<&str> = results
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|result| result["failures"].as_array().unwrap())
        .map(|failure| failure["why"].as_str().unwrap())
        .collect();
    assert_eq!(failures.len(), 4, "{failures:?}");
    assert!(failures[0].contains("\"levitate\""), "{failures:?}");
    assert!(failures[1].contains("no field z"), "{failures:?}");
    assert!(failures[2].contains("not hexadecimal"), "{failures:?}");
    // Wrong lengths are refused, where keys were expected.
    assert!(failures[3].contains("came rejected"), "{failures:?}");
    assert!(text(&output.stdout).contains("own vectors"), "the run goes on");
}

#[test]
fn what_cannot_be_looked_at_is_said_and_the_exit_status_tells() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().display().to_string();
    let output =
        eval(&["ct", "--method", "memcheck", "--algorithm", "ML-KEM-512", "--source", &nowhere]);
    assert_eq!(output.status.code(), Some(2));
    let evidence: Value = serde_json::from_slice(&output.stdout).unwrap();
    let looks = evidence["looks"].as_array().unwrap();
    assert_eq!(looks.len(), 2 + 2 * 3, "planted leaks, and three operations on two backends");
    assert!(looks.iter().all(|look| look["seen"]["notRun"].is_string()), "{looks:?}");
    assert!(text(&output.stderr).contains("not everything could be looked at"));
}

#[test]
fn a_report_is_made_once_and_signed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let key = futae_pki::PrivateKey::generate(futae_pki::Algorithm::by_name("ML-DSA-44").unwrap());
    let key = key.unwrap();
    let private = key.to_pem(futae_pki::PrivateForm::Seed).unwrap();
    std::fs::write(at("key.pem"), private.as_bytes()).unwrap();
    std::fs::write(at("pub.pem"), key.public_key().to_pem().unwrap()).unwrap();
    let (report, key) = (at("report"), at("key.pem"));
    let run = || {
        eval(&[
            "report",
            "own:",
            "--algorithm",
            "ML-KEM-512",
            "--budget",
            "1",
            "--samples",
            "200",
            "--method",
            "dudect",
            "--sign",
            &key,
            "-o",
            &report,
        ])
    };
    // Times decide nothing here: whether the planted leak is seen in few samples is luck.
    let first = run();
    assert!(matches!(first.status.code(), Some(0 | 1)), "{}", text(&first.stderr));
    let bench = std::fs::read(at("report/bench.json")).unwrap();
    assert!(matches!(run().status.code(), Some(0 | 1)));
    assert_eq!(std::fs::read(at("report/bench.json")).unwrap(), bench, "nothing is done twice");
    for language in ["en", "ja"] {
        let file = at(&format!("report/evaluation.{language}.html"));
        let verify = || eval(&["verify", &file, "--key", &at("pub.pem")]).status.code();
        assert_eq!(verify(), Some(0));
        std::fs::write(&file, "another").unwrap();
        assert_eq!(verify(), Some(1));
    }
    let markdown = std::fs::read_to_string(at("report/evaluation.en.md")).unwrap();
    for heading in ["Test vectors", "Mutants", "Throughput", "Memory", "Constant time"] {
        assert!(markdown.contains(heading), "{heading}");
    }
}

#[test]
fn an_interrupted_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("kept").display().to_string();
    let run = || eval(&["vectors", "own:", "--resume", &kept]);
    let first = run();
    assert_eq!(first.status.code(), Some(0));
    let size = std::fs::metadata(&kept).unwrap().len();
    assert_eq!(text(&run().stdout), text(&first.stdout));
    assert_eq!(std::fs::metadata(&kept).unwrap().len(), size, "nothing is asked twice");
}

#[test]
fn an_acvp_response_is_the_expected_file() {
    let Some(prompt) = shared("acvp/ML-DSA-sigGen-FIPS204/prompt.json.gz") else { return };
    let Some(expected) = shared("acvp/ML-DSA-sigGen-FIPS204/expectedResults.json.gz") else {
        return;
    };
    let output = eval(&["respond", &prompt.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let response: Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = std::fs::File::open(expected).unwrap();
    let expected: Value = serde_json::from_reader(flate2::read::GzDecoder::new(file)).unwrap();
    assert_eq!(response, expected);
    assert_eq!(response["testGroups"].as_array().unwrap().len(), 24);
}

#[test]
fn every_primitive_of_the_shared_vectors() {
    for (folder, passed) in [
        ("acvp", 1020),
        ("wycheproof", 1388),
        ("pqc-kat", 1500),
        ("xwing", 9),
        ("hpke-pq", 52),
        ("composite-kem", 42),
        ("composite-sigs", 105),
    ] {
        let Some(path) = shared(folder) else { return };
        let output = eval(&["vectors", &path.display().to_string()]);
        let table = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{table}{}", text(&output.stderr));
        let last = table.lines().last().unwrap();
        assert!(last.starts_with(&format!("{passed} passed, 0 failed")), "{folder}: {last}");
    }
}

/// LMS and XMSS are verified by the reference.
#[test]
fn stateful_signatures_of_the_shared_vectors() {
    for (folder, passed) in [
        ("acvp/LMS-sigVer-1.0", 8),
        ("acvp/LMS-sigVer-SP800-208", 8),
        ("pqc-kat/LMS", 236),
        ("pqc-kat/XMSS", 24),
    ] {
        let Some(path) = shared(folder) else { return };
        let output = eval(&["vectors", &path.display().to_string(), "--impl", "reference"]);
        let table = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{table}{}", text(&output.stderr));
        let last = table.lines().last().unwrap();
        assert!(last.starts_with(&format!("{passed} passed, 0 failed")), "{folder}: {last}");
    }
}
