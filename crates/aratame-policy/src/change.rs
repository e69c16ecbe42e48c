//! What changed between two inventories, judged by the same lists at the same date.
//!
//! Assets are matched by their id; what is left is matched by place, since a renewed certificate, a
//! new key or an upgraded library at the same path is another asset. What the new scan could not see
//! is never called gone.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use aratame_algorithms::QuantumImpact;
use aratame_inventory::{
    AlgorithmUse, Asset, AssetKind, EntryPath, EvidenceLevel, Inventory, Role, Severity, Value,
};

use crate::judge::{has_public_key, purpose};
use crate::list::Purpose;
use crate::lists::builtin_guideline;
use crate::tls_profile::{Guideline, Profile, TlsGrader};
use crate::verdict::{AssetJudgement, Judgement, Outcome, Priority, Text};

/// An inventory with its judgement.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The inventory.
    pub inventory: &'a Inventory,
    /// Its judgement.
    pub judgement: &'a Judgement,
}

/// What became of an asset, what needs attention first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Was protected by a post-quantum part, and is classical alone now.
    FellToClassical,
    /// Stands worse than before.
    Regressed,
    /// Was not there, or not seen, before.
    New,
    /// Is another thing or allows other algorithms, neither better nor worse by the lists.
    Changed,
    /// Stands better than before.
    Improved,
    /// Is not there any more.
    Gone,
    /// Was there; its place could not be read this time.
    NotSeen,
}

impl ChangeKind {
    /// Every kind, what needs attention first.
    pub const ALL: [Self; 7] = [
        Self::FellToClassical,
        Self::Regressed,
        Self::New,
        Self::Changed,
        Self::Improved,
        Self::Gone,
        Self::NotSeen,
    ];

    /// The stable word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FellToClassical => "fell-to-classical",
            Self::Regressed => "regressed",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Improved => "improved",
            Self::Gone => "gone",
            Self::NotSeen => "not-seen",
        }
    }

    /// The heading for people.
    #[must_use]
    pub fn title(self) -> Text {
        let (en, ja) = match self {
            Self::FellToClassical => (
                "ALARM: fell from post-quantum protection to classical cryptography alone",
                "警報：PQCによる保護から現行暗号のみへ後退",
            ),
            Self::Regressed => ("regressed", "悪化"),
            Self::New => ("new", "新規"),
            Self::Changed => ("changed", "変更（優劣なし）"),
            Self::Improved => ("improved", "改善"),
            Self::Gone => ("gone", "消滅"),
            Self::NotSeen => {
                ("not seen this time (could not be read)", "今回は確認できず（読取不可）")
            }
        };
        Text { en: en.to_owned(), ja: ja.to_owned() }
    }
}

/// What became of one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// Its place among the old inventory's assets.
    pub old: Option<usize>,
    /// Its place among the new inventory's assets.
    pub new: Option<usize>,
    /// What it had and has no more.
    pub lost: Vec<Detail>,
    /// What it has now and had not.
    pub gained: Vec<Detail>,
}

/// Something that an asset has and that a change may take or give.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// An algorithm in one part, at one level of evidence.
    Use(EvidenceLevel, Role, String),
    /// A protocol with its version.
    Protocol(String),
    /// The profile of GL-3001; `None` below all.
    Profile(Option<Profile>),
    /// An attribute.
    Attribute(&'static str, String),
    /// A place.
    Place(String),
}

/// The English form, which is stable.
impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Use(level, role, algorithm) => write!(f, "{level} {} {algorithm}", role.as_str()),
            Self::Protocol(protocol) => f.write_str(protocol),
            Self::Profile(profile) => {
                write!(f, "GL-3001 {}", profile.map_or("below-every-profile", Profile::as_str))
            }
            Self::Attribute(key, value) => write!(f, "{key} {value}"),
            Self::Place(path) => write!(f, "@ {path}"),
        }
    }
}

/// Everything that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The changes, what needs attention first, then by priority and place in the inventory.
    pub changes: Vec<Change>,
    /// Assets that are as they were.
    pub unchanged: usize,
}

