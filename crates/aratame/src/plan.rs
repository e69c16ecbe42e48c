//! `aratame plan`: from a stored inventory and a ledger to dated steps.

use crate::allowed::Allowed;
use crate::answers::Filled;
use crate::flags::{Language, Plan};
use crate::lists::Lists;
use crate::{Outcome, output, stored, systems};
use anyhow::{Context, Result, anyhow, bail};
use aratame_inventory::{EntryPath, Inventory};
use aratame_plan::{Knowledge, Options, Sources, plan};
use aratame_report::{PlanDocument, PlanFormat, plan_format};
use aratame_systems::together;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest file of knowledge that is read. Ours has a few hundred lines.
const KNOWLEDGE_FILE: u64 = 4 << 20;

/// Longest configuration that is read again for its patch: what the scan reads as text.
const CONFIGURATION: u64 = 8 << 20;

/// Plans; nothing is scanned, and only configurations that the inventory names are read.
pub(crate) fn run(flags: &Plan) -> Result<Outcome> {
    let lang = Language::resolve(flags.lang);
    let lists = Lists::resolve(&flags.basis, None)?;
    let format = chosen(flags)?;
    let allowed = Allowed::parse(&flags.allow)?;
    let knowledge = knowledge(flags.knowledge.as_deref())?;
    let mut ledger = systems::ledger(&flags.systems, lang)?;
    let mut filled = Filled::read(&flags.answers)?;
    let refused = filled.answers.amend(&mut ledger);
    filled.refuse(refused);
    let inventory = inventory(&flags.inventories)?;
    let judgement = lists.judge().inventory(&inventory);
    let options = Options {
        as_of: lists.as_of(),
        quantum_year: flags.assumptions.quantum_year,
        host: flags.systems.host.as_deref(),
        tls_profile: flags.tls_profile.map(Into::into),
    };
    let read = |path: &EntryPath| configuration(flags.root.as_deref(), path);
    let plan = plan(&inventory, &judgement, &ledger, &knowledge, &options, &Sources(&read));
    let document = PlanDocument { plan: &plan, ledger: &ledger, inventory: &inventory, lang };
    match &flags.output {
        Some(path) if path != Path::new("-") => {
            output::to_file(path, |out| (format.write)(&document, out))?;
        }
        _ => output::to_stdout(|out| (format.write)(&document, out))?,
    }
    let taken_over = filled.tell(lang);
    Ok(if taken_over && allowed.is_complete(&inventory) {
        Outcome::Complete
    } else {
        Outcome::Incomplete
    })
}

/// The inventory, or those of several machines as one. A machine that is given twice is an error:
/// its files would be counted twice.
fn inventory(given: &[String]) -> Result<Inventory> {
    if let [one] = given {
        let path = if Path::new(one).exists() { one } else { named(one).1 };
        return Ok(stored::read(Path::new(path))?.inventory);
    }
    let mut scans: BTreeMap<String, Inventory> = BTreeMap::new();
    for each in given {
        let (host, path) = named(each);
        if scans.contains_key(&host) {
            bail!("two inventories are called '{host}': tell them apart as HOST={path}");
        }
        scans.insert(host, stored::read(Path::new(path))?.inventory);
    }
    Ok(together(scans.into_iter().collect()))
}

/// `HOST=FILE`, or the file's name up to its first dot.
fn named(given: &str) -> (String, &str) {
    match given.split_once('=') {
        Some((host, path)) if !host.is_empty() && !host.contains('/') => (host.to_owned(), path),
        _ => {
            let name = given.rsplit(['/', '\\']).next().unwrap_or(given);
            (name.split('.').next().unwrap_or(name).to_owned(), given)
        }
    }
}

fn knowledge(path: Option<&Path>) -> Result<Cow<'static, Knowledge>> {
    let Some(path) = path else { return Ok(Cow::Borrowed(aratame_plan::builtin())) };
    let name = path.display();
    let length = std::fs::metadata(path).with_context(|| format!("cannot read {name}"))?.len();
    if length > KNOWLEDGE_FILE {
        bail!("{name} is longer than {KNOWLEDGE_FILE} bytes: this is no knowledge of products");
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let parsed = Knowledge::parse(&text).map_err(|error| anyhow!("{name}:{error}"))?;
    Ok(Cow::Owned(parsed))
}

/// The text of a configuration as it stands now. What cannot be read has no patch, and the plan
/// says so.
fn configuration(root: Option<&Path>, path: &EntryPath) -> Option<String> {
    let path = match root {
        Some(root) => root.join(path.as_str().trim_start_matches('/')),
        None => PathBuf::from(path.as_str()),
    };
    let is_file = std::fs::metadata(&path).is_ok_and(|found| found.is_file());
    let mut text = String::new();
    let file = File::open(&path).ok().filter(|_| is_file)?;
    let length = file.take(CONFIGURATION + 1).read_to_string(&mut text).ok()?;
    (length as u64 <= CONFIGURATION).then_some(text)
}

/// The format asked for, or the one that the file's name asks for.
fn chosen(flags: &Plan) -> Result<&'static PlanFormat> {
    let by_name = || {
        let extension = flags.output.as_deref()?.extension()?.to_str()?;
        aratame_report::PLAN_FORMATS.iter().find(|format| format.extension == extension)
    };
    match (&flags.format, &flags.output) {
        (Some(id), _) => plan_format(id).context("unknown format"),
        (None, None) => plan_format("text").context("unknown format"),
        (None, Some(path)) => by_name().with_context(|| {
            format!("the name '{}' does not tell a format: add --format", path.display())
        }),
    }
}
