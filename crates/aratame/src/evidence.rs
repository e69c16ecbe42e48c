//! `aratame scan --explain-evidence`: what each algorithm of a program was told by, at the byte.

use crate::allowed::Allowed;
use crate::flags::Emit;
use crate::{Outcome, messages, output};
use anyhow::Result;
use aratame_inventory::{AlgorithmUse, Asset, AssetKind, EntryPath, Inventory, Position};
use aratame_report::Lang;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Bytes shown of a place: enough to find it in an editor.
const SHOWN: u64 = 16;

/// Writes the evidence of an inventory and tells by the status whether it is complete.
pub(crate) fn explain_evidence(
    inventory: &Inventory,
    emit: &Emit,
    allowed: &Allowed,
    lang: Lang,
) -> Result<Outcome> {
    let write = |out: &mut dyn Write| all(inventory, lang, out);
    match &emit.output {
        Some(path) if path != Path::new("-") => output::to_file(path, write)?,
        _ => output::to_stdout(write)?,
    }
    if !emit.quiet {
        messages::gaps(inventory, allowed, lang);
    }
    Ok(if allowed.is_complete(inventory) { Outcome::Complete } else { Outcome::Incomplete })
}

fn all(inventory: &Inventory, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let is_binary = |asset: &&Asset| matches!(asset.kind, AssetKind::Library | AssetKind::Program);
    for asset in inventory.assets.iter().filter(is_binary) {
        if asset.algorithms.is_empty() {
            continue;
        }
        writeln!(out, "{} ({})", asset.name, lang.pick(asset.kind.as_str(), asset.kind.ja()))?;
        let mut paths: Vec<&EntryPath> = asset.occurrences.iter().map(|each| &each.path).collect();
        paths.dedup();
        for path in &paths {
            writeln!(out, "  {path}")?;
        }
        for each in &asset.algorithms {
            one(each, paths.first().copied(), lang, out)?;
        }
        let mut rules: Vec<&str> = asset.occurrences.iter().map(|each| each.detector).collect();
        rules.sort_unstable();
        rules.dedup();
        writeln!(out, "  {}: {}\n", lang.pick("detectors", "検出器"), rules.join(", "))?;
    }
    Ok(())
}

fn one(
    each: &AlgorithmUse,
    path: Option<&EntryPath>,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (level, confidence) = (each.level.as_str(), each.confidence.as_str());
    let label = lang.pick("confidence", "確度");
    let percent = each.signs.percent().map(|percent| format!(" ({percent} %)"));
    let percent = percent.unwrap_or_default();
    writeln!(out, "  {}: {level}, {label} {confidence}{percent}", each.algorithm)?;
    for (method, sign) in each.signs.iter() {
        let weight = method.weight(sign);
        writeln!(
            out,
            "    {}: {}, {sign}, {weight} %",
            lang.pick("sign", "兆候"),
            method.as_str()
        )?;
    }
    if let Some(reason) = &each.reason {
        for part in reason.split("; ") {
            writeln!(out, "    {}: {}", lang.pick("rule", "根拠"), plain(part))?;
        }
    }
    let Some(position) = each.position.as_deref() else { return Ok(()) };
    place(position, path, lang, out)
}

fn place(
    position: &Position,
    path: Option<&EntryPath>,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (Some(offset), length) = (position.offset, position.length.unwrap_or(1)) else {
        return Ok(());
    };
    let symbol = position.symbol.as_deref().map(|text| format!(" {}", plain(text)));
    let symbol = symbol.unwrap_or_default();
    writeln!(out, "    {}: {offset:#x}+{length}{symbol}", lang.pick("place", "位置"))?;
    // A member of an archive is no file of its own: its bytes are for its own program to show.
    if let Some(bytes) = path.and_then(|path| bytes_at(path, offset, length.min(SHOWN))) {
        let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(out, "    {}: {}", lang.pick("bytes", "バイト列"), bytes.join(" "))?;
    }
    Ok(())
}

fn bytes_at(path: &EntryPath, offset: u64, length: u64) -> Option<Vec<u8>> {
    let mut file = File::open(path.as_str())
        .ok()
        .filter(|file| file.metadata().is_ok_and(|it| it.is_file()))?;
    file.seek(SeekFrom::Start(offset)).ok()?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes).ok()?;
    (!bytes.is_empty()).then_some(bytes)
}

/// Names out of files, without what would steer a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
