//! The compact JSON from which the page lists, filters and explains the assets.
//!
//! What many assets share (folders, uses with their verdicts) stands once and is referred to by
//! number, so that 100 000 assets stay below 30 MB.

use crate::report::{Report, words};
use crate::summary::reason_of;
use crate::table::{outcome_word, printable};
use aratame_inventory::{AlgorithmUse, Asset, AssetKind, EvidenceLevel, Value};
use aratame_policy::verdict::{AssetJudgement, Priority, UseJudgement, Verdict};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// Up to so many assets each shows `PLACES` of its places and its attributes; beyond, fewer.
const FEW: usize = 20_000;
/// Places of an asset in a page of few assets, and in one of many.
const PLACES: (usize, usize) = (20, 2);
/// Characters of a name: the rest does not help to find it.
const NAME: usize = 160;
/// Attributes and their characters, in a page of few assets.
const ATTRIBUTE: usize = 200;

/// The JSON.
pub(super) fn json(report: &Report<'_>) -> io::Result<String> {
    let mut shared = Shared { report, ..Shared::new(report) };
    let mut order: Vec<(usize, (&Asset, &AssetJudgement))> = report.assets().enumerate().collect();
    order.sort_by_key(|(_, (asset, judged))| {
        (std::cmp::Reverse((judged.priority, asset.occurrences.len())), asset.id)
    });
    let many = order.len() > FEW;
    let assets: Vec<Json> = order
        .into_iter()
        .map(|(at, (asset, judged))| shared.asset(at, asset, judged, many))
        .collect();
    let lang = report.lang;
    let document = json!({
        "kinds": AssetKind::ALL.map(|kind| [kind.as_str(), lang.pick(kind.as_str(), kind.ja())]),
        "priorities": Priority::ALL.map(|each| {
            [each.as_str(), words::priority(each, lang), words::priority_tone(each).class()]
        }),
        "systems": report.planned.ledger.systems.iter().map(|system| [printable(&system.id), printable(&system.name)]).collect::<Vec<_>>(),
        "words": page_words(report),
        "folders": shared.folders.names,
        "uses": shared.uses,
        "assets": assets,
    });
    serde_json::to_string(&document).map_err(io::Error::other)
}

fn page_words(report: &Report<'_>) -> Json {
    let p = |en, ja| report.pick(en, ja);
    json!({
        "shown": p("{n} of {all} assets", "{all}件中{n}件"),
        "page": p("page {n} of {all}", "{all}ページ中{n}ページ"),
        "more": p("… and {n} more places: see the workbook or the JSON inventory", "ほか{n}箇所（Excelブック又はJSONを参照）"),
        "id": p("Asset id", "資産ID"),
        "places": p("Places", "検出箇所"),
        "system": p("Information system", "情報システム"),
        "noSystem": p("(none)", "（該当なし）"),
        "attributes": p("Attributes", "属性"),
        "uses": p("Algorithms and verdicts", "アルゴリズムと判定"),
        "none": p("Nothing matches.", "該当する資産はありません。"),
        "useColumns": report.pick(
            ["Algorithm", "Role", "Evidence", "Confidence", "Quantum computer", "Reason", "Verdicts"],
            ["アルゴリズム", "用途", "根拠の水準", "確度", "量子計算機の影響", "理由", "判定"],
        ),
    })
}

/// Names that are referred to by number.
#[derive(Default)]
struct Interned {
    names: Vec<String>,
    at: HashMap<String, usize>,
}

impl Interned {
    fn of(&mut self, name: &str) -> usize {
        if let Some(at) = self.at.get(name) {
            return *at;
        }
        self.names.push(printable(name).into_owned());
        self.at.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }
}

/// What makes two uses the same line of the page. Equal uses share their judgement.
type UseKey = (*const UseJudgement, String, Option<Box<str>>, u8);

struct Shared<'a> {
    report: &'a Report<'a>,
    folders: Interned,
    uses: Vec<Json>,
    use_at: HashMap<UseKey, usize>,
}

impl<'a> Shared<'a> {
    fn new(report: &'a Report<'a>) -> Self {
        Self { report, folders: Interned::default(), uses: Vec::new(), use_at: HashMap::new() }
    }

