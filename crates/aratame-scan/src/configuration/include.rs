//! Files of one configuration, joined: what a file includes is put in its place.
//!
//! The engine reads file by file and in any order, so a detector of a product with includes hands
//! each document over as a [`Part`]. When the walk is over, includes are resolved among the parts
//! by path (members of archives, too), then among files below the scanned roots that no detector
//! took. A part that no other includes is stated as the whole that it makes with what it includes;
//! the others are stated as what is written in them. Nothing outside the roots is read.

use super::Service;
use super::defaults::{Installed, Machines};
use super::file_names::BELOW_ROOT;
use crate::detector::Findings;
use crate::read;
use aratame_formats::components::Component;
use aratame_formats::config::{BlockId, Directive, Document, MAX_DIRECTIVES};
use aratame_inventory::diagnostic::{
    CONFIG_INCLUDE_LOOP, CONFIG_INCLUDE_MISSING, CONFIG_INCLUDE_OUTSIDE, CONFIG_SYNTAX,
};
use aratame_inventory::{Diagnostic, DiagnosticCode, EntryPath, Merger, Position};
use globset::{GlobBuilder, GlobMatcher, GlobSet};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Mutex;

/// Includes within includes that are followed. nginx and OpenSSH stop at 16 and 10 themselves.
const MAX_NESTED: usize = 16;

/// Files that make one configuration. Hosts with more virtual hosts are split.
const MAX_FILES: usize = 1 << 12;

/// Directives that are joined over all configurations: several times the largest real host. Beyond
/// this a file is stated by itself, and says so.
const MAX_JOINED: usize = 1 << 22;

/// Directives that parts may hold together before they are stated at once, each by itself.
const MAX_HELD: usize = 1 << 21;

/// Longest file that is read in addition to those that detectors took.
const MAX_INCLUDED: u64 = 4 << 20;

/// Names in one directory that a pattern is compared with.
const MAX_LISTED: usize = 1 << 14;

/// Directories above a file in which a relative name is looked for: products resolve names from
/// their own prefix, which is seldom further up.
const MAX_PARENTS: usize = 4;

/// What a directive reads in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Include {
    /// A name or a pattern with `*`, `?` and `[…]`.
    pub(crate) pattern: String,
    /// Whether it may be missing.
    pub(crate) optional: bool,
}

impl Include {
    pub(crate) fn of(pattern: &str) -> Self {
        Self { pattern: pattern.to_owned(), optional: false }
    }
}

/// A product whose configurations include others.
pub(crate) trait Joins: Sync {
    /// The product as an inventory names it. Parts of one product are joined.
    fn product(&self) -> &'static str;

    /// Reads a file.
    fn parse(&self, bytes: &[u8]) -> Document;

    /// What a directive reads in.
    fn includes(&self, directive: &Directive) -> Vec<Include>;

    /// The directory that the product starts from, when the configuration names it.
    fn prefix(&self, document: &Document) -> Option<String> {
        let _ = document;
        None
    }

    /// States a document; with the defaults of what is not written when it is `whole`.
    fn state(&self, service: &mut Service<'_>, document: &Document, whole: bool);
}

/// One file of a product, as a detector took it.
pub(crate) struct Part {
    pub(crate) joins: &'static dyn Joins,
    pub(crate) detector: &'static str,
    pub(crate) path: EntryPath,
    pub(crate) document: Document,
}

/// Parts of a scan, until the walk is over.
#[derive(Default)]
pub(crate) struct Parts {
    held: Vec<Part>,
    directives: usize,
    machines: Machines,
}

impl Parts {
    /// Takes a part, or gives it back when too much is held.
    pub(crate) fn hold(&mut self, part: Part) -> Option<Part> {
        self.directives += part.document.directives.len() + part.document.blocks.len();
        if self.directives > MAX_HELD {
            return Some(part);
        }
        self.held.push(part);
        None
    }

