//! The command `futae`: post-quantum keys, signatures, certificates and messages.
//!
//! Exit status: 0 done; 1 a signature or a chain does not hold; 2 an error.
#![forbid(unsafe_code)]

mod certificates;
mod files;
mod flags;
mod help;
mod inspect;
mod kem;
mod keys;
mod language;
mod messages;
mod refusals;
mod signatures;

use std::{env, process::ExitCode};

use anyhow::Result;
use clap::{CommandFactory, FromArgMatches};

use flags::{Cms, Command, Flags};
use language::Language;

/// Whether what was to be verified holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    Good,
    Bad,
}

fn main() -> ExitCode {
    let language = language::choose(env::args_os());
    let flags = match parse(language) {
        Ok(flags) => flags,
        // Help and version are no errors, and go to standard output.
        Err(shown) if language == Language::En || !shown.use_stderr() => shown.exit(),
        Err(refused) => {
            files::tell(&refusals::of_arguments(&refused));
            return ExitCode::from(2);
        }
    };
    match run(&flags.command) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::from(1),
        Err(error) => {
            files::tell(&format!("futae: {}", refusals::chain(&error)));
            ExitCode::from(2)
        }
    }
}

fn parse(language: Language) -> Result<Flags, clap::Error> {
    let command = match language {
        Language::En => Flags::command(),
        Language::Ja => help::in_japanese(Flags::command()),
    };
    Flags::from_arg_matches(&command.try_get_matches()?)
}

fn run(command: &Command) -> Result<Outcome> {
    match command {
        Command::Algorithms(flags) => keys::list_algorithms(flags),
        Command::Keygen(flags) => keys::generate(flags),
        Command::Public(flags) => keys::public(flags),
        Command::Inspect(flags) => inspect::run(flags),
        Command::Sign(flags) => signatures::sign(flags),
        Command::Verify(flags) => signatures::verify(flags),
        Command::Encapsulate(flags) => kem::encapsulate(flags),
        Command::Decapsulate(flags) => kem::decapsulate(flags),
        Command::Csr(flags) => certificates::request(flags),
        Command::Cert(flags) => certificates::issue(flags),
        Command::Chain(flags) => certificates::validate(flags),
        Command::Cms(Cms::Sign(flags)) => messages::sign(flags),
        Command::Cms(Cms::Verify(flags)) => messages::verify(flags),
        Command::Cms(Cms::Encrypt(flags)) => messages::encrypt(flags),
        Command::Cms(Cms::Decrypt(flags)) => messages::decrypt(flags),
    }
}
