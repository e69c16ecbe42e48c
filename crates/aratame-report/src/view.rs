//! The inventory seen from its algorithms: which assets use, configure or implement each.

use aratame_algorithms::Usage;
use aratame_inventory::{AlgorithmName, AlgorithmRef, Asset, Inventory};
use std::collections::BTreeMap;

/// Every distinct algorithm with the places in the inventory where it stands.
#[derive(Debug)]
pub struct AlgorithmView<'a> {
    /// For each algorithm, pairs of an asset's index and the index of the use in it.
    pub uses: BTreeMap<&'a AlgorithmRef, Vec<(usize, usize)>>,
}

impl<'a> AlgorithmView<'a> {
    /// The view of an inventory. Parts of cipher suites count as algorithms of their asset only
    /// when the asset lists them.
    #[must_use]
    pub fn new(inventory: &'a Inventory) -> Self {
        let mut uses: BTreeMap<&AlgorithmRef, Vec<(usize, usize)>> = BTreeMap::new();
        for (asset_index, asset) in inventory.assets.iter().enumerate() {
            for (use_index, each) in asset.algorithms.iter().enumerate() {
                uses.entry(&each.algorithm).or_default().push((asset_index, use_index));
            }
            for part in suite_parts(asset) {
                uses.entry(part).or_default();
            }
        }
        Self { uses }
    }
}

fn suite_parts(asset: &Asset) -> impl Iterator<Item = &AlgorithmRef> {
    asset.protocols.iter().flat_map(|each| &each.suites).flat_map(|suite| &suite.algorithms)
}

/// The catalogue's usage of a reference, when the catalogue knows the algorithm.
pub(crate) fn usage_of(reference: &AlgorithmRef) -> Option<Usage> {
    Some(Usage {
        algorithm: reference.algorithm()?,
        bits: reference.bits,
        curve: reference.curve,
        hash: reference.hash,
        mode: reference.mode,
    })
}

/// Reads what [`spec_of`] writes. `curve` is what stands beside it in a document: the curve's id, or
/// the name of one that the catalogue does not know. A text that is no specification is a name.
#[must_use]
pub fn reference_of(specification: &str, curve: Option<&str>) -> AlgorithmRef {
    if let Some(usage) = Usage::parse(specification) {
        return usage.into();
    }
    let own_curve = || specification.split_once('@').map(|(_, curve)| curve);
    let known = |curve: &str| Usage::parse(specification.strip_suffix(curve)?.strip_suffix('@')?);
    if let Some((usage, other)) = curve.or_else(own_curve).and_then(|c| Some((known(c)?, c))) {
        return AlgorithmRef { other_curve: Some(other.into()), ..usage.into() };
    }
    let (name, other) = match curve.filter(|id| aratame_algorithms::curve(id).is_none()) {
        Some(other) => (specification.strip_suffix(&format!("@{other}")), Some(other.into())),
        None => (None, None),
    };
    let name = name.unwrap_or(specification);
    let reference = match name.split_once(':') {
        Some(("oid", oid)) => AlgorithmRef::unknown_oid(oid),
        Some(("name", name)) => AlgorithmRef::unknown_name(name),
        _ => AlgorithmRef::unknown_name(name),
    };
    let known_curve = curve.and_then(aratame_algorithms::curve);
    AlgorithmRef { other_curve: other, curve: known_curve, ..reference }
}

/// A stable text for an algorithm with its parameters, in the catalogue's grammar.
#[must_use]
pub fn spec_of(reference: &AlgorithmRef) -> String {
    let head = match (&reference.name, usage_of(reference)) {
        (_, Some(usage)) => usage.to_string(),
        (AlgorithmName::Oid(oid), None) => format!("oid:{oid}"),
        (AlgorithmName::Name(name), None) => format!("name:{name}"),
        (AlgorithmName::Known(algorithm), None) => algorithm.id.to_owned(),
    };
    reference.other_curve.as_ref().map_or_else(|| head.clone(), |curve| format!("{head}@{curve}"))
}
