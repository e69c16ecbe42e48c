//! Figures and the most urgent assets: what the table, the Markdown page and the JSON begin with.

use crate::lang::Lang;
use aratame_inventory::{AlgorithmUse, Asset, AssetKind, EvidenceLevel, Inventory, Severity};
use aratame_policy::verdict::{
    AssetJudgement, Judgement, ListHead, Outcome, Priority, UseJudgement, Verdict,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many of the most urgent assets a summary names.
const URGENT: usize = 10;

/// The figures of an inventory.
#[derive(Debug)]
pub struct Summary<'a> {
    /// Distinct assets by kind.
    pub kinds: BTreeMap<AssetKind, (usize, usize)>,
    /// Assets of which a use is broken today.
    pub broken_today: usize,
    /// Assets of which a use is quantum-vulnerable.
    pub quantum_vulnerable: usize,
    /// Assets by priority.
    pub priorities: BTreeMap<Priority, usize>,
    /// For each list, in order: assets by the list's status, worst use of each asset.
    pub statuses: Vec<BTreeMap<(Outcome, &'a str), usize>>,
    /// The most urgent, most urgent first.
    pub urgent: Vec<Urgent<'a>>,
    /// Diagnostics by code.
    pub diagnostics: BTreeMap<&'static str, (Severity, usize)>,
    /// Libraries that implement cryptography: listed, not judged as uses.
    pub implementations: usize,
}

/// One of the most urgent assets.
#[derive(Clone, Copy, Debug)]
pub struct Urgent<'a> {
    /// The asset.
    pub asset: &'a Asset,
    /// What is said of it.
    pub judgement: &'a AssetJudgement,
}

impl<'a> Summary<'a> {
    /// Counts.
    #[must_use]
    pub fn new(inventory: &'a Inventory, judgement: &'a Judgement) -> Self {
        let mut summary = Self {
            kinds: BTreeMap::new(),
            broken_today: 0,
            quantum_vulnerable: 0,
            priorities: BTreeMap::new(),
            statuses: vec![BTreeMap::new(); judgement.lists.len()],
            urgent: Vec::new(),
            diagnostics: BTreeMap::new(),
            implementations: 0,
        };
        for (asset, judged) in inventory.assets.iter().zip(&judgement.assets) {
            summary.count(asset, judged, &judgement.lists);
        }
        for diagnostic in &inventory.diagnostics {
            let row = summary.diagnostics.entry(diagnostic.code.code);
            row.or_insert((diagnostic.code.severity, 0)).1 += 1;
        }
        summary.urgent = most_urgent(inventory, judgement);
        summary
    }

    fn count(&mut self, asset: &'a Asset, judged: &'a AssetJudgement, lists: &[Arc<ListHead>]) {
        let kind = self.kinds.entry(asset.kind).or_default();
        kind.0 += 1;
        kind.1 += asset.occurrences.len();
        self.broken_today += usize::from(judged.broken_today);
        self.quantum_vulnerable += usize::from(judged.quantum_vulnerable);
        *self.priorities.entry(judged.priority).or_default() += 1;
        self.implementations += usize::from(asset.kind == AssetKind::Library);
        for (index, (statuses, list)) in self.statuses.iter_mut().zip(lists).enumerate() {
            if let Some(worst) = worst_status(asset, judged, index, list) {
                *statuses.entry(worst).or_default() += 1;
            }
        }
    }
}

/// The gravest word that one list says of an asset and of its uses.
fn worst_status<'a>(
    asset: &Asset,
    judged: &'a AssetJudgement,
    index: usize,
    list: &ListHead,
) -> Option<(Outcome, &'a str)> {
    let own = judged.verdicts.iter().filter(|verdict| verdict.list.id == list.id);
    uses(asset, judged)
        .filter_map(|each| each.verdicts.get(index))
        .chain(own.map(|verdict| &**verdict))
        .filter(|verdict| verdict.outcome != Outcome::NotApplicable)
        .map(|verdict| (verdict.outcome, &*verdict.status))
        .max_by_key(|(outcome, status)| (gravity(*outcome), *status))
}

/// What is not known is graver than a condition, and less grave than a demand.
fn gravity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Conforming => 1,
        Outcome::Unlisted => 2,
        Outcome::Conditional => 3,
        Outcome::Unknown => 4,
        Outcome::Migrate => 5,
        Outcome::Prohibited => 6,
    }
}

