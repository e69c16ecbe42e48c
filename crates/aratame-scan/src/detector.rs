//! What a detector is: a description, literals, and a look at an entry.

use crate::configuration::defaults::Installed;
use crate::configuration::include::{self, Joins, Part, Parts};
use crate::entry::Entry;
use aratame_formats::components::Component;
use aratame_formats::config::Document;
use aratame_inventory::{
    Diagnostic, DiagnosticCode, EntryPath, Image, Merger, Observation, Ownership, Position,
};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// A detector's description: `list detectors`, `--only`/`--skip` and its page follow from it.
#[derive(Debug)]
pub struct About {
    /// Stable kebab-case id.
    pub id: &'static str,
    /// Title in English.
    pub title: &'static str,
    /// Title in Japanese.
    pub title_ja: &'static str,
    /// What it finds.
    pub finds: &'static str,
    /// How.
    pub how: &'static str,
    /// What it misses: the part that readers of an inventory need most.
    pub misses: &'static str,
    /// Standards and documents.
    pub references: &'static [&'static str],
}

/// In which entries a literal is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere.
    Any,
    /// In text only.
    Text,
    /// In everything but text.
    Binary,
    /// In executables, libraries and objects only.
    Executable,
}

/// A literal that the engine searches in one pass over every byte of an entry in scope.
///
/// Two bytes are possible but each such literal costs a pass of its own; four and more share
/// passes. What is common in ordinary files must be thrown out by `accept`, which is called for
/// every place where the literal stands.
pub struct Pattern {
    /// The bytes to search.
    pub literal: &'static [u8],
    /// Where it is searched.
    pub scope: Scope,
    /// A cheap check of the bytes around: the window that is in memory, and where in it the
    /// literal begins. At least [`LOOK_BEHIND`] bytes before and [`LOOK_AHEAD`] bytes after are
    /// there unless the entry ends sooner.
    pub accept: fn(&[u8], usize) -> bool,
}

/// Bytes before a literal that [`Pattern::accept`] can rely on.
pub const LOOK_BEHIND: usize = 256;

/// Bytes from the beginning of a literal on that [`Pattern::accept`] can rely on.
pub const LOOK_AHEAD: usize = 4096;

impl Pattern {
    /// A literal that is always accepted.
    #[must_use]
    pub const fn new(literal: &'static [u8], scope: Scope) -> Self {
        Self { literal, scope, accept: |_, _| true }
    }

    /// A literal with a check.
    #[must_use]
    pub const fn checked(
        literal: &'static [u8],
        scope: Scope,
        accept: fn(&[u8], usize) -> bool,
    ) -> Self {
        Self { literal, scope, accept }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?}, {:?})", self.literal.escape_ascii().to_string(), self.scope)
    }
}

/// A place where one of a detector's literals was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Offset of the literal's first byte in the entry.
    pub offset: u64,
    /// Index into the detector's patterns.
    pub pattern: u16,
}

/// Finds one family of things. States facts; never judges.
pub trait Detector: Sync {
    /// Its description.
    fn about(&self) -> &'static About;

    /// The literals that it wants searched.
    fn patterns(&self) -> &'static [Pattern] {
        &[]
    }

    /// Whether it looks at this entry even when none of its literals stands there, because of
    /// name, kind or first bytes. Called for every entry: must be cheap.
    fn wants(&self, entry: &Entry<'_>) -> bool {
        let _ = entry;
        false
    }

    /// Looks at an entry that it wants or where literals were accepted (`hits`, by offset).
    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>);
}

impl fmt::Debug for dyn Detector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.about().id)
    }
}

/// Observations that are held before they are merged: bounds memory when one file holds a
/// million certificates.
const HELD: usize = 1024;

/// Where a detector puts what it finds in one entry.
pub struct Findings<'a> {
    path: &'a EntryPath,
    detector: &'static str,
    merger: Option<&'a Mutex<Merger>>,
    parts: Option<&'a Mutex<Parts>>,
    observations: Vec<(&'static str, Observation)>,
    diagnostics: Vec<Diagnostic>,
    ownerships: Vec<Ownership>,
    images: Vec<Image>,
}

