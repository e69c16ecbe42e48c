//! Running suites by implementations: every case is asked, counted, and a failure explained.

use crate::implementation::Implementation;
use crate::operation::Answer;
use crate::suite::{self, Case, Expected, Item, SuiteFile};
use crate::suites::cctv::Accumulated;
use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Failures that are described; beyond that they are counted.
const DESCRIBED: usize = 100;

/// What became of the cases of one file by one implementation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SuiteResult {
    /// Which implementation.
    pub(crate) implementation: String,
    /// Which file.
    pub(crate) suite: String,
    /// SHA-256 of the unpacked file.
    pub(crate) sha256: String,
    /// The file's format.
    pub(crate) format: String,
    /// By algorithm and operation.
    pub(crate) counts: BTreeMap<String, BTreeMap<String, Count>>,
    /// Cases that were not asked, by reason.
    pub(crate) skipped: BTreeMap<String, u64>,
    /// What an implementation has no way to do, by its words.
    pub(crate) unsupported: BTreeMap<String, u64>,
    /// The first failures.
    pub(crate) failures: Vec<Failure>,
    /// Why the file could not be read to its end.
    pub(crate) error: Option<String>,
}

/// Numbers of cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    /// Answered right.
    pub(crate) passed: u64,
    /// Answered wrong, or not at all.
    pub(crate) failed: u64,
    /// The implementation cannot do it.
    pub(crate) unsupported: u64,
}

/// A case that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// Its number in the file.
    pub(crate) id: String,
    /// The algorithm with its parameter set.
    pub(crate) algorithm: String,
    /// The operation.
    pub(crate) operation: String,
    /// What was expected and what came.
    pub(crate) why: String,
}

impl SuiteResult {
    /// The sum over algorithms and operations.
    pub(crate) fn total(&self) -> Count {
        let mut total = Count::default();
        for count in self.counts.values().flat_map(BTreeMap::values) {
            total.passed += count.passed;
            total.failed += count.failed;
            total.unsupported += count.unsupported;
        }
        total
    }

    /// Cases that were not asked.
    pub(crate) fn skips(&self) -> u64 {
        self.skipped.values().sum()
    }

    /// Whether nothing failed and the file was read to its end.
    pub(crate) fn is_clean(&self) -> bool {
        self.total().failed == 0 && self.error.is_none()
    }

    fn take(&mut self, id: &str, algorithm: &str, operation: &str, verdict: Verdict) {
        let counts = self.counts.entry(algorithm.to_owned()).or_default();
        let count = counts.entry(operation.to_owned()).or_default();
        match verdict {
            Verdict::Right => count.passed += 1,
            Verdict::Unsupported(reason) => {
                count.unsupported += 1;
                *self.unsupported.entry(reason).or_default() += 1;
            }
            Verdict::Wrong(why) => {
                count.failed += 1;
                if self.failures.len() < DESCRIBED {
                    self.failures.push(Failure {
                        id: id.to_owned(),
                        algorithm: algorithm.to_owned(),
                        operation: operation.to_owned(),
                        why,
                    });
                }
            }
        }
    }

    fn skip(&mut self, cases: u64, reason: String) {
        if cases > 0 {
            *self.skipped.entry(reason).or_default() += cases;
        }
    }
}

