//! The grammar of OpenSSH: `Keyword argument …` or `Keyword=argument …`; `Host` and `Match` begin
//! a block that lasts to the next of them.

use super::Document;
use super::line::{self, Sections, Separator, Style};

const STYLE: Style = Style {
    separator: Separator::EqualsOrSpace,
    sections: Sections::Words(begins_block),
    ..Style::DIRECTIVES
};

/// Reads a client's or a server's configuration.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    line::parse(bytes, &STYLE)
}

fn begins_block(word: &str) -> bool {
    word.eq_ignore_ascii_case("host") || word.eq_ignore_ascii_case("match")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_equals_signs_and_blocks() {
        let document = parse(
            b"Ciphers = aes256-ctr,aes128-ctr # note\r\nMatch User \"a b\"\n\tMACs hmac-sha2-256\n#x\n",
        );
        let directives: Vec<_> = document
            .directives
            .iter()
            .map(|d| (d.line, d.name.as_str(), d.value(), d.block))
            .collect();
        assert_eq!(
            directives,
            [
                (1, "Ciphers", "aes256-ctr,aes128-ctr".to_owned(), None),
                (3, "MACs", "hmac-sha2-256".to_owned(), Some(0)),
            ]
        );
        assert_eq!(document.blocks[0].arguments, ["User", "a b"]);
    }
}
