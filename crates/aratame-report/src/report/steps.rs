//! The tables of the plan: steps with their dates, their Gantt chart, the lines to change, and
//! the derivation of each priority.

use crate::paper::{Cell, Column, Shown, Table};
use crate::report::form::{PLAN, STEP_DATE, STEP_PERSON, STEP_REMARK, STEP_STATE};
use crate::report::systems::{class_cell, class_tone, name};
use crate::report::{Report, calendar};
use aratame_plan::{Step, SystemPlan};
use aratame_policy::Date;

/// Fiscal years that a Gantt chart has at most.
const YEARS: i32 = 16;
/// Places of a step in a cell.
const PLACES: usize = 5;

/// Every step with the system it belongs to.
fn steps<'a>(report: &Report<'a>) -> impl Iterator<Item = (&'a SystemPlan, &'a Step)> {
    let systems = &report.planned.plan.systems;
    systems.iter().flat_map(|system| system.steps.iter().map(move |step| (system, step)))
}

/// The steps in order with everything that is known of each.
pub(crate) fn table(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let lang = report.lang;
    let columns = vec![
        PLAN.key_column(lang, 16),
        p("System", "情報システム", 28),
        p("Urgency", "優先度", 20),
        p("What to do", "実施内容", 44),
        p("Kind", "作業区分", 18),
        p("From", "現行", 30),
        p("To", "移行先", 44),
        p("Possible today", "現時点の可否", 24),
        p("Begin", "開始", 12),
        p("End", "終了", 12),
        p("Deadline", "期限", 12),
        p("Why then", "時期の理由", 36),
        p("Late", "期限超過", 8),
        p("After", "先行手順", 16),
        p("Who acts", "実施主体", 14),
        p("Assets", "資産数", 8),
        p("Places", "検出箇所", 44),
        STEP_PERSON.column(lang, 14),
        STEP_DATE.column(lang, 14),
        STEP_STATE.column(lang, 12),
        STEP_REMARK.column(lang, 24),
    ];
    let rows = steps(report).map(|(system, step)| row(report, system, step));
    let title = report.pick("Migration plan", "移行計画").to_owned();
    Table { id: "plan", title, columns, rows: rows.collect(), shown: Shown::Workbook }
}

fn row(report: &Report<'_>, system: &SystemPlan, step: &Step) -> Vec<Cell> {
    let lang = report.lang;
    let schedule = &step.schedule;
    let deadline = schedule.deadline.as_ref();
    let why = deadline.map(|(_, why)| why).unwrap_or(&schedule.reason);
    let late = report.pick(["", "late"], ["", "超過"])[usize::from(schedule.late)];
    let actor = step.actor.map_or("", |actor| report.pick(actor.as_str(), actor.ja()));
    let filled = |field| report.filled(PLAN, &step.id, field, Cell::Empty);
    vec![
        step.id.as_str().into(),
        name(report, system).into(),
        class_cell(report, Some(step.priority.class)),
        lang.of(&step.title).into(),
        lang.of(&step.kind.title()).into(),
        step.from.join(", ").into(),
        targets(report, step).into(),
        lang.of(&step.today.title()).into(),
        schedule.start.to_string().into(),
        schedule.end.to_string().into(),
        deadline.map_or_else(String::new, |(date, _)| date.to_string()).into(),
        lang.of(why).into(),
        late.into(),
        step.after.join(", ").into(),
        actor.into(),
        step.assets.len().into(),
        places(step).into(),
        filled(STEP_PERSON),
        filled(STEP_DATE),
        filled(STEP_STATE),
        filled(STEP_REMARK),
    ]
}

