//! Clauses for a specification, the answer sheet for suppliers, and what is in use today as its
//! ground.

use crate::kinds::{Both, heading, paper, text, usage};
use crate::paper::{Block, Cell, Column, Paper, Shown, Table};
use crate::report::Report;
use crate::report::form::{
    ALGORITHMS, AVAILABLE, CONFORMITY, HOW_MET, PRODUCT, PROOF, SUPPLIER, SUPPLIER_REMARK,
};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    caveat: Both,
    clause: Vec<Clause>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clause {
    number: String,
    need: Need,
    subject: Both,
    text: Both,
    basis: Both,
}

/// Whether a clause is asked for or preferred.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Need {
    Required,
    Desirable,
}

impl Need {
    fn word(self, report: &Report<'_>) -> &'static str {
        match self {
            Self::Required => report.pick("required", "必須"),
            Self::Desirable => report.pick("desirable", "任意（加点）"),
        }
    }
}

static WORDING: LazyLock<Option<Wording>> =
    LazyLock::new(|| toml::from_str(include_str!("../../texts/procurement.toml")).ok());

/// The report.
pub(crate) fn build(report: &Report<'_>) -> Paper<'static> {
    let mut blocks = Vec::new();
    if let Some(wording) = &*WORDING {
        blocks.push(Block::Note(wording.caveat.of(report.lang).to_owned()));
        blocks.push(heading(report, "Clauses", "調達仕様書 条項案"));
        blocks.push(Block::Table(clauses(report, wording)));
        blocks.push(Block::PageBreak);
        blocks.push(heading(report, "Answer sheet", "事業者回答票"));
        blocks.push(text(
            report,
            "The supplier fills in the marked columns. A statement of the supplier weighs less than what a scan sees; both are kept apart.",
            "事業者は網掛けの欄に記入してください。事業者の申告は走査による確認より根拠の水準が低いものとして区別して扱います。",
        ));
        blocks.push(Block::Table(answer_sheet(report, wording)));
    }
    blocks.push(heading(report, "In use today", "現行システムの利用状況（参考）"));
    blocks.push(Block::Table(usage::table(report, Shown::Everywhere)));
    let title = report.pick(
        "Procurement: clauses on cryptography and answer sheet",
        "調達仕様書 暗号関係条項案及び事業者回答票",
    );
    paper(report, title.to_owned(), blocks)
}

/// The numbers of the clauses.
pub(crate) fn numbers() -> BTreeSet<String> {
    let clauses = WORDING.iter().flat_map(|wording| &wording.clause);
    clauses.map(|clause| clause.number.clone()).collect()
}

fn clauses(report: &Report<'_>, wording: &Wording) -> Table<'static> {
    let lang = report.lang;
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        p("No.", "項番", 6),
        p("Subject", "項目", 22),
        p("Need", "区分", 12),
        p("Clause", "条項案", 90),
        p("Rests on", "根拠", 44),
    ];
    let row = |clause: &Clause| {
        vec![
            clause.number.as_str().into(),
            clause.subject.of(lang).into(),
            clause.need.word(report).into(),
            clause.text.of(lang).into(),
            clause.basis.of(lang).into(),
        ]
    };
    Table {
        id: "procurement",
        title: report.pick("Clauses", "条項案").to_owned(),
        columns,
        rows: wording.clause.iter().map(row).collect(),
        shown: Shown::Everywhere,
    }
}

fn answer_sheet(report: &Report<'_>, wording: &Wording) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let lang = report.lang;
    let columns = vec![
        SUPPLIER.key_column(lang, 8),
        p("Subject", "項目", 24),
        p("Need", "区分", 12),
        CONFORMITY.column(lang, 12),
        PRODUCT.column(lang, 28),
        HOW_MET.column(lang, 40),
        ALGORITHMS.column(lang, 30),
        AVAILABLE.column(lang, 16),
        PROOF.column(lang, 30),
        SUPPLIER_REMARK.column(lang, 24),
    ];
    let row = |clause: &Clause| {
        let filled = |field| report.filled(SUPPLIER, &clause.number, field, Cell::Empty);
        vec![
            clause.number.as_str().into(),
            clause.subject.of(lang).into(),
            clause.need.word(report).into(),
            filled(CONFORMITY),
            filled(PRODUCT),
            filled(HOW_MET),
            filled(ALGORITHMS),
            filled(AVAILABLE),
            filled(PROOF),
            filled(SUPPLIER_REMARK),
        ]
    };
    Table {
        id: "answer-sheet",
        title: report.pick("Answer sheet", "事業者回答票").to_owned(),
        columns,
        rows: wording.clause.iter().map(row).collect(),
        shown: Shown::Principal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_is_read() {
        let wording = WORDING.as_ref().unwrap();
        assert_eq!(wording.clause.len(), 12);
        for (at, clause) in wording.clause.iter().enumerate() {
            assert_eq!(clause.number, (at + 1).to_string());
        }
    }

    #[test]
    fn nothing_unlisted_is_called_recommended() {
        let text = include_str!("../../texts/procurement.toml");
        assert!(text.contains("shall not call them recommended by CRYPTREC"));
    }
}
