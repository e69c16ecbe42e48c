//! The judgement: each use of an algorithm by each list at the date, and the order of urgency.
//!
//! Owns how entries, key lengths, combinations and dates make a verdict. A library that merely
//! implements an algorithm is no finding: an `implements` use gets no verdict.

mod broken;
mod grade;
mod urgency;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use aratame_algorithms::{Algorithm, Primitive, QuantumImpact, Usage, algorithm, strength};
use aratame_inventory::{
    AlgorithmName, AlgorithmRef, AlgorithmUse, Asset, EvidenceLevel, Inventory, Role,
};

use crate::asset_facts::AssetFacts;
use crate::condition::{Facts, Flag};
use crate::date::Date;
use crate::list::{Entry, Horizon, List, Part, Phase, Purpose, Subject};
use crate::lists::builtin;
use crate::tls_profile::TlsGrader;
use crate::verdict::{
    AssetJudgement, Citation, Judgement, Outcome, Priority, RuleConfidence, Text, UnusedEntry,
    UseJudgement, Verdict,
};
use broken::broken_today;
use grade::grade_verdict;
use urgency::{urgency, urgency_of_rule};

/// When the inventory is judged, and until when the system is to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The date of judgement.
    pub as_of: Date,
    /// The planned last year of operation, or of the need for protection.
    pub end_of_life: Option<i32>,
}

impl Context {
    /// The date by which a list is applied.
    fn date(self, horizon: Horizon) -> Date {
        match (horizon, self.end_of_life) {
            (Horizon::EndOfLife, Some(year)) => self.as_of.max(Date::end_of(year)),
            _ => self.as_of,
        }
    }
}

/// Judges by a set of lists at a date.
#[derive(Clone, Debug)]
pub struct Judge {
    lists: Vec<Arc<List>>,
    context: Context,
}

/// What two uses must share to share a judgement; the last is the class of their assets.
type Key<'a> = (&'a AlgorithmRef, Role, EvidenceLevel, bool, usize);

/// What one run of a judge has seen: what is alike is judged once.
#[derive(Default)]
struct Seen<'a> {
    uses: HashMap<Key<'a>, Arc<UseJudgement>>,
    /// Assets of which the same questions of the lists hold.
    classes: HashMap<Vec<u64>, usize>,
    /// Verdicts of rules, by list and rule.
    rules: HashMap<(usize, usize), Arc<Verdict>>,
}

impl Judge {
    /// Judges by these lists, in this order.
    #[must_use]
    pub fn new(lists: Vec<Arc<List>>, context: Context) -> Self {
        Self { lists, context }
    }

    /// The judgement of a whole inventory; equal uses share one judgement.
    #[must_use]
    pub fn inventory(&self, inventory: &Inventory) -> Judgement {
        let mut seen = Seen::default();
        let graders = self.graders(inventory);
        let assets: Vec<_> =
            inventory.assets.iter().map(|asset| self.asset(asset, &graders, &mut seen)).collect();
        let milestones = self.lists.iter().flat_map(|list| {
            list.milestones().iter().map(|milestone| (list.head.clone(), milestone.clone()))
        });
        Judgement {
            as_of: self.context.as_of.to_string(),
            end_of_life: self.context.end_of_life,
            lists: self.lists.iter().map(|list| list.head.clone()).collect(),
            assets,
            unused: self.unused(&seen),
            milestones: milestones.collect(),
        }
    }

    /// The judgement of an inventory whose assets are to run until different years: `ends` has the
    /// year of each asset, or nothing where the judge's own holds.
    #[must_use]
    pub fn inventory_until(&self, inventory: &Inventory, ends: &[Option<i32>]) -> Judgement {
        let mut judgement = self.inventory(inventory);
        let years: BTreeSet<i32> = ends.iter().flatten().copied().collect();
        for year in years {
            let context = Context { end_of_life: Some(year), ..self.context };
            let judge = Self::new(self.lists.clone(), context);
            let (graders, mut seen) = (judge.graders(inventory), Seen::default());
            let assets = inventory.assets.iter().zip(&mut judgement.assets).zip(ends);
            for ((asset, judged), _) in assets.filter(|(_, end)| **end == Some(year)) {
                *judged = judge.asset(asset, &graders, &mut seen);
            }
        }
        judgement
    }

