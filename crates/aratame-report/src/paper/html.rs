//! A report as one HTML file: no network, no second file, light and dark, fit for A4.
//!
//! The template escapes all text. A policy in the page forbids every source but the one script and
//! the one style sheet, each named by its SHA-256; data for the list of assets stands in a block
//! that no browser runs.

mod assets;

use crate::paper::markdown::{none, rest_of, sign_off_names};
use crate::paper::{Block, Cell, Column, PAGE_ROWS, Paper, Table};
use crate::report::Report;
use crate::table::printable;
use askama::Template;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::io::{self, Write};

const STYLE: &str = include_str!("../../templates/report.css");
const SCRIPT: &str = include_str!("../../templates/report.js");

/// What the template shows.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    lang: &'static str,
    paper: &'a Paper<'a>,
    blocks: Vec<Piece<'a>>,
    contents: Vec<(usize, &'a str)>,
    words: Words,
    policy: String,
    style: &'static str,
    script: &'static str,
    data: Option<String>,
    sign_off: [&'static str; 5],
    across: bool,
}

/// A block with its place in the page.
struct Piece<'a> {
    at: usize,
    block: &'a Block<'a>,
    rest: Option<String>,
    /// Whether it stands above a table that is printed across, and goes with it.
    across: bool,
}

impl Piece<'_> {
    fn rows<'t>(&self, table: &'t Table<'_>) -> Vec<Cow<'t, [Cell]>> {
        table.rows.range(0..PAGE_ROWS).collect()
    }

    fn columns<'t>(&self, table: &'t Table<'_>) -> &'t [Column] {
        &table.columns
    }
}

/// The page's own words.
struct Words {
    attention: &'static str,
    contents: &'static str,
    theme: &'static str,
    print: &'static str,
    search: &'static str,
    kind: &'static str,
    priority: &'static str,
    system: &'static str,
    any: &'static str,
    broken: &'static str,
    vulnerable: &'static str,
    sort: &'static str,
    by_priority: &'static str,
    by_name: &'static str,
    by_places: &'static str,
    reset: &'static str,
    earlier: &'static str,
    later: &'static str,
    needs_script: &'static str,
    columns: [&'static str; 6],
}

impl Words {
    fn new(report: &Report<'_>) -> Self {
        let p = |en, ja| report.pick(en, ja);
        Self {
            attention: p("Attention", "注意"),
            contents: p("Contents", "目次"),
            theme: p("Light / dark", "明暗切替"),
            print: p("Print", "印刷"),
            search: p("Search name, algorithm, path", "名称・アルゴリズム・パスを検索"),
            kind: p("Kind", "種別"),
            priority: p("Priority", "優先度"),
            system: p("Information system", "情報システム"),
            any: p("all", "すべて"),
            broken: p("broken today", "現時点で危殆化"),
            vulnerable: p("quantum-vulnerable", "量子脆弱"),
            sort: p("Order", "並び順"),
            by_priority: p("by priority", "優先度順"),
            by_name: p("by name", "名称順"),
            by_places: p("by places", "検出箇所数順"),
            reset: p("Clear", "条件を解除"),
            earlier: p("← previous", "← 前へ"),
            later: p("next →", "次へ →"),
            needs_script: p(
                "The searchable list needs scripts to be allowed. All assets stand in the workbook (--format xlsx).",
                "資産の検索にはスクリプトの許可が必要です。全件はExcelブック（--format xlsx）にもあります。",
            ),
            columns: report.pick(
                ["Priority", "Kind", "Name", "Algorithms", "First place", "Places"],
                ["優先度", "種別", "名称", "アルゴリズム", "検出箇所（先頭）", "箇所数"],
            ),
        }
    }
}

/// Writes the page.
pub(crate) fn write(paper: &Paper<'_>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let has_assets = paper.blocks.iter().any(|block| matches!(block, Block::Assets));
    let data = if has_assets { Some(embeddable(&assets::json(report)?)) } else { None };
    let headings = paper.blocks.iter().enumerate();
    let contents = headings.filter_map(|(at, block)| match block {
        Block::Heading(2, text) => Some((at, text.as_str())),
        _ => None,
    });
    let page = Page {
        lang: report.pick("en", "ja"),
        paper,
        contents: contents.collect(),
        blocks: paper
            .blocks
            .iter()
            .enumerate()
            .map(|(at, block)| piece(at, block, &paper.blocks, report))
            .collect(),
        words: Words::new(report),
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        data,
        sign_off: sign_off_names(report),
        across: first_table(&paper.blocks).is_some_and(is_wide),
    };
    page.write_into(out).map_err(io::Error::other)?;
    writeln!(out)
}

/// The first table that the page shows.
fn first_table<'b>(blocks: &'b [Block<'_>]) -> Option<&'b Table<'b>> {
    blocks.iter().find_map(|block| match block {
        Block::Table(table) if in_page(table) => Some(table),
        _ => None,
    })
}

/// Whether nothing but words stands between here and a table that is printed across.
fn leads_across(after: &[Block<'_>]) -> bool {
    let words = |block: &&Block<'_>| match block {
        Block::Heading(..) | Block::Text(_) | Block::Note(_) => true,
        Block::Table(table) => !in_page(table),
        _ => false,
    };
    let next = after.iter().find(|block| !words(block));
    matches!(next, Some(Block::Table(table)) if is_wide(table))
}

fn piece<'a>(
    at: usize,
    block: &'a Block<'a>,
    blocks: &[Block<'_>],
    report: &Report<'_>,
) -> Piece<'a> {
    let across = leads_across(blocks.get(at + 1..).unwrap_or_default());
    let rest = match block {
        Block::Table(table) if table.rows.len() > PAGE_ROWS => {
            Some(rest_of(table.rows.len() - PAGE_ROWS, report))
        }
        Block::Table(table) if table.rows.is_empty() => Some(none(report).to_owned()),
        _ => None,
    };
    Piece { at, block, rest, across }
}

/// Nothing may be loaded or run but the one script and the one style sheet.
fn policy() -> String {
    let hash = |text: &str| BASE64.encode(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// JSON that can stand in a script element: no character begins a tag or ends the line for a
/// script.
fn embeddable(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Text for the template, which escapes it: no control characters, which HTML does not allow.
fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\n') {
        text.split('\n').map(printable).collect::<Vec<_>>().join("\n").into()
    } else {
        printable(text)
    }
}

/// Columns beyond which a table is printed across.
const UPRIGHT: usize = 7;

fn is_wide(table: &Table<'_>) -> bool {
    table.columns.len() > UPRIGHT
}

/// A count as people read it: `120,981`.
fn grouped(number: &u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

/// Characters of a date, an id or a share: such cells are not broken.
const SHORT: usize = 16;

fn is_short(text: &str) -> bool {
    text.len() <= SHORT && text.is_ascii()
}

fn in_page(table: &Table<'_>) -> bool {
    table.shown.on_page()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_leave_its_element() {
        let json = embeddable(r#"["</script><script>alert(1)</script><!--"]"#);
        assert!(!json.contains('<'));
        let back: Vec<String> = serde_json::from_str(&json).unwrap();
        assert_eq!(back, ["</script><script>alert(1)</script><!--"]);
    }

    #[test]
    fn counts_are_grouped() {
        let shown = [0, 999, 1000, 120_981, 1_000_000].map(|number| grouped(&number));
        assert_eq!(shown, ["0", "999", "1,000", "120,981", "1,000,000"]);
    }

    #[test]
    fn script_and_style_hold_no_end_of_their_element() {
        assert!(!SCRIPT.contains("</") && !STYLE.contains("</"));
    }
}