/// The judgements of what an asset uses or allows; what it merely implements is left out.
pub(crate) fn uses<'a>(
    asset: &Asset,
    judged: &'a AssetJudgement,
) -> impl Iterator<Item = &'a UseJudgement> {
    let in_use = |level: EvidenceLevel| level.is_in_use();
    let levels = asset.algorithms.iter().map(|each| each.level);
    levels.zip(&judged.uses).filter(move |(level, _)| in_use(*level)).map(|(_, each)| &**each)
}

fn most_urgent<'a>(inventory: &'a Inventory, judgement: &'a Judgement) -> Vec<Urgent<'a>> {
    let mut urgent: Vec<Urgent<'_>> = inventory
        .assets
        .iter()
        .zip(&judgement.assets)
        .filter(|(_, judged)| judged.priority > Priority::Watch)
        .map(|(asset, judgement)| Urgent { asset, judgement })
        .collect();
    urgent.sort_by_key(|each| {
        let places = each.asset.occurrences.len();
        (
            std::cmp::Reverse((each.judgement.priority, can_be_set(each.asset), places)),
            each.asset.id,
        )
    });
    urgent.truncate(URGENT);
    urgent
}

/// Whether the organisation sets what the asset uses. What a program can reach by its names its
/// maker has set: of equal urgency it comes later.
fn can_be_set(asset: &Asset) -> bool {
    !matches!(asset.kind, AssetKind::Library | AssetKind::Program)
}

impl<'a> Urgent<'a> {
    /// The use that gives the asset its place, in words; or what a list says of the asset as such.
    #[must_use]
    pub fn why(&self, lang: Lang) -> String {
        match gravest(self.asset, self.judgement, lang) {
            (algorithm, reason) if algorithm.is_empty() => reason,
            (algorithm, reason) => format!("{algorithm}: {reason}"),
        }
    }

    /// The place of the use that gives the asset its place, or its first; and how many more there are.
    #[must_use]
    pub fn place(&self) -> String {
        let own =
            gravest_use(self.asset, self.judgement).and_then(|(each, _)| each.position.as_deref());
        let mut places = self.asset.occurrences.iter();
        let first = places
            .next()
            .map_or_else(String::new, |o| format!("{}{}", o.path, own.unwrap_or(&o.position)));
        match places.len() {
            0 => first,
            more => format!("{first} (+{more})"),
        }
    }
}

/// What gives an asset its priority: the algorithm, where it is a use, and why.
pub(crate) fn gravest(asset: &Asset, judged: &AssetJudgement, lang: Lang) -> (String, String) {
    match gravest_use(asset, judged) {
        Some((each, of_use)) => (each.algorithm.to_string(), reason_of(of_use, lang)),
        None => (String::new(), reason_of_asset(judged, lang).unwrap_or_default()),
    }
}

fn gravest_use<'a>(
    asset: &'a Asset,
    judged: &'a AssetJudgement,
) -> Option<(&'a AlgorithmUse, &'a UseJudgement)> {
    let judged_uses = judged.uses.iter().map(|of_use| &**of_use);
    let decides = |each: &AlgorithmUse, of_use: &UseJudgement| {
        each.level.is_in_use() && of_use.priority == judged.priority
    };
    asset.algorithms.iter().zip(judged_uses).find(|(each, of_use)| decides(each, of_use))
}

/// What the gravest verdict of the asset as such says.
pub(crate) fn reason_of_asset(judged: &AssetJudgement, lang: Lang) -> Option<String> {
    let worst = judged.verdicts.iter().max_by_key(|verdict| gravity(verdict.outcome))?;
    (gravity(worst.outcome) > gravity(Outcome::Conforming)).then(|| said(worst, lang))
}

fn said(verdict: &Verdict, lang: Lang) -> String {
    format!("{} [{}]", lang.of(&verdict.message), verdict.citation.document)
}

/// Why a use has its priority: the breakage, or the verdict of the list that decides.
pub(crate) fn reason_of(judged: &UseJudgement, lang: Lang) -> String {
    if let Some(broken) = &judged.broken_today {
        return lang.of(&broken.reason).to_owned();
    }
    let decides = |outcome| match judged.priority {
        Priority::Prohibited => outcome == Outcome::Prohibited,
        Priority::Migrate => outcome == Outcome::Migrate,
        _ => false,
    };
    let verdict = judged.verdicts.iter().find(|verdict| decides(verdict.outcome));
    let own = || lang.of(&judged.priority.reason()).to_owned();
    verdict.map_or_else(own, |verdict| said(verdict, lang))
}
