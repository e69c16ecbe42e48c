//! Results of files that are done, so that an interrupted run goes on.

use crate::run::SuiteResult;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

/// Results by implementation, suite and digest, and the file that keeps them.
#[derive(Debug, Default)]
pub(crate) struct Store {
    file: Option<File>,
    done: BTreeMap<(String, String, String), SuiteResult>,
}

impl Store {
    /// Reads what is kept there; nothing is kept without a path.
    ///
    /// # Errors
    /// The file cannot be used.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let context = || format!("cannot use {}", path.display());
        let file = OpenOptions::new().read(true).append(true).create(true).open(path);
        let file = file.with_context(context)?;
        let mut done = BTreeMap::new();
        for (number, line) in BufReader::new(&file).lines().enumerate() {
            let line = line.with_context(context)?;
            // The last line of an interrupted run may be cut.
            let Ok(result) = serde_json::from_str::<SuiteResult>(&line) else {
                eprintln!("{}: line {} is no result and is left out", path.display(), number + 1);
                continue;
            };
            let key = (result.implementation.clone(), result.suite.clone(), result.sha256.clone());
            done.insert(key, result);
        }
        Ok(Self { file: Some(file), done })
    }

    /// The results of a file by all these implementations.
    pub(crate) fn done(
        &self,
        suite: &str,
        sha256: &str,
        names: &[String],
    ) -> Option<Vec<SuiteResult>> {
        let key = |name: &String| (name.clone(), suite.to_owned(), sha256.to_owned());
        names.iter().map(|name| self.done.get(&key(name)).cloned()).collect()
    }

    /// Keeps results.
    ///
    /// # Errors
    /// They cannot be written.
    pub(crate) fn keep(&mut self, results: &[SuiteResult]) -> Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        for result in results {
            let line = serde_json::to_string(result)? + "\n";
            if file.write_all(line.as_bytes()).is_err() {
                bail!("cannot keep results");
            }
        }
        Ok(())
    }
}
