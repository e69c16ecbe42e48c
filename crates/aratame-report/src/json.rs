//! The whole inventory with every verdict, in the program's own shape (schema `aratame/1`).
//!
//! Streamed asset by asset; the field names are stable within a schema number. `load` reads it back:
//! what is written here and not derived from something else is read there.

use crate::Document;
use crate::summary::Summary;
use crate::view::spec_of;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, Asset, Diagnostic, Position, Relation, Value as Attribute,
};
use aratame_policy::tls_profile::{Check, Profile, Requirement, TlsGrade};
use aratame_policy::verdict::{
    AssetJudgement, Citation, ListHead, Milestone, UnusedEntry, UseJudgement, Verdict,
};
use serde::Serialize;
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::sync::Arc;

/// The shape of the document.
pub(crate) const SCHEMA: &str = "aratame/1";

/// Writes the inventory.
pub(crate) fn write(document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Whole(document))?;
    writeln!(out)
}

struct Whole<'a>(&'a Document<'a>);

impl Serialize for Whole<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("schema", SCHEMA)?;
        map.serialize_entry("generator", concat!("aratame ", env!("CARGO_PKG_VERSION")))?;
        map.serialize_entry("as_of", &document.judgement.as_of)?;
        map.serialize_entry("end_of_life", &document.judgement.end_of_life)?;
        let lists: Vec<Value> = document.judgement.lists.iter().map(|list| head(list)).collect();
        map.serialize_entry("lists", &lists)?;
        let judgement = document.judgement;
        let milestones: Vec<Value> = judgement.milestones.iter().map(milestone).collect();
        map.serialize_entry("milestones", &milestones)?;
        let unused: Vec<Value> = judgement.unused.iter().map(unused).collect();
        map.serialize_entry("unused_entries", &unused)?;
        map.serialize_entry("complete", &document.inventory.is_complete())?;
        map.serialize_entry("coverage", &coverage(document))?;
        map.serialize_entry("summary", &summary(document))?;
        map.serialize_entry("assets", &Assets(document))?;
        map.serialize_entry("relations", &Relations(&document.inventory.relations))?;
        map.serialize_entry("diagnostics", &Diagnostics(&document.inventory.diagnostics))?;
        map.end()
    }
}

fn head(list: &ListHead) -> Value {
    json!({
        "id": *list.id,
        "edition": *list.edition,
        "date": *list.date,
        "title": list.title.en,
        "title_ja": list.title.ja,
    })
}

fn milestone((list, milestone): &(Arc<ListHead>, Milestone)) -> Value {
    json!({
        "list": *list.id,
        "date": *milestone.shown,
        "requirement": milestone.requirement.en,
        "requirement_ja": milestone.requirement.ja,
        "citation": citation(&milestone.citation),
        "confidence": milestone.confidence.as_str(),
    })
}

fn unused(unused: &UnusedEntry) -> Value {
    json!({ "list": *unused.list, "entry": *unused.entry })
}

fn coverage(document: &Document<'_>) -> Value {
    let coverage = &document.inventory.coverage;
    let line = |amount: aratame_inventory::coverage::Amount| json!({ "files": amount.files, "bytes": amount.bytes });
    let skipped: Map<String, Value> = coverage
        .skipped
        .iter()
        .map(|(reason, amount)| (reason.as_str().to_owned(), line(*amount)))
        .collect();
    json!({
        "directories": coverage.directories,
        "read": line(coverage.read),
        "read_partly": line(coverage.partly),
        "archive_members": line(coverage.members),
        "unopened": line(coverage.unopened),
        "skipped": skipped,
        "interrupted": coverage.interrupted,
    })
}

fn summary(document: &Document<'_>) -> Value {
    let summary = Summary::new(document.inventory, document.judgement);
    let kinds: Map<String, Value> = summary
        .kinds
        .iter()
        .map(|(kind, (assets, places))| {
            (kind.as_str().to_owned(), json!({ "assets": assets, "places": places }))
        })
        .collect();
    let priorities: Map<String, Value> = summary
        .priorities
        .iter()
        .map(|(priority, count)| (priority.as_str().to_owned(), (*count).into()))
        .collect();
    json!({
        "kinds": kinds,
        "broken_today": summary.broken_today,
        "quantum_vulnerable": summary.quantum_vulnerable,
        "priorities": priorities,
        "most_urgent": summary.urgent.iter().map(|each| each.asset.id.to_string()).collect::<Vec<_>>(),
    })
}

