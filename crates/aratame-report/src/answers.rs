//! What people filled in, read back from a workbook.
//!
//! Rows are recognised by the asset id, columns by their titles in either language. An id that the
//! inventory does not have, an id twice, and a word that is none of the answers allowed are
//! reported, never guessed. A workbook is hostile input: its members are unpacked once under a
//! bound before anything reads them as sheets, and cells are taken one by one, because two cells in
//! far corners claim a table of gigabytes.

use crate::report::ledger::{FIELDS, Field, ID};
use aratame_inventory::Inventory;
use calamine::{DataRef, Reader, Xlsx};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Cursor, Read};

/// Bytes that the members of a workbook may have unpacked. Our own with 100 000 assets has some
/// 200 MB.
const UNPACKED: u64 = 1 << 29;
/// Members of a workbook. Ours has some thirty.
const MEMBERS: usize = 4096;
/// Rows from the top in which the titles are looked for: people put lines above a table.
const TITLE_ROWS: usize = 20;
/// Columns that are read: our widest sheet has some fifty.
const COLUMNS: u32 = 512;
/// Remarks that are kept; what is wrong so often is wrong as a whole.
const REMARKS: usize = 1000;
/// Characters of one answer.
const ANSWER: usize = 4096;

/// The answers, by asset id and field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    by_asset: BTreeMap<String, BTreeMap<&'static str, String>>,
}

/// Something in a workbook that was not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The sheet.
    pub sheet: String,
    /// The row, from 1.
    pub row: usize,
    /// What is wrong, in English.
    pub en: String,
    /// The same in Japanese.
    pub ja: String,
}

/// Not a workbook that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswersError(String);

impl fmt::Display for AnswersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AnswersError {}

impl Answers {
    /// The answer of one field for one asset.
    #[must_use]
    pub fn get(&self, asset: &str, field: &str) -> Option<&str> {
        Some(self.by_asset.get(asset)?.get(field)?.as_str())
    }

    /// How many assets have an answer.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_asset.len()
    }

    /// Whether there is no answer at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_asset.is_empty()
    }

    /// Reads the answers from an XLSX workbook.
    ///
    /// # Errors
    /// When the bytes are no workbook, exceed the bounds, or no sheet has a column of asset ids.
    pub fn from_xlsx(
        bytes: &[u8],
        inventory: &Inventory,
    ) -> Result<(Self, Vec<Remark>), AnswersError> {
        check_size(bytes, UNPACKED)?;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))
            .map_err(|error| AnswersError(format!("not an XLSX workbook: {error}")))?;
        let known: BTreeSet<String> =
            inventory.assets.iter().map(|asset| asset.id.to_string()).collect();
        let mut reading = Reading { known, answers: Self::default(), remarks: Vec::new() };
        let mut sheets = 0;
        for name in book.sheet_names() {
            let fault = |error| AnswersError(format!("sheet {name:?}: {error}"));
            // A sheet of charts has no cells.
            let Ok(cells) = book.worksheet_cells_reader(&name) else { continue };
            sheets += usize::from(reading.sheet(&name, cells).map_err(fault)?);
        }
        if sheets == 0 {
            let message = format!("no sheet has a column {:?} or {:?}", ID.0, ID.1);
            return Err(AnswersError(message));
        }
        Ok((reading.answers, reading.remarks))
    }
}

