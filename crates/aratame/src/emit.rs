//! From an inventory to a judgement, an output and the exit status: what `scan` and `judge` share.

use crate::allowed::Allowed;
use crate::flags::{Emit, Judging, Language};
use crate::lists::Lists;
use crate::{Outcome, messages, output, systems};
use anyhow::{Context, Result};
use aratame_inventory::Inventory;
use aratame_policy::Condition;
use aratame_report::{Belonging, Document, Format, Lang, SpecVersion, format};
use aratame_systems::{Join, Ledger, Scan};
use std::io::Write;
use std::path::Path;

/// What the flags ask for, checked before anything is read.
pub(crate) struct Wanted<'a> {
    emit: &'a Emit,
    judging: &'a Judging,
    allowed: Allowed,
    denied: Vec<Condition>,
    ledger: Ledger,
    lang: Lang,
}

impl<'a> Wanted<'a> {
    /// Checks the flags.
    pub(crate) fn of(emit: &'a Emit, judging: &'a Judging, lists: &Lists) -> Result<Self> {
        let allowed = Allowed::parse(&judging.allow)?;
        chosen_format(emit)?;
        let denied = lists.conditions(&judging.deny)?;
        let lang = Language::resolve(emit.lang);
        let ledger = systems::ledger(&judging.systems, lang)?;
        Ok(Self { emit, judging, allowed, denied, ledger, lang })
    }

    /// Judges the inventory, writes it and tells what was denied.
    pub(crate) fn give(&self, inventory: &Inventory, lists: &Lists) -> Result<Outcome> {
        let host = self.judging.systems.host.as_deref();
        let joined = Join::new(&self.ledger.systems).scan(Scan { host, inventory });
        let ends = joined.ends(&self.ledger.systems);
        let judgement = lists.judge().inventory_until(inventory, &ends);
        let belonging = Belonging { ledger: &self.ledger, joined: &joined };
        let document = Document {
            inventory,
            judgement: &judgement,
            belonging: (!self.ledger.systems.is_empty()).then_some(belonging),
            lang: self.lang,
            spec_version: spec_version(&self.emit.cbom_version),
        };
        write(self.emit, &document)?;
        if !self.emit.quiet {
            messages::gaps(inventory, &self.allowed, self.lang);
        }
        let hits = lists.denied(inventory, &judgement, &self.denied);
        messages::denied(&hits, self.lang);
        Ok(match (self.allowed.is_complete(inventory), hits.is_empty()) {
            (false, _) => Outcome::Incomplete,
            (true, false) => Outcome::Denied,
            (true, true) => Outcome::Complete,
        })
    }
}

fn spec_version(text: &str) -> SpecVersion {
    SpecVersion::ALL.into_iter().find(|version| version.as_str() == text).unwrap_or_default()
}

/// With a file, the summary still goes to the terminal; with a format alone, that goes out.
fn write(flags: &Emit, document: &Document<'_>) -> Result<()> {
    let chosen = chosen_format(flags)?;
    let emit = |format: &Format, out: &mut dyn Write| (format.write)(document, out);
    match &flags.output {
        Some(path) if path == Path::new("-") => output::to_stdout(|out| emit(chosen, out)),
        Some(path) => {
            output::to_file(path, |out| emit(chosen, out))?;
            if flags.quiet { Ok(()) } else { output::to_stdout(|out| emit(summary()?, out)) }
        }
        None => output::to_stdout(|out| emit(chosen, out)),
    }
}

fn summary() -> std::io::Result<&'static Format> {
    format("table").ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
}

/// The format asked for, or the one that the file's name asks for.
fn chosen_format(flags: &Emit) -> Result<&'static Format> {
    let name = flags.output.as_ref().map(|path| path.to_string_lossy().into_owned());
    let by_name = || {
        let name = name.as_deref()?;
        let fits = |format: &&Format| name.ends_with(&format!(".{}", format.extension));
        aratame_report::FORMATS.iter().filter(fits).max_by_key(|format| format.extension.len())
    };
    match &flags.format {
        Some(id) => format(id).context("unknown format"),
        None if flags.output.is_none() => format("table").context("unknown format"),
        None => by_name().with_context(|| {
            format!("the name '{}' does not tell a format: add --format", name.unwrap_or_default())
        }),
    }
}
