//! From an inventory, its judgement and a ledger to a plan.

mod gather;
mod order;
mod words;

use crate::change::{self, Aim, Change};
use crate::figure::{Amount, Figure, text};
use crate::knowledge::{Axis, Knowledge};
use crate::plan::{MAX_PLACES, Plan, SystemPlan};
use crate::priority::{Ground, Risk, Trust, priority};
use crate::profile;
use crate::purpose::{self, Purpose};
use crate::schedule::{Timing, period_deadline, quantum_deadline, schedule};
use crate::score;
use crate::service::Services;
use crate::step::{Effort, Step, StepKind, Target, Today};
use aratame_inventory::{Asset, AssetId, EntryPath, Inventory, Value};
use aratame_policy::verdict::{Judgement, RuleConfidence, Text};
use aratame_policy::{Date, Profile};
use aratame_systems::{Join, Ledger, Scan, System};
use gather::{Group, Subject};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a plan is asked for with.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// The date of judgement.
    pub as_of: Date,
    /// z: the year in which a quantum computer may break the algorithms; `None` for the target
    /// year of the knowledge base.
    pub quantum_year: Option<i32>,
    /// The host that was scanned, where that is known.
    pub host: Option<&'a str>,
    /// The profile of CRYPTREC GL-3001 that services of TLS are to reach; `None` to take away only
    /// what is broken, forbidden or old.
    pub tls_profile: Option<Profile>,
}

/// Where the text of a configuration comes from.
pub struct Sources<'a>(pub &'a dyn Fn(&EntryPath) -> Option<String>);

impl std::fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sources")
    }
}

/// Everything that a plan is made from.
pub(crate) struct Planner<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) judgement: &'a Judgement,
    pub(crate) knowledge: &'a Knowledge,
    pub(crate) services: Services<'a>,
    /// The systems of every path of the inventory, by their index.
    systems: HashMap<&'a str, Vec<usize>>,
    pub(crate) options: &'a Options<'a>,
    quantum: i32,
    quantum_year: Figure,
    sources: &'a Sources<'a>,
}

/// Makes the plan.
#[must_use]
pub fn plan(
    inventory: &Inventory,
    judgement: &Judgement,
    ledger: &Ledger,
    knowledge: &Knowledge,
    options: &Options<'_>,
    sources: &Sources<'_>,
) -> Plan {
    let join = Join::new(&ledger.systems);
    let joined = join.scan(Scan { host: options.host, inventory });
    let (quantum, quantum_year) = quantum_year(knowledge, options);
    let planner = Planner {
        inventory,
        judgement,
        knowledge,
        services: Services::new(inventory, knowledge),
        systems: systems_of_paths(inventory, &join, options.host),
        options,
        quantum,
        quantum_year,
        sources,
    };
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for (at, system) in ledger.systems.iter().enumerate() {
        let assets = joined.assets_of(&system.id);
        drafts.extend(planner.drafts(Some((at, system)), assets));
    }
    let outside = planner.outside();
    drafts.extend(planner.drafts(None, &outside));
    let steps = planner.finish(drafts);
    let mut systems: Vec<SystemPlan> = Vec::new();
    for system in &ledger.systems {
        let assets = joined.assets_of(&system.id);
        let own = steps.iter().filter(|step| step.system.as_ref() == Some(&system.id));
        let mut plan = planner.system(Some(system), assets, own.cloned().collect());
        plan.questions = joined
            .questions
            .iter()
            .filter(|question| question.system.as_ref() == Some(&system.id))
            .cloned()
            .collect();
        systems.push(plan);
    }
    order::systems(&mut systems, ledger);
    if !outside.is_empty() {
        let own = steps.iter().filter(|step| step.system.is_none());
        systems.push(planner.system(None, &outside, own.cloned().collect()));
    }
    Plan {
        as_of: options.as_of,
        quantum_year: planner.quantum_year.clone(),
        knowledge: (knowledge.edition.clone(), knowledge.date.clone()),
        systems,
        without_scan: joined.without_scan,
        without_system: joined.without_system,
        folders_without_system: joined.folders_without_system,
        shared: joined.shared,
    }
}

/// Each path once: the same file is asked for again and again.
fn systems_of_paths<'a>(
    inventory: &'a Inventory,
    join: &Join<'_>,
    host: Option<&str>,
) -> HashMap<&'a str, Vec<usize>> {
    let places = inventory.assets.iter().flat_map(|asset| &asset.occurrences);
    let mut systems = HashMap::new();
    for place in places {
        let path = place.path.as_str();
        systems.entry(path).or_insert_with(|| join.systems_of(host, path));
    }
    systems
}

