//! Terms of Erlang as configuration: a tuple `{name, value}` is a directive, `{name, [{…}, …]}` a
//! block, `{name, [a, b]}` a directive of several words.
//!
//! Maps, records and funs are no configuration of a product that is read: their marks are told.

use super::{Builder, Document, MAX_ARGUMENTS, MAX_DEPTH, ProblemKind, text, without_mark};

/// Reads a file of terms, `[…].`
#[must_use]
pub fn parse(bytes: &[u8]) -> Document {
    let tokens = tokens(without_mark(bytes));
    let mut reader = Reader { builder: Builder::default(), open: Vec::new() };
    for (at, (line, token)) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1).map(|(_, token)| token);
        reader.token(*line, token, next);
    }
    let last = tokens.last().map_or(1, |(line, _)| *line);
    if !reader.open.is_empty() {
        reader.builder.problem(last, ProblemKind::UnexpectedEnd);
    }
    reader.builder.finish()
}

/// A piece of the text.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    Open(u8),
    Close(u8),
    /// An atom, number, string or binary.
    Scalar(String),
    /// What a configuration does not have.
    Strange,
    /// A quote without an end.
    Unended,
}

/// Tokens of one file that are kept: several for each directive that is.
const MAX_TOKENS: usize = super::MAX_DIRECTIVES * 4;

fn tokens(bytes: &[u8]) -> Vec<(u32, Token)> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1_u32);
    while let Some(&byte) = bytes.get(at) {
        if found.len() >= MAX_TOKENS {
            break;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let (length, token) = match byte {
            b'\n' => {
                line = line.saturating_add(1);
                (1, None)
            }
            b'%' => (memchr::memchr(b'\n', rest).unwrap_or(rest.len()), None),
            b'{' | b'[' => (1, Some(Token::Open(byte))),
            b'}' | b']' => (1, Some(Token::Close(byte))),
            b'"' | b'\'' => quoted(rest, byte),
            // The marks around a binary: its string stands between them.
            b'<' | b'>' | b',' | b'.' | b'|' => (1, None),
            b'#' | b'(' | b')' | b'=' => (1, Some(Token::Strange)),
            _ if byte.is_ascii_whitespace() => (1, None),
            _ => bare(rest),
        };
        let lines = memchr::memchr_iter(b'\n', rest.get(..length).unwrap_or_default()).count();
        found.extend(token.map(|token| (line, token)));
        if byte != b'\n' {
            line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        }
        at += length;
    }
    found
}

/// A string or a quoted atom, with its length.
fn quoted(rest: &[u8], quote: u8) -> (usize, Option<Token>) {
    let mut value = Vec::new();
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            _ if byte == quote => return (at + 1, Some(Token::Scalar(text(&value)))),
            b'\\' => {
                value.extend(rest.get(at + 1));
                at += 2;
            }
            _ => {
                value.push(byte);
                at += 1;
            }
        }
    }
    // The rest of the line is lost, the lines behind it are not.
    let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    (line.max(1), Some(Token::Unended))
}

/// An atom or a number: a dot inside it belongs to it, one at its end closes the term.
fn bare(rest: &[u8]) -> (usize, Option<Token>) {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"{}[]\"',|%<>#()=".contains(byte);
    let end = rest.iter().position(is_end).unwrap_or(rest.len()).max(1);
    let word = rest.get(..end).unwrap_or_default();
    let word = word.strip_suffix(b".").unwrap_or(word);
    (end, (!word.is_empty()).then(|| Token::Scalar(text(word))))
}

/// A tuple or list that is open.
struct Open {
    line: u32,
    is_tuple: bool,
    /// Whether it is a block.
    is_block: bool,
    /// Whether something other than scalars stood in it.
    is_deep: bool,
    words: Vec<String>,
}

struct Reader {
    builder: Builder,
    open: Vec<Open>,
}