    /// The graders of TLS configurations, of the lists that have one.
    fn graders<'a>(&'a self, inventory: &'a Inventory) -> Vec<(&'a List, TlsGrader<'a>)> {
        let grader =
            |list: &'a Arc<List>| Some((&**list, TlsGrader::new(list.tls.as_ref()?, inventory)));
        self.lists.iter().filter_map(grader).collect()
    }

    fn asset<'a>(
        &self,
        asset: &'a Asset,
        graders: &[(&List, TlsGrader<'_>)],
        seen: &mut Seen<'a>,
    ) -> AssetJudgement {
        let self_issued = AssetFacts(asset).flag(Flag::SelfIssued);
        let held: Vec<u64> = self.lists.iter().map(|list| list.held(asset)).collect();
        let next = seen.classes.len();
        let known = seen.classes.get(&held).copied();
        let class = known.unwrap_or_else(|| *seen.classes.entry(held.clone()).or_insert(next));
        let uses: Vec<_> = asset
            .algorithms
            .iter()
            .map(|used| {
                let own = self_issued && used.role == Role::Signature;
                let key = (&used.algorithm, used.role, used.level, own, class);
                let judge = || Arc::new(self.judge_held(used, own, &held));
                seen.uses.entry(key).or_insert_with(judge).clone()
            })
            .collect();
        let in_use = || {
            let judged = uses.iter().zip(&asset.algorithms);
            judged.filter(|(_, used)| used.level.is_in_use()).map(|(judged, _)| judged)
        };
        let mut verdicts = self.rules(&held, seen);
        let grades = graders.iter().filter_map(|(list, grader)| Some((list, grader.grade(asset)?)));
        let grades: Vec<_> = grades.collect();
        verdicts.extend(grades.iter().map(|(list, grade)| Arc::new(grade_verdict(list, grade))));
        let of_rules = verdicts.iter().map(|verdict| urgency_of_rule(verdict.outcome));
        AssetJudgement {
            broken_today: in_use().any(|judged| judged.broken_today.is_some()),
            quantum_vulnerable: in_use().any(|judged| judged.quantum == QuantumImpact::ShorBroken),
            priority: uses
                .iter()
                .map(|judged| judged.priority)
                .chain(of_rules)
                .max()
                .unwrap_or(Priority::None),
            uses,
            verdicts,
            tls: grades.into_iter().next().map(|(_, grade)| Box::new(grade)),
        }
    }

    /// What the first rule of each list that holds says of the asset.
    fn rules(&self, held: &[u64], seen: &mut Seen<'_>) -> Vec<Arc<Verdict>> {
        let of_list = |(at, (list, held)): (usize, (&Arc<List>, &u64))| {
            let rule = list.rules.iter().position(|rule| rule.holds(*held))?;
            let verdict = || Arc::new(self.rule_verdict(list, &list.rules[rule]));
            Some(seen.rules.entry((at, rule)).or_insert_with(verdict).clone())
        };
        self.lists.iter().zip(held).enumerate().filter_map(of_list).collect()
    }

    fn rule_verdict(&self, list: &List, rule: &Entry) -> Verdict {
        let date = self.context.date(list.horizon);
        let mut finding = finding(list, rule, date);
        let conditions = finding.conditions.clone();
        finding.message = filled(&finding.message, &rule.name, &rule.name, None, date);
        finding.into_verdict(list, conditions)
    }

    /// The judgement of one use. The lists judge the signature of a self-issued certificate as
    /// every other, but its hash neither counts as broken in use nor raises the urgency: trust
    /// does not rest on it.
    #[must_use]
    pub fn judge_use(&self, used: &AlgorithmUse, self_issued: bool) -> UseJudgement {
        self.judge_held(used, self_issued, &vec![0; self.lists.len()])
    }

    /// `held` are the questions of each list that hold of the asset.
    fn judge_held(&self, used: &AlgorithmUse, self_issued: bool, held: &[u64]) -> UseJudgement {
        let quantum = quantum(&used.algorithm);
        if !used.level.is_in_use() {
            let priority = Priority::None;
            return UseJudgement { broken_today: None, quantum, verdicts: Vec::new(), priority };
        }
        if self_issued && used.algorithm.hash.is_some() {
            return self.judge_self_issued(used, quantum, held);
        }
        let broken_today = broken_today(&used.algorithm);
        let verdicts = self.verdicts(used, held);
        let priority = urgency(broken_today.as_ref(), &verdicts, quantum, used);
        UseJudgement { broken_today, quantum, verdicts, priority }
    }

    fn verdicts(&self, used: &AlgorithmUse, held: &[u64]) -> Vec<Verdict> {
        let of_list = |(list, held): (&Arc<List>, &u64)| {
            self.of_role(list, &used.algorithm, used.role, *held)
        };
        self.lists.iter().zip(held).map(of_list).collect()
    }

    fn judge_self_issued(
        &self,
        used: &AlgorithmUse,
        quantum: QuantumImpact,
        held: &[u64],
    ) -> UseJudgement {
        let mut verdicts = self.verdicts(used, held);
        verdicts.iter_mut().for_each(note_self_issued);
        let bare = AlgorithmRef { hash: None, ..used.algorithm.clone() };
        let bare = self.judge_held(&AlgorithmUse::new(bare, used.role, used.level), false, held);
        UseJudgement { broken_today: bare.broken_today, quantum, verdicts, priority: bare.priority }
    }

    /// What one list says of a key of an algorithm with its parameters.
    #[must_use]
    pub fn verdict(&self, list: &List, used: &AlgorithmRef) -> Verdict {
        self.of_role(list, used, Role::Key, 0)
    }

    fn of_role(&self, list: &List, used: &AlgorithmRef, role: Role, held: u64) -> Verdict {
        let Some(usage) = usage_of(used) else { return unknown_algorithm(list, used) };
        let parts = list.parts.iter().filter_map(|part| self.part(list, *part, &usage, role, held));
        let shor = usage.algorithm.quantum == QuantumImpact::ShorBroken;
        let mut deciding: Option<Finding> = None;
        let mut conditions: Vec<(Arc<str>, Text)> = Vec::new();
        let mut met: Vec<Arc<str>> = Vec::new();
        for finding in parts {
            met.extend(finding.entry.clone());
            for (id, text) in &finding.conditions {
                let unsaid =
                    shor && list.conditions.get(&**id).is_some_and(|c| c.unless_shor_broken);
                if !unsaid && !conditions.iter().any(|(known, _)| known == id) {
                    conditions.push((id.clone(), text.clone()));
                }
            }
            let worse = |last: &Finding| rank(finding.outcome) > rank(last.outcome);
            if deciding.as_ref().is_none_or(worse) {
                deciding = Some(finding);
            }
        }
        let deciding = deciding.unwrap_or_else(|| out_of_scope(list, usage.algorithm));
        Verdict { met, ..deciding.into_verdict(list, conditions) }
    }

    fn part(
        &self,
        list: &List,
        part: Part,
        usage: &Usage,
        role: Role,
        held: u64,
    ) -> Option<Finding> {
        let of = match part {
            Part::Algorithm => *usage,
            Part::Hash => Usage::of(usage.hash?),
            Part::Mode => Usage::of(usage.mode?),
        };
        let broken = of.algorithm.broken.is_some() || signs_with_broken_hash(&of);
        let subject = Subject {
            algorithm: of.algorithm,
            strength: strength(&of),
            bits: of.bits.or(of.curve.map(|curve| curve.bits)).or(of.algorithm.key_bits),
            purpose: purpose(role, of.algorithm),
            broken,
            held,
        };
        let Some(entry) = select(list, subject) else {
            return Some(self.unlisted(list, subject, role));
        };
        let mut finding = self.of_subject(list, entry, subject);
        if part == Part::Algorithm && entry.checks_key_length && has_key_length(of.algorithm) {
            self.check_key_length(list, entry, &of, role, &mut finding);
        }
        Some(finding)
    }

    fn unlisted(&self, list: &List, subject: Subject, role: Role) -> Finding {
        let row = subject.algorithm;
        if !list.scope.contains(&row.primitive) && row.quantum != QuantumImpact::ShorBroken {
            return out_of_scope(list, row);
        }
        let by_key = subject.strength.is_none() && list.entries.iter().any(by_size);
        if by_key && has_key_length(row) && signs(role) {
            return judged_at_the_key(list, row);
        }
        let mut finding = self.of_subject(list, &list.unlisted, subject);
        finding.entry = None;
        finding
    }

    fn of_subject(&self, list: &List, entry: &Entry, subject: Subject) -> Finding {
        let date = self.context.date(list.horizon);
        let mut finding = finding(list, entry, date);
        let named = finding.entry.as_deref().unwrap_or(subject.algorithm.name);
        finding.message =
            filled(&finding.message, named, subject.algorithm.name, subject.strength, date);
        finding
    }

    /// The list's rule that a technique counts only with a key length that conforms. Where the key
    /// itself is another asset (the issuer's, a server's), an unknown length is judged there.
    fn check_key_length(
        &self,
        list: &List,
        entry: &Entry,
        of: &Usage,
        role: Role,
        finding: &mut Finding,
    ) {
        let Some(rules) = list.key_length.as_deref().and_then(|id| self.list_named(id)) else {
            return;
        };
        let key = Usage { hash: None, ..*of };
        let known = strength(&key).or(entry.least_strength);
        let outcome = known.map(|bits| self.key_length_outcome(&rules, of.algorithm, bits));
        let (id, text) = match outcome {
            Some(Outcome::Prohibited) => {
                finding.outcome = Outcome::Unlisted;
                ("keylen-nonconforming", KEYLEN_NONCONFORMING)
            }
            Some(Outcome::Migrate) => ("keylen-migration", KEYLEN_MIGRATION),
            None | Some(Outcome::Unknown) => {
                if !signs(role) {
                    finding.outcome = Outcome::Unknown;
                }
                ("keylen-unknown", KEYLEN_UNKNOWN)
            }
            Some(_) => ("keylen-conforming", KEYLEN_CONFORMING),
        };
        finding.confidence = finding.confidence.max(key_length_confidence(id));
        finding.conditions.insert(0, (id.into(), text_of(text)));
    }

    fn key_length_outcome(&self, rules: &List, row: &'static Algorithm, bits: u32) -> Outcome {
        let subject = Subject {
            algorithm: row,
            strength: Some(bits),
            bits: None,
            purpose: Purpose::Undetermined,
            broken: false,
            held: 0,
        };
        match rules.entries.iter().find(|entry| by_strength(entry) && entry.selects(subject)) {
            Some(entry) => self.of_subject(rules, entry, subject).outcome,
            None => Outcome::Unknown,
        }
    }

    fn list_named(&self, id: &str) -> Option<Arc<List>> {
        self.lists.iter().find(|list| list.is_called(id)).cloned().or_else(|| builtin(id))
    }

    /// The entries and rules of the lists that nothing met.
    fn unused(&self, seen: &Seen<'_>) -> Vec<UnusedEntry> {
        let of_uses = seen.uses.values().flat_map(|judged| &judged.verdicts);
        let met: BTreeSet<_> = of_uses
            .chain(seen.rules.values().map(|verdict| &**verdict))
            .flat_map(|verdict| verdict.met.iter().map(|entry| (&*verdict.list.id, &**entry)))
            .collect();
        let all =
            self.lists.iter().flat_map(|list| list.entry_names().map(|name| (&list.head.id, name)));
        let unmet = all.filter(|(list, name)| !met.contains(&(&***list, *name)));
        unmet.map(|(list, name)| UnusedEntry { list: list.clone(), entry: name.into() }).collect()
    }
}

