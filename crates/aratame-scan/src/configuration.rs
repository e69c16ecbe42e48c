//! What the configuration of a product states: its directives with their lines, and the
//! algorithms, protocols and files that follow from them.
//!
//! Owns the shape of that statement, one asset a file, and the difference between what is written
//! and what is assumed because nothing is written. Knows no product: see the detectors.

pub(crate) mod connection;
pub(crate) mod defaults;
pub(crate) mod dialect;
pub(crate) mod file_names;
pub(crate) mod include;
mod named;
pub(crate) mod names;
pub(crate) mod product;
pub(crate) mod scope;
pub(crate) mod tls;

use crate::detector::Findings;
use crate::entry::{Entry, Kind};
use aratame_algorithms::{Usage, algorithm};
use aratame_formats::config::{Directive, Document};
use aratame_inventory::diagnostic::{CONFIG_SYNTAX, CONFIG_UNKNOWN_DIRECTIVE, UNKNOWN_ALGORITHM};
use aratame_inventory::observation::attribute;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Confidence, Diagnostic, DiagnosticCode, EntryPath,
    EvidenceLevel, Observation, Position, Protocol, RelationKind, Role,
};
use defaults::Installed;
use file_names::BELOW_ROOT;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Directives of one file that are stated. A large shared host has a few thousand.
const MAX_WRITTEN: usize = 1 << 14;

/// Different texts of one kind that are kept beside an asset.
const MAX_NOTES: usize = 1 << 10;

/// Longest name or value that is repeated in an inventory.
const MAX_TEXT: usize = 4096;

/// Attributes of a configuration.
pub(crate) mod note {
    /// Every directive: line, name and value.
    pub(crate) const DIRECTIVES: &str = "directives";
    /// What may be negotiated, in words, one text a scope.
    pub(crate) const NEGOTIABLE: &str = "negotiable";
    /// What was taken for granted because nothing is written.
    pub(crate) const ASSUMPTIONS: &str = "assumptions";
    /// A cipher string and the suites that OpenSSL 3.0 makes of it.
    pub(crate) const OPENSSL_EXPANSION: &str = "openssl-expansion";
    /// Suites that a cipher string names and that only other builds of OpenSSL have.
    pub(crate) const OTHER_BUILDS: &str = "suites-of-other-builds";
    /// Suites that the security level takes away.
    pub(crate) const BELOW_LEVEL: &str = "suites-below-security-level";
    /// Words of a cipher string that OpenSSL 3.0 passes over.
    pub(crate) const IGNORED: &str = "ignored-words";
    /// Files that are read in at this place, as written.
    pub(crate) const INCLUDES: &str = "includes";
    /// Every directive of a configuration of several files: file, line, name and value.
    pub(crate) const EFFECTIVE: &str = "effective-directives";
    /// The files at the head of the configurations that read this one in.
    pub(crate) const PART_OF: &str = "part-of";
    /// The installed releases whose defaults hold for what is not written.
    pub(crate) const INSTALLED: &str = "installed";
}

/// A line of one of the files that make a configuration; the first is file 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Line {
    pub(crate) file: usize,
    pub(crate) line: u32,
}

impl Line {
    /// The beginning of the first file, for what has no line.
    pub(crate) const FIRST: Self = Self { file: 0, line: 1 };
}

impl From<u32> for Line {
    fn from(line: u32) -> Self {
        Self { file: 0, line }
    }
}

impl From<&Directive> for Line {
    fn from(directive: &Directive) -> Self {
        Self { file: directive.file, line: directive.line }
    }
}

/// Why something is configured: the directive, or an assumption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    /// The directive, or the one that is not written.
    pub(crate) directive: String,
    /// Its line, when it is written.
    pub(crate) line: Option<Line>,
    /// The default that is assumed, when it is not.
    pub(crate) assumed: Option<Cow<'static, str>>,
}

impl Cause {
    pub(crate) fn written(directive: &str, line: impl Into<Line>) -> Self {
        Self { directive: directive.to_owned(), line: Some(line.into()), assumed: None }
    }

    pub(crate) fn assumed(directive: &str, assumption: impl Into<Cow<'static, str>>) -> Self {
        Self { directive: directive.to_owned(), line: None, assumed: Some(assumption.into()) }
    }

    /// A directive that changes a default: what it leaves or keeps of it rests on both.
    pub(crate) fn changed(
        directive: &str,
        line: impl Into<Line>,
        assumption: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { assumed: Some(assumption.into()), ..Self::written(directive, line) }
    }

    fn reason(&self) -> String {
        match (&self.assumed, self.line) {
            (Some(assumption), None) => {
                format!("{} not written; default of {assumption}", self.directive)
            }
            (Some(assumption), Some(_)) => {
                format!("{} changes the default of {assumption}", self.directive)
            }
            (None, _) => self.directive.clone(),
        }
    }

