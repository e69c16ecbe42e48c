//! Compares what the scan finds in the shared test data with what is known to be there.
//!
//! `accuracy [--json] [VECTORS]`. The test data is `$ARATAME_VECTORS`, or `../shared/vectors`
//! beside the workspace. Every miss and every false find is listed with its reason.
#![forbid(unsafe_code)]

use anyhow::{Context, Result};
use aratame_bench::accuracy::{Score, TREES, compare, expected, found};
use aratame_scan::{Options, Progress, scan};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let mut as_json = false;
    let mut vectors = std::env::var_os("ARATAME_VECTORS").map(PathBuf::from);
    for argument in std::env::args_os().skip(1) {
        if argument == "--json" { as_json = true } else { vectors = Some(argument.into()) }
    }
    let vectors = vectors
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"));
    let list = vectors.join("expected/objects.jsonl");
    let list = std::fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    let expected = expected(&list)?;
    let roots = TREES.iter().map(|tree| vectors.join(tree)).filter(|root| root.exists());
    let inventory = scan(&Options::new(roots.collect()), &Progress::default())?;
    let found = found(&inventory, &vectors);
    print(&compare(&expected, &found), as_json);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a program's output")]
fn print(scores: &BTreeMap<String, Score>, as_json: bool) {
    if as_json {
        let rows: Vec<_> = scores.iter().map(|(kind, score)| score.to_json(kind)).collect();
        println!("{:#}", json!({ "kinds": rows }));
        return;
    }
    println!(
        "{:24}{:>9}{:>9}{:>9}{:>9}{:>9}",
        "kind", "expected", "found", "true", "false", "missed"
    );
    for (kind, score) in scores {
        let [expected, found, right, wrong, missed] = score.counts();
        println!("{kind:24}{expected:>9}{found:>9}{right:>9}{wrong:>9}{missed:>9}");
    }
    for (kind, score) in scores {
        for line in score.reasons() {
            println!("{kind}: {line}");
        }
    }
}
