//! Walk, identify, detect: from paths to an inventory.
//!
//! [`scan`] walks the roots, identifies each entry, searches all detectors' literals in one pass
//! over its bytes, lets the interested detectors look, and merges what they state. It judges
//! nothing and writes nothing.
#![forbid(unsafe_code)]

mod archive;
mod asn1;
mod binary;
mod capture;
pub mod components;
mod configuration;
pub mod detector;
pub mod detectors;
mod engine;
pub mod entry;
mod identify;
mod instruction_words;
mod raw_key;
mod read;
pub mod sbom;
pub mod search;
mod unix_time;
mod walk;

pub use configuration::connection::{SshConnection, openssh_lists};
pub use detector::{About, Detector, Findings, Hit, Pattern, Scope};
pub use detectors::{CONFIGURED_PRODUCTS, ConfiguredProduct, DETECTORS};
pub use engine::{Options, Progress, scan, scan_bytes, scan_into};
pub use entry::{Entry, Kind};
