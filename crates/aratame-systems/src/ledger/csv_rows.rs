//! Rows of a ledger in CSV, with commas or tabs.

use super::text::decode;
use super::{Headings, MAX_ROWS_ABOVE, MAX_SYSTEMS, Rows, doubled, no_headings, too_many};
use crate::error::{LedgerError, LedgerErrors, Place};
use csv::StringRecord;

/// Columns that are read: more than any ledger has.
const MAX_COLUMNS: usize = 512;

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Rows, LedgerErrors> {
    let text = decode(file, bytes)?;
    let place = Place::file(file);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut headings: Option<Headings> = None;
    let mut rows = Rows::default();
    for (above, record) in reader.records().enumerate() {
        let record = record.map_err(|error| malformed(&place, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let place = place.at_row(u32::try_from(line).unwrap_or(u32::MAX));
        match &headings {
            Some(headings) => rows.rows.push(headings.row(&place, cells(&record))),
            None if above >= MAX_ROWS_ABOVE => break,
            None => {
                headings = Headings::of(&cells(&record));
                if let Some(headings) = &headings {
                    doubled(&place, headings)?;
                    rows.ignored = headings.ignored();
                }
            }
        }
        if rows.rows.len() > MAX_SYSTEMS {
            return Err(too_many(place));
        }
    }
    if headings.is_none() { Err(no_headings(place)) } else { Ok(rows) }
}

/// A tab when the first lines have more of them than commas: what Excel calls Unicode text.
fn delimiter(text: &str) -> u8 {
    let first: Vec<&str> = text.lines().take(MAX_ROWS_ABOVE).collect();
    let count = |c: char| first.iter().map(|line| line.matches(c).count()).sum::<usize>();
    if count('\t') > count(',') { b'\t' } else { b',' }
}

fn cells(record: &StringRecord) -> Vec<String> {
    record.iter().take(MAX_COLUMNS).map(str::to_owned).collect()
}

fn malformed(place: &Place, error: &csv::Error) -> LedgerErrors {
    let line = error.position().map_or(0, csv::Position::line);
    LedgerError::new(
        place.at_row(u32::try_from(line).unwrap_or(u32::MAX)),
        format!("no CSV: {error}"),
        "CSVとして読み取れません",
    )
    .into()
}
