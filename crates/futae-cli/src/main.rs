//! The command `futae`: post-quantum keys, signatures, certificates and messages.
//!
//! Exit status: 0 done; 1 a signature or a chain does not hold; 2 an error.
#![forbid(unsafe_code)]

mod certificates;
mod files;
mod flags;
mod inspect;
mod kem;
mod keys;
mod messages;
mod signatures;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use flags::{Cms, Command, Flags};

/// Whether what was to be verified holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Outcome {
    Good,
    Bad,
}

fn main() -> ExitCode {
    match run(&Flags::parse().command) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::from(1),
        Err(error) => {
            files::tell(&format!("futae: {error:#}"));
            ExitCode::from(2)
        }
    }
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
