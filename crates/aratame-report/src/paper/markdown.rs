//! A report as text with tables, as mail and tickets carry it.

use crate::paper::{Block, Cell, Chart, PAGE_ROWS, Paper, Table};
use crate::report::{Report, ledger};
use crate::table::printable;
use std::io::{self, Write};

/// Writes the report.
pub(crate) fn write(paper: &Paper<'_>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !paper.marking.is_empty() {
        writeln!(out, "**{}**\n", plain(&paper.marking))?;
    }
    writeln!(out, "# {}\n", plain(&paper.title))?;
    for (name, value) in &paper.particulars {
        writeln!(out, "- {}: {}", plain(name), plain(value))?;
    }
    writeln!(out)?;
    for warning in &paper.warnings {
        writeln!(out, "> **{}**\n", plain(warning))?;
    }
    for block in &paper.blocks {
        piece(block, report, out)?;
    }
    Ok(())
}

fn piece(each: &Block<'_>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    match each {
        Block::Heading(level, text) => {
            writeln!(out, "{} {}\n", "#".repeat(usize::from(*level)), plain(text))
        }
        Block::Text(text) => writeln!(out, "{}\n", plain(text)),
        Block::Note(text) => writeln!(out, "*{}*\n", plain(text)),
        Block::List(items) => {
            for (at, item) in items.iter().enumerate() {
                writeln!(out, "{}. {}", at + 1, plain(item))?;
            }
            writeln!(out)
        }
        Block::Table(shown) => table(shown, report, out),
        Block::Chart(chart) => words(chart, out),
        Block::SignOff => sign_off(report, out),
        Block::Assets => table(&ledger::brief(report), report, out),
        Block::PageBreak => writeln!(out, "---\n"),
    }
}

fn words(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    let caption = chart.caption.trim_end_matches(['.', '。']);
    writeln!(out, "{}: {}\n", plain(caption), plain(&chart.words))
}

fn table(table: &Table<'_>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    if !table.shown.on_page() {
        return Ok(());
    }
    writeln!(out, "**{}**\n", plain(&table.title))?;
    if table.rows.is_empty() {
        return writeln!(out, "{}\n", none(report));
    }
    let titles: Vec<String> = table.columns.iter().map(|column| plain(&column.title)).collect();
    writeln!(out, "| {} |", titles.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(table.columns.len()))?;
    for row in table.rows.range(0..PAGE_ROWS) {
        let cells: Vec<String> = row.iter().map(Cell::text).map(|text| plain(&text)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)?;
    match table.rows.len().saturating_sub(PAGE_ROWS) {
        0 => Ok(()),
        rest => writeln!(out, "*{}*\n", rest_of(rest, report)),
    }
}

/// What stands for a table without rows.
pub(crate) fn none(report: &Report<'_>) -> &'static str {
    report.pick("None.", "該当なし")
}

/// The sentence that says what a page left out.
pub(crate) fn rest_of(rest: usize, report: &Report<'_>) -> String {
    report.pick(
        format!("{rest} more rows stand in the workbook (--format xlsx)."),
        format!("残り{rest}行はExcelブック（--format xlsx）にあります。"),
    )
}

fn sign_off(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let names = sign_off_names(report);
    writeln!(out, "| {} |", names.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(names.len()))?;
    writeln!(out, "|{}\n", "   |".repeat(names.len()))
}

/// What people sign: the fields that every official document carries.
pub(crate) fn sign_off_names(report: &Report<'_>) -> [&'static str; 5] {
    report.pick(
        ["Document no.", "Edition", "Author", "Reviewer", "Approver (CISO)"],
        ["文書番号", "版", "作成者", "確認者", "承認者（CISO）"],
    )
}

/// Text that no Markdown reader takes for markup, on one line.
fn plain(text: &str) -> String {
    let text = text.trim().replace(['\r', '\n', '\t'], " ");
    let mut plain = String::with_capacity(text.len());
    for c in printable(&text).chars() {
        match c {
            '<' => plain.push_str("&lt;"),
            '&' => plain.push_str("&amp;"),
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' => plain.extend(['\\', c]),
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_text() {
        assert_eq!(
            plain("<img src=x>|[a](javascript:b)\n`c` *d*"),
            "&lt;img src=x>\\|\\[a\\](javascript:b) \\`c\\` \\*d\\*"
        );
    }
}
