//! Which uses of an inventory are moved together: by system, side, purpose and what serves them.

use super::Planner;
use crate::change;
use crate::figure::text;
use crate::knowledge::{Axis, Product, Support};
use crate::priority::Risk;
use crate::purpose::{Purpose, product};
use crate::service::Found;
use crate::step::{ProductUse, Today};
use aratame_algorithms::{Algorithm, QuantumImpact};
use aratame_inventory::{AlgorithmRef, AlgorithmUse, Asset, AssetKind, Confidence, Role};
use aratame_policy::verdict::{AssetJudgement, Priority, Text, UseJudgement};
use std::collections::{BTreeMap, BTreeSet};

/// What serves the uses of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// A product, with what can be done with it today.
    Service(Today),
    /// Keys, certificates, documents: they are made anew.
    Key,
}

/// Uses that are moved together.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) axis: Axis,
    pub(crate) purpose: Purpose,
    pub(crate) risk: Risk,
    /// A list's migration period has begun.
    pub(crate) in_period: bool,
    /// Something in it is quantum-vulnerable.
    pub(crate) quantum: bool,
    pub(crate) subject: Subject,
    /// What tells it from another group of the same kind: product with version, or nothing.
    pub(crate) label: String,
    pub(crate) product: Option<ProductUse>,
    /// Assets by their index in the inventory.
    pub(crate) assets: Vec<usize>,
    /// Algorithms as the inventory names them.
    pub(crate) from: BTreeSet<String>,
    /// Algorithms that go.
    pub(crate) bad: BTreeSet<AlgorithmRef>,
    pub(crate) notes: Vec<Text>,
}

impl Group {
    /// Whether it changes versions and suites of TLS.
    pub(crate) fn sets_tls(&self) -> bool {
        self.purpose == Purpose::TlsSettings && self.axis == Axis::Classical
    }

    /// The hybrid that a configuration is to offer.
    pub(crate) fn offer(&self) -> Option<&'static str> {
        match self.purpose {
            Purpose::TlsKeyAgreement => Some("X25519MLKEM768"),
            Purpose::SshKeyAgreement => Some("mlkem768x25519-sha256"),
            _ => None,
        }
    }
}

/// What one use needs.
#[derive(Clone, Copy)]
struct Need {
    axis: Axis,
    risk: Risk,
    in_period: bool,
}

/// The groups of a system's assets, in a fixed order.
pub(crate) fn groups(planner: &Planner<'_>, system: Option<usize>, assets: &[usize]) -> Vec<Group> {
    let mut groups: BTreeMap<(Axis, Purpose, u8, Subject, String), Group> = BTreeMap::new();
    for at in assets {
        let Some(asset) = planner.inventory.assets.get(*at) else { continue };
        for mut group in of_asset(planner, system, *at, asset) {
            let key =
                (group.axis, group.purpose, rank(group.risk), group.subject, group.label.clone());
            match groups.get_mut(&key) {
                Some(known) => known.join(&mut group),
                None => {
                    groups.insert(key, group);
                }
            }
        }
    }
    groups.into_values().collect()
}