const KEYLEN_CONFORMING: (&str, &str) = ("key length conforms to LS-0003", "鍵長はLS-0003に適合");
const KEYLEN_MIGRATION: (&str, &str) = (
    "key length conforms to LS-0003 only until the end of the migration period",
    "鍵長のLS-0003適合は移行完遂期間の終わりまで",
);
const KEYLEN_NONCONFORMING: (&str, &str) = (
    "key length does not conform to LS-0003: not considered use of a listed technique",
    "鍵長がLS-0003に適合しないため、リスト記載技術の利用とはみなされない",
);
const KEYLEN_UNKNOWN: (&str, &str) = (
    "key length is not known: conformity to LS-0003 cannot be judged",
    "鍵長が不明のためLS-0003適合を判定できない",
);

/// The mapping from key lengths to strengths is not confirmed against LS-0003 itself.
fn key_length_confidence(id: &str) -> RuleConfidence {
    match id {
        "keylen-conforming" => RuleConfidence::Secondary,
        _ => RuleConfidence::Provisional,
    }
}

fn text_of((en, ja): (&str, &str)) -> Text {
    Text { en: en.to_owned(), ja: ja.to_owned() }
}

/// What one list says of one part of a use.
struct Finding {
    entry: Option<Arc<str>>,
    status: Arc<str>,
    outcome: Outcome,
    message: Text,
    conditions: Vec<(Arc<str>, Text)>,
    citation: Citation,
    confidence: RuleConfidence,
}

