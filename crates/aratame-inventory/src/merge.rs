//! From observations to an inventory: equal things become one, names become relations.
//!
//! Every step is commutative, so the result does not depend on the order in which threads
//! deliver.

use crate::asset::{Asset, AssetId, Inventory, Occurrence, Relation, RelationKind};
use crate::coverage::Coverage;
use crate::diagnostic::Diagnostic;
use crate::location::EntryPath;
use crate::observation::{Handle, Observation};
use std::collections::{BTreeMap, BTreeSet};

/// Assets that may answer one handle before it counts as ambiguous and gives no relation: a name
/// that hundreds share (an empty subject, say) would relate everything to everything.
const MAX_PROVIDERS: usize = 64;

/// Collects what detectors state and makes the inventory of it.
#[derive(Debug, Default)]
pub struct Merger {
    assets: BTreeMap<AssetId, Asset>,
    provides: BTreeMap<Handle, BTreeSet<AssetId>>,
    wants: BTreeSet<(AssetId, RelationKind, Handle)>,
    aliases: BTreeMap<EntryPath, BTreeSet<EntryPath>>,
    diagnostics: BTreeSet<Diagnostic>,
    coverage: Coverage,
}

impl Merger {
    /// A merger that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes an observation that `detector` made in the entry `path`.
    pub fn observe(&mut self, path: &EntryPath, detector: &'static str, observation: Observation) {
        let id = AssetId::of(observation.kind, &observation.identity);
        for handle in observation.provides {
            self.provides.entry(handle).or_default().insert(id);
        }
        self.provides.entry(format!("path:{path}")).or_default().insert(id);
        for (kind, handle) in observation.wants {
            self.wants.insert((id, kind, handle));
        }
        let occurrence = Occurrence {
            path: path.clone(),
            position: observation.position,
            detector,
            confidence: observation.confidence,
        };
        let asset = self.assets.entry(id).or_insert_with(|| Asset {
            id,
            kind: observation.kind,
            identity: observation.identity,
            name: observation.name.clone(),
            algorithms: Vec::new(),
            attributes: BTreeMap::new(),
            protocols: Vec::new(),
            occurrences: Vec::new(),
        });
        if observation.name < asset.name {
            asset.name = observation.name;
        }
        for algorithm in observation.algorithms {
            if let Err(place) = asset.algorithms.binary_search(&algorithm) {
                asset.algorithms.insert(place, algorithm);
            }
        }
        for (key, value) in observation.attributes {
            asset
                .attributes
                .entry(key)
                .and_modify(|old| {
                    if value < *old {
                        old.clone_from(&value);
                    }
                })
                .or_insert(value);
        }
        for protocol in observation.protocols {
            if let Err(place) = asset.protocols.binary_search(&protocol) {
                asset.protocols.insert(place, protocol);
            }
        }
        asset.occurrences.push(occurrence);
    }

    /// Takes a diagnostic.
    pub fn diagnose(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.insert(diagnostic);
    }

    /// States that `alias` is a second name of the file `path`: what is seen in one is seen in
    /// the other.
    pub fn alias(&mut self, path: &EntryPath, alias: &EntryPath) {
        self.aliases.entry(path.clone()).or_default().insert(alias.clone());
    }

    /// Adds a part of the ledger.
    pub fn cover(&mut self, coverage: &Coverage) {
        self.coverage.absorb(coverage);
    }

    /// The inventory of everything taken so far.
    #[must_use]
    pub fn finish(mut self) -> Inventory {
        self.repeat_at_aliases();
        let relations = self.relations();
        let mut assets: Vec<Asset> = self.assets.into_values().collect();
        for asset in &mut assets {
            asset.occurrences.sort();
            asset.occurrences.dedup();
        }
        assets.sort_by(|a, b| (a.kind, &a.name, a.id).cmp(&(b.kind, &b.name, b.id)));
        Inventory {
            assets,
            relations,
            diagnostics: self.diagnostics.into_iter().collect(),
            coverage: self.coverage,
        }
    }

