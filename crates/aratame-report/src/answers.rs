//! What people filled in, read back from a workbook.
//!
//! Rows are recognised by the asset id, columns by their titles in either language. An id that the
//! inventory does not have, an id twice, and a word that is none of the answers allowed are
//! reported, never guessed. A workbook is hostile input: its members are unpacked once under a
//! bound before anything reads them as sheets.

use crate::report::ledger::{FIELDS, Field, ID};
use aratame_inventory::Inventory;
use calamine::{Data, Range, Reader, Xlsx};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{Cursor, Read};

/// Bytes that the members of a workbook may have unpacked. Our own with 100 000 assets has some
/// 150 MB.
const UNPACKED: u64 = 1 << 30;
/// Members of a workbook. Ours has some thirty.
const MEMBERS: usize = 4096;
/// Rows from the top in which the titles are looked for: people put lines above a table.
const TITLE_ROWS: usize = 20;
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
            let range = book
                .worksheet_range(&name)
                .map_err(|error| AnswersError(format!("sheet {name:?}: {error}")))?;
            sheets += usize::from(reading.sheet(&name, &range));
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

/// Where the titles stand: their row, the id's column, and the columns of fields.
struct Titles {
    row: usize,
    id: usize,
    fields: Vec<(usize, &'static Field)>,
}

impl Titles {
    fn find(range: &Range<Data>) -> Option<Self> {
        range.rows().take(TITLE_ROWS).enumerate().find_map(|(row, cells)| {
            let is_id = |cell: &Data| [ID.0, ID.1].contains(&text(cell).as_str());
            let id = cells.iter().position(is_id)?;
            let fields = cells.iter().enumerate().filter_map(|(at, cell)| {
                let title = text(cell);
                let found = FIELDS.iter().find(|field| [field.en, field.ja].contains(&&*title));
                Some((at, *found?))
            });
            let fields: Vec<_> = fields.collect();
            (!fields.is_empty()).then_some(Self { row, id, fields })
        })
    }
}

fn text(cell: &Data) -> String {
    cell.to_string().trim().to_owned()
}

impl Reading {
    /// Reads one sheet; false when it has no column of asset ids, or none to fill in.
    fn sheet(&mut self, name: &str, range: &Range<Data>) -> bool {
        let Some(titles) = Titles::find(range) else { return false };
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let mut seen = BTreeSet::new();
        for (at, cells) in range.rows().enumerate().skip(titles.row + 1) {
            let id = cells.get(titles.id).map(text).unwrap_or_default();
            let filled = cells.iter().any(|cell| !text(cell).is_empty());
            let place = Place { sheet: name, row: first + at + 1 };
            if !filled {
                continue;
            }
            if !self.known.contains(&id) {
                self.remark(&place, unknown_id(&id));
            } else if !seen.insert(id.clone()) {
                self.remark(&place, second_id(&id));
            } else {
                self.row(&place, &id, &titles, cells);
            }
        }
        true
    }

    fn row(&mut self, place: &Place<'_>, id: &str, titles: &Titles, cells: &[Data]) {
        for (at, field) in &titles.fields {
            let answer = cells.get(*at).map(text).unwrap_or_default();
            if answer.is_empty() {
                continue;
            }
            let allowed = field.choices.iter().chain(field.choices_ja);
            if !field.choices.is_empty() && !allowed.into_iter().any(|each| **each == answer) {
                self.remark(place, not_allowed(field, &answer));
            } else if answer.chars().count() > ANSWER {
                self.remark(place, too_long(field));
            } else {
                let row = self.answers.by_asset.entry(id.to_owned()).or_default();
                row.insert(field.key, answer);
            }
        }
    }

    fn remark(&mut self, place: &Place<'_>, (en, ja): (String, String)) {
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
