//! `futae-eval`: judges implementations of ML-KEM, ML-DSA and SLH-DSA.
//!
//! A program in a library, so that the benches of `bench/` share its [`cases`].
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the program's output")]

mod bench;
mod budgets;
pub mod cases;
mod chart;
mod code_size;
mod counters;
mod ct;
mod environment;
mod evaluation;
mod flags;
mod generate;
mod implementation;
mod implementations;
mod memory;
mod mutants;
mod once;
mod operation;
mod output;
mod prehash;
mod report;
mod respond;
mod run;
mod seal;
mod store;
mod suite;
mod suites;
mod throughput;
mod timing;

use anyhow::{Context, Result, bail};
use clap::Parser;
use flags::{Command, CtFlags, Flags, Format, ReportFlags, VectorFlags, Who};
use implementation::Implementation;
use run::SuiteResult;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use store::Store;

/// The program.
pub fn run() -> ExitCode {
    // What an implementation's panic says is part of the case that failed.
    std::panic::set_hook(Box::new(|_| {}));
    let done = match Flags::parse().command {
        Command::Vectors(flags) => vectors(&flags),
        Command::Respond { prompt, implementation } => answer(&prompt, &implementation),
        Command::Mutants { paths, json } => hunt(&paths, json),
        Command::Generate { seed, rounds, algorithms, implementations } => {
            generated(&seed, rounds, &algorithms, &implementations)
        }
        Command::Bench { who, budget } => bench(&who, budget),
        Command::Ct(flags) => constant_time(&flags),
        Command::Report(flags) => report(&flags),
        Command::Verify { file, key, signature } => seal::verify(&file, &key, signature),
        Command::List => list(),
        Command::Once(once) => once.run().map(|()| true),
        Command::Tracked(tracked) => ct::run_tracked(&tracked).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("futae-eval: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn hunt(paths: &[PathBuf], json: bool) -> Result<bool> {
    let mut suites = Vec::new();
    for path in paths {
        suites.extend(suite::discover(path)?.0);
    }
    let hunted = mutants::hunt(&suites)?;
    print(&match json {
        true => serde_json::to_string_pretty(&hunted)? + "\n",
        false => mutants::table(&hunted),
    })?;
    Ok(hunted.iter().all(|mutant| mutant.killed_by.is_some()))
}

fn by_names(names: &[String]) -> Result<Vec<Box<dyn Implementation>>> {
    names.iter().map(|name| implementation::by_name(name)).collect()
}

fn generated(
    seed: &str,
    rounds: u64,
    algorithms: &[String],
    implementations: &[String],
) -> Result<bool> {
    let mut implementations = by_names(implementations)?;
    let generated = generate::generate(seed, rounds, algorithms, &mut implementations)?;
    for line in &generated.lines {
        print(&(serde_json::to_string(line)? + "\n"))?;
    }
    eprintln!(
        "{} vectors; {} questions were answered by one implementation only and are left out",
        generated.lines.len(),
        generated.unconfirmed
    );
    Ok(true)
}

/// The algorithms that are meant: those named, or the middle set of each family.
fn algorithms(who: &Who) -> Vec<String> {
    if who.algorithms.is_empty() {
        return ["ML-KEM-768", "ML-DSA-65", "SLH-DSA-SHA2-128f"].map(str::to_owned).to_vec();
    }
    who.algorithms.clone()
}

/// What goes on, with the time since the start.
fn tell(start: std::time::Instant) -> impl FnMut(&str) {
    move |what| {
        let seconds = start.elapsed().as_secs();
        eprintln!("[{:02}:{:02}] {what}", seconds / 60, seconds % 60);
    }
}

fn bench(who: &Who, budget: u64) -> Result<bool> {
    let budget = Duration::from_millis(budget);
    let mut progress = tell(std::time::Instant::now());
    let bench = bench::measure(&algorithms(who), &who.implementations, budget, &mut progress)?;
    print(&(serde_json::to_string_pretty(&bench)? + "\n"))?;
    Ok(true)
}

fn wanted(flags: &CtFlags) -> ct::Wanted {
    ct::Wanted {
        methods: flags.methods.clone(),
        algorithms: algorithms(&flags.who),
        implementations: flags.who.implementations.clone(),
        samples: flags.samples,
        tracked: flags.tracked.clone(),
        source: flags.source.clone(),
    }
}

fn constant_time(flags: &CtFlags) -> Result<bool> {
    let evidence = ct::look(&wanted(flags), &mut tell(std::time::Instant::now()))?;
    print(&(serde_json::to_string_pretty(&evidence)? + "\n"))?;
    let not_run = evidence.looks.iter().find_map(|look| match &look.seen {
        ct::Seen::NotRun(why) => Some(why),
        _ => None,
    });
    if let Some(why) = not_run {
        bail!("not everything could be looked at: {why}");
    }
    Ok(evidence.looks.iter().all(ct::Look::is_as_it_should_be))
}

fn report(flags: &ReportFlags) -> Result<bool> {
    let key = flags.sign.as_deref().map(seal::private_key).transpose()?;
    let plan = evaluation::Plan {
        paths: flags.paths.clone(),
        wanted: wanted(&flags.ct),
        budget: Duration::from_millis(flags.budget),
        date: flags.date.clone().unwrap_or_else(environment::today),
        folder: flags.output.clone(),
    };
    let mut progress = tell(std::time::Instant::now());
    let evaluation = plan.carry_out(&mut progress)?;
    for lang in &flags.languages {
        for (ending, text) in [
            ("md", report::markdown(&evaluation, *lang)),
            ("html", report::html(&evaluation, *lang)),
        ] {
            let path = flags.output.join(format!("evaluation.{}.{ending}", lang.code()));
            std::fs::write(&path, &text)
                .with_context(|| format!("cannot write {}", path.display()))?;
            progress(&format!("wrote {}", path.display()));
            if let Some(key) = &key {
                progress(&format!("wrote {}", seal::sign(key, &path, text.as_bytes())?.display()));
            }
        }
    }
    Ok(evaluation.is_clean())
}

fn list() -> Result<bool> {
    for name in implementation::names() {
        println!("{name}");
    }
    Ok(true)
}

fn answer(prompt: &Path, name: &str) -> Result<bool> {
    let mut implementation = implementation::by_name(name)?;
    let response = respond::respond(prompt, implementation.as_mut())
        .with_context(|| format!("in {}", prompt.display()))?;
    print(&format!("{}\n", serde_json::to_string_pretty(&response)?))?;
    Ok(true)
}

/// A reader that closed the pipe has what it wanted.
fn print(text: &str) -> Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write"),
    }
}

