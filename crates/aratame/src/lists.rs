//! From flags to lists, a judge and what is denied.

use crate::flags::{Basis, Judging};
use anyhow::{Context as _, Result, anyhow, bail};
use aratame_inventory::Inventory;
use aratame_policy::verdict::Judgement;
use aratame_policy::{
    Condition, Context, Date, Judge, List, PolicyError, builtin, builtins, current_lists,
    default_lists, load,
};
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Largest policy file that is read. Ours have a few hundred lines.
const POLICY_FILE: u64 = 4 << 20;

/// The lists to judge by, with date and horizon.
#[derive(Debug)]
pub(crate) struct Lists {
    lists: Vec<Arc<List>>,
    context: Context,
}

impl Lists {
    /// What the flags ask for.
    pub(crate) fn of(flags: &Judging) -> Result<Self> {
        Self::resolve(&flags.basis, flags.end_of_life)
    }

    /// The lists of `--policy`, or both of CRYPTREC, at `--as-of`, or today.
    pub(crate) fn resolve(basis: &Basis, end_of_life: Option<i32>) -> Result<Self> {
        let context = context(basis.as_of.as_deref(), end_of_life)?;
        let policy = &basis.policy;
        let lists = if policy.is_empty() { default_lists() } else { chosen(policy)? };
        Ok(Self { lists, context })
    }

    /// Every list that comes with the program.
    pub(crate) fn every(as_of: Option<&str>, end_of_life: Option<i32>) -> Result<Self> {
        Ok(Self { lists: builtins().to_vec(), context: context(as_of, end_of_life)? })
    }

    /// The date of judgement.
    pub(crate) fn as_of(&self) -> Date {
        self.context.as_of
    }

    /// The judge by these lists.
    pub(crate) fn judge(&self) -> Judge {
        Judge::new(self.lists.clone(), self.context)
    }

    /// The judge by these lists at another date, without a planned end of operation.
    pub(crate) fn judge_at(&self, as_of: Date) -> Judge {
        Judge::new(self.lists.clone(), Context { as_of, end_of_life: None })
    }

    /// Reads the conditions of `--deny`. A list that is not applied could never deny: an error.
    pub(crate) fn conditions(&self, texts: &[String]) -> Result<Vec<Condition>> {
        texts.iter().map(|text| self.condition(text)).collect()
    }

    fn condition(&self, text: &str) -> Result<Condition> {
        let condition =
            Condition::parse(text).map_err(|error| anyhow!("--deny '{text}': {error}"))?;
        self.check(&condition).with_context(|| format!("--deny '{text}'"))?;
        Ok(condition)
    }

    /// Fails when a condition asks a list that is not applied.
    pub(crate) fn check(&self, condition: &Condition) -> Result<()> {
        for name in condition.lists() {
            if !self.lists.iter().any(|list| list.is_called(name)) {
                bail!("the list '{name}' is not applied: add it with --policy");
            }
        }
        Ok(())
    }

    /// What the conditions deny, one line an asset.
    pub(crate) fn denied(
        &self,
        inventory: &Inventory,
        judgement: &Judgement,
        conditions: &[Condition],
    ) -> Vec<String> {
        let denied = aratame_policy::denied(conditions, inventory, judgement, &self.lists);
        denied.into_iter().filter_map(|at| inventory.assets.get(at)).map(line).collect()
    }
}

/// The date of judgement and the end of operation, checked.
pub(crate) fn context(as_of: Option<&str>, end_of_life: Option<i32>) -> Result<Context> {
    let as_of = match as_of {
        Some(text) => text
            .parse()
            .map_err(|_| anyhow!("--as-of: '{text}' is not a date: write it as 2026-11-21"))?,
        None => today()?,
    };
    if end_of_life.is_some_and(|year| year < as_of.year()) {
        bail!("--end-of-life lies before the date of judgement, {as_of}");
    }
    Ok(Context { as_of, end_of_life })
}

fn line(asset: &aratame_inventory::Asset) -> String {
    let place = asset.occurrences.first();
    let place = place.map_or_else(String::new, |o| format!("{}{}", o.path, o.position));
    format!("{} {}: {place}", asset.kind, asset.name)
}

/// The lists that the words of `--policy` name, each once; `all` is every list of the program that
/// no other has taken the place of.
fn chosen(policy: &[String]) -> Result<Vec<Arc<List>>> {
    let mut lists: Vec<Arc<List>> = Vec::new();
    for name in policy {
        let more = if name == "all" { current_lists() } else { vec![named(name)?] };
        for list in more {
            match lists.iter().find(|known| known.head.id == list.head.id) {
                Some(known) if !Arc::ptr_eq(known, &list) => {
                    bail!("two lists have the id '{}': give one of them another", list.head.id)
                }
                Some(_) => {}
                None => lists.push(list),
            }
        }
    }
    Ok(lists)
}

/// The list of this id, or of this file.
fn named(name: &str) -> Result<Arc<List>> {
    match builtin(name) {
        Some(list) => Ok(list),
        None => read(name, load),
    }
}

/// The list of this id, or of this file, which may be another edition of one of ours: for
/// comparison, not for judging beside ours.
pub(crate) fn edition(name: &str) -> Result<Arc<List>> {
    match builtin(name) {
        Some(list) => Ok(list),
        None => read(name, |text| List::parse(text).map(Arc::new)),
    }
}

fn read(
    name: &str,
    parse: impl FnOnce(&str) -> Result<Arc<List>, PolicyError>,
) -> Result<Arc<List>> {
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "toml") {
        bail!("there is no policy '{name}': `aratame policy list` names all, or give a .toml file");
    }
    let length = std::fs::metadata(path).with_context(|| format!("cannot read {name}"))?.len();
    if length > POLICY_FILE {
        bail!("{name} is longer than {POLICY_FILE} bytes: this is no policy list");
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    parse(&text).map_err(|error| anyhow!("{name}:{error}"))
}

fn today() -> Result<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Date::from_unix_days(seconds / 86_400).context("the clock is wrong: give --as-of")
}
