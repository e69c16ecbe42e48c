//! The principal table of a report, for spreadsheets: UTF-8 with a byte-order mark, CRLF, and no
//! cell that a spreadsheet would take for a formula.

use crate::csv_rows::guard;
use crate::paper::{Block, Paper, Table};
use crate::report::Report;
use std::io::{self, Write};

/// Writes the table.
pub(crate) fn write(paper: &Paper<'_>, _: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let table = principal(paper)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "this kind has no table"))?;
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(table.columns.iter().map(|column| guard(&column.title)))?;
    for row in table.rows.range(0..table.rows.len()) {
        rows.write_record(row.iter().map(|cell| guard(&cell.text())))?;
    }
    rows.flush()
}

fn principal<'p>(paper: &'p Paper<'_>) -> Option<&'p Table<'p>> {
    paper.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.shown.in_csv() => Some(table),
        _ => None,
    })
}
