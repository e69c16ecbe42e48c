//! The plan for a terminal: systems in their order, steps with what to do first.

use super::{PlanDocument, deadline, nearest};
use crate::Lang;
use crate::table::printable;
use aratame_plan::step::Step;
use aratame_plan::{Score, SystemPlan};
use std::io::{self, Write};

/// Folders without a system that are shown.
const FOLDERS: usize = 10;

/// Writes the plan.
pub(super) fn write(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    head(document, out)?;
    for plan in &document.plan.systems {
        system(document, plan, out)?;
    }
    left_over(document, out)
}

fn head(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (lang, plan) = (document.lang, document.plan);
    let (edition, date) = &plan.knowledge;
    writeln!(out, "{} {}", lang.pick("Plan as of", "移行計画　基準日"), plan.as_of)?;
    let z = &plan.quantum_year;
    let (open, close) = lang.pick((" (", ")"), ("（", "）"));
    let source = lang.of(&z.source);
    writeln!(out, "{}: {}{open}{source}{close}", lang.of(&z.name), lang.of(&z.shown()))?;
    let base = lang.pick("knowledge base of products", "製品の知識ベース");
    writeln!(out, "{base}: {edition} ({date})")?;
    if !document.inventory.is_complete() {
        let gap = (
            "The inventory has gaps: what was not seen is not planned.",
            "一覧に未確認の部分があり、その分は計画に含まれません。",
        );
        writeln!(out, "{}", lang.pick(gap.0, gap.1))?;
    }
    let scanned = plan.systems.iter().filter(|each| each.system.is_some() && each.assets > 0);
    let (all, seen) = (document.ledger.systems.len(), scanned.count());
    match lang {
        Lang::En => writeln!(out, "systems: {all} in the ledger, {seen} with a scan"),
        Lang::Ja => writeln!(out, "情報システム：台帳 {all} 件、うち走査済み {seen} 件"),
    }
}

fn system(document: &PlanDocument<'_>, plan: &SystemPlan, out: &mut dyn Write) -> io::Result<()> {
    let lang = document.lang;
    let name = document.name(plan.system.as_deref());
    let class = plan.class.map(|class| class.title());
    let class = class.as_ref().map_or("—", |title| lang.of(title));
    writeln!(out, "\n■ {} [{class}]", printable(&name))?;
    if plan.assets == 0 {
        writeln!(out, "  {}", lang.pick("no scan", "走査結果なし"))?;
    } else {
        let titles =
            (lang.pick("agility", "アジリティ"), lang.pick("hybrid readiness", "ハイブリッド構成"));
        let (agility, hybrid) = (score(&plan.agility, lang), score(&plan.hybrid, lang));
        writeln!(out, "  {} {agility} / {} {hybrid}", titles.0, titles.1)?;
    }
    for (at, each) in plan.steps.iter().enumerate() {
        step(at + 1, each, lang, out)?;
    }
    if !plan.questions.is_empty() {
        let columns =
            plan.questions.iter().map(|each| lang.pick(each.column.en(), each.column.ja()));
        let columns = columns.collect::<Vec<_>>().join(lang.pick(", ", "、"));
        writeln!(out, "  ? {}: {columns}", lang.pick("not in the ledger", "台帳に記載なし"))?;
    }
    Ok(())
}

/// A score in percent with what it counts.
pub(super) fn score(score: &Score, lang: Lang) -> String {
    match score.percent() {
        Some(percent) => format!("{percent}%"),
        None => lang.pick("not applicable", "対象なし").to_owned(),
    }
}

fn step(number: usize, step: &Step, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let schedule = &step.schedule;
    let class = step.priority.class.title();
    writeln!(out, "  {number}. [{}] {}", lang.of(&class), printable(lang.of(&step.title)))?;
    let until = deadline(schedule, lang);
    let until = match until.is_empty() {
        true => String::new(),
        false => format!("  {} {until}", lang.pick("deadline", "期限")),
    };
    let when = match step.effort.months {
        0 => String::new(),
        _ => format!("{} – {}", schedule.start, schedule.end),
    };
    writeln!(out, "     {when}{until}  {}", lang.of(&schedule.reason))?;
    writeln!(out, "     {} → {}", names(&step.from), nearest(step).join(", "))?;
    writeln!(out, "     {}", lang.of(&step.today.title()))?;
    for change in &step.changes {
        for line in &change.lines {
            let after = line.after.as_deref().unwrap_or(lang.pick("(removed)", "（削除）"));
            let place = format!("{}:{}", change.path, line.line);
            writeln!(
                out,
                "     {} {}: {} → {}",
                printable(&place),
                printable(&line.directive),
                printable(&line.before),
                printable(after)
            )?;
        }
    }
    for note in &step.notes {
        writeln!(out, "     {} {}", lang.pick("note:", "※"), printable(lang.of(note)))?;
    }
    Ok(())
}

/// Algorithms that are shown on one line.
const ON_A_LINE: usize = 6;

fn names(names: &[String]) -> String {
    let shown = names.iter().take(ON_A_LINE).map(|name| printable(name).into_owned());
    let mut shown: Vec<String> = shown.collect();
    if names.len() > ON_A_LINE {
        shown.push(format!("… ({})", names.len()));
    }
    shown.join(", ")
}

fn left_over(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (lang, plan) = (document.lang, document.plan);
    if document.ledger.systems.is_empty() {
        return Ok(());
    }
    if !plan.without_scan.is_empty() {
        let names: Vec<String> =
            plan.without_scan.iter().map(|id| document.name(Some(id))).collect();
        let title =
            lang.pick("systems of the ledger without a scan", "台帳にあるが未走査の情報システム");
        writeln!(out, "\n{title}: {}", printable(&names.join(lang.pick(", ", "、"))))?;
    }
    if !plan.folders_without_system.is_empty() {
        let title =
            lang.pick("places that belong to no system", "台帳のどのシステムにも属さない検出箇所");
        writeln!(out, "\n{title}:")?;
        for (folder, places) in plan.folders_without_system.iter().take(FOLDERS) {
            writeln!(out, "  {} ({places})", printable(folder))?;
        }
        let more = plan.folders_without_system.len().saturating_sub(FOLDERS);
        if more > 0 {
            writeln!(out, "  … ({more})")?;
        }
    }
    for (systems, places) in &plan.shared {
        let title = lang.pick("claimed by several systems alike", "複数の情報システムが同等に該当");
        writeln!(out, "\n{title}: {} ({places})", printable(&systems.join(", ")))?;
    }
    if !document.ledger.ignored.is_empty() {
        let title = lang.pick("not read in the ledger", "台帳のうち読み取らなかった列・シート");
        writeln!(out, "\n{title}: {}", printable(&document.ledger.ignored.join(", ")))?;
    }
    Ok(())
}