fn targets(report: &Report<'_>, step: &Step) -> String {
    let one = |target: &aratame_plan::Target| {
        let names = target.names.join(report.pick(" or ", "又は"));
        report.pick(
            format!("{names} ({})", report.lang.of(&target.when)),
            format!("{names}（{}）", report.lang.of(&target.when)),
        )
    };
    step.targets.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn places(step: &Step) -> String {
    let one = |(path, line): &(aratame_inventory::EntryPath, Option<u32>)| {
        line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
    };
    let mut places: Vec<String> = step.places.iter().take(PLACES).map(one).collect();
    if step.place_count > places.len() {
        places.push(format!("… (+{})", step.place_count - places.len()));
    }
    places.join("\n")
}

/// The fiscal years from the first step to the last, and 2035 at least.
fn years(report: &Report<'_>) -> std::ops::RangeInclusive<i32> {
    let first = calendar::fiscal_year(report.as_of);
    let ends = steps(report).map(|(_, step)| calendar::fiscal_year(step.schedule.end));
    let last = ends.max().unwrap_or(first).max(super::chart::TARGET_YEAR);
    first..=last.min(first + YEARS - 1)
}

fn bar(step: &Step, year: i32) -> Cell {
    let of = |date: Date| calendar::fiscal_year(date);
    let taken = (of(step.schedule.start)..=of(step.schedule.end)).contains(&year);
    if taken { Cell::Bar(class_tone(step.priority.class)) } else { Cell::Empty }
}

/// The steps in few columns with the fiscal years that each takes: a Gantt chart.
pub(crate) fn gantt(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let mut columns = vec![
        p("Step", "手順", 16),
        p("System", "情報システム", 26),
        p("Urgency", "優先度", 20),
        p("What to do", "実施内容", 44),
        p("To", "移行先", 40),
        p("End", "終了", 12),
    ];
    let years = years(report);
    let two_digits = |year: i32| format!("'{:02}", year.rem_euclid(100));
    columns.extend(years.clone().map(|year| Column::new(two_digits(year), 4)));
    let rows = steps(report).map(|(system, step)| {
        let first = step.targets.first();
        let to =
            first.map_or_else(String::new, |target| target.names.join(report.pick(" or ", "又は")));
        let mut cells: Vec<Cell> = vec![
            step.id.as_str().into(),
            name(report, system).into(),
            class_cell(report, Some(step.priority.class)),
            report.lang.of(&step.title).into(),
            to.into(),
            step.schedule.end.to_string().into(),
        ];
        cells.extend(years.clone().map(|year| bar(step, year)));
        cells
    });
    let title = report.pick("Gantt chart, by fiscal year", "工程表（年度別）").to_owned();
    Table { id: "gantt", title, columns, rows: rows.collect(), shown: Shown::Everywhere }
}

/// The lines of configurations to change.
pub(crate) fn changes(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        p("Step", "手順", 12),
        p("File", "ファイル", 44),
        p("Line", "行", 6),
        p("Directive", "設定項目", 20),
        p("Now", "現在の値", 44),
        p("Proposed", "変更案", 44),
        p("Why", "理由", 40),
        p("Check before use", "適用前の確認", 24),
    ];
    let mut rows = Vec::new();
    for (_, step) in steps(report) {
        for change in &step.changes {
            rows.extend(change.lines.iter().map(|line| {
                let removed = report.pick("(remove)", "（削除）");
                vec![
                    step.id.as_str().into(),
                    change.path.as_str().into(),
                    u64::from(line.line).into(),
                    line.directive.as_str().into(),
                    line.before.as_str().into(),
                    line.after.as_deref().unwrap_or(removed).into(),
                    report.lang.of(&line.reason).into(),
                    change.check.as_deref().unwrap_or_default().into(),
                ]
            }));
        }
    }
    let title = report.pick("Lines to change", "設定変更案").to_owned();
    Table { id: "changes", title, columns, rows: rows.into(), shown: Shown::Everywhere }
}

/// How each priority follows from its figures.
pub(crate) fn derivations(report: &Report<'_>) -> Table<'static> {
    let p = |en, ja, width| Column::new(report.pick(en, ja), width);
    let columns = vec![
        p("Step", "手順", 12),
        p("Urgency", "優先度", 20),
        p("Figure", "項目", 40),
        p("Value", "値", 24),
        p("Source", "出典", 60),
    ];
    let mut rows = Vec::new();
    for (_, step) in steps(report) {
        rows.extend(step.priority.figures.iter().map(|figure| {
            vec![
                step.id.as_str().into(),
                class_cell(report, Some(step.priority.class)),
                report.lang.of(&figure.name).into(),
                report.lang.of(&figure.shown()).into(),
                report.lang.of(&figure.source).into(),
            ]
        }));
    }
    let title = report.pick("Derivation of priorities", "優先度の導出").to_owned();
    Table { id: "derivations", title, columns, rows: rows.into(), shown: Shown::Workbook }
}
