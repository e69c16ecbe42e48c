//! What the configuration of a product states: its directives with their lines, and the
//! algorithms, protocols and files that follow from them.
//!
//! Owns the shape of that statement, one asset a file, and the difference between what is written
//! and what is assumed because nothing is written. Knows no product: see the detectors.

pub(crate) mod dialect;
pub(crate) mod file_names;
pub(crate) mod names;
pub(crate) mod scope;
pub(crate) mod tls;

use crate::detector::Findings;
use crate::entry::Entry;
use aratame_algorithms::{Usage, algorithm};
use aratame_formats::config::Document;
use aratame_inventory::diagnostic::{CONFIG_SYNTAX, CONFIG_UNKNOWN_DIRECTIVE, UNKNOWN_ALGORITHM};
use aratame_inventory::observation::attribute;
use aratame_inventory::{
    AlgorithmRef, AlgorithmUse, AssetKind, Confidence, DiagnosticCode, EntryPath, EvidenceLevel,
    Observation, Position, Protocol, RelationKind, Role,
};
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
}

/// Why something is configured: the directive, or an assumption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    /// The directive, or the one that is not written.
    pub(crate) directive: String,
    /// Its line, when it is written.
    pub(crate) line: Option<u32>,
    /// The default that is assumed, when it is not.
    pub(crate) assumed: Option<&'static str>,
}

impl Cause {
    pub(crate) fn written(directive: &str, line: u32) -> Self {
        Self { directive: directive.to_owned(), line: Some(line), assumed: None }
    }

    pub(crate) fn assumed(directive: &str, assumption: &'static str) -> Self {
        Self { directive: directive.to_owned(), line: None, assumed: Some(assumption) }
    }

    /// A directive that changes a default: what it leaves or keeps of it rests on both.
    pub(crate) fn changed(directive: &str, line: u32, assumption: &'static str) -> Self {
        Self { assumed: Some(assumption), ..Self::written(directive, line) }
    }

    fn reason(&self) -> String {
        match (self.assumed, self.line) {
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
        match (self.assumed, self.line) {
            (None, _) => Confidence::High,
            (Some(_), Some(_)) => Confidence::Medium,
            (Some(_), None) => Confidence::Low,
        }
    }
}

/// One configuration file on its way to an asset.
pub(crate) struct Service<'a> {
    path: &'a EntryPath,
    observation: Observation,
    written: Vec<(u32, String, String)>,
    notes: BTreeMap<&'static str, Vec<String>>,
    uses: BTreeMap<(Role, AlgorithmRef), AlgorithmUse>,
    doubts: BTreeSet<(Position, &'static DiagnosticCode, String)>,
}

impl<'a> Service<'a> {
    pub(crate) fn new(path: &'a EntryPath, product: &'static str) -> Self {
        let identity = format!("{product}:{path}");
        let name = format!("{product} ({})", path.file_name());
        let mut observation = Observation::new(AssetKind::Configuration, identity, name);
        observation.attribute(attribute::PRODUCT, product);
        Self {
            path,
            observation,
            written: Vec::new(),
            notes: BTreeMap::new(),
            uses: BTreeMap::new(),
            doubts: BTreeSet::new(),
        }
    }

    /// States a directive as written.
    pub(crate) fn directive(&mut self, line: u32, name: &str, value: &str) {
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
        if let Some(assumption) = cause.assumed {
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
            Some(line) => stated.at(Position::line(line).with_symbol(&cause.directive)),
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
        self.doubt(UNKNOWN_ALGORITHM, cause.line.unwrap_or(1), &message);
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
        let known = self.observation.protocols.contains(&protocol);
        if !known && self.observation.protocols.len() < MAX_NOTES {
            self.observation.protocols.push(protocol);
        }
    }

    /// States that the configuration names a file: certificate, key, parameters, another part.
    pub(crate) fn names_file(&mut self, written: &str) {
        for handle in path_handles(self.path, written) {
            let want = (RelationKind::Names, handle);
            if self.observation.wants.len() < MAX_WRITTEN {
                self.observation.wants.push(want);
            }
        }
    }

    /// States a doubt about a line. `message` holds no byte of the file but a directive's name.
    pub(crate) fn doubt(&mut self, code: &'static DiagnosticCode, line: u32, message: &str) {
        if self.doubts.len() < MAX_NOTES {
            self.doubts.insert((Position::line(line), code, message.to_owned()));
        }
    }

    /// States that a directive about cryptography is not known.
    pub(crate) fn unknown_directive(&mut self, line: u32, name: &str) {
        self.doubt(CONFIG_UNKNOWN_DIRECTIVE, line, &shortened(name));
    }

    /// States what does not fit the grammar.
    pub(crate) fn problems(&mut self, document: &Document) {
        for problem in &document.problems {
            self.doubt(CONFIG_SYNTAX, problem.line, problem.kind.as_str());
        }
    }

    /// Hands everything over: one asset with each directive as a place of it. A file without a
    /// directive about cryptography is no asset.
    pub(crate) fn finish(mut self, findings: &mut Findings<'_>) {
        for (position, code, message) in std::mem::take(&mut self.doubts) {
            findings.diagnose(code, position, message);
        }
        self.written.sort();
        self.written.dedup();
        let Some((line, name, _)) = self.written.first() else { return };
        let mut observation = self.observation;
        let texts =
            self.written.iter().map(|(line, name, value)| format!("{line}: {name} {value}"));
        observation.attribute(note::DIRECTIVES, texts.collect::<Vec<_>>());
        for (kind, texts) in self.notes {
            observation.attribute(kind, texts);
        }
        observation.algorithms = self.uses.into_values().collect();
        let (kind, identity, shown) =
            (observation.kind, observation.identity.clone(), observation.name.clone());
        findings.observe(observation.at(Position::line(*line).with_symbol(name)));
        for (line, name, _) in self.written.iter().skip(1) {
            let place = Observation::new(kind, identity.clone(), shown.clone());
            findings.observe(place.at(Position::line(*line).with_symbol(name)));
        }
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

/// The last place in a path where the root of a system may be: an image that is unpacked or an
/// archive has a root of its own.
const BELOW_ROOT: [&str; 5] = ["/etc/", "/usr/", "/opt/", "/var/", "/srv/"];

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
