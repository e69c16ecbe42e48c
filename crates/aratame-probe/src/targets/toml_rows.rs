//! Targets in TOML: one `[[target]]` a host.

use super::{Field, Row, TargetError};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) fn read(text: &str) -> Result<Vec<Row>, Vec<TargetError>> {
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        vec![TargetError::new(line(text, at), None, error.message(), "TOMLの書式に合いません")]
    })?;
    let mut rows = Vec::new();
    for (key, value) in document.get_ref().iter() {
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("target", DeValue::Array(targets)) => {
                for target in targets.iter() {
                    rows.push(row(text, target).map_err(|error| vec![error])?);
                }
            }
            _ => {
                let (en, ja) = ("only [[target]] stands here", "書けるのは[[target]]のみです");
                return Err(vec![TargetError::new(line(text, key.span().start), None, en, ja)]);
            }
        }
    }
    Ok(rows)
}

fn row(text: &str, target: &Spanned<DeValue<'_>>) -> Result<Row, TargetError> {
    let start = line(text, target.span().start);
    let DeValue::Table(table) = target.get_ref() else {
        return Err(TargetError::new(start, None, "not a table", "テーブルではありません"));
    };
    let mut row = Row { line: start, ..Row::default() };
    for (key, value) in table.iter() {
        let at = line(text, value.span().start);
        let Some(field) = Field::of(key.get_ref()) else {
            let en = format!("there is no field of this name; there are {}", names());
            return Err(TargetError::new(at, None, &en, "この名前の項目はありません"));
        };
        let Some(value) = word(value.get_ref()) else {
            let en = "a text, a whole number or a list of them";
            let ja = "文字列・整数又はその並びで記入してください";
            return Err(TargetError::new(at, Some(field), en, ja));
        };
        row.fields.insert(field, (at, value));
    }
    Ok(row)
}

fn word(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Array(items) => {
            let flat = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
                DeValue::Array(_) => None,
                other => word(other),
            };
            let words: Option<Vec<String>> = items.iter().map(flat).collect();
            words.map(|words| words.join(" "))
        }
        _ => None,
    }
}

fn names() -> String {
    Field::ALL.map(Field::en).join(", ")
}

fn line(text: &str, at: usize) -> u32 {
    let before = text.get(..at).unwrap_or(text).matches('\n').count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}
