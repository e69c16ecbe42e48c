//! Evidence for constant time, of three kinds, each beside a planted leak that it has to see: the
//! statistics of times, secret tracking under valgrind, and the disassembly.

mod disassembly;
mod memcheck;
pub(crate) mod planted;

pub(crate) use memcheck::{Tracked, run_tracked};

use crate::environment::Environment;
use crate::implementation::by_name;
use crate::timing::{self, THRESHOLD};
use anyhow::Result;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Method {
    /// Welch's t of the times of two classes of secrets, in the manner of dudect
    Dudect,
    /// valgrind's memcheck with secrets marked undefined: branches and addresses
    Memcheck,
    /// The disassembly of Futae's kernels: divisions, jumps and addresses from data
    Disassembly,
}

/// What a method saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Seen {
    /// Nothing that depends on secrets.
    Nothing,
    /// Something.
    Leak,
    /// It could not look, with the reason.
    NotRun(String),
}

/// One look of one method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Look {
    /// How.
    pub(crate) method: Method,
    /// The algorithm with its parameter set, or what else was looked at.
    pub(crate) subject: String,
    /// The operation, or the two classes of inputs.
    pub(crate) operation: String,
    /// The implementation with its backend.
    pub(crate) implementation: String,
    /// Whether a leak was planted.
    pub(crate) planted: bool,
    /// What was seen.
    pub(crate) seen: Seen,
    /// Figures of the method.
    pub(crate) detail: String,
}

impl Look {
    /// Nothing was seen, or the planted leak was.
    pub(crate) fn is_as_it_should_be(&self) -> bool {
        match self.seen {
            Seen::Nothing => !self.planted,
            Seen::Leak => self.planted,
            Seen::NotRun(_) => false,
        }
    }
}

/// Everything that was looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    /// Where.
    pub(crate) environment: Environment,
    /// Looks.
    pub(crate) looks: Vec<Look>,
}

/// What is to be looked at.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The methods.
    pub(crate) methods: Vec<Method>,
    /// The algorithms.
    pub(crate) algorithms: Vec<String>,
    /// The implementations.
    pub(crate) implementations: Vec<String>,
    /// Samples of the statistics of decapsulation; signing takes fewer, being slower.
    pub(crate) samples: usize,
    /// A program that can mark secrets, if one is there already.
    pub(crate) tracked: Option<PathBuf>,
    /// The sources from which one is built otherwise.
    pub(crate) source: PathBuf,
}

/// Looks.
///
/// # Errors
/// An implementation failed to answer.
pub(crate) fn look(wanted: &Wanted, progress: &mut dyn FnMut(&str)) -> Result<Evidence> {
    let mut looks = Vec::new();
    for method in &wanted.methods {
        match method {
            Method::Dudect => looks.extend(dudect(wanted, progress)?),
            Method::Memcheck => looks.extend(memcheck::look(wanted, progress)),
            Method::Disassembly => looks.extend(disassembly::look(progress)),
        }
    }
    Ok(Evidence { environment: Environment::here(), looks })
}

fn dudect(wanted: &Wanted, progress: &mut dyn FnMut(&str)) -> Result<Vec<Look>> {
    let mut looks = Vec::new();
    for algorithm in &wanted.algorithms {
        progress(&format!("timing of {algorithm} with a planted leak"));
        let mut planted = planted::Slow::new();
        let leak = timing::leakage(algorithm, &mut planted, samples(algorithm, wanted.samples))?;
        looks.push(from_statistics(leak, true));
        // The reference says of itself that it is not constant time.
        for name in wanted.implementations.iter().filter(|name| *name != "reference") {
            progress(&format!("timing of {algorithm} by {name}"));
            let mut by = by_name(name)?;
            let samples = samples(algorithm, wanted.samples);
            match timing::leakage(algorithm, by.as_mut(), samples) {
                Ok(leak) => looks.push(from_statistics(leak, false)),
                // What an implementation cannot do is no leak, and is said with the vectors.
                Err(error) => progress(&format!("{algorithm} by {name}: {error:#}")),
            }
        }
    }
    Ok(looks)
}

/// Signing takes ten times as long as decapsulation, and the hash-based signatures a thousand times;
/// in fewer than these samples the planted leak of the latter is not seen.
fn samples(algorithm: &str, most: usize) -> usize {
    let (part, least) = match algorithm {
        kem if kem.starts_with("ML-KEM") => (1, 200),
        dsa if dsa.starts_with("ML-DSA") => (10, 200),
        _ => (1000, 2000),
    };
    (most / part).max(least)
}

fn from_statistics(leak: timing::Leakage, planted: bool) -> Look {
    Look {
        method: Method::Dudect,
        subject: leak.algorithm,
        operation: leak.classes,
        implementation: leak.implementation,
        planted,
        seen: if leak.t.abs() > THRESHOLD { Seen::Leak } else { Seen::Nothing },
        detail: format!("t = {:.2}, {} samples", leak.t, leak.samples),
    }
}
