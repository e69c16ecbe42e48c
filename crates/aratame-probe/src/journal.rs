//! The journal of a run: one line of JSON an endpoint that is done, so that an interrupted run
//! goes on where it stopped.
//!
//! A line that was cut by the interruption is dropped, and its endpoint is probed again.

use crate::run::{Report, Seen};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Longest line: a report with its certificates, of which each connection gives 1 MiB at most.
const MAX_LINE: u64 = 64 << 20;

/// Why a journal cannot be used.
#[derive(Debug)]
pub enum JournalError {
    /// It cannot be read or written.
    Io(io::Error),
    /// A whole line of it is no report: it is another file.
    Line(usize),
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Line(line) => {
                write!(f, "line {line} is no report of a probe: is it another file?")
            }
        }
    }
}

impl std::error::Error for JournalError {}

impl From<io::Error> for JournalError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The journal of a run, open for more.
#[derive(Debug)]
pub struct Journal {
    file: File,
    done: BTreeMap<String, Report>,
}

impl Journal {
    /// Opens a journal, or begins a new one.
    ///
    /// # Errors
    /// When it cannot be read or written, or is another file.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).truncate(false).open(path)?;
        let (mut done, mut whole) = (BTreeMap::new(), 0);
        let mut reader = BufReader::new(&file);
        for number in 1.. {
            let mut line = Vec::new();
            let count = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                break;
            }
            let report = serde_json::from_slice::<Report>(&line);
            let report = report.map_err(|_| JournalError::Line(number))?;
            whole += count as u64;
            if report.is_done() {
                done.insert(report.endpoint.clone(), report);
            }
        }
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file, done })
    }

    /// The report of an endpoint that is done.
    #[must_use]
    pub fn done(&self, endpoint: &str) -> Option<&Report> {
        self.done.get(endpoint)
    }

    /// Enters a report, so that it outlives the run.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn enter(&mut self, report: &Report) -> io::Result<()> {
        if matches!(report.seen, Seen::Nothing) {
            return Ok(());
        }
        let mut line = serde_json::to_vec(report)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ssh::SshReport;

    #[test]
    fn what_is_done_is_found_again_and_a_cut_line_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let report = Report {
            endpoint: "ssh://a:22".to_owned(),
            seen: Seen::Ssh(SshReport::default()),
            trouble: None,
        };
        Journal::open(&path).unwrap().enter(&report).unwrap();
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"end").unwrap();
        let journal = Journal::open(&path).unwrap();
        assert_eq!(journal.done("ssh://a:22"), Some(&report));
        assert!(journal.done("ssh://b:22").is_none());
        assert!(std::fs::read_to_string(&path).unwrap().ends_with('\n'));
        std::fs::write(&path, "hello\n").unwrap();
        assert!(matches!(Journal::open(&path), Err(JournalError::Line(1))));
    }
}