impl Comparison {
    /// The changes of one kind.
    pub fn of(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }
}

/// Compares two inventories.
#[must_use]
pub fn compare(old: Side<'_>, new: Side<'_>) -> Comparison {
    let guideline = builtin_guideline();
    let states = (states(old, guideline.as_ref()), states(new, guideline.as_ref()));
    let unseen = Unseen::of(new.inventory);
    let mut comparison = Comparison { changes: Vec::new(), unchanged: 0 };
    for (old, new) in pairs(old.inventory, new.inventory) {
        let before = old.and_then(|at| states.0.get(at));
        let after = new.and_then(|at| states.1.get(at));
        match became(before, after, &unseen) {
            Some((kind, lost, gained)) => {
                comparison.changes.push(Change { kind, old, new, lost, gained });
            }
            None => comparison.unchanged += 1,
        }
    }
    let priority = |states: &[State<'_>], at: Option<usize>| {
        at.and_then(|at| states.get(at)).map(|state| state.judged.priority)
    };
    comparison.changes.sort_by_key(|change| {
        let urgency = priority(&states.1, change.new).max(priority(&states.0, change.old));
        (change.kind, std::cmp::Reverse(urgency), change.new, change.old)
    });
    comparison
}

fn states<'a>(side: Side<'a>, guideline: Option<&Guideline>) -> Vec<State<'a>> {
    let grader = guideline.map(|guideline| TlsGrader::new(guideline, side.inventory));
    let profile = |asset| Some(grader.as_ref()?.grade(asset)?.profile);
    let both = side.inventory.assets.iter().zip(&side.judgement.assets);
    both.map(|(asset, judged)| State { asset, judged, profile: profile(asset) }).collect()
}

/// The kind of a change, what was lost, what was gained.
type Outline = (ChangeKind, Vec<Detail>, Vec<Detail>);

fn became(
    before: Option<&State<'_>>,
    after: Option<&State<'_>>,
    unseen: &Unseen<'_>,
) -> Option<Outline> {
    match (before, after) {
        (Some(before), Some(after)) => changed(before, after),
        (None, Some(after)) => Some((ChangeKind::New, Vec::new(), after.details())),
        (Some(before), None) if unseen.has(before.asset) => {
            Some((ChangeKind::NotSeen, before.details(), Vec::new()))
        }
        (Some(before), None) => Some((ChangeKind::Gone, before.details(), Vec::new())),
        (None, None) => None,
    }
}

/// Old and new place of an asset.
type Pair = (Option<usize>, Option<usize>);

fn pairs(old: &Inventory, new: &Inventory) -> Vec<Pair> {
    let by_id: HashMap<_, _> =
        new.assets.iter().enumerate().map(|(at, asset)| (asset.id, at)).collect();
    let mut taken = vec![false; new.assets.len()];
    let mut pairs: Vec<Pair> = Vec::with_capacity(new.assets.len());
    let mut left = Vec::new();
    for (at, asset) in old.assets.iter().enumerate() {
        match by_id.get(&asset.id) {
            Some(same) => {
                taken[*same] = true;
                pairs.push((Some(at), Some(*same)));
            }
            None => left.push(at),
        }
    }
    let fresh: Vec<usize> = (0..new.assets.len()).filter(|at| !taken[*at]).collect();
    let replaced = replaced(old, &left, new, &fresh);
    let found: BTreeSet<usize> = replaced.values().copied().collect();
    pairs.extend(left.iter().map(|at| (Some(*at), replaced.get(at).copied())));
    pairs.extend(fresh.into_iter().filter(|at| !found.contains(at)).map(|at| (None, Some(at))));
    pairs
}

