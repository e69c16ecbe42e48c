//! What people filled in, read back from a workbook.
//!
//! Which sheets are read, by which column their rows are recognised and which columns are taken over
//! stands in `report::form`; titles may be in either language. A row that the report does
//! not have, a row twice, and a word that is none of the answers allowed are reported, never
//! guessed. A workbook is hostile input: its members are unpacked once under a
//! bound before anything reads them as sheets, and cells are taken one by one, because two cells in
//! far corners claim a table of gigabytes.

use crate::kinds;
use crate::report::Report;
use crate::report::form::{
    ANSWER, CLAUSES, FINDINGS, FORMS, Field, Form, LEDGER, PLAN, QUESTIONS, SUPPLIER, SURVEY,
};
use aratame_policy::verdict::Text;
use aratame_systems::{Column, Ledger, Taken};
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
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
/// Bytes of answers that are kept. One string of a workbook may stand in any number of cells; a
/// ledger of 100 000 assets with every column filled in has some 100 MB.
const KEPT: usize = 1 << 28;
/// Bytes that a row costs beside its words.
const ROW: usize = 128;
/// Bytes of what tells a row from the others: names of systems are the longest.
const KEY_LENGTH: usize = 1024;
/// Characters of one answer.
const ANSWER_LENGTH: usize = 4096;

/// The answers, by form and row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    by_row: BTreeMap<&'static str, BTreeMap<String, Answered>>,
}

/// What was answered in one row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Answered {
    place: Place,
    fields: BTreeMap<&'static str, String>,
}

/// A row of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    sheet: String,
    row: usize,
}

impl Place {
    fn remark(&self, (en, ja): (String, String)) -> Remark {
        Remark { sheet: self.sheet.clone(), row: self.row, en, ja }
    }
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
    /// The answer of one field in one row of a form; of the answers allowed, the English one.
    #[must_use]
    pub fn get(&self, form: &str, row: &str, field: &str) -> Option<&str> {
        Some(self.by_row.get(form)?.get(row)?.fields.get(field)?.as_str())
    }

    /// How many rows have an answer.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_row.values().map(BTreeMap::len).sum()
    }

    /// Whether there is no answer at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_row.is_empty()
    }

    /// Adds the answers of another workbook. Of a row that stands in both, the first holds.
    pub fn join(&mut self, other: Self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (form, rows) in other.by_row {
            let known = self.by_row.entry(form).or_default();
            for (key, answered) in rows {
                match known.get(&key) {
                    Some(first) if first.fields == answered.fields => {}
                    Some(_) => remarks.push(answered.place.remark(second_row(&key))),
                    None => {
                        known.insert(key, answered);
                    }
                }
            }
        }
        remarks
    }

    /// Reads the answers from an XLSX workbook.
    ///
    /// # Errors
    /// When the bytes are no workbook, exceed the bounds, or no sheet is one to fill in.
    pub fn from_xlsx(bytes: &[u8]) -> Result<(Self, Vec<Remark>), AnswersError> {
        check_size(bytes, UNPACKED)?;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))
            .map_err(|error| AnswersError(format!("not an XLSX workbook: {error}")))?;
        let mut reading = Reading::default();
        let mut sheets = 0;
        for name in book.sheet_names() {
            let fault = |error| AnswersError(format!("sheet {name:?}: {error}"));
            // A sheet of charts has no cells.
            let Ok(cells) = book.worksheet_cells_reader(&name) else { continue };
            sheets += usize::from(reading.sheet(&name, cells).map_err(fault)?);
        }
        if reading.kept > KEPT {
            return Err(AnswersError(format!(
                "the workbook has more than {KEPT} bytes of answers"
            )));
        }
        if sheets == 0 {
            let keys = FORMS.iter().map(|form| format!("{:?} ({:?})", form.key.0, form.key.1));
            let keys = keys.collect::<Vec<_>>().join(", ");
            return Err(AnswersError(format!("no sheet has one of the columns {keys}")));
        }
        Ok((reading.answers, reading.remarks))
    }

    /// Takes the answers to questions over into the ledger; what the ledger states already stands.
    pub fn amend(&self, ledger: &mut Ledger) -> Vec<Remark> {
        let answered = self.by_row.get(QUESTIONS.id).into_iter().flatten();
        let amended = answered.filter_map(|(key, row)| {
            let answer = row.fields.get(ANSWER.key)?;
            let said = taken(ledger, key, answer);
            Some(row.place.remark(said?))
        });
        amended.collect()
    }

    /// Rows that the report does not have: assets that are gone, steps that the plan no longer
    /// names.
    #[must_use]
    pub fn strays(&self, report: &Report<'_>) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (form, rows) in &self.by_row {
            let Some(known) = known_rows(form, report) else { continue };
            let strange = rows.iter().filter(|(key, _)| !known.contains(*key));
            let room = REMARKS.saturating_sub(remarks.len());
            remarks.extend(strange.take(room).map(|(key, row)| row.place.remark(no_row(key))));
        }
        remarks
    }
}

/// The keys of a form's rows; nothing for the questions, whose answers are checked one by one.
fn known_rows(form: &str, report: &Report<'_>) -> Option<BTreeSet<String>> {
    let is = |each: &Form| each.id == form;
    Some(match () {
        () if is(LEDGER) => {
            report.inventory.assets.iter().map(|each| each.id.to_string()).collect()
        }
        () if is(PLAN) => report.planned.plan.steps().map(|step| step.id.clone()).collect(),
        () if is(FINDINGS) => kinds::audit::ids(report),
        () if is(CLAUSES) => kinds::common_standards::numbers(),
        () if is(SURVEY) => kinds::survey::numbers(),
        () if is(SUPPLIER) => kinds::procurement::numbers(),
        () => return None,
    })
}