impl Group {
    fn join(&mut self, other: &mut Self) {
        self.assets.append(&mut other.assets);
        self.from.append(&mut other.from);
        self.bad.append(&mut other.bad);
        self.in_period |= other.in_period;
        self.quantum |= other.quantum;
        for note in std::mem::take(&mut other.notes) {
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }
}

fn rank(risk: Risk) -> u8 {
    match risk {
        Risk::Today => 0,
        Risk::Confidentiality => 1,
        Risk::Trust => 2,
        Risk::Period => 3,
        Risk::None => 4,
    }
}

fn of_asset(planner: &Planner<'_>, system: Option<usize>, at: usize, asset: &Asset) -> Vec<Group> {
    let here = asset.occurrences.iter().any(|each| planner.belongs(system, each.path.as_str()));
    let Some(judged) = planner.judgement.assets.get(at).filter(|_| here) else { return Vec::new() };
    let mut groups: Vec<Group> = Vec::new();
    for (each, judged) in asset.algorithms.iter().zip(&judged.uses) {
        let Some(need) = need(asset, each, judged) else { continue };
        let purpose = purpose(asset, each, need.axis);
        let found = groups.iter_mut().find(|group| {
            group.purpose == purpose && (group.axis == need.axis || !has_both_sides(asset))
        });
        let shor = judged.quantum == QuantumImpact::ShorBroken;
        match found {
            Some(group) => group.add(need, each, shor),
            None => groups.push(start(at, purpose, need, each, shor)),
        }
    }
    if is_configuration(asset) && change::allows_old_versions(asset) {
        add_old_versions(at, asset, &mut groups);
    }
    if is_configuration(asset) && is_below_profile(planner, judged) {
        add_settings(at, &mut groups);
    }
    groups.into_iter().filter_map(|group| served(planner, asset, group)).collect()
}

/// What is weak today and what is quantum-vulnerable is changed in different steps where a product
/// does it. A key or document is made anew once.
fn has_both_sides(asset: &Asset) -> bool {
    is_configuration(asset) || is_program(asset)
}

fn is_program(asset: &Asset) -> bool {
    matches!(asset.kind, AssetKind::Program | AssetKind::Library)
}

fn is_configuration(asset: &Asset) -> bool {
    asset.kind == AssetKind::Configuration
}

/// What a use needs: from its urgency by the lists that were applied.
fn need(asset: &Asset, each: &AlgorithmUse, judged: &UseJudgement) -> Option<Need> {
    if !each.level.is_in_use() {
        return None;
    }
    let confidential = matches!(each.role, Role::KeyAgreement | Role::Encryption);
    let of = |axis, risk, in_period| Some(Need { axis, risk, in_period });
    let need = match judged.priority {
        Priority::Broken | Priority::Prohibited => of(Axis::Classical, Risk::Today, false),
        Priority::Migrate if judged.quantum != QuantumImpact::ShorBroken => {
            of(Axis::Classical, Risk::Period, true)
        }
        Priority::Migrate if confidential => of(Axis::Classical, Risk::Confidentiality, true),
        Priority::Migrate => of(Axis::Classical, Risk::Trust, true),
        Priority::QuantumConfidentiality => of(Axis::Quantum, Risk::Confidentiality, false),
        Priority::QuantumSignature => of(Axis::Quantum, Risk::Trust, false),
        Priority::Watch | Priority::None => None,
    }?;
    // A name in a program tells what it can reach, not what it does: no haste by that alone.
    let watched = is_program(asset) && need.axis == Axis::Classical;
    Some(if watched { Need { risk: Risk::None, in_period: false, ..need } } else { need })
}

/// Configured algorithms that are weak by themselves go in one change with the other settings.
fn purpose(asset: &Asset, each: &AlgorithmUse, axis: Axis) -> Purpose {
    match (axis, Purpose::of(asset, each)) {
        (Axis::Classical, Purpose::TlsKeyAgreement | Purpose::TlsSettings) => Purpose::TlsSettings,
        (Axis::Classical, Purpose::SshKeyAgreement | Purpose::SshSettings) => Purpose::SshSettings,
        (Axis::Classical, Purpose::Authentication) if is_configuration(asset) => {
            if product(asset).starts_with("openssh") {
                Purpose::SshSettings
            } else {
                Purpose::TlsSettings
            }
        }
        (_, purpose) => purpose,
    }
}

fn start(at: usize, purpose: Purpose, need: Need, each: &AlgorithmUse, quantum: bool) -> Group {
    let mut group = Group {
        axis: need.axis,
        purpose,
        risk: need.risk,
        in_period: false,
        quantum: false,
        subject: Subject::Key,
        label: String::new(),
        product: None,
        assets: vec![at],
        from: BTreeSet::new(),
        bad: BTreeSet::new(),
        notes: Vec::new(),
    };
    group.add(need, each, quantum);
    group
}

impl Group {
    /// Adds a use: what is worst decides.
    fn add(&mut self, need: Need, each: &AlgorithmUse, quantum: bool) {
        if rank(need.risk) < rank(self.risk) {
            self.risk = need.risk;
        }
        self.axis = self.axis.min(need.axis);
        self.in_period |= need.in_period;
        self.quantum |= quantum;
        self.from.insert(each.algorithm.to_string());
        if need.axis == Axis::Classical {
            self.bad.insert(each.algorithm.clone());
        }
    }
}

/// Whether a service of TLS is below the profile that is asked for.
fn is_below_profile(planner: &Planner<'_>, judged: &AssetJudgement) -> bool {
    let (Some(wanted), Some(grade)) = (planner.options.tls_profile, &judged.tls) else {
        return false;
    };
    grade.profile.is_none_or(|profile| profile > wanted)
}

/// A change of settings, where no other reason has begun one.
fn add_settings(at: usize, groups: &mut Vec<Group>) {
    let is_one =
        |group: &Group| group.purpose == Purpose::TlsSettings && group.axis == Axis::Classical;
    if !groups.iter().any(is_one) {
        groups.push(settings(at, Risk::None, BTreeSet::new()));
    }
}

fn settings(at: usize, risk: Risk, from: BTreeSet<String>) -> Group {
    Group {
        axis: Axis::Classical,
        purpose: Purpose::TlsSettings,
        risk,
        in_period: false,
        quantum: false,
        subject: Subject::Key,
        label: String::new(),
        product: None,
        assets: vec![at],
        from,
        bad: BTreeSet::new(),
        notes: Vec::new(),
    }
}

fn add_old_versions(at: usize, asset: &Asset, groups: &mut Vec<Group>) {
    let versions = asset.protocols.iter().flat_map(|protocol| &protocol.versions);
    let old: BTreeSet<String> = versions
        .filter(|version| matches!(version.as_str(), "2.0" | "3.0" | "1.0" | "1.1"))
        .map(|version| match version.as_str() {
            "2.0" | "3.0" => format!("SSL {version}"),
            _ => format!("TLS {version}"),
        })
        .collect();
    let found = groups
        .iter_mut()
        .find(|group| group.purpose == Purpose::TlsSettings && group.axis == Axis::Classical);
    match found {
        Some(group) => {
            group.risk = Risk::Today;
            group.from.extend(old);
        }
        None => groups.push(settings(at, Risk::Today, old)),
    }
}

/// The group with the product that serves it, where one does.
fn served(planner: &Planner<'_>, asset: &Asset, mut group: Group) -> Option<Group> {
    if asset.kind == AssetKind::Configuration {
        configured(planner, asset, &mut group);
    } else if group.purpose == Purpose::Program {
        program(planner, asset, &mut group);
    }
    Some(group)
}

fn configured(planner: &Planner<'_>, asset: &Asset, group: &mut Group) {
    let known = planner.knowledge.configured(product(asset));
    let place = asset.occurrences.first().map_or("", |each| each.path.as_str());
    let name = known.map_or_else(|| product(asset).to_owned(), |product| product.name.clone());
    if group.axis == Axis::Classical {
        group.subject = Subject::Service(Today::Configuration);
        group.product = known.map(|product| used(product, None, None));
        group.label = name;
        return;
    }
    if group.purpose == Purpose::Authentication {
        group.subject = Subject::Service(Today::NotYet);
        return;
    }
    let support = known.and_then(|product| planner.knowledge.support(product, group.purpose));
    let found = known.and_then(|product| planner.services.version(product, place));
    let today = today(asset, support.map(|(support, _)| support), found.as_ref());
    group.subject = Subject::Service(today);
    let version = found.as_ref().map(|found| found.version.to_string());
    let deciding =
        support.map(|(_, deciding)| deciding.name.clone()).filter(|deciding| *deciding != name);
    let version = version.unwrap_or_default();
    group.label = match (today, deciding) {
        // An upgrade is one step for all that is built on the product.
        (Today::AfterUpgrade, Some(deciding)) => format!("{deciding} {version}"),
        (_, Some(deciding)) if !version.is_empty() => format!("{name} ({deciding} {version})"),
        _ => format!("{name} {version}").trim().to_owned(),
    };
    group.product = match (support, known) {
        (Some((support, deciding)), _) => Some(used(deciding, Some(support), found)),
        (None, Some(product)) => Some(used(product, None, found)),
        (None, None) => None,
    };
    if let Some(note) = support.and_then(|(support, _)| support.note.clone()) {
        group.notes.push(note);
    }
    if today != Today::Offered && offers(asset, is_resistant) {
        group.risk = Risk::None;
        group.notes.push(text(
            "a hybrid is offered whose quantum-resistant part is not on the CRYPTREC list",
            "提示済みのハイブリッドの耐量子方式は、CRYPTREC暗号リストに掲載されていない",
        ));
    }
    if today == Today::Offered {
        group.risk = Risk::None;
    }
}

/// What can be done today with what is installed.
fn today(asset: &Asset, support: Option<&Support>, found: Option<&Found>) -> Today {
    if offers(asset, has_listed_kem) {
        return Today::Offered;
    }
    let Some(since) = support.and_then(|support| support.since.as_ref()) else {
        return Today::Vendor;
    };
    let default = support.and_then(|support| support.default_since.as_ref());
    match found {
        None => Today::DependsOnVersion,
        Some(found) if found.version < *since => Today::AfterUpgrade,
        Some(_) if change::sets_key_agreement(asset) => Today::Configuration,
        Some(found) if default.is_some_and(|default| found.version >= *default) => Today::Default,
        Some(_) => Today::Configuration,
    }
}

/// Whether key agreement with such a part is written: what is only assumed does not count.
fn offers(asset: &Asset, is_such: impl Fn(&Algorithm) -> bool) -> bool {
    asset.algorithms.iter().any(|each| {
        each.role == Role::KeyAgreement
            && each.confidence > Confidence::Low
            && each.algorithm.algorithm().is_some_and(&is_such)
    })
}

fn is_resistant(row: &Algorithm) -> bool {
    let resists = [QuantumImpact::Hybrid, QuantumImpact::Resistant, QuantumImpact::ResistantOther];
    resists.contains(&row.quantum)
}

/// ML-KEM-768 or ML-KEM-1024, alone or in a hybrid: LS-0001-2022R2, table 2.
fn has_listed_kem(row: &Algorithm) -> bool {
    let listed = ["ml-kem-768", "ml-kem-1024"];
    listed.contains(&row.id) || row.components.iter().any(|part| listed.contains(part))
}

impl Planner<'_> {
    /// Whether a service offers a hybrid: by what is written, or by the default of what is
    /// installed.
    pub(crate) fn offers_hybrid(&self, asset: &Asset) -> bool {
        offers(asset, is_resistant) || matches!(self.today(asset), Some(Today::Default))
    }