/// Which new asset stands where an old one stood: of the same kind at the same path, by name where
/// a file holds several. Where that is ambiguous nothing is matched.
fn replaced(
    old: &Inventory,
    left: &[usize],
    new: &Inventory,
    fresh: &[usize],
) -> BTreeMap<usize, usize> {
    let mut replaced = BTreeMap::new();
    let mut found = BTreeSet::new();
    for by_name in [true, false] {
        let before = places(old, left.iter().filter(|at| !replaced.contains_key(*at)), by_name);
        let after = places(new, fresh.iter().filter(|at| !found.contains(*at)), by_name);
        for (place, one) in &before {
            if let ([one], Some([other])) = (one.as_slice(), after.get(place).map(Vec::as_slice))
                && !found.contains(other)
                && !replaced.contains_key(one)
            {
                found.insert(*other);
                replaced.insert(*one, *other);
            }
        }
    }
    replaced
}

type PlaceKey<'a> = (AssetKind, &'a str, Option<&'a str>);

fn places<'a>(
    inventory: &'a Inventory,
    of: impl Iterator<Item = &'a usize>,
    by_name: bool,
) -> BTreeMap<PlaceKey<'a>, Vec<usize>> {
    let mut places: BTreeMap<PlaceKey<'a>, Vec<usize>> = BTreeMap::new();
    for at in of {
        let asset = &inventory.assets[*at];
        let name = by_name.then_some(asset.name.as_str());
        let paths: BTreeSet<&str> = asset.occurrences.iter().map(|o| o.path.as_str()).collect();
        for path in paths {
            places.entry((asset.kind, path, name)).or_default().push(*at);
        }
    }
    places
}

/// Where the new scan has gaps.
struct Unseen<'a> {
    paths: BTreeSet<&'a str>,
}

impl<'a> Unseen<'a> {
    fn of(inventory: &'a Inventory) -> Self {
        let gaps = inventory.diagnostics.iter().filter(|each| each.code.severity == Severity::Gap);
        Self { paths: gaps.map(|each| each.path.as_str()).collect() }
    }

    /// Whether a place of the asset, its folder or its archive could not be read.
    fn has(&self, asset: &Asset) -> bool {
        let gap = |path: &EntryPath| {
            let path = path.as_str();
            let outer = path.match_indices('/').map(|(at, _)| path[..at].trim_end_matches('!'));
            outer.chain([path]).any(|each| !each.is_empty() && self.paths.contains(each))
        };
        asset.occurrences.iter().any(|occurrence| gap(&occurrence.path))
    }
}

/// What is compared of an asset.
struct State<'a> {
    asset: &'a Asset,
    judged: &'a AssetJudgement,
    /// The profile of a TLS configuration.
    profile: Option<Option<Profile>>,
}

impl State<'_> {
    /// The uses that count, with their judgement.
    fn in_use(&self) -> impl Iterator<Item = (&AlgorithmUse, Priority, QuantumImpact)> {
        let judged = self.asset.algorithms.iter().zip(&self.judged.uses);
        let counts = |each: &AlgorithmUse| each.level.is_in_use();
        judged
            .filter(move |(each, _)| counts(each))
            .map(|(each, judged)| (each, judged.priority, judged.quantum))
    }

    fn has(&self, wanted: Purpose, impact: fn(QuantumImpact) -> bool) -> bool {
        self.in_use().any(|(each, _, quantum)| {
            let public = each.algorithm.algorithm().filter(|row| has_public_key(row));
            impact(quantum) && public.is_some_and(|row| purpose(each.role, row) == wanted)
        })
    }

    /// The purposes for which a post-quantum part protects.
    fn protected(&self) -> Vec<Purpose> {
        PURPOSES.into_iter().filter(|purpose| self.has(*purpose, resists)).collect()
    }

    /// Algorithms of an urgency that the lists demand to be acted on.
    fn demanded(&self) -> BTreeSet<String> {
        let urgent = |priority: Priority| priority >= Priority::Migrate;
        let uses = self.in_use().filter(|(_, priority, _)| urgent(*priority));
        let uses = uses.map(|(each, priority, _)| (priority, use_text(each)));
        let verdicts = self.judged.verdicts.iter().filter(|verdict| demands(verdict.outcome));
        let verdicts = verdicts.map(|verdict| format!("{} {}", verdict.list.id, verdict.status));
        uses.map(|(_, text)| text).chain(verdicts).collect()
    }

    /// Which of these urgencies occur, most urgent first.
    fn urgencies(&self, of: [Priority; 3]) -> [bool; 3] {
        of.map(|wanted| {
            let of_uses = self.in_use().any(|(_, priority, _)| priority == wanted);
            of_uses || self.judged.priority == wanted
        })
    }

    fn details(&self) -> Vec<Detail> {
        let uses = self.asset.algorithms.iter();
        let uses = uses.map(|each| Detail::Use(each.level, each.role, each.algorithm.to_string()));
        let mut details: BTreeSet<Detail> = uses.collect();
        for protocol in &self.asset.protocols {
            let name = protocol.name.to_uppercase();
            let of = protocol.versions.iter();
            details.extend(of.map(|version| Detail::Protocol(format!("{name} {version}"))));
        }
        details.extend(self.profile.map(Detail::Profile));
        details.extend(self.asset.attributes.iter().filter_map(|(key, value)| told(key, value)));
        let places = self.asset.occurrences.iter();
        details.extend(places.map(|place| Detail::Place(place.path.to_string())));
        details.into_iter().collect()
    }
}