    /// Takes note of an installed package, whose release decides what holds by default.
    pub(crate) fn package(&mut self, root: &str, package: &Component) {
        self.machines.enter(root, package);
    }

    /// What is installed beside a file, as far as it was seen so far.
    pub(crate) fn installed(&self, path: &EntryPath) -> Installed {
        self.machines.of(path.as_str())
    }
}

/// Where files may be read: below these roots, and not what is excluded. Nothing is asked of the
/// system about any other place.
pub(crate) struct Reach<'a> {
    /// Each root as it was given and as it really is.
    roots: Vec<(String, PathBuf)>,
    excluded: Option<&'a GlobSet>,
    aliases: BTreeMap<String, String>,
}

impl<'a> Reach<'a> {
    pub(crate) fn new(
        roots: &[PathBuf],
        excluded: Option<&'a GlobSet>,
        aliases: &[(EntryPath, EntryPath)],
    ) -> Self {
        let root = |root: &PathBuf| {
            let given = normalised(EntryPath::of_file(root).as_str())?;
            Some((given, root.canonicalize().ok()?))
        };
        Self {
            roots: roots.iter().filter_map(root).collect(),
            excluded,
            aliases: aliases.iter().map(|(path, alias)| (key(alias), key(path))).collect(),
        }
    }

    /// Whether a path is below a root by its name.
    fn names(&self, path: &str) -> bool {
        self.roots.iter().any(|(given, real)| match given.as_str() {
            "" => !path.starts_with(['/', '.']),
            _ => Path::new(path).starts_with(given) || Path::new(path).starts_with(real),
        })
    }

    /// Whether a path is below a root when its links are followed.
    fn allows(&self, path: &Path) -> bool {
        path.canonicalize()
            .is_ok_and(|real| self.roots.iter().any(|(_, root)| real.starts_with(root)))
    }

    fn excludes(&self, path: &Path) -> bool {
        self.excluded.is_some_and(|globs| globs.is_match(path))
    }
}

/// The name by which an entry is looked up.
fn key(path: &EntryPath) -> String {
    normalised(path.as_str()).unwrap_or_else(|| path.as_str().to_owned())
}

/// States a part by itself.
pub(crate) fn alone(part: &Part, installed: Installed, findings: &mut Findings<'_>) {
    let mut service = Service::new(&part.path, part.joins.product()).with_installed(installed);
    part.joins.state(&mut service, &part.document, true);
    if service.has_directives() {
        service.problems(&part.document);
    }
    service.finish(findings);
}

/// Joins all parts and states each. A defect in one is handed to `failed` and does not stop the
/// others.
pub(crate) fn state(
    parts: Parts,
    reach: &Reach<'_>,
    merger: &Mutex<Merger>,
    failed: &mut dyn FnMut(&EntryPath, &'static str),
) {
    let Parts { held, machines, .. } = parts;
    let mut products: BTreeMap<&str, BTreeMap<String, &Part>> = BTreeMap::new();
    for part in &held {
        let of_product = products.entry(part.joins.product()).or_default();
        of_product.insert(key(&part.path), part);
    }
    for parts in products.values() {
        let files = Files {
            parts,
            machines: &machines,
            reach,
            read: RefCell::default(),
            joined: RefCell::default(),
        };
        let including = files.including();
        for (key, part) in parts {
            let mut findings = Findings::delivering(&part.path, merger);
            findings.by(part.detector);
            let stated = catch_unwind(AssertUnwindSafe(|| {
                files.state(part, including.get(key.as_str()), &mut findings);
            }));
            findings.deliver();
            if stated.is_err() {
                failed(&part.path, part.detector);
            }
        }
    }
}

/// The parts of one product.
struct Files<'a> {
    parts: &'a BTreeMap<String, &'a Part>,
    machines: &'a Machines,
    reach: &'a Reach<'a>,
    /// Files that no detector took, once they were looked for.
    read: RefCell<BTreeMap<String, Option<Rc<Document>>>>,
    joined: RefCell<usize>,
}

