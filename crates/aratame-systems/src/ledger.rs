//! A ledger as a whole: from the bytes of a file to systems, with everything that is wrong in it.

mod csv_rows;
mod text;
mod toml_rows;
mod xlsx_rows;

use crate::column::Column;
use crate::error::{LedgerError, LedgerErrors, Place};
use crate::field;
use crate::system::{System, SystemId};
use aratame_policy::verdict::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Largest ledger that is read. A ledger of ten thousand systems has a few megabytes.
pub const MAX_BYTES: usize = 32 << 20;

/// Most systems of one ledger: more than any government has.
pub const MAX_SYSTEMS: usize = 100_000;

/// Errors that are reported of one ledger before the reading stops.
const MAX_ERRORS: usize = 50;

/// A ledger of systems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The file, as it was named.
    pub file: String,
    /// The systems, in the order of the file.
    pub systems: Vec<System>,
    /// Columns and sheets that were not read, as they are called.
    pub ignored: Vec<String>,
}

impl Ledger {
    /// The system with this id.
    #[must_use]
    pub fn system(&self, id: &str) -> Option<&System> {
        self.systems.iter().find(|system| &*system.id == id)
    }
}

/// Reads a ledger: a workbook (XLSX) by its content, TOML by the file's name, and otherwise CSV in
/// UTF-8, UTF-16 or Shift_JIS.
///
/// # Errors
///
/// Everything that is wrong with it, each with file, row and column.
pub fn read(file: &str, bytes: &[u8]) -> Result<Ledger, LedgerErrors> {
    if bytes.len() > MAX_BYTES {
        let place = Place::file(file);
        return Err(LedgerError::new(
            place,
            format!("longer than {MAX_BYTES} bytes: this is no ledger"),
            format!("{MAX_BYTES}バイトを超えるため台帳として読み込めません"),
        )
        .into());
    }
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        xlsx_rows::read(file, bytes)?
    } else if file.to_ascii_lowercase().ends_with(".toml") {
        toml_rows::read(file, bytes)?
    } else {
        csv_rows::read(file, bytes)?
    };
    build(file, rows)
}

/// The rows of a ledger, whatever its format.
#[derive(Debug, Default)]
struct Rows {
    rows: Vec<Row>,
    ignored: Vec<String>,
}

/// One system's fields, each with its place.
#[derive(Debug)]
struct Row {
    place: Place,
    fields: BTreeMap<Column, (Place, String)>,
}

impl Row {
    fn is_empty(&self) -> bool {
        self.fields.values().all(|(_, text)| text.trim().is_empty())
    }
}

fn build(file: &str, rows: Rows) -> Result<Ledger, LedgerErrors> {
    let mut errors = Vec::new();
    let mut systems: Vec<System> = Vec::new();
    let mut known: BTreeMap<SystemId, Place> = BTreeMap::new();
    for row in rows.rows.iter().filter(|row| !row.is_empty()) {
        let Some(system) = system(row, &mut errors) else { continue };
        if let Some(first) = known.get(&system.id) {
            errors.push(twice(&system, first));
        }
        known.insert(system.id.clone(), system.place.clone());
        systems.push(system);
        if errors.len() >= MAX_ERRORS {
            break;
        }
    }
    if systems.is_empty() && errors.is_empty() {
        errors.push(LedgerError::new(
            Place::file(file),
            "there is no system in it",
            "情報システムの行がありません",
        ));
    }
    if errors.is_empty() {
        Ok(Ledger { file: file.to_owned(), systems, ignored: rows.ignored })
    } else {
        Err(LedgerErrors(errors))
    }
}

fn twice(system: &System, first: &Place) -> LedgerError {
    let row = first.row.unwrap_or_default();
    LedgerError::new(
        system.place.clone(),
        format!("the system '{}' stands twice, first in row {row}: give each an id", system.id),
        format!("情報システム「{}」が重複しています（{row}行目）。IDで区別してください", system.id),
    )
}

/// The fields of a row on their way to values.
struct Reader<'r> {
    row: &'r Row,
    errors: &'r mut Vec<LedgerError>,
}

impl Reader<'_> {
    /// The value of a column; `None` when nothing is known, or when it is wrong, which is an error.
    fn value<T>(
        &mut self,
        column: Column,
        read: impl FnOnce(&str) -> Result<T, Text>,
    ) -> Option<T> {
        let (place, text) = self.row.fields.get(&column)?;
        if field::is_unknown(text) {
            return None;
        }
        match read(text) {
            Ok(value) => Some(value),
            Err(message) => {
                let shown: String = text.chars().take(40).filter(|c| !c.is_control()).collect();
                self.errors.push(LedgerError::new(
                    place.clone(),
                    format!("'{shown}': {}", message.en),
                    format!("「{shown}」は{}", message.ja),
                ));
                None
            }
        }
    }

    fn text(&mut self, column: Column) -> Option<String> {
        self.value(column, field::text)
    }

    fn list(&mut self, column: Column) -> Vec<String> {
        self.value(column, field::list).unwrap_or_default()
    }
}

