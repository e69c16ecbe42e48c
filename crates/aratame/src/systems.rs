//! Ledgers of systems: from a file's name to what [`aratame_systems::read`] reads.

use crate::flags::Systems;
use anyhow::{Context, Result, anyhow, bail};
use aratame_report::{Lang, printable};
use aratame_systems::Ledger;
use aratame_systems::ledger::MAX_BYTES;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The ledger that the flags name; without systems when they name none.
pub(crate) fn ledger(flags: &Systems, lang: Lang) -> Result<Ledger> {
    flags.systems.as_deref().map_or_else(|| Ok(Ledger::default()), |path| read(path, lang))
}

fn read(path: &Path, lang: Lang) -> Result<Ledger> {
    let name = path.display().to_string();
    let bytes =
        File::open(path).and_then(bounded).with_context(|| format!("cannot read {name}"))?;
    if bytes.len() > MAX_BYTES {
        bail!("{name} is longer than {MAX_BYTES} bytes: this is no ledger");
    }
    aratame_systems::read(&name, &bytes).map_err(|errors| {
        let text = lang.pick(errors.to_string(), errors.ja());
        let lines: Vec<_> = text.lines().map(|line| printable(line).into_owned()).collect();
        anyhow!("{}", lines.join("\n  "))
    })
}

/// One byte more than the limit, so that a longer file shows.
fn bounded(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