/// A file that an include leads to.
struct Found {
    path: String,
    /// Its document, when no detector took it.
    read: Option<Rc<Document>>,
}

/// What became of an include.
#[derive(Default)]
struct Resolved {
    found: Vec<Found>,
    fault: Option<&'static DiagnosticCode>,
    /// Whether a pattern's directory is there, though it may hold nothing.
    is_there: bool,
}

impl Files<'_> {
    fn state(&self, part: &Part, including: Option<&BTreeSet<&str>>, findings: &mut Findings<'_>) {
        if let Some(including) = including {
            let mut service = Service::new(&part.path, part.joins.product());
            service.part_of(including.iter().copied());
            part.joins.state(&mut service, &part.document, false);
            if service.has_directives() {
                service.problems(&part.document);
            }
            return service.finish(findings);
        }
        let joined = self.join(part);
        let installed = self.machines.of(part.path.as_str());
        let mut service = Service::joined(&part.path, part.joins.product(), &joined.files)
            .with_installed(installed);
        for path in joined.files.iter().skip(1) {
            service.reads_in(path);
        }
        part.joins.state(&mut service, &joined.document, true);
        if service.has_directives() {
            service.problems(&part.document);
            for (path, line, code, message) in joined.faults {
                let position = Position::line(line);
                findings.diagnose_at(Diagnostic { path, position, code, message });
            }
        }
        service.finish(findings);
    }

    /// For each part that another includes: the parts at the head of those configurations. A
    /// circle that nothing leads into begins at its first file.
    fn including(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let edges: BTreeMap<&str, BTreeSet<&str>> = self
            .parts
            .iter()
            .map(|(path, part)| (path.as_str(), self.reached_by(path, part)))
            .collect();
        let included: BTreeSet<&str> = edges.values().flatten().copied().collect();
        let mut heads: Vec<&str> =
            self.parts.keys().map(String::as_str).filter(|path| !included.contains(path)).collect();
        let mut including: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut rest = self.parts.keys().map(String::as_str);
        while let Some(head) = heads.pop().or_else(|| rest.find(|path| !seen.contains(path))) {
            seen.insert(head);
            let mut next: Vec<&str> = edges.get(head).into_iter().flatten().copied().collect();
            let mut reached = BTreeSet::from([head]);
            while let Some(path) = next.pop() {
                if reached.insert(path) {
                    seen.insert(path);
                    including.entry(path).or_default().insert(head);
                    next.extend(edges.get(path).into_iter().flatten());
                }
            }
        }
        including
    }

    fn reached_by(&self, path: &str, part: &Part) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        for directive in &part.document.directives {
            for include in part.joins.includes(directive) {
                let resolved = self.resolve(part, path, None, &include);
                let found = resolved.found.iter();
                let names = found.filter_map(|found| self.parts.get_key_value(found.path.as_str()));
                reached.extend(names.map(|(name, _)| name.as_str()).filter(|name| *name != path));
            }
        }
        reached
    }

    fn join(&self, part: &Part) -> Joined {
        let mut joiner = Joiner {
            files: self,
            head: part,
            prefix: part.joins.prefix(&part.document),
            joined: Joined::default(),
            open: vec![key(&part.path)],
        };
        joiner.joined.files.push(part.path.clone());
        joiner.append(&part.document, 0, None);
        joiner.joined
    }

    /// The files that an include in the file `from` of the configuration of `head` leads to.
    fn resolve(
        &self,
        head: &Part,
        from: &str,
        prefix: Option<&str>,
        include: &Include,
    ) -> Resolved {
        let pattern = include.pattern.trim();
        let has_variable = pattern.contains(['$', '%', '|']);
        if pattern.is_empty() || has_variable || pattern.len() > super::MAX_TEXT {
            return Resolved { fault: Some(CONFIG_INCLUDE_MISSING), ..Resolved::default() };
        }
        let is_pattern = pattern.contains(['*', '?', '[']);
        let mut first = None;
        for candidate in candidates(&key(&head.path), from, prefix, pattern) {
            let resolved = if is_pattern {
                self.matching(head, &candidate)
            } else {
                self.file(head, &candidate)
            };
            if !resolved.found.is_empty() || resolved.is_there {
                return resolved;
            }
            first.get_or_insert(resolved);
        }
        // Where the product would look first decides what is missing.
        let fault = first.map_or(Some(CONFIG_INCLUDE_MISSING), |resolved| resolved.fault);
        let is_fine = include.optional && fault == Some(CONFIG_INCLUDE_MISSING);
        let fault = fault.filter(|_| !is_fine || self.reach.roots.is_empty());
        Resolved { fault, ..Resolved::default() }
    }

    fn file(&self, head: &Part, path: &str) -> Resolved {
        let real = self.reach.aliases.get(path).map_or(path, String::as_str);
        let read = match self.parts.contains_key(real) {
            true => None,
            false => match self.read(head, real) {
                Some(document) => Some(document),
                None => return Resolved { fault: Some(self.fault(real)), ..Resolved::default() },
            },
        };
        Resolved { found: vec![Found { path: real.to_owned(), read }], ..Resolved::default() }
    }

    /// Why a file is not there.
    fn fault(&self, path: &str) -> &'static DiagnosticCode {
        let is_inside = self.reach.names(path) && {
            let path = Path::new(path);
            !path.exists() || self.reach.allows(path)
        };
        if is_inside || self.reach.roots.is_empty() {
            CONFIG_INCLUDE_MISSING
        } else {
            CONFIG_INCLUDE_OUTSIDE
        }
    }

    /// A file below the roots that no detector took.
    fn read(&self, head: &Part, path: &str) -> Option<Rc<Document>> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        let document = self.read_file(path);
        let document = document.map(|bytes| Rc::new(head.joins.parse(&bytes)));
        self.read.borrow_mut().insert(path.to_owned(), document.clone());
        document
    }

    fn read_file(&self, path: &str) -> Option<Vec<u8>> {
        if !self.reach.names(path) {
            return None;
        }
        let path = Path::new(path);
        if !self.reach.allows(path) || self.reach.excludes(path) {
            return None;
        }
        let (file, metadata) = read::open(path).ok()?;
        if !metadata.is_file() || metadata.len() > MAX_INCLUDED {
            return None;
        }
        let mut bytes = Vec::new();
        read::read_whole(&file, metadata.len(), &mut bytes).ok()?;
        (!bytes.contains(&0)).then_some(bytes)
    }

    /// The files that a pattern names, in the order of their names.
    fn matching(&self, head: &Part, pattern: &str) -> Resolved {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        let Ok(glob) = glob.map(|glob| glob.compile_matcher()) else {
            return Resolved { fault: Some(CONFIG_INCLUDE_MISSING), ..Resolved::default() };
        };
        let (listed, fault) = self.listed(pattern, &glob);
        let literal = pattern.split(['*', '?', '[']).next().unwrap_or_default();
        let begins = |path: &&str| path.starts_with(literal);
        let parts = self.parts.range(literal.to_owned()..).map(|(path, _)| path.as_str());
        let parts = parts.take_while(begins);
        let aliases =
            self.reach.aliases.range(literal.to_owned()..).map(|(alias, _)| alias.as_str());
        let known = parts.chain(aliases.take_while(begins));
        let is_hidden = |path: &str| path.rsplit('/').next().is_some_and(|n| n.starts_with('.'));
        let mut names: BTreeSet<String> =
            known.filter(|path| glob.is_match(path)).map(str::to_owned).collect();
        let is_there = fault.is_none() && listed.is_some();
        names.extend(listed.unwrap_or_default());
        let fault = fault.filter(|_| names.is_empty());
        let names = names.into_iter().filter(|path| !is_hidden(path)).take(MAX_FILES);
        let found = names.flat_map(|name| self.file(head, &name).found).collect();
        Resolved { found, fault, is_there }
    }

    /// The names in the pattern's directory, when there is one, or why they are not known.
    fn listed(
        &self,
        pattern: &str,
        glob: &GlobMatcher,
    ) -> (Option<Vec<String>>, Option<&'static DiagnosticCode>) {
        let (directory, _) = pattern.rsplit_once('/').unwrap_or((".", pattern));
        // Directories of a pattern of directories are those of the parts.
        if directory.contains(['*', '?', '[']) {
            return (None, None);
        }
        let path = Path::new(directory);
        if self.reach.roots.is_empty() {
            return (None, Some(CONFIG_INCLUDE_MISSING));
        }
        if !self.reach.names(pattern) || (path.exists() && !self.reach.allows(path)) {
            return (None, Some(CONFIG_INCLUDE_OUTSIDE));
        }
        let Ok(entries) = fs::read_dir(path) else { return (None, None) };
        let entries = entries.flatten().take(MAX_LISTED);
        let names = entries.map(|entry| EntryPath::of_file(&entry.path()).as_str().to_owned());
        (Some(names.filter(|name| glob.is_match(name)).collect()), None)
    }
}

