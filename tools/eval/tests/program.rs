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
    assert!(table.contains("12 passed     0 failed    139 unsupported"), "{table}");
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
    for (folder, passed) in [("acvp", 1020), ("wycheproof", 1388), ("pqc-kat", 1500)] {
        let Some(path) = shared(folder) else { return };
        let output = eval(&["vectors", &path.display().to_string()]);
        let table = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{table}{}", text(&output.stderr));
        let last = table.lines().last().unwrap();
        assert!(last.starts_with(&format!("{passed} passed, 0 failed")), "{folder}: {last}");
    }
}
