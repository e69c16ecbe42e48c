//! The grammar of sections and `name = value`: OpenSSL's configuration files, and the policy
//! files and back-ends of crypto-policies.

use super::Document;
use super::line::{self, Continuation, Style, Values};

const STYLE: Style = Style {
    continuation: Continuation::Backslash,
    values: Values::Escaped,
    bare: &[".*"],
    ..Style::INI
};

/// Reads a file of OpenSSL: values may be quoted, `#` begins a comment anywhere else, `.include`
/// may stand without `=`, and `$` references to variables stay as written.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    line::parse(bytes, &STYLE)
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
