//! The tables: one file a kind of algorithm or registry. Rows only, no logic.

use crate::algorithm::Algorithm;

mod classical;
mod combined;
pub(crate) mod curves;
mod hashes;
mod modes;
pub(crate) mod oids;
mod post_quantum;
pub(crate) mod registries;
pub(crate) mod suites;
mod symmetric;

/// Every table of algorithms.
pub(crate) static ALL: &[&[Algorithm]] = &[
    classical::ROWS,
    symmetric::ROWS,
    modes::ROWS,
    hashes::ROWS,
    post_quantum::ROWS,
    post_quantum::SLH_DSA,
    combined::ROWS,
];
