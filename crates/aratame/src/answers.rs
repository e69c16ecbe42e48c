//! Workbooks that people filled in: from files' names to what [`aratame_report::Answers`] reads.

use crate::messages;
use anyhow::{Context, Result, anyhow, bail};
use aratame_report::{Answers, Lang, Remark, printable};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest workbook that is read back. Ours of 100 000 assets has some 20 MB.
const WORKBOOK: u64 = 256 << 20;

/// What people filled in, and everything that could not be taken over.
pub(crate) struct Filled {
    /// The answers.
    pub answers: Answers,
    remarks: Vec<(String, Remark)>,
    files: String,
}

impl Filled {
    /// Reads the workbooks. Of a row that stands in several, the first holds.
    pub(crate) fn read(paths: &[PathBuf]) -> Result<Self> {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let mut filled =
            Self { answers: Answers::default(), remarks: Vec::new(), files: names.join(", ") };
        for (path, name) in paths.iter().zip(names) {
            let (answers, mut remarks) =
                Answers::from_xlsx(&bytes(path)?).map_err(|error| anyhow!("{name}: {error}"))?;
            remarks.extend(filled.answers.join(answers));
            filled.remarks.extend(remarks.into_iter().map(|each| (name.clone(), each)));
        }
        Ok(filled)
    }

    /// Adds what turned out later.
    pub(crate) fn refuse(&mut self, remarks: Vec<Remark>) {
        let files = self.files.clone();
        self.remarks.extend(remarks.into_iter().map(|each| (files.clone(), each)));
    }

    /// Tells what was taken over and what was not; whether everything was.
    pub(crate) fn tell(&self, lang: Lang) -> bool {
        if self.files.is_empty() {
            return true;
        }
        let lines = self.remarks.iter().map(|(name, remark)| {
            let sheet = printable(&remark.sheet).into_owned();
            lang.pick(
                format!("{name}: sheet {sheet}, row {}: {}", remark.row, remark.en),
                format!("{name}：シート「{sheet}」{}行目：{}", remark.row, remark.ja),
            )
        });
        messages::lines(lines, lang);
        let (files, taken, left) = (&self.files, self.answers.len(), self.remarks.len());
        messages::note(&lang.pick(
            format!("{files}: rows with answers {taken}, not taken over {left}"),
            format!("{files}：記入のある行{taken}件、取り込めなかったもの{left}件"),
        ));
        self.remarks.is_empty()
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let name = path.display();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(WORKBOOK + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > WORKBOOK {
        bail!("{name} is longer than {WORKBOOK} bytes: this is no workbook of a report");
    }
    Ok(bytes)
}
