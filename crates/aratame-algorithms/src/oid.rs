//! Object identifiers and what they mean.
//!
//! Owns the look-up by dotted form; the rows stand in `tables/oids.rs`, those of curves beside
//! the curves.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::algorithm::{Algorithm, Confidence, Source};
use crate::curve::{Curve, curves};
use crate::index::normalise;
use crate::registry::Standing;
use crate::tables::oids::{ROWS, Row};
use crate::usage::Usage;

/// One object identifier and its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidEntry {
    /// Dotted form.
    pub oid: &'static str,
    /// The name in its defining document.
    pub name: &'static str,
    /// What kind of thing it names.
    pub role: OidRole,
    /// The algorithms it means, the leading one first; empty for curves and extensions.
    pub usages: Vec<Usage>,
    /// The curve it names, for [`OidRole::Curve`].
    pub curve: Option<&'static Curve>,
    /// How settled it is.
    pub standing: Standing,
    /// Where it is defined.
    pub source: Source,
    /// How far it has been checked.
    pub confidence: Confidence,
}

impl OidEntry {
    /// The leading algorithm with its parameters.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        self.usages.first().copied()
    }
}

/// What kind of thing an object identifier names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OidRole {
    /// An algorithm: of a key, a signature, a hash, a cipher, a derivation.
    Algorithm,
    /// An elliptic curve.
    Curve,
    /// A certificate or CRL extension.
    Extension,
    /// A CMS or PKCS#12 content or bag type.
    Content,
    /// Anything else.
    Other,
}

static ALL: LazyLock<Vec<OidEntry>> = LazyLock::new(|| {
    let curves = curves().iter().flat_map(|row| row.oids.iter().map(move |oid| of_curve(row, oid)));
    let mut all: Vec<_> = ROWS.iter().map(read).chain(curves).collect();
    all.sort_by_cached_key(|entry| arcs(entry.oid));
    all
});

static BY_OID: LazyLock<HashMap<&'static str, &'static OidEntry>> =
    LazyLock::new(|| ALL.iter().map(|entry| (entry.oid, entry)).collect());

static BY_NAME: LazyLock<HashMap<String, &'static OidEntry>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for entry in ALL.iter() {
        map.entry(normalise(entry.name)).or_insert(entry);
    }
    map
});

fn read(row: &Row) -> OidEntry {
    OidEntry {
        oid: row.oid,
        name: row.name,
        role: row.role,
        usages: row.means.split_ascii_whitespace().filter_map(Usage::parse).collect(),
        curve: None,
        standing: row.standing,
        source: row.source,
        confidence: row.confidence,
    }
}

fn of_curve(curve: &'static Curve, oid: &'static str) -> OidEntry {
    OidEntry {
        oid,
        name: curve.aliases.first().filter(|n| n.starts_with("prime")).copied().unwrap_or(curve.id),
        role: OidRole::Curve,
        usages: Vec::new(),
        curve: Some(curve),
        standing: Standing::Final,
        source: curve.source,
        confidence: Confidence::Checked,
    }
}

fn arcs(oid: &str) -> Vec<u64> {
    oid.split('.').map(|arc| arc.parse().unwrap_or(u64::MAX)).collect()
}

/// Every object identifier, in the order of the arcs.
#[must_use]
pub fn oids() -> &'static [OidEntry] {
    &ALL
}

/// The meaning of an object identifier in dotted form.
#[must_use]
pub fn oid(dotted: &str) -> Option<&'static OidEntry> {
    BY_OID.get(dotted).copied()
}

/// The object identifier with this name, compared by [`normalise`]; the lowest where two share it.
#[must_use]
pub fn oid_by_name(name: &str) -> Option<&'static OidEntry> {
    BY_NAME.get(&normalise(name)).copied()
}

/// The identifiers whose leading meaning is this algorithm.
pub(crate) fn oids_of(algorithm: &Algorithm) -> Vec<&'static str> {
    let means = |entry: &&OidEntry| entry.usage().is_some_and(|usage| usage.algorithm == algorithm);
    ALL.iter().filter(means).map(|entry| entry.oid).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_unique_and_well_formed() {
        assert_eq!(BY_OID.len(), ALL.len(), "a duplicate among curves and rows");
        for entry in oids() {
            let arcs = arcs(entry.oid);
            assert!(arcs.len() > 2 && arcs[0] <= 2 && !arcs.contains(&u64::MAX), "{}", entry.oid);
        }
    }

    #[test]
    fn every_meaning_names_known_algorithms_and_every_row_a_document() {
        for row in ROWS {
            assert!(!row.source.document.is_empty(), "{}", row.oid);
            for spec in row.means.split_ascii_whitespace() {
                assert!(Usage::parse(spec).is_some(), "{} {}: {spec}", row.oid, row.name);
            }
            let algorithm = row.role == OidRole::Algorithm;
            assert_eq!(algorithm, !row.means.is_empty(), "{} {}", row.oid, row.name);
        }
    }
}
