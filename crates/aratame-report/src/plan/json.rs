//! The whole plan (schema `aratame-plan/1`): both languages, every figure with its source.

use super::PlanDocument;
use aratame_inventory::AssetId;
use aratame_plan::change::{Change, LineChange};
use aratame_plan::step::{ProductUse, Schedule, Step, Target};
use aratame_plan::{Amount, Figure, Priority, Score, SystemPlan};
use aratame_policy::verdict::{Citation, Text};
use aratame_systems::{Column, Question, System};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the plan.
pub(super) fn write(document: &PlanDocument<'_>, out: &mut dyn Write) -> io::Result<()> {
    let plan = document.plan;
    let systems: Vec<Value> = plan.systems.iter().map(|each| system(document, each)).collect();
    let folders: Vec<Value> = plan
        .folders_without_system
        .iter()
        .map(|(folder, places)| json!({ "folder": folder, "places": places }))
        .collect();
    let shared: Vec<Value> = plan
        .shared
        .iter()
        .map(|(systems, places)| json!({ "systems": strings(systems), "places": places }))
        .collect();
    let whole = json!({
        "schema": "aratame-plan/1",
        "generator": concat!("aratame ", env!("CARGO_PKG_VERSION")),
        "as_of": plan.as_of.to_string(),
        "inventory_complete": document.inventory.is_complete(),
        "knowledge": { "edition": plan.knowledge.0, "date": plan.knowledge.1 },
        "quantum_year": figure(&plan.quantum_year),
        "ledger": { "file": document.ledger.file, "systems": document.ledger.systems.len(), "not_read": document.ledger.ignored },
        "systems": systems,
        "without_scan": strings(&plan.without_scan),
        "without_system": {
            "assets": plan.without_system.iter().map(AssetId::to_string).collect::<Vec<_>>(),
            "folders": folders,
        },
        "shared": shared,
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn strings<T: std::fmt::Display>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

fn text(text: &Text) -> Value {
    json!({ "en": text.en, "ja": text.ja })
}

fn system(document: &PlanDocument<'_>, plan: &SystemPlan) -> Value {
    json!({
        "id": plan.system.as_deref(),
        "name": plan.name,
        "ledger": document.system(plan.system.as_deref()).map(ledger),
        "class": plan.class.map(|class| class.as_str()),
        "assets": plan.assets,
        "agility": score(&plan.agility),
        "hybrid": score(&plan.hybrid),
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "questions": plan.questions.iter().map(question).collect::<Vec<_>>(),
    })
}

fn ledger(system: &System) -> Value {
    json!({
        "organisation": system.organisation,
        "owner": system.owner,
        "confidentiality": system.confidentiality.map(|class| class.number()),
        "protection": system.protection.map(|period| period.to_string()),
        "trust": system.trust.map(|period| period.to_string()),
        "renewal": system.renewal.map(|year| year.year()),
        "vendor": system.vendor,
        "exposure": system.exposure.map(|exposure| exposure.as_str()),
        "responsibility": system.responsibility.map(|each| each.as_str()),
        "migration_years": system.migration_years,
        "place": system.place.to_string(),
    })
}

fn score(score: &Score) -> Value {
    let criteria: Vec<Value> = score
        .criteria
        .iter()
        .map(|each| json!({ "id": each.id, "name": text(&each.name), "fulfilled": each.fulfilled, "of": each.of }))
        .collect();
    json!({ "percent": score.percent(), "criteria": criteria })
}

fn question(question: &Question) -> Value {
    json!({ "column": question.column.en(), "column_ja": question.column.ja(), "ask": text(&question.text()) })
}

fn step(step: &Step) -> Value {
    let places: Vec<Value> = step
        .places
        .iter()
        .map(|(path, line)| json!({ "path": path.as_str(), "line": line }))
        .collect();
    json!({
        "id": step.id,
        "kind": step.kind.as_str(),
        "purpose": step.purpose.as_str(),
        "title": text(&step.title),
        "from": step.from,
        "targets": step.targets.iter().map(target).collect::<Vec<_>>(),
        "today": step.today.as_str(),
        "assets": step.assets.iter().map(AssetId::to_string).collect::<Vec<_>>(),
        "places": places,
        "place_count": step.place_count,
        "product": step.product.as_ref().map(product),
        "changes": step.changes.iter().map(change).collect::<Vec<_>>(),
        "priority": priority(&step.priority),
        "effort": { "months": step.effort.months, "source": text(&step.effort.source) },
        "schedule": schedule(&step.schedule),
        "after": step.after,
        "responsible": step.actor.map(|actor| actor.as_str()),
        "notes": step.notes.iter().map(text).collect::<Vec<_>>(),
    })
}

fn target(target: &Target) -> Value {
    json!({
        "names": target.names,
        "when": text(&target.when),
        "now": target.is_now,
        "note": text(&target.note),
        "citations": target.citations.iter().map(citation).collect::<Vec<_>>(),
        "confidence": target.confidence.as_str(),
    })
}

fn citation(citation: &Citation) -> Value {
    json!({
        "document": *citation.document,
        "section": *citation.section,
        "date": *citation.date,
        "url": *citation.url,
    })
}

fn product(used: &ProductUse) -> Value {
    json!({
        "id": used.product,
        "name": used.name,
        "found": used.found,
        "found_by": used.found_by.as_ref().map(text),
        "needed": used.needed,
        "default_since": used.default_since,
        "citation": used.citation.as_ref().map(citation),
        "confidence": used.confidence.as_str(),
    })
}

fn change(change: &Change) -> Value {
    json!({
        "path": change.path.as_str(),
        "lines": change.lines.iter().map(line).collect::<Vec<_>>(),
        "patch": change.patch,
        "no_patch": change.no_patch.as_ref().map(text),
        "check": change.check,
    })
}

fn line(line: &LineChange) -> Value {
    json!({
        "line": line.line,
        "directive": line.directive,
        "before": line.before,
        "after": line.after,
        "reason": text(&line.reason),
    })
}

fn priority(priority: &Priority) -> Value {
    json!({
        "class": priority.class.as_str(),
        "reason": text(&priority.class.reason()),
        "overshoot": priority.overshoot,
        "safe_until": priority.safe_until,
        "missing": priority.missing.iter().map(|column| Column::en(*column)).collect::<Vec<_>>(),
        "figures": priority.figures.iter().map(figure).collect::<Vec<_>>(),
    })
}

fn figure(figure: &Figure) -> Value {
    let amount = match &figure.amount {
        Amount::Number(number) => json!(number),
        Amount::Words(words) => text(words),
        Amount::Missing => Value::Null,
    };
    json!({
        "id": figure.id,
        "name": text(&figure.name),
        "value": amount,
        "source": text(&figure.source),
        "confidence": figure.confidence.as_str(),
    })
}

fn schedule(schedule: &Schedule) -> Value {
    let deadline = schedule
        .deadline
        .as_ref()
        .map(|(date, why)| json!({ "date": date.to_string(), "reason": text(why) }));
    json!({
        "start": schedule.start.to_string(),
        "end": schedule.end.to_string(),
        "reason": text(&schedule.reason),
        "deadline": deadline,
        "late": schedule.late,
    })
}