/// Runs one file, whose digest is `sha256`, by every implementation; each case is read once.
/// `tick` is called for each.
pub(crate) fn run(
    file: &SuiteFile,
    sha256: &str,
    implementations: &mut [Box<dyn Implementation>],
    tick: &mut dyn FnMut(),
) -> Vec<SuiteResult> {
    let mut results: Vec<SuiteResult> = implementations
        .iter()
        .map(|implementation| SuiteResult {
            implementation: implementation.name(),
            suite: file.name.clone(),
            sha256: sha256.to_owned(),
            format: file.format().to_owned(),
            ..SuiteResult::default()
        })
        .collect();
    let read = suite::read(file, &mut |item| {
        tick();
        for (implementation, result) in implementations.iter_mut().zip(&mut results) {
            match &item {
                Item::Skipped(cases, reason) => result.skip(*cases, reason.clone()),
                Item::Case(case) if case.expected == Expected::Unknown => {
                    result.skip(1, "the file has no answers".to_owned());
                }
                Item::Case(case) => {
                    let verdict = judge(implementation.as_mut(), case);
                    result.take(&case.id, &case.algorithm, case.operation.name(), verdict);
                }
                Item::Accumulated(many) => {
                    let verdict = judge_many(implementation.as_mut(), many);
                    let id = format!("{} tests", many.tests);
                    result.take(&id, &many.algorithm, "accumulated", verdict);
                }
                Item::Malformed(id, algorithm, why) => {
                    let why = format!("malformed case: {why}");
                    result.take(id, algorithm, "read", Verdict::Wrong(why));
                }
            }
        }
        Ok(())
    });
    if let Err(error) = read {
        for result in &mut results {
            result.error = Some(format!("{error:#}"));
        }
    }
    results
}

/// SHA-256 of the unpacked file, in hexadecimal digits.
pub(crate) fn digest(file: &SuiteFile) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut input = file.open()?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => hasher.update(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", file.name));
            }
        }
    }
    Ok(data_encoding::HEXLOWER.encode(&hasher.finalize()))
}

/// What became of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The right answer.
    Right,
    /// A wrong one, or none.
    Wrong(String),
    /// The implementation cannot do it.
    Unsupported(String),
}

/// Asks and compares.
pub(crate) fn judge(implementation: &mut dyn Implementation, case: &Case) -> Verdict {
    match ask(implementation, case) {
        Ok(Answer::Unsupported(reason)) => Verdict::Unsupported(reason),
        Ok(answer) if case.expected.admits(&answer) => Verdict::Right,
        Ok(answer) => Verdict::Wrong(difference(&case.expected, &answer)),
        Err(error) => Verdict::Wrong(format!("{error:#}")),
    }
}

/// Asks many and compares their hash.
fn judge_many(implementation: &mut dyn Implementation, many: &Accumulated) -> Verdict {
    let asked = catch_unwind(AssertUnwindSafe(|| many.ask(implementation)));
    match asked.unwrap_or_else(|_| Err(anyhow!("the implementation panicked"))) {
        Ok(Answer::Unsupported(reason)) => Verdict::Unsupported(reason),
        Ok(Answer::Valid(true)) => Verdict::Right,
        Ok(Answer::Valid(false)) => Verdict::Wrong("another hash over the outputs".to_owned()),
        Ok(answer) => Verdict::Wrong(difference(&Expected::Either, &answer)),
        Err(error) => Verdict::Wrong(format!("{error:#}")),
    }
}

/// Asks; a panic is an error of the implementation.
pub(crate) fn ask(implementation: &mut dyn Implementation, case: &Case) -> Result<Answer> {
    catch_unwind(AssertUnwindSafe(|| implementation.ask(&case.algorithm, &case.operation)))
        .unwrap_or_else(|_| Err(anyhow!("the implementation panicked")))
}

/// What was expected and what came, without a private value.
fn difference(expected: &Expected, answer: &Answer) -> String {
    let came = match answer {
        Answer::Rejected(reason) => format!("rejected ({reason})"),
        Answer::Valid(valid) => format!("valid: {valid}"),
        Answer::Keys { .. } => "other keys".to_owned(),
        Answer::Encapsulated { .. } => "another ciphertext or secret".to_owned(),
        Answer::SharedSecret(_) => "another secret".to_owned(),
        Answer::Signature(_) => "another signature".to_owned(),
        Answer::Sent { .. } => "other messages".to_owned(),
        Answer::Received { .. } => "other plaintexts or exports".to_owned(),
        Answer::Unsupported(reason) => reason.clone(),
    };
    let expected = match expected {
        Expected::Refused => "a refusal",
        Expected::Exactly(Answer::Valid(true)) => "valid",
        Expected::Exactly(Answer::Valid(false)) => "not valid",
        Expected::Exactly(_) => "the value of the file",
        Expected::Either | Expected::Unknown => "any answer",
    };
    format!("expected {expected}, came {came}")
}
