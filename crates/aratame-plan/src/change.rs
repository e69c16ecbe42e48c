//! Changes of configurations: which lines, to what, as a patch that the product accepts.
//!
//! A change removes what is broken and offers the hybrid, and keeps everything else as its author
//! wrote it. What the installed version would refuse is never proposed: a group or method that is
//! newer than the version, or than what is known of it, is told as advice and not as a line.

mod algorithms;
mod cipher_string;
mod lines;
mod rules;
mod versions;

use crate::patch::{self, Edit};
use aratame_inventory::{AlgorithmRef, Asset, EntryPath, Value};
use aratame_policy::verdict::Text;
use std::collections::BTreeSet;

/// One changed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub path: EntryPath,
    /// The directives that change, in the order of the file.
    pub lines: Vec<LineChange>,
    /// The patch; `None` when the file could not be read or is not as it was scanned.
    pub patch: Option<String>,
    /// Why there is no patch.
    pub no_patch: Option<Text>,
    /// The command that checks the result before it is used.
    pub check: Option<String>,
}

/// One changed directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    /// Its line.
    pub line: u32,
    /// Its name.
    pub directive: String,
    /// Its value as it was scanned.
    pub before: String,
    /// Its new value; `None` when the directive goes.
    pub after: Option<String>,
    /// Why.
    pub reason: Text,
}

/// What a change is to reach.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim<'a> {
    /// Nothing broken or forbidden: these algorithms go, and versions of TLS below 1.2.
    Classical(&'a BTreeSet<AlgorithmRef>),
    /// The hybrid comes first: this name, which the installed version has.
    Hybrid(&'a str),
}

/// The changes of one configuration, without a patch yet.
pub(crate) fn lines(asset: &Asset, aim: Aim<'_>) -> Vec<LineChange> {
    let product = crate::purpose::product(asset);
    let Some(rules) = rules::of(product) else { return Vec::new() };
    let written = directives(asset);
    written.iter().filter_map(|directive| rules::change(rules, directive, aim)).collect()
}

/// Whether lines can be proposed for a configuration at all.
pub(crate) fn can_write(asset: &Asset) -> bool {
    rules::of(crate::purpose::product(asset)).is_some()
}

/// Whether a configuration sets what a hybrid would have to be written into. Where it does not,
/// the product's default holds.
pub(crate) fn sets_key_agreement(asset: &Asset) -> bool {
    let Some(rules) = rules::of(crate::purpose::product(asset)) else { return false };
    directives(asset).iter().any(|directive| rules::is_key_agreement(rules, directive))
}

/// Whether a configuration lets TLS below 1.2 be negotiated, by what is written.
pub(crate) fn allows_old_versions(asset: &Asset) -> bool {
    let Some(rules) = rules::of(crate::purpose::product(asset)) else { return false };
    directives(asset).iter().any(|directive| rules::allows_old(rules, directive))
}

/// The file with its changes as a patch, when its text is as it was scanned.
pub(crate) fn file(
    path: &EntryPath,
    product: &str,
    lines: Vec<LineChange>,
    text: Option<&str>,
    check: Option<&str>,
) -> Change {
    let patch =
        text.and_then(|text| patch::unified(path.as_str(), text, &edits(product, text, &lines)?));
    let no_patch = match (&patch, text) {
        (Some(_), _) => None,
        (None, None) => Some(crate::figure::text(
            "the file was not at hand: change the lines as shown",
            "ファイルを参照できないため、示した行を手で変更する",
        )),
        (None, Some(_)) => Some(crate::figure::text(
            "the file is not as it was scanned, or its lines are not simple: change them as shown",
            "ファイルが走査時と異なる、又は記法が単純でないため、示した行を手で変更する",
        )),
    };
    Change { path: path.clone(), lines, patch, no_patch, check: check.map(str::to_owned) }
}

/// The edits of a text; `None` when a directive does not stand where it was scanned.
pub fn edits(product: &str, text: &str, changes: &[LineChange]) -> Option<Vec<Edit>> {
    let syntax = rules::of(product)?.syntax;
    changes.iter().map(|change| lines::edit(syntax, text, change)).collect()
}

/// A directive as the inventory holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Directive {
    pub(crate) line: u32,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The directives of a configuration: texts of the form `12: name value`.
fn directives(asset: &Asset) -> Vec<Directive> {
    let Some(Value::List(texts)) = asset.attributes.get("directives") else { return Vec::new() };
    let read = |text: &String| {
        let (line, rest) = text.split_once(": ")?;
        let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
        Some(Directive { line: line.parse().ok()?, name: name.to_owned(), value: value.to_owned() })
    };
    texts.iter().filter_map(read).collect()
}
