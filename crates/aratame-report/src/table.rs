//! The summary for a terminal: verdicts, the most urgent, what could not be seen.

use crate::Document;
use crate::by_system;
use crate::deadlines;
use crate::report::words::skip;
use crate::summary::Summary;
use aratame_inventory::{Coverage, Severity};
use aratame_policy::verdict::{Outcome, Priority};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes the summary.
pub(crate) fn write(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary::new(document.inventory, document.judgement);
    assets(document, &summary, out)?;
    axes(document, &summary, out)?;
    lists(document, &summary, out)?;
    systems(document, out)?;
    urgent(document, &summary, out)?;
    coverage(document, &summary, out)
}

fn assets(document: &Document<'_>, summary: &Summary<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let total: usize = summary.kinds.values().map(|(assets, _)| assets).sum();
    let places: usize = summary.kinds.values().map(|(_, places)| places).sum();
    match lang {
        crate::Lang::En => writeln!(out, "{total} cryptographic assets in {places} places")?,
        crate::Lang::Ja => writeln!(out, "暗号関連資産 {total} 件（検出箇所 {places}）")?,
    }
    for (kind, (assets, places)) in &summary.kinds {
        let label = lang.pick(kind.as_str(), kind.ja());
        writeln!(out, "  {assets:>8}  {} {places:>8}", pad(label, 26))?;
    }
    writeln!(out)
}

fn axes(document: &Document<'_>, summary: &Summary<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let rows = [
        (
            summary.broken_today,
            lang.pick("broken today, and used or allowed", "現時点で危殆化した方式を使用又は許可"),
        ),
        (summary.quantum_vulnerable, lang.pick("quantum-vulnerable", "量子計算機に対して脆弱")),
    ];
    for (count, label) in rows {
        writeln!(out, "  {count:>8}  {label}")?;
    }
    writeln!(out)
}

fn lists(document: &Document<'_>, summary: &Summary<'_>, out: &mut dyn Write) -> io::Result<()> {
    let judgement = document.judgement;
    let lang = document.lang;
    let horizon = judgement.end_of_life.map_or_else(String::new, |year| match lang {
        crate::Lang::En => format!(", in operation until {year}"),
        crate::Lang::Ja => format!("、運用終了予定 {year}年"),
    });
    match lang {
        crate::Lang::En => writeln!(out, "Assets by list, as of {}{horizon}:", judgement.as_of)?,
        crate::Lang::Ja => {
            writeln!(out, "リスト別の資産数（基準日 {}{horizon}）:", judgement.as_of)?;
        }
    }
    for (list, statuses) in judgement.lists.iter().zip(&summary.statuses) {
        writeln!(out, "  {} ({}, {})", lang.of(&list.title), list.edition, list.date)?;
        for ((outcome, status), count) in statuses.iter().rev() {
            writeln!(out, "  {count:>8}  {} {status}", pad(outcome_word(*outcome, lang), 14))?;
        }
        let unused = judgement.unused.iter().filter(|unused| unused.list == list.id).count();
        if unused > 0 {
            let said = lang.pick("entries of the list met nothing", "件のリスト項目は該当なし");
            writeln!(out, "  {unused:>8}  {said}")?;
        }
    }
    writeln!(out)?;
    dates(document, out)
}

fn systems(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lines = by_system::lines(document);
    if lines.is_empty() {
        return Ok(());
    }
    let [system, end, assets, broken, vulnerable] = by_system::columns(document.lang);
    writeln!(out, "{system} / {end} / {assets} / {broken} / {vulnerable}:")?;
    for line in lines {
        let end = line.end.map_or_else(|| "-".to_owned(), |year| year.to_string());
        let name = printable(&line.name).into_owned();
        let (assets, broken, vulnerable) = (line.assets, line.broken, line.vulnerable);
        writeln!(out, "  {} {end:>6} {assets:>8} {broken:>8} {vulnerable:>8}", pad(&name, 40))?;
    }
    writeln!(out)
}

fn dates(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lines = deadlines::lines(document);
    if lines.is_empty() {
        return Ok(());
    }
    let title = ("Dates that the lists set:", "リストの定める期限:");
    writeln!(out, "{}", document.lang.pick(title.0, title.1))?;
    for line in lines {
        writeln!(out, "  {line}")?;
    }
    writeln!(out)
}

/// The word for an outcome that people read.
#[must_use]
pub fn outcome_word(outcome: Outcome, lang: crate::Lang) -> &'static str {
    let (en, ja) = match outcome {
        Outcome::NotApplicable => ("n/a", "対象外"),
        Outcome::Conforming => ("conforming", "適合"),
        Outcome::Unlisted => ("unlisted", "リスト外"),
        Outcome::Conditional => ("conditional", "条件付き"),
        Outcome::Migrate => ("migrate", "移行要"),
        Outcome::Prohibited => ("prohibited", "利用不可"),
        Outcome::Unknown => ("unknown", "判定不能"),
    };
    lang.pick(en, ja)
}

