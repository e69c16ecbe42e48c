//! Accuracy and throughput of the scan.
#![forbid(unsafe_code)]
pub mod accuracy;
pub mod binaries;
