//! Vectors in the words of the line protocol: a question and its answer on each line, as
//! `futae-eval generate` writes them.

use crate::operation::{Answer, Question};
use crate::suite::{Case, Each, Expected, Item};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read};

/// Longest line: two keys or signatures in digits, and a message.
const MAX_LINE: u64 = 64 << 20;

/// One line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    /// What is asked.
    #[serde(flatten)]
    pub(crate) question: Question,
    /// What is right.
    pub(crate) answer: Answer,
}

/// Reads a file.
pub(crate) fn read(input: impl Read, each: &mut Each<'_>) -> Result<()> {
    let mut reader = BufReader::new(input);
    let mut text = String::new();
    for number in 1.. {
        text.clear();
        if (&mut reader).take(MAX_LINE).read_line(&mut text).context("not text")? == 0 {
            break;
        }
        if text.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&text)
            .with_context(|| format!("line {number} is no question with its answer"))?;
        let Question { id, algorithm, operation } = line.question;
        let expected = Expected::Exactly(line.answer);
        let case = Case { id: format!("line {id}"), algorithm, operation, expected };
        each(Item::Case(Box::new(case)))?;
    }
    Ok(())
}