/// What one configuration comes to.
#[derive(Default)]
struct Joined {
    document: Document,
    /// The files in the order in which they are read, the head first.
    files: Vec<EntryPath>,
    faults: Vec<(EntryPath, u32, &'static DiagnosticCode, String)>,
}

struct Joiner<'f, 'a> {
    files: &'f Files<'a>,
    head: &'f Part,
    prefix: Option<String>,
    joined: Joined,
    /// The files that are being read, to find loops.
    open: Vec<String>,
}

impl Joiner<'_, '_> {
    /// Puts a document behind what is there, inside the block `outer`.
    fn append(&mut self, document: &Document, file: usize, outer: Option<BlockId>) {
        let base = self.joined.document.blocks.len();
        let moved = |block: Option<BlockId>| block.map(|id| id + base).or(outer);
        for block in &document.blocks {
            let parent = moved(block.parent);
            self.joined
                .document
                .blocks
                .push(aratame_formats::config::Block { parent, ..block.clone() });
        }
        let size = document.directives.len() + document.blocks.len();
        *self.files.joined.borrow_mut() += size;
        for directive in &document.directives {
            let block = moved(directive.block);
            let includes = self.head.joins.includes(directive);
            let mut is_resolved = !includes.is_empty();
            for include in includes {
                is_resolved &= self.include(directive, file, block, &include);
            }
            if !is_resolved {
                let moved = Directive { block, file, ..directive.clone() };
                self.joined.document.directives.push(moved);
            }
        }
    }

