//! Which system a place of an inventory belongs to: by host and by path.
//!
//! A system with hosts and paths wants both to fit. A host fits when the scan is of that host, or
//! when a folder of the path has its name. A path fits when the place is it or lies below it, or
//! matches it as a pattern; written without a leading `/`, it may stand at any depth. The most
//! specific rule holds: the longest path, then the host. Several systems with equally specific
//! rules share the place, which is stated.

use crate::question::{Question, questions};
use crate::system::{System, SystemId};
use aratame_inventory::{AssetId, Inventory};
use globset::{GlobBuilder, GlobMatcher};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A scan: the inventory, and the host that it was made on, where that is known.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    /// The host.
    pub host: Option<&'a str>,
    /// What was found.
    pub inventory: &'a Inventory,
}

/// What belongs to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// The systems of each asset, in the order of the inventory. An asset that was seen in several
    /// systems has several.
    pub of_asset: Vec<BTreeSet<SystemId>>,
    /// The assets of each system, in the order of the ledger, by their index. A system without a
    /// scan has none.
    pub of_system: Vec<(SystemId, Vec<usize>)>,
    /// Systems in which nothing was found.
    pub without_scan: Vec<SystemId>,
    /// Assets with at least one place that belongs to no system.
    pub without_system: Vec<AssetId>,
    /// Folders with places that belong to no system, with the number of places: at most
    /// [`MAX_FOLDERS`], those with most places first.
    pub folders_without_system: Vec<(String, usize)>,
    /// Places that several systems claim alike: the systems, and the number of places.
    pub shared: Vec<(Vec<SystemId>, usize)>,
    /// What the ledger leaves open, by system.
    pub questions: Vec<Question>,
}

impl Joined {
    /// The indices of the assets of a system.
    #[must_use]
    pub fn assets_of(&self, id: &str) -> &[usize] {
        let found = self.of_system.iter().find(|(each, _)| &**each == id);
        found.map_or(&[], |(_, assets)| assets)
    }

    /// The year in which each asset's operation is planned to end: the end of the fiscal year in
    /// which its system is renewed, of several systems the last. Nothing where no ledger tells.
    #[must_use]
    pub fn ends(&self, systems: &[System]) -> Vec<Option<i32>> {
        let renewals: BTreeMap<&str, i32> = systems
            .iter()
            .filter_map(|system| Some((&*system.id, system.renewal?.last_day().year())))
            .collect();
        let end = |ids: &BTreeSet<SystemId>| ids.iter().filter_map(|id| renewals.get(&**id)).max();
        self.of_asset.iter().map(|ids| end(ids).copied()).collect()
    }
}

/// Folders that are listed as belonging to no system.
pub const MAX_FOLDERS: usize = 1000;

/// The rules of a ledger, made ready.
#[derive(Debug)]
pub struct Join<'l> {
    systems: &'l [System],
    /// The most specific first.
    rules: Vec<Rule>,
    /// Rules that want a host, by its name.
    of_host: HashMap<String, Vec<usize>>,
    /// Rules for every host.
    of_any: Vec<usize>,
}

#[derive(Debug)]
struct Rule {
    system: usize,
    path: Option<PathRule>,
    hosts: Vec<String>,
    rank: (usize, bool, bool),
}

#[derive(Debug)]
enum PathRule {
    /// From the root, or from anywhere.
    Below {
        path: String,
        rooted: bool,
    },
    Pattern(Box<GlobMatcher>),
}

impl<'l> Join<'l> {
    /// The rules of these systems. A path that is no pattern, though it has `*` or `?`, is taken
    /// as it stands.
    #[must_use]
    pub fn new(systems: &'l [System]) -> Self {
        let mut rules = Vec::new();
        for (at, system) in systems.iter().enumerate() {
            let hosts: Vec<String> =
                system.hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
            if system.paths.is_empty() && !hosts.is_empty() {
                rules.push(Rule {
                    system: at,
                    path: None,
                    rank: (0, true, true),
                    hosts: hosts.clone(),
                });
            }
            rules.extend(system.paths.iter().map(|path| rule(at, path, &hosts)));
        }
        // The most specific first, so that the first that fits decides.
        rules.sort_by(|a, b| b.rank.cmp(&a.rank).then(a.system.cmp(&b.system)));
        let mut join = Self { systems, rules, of_host: HashMap::new(), of_any: Vec::new() };
        for (at, rule) in join.rules.iter().enumerate() {
            if rule.hosts.is_empty() {
                join.of_any.push(at);
            }
            for host in &rule.hosts {
                join.of_host.entry(host.clone()).or_default().push(at);
            }
        }
        join
    }

