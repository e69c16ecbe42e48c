//! YAML, and JSON as a part of it: mappings are blocks, scalars and lists of scalars directives.
//!
//! Each document of a file is a block `document`; each mapping in a list is a block with the
//! list's name. References (`*anchor`) are not followed: each is a problem. Where the syntax is
//! broken the rest of the file is read line by line as `name: value`.

use super::line::{Separator, Style};
use super::{Builder, Document, ProblemKind, line, lines, without_mark};
use saphyr_parser::{Event, Parser, ScanError, Span};

/// The name of the block around each document of a file.
pub const DOCUMENT: &str = "document";

/// Reads a file of YAML or JSON.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    // A carriage return alone ends a line of YAML, but no line as people count them.
    let text = String::from_utf8_lossy(without_mark(bytes)).replace('\r', " ");
    let mut reader = Reader { builder: Builder::default(), open: Vec::new(), last: 1 };
    for event in Parser::new_from_str(&text) {
        match event {
            Ok((event, span)) => reader.event(event, span),
            Err(error) => return reader.broken(bytes, &error),
        }
    }
    reader.builder.finish()
}

/// A mapping or list that is open.
enum Open {
    /// A mapping, with the key whose value comes next.
    Mapping(Option<(String, u32)>),
    /// A list: its key, its line, its scalars.
    List(String, u32, Vec<String>),
}

struct Reader {
    builder: Builder,
    open: Vec<Open>,
    last: u32,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX).max(1);
        self.last = line;
        match event {
            Event::DocumentStart(_) => self.builder.open(line, vec![DOCUMENT.to_owned()]),
            Event::DocumentEnd => self.builder.close(line),
            Event::Scalar(text, ..) => self.scalar(line, text.into_owned()),
            Event::Alias(_) => {
                self.builder.problem(line, ProblemKind::NotFollowed);
                self.scalar(line, "*".to_owned());
            }
            Event::MappingStart(..) => {
                let (name, line) = self.name(line);
                // The first mapping of a document is the document.
                if !self.open.is_empty() {
                    self.builder.open(line, vec![name]);
                }
                self.open.push(Open::Mapping(None));
            }
            Event::SequenceStart(..) => {
                let (name, line) = self.name(line);
                self.open.push(Open::List(name, line, Vec::new()));
            }
            Event::MappingEnd => {
                self.open.pop();
                if !self.open.is_empty() {
                    self.builder.close(line);
                }
            }
            Event::SequenceEnd => {
                if let Some(Open::List(name, line, items)) = self.open.pop()
                    && !items.is_empty()
                {
                    self.builder.directive(line, [vec![name], items].concat());
                }
            }
            _ => {}
        }
    }

    /// The name under which what begins here stands: that of the key, or of the list around it.
    fn name(&mut self, line: u32) -> (String, u32) {
        match self.open.last_mut() {
            Some(Open::Mapping(key)) => key.take().unwrap_or((String::new(), line)),
            Some(Open::List(name, ..)) => (name.clone(), line),
            None => (String::new(), line),
        }
    }

    fn scalar(&mut self, line: u32, text: String) {
        match self.open.last_mut() {
            Some(Open::Mapping(key @ None)) => *key = Some((text, line)),
            Some(Open::Mapping(key)) => {
                if let Some((name, line)) = key.take() {
                    self.builder.directive(line, vec![name, text]);
                }
            }
            Some(Open::List(_, _, items)) if items.len() <= super::MAX_ARGUMENTS => {
                items.push(text);
            }
            _ => {}
        }
    }

    /// The document so far, and the lines from the error on.
    fn broken(mut self, bytes: &[u8], error: &ScanError) -> Document {
        let at = u32::try_from(error.marker().line()).unwrap_or(u32::MAX).max(1);
        let count = u32::try_from(lines(bytes).count()).unwrap_or(u32::MAX);
        let at = at.min(count);
        self.builder.problem(at, ProblemKind::NotADirective);
        let style = Style { separator: Separator::Colon, ..Style::ASSIGNMENTS };
        let rest = line::parse(bytes, &style);
        let after = |line: u32| line > self.last;
        for directive in rest.directives.into_iter().filter(|directive| after(directive.line)) {
            let name = directive.name.trim_start_matches("- ").trim().to_owned();
            self.builder.directive(directive.line, [vec![name], directive.arguments].concat());
        }
        self.builder.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u32, String, String)> {
        let document = parse(bytes);
        let path = |d| {
            let mut names: Vec<_> =
                document.blocks_around(d).map(|block| block.name.clone()).collect();
            names.reverse();
            names.push(d.name.clone());
            names.join("/")
        };
        document.directives.iter().map(|d| (d.line, path(d), d.arguments.join("|"))).collect()
    }

    #[test]
    fn mappings_lists_and_documents() {
        assert_eq!(
            rows(
                b"\xEF\xBB\xBFnet:\r\n  tls: { mode: requireTLS } # \xE8\xA1\xA8\r\n  off: [A, B]\n\
                  list:\n  - a: 1\n  - b\n---\nkind: Secret\n"
            ),
            [
                (2, "document/net/tls/mode".to_owned(), "requireTLS".to_owned()),
                (3, "document/net/off".to_owned(), "A|B".to_owned()),
                (5, "document/list/a".to_owned(), "1".to_owned()),
                (4, "document/list".to_owned(), "b".to_owned()),
                (8, "document/kind".to_owned(), "Secret".to_owned()),
            ]
        );
    }

    #[test]
    fn json_has_lines_too() {
        assert_eq!(
            rows(
                b"{\n\t\"tls\": {\n\t\t\"min\": \"TLSv1_2\",\n\t\t\"c\": [\"a\", \"b\"]\n\t}\n}\n"
            ),
            [
                (3, "document/tls/min".to_owned(), "TLSv1_2".to_owned()),
                (4, "document/tls/c".to_owned(), "a|b".to_owned()),
            ]
        );
    }

    #[test]
    fn what_follows_an_error_is_read_by_lines() {
        let document = parse(b"a: 1\nb: [x\nc: 2\n- d: }\n");
        assert!(!document.problems.is_empty());
        assert!(document.directives.iter().any(|d| d.name == "c" && d.value() == "2"));
    }

    #[test]
    fn references_are_told_and_not_followed() {
        let document = parse(b"a: &x [b, c]\nd: *x\n");
        assert_eq!(document.problems[0].kind, ProblemKind::NotFollowed);
        assert_eq!(document.directives.len(), 2);
    }
}
