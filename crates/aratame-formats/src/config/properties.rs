//! The grammar of Java properties: `key=value`, `key: value`, `key value`, continued lines and
//! `\uXXXX`.

use super::{Builder, Document, ProblemKind, lines, text};

/// Reads a properties file.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let mut builder = Builder::default();
    let mut lines = lines(bytes);
    while let Some((line, content)) = lines.next() {
        let content = content.trim_ascii_start();
        if matches!(content, [] | [b'#' | b'!', ..]) {
            continue;
        }
        let mut joined = content.to_vec();
        while ends_in_odd_backslashes(&joined) {
            joined.pop();
            let Some((_, more)) = lines.next() else { break };
            joined.extend_from_slice(more.trim_ascii_start());
        }
        if has_broken_escape(&joined) {
            builder.problem(line, ProblemKind::NotADirective);
        }
        let (key, value) = split(&joined);
        builder.directive(line, vec![unescaped(key), unescaped(value)]);
    }
    builder.finish()
}

fn ends_in_odd_backslashes(line: &[u8]) -> bool {
    line.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Whether `\u` stands without four hexadecimal digits, for which Java refuses the file.
fn has_broken_escape(line: &[u8]) -> bool {
    let mut rest = line;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let behind = rest.get(at + 1..).unwrap_or_default();
        let digits = behind.get(1..5).is_some_and(|four| four.iter().all(u8::is_ascii_hexdigit));
        if behind.first() == Some(&b'u') && !digits {
            return true;
        }
        rest = behind.get(1..).unwrap_or_default();
    }
    false
}

/// Key and value, parted by `=`, `:` or white space.
fn split(line: &[u8]) -> (&[u8], &[u8]) {
    let mut escaped = false;
    let end = line.iter().position(|byte| {
        let ends = !escaped && (matches!(byte, b'=' | b':') || byte.is_ascii_whitespace());
        escaped = !escaped && *byte == b'\\';
        ends
    });
    let (key, rest) = line.split_at(end.unwrap_or(line.len()));
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"=").or_else(|| rest.strip_prefix(b":")).unwrap_or(rest);
    (key, rest.trim_ascii_start())
}

fn unescaped(raw: &[u8]) -> String {
    let raw = text(raw);
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('f') => out.push('\u{c}'),
            Some('u') => {
                let code: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_continuations_and_escapes() {
        let document = parse(
            b"# c \\\n jdk.tls.disabledAlgorithms=SSLv3, RC4, \\\r\n\t  DES\n! x\na\\:b : \\u0041\\\\\nc d",
        );
        let directives: Vec<_> =
            document.directives.iter().map(|d| (d.line, d.name.as_str(), d.value())).collect();
        assert_eq!(
            directives,
            [
                (2, "jdk.tls.disabledAlgorithms", "SSLv3, RC4, DES".to_owned()),
                (5, "a:b", "A\\".to_owned()),
                (6, "c", "d".to_owned()),
            ]
        );
    }
}