impl Finding {
    fn into_verdict(self, list: &List, conditions: Vec<(Arc<str>, Text)>) -> Verdict {
        let mut message = self.message;
        for (_, text) in &conditions {
            message.en = format!("{}; {}", message.en, text.en);
            message.ja = format!("{}。{}", message.ja, text.ja);
        }
        Verdict {
            list: list.head.clone(),
            met: self.entry.iter().cloned().collect(),
            entry: self.entry,
            status: self.status,
            outcome: self.outcome,
            conditions: conditions.into_iter().map(|(id, _)| id).collect(),
            message,
            citation: self.citation,
            confidence: self.confidence,
        }
    }
}

/// The entry that speaks of an algorithm. A hybrid is judged by its post-quantum part where an
/// entry names that part; otherwise the first entry whose selectors fit holds.
fn select(list: &List, subject: Subject) -> Option<&Entry> {
    let row = subject.algorithm;
    let part = (row.quantum == QuantumImpact::Hybrid).then(|| {
        let parts = row.component_usages();
        parts.into_iter().find(|part| part.algorithm.quantum != QuantumImpact::ShorBroken)
    });
    let named = part.flatten().and_then(|part| {
        list.entries.iter().find(|entry| entry.algorithms.contains(&part.algorithm))
    });
    named.or_else(|| list.entries.iter().find(|entry| entry.selects(subject)))
}

fn by_strength(entry: &Entry) -> bool {
    entry.min_strength.is_some() || entry.max_strength.is_some()
}

fn by_size(entry: &Entry) -> bool {
    by_strength(entry) || entry.min_bits.is_some() || entry.max_bits.is_some()
}

fn has_key_length(row: &Algorithm) -> bool {
    row.quantum == QuantumImpact::ShorBroken
        || row.primitive.is_public_key()
        || matches!(row.primitive, Primitive::BlockCipher | Primitive::StreamCipher | Primitive::Ae)
}

/// The usage that the catalogue knows, with a size written beside a family put into the id:
/// `aes` with 256 bits is `aes-256`.
fn usage_of(used: &AlgorithmRef) -> Option<Usage> {
    let AlgorithmName::Known(row) = used.name else { return None };
    let sized = used.bits.filter(|_| row.key_bits.is_none() && !has_public_key(row));
    let row = sized.and_then(|bits| algorithm(&format!("{}-{bits}", row.id))).unwrap_or(row);
    Some(Usage {
        algorithm: row,
        bits: used.bits,
        curve: used.curve,
        hash: used.hash,
        mode: used.mode,
    })
}

/// Whether the algorithm has a public key, alone or in a combination.
pub(crate) fn has_public_key(row: &Algorithm) -> bool {
    let by_impact = matches!(row.quantum, QuantumImpact::ShorBroken | QuantumImpact::Hybrid);
    row.primitive.is_public_key() || by_impact
}

fn signs_with_broken_hash(usage: &Usage) -> bool {
    usage.algorithm.primitive == Primitive::Signature
        && usage.hash.is_some_and(|hash| hash.broken.is_some())
}

/// What decides between the parts of a use: what is monitored is still on a list, what is unlisted
/// is not.
fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Conforming => 1,
        Outcome::Conditional => 2,
        Outcome::Unknown => 3,
        Outcome::Unlisted => 4,
        Outcome::Migrate => 5,
        Outcome::Prohibited => 6,
    }
}