impl Reader {
    fn token(&mut self, line: u32, token: &Token, next: Option<&Token>) {
        match token {
            Token::Strange => self.builder.problem(line, ProblemKind::NotADirective),
            Token::Unended => self.builder.problem(line, ProblemKind::UnterminatedQuote),
            Token::Open(mark) => self.begin(line, *mark, next),
            Token::Close(mark) => self.end(line, *mark),
            Token::Scalar(word) => {
                if let Some(open) = self.open.last_mut()
                    && open.words.len() <= MAX_ARGUMENTS
                {
                    open.words.push(word.clone());
                }
            }
        }
    }

    fn begin(&mut self, line: u32, mark: u8, next: Option<&Token>) {
        if self.open.len() >= MAX_DEPTH {
            return self.builder.problem(line, ProblemKind::TooDeep);
        }
        let is_tuple = mark == b'{';
        let parent = self.open.last_mut();
        let name = parent.filter(|open| open.is_tuple && open.words.len() == 1);
        // A list of tuples behind a name is a block.
        let is_block = !is_tuple && name.is_some() && next == Some(&Token::Open(b'{'));
        if let Some(parent) = name.filter(|_| is_block) {
            parent.is_deep = true;
            let (name, begun) = (parent.words.clone(), parent.line);
            self.builder.open(begun, name);
        }
        self.open.push(Open { line, is_tuple, is_block, is_deep: false, words: Vec::new() });
    }

    fn end(&mut self, line: u32, mark: u8) {
        let is_tuple = mark == b'}';
        let Some(closed) = self.open.pop_if(|open| open.is_tuple == is_tuple) else {
            return self.builder.problem(line, ProblemKind::UnexpectedClose);
        };
        if closed.is_block {
            return self.builder.close(line);
        }
        if closed.is_tuple {
            if !closed.is_deep {
                self.builder.directive(closed.line, closed.words);
            }
            return;
        }
        if let Some(parent) = self.open.last_mut() {
            let room = MAX_ARGUMENTS.saturating_sub(parent.words.len());
            parent.words.extend(closed.words.into_iter().take(room));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(document: &Document) -> Vec<(u32, String, String)> {
        let path = |directive| {
            let mut names: Vec<_> =
                document.blocks_around(directive).map(|block| block.name.clone()).collect();
            names.reverse();
            names.join("/")
        };
        let directives = document.directives.iter();
        directives
            .map(|d| (d.line, path(d), format!("{} {}", d.name, d.arguments.join("|"))))
            .collect()
    }

    #[test]
    fn tuples_are_directives_and_lists_of_them_blocks() {
        let document = parse(
            b"%% \x83\x5C\n[\n  {ssl, [{versions, ['tlsv1.2', 'tlsv1.3']}]},\n  {rabbit, [\n    \
              {ssl_options, [{certfile, \"/a, b\"},\n      {ciphers, [{ecdhe_rsa,aes_256_gcm,null,sha384}]},\n      \
              {depth, 2}]}\n  ]}\n].\n",
        );
        assert_eq!(document.problems, []);
        let row = |line, path: &str, text: &str| (line, path.to_owned(), text.to_owned());
        assert_eq!(
            rows(&document),
            [
                row(3, "ssl", "versions tlsv1.2|tlsv1.3"),
                row(5, "rabbit/ssl_options", "certfile /a, b"),
                row(6, "rabbit/ssl_options/ciphers", "ecdhe_rsa aes_256_gcm|null|sha384"),
                row(7, "rabbit/ssl_options", "depth 2"),
            ]
        );
    }

    #[test]
    fn what_does_not_fit_is_told_and_the_rest_read() {
        let document = parse(b"[{a, \"x}\n{b, 1},\n}\n{c, fun() -> ok end}");
        let kinds: Vec<_> = document.problems.iter().map(|p| (p.line, p.kind)).collect();
        assert!(kinds.contains(&(1, ProblemKind::UnterminatedQuote)), "{kinds:?}");
        assert!(kinds.contains(&(4, ProblemKind::NotADirective)), "{kinds:?}");
        assert!(document.directives.iter().any(|d| d.name == "b" && d.line == 2));
    }
}
