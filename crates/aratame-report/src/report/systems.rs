//! The tables of systems: what the ledger says of each, what was found, scores, questions.

use crate::paper::{Cell, Column as TableColumn, Shown, Table, Tone};
use crate::report::Report;
use crate::report::form::{ANSWER, QUESTIONS};
use aratame_inventory::AssetId;
use aratame_plan::{Class, Score, SystemPlan};
use aratame_policy::verdict::Text;
use aratame_systems::question::all_questions;
use aratame_systems::{Column, System};
use std::collections::BTreeSet;

/// Folders without a system that a page names.
const FOLDERS: usize = 50;

/// How urgent a class of the plan is.
pub(crate) fn class_tone(class: Class) -> Tone {
    match class {
        Class::Now => Tone::Bad,
        Class::Harvest | Class::Forge | Class::Deadline => Tone::Warn,
        Class::Undetermined | Class::Planned => Tone::Watch,
        Class::Watch => Tone::Neutral,
    }
}

/// A class as a cell.
pub(crate) fn class_cell(report: &Report<'_>, class: Option<Class>) -> Cell {
    class.map_or(Cell::Empty, |class| {
        Cell::Status(class_tone(class), report.lang.of(&class.title()).to_owned())
    })
}

fn score(report: &Report<'_>, score: &Score) -> Cell {
    let none = report.pick("no basis", "算定不可");
    score.percent().map_or_else(|| none.into(), |percent| Cell::Text(format!("{percent} %")))
}

/// The name of a system of the plan.
pub(crate) fn name(report: &Report<'_>, system: &SystemPlan) -> String {
    match &system.system {
        Some(_) => system.name.clone(),
        None => report.pick("(belongs to no system)", "（台帳に該当なし）").to_owned(),
    }
}