/// What an entry says at a date, its message not yet filled.
fn finding(list: &List, entry: &Entry, date: Date) -> Finding {
    let none = Phase { from: None, status: "unknown".into(), process: None };
    let phase = entry.phase(date).unwrap_or(&none);
    let (outcome, message) = match list.statuses.get(&*phase.status) {
        Some(status) => (status.outcome, status.message.clone()),
        None => (Outcome::Unknown, before_the_list()),
    };
    let processing = phase.process.iter().map(|status| format!("processing-{status}"));
    let noted = entry.conditions.iter().map(ToString::to_string).chain(processing);
    Finding {
        entry: Some(&entry.name).filter(|name| !name.is_empty()).cloned(),
        status: phase.status.clone(),
        outcome,
        message,
        conditions: noted
            .filter_map(|id| Some((id.as_str().into(), list.condition(&id)?.clone())))
            .collect(),
        citation: entry.citation.clone(),
        confidence: entry.confidence,
    }
}

fn filled(message: &Text, entry: &str, subject: &str, strength: Option<u32>, date: Date) -> Text {
    let strength = strength.map_or("?".to_owned(), |bits| bits.to_string());
    let fill = |text: &str| {
        let text =
            text.replace("{strength}", &strength).replace("{year}", &date.year().to_string());
        text.replace("{subject}", subject).replace("{entry}", entry)
    };
    Text { en: fill(&message.en), ja: fill(&message.ja) }
}

fn before_the_list() -> Text {
    text_of(("the list does not speak of this date", "リストの対象外の日付"))
}

fn bare_finding(list: &List, status: &str, outcome: Outcome, message: (&str, &str)) -> Finding {
    Finding {
        entry: None,
        status: status.into(),
        outcome,
        message: text_of(message),
        conditions: Vec::new(),
        citation: list.unlisted.citation.clone(),
        confidence: list.unlisted.confidence,
    }
}

fn out_of_scope(list: &List, row: &Algorithm) -> Finding {
    let en = format!("{}: the list has no category for it", row.name);
    let ja = format!("{}：リストに該当する分類がない", row.name);
    bare_finding(list, "out-of-scope", Outcome::NotApplicable, (&en, &ja))
}

/// The length of the key that signs is not in the signature: the key is another asset.
fn judged_at_the_key(list: &List, row: &Algorithm) -> Finding {
    let en = format!("{}: the strength is judged where the key stands", row.name);
    let ja = format!("{}：強度は鍵の側で判定する", row.name);
    bare_finding(list, "judged-at-the-key", Outcome::NotApplicable, (&en, &ja))
}

/// What the role says of a public-key algorithm, or else the algorithm; a bare RSA or
/// elliptic-curve key may do either.
pub(crate) fn purpose(role: Role, row: &Algorithm) -> Purpose {
    match role {
        _ if !has_public_key(row) => Purpose::Undetermined,
        Role::KeyAgreement | Role::Encryption => Purpose::KeyEstablishment,
        _ if signs(role) => Purpose::Signature,
        _ if matches!(row.id, "rsa" | "ec") => Purpose::Undetermined,
        _ => match row.primitive {
            Primitive::Signature => Purpose::Signature,
            Primitive::KeyAgree | Primitive::Kem | Primitive::Pke | Primitive::Combiner => {
                Purpose::KeyEstablishment
            }
            _ => Purpose::Undetermined,
        },
    }
}

fn signs(role: Role) -> bool {
    matches!(role, Role::Signature | Role::AlternativeSignature | Role::Authentication)
}

fn unknown_algorithm(list: &List, used: &AlgorithmRef) -> Verdict {
    let en = format!("{used}: not in the catalogue, cannot be judged");
    let ja = format!("{used}：カタログにないため判定できない");
    let finding = bare_finding(list, "unknown-algorithm", Outcome::Unknown, (&en, &ja));
    finding.into_verdict(list, Vec::new())
}

fn note_self_issued(verdict: &mut Verdict) {
    verdict.conditions.push("self-issued".into());
    verdict.message.en.push_str("; self-issued: trust does not rest on this signature");
    verdict.message.ja.push_str("。自己発行：信頼はこの署名に依存しない");
}

fn quantum(used: &AlgorithmRef) -> QuantumImpact {
    let Some(usage) = usage_of(used) else { return QuantumImpact::NotApplicable };
    match (usage.algorithm.quantum, usage.hash) {
        (QuantumImpact::NotApplicable, Some(hash)) => hash.quantum,
        (impact, _) => impact,
    }
}

#[cfg(test)]
mod tests {
    use aratame_inventory::{AssetId, AssetKind};

    use super::*;
    use crate::lists::{builtins, default_lists};

    fn judge(as_of: &str, end_of_life: Option<i32>) -> Judge {
        let lists = builtins().to_vec();
        Judge::new(lists, Context { as_of: as_of.parse().unwrap(), end_of_life })
    }

    fn used(spec: &str, role: Role) -> AlgorithmUse {
        AlgorithmUse::new(Usage::parse(spec).unwrap().into(), role, EvidenceLevel::Uses)
    }

    fn verdict(spec: &str, list: &str, as_of: &str, end_of_life: Option<i32>) -> Verdict {
        let judge = judge(as_of, end_of_life);
        judge.verdict(&builtin(list).unwrap(), &used(spec, Role::Signature).algorithm)
    }

