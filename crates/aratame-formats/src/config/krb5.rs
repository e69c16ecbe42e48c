//! The grammar of Kerberos profiles: sections, `tag = value`, `tag = { … }`, and `include` lines.

use super::{Builder, Document, ProblemKind, lines, text};

/// Reads `krb5.conf`, `kdc.conf` or a file of `krb5.conf.d`.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let mut builder = Builder::default();
    let mut last = 1;
    for (line, content) in lines(bytes) {
        last = line;
        read_line(&mut builder, line, content.trim_ascii());
    }
    // A section has no end of its own.
    if builder.depth() > 1 {
        builder.problem(last, ProblemKind::UnexpectedEnd);
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
        [b'}', ..] if builder.depth() > 1 => builder.close(line),
        [b'}', ..] => builder.problem(line, ProblemKind::UnexpectedClose),
        _ => read_relation(builder, line, content),
    }
}

fn read_relation(builder: &mut Builder, line: u32, content: &[u8]) {
    let Some(at) = content.iter().position(|byte| *byte == b'=') else {
        return read_include(builder, line, content);
    };
    let (tag, value) = content.split_at(at);
    let tag = text(tag.trim_ascii_end());
    let tag = tag.strip_suffix('*').unwrap_or(&tag).to_owned();
    let value = value.get(1..).unwrap_or_default().trim_ascii();
    match value {
        [b'{', ..] => builder.open(line, vec![tag]),
        [b'"', quoted @ ..] => {
            let end = quoted.iter().rposition(|byte| *byte == b'"');
            if end.is_none() {
                builder.problem(line, ProblemKind::UnterminatedQuote);
            }
            let quoted = quoted.get(..end.unwrap_or(quoted.len())).unwrap_or_default();
            builder.directive(line, vec![tag, text(quoted)]);
        }
        _ => builder.directive(line, vec![tag, text(value)]),
    }
}

fn read_include(builder: &mut Builder, line: u32, content: &[u8]) {
    let mut words = content.splitn(2, u8::is_ascii_whitespace);
    let word = words.next().unwrap_or_default();
    match words.next() {
        Some(rest) if matches!(word, b"include" | b"includedir" | b"module") => {
            builder.directive(line, vec![text(word), text(rest.trim_ascii())]);
        }
        _ => builder.problem(line, ProblemKind::NotADirective),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_nested_relations() {
        let document = parse(
            b"includedir /etc/krb5.conf.d/\n[libdefaults]\n permitted_enctypes = aes256-cts \r\n\
              [realms]\n A.EXAMPLE = {\n  supported_enctypes* = \"des3:normal\"\n }\n}\nx\n",
        );
        let directives: Vec<_> = document
            .directives
            .iter()
            .map(|d| (d.line, d.name.as_str(), d.value(), d.block))
            .collect();
        assert_eq!(
            directives,
            [
                (1, "includedir", "/etc/krb5.conf.d/".to_owned(), None),
                (3, "permitted_enctypes", "aes256-cts".to_owned(), Some(0)),
                (6, "supported_enctypes", "des3:normal".to_owned(), Some(2)),
            ]
        );
        assert_eq!(document.blocks[2].parent, Some(1));
        let problems: Vec<_> = document.problems.iter().map(|p| (p.line, p.kind)).collect();
        assert_eq!(problems, [(8, ProblemKind::UnexpectedClose), (9, ProblemKind::NotADirective)]);
    }
}
