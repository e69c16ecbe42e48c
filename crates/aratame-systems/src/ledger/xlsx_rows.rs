//! Rows of a ledger in a workbook of Excel: the first sheet that has a row of headings.
//!
//! A workbook is compressed and sparse: a few kilobytes may claim gigabytes. What it unpacks to is
//! counted before anything reads it, and cells are taken one by one, never as a whole range.

use super::{Headings, MAX_ROWS_ABOVE, MAX_SYSTEMS, Row, Rows, doubled, no_headings, too_many};
use crate::error::{LedgerError, LedgerErrors, Place};
use calamine::{DataRef, Reader as _, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

/// What a workbook may unpack to: a ledger of ten thousand systems has some twenty megabytes.
const MAX_UNPACKED: u64 = 64 << 20;

/// Parts of a workbook: a few for each sheet.
const MAX_PARTS: usize = 4096;

/// Columns that are read.
const MAX_COLUMNS: u32 = 512;

/// The letters and the digits of the last cell's name, `XFD1048576`.
const CELL_NAME: (usize, usize) = (3, 7);

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Rows, LedgerErrors> {
    let place = Place::file(file);
    measure(&place, bytes, MAX_UNPACKED)?;
    // What the reader of workbooks did not foresee is a fault of this file and no end of the run.
    std::panic::catch_unwind(|| sheets(&place, bytes))
        .unwrap_or_else(|_| Err(malformed(&place, &"its reader failed").into()))
}

fn sheets(place: &Place, bytes: &[u8]) -> Result<Rows, LedgerErrors> {
    let broken = |error: &dyn std::fmt::Display| LedgerErrors::from(malformed(place, error));
    let mut workbook: Workbook<'_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let mut found = None;
    let mut ignored = Vec::new();
    for name in workbook.sheet_names() {
        let place = Place { sheet: Some(name.as_str().into()), ..place.clone() };
        if found.is_some() {
            ignored.push(format!("[{name}]"));
            continue;
        }
        match sheet(&mut workbook, &name, &place)? {
            Some(rows) => found = Some(rows),
            None => ignored.push(format!("[{name}]")),
        }
    }
    let mut rows = found.ok_or_else(|| no_headings(place.clone()))?;
    rows.ignored.extend(ignored);
    Ok(rows)
}

/// Fails when the workbook unpacks to more than a ledger has.
fn measure(place: &Place, bytes: &[u8], limit: u64) -> Result<(), LedgerErrors> {
    let broken = |error: &dyn std::fmt::Display| LedgerErrors::from(malformed(place, error));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(broken(&format!("more than {MAX_PARTS} parts")));
    }
    let mut left = limit;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        let mut unpacked = Vec::new();
        part.take(left + 1).read_to_end(&mut unpacked).map_err(|error| broken(&error))?;
        if has_impossible_names(&unpacked) {
            return Err(broken(&"a cell lies outside of every sheet"));
        }
        left = left.checked_sub(unpacked.len() as u64).ok_or_else(|| {
            broken(&format!("unpacks to more than {limit} bytes: this is no ledger"))
        })?;
    }
    Ok(())
}

/// Whether an attribute `r` or `ref` names a cell that no sheet has: the reader of workbooks counts
/// letters and digits without a limit.
fn has_impossible_names(part: &[u8]) -> bool {
    let mut equals = part.iter().enumerate().filter(|(_, byte)| **byte == b'=');
    equals.any(|(at, _)| {
        let before = part.get(..at).unwrap_or_default().trim_ascii_end();
        let is_name = |name: &[u8]| {
            let rest = before.strip_suffix(name);
            rest.and_then(<[u8]>::last).is_some_and(u8::is_ascii_whitespace)
        };
        (is_name(b"r") || is_name(b"ref"))
            && quoted(part.get(at + 1..).unwrap_or_default())
                .split(|byte| *byte == b':')
                .any(is_impossible)
    })
}

fn is_impossible(name: &[u8]) -> bool {
    let letters = name.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    letters > CELL_NAME.0 || name.len() - letters > CELL_NAME.1
}

