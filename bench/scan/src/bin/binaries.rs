//! Compares what the scan, and peers, find in files of a labelled corpus with what was put there.
//!
//! `binaries [--json] [--reasons] CORPUS`, where `tools/corpus/build.py CORPUS` made the corpus
//! and `tools/corpus/peers.py CORPUS`, if it ran, wrote `CORPUS/peer-NAME.jsonl`.
#![forbid(unsafe_code)]

use anyhow::{Context, Result};
use aratame_bench::binaries::report::Report;
use aratame_bench::binaries::{Tool, Truth, truth};
use aratame_scan::{Options, Progress, scan};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[expect(clippy::print_stderr, reason = "a program's message")]
fn main() -> Result<()> {
    let (mut as_json, mut reasons, mut corpus) = (false, false, None);
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--json") => as_json = true,
            Some("--reasons") => reasons = true,
            _ => corpus = Some(PathBuf::from(argument)),
        }
    }
    let corpus = corpus.context("usage: binaries [--json] [--reasons] CORPUS")?;
    let list = corpus.join("truth.jsonl");
    let list = std::fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    let mut truth = truth(&list)?;
    let listed = truth.len();
    truth.retain(|path, _| corpus.join(path).exists());
    if truth.len() < listed {
        eprintln!("{} files of the truth are not there", listed - truth.len());
    }
    let mut tools = vec![ours(&corpus, &truth)?];
    tools.extend(peers(&corpus)?);
    let reports: Vec<Report<'_>> = tools.iter().map(|tool| Report::new(&truth, tool)).collect();
    print(&reports, as_json, reasons);
    Ok(())
}

/// A scan of the corpus. A program and its stripped copy share a build identifier, by which the
/// inventory would join them: they are scanned apart.
fn ours(corpus: &Path, truth: &BTreeMap<String, Truth>) -> Result<Tool> {
    let mut tool =
        Tool { name: format!("aratame {}", env!("CARGO_PKG_VERSION")), ..Tool::default() };
    for stripped in [false, true] {
        let listed = truth.iter().filter(|(_, truth)| truth.stripped == stripped);
        let roots: Vec<PathBuf> = listed.map(|(path, _)| corpus.join(path)).collect();
        let begin = Instant::now();
        let inventory = scan(&Options::new(roots), &Progress::default())?;
        tool.seconds += begin.elapsed().as_secs_f64();
        tool.add_inventory(&inventory);
    }
    Ok(tool)
}

/// What peers found, as `tools/corpus/peers.py` wrote it down.
fn peers(corpus: &Path) -> Result<Vec<Tool>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(corpus)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("peer-") && name.ends_with(".jsonl")
        })
        .collect();
    paths.sort();
    paths.iter().map(|path| Tool::read(&std::fs::read_to_string(path)?)).collect()
}

#[expect(clippy::print_stdout, reason = "a program's output")]
fn print(reports: &[Report<'_>], as_json: bool, reasons: bool) {
    if as_json {
        let tools: Vec<_> = reports.iter().map(Report::to_json).collect();
        println!("{:#}", json!({ "tools": tools }));
        return;
    }
    if let Some(first) = reports.first() {
        println!("{}", first.to_text());
        for reason in first.reasons().into_iter().filter(|_| reasons) {
            println!("{reason}");
        }
    }
    println!("{}", Report::heading());
    for report in reports {
        println!("{}", report.line());
    }
}
