//! `aratame sbom compare`: a supplier's SBOM beside a stored inventory.

use crate::flags::{Language, SbomCompare};
use crate::{Outcome, output, stored};
use anyhow::{Context, Result, bail};
use aratame_report::Lang;
use aratame_scan::sbom::{self, Comparison, Line};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// Longest SBOM that is read; that of a whole distribution has some 100 MiB.
const MAX_SBOM: u64 = 512 << 20;

/// Compares, writes, and tells by the status whether both say the same.
pub(crate) fn compare(flags: &SbomCompare) -> Result<Outcome> {
    let name = flags.sbom.display();
    let mut text = String::new();
    File::open(&flags.sbom)
        .and_then(|file| file.take(MAX_SBOM + 1).read_to_string(&mut text))
        .with_context(|| format!("cannot read {name}"))?;
    if text.len() as u64 > MAX_SBOM {
        bail!("{name} is longer than {MAX_SBOM} bytes");
    }
    let inventory = stored::read(&flags.inventory)?.inventory;
    let comparison = sbom::compare(&text, &inventory)
        .with_context(|| format!("{name} is no SBOM in CycloneDX or SPDX, or it is damaged"))?;
    let lang = Language::resolve(flags.lang);
    let write = |out: &mut dyn Write| {
        if flags.json { as_json(&comparison, out) } else { as_markdown(&comparison, lang, out) }
    };
    match &flags.output {
        Some(path) if path != Path::new("-") => output::to_file(path, write)?,
        _ => output::to_stdout(write)?,
    }
    Ok(match (inventory.is_complete(), comparison.agrees()) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Complete,
        (true, false) => Outcome::Denied,
    })
}

/// The four groups with their ids and headings.
fn groups(comparison: &Comparison) -> [(&'static str, &'static str, &'static str, &[Line]); 4] {
    [
        ("undeclared", "Found, not declared", "検出されたが申告のないもの", &comparison.undeclared),
        ("missing", "Declared, not found", "申告されたが検出されないもの", &comparison.missing),
        ("differing", "Other versions", "版が異なるもの", &comparison.differing),
        ("agreed", "Declared and found", "申告と検出が一致したもの", &comparison.agreed),
    ]
}

fn as_json(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let line = |line: &Line| {
        json!({
            "product": line.product,
            "name": line.name,
            "declared": line.declared,
            "found": line.found,
            "mlKem": line.ml_kem,
            "places": line.places,
        })
    };
    let mut document = json!({
        "sbomFormat": comparison.format,
        "declaredComponents": comparison.declared,
        "notCompared": comparison.not_compared,
    });
    for (id, _, _, lines) in groups(comparison) {
        document[id] = lines.iter().map(line).collect::<Vec<Value>>().into();
    }
    writeln!(out, "{document:#}")
}

fn as_markdown(comparison: &Comparison, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# {}\n",
        lang.pick("SBOM against the inventory", "SBOMと暗号インベントリの照合")
    )?;
    let (all, left) = (comparison.declared, comparison.not_compared);
    let summary = lang.pick(
        format!(
            "{}: {all} components declared, {left} of them not compared: the table of \
             cryptographic libraries does not know them.",
            comparison.format
        ),
        format!(
            "{}：申告された構成部品は{all}件。うち{left}件は暗号ライブラリーの表にないため照合していません。",
            comparison.format
        ),
    );
    writeln!(out, "{summary}")?;
    for (_, en, ja, lines) in groups(comparison) {
        writeln!(out, "\n## {} ({})\n", lang.pick(en, ja), lines.len())?;
        if !lines.is_empty() {
            table(lines, lang, out)?;
        }
    }
    let caveat = lang.pick(
        "What was not found may be there all the same: the inventory's coverage says what was read.",
        "検出されないことは、存在しないことの証明ではありません。読み取った範囲はインベントリの網羅状況を参照してください。",
    );
    writeln!(out, "\n{caveat}")
}

fn table(lines: &[Line], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let heading = lang.pick(
        "| Product | Declared | Found | ML-KEM | Places |",
        "| 製品 | 申告された版 | 検出された版 | ML-KEM | 検出箇所 |",
    );
    writeln!(out, "{heading}\n|---|---|---|---|---|")?;
    for line in lines {
        let ml_kem = match line.ml_kem {
            Some(true) => lang.pick("yes", "対応"),
            Some(false) => lang.pick("no", "未対応"),
            None => lang.pick("unknown", "不明"),
        };
        let [product, declared, found] =
            [line.product.clone(), joined(&line.declared), joined(&line.found)]
                .map(|text| cell(&text));
        let places = cell(&joined(&line.places));
        writeln!(out, "| {product} | {declared} | {found} | {ml_kem} | {places} |")?;
    }
    Ok(())
}

fn joined(texts: &BTreeSet<String>) -> String {
    texts.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Text of others in a cell: no bar ends it, no line breaks it.
fn cell(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;");
    if text.is_empty() { "–".to_owned() } else { text }
}