impl fmt::Debug for Findings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Findings({}, {} held)", self.path, self.observations.len())
    }
}

impl<'a> Findings<'a> {
    /// Nothing found yet in `path`; what is found is kept, to be looked at.
    #[must_use]
    pub fn new(path: &'a EntryPath) -> Self {
        Self {
            path,
            detector: "",
            merger: None,
            parts: None,
            observations: Vec::new(),
            diagnostics: Vec::new(),
            ownerships: Vec::new(),
            images: Vec::new(),
        }
    }

    /// Nothing found yet in `path`; what is found goes on to `merger`.
    pub(crate) fn delivering(path: &'a EntryPath, merger: &'a Mutex<Merger>) -> Self {
        Self { merger: Some(merger), ..Self::new(path) }
    }

    /// Parts of configurations go to `parts` until the walk is over.
    pub(crate) fn holding(mut self, parts: &'a Mutex<Parts>) -> Self {
        self.parts = Some(parts);
        self
    }

    /// Hands over a file that others may include and that may include others.
    pub(crate) fn part(&mut self, joins: &'static dyn Joins, document: Document) {
        let (detector, path) = (self.detector, self.path.clone());
        let part = Part { joins, detector, path, document };
        let (given_back, installed) = match self.parts {
            Some(parts) => {
                let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
                (parts.hold(part), parts.installed(self.path))
            }
            None => (Some(part), Installed::default()),
        };
        if let Some(part) = given_back {
            include::alone(&part, installed, self);
        }
    }

    /// States that a package is installed on the machine with this root.
    pub(crate) fn package(&mut self, root: &str, package: &Component) {
        if let Some(parts) = self.parts {
            parts.lock().unwrap_or_else(PoisonError::into_inner).package(root, package);
        }
    }

    pub(crate) fn by(&mut self, detector: &'static str) {
        self.detector = detector;
    }

    /// States an observation.
    pub fn observe(&mut self, observation: Observation) {
        self.observations.push((self.detector, observation));
        if self.observations.len() >= HELD {
            self.deliver();
        }
    }

    /// States that something could not be read or parsed. `message` gives the particulars and
    /// never holds bytes of the file.
    pub fn diagnose(
        &mut self,
        code: &'static DiagnosticCode,
        position: Position,
        message: impl Into<String>,
    ) {
        let path = self.path.clone();
        self.diagnose_at(Diagnostic { path, position, code, message: message.into() });
    }

    /// States the same of another file.
    pub(crate) fn diagnose_at(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
        if self.diagnostics.len() >= HELD {
            self.deliver();
        }
    }

    /// States that a component owns files.
    pub fn owns(&mut self, ownership: Ownership) {
        self.ownerships.push(ownership);
        if self.ownerships.len() >= HELD {
            self.deliver();
        }
    }

    /// States that layers make an image of a container.
    pub fn image(&mut self, image: Image) {
        self.images.push(image);
    }

    /// Sends on what is held, when there is a merger.
    pub(crate) fn deliver(&mut self) {
        let nothing = self.observations.is_empty()
            && self.diagnostics.is_empty()
            && self.ownerships.is_empty()
            && self.images.is_empty();
        if nothing {
            return;
        }
        let Some(merger) = self.merger else { return };
        let mut merger = merger.lock().unwrap_or_else(PoisonError::into_inner);
        for (detector, observation) in self.observations.drain(..) {
            merger.observe(self.path, detector, observation);
        }
        for diagnostic in self.diagnostics.drain(..) {
            merger.diagnose(diagnostic);
        }
        for ownership in self.ownerships.drain(..) {
            merger.owns(ownership);
        }
        for image in self.images.drain(..) {
            merger.image(image);
        }
    }

    /// What was observed and is held, with the detector's id.
    #[must_use]
    pub fn observations(&self) -> &[(&'static str, Observation)] {
        &self.observations
    }

    /// What was diagnosed and is held.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}