    fn confidence(&self) -> Confidence {
        match (&self.assumed, self.line) {
            (None, _) => Confidence::High,
            (Some(_), Some(_)) => Confidence::Medium,
            (Some(_), None) => Confidence::Low,
        }
    }
}

/// One configuration file on its way to an asset.
pub(crate) struct Service<'a> {
    path: &'a EntryPath,
    product: &'static str,
    /// The files that are joined, this one first; none when it stands alone.
    files: &'a [EntryPath],
    /// Whether what may be negotiated is decided by another file, which reads this one in.
    is_part: bool,
    /// What is installed on the machine whose file this is, as far as it was seen.
    installed: Installed,
    observation: Observation,
    written: Vec<(Line, String, String)>,
    notes: BTreeMap<&'static str, Vec<String>>,
    uses: BTreeMap<(Role, AlgorithmRef), AlgorithmUse>,
    doubts: BTreeSet<(Line, &'static DiagnosticCode, String)>,
}

impl<'a> Service<'a> {
    pub(crate) fn new(path: &'a EntryPath, product: &'static str) -> Self {
        Self::joined(path, product, &[])
    }

    /// A configuration of several files, of which the first is `path`.
    pub(crate) fn joined(
        path: &'a EntryPath,
        product: &'static str,
        files: &'a [EntryPath],
    ) -> Self {
        let identity = format!("{product}:{path}");
        let name = format!("{product} ({})", path.file_name());
        let mut observation = Observation::new(AssetKind::Configuration, identity, name);
        observation.attribute(attribute::PRODUCT, product);
        Self {
            path,
            product,
            files,
            is_part: false,
            installed: Installed::default(),
            observation,
            written: Vec::new(),
            notes: BTreeMap::new(),
            uses: BTreeMap::new(),
            doubts: BTreeSet::new(),
        }
    }

    /// Makes known what is installed beside it.
    pub(crate) fn with_installed(mut self, installed: Installed) -> Self {
        self.installed = installed;
        self
    }

    /// The release of a product that is installed, by the table of defaults.
    pub(crate) fn installed(&self, product: &str) -> Option<&str> {
        self.installed.release(product)
    }

    /// A release that the configuration itself states.
    pub(crate) fn states_release(&mut self, product: &str, release: &str) {
        self.installed.state(product, release);
    }

