//! Compares what the scan finds in programs of a labelled corpus with what was put there.
//!
//! `binaries [--json] CORPUS`, where `tools/corpus/build.py CORPUS` made the corpus.
#![forbid(unsafe_code)]

use anyhow::{Context, Result};
use aratame_bench::binaries::{score, truth};
use aratame_scan::{Options, Progress, scan};
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

#[expect(clippy::print_stdout, reason = "a program's output")]
fn main() -> Result<()> {
    let mut as_json = false;
    let mut corpus = None;
    for argument in std::env::args_os().skip(1) {
        if argument == "--json" { as_json = true } else { corpus = Some(PathBuf::from(argument)) }
    }
    let corpus = corpus.context("usage: binaries [--json] CORPUS")?;
    let list = corpus.join("truth.jsonl");
    let list = std::fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    let truth = truth(&list)?;
    let begin = Instant::now();
    let inventory = scan(&Options::new(vec![corpus]), &Progress::default())?;
    let seconds = begin.elapsed().as_secs_f64();
    let scores = score(&truth, &inventory);
    let bytes = inventory.coverage.read.bytes;
    if as_json {
        let rows: Vec<_> = scores.iter().map(|(group, score)| score.to_json(group)).collect();
        println!("{:#}", json!({ "seconds": seconds, "bytes": bytes, "groups": rows }));
        return Ok(());
    }
    println!("{:36}{:>7}{:>11}{:>8}{:>12}", "group", "files", "precision", "recall", "false safe");
    for (group, score) in &scores {
        let row = score.to_json(group);
        let part =
            |key: &str| row[key].as_f64().map_or("-".to_owned(), |part| format!("{part:.3}"));
        let (precision, recall, safe) = (part("precision"), part("recall"), part("falseSafe"));
        println!("{group:36}{:>7}{precision:>11}{recall:>8}{safe:>12}", row["files"]);
    }
    for reason in scores.values().flat_map(|score| score.reasons()) {
        println!("{reason}");
    }
    println!("{bytes} bytes in {seconds:.2} s");
    Ok(())
}
