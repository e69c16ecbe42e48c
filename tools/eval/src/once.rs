//! One operation in a process of its own: what counters, stacks and memcheck look at.
//!
//! `futae-eval once` is asked by `futae-eval` itself; what it prints is none of its interface.

use crate::implementation::{Implementation, by_name};
use crate::operation::{Answer, Operation};
use crate::timing::Inputs;
use anyhow::{Context, Result, ensure};
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::thread;

/// Which operation by whom.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Once {
    /// The algorithm with its parameter set
    pub(crate) algorithm: String,
    /// keyGen, encapsulate, decapsulate, sign or verify
    pub(crate) operation: String,
    /// Who carries it out
    #[arg(long = "impl")]
    pub(crate) implementation: String,
    /// How often
    #[arg(long, default_value_t = 1)]
    pub(crate) times: usize,
    /// On a thread with this stack
    #[arg(long)]
    pub(crate) stack: Option<usize>,
}

/// What is asked for when nothing is to be done: the cost of asking.
pub(crate) const NOTHING: &str = "nothing";

/// Stack taken before the operation begins, so that the least size of a thread hides nothing.
const OCCUPIED: usize = 1 << 16;

impl Once {
    /// The command that starts this in another process.
    pub(crate) fn command(&self, program: &std::path::Path) -> Vec<String> {
        let mut words = vec![program.display().to_string(), "once".to_owned()];
        words.extend([self.algorithm.clone(), self.operation.clone()]);
        words.extend(["--impl".to_owned(), self.implementation.clone()]);
        words.extend(["--times".to_owned(), self.times.to_string()]);
        if let Some(stack) = self.stack {
            words.extend(["--stack".to_owned(), stack.to_string()]);
        }
        words
    }

    /// Carries it out.
    ///
    /// # Errors
    /// There is no such operation, or it failed.
    pub(crate) fn run(&self) -> Result<()> {
        let mut implementation = by_name(&self.implementation)?;
        let operations = self.operations()?;
        let Some(stack) = self.stack else {
            return repeat(implementation.as_mut(), &self.algorithm, &operations);
        };
        let (name, algorithm) = (self.implementation.clone(), self.algorithm.clone());
        let thread = thread::Builder::new().stack_size(stack).spawn(move || {
            let occupied = [0_u8; OCCUPIED];
            black_box(&occupied);
            // Starting one takes less than what is occupied.
            let done = by_name(&name)
                .and_then(|mut implementation| {
                    repeat(implementation.as_mut(), &algorithm, &operations)
                })
                .is_ok();
            black_box(&occupied);
            done
        });
        let done = thread.context("no thread")?.join().unwrap_or_default();
        ensure!(done, "the operation failed");
        Ok(())
    }

    fn operations(&self) -> Result<Vec<Operation>> {
        if self.operation == NOTHING {
            return Ok(Vec::new());
        }
        let inputs = Inputs::new(&self.algorithm, by_name("futae")?.as_mut())?;
        let made = inputs.operations(&self.algorithm);
        let wanted = made.iter().find(|make| make(0).name() == self.operation);
        let wanted = wanted.context("no such operation")?;
        Ok((0..self.times).map(wanted).collect())
    }
}

fn repeat(
    implementation: &mut dyn Implementation,
    algorithm: &str,
    operations: &[Operation],
) -> Result<()> {
    for operation in operations {
        let answer = black_box(implementation.perform(algorithm, operation)?);
        ensure!(!matches!(answer, Answer::Unsupported(_)), "not supported");
    }
    Ok(())
}

/// Whether the words are carried out with success; nothing of theirs is shown.
pub(crate) fn succeeds(words: &[String]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    let status = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.is_ok_and(|status| status.success())
}
