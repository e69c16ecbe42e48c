//! A report as a workbook: an overview, and a sheet for each table.
//!
//! Every cell is written as text or number, never as a formula. Titles stand in the first row,
//! frozen and with filters, so that other programs read the sheets as they are. The bytes depend on
//! the report alone: the time in the document is the as-of date. Rows are made one by one and wait
//! in temporary files without a name; only texts that differ are kept in memory.

use crate::lang::Lang;
use crate::paper::markdown::sign_off_names;
use crate::paper::{Block, Cell, Column, Paper, Table};
use crate::report::Report;
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;

/// Rows of data on one sheet, below Excel's 1 048 576 rows; what is longer goes on in another.
const SHEET_ROWS: usize = 1_000_000;
/// UTF-16 units of a cell, below the 32 767 that Excel holds.
const CELL_UNITS: usize = 32_000;
/// UTF-16 units of a sheet's name, by Excel.
const NAME_UNITS: usize = 31;
/// Beyond so many rows, cells are not wrapped: the program would measure each row.
const WRAPPED_ROWS: usize = 1000;
/// Height of a line of text, in points.
const LINE: f64 = 14.0;
/// Lines of the highest row: Excel allows 409 points.
const LINES: usize = 28;
/// Half-width characters that an A4 page across holds in a readable size.
const PAGE_WIDTH: u16 = 210;
/// Characters of all answers of one list, by Excel.
const LIST_UNITS: usize = 255;

/// Writes the workbook.
pub(crate) fn write(paper: &Paper<'_>, report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(paper, report, SHEET_ROWS).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(
    paper: &Paper<'_>,
    report: &Report<'_>,
    sheet_rows: usize,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(paper, report)?);
    let styles = Styles::new();
    let sheets = sheets(paper, report.lang, sheet_rows);
    overview(book.add_worksheet(), paper, report, &styles, &sheets)?;
    for sheet in &sheets {
        fill(book.add_worksheet_with_low_memory()?, sheet, paper, &styles)?;
    }
    book.save_to_buffer()
}

fn properties(paper: &Paper<'_>, report: &Report<'_>) -> Result<DocProperties, XlsxError> {
    let date = report.as_of.to_string();
    let midnight = ExcelDateTime::parse_from_str(&date)?;
    let properties = DocProperties::new().set_title(text(&paper.title));
    Ok(properties.set_creation_datetime(&midnight).set_status(text(&paper.marking)))
}

/// One sheet: a table, or a part of one that is longer than a sheet.
struct Sheet<'a> {
    name: String,
    table: &'a Table<'a>,
    rows: Range<usize>,
    part: usize,
    parts: usize,
}

fn sheets<'a>(paper: &'a Paper<'a>, lang: Lang, sheet_rows: usize) -> Vec<Sheet<'a>> {
    let mut taken = BTreeSet::from([overview_name(lang).to_lowercase()]);
    let mut sheets = Vec::new();
    for block in &paper.blocks {
        let Block::Table(table) = block else { continue };
        if !table.shown.in_workbook() {
            continue;
        }
        let parts = table.rows.len().div_ceil(sheet_rows).max(1);
        for part in 0..parts {
            let from = part * sheet_rows;
            let to = table.rows.len().min(from + sheet_rows);
            let name = sheet_name(&table.title, &mut taken);
            sheets.push(Sheet { name, table, rows: from..to, part, parts });
        }
    }
    sheets
}

fn overview_name(lang: Lang) -> &'static str {
    lang.pick("Overview", "概要")
}

/// A name that Excel accepts and no other sheet has: short, without its marks, unique in any case
/// of letters.
fn sheet_name(title: &str, taken: &mut BTreeSet<String>) -> String {
    let short = title.split(['（', ',']).next().unwrap_or(title);
    let allowed = |c: &char| !r"[]:*?/\'".contains(*c) && !c.is_control();
    let clean: String = short.chars().filter(allowed).collect();
    (1..)
        .map(|count| numbered(&clean, count))
        .find(|name| taken.insert(name.to_lowercase()))
        .unwrap_or_default()
}

