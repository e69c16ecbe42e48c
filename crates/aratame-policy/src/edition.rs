//! What changes between two lists: between two editions, or from one authority to another.
//!
//! Both are asked of every algorithm of the catalogue, in the sizes and on the curves that matter,
//! and of an inventory where one is given.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aratame_algorithms::{Algorithm, QuantumImpact, algorithms, curve};
use aratame_inventory::{AlgorithmRef, Inventory};

use crate::judge::{Context, Judge};
use crate::list::List;
use crate::verdict::{Outcome, Verdict};

/// Sizes in which keys of RSA and finite fields are asked.
const SIZES: [u32; 5] = [1024, 2048, 3072, 4096, 7680];

/// Curves on which keys are asked: one a strength.
const CURVES: [&str; 4] = ["secp224r1", "secp256r1", "secp384r1", "secp521r1"];

/// What a list says: its word, what that asks for, and the notes that the other does not make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The list's word.
    pub status: Arc<str>,
    /// What it asks for.
    pub outcome: Outcome,
    /// Ids of the conditions and notes that the other list does not make.
    pub conditions: Vec<Arc<str>>,
}

impl Said {
    fn of(verdict: &Verdict, other: &Verdict) -> Self {
        let own = verdict.conditions.iter().filter(|id| !other.conditions.contains(id));
        Self {
            status: verdict.status.clone(),
            outcome: verdict.outcome,
            conditions: own.cloned().collect(),
        }
    }
}

/// What both say; nothing where they say the same.
fn turn(first: &Verdict, second: &Verdict) -> Option<Turn> {
    let turn = (Said::of(first, second), Said::of(second, first));
    (turn.0 != turn.1).then_some(turn)
}

/// What both lists say, where they differ.
pub type Turn = (Said, Said);

/// What changes from one list to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionDiff {
    /// Entries that only the first has.
    pub gone: Vec<String>,
    /// Entries that only the second has.
    pub new: Vec<String>,
    /// What both say where they differ, and of which algorithms, in the catalogue's order.
    pub algorithms: BTreeMap<Turn, Vec<String>>,
    /// Assets of the inventory of which a use, or the asset as such, is judged differently: by what
    /// both say, the assets' places in the inventory.
    pub assets: BTreeMap<Turn, Vec<usize>>,
}

/// Compares two lists at a date, in general and for an inventory.
#[must_use]
pub fn compare_editions(
    first: &Arc<List>,
    second: &Arc<List>,
    context: Context,
    inventory: Option<&Inventory>,
) -> EditionDiff {
    let judges = [first, second].map(|list| Judge::new(vec![list.clone()], context));
    let only = |one: &List, other: &List| -> Vec<String> {
        let lacks = |name: &&str| !other.entry_names().any(|known| known == *name);
        one.entry_names().filter(lacks).map(str::to_owned).collect()
    };
    EditionDiff {
        gone: only(first, second),
        new: only(second, first),
        algorithms: in_general(&judges, [first, second]),
        assets: inventory.map(|inventory| in_inventory(&judges, inventory)).unwrap_or_default(),
    }
}

fn in_general(judges: &[Judge; 2], lists: [&Arc<List>; 2]) -> BTreeMap<Turn, Vec<String>> {
    let mut turns: BTreeMap<Turn, Vec<String>> = BTreeMap::new();
    for reference in algorithms().iter().flat_map(|row| variants(row)) {
        let [first, second] = [0, 1].map(|at| judges[at].verdict(lists[at], &reference));
        if let Some(turn) = turn(&first, &second) {
            turns.entry(turn).or_default().push(reference.to_string());
        }
    }
    turns
}

/// An algorithm in its sizes, or on its curves, or as it is.
fn variants(row: &'static Algorithm) -> Vec<AlgorithmRef> {
    let plain = AlgorithmRef::known(row);
    let shor = row.quantum == QuantumImpact::ShorBroken;
    match row.family {
        "RSA" | "DH" | "DSA" if shor => {
            SIZES.iter().map(|bits| plain.clone().with_bits(*bits)).collect()
        }
        "EC" | "ECDSA" | "ECDH" if shor && row.strength_bits.is_none() => {
            let curves = CURVES.iter().filter_map(|id| curve(id));
            curves.map(|curve| plain.clone().with_curve(curve)).collect()
        }
        _ => vec![plain],
    }
}

fn in_inventory(judges: &[Judge; 2], inventory: &Inventory) -> BTreeMap<Turn, Vec<usize>> {
    let judged = [&judges[0], &judges[1]].map(|judge| judge.inventory(inventory));
    let mut turns: BTreeMap<Turn, Vec<usize>> = BTreeMap::new();
    for at in 0..inventory.assets.len() {
        let [first, second] = [&judged[0].assets[at], &judged[1].assets[at]];
        let of_uses = first.uses.iter().zip(&second.uses);
        let of_uses = of_uses.filter_map(|(a, b)| turn(a.verdicts.first()?, b.verdicts.first()?));
        let mut pairs: BTreeSet<Turn> = of_uses.collect();
        if let (Some(a), Some(b)) = (first.verdicts.first(), second.verdicts.first()) {
            pairs.extend(turn(a, b));
        }
        pairs.into_iter().for_each(|turn| turns.entry(turn).or_default().push(at));
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::builtin;

    fn diff(first: &str, second: &str, as_of: &str) -> EditionDiff {
        let [first, second] = [first, second].map(|id| builtin(id).unwrap());
        let context = Context { as_of: as_of.parse().unwrap(), end_of_life: None };
        compare_editions(&first, &second, context, None)
    }

    fn turn(diff: &EditionDiff, from: &str, to: &str) -> Vec<String> {
        let fits = |(a, b): &&Turn| &*a.status == from && &*b.status == to;
        let found = diff.algorithms.iter().filter(|(turn, _)| fits(turn));
        found.flat_map(|(_, names)| names.clone()).collect()
    }

    #[test]
    fn the_new_edition_of_ls_0001_brings_the_pqc_table() {
        let diff = diff("ls0001r1", "ls0001", "2026-11-21");
        let listed = turn(&diff, "unlisted", "recommended-pqc");
        for name in ["ML-KEM-768", "ML-KEM-1024", "X25519MLKEM768"] {
            assert!(listed.iter().any(|known| known == name), "{name}: {listed:?}");
        }
        assert!(!listed.iter().any(|name| name.contains("ML-KEM-512") || name.contains("DSA")));
        let mut raised = turn(&diff, "recommended-current", "recommended-pqc");
        raised.sort();
        assert_eq!(raised, ["AES-192", "AES-256", "SHA-384", "SHA-512", "SHA3-384", "SHA3-512"]);
        assert_eq!(diff.new, ["ML-KEM-768", "ML-KEM-1024", "AES-192", "AES-256"]);
        assert!(diff.gone.is_empty());
        let notes = diff.algorithms.iter().find(|((a, b), names)| {
            a.status == b.status && names.iter().any(|name| name.starts_with("ECDH"))
        });
        let ((_, after), _) = notes.unwrap();
        assert!(after.conditions.iter().any(|id| &**id == "ecdh-mac-hmac-or-cmac"));
    }

    #[test]
    fn a_list_does_not_differ_from_itself() {
        let same = diff("cnsa2", "cnsa2", "2031-12-31");
        assert!(same.algorithms.is_empty() && same.gone.is_empty() && same.new.is_empty());
    }
}
