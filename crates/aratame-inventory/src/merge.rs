//! From observations to an inventory: equal things become one, names become relations.
//!
//! Every step is commutative, so the result does not depend on the order in which threads
//! deliver.

use crate::algorithm_ref::AlgorithmUse;
use crate::asset::{Asset, AssetId, Inventory, Occurrence, Relation, RelationKind};
use crate::coverage::Coverage;
use crate::diagnostic::{Diagnostic, IMAGE_FILE_HIDDEN};
use crate::image::{Image, LayerNames};
use crate::location::{EntryPath, Position};
use crate::observation::{Handle, Observation, Protocol, Value, attribute};
use crate::service;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Assets that may answer one handle before it counts as ambiguous and gives no relation: a name
/// that hundreds share (an empty subject, say) would relate everything to everything.
const MAX_PROVIDERS: usize = 64;

/// Reasons kept of one use that several detectors state: enough to check it by hand.
const MAX_REASONS: usize = 8;

/// Longest single reason once it is joined with others, in characters.
const MAX_REASON: usize = 400;

/// What stands between two reasons.
const BETWEEN_REASONS: &str = "; ";

/// What stands for the rest where reasons are left out.
const MORE_REASONS: &str = "…";

/// Assets in one owned file that are related to its owner: a bundle of certificates has some
/// hundreds.
const MAX_OWNED: usize = 4096;

/// Folders that systems with a merged `/usr` have under it, and package databases often not.
const MERGED: [&str; 6] = ["bin/", "lib/", "lib32/", "lib64/", "libx32/", "sbin/"];

/// The files that a component put where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// The handle of the component.
    pub owner: Handle,
    /// What stands before each name: the root of the system, down to a slash.
    pub root: String,
    /// Names below the root.
    pub files: Vec<Box<str>>,
}