/// What the lists demand to be acted on.
const DEMANDED: [Priority; 3] = [Priority::Broken, Priority::Prohibited, Priority::Migrate];

/// What waits for the migration; a hybrid that is added weighs more than these.
const AWAITED: [Priority; 3] =
    [Priority::QuantumConfidentiality, Priority::QuantumSignature, Priority::Watch];

const PURPOSES: [Purpose; 3] =
    [Purpose::KeyEstablishment, Purpose::Signature, Purpose::Undetermined];

/// Attributes whose change is told; the others follow from the content or its encoding.
fn told(key: &'static str, value: &Value) -> Option<Detail> {
    let shown = ["encrypted", "iterations", "library-version", "not-after", "private-key-form"];
    let text = match value {
        Value::Boolean(flag) => flag.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::List(list) => list.join(", "),
    };
    shown.contains(&key).then_some(Detail::Attribute(key, text))
}

fn use_text(each: &AlgorithmUse) -> String {
    format!("{} {} {}", each.level, each.role.as_str(), each.algorithm)
}

fn resists(impact: QuantumImpact) -> bool {
    matches!(
        impact,
        QuantumImpact::Hybrid | QuantumImpact::Resistant | QuantumImpact::ResistantOther
    )
}

fn demands(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Migrate | Outcome::Prohibited)
}

/// The kind of change, what was lost and what was gained; nothing when all is as it was.
fn changed(before: &State<'_>, after: &State<'_>) -> Option<Outline> {
    let details = |state: &State<'_>| -> BTreeSet<Detail> { state.details().into_iter().collect() };
    let (old, new) = (details(before), details(after));
    let lost: Vec<Detail> = old.difference(&new).cloned().collect();
    let gained: Vec<Detail> = new.difference(&old).cloned().collect();
    if lost.is_empty() && gained.is_empty() && before.asset.id == after.asset.id {
        return None;
    }
    Some((direction(before, after), lost, gained))
}

fn direction(before: &State<'_>, after: &State<'_>) -> ChangeKind {
    let (protected, still) = (before.protected(), after.protected());
    let classical = |purpose: &Purpose| {
        !still.contains(purpose)
            && after.has(*purpose, |quantum| quantum == QuantumImpact::ShorBroken)
    };
    if protected.iter().any(classical) {
        return ChangeKind::FellToClassical;
    }
    let (old, new) = (before.demanded(), after.demanded());
    let profile = |state: &State<'_>| state.profile.map(|profile| profile.map_or(3, |p| p as u8));
    let urgency = |of| sign(&before.urgencies(of), &after.urgencies(of));
    let signs = [
        urgency(DEMANDED),
        i32::from(!new.is_subset(&old)) - i32::from(!old.is_subset(&new)),
        match (profile(before), profile(after)) {
            (Some(old), Some(new)) => sign(&old, &new),
            _ => 0,
        },
        i32::from(still.len() < protected.len()) - i32::from(still.len() > protected.len()),
        urgency(AWAITED),
    ];
    match signs.into_iter().find(|sign| *sign != 0) {
        Some(1..) => ChangeKind::Regressed,
        Some(_) => ChangeKind::Improved,
        None => ChangeKind::Changed,
    }
}