/// Takes one answer over; what is to be said when that was not possible.
fn taken(ledger: &mut Ledger, question: &str, answer: &str) -> Option<(String, String)> {
    let Some((system, column)) = question_of(question) else { return Some(no_row(question)) };
    match ledger.answer(system, column, answer) {
        Taken::Filled | Taken::Nothing => None,
        Taken::NoSystem => Some(no_row(question)),
        Taken::Otherwise => Some(otherwise(question, answer)),
        Taken::Refused(why) => Some(refused(answer, &why)),
    }
}

fn question_of(id: &str) -> Option<(&str, Column)> {
    let (system, heading) = id.rsplit_once('/')?;
    Some((system, Column::ALL.into_iter().find(|column| column.en() == heading)?))
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

#[derive(Default)]
struct Reading {
    answers: Answers,
    remarks: Vec<Remark>,
    kept: usize,
}

/// The cells of one row that hold something, by column.
type Row = BTreeMap<u32, String>;

/// Where the titles of a form stand: the key's column, and the columns of fields.
struct Titles {
    form: &'static Form,
    key: u32,
    fields: Vec<(u32, &'static Field)>,
}

impl Titles {
    fn of(row: &Row) -> Option<Self> {
        FORMS.iter().find_map(|form| Self::of_form(form, row))
    }

    fn of_form(form: &'static Form, row: &Row) -> Option<Self> {
        let is_key = |title: &&String| [form.key.0, form.key.1].contains(&title.as_str());
        let key = row.iter().find(|(_, title)| is_key(title)).map(|(at, _)| *at)?;
        let fields = row.iter().filter_map(|(at, title)| {
            let named = |field: &&&Field| [field.en, field.ja].contains(&title.as_str());
            Some((*at, *form.fields.iter().find(named)?))
        });
        let fields: Vec<_> = fields.collect();
        (!fields.is_empty()).then_some(Self { form, key, fields })
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
        DataRef::DateTime(date) => day(date),
        _ => String::new(),
    };
    text.trim().to_owned()
}

/// A date as people write it, whatever form the cell shows.
fn day(date: &ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

impl Reading {
    /// Reads one sheet; false when it is none to fill in.
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
        let place = Place { sheet: sheet.name.to_owned(), row: line as usize + 1 };
        let key = row.get(&titles.key);
        if !self.has_room(ROW + key.map_or(0, String::len)) {
            return;
        }
        match key {
            None if titles.fields.iter().all(|(at, _)| !row.contains_key(at)) => {}
            None => self.remark(&place, no_key(titles.form)),
            Some(key) if key.len() > KEY_LENGTH => self.remark(&place, no_row(key)),
            Some(key) if sheet.seen.insert(key.clone()) => self.row(&place, key, titles, row),
            Some(key) => self.remark(&place, second_row(key)),
        }
    }

    fn row(&mut self, place: &Place, key: &str, titles: &Titles, row: &Row) {
        for (at, field) in &titles.fields {
            let Some(answer) = row.get(at) else { continue };
            if answer.chars().count() > ANSWER_LENGTH {
                self.remark(place, too_long(field));
                continue;
            }
            match field.canonical(answer) {
                Some(answer) => self.answer(place, (titles.form, key, field), answer),
                None => self.remark(place, not_allowed(field, answer)),
            }
        }
    }

    fn answer(&mut self, place: &Place, (form, key, field): (&Form, &str, &Field), answer: String) {
        if !self.has_room(answer.len()) {
            return;
        }
        let rows = self.answers.by_row.entry(form.id).or_default();
        let answered = rows
            .entry(key.to_owned())
            .or_insert_with(|| Answered { place: place.clone(), fields: BTreeMap::new() });
        answered.fields.insert(field.key, answer);
    }

    /// Whether so many bytes more may be kept. Once there is no room, nothing more is taken, and
    /// the workbook is refused.
    fn has_room(&mut self, bytes: usize) -> bool {
        self.kept = self.kept.saturating_add(bytes);
        self.kept <= KEPT
    }

    fn remark(&mut self, place: &Place, said: (String, String)) {
        if self.remarks.len() < REMARKS {
            self.remarks.push(place.remark(said));
        }
    }
}

fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    crate::table::printable(&short).into_owned()
}

fn no_key(form: &Form) -> (String, String) {
    let (en, ja) = form.key;
    (
        format!("without {en:?}: the row was not taken over"),
        format!("「{ja}」が空欄です（この行は取り込みません）"),
    )
}

fn no_row(key: &str) -> (String, String) {
    let key = shown(key);
    (
        format!("there is no {key:?} here: the row was not taken over"),
        format!("「{key}」は今回の対象にありません（この行は取り込みません）"),
    )
}

fn second_row(key: &str) -> (String, String) {
    let key = shown(key);
    (
        format!("{key:?} stands twice: the first row was taken"),
        format!("「{key}」が重複しています（先の行を採用）"),
    )
}

fn otherwise(question: &str, answer: &str) -> (String, String) {
    let (question, answer) = (shown(question), shown(answer));
    (
        format!("{question}: the ledger says something else than {answer:?}, and stands"),
        format!("{question}：台帳の記載が「{answer}」と異なるため、台帳を採用"),
    )
}

fn refused(answer: &str, why: &Text) -> (String, String) {
    let answer = shown(answer);
    (format!("'{answer}': {}", why.en), format!("「{answer}」は{}", why.ja))
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
        format!("{}: longer than {ANSWER_LENGTH} characters", field.en),
        format!("{}：{ANSWER_LENGTH}文字を超えています", field.ja),
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
        for bytes in [&b""[..], b"PK\x03\x04", b"<html>", &[0; 600]] {
            assert!(Answers::from_xlsx(bytes).is_err());
        }
    }
}