fn urgent(document: &Document<'_>, summary: &Summary<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    if summary.urgent.is_empty() {
        return Ok(());
    }
    let more: usize = summary
        .priorities
        .iter()
        .filter(|(priority, _)| **priority > Priority::Watch)
        .map(|(_, count)| count)
        .sum();
    let shown = summary.urgent.len();
    match lang {
        crate::Lang::En => writeln!(out, "Most urgent ({shown} of {more}):")?,
        crate::Lang::Ja => writeln!(out, "優先度の高い資産（{more} 件中 {shown} 件）:")?,
    }
    for (index, each) in summary.urgent.iter().enumerate() {
        let kind = lang.pick(each.asset.kind.as_str(), each.asset.kind.ja());
        let name = printable(&each.asset.name);
        writeln!(out, "  {:>2}. {kind} {name}", index + 1)?;
        writeln!(out, "      {}", each.why(lang))?;
        writeln!(out, "      {}", printable(&each.place()))?;
    }
    writeln!(out)
}

fn coverage(document: &Document<'_>, summary: &Summary<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let coverage = &document.inventory.coverage;
    writeln!(out, "{}", coverage_line(coverage, lang))?;
    for (reason, amount) in &coverage.skipped {
        let (files, bytes) = (amount.files, size(amount.bytes));
        let reason = skip(*reason, lang);
        match lang {
            crate::Lang::En => writeln!(out, "  not read: {files} files, {bytes}: {reason}")?,
            crate::Lang::Ja => writeln!(out, "  未読取: {files} ファイル、{bytes}: {reason}")?,
        }
    }
    if coverage.unopened.files > 0 {
        let (files, bytes) = (coverage.unopened.files, size(coverage.unopened.bytes));
        match lang {
            crate::Lang::En => {
                writeln!(out, "  packed or encrypted, inside not seen: {files} files, {bytes}")?;
            }
            crate::Lang::Ja => {
                writeln!(out, "  圧縮・暗号化のため内部未確認: {files} ファイル、{bytes}")?;
            }
        }
    }
    for (code, (severity, count)) in &summary.diagnostics {
        writeln!(out, "  {count:>8}  {} {code}", pad(severity_word(*severity, lang), 8))?;
    }
    if !document.inventory.is_complete() {
        let warning = lang.pick(
            "INCOMPLETE: not everything that was asked for could be seen.",
            "不完全：対象の一部を確認できていません。",
        );
        writeln!(out, "{warning}")?;
    }
    let absence = lang.pick(
        "What is not listed was not found; that does not mean that it is not there.",
        "一覧にないことは、存在しないことや安全であることを意味しません。",
    );
    writeln!(out, "{absence}")
}

pub(crate) fn coverage_line(coverage: &Coverage, lang: crate::Lang) -> String {
    let (files, bytes) = (coverage.read.files, size(coverage.read.bytes));
    let (members, unpacked) = (coverage.members.files, size(coverage.members.bytes));
    let partly = coverage.partly.files;
    match lang {
        crate::Lang::En => format!(
            "Read {files} files, {bytes}; {members} archive members, {unpacked}; {partly} files in part."
        ),
        crate::Lang::Ja => format!(
            "読取 {files} ファイル、{bytes}；アーカイブ内 {members} 件、{unpacked}；一部のみ {partly} ファイル。"
        ),
    }
}

fn severity_word(severity: Severity, lang: crate::Lang) -> &'static str {
    match severity {
        Severity::Note => lang.pick("note", "注記"),
        Severity::Warning => lang.pick("warning", "警告"),
        Severity::Gap => lang.pick("gap", "欠落"),
    }
}

/// A size in the unit that keeps it short; 1 kB is 1000 bytes.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 4] =
        [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    UNITS.iter().find(|(_, unit)| bytes >= *unit).map_or_else(
        || format!("{bytes} B"),
        |(name, unit)| format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
    )
}

/// Text padded to a width in terminal columns; Japanese characters take two.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let columns: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(columns)))
}

/// Text without control characters: a hostile name must not drive the terminal.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(char::is_control) {
        text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect()
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(4_848_000_000), "4.8 GB");
        assert_eq!(size(u64::MAX), "18446744.0 TB");
    }

    #[test]
    fn a_file_name_cannot_drive_the_terminal() {
        assert_eq!(printable("a\x1b[31mb\n"), "a\u{FFFD}[31mb\u{FFFD}");
    }

    #[test]
    fn japanese_takes_two_columns() {
        assert_eq!(pad("証明書", 8), "証明書  ");
    }
}
