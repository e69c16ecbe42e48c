//! The inventory model: assets, evidence, locations, diagnostics, merging.
#![forbid(unsafe_code)]