    /// The product whose configuration this is.
    pub(crate) fn product(&self) -> &'static str {
        self.product
    }

    /// States that other files read this one in: what may be negotiated is theirs to say.
    pub(crate) fn part_of<'p>(&mut self, heads: impl Iterator<Item = &'p str>) {
        self.is_part = true;
        for head in heads {
            self.note(note::PART_OF, head);
        }
    }

    /// States a directive as written.
    pub(crate) fn directive(&mut self, line: impl Into<Line>, name: &str, value: &str) {
        let line = line.into();
        if self.written.len() < MAX_WRITTEN {
            self.written.push((line, shortened(name), shortened(value)));
        } else {
            self.doubt(CONFIG_SYNTAX, line, "more directives than are read");
        }
    }

    pub(crate) fn has_directives(&self) -> bool {
        !self.written.is_empty()
    }

    /// Keeps a text beside the asset, once.
    pub(crate) fn note(&mut self, kind: &'static str, text: impl Into<String>) {
        let texts = self.notes.entry(kind).or_default();
        let text = text.into();
        if texts.len() < MAX_NOTES && !texts.contains(&text) {
            texts.push(text);
        }
    }

    /// States an algorithm in its part.
    pub(crate) fn algorithm(&mut self, algorithm: AlgorithmRef, role: Role, cause: &Cause) {
        if let Some(assumption) = &cause.assumed {
            let directive = &cause.directive;
            self.note(note::ASSUMPTIONS, format!("{directive}: default of {assumption}"));
        }
        let (key, confidence) = ((role, algorithm), cause.confidence());
        if self.uses.get(&key).is_some_and(|known| known.confidence >= confidence) {
            return;
        }
        let stated = AlgorithmUse::new(key.1.clone(), role, EvidenceLevel::Configures)
            .with_reason(&cause.reason())
            .with_confidence(confidence);
        let stated = match cause.line {
            Some(Line { file: 0, line }) => {
                stated.at(Position::line(line).with_symbol(&cause.directive))
            }
            Some(line) => {
                stated.with_reason(&format!("{} in {}", cause.reason(), self.place(line)))
            }
            None => stated,
        };
        self.uses.insert(key, stated);
    }

    /// States a catalogued usage in its part.
    pub(crate) fn usage(&mut self, usage: &Usage, role: Role, cause: &Cause) {
        self.algorithm(AlgorithmRef::from(*usage), role, cause);
    }

    /// States a name that the catalogue does not have.
    pub(crate) fn unknown_name(&mut self, name: &str, role: Role, cause: &Cause) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@+/*".contains(c);
        if name.len() <= 80 && name.chars().all(plain) {
            self.algorithm(AlgorithmRef::unknown_name(name), role, cause);
        }
        let message = format!("{}: a name that is not in the catalogue", cause.directive);
        self.doubt(UNKNOWN_ALGORITHM, cause.line.unwrap_or(Line::FIRST), &message);
    }

    /// States the size of Diffie–Hellman parameters.
    pub(crate) fn dh_bits(&mut self, value: &str, cause: &Cause) {
        let bits = value.trim().parse().ok();
        if let (Some(dh), Some(bits)) = (algorithm("dh"), bits) {
            self.algorithm(AlgorithmRef::known(dh).with_bits(bits), Role::KeyAgreement, cause);
        }
    }

    /// States what a protocol allows.
    pub(crate) fn protocol(&mut self, protocol: Protocol) {
        if self.is_part {
            return;
        }
        let known = self.observation.protocols.contains(&protocol);
        if !known && self.observation.protocols.len() < MAX_NOTES {
            self.observation.protocols.push(protocol);
        }
    }

    /// States that the configuration names a file: certificate, key, parameters, another part.
    ///
    /// Some products take several files in one value; a file whose name has a comma counts too.
    pub(crate) fn names_file(&mut self, written: &str) {
        let parts = written.split(',').map(str::trim).filter(|part| *part != written);
        let names: Vec<&str> = [written].into_iter().chain(parts).collect();
        for handle in names.into_iter().flat_map(|name| path_handles(self.path, name)) {
            let want = (RelationKind::Names, handle);
            if self.observation.wants.len() < MAX_WRITTEN {
                self.observation.wants.push(want);
            }
        }
    }

    /// States that another file is read in.
    pub(crate) fn reads_in(&mut self, path: &EntryPath) {
        if self.observation.wants.len() < MAX_WRITTEN {
            self.observation.wants.push((RelationKind::Names, format!("path:{path}")));
        }
        self.note(note::INCLUDES, path.as_str());
    }

    /// States a doubt about a line. `message` holds no byte of the file but a directive's name.
    pub(crate) fn doubt(
        &mut self,
        code: &'static DiagnosticCode,
        line: impl Into<Line>,
        message: &str,
    ) {
        if self.doubts.len() < MAX_NOTES {
            self.doubts.insert((line.into(), code, message.to_owned()));
        }
    }

    /// States that a directive about cryptography is not known.
    pub(crate) fn unknown_directive(&mut self, line: impl Into<Line>, name: &str) {
        self.doubt(CONFIG_UNKNOWN_DIRECTIVE, line, &shortened(name));
    }

    /// States what does not fit the grammar.
    pub(crate) fn problems(&mut self, document: &Document) {
        for problem in &document.problems {
            self.doubt(CONFIG_SYNTAX, problem.line, problem.kind.as_str());
        }
    }

    /// A line as people find it.
    fn place(&self, line: Line) -> String {
        format!("{}:{}", self.file(line), line.line)
    }

    fn file(&self, line: Line) -> &EntryPath {
        self.files.get(line.file).unwrap_or(self.path)
    }

    /// Hands everything over: one asset with each directive of its own file as a place of it. A
    /// file without a directive about cryptography is no asset.
    pub(crate) fn finish(mut self, findings: &mut Findings<'_>) {
        for (line, code, message) in std::mem::take(&mut self.doubts) {
            let (path, position) = (self.file(line).clone(), Position::line(line.line));
            findings.diagnose_at(Diagnostic { path, position, code, message });
        }
        self.written.sort();
        self.written.dedup();
        if self.written.is_empty() {
            return;
        }
        self.note_effective();
        let own: Vec<_> = self.written.iter().filter(|(line, ..)| line.file == 0).collect();
        let texts = own.iter().map(|(line, name, value)| format!("{}: {name} {value}", line.line));
        let mut observation = self.observation;
        observation.attribute(note::DIRECTIVES, texts.collect::<Vec<_>>());
        if self.is_part {
            self.notes.remove(note::NEGOTIABLE);
        }
        for (kind, texts) in self.notes {
            observation.attribute(kind, texts);
        }
        observation.algorithms = self.uses.into_values().collect();
        let (kind, identity, shown) =
            (observation.kind, observation.identity.clone(), observation.name.clone());
        let position = |line: &Line, name: &str| Position::line(line.line).with_symbol(name);
        let first = own.first().map(|(line, name, _)| position(line, name));
        findings.observe(observation.at(first.unwrap_or_else(Position::whole)));
        for (line, name, _) in own.iter().skip(1) {
            let place = Observation::new(kind, identity.clone(), shown.clone());
            findings.observe(place.at(position(line, name)));
        }
    }

    /// With several files, every directive with its file, in the order of the files.
    fn note_effective(&mut self) {
        if self.written.iter().all(|(line, ..)| line.file == 0) {
            return;
        }
        let written = self.written.iter();
        let texts =
            written.map(|(line, name, value)| format!("{}: {name} {value}", self.place(*line)));
        let texts: Vec<String> = texts.take(MAX_WRITTEN).collect();
        self.notes.insert(note::EFFECTIVE, texts);
    }
}

/// The text of a configuration; states the gap when it is too long to be one.
pub(crate) fn text_of<'e>(entry: &'e Entry<'_>, findings: &mut Findings<'_>) -> Option<&'e str> {
    let text = entry.text();
    if text.is_none() && entry.source.len() > crate::entry::MAX_TEXT {
        let message = "longer than a configuration that is read";
        findings.diagnose(CONFIG_SYNTAX, Position::whole(), message);
    }
    text
}

/// The bytes of a configuration in UTF-8 or as they stand; UTF-16 with its mark, which Windows
/// exports, is put into UTF-8. States the gap when there is too much to be one.
pub(crate) fn bytes_of(entry: &Entry<'_>, findings: &mut Findings<'_>) -> Option<Vec<u8>> {
    let length = entry.source.len();
    let head = entry.head(2).ok()?;
    let is_wide = matches!(&*head, [0xFF, 0xFE] | [0xFE, 0xFF]);
    if !is_wide && entry.kind != Kind::Text {
        return None;
    }
    if length > crate::entry::MAX_TEXT {
        let message = "longer than a configuration that is read";
        findings.diagnose(CONFIG_SYNTAX, Position::whole(), message);
        return None;
    }
    let bytes = entry.source.read(0, usize::try_from(length).ok()?).ok()?;
    if !is_wide {
        return Some(bytes.into_owned());
    }
    let is_big = head.first() == Some(&0xFE);
    let unit = |pair: &[u8]| match pair {
        [a, b] if is_big => u16::from_be_bytes([*a, *b]),
        [a, b] => u16::from_le_bytes([*a, *b]),
        _ => 0xFFFD,
    };
    let units = bytes.get(2..).unwrap_or_default().chunks(2).map(unit);
    let text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some(text.into_bytes())
}

/// Directories above a file in which a relative name is looked for: products resolve names from
/// their own prefix, which is seldom further up.
const MAX_PARENTS: usize = 4;

/// The handles under which a file that `from` names may be found.
fn path_handles(from: &EntryPath, written: &str) -> Vec<String> {
    let from = from.as_str();
    let is_plain = !written.is_empty() && !written.contains(['$', '*', '?', '%', ':', '|']);
    if !is_plain || written.len() > MAX_TEXT {
        return Vec::new();
    }
    if written.starts_with('/') {
        let root = BELOW_ROOT.iter().filter_map(|part| from.rfind(part)).min().unwrap_or(0);
        let prefix = from.get(..root).unwrap_or_default();
        return match prefix {
            "" => vec![format!("path:{written}")],
            _ => vec![format!("path:{written}"), format!("path:{prefix}{written}")],
        };
    }
    let name = written.trim_start_matches("./");
    let parents =
        std::iter::successors(from.rsplit_once('/'), |(parent, _)| parent.rsplit_once('/'));
    parents.take(MAX_PARENTS).map(|(parent, _)| format!("path:{parent}/{name}")).collect()
}

fn shortened(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    if text.len() <= MAX_TEXT { clean.collect() } else { clean.take(MAX_TEXT / 4).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn files_are_looked_for_where_the_product_would() {
        let handles =
            |from: &str, written: &str| path_handles(&EntryPath::of_file(Path::new(from)), written);
        assert_eq!(handles("/etc/nginx/nginx.conf", "/etc/a.pem"), ["path:/etc/a.pem"]);
        assert_eq!(
            handles("/mnt/image/etc/nginx/nginx.conf", "/srv/a.pem"),
            ["path:/srv/a.pem", "path:/mnt/image/srv/a.pem"]
        );
        assert_eq!(
            handles("/etc/nginx/nginx.conf", "a.pem"),
            ["path:/etc/nginx/a.pem", "path:/etc/a.pem", "path:/a.pem"]
        );
        assert_eq!(handles("/etc/nginx/nginx.conf", "$host.pem"), Vec::<String>::new());
    }
}
