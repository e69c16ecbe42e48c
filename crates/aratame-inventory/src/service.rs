//! Two views of one service: a configuration, and an endpoint that was seen live or in traffic.
//!
//! Owns how they find each other: both show the same certificate or host key. A key may serve at
//! many places, so each names all that share it, and nobody is said to be the only one.

use crate::asset::{Asset, AssetId, AssetKind, Relation, RelationKind};
use crate::observation::{Value, attribute};
use std::collections::{BTreeMap, BTreeSet};

/// Names that stand beside one asset: a certificate of many hosts would relate all to all.
const MAX_NAMED: usize = 32;

/// What the products of endpoints end in.
const ENDPOINT: &str = " endpoint";

/// The two views of one key.
#[derive(Debug, Default)]
struct Views {
    endpoints: BTreeSet<AssetId>,
    configurations: BTreeSet<AssetId>,
}

/// Names beside each endpoint the configurations with its key, and the other way round.
pub(crate) fn relate(assets: &mut [Asset], relations: &[Relation]) {
    let views = views(assets, relations);
    let mut others: BTreeMap<AssetId, BTreeSet<AssetId>> = BTreeMap::new();
    for Views { endpoints, configurations } in views.into_values() {
        for (of, with) in [(&endpoints, &configurations), (&configurations, &endpoints)] {
            for id in of.iter().filter(|_| !with.is_empty()) {
                others.entry(*id).or_default().extend(with.iter().take(MAX_NAMED));
            }
        }
    }
    let wanted: BTreeSet<AssetId> = others.values().flatten().copied().collect();
    let named: BTreeMap<AssetId, String> = assets
        .iter()
        .filter(|asset| wanted.contains(&asset.id))
        .map(|asset| (asset.id, shown(asset)))
        .collect();
    for asset in assets {
        if let Some(with) = others.get(&asset.id) {
            let names = with.iter().take(MAX_NAMED).filter_map(|id| named.get(id).cloned());
            let names: BTreeSet<String> = names.collect();
            let names: Vec<String> = names.into_iter().collect();
            asset.attributes.insert(attribute::SAME_KEY_AS, names.into());
        }
    }
}

/// Endpoints and configurations by the keys that they name. The forms of one key count as one.
fn views(assets: &[Asset], relations: &[Relation]) -> BTreeMap<AssetId, Views> {
    let mut forms: BTreeMap<AssetId, BTreeSet<AssetId>> = BTreeMap::new();
    for each in relations.iter().filter(|each| each.kind == RelationKind::SameKey) {
        forms.entry(each.from).or_default().insert(each.to);
        forms.entry(each.to).or_default().insert(each.from);
    }
    let kinds: BTreeMap<AssetId, AssetKind> =
        assets.iter().map(|asset| (asset.id, asset.kind)).collect();
    let is_key = |id: &AssetId| {
        let kind = kinds.get(id);
        kind.is_some_and(|kind| {
            matches!(kind, AssetKind::Certificate | AssetKind::PublicKey | AssetKind::PrivateKey)
        })
    };
    let sides: BTreeMap<AssetId, bool> = assets
        .iter()
        .filter(|asset| asset.kind == AssetKind::Configuration)
        .map(|asset| (asset.id, is_endpoint(asset)))
        .collect();
    let mut views: BTreeMap<AssetId, Views> = BTreeMap::new();
    for each in relations.iter().filter(|each| each.kind == RelationKind::Names) {
        let Some(is_endpoint) = sides.get(&each.from) else { continue };
        let same = forms.get(&each.to).into_iter().flatten();
        for key in same.chain([&each.to]).filter(|key| is_key(key)) {
            let view = views.entry(*key).or_default();
            let side = if *is_endpoint { &mut view.endpoints } else { &mut view.configurations };
            side.insert(each.from);
        }
    }
    views
}

fn is_endpoint(asset: &Asset) -> bool {
    let product = asset.attributes.get(attribute::PRODUCT);
    matches!(product, Some(Value::Text(name)) if name.ends_with(ENDPOINT))
}

/// The name of a configuration with its place; of an endpoint the name alone says where it is.
fn shown(asset: &Asset) -> String {
    match asset.occurrences.first() {
        Some(place) if !is_endpoint(asset) => format!("{}: {}", asset.name, place.path),
        _ => asset.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        AssetKind, EntryPath, Inventory, Merger, Observation, RelationKind, Value, attribute,
    };
    use std::path::Path;

    fn inventory(what: &str, path: &str, product: &str, key: &str) -> Inventory {
        let mut merger = Merger::new();
        let path = EntryPath::of_file(Path::new(path));
        let mut certificate = Observation::new(AssetKind::Certificate, key.to_owned(), key);
        certificate.provides.push(format!("der:{key}"));
        merger.observe(&path, "a", certificate);
        let identity = format!("configuration:{path}");
        let mut observation = Observation::new(AssetKind::Configuration, identity, what);
        observation.attribute(attribute::PRODUCT, product);
        observation.wants.push((RelationKind::Names, format!("der:{key}")));
        merger.observe(&path, "b", observation);
        merger.finish()
    }

    #[test]
    fn configuration_certificate_and_endpoint_of_two_runs_become_one_service() {
        let scan = inventory("nginx", "/etc/nginx.conf", "nginx", "one");
        let live = inventory("TLS endpoint www:443", "tls://www:443", "tls endpoint", "one");
        let other = inventory("TLS endpoint www:25", "tls://www:25", "tls endpoint", "two");
        let mut merger = Merger::new();
        for each in [scan.clone(), live.clone(), other.clone(), live] {
            merger.take(each);
        }
        let whole = merger.finish();
        assert_eq!((whole.assets.len(), whole.relations.len()), (5, 3));
        let shared = |name: &str| {
            let asset = whole.assets.iter().find(|asset| asset.name == name).unwrap();
            asset.attributes.get(attribute::SAME_KEY_AS).cloned()
        };
        let list = |name: &str| Some(Value::List(vec![name.to_owned()]));
        assert_eq!(shared("nginx"), list("TLS endpoint www:443"));
        assert_eq!(shared("TLS endpoint www:443"), list("nginx: /etc/nginx.conf"));
        assert_eq!(shared("TLS endpoint www:25"), None);
        let certificate = whole.assets.iter().find(|asset| asset.name == "one").unwrap();
        assert_eq!(certificate.occurrences.len(), 2);
        // In another order the same.
        let mut merger = Merger::new();
        for each in [other, scan] {
            merger.take(each);
        }
        merger.take(inventory("TLS endpoint www:443", "tls://www:443", "tls endpoint", "one"));
        assert_eq!(merger.finish().assets, whole.assets);
    }
}