fn numbered(name: &str, count: usize) -> String {
    let suffix = if count == 1 { String::new() } else { format!(" ({count})") };
    let mut room = NAME_UNITS - suffix.len();
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let head: String = name.chars().take_while(fits).collect();
    format!("{}{suffix}", head.trim())
}

/// The formats of cells.
struct Styles {
    title: Format,
    heading: Format,
    text: Format,
    note: Format,
    label: Format,
    column: Format,
    column_to_fill: Format,
}

impl Styles {
    fn new() -> Self {
        let base = || Format::new().set_font_name("Yu Gothic").set_font_size(10);
        let wrapped = || base().set_text_wrap().set_align(FormatAlign::Top);
        let head = |colour: u32| {
            let plain = wrapped().set_bold().set_font_color(Color::White);
            plain.set_background_color(Color::RGB(colour)).set_border(FormatBorder::Thin)
        };
        Self {
            title: base().set_bold().set_font_size(16),
            heading: base().set_bold().set_font_size(12).set_font_color(Color::RGB(0x1F_3A_5F)),
            text: wrapped(),
            note: wrapped().set_italic().set_font_color(Color::RGB(0x55_55_55)),
            label: wrapped().set_bold(),
            column: head(0x1F_3A_5F),
            column_to_fill: head(0x8A_5A_00),
        }
    }

    /// The format of a cell of a table.
    fn cell(&self, cell: &Cell, column: &Column, wrap: bool) -> Format {
        let base = Format::new().set_font_name("Yu Gothic").set_font_size(10);
        let base = base.set_align(FormatAlign::Top).set_border(FormatBorder::Hair);
        let base = if wrap { base.set_text_wrap() } else { base };
        match cell {
            Cell::Status(tone, _) | Cell::Bar(tone) => {
                base.set_background_color(Color::RGB(tone.rgb()))
            }
            _ if column.editable => base.set_background_color(Color::RGB(0xFF_FB_E6)),
            Cell::Number(_) => base.set_num_format("#,##0"),
            Cell::Text(text) if looks_like_formula(text) => base.set_quote_prefix(),
            _ => base,
        }
    }
}

/// What Excel would take for a formula when somebody edits the cell.
fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

fn fill(
    sheet: &mut Worksheet,
    data: &Sheet<'_>,
    paper: &Paper<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let table = data.table;
    sheet.set_name(&data.name)?;
    let width: u16 = table.columns.iter().map(|column| column.width).sum();
    page(sheet, paper, &table.title, width.div_ceil(PAGE_WIDTH).max(1));
    let last_row = u32::try_from(data.rows.len()).unwrap_or(u32::MAX);
    titles(sheet, table, last_row, styles)?;
    let wrap = data.rows.len() <= WRAPPED_ROWS;
    let mut formats = Formats::new(styles, wrap);
    for (at, row) in (1u32..).zip(table.rows.range(data.rows.clone())) {
        if wrap {
            let texts: Vec<String> = row.iter().map(Cell::text).collect();
            let widths = table.columns.iter().map(|column| column.width);
            sheet.set_row_height(at, height(texts.iter().map(String::as_str).zip(widths)))?;
        }
        for ((column_at, cell), column) in (0u16..).zip(row.iter()).zip(&table.columns) {
            write_cell(sheet, (at, column_at), cell, column, formats.of(cell, column))?;
        }
    }
    sheet.set_freeze_panes(1, u16::from(table.columns.len() > 6))?;
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(0);
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.set_repeat_rows(0, 0)?.set_repeat_columns(0, 0)?;
    Ok(())
}

