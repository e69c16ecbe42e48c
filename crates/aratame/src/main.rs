//! Finds the cryptography of a system and judges it by CRYPTREC.
#![forbid(unsafe_code)]

mod allowed;
mod answers;
mod diff;
mod emit;
mod evidence;
mod explain;
mod flags;
mod list;
mod lists;
mod messages;
mod output;
mod plan;
mod policy;
mod probe;
mod progress;
mod query;
mod rejudge;
mod report;
mod sbom;
mod scan;
mod sign;
mod stored;
mod systems;

use anyhow::{Result, bail};
use clap::{CommandFactory, Parser};
use flags::{Cli, Command};
use std::process::ExitCode;

/// How a run that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Complete, and nothing denied.
    Complete,
    /// Complete, and something denied.
    Denied,
    /// Something that was asked for could not be seen.
    Incomplete,
}

fn main() -> ExitCode {
    match run(&Cli::parse().command) {
        Ok(Outcome::Complete) => ExitCode::SUCCESS,
        Ok(Outcome::Denied) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(2),
        Err(error) => {
            messages::error(&error);
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Scan(flags) => scan::run(flags),
        Command::Probe(flags) => probe::run(flags),
        Command::Judge(flags) => rejudge::run(flags),
        Command::Plan(flags) => plan::run(flags),
        Command::Diff(flags) => diff::run(flags),
        Command::Policy { what } => policy::run(what),
        Command::Report(flags) => report::run(flags),
        Command::Sbom { what: flags::Sbom::Compare(flags) } => sbom::compare(flags),
        Command::Sign(flags) => sign::sign(flags),
        Command::Verify(flags) => sign::verify(flags),
        Command::NewKey(flags) => sign::new_key(flags),
        Command::Explain(flags) => explain::run(flags),
        Command::List(flags) => list::run(flags),
        Command::Query(flags) => query::run(flags),
        Command::Completions { shell } => print(|out| {
            clap_complete::generate(*shell, &mut Cli::command(), "aratame", out);
            Ok(())
        }),
        Command::Man { command } => manual(command.as_deref()),
    }
}

fn manual(command: Option<&str>) -> Result<Outcome> {
    let mut program = Cli::command();
    program.build();
    let page = match command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone().name(format!("aratame-{name}")),
            None => bail!("there is no command '{name}': `aratame --help` names all"),
        },
    };
    print(|out| clap_mangen::Man::new(page).render(out))
}

fn print(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<Outcome> {
    let mut page = Vec::new();
    write(&mut page)?;
    output::to_stdout(|out| out.write_all(&page))?;
    Ok(Outcome::Complete)
}
