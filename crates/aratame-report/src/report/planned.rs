//! The ledger of systems, what of the inventory belongs to which, and the plan.

use crate::kinds::facts::is_vulnerable;
use aratame_inventory::{AssetId, Inventory};
use aratame_plan::{Plan, Step, StepKind};
use aratame_systems::{Joined, Ledger, System};
use std::collections::{BTreeMap, BTreeSet};

/// The ledger of systems, the join and the plan. A ledger without systems is one that nobody gave.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// What belongs to what.
    pub joined: &'a Joined,
    /// The plan.
    pub plan: &'a Plan,
}

impl<'a> Planned<'a> {
    /// The systems of an asset, by its index in the inventory.
    pub(crate) fn systems_of(&self, asset: usize) -> impl Iterator<Item = &'a System> {
        let ids = self.joined.of_asset.get(asset).into_iter().flatten();
        let ledger = self.ledger;
        ids.filter_map(|id| ledger.system(id))
    }

    /// Whether a ledger was given.
    pub(crate) fn has_ledger(&self) -> bool {
        !self.ledger.systems.is_empty()
    }

    /// Systems in which something was found.
    pub(crate) fn scanned(&self) -> usize {
        self.ledger.systems.len().saturating_sub(self.plan.without_scan.len())
    }

    /// The steps of each asset, in the order of the plan.
    pub(crate) fn steps_by_asset(&self) -> BTreeMap<AssetId, Vec<&'a Step>> {
        let mut by_asset: BTreeMap<AssetId, Vec<&'a Step>> = BTreeMap::new();
        for step in self.plan.steps() {
            for asset in &step.assets {
                by_asset.entry(*asset).or_default().push(step);
            }
        }
        by_asset
    }

    /// How many quantum-vulnerable assets the plan leaves at the end of each of these years. An
    /// asset is moved when the last of its steps has ended; what has no step, or one that only
    /// watches, stays.
    pub(crate) fn remaining(
        &self,
        inventory: &Inventory,
        years: impl Iterator<Item = i32>,
    ) -> Vec<(i32, usize)> {
        let by_asset = self.steps_by_asset();
        let vulnerable: BTreeSet<AssetId> = inventory
            .assets
            .iter()
            .filter(|asset| asset.algorithms.iter().any(is_vulnerable))
            .map(|asset| asset.id)
            .collect();
        let moved_in = |id: &AssetId| {
            let steps = by_asset.get(id)?;
            let watched = steps.iter().any(|step| step.kind == StepKind::Watch);
            let last = steps.iter().map(|step| step.schedule.end).max()?;
            (!watched).then_some(last.year())
        };
        let ends: Vec<Option<i32>> = vulnerable.iter().map(moved_in).collect();
        let left = |year| ends.iter().filter(|end| end.is_none_or(|end| end > year)).count();
        years.map(|year| (year, left(year))).collect()
    }
}