/// The row of titles, with the widths of the columns and the answers that they allow.
fn titles(
    sheet: &mut Worksheet,
    table: &Table<'_>,
    last_row: u32,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let titles = table.columns.iter().map(|column| (column.title.as_str(), column.width));
    sheet.set_row_height(0, height(titles))?;
    for (at, column) in (0u16..).zip(&table.columns) {
        let head = if column.editable { &styles.column_to_fill } else { &styles.column };
        sheet.write_string_with_format(0, at, text(&column.title), head)?;
        sheet.set_column_width(at, f64::from(column.width))?;
        if last_row > 0 && !column.choices.is_empty() {
            sheet.add_data_validation(1, at, last_row, at, &answers(column)?)?;
        }
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    cell: &Cell,
    column: &Column,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        // A count of files or bytes is far below 2^53.
        Cell::Number(number) => {
            sheet.write_number_with_format(row, at, *number as f64, format)?;
        }
        Cell::Empty if !column.editable => {}
        Cell::Empty => {
            sheet.write_blank(row, at, format)?;
        }
        other => {
            sheet.write_string_with_format(row, at, text(&other.text()), format)?;
        }
    }
    Ok(())
}

/// The height of a row of texts in columns of these widths: programs other than Excel do not
/// measure it themselves.
fn height<'a>(cells: impl Iterator<Item = (&'a str, u16)>) -> f64 {
    let columns =
        |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let lines = |(text, width): (&str, u16)| -> usize {
        text.lines().map(|line| columns(line).div_ceil(usize::from(width.max(2)) - 1).max(1)).sum()
    };
    // At most 28, which a float holds exactly.
    LINE * cells.map(lines).max().unwrap_or(1).clamp(1, LINES) as f64 + 2.0
}

/// The formats of one sheet: each combination is made once.
struct Formats<'a> {
    styles: &'a Styles,
    wrap: bool,
    made: Vec<(FormatKey, Format)>,
}

/// What tells one format from another.
type FormatKey = (Option<crate::paper::Tone>, bool, bool, bool);

impl<'a> Formats<'a> {
    fn new(styles: &'a Styles, wrap: bool) -> Self {
        Self { styles, wrap, made: Vec::new() }
    }

    fn of(&mut self, cell: &Cell, column: &Column) -> &Format {
        let key = match cell {
            Cell::Status(tone, _) | Cell::Bar(tone) => (Some(*tone), false, false, false),
            Cell::Text(text) => (None, column.editable, looks_like_formula(text), false),
            Cell::Number(_) => (None, column.editable, false, true),
            _ => (None, column.editable, false, false),
        };
        let at = self.made.iter().position(|(made, _)| *made == key).unwrap_or_else(|| {
            self.made.push((key, self.styles.cell(cell, column, self.wrap)));
            self.made.len() - 1
        });
        &self.made[at].1
    }
}

fn answers(column: &Column) -> Result<DataValidation, XlsxError> {
    let length: usize = column.choices.iter().map(|each| each.encode_utf16().count() + 1).sum();
    let rule = DataValidation::new();
    if length > LIST_UNITS {
        return Ok(rule.allow_any_value());
    }
    rule.allow_list_strings(&column.choices)
}

/// A4 across, so many pages wide, the marking above and the page number below.
fn page(sheet: &mut Worksheet, paper: &Paper<'_>, title: &str, pages: u16) {
    let code = |text: &str| self::text(text).replace('&', "&&").replace('\n', " ");
    let shorten = |text: String| text.chars().take(100).collect::<String>();
    let header = format!("&L{}&R{}", shorten(code(title)), shorten(code(&paper.marking)));
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(pages, 0)
        .set_header(header)
        .set_footer("&C&P / &N");
}

