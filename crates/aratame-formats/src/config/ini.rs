//! The grammar of sections and `name = value`: OpenSSL's configuration files, and the policy
//! files and back-ends of crypto-policies.

use super::{Builder, Document, ProblemKind, joined_lines, text};

/// Reads a file of OpenSSL: values may be quoted, `#` begins a comment anywhere else, `.include`
/// may stand without `=`, and `$` references to variables stay as written.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let mut builder = Builder::default();
    for (line, content) in joined_lines(bytes) {
        read_line(&mut builder, line, content.trim_ascii());
    }
    builder.finish()
}

fn read_line(builder: &mut Builder, line: u32, content: &[u8]) {
    match content {
        [] | [b'#' | b';', ..] => {}
        [b'[', inner @ ..] => {
            let end = inner.iter().position(|byte| *byte == b']');
            if end.is_none() {
                builder.problem(line, ProblemKind::NotADirective);
            }
            let name = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
            builder.section(line, vec![text(name.trim_ascii())]);
        }
        _ => read_assignment(builder, line, content),
    }
}

fn read_assignment(builder: &mut Builder, line: u32, content: &[u8]) {
    let (name, value) = match content.iter().position(|byte| *byte == b'=') {
        Some(at) => (content.get(..at), content.get(at + 1..)),
        None => match dot_command(content) {
            Some(at) => (content.get(..at), content.get(at..)),
            None => return builder.problem(line, ProblemKind::NotADirective),
        },
    };
    let name = name.unwrap_or_default().trim_ascii();
    let (value, open) = unquoted(value.unwrap_or_default().trim_ascii());
    if name.is_empty() {
        return builder.problem(line, ProblemKind::NotADirective);
    }
    if open {
        builder.problem(line, ProblemKind::UnterminatedQuote);
    }
    builder.directive(line, vec![text(name), text(&value)]);
}

/// The end of the word of `.include file` or `.pragma text`.
fn dot_command(content: &[u8]) -> Option<usize> {
    let end = content.iter().position(u8::is_ascii_whitespace)?;
    content.starts_with(b".").then_some(end)
}

/// A value without its comment and quotes, and whether a quote was left open.
fn unquoted(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut value = Vec::new();
    // What stands before this length was quoted or escaped, and is not trimmed.
    let mut kept = 0;
    let mut quote = None;
    let mut bytes = raw.iter().copied();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'#') => break,
            (_, b'\\') => value.extend(bytes.next()),
            _ => value.push(byte),
        }
        if quote.is_some() || byte == b'\\' {
            kept = value.len();
        }
    }
    while value.len() > kept && value.last().is_some_and(u8::is_ascii_whitespace) {
        value.pop();
    }
    (value, quote.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_values_and_comments() {
        let document = parse(
            b"a = b # c\n.include /etc/x.cnf\n[ one ]\nCipherString = HIGH:\\\n!aNULL\r\n\
              q = \"x # y\" \n; \x83\x5C\nnothing\nempty =\n",
        );
        let directives: Vec<_> = document
            .directives
            .iter()
            .map(|d| (d.line, d.name.as_str(), d.value(), d.block))
            .collect();
        assert_eq!(
            directives,
            [
                (1, "a", "b".to_owned(), None),
                (2, ".include", "/etc/x.cnf".to_owned(), None),
                (4, "CipherString", "HIGH:!aNULL".to_owned(), Some(0)),
                (6, "q", "x # y".to_owned(), Some(0)),
                (9, "empty", String::new(), Some(0)),
            ]
        );
        assert_eq!(document.problems.len(), 0, "the comment swallows its continuation");
    }
}
