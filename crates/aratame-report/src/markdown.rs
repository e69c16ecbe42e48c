//! Summary and findings as a document that can be mailed or put beside a ticket.

use crate::summary::{Summary, gravest};
use crate::table::{coverage_line, printable, size};
use crate::{Document, by_system, deadlines, tls_checklist};
use aratame_policy::verdict::Priority;
use std::io::{self, Write};

/// Findings of one priority that are written out; the rest is counted, and stands in the other
/// outputs.
const ROWS: usize = 200;

/// Writes the document.
pub(crate) fn write(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let summary = Summary::new(document.inventory, document.judgement);
    writeln!(out, "# {}\n", lang.pick("Inventory of cryptography", "暗号利用状況一覧"))?;
    conditions(document, out)?;
    figures(document, &summary, out)?;
    systems(document, out)?;
    for priority in Priority::ALL.into_iter().filter(|priority| *priority > Priority::Watch) {
        findings(document, priority, out)?;
    }
    tls_checklist::section(document, out)?;
    deadlines::section(document, out)?;
    unused(document, out)?;
    unseen(document, out)
}

/// Entries that met nothing: either the inventory has no such thing, or it was not seen.
fn unused(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let judgement = document.judgement;
    if judgement.unused.is_empty() {
        return Ok(());
    }
    let title = ("Entries of the lists that nothing met", "該当のなかったリスト項目");
    writeln!(out, "## {}\n", lang.pick(title.0, title.1))?;
    for list in &judgement.lists {
        let own = judgement.unused.iter().filter(|unused| unused.list == list.id);
        let names: Vec<String> = own.map(|unused| cell(&unused.entry)).collect();
        if !names.is_empty() {
            writeln!(out, "- {} ({}): {}", lang.of(&list.title), list.edition, names.join("; "))?;
        }
    }
    writeln!(out)
}

fn conditions(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let judgement = document.judgement;
    writeln!(out, "- {}: {}", lang.pick("As of", "基準日"), judgement.as_of)?;
    if let Some(year) = judgement.end_of_life {
        writeln!(out, "- {}: {year}", lang.pick("In operation until", "運用終了予定年"))?;
    }
    for list in &judgement.lists {
        writeln!(out, "- {} — {} ({})", lang.of(&list.title), list.edition, list.date)?;
    }
    writeln!(out, "- {}\n", coverage_line(&document.inventory.coverage, lang))
}

fn figures(document: &Document<'_>, summary: &Summary<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let columns = lang.pick(["kind", "assets", "places"], ["種別", "資産数", "検出箇所数"]);
    writeln!(out, "| {} |\n|---|---:|---:|", columns.join(" | "))?;
    for (kind, (assets, places)) in &summary.kinds {
        writeln!(out, "| {} | {assets} | {places} |", lang.pick(kind.as_str(), kind.ja()))?;
    }
    let (broken, vulnerable) = (summary.broken_today, summary.quantum_vulnerable);
    match lang {
        crate::Lang::En => writeln!(
            out,
            "\nBroken today, and used or allowed: **{broken}**. Quantum-vulnerable: **{vulnerable}**. The two are different things.\n"
        ),
        crate::Lang::Ja => writeln!(
            out,
            "\n現時点で危殆化した方式を使用又は許可：**{broken}** 件。量子計算機に対して脆弱：**{vulnerable}** 件。両者は別の問題です。\n"
        ),
    }
}

fn systems(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lines = by_system::lines(document);
    if lines.is_empty() {
        return Ok(());
    }
    let title = document.lang.pick("By information system", "情報システム別");
    let columns = by_system::columns(document.lang);
    writeln!(out, "## {title}\n\n| {} |\n|---|---:|---:|---:|---:|", columns.join(" | "))?;
    for line in lines {
        let end = line.end.map_or_else(String::new, |year| year.to_string());
        let (assets, broken, vulnerable) = (line.assets, line.broken, line.vulnerable);
        writeln!(out, "| {} | {end} | {assets} | {broken} | {vulnerable} |", cell(&line.name))?;
    }
    writeln!(out)
}

fn findings(document: &Document<'_>, priority: Priority, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let judged = &document.judgement.assets;
    let all: Vec<_> = document
        .inventory
        .assets
        .iter()
        .zip(judged)
        .filter(|(_, judged)| judged.priority == priority)
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {} ({})\n", lang.of(&priority.reason()), all.len())?;
    let columns = lang.pick(
        ["kind", "name", "algorithm", "why", "first place", "places"],
        ["種別", "名称", "アルゴリズム", "理由", "検出箇所（先頭）", "箇所数"],
    );
    writeln!(out, "| {} |\n|---|---|---|---|---|---:|", columns.join(" | "))?;
    for (asset, judged) in all.iter().take(ROWS) {
        let (algorithm, why) = gravest(asset, judged, lang);
        let place = asset
            .occurrences
            .first()
            .map_or_else(String::new, |o| format!("{}{}", o.path, o.position));
        let kind = lang.pick(asset.kind.as_str(), asset.kind.ja());
        let cells = [kind, &asset.name, &algorithm, &why, &place].map(cell);
        writeln!(out, "| {} | {} |", cells.join(" | "), asset.occurrences.len())?;
    }
    if all.len() > ROWS {
        let more = all.len() - ROWS;
        match lang {
            crate::Lang::En => writeln!(out, "\n{more} more stand in the CSV and JSON outputs.")?,
            crate::Lang::Ja => writeln!(out, "\n残り {more} 件はCSV・JSON出力にあります。")?,
        }
    }
    writeln!(out)
}

fn unseen(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    writeln!(out, "## {}\n", lang.pick("What could not be seen", "確認できなかったもの"))?;
    let columns = lang.pick(["reason", "files", "bytes"], ["理由", "ファイル数", "バイト数"]);
    writeln!(out, "| {} |\n|---|---:|---:|", columns.join(" | "))?;
    let coverage = &document.inventory.coverage;
    for (reason, amount) in &coverage.skipped {
        writeln!(out, "| {} | {} | {} |", reason.as_str(), amount.files, size(amount.bytes))?;
    }
    writeln!(
        out,
        "| unopened | {} | {} |\n",
        coverage.unopened.files,
        size(coverage.unopened.bytes)
    )?;
    for diagnostic in document.inventory.diagnostics.iter().take(ROWS) {
        writeln!(out, "- {}", cell(&diagnostic.to_string()))?;
    }
    let rest = document.inventory.diagnostics.len().saturating_sub(ROWS);
    if rest > 0 {
        writeln!(out, "- … (+{rest})")?;
    }
    Ok(())
}

/// Text that stays inside its cell.
pub(crate) fn cell(text: &str) -> String {
    printable(text).replace('|', "\\|").replace('<', "&lt;")
}