fn overview(
    sheet: &mut Worksheet,
    paper: &Paper<'_>,
    report: &Report<'_>,
    styles: &Styles,
    sheets: &[Sheet<'_>],
) -> Result<(), XlsxError> {
    sheet.set_name(overview_name(report.lang))?;
    let [label, value] = OVERVIEW;
    sheet.set_column_width(0, f64::from(label))?.set_column_width(1, f64::from(value))?;
    page(sheet, paper, &paper.title, 1);
    let mut page = Overview { sheet, sheets, row: 0 };
    page.line(&paper.title, &styles.title)?;
    if !paper.marking.is_empty() {
        page.line(&paper.marking, &styles.label)?;
    }
    for (name, value) in &paper.particulars {
        page.pair(name, value, styles)?;
    }
    for warning in &paper.warnings {
        page.pair(report.pick("Attention", "注意"), warning, styles)?;
    }
    page.row += 1;
    for block in &paper.blocks {
        page.block(block, report, styles)?;
    }
    page.row += 1;
    page.line(report.pick("Sheets", "シート一覧"), &styles.heading)?;
    for each in sheets {
        page.pair(&each.name, &said_of(each, report.lang), styles)?;
    }
    Ok(())
}

fn said_of(sheet: &Sheet<'_>, lang: Lang) -> String {
    let (rows, title) = (sheet.rows.len(), &sheet.table.title);
    let part = match sheet.parts {
        1 => String::new(),
        parts => lang.pick(
            format!(" (part {} of {parts})", sheet.part + 1),
            format!("（全{parts}枚中{}枚目）", sheet.part + 1),
        ),
    };
    lang.pick(format!("{title}{part}: {rows} rows"), format!("{title}{part}：{rows}行"))
}

/// Widths of the two columns of the overview.
const OVERVIEW: [u16; 2] = [34, 110];

struct Overview<'a> {
    sheet: &'a mut Worksheet,
    sheets: &'a [Sheet<'a>],
    row: u32,
}

impl Overview<'_> {
    fn line(&mut self, line: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text(line), format)?;
        self.row += 1;
        Ok(())
    }

    fn pair(&mut self, name: &str, value: &str, styles: &Styles) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text(name), &styles.label)?;
        self.sheet.write_string_with_format(self.row, 1, text(value), &styles.text)?;
        let [label_width, value_width] = OVERVIEW;
        let cells = [(name, label_width), (value, value_width)];
        self.sheet.set_row_height(self.row, height(cells.into_iter()))?;
        self.row += 1;
        Ok(())
    }

    fn block(
        &mut self,
        block: &Block<'_>,
        report: &Report<'_>,
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        match block {
            Block::Heading(_, heading) => {
                self.row += 1;
                self.line(heading, &styles.heading)
            }
            Block::Text(said) => self.wide(said, &styles.text),
            Block::Note(said) => self.wide(said, &styles.note),
            Block::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.wide(&format!("{}. {item}", at + 1), &styles.text)?;
                }
                Ok(())
            }
            Block::Chart(chart) => {
                self.wide(&chart.caption, &styles.label)?;
                self.wide(&chart.words, &styles.text)
            }
            Block::SignOff => {
                for name in sign_off_names(report) {
                    self.pair(name, "", styles)?;
                }
                Ok(())
            }
            Block::Table(table) => self.pointer(table, report, styles),
            Block::Assets | Block::PageBreak => Ok(()),
        }
    }

    /// Where a table stands.
    fn pointer(
        &mut self,
        table: &Table<'_>,
        report: &Report<'_>,
        styles: &Styles,
    ) -> Result<(), XlsxError> {
        let Some(sheet) = self.sheets.iter().find(|sheet| std::ptr::eq(sheet.table, table)) else {
            return Ok(());
        };
        let where_it_is = report
            .pick(format!("→ sheet \"{}\"", sheet.name), format!("→ シート「{}」", sheet.name));
        self.wide(&where_it_is, &styles.text)
    }

    fn wide(&mut self, said: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 1, text(said), format)?;
        self.sheet.set_row_height(self.row, height([(said, OVERVIEW[1])].into_iter()))?;
        self.row += 1;
        Ok(())
    }
}

