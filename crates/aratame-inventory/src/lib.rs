//! The inventory model: assets, evidence, locations, diagnostics, coverage and merging.
//!
//! A detector states an [`Observation`]; equal observations become one [`Asset`] with all its
//! occurrences; what could not be seen becomes a [`Diagnostic`] and a line of the [`Coverage`]
//! ledger. Nothing here reads a file, judges, or knows an output format.
#![forbid(unsafe_code)]

pub mod algorithm_ref;
pub mod asset;
pub mod coverage;
pub mod diagnostic;
pub mod evidence;
pub mod image;
pub mod location;
pub mod merge;
pub mod observation;
mod service;
pub mod word;

pub use algorithm_ref::{AlgorithmName, AlgorithmRef, AlgorithmUse, Role};
pub use asset::{Asset, AssetId, AssetKind, Inventory, Relation, RelationKind};
pub use coverage::{Coverage, SkipReason};
pub use diagnostic::{Diagnostic, DiagnosticCode, Severity};
pub use evidence::{Confidence, EvidenceLevel, Method, Signs};
pub use image::{Image, LayerNames};
pub use location::{EntryPath, Position};
pub use merge::{Merger, Ownership};
pub use observation::{Handle, Observation, Protocol, Suite, Value, attribute, suite_parts};
pub use word::kept_word;
