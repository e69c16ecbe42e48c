//! Secret tracking: operations under valgrind's memcheck, with their secrets marked undefined, so
//! that every branch and every address that depends on them is reported.
//!
//! Only a program built with `--cfg futae_ctgrind` can mark secrets; if this one is not, one is
//! built from the sources beside it. valgrind has no AVX-512.

use super::{Look, Method, Seen, Wanted, planted};
use crate::implementation::by_name;
use crate::operation::{Operation, PrivateKey};
use crate::timing::Inputs;
use anyhow::{Context, Result, bail, ensure};
use futae_kernels::classify;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// One operation with its secrets marked.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Tracked {
    /// The algorithm with its parameter set
    algorithm: String,
    /// keyGen, encapsulate, decapsulate or sign; or the name of a planted leak
    operation: String,
    /// Who carries it out
    #[arg(long = "impl")]
    implementation: String,
}

/// The backends that valgrind's processor has.
const BACKENDS: [&str; 2] = ["portable", "avx2"];

/// What memcheck ends with when it has reported something.
const REPORTED: i32 = 99;

/// Carries out an operation with its secrets marked.
///
/// # Errors
/// This program cannot mark secrets, or the operation failed.
pub(crate) fn run_tracked(tracked: &Tracked) -> Result<()> {
    ensure!(cfg!(futae_ctgrind), "this program was not built with --cfg futae_ctgrind");
    if tracked.algorithm == "planted" {
        let secret = black_box([3_u8; 4]);
        classify(&secret);
        match tracked.operation.as_str() {
            "branch" => _ = black_box(planted::branch(&secret)),
            "index" => _ = black_box(planted::index(&secret)),
            other => bail!("no planted leak {other}"),
        }
        return Ok(());
    }
    let mut by = by_name(&tracked.implementation)?;
    let inputs = Inputs::new(&tracked.algorithm, by.as_mut())?;
    let operation = inputs
        .operations(&tracked.algorithm)
        .iter()
        .map(|make| make(0))
        .find(|operation| operation.name() == tracked.operation)
        .context("no such operation")?;
    let operation = inputs.with_seed(operation);
    mark(&tracked.algorithm, &operation);
    black_box(by.ask(&tracked.algorithm, &operation)?);
    Ok(())
}

/// Says which parts of the inputs are secret.
fn mark(algorithm: &str, operation: &Operation) {
    match operation {
        Operation::KeyGen { seed } => secret_part(algorithm, &seed.0),
        Operation::Encapsulate { randomness, .. } => classify(&randomness.0[..]),
        Operation::Decapsulate { private_key: PrivateKey::Expanded(key), .. } => {
            // FIPS 203, Algorithm 16 (ML-KEM.KeyGen_internal): s‖ek‖H(ek)‖z, s having 384 k of
            // 768 k + 96 bytes.
            let s = (key.0.len() - 96) / 2;
            classify(&key.0[..s]);
            classify(&key.0[key.0.len() - 32..]);
        }
        Operation::Sign { private_key: PrivateKey::Seed(seed), .. } => {
            secret_part(algorithm, &seed.0);
        }
        _ => {}
    }
}

/// The last third of the seed of SLH-DSA, PK.seed, is public.
fn secret_part(algorithm: &str, seed: &[u8]) {
    let public = if algorithm.starts_with("SLH-DSA") { seed.len() / 3 } else { 0 };
    classify(&seed[..seed.len() - public]);
}

/// Looks at every operation on secrets of Futae, and at the planted leaks.
pub(super) fn look(wanted: &Wanted, progress: &mut dyn FnMut(&str)) -> Vec<Look> {
    let program = program(wanted, progress);
    let mut looks = Vec::new();
    let mut add = |subject: &str, operation: &str, implementation: &str, planted: bool| {
        progress(&format!("memcheck of {subject} {operation} by {implementation}"));
        let (seen, detail) = match &program {
            Ok(program) => memcheck(program, subject, operation, implementation),
            Err(error) => (Seen::NotRun(format!("{error:#}")), String::new()),
        };
        looks.push(Look {
            method: Method::Memcheck,
            subject: subject.to_owned(),
            operation: operation.to_owned(),
            implementation: if planted { "planted leak" } else { implementation }.to_owned(),
            planted,
            seen,
            detail,
        });
    };
    for leak in ["branch", "index"] {
        add("planted", leak, "futae", true);
    }
    for algorithm in &wanted.algorithms {
        let operations = match algorithm.starts_with("ML-KEM") {
            true => &["keyGen", "encapsulate", "decapsulate"][..],
            false => &["keyGen", "sign"][..],
        };
        for backend in BACKENDS {
            for operation in operations {
                add(algorithm, operation, &format!("futae:{backend}"), false);
            }
        }
    }
    looks
}

fn memcheck(
    program: &Path,
    subject: &str,
    operation: &str,
    implementation: &str,
) -> (Seen, String) {
    let run = Command::new("valgrind")
        .args(["--quiet", &format!("--error-exitcode={REPORTED}")])
        .arg(program)
        .args(["tracked", subject, operation, "--impl", implementation])
        .stdin(Stdio::null())
        .output();
    let output = match run {
        Ok(output) => output,
        Err(error) => return (Seen::NotRun(format!("valgrind: {error}")), String::new()),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said
        .lines()
        .find(|line| line.contains("depends on uninitialised"))
        .or_else(|| said.lines().find(|line| line.contains("uninitialised")));
    let first = first.and_then(|line| line.split_once("== ")).map_or("", |(_, text)| text.trim());
    match output.status.code() {
        Some(0) => (Seen::Nothing, "memcheck reported nothing".to_owned()),
        Some(REPORTED) if !first.is_empty() => (Seen::Leak, first.to_owned()),
        _ => {
            let last = said.lines().last().unwrap_or("no word of why").to_owned();
            (Seen::NotRun(last), String::new())
        }
    }
}

/// A program that can mark secrets: the one that was named, this one, or one built from sources.
fn program(wanted: &Wanted, progress: &mut dyn FnMut(&str)) -> Result<PathBuf> {
    let there = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    there.context("valgrind is not here")?;
    if let Some(program) = &wanted.tracked {
        return Ok(program.clone());
    }
    if cfg!(futae_ctgrind) {
        return Ok(std::env::current_exe()?);
    }
    let manifest = wanted.source.join("tools/eval/Cargo.toml");
    ensure!(
        manifest.exists(),
        "this program cannot mark secrets, and its sources are not in {}",
        wanted.source.display()
    );
    progress("building a program that marks secrets");
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| wanted.source.join("target"), PathBuf::from)
        .join("constant-time");
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--release", "-p", "futae-eval", "--no-default-features"])
        .arg("--target-dir")
        .arg(&target)
        .env("RUSTFLAGS", "--cfg futae_ctgrind")
        .current_dir(&wanted.source)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .context("cargo is not here")?;
    ensure!(built.success(), "the program that marks secrets could not be built");
    Ok(target.join("release/futae-eval"))
}
