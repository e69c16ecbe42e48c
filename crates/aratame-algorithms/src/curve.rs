//! Elliptic curves: the row type and the look-ups by id, name and object identifier.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use crate::algorithm::Source;
use crate::index::normalise;
use crate::tables::curves::CURVES;

/// One elliptic curve. Two are equal when their ids are.
#[derive(Debug, Clone, Copy)]
pub struct Curve {
    /// Kebab-case name, unique and stable: SECG's spelling where it has one.
    pub id: &'static str,
    /// The standard's own spelling: `P-256`, `brainpoolP256r1`.
    pub name: &'static str,
    /// The shape of its equation.
    pub kind: CurveKind,
    /// Length of a field element in bits.
    pub bits: u32,
    /// Strength in bits, rounded down to a row of SP 800-57.
    pub strength_bits: u32,
    /// The value of CycloneDX 1.7's `ellipticCurve`, where its registry has one.
    pub cyclonedx: Option<&'static str>,
    /// Object identifiers.
    pub oids: &'static [&'static str],
    /// Other names in use.
    pub aliases: &'static [&'static str],
    /// Where it is defined.
    pub source: Source,
}

/// The shape of a curve's equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CurveKind {
    /// Short Weierstrass over a prime field.
    Prime,
    /// Over a binary field.
    Binary,
    /// Montgomery form.
    Montgomery,
    /// (Twisted) Edwards form.
    Edwards,
    /// Pairing-friendly.
    Pairing,
}

impl Curve {
    #[expect(clippy::too_many_arguments, reason = "one table row, one argument a column")]
    pub(crate) const fn new(
        id: &'static str,
        name: &'static str,
        kind: CurveKind,
        bits: u32,
        strength_bits: u32,
        cyclonedx: Option<&'static str>,
        oids: &'static [&'static str],
        aliases: &'static [&'static str],
        source: Source,
    ) -> Self {
        Self { id, name, kind, bits, strength_bits, cyclonedx, oids, aliases, source }
    }
}

impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Curve {}

impl Hash for Curve {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl PartialOrd for Curve {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Curve {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(other.id)
    }
}

static BY_NAME: LazyLock<HashMap<String, &'static Curve>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for row in CURVES {
        for name in row.aliases.iter().chain([&row.id, &row.name]) {
            map.insert(normalise(name), row);
        }
    }
    map
});

static BY_ID: LazyLock<HashMap<&'static str, &'static Curve>> =
    LazyLock::new(|| CURVES.iter().map(|row| (row.id, row)).collect());

static BY_OID: LazyLock<HashMap<&'static str, &'static Curve>> = LazyLock::new(|| {
    CURVES.iter().flat_map(|row| row.oids.iter().map(move |oid| (*oid, row))).collect()
});

/// Every curve, in the order of the table.
#[must_use]
pub fn curves() -> &'static [Curve] {
    CURVES
}

/// The curve with exactly this id.
#[must_use]
pub fn curve(id: &str) -> Option<&'static Curve> {
    BY_ID.get(id).copied()
}

/// The curve that this id, name or alias means, compared by [`normalise`].
#[must_use]
pub fn curve_by_name(name: &str) -> Option<&'static Curve> {
    BY_NAME.get(&normalise(name)).copied()
}

/// The curve with this object identifier, in dotted form.
#[must_use]
pub fn curve_by_oid(oid: &str) -> Option<&'static Curve> {
    BY_OID.get(oid).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strength::field_strength;

    #[test]
    fn ids_names_and_object_identifiers_are_unique() {
        let mut names = HashMap::new();
        let mut oids = HashMap::new();
        for row in CURVES {
            let own: std::collections::BTreeSet<_> =
                row.aliases.iter().chain([&row.id, &row.name]).map(|n| normalise(n)).collect();
            for name in own {
                assert_eq!(names.insert(name, row.id), None, "{}", row.id);
            }
            for oid in row.oids {
                assert_eq!(oids.insert(*oid, row.id), None, "{oid}");
            }
        }
    }

    #[test]
    fn the_strength_follows_from_the_field_but_for_the_named_exceptions() {
        // Curve448 has 224 bits, which SP 800-57 rounds to the row of 192; BN254 lost bits to
        // the tower number field sieve.
        for row in CURVES.iter().filter(|row| row.kind != CurveKind::Pairing) {
            assert_eq!(row.strength_bits, field_strength(row.bits), "{}", row.id);
        }
    }

    #[test]
    fn one_curve_has_the_names_of_every_house() {
        for name in ["secp256r1", "prime256v1", "P-256", "nistp256", "NISTP256", "ecp256"] {
            assert_eq!(curve_by_name(name).unwrap().id, "secp256r1", "{name}");
        }
        assert_eq!(curve_by_oid("1.2.840.10045.3.1.7").unwrap().id, "secp256r1");
    }
}
