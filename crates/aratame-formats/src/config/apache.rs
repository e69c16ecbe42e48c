//! The grammar of Apache httpd: one directive a line, `<Block …>` to `</Block>`.

use super::Document;
use super::line::{self, Continuation, Sections, Style, Values, WORDS};

const STYLE: Style = Style {
    continuation: Continuation::Backslash,
    values: Values::Words(WORDS),
    sections: Sections::Tags,
    ..Style::DIRECTIVES
};

/// Reads a file of Apache httpd.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    line::parse(bytes, &STYLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ProblemKind;

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
