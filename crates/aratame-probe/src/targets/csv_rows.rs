//! Targets in CSV: the first line has the names of the fields.

use super::{Field, Row, TargetError};

pub(super) fn read(text: &str) -> Result<Vec<Row>, Vec<TargetError>> {
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut headings: Option<Vec<Field>> = None;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            vec![TargetError::new(number(line), None, "no CSV", "CSVとして読み取れません")]
        })?;
        let line = number(record.position().map_or(0, csv::Position::line));
        match &headings {
            None => headings = Some(read_headings(&record, line)?),
            Some(_) if record.iter().all(|cell| cell.trim().is_empty()) => {}
            Some(headings) => {
                let cells = headings.iter().zip(&record);
                let fields = cells.map(|(field, cell)| (*field, (line, cell.to_owned())));
                rows.push(Row { line, fields: fields.collect() });
            }
        }
    }
    Ok(rows)
}

fn read_headings(record: &csv::StringRecord, line: u32) -> Result<Vec<Field>, Vec<TargetError>> {
    let heading = |name: &str| {
        Field::of(name).ok_or_else(|| {
            let names = Field::ALL.map(Field::en).join(", ");
            let en = format!("a heading that is no field; there are {names}");
            vec![TargetError::new(line, None, &en, "見出しに未知の項目があります")]
        })
    };
    record.iter().map(heading).collect()
}

fn number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}
