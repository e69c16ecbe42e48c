//! Which product, in which version, serves a configuration: from the programs and libraries of the
//! same machine in the inventory.
//!
//! A machine is known by the root that its paths have in common: what stands before `/etc/`,
//! `/usr/` and the like. So a scan of several copied trees keeps them apart.

use crate::figure::text;
use crate::knowledge::{Knowledge, Product};
use crate::version::Version;
use aratame_inventory::{Asset, AssetId, AssetKind, Inventory, RelationKind, Value, attribute};
use aratame_policy::verdict::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Top-level folders of a system.
const BELOW_ROOT: [&str; 8] =
    ["/etc/", "/usr/", "/opt/", "/var/", "/srv/", "/bin/", "/sbin/", "/lib/"];

/// What stands before the folders of a system in a path; empty on the machine itself.
pub(crate) fn root(path: &str) -> &str {
    let starts = BELOW_ROOT.iter().filter_map(|folder| path.find(folder));
    starts.min().and_then(|at| path.get(..at)).unwrap_or_default()
}

/// A version that the inventory holds, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) version: Version,
    pub(crate) by: Text,
}

/// The versions of an inventory, by root and product.
pub(crate) struct Services<'a> {
    inventory: &'a Inventory,
    knowledge: &'a Knowledge,
    found: BTreeMap<(&'a str, &'a str), Vec<(usize, Found)>>,
    index: BTreeMap<AssetId, usize>,
    /// Programs by root and file name.
    programs: BTreeMap<(&'a str, &'a str), BTreeSet<usize>>,
}

impl<'a> Services<'a> {
    pub(crate) fn new(inventory: &'a Inventory, knowledge: &'a Knowledge) -> Self {
        let mut found: BTreeMap<(&str, &str), Vec<(usize, Found)>> = BTreeMap::new();
        let mut index = BTreeMap::new();
        let mut programs: BTreeMap<(&str, &str), BTreeSet<usize>> = BTreeMap::new();
        for (at, asset) in inventory.assets.iter().enumerate() {
            let kinds = [AssetKind::Library, AssetKind::Program, AssetKind::Component];
            if !kinds.contains(&asset.kind) {
                continue;
            }
            index.insert(asset.id, at);
            for each in &asset.occurrences {
                let key = (root(each.path.as_str()), each.path.file_name());
                programs.entry(key).or_default().insert(at);
            }
            for (product, version) in versions(asset, knowledge) {
                let roots: BTreeSet<&str> =
                    asset.occurrences.iter().map(|each| root(each.path.as_str())).collect();
                for root in roots {
                    let by = seen_in(asset, root);
                    let version = version.clone();
                    found.entry((root, product)).or_default().push((at, Found { version, by }));
                }
            }
        }
        Self { inventory, knowledge, found, index, programs }
    }

    /// The version of the product that decides for a configuration of `product` at this path: of
    /// the library that its program links, else the lowest on the same machine.
    pub(crate) fn version(&self, product: &Product, path: &str) -> Option<Found> {
        let deciding = self.knowledge.deciding(product)?;
        let here = self.found.get(&(root(path), deciding.id.as_str()))?;
        let linked = self.linked(product, root(path));
        let mut candidates: Vec<_> =
            here.iter().filter(|(at, _)| linked.contains(at)).map(|(_, found)| found).collect();
        if candidates.is_empty() {
            candidates = here.iter().map(|(_, found)| found).collect();
        }
        candidates.into_iter().min_by(|a, b| a.version.cmp(&b.version)).cloned()
    }

    /// The version of a product by a program or library itself.
    pub(crate) fn of_asset(&self, asset: &Asset) -> Option<(&'a Product, Found)> {
        let (id, version) = versions(asset, self.knowledge).into_iter().next()?;
        let place = asset.occurrences.first()?;
        let by = seen_in(asset, root(place.path.as_str()));
        Some((self.knowledge.product(id)?, Found { version, by }))
    }

