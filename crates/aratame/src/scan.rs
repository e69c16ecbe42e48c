//! `aratame scan`: flags to options, and the scan.

use crate::Outcome;
use crate::allowed::Allowed;
use crate::emit::Wanted;
use crate::evidence::explain_evidence;
use crate::flags::{Language, Scan};
use crate::lists::Lists;
use crate::progress::{Display, end_cleanly};
use anyhow::{Context, Result, bail};
use aratame_inventory::{EntryPath, Inventory};
use aratame_report::Lang;
use aratame_scan::{DETECTORS, Detector, Options, Progress, scan, scan_bytes};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Most bytes that are taken from standard input: it is held in memory.
const STANDARD_INPUT: u64 = 256 << 20;

/// Runs the scan.
pub(crate) fn run(flags: &Scan) -> Result<Outcome> {
    let lang = Language::resolve(flags.emit.lang);
    let lists = Lists::of(&flags.judging)?;
    let detectors = choose(&flags.only, &flags.skip)?;
    if flags.explain_evidence {
        let allowed = Allowed::parse(&flags.judging.allow)?;
        return explain_evidence(&take(flags, detectors, lang)?, &flags.emit, &allowed, lang);
    }
    let wanted = Wanted::of(&flags.emit, &flags.judging, &lists)?;
    wanted.give(&take(flags, detectors, lang)?, &lists)
}

fn take(flags: &Scan, detectors: Vec<&'static dyn Detector>, lang: Lang) -> Result<Inventory> {
    if flags.paths.iter().any(|path| path == Path::new("-")) {
        if flags.paths.len() > 1 {
            bail!("`-` reads standard input and stands alone: scan paths in another run");
        }
        return standard_input(&detectors);
    }
    let options = Options {
        exclude: flags.exclude.clone(),
        one_file_system: flags.one_file_system,
        max_file_size: flags.max_file_size,
        detectors,
        ..Options::new(flags.paths.clone())
    };
    let jobs = flags.jobs.map_or(options.jobs, usize::from);
    let progress = Arc::new(Progress::default());
    end_cleanly(&progress, |progress| &progress.cancel, lang)?;
    let _display = Display::start(&progress, flags.emit.quiet, lang);
    scan(&Options { jobs, ..options }, &progress).context("--exclude is not a glob")
}

fn standard_input(detectors: &[&'static dyn Detector]) -> Result<Inventory> {
    let mut bytes = Vec::new();
    let limit = STANDARD_INPUT + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    if bytes.len() as u64 == limit {
        bail!(
            "standard input is longer than {STANDARD_INPUT} bytes: write it to a file and scan that"
        );
    }
    Ok(scan_bytes(&EntryPath::standard_input(), &bytes, detectors))
}

fn choose(only: &[String], skip: &[String]) -> Result<Vec<&'static dyn Detector>> {
    for id in only.iter().chain(skip) {
        if !DETECTORS.iter().any(|detector| detector.about().id == id) {
            bail!("there is no detector '{id}': `aratame list detectors` names all");
        }
    }
    let wanted = |detector: &&&'static dyn Detector| {
        let named = |ids: &[String]| ids.iter().any(|id| id == detector.about().id);
        (only.is_empty() || named(only)) && !named(skip)
    };
    Ok(DETECTORS.iter().filter(wanted).copied().collect())
}
