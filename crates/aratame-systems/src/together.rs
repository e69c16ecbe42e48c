//! Inventories of several machines as one: each under a folder of its machine's name.
//!
//! A file that is the same everywhere is one asset with the places of all. A configuration is
//! known by its path, so each machine's is an asset of its own.

use aratame_inventory::{Asset, AssetId, AssetKind, Diagnostic, EntryPath, Inventory, Relation};
use std::collections::BTreeMap;
use std::path::Path;

/// The inventories as one, the machines in the order of their names.
#[must_use]
pub fn together(scans: Vec<(String, Inventory)>) -> Inventory {
    let mut assets: BTreeMap<AssetId, Asset> = BTreeMap::new();
    let mut whole = Inventory::default();
    for (host, inventory) in scans {
        let mut moved: BTreeMap<AssetId, AssetId> = BTreeMap::new();
        for asset in inventory.assets {
            let (old, asset) = (asset.id, on_host(&host, asset));
            moved.insert(old, asset.id);
            match assets.get_mut(&asset.id) {
                Some(known) => unite(known, asset),
                None => {
                    assets.insert(asset.id, asset);
                }
            }
        }
        let new = |id: &AssetId| moved.get(id).copied().unwrap_or(*id);
        whole.relations.extend(inventory.relations.iter().map(|each| Relation {
            from: new(&each.from),
            kind: each.kind,
            to: new(&each.to),
        }));
        whole.diagnostics.extend(
            inventory
                .diagnostics
                .into_iter()
                .map(|each| Diagnostic { path: below(&host, &each.path), ..each }),
        );
        whole.coverage.absorb(&inventory.coverage);
    }
    whole.assets = assets.into_values().collect();
    for asset in &mut whole.assets {
        asset.occurrences.sort();
        asset.occurrences.dedup();
    }
    whole.assets.sort_by(|a, b| (a.kind, &a.name, a.id).cmp(&(b.kind, &b.name, b.id)));
    whole.relations.sort();
    whole.relations.dedup();
    whole.diagnostics.sort_by(|a, b| {
        (&a.path, &a.position, a.code.code).cmp(&(&b.path, &b.position, b.code.code))
    });
    whole
}

fn below(host: &str, path: &EntryPath) -> EntryPath {
    let path = path.as_str().trim_start_matches('/');
    EntryPath::of_file(Path::new(&format!("{host}/{path}")))
}

fn on_host(host: &str, mut asset: Asset) -> Asset {
    for occurrence in &mut asset.occurrences {
        occurrence.path = below(host, &occurrence.path);
    }
    if asset.kind == AssetKind::Configuration {
        asset.identity = format!("{host}:{}", asset.identity);
        asset.id = AssetId::of(asset.kind, &asset.identity);
    }
    asset
}

fn unite(known: &mut Asset, mut other: Asset) {
    known.occurrences.append(&mut other.occurrences);
    for each in other.algorithms {
        let is_known = known.algorithms.iter().any(|own| {
            (&own.algorithm, own.role, own.level) == (&each.algorithm, each.role, each.level)
        });
        if !is_known {
            known.algorithms.push(each);
        }
    }
    known.algorithms.sort();
    for (name, value) in other.attributes {
        known.attributes.entry(name).or_insert(value);
    }
    for protocol in other.protocols {
        if !known.protocols.contains(&protocol) {
            known.protocols.push(protocol);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aratame_inventory::{Merger, Observation};

    fn scanned(kind: AssetKind, identity: &str, path: &str) -> Inventory {
        let mut merger = Merger::new();
        let observation = Observation::new(kind, identity, "x");
        merger.observe(&EntryPath::of_file(Path::new(path)), "test", observation);
        merger.finish()
    }

    #[test]
    fn the_same_file_is_one_asset_and_a_configuration_is_each_machine_s_own() {
        let of = |kind| {
            let scan = || scanned(kind, "one", "/etc/a");
            together(vec![("web01".to_owned(), scan()), ("web02".to_owned(), scan())])
        };
        let certificate = of(AssetKind::Certificate);
        let places: Vec<&str> =
            certificate.assets[0].occurrences.iter().map(|each| each.path.as_str()).collect();
        assert_eq!((certificate.assets.len(), places), (1, vec!["web01/etc/a", "web02/etc/a"]));
        let configuration = of(AssetKind::Configuration);
        assert_eq!(configuration.assets.len(), 2);
        assert_ne!(configuration.assets[0].id, configuration.assets[1].id);
    }
}