    /// The library whose version decides for a program: the one that it links.
    pub(crate) fn library_of(&self, program: &Asset) -> Option<(&'a Product, Found)> {
        let own = self.of_asset(program);
        if own.is_some() {
            return own;
        }
        let linked = self.reached(program);
        linked
            .iter()
            .filter_map(|at| self.inventory.assets.get(*at))
            .find_map(|each| self.of_asset(each))
    }

    /// What the programs of a product on a machine link, directly or through one library.
    fn linked(&self, product: &Product, root_: &str) -> BTreeSet<usize> {
        let names = product.programs.iter();
        let found = names.filter_map(|name| self.programs.get(&(root_, name.as_str()))).flatten();
        let programs = found.filter_map(|at| self.inventory.assets.get(*at));
        programs.flat_map(|program| self.reached(program)).collect()
    }

    fn reached(&self, program: &Asset) -> BTreeSet<usize> {
        /// A program links libssl, which links libcrypto, which tells the version.
        const HOPS: usize = 2;
        let mut reached = BTreeSet::new();
        let mut next = vec![program.id];
        for _ in 0..HOPS {
            let from = std::mem::take(&mut next);
            for relation in from.iter().flat_map(|id| self.inventory.relations_from(*id)) {
                let is_new = relation.kind == RelationKind::Links
                    && self.index.get(&relation.to).is_some_and(|at| reached.insert(*at));
                if is_new {
                    next.push(relation.to);
                }
            }
        }
        reached
    }
}

/// The products whose version an asset tells. A library's banner counts when the asset is that
/// library; of a program, a banner of a library that it links tells what it was built with, so it
/// does not count, but a banner of its own does.
fn versions<'k>(asset: &Asset, knowledge: &'k Knowledge) -> Vec<(&'k str, Version)> {
    let own = texts(asset, attribute::LIBRARY_VERSION);
    if asset.kind == AssetKind::Component {
        return packaged(asset, &own, knowledge);
    }
    let mut told: Vec<(&'k str, Version)> = Vec::new();
    for product in &knowledge.products {
        let is_program = asset
            .occurrences
            .iter()
            .any(|each| product.programs.iter().any(|name| name == each.path.file_name()));
        let banners = if is_program { texts(asset, "banners") } else { Vec::new() };
        let all = own.iter().flat_map(|text| text.split(", ")).chain(banners.iter().copied());
        let found = all.filter(|text| product.versions.iter().any(|start| text.starts_with(start)));
        if let Some(version) = found.filter_map(Version::find).min() {
            told.push((&product.id, version));
        }
    }
    told
}

/// The product of an installed package. Its version may begin with an epoch, which is no part of
/// the product's.
fn packaged<'k>(
    asset: &Asset,
    versions: &[&str],
    knowledge: &'k Knowledge,
) -> Vec<(&'k str, Version)> {
    let names = texts(asset, attribute::PRODUCT);
    let known = knowledge.products.iter().filter(|product| names.contains(&product.name.as_str()));
    let version = versions.first().map(|text| text.split_once(':').map_or(*text, |(_, rest)| rest));
    known.filter_map(|product| Some((product.id.as_str(), Version::find(version?)?))).collect()
}

fn texts<'a>(asset: &'a Asset, name: &str) -> Vec<&'a str> {
    match asset.attributes.get(name) {
        Some(Value::Text(text)) => vec![text],
        Some(Value::List(list)) => list.iter().map(String::as_str).collect(),
        _ => Vec::new(),
    }
}

fn seen_in(asset: &Asset, root_: &str) -> Text {
    let here = asset.occurrences.iter().find(|each| root(each.path.as_str()) == root_);
    let path = here.map_or("", |each| each.path.as_str());
    text(format!("version in {path}"), format!("{path} の版表示"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_told_by_their_root() {
        assert_eq!(root("/etc/nginx/nginx.conf"), "");
        assert_eq!(root("/usr/lib/x86_64-linux-gnu/libssl.so.3"), "");
        assert_eq!(root("trees/web01/etc/nginx/nginx.conf"), "trees/web01");
        assert_eq!(root("trees/web01/usr/local/etc/nginx.conf"), "trees/web01");
        assert_eq!(root("notes.txt"), "");
    }
}
