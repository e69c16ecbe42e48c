//! Tells the program which compiler made it, and of which commit.

use std::path::Path;
use std::process::Command;

/// What is compiled into the program, from this folder.
const SOURCES: [&str; 6] = [
    ".",
    "../../crates/futae",
    "../../crates/futae-hybrid",
    "../../crates/futae-kernels",
    "../../crates/futae-pki",
    "../../Cargo.lock",
];

fn main() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let compiler = output(&rustc, &["--version"]).unwrap_or_default();
    println!("cargo::rustc-env=COMPILER={compiler}");
    println!("cargo::rustc-env=COMMIT={}", commit().unwrap_or_else(|| "unknown".to_owned()));
    let heads = ["HEAD", "logs/HEAD"].map(|name| git(&["rev-parse", "--git-path", name]));
    let heads = heads.iter().flatten().map(String::as_str).filter(|path| Path::new(path).exists());
    for path in SOURCES.into_iter().chain(heads) {
        println!("cargo::rerun-if-changed={path}");
    }
}

/// The commit, and whether the sources differ from it.
fn commit() -> Option<String> {
    let commit = git(&["rev-parse", "HEAD"])?;
    let changes = git(&[&["status", "--porcelain", "--"], &SOURCES[..]].concat())?;
    Some(if changes.is_empty() { commit } else { commit + " with changes" })
}

fn git(arguments: &[&str]) -> Option<String> {
    output("git", arguments)
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = output.status.success().then_some(output.stdout)?;
    String::from_utf8(text).ok().map(|text| text.trim().to_owned())
}
