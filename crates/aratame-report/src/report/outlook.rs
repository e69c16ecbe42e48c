//! What the lists would say of the same inventory at the end of a coming year.

use aratame_inventory::Inventory;
use aratame_policy::verdict::{Judgement, Outcome};

/// Counts of assets in use at a date, if nothing is changed until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The year, at its end.
    pub year: i32,
    /// Assets of which a use is prohibited by a list applied.
    pub prohibited: usize,
    /// Assets of which a use must be replaced within a period that has begun, and none is
    /// prohibited.
    pub migrate: usize,
    /// Assets that are judged at all: those that use or configure an algorithm.
    pub judged: usize,
}

impl Outlook {
    /// The counts of one judgement.
    #[must_use]
    pub fn new(year: i32, inventory: &Inventory, judgement: &Judgement) -> Self {
        let mut outlook = Self { year, prohibited: 0, migrate: 0, judged: 0 };
        for (asset, judged) in inventory.assets.iter().zip(&judgement.assets) {
            let in_use = || {
                let levels = asset.algorithms.iter().map(|each| each.level);
                let uses = levels.zip(&judged.uses);
                uses.filter(|(level, _)| level.is_in_use()).map(|(_, each)| each)
            };
            let has = |outcome| {
                in_use().any(|each| each.verdicts.iter().any(|one| one.outcome == outcome))
            };
            outlook.judged += usize::from(in_use().next().is_some());
            if has(Outcome::Prohibited) {
                outlook.prohibited += 1;
            } else if has(Outcome::Migrate) {
                outlook.migrate += 1;
            }
        }
        outlook
    }
}
