//! What comes before what: authorities before what they issue, libraries before services, the
//! urgent before the rest.

use super::{Draft, Planner};
use crate::plan::SystemPlan;
use crate::priority::{Class, Risk};
use crate::purpose::Purpose;
use crate::step::{Step, StepKind};
use aratame_inventory::{AssetId, RelationKind};
use aratame_systems::{Ledger, System};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Adds to each step the steps that it waits for.
pub(super) fn relate(planner: &Planner<'_>, drafts: &mut [Draft<'_>]) {
    let mut reissued: BTreeMap<AssetId, Vec<(String, Purpose, Risk)>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.step.kind == StepKind::Reissue) {
        for asset in &draft.step.assets {
            let entry = (draft.step.id.clone(), draft.step.purpose, draft.group.risk);
            reissued.entry(*asset).or_default().push(entry);
        }
    }
    for draft in drafts.iter_mut().filter(|draft| draft.step.kind == StepKind::Reissue) {
        let mut after: BTreeSet<String> = draft.step.after.iter().cloned().collect();
        for asset in &draft.step.assets {
            let signed = planner.inventory.relations_from(*asset);
            let issuers = signed.filter(|relation| relation.kind == RelationKind::SignedBy);
            for (id, purpose, risk) in issuers.filter_map(|each| reissued.get(&each.to)).flatten() {
                // Only an authority comes before what it issues, and never a step before itself.
                // What is broken today does not wait for an authority that is not.
                let waits = draft.group.risk != Risk::Today || *risk == Risk::Today;
                let is_before = waits
                    && *purpose == Purpose::CertificationAuthority
                    && draft.step.purpose != Purpose::CertificationAuthority;
                if is_before && *id != draft.step.id {
                    after.insert(id.clone());
                }
            }
        }
        draft.step.after = after.into_iter().collect();
    }
}

/// The steps in an order in which each comes after those that it waits for. A circle, which
/// relations between authorities could make, is broken at its first step.
pub(super) fn before(drafts: &[Draft<'_>]) -> Vec<usize> {
    let index: BTreeMap<&str, usize> =
        drafts.iter().enumerate().map(|(at, draft)| (draft.step.id.as_str(), at)).collect();
    let (mut order, mut placed) = (Vec::new(), vec![false; drafts.len()]);
    loop {
        let is_ready = |at: &usize| {
            let waits = drafts.get(*at).map(|draft| draft.step.after.as_slice());
            let mut waits =
                waits.unwrap_or_default().iter().filter_map(|id| index.get(id.as_str()));
            waits.all(|before| placed.get(*before).copied().unwrap_or(true))
        };
        let open: Vec<usize> =
            (0..drafts.len()).filter(|at| placed.get(*at) == Some(&false)).collect();
        let mut ready: Vec<usize> = open.iter().copied().filter(is_ready).collect();
        if ready.is_empty() {
            ready.extend(open.first());
        }
        if ready.is_empty() {
            return order;
        }
        for at in ready {
            order.push(at);
            if let Some(slot) = placed.get_mut(at) {
                *slot = true;
            }
        }
    }
}

/// The steps of the plan: the urgent first, but none before one that it waits for.
pub(super) fn steps(steps: &mut Vec<Step>) {
    steps.sort_by_key(key);
    let known: BTreeSet<String> = steps.iter().map(|step| step.id.clone()).collect();
    let (mut done, mut ordered) = (BTreeSet::new(), Vec::with_capacity(steps.len()));
    while !steps.is_empty() {
        let is_ready =
            |step: &Step| step.after.iter().all(|id| done.contains(id) || !known.contains(id));
        let at = steps.iter().position(is_ready).unwrap_or(0);
        let step = steps.remove(at);
        done.insert(step.id.clone());
        ordered.push(step);
    }
    *steps = ordered;
}

/// Work before what is only watched, then the largest excess, the most places, the least work.
type Key = (Class, bool, Reverse<Option<i64>>, Reverse<usize>, u32, String);

fn key(step: &Step) -> Key {
    (
        step.priority.class,
        step.kind == StepKind::Watch,
        Reverse(step.priority.overshoot),
        Reverse(step.place_count),
        step.effort.months,
        step.id.clone(),
    )
}

/// The systems: the most urgent class first, then the exposed, then the sensitive.
pub(super) fn systems(plans: &mut [SystemPlan], ledger: &Ledger) {
    let of = |plan: &SystemPlan| {
        let system: Option<&System> = plan.system.as_deref().and_then(|id| ledger.system(id));
        (
            plan.class.is_none(),
            plan.class,
            Reverse(system.and_then(|system| system.exposure)),
            Reverse(system.and_then(|system| system.confidentiality)),
        )
    };
    plans.sort_by_key(of);
}
