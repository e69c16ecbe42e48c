//! The commands of `docs/pki-migration.md`, run in their order by a shell; those of the Japanese
//! page are the same.
#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use std::{env, path::Path, process::Command};

const ENGLISH: &str = include_str!("../../../docs/pki-migration.md");
const JAPANESE: &str = include_str!("../../../docs/pki-migration.ja.md");

/// The blocks of shell commands.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn both_pages_have_the_same_commands() {
    assert_eq!(blocks(ENGLISH), blocks(JAPANESE));
    assert_eq!(blocks(ENGLISH).len(), 8);
}

#[test]
fn every_command_works() {
    if !Command::new("openssl").arg("version").output().is_ok_and(|run| run.status.success()) {
        eprintln!("NOT RUN: there is no openssl to make a PKI of today with");
        return;
    }
    let binary = Path::new(env!("CARGO_BIN_EXE_futae")).parent().unwrap();
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([binary.to_owned()].into_iter().chain(env::split_paths(&path)));
    let folder = tempfile::tempdir().unwrap();
    let script = blocks(ENGLISH).concat();
    let mut shell = Command::new("sh");
    shell.args(["-exc", &script]).env("PATH", path.unwrap()).current_dir(folder.path());
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.path().join("report.again").exists());
}