    /// Follows an include; whether all of it is known now.
    fn include(
        &mut self,
        directive: &Directive,
        file: usize,
        block: Option<BlockId>,
        include: &Include,
    ) -> bool {
        let from = self.joined.files.get(file).unwrap_or(&self.head.path).clone();
        let resolved = self.files.resolve(self.head, &key(&from), self.prefix.as_deref(), include);
        if let Some(code) = resolved.fault {
            self.fault(&from, directive, code, String::new());
            return false;
        }
        let mut is_resolved = true;
        for found in resolved.found {
            is_resolved &= self.enter(&from, directive, block, found);
        }
        is_resolved
    }

    fn enter(
        &mut self,
        from: &EntryPath,
        directive: &Directive,
        block: Option<BlockId>,
        found: Found,
    ) -> bool {
        if self.open.contains(&found.path) || self.open.len() > MAX_NESTED {
            self.fault(from, directive, CONFIG_INCLUDE_LOOP, found.path);
            return false;
        }
        let held = self.joined.document.directives.len();
        let is_full = self.joined.files.len() >= MAX_FILES
            || held >= MAX_DIRECTIVES
            || *self.files.joined.borrow() >= MAX_JOINED;
        if is_full {
            self.fault(from, directive, CONFIG_SYNTAX, "more is included than is joined".into());
            return false;
        }
        let number = self.joined.files.len();
        self.open.push(found.path.clone());
        match (found.read, self.files.parts.get(found.path.as_str())) {
            (Some(document), _) => {
                self.joined.files.push(EntryPath::of_file(Path::new(&found.path)));
                self.append(&document, number, block);
            }
            (None, Some(part)) => {
                self.joined.files.push(part.path.clone());
                self.append(&part.document, number, block);
            }
            (None, None) => {}
        }
        self.open.pop();
        true
    }

