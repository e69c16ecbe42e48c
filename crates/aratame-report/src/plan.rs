//! Writers of a plan: text, JSON, Markdown, CSV, and the patches alone. One file an output.

mod csv_steps;
mod json;
mod markdown;
mod patches;
mod terminal;

use crate::Lang;
use aratame_inventory::Inventory;
use aratame_plan::Plan;
use aratame_plan::step::{Schedule, Step};
use aratame_policy::verdict::RuleConfidence;
use aratame_systems::{Ledger, System};
use std::io::{self, Write};

/// What a writer of plans gets.
#[derive(Clone, Copy, Debug)]
pub struct PlanDocument<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The ledger that it was made with; without systems when there was none.
    pub ledger: &'a Ledger,
    /// The inventory that it was made from.
    pub inventory: &'a Inventory,
    /// Language of what people read.
    pub lang: Lang,
}

/// An output format of plans.
pub struct PlanFormat {
    /// Value of `--format`.
    pub id: &'static str,
    /// Usual file name extension.
    pub extension: &'static str,
    /// What it is for, in English.
    pub title: &'static str,
    /// The same in Japanese.
    pub title_ja: &'static str,
    /// Writes the plan.
    pub write: fn(&PlanDocument<'_>, &mut dyn Write) -> io::Result<()>,
}

impl std::fmt::Debug for PlanFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// Every output format of plans, in alphabetical order.
pub const PLAN_FORMATS: &[PlanFormat] = &[
    PlanFormat {
        id: "csv",
        extension: "csv",
        title: "one row a step, for spreadsheets",
        title_ja: "手順ごとに1行：表計算ソフト用",
        write: csv_steps::write,
    },
    PlanFormat {
        id: "json",
        extension: "json",
        title: "the whole plan with every figure, for programs",
        title_ja: "全ての算出根拠を含む計画：プログラム用",
        write: json::write,
    },
    PlanFormat {
        id: "markdown",
        extension: "md",
        title: "the plan as a document",
        title_ja: "計画の文書",
        write: markdown::write,
    },
    PlanFormat {
        id: "patch",
        extension: "patch",
        title: "the changes of configurations alone, for patch -p1",
        title_ja: "設定変更のみ：patch -p1 用",
        write: patches::write,
    },
    PlanFormat {
        id: "text",
        extension: "txt",
        title: "the plan for a terminal",
        title_ja: "端末用の計画",
        write: terminal::write,
    },
];

/// The format of plans with this id.
#[must_use]
pub fn plan_format(id: &str) -> Option<&'static PlanFormat> {
    PLAN_FORMATS.iter().find(|format| format.id == id)
}

impl PlanDocument<'_> {
    /// The system with this id.
    fn system(&self, id: Option<&str>) -> Option<&System> {
        self.ledger.system(id?)
    }

    /// The name under which a system is shown.
    fn name(&self, id: Option<&str>) -> String {
        match (id, self.system(id)) {
            (_, Some(system)) if *system.name != *system.id => {
                format!("{} ({})", system.name, system.id)
            }
            (Some(id), _) => id.to_owned(),
            (None, _) => self.outside().to_owned(),
        }
    }

    /// What belongs to no system, in words.
    fn outside(&self) -> &'static str {
        if self.ledger.systems.is_empty() {
            self.lang.pick("whole inventory (no ledger given)", "一覧全体（台帳の指定なし）")
        } else {
            self.lang.pick("in no system of the ledger", "台帳のどのシステムにも属さない資産")
        }
    }
}

/// The deadline of a step, with a mark when it cannot be met.
fn deadline(schedule: &Schedule, lang: Lang) -> String {
    let Some((date, _)) = &schedule.deadline else { return String::new() };
    match schedule.late {
        true => format!("{date} {}", lang.pick("(cannot be met)", "（間に合わない）")),
        false => date.to_string(),
    }
}

/// The names of the nearest targets that are possible now, else of the nearest at all.
fn nearest(step: &Step) -> Vec<&str> {
    let now = step.targets.iter().find(|target| target.is_now).or_else(|| step.targets.first());
    now.map(|target| target.names.iter().map(String::as_str).collect()).unwrap_or_default()
}

/// How far a rule was checked, for people.
fn confidence(confidence: RuleConfidence, lang: Lang) -> &'static str {
    let ja = match confidence {
        RuleConfidence::Verified => "原典で確認",
        RuleConfidence::Secondary => "二次資料で確認",
        RuleConfidence::Provisional => "暫定",
    };
    lang.pick(confidence.as_str(), ja)
}