struct Assets<'a>(&'a Document<'a>);

impl Serialize for Assets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(None)?;
        let judged = &self.0.judgement.assets;
        for (asset, judged) in self.0.inventory.assets.iter().zip(judged) {
            sequence.serialize_element(&One(asset, judged))?;
        }
        sequence.end()
    }
}

struct One<'a>(&'a Asset, &'a AssetJudgement);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(asset, judged) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &asset.id.to_string())?;
        map.serialize_entry("kind", asset.kind.as_str())?;
        map.serialize_entry("identity", &asset.identity)?;
        map.serialize_entry("name", &asset.name)?;
        map.serialize_entry("broken_today", &judged.broken_today)?;
        map.serialize_entry("quantum_vulnerable", &judged.quantum_vulnerable)?;
        map.serialize_entry("priority", judged.priority.as_str())?;
        let verdicts: Vec<Value> = judged.verdicts.iter().map(|each| verdict(each)).collect();
        map.serialize_entry("verdicts", &verdicts)?;
        if let Some(grade) = &judged.tls {
            map.serialize_entry("tls_profile", &tls_profile(grade))?;
        }
        let attributes: Map<String, Value> = asset
            .attributes
            .iter()
            .map(|(key, value)| ((*key).to_owned(), attribute(value)))
            .collect();
        map.serialize_entry("attributes", &attributes)?;
        let uses: Vec<Value> = asset
            .algorithms
            .iter()
            .zip(&judged.uses)
            .map(|(each, judged)| algorithm_use(each, judged))
            .collect();
        map.serialize_entry("algorithms", &uses)?;
        map.serialize_entry("protocols", &protocols(asset))?;
        map.serialize_entry("occurrences", &Occurrences(asset))?;
        map.end()
    }
}

/// The profile of a TLS configuration, with the checklist of each.
fn tls_profile(grade: &TlsGrade) -> Value {
    let check = |check: &Check| {
        let Requirement { id, text, confidence, citation: place, .. } = &*check.requirement;
        json!({
            "id": id,
            "requirement": text.en,
            "requirement_ja": text.ja,
            "is_must": check.is_must,
            "answer": check.answer.as_str(),
            "seen": check.seen,
            "citation": citation(place),
            "confidence": confidence.as_str(),
        })
    };
    let checklists: Map<String, Value> = Profile::ALL
        .into_iter()
        .map(|profile| {
            let checks: Vec<Value> = grade.checks(profile).iter().map(check).collect();
            (profile.as_str().to_owned(), checks.into())
        })
        .collect();
    json!({
        "profile": grade.profile.map(Profile::as_str),
        "is_whole": grade.is_whole,
        "is_assumed": grade.is_assumed,
        "checklists": checklists,
    })
}

fn attribute(value: &Attribute) -> Value {
    match value {
        Attribute::Boolean(flag) => (*flag).into(),
        Attribute::Integer(number) => (*number).into(),
        Attribute::List(list) => list.clone().into(),
        Attribute::Text(text) => text.as_str().into(),
    }
}

fn algorithm_use(each: &AlgorithmUse, judged: &UseJudgement) -> Value {
    let mut map = reference(&each.algorithm);
    map.insert("role".into(), each.role.as_str().into());
    map.insert("level".into(), each.level.as_str().into());
    map.insert("confidence".into(), each.confidence.as_str().into());
    if let Some(percent) = each.signs.percent() {
        let signs = each.signs.iter();
        let signs = signs.map(|(method, sign)| (method.as_str().to_owned(), sign.as_str().into()));
        map.insert("signs".into(), Value::Object(signs.collect()));
        map.insert("percent".into(), percent.into());
    }
    if let Some(reason) = &each.reason {
        map.insert("reason".into(), (**reason).into());
    }
    if let Some(own) = &each.position {
        map.insert("position".into(), position(own));
    }
    map.insert("quantum_impact".into(), judged.quantum.id().into());
    map.insert("broken_today".into(), judged.broken_today.is_some().into());
    if let Some(broken) = &judged.broken_today {
        map.insert("broken_reason".into(), broken.reason.en.as_str().into());
        map.insert("broken_reason_ja".into(), broken.reason.ja.as_str().into());
        map.insert("broken_source".into(), (*broken.citation.document).into());
    }
    map.insert("priority".into(), judged.priority.as_str().into());
    let verdicts: Vec<Value> = judged.verdicts.iter().map(verdict).collect();
    map.insert("verdicts".into(), verdicts.into());
    Value::Object(map)
}