fn system(row: &Row, errors: &mut Vec<LedgerError>) -> Option<System> {
    let mut of = Reader { row, errors };
    let (id, name) = (of.text(Column::Id), of.text(Column::Name));
    let Some(any) = name.clone().or_else(|| id.clone()) else {
        errors.push(LedgerError::new(
            row.place.clone(),
            "neither name nor id of the system",
            "情報システム名もIDもありません",
        ));
        return None;
    };
    Some(System {
        id: id.unwrap_or_else(|| any.clone()).into(),
        name: any,
        organisation: of.text(Column::Organisation),
        owner: of.text(Column::Owner),
        confidentiality: of.value(Column::Confidentiality, field::confidentiality),
        protection: of.value(Column::Protection, field::period),
        trust: of.value(Column::Trust, field::period),
        renewal: of.value(Column::Renewal, field::fiscal_year),
        vendor: of.text(Column::Vendor),
        exposure: of.value(Column::Exposure, field::exposure),
        responsibility: of.value(Column::Responsibility, field::responsibility),
        migration_years: of.value(Column::MigrationYears, field::years),
        hosts: of.list(Column::Hosts),
        paths: of.list(Column::Paths),
        note: of.text(Column::Note),
        place: row.place.clone(),
    })
}

/// The columns of a table by its headings; `None` when this is no row of headings.
#[derive(Debug)]
struct Headings {
    columns: Vec<Option<Column>>,
    names: Vec<String>,
}

impl Headings {
    /// A row is one of headings when it names the system and something else of it.
    fn of(cells: &[String]) -> Option<Self> {
        let columns: Vec<_> = cells.iter().map(|cell| Column::of_heading(cell)).collect();
        let known: BTreeSet<Column> = columns.iter().flatten().copied().collect();
        let names = known.contains(&Column::Name) || known.contains(&Column::Id);
        (names && known.len() >= 2)
            .then(|| Self { columns, names: cells.iter().map(|cell| shown(cell)).collect() })
    }

    /// A heading that means the same as another one.
    fn doubled(&self) -> Option<(&str, Column)> {
        let mut seen = BTreeSet::new();
        let named = self.columns.iter().zip(&self.names);
        named
            .filter_map(|(column, name)| Some(((*column)?, name)))
            .find(|(column, _)| !seen.insert(*column))
            .map(|(column, name)| (name.as_str(), column))
    }

    /// Headings that no column has.
    fn ignored(&self) -> Vec<String> {
        let unknown = self.columns.iter().zip(&self.names).filter(|(column, _)| column.is_none());
        unknown.map(|(_, name)| name.clone()).filter(|name| !name.is_empty()).collect()
    }

    /// The fields of a row under these headings.
    fn row(&self, place: &Place, cells: Vec<String>) -> Row {
        let mut fields = BTreeMap::new();
        for ((column, name), cell) in self.columns.iter().zip(&self.names).zip(cells) {
            if let Some(column) = column {
                fields.insert(*column, (place.at_column(name), cell));
            }
        }
        Row { place: place.clone(), fields }
    }
}

/// A heading as it is shown: one line, at most 64 characters.
fn shown(heading: &str) -> String {
    let clean = heading.trim().chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.take(64).collect()
}

/// Rows above the headings: titles, dates, remarks.
const MAX_ROWS_ABOVE: usize = 30;

fn no_headings(place: Place) -> LedgerErrors {
    LedgerError::new(
        place,
        format!(
            "no row of headings in the first {MAX_ROWS_ABOVE} rows: one column must be called \
             'name' (情報システム名) or 'id', and another one known"
        ),
        format!(
            "先頭{MAX_ROWS_ABOVE}行に見出し行がありません。「情報システム名」又は「情報システムID」と、\
             ほかに一つ以上の既知の見出しが必要です"
        ),
    )
    .into()
}

fn doubled(place: &Place, headings: &Headings) -> Result<(), LedgerErrors> {
    match headings.doubled() {
        None => Ok(()),
        Some((name, column)) => Err(LedgerError::new(
            place.at_column(name),
            format!("a second column of '{}'", column.en()),
            format!("「{}」の列が重複しています", column.ja()),
        )
        .into()),
    }
}

fn too_many(place: Place) -> LedgerErrors {
    LedgerError::new(
        place,
        format!("more than {MAX_SYSTEMS} rows"),
        format!("{MAX_SYSTEMS}行を超えています"),
    )
    .into()
}