/// One row a system, the most urgent first.
pub(crate) fn table(report: &Report<'_>, shown: Shown) -> Table<'static> {
    let p = |en, ja, width| TableColumn::new(report.pick(en, ja), width);
    let columns = vec![
        p("System", "情報システム", 30),
        p("Urgency", "優先度", 20),
        p("Organisation", "所管組織", 22),
        p("Owner", "責任者", 18),
        p("Confidentiality", "機密性", 12),
        p("Exposure", "接続区分", 14),
        p("Protection", "保護期間", 12),
        p("Renewal", "更改年度", 12),
        p("Vendor", "事業者", 18),
        p("Responsibility", "責任分界", 14),
        p("Assets", "資産数", 8),
        p("Quantum-vulnerable", "量子脆弱", 10),
        p("Agility", "アジリティ", 12),
        p("Hybrid readiness", "ハイブリッド対応", 12),
        p("Steps", "手順数", 8),
        p("Open questions", "未確認の項目", 10),
    ];
    let plans = &report.planned.plan.systems;
    let rows = plans.iter().map(|plan| {
        let system = plan.system.as_ref().and_then(|id| report.planned.ledger.system(id));
        row(report, plan, system)
    });
    let title = report.pick("Information systems", "情報システム").to_owned();
    Table { id: "systems", title, columns, rows: rows.collect(), shown }
}

fn row(report: &Report<'_>, plan: &SystemPlan, system: Option<&System>) -> Vec<Cell> {
    let unknown = || Cell::Status(Tone::Neutral, report.pick("not known", "未記入").to_owned());
    let text = |of: fn(&System) -> Option<String>| match system {
        Some(system) => of(system).map_or_else(unknown, Cell::Text),
        None => Cell::Empty,
    };
    let both = |of: fn(&System) -> Option<(String, String)>| match system {
        Some(system) => of(system).map_or_else(unknown, |(en, ja)| report.pick(en, ja).into()),
        None => Cell::Empty,
    };
    vec![
        name(report, plan).into(),
        class_cell(report, plan.class),
        text(|system| system.organisation.clone()),
        text(|system| system.owner.clone()),
        both(|system| {
            system.confidentiality.map(|each| (each.number().to_string(), each.ja().to_owned()))
        }),
        both(|system| system.exposure.map(|each| (each.as_str().to_owned(), each.ja().to_owned()))),
        both(|system| system.protection.map(|each| (each.to_string(), each.ja()))),
        both(|system| system.renewal.map(|each| (each.to_string(), each.ja()))),
        text(|system| system.vendor.clone()),
        both(|system| {
            system.responsibility.map(|each| (each.as_str().to_owned(), each.ja().to_owned()))
        }),
        plan.assets.into(),
        vulnerable(report, plan).into(),
        score(report, &plan.agility),
        score(report, &plan.hybrid),
        plan.steps.len().into(),
        plan.questions.len().into(),
    ]
}

fn vulnerable(report: &Report<'_>, plan: &SystemPlan) -> usize {
    let joined = &report.planned.joined;
    let outside: BTreeSet<AssetId> = match plan.system {
        Some(_) => BTreeSet::new(),
        None => report.planned.plan.without_system.iter().copied().collect(),
    };
    let all = report.assets().zip(&joined.of_asset);
    all.filter(|((_, judged), _)| judged.quantum_vulnerable)
        .filter(|((asset, _), systems)| match &plan.system {
            Some(id) => systems.contains(id),
            None => outside.contains(&asset.id),
        })
        .count()
}

/// The criteria of both scores.
pub(crate) fn scores(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| TableColumn::new(report.pick(en, ja), width);
    let columns = vec![
        p("System", "情報システム", 30),
        p("Score", "指標", 26),
        p("Criterion", "観点", 60),
        p("Fulfilled", "該当", 8),
        p("Of", "分母", 8),
    ];
    let names = [
        report.pick("cryptographic agility", "クリプトグラフィックアジリティ"),
        report.pick("hybrid readiness", "ハイブリッド構成"),
    ];
    let mut rows = Vec::new();
    for plan in &report.planned.plan.systems {
        for (score_name, score) in names.iter().zip([&plan.agility, &plan.hybrid]) {
            rows.extend(score.criteria.iter().map(|criterion| {
                vec![
                    name(report, plan).into(),
                    (*score_name).into(),
                    report.lang.of(&criterion.name).into(),
                    criterion.fulfilled.into(),
                    criterion.of.into(),
                ]
            }));
        }
    }
    let title = report.pick("How the scores are made", "指標の内訳").to_owned();
    Table { id: "scores", title, columns, rows: rows.into(), shown: Shown::Workbook }
}

/// Systems without a scan, and folders without a system.
pub(crate) fn unjoined(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| TableColumn::new(report.pick(en, ja), width);
    let columns =
        vec![p("What", "区分", 34), p("Name", "名称・フォルダー", 60), p("Places", "箇所数", 10)];
    let plan = report.planned.plan;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for id in &plan.without_scan {
        let system = report.planned.ledger.system(id).map_or(&**id, |system| &system.name);
        let what = report.pick("in the ledger, nothing scanned", "台帳にあるが走査結果なし");
        rows.push(vec![what.into(), system.into(), Cell::Empty]);
    }
    for (folder, places) in plan.folders_without_system.iter().take(FOLDERS) {
        let what = report.pick("scanned, not in the ledger", "走査結果にあるが台帳に該当なし");
        rows.push(vec![what.into(), folder.as_str().into(), (*places).into()]);
    }
    let more = plan.folders_without_system.len().saturating_sub(FOLDERS);
    if more > 0 {
        let what = report.pick("more folders not in the ledger", "上記以外のフォルダー数");
        rows.push(vec![what.into(), Cell::Empty, more.into()]);
    }
    let title = report.pick("Ledger and scan compared", "台帳と走査結果の突合").to_owned();
    Table { id: "unjoined", title, columns, rows: rows.into(), shown: Shown::Everywhere }
}

/// What tells a question from every other: the system and the ledger's column.
pub(crate) fn question_id(system: Option<&str>, column: Column) -> String {
    format!("{}/{}", system.unwrap_or("-"), column.en())
}

/// What the ledger leaves open, and what was answered before.
pub(crate) fn questions(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| TableColumn::new(report.pick(en, ja), width);
    let columns = vec![
        p("System", "情報システム", 30),
        p("Column of the ledger", "台帳の項目", 26),
        p("Question", "確認事項", 60),
        ANSWER.column(report.lang, 30),
        QUESTIONS.key_column(report.lang, 30),
    ];
    let rows = report.planned.plan.systems.iter().flat_map(|plan| questions_of(report, plan));
    let title = report.pick("Questions on the systems", "台帳の未記入事項").to_owned();
    Table { id: "questions", title, columns, rows: rows.collect(), shown: Shown::Everywhere }
}

fn questions_of(report: &Report<'_>, plan: &SystemPlan) -> Vec<Vec<Cell>> {
    let system = plan.system.as_deref();
    let open = plan.questions.iter().map(|each| (each.column, each.text()));
    let answered = all_questions().filter(|(column, _)| {
        let id = question_id(system, *column);
        report.answers.get(QUESTIONS.id, &id, ANSWER.key).is_some()
            && plan.questions.iter().all(|each| each.column != *column)
    });
    let row = |(column, text): (Column, Text)| {
        let id = question_id(system, column);
        vec![
            name(report, plan).into(),
            report.pick(column.en(), column.ja()).into(),
            report.lang.of(&text).into(),
            report.filled(QUESTIONS, &id, ANSWER, Cell::Empty),
            id.into(),
        ]
    };
    open.chain(answered).map(row).collect()
}