    /// The systems that a path on a host belongs to: those of the most specific rules that fit.
    #[must_use]
    pub fn systems_of(&self, host: Option<&str>, path: &str) -> Vec<usize> {
        let path = path.replace('\\', "/");
        let folders = path.split('/').filter(|part| !part.is_empty()).map(str::to_ascii_lowercase);
        let hosts: BTreeSet<String> = folders.chain(host.map(str::to_ascii_lowercase)).collect();
        let of_hosts = hosts.iter().filter_map(|host| self.of_host.get(host)).flatten();
        let candidates: BTreeSet<usize> = of_hosts.chain(&self.of_any).copied().collect();
        let fits = |rule: &&Rule| rule.path.as_ref().is_none_or(|rule| rule.fits(&path));
        let mut fitting = candidates.iter().filter_map(|at| self.rules.get(*at)).filter(fits);
        let Some(first) = fitting.next() else { return Vec::new() };
        let equal = fitting.take_while(|rule| rule.rank == first.rank).map(|rule| rule.system);
        let found: BTreeSet<usize> = std::iter::once(first.system).chain(equal).collect();
        found.into_iter().collect()
    }

    /// Joins a scan with the ledger.
    #[must_use]
    pub fn scan(&self, scan: Scan<'_>) -> Joined {
        let mut joined = Joined::default();
        let mut of_system: Vec<Vec<usize>> = vec![Vec::new(); self.systems.len()];
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        let mut shared: BTreeMap<Vec<SystemId>, usize> = BTreeMap::new();
        let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, asset) in scan.inventory.assets.iter().enumerate() {
            let (mut own, mut outside) = (BTreeSet::new(), false);
            for occurrence in &asset.occurrences {
                let path = occurrence.path.as_str();
                let found = known.entry(path).or_insert_with(|| self.systems_of(scan.host, path));
                if found.is_empty() {
                    outside = true;
                    *folders.entry(folder(path)).or_default() += 1;
                } else if found.len() > 1 {
                    *shared.entry(self.ids(found)).or_default() += 1;
                }
                own.extend(found.iter().copied());
            }
            for system in &own {
                if let Some(assets) = of_system.get_mut(*system) {
                    assets.push(at);
                }
            }
            if outside {
                joined.without_system.push(asset.id);
            }
            joined
                .of_asset
                .push(self.ids(&own.into_iter().collect::<Vec<_>>()).into_iter().collect());
        }
        joined.shared = shared.into_iter().collect();
        joined.folders_without_system = most(folders);
        self.finish(joined, of_system)
    }

    fn finish(&self, mut joined: Joined, of_system: Vec<Vec<usize>>) -> Joined {
        for (system, assets) in self.systems.iter().zip(of_system) {
            if assets.is_empty() {
                joined.without_scan.push(system.id.clone());
            }
            joined.questions.extend(questions(system));
            joined.of_system.push((system.id.clone(), assets));
        }
        joined
    }

    fn ids(&self, systems: &[usize]) -> Vec<SystemId> {
        systems.iter().filter_map(|at| Some(self.systems.get(*at)?.id.clone())).collect()
    }
}

fn rule(system: usize, written: &str, hosts: &[String]) -> Rule {
    let path = written.replace('\\', "/");
    let fixed = path.find(['*', '?', '[', '{']).unwrap_or(path.len());
    let is_pattern = fixed < path.len();
    let rooted = path.starts_with('/') || path.get(1..2) == Some(":");
    let pattern = is_pattern.then(|| glob(&path, rooted)).flatten();
    let below = || PathRule::Below { path: path.trim_matches('/').to_owned(), rooted };
    Rule {
        system,
        // Characters before the first wildcard; then a plain path beats a pattern, and one with a
        // host beats one without.
        rank: (fixed, !is_pattern, !hosts.is_empty()),
        path: Some(pattern.map_or_else(below, |glob| PathRule::Pattern(Box::new(glob)))),
        hosts: hosts.to_owned(),
    }
}

/// A pattern that also takes what lies below it.
fn glob(path: &str, rooted: bool) -> Option<GlobMatcher> {
    let from = if rooted { path.to_owned() } else { format!("**/{path}") };
    let whole = format!("{{{from},{}/**}}", from.trim_end_matches('/'));
    let whole = if from.contains('{') { from } else { whole };
    Some(GlobBuilder::new(&whole).literal_separator(true).build().ok()?.compile_matcher())
}

impl PathRule {
    fn fits(&self, path: &str) -> bool {
        match self {
            Self::Pattern(glob) => glob.is_match(path),
            Self::Below { path: wanted, rooted: true } => {
                path.trim_start_matches('/').strip_prefix(wanted.as_str()).is_some_and(ends_name)
            }
            Self::Below { path: wanted, rooted: false } => {
                let starts =
                    std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
                let mut rests =
                    starts.filter_map(|at| path.get(at..)?.strip_prefix(wanted.as_str()));
                rests.any(ends_name)
            }
        }
    }
}

/// Whether a name ends where a rule ended: at the end, below a folder, or inside an archive.
fn ends_name(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['/', '!'])
}

fn folder(path: &str) -> &str {
    let outer = path.split("!/").next().unwrap_or(path);
    match outer.rfind(['/', '\\']) {
        Some(0) | None => "/",
        Some(at) => outer.get(..at).unwrap_or(outer),
    }
}

fn most(folders: BTreeMap<&str, usize>) -> Vec<(String, usize)> {
    let mut list: Vec<_> = folders.into_iter().collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    list.truncate(MAX_FOLDERS);
    list.into_iter().map(|(folder, places)| (folder.to_owned(), places)).collect()
}