    /// Whether that hybrid has a KEM of the CRYPTREC list.
    pub(crate) fn offers_listed(&self, asset: &Asset) -> bool {
        matches!(self.today(asset), Some(Today::Offered | Today::Default))
    }

    /// Whether a service offers a hybrid, or could without an upgrade.
    pub(crate) fn can_be_hybrid(&self, asset: &Asset) -> bool {
        let now = [Today::Offered, Today::Default, Today::Configuration];
        self.offers_hybrid(asset) || self.today(asset).is_some_and(|today| now.contains(&today))
    }

    fn today(&self, asset: &Asset) -> Option<Today> {
        let agreement = asset.algorithms.iter().find(|each| each.role == Role::KeyAgreement)?;
        let known = self.knowledge.configured(product(asset))?;
        let path = asset.occurrences.first().map_or("", |each| each.path.as_str());
        let support = self.knowledge.support(known, Purpose::of(asset, agreement));
        let found = self.services.version(known, path);
        Some(today(asset, support.map(|(support, _)| support), found.as_ref()))
    }
}

fn program(planner: &Planner<'_>, asset: &Asset, group: &mut Group) {
    let found = planner.services.library_of(asset);
    let name = match &found {
        Some((product, found)) => format!("{} {}", product.name, found.version),
        None => asset.name.clone(),
    };
    let support = found.as_ref().and_then(|(product, _)| {
        let purposes = [Purpose::TlsKeyAgreement, Purpose::SshKeyAgreement];
        purposes.iter().find_map(|purpose| planner.knowledge.support(product, *purpose))
    });
    let since = support.and_then(|(support, _)| support.since.as_ref());
    let today = match (group.axis, &found, since) {
        (Axis::Quantum, Some((_, found)), Some(since)) if found.version < *since => {
            Today::AfterUpgrade
        }
        (Axis::Quantum, Some(_), Some(_)) => Today::Default,
        _ => Today::Vendor,
    };
    if let (Today::AfterUpgrade, Some((support, _))) = (today, support) {
        group.purpose = support.purpose;
    }
    group.subject = Subject::Service(today);
    group.label = name;
    group.product =
        found.map(|(product, found)| used(product, support.map(|(s, _)| s), Some(found)));
    group.notes.push(text(
        "by names and tables in the program: what it can reach, not what it does",
        "プログラム中の名前・定数表による判定であり、実際の利用を示すものではない",
    ));
}

fn used(product: &Product, support: Option<&Support>, found: Option<Found>) -> ProductUse {
    let confidence = support
        .map_or(aratame_policy::verdict::RuleConfidence::Provisional, |support| support.confidence);
    ProductUse {
        product: product.id.clone(),
        name: product.name.clone(),
        found: found.as_ref().map(|found| found.version.to_string()),
        found_by: found.map(|found| found.by),
        needed: support.and_then(|support| Some(support.since.as_ref()?.to_string())),
        default_since: support
            .and_then(|support| Some(support.default_since.as_ref()?.to_string())),
        citation: support.map(|support| support.citation.clone()),
        confidence,
    }
}