    fn cryptrec(spec: &str) -> (String, Outcome) {
        let verdict = verdict(spec, "cryptrec", "2026-11-21", None);
        (verdict.status.to_string(), verdict.outcome)
    }

    fn ls0003(spec: &str, as_of: &str, end_of_life: Option<i32>) -> String {
        verdict(spec, "ls0003", as_of, end_of_life).status.to_string()
    }

    /// The status in 2026 and with an end of operation in 2032.
    fn now_and_2032(spec: &str) -> [String; 2] {
        [ls0003(spec, "2026-11-21", None), ls0003(spec, "2026-11-21", Some(2032))]
    }

    fn broken(spec: &str) -> bool {
        broken_today(&used(spec, Role::Signature).algorithm).is_some()
    }

    fn impact(spec: &str) -> QuantumImpact {
        quantum(&used(spec, Role::Signature).algorithm)
    }

    const RECOMMENDED: &str = "recommended-current";

    #[test]
    fn rsa_2048_is_listed_only_while_112_bits_are() {
        let spec = "rsassa-pkcs1-v1_5:2048#sha-256";
        assert_eq!(cryptrec(spec), (RECOMMENDED.to_owned(), Outcome::Conforming));
        assert_eq!(now_and_2032(spec), ["complete-migration", "prohibited"]);
        let later = verdict(spec, "ls0003", "2026-11-21", Some(2032));
        assert!(later.conditions.iter().any(|id| &**id == "processing-tolerated"));
        assert!(!later.message.en.contains("not broken by a quantum computer"));
        let listed = verdict(spec, "cryptrec", "2026-11-21", None);
        assert_eq!(listed.conditions, ["keylen-migration".into()]);
        let later = verdict(spec, "cryptrec", "2026-11-21", Some(2032));
        assert_eq!((&*later.status, later.outcome), (RECOMMENDED, Outcome::Unlisted));
        assert_eq!(&*later.conditions[0], "keylen-nonconforming");
        assert_eq!((impact(spec), broken(spec)), (QuantumImpact::ShorBroken, false));
    }

    #[test]
    fn rsa_3072_and_p256_are_usable_and_quantum_vulnerable() {
        for spec in ["rsassa-pss:3072#sha-256", "ecdsa@secp256r1#sha-256"] {
            assert_eq!(cryptrec(spec), (RECOMMENDED.to_owned(), Outcome::Conforming), "{spec}");
            assert_eq!(now_and_2032(spec), ["usable", "usable"], "{spec}");
            assert_eq!((impact(spec), broken(spec)), (QuantumImpact::ShorBroken, false));
        }
    }

    #[test]
    fn a_hybrid_is_judged_by_its_post_quantum_part() {
        assert_eq!(cryptrec("x25519mlkem768"), ("recommended-pqc".to_owned(), Outcome::Conforming));
        assert_eq!(now_and_2032("x25519mlkem768"), ["exempt", "exempt"]);
        assert_eq!(impact("x25519mlkem768"), QuantumImpact::Hybrid);
        assert_eq!(cryptrec("sntrup761x25519-sha512").0, "unlisted");
        assert_eq!(cryptrec("mldsa65-ed25519-sha512").0, "unlisted");
    }

    #[test]
    fn post_quantum_algorithms_outside_table_2_are_unlisted() {
        for spec in
            ["ml-kem-512", "ml-dsa-65", "slh-dsa-sha2-128s", "hss-lms", "hqc-3", "fn-dsa-512"]
        {
            assert_eq!(cryptrec(spec), ("unlisted".to_owned(), Outcome::Unlisted), "{spec}");
            assert_eq!(ls0003(spec, "2026-11-21", None), "not-covered", "{spec}");
        }
        assert_eq!(impact("ml-kem-512"), QuantumImpact::Resistant);
        assert_eq!(impact("ml-dsa-65"), QuantumImpact::Resistant);
    }

    #[test]
    fn aes_128_gcm_is_recommended_but_not_on_the_pqc_table() {
        let found = verdict("aes-128/gcm", "cryptrec", "2026-11-21", None);
        assert_eq!((&*found.status, found.outcome), (RECOMMENDED, Outcome::Conforming));
        assert!(found.conditions.iter().any(|id| &**id == "not-on-pqc-table"));
        assert!(found.conditions.iter().any(|id| &**id == "gcm-iv-96"));
        assert_eq!(now_and_2032("aes-128/gcm"), ["usable", "usable"]);
        assert_eq!(impact("aes-128/gcm"), QuantumImpact::GroverReduced);
        assert_eq!(cryptrec("aes-256/gcm").0, "recommended-pqc");
        assert_eq!(cryptrec("aes-256/ecb").0, "unlisted");
    }

    #[test]
    fn triple_des_is_monitored_and_must_go() {
        assert_eq!(cryptrec("3des/cbc"), ("monitored".to_owned(), Outcome::Conditional));
        assert_eq!(now_and_2032("3des/cbc"), ["complete-migration", "prohibited"]);
        assert!(!broken("3des/cbc"));
    }