    fn repeat_at_aliases(&mut self) {
        for asset in self.assets.values_mut() {
            let mut more = Vec::new();
            for occurrence in &asset.occurrences {
                for alias in aliases_of(&self.aliases, &occurrence.path) {
                    self.provides.entry(format!("path:{alias}")).or_default().insert(asset.id);
                    more.push(Occurrence { path: alias, ..occurrence.clone() });
                }
            }
            asset.occurrences.append(&mut more);
        }
    }

    fn relations(&self) -> Vec<Relation> {
        let mut relations = BTreeSet::new();
        for (from, kind, handle) in &self.wants {
            let Some(providers) = self.provides.get(handle) else { continue };
            if providers.len() > MAX_PROVIDERS {
                continue;
            }
            for to in providers.iter().filter(|to| *to != from || *kind == RelationKind::SignedBy) {
                relations.insert(Relation { from: *from, kind: *kind, to: *to });
            }
        }
        relations.into_iter().collect()
    }
}

/// The other names of an entry; a member of an archive has those of its archive.
fn aliases_of(
    aliases: &BTreeMap<EntryPath, BTreeSet<EntryPath>>,
    path: &EntryPath,
) -> Vec<EntryPath> {
    let (file, member) = match path.as_str().split_once("!/") {
        Some((file, member)) => (EntryPath::of_file(file.as_ref()), Some(member)),
        None => (path.clone(), None),
    };
    let names = aliases.get(&file).into_iter().flatten();
    names.map(|name| member.map_or_else(|| name.clone(), |member| name.member(member))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::AssetKind;
    use std::path::Path;

    fn path(text: &str) -> EntryPath {
        EntryPath::of_file(Path::new(text))
    }

    fn certificate(identity: &str) -> Observation {
        Observation::new(AssetKind::Certificate, identity, identity)
    }

    #[test]
    fn an_asset_is_counted_once_with_all_its_places() {
        let mut merger = Merger::new();
        merger.observe(&path("/b"), "x", certificate("one"));
        merger.observe(&path("/a"), "x", certificate("one"));
        merger.alias(&path("/a"), &path("/link"));
        let inventory = merger.finish();
        assert_eq!(inventory.assets.len(), 1);
        let places: Vec<_> =
            inventory.assets[0].occurrences.iter().map(|o| o.path.as_str()).collect();
        assert_eq!(places, ["/a", "/b", "/link"]);
    }

    #[test]
    fn the_order_of_delivery_does_not_matter() {
        let make = |order: &[usize]| {
            let mut merger = Merger::new();
            for index in order {
                let mut observation = certificate(["one", "two", "one"][*index]);
                observation.name = format!("name {index}");
                observation.attribute("k", *index);
                merger.observe(&path(["/a", "/b", "/c"][*index]), "x", observation);
            }
            merger.finish()
        };
        assert_eq!(make(&[0, 1, 2]), make(&[2, 1, 0]));
        assert_eq!(make(&[0, 1, 2]), make(&[1, 0, 2]));
    }

    #[test]
    fn handles_become_relations() {
        let mut leaf = certificate("leaf");
        leaf.wants.push((RelationKind::SignedBy, "dn:root".into()));
        let mut root = certificate("root");
        root.provides.push("dn:root".into());
        root.wants.push((RelationKind::SignedBy, "dn:root".into()));
        let mut merger = Merger::new();
        merger.observe(&path("/leaf"), "x", leaf);
        merger.observe(&path("/root"), "x", root);
        let relations = merger.finish().relations;
        let root = AssetId::of(AssetKind::Certificate, "root");
        assert_eq!(relations.len(), 2);
        assert!(relations.iter().all(|relation| relation.to == root));
    }

    #[test]
    fn a_member_of_a_linked_archive_is_seen_at_both_names() {
        let mut merger = Merger::new();
        merger.observe(&path("/z.zip").member("a.pem"), "x", certificate("one"));
        merger.alias(&path("/z.zip"), &path("/y.zip"));
        let inventory = merger.finish();
        let places: Vec<_> =
            inventory.assets[0].occurrences.iter().map(|o| o.path.as_str()).collect();
        assert_eq!(places, ["/y.zip!/a.pem", "/z.zip!/a.pem"]);
    }
}
