//! The grammar of nginx: `name argument …;` and `name argument … { … }`.
//!
//! Blocks of Lua code are passed over: they are another language.

use super::{Builder, Document, MAX_ARGUMENTS, ProblemKind, text, without_mark};

/// Reads a file of nginx.
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    read(bytes, false)
}

/// Reads a file of this grammar, in which `//` and `/* */` are comments, too, when `slashes`.
pub(super) fn read(bytes: &[u8], slashes: bool) -> Document {
    let mut reader = Reader { rest: without_mark(bytes), line: 1, slashes };
    let mut builder = Builder::default();
    let mut words = Vec::new();
    let mut begin = 1;
    while let Some(token) = reader.token(&mut builder) {
        match token {
            Token::Word(line, word) => {
                if words.is_empty() {
                    begin = line;
                }
                // One more than is kept, so that the bound is noticed.
                if words.len() <= MAX_ARGUMENTS + 1 {
                    words.push(word);
                }
            }
            Token::End => builder.directive(begin, std::mem::take(&mut words)),
            Token::Open => {
                let is_lua = words.first().is_some_and(|name| name.ends_with("_by_lua_block"));
                if is_lua {
                    reader.skip_block();
                    words.clear();
                } else {
                    let line = if words.is_empty() { reader.line } else { begin };
                    builder.open(line, std::mem::take(&mut words));
                }
            }
            Token::Close => {
                if !words.is_empty() {
                    builder.problem(begin, ProblemKind::UnexpectedEnd);
                    builder.directive(begin, std::mem::take(&mut words));
                }
                builder.close(reader.line);
            }
        }
    }
    if !words.is_empty() {
        builder.problem(begin, ProblemKind::UnexpectedEnd);
        builder.directive(begin, words);
    }
    builder.finish_closed(reader.line)
}

enum Token {
    Word(u32, String),
    End,
    Open,
    Close,
}

struct Reader<'a> {
    rest: &'a [u8],
    line: u32,
    slashes: bool,
}

