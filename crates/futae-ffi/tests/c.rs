//! The header is what the code says, and a program in C does with it what it should.
#![expect(clippy::unwrap_used, reason = "a failure is the test's failure")]
#![allow(clippy::print_stderr, reason = "a test that cannot run says so")]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// Set this to write the header instead of comparing it.
const WRITE: &str = "FUTAE_WRITE_HEADER";

#[test]
fn the_header_is_fresh() {
    let mut written = Vec::new();
    cbindgen::generate(CRATE).unwrap().write(&mut written);
    let written = String::from_utf8(written).unwrap();
    let path = Path::new(CRATE).join("include/futae.h");
    if env::var_os(WRITE).is_some() {
        fs::write(&path, &written).unwrap();
    }
    let fresh = fs::read_to_string(&path).is_ok_and(|present| present == written);
    assert!(fresh, "write it by: {WRITE}=1 cargo test -p futae-ffi --test c");
}

#[test]
fn a_program_in_c_runs() {
    if Command::new("cc").arg("--version").output().is_err() {
        return eprintln!("skipped: no C compiler `cc`");
    }
    for program in ["roundtrip", "refusals"] {
        let executable = compile(program, &library());
        let output = Command::new(executable).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {said}");
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("checked "), "{program}");
    }
}

fn compile(program: &str, library: &Path) -> PathBuf {
    let executable = Path::new(env!("CARGO_TARGET_TMPDIR")).join(program);
    let output = Command::new("cc")
        .args(["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-I"])
        .arg(Path::new(CRATE).join("include"))
        .arg(Path::new(CRATE).join("tests").join(program).with_extension("c"))
        .arg(library)
        .args(["-lpthread", "-ldl", "-lm", "-o"])
        .arg(&executable)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    executable
}

/// Tests of a library that is not for Rust do not build it, so it is asked for here.
fn library() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    let status = cargo.args(["build", "--quiet", "-p", "futae-ffi"]).current_dir(CRATE).status();
    assert!(status.unwrap().success());
    let profile = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("debug");
    profile.join("libfutae.a")
}
