//! Stored inventories: from a file's name to what [`aratame_report::load`] reads.

use anyhow::{Context, Result, anyhow, bail};
use aratame_report::{MAX_DOCUMENT, Stored};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Reads a stored inventory. `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Stored> {
    let name = path.display();
    let bytes = if path == Path::new("-") {
        bounded(std::io::stdin().lock())
    } else {
        File::open(path).and_then(bounded)
    };
    let bytes = bytes.with_context(|| format!("cannot read {name}"))?;
    if bytes.len() > MAX_DOCUMENT {
        bail!("{name} is longer than {MAX_DOCUMENT} bytes: scan in several runs");
    }
    aratame_report::load(&bytes).map_err(|error| match error.line {
        0 => anyhow!("{name}: {error}"),
        _ => anyhow!("{name}:{error}"),
    })
}

/// One byte more than the limit, so that a longer file shows.
fn bounded(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_DOCUMENT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