impl Reader<'_> {
    fn token(&mut self, builder: &mut Builder) -> Option<Token> {
        loop {
            match self.rest.first()? {
                b'#' => self.skip_comment(),
                b'/' if self.slashes && self.rest.starts_with(b"//") => self.skip_comment(),
                b'/' if self.slashes && self.rest.starts_with(b"/*") => self.skip_long_comment(),
                byte if byte.is_ascii_whitespace() => self.advance(1),
                b';' => return Some(self.mark(Token::End)),
                b'{' => return Some(self.mark(Token::Open)),
                b'}' => return Some(self.mark(Token::Close)),
                quote @ (b'"' | b'\'') => {
                    let quote = *quote;
                    return Some(self.quoted(quote, builder));
                }
                _ => return Some(self.word()),
            }
        }
    }

    fn mark(&mut self, token: Token) -> Token {
        self.advance(1);
        token
    }

    fn advance(&mut self, count: usize) {
        let (passed, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        let ends = memchr::memchr_iter(b'\n', passed).count();
        self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        self.rest = rest;
    }

    fn skip_comment(&mut self) {
        let end = memchr::memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        self.advance(end);
    }

    fn skip_long_comment(&mut self) {
        let end = memchr::memmem::find(self.rest, b"*/");
        self.advance(end.map_or(self.rest.len(), |end| end + 2));
    }

    /// A word outside quotes; `${name}` belongs to it.
    fn word(&mut self) -> Token {
        let line = self.line;
        let mut word = Vec::new();
        let mut at = 0;
        let mut after_dollar = false;
        while let Some(&byte) = self.rest.get(at) {
            if byte.is_ascii_whitespace() || byte == b';' || (byte == b'{' && !after_dollar) {
                break;
            }
            after_dollar = byte == b'$';
            at += if byte == b'\\' { escape(self.rest, at, &mut word) } else { 1 };
            if byte != b'\\' {
                word.push(byte);
            }
        }
        self.advance(at);
        Token::Word(line, text(&word))
    }

    fn quoted(&mut self, quote: u8, builder: &mut Builder) -> Token {
        let line = self.line;
        let mut word = Vec::new();
        let mut at = 1;
        loop {
            match self.rest.get(at) {
                None => {
                    builder.problem(line, ProblemKind::UnterminatedQuote);
                    break;
                }
                Some(&byte) if byte == quote => break,
                Some(b'\\') => at += escape(self.rest, at, &mut word),
                Some(&byte) => {
                    word.push(byte);
                    at += 1;
                }
            }
        }
        self.advance(at + 1);
        Token::Word(line, text(&word))
    }

    /// Passes over a block of another language up to the brace that closes it.
    fn skip_block(&mut self) {
        let mut depth = 1_usize;
        let end = self.rest.iter().position(|byte| {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        self.advance(end.map_or(self.rest.len(), |end| end + 1));
    }
}

/// What a backslash at `at` stands for; gives the number of bytes it takes.
fn escape(bytes: &[u8], at: usize, word: &mut Vec<u8>) -> usize {
    match bytes.get(at + 1) {
        Some(byte @ (b'"' | b'\'' | b'\\')) => word.push(*byte),
        Some(b't') => word.push(b'\t'),
        Some(b'r') => word.push(b'\r'),
        Some(b'n') => word.push(b'\n'),
        Some(byte) => word.extend([b'\\', *byte]),
        None => {
            word.push(b'\\');
            return 1;
        }
    }
    2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_quotes_comments_and_lines() {
        let document = parse(
            b"\xEF\xBB\xBFhttp { # \x95\x5C comment\r\n  server{\r\n ssl_protocols TLSv1.2\r\n  \
              'TLSv1.3'; return 301 https://${host}\\;$uri; ssl_ciphers \"A:B # no comment\";}}",
        );
        assert_eq!(document.problems, []);
        let directives: Vec<_> =
            document.directives.iter().map(|d| (d.line, d.name.as_str(), d.value())).collect();
        assert_eq!(
            directives,
            [
                (3, "ssl_protocols", "TLSv1.2 TLSv1.3".to_owned()),
                (4, "return", "301 https://${host}\\;$uri".to_owned()),
                (4, "ssl_ciphers", "A:B # no comment".to_owned()),
            ]
        );
        let around = document.blocks_around(&document.directives[0]);
        assert_eq!(
            around.map(|b| (b.line, b.name.as_str())).collect::<Vec<_>>(),
            [(2, "server"), (1, "http")]
        );
    }

    #[test]
    fn lua_is_passed_over() {
        let document =
            parse(b"content_by_lua_block { if a then b = { 'x;' } end }\nssl_protocols TLSv1.3;");
        assert_eq!(document.directives.len(), 1);
        assert_eq!(document.directives[0].line, 2);
    }

    #[test]
    fn what_does_not_fit_is_told_and_passed() {
        let document = parse(b"}\nssl_protocols TLSv1.2\n}\nserver { a 'b");
        let problems: Vec<_> = document.problems.iter().map(|p| (p.line, p.kind)).collect();
        use ProblemKind::{UnexpectedClose, UnexpectedEnd, UnterminatedQuote};
        assert_eq!(
            problems,
            [
                (1, UnexpectedClose),
                (2, UnexpectedEnd),
                (3, UnexpectedClose),
                (4, UnterminatedQuote),
                (4, UnexpectedEnd),
                (4, UnexpectedEnd)
            ]
        );
        assert_eq!(document.directives[0].value(), "TLSv1.2");
    }

    #[test]
    fn depth_is_bounded() {
        let document = parse(&b"a{".repeat(100_000));
        assert_eq!(document.blocks.len(), super::super::MAX_DEPTH);
        assert!(document.problems.iter().any(|p| p.kind == ProblemKind::TooDeep));
    }
}