    #[test]
    fn a_sha_1_signature_is_monitored_prohibited_and_broken() {
        let spec = "rsassa-pkcs1-v1_5:2048#sha-1";
        assert_eq!(cryptrec(spec), ("monitored".to_owned(), Outcome::Conditional));
        assert_eq!(now_and_2032(spec), ["prohibited", "prohibited"]);
        assert!(broken(spec));
    }

    #[test]
    fn rc4_md5_and_des_are_unlisted_prohibited_and_broken() {
        for spec in ["rc4", "md5", "des/cbc"] {
            assert_eq!(cryptrec(spec).0, "unlisted", "{spec}");
            assert_eq!(now_and_2032(spec), ["prohibited", "prohibited"], "{spec}");
            assert!(broken(spec), "{spec}");
        }
    }

    #[test]
    fn the_decades_turn_on_the_first_of_january() {
        let rsa = "rsa:2048";
        assert_eq!(ls0003(rsa, "2030-12-31", None), "complete-migration");
        assert_eq!(ls0003(rsa, "2031-01-01", None), "prohibited");
        assert_eq!(ls0003(rsa, "2026-11-21", Some(2030)), "complete-migration");
        assert_eq!(ls0003(rsa, "2026-11-21", Some(2031)), "prohibited");
        assert_eq!(ls0003("aes-128", "2040-12-31", None), "usable");
        assert_eq!(ls0003("aes-128", "2041-01-01", None), "complete-migration");
        assert_eq!(ls0003("aes-128", "2051-01-01", None), "prohibited");
        assert_eq!(ls0003("aes-256", "2070-12-31", None), "usable");
        assert_eq!(ls0003("aes-256", "2071-01-01", None), "unknown");
        assert_eq!(ls0003(rsa, "2021-12-31", None), "unknown");
        assert_eq!(ls0003(rsa, "2032-01-01", Some(2027)), "prohibited", "a past end of life");
    }

    #[test]
    fn key_lengths_follow_the_strengths() {
        for (bits, outcome) in
            [(1024, Outcome::Unlisted), (2048, Outcome::Conforming), (3072, Outcome::Conforming)]
        {
            assert_eq!(cryptrec(&format!("rsa:{bits}")).1, outcome, "{bits}");
        }
        assert_eq!(cryptrec("rsa").1, Outcome::Unknown);
        let issuer_signed = used("rsassa-pkcs1-v1_5#sha-256", Role::Signature);
        let judged = judge("2026-11-21", None).judge_use(&issuer_signed, false);
        assert_eq!(
            judged.verdicts[0].outcome,
            Outcome::Conforming,
            "the issuer's key is judged there"
        );
        assert!(judged.verdicts[0].conditions.iter().any(|id| &**id == "keylen-unknown"));
        assert_eq!(&*judged.verdicts[1].status, "judged-at-the-key");
        assert_eq!(ls0003("ec", "2026-11-21", None), "unknown");
        assert_eq!(ls0003("ecdh", "2026-11-21", None), "unknown");
        assert_eq!(
            cryptrec("aes/cbc").1,
            Outcome::Conforming,
            "every AES key has 128 bits or more"
        );
        assert!(broken("rsa:1023") && !broken("rsa:1024") && broken("ec@secp112r1"));
    }

    #[test]
    fn ir_8547_turns_after_2030_and_after_2035() {
        let at = |spec, date| verdict(spec, "nist", date, None).status.to_string();
        assert_eq!(at("rsa:2048", "2030-12-31"), "acceptable");
        assert_eq!(at("rsa:2048", "2031-01-01"), "deprecated");
        assert_eq!(at("rsa:3072", "2035-12-31"), "acceptable");
        assert_eq!(at("rsa:3072", "2036-01-01"), "disallowed");
        assert_eq!(at("ml-dsa-65", "2036-01-01"), "approved");
        assert_eq!(at("aes-128", "2036-01-01"), "out-of-scope");
    }

    #[test]
    fn cnsa_2_has_few_algorithms() {
        let at = |spec, date| verdict(spec, "cnsa2", date, None).status.to_string();
        for spec in ["aes-256/gcm", "ml-kem-1024", "ml-dsa-87", "sha-384"] {
            assert_eq!(at(spec, "2040-01-01"), "cnsa-2", "{spec}");
        }
        assert_eq!(at("ml-kem-768", "2026-12-31"), "not-cnsa-2");
        assert_eq!(at("ml-kem-768", "2027-01-01"), "not-for-acquisition");
        assert_eq!(at("slh-dsa-sha2-256s", "2032-01-01"), "prohibited");
        assert_eq!(at("xmss", "2032-01-01"), "cnsa-2-limited");
    }

    #[test]
    fn urgency_has_its_order() {
        let judge = Judge::new(
            default_lists(),
            Context { as_of: "2026-11-21".parse().unwrap(), end_of_life: None },
        );
        let priority = |spec, role| judge.judge_use(&used(spec, role), false).priority;
        assert_eq!(priority("rc4", Role::Encryption), Priority::Broken);
        assert_eq!(priority("rsa:1024", Role::Key), Priority::Prohibited);
        assert_eq!(priority("rsa:2048", Role::Key), Priority::Migrate);
        assert_eq!(
            priority("ecdh@secp256r1", Role::KeyAgreement),
            Priority::QuantumConfidentiality
        );
        assert_eq!(priority("x25519", Role::KeyAgreement), Priority::QuantumConfidentiality);
        assert_eq!(
            priority("ecdsa@secp256r1#sha-256", Role::Signature),
            Priority::QuantumSignature
        );
        assert_eq!(priority("seed/cbc", Role::Encryption), Priority::Watch);
        assert_eq!(priority("aes-256/gcm", Role::Encryption), Priority::None);
        assert_eq!(priority("x25519mlkem768", Role::KeyAgreement), Priority::None);
        assert!(Priority::ALL.is_sorted_by(|a, b| a > b));
    }