fn vectors(flags: &VectorFlags) -> Result<bool> {
    let mut implementations = by_names(&flags.implementations)?;
    let results = all_vectors(&flags.paths, &mut implementations, flags.resume.as_deref())?;
    print(&match flags.format {
        Format::Table => output::table(&results),
        Format::Json => serde_json::to_string_pretty(&results)? + "\n",
        Format::Junit => output::junit(&results),
    })?;
    Ok(results.iter().all(SuiteResult::is_clean))
}

fn all_vectors(
    paths: &[PathBuf],
    implementations: &mut [Box<dyn Implementation>],
    resume: Option<&Path>,
) -> Result<Vec<SuiteResult>> {
    let mut store = Store::open(resume)?;
    let mut results = Vec::new();
    for path in paths {
        let (suites, others) = suite::discover(path)?;
        if others > 0 {
            eprintln!("{}: {others} files are no vectors", path.display());
        }
        for file in suites {
            results.extend(one_file(&file, implementations, &mut store)?);
        }
    }
    // Passing nothing is no success.
    let asked = results.iter().map(SuiteResult::total).any(|t| t.passed + t.failed > 0);
    if !asked {
        bail!("no case of these vectors could be asked");
    }
    Ok(results)
}

fn one_file(
    file: &suite::SuiteFile,
    implementations: &mut [Box<dyn Implementation>],
    store: &mut Store,
) -> Result<Vec<SuiteResult>> {
    let names: Vec<String> = implementations.iter().map(|each| each.name()).collect();
    let sha256 = run::digest(file)?;
    if let Some(done) = store.done(&file.name, &sha256, &names) {
        return Ok(done);
    }
    let mut asked = 0_u64;
    let shown = io::stderr().is_terminal();
    let results = run::run(file, &sha256, implementations, &mut || {
        asked += 1;
        if shown && asked.is_multiple_of(64) {
            eprint!("\r{}: {asked} cases\x1b[K", file.name);
        }
    });
    if shown {
        eprint!("\r\x1b[K");
    }
    store.keep(&results)?;
    Ok(results)
}
