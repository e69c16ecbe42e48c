//! `futae-eval`: judges implementations of ML-KEM, ML-DSA and SLH-DSA.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the program's output")]

mod chart;
mod environment;
mod generate;
mod implementation;
mod implementations;
mod mutants;
mod operation;
mod output;
mod report;
mod respond;
mod run;
mod suite;
mod suites;
mod timing;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use implementation::Implementation;
use run::SuiteResult;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Judges implementations of ML-KEM (FIPS 203), ML-DSA (FIPS 204) and SLH-DSA (FIPS 205).
///
/// Exit status: 0 everything that was asked is right; 1 a case failed or a mutant survived;
/// 2 something could not be read or run.
#[derive(Debug, Parser)]
#[command(name = "futae-eval", version)]
struct Flags {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run test vectors: ACVP, Wycheproof, .rsp known answers, OpenSSL stanzas, own lines
    Vectors(VectorFlags),
    /// Answer an ACVP prompt with the response file to submit
    Respond {
        /// The prompt
        prompt: PathBuf,
        /// Who answers
        #[arg(long = "impl", default_value = "futae", value_name = "NAME")]
        implementation: String,
    },
    /// Run deliberately defective implementations: vectors that let one pass prove little
    Mutants {
        /// Files and folders of vectors; own: and wycheproof: are in this program
        #[arg(default_values = [suite::OWN, suite::WYCHEPROOF])]
        paths: Vec<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write fresh vectors that at least two implementations agree on, a line of JSON each
    Generate {
        /// Any text: the same text gives the same vectors
        #[arg(long)]
        seed: String,
        /// Rounds of questions an algorithm
        #[arg(long, default_value_t = 1)]
        rounds: u64,
        /// Only these algorithms
        #[arg(long = "algorithm", value_name = "NAME")]
        algorithms: Vec<String>,
        /// Who has to agree
        #[arg(long = "impl", value_name = "NAME", default_values = ["futae", "rustcrypto"])]
        implementations: Vec<String>,
    },
    /// Time implementations in turns in one process; figures come with their environment
    Bench {
        #[command(flatten)]
        who: Who,
        /// Milliseconds for each operation
        #[arg(long, default_value_t = 300)]
        budget: u64,
    },
    /// Test whether times tell secrets apart, in the manner of dudect
    Ct {
        #[command(flatten)]
        who: Who,
        /// Samples of both classes together
        #[arg(long, default_value_t = 1_000_000)]
        samples: usize,
    },
    /// The whole evaluation as one document: REPORT.md and REPORT.html
    Report(ReportFlags),
    /// List the implementations of this build
    List,
}

#[derive(Debug, clap::Args)]
struct Who {
    /// Who is measured; the first is what the others are compared with
    #[arg(long = "impl", default_value = "futae", value_name = "NAME")]
    implementations: Vec<String>,
    /// Only these algorithms
    #[arg(long = "algorithm", value_name = "NAME")]
    algorithms: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct ReportFlags {
    /// Files and folders of vectors; own: and wycheproof: are in this program
    #[arg(default_values = [suite::OWN, suite::WYCHEPROOF])]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    who: Who,
    /// The language of the report
    #[arg(long, value_enum, default_value_t = report::Lang::En)]
    lang: report::Lang,
    /// The date that the report states
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: String,
    /// Where to write: .md and .html are added
    #[arg(short, long, default_value = "evaluation", value_name = "NAME")]
    output: PathBuf,
    /// Milliseconds for each timed operation
    #[arg(long, default_value_t = 300)]
    budget: u64,
    /// Samples of the statistical test
    #[arg(long, default_value_t = 1_000_000)]
    samples: usize,
    /// Keep finished files here, and go on behind them when asked again
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct VectorFlags {
    /// Files and folders of vectors, packed by gzip or xz or not
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Who is asked: a name of `futae-eval list`, or program:COMMAND for a program that reads
    /// questions and writes answers, a line of JSON each (docs/evaluator-protocol.md)
    #[arg(long = "impl", default_value = "futae", value_name = "NAME")]
    implementations: Vec<String>,
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Keep finished files here, and go on behind them when asked again
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Table,
    Json,
    Junit,
}

fn main() -> ExitCode {
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
        Command::Ct { who, samples } => constant_time(&who, samples),
        Command::Report(flags) => report(&flags),
        Command::List => list(),
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

fn timed(who: &Who, budget: u64) -> Result<Vec<timing::Timed>> {
    let mut implementations = by_names(&who.implementations)?;
    let mut timed = Vec::new();
    for algorithm in algorithms(who) {
        eprintln!("timing {algorithm}");
        let budget = Duration::from_millis(budget);
        timed.extend(timing::bench(&algorithm, &mut implementations, budget)?);
    }
    Ok(timed)
}

fn bench(who: &Who, budget: u64) -> Result<bool> {
    let environment = environment::Environment::here();
    let rows = timed(who, budget)?;
    let document = serde_json::json!({ "environment": environment, "rows": rows });
    print(&(serde_json::to_string_pretty(&document)? + "\n"))?;
    Ok(true)
}

/// The KEMs that are meant, one test each, and the planted leak that the test has to see; what
/// signs has other tests (`tools/constant-time`).
fn leakage(who: &Who, samples: usize) -> Result<Vec<timing::Leakage>> {
    let mut found = Vec::new();
    for algorithm in algorithms(who).iter().filter(|name| name.starts_with("ML-KEM")) {
        let mut planted = implementations::mutant::Leaking::new();
        found.push(timing::leakage(algorithm, &mut planted, samples)?);
        for mut implementation in by_names(&who.implementations)? {
            eprintln!("testing the timing of {algorithm} by {}", implementation.name());
            found.push(timing::leakage(algorithm, implementation.as_mut(), samples)?);
        }
    }
    Ok(found)
}

fn constant_time(who: &Who, samples: usize) -> Result<bool> {
    let environment = environment::Environment::here();
    let found = leakage(who, samples)?;
    let document = serde_json::json!({ "environment": environment, "rows": found });
    print(&(serde_json::to_string_pretty(&document)? + "\n"))?;
    Ok(found.iter().all(timing::Leakage::is_as_it_should_be))
}

fn report(flags: &ReportFlags) -> Result<bool> {
    let mut implementations = by_names(&flags.who.implementations)?;
    let results = all_vectors(&flags.paths, &mut implementations, flags.resume.as_deref())?;
    let built_in = [suite::OWN, suite::WYCHEPROOF].map(PathBuf::from);
    let mut suites = Vec::new();
    for path in &built_in {
        suites.extend(suite::discover(path)?.0);
    }
    let evaluation = report::Evaluation {
        date: flags.date.clone(),
        environment: environment::Environment::here(),
        command: std::env::args().collect::<Vec<_>>().join(" "),
        hunted: mutants::hunt(&suites)?,
        timed: timed(&flags.who, flags.budget)?,
        leakage: leakage(&flags.who, flags.samples)?,
        results,
    };
    for (ending, text) in [
        ("md", report::markdown(&evaluation, flags.lang)),
        ("html", report::html(&evaluation, flags.lang)),
    ] {
        let path = flags.output.with_extension(ending);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("wrote {}", path.display());
    }
    let survivors = evaluation.hunted.iter().any(|mutant| mutant.killed_by.is_none());
    let timing = evaluation.leakage.iter().all(timing::Leakage::is_as_it_should_be);
    Ok(!survivors && timing && evaluation.results.iter().all(SuiteResult::is_clean))
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

/// Results of files that are done, so that an interrupted run goes on.
#[derive(Debug, Default)]
struct Store {
    file: Option<File>,
    done: BTreeMap<(String, String, String), SuiteResult>,
}

impl Store {
    fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let context = || format!("cannot use {}", path.display());
        let file = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = file.with_context(context)?;
        let mut done = BTreeMap::new();
        for (number, line) in BufReader::new(&file).lines().enumerate() {
            let line = line.with_context(context)?;
            // The last line of an interrupted run may be cut.
            let Ok(result) = serde_json::from_str::<SuiteResult>(&line) else {
                eprintln!("{}: line {} is no result and is left out", path.display(), number + 1);
                continue;
            };
            let key = (result.implementation.clone(), result.suite.clone(), result.sha256.clone());
            done.insert(key, result);
        }
        Ok(Self { file: Some(file), done })
    }

    fn done(&self, suite: &str, sha256: &str, names: &[String]) -> Option<Vec<SuiteResult>> {
        let key = |name: &String| (name.clone(), suite.to_owned(), sha256.to_owned());
        names.iter().map(|name| self.done.get(&key(name)).cloned()).collect()
    }

    fn keep(&mut self, results: &[SuiteResult]) -> Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        for result in results {
            let line = serde_json::to_string(result)? + "\n";
            if file.write_all(line.as_bytes()).is_err() {
                bail!("cannot keep results");
            }
        }
        Ok(())
    }
}
