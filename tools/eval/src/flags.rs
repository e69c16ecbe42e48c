//! The commands and flags of `futae-eval`.

use crate::ct::{Method, Tracked};
use crate::once::Once;
use crate::report::Lang;
use crate::suite;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Judges implementations of ML-KEM (FIPS 203), ML-DSA (FIPS 204) and SLH-DSA (FIPS 205).
///
/// Exit status: 0 everything that was asked is right; 1 a case failed, a mutant survived or a leak
/// was seen; 2 something could not be read or run.
#[derive(Debug, Parser)]
#[command(name = "futae-eval", version)]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The whole evaluation as one document in a folder, in one command
    Report(ReportFlags),
    /// Run test vectors: ACVP, Wycheproof, known answers, OpenSSL stanzas, drafts, own lines
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
    /// Measure implementations in turns in one process; figures come with their environment
    Bench {
        #[command(flatten)]
        who: Who,
        /// Milliseconds for each operation
        #[arg(long, default_value_t = 300)]
        budget: u64,
    },
    /// Look for operations whose time depends on secrets, in three ways
    Ct(CtFlags),
    /// Check the signature of a report
    Verify {
        /// The report
        file: PathBuf,
        /// The public key (PEM)
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// The signature; beside the report by default
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
    },
    /// List the implementations of this build
    List,
    #[command(hide = true)]
    Once(Once),
    #[command(hide = true)]
    Tracked(Tracked),
}

/// Who is measured, doing what.
#[derive(Debug, clap::Args)]
pub(crate) struct Who {
    /// Who is measured; the first is what the others are compared with
    #[arg(long = "impl", default_value = "futae", value_name = "NAME")]
    pub(crate) implementations: Vec<String>,
    /// Only these algorithms
    #[arg(long = "algorithm", value_name = "NAME")]
    pub(crate) algorithms: Vec<String>,
}

/// Flags of `ct`, which `report` has too.
#[derive(Debug, clap::Args)]
pub(crate) struct CtFlags {
    #[command(flatten)]
    pub(crate) who: Who,
    /// Samples of the statistics of decapsulation; of signing a tenth, of SLH-DSA 2000 at least
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) samples: usize,
    /// How to look
    #[arg(long = "method", value_enum, default_values_t = [Method::Dudect, Method::Memcheck, Method::Disassembly])]
    pub(crate) methods: Vec<Method>,
    /// A futae-eval built with RUSTFLAGS="--cfg futae_ctgrind", for memcheck
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) tracked: Option<PathBuf>,
    /// The sources, from which such a program is built otherwise
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub(crate) source: PathBuf,
}

/// Flags of `report`.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportFlags {
    /// Files and folders of vectors; own:, wycheproof: and cctv: are in this program
    #[arg(default_values = [suite::OWN, suite::WYCHEPROOF, suite::CCTV])]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) ct: CtFlags,
    /// The languages of the report
    #[arg(long = "lang", value_enum, default_values_t = [Lang::En, Lang::Ja])]
    pub(crate) languages: Vec<Lang>,
    /// The date that the report states; today by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) date: Option<String>,
    /// Where to write; what is there already from this program and these flags is not done again
    #[arg(short, long, default_value = "evaluation", value_name = "FOLDER")]
    pub(crate) output: PathBuf,
    /// Milliseconds for each timed operation
    #[arg(long, default_value_t = 300)]
    pub(crate) budget: u64,
    /// Sign the reports by this ML-DSA private key (PEM; `futae keygen ML-DSA-65`)
    #[arg(long, value_name = "FILE")]
    pub(crate) sign: Option<PathBuf>,
}

/// Flags of `vectors`.
#[derive(Debug, clap::Args)]
pub(crate) struct VectorFlags {
    /// Files and folders of vectors, packed by gzip or xz or not
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Who is asked: a name of `futae-eval list`, or program:COMMAND for a program that reads
    /// questions and writes answers, a line of JSON each (docs/evaluator-protocol.md)
    #[arg(long = "impl", default_value = "futae", value_name = "NAME")]
    pub(crate) implementations: Vec<String>,
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Keep finished files here, and go on behind them when asked again
    #[arg(long, value_name = "FILE")]
    pub(crate) resume: Option<PathBuf>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Junit,
}
