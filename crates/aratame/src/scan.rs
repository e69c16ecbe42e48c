//! `aratame scan`: flags to options, scan, judgement, output, exit status.

use crate::flags::{Language, Scan};
use crate::judge::Lists;
use crate::progress::Display;
use crate::{Outcome, messages, output};
use anyhow::{Context, Result, bail};
use aratame_inventory::{EntryPath, Inventory, diagnostic};
use aratame_report::{Document, Format, Lang, SpecVersion, format};
use aratame_scan::{DETECTORS, Detector, Options, Progress, scan, scan_bytes};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Most bytes that are taken from standard input: it is held in memory.
const STANDARD_INPUT: u64 = 256 << 20;

/// Runs the scan.
pub(crate) fn run(flags: &Scan) -> Result<Outcome> {
    let lang = Language::resolve(flags.lang);
    let lists = Lists::resolve(&flags.policy, flags.as_of.as_deref(), flags.end_of_life)?;
    let denied = lists.conditions(&flags.deny)?;
    check_codes(&flags.allow)?;
    let detectors = choose(&flags.only, &flags.skip)?;
    let inventory = take(flags, detectors, lang)?;
    let judgement = lists.judge().inventory(&inventory);
    let document = Document {
        inventory: &inventory,
        judgement: &judgement,
        lang,
        spec_version: spec_version(&flags.cbom_version),
    };
    write(flags, &document)?;
    if !flags.quiet {
        messages::gaps(&inventory, lang);
    }
    let hits = lists.denied(&inventory, &judgement, &denied);
    messages::denied(&hits, lang);
    Ok(match (is_complete(&inventory, &flags.allow), hits.is_empty()) {
        (false, _) => Outcome::Incomplete,
        (true, false) => Outcome::Denied,
        (true, true) => Outcome::Complete,
    })
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
    end_cleanly(&progress, lang)?;
    let _display = Display::start(&progress, flags.quiet, lang);
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

/// The first Ctrl-C ends the scan and what was seen is written; a second one ends the program.
fn end_cleanly(progress: &Arc<Progress>, lang: Lang) -> Result<()> {
    let progress = Arc::clone(progress);
    ctrlc::set_handler(move || {
        if progress.cancel.swap(true, Ordering::Relaxed) {
            std::process::exit(2);
        }
        messages::note(lang.pick(
            "interrupted: writing what was seen; the inventory is incomplete",
            "中断：確認済みの範囲を出力します（一覧は不完全です）",
        ));
    })
    .context("cannot handle Ctrl-C")
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

fn check_codes(allowed: &[String]) -> Result<()> {
    for code in allowed {
        if diagnostic::find(code).is_none() {
            bail!("there is no diagnostic '{code}': `aratame list diagnostics` names all");
        }
    }
    Ok(())
}

fn is_complete(inventory: &Inventory, allowed: &[String]) -> bool {
    let is_allowed = |code: &str| allowed.iter().any(|each| each == code);
    let diagnosed = inventory.diagnostics.iter().all(|each| {
        each.code.severity < aratame_inventory::Severity::Gap || is_allowed(each.code.code)
    });
    diagnosed && !inventory.coverage.interrupted
}

fn spec_version(text: &str) -> SpecVersion {
    SpecVersion::ALL.into_iter().find(|version| version.as_str() == text).unwrap_or_default()
}

/// With a file, the summary still goes to the terminal; with a format alone, that goes out.
fn write(flags: &Scan, document: &Document<'_>) -> Result<()> {
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
fn chosen_format(flags: &Scan) -> Result<&'static Format> {
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