/// 1 when the second is greater: worse.
fn sign<T: Ord>(old: &T, new: &T) -> i32 {
    new.cmp(old) as i32
}

#[cfg(test)]
mod tests {
    use aratame_algorithms::Usage;
    use aratame_inventory::{
        AlgorithmRef, Coverage, Diagnostic, Merger, Observation, Position, Protocol, Role,
        diagnostic,
    };
    use std::path::Path;

    use super::*;
    use crate::judge::{Context, Judge};
    use crate::lists::default_lists;

    type Seen<'a> = (&'a str, AssetKind, &'a str, &'a [(&'a str, Role)]);

    const KEX: Role = Role::KeyAgreement;

    fn path(text: &str) -> EntryPath {
        EntryPath::of_file(Path::new(text))
    }

    /// An inventory of assets: path, kind, identity, uses.
    fn inventory(seen: &[Seen<'_>], unreadable: &[&str]) -> Inventory {
        let mut merger = Merger::new();
        for (place, kind, identity, uses) in seen {
            let mut it = Observation::new(*kind, *identity, "name");
            for (spec, role) in *uses {
                let reference = AlgorithmRef::from(Usage::parse(spec).unwrap());
                it.algorithms.push(AlgorithmUse::new(reference, *role, EvidenceLevel::Uses));
            }
            merger.observe(&path(place), "test", it);
        }
        for place in unreadable {
            let code = diagnostic::FILE_UNREADABLE;
            let position = Position::whole();
            let message = String::new();
            merger.diagnose(Diagnostic { path: path(place), position, code, message });
        }
        merger.cover(&Coverage::default());
        merger.finish()
    }

    fn compared(old: &Inventory, new: &Inventory) -> Comparison {
        let context = Context { as_of: "2026-11-21".parse().unwrap(), end_of_life: None };
        let judge = Judge::new(default_lists(), context);
        let [before, after] = [old, new].map(|inventory| judge.inventory(inventory));
        compare(
            Side { inventory: old, judgement: &before },
            Side { inventory: new, judgement: &after },
        )
    }

    fn kinds<const N: usize, const M: usize>(
        old: [Seen<'_>; N],
        new: [Seen<'_>; M],
    ) -> Vec<ChangeKind> {
        let comparison = compared(&inventory(&old, &[]), &inventory(&new, &[]));
        comparison.changes.iter().map(|change| change.kind).collect()
    }

    fn server<'a>(uses: &'a [(&'a str, Role)]) -> Seen<'a> {
        ("/etc/nginx.conf", AssetKind::Configuration, "nginx:/etc/nginx.conf", uses)
    }

    fn at_c<'a>(identity: &'a str, uses: &'a [(&'a str, Role)]) -> [Seen<'a>; 1] {
        [("/c", AssetKind::Certificate, identity, uses)]
    }

    #[test]
    fn a_fall_from_hybrid_to_classical_is_an_alarm() {
        let aes = ("aes-256/gcm", Role::Encryption);
        let hybrid = [("x25519mlkem768", KEX), ("x25519", KEX), aes];
        let classical = [("x25519", KEX), aes];
        let fell = kinds([server(&hybrid)], [server(&classical)]);
        assert_eq!(fell, [ChangeKind::FellToClassical]);
        let rose = kinds([server(&classical)], [server(&hybrid)]);
        assert_eq!(rose, [ChangeKind::Improved]);
        assert!(kinds([server(&hybrid)], [server(&hybrid)]).is_empty());
        let signature = [("ml-dsa-65", Role::Signature)];
        let rsa = [("rsassa-pss:3072#sha-256", Role::Signature)];
        let fell = kinds(at_c("a", &signature), at_c("b", &rsa));
        assert_eq!(fell, [ChangeKind::FellToClassical]);
        assert_eq!(kinds([server(&hybrid)], [server(&[])]), [ChangeKind::Regressed]);
    }

    #[test]
    fn what_is_renewed_at_its_place_is_one_asset() {
        let key = |spec| [(spec, Role::Key)];
        let (short, long) = (key("rsa:2048"), key("rsa:3072"));
        assert_eq!(kinds(at_c("a", &short), at_c("b", &long)), [ChangeKind::Improved]);
        assert_eq!(kinds(at_c("a", &long), at_c("b", &short)), [ChangeKind::Regressed]);
        assert_eq!(kinds(at_c("a", &long), at_c("b", &long)), [ChangeKind::Changed]);
        let other = [("/d", AssetKind::Certificate, "b", &long[..])];
        assert_eq!(kinds(at_c("a", &long), other), [ChangeKind::New, ChangeKind::Gone]);
    }

    #[test]
    fn several_of_a_kind_in_one_file_are_not_guessed() {
        let key: &[_] = &[("rsa:3072", Role::Key)];
        let one = |identity| ("/bundle", AssetKind::Certificate, identity, key);
        let changes = kinds([one("a"), one("b")], [one("c"), one("d")]);
        assert_eq!(changes.iter().filter(|kind| **kind == ChangeKind::New).count(), 2);
        assert_eq!(changes.iter().filter(|kind| **kind == ChangeKind::Gone).count(), 2);
        assert_eq!(kinds([one("a"), one("b")], [one("a"), one("d")]), [ChangeKind::Changed]);
    }

    #[test]
    fn what_could_not_be_read_is_not_gone() {
        let key: &[_] = &[("rsa:3072", Role::Key)];
        let old = inventory(&[("/a/b.zip!/c", AssetKind::Certificate, "a", key)], &[]);
        for (unreadable, kind) in [
            ("/a/b.zip", ChangeKind::NotSeen),
            ("/a", ChangeKind::NotSeen),
            ("/a/b.zip!/c", ChangeKind::NotSeen),
            ("/a/other", ChangeKind::Gone),
        ] {
            let changes = compared(&old, &inventory(&[], &[unreadable])).changes;
            assert_eq!(changes[0].kind, kind, "{unreadable}");
        }
    }

    #[test]
    fn a_broken_algorithm_that_is_added_is_a_regression() {
        let old = [("md5", Role::Hash)];
        let new = [("md5", Role::Hash), ("rc4", Role::Encryption)];
        assert_eq!(kinds([server(&old)], [server(&new)]), [ChangeKind::Regressed]);
        assert_eq!(kinds([server(&new)], [server(&old)]), [ChangeKind::Improved]);
        let more = [("aes-256/gcm", Role::Encryption)];
        let other = [("aes-256/ccm", Role::Encryption)];
        assert_eq!(kinds([server(&more)], [server(&other)]), [ChangeKind::Changed]);
    }

    #[test]
    fn an_older_version_of_tls_is_a_regression() {
        let with = |versions: &[&str]| {
            let mut merger = Merger::new();
            let mut it = Observation::new(AssetKind::Configuration, "n", "n");
            let versions = versions.iter().map(|text| (*text).to_owned()).collect();
            it.protocols.push(Protocol { name: "tls", versions, suites: Vec::new() });
            merger.observe(&path("/n"), "test", it);
            merger.finish()
        };
        let (new, old) = (with(&["1.2", "1.3"]), with(&["1.0", "1.2", "1.3"]));
        let worse = compared(&new, &old);
        assert_eq!(worse.changes[0].kind, ChangeKind::Regressed);
        assert!(worse.changes[0].gained.contains(&Detail::Protocol("TLS 1.0".to_owned())));
        assert_eq!(compared(&old, &new).changes[0].kind, ChangeKind::Improved);
        let same = compared(&new, &new);
        assert_eq!((same.changes.len(), same.unchanged), (0, 1));
    }
}