    #[test]
    fn an_implementation_is_no_finding() {
        let judge = judge("2026-11-21", None);
        let mut implements = used("md5", Role::Implementation);
        implements.level = EvidenceLevel::Implements;
        let judged = judge.judge_use(&implements, false);
        assert_eq!((judged.priority, judged.verdicts.len()), (Priority::None, 0));
        assert!(judged.broken_today.is_none());
    }

    #[test]
    fn hmac_does_not_rest_on_collisions() {
        assert!(!broken("hmac#md5") && !broken("hmac#sha-1") && broken("ecdsa@secp256r1#sha-1"));
        assert_eq!(cryptrec("hmac#sha-1").0, "monitored");
        assert_eq!(ls0003("hmac#sha-1", "2026-11-21", None), "usable");
        assert_eq!(cryptrec("pbkdf2#sha-256").0, RECOMMENDED);
        assert_eq!(cryptrec("scrypt"), ("out-of-scope".to_owned(), Outcome::NotApplicable));
    }

    #[test]
    fn the_hash_of_a_self_signature_neither_counts_nor_raises_the_urgency() {
        let judge = Judge::new(
            default_lists(),
            Context { as_of: "2026-11-21".parse().unwrap(), end_of_life: None },
        );
        let root = used("rsassa-pkcs1-v1_5:4096#sha-1", Role::Signature);
        let judged = judge.judge_use(&root, true);
        assert!(judged.broken_today.is_none());
        assert_eq!(judged.priority, Priority::QuantumSignature);
        assert!(
            judged.verdicts.iter().all(|v| v.conditions.iter().any(|id| &**id == "self-issued"))
        );
        assert_eq!(judge.judge_use(&root, false).priority, Priority::Broken);
    }

    #[test]
    fn what_the_catalogue_does_not_know_is_unknown() {
        let judge = judge("2026-11-21", None);
        let odd =
            AlgorithmUse::new(AlgorithmRef::unknown_oid("1.2.3"), Role::Key, EvidenceLevel::Uses);
        let judged = judge.judge_use(&odd, false);
        assert!(judged.verdicts.iter().all(|verdict| verdict.outcome == Outcome::Unknown));
        assert_eq!(judged.priority, Priority::Watch);
    }

    #[test]
    fn every_algorithm_has_a_verdict_with_citation_and_both_languages() {
        let judge = judge("2026-11-21", Some(2035));
        for row in aratame_algorithms::algorithms() {
            for list in builtins() {
                let found = judge.verdict(list, &AlgorithmRef::known(row));
                assert!(!found.citation.document.is_empty() && !found.citation.date.is_empty());
                for text in [&found.message.en, &found.message.ja] {
                    assert!(!text.is_empty() && !text.contains('{'), "{} {text}", row.id);
                }
            }
        }
    }

    #[test]
    fn an_inventory_is_judged_asset_by_asset() {
        let kind = AssetKind::Certificate;
        let asset = |algorithms| Asset {
            id: AssetId::of(kind, "x"),
            kind,
            identity: "x".to_owned(),
            name: "x".to_owned(),
            algorithms,
            attributes: std::collections::BTreeMap::new(),
            protocols: Vec::new(),
            occurrences: Vec::new(),
        };
        let inventory = Inventory {
            assets: vec![
                asset(vec![
                    used("rsa:2048", Role::Key),
                    used("rsassa-pkcs1-v1_5:2048#sha-256", Role::Signature),
                ]),
                asset(vec![used("ml-kem-768", Role::Key)]),
            ],
            ..Inventory::default()
        };
        let judge = judge("2026-11-21", None);
        let judgement = judge.inventory(&inventory);
        assert_eq!(judgement.assets.len(), 2);
        assert!(judgement.assets[0].quantum_vulnerable && !judgement.assets[0].broken_today);
        assert!(!judgement.assets[1].quantum_vulnerable);
        assert_eq!(judgement.assets[0].uses[0].verdicts.len(), builtins().len());
        let unused = |name: &str| judgement.unused.iter().any(|unused| &*unused.entry == name);
        assert!(unused("MUGI") && !unused("ML-KEM-768"));
        let until = judge.inventory_until(&inventory, &[Some(2031), None]);
        let list = until.lists.iter().position(|list| &*list.id == "cryptrec-ls-0003").unwrap();
        let outcome = |judgement: &Judgement| judgement.assets[0].uses[0].verdicts[list].outcome;
        assert_eq!(outcome(&judgement), Outcome::Migrate);
        assert_eq!(outcome(&until), Outcome::Prohibited);
        assert_eq!(judgement.assets[1], until.assets[1], "without a year of its own");
    }
}
