//! One row a use of an algorithm by an asset, for spreadsheets.
//!
//! Begins with a byte-order mark, so that Excel reads Japanese. A cell that a spreadsheet would
//! take for a formula begins with an apostrophe.

use crate::summary::{reason_of, reason_of_asset};
use crate::table::outcome_word;
use crate::view::usage_of;
use crate::{Document, Lang};
use aratame_algorithms::strength;
use aratame_inventory::{AlgorithmUse, Asset, Value, attribute};
use aratame_policy::verdict::{AssetJudgement, UseJudgement, Verdict};
use std::io::{self, Write};

/// Characters of a cell, below the 32 767 that Excel holds.
const CELL: usize = 32_000;

/// Writes the rows.
pub(crate) fn write(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(header(document))?;
    let assets = document.inventory.assets.iter().zip(&document.judgement.assets);
    for (at, (asset, judged)) in assets.enumerate() {
        let system = document.belonging.map(|belonging| guard(&belonging.names(at)));
        for (each, judgement) in asset.algorithms.iter().zip(&judged.uses) {
            rows.write_record(row(document, asset, each, judgement).iter().chain(&system))?;
        }
        if asset.algorithms.is_empty() || !judged.verdicts.is_empty() {
            rows.write_record(row_of_asset(document, asset, judged).iter().chain(&system))?;
        }
    }
    rows.flush()
}

const COLUMNS: &[(&str, &str)] = &[
    ("asset id", "資産ID"),
    ("kind", "種別"),
    ("name", "名称"),
    ("algorithm", "アルゴリズム"),
    ("role", "用途"),
    ("evidence", "根拠の水準"),
    ("confidence", "確度"),
    ("strength (bits)", "セキュリティ強度（ビット）"),
    ("broken today", "現時点で危殆化"),
    ("quantum-vulnerable", "量子計算機に対して脆弱"),
    ("quantum impact", "量子計算機の影響"),
    ("priority", "優先度"),
    ("reason", "理由"),
    ("not after", "有効期限"),
    ("places", "検出箇所数"),
    ("locations", "検出箇所"),
];

fn header(document: &Document<'_>) -> Vec<String> {
    let lang = document.lang;
    let fixed = COLUMNS.iter().map(|(en, ja)| lang.pick(*en, *ja).to_owned());
    let lists = document.judgement.lists.iter().flat_map(|list| {
        let verdict = format!("{} {}", list.id, list.edition);
        [verdict.clone(), format!("{verdict} {}", lang.pick("citation", "出典"))]
    });
    let system = lang.pick("information system", "情報システム");
    let system = document.belonging.map(|_| system.to_owned());
    fixed.chain(lists).chain(system).collect()
}

fn row(
    document: &Document<'_>,
    asset: &Asset,
    each: &AlgorithmUse,
    judgement: &UseJudgement,
) -> Vec<String> {
    let lang = document.lang;
    let yes_no =
        |flag: bool| lang.pick(["no", "yes"], ["いいえ", "はい"])[usize::from(flag)].to_owned();
    let in_use = each.level.is_in_use();
    let bits = usage_of(&each.algorithm).and_then(|usage| strength(&usage));
    let quantum = judgement.quantum == aratame_algorithms::QuantumImpact::ShorBroken;
    let mut cells = identity(document, asset);
    cells.extend([
        each.algorithm.to_string(),
        each.role.as_str().to_owned(),
        each.level.as_str().to_owned(),
        each.confidence.as_str().to_owned(),
        bits.map_or_else(String::new, |bits| bits.to_string()),
        yes_no(in_use && judgement.broken_today.is_some()),
        yes_no(in_use && quantum),
        judgement.quantum.id().to_owned(),
        judgement.priority.as_str().to_owned(),
        reason_of(judgement, lang),
    ]);
    cells.extend(places(asset));
    for verdict in &judgement.verdicts {
        cells.extend(verdict_cells(verdict, lang));
    }
    cells.resize(width(document), String::new());
    cells.iter().map(|cell| guard(cell)).collect()
}

fn verdict_cells(verdict: &Verdict, lang: Lang) -> [String; 2] {
    let citation = &verdict.citation;
    let (document, section, date) = (&citation.document, &citation.section, &citation.date);
    let confidence = verdict.confidence.as_str();
    [
        format!("{} ({})", outcome_word(verdict.outcome, lang), verdict.status),
        format!("{document} {section} ({date}), {confidence}"),
    ]
}

/// Cells of a row. What is only implemented has no verdict: its cells are empty.
fn width(document: &Document<'_>) -> usize {
    COLUMNS.len() + 2 * document.judgement.lists.len()
}

/// The asset as such, where it has no algorithm or a list speaks of it whatever its algorithms.
fn row_of_asset(document: &Document<'_>, asset: &Asset, judged: &AssetJudgement) -> Vec<String> {
    let lang = document.lang;
    let mut cells = identity(document, asset);
    cells.extend(std::iter::repeat_n(String::new(), 8));
    let reason = reason_of_asset(judged, lang).unwrap_or_default();
    cells.extend([judged.priority.as_str().to_owned(), reason]);
    cells.extend(places(asset));
    for list in &document.judgement.lists {
        let own = judged.verdicts.iter().find(|verdict| verdict.list.id == list.id);
        cells.extend(own.map_or_else(Default::default, |verdict| verdict_cells(verdict, lang)));
    }
    cells.resize(width(document), String::new());
    cells.iter().map(|cell| guard(cell)).collect()
}

fn identity(document: &Document<'_>, asset: &Asset) -> Vec<String> {
    let kind = document.lang.pick(asset.kind.as_str(), asset.kind.ja());
    vec![asset.id.to_string(), kind.to_owned(), asset.name.clone()]
}

fn places(asset: &Asset) -> [String; 3] {
    let not_after = match asset.attributes.get(attribute::NOT_AFTER) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let mut locations = String::new();
    for (index, occurrence) in asset.occurrences.iter().enumerate() {
        let next = format!("{}{}", occurrence.path, occurrence.position);
        if locations.chars().count() + next.chars().count() > CELL {
            locations.push_str(&format!("\n… (+{})", asset.occurrences.len() - index));
            break;
        }
        if index > 0 {
            locations.push('\n');
        }
        locations.push_str(&next);
    }
    [not_after, asset.occurrences.len().to_string(), locations]
}

/// What makes a spreadsheet take a cell for a formula, also in the full width that a Japanese
/// Excel accepts.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn guard(cell: &str) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_a_formula() {
        assert_eq!(guard("=cmd()"), "'=cmd()");
        assert_eq!(guard("RSA-2048"), "RSA-2048");
    }
}