/// z, and where it comes from.
fn quantum_year(knowledge: &Knowledge, options: &Options<'_>) -> (i32, Figure) {
    let target = quantum_deadline(knowledge, options.as_of);
    let (year, source, confidence) = match (options.quantum_year, target) {
        (Some(year), _) => {
            (year, text("set by the user", "利用者が指定"), RuleConfidence::Verified)
        }
        (None, Some((date, _))) => (
            date.year(),
            text(
                "planning assumption: the target year of the move; nobody can predict it",
                "計画上の仮定：移行目標年を用いた。時期の予測ではない",
            ),
            RuleConfidence::Provisional,
        ),
        (None, None) => (
            options.as_of.year(),
            text(
                "every target year of the knowledge base is past",
                "知識ベースの目標年はすべて経過済み",
            ),
            RuleConfidence::Provisional,
        ),
    };
    let left = i64::from((year - options.as_of.year()).max(0));
    let name = text(
        format!("z: years until {year}, in which a quantum computer is assumed to break it"),
        format!("z：量子計算機による危殆化を仮定する{year}年までの年数"),
    );
    (year, Figure { id: "z-quantum", name, amount: Amount::Number(left), source, confidence })
}

/// A step before its priority, dates and dependents are known.
pub(crate) struct Draft<'a> {
    pub(crate) step: Step,
    pub(crate) group: Group,
    pub(crate) system: Option<&'a System>,
}

impl<'a> Planner<'a> {
    /// The assets with places that belong to no system.
    fn outside(&self) -> Vec<usize> {
        let is_outside = |at: &usize| {
            let places = self.inventory.assets.get(*at).map(|asset| &asset.occurrences);
            places.into_iter().flatten().any(|each| self.belongs(None, each.path.as_str()))
        };
        (0..self.inventory.assets.len()).filter(is_outside).collect()
    }

    /// Whether a path belongs to a system, or to none.
    pub(crate) fn belongs(&self, system: Option<usize>, path: &str) -> bool {
        let found = self.systems.get(path).map_or(&[][..], Vec::as_slice);
        match system {
            Some(at) => found.contains(&at),
            None => found.is_empty(),
        }
    }

