//! The grammar of HAProxy: one directive a line, sections that begin with a keyword.

use super::line::{self, Continuation, Sections, Style, Values};
use super::{Document, Words};

const WORDS: Words =
    Words { single_quotes: true, escapes: true, comments: true, comments_inside: true };

/// Keywords that begin a section.
const SECTIONS: &[&str] = &[
    "acme",
    "backend",
    "cache",
    "crt-store",
    "defaults",
    "fcgi-app",
    "frontend",
    "global",
    "http-errors",
    "listen",
    "log-forward",
    "log-profile",
    "mailers",
    "peers",
    "program",
    "resolvers",
    "ring",
    "traces",
    "userlist",
];

const STYLE: Style = Style {
    continuation: Continuation::Backslash,
    values: Values::Words(WORDS),
    sections: Sections::Words(is_section),
    ..Style::DIRECTIVES
};

/// Reads a file of HAProxy.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    line::parse(bytes, &STYLE)
}

/// Whether a word begins a section.
#[must_use]
pub fn is_section(word: &str) -> bool {
    SECTIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_comments() {
        let document = parse(
            b"global # all\n  ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets#x\n\
              frontend www\n bind :443 ssl crt /a\\ b.pem",
        );
        let directives: Vec<_> = document
            .directives
            .iter()
            .map(|d| (d.line, d.value(), document.blocks_around(d).next().unwrap().name.as_str()))
            .collect();
        assert_eq!(
            directives,
            [
                (2, "ssl-min-ver TLSv1.2 no-tls-tickets".to_owned(), "global"),
                (4, ":443 ssl crt /a b.pem".to_owned(), "frontend"),
            ]
        );
    }
}