    fn fault(
        &mut self,
        from: &EntryPath,
        directive: &Directive,
        code: &'static DiagnosticCode,
        message: String,
    ) {
        if self.joined.faults.len() < super::MAX_NOTES {
            let message =
                if message.is_empty() { super::shortened(&directive.value()) } else { message };
            self.joined.faults.push((from.clone(), directive.line, code, message));
        }
    }
}

/// The paths under which a file that `from` names may be found, the likeliest first.
fn candidates(head: &str, from: &str, prefix: Option<&str>, written: &str) -> Vec<String> {
    if written.starts_with('/') {
        return rooted(from, written);
    }
    let mut directories: Vec<String> =
        prefix.into_iter().flat_map(|prefix| rooted(from, prefix)).collect();
    let (of_head, of_from) = (parents(head), parents(from));
    directories.extend(of_head.first().cloned());
    directories.extend(of_from);
    directories.extend(of_head);
    let mut seen = BTreeSet::new();
    let paths = directories.into_iter().filter_map(|directory| match directory.as_str() {
        "." => normalised(written),
        _ => normalised(&format!("{directory}/{written}")),
    });
    paths.filter(|path| seen.insert(path.clone())).collect()
}

/// The directories above a path, the nearest first.
fn parents(path: &str) -> Vec<String> {
    let mut above = Vec::new();
    let mut rest = path;
    while let Some((parent, _)) = rest.rsplit_once('/') {
        above.push(parent.to_owned());
        rest = parent;
    }
    if above.is_empty() {
        above.push(".".to_owned());
    }
    above.truncate(MAX_PARENTS);
    above
}

/// An absolute name, in the tree that `from` is in and as it stands.
fn rooted(from: &str, written: &str) -> Vec<String> {
    let Some(written) = normalised(written) else { return Vec::new() };
    let root = BELOW_ROOT.iter().filter_map(|part| from.rfind(part)).min().unwrap_or(0);
    match from.get(..root).unwrap_or_default() {
        "" => vec![written],
        prefix => {
            let inside = normalised(&format!("{prefix}{written}"));
            inside.into_iter().chain([written]).collect()
        }
    }
}

/// A path without `.` and `..`; nothing when it leads above its beginning.
fn normalised(path: &str) -> Option<String> {
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_absolute => return None,
            _ => parts.push(part),
        }
    }
    Some(format!("{}{}", if is_absolute { "/" } else { "" }, parts.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_for_where_the_product_would() {
        let of = |written: &str| {
            candidates("img/etc/nginx/nginx.conf", "img/etc/nginx/sites/a", None, written)
        };
        assert_eq!(of("/etc/x/../y"), ["img/etc/y", "/etc/y"]);
        assert_eq!(
            of("./tls.conf")[..2],
            ["img/etc/nginx/tls.conf", "img/etc/nginx/sites/tls.conf"]
        );
        assert_eq!(of("/../../x"), Vec::<String>::new());
        assert_eq!(candidates("a.conf", "a.conf", None, "b.conf"), ["b.conf"]);
        let with = candidates("/etc/a/conf/h", "/etc/a/conf/h", Some("/etc/a"), "m/*.conf");
        assert_eq!(with[0], "/etc/a/m/*.conf");
        assert_eq!(candidates("x.zip!/etc/a", "x.zip!/etc/a", None, "/etc/b")[0], "x.zip!/etc/b");
    }
}
