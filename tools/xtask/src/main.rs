//! Chores of this workspace: `cargo run -p xtask -- TASK`.
#![forbid(unsafe_code)]

mod docs;
mod examples;
mod fuzz;
mod refs;
mod seeds;
mod structure;

use anyhow::{Result, bail};
use std::path::PathBuf;

const USAGE: &str = "\
usage: cargo run -p xtask -- TASK
  check-structure   the crate graph against docs/ARCHITECTURE.md; `unsafe` only where it may stand;
                    a fuzz target for every parser
  check-refs        numbers and names of FIPS 203, 204 and 205 algorithms in comments
  fuzz-seeds        write the seeds of executables and archives to tools/fuzz/corpus
  docs              write the generated pages of docs/
  check-docs        fail when a generated page is not what the registries say";

fn main() -> Result<()> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    match std::env::args().nth(1).as_deref() {
        Some("check-structure") => structure::check(&root),
        Some("check-refs") => refs::check(&root),
        Some("fuzz-seeds") => seeds::write(&root),
        Some("docs") => docs::write(&root),
        Some("check-docs") => docs::check(&root),
        _ => bail!("{USAGE}"),
    }
}
