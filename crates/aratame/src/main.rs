//! Finds the cryptography of a system and judges it by CRYPTREC.
#![forbid(unsafe_code)]

mod explain;
mod flags;
mod judge;
mod list;
mod messages;
mod output;
mod progress;
mod query;
mod scan;

use anyhow::Result;
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
        Command::Explain(flags) => explain::run(flags),
        Command::List(flags) => list::run(flags),
        Command::Query(flags) => query::run(flags),
        Command::Completions { shell } => print(|out| {
            clap_complete::generate(*shell, &mut Cli::command(), "aratame", out);
            Ok(())
        }),
        Command::Man => print(|out| clap_mangen::Man::new(Cli::command()).render(out)),
    }
}

fn print(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<Outcome> {
    let mut page = Vec::new();
    write(&mut page)?;
    output::to_stdout(|out| out.write_all(&page))?;
    Ok(Outcome::Complete)
}