fn check_size(bytes: &[u8], limit: u64) -> Result<(), AnswersError> {
    let fault = |error: &dyn fmt::Display| AnswersError(format!("not an XLSX workbook: {error}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    if archive.len() > MEMBERS {
        return Err(AnswersError(format!("the workbook has more than {MEMBERS} members")));
    }
    let mut left = limit;
    for at in 0..archive.len() {
        let member = archive.by_index(at).map_err(|error| fault(&error))?;
        let length = std::io::copy(&mut member.take(left + 1), &mut std::io::sink())
            .map_err(|error| fault(&error))?;
        left = left.checked_sub(length).ok_or_else(|| {
            AnswersError(format!("the workbook unpacks to more than {limit} bytes"))
        })?;
    }
    Ok(())
}

struct Reading {
    known: BTreeSet<String>,
    answers: Answers,
    remarks: Vec<Remark>,
}

/// The cells of one row that hold something, by column.
type Row = BTreeMap<u32, String>;

/// Where the titles stand: the id's column, and the columns of fields.
struct Titles {
    id: u32,
    fields: Vec<(u32, &'static Field)>,
}

impl Titles {
    fn of(row: &Row) -> Option<Self> {
        let is_id = |title: &&String| [ID.0, ID.1].contains(&title.as_str());
        let id = row.iter().find(|(_, title)| is_id(title)).map(|(at, _)| *at)?;
        let fields = row.iter().filter_map(|(at, title)| {
            let found = FIELDS.iter().find(|field| [field.en, field.ja].contains(&title.as_str()));
            Some((*at, *found?))
        });
        let fields: Vec<_> = fields.collect();
        (!fields.is_empty()).then_some(Self { id, fields })
    }
}

/// What of a sheet was read so far.
struct Sheet<'a> {
    name: &'a str,
    titles: Option<Titles>,
    above: usize,
    seen: BTreeSet<String>,
}

fn text(cell: &DataRef<'_>) -> String {
    let text = match cell {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(date) => date.to_string(),
        _ => String::new(),
    };
    text.trim().to_owned()
}

impl Reading {
    /// Reads one sheet; false when it has no column of asset ids, or none to fill in.
    fn sheet<R: Read + std::io::Seek>(
        &mut self,
        name: &str,
        mut cells: calamine::XlsxCellReader<'_, R>,
    ) -> Result<bool, calamine::XlsxError> {
        let mut sheet = Sheet { name, titles: None, above: 0, seen: BTreeSet::new() };
        let (mut at, mut row) = (0, Row::new());
        while let Some(cell) = cells.next_cell()? {
            let (line, column) = cell.get_position();
            if line != at {
                self.take(&mut sheet, at, &std::mem::take(&mut row));
                at = line;
            }
            let text = text(cell.get_value());
            if column < COLUMNS && !text.is_empty() {
                row.insert(column, text);
            }
            if sheet.titles.is_none() && sheet.above >= TITLE_ROWS {
                return Ok(false);
            }
        }
        self.take(&mut sheet, at, &row);
        Ok(sheet.titles.is_some())
    }

    fn take(&mut self, sheet: &mut Sheet<'_>, line: u32, row: &Row) {
        let Some(titles) = &sheet.titles else {
            sheet.above += 1;
            sheet.titles = Titles::of(row);
            return;
        };
        if row.is_empty() {
            return;
        }
        let place = Place { sheet: sheet.name, row: line as usize + 1 };
        let id = row.get(&titles.id).cloned().unwrap_or_default();
        if !self.known.contains(&id) {
            self.remark(&place, unknown_id(&id));
        } else if !sheet.seen.insert(id.clone()) {
            self.remark(&place, second_id(&id));
        } else {
            self.row(&place, &id, titles, row);
        }
    }

    fn row(&mut self, place: &Place<'_>, id: &str, titles: &Titles, row: &Row) {
        for (at, field) in &titles.fields {
            let Some(answer) = row.get(at) else { continue };
            let allowed = field.choices.iter().chain(field.choices_ja);
            if !field.choices.is_empty() && !allowed.into_iter().any(|each| *each == answer) {
                self.remark(place, not_allowed(field, answer));
            } else if answer.chars().count() > ANSWER {
                self.remark(place, too_long(field));
            } else {
                let answers = self.answers.by_asset.entry(id.to_owned()).or_default();
                answers.insert(field.key, answer.clone());
            }
        }
    }

    fn remark(&mut self, place: &Place<'_>, (en, ja): (String, String)) {
        if self.remarks.len() >= REMARKS {
            return;
        }
        self.remarks.push(Remark { sheet: place.sheet.to_owned(), row: place.row, en, ja });
    }
}

struct Place<'a> {
    sheet: &'a str,
    row: usize,
}

fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    crate::table::printable(&short).into_owned()
}

fn unknown_id(id: &str) -> (String, String) {
    let id = shown(id);
    (
        format!("the inventory has no asset {id:?}: the row was not taken over"),
        format!("資産ID「{id}」は一覧にありません（この行は取り込みません）"),
    )
}

fn second_id(id: &str) -> (String, String) {
    let id = shown(id);
    (
        format!("the asset {id:?} stands twice: the first row was taken"),
        format!("資産ID「{id}」が重複しています（先の行を採用）"),
    )
}

fn not_allowed(field: &Field, answer: &str) -> (String, String) {
    let answer = shown(answer);
    (
        format!("{}: {answer:?} is none of {}", field.en, field.choices.join(", ")),
        format!(
            "{}：「{answer}」は選択肢（{}）にありません",
            field.ja,
            field.choices_ja.join("、")
        ),
    )
}

fn too_long(field: &Field) -> (String, String) {
    (
        format!("{}: longer than {ANSWER} characters", field.en),
        format!("{}：{ANSWER}文字を超えています", field.ja),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_without_end_is_refused() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["xl/workbook.xml", "xl/sharedStrings.xml"] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, &[0; 60_000]).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        assert!(bytes.len() < 2_000);
        assert!(check_size(&bytes, 120_000).is_ok());
        let error = check_size(&bytes, 119_999).unwrap_err();
        assert_eq!(error.to_string(), "the workbook unpacks to more than 119999 bytes");
    }

    #[test]
    fn what_is_no_workbook_is_an_error() {
        let inventory = Inventory::default();
        for bytes in [&b""[..], b"PK\x03\x04", b"<html>", &[0; 600]] {
            assert!(Answers::from_xlsx(bytes, &inventory).is_err());
        }
    }
}