    fn asset(&mut self, at: usize, asset: &Asset, judged: &AssetJudgement, many: bool) -> Json {
        let id = asset.id.to_string();
        let hash = id.rsplit('/').next().unwrap_or_default();
        let kind = AssetKind::ALL.iter().position(|kind| *kind == asset.kind);
        let priority = Priority::ALL.iter().position(|each| *each == judged.priority);
        let flags = u8::from(judged.broken_today) | u8::from(judged.quantum_vulnerable) << 1;
        let uses: Vec<usize> = asset
            .algorithms
            .iter()
            .zip(&judged.uses)
            .map(|(each, judged)| self.used(each, judged))
            .collect();
        let limit = if many { PLACES.1 } else { PLACES.0 };
        let places: Vec<Json> =
            asset.occurrences.iter().take(limit).map(|each| self.place(each)).collect();
        let name: String = printable(&asset.name).chars().take(NAME).collect();
        let attributes = if many { Vec::new() } else { attributes(asset) };
        let ledger = &self.report.planned.ledger.systems;
        let systems: Vec<usize> = self
            .report
            .planned
            .systems_of(at)
            .filter_map(|system| ledger.iter().position(|each| each.id == system.id))
            .collect();
        let count = asset.occurrences.len();
        json!([hash, kind, name, priority, flags, uses, places, count, attributes, systems])
    }

    fn place(&mut self, place: &aratame_inventory::asset::Occurrence) -> Json {
        let path = place.path.as_str();
        let cut = path.rfind('/').map_or(0, |at| at + 1);
        let (folder, file) = path.split_at(cut);
        json!([self.folders.of(folder), printable(&format!("{file}{}", place.position))])
    }

    fn used(&mut self, each: &AlgorithmUse, judged: &Arc<UseJudgement>) -> usize {
        let key = (
            Arc::as_ptr(judged),
            each.algorithm.to_string(),
            each.reason.clone(),
            each.confidence as u8,
        );
        if let Some(at) = self.use_at.get(&key) {
            return *at;
        }
        self.uses.push(use_line(self.report, each, judged));
        self.use_at.insert(key, self.uses.len() - 1);
        self.uses.len() - 1
    }
}

fn use_line(report: &Report<'_>, each: &AlgorithmUse, judged: &UseJudgement) -> Json {
    let lang = report.lang;
    let reason = match (&each.reason, each.level) {
        (_, EvidenceLevel::Uses | EvidenceLevel::Configures) if !judged.verdicts.is_empty() => {
            reason_of(judged, lang)
        }
        (Some(reason), _) => reason.to_string(),
        (None, _) => String::new(),
    };
    json!([
        printable(&each.algorithm.to_string()),
        words::role(each.role, lang),
        words::level(each.level, lang),
        format!("{}{}", words::confidence(each.confidence, lang), seen_by(each)),
        words::quantum(judged.quantum, lang),
        printable(&reason),
        judged.verdicts.iter().map(|verdict| verdict_line(report, verdict)).collect::<Vec<_>>(),
    ])
}

/// The detector's own reason, in brackets.
fn seen_by(each: &AlgorithmUse) -> String {
    each.reason.as_ref().map_or_else(String::new, |reason| format!(" ({})", printable(reason)))
}

fn verdict_line(report: &Report<'_>, verdict: &Verdict) -> Json {
    let lang = report.lang;
    json!([
        &*verdict.list.edition,
        outcome_word(verdict.outcome, lang),
        words::outcome_tone(verdict.outcome).class(),
        printable(lang.of(&verdict.message)),
        format!(
            "{} [{}]",
            words::citation(&verdict.citation),
            words::rule_confidence(verdict.confidence, lang)
        ),
    ])
}

fn attributes(asset: &Asset) -> Vec<[String; 2]> {
    let text = |value: &Value| match value {
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::List(list) => list.join(", "),
        Value::Text(text) => text.clone(),
    };
    let short = |value: &Value| printable(&text(value)).chars().take(ATTRIBUTE).collect();
    asset.attributes.iter().map(|(key, value)| [(*key).to_owned(), short(value)]).collect()
}