/// Text that a cell holds: no control characters but the end of a line, no longer than Excel
/// allows.
fn text(text: &str) -> String {
    let mut room = CELL_UNITS;
    let mut kept = String::with_capacity(text.len().min(CELL_UNITS));
    for c in text.chars() {
        match room.checked_sub(c.len_utf16()) {
            Some(left) => room = left,
            None => {
                kept.push('…');
                break;
            }
        }
        let unprintable = c.is_control() && c != '\n' || ['\u{FFFE}', '\u{FFFF}'].contains(&c);
        kept.push(if unprintable { '\u{FFFD}' } else { c });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Rows, Shown};
    use calamine::{Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn sheets_have_names_that_excel_accepts() {
        let mut taken = BTreeSet::from(["概要".to_owned()]);
        assert_eq!(sheet_name("集計（2026年現在）", &mut taken), "集計");
        assert_eq!(sheet_name("集計", &mut taken), "集計 (2)");
        assert_eq!(sheet_name("a/b:[c]", &mut taken), "abc");
        assert_eq!(sheet_name("概要", &mut taken), "概要 (2)");
        let long = sheet_name(&"長".repeat(40), &mut taken);
        assert_eq!(long.encode_utf16().count(), 31);
        assert_eq!(sheet_name(&"長".repeat(40), &mut taken).encode_utf16().count(), 31);
    }

    fn paper_of(rows: usize) -> Paper<'static> {
        let table = Table {
            id: "t",
            title: "資産（全件）".to_owned(),
            columns: vec![Column::new("番号", 8), Column::new("名称", 20)],
            rows: Rows::Each(rows, Box::new(|at| vec![at.into(), format!("資産{at}").into()])),
            shown: Shown::Workbook,
        };
        Paper {
            title: "x".to_owned(),
            marking: String::new(),
            particulars: Vec::new(),
            warnings: Vec::new(),
            one_page: false,
            blocks: vec![Block::Table(table)],
        }
    }

    #[test]
    fn a_table_longer_than_a_sheet_goes_on_in_another() {
        let paper = paper_of(5);
        let sheets = sheets(&paper, Lang::Ja, 2);
        let said: Vec<String> = sheets.iter().map(|sheet| said_of(sheet, Lang::Ja)).collect();
        assert_eq!(
            said,
            [
                "資産（全件）（全3枚中1枚目）：2行",
                "資産（全件）（全3枚中2枚目）：2行",
                "資産（全件）（全3枚中3枚目）：1行",
            ]
        );
        let mut book = Workbook::new();
        for sheet in &sheets {
            let worksheet = book.add_worksheet_with_low_memory().unwrap();
            fill(worksheet, sheet, &paper, &Styles::new()).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let mut names = Vec::new();
        for sheet in ["資産", "資産 (2)", "資産 (3)"] {
            let range = book.worksheet_range(sheet).unwrap();
            let mut rows = range.rows();
            assert_eq!(rows.next().unwrap()[1].to_string(), "名称", "titles on every sheet");
            names.extend(rows.map(|row| row[1].to_string()));
        }
        assert_eq!(names, ["資産0", "資産1", "資産2", "資産3", "資産4"]);
    }

    #[test]
    fn the_longest_sheet_is_one_that_excel_has() {
        let excel = 1_048_576;
        assert!(SHEET_ROWS < excel, "one row is for the titles");
        let paper = paper_of(SHEET_ROWS + 1);
        let parts: Vec<usize> =
            sheets(&paper, Lang::En, SHEET_ROWS).iter().map(|sheet| sheet.rows.len()).collect();
        assert_eq!(parts, [SHEET_ROWS, 1]);
    }

    #[test]
    fn a_cell_holds_no_more_than_excel_does() {
        let long = text(&"𠮷".repeat(40_000));
        assert!(long.encode_utf16().count() <= 32_767);
        assert_eq!(text("a\u{1}b\nc\u{FFFE}"), "a\u{FFFD}b\nc\u{FFFD}");
    }
}
