//! One row a step, for spreadsheets: with a byte-order mark, so that Excel reads Japanese.

use super::{PlanDocument, deadline, nearest};
use crate::csv_rows::guard;
use aratame_plan::step::Step;
use aratame_plan::{Figure, figure::Amount};
use std::io::{self, Write};

const COLUMNS: &[(&str, &str)] = &[
    ("step", "手順ID"),
    ("system id", "情報システムID"),
    ("system", "情報システム名"),
    ("class", "優先区分"),
    ("work", "作業区分"),
    ("title", "手順"),
    ("purpose", "対象"),
    ("from", "現行方式"),
    ("to", "移行先"),
    ("today", "今日の対応可否"),
    ("product", "製品"),
    ("version found", "確認した版"),
    ("version needed", "必要な版"),
    ("start", "開始日"),
    ("end", "終了日"),
    ("deadline", "期限"),
    ("months", "所要月数"),
    ("x", "x（保護期間）"),
    ("y", "y（移行期間）"),
    ("z", "z（危殆化までの期間）"),
    ("x+y-z", "x＋y－z"),
    ("safe until", "この年までの保護なら間に合う"),
    ("missing", "台帳の不足項目"),
    ("responsible", "責任分界"),
    ("after", "先行手順"),
    ("assets", "資産数"),
    ("places", "検出箇所数"),
    ("changes", "設定変更箇所数"),
];

/// Writes the rows.
pub(super) fn write(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS.iter().map(|(en, ja)| lang.pick(*en, *ja)))?;
    for step in document.plan.steps() {
        rows.write_record(row(document, step).iter().map(|field| cell(field)))?;
    }
    rows.flush()
}

/// A number stays one, also below zero; everything else is no formula.
fn cell(field: &str) -> String {
    if field.parse::<i64>().is_ok() { field.to_owned() } else { guard(field) }
}

fn row(document: &PlanDocument<'_>, step: &Step) -> Vec<String> {
    let lang = document.lang;
    let id = step.system.as_deref();
    let system = document.system(id).map_or(String::new(), |system| system.name.clone());
    let used = step.product.as_ref();
    let word = |field: Option<&String>| field.cloned().unwrap_or_default();
    let figure = |ids: &[&str]| {
        step.priority
            .figures
            .iter()
            .find(|each| ids.contains(&each.id))
            .map_or(String::new(), |each| shown(document, each))
    };
    let lines: usize = step.changes.iter().map(|change| change.lines.len()).sum();
    let missing = step.priority.missing.iter().map(|column| lang.pick(column.en(), column.ja()));
    vec![
        step.id.clone(),
        id.unwrap_or_default().to_owned(),
        system,
        lang.of(&step.priority.class.title()).to_owned(),
        lang.of(&step.kind.title()).to_owned(),
        lang.of(&step.title).to_owned(),
        lang.of(&step.purpose.title()).to_owned(),
        step.from.join("; "),
        nearest(step).join("; "),
        lang.of(&step.today.title()).to_owned(),
        used.map(|used| used.name.clone()).unwrap_or_default(),
        word(used.and_then(|used| used.found.as_ref())),
        word(used.and_then(|used| used.needed.as_ref())),
        step.schedule.start.to_string(),
        step.schedule.end.to_string(),
        deadline(&step.schedule, lang),
        step.effort.months.to_string(),
        figure(&["x-shelf-life", "x-trust"]),
        figure(&["y-migration"]),
        figure(&["z-quantum"]),
        figure(&["x-plus-y-minus-z"]),
        step.priority.safe_until.map(|year| year.to_string()).unwrap_or_default(),
        missing.collect::<Vec<_>>().join("; "),
        step.actor
            .map(|actor| lang.pick(actor.as_str(), actor.ja()).to_owned())
            .unwrap_or_default(),
        step.after.join("; "),
        step.assets.len().to_string(),
        step.place_count.to_string(),
        lines.to_string(),
    ]
}

fn shown(document: &PlanDocument<'_>, figure: &Figure) -> String {
    match &figure.amount {
        Amount::Number(number) => number.to_string(),
        _ => document.lang.of(&figure.shown()).to_owned(),
    }
}