    fn drafts(&self, system: Option<(usize, &'a System)>, assets: &[usize]) -> Vec<Draft<'a>> {
        let mut drafts = Vec::new();
        for group in gather::groups(self, system.map(|(at, _)| at), assets) {
            let step =
                self.step(system.map(|(_, system)| system), system.map(|(at, _)| at), &group);
            let follow_up = self.after_upgrade(&step, &group);
            let system = system.map(|(_, system)| system);
            if let Some(step) = follow_up {
                drafts.push(Draft { step, group: group.clone(), system });
            }
            drafts.push(Draft { step, group, system });
        }
        drafts
    }

    fn step(&self, system: Option<&System>, at: Option<usize>, group: &Group) -> Step {
        let changes = self.changes(group);
        let (kind, today) = self.kind(group);
        let places = self.places(at, group);
        let mut assets: Vec<AssetId> = group.assets.iter().filter_map(|at| self.id(*at)).collect();
        assets.sort();
        let id = words::id(system.map(|system| &*system.id), group, "");
        Step {
            id,
            system: system.map(|system| system.id.clone()),
            kind,
            purpose: group.purpose,
            title: words::title(kind, today, group),
            from: group.from.iter().cloned().collect(),
            targets: self.targets(group),
            today,
            assets,
            place_count: places.len(),
            places: places.into_iter().take(MAX_PLACES).collect(),
            product: group.product.clone(),
            changes,
            priority: words::no_priority(),
            effort: self.effort(system, kind),
            schedule: words::no_schedule(self.options.as_of),
            after: Vec::new(),
            actor: system.and_then(|system| system.responsibility),
            notes: self.notes(group, kind, today),
        }
    }

    /// The configuration that follows an upgrade where the default would not hold.
    fn after_upgrade(&self, upgrade: &Step, group: &Group) -> Option<Step> {
        let sets = group
            .assets
            .iter()
            .filter_map(|at| self.inventory.assets.get(*at))
            .any(change::sets_key_agreement);
        if upgrade.today != Today::AfterUpgrade || !sets {
            return None;
        }
        let kind = StepKind::Configuration;
        let mut step = upgrade.clone();
        step.id = words::id(upgrade.system.as_deref(), group, "configure");
        step.kind = kind;
        step.title = words::title(kind, Today::AfterUpgrade, &self.named_by_service(group));
        step.after = vec![upgrade.id.clone()];
        step.effort = Effort { ..self.work(kind) };
        step.notes.extend(self.configure(group));
        Some(step)
    }

    /// The group under the names of the products whose configurations are in it.
    fn named_by_service(&self, group: &Group) -> Group {
        let assets = group.assets.iter().filter_map(|at| self.inventory.assets.get(*at));
        let products =
            assets.filter_map(|asset| self.knowledge.configured(purpose::product(asset)));
        let names: BTreeSet<&str> = products.map(|product| product.name.as_str()).collect();
        let label = names.into_iter().collect::<Vec<_>>().join(", ");
        Group { label, ..group.clone() }
    }

    fn id(&self, at: usize) -> Option<AssetId> {
        Some(self.inventory.assets.get(at)?.id)
    }

    fn places(&self, system: Option<usize>, group: &Group) -> Vec<(EntryPath, Option<u32>)> {
        let assets = group.assets.iter().filter_map(|at| self.inventory.assets.get(*at));
        let places: BTreeSet<(EntryPath, Option<u32>)> = assets
            .flat_map(|asset| &asset.occurrences)
            .filter(|each| self.belongs(system, each.path.as_str()))
            .map(|each| (each.path.clone(), each.position.line))
            .collect();
        places.into_iter().collect()
    }

    fn targets(&self, group: &Group) -> Vec<Target> {
        let fits = |axis| {
            let purpose = group.purpose;
            self.knowledge
                .replacements
                .iter()
                .filter(move |row| row.axis == axis && row.purposes.contains(&purpose))
        };
        let nearest = fits(group.axis);
        // What is made anew once should know where it goes next.
        let later = (group.axis == Axis::Classical && group.quantum).then(|| fits(Axis::Quantum));
        let rows = nearest.chain(later.into_iter().flatten());
        rows.map(|row| Target {
            names: row.names.clone(),
            when: row.when.clone(),
            is_now: row.is_now,
            note: row.note.clone(),
            citations: row.citations.clone(),
            confidence: row.confidence,
        })
        .collect()
    }

    /// The changed files of a group of configurations.
    fn changes(&self, group: &Group) -> Vec<Change> {
        let aim = match (&group.subject, group.axis) {
            (Subject::Service(Today::Configuration), Axis::Classical) => Aim::Classical(&group.bad),
            (Subject::Service(Today::Configuration), Axis::Quantum) => match group.offer() {
                Some(name) => Aim::Hybrid(name),
                None => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let mut changes = Vec::new();
        for asset in group.assets.iter().filter_map(|at| self.inventory.assets.get(*at)) {
            if let Some(profile) = self.options.tls_profile.filter(|_| group.sets_tls()) {
                let product = purpose::product(asset);
                if profile::products().any(|known| known == product) {
                    let target = self.target(asset, profile);
                    changes.extend(profile::change(product, &self.files(asset), target));
                    continue;
                }
            }
            let lines = change::lines(asset, aim);
            let Some(place) = asset.occurrences.first().filter(|_| !lines.is_empty()) else {
                continue;
            };
            let source = (self.sources.0)(&place.path);
            let product = purpose::product(asset);
            let check = group.product.as_ref().and_then(|used| {
                let id = self.knowledge.configured(product).map_or(&used.product, |each| &each.id);
                self.knowledge.product(id)?.check.as_deref()
            });
            changes.push(change::file(&place.path, product, lines, source.as_deref(), check));
        }
        changes
    }

    /// The profile, with the hybrid group where the installed library is known to have it.
    fn target(&self, asset: &Asset, profile: Profile) -> profile::Target {
        let place = asset.occurrences.first().map_or("", |each| each.path.as_str());
        let known = self.knowledge.configured(purpose::product(asset));
        let support = known
            .and_then(|product| self.knowledge.support(product, Purpose::TlsKeyAgreement))
            .and_then(|(support, _)| support.since.as_ref());
        let found = known.and_then(|product| self.services.version(product, place));
        let hybrid = match (support, found) {
            (Some(since), Some(found)) => found.version >= *since,
            _ => false,
        };
        profile::Target { profile, hybrid }
    }

    /// The file of a configuration and those that it reads in.
    fn files(&self, head: &Asset) -> Vec<profile::File> {
        let Some(place) = head.occurrences.first() else { return Vec::new() };
        let path = place.path.to_string();
        let is_part = |asset: &&Asset| {
            let heads = asset.attributes.get("part-of");
            matches!(heads, Some(Value::List(heads)) if heads.contains(&path))
        };
        let parts = self.inventory.assets.iter().filter(is_part);
        let parts = parts.filter_map(|asset| Some(&asset.occurrences.first()?.path));
        let file = |path: &EntryPath| profile::File {
            path: path.clone(),
            content: (self.sources.0)(path),
        };
        std::iter::once(&place.path).chain(parts).map(file).collect()
    }

    fn kind(&self, group: &Group) -> (StepKind, Today) {
        match group.subject {
            Subject::Service(today) => (words::kind_of(today), today),
            Subject::Key => match (group.axis, group.purpose) {
                // A listed KEM is there; the product that uses the keys must have it.
                (Axis::Quantum, _) if group.risk == Risk::Confidentiality => {
                    (StepKind::Data, Today::Vendor)
                }
                (Axis::Quantum, _) => (StepKind::Watch, Today::NotYet),
                (
                    Axis::Classical,
                    Purpose::SignedDocument | Purpose::EncryptedDocument | Purpose::KeyProtection,
                ) => (StepKind::Data, Today::Reissue),
                (Axis::Classical, _) => (StepKind::Reissue, Today::Reissue),
            },
        }
    }

    fn effort(&self, system: Option<&System>, kind: StepKind) -> Effort {
        let stated = system.and_then(|system| Some((system, system.migration_years?)));
        match stated.filter(|_| !matches!(kind, StepKind::Configuration | StepKind::Watch)) {
            Some((system, years)) => Effort {
                months: u32::from(years) * 12,
                source: text(
                    format!("ledger {}, migration_years", system.place),
                    format!("情報システム台帳 {}「移行所要年数」", system.place),
                ),
            },
            None => self.work(kind),
        }
    }

    fn work(&self, kind: StepKind) -> Effort {
        let row = self.knowledge.work.iter().find(|work| work.kind == kind.as_str());
        match row {
            Some(row) => Effort { months: row.months, source: row.note.clone() },
            None => Effort {
                months: 0,
                source: text("not in the knowledge base", "知識ベースに記載なし"),
            },
        }
    }

    fn notes(&self, group: &Group, kind: StepKind, today: Today) -> Vec<Text> {
        let mut notes = group.notes.clone();
        let unwritten = |asset: &&Asset| !change::can_write(asset);
        let assets = group.assets.iter().filter_map(|at| self.inventory.assets.get(*at));
        if kind == StepKind::Configuration && assets.filter(unwritten).count() > 0 {
            notes.push(words::by_hand());
        }
        if today == Today::DependsOnVersion {
            notes.extend(self.configure(group));
        }
        if matches!(today, Today::Configuration | Today::Default) && group.axis == Axis::Quantum {
            notes.push(words::both_sides());
        }
        notes
    }

    /// How the product is configured, once it has what is needed.
    fn configure(&self, group: &Group) -> Option<Text> {
        let used = group.product.as_ref()?;
        let first = group.assets.first().and_then(|at| self.inventory.assets.get(*at))?;
        let product = self
            .knowledge
            .configured(purpose::product(first))
            .or_else(|| self.knowledge.product(&used.product))?;
        let (how, needed) = (product.configure.as_ref()?, used.needed.as_ref()?);
        Some(text(
            format!("with {} {needed} or newer: {}", used.name, how.en),
            format!("{} {needed}以上の場合：{}", used.name, how.ja),
        ))
    }

    /// Dependents, priorities and dates, once every step is known.
    fn finish(&self, mut drafts: Vec<Draft<'_>>) -> Vec<Step> {
        order::relate(self, &mut drafts);
        let order = order::before(&drafts);
        let mut dependents: BTreeMap<String, usize> = BTreeMap::new();
        for id in drafts.iter().flat_map(|draft| &draft.step.after) {
            *dependents.entry(id.clone()).or_default() += 1;
        }
        let mut ends: BTreeMap<String, Date> = BTreeMap::new();
        let mut done: Vec<Option<Step>> = vec![None; drafts.len()];
        for at in order {
            let Some(draft) = drafts.get(at) else { continue };
            let dependents = dependents.get(&draft.step.id).copied().unwrap_or_default();
            let after = draft.step.after.iter().filter_map(|id| ends.get(id)).max().copied();
            let step = self.dated(draft, dependents, after);
            ends.insert(step.id.clone(), step.schedule.end);
            if let Some(slot) = done.get_mut(at) {
                *slot = Some(step);
            }
        }
        let mut steps: Vec<Step> = done.into_iter().flatten().collect();
        order::steps(&mut steps);
        steps
    }

    fn dated(&self, draft: &Draft<'_>, dependents: usize, after: Option<Date>) -> Step {
        let mut step = draft.step.clone();
        let (migration, source) = match after {
            Some(after) => self.migration_after(after.plus_months(step.effort.months)),
            None => self.migration(draft),
        };
        step.priority = priority(&Ground {
            risk: draft.group.risk,
            in_period: draft.group.in_period,
            system: draft.system,
            as_of: self.options.as_of.year(),
            quantum_year: self.quantum_year.clone(),
            quantum: self.quantum,
            migration,
            migration_source: source,
            trust: self.trust(&draft.group),
            effort: &draft.step.effort,
            dependents,
        });
        let deadline = self.deadline(&draft.group);
        step.schedule = schedule(&Timing {
            as_of: self.options.as_of,
            class: step.priority.class,
            kind: step.kind,
            months: step.effort.months,
            system: draft.system,
            deadline,
            after,
        });
        step
    }

    /// y of a step that waits for others: until its end.
    fn migration_after(&self, end: Date) -> (i64, Text) {
        let month = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        let from = self.options.as_of;
        let begun = i64::from(end.day() > from.day());
        let months = (month(end) - month(from) + begun).max(0);
        let source = text(
            format!("until {end}, after the steps that it waits for"),
            format!("先行手順を含め{end}まで"),
        );
        ((months + 11) / 12, source)
    }

    /// y: the years that the move takes, with the wait for a renewal that it belongs to.
    fn migration(&self, draft: &Draft<'_>) -> (i64, Text) {
        let months = i64::from(draft.step.effort.months);
        let years = (months + 11) / 12;
        let belongs = matches!(draft.step.kind, StepKind::Upgrade | StepKind::Vendor);
        let stated = draft.system.is_some_and(|system| system.migration_years.is_some());
        let renewal = draft.system.and_then(|system| system.renewal).filter(|_| belongs && !stated);
        let wait = renewal
            .map(|renewal| i64::from(renewal.last_day().year() - self.options.as_of.year()))
            .filter(|wait| *wait > years);
        match (wait, renewal) {
            (Some(wait), Some(renewal)) => (
                wait,
                text(
                    format!("with the renewal, which ends with {renewal}"),
                    format!("{}の更改に合わせる場合", renewal.ja()),
                ),
            ),
            _ => (years, draft.step.effort.source.clone()),
        }
    }

    /// How long what is signed is trusted by its nature.
    fn trust(&self, group: &Group) -> Trust {
        if group.purpose.is_live() {
            return Trust::Live;
        }
        let assets: Vec<_> =
            group.assets.iter().filter_map(|at| self.inventory.assets.get(*at)).collect();
        let ends = assets.iter().filter_map(|asset| score::last_year(asset)).max();
        let is_bounded = group.purpose == Purpose::CertificationAuthority
            || assets.iter().all(|asset| purpose::only_authenticates(asset));
        match ends.filter(|_| is_bounded) {
            Some(year) => Trust::Validity(year),
            None => Trust::Ledger,
        }
    }

    /// The earliest day that a list or the target of the move sets. What is broken waits for none.
    fn deadline(&self, group: &Group) -> Option<(Date, Text)> {
        if group.risk == Risk::Today {
            return None;
        }
        let judged: Vec<_> =
            group.assets.iter().filter_map(|at| self.judgement.assets.get(*at)).collect();
        let period =
            group.in_period.then(|| period_deadline(self.knowledge, &judged, self.options.as_of));
        let quantum = matches!(group.risk, Risk::Confidentiality | Risk::Trust)
            .then(|| quantum_deadline(self.knowledge, self.options.as_of));
        [period.flatten(), quantum.flatten()].into_iter().flatten().min_by_key(|(date, _)| *date)
    }

    fn system(&self, system: Option<&System>, assets: &[usize], steps: Vec<Step>) -> SystemPlan {
        SystemPlan {
            system: system.map(|system| system.id.clone()),
            name: system.map(|system| system.name.clone()).unwrap_or_default(),
            class: steps.iter().map(|step| step.priority.class).min(),
            assets: assets.len(),
            agility: score::agility(self, system, assets),
            hybrid: score::hybrid(self, assets),
            steps,
            questions: Vec::new(),
        }
    }
}
