//! The grammar of Apache httpd: one directive a line, `<Block …>` to `</Block>`.

use super::{Builder, Document, ProblemKind, Words, joined_lines};

const WORDS: Words =
    Words { single_quotes: true, escapes: false, comments: false, comments_inside: false };

/// Reads a file of Apache httpd.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let mut builder = Builder::default();
    let mut last = 1;
    for (line, content) in joined_lines(bytes) {
        last = line;
        read_line(&mut builder, line, content.trim_ascii());
    }
    builder.finish_closed(last)
}

fn read_line(builder: &mut Builder, line: u32, content: &[u8]) {
    match content {
        [] | [b'#', ..] => {}
        [b'<', b'/', ..] => builder.close(line),
        [b'<', inner @ ..] => {
            let inner = inner.strip_suffix(b">").unwrap_or_else(|| {
                builder.problem(line, ProblemKind::NotADirective);
                inner
            });
            let words = split(builder, line, inner);
            builder.open(line, words);
        }
        _ => {
            let words = split(builder, line, content);
            builder.directive(line, words);
        }
    }
}

fn split(builder: &mut Builder, line: u32, content: &[u8]) -> Vec<String> {
    let (words, open) = WORDS.split(content);
    if open {
        builder.problem(line, ProblemKind::UnterminatedQuote);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_quotes_and_continued_lines() {
        let document = parse(
            b"# comment \\\nstill comment\r\n<VirtualHost *:443>\r\n  SSLProtocol all \\\r\n    -SSLv3\r\n\
              SSLCipherSuite \"HIGH:!aNULL # x\"\n</VirtualHost>\nSSLEngine on",
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
                (4, "SSLProtocol", "all -SSLv3".to_owned(), Some(0)),
                (6, "SSLCipherSuite", "HIGH:!aNULL # x".to_owned(), Some(0)),
                (8, "SSLEngine", "on".to_owned(), None),
            ]
        );
        assert_eq!(document.blocks[0].arguments, ["*:443"]);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let document = parse(b"</A>\n<B c\n\"x");
        let kinds: Vec<_> = document.problems.iter().map(|p| (p.line, p.kind)).collect();
        use ProblemKind::{NotADirective, UnexpectedClose, UnexpectedEnd, UnterminatedQuote};
        assert_eq!(
            kinds,
            [(1, UnexpectedClose), (2, NotADirective), (3, UnterminatedQuote), (3, UnexpectedEnd)]
        );
    }
}
