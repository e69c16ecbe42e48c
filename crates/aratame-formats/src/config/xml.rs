//! XML: elements are blocks, attributes directives in them, and the text of an element a directive
//! with the element's name beside it. Names stand without their prefix. Entities other than those
//! of XML itself are not expanded, and no other file is read.

use super::{Builder, Document, ProblemKind, without_mark};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Longest text of an element that is kept: a certificate has a few thousand characters.
const MAX_TEXT: usize = 1 << 16;

/// Reads a file of XML, up to where it breaks.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let text = String::from_utf8_lossy(without_mark(bytes));
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let (bytes, builder) = (text.as_bytes(), Builder::default());
    let mut elements = Elements { bytes, at: 0, line: 1, builder, open: Vec::new() };
    loop {
        let event = reader.read_event();
        let position = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match event {
            Ok(Event::Eof) => break,
            Ok(event) => elements.event(&event),
            Err(_) => {
                elements.advance(position);
                let line = elements.line;
                elements.builder.problem(line, ProblemKind::NotADirective);
                break;
            }
        }
        elements.advance(position);
    }
    let last = elements.line;
    elements.builder.finish_closed(last)
}

struct Elements<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
    builder: Builder,
    /// Name, line and text of each element that is open.
    open: Vec<(String, u32, String)>,
}

impl Elements<'_> {
    fn advance(&mut self, to: usize) {
        let to = to.clamp(self.at, self.bytes.len());
        let passed = self.bytes.get(self.at..to).unwrap_or_default();
        let ends = memchr::memchr_iter(b'\n', passed).count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.at = to;
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(start) => self.start(start),
            Event::Empty(start) => {
                self.start(start);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(text),
            Event::CData(text) => self.text(text),
            _ => {}
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let name = local(start.name().as_ref());
        self.builder.open(self.line, vec![name.clone()]);
        let raw: &str = start;
        for attribute in start.attributes().with_checks(false).flatten() {
            let value: &str = &attribute.value;
            let before = (value.as_ptr() as usize).checked_sub(raw.as_ptr() as usize);
            let passed = before.and_then(|length| raw.get(..length)).unwrap_or_default();
            let ends = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
            let line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
            let value = unescape(value).map_or_else(|_| value.to_owned(), Cow::into_owned);
            self.builder.directive(line, vec![local(attribute.key.as_ref()), value]);
        }
        if self.open.len() < super::MAX_DIRECTIVES {
            self.open.push((name, self.line, String::new()));
        }
    }

    fn text(&mut self, more: &str) {
        let Some((_, _, text)) = self.open.last_mut() else { return };
        let more = more.trim();
        if text.len() + more.len() <= MAX_TEXT {
            text.push_str(more);
        }
    }

    fn end(&mut self) {
        self.builder.close(self.line);
        if let Some((name, line, text)) = self.open.pop()
            && !text.is_empty()
        {
            self.builder.directive(line, vec![name, text]);
        }
    }
}

/// A name without its prefix.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_attributes_and_text() {
        let document = parse(
            b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- \x95\x5C -->\n<Server port=\"1\">\n <x:Host\n  \
              protocols=\"TLSv1.2&amp;x\"\n  ciphers='A:B'/>\n <k>\n v </k>\n</Server>\n",
        );
        assert_eq!(document.problems, []);
        let directives: Vec<_> = document
            .directives
            .iter()
            .map(|d| (d.line, d.name.as_str(), d.value(), d.block))
            .collect();
        assert_eq!(
            directives,
            [
                (3, "port", "1".to_owned(), Some(0)),
                (5, "protocols", "TLSv1.2&x".to_owned(), Some(1)),
                (6, "ciphers", "A:B".to_owned(), Some(1)),
                (7, "k", "v".to_owned(), Some(0)),
            ]
        );
    }

    #[test]
    fn what_breaks_is_told() {
        let document = parse(b"<a>\n<b c=\"d\">\n</b><");
        assert!(document.problems.iter().any(|problem| problem.line == 3));
        assert_eq!(document.directives.len(), 1);
    }
}