/// What stands between the quotes at the beginning.
fn quoted(text: &[u8]) -> &[u8] {
    /// Two names of cells with what may stand around them: more is too long anyway.
    const LONGEST: usize = 64;
    let text = text.trim_ascii_start();
    let text = text.get(..text.len().min(LONGEST)).unwrap_or_default();
    let Some((quote @ (b'"' | b'\''), rest)) = text.split_first() else { return &[] };
    rest.split(|byte| byte == quote).next().unwrap_or_default()
}

fn sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    place: &Place,
) -> Result<Option<Rows>, LedgerErrors> {
    let broken = |error: &dyn std::fmt::Display| LedgerErrors::from(malformed(place, error));
    // A sheet of charts has no cells.
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return Ok(None) };
    let mut table = Table { place: place.clone(), headings: None, rows: Rows::default(), above: 0 };
    let mut row: BTreeMap<u32, String> = BTreeMap::new();
    let mut at = None;
    while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
        let (line, column) = cell.get_position();
        if at.is_some_and(|at| at != line) {
            table.take(at, std::mem::take(&mut row))?;
            if table.has_none() {
                return Ok(None);
            }
        }
        at = Some(line);
        if column < MAX_COLUMNS {
            row.insert(column, written(cell.get_value()));
        }
    }
    table.take(at, row)?;
    Ok(table.headings.is_some().then_some(table.rows))
}

/// A sheet on its way to rows.
struct Table {
    place: Place,
    headings: Option<Headings>,
    rows: Rows,
    above: usize,
}

impl Table {
    fn take(&mut self, line: Option<u32>, row: BTreeMap<u32, String>) -> Result<(), LedgerErrors> {
        let Some(line) = line else { return Ok(()) };
        let place = self.place.at_row(line.saturating_add(1));
        let width = row.keys().next_back().map_or(0, |last| last + 1);
        let mut row = row;
        let cells: Vec<String> =
            (0..width).map(|column| row.remove(&column).unwrap_or_default()).collect();
        match &self.headings {
            Some(headings) => {
                let row: Row = headings.row(&place, cells);
                self.rows.rows.push(row);
            }
            None => {
                self.above += 1;
                self.headings = Headings::of(&cells);
                if let Some(headings) = &self.headings {
                    doubled(&place, headings)?;
                    self.rows.ignored = headings.ignored();
                }
            }
        }
        if self.rows.rows.len() > MAX_SYSTEMS { Err(too_many(place)) } else { Ok(()) }
    }

    /// Whether the headings would have come by now.
    fn has_none(&self) -> bool {
        self.headings.is_none() && self.above >= MAX_ROWS_ABOVE
    }
}

/// A cell as its author would write it: whole numbers without a point, dates as dates.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        // Excel shows an error here; it is no value.
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn malformed(place: &Place, error: &dyn std::fmt::Display) -> LedgerError {
    let shown: String = error.to_string().chars().filter(|c| !c.is_control()).take(200).collect();
    LedgerError::new(
        place.clone(),
        format!("this workbook cannot be read: {shown}"),
        format!("ブックを読み取れません：{shown}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn names_of_cells_that_no_sheet_has_are_told() {
        for good in [
            "<c r=\"A1\"/>",
            "<c r = 'XFD1048576' />",
            "<d ref=\"A1:XFD1048576\"/>",
            "<c s=\"aaaaaaaaaaaaa\"/>",
            "<c href=\"http://example.com\"/>",
            "r=",
            "=",
        ] {
            assert!(!has_impossible_names(good.as_bytes()), "{good}");
        }
        for bad in [
            "<row r=\"rksheet\"/>",
            "<c r=\"AAAAAAAAAAA1\"/>",
            "<c\nr =\n'A1111111111'/>",
            "<d ref=\"A1:AAAAAAAAAAAAA1\"/>",
            "<c r=\"AAAAAAAAAAAAAAAAA",
        ] {
            assert!(has_impossible_names(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn what_unpacks_without_end_is_refused_before_it_is_read() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a", "b"] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 1 << 13);
        let place = Place::file("a.xlsx");
        assert_eq!(measure(&place, &bytes, 2 << 20), Ok(()));
        let error = measure(&place, &bytes, (2 << 20) - 1).unwrap_err();
        assert!(error.to_string().contains("unpacks to more than"), "{error}");
    }
}
