//! The operations that `futae-eval bench` times, for benches elsewhere.

use crate::implementation::{self, Implementation};
use crate::operation::{Answer, Operation};
use crate::timing::Inputs;
use anyhow::{Result, ensure};
use std::fmt;

/// One operation by one implementation, with its inputs.
pub struct Case {
    /// The algorithm with its parameter set.
    pub algorithm: String,
    /// `keyGen`, `encapsulate`, `decapsulate`, `sign` or `verify`.
    pub operation: &'static str,
    /// The implementation's name.
    pub implementation: String,
    inputs: Vec<Operation>,
    by: Box<dyn Implementation>,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.algorithm, self.operation, self.implementation)
    }
}

/// Inputs that a case goes through in turns.
const INPUTS: usize = 64;

impl Case {
    /// Carries out the operation on the input of this number.
    ///
    /// # Errors
    /// The implementation failed.
    pub fn run(&mut self, number: usize) -> Result<()> {
        let operation = &self.inputs[number % self.inputs.len()];
        let answer = self.by.perform(&self.algorithm, operation)?;
        ensure!(!matches!(answer, Answer::Unsupported(_)), "not supported");
        Ok(())
    }
}

/// The cases of an algorithm by every implementation of this build that has them, in the order in
/// which they are compared.
///
/// # Errors
/// The first implementation cannot make the inputs.
pub fn cases(algorithm: &str) -> Result<Vec<Case>> {
    let inputs = Inputs::new(algorithm, implementation::by_name("futae")?.as_mut())?;
    let mut cases = Vec::new();
    for operation in inputs.operations(algorithm) {
        let operations: Vec<Operation> = (0..INPUTS).map(&operation).collect();
        for name in implementation::names() {
            let mut by = implementation::by_name(&name)?;
            let Some(first) = operations.first() else { continue };
            if matches!(by.perform(algorithm, first)?, Answer::Unsupported(_)) {
                continue;
            }
            cases.push(Case {
                algorithm: algorithm.to_owned(),
                operation: first.name(),
                implementation: name,
                inputs: operations.clone(),
                by,
            });
        }
    }
    Ok(cases)
}
