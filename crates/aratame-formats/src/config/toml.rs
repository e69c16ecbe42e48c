//! TOML: tables are blocks, values and lists of values directives.

use super::{Builder, Document, ProblemKind, lines, without_mark};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a file of TOML; what breaks is told and passed.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let text = String::from_utf8_lossy(without_mark(bytes));
    let (table, errors) = DeTable::parse_recoverable(&text);
    let last = u32::try_from(lines(bytes).count()).unwrap_or(u32::MAX);
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
    let mut reader = Reader { ends, last, builder: Builder::default() };
    for error in errors {
        let line = reader.line(error.span().map_or(0, |span| span.start));
        reader.builder.problem(line, ProblemKind::NotADirective);
    }
    reader.table(table.get_ref());
    reader.builder.finish()
}

struct Reader {
    /// Offsets of the ends of lines.
    ends: Vec<usize>,
    last: u32,
    builder: Builder,
}

impl Reader {
    fn line(&self, offset: usize) -> u32 {
        let ends = self.ends.partition_point(|end| *end < offset);
        u32::try_from(ends).unwrap_or(u32::MAX).saturating_add(1).min(self.last)
    }

    fn table(&mut self, table: &DeTable<'_>) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            self.entry(key.get_ref(), key.span().start, value);
        }
    }

    /// One entry. The depth of tables is bounded by the reader of TOML.
    fn entry(&mut self, key: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        let line = self.line(at);
        match value.get_ref() {
            DeValue::Table(table) => {
                self.builder.open(line, vec![key.to_owned()]);
                self.table(table);
                self.builder.close(line);
            }
            DeValue::Array(items) => {
                let scalars = items.iter().filter_map(|item| scalar(item.get_ref()));
                let words: Vec<String> = std::iter::once(key.to_owned()).chain(scalars).collect();
                if words.len() > 1 {
                    self.builder.directive(line, words);
                }
                for item in items.iter().filter(|item| matches!(item.get_ref(), DeValue::Table(_)))
                {
                    self.entry(key, item.span().start, item);
                }
            }
            other => {
                let words = std::iter::once(key.to_owned()).chain(scalar(other)).collect();
                self.builder.directive(line, words);
            }
        }
    }
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_values_and_lists() {
        let document = parse(
            b"[tls.options.default]\n  minVersion = \"VersionTLS12\"\n  curves = [\n \"X25519\",\"P-256\"]\n\
              [[tls.certificates]]\ncertFile = \"/a\"\nbad line\n",
        );
        let directives: Vec<_> = document
            .directives
            .iter()
            .map(|d| (d.line, d.name.as_str(), d.arguments.join("|")))
            .collect();
        assert_eq!(
            directives,
            [
                (2, "minVersion", "VersionTLS12".to_owned()),
                (3, "curves", "X25519|P-256".to_owned()),
                (6, "certFile", "/a".to_owned()),
            ]
        );
        assert_eq!(document.problems[0].line, 7);
    }
}
