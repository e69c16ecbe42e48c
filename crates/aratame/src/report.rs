//! `aratame report`: a stored inventory as a document for people.

use crate::answers::Filled;
use crate::flags::{Language, Report as Flags};
use crate::lists::Lists;
use crate::{Outcome, output, stored, systems};
use anyhow::{Context, Result, anyhow};
use aratame_inventory::Inventory;
use aratame_plan::{Options, Sources, builtin, plan};
use aratame_policy::Date;
use aratame_report::{
    Outlook, Planned, REPORT_FORMATS, Redaction, Report, ReportFormat, kind, report_format,
    write_report,
};
use aratame_systems::{Join, Scan};
use std::path::Path;

/// The year after the one by which systems are to be migrated in principle: the outlook ends here.
const LAST_YEAR: i32 = 2036;
/// Years of the outlook at least, for judgements close to its end or beyond it.
const YEARS: i32 = 3;

/// Writes the report.
pub(crate) fn run(flags: &Flags) -> Result<Outcome> {
    let lang = Language::resolve(flags.lang);
    let lists = Lists::resolve(&flags.basis, flags.end_of_life)?;
    let format = chosen(flags)?;
    let kind = kind(&flags.kind).context("unknown kind")?;
    let redaction = Redaction::parse(flags.redact.iter().map(String::as_str))
        .map_err(|word| anyhow!("--redact: '{word}' is none of hosts, paths, names"))?;
    let mut ledger = systems::ledger(&flags.systems, lang)?;
    let mut filled = Filled::read(&flags.answers)?;
    let refused = filled.answers.amend(&mut ledger);
    filled.refuse(refused);
    let host = flags.systems.host.as_deref();
    let inventory = stored::read(&flags.inventory)?.inventory;
    let previous = match &flags.previous {
        Some(path) => Some(redaction.apply(&stored::read(path)?.inventory, &ledger, host).0),
        None => None,
    };
    let (inventory, ledger) = redaction.apply(&inventory, &ledger, host);
    let judgement = lists.judge().inventory(&inventory);
    let earlier = previous.as_ref().map(|inventory| lists.judge().inventory(inventory));
    let joined = Join::new(&ledger.systems).scan(Scan { host, inventory: &inventory });
    let options = Options {
        as_of: lists.as_of(),
        quantum_year: flags.assumptions.quantum_year,
        host,
        tls_profile: None,
    };
    // Documents name the lines to change; patches against the files are made by `aratame plan`.
    let unread = Sources(&|_| None);
    let plan = plan(&inventory, &judgement, &ledger, builtin(), &options, &unread);
    let report = Report {
        inventory: &inventory,
        planned: Planned { ledger: &ledger, joined: &joined, plan: &plan },
        judgement: &judgement,
        as_of: lists.as_of(),
        outlook: &outlook(&lists, &inventory),
        previous: previous.as_ref().zip(earlier.as_ref()),
        answers: &filled.answers,
        marking: &flags.marking,
        redacted: &flags.redact.join(", "),
        lang,
    };
    let write = |out: &mut dyn std::io::Write| write_report(&report, kind, format, out);
    match &flags.output {
        Some(path) if path != Path::new("-") => output::to_file(path, write)?,
        _ => output::to_stdout(write)?,
    }
    let strays = filled.answers.strays(&report);
    filled.refuse(strays);
    Ok(if filled.tell(lang) { Outcome::Complete } else { Outcome::Incomplete })
}

fn chosen(flags: &Flags) -> Result<&'static ReportFormat> {
    if let Some(id) = &flags.format {
        return report_format(id).context("unknown format");
    }
    let Some(path) = &flags.output else {
        return report_format("markdown").context("unknown format");
    };
    let extension = path.extension().map(|each| each.to_string_lossy().to_lowercase());
    let fits = |format: &&ReportFormat| Some(format.extension) == extension.as_deref();
    REPORT_FORMATS.iter().find(fits).with_context(|| {
        format!("the name '{}' does not tell a format: add --format", path.display())
    })
}

/// The same inventory at the end of each coming year.
fn outlook(lists: &Lists, inventory: &Inventory) -> Vec<Outlook> {
    let first = lists.as_of().year();
    let last = LAST_YEAR.max(first + YEARS);
    let judged = |year| lists.judge_at(Date::end_of(year)).inventory(inventory);
    (first..=last).map(|year| Outlook::new(year, inventory, &judged(year))).collect()
}
