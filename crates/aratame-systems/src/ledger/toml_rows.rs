//! Rows of a ledger in TOML: one `[[system]]` a system, with the headings as keys.

use super::text::decode;
use super::{MAX_SYSTEMS, Row, Rows, too_many};
use crate::column::Column;
use crate::error::{LedgerError, LedgerErrors, Place};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Rows, LedgerErrors> {
    let text = decode(file, bytes)?;
    let source = Source { file: Place::file(file), text: &text };
    let document = DeTable::parse(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        source.error(at, error.message(), "TOMLの書式に合いません")
    })?;
    let mut rows = Rows::default();
    for (key, value) in document.get_ref().iter() {
        let at = key.span().start;
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("system", DeValue::Array(systems)) => {
                for system in systems.iter() {
                    rows.rows.push(source.row(system)?);
                }
            }
            _ => {
                let en = "only [[system]] tables stand at the top";
                return Err(source.error(at, en, "最上位に書けるのは[[system]]のみです"));
            }
        }
    }
    if rows.rows.len() > MAX_SYSTEMS { Err(too_many(source.file)) } else { Ok(rows) }
}

struct Source<'t> {
    file: Place,
    text: &'t str,
}

impl Source<'_> {
    fn row(&self, system: &Spanned<DeValue<'_>>) -> Result<Row, LedgerErrors> {
        let place = self.place(system.span().start);
        let DeValue::Table(table) = system.get_ref() else {
            return Err(self.error(system.span().start, "not a table", "テーブルではありません"));
        };
        let mut fields = BTreeMap::new();
        for (key, value) in table.iter() {
            let (name, at) = (key.get_ref().as_ref(), key.span().start);
            let Some(column) = Column::of_heading(name) else {
                let en = format!("there is no field of this name; there are {}", names());
                return Err(self.error(at, &en, "この名前の項目はありません"));
            };
            let place = self.place(value.span().start).at_column(name);
            if fields.insert(column, (place, self.field(value)?)).is_some() {
                return Err(self.error(at, "stands twice", "項目が重複しています"));
            }
        }
        Ok(Row { place, fields })
    }

    fn field(&self, value: &Spanned<DeValue<'_>>) -> Result<String, LedgerErrors> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            DeValue::Integer(number) => Ok(number.as_str().to_owned()),
            DeValue::Datetime(date) => Ok(date.to_string()),
            DeValue::Array(items) => {
                let items: Result<Vec<String>, _> =
                    items.iter().map(|item| self.item(item)).collect();
                Ok(items?.join("\n"))
            }
            _ => Err(self.wrong_kind(value)),
        }
    }

    fn item(&self, value: &Spanned<DeValue<'_>>) -> Result<String, LedgerErrors> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.to_string()),
            _ => Err(self.wrong_kind(value)),
        }
    }

    fn wrong_kind(&self, value: &Spanned<DeValue<'_>>) -> LedgerErrors {
        let en = "a text, a whole number, a date or a list of texts is wanted here";
        self.error(
            value.span().start,
            en,
            "文字列・整数・日付・文字列の並びのいずれかで記入してください",
        )
    }

    /// The line and the column of a byte.
    fn place(&self, at: usize) -> Place {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        self.file.at_row(u32::try_from(line).unwrap_or(u32::MAX))
    }

    fn error(&self, at: usize, en: &str, ja: &str) -> LedgerErrors {
        let before = self.text.get(..at).unwrap_or(self.text);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        LedgerError::new(self.place(at).at_column(&format!("column {column}")), en, ja).into()
    }
}

fn names() -> String {
    Column::ALL.map(Column::en).join(", ")
}
