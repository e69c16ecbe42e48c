//! Dated lists (CRYPTREC, NIST, CNSA) and the judgement of an inventory by them.
//!
//! Owns what a list says of an algorithm at a date, the order of urgency, and the language of
//! conditions (`--deny`, `query`). What an algorithm *is* stands in the catalogue; how a verdict is
//! shown belongs to the report.
#![forbid(unsafe_code)]

pub mod asset_facts;
pub mod change;
pub mod condition;
pub mod date;
pub mod deny;
pub mod edition;
pub mod judge;
pub mod list;
pub mod lists;
pub mod tls_profile;
pub mod verdict;

pub use asset_facts::AssetFacts;
pub use condition::{Condition, ConditionError, Facts, Field, Flag};
pub use date::Date;
pub use deny::{JudgedUse, denied, matching_uses};
pub use judge::{Context, Judge};
pub use list::{EntryView, List, Milestone, PolicyError};
pub use lists::{LISTS, builtin, builtin_guideline, builtins, current_lists, default_lists, load};
pub use tls_profile::{Guideline, Profile, TlsGrade, TlsGrader};
