//! The move to post-quantum cryptography: what first, to what, until when, and what to change.
//!
//! From an inventory, its judgement and the ledger of systems follow priorities (プライオリティ設定),
//! scores of agility (クリプトグラフィックアジリティ) and of hybrid readiness (ハイブリッド構成), and
//! dated steps. Every figure carries its derivation, every target its citation. Reads no file: the
//! text of a configuration comes from the caller.
#![forbid(unsafe_code)]

pub mod change;
pub mod figure;
pub mod knowledge;
pub mod patch;
pub mod plan;
mod planner;
pub mod priority;
pub mod profile;
pub mod purpose;
mod schedule;
pub mod score;
mod service;
pub mod step;
pub mod version;

pub use change::Change;
pub use figure::{Amount, Figure};
pub use knowledge::{Knowledge, KnowledgeError, Product, builtin};
pub use plan::{Plan, SystemPlan};
pub use planner::{Options, Sources, plan};
pub use priority::{Class, Priority};
pub use purpose::Purpose;
pub use score::{Criterion, Score};
pub use step::{Effort, ProductUse, Schedule, Step, StepKind, Target, Today};
pub use version::Version;
