//! The whole evaluation in a folder: vectors, mutants, measurements, evidence for constant time.
//!
//! Each part is kept when it is finished; asked again with the same flags, the same program goes on
//! behind it.

use crate::bench::{self, Bench};
use crate::ct::{self, Evidence, Look, Wanted};
use crate::mutants::{self, Hunted};
use crate::run::SuiteResult;
use crate::suite::{self, OWN, WYCHEPROOF};
use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Everything that was found.
pub(crate) struct Evaluation {
    /// The date, as the caller states it.
    pub(crate) date: String,
    /// The command that makes this report again.
    pub(crate) command: String,
    /// SHA-256 of the program.
    pub(crate) program: String,
    /// Vectors.
    pub(crate) results: Vec<SuiteResult>,
    /// Mutants.
    pub(crate) hunted: Vec<Hunted>,
    /// Speed and sizes.
    pub(crate) bench: Bench,
    /// Timing that depends on secrets.
    pub(crate) evidence: Evidence,
}

impl Evaluation {
    /// Nothing failed, no mutant survived, and constant time was looked at as far as asked.
    pub(crate) fn is_clean(&self) -> bool {
        self.results.iter().all(SuiteResult::is_clean)
            && self.hunted.iter().all(|mutant| mutant.killed_by.is_some())
            && self.evidence.looks.iter().all(Look::is_as_it_should_be)
    }
}

/// What is to be done.
pub(crate) struct Plan {
    /// Vectors.
    pub(crate) paths: Vec<PathBuf>,
    /// Algorithms, implementations, and how to look at constant time.
    pub(crate) wanted: Wanted,
    /// For each timed operation.
    pub(crate) budget: Duration,
    /// The date that the report states.
    pub(crate) date: String,
    /// Where everything is kept.
    pub(crate) folder: PathBuf,
}

/// A part with what it belongs to.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    key: String,
    value: T,
}

impl Plan {
    /// Does everything that is not kept yet.
    ///
    /// # Errors
    /// Something cannot be read, written or run.
    pub(crate) fn carry_out(&self, progress: &mut dyn FnMut(&str)) -> Result<Evaluation> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make {}", self.folder.display()))?;
        let program = digest_of_this_program()?;
        let key = format!("{program} {:?} {:?}", self.wanted, self.budget);
        progress("1 of 4: vectors");
        let results = self.vectors(&program)?;
        progress("2 of 4: mutants");
        let hunted = self.part("mutants", &program, || {
            let mut suites = suite::discover(Path::new(OWN))?.0;
            suites.extend(suite::discover(Path::new(WYCHEPROOF))?.0);
            mutants::hunt(&suites)
        })?;
        progress("3 of 4: speed and sizes");
        let Wanted { algorithms, implementations, .. } = &self.wanted;
        let bench = self.part("bench", &key, || {
            bench::measure(algorithms, implementations, self.budget, progress)
        })?;
        progress("4 of 4: constant time");
        let evidence = self.part("ct", &key, || ct::look(&self.wanted, progress))?;
        let date = self.date.clone();
        Ok(Evaluation { date, command: command(), program, results, hunted, bench, evidence })
    }

    fn vectors(&self, program: &str) -> Result<Vec<SuiteResult>> {
        let mut implementations = crate::by_names(&self.wanted.implementations)?;
        let name = format!("vectors-{}.jsonl", program.get(..8).unwrap_or_default());
        crate::all_vectors(&self.paths, &mut implementations, Some(&self.folder.join(name)))
    }

    /// The part of this name, from the folder or made now.
    fn part<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        key: &str,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let path = self.folder.join(format!("{name}.json"));
        // What cannot be read is made anew.
        let kept = fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok());
        if let Some(Kept { key: of, value }) = kept
            && of == key
        {
            return Ok(value);
        }
        let kept = Kept { key: key.to_owned(), value: make()? };
        fs::write(&path, serde_json::to_vec_pretty(&kept)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(kept.value)
    }
}

fn digest_of_this_program() -> Result<String> {
    let program = fs::read(std::env::current_exe()?).context("cannot read this program")?;
    Ok(data_encoding::HEXLOWER.encode(&Sha256::digest(&program)))
}

/// The words that started this, the program by its name alone: where it lay is nobody's business.
fn command() -> String {
    let words = std::env::args().skip(1).map(|word| match word.contains(' ') {
        true => format!("\"{word}\""),
        false => word,
    });
    std::iter::once("futae-eval".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}