/// The algorithm for people and as a specification. What the specification of an algorithm that is
/// not in the catalogue cannot carry stands beside it, so that nothing is lost.
fn reference(reference: &AlgorithmRef) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("algorithm".into(), reference.to_string().into());
    map.insert("specification".into(), spec_of(reference).into());
    if let Some(bits) = reference.bits {
        map.insert("bits".into(), bits.into());
    }
    let curve = reference.curve.map(|curve| curve.id);
    if let Some(curve) = curve.or(reference.other_curve.as_deref()) {
        map.insert("curve".into(), curve.into());
    }
    if reference.algorithm().is_none() {
        for (key, part) in [("hash", reference.hash), ("mode", reference.mode)] {
            if let Some(part) = part {
                map.insert(key.into(), part.id.into());
            }
        }
    }
    map
}

fn verdict(verdict: &Verdict) -> Value {
    json!({
        "list": *verdict.list.id,
        "edition": *verdict.list.edition,
        "entry": verdict.entry.as_deref(),
        "status": *verdict.status,
        "conditions": verdict.conditions.iter().map(|id| &**id).collect::<Vec<_>>(),
        "message": verdict.message.en,
        "message_ja": verdict.message.ja,
        "citation": citation(&verdict.citation),
        "confidence": verdict.confidence.as_str(),
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

fn protocols(asset: &Asset) -> Value {
    let list: Vec<Value> = asset
        .protocols
        .iter()
        .map(|protocol| {
            let suites: Vec<Value> = protocol
                .suites
                .iter()
                .map(|suite| {
                    let parts: Vec<Value> =
                        suite.algorithms.iter().map(|part| reference(part).into()).collect();
                    json!({ "name": suite.name, "code_point": suite.code_point, "algorithms": parts })
                })
                .collect();
            json!({ "name": protocol.name, "versions": protocol.versions, "suites": suites })
        })
        .collect();
    list.into()
}

struct Occurrences<'a>(&'a Asset);

impl Serialize for Occurrences<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.occurrences.iter().map(|occurrence| {
            let mut map = match position(&occurrence.position) {
                Value::Object(map) => map,
                _ => Map::new(),
            };
            map.insert("path".into(), occurrence.path.as_str().into());
            map.insert("detector".into(), occurrence.detector.into());
            map.insert("confidence".into(), occurrence.confidence.as_str().into());
            Value::Object(map)
        }))
    }
}

fn position(position: &Position) -> Value {
    let mut map = Map::new();
    if let Some(line) = position.line {
        map.insert("line".into(), line.into());
    }
    if let Some(offset) = position.offset {
        map.insert("offset".into(), offset.into());
    }
    if let Some(length) = position.length {
        map.insert("length".into(), length.into());
    }
    if let Some(symbol) = &position.symbol {
        map.insert("symbol".into(), (**symbol).into());
    }
    Value::Object(map)
}

struct Relations<'a>(&'a [Relation]);

impl Serialize for Relations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|relation| {
            json!({
                "from": relation.from.to_string(),
                "kind": relation.kind.as_str(),
                "to": relation.to.to_string(),
            })
        }))
    }
}

struct Diagnostics<'a>(&'a [Diagnostic]);

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|diagnostic| {
            json!({
                "code": diagnostic.code.code,
                "severity": diagnostic.code.severity.as_str(),
                "path": diagnostic.path.as_str(),
                "position": position(&diagnostic.position),
                "message": diagnostic.message,
            })
        }))
    }
}