/// Collects what detectors state and makes the inventory of it.
#[derive(Debug, Default)]
pub struct Merger {
    assets: BTreeMap<AssetId, Asset>,
    provides: BTreeMap<Handle, BTreeSet<AssetId>>,
    wants: BTreeSet<(AssetId, RelationKind, Handle)>,
    aliases: BTreeMap<EntryPath, BTreeSet<EntryPath>>,
    layers: BTreeMap<EntryPath, LayerNames>,
    images: BTreeSet<Image>,
    ownerships: Vec<Ownership>,
    /// Assets that nothing but their relations keeps.
    optional: BTreeSet<AssetId>,
    required: BTreeSet<AssetId>,
    /// Relations of inventories that were taken whole.
    known: BTreeSet<Relation>,
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
        let kept =
            if observation.only_if_related { &mut self.optional } else { &mut self.required };
        kept.insert(id);
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
        add_content(asset, observation.algorithms, observation.attributes, observation.protocols);
        asset.occurrences.push(occurrence);
    }

    /// Takes a whole inventory, such as one that was stored: its assets and those that were seen
    /// before become one where they are the same.
    pub fn take(&mut self, inventory: Inventory) {
        for asset in inventory.assets {
            self.required.insert(asset.id);
            match self.assets.entry(asset.id) {
                Entry::Vacant(place) => {
                    place.insert(asset);
                }
                Entry::Occupied(mut known) => unite(known.get_mut(), asset),
            }
        }
        self.known.extend(inventory.relations);
        self.diagnostics.extend(inventory.diagnostics);
        self.coverage.absorb(&inventory.coverage);
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

    /// States that a component owns files.
    pub fn owns(&mut self, ownership: Ownership) {
        self.ownerships.push(ownership);
    }

    /// States which names stand in the layer `path` of an image.
    pub fn layer(&mut self, path: EntryPath, names: LayerNames) {
        self.layers.insert(path, names);
    }

    /// States which layers make an image.
    pub fn image(&mut self, image: Image) {
        self.images.insert(image);
    }

    /// Adds a part of the ledger.
    pub fn cover(&mut self, coverage: &Coverage) {
        self.coverage.absorb(coverage);
    }

    /// The inventory of everything taken so far.
    #[must_use]
    pub fn finish(mut self) -> Inventory {
        self.repeat_at_aliases();
        self.look_through_layers();
        let relations = self.relations();
        self.drop_unrelated(&relations);
        let mut assets: Vec<Asset> = self.assets.into_values().collect();
        for asset in &mut assets {
            asset.occurrences.sort();
            asset.occurrences.dedup();
        }
        service::relate(&mut assets, &relations);
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

    fn drop_unrelated(&mut self, relations: &[Relation]) {
        let related: BTreeSet<AssetId> =
            relations.iter().flat_map(|relation| [relation.from, relation.to]).collect();
        for id in self.optional.difference(&self.required) {
            if !related.contains(id) {
                self.assets.remove(id);
            }
        }
    }

    /// States of each asset in layers of images where it stands, and whether it is to be seen.
    fn look_through_layers(&mut self) {
        if self.images.is_empty() {
            return;
        }
        let images: Vec<&Image> = self.images.iter().collect();
        for asset in self.assets.values_mut() {
            let mut layers = BTreeSet::new();
            let mut seen = None;
            for path in asset.occurrences.iter().map(|occurrence| &occurrence.path) {
                let Some(place) = place_in(&images, &self.layers, path) else { continue };
                layers.insert(place.layer);
                *seen.get_or_insert(false) |= place.hidden_by.is_none();
                if let Some(message) = place.hidden_by {
                    self.diagnostics.insert(Diagnostic {
                        path: path.clone(),
                        position: Position::whole(),
                        code: IMAGE_FILE_HIDDEN,
                        message,
                    });
                }
            }
            if let Some(seen) = seen {
                asset.attributes.insert(attribute::IN_FINAL_IMAGE, seen.into());
                let layers: Vec<String> = layers.into_iter().collect();
                asset.attributes.insert(attribute::IMAGE_LAYERS, layers.into());
            }
        }
    }

    /// Assets in the files that components own.
    fn owned(&self, relations: &mut BTreeSet<Relation>) {
        for ownership in &self.ownerships {
            let Some(owners) = self.provides.get(&ownership.owner) else { continue };
            let owners: Vec<AssetId> = owners.iter().copied().take(MAX_PROVIDERS).collect();
            for root in self.roots(&ownership.root) {
                for file in &ownership.files {
                    for handle in path_handles(&root, file) {
                        let Some(found) = self.provides.get(&handle) else { continue };
                        let others = found.iter().take(MAX_OWNED);
                        for (from, to) in
                            others.flat_map(|to| owners.iter().map(move |o| (*o, *to)))
                        {
                            let kind = RelationKind::Contains;
                            if from != to {
                                relations.insert(Relation { from, kind, to });
                            }
                        }
                    }
                }
            }
        }
    }

    /// The root itself; of a layer, all layers of its images.
    fn roots(&self, root: &str) -> BTreeSet<String> {
        let mut roots = BTreeSet::from([root.to_owned()]);
        for image in &self.images {
            let as_root = |layer: &EntryPath| format!("{layer}!/");
            if image.layers.iter().any(|layer| as_root(layer) == root) {
                roots.extend(image.layers.iter().map(as_root));
            }
        }
        roots
    }

    fn relations(&self) -> Vec<Relation> {
        let mut relations = self.known.clone();
        self.owned(&mut relations);
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

/// The names by which assets in a file are found.
fn path_handles(root: &str, file: &str) -> impl Iterator<Item = Handle> {
    let merged = MERGED.iter().any(|folder| file.starts_with(folder));
    let under_usr = merged.then(|| format!("path:{root}usr/{file}"));
    std::iter::once(format!("path:{root}{file}")).chain(under_usr)
}

/// Where an entry stands in an image.
struct Place {
    layer: String,
    hidden_by: Option<String>,
}

/// The place of an entry, as the image that still shows it has it, if one does.
fn place_in(
    images: &[&Image],
    layers: &BTreeMap<EntryPath, LayerNames>,
    path: &EntryPath,
) -> Option<Place> {
    let mut best: Option<Place> = None;
    for image in images {
        let found = image.layers.iter().enumerate().find_map(|(number, layer)| {
            let inner = path.as_str().strip_prefix(layer.as_str())?.strip_prefix("!/")?;
            Some((number, inner.split("!/").next().unwrap_or(inner)))
        });
        let Some((number, inner)) = found else { continue };
        let count = image.layers.len();
        let later = image.layers.iter().enumerate().skip(number + 1);
        let hidden = later
            .filter(|(_, layer)| layers.get(*layer).is_some_and(|names| names.hides(inner)))
            .map(|(number, _)| format!("hidden by layer {} of {count}", number + 1))
            .next();
        let layer = format!("{} layer {} of {count}", image.manifest, number + 1);
        if best.as_ref().is_none_or(|best| best.hidden_by.is_some() && hidden.is_none()) {
            best = Some(Place { layer, hidden_by: hidden });
        }
    }
    best
}

/// Enters a use among the sorted `uses`. What several detectors state of one algorithm in one
/// role and level is one use; directives of a configuration, each with its line, stay apart.
fn add_use(uses: &mut Vec<AlgorithmUse>, mut new: AlgorithmUse) {
    if !stands_alone(&new) {
        let key = |each: &AlgorithmUse| (each.role, each.level);
        let below = |each: &AlgorithmUse| {
            (&each.algorithm, key(each)).cmp(&(&new.algorithm, key(&new))).is_lt()
        };
        let first = uses.partition_point(below);
        let alike = uses[first..]
            .iter()
            .take_while(|each| each.algorithm == new.algorithm && key(each) == key(&new));
        if let Some(place) = alike.enumerate().find(|(_, each)| !stands_alone(each)) {
            new = united(uses.remove(first + place.0), new);
        }
    }
    if let Err(place) = uses.binary_search(&new) {
        uses.insert(place, new);
    }
}

fn stands_alone(each: &AlgorithmUse) -> bool {
    each.position.as_ref().is_some_and(|position| position.line.is_some())
}

/// Adds what another inventory has of the same asset.
fn unite(asset: &mut Asset, other: Asset) {
    if other.name < asset.name {
        asset.name = other.name;
    }
    add_content(asset, other.algorithms, other.attributes, other.protocols);
    asset.occurrences.extend(other.occurrences);
}

fn add_content(
    asset: &mut Asset,
    algorithms: Vec<AlgorithmUse>,
    attributes: BTreeMap<&'static str, Value>,
    protocols: Vec<Protocol>,
) {
    for algorithm in algorithms {
        add_use(&mut asset.algorithms, algorithm);
    }
    for (key, value) in attributes {
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
    for protocol in protocols {
        if let Err(place) = asset.protocols.binary_search(&protocol) {
            asset.protocols.insert(place, protocol);
        }
    }
}

/// The surest confidence, or what the signs of all methods come to; all reasons, the first place.
fn united(one: AlgorithmUse, other: AlgorithmUse) -> AlgorithmUse {
    let signs = one.signs.with(other.signs);
    let surest = one.confidence.max(other.confidence);
    AlgorithmUse {
        confidence: signs.confidence().map_or(surest, |together| together.max(surest)),
        signs,
        reason: joined(one.reason, other.reason),
        position: [one.position, other.position].into_iter().flatten().min(),
        algorithm: one.algorithm,
        role: one.role,
        level: one.level,
    }
}

/// Both reasons as one text. Each is cut and the smallest are kept, so that the order in which
/// reasons are joined does not show.
fn joined(one: Option<Box<str>>, other: Option<Box<str>>) -> Option<Box<str>> {
    if one == other {
        return one;
    }
    let texts: Vec<Box<str>> = [one, other].into_iter().flatten().collect();
    let mut parts: BTreeSet<String> =
        texts.iter().flat_map(|text| text.split(BETWEEN_REASONS)).map(cut).collect();
    let mut more = parts.remove(MORE_REASONS);
    while parts.len() > MAX_REASONS {
        parts.pop_last();
        more = true;
    }
    let mut parts: Vec<String> = parts.into_iter().collect();
    parts.extend(more.then(|| MORE_REASONS.to_owned()));
    Some(parts.join(BETWEEN_REASONS).into())
}

fn cut(reason: &str) -> String {
    match reason.char_indices().nth(MAX_REASON) {
        Some(_) => reason.chars().take(MAX_REASON - 1).chain(MORE_REASONS.chars()).collect(),
        None => reason.to_owned(),
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
    use crate::algorithm_ref::{AlgorithmRef, Role};
    use crate::asset::AssetKind;
    use crate::evidence::{Confidence, EvidenceLevel, Method};
    use std::path::Path;

    fn path(text: &str) -> EntryPath {
        EntryPath::of_file(Path::new(text))
    }

    fn certificate(identity: &str) -> Observation {
        Observation::new(AssetKind::Certificate, identity, identity)
    }

    #[test]
    fn what_a_later_layer_deletes_is_told() {
        let mut merger = Merger::new();
        let image = path("/i.tar");
        let (low, high) = (image.member("a"), image.member("b"));
        merger.observe(&low.member("etc/key"), "x", certificate("deleted"));
        merger.observe(&low.member("etc/kept"), "x", certificate("kept"));
        let mut names = LayerNames::default();
        names.add("etc/.wh.key");
        merger.layer(high.clone(), names);
        merger.image(Image { manifest: image.member("manifest.json"), layers: vec![low, high] });
        let inventory = merger.finish();
        let seen = |name: &str| {
            let asset = inventory.assets.iter().find(|asset| asset.name == name).unwrap();
            asset.attributes[attribute::IN_FINAL_IMAGE].clone()
        };
        assert_eq!((seen("deleted"), seen("kept")), (false.into(), true.into()));
        let [diagnostic] = inventory.diagnostics.as_slice() else { panic!("one diagnostic") };
        assert_eq!(diagnostic.message, "hidden by layer 2 of 2");
        assert!(inventory.is_complete());
    }

    #[test]
    fn components_stand_only_where_their_files_hold_something() {
        let mut merger = Merger::new();
        merger.observe(&path("/usr/lib/x"), "x", certificate("found"));
        for name in ["owner", "other"] {
            let mut it = Observation::new(AssetKind::Component, name, name);
            it.only_if_related = true;
            it.provides.push(format!("package:/:{name}"));
            merger.observe(&path("/var/lib/dpkg/status"), "x", it);
            let file = if name == "owner" { "lib/x" } else { "lib/y" };
            let (owner, root) = (format!("package:/:{name}"), "/".to_owned());
            merger.owns(Ownership { owner, root, files: vec![file.into()] });
        }
        let inventory = merger.finish();
        let names: Vec<&str> = inventory.assets.iter().map(|asset| asset.name.as_str()).collect();
        assert_eq!(names, ["found", "owner"]);
        assert_eq!(inventory.relations.len(), 1);
        assert_eq!(inventory.relations[0].kind, RelationKind::Contains);
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

    fn md5(level: EvidenceLevel, reason: &str) -> AlgorithmUse {
        AlgorithmUse::new(AlgorithmRef::unknown_name("MD5"), Role::Hash, level)
            .with_confidence(Confidence::Low)
            .with_reason(reason)
    }

    fn merged(uses: &[AlgorithmUse]) -> Vec<AlgorithmUse> {
        let mut merger = Merger::new();
        for each in uses {
            let mut observation = Observation::new(AssetKind::Program, "one", "one");
            observation.algorithms.push(each.clone());
            merger.observe(&path("/a"), "x", observation);
        }
        merger.finish().assets.remove(0).algorithms
    }

    #[test]
    fn a_use_that_several_detectors_see_is_one() {
        let implements = EvidenceLevel::Implements;
        let surest = md5(implements, "functions MD5").with_confidence(Confidence::High);
        let found = merged(&[
            md5(implements, "words; init").at(Position::bytes(9, 4)),
            md5(implements, "init").at(Position::bytes(5, 4)),
            surest,
            md5(EvidenceLevel::Uses, "functions MD5"),
            md5(EvidenceLevel::Configures, "directive").at(Position::line(3)),
            md5(EvidenceLevel::Configures, "directive").at(Position::line(4)),
        ]);
        let [together, line_3, line_4, used] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(together.reason.as_deref(), Some("functions MD5; init; words"));
        assert_eq!(together.confidence, Confidence::High);
        assert_eq!(together.position.as_deref(), Some(&Position::bytes(5, 4)));
        assert_eq!(line_3.position.as_deref(), Some(&Position::line(3)));
        assert_eq!(line_4.position.as_deref(), Some(&Position::line(4)));
        assert_eq!(used.level, EvidenceLevel::Uses);
    }

    #[test]
    fn signs_of_different_methods_come_together() {
        let told = |method| md5(EvidenceLevel::Implements, "x").told_by(method, Confidence::Medium);
        let once = merged(&[told(Method::Symbols), told(Method::Symbols)]);
        assert_eq!(once[0].confidence, Confidence::Medium);
        let twice = merged(&[told(Method::Symbols), told(Method::Constants)]);
        assert_eq!((twice.len(), twice[0].confidence), (1, Confidence::High));
        assert_eq!(twice[0].signs.percent(), Some(91));
    }

    #[test]
    fn the_order_in_which_reasons_arrive_does_not_matter() {
        let long = "r".repeat(2 * MAX_REASON);
        let mut uses: Vec<_> =
            (0..12).map(|n| md5(EvidenceLevel::Uses, &format!("{}; a", 20 - n))).collect();
        uses.push(md5(EvidenceLevel::Uses, &format!("1{long}")));
        uses.push(md5(EvidenceLevel::Uses, "1; z").at(Position::bytes(1, 1)));
        let expected = merged(&uses);
        let reason = expected[0].reason.as_deref().unwrap();
        assert_eq!(reason.split(BETWEEN_REASONS).count(), MAX_REASONS + 1);
        assert!(reason.ends_with(MORE_REASONS) && reason.chars().count() < 2 * MAX_REASON);
        for turn in 1..uses.len() {
            uses.rotate_left(1);
            uses.swap(0, turn);
            assert_eq!(merged(&uses), expected);
        }
        uses.reverse();
        assert_eq!(merged(&uses), expected);
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
