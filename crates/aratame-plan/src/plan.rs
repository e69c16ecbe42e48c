//! A plan: for each system its steps in order, its scores, and what is still to be asked.

use crate::figure::Figure;
use crate::priority::Class;
use crate::score::Score;
use crate::step::Step;
use aratame_inventory::AssetId;
use aratame_policy::Date;
use aratame_systems::{Question, SystemId};

/// Places that a step lists; the number of all stands beside.
pub const MAX_PLACES: usize = 100;

/// The plan of one system.
#[derive(Clone, Debug)]
pub struct SystemPlan {
    /// The system; `None` for what belongs to no system.
    pub system: Option<SystemId>,
    /// Its name; empty for what belongs to none.
    pub name: String,
    /// The most urgent class of its steps; `None` without steps.
    pub class: Option<Class>,
    /// The assets that were found in it.
    pub assets: usize,
    /// クリプトグラフィックアジリティ.
    pub agility: Score,
    /// ハイブリッド構成.
    pub hybrid: Score,
    /// The steps, the first to be done first.
    pub steps: Vec<Step>,
    /// What the ledger leaves open.
    pub questions: Vec<Question>,
}

/// The plan of an inventory.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The date of judgement.
    pub as_of: Date,
    /// z, with where it comes from.
    pub quantum_year: Figure,
    /// Edition and date of the knowledge base.
    pub knowledge: (String, String),
    /// The systems: those with the most urgent steps first; what belongs to none stands last.
    pub systems: Vec<SystemPlan>,
    /// Systems of the ledger in which nothing was found.
    pub without_scan: Vec<SystemId>,
    /// Assets with places that belong to no system.
    pub without_system: Vec<AssetId>,
    /// Folders that belong to no system, with the number of places.
    pub folders_without_system: Vec<(String, usize)>,
    /// Places that several systems claim alike.
    pub shared: Vec<(Vec<SystemId>, usize)>,
}

impl Plan {
    /// Every step, in the order of the systems.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.systems.iter().flat_map(|system| &system.steps)
    }
}
