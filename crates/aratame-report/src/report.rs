//! What a report is made from, its kinds and its formats.

pub mod calendar;
pub(crate) mod chart;
pub(crate) mod figures;
pub(crate) mod form;
pub(crate) mod ledger;
pub mod outlook;
pub mod planned;
pub(crate) mod steps;
pub(crate) mod systems;
pub(crate) mod tls;
pub(crate) mod words;

use crate::answers::Answers;
use crate::kinds;
use crate::lang::Lang;
use crate::paper;
use crate::summary::Summary;
use aratame_inventory::{Asset, Inventory};
use aratame_policy::Date;
use aratame_policy::verdict::{AssetJudgement, Judgement};
use outlook::Outlook;
use planned::Planned;
use std::io::{self, Write};

/// What a report is made from. Nothing here is read or decided by the writers.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The inventory, already redacted where that was asked for.
    pub inventory: &'a Inventory,
    /// What the lists say of it.
    pub judgement: &'a Judgement,
    /// The date of judgement.
    pub as_of: Date,
    /// The same inventory at the ends of the coming years, if nothing is changed.
    pub outlook: &'a [Outlook],
    /// The systems of the ledger with their plan.
    pub planned: Planned<'a>,
    /// An earlier inventory with its judgement, for what was found before.
    pub previous: Option<(&'a Inventory, &'a Judgement)>,
    /// What people filled in.
    pub answers: &'a Answers,
    /// Words of the classification, printed on every page.
    pub marking: &'a str,
    /// The kinds of names that were taken out, as `--redact` says them.
    pub redacted: &'a str,
    /// Language.
    pub lang: Lang,
}

impl<'a> Report<'a> {
    /// Every asset with what is said of it.
    pub(crate) fn assets(&self) -> impl Iterator<Item = (&'a Asset, &'a AssetJudgement)> {
        self.inventory.assets.iter().zip(&self.judgement.assets)
    }

    /// The figures that the other outputs begin with.
    pub(crate) fn summary(&self) -> Summary<'a> {
        Summary::new(self.inventory, self.judgement)
    }

    /// One of two words.
    pub(crate) fn pick<T>(&self, en: T, ja: T) -> T {
        self.lang.pick(en, ja)
    }
}

/// A kind of report: who reads it, what it is for.
pub struct Kind {
    /// Value of `--kind`.
    pub id: &'static str,
    /// What it is for, in English.
    pub title: &'static str,
    /// The same in Japanese.
    pub title_ja: &'static str,
    build: for<'r> fn(&'r Report<'r>) -> paper::Paper<'r>,
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// Every kind, in alphabetical order.
pub const KINDS: &[Kind] = &[
    Kind {
        id: "audit",
        title: "findings, improvement plan and follow-up",
        title_ja: "監査：指摘事項・改善計画・フォローアップ",
        build: kinds::audit::build,
    },
    Kind {
        id: "ciso",
        title: "one page for the chief information security officer",
        title_ja: "最高情報セキュリティ責任者（CISO）向け1枚報告",
        build: kinds::ciso::build,
    },
    Kind {
        id: "common-standards",
        title: "the Common Standards (7.1.5 and others): requirement, evidence, gap",
        title_ja: "政府統一基準（7.1.5ほか）対応状況：遵守事項・根拠・不足",
        build: kinds::common_standards::build,
    },
    Kind {
        id: "full",
        title: "everything: figures, systems, assets, plan, unknowns, method",
        title_ja: "全体報告：集計・情報システム・暗号関連資産・計画・未確認事項・方法",
        build: kinds::full::build,
    },
    Kind {
        id: "procurement",
        title: "clauses for specifications and an answer sheet for suppliers",
        title_ja: "調達仕様書の条項案と事業者回答票",
        build: kinds::procurement::build,
    },
    Kind {
        id: "survey",
        title: "the questionnaire on PQC migration, answered where a scan can",
        title_ja: "PQC移行状況調査票（走査結果による回答案つき）",
        build: kinds::survey::build,
    },
    Kind {
        id: "usage",
        title: "statistics of the use of algorithms, without names",
        title_ja: "暗号利用実績統計（匿名化）",
        build: kinds::usage::build,
    },
];

/// The kind with this id.
#[must_use]
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}

/// A format of reports.
pub struct ReportFormat {
    /// Value of `--format`.
    pub id: &'static str,
    /// Usual file name extension.
    pub extension: &'static str,
    /// What it is for, in English.
    pub title: &'static str,
    /// The same in Japanese.
    pub title_ja: &'static str,
    write: fn(&paper::Paper<'_>, &Report<'_>, &mut dyn Write) -> io::Result<()>,
}

impl std::fmt::Debug for ReportFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// Every format, in alphabetical order.
pub const REPORT_FORMATS: &[ReportFormat] = &[
    ReportFormat {
        id: "csv",
        extension: "csv",
        title: "the report's principal table, for spreadsheets",
        title_ja: "主表（表計算ソフト用）",
        write: paper::csv::write,
    },
    ReportFormat {
        id: "html",
        extension: "html",
        title: "one file for a browser and for printing; needs no network",
        title_ja: "単独で開けるHTML（印刷可・通信不要）",
        write: paper::html::write,
    },
    ReportFormat {
        id: "markdown",
        extension: "md",
        title: "text with tables",
        title_ja: "表つきテキスト",
        write: paper::markdown::write,
    },
    ReportFormat {
        id: "xlsx",
        extension: "xlsx",
        title: "workbook with filters and columns to fill in",
        title_ja: "Excelブック（フィルター・記入欄つき）",
        write: paper::xlsx::write,
    },
];

/// The format with this id.
#[must_use]
pub fn report_format(id: &str) -> Option<&'static ReportFormat> {
    REPORT_FORMATS.iter().find(|format| format.id == id)
}

/// Writes a report of this kind in this format.
///
/// # Errors
/// As the writing of `out`; also when the kind has no table and the format is one of tables.
pub fn write_report(
    report: &Report<'_>,
    kind: &Kind,
    format: &ReportFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    (format.write)(&(kind.build)(report), report, out)
}
