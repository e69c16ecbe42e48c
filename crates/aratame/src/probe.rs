//! `aratame probe`: a targets file to an inventory of live endpoints.

use crate::emit::Wanted;
use crate::flags::{Language, Probe};
use crate::lists::Lists;
use crate::progress::{Display, end_cleanly};
use crate::{Outcome, messages, output};
use anyhow::{Context, Result, anyhow, bail};
use aratame_inventory::Inventory;
use aratame_probe::{Journal, Limits, Options, Progress, TargetError, Targets, inventory, probe};
use aratame_report::Lang;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Largest targets file that is read.
const MAX_FILE: u64 = 64 << 20;

/// Probes what the file names, or only tells what would be probed.
pub(crate) fn run(flags: &Probe) -> Result<Outcome> {
    let lang = Language::resolve(flags.emit.lang);
    let lists = Lists::of(&flags.judging)?;
    let wanted = Wanted::of(&flags.emit, &flags.judging, &lists)?;
    let targets = read(&flags.targets, lang)?;
    if flags.check {
        return tell(&targets, lang);
    }
    let mut journal = match &flags.resume {
        Some(path) => {
            let journal = Journal::open(path).map_err(|error| anyhow!("{error}"));
            Some(journal.with_context(|| format!("--resume {}", path.display()))?)
        }
        None => None,
    };
    wanted.give(&take(flags, &targets, journal.as_mut(), lang)?, &lists)
}

fn take(
    flags: &Probe,
    targets: &Targets,
    journal: Option<&mut Journal>,
    lang: Lang,
) -> Result<Inventory> {
    let progress = Arc::new(Progress::default());
    end_cleanly(&progress, |progress| &progress.cancel, lang)?;
    let _display = Display::of_probe(&progress, flags.emit.quiet, lang);
    let seconds = |count: u32| Duration::from_secs(count.into());
    let limits = Limits {
        connect: seconds(flags.timeout),
        answer: seconds(flags.timeout),
        ..Limits::default()
    };
    let options = Options { limits, side_by_side: flags.side_by_side.into() };
    let reports =
        probe(targets, &options, &progress, journal).context("cannot probe, or write --resume")?;
    Ok(inventory(targets, &reports))
}

/// Reads the file, or tells everything that is wrong with it.
fn read(path: &Path, lang: Lang) -> Result<Targets> {
    let context = || format!("cannot read {}", path.display());
    if fs::metadata(path).with_context(context)?.len() > MAX_FILE {
        bail!("{}: larger than a targets file that is read", path.display());
    }
    let bytes = fs::read(path).with_context(context)?;
    let name = path.display().to_string();
    Targets::read(&name, &bytes).map_err(|errors| {
        messages::lines(errors.iter().map(|error| told(&name, error, lang)), lang);
        anyhow!(lang.pick(
            format!("{name}: not used, because of what stands above; nothing was sent"),
            format!("{name}：上記の不備があるため使用しません（どこにも接続していません）"),
        ))
    })
}

fn told(name: &str, error: &TargetError, lang: Lang) -> String {
    let field = error.field.map(|field| lang.pick(field.en(), field.ja()));
    let field = field.map_or(String::new(), |field| format!(" {field}:"));
    let text = lang.pick(&error.en, &error.ja);
    match (error.line, lang) {
        (0, _) => format!("{name}:{field} {text}"),
        (line, Lang::En) => format!("{name}: line {line}:{field} {text}"),
        (line, Lang::Ja) => format!("{name}: {line}行目:{field} {text}"),
    }
}

/// What would be probed, one endpoint a line; nothing is sent.
fn tell(targets: &Targets, lang: Lang) -> Result<Outcome> {
    output::to_stdout(|out| {
        for (target, port) in targets.endpoints() {
            let scheme = target.protocol.scheme();
            let (owner, permission) = (&target.owner, &target.permission);
            let words = lang.pick(["owner", "permission"], ["所有者", "許可"]);
            let [of, by] = words;
            writeln!(out, "{scheme}://{}:{port}  {of}: {owner}  {by}: {permission}", target.host)?;
        }
        Ok(())
    })?;
    Ok(Outcome::Complete)
}
