//! Writers: terminal table, JSON, CycloneDX CBOM, SARIF, CSV, Markdown. One file an output.
//!
//! A writer gets an inventory with its judgement and writes; it reads no file and decides
//! nothing. Every output keeps *broken today* and *quantum-vulnerable* apart, carries the
//! coverage ledger, and is byte-identical for equal input.
#![forbid(unsafe_code)]

pub mod answers;
mod by_system;
mod cbom;
mod changes;
mod csv_rows;
mod deadlines;
mod json;
mod kinds;
mod lang;
mod load;
mod markdown;
mod paper;
mod plan;
mod redact;
pub mod report;
mod sarif;
mod summary;
mod table;
mod tls_checklist;
mod view;

pub use answers::{Answers, AnswersError, Remark};
pub use cbom::SpecVersion;
pub use changes::{CHANGE_FORMATS, ChangeFormat, Compared};
pub use lang::Lang;
pub use load::{LoadError, MAX_DOCUMENT, Stored, load};
pub use plan::{PLAN_FORMATS, PlanDocument, PlanFormat, plan_format};
pub use redact::Redaction;
pub use report::outlook::Outlook;
pub use report::planned::Planned;
pub use report::{
    KINDS, Kind, REPORT_FORMATS, Report, ReportFormat, kind, report_format, write_report,
};
pub use summary::{Summary, Urgent};
pub use table::{outcome_word, printable};
pub use view::{AlgorithmView, reference_of, spec_of};

use aratame_inventory::Inventory;
use aratame_policy::verdict::Judgement;
use aratame_systems::{Joined, Ledger};
use std::io::{self, Write};

/// The ledger of systems, and which asset belongs to which.
#[derive(Clone, Copy, Debug)]
pub struct Belonging<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// What belongs to what.
    pub joined: &'a Joined,
}

/// What a writer gets.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The inventory.
    pub inventory: &'a Inventory,
    /// What the lists say of it.
    pub judgement: &'a Judgement,
    /// The systems, where a ledger was given: the summary, Markdown and CSV name them.
    pub belonging: Option<Belonging<'a>>,
    /// Language of what people read; identifiers stay as they are.
    pub lang: Lang,
    /// CycloneDX version, for that output.
    pub spec_version: SpecVersion,
}

/// An output format.
pub struct Format {
    /// Value of `--format`.
    pub id: &'static str,
    /// Usual file name extension.
    pub extension: &'static str,
    /// What it is for, in English.
    pub title: &'static str,
    /// The same in Japanese.
    pub title_ja: &'static str,
    /// Writes the document.
    pub write: fn(&Document<'_>, &mut dyn Write) -> io::Result<()>,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// Every output format, in alphabetical order.
pub const FORMATS: &[Format] = &[
    Format {
        id: "cbom",
        extension: "cdx.json",
        title: "CycloneDX cryptography bill of materials, for other tools",
        title_ja: "CycloneDX CBOM（暗号部品表）：他のツールとの連携用",
        write: cbom::write,
    },
    Format {
        id: "csv",
        extension: "csv",
        title: "one row a use of an algorithm, for spreadsheets",
        title_ja: "アルゴリズム利用ごとに1行：表計算ソフト用",
        write: csv_rows::write,
    },
    Format {
        id: "json",
        extension: "json",
        title: "the whole inventory with every verdict, for programs",
        title_ja: "判定を含む全一覧：プログラム用",
        write: json::write,
    },
    Format {
        id: "markdown",
        extension: "md",
        title: "summary and findings as a document",
        title_ja: "要約と指摘の文書",
        write: markdown::write,
    },
    Format {
        id: "sarif",
        extension: "sarif",
        title: "findings for code-review and CI systems",
        title_ja: "コードレビュー・CI向けの指摘",
        write: sarif::write,
    },
    Format {
        id: "table",
        extension: "txt",
        title: "summary for a terminal",
        title_ja: "端末用の要約",
        write: table::write,
    },
];

/// The format with this id.
#[must_use]
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}
