//! What is wrong with a ledger, and where: file, sheet, row, column.

use aratame_policy::verdict::Text;
use std::fmt;
use std::sync::Arc;

/// A place in a ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// The line of a text, or the row of a sheet, from 1.
    pub row: Option<u32>,
    /// The column: its heading, or its letter in a sheet.
    pub column: Option<Arc<str>>,
}

impl Place {
    /// The whole file.
    #[must_use]
    pub fn file(name: &str) -> Self {
        Self { file: name.into(), ..Self::default() }
    }

    /// The same place, at a row.
    #[must_use]
    pub fn at_row(&self, row: u32) -> Self {
        Self { row: Some(row), ..self.clone() }
    }

    /// The same place, at a column.
    #[must_use]
    pub fn at_column(&self, column: &str) -> Self {
        Self { column: Some(column.into()), ..self.clone() }
    }

    /// `台帳.xlsx[Sheet1]:5 (機密性)`.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, "[{sheet}]")?;
        }
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        match &self.column {
            Some(column) => write!(f, " ({column})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

/// One thing that is wrong with a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerError {
    /// Where.
    pub place: Place,
    /// What, and what to do.
    pub message: Text,
}

impl LedgerError {
    /// An error at a place, in both languages.
    #[must_use]
    pub fn new(place: Place, en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { place, message: Text { en: en.into(), ja: ja.into() } }
    }
}

/// English; the Japanese text stands in `message`.
impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message.en)
    }
}

impl std::error::Error for LedgerError {}

/// Everything that is wrong with a ledger, so that it is corrected in one go. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerErrors(pub Vec<LedgerError>);

impl LedgerErrors {
    /// The errors as lines of Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        let lines = self.0.iter().map(|each| format!("{}：{}", each.place, each.message.ja));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for LedgerErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LedgerErrors {}

impl From<LedgerError> for LedgerErrors {
    fn from(error: LedgerError) -> Self {
        Self(vec![error])
    }
}
