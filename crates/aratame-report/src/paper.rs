//! A report before it has a format: headings, sentences, tables, charts.
//!
//! A kind (`kinds/`) builds a [`Paper`]; a writer (`paper/`) renders it. What a writer cannot show
//! (a chart in CSV) it leaves out, what it cannot hold (a million rows in a page) it counts and
//! says where the rest stands.

pub(crate) mod csv;
pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod xlsx;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// Rows of a table that a page shows; workbooks and CSV hold all.
pub(crate) const PAGE_ROWS: usize = 200;

/// A report without a format.
#[derive(Debug)]
pub(crate) struct Paper<'a> {
    /// Title, one line.
    pub title: String,
    /// Words of the classification (機密性２情報 …), printed on every page; may be empty.
    pub marking: String,
    /// What stands under the title: date, lists, coverage.
    pub particulars: Vec<(String, String)>,
    /// A sentence that must not be missed, such as that the inventory is incomplete.
    pub warnings: Vec<String>,
    /// Whether it is to fit on one page when it is printed.
    pub one_page: bool,
    /// The body.
    pub blocks: Vec<Block<'a>>,
}

/// A piece of a report.
#[derive(Debug)]
pub(crate) enum Block<'a> {
    /// A heading of level 2 or 3.
    Heading(u8, String),
    /// A paragraph.
    Text(String),
    /// Items in order.
    List(Vec<String>),
    /// A remark: how a figure was made, what it does not say.
    Note(String),
    /// A table.
    Table(Table<'a>),
    /// A chart.
    Chart(Chart),
    /// The place of the searchable list of assets, in formats that have one.
    Assets,
    /// Author, reviewer, approver, document number.
    SignOff,
    /// What follows begins on a new page.
    PageBreak,
}

/// A chart with what it says in words.
#[derive(Debug)]
pub(crate) struct Chart {
    /// What it shows.
    pub caption: String,
    /// The SVG, made by the plotting library from numbers and our own words only.
    pub svg: String,
    /// The same in words, for those who cannot see it and for formats without pictures.
    pub words: String,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    /// Stable ASCII name: the sheet's key on re-import, the section's anchor.
    pub id: &'static str,
    /// Name of the sheet and caption.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as `columns`.
    pub rows: Rows<'a>,
    /// Where the table belongs.
    pub shown: Shown,
}

/// The rows of a table.
pub(crate) enum Rows<'a> {
    /// Made at once.
    Made(Vec<Vec<Cell>>),
    /// So many, each made when a writer asks for it: there may be hundreds of thousands, and a page
    /// shows few or none of them.
    Each(usize, Box<dyn Fn(usize) -> Vec<Cell> + 'a>),
}

impl Rows<'_> {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Made(rows) => rows.len(),
            Self::Each(count, _) => *count,
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of the rows; those beyond the last are none.
    pub(crate) fn range(&self, range: Range<usize>) -> impl Iterator<Item = Cow<'_, [Cell]>> {
        let range = range.start..range.end.min(self.len());
        range.filter_map(move |at| match self {
            Self::Made(rows) => rows.get(at).map(|row| Cow::Borrowed(row.as_slice())),
            Self::Each(_, row) => Some(Cow::Owned(row(at))),
        })
    }

    /// Leaves at most so many.
    pub(crate) fn truncate(&mut self, most: usize) {
        match self {
            Self::Made(rows) => rows.truncate(most),
            Self::Each(count, _) => *count = most.min(*count),
        }
    }
}

impl fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows", self.len())
    }
}

impl From<Vec<Vec<Cell>>> for Rows<'_> {
    fn from(rows: Vec<Vec<Cell>>) -> Self {
        Self::Made(rows)
    }
}

impl FromIterator<Vec<Cell>> for Rows<'_> {
    fn from_iter<I: IntoIterator<Item = Vec<Cell>>>(rows: I) -> Self {
        Self::Made(rows.into_iter().collect())
    }
}

/// Where a table belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// In every format; the one that CSV writes.
    Principal,
    /// On pages and in the workbook.
    Everywhere,
    /// On pages only: the workbook has a fuller one.
    Page,
    /// In the workbook only: too wide or too long for a page.
    Workbook,
    /// In the workbook, and the one that CSV writes.
    Rows,
}

impl Shown {
    /// Whether HTML and Markdown show it.
    pub(crate) fn on_page(self) -> bool {
        !matches!(self, Self::Workbook | Self::Rows)
    }

    /// Whether the workbook has a sheet of it.
    pub(crate) fn in_workbook(self) -> bool {
        self != Self::Page
    }

    /// Whether CSV writes it.
    pub(crate) fn in_csv(self) -> bool {
        matches!(self, Self::Principal | Self::Rows)
    }
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Heading.
    pub title: String,
    /// Width in half-width characters.
    pub width: u16,
    /// Whether people fill it in.
    pub editable: bool,
    /// The answers it allows; empty for free text.
    pub choices: Vec<String>,
}

impl Column {
    /// A column that only the program fills.
    pub(crate) fn new(title: impl Into<String>, width: u16) -> Self {
        Self { title: title.into(), width, editable: false, choices: Vec::new() }
    }

    /// The same, to be filled in by people: with one of these, or freely when there are none.
    /// What is filled in is read back: only the fields of forms are columns of this kind.
    pub(crate) fn fillable<'a>(self, choices: impl IntoIterator<Item = &'a str>) -> Self {
        let choices = choices.into_iter().map(str::to_owned).collect();
        Self { choices, editable: true, ..self }
    }
}

/// How a status looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// No judgement.
    Neutral,
    /// In order.
    Good,
    /// To be watched.
    Watch,
    /// To be done in time.
    Warn,
    /// To be done now.
    Bad,
}

impl Tone {
    /// Class of the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Watch => "watch",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// Colour of a cell in a workbook, as RGB.
    pub(crate) fn rgb(self) -> u32 {
        match self {
            Self::Neutral => 0xE7_E6_E6,
            Self::Good => 0xD5_E8_D4,
            Self::Watch => 0xFF_F2_CC,
            Self::Warn => 0xFC_E0_C4,
            Self::Bad => 0xF8_CE_CC,
        }
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Text.
    Text(String),
    /// A count.
    Number(u64),
    /// A word with a colour.
    Status(Tone, String),
    /// A bar of a Gantt chart: this column's period is taken.
    Bar(Tone),
    /// Nothing.
    Empty,
}

impl Cell {
    /// The cell as text, where a format has nothing better.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Status(_, text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Bar(_) => "■".to_owned(),
            Self::Empty => String::new(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}
impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Number(count as u64)
    }
}
impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Number(count)
    }
}
