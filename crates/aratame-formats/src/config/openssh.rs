//! The grammar of OpenSSH: `Keyword argument …` or `Keyword=argument …`; `Host` and `Match` begin
//! a block that lasts to the next of them.

use super::{Builder, Document, ProblemKind, Words, lines};

const WORDS: Words =
    Words { single_quotes: true, escapes: false, comments: true, comments_inside: false };

/// Reads a client's or a server's configuration.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let mut builder = Builder::default();
    for (line, content) in lines(bytes) {
        let (words, open) = split(content);
        if open {
            builder.problem(line, ProblemKind::UnterminatedQuote);
        }
        if words.first().is_some_and(|word| begins_block(word)) {
            builder.section(line, words);
        } else {
            builder.directive(line, words);
        }
    }
    builder.finish()
}

fn begins_block(word: &str) -> bool {
    word.eq_ignore_ascii_case("host") || word.eq_ignore_ascii_case("match")
}

/// The keyword ends at a space or at `=`, around which spaces may stand.
fn split(content: &[u8]) -> (Vec<String>, bool) {
    let content = content.trim_ascii();
    let keyword = content.iter().position(|byte| !byte.is_ascii_alphanumeric());
    let (keyword, rest) = content.split_at(keyword.unwrap_or(content.len()));
    let rest = rest.trim_ascii_start();
    match rest.strip_prefix(b"=") {
        Some(rest) if !keyword.is_empty() => {
            let (mut words, open) = WORDS.split(rest);
            words.insert(0, super::text(keyword));
            (words, open)
        }
        _ => WORDS.split(content),
    }
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
