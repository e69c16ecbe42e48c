//! The grammars that go line by line: one loop, and a [`Style`] for each family of products.
//!
//! Owns how lines are joined, what ends a comment, how a name is parted from its value, and what
//! begins and ends a block. A style has no vocabulary but the words that its grammar needs.

use super::{Builder, Document, MAX_ARGUMENTS, ProblemKind, Words, lines, text};

/// Lines that one list in brackets may go over: a longer one is no list.
const MAX_LIST_LINES: usize = 1 << 12;

/// How the lines of a family of products are read.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// When a line goes on in the next.
    pub continuation: Continuation,
    /// What begins a comment at the beginning of a line.
    pub comments: &'static [&'static str],
    /// Whether the same begins a comment behind a space, too.
    pub comments_inside: bool,
    /// What parts a name from its value.
    pub separator: Separator,
    /// How a value is read.
    pub values: Values,
    /// What begins a section.
    pub sections: Sections,
    /// `name {` begins a block and `}` ends it.
    pub braces: bool,
    /// A value may be a list in `[]` or `()` that goes over several lines.
    pub lists: bool,
    /// Words that stand at the beginning of a line without a separator, such as `include`.
    pub bare: &'static [&'static str],
}

/// When a line goes on in the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continuation {
    /// Never.
    Never,
    /// When it ends with a backslash.
    Backslash,
    /// When the next begins with a space.
    Indent,
}

/// What parts a name from its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `name = value`; a line without is no directive.
    Equals,
    /// `name: value`; a line without is no directive.
    Colon,
    /// `name value`, `name = value`, or a name alone.
    EqualsOrSpace,
    /// `name value …`, or a name alone.
    Space,
}

/// How a value is read.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// Several words.
    Words(Words),
    /// One text; quotes and backslashes may stand anywhere in it, and `#` ends it.
    Escaped,
    /// One text; quotes around it are taken off.
    Plain,
}

/// What begins a section.
#[derive(Clone, Copy)]
pub enum Sections {
    /// Nothing.
    None,
    /// `[name]`.
    Brackets,
    /// One of some words, which lasts to the next of them.
    Words(fn(&str) -> bool),
    /// `name:` with nothing behind it.
    Colons,
    /// `<name …>` to `</name>`.
    Tags,
}

impl std::fmt::Debug for Sections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Brackets => "Brackets",
            Self::Words(_) => "Words",
            Self::Colons => "Colons",
            Self::Tags => "Tags",
        })
    }
}

/// Words without escapes, in either quotes.
pub const WORDS: Words =
    Words { single_quotes: true, escapes: false, comments: false, comments_inside: false };

impl Style {
    /// `name = value`, with comments by `#` and `;`.
    pub const ASSIGNMENTS: Self = Self {
        continuation: Continuation::Never,
        comments: &["#", ";"],
        comments_inside: false,
        separator: Separator::Equals,
        values: Values::Plain,
        sections: Sections::None,
        braces: false,
        lists: false,
        bare: &[],
    };

    /// `name value …`, with comments by `#`.
    pub const DIRECTIVES: Self = Self {
        comments: &["#"],
        separator: Separator::Space,
        values: Values::Words(Words { comments: true, ..WORDS }),
        ..Self::ASSIGNMENTS
    };

    /// Sections in brackets with `name = value` in them.
    pub const INI: Self = Self { sections: Sections::Brackets, ..Self::ASSIGNMENTS };

    /// Blocks in braces with `name = value` in them.
    pub const BLOCKS: Self =
        Self { comments: &["#"], comments_inside: true, braces: true, ..Self::ASSIGNMENTS };
}

/// Reads a file in a style.
#[must_use]
pub fn parse(bytes: &[u8], style: &Style) -> Document {
    let mut reader =
        Reader { style, builder: Builder::default(), base: 0, list: Vec::new(), begun: None };
    let mut last = 1;
    for (line, content) in logical_lines(bytes, style.continuation) {
        last = line;
        reader.line(line, content.trim_ascii());
    }
    reader.finish(last)
}

/// The lines of a file, joined as `continuation` says, with the number of the first of each.
fn logical_lines(
    bytes: &[u8],
    continuation: Continuation,
) -> Box<dyn Iterator<Item = (u32, Vec<u8>)> + '_> {
    match continuation {
        Continuation::Never => Box::new(lines(bytes).map(|(line, bytes)| (line, bytes.to_vec()))),
        Continuation::Backslash => Box::new(super::joined_lines(bytes)),
        Continuation::Indent => Box::new(indented_lines(bytes)),
    }
}

/// Lines with those behind them that begin with a space; comments between do not part them.
fn indented_lines(bytes: &[u8]) -> impl Iterator<Item = (u32, Vec<u8>)> {
    let is_passed = |line: &[u8]| matches!(line.trim_ascii(), [] | [b'#', ..]);
    let mut lines = lines(bytes).filter(move |(_, line)| !is_passed(line)).peekable();
    std::iter::from_fn(move || {
        let (number, first) = lines.next()?;
        let mut joined = first.to_vec();
        while let Some((_, more)) = lines.next_if(|(_, line)| matches!(line, [b' ' | b'\t', ..])) {
            joined.extend_from_slice(more);
        }
        Some((number, joined))
    })
}

struct Reader<'s> {
    style: &'s Style,
    builder: Builder,
    /// Blocks that have no end of their own.
    base: usize,
    /// A list that has begun and not ended.
    list: Vec<u8>,
    /// Where it began, and its lines.
    begun: Option<(u32, usize)>,
}

impl Reader<'_> {
    fn line(&mut self, line: u32, content: &[u8]) {
        if content.is_empty() || self.is_comment(content) {
            return;
        }
        if self.begun.is_some() {
            return self.list_goes_on(line, content);
        }
        match (self.style.sections, content) {
            (Sections::Brackets, [b'[', inner @ ..]) => self.section(line, inner),
            (Sections::Tags, [b'<', b'/', ..]) => self.builder.close(line),
            (Sections::Tags, [b'<', inner @ ..]) => {
                let inner = inner.strip_suffix(b">").unwrap_or_else(|| {
                    self.builder.problem(line, ProblemKind::NotADirective);
                    inner
                });
                let words = self.words(line, inner, WORDS);
                self.builder.open(line, words);
            }
            _ if self.style.braces => self.pieces(line, content),
            _ => self.statement(line, content),
        }
    }

    fn is_comment(&self, content: &[u8]) -> bool {
        self.style.comments.iter().any(|mark| content.starts_with(mark.as_bytes()))
    }

    fn section(&mut self, line: u32, inner: &[u8]) {
        let end = inner.iter().position(|byte| *byte == b']');
        if end.is_none() {
            self.builder.problem(line, ProblemKind::NotADirective);
        }
        let name = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
        self.builder.section(line, vec![text(name.trim_ascii())]);
        self.base = 1;
    }

    /// Statements of a line between braces.
    fn pieces(&mut self, line: u32, content: &[u8]) {
        let mut rest = self.without_comment(content);
        loop {
            rest = rest.trim_ascii();
            if let Some(after) = rest.strip_prefix(b"}") {
                if self.builder.depth() > self.base {
                    self.builder.close(line);
                } else {
                    self.builder.problem(line, ProblemKind::UnexpectedClose);
                }
                rest = after.trim_ascii_start();
                rest = rest.strip_prefix(b";").or(rest.strip_prefix(b",")).unwrap_or(rest);
                continue;
            }
            let brace = structural_brace(rest);
            let (before, after) = rest.split_at(brace.unwrap_or(rest.len()));
            match after {
                [b'{', inner @ ..] => {
                    let name = before.trim_ascii_end();
                    let name = name.strip_suffix(b"=").unwrap_or(name);
                    let mut words = self.words(line, name, WORDS);
                    if let (Separator::Equals, Some(first)) =
                        (self.style.separator, words.first_mut())
                    {
                        *first = first.trim_end_matches('=').to_owned();
                    }
                    self.builder.open(line, words);
                    rest = inner;
                }
                [] => {
                    if !before.trim_ascii().is_empty() {
                        self.statement(line, before.trim_ascii());
                    }
                    return;
                }
                _ => {
                    self.statement(line, before.trim_ascii());
                    rest = after;
                }
            }
        }
    }

    /// One statement: the beginning of a section, a directive, or the beginning of a list.
    fn statement(&mut self, line: u32, content: &[u8]) {
        let content = match self.style.values {
            Values::Plain => self.without_comment(content).trim_ascii(),
            _ => content,
        };
        if self.style.lists && is_open(content) {
            self.begun = Some((line, 1));
            self.list = content.to_vec();
            return;
        }
        let Some((name, value)) = self.part(content) else {
            return self.builder.problem(line, ProblemKind::NotADirective);
        };
        if name.starts_with(b"\"")
            && let Values::Words(how) = self.style.values
        {
            let words = self.words(line, content, how);
            return self.builder.directive(line, words);
        }
        let name = text(unquoted_name(name));
        let begins = match self.style.sections {
            Sections::Words(begins) => begins(&name),
            Sections::Colons => value.is_some_and(<[u8]>::is_empty),
            _ => false,
        };
        let mut words = vec![name];
        if let Some(value) = value.filter(|value| !(begins && value.is_empty())) {
            words.extend(self.value(line, value));
        }
        if begins {
            self.builder.section(line, words);
            self.base = 1;
        } else {
            self.builder.directive(line, words);
        }
    }

    /// The name and the value, if there is one.
    fn part<'c>(&self, content: &'c [u8]) -> Option<(&'c [u8], Option<&'c [u8]>)> {
        let word = content.iter().position(u8::is_ascii_whitespace).unwrap_or(content.len());
        let (first, rest) = content.split_at(word);
        let is_bare = self.style.bare.iter().any(|bare| match bare.strip_suffix('*') {
            Some(start) => first.starts_with(start.as_bytes()),
            None => first == bare.as_bytes(),
        });
        let next = rest.trim_ascii_start();
        if is_bare && !next.is_empty() && !next.starts_with(b"=") {
            return Some((first, Some(next)));
        }
        let at = |mark: u8| {
            let (name, value) = content.split_at(content.iter().position(|byte| *byte == mark)?);
            let name = name.trim_ascii_end();
            (!name.is_empty()).then_some((name, value.get(1..).map(<[u8]>::trim_ascii)))
        };
        match self.style.separator {
            Separator::Equals => at(b'='),
            Separator::Colon => at(b':'),
            Separator::Space => Some((first, (!next.is_empty()).then_some(next))),
            Separator::EqualsOrSpace => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'=';
                let end = content.iter().position(is_end).unwrap_or(content.len());
                let (name, rest) = content.split_at(end);
                let rest = rest.trim_ascii_start();
                let value = rest.strip_prefix(b"=").unwrap_or(rest).trim_ascii_start();
                (!name.is_empty()).then_some((name, (!rest.is_empty()).then_some(value)))
            }
        }
    }

    fn value(&mut self, line: u32, value: &[u8]) -> Vec<String> {
        match self.style.values {
            Values::Words(words) => self.words(line, value, words),
            Values::Escaped => {
                let (value, open) = escaped(value);
                self.quote(line, open);
                vec![text(&value)]
            }
            Values::Plain if self.style.lists && matches!(value, [b'[' | b'(', ..]) => list(value),
            Values::Plain => {
                let (value, open) = without_quotes(value);
                self.quote(line, open);
                vec![text(value)]
            }
        }
    }

    fn words(&mut self, line: u32, content: &[u8], how: Words) -> Vec<String> {
        let (words, open) = how.split(content);
        self.quote(line, open);
        words
    }

    fn quote(&mut self, line: u32, open: bool) {
        if open {
            self.builder.problem(line, ProblemKind::UnterminatedQuote);
        }
    }

    fn list_goes_on(&mut self, line: u32, content: &[u8]) {
        let content = self.without_comment(content).to_vec();
        self.list.push(b' ');
        self.list.extend_from_slice(&content);
        let Some((begin, count)) = self.begun else { return };
        self.begun = Some((begin, count + 1));
        if count >= MAX_LIST_LINES {
            self.builder.problem(line, ProblemKind::TooMany);
        } else if is_open(&self.list) {
            return;
        }
        self.list_ends(begin);
    }

    fn list_ends(&mut self, begin: u32) {
        self.begun = None;
        let whole = std::mem::take(&mut self.list);
        if let Some((name, Some(value))) = self.part(&whole) {
            let mut words = vec![text(unquoted_name(name))];
            words.extend(list(value));
            self.builder.directive(begin, words);
        }
    }

    fn without_comment<'c>(&self, content: &'c [u8]) -> &'c [u8] {
        if !self.style.comments_inside {
            return content;
        }
        let mut quote = None;
        for (at, byte) in content.iter().enumerate() {
            let after_space = at > 0 && content.get(at - 1).is_some_and(u8::is_ascii_whitespace);
            let rest = content.get(at..).unwrap_or_default();
            match quote {
                Some(open) if *byte == open => quote = None,
                None if matches!(byte, b'"' | b'\'') => quote = Some(*byte),
                None if after_space && self.is_comment(rest) => {
                    return content.get(..at).unwrap_or_default();
                }
                _ => {}
            }
        }
        content
    }

    fn finish(mut self, last: u32) -> Document {
        if let Some((begin, _)) = self.begun {
            self.builder.problem(begin, ProblemKind::UnexpectedEnd);
            self.list_ends(begin);
        }
        let closes = self.style.braces || matches!(self.style.sections, Sections::Tags);
        if closes && self.builder.depth() > self.base {
            self.builder.problem(last, ProblemKind::UnexpectedEnd);
        }
        self.builder.finish()
    }
}

/// The first brace outside quotes that stands as a word of its own, or an opening one at the end.
fn structural_brace(content: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in content.iter().enumerate() {
        let is_edge = |neighbour: Option<&u8>| neighbour.is_none_or(u8::is_ascii_whitespace);
        let before = at.checked_sub(1).and_then(|before| content.get(before));
        let after = content.get(at + 1);
        match (quote, byte) {
            (Some(open), _) if *byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"') => quote = Some(b'"'),
            (None, b'{') if after.is_none() => return Some(at),
            (None, b'{') if (is_edge(before) || before == Some(&b'=')) && is_edge(after) => {
                return Some(at);
            }
            (None, b'}') if is_edge(before) && is_edge(after) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether a list in brackets has begun and not ended, in a value.
fn is_open(content: &[u8]) -> bool {
    let Some(equals) = content.iter().position(|byte| *byte == b'=') else { return false };
    let value = content.get(equals + 1..).unwrap_or_default();
    let (mut depth, mut quote) = (0_i32, false);
    for byte in value {
        match byte {
            b'"' => quote = !quote,
            b'[' | b'(' if !quote => depth = depth.saturating_add(1),
            b']' | b')' if !quote => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth > 0
}

/// The items of a list in brackets, without their quotes.
fn list(value: &[u8]) -> Vec<String> {
    let inner = text(value);
    let inner = inner.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let items = inner.split(',').map(|item| item.replace('"', "").trim().to_owned());
    items.filter(|item| !item.is_empty()).take(MAX_ARGUMENTS).collect()
}

fn unquoted_name(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name)
}

/// A value without the quotes around it, and whether they were left open.
fn without_quotes(value: &[u8]) -> (&[u8], bool) {
    let Some((quote @ (b'"' | b'\''), inner)) = value.split_first() else { return (value, false) };
    match inner.iter().rposition(|byte| byte == quote) {
        Some(end) => (inner.get(..end).unwrap_or_default(), false),
        None => (inner, true),
    }
}

/// A value without its comment and quotes, and whether a quote was left open.
fn escaped(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut value = Vec::new();
    // What stands before this length was quoted or escaped, and is not trimmed.
    let mut kept = 0;
    let mut quote = None;
    let mut bytes = raw.iter().copied();
    while let Some(byte) = bytes.next() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'#') => break,
            (_, b'\\') => value.extend(bytes.next()),
            _ => value.push(byte),
        }
        if quote.is_some() || byte == b'\\' {
            kept = value.len();
        }
    }
    while value.len() > kept && value.last().is_some_and(u8::is_ascii_whitespace) {
        value.pop();
    }
    (value, quote.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], style: &Style) -> Vec<(u32, String, String, String)> {
        let document = parse(bytes, style);
        assert_eq!(document.problems, []);
        let around = |directive| {
            let mut names: Vec<_> = document
                .blocks_around(directive)
                .map(|block| {
                    [std::slice::from_ref(&block.name), &block.arguments].concat().join(" ")
                })
                .collect();
            names.reverse();
            names.join("/")
        };
        let directives = document.directives.iter();
        directives.map(|d| (d.line, around(d), d.name.clone(), d.arguments.join("|"))).collect()
    }

    fn row(line: u32, around: &str, name: &str, value: &str) -> (u32, String, String, String) {
        (line, around.to_owned(), name.to_owned(), value.to_owned())
    }

    #[test]
    fn lines_that_begin_with_a_space_go_on() {
        let style = Style { continuation: Continuation::Indent, ..Style::ASSIGNMENTS };
        assert_eq!(
            read(b"# \x83\x5C\na = b,\r\n# c\n\n  d\nx = y\n", &style),
            [row(2, "", "a", "b,  d"), row(6, "", "x", "y")]
        );
    }

    #[test]
    fn braces_stand_on_one_line_or_many() {
        let style = Style { bare: &["include"], ..Style::BLOCKS };
        assert_eq!(
            read(
                b"include conf.d/*.conf\nc {\n  home { version = 2 # two\n    a = \"x { y\" }\n}\n\
                  d { e { f = ${g} } }\nssl_key = </etc/k",
                &style
            ),
            [
                row(1, "", "include", "conf.d/*.conf"),
                row(3, "c/home", "version", "2"),
                row(4, "c/home", "a", "x { y"),
                row(6, "d/e", "f", "${g}"),
                row(7, "", "ssl_key", "</etc/k"),
            ]
        );
    }

    #[test]
    fn lists_go_over_lines() {
        let style = Style { lists: true, ..Style::BLOCKS };
        assert_eq!(
            read(
                b"resource \"a\" \"b\" {\n  x = [\n    \"c\", # one\n    \"d\"\n  ]\n  y = 1\n}\n\
                  cmd = (\"Min\" => \"TLSv1.2\",\n \"C\" => \"A:B\")\n",
                &style
            ),
            [
                row(2, "resource a b", "x", "c|d"),
                row(6, "resource a b", "y", "1"),
                row(8, "", "cmd", "Min => TLSv1.2|C => A:B"),
            ]
        );
    }

    #[test]
    fn sections_begin_in_several_ways() {
        let style = Style { separator: Separator::Colon, sections: Sections::Colons, ..Style::INI };
        assert_eq!(
            read(b"server:\n  tls-port: 853\n", &style),
            [row(2, "server", "tls-port", "853")]
        );
        let style = Style { sections: Sections::Tags, ..Style::DIRECTIVES };
        assert_eq!(
            read(b"cipher AES-256-GCM # x\n<ca>\nabc\n</ca>\nnobind\n", &style),
            [
                row(1, "", "cipher", "AES-256-GCM"),
                row(3, "ca", "abc", ""),
                row(5, "", "nobind", "")
            ]
        );
        assert_eq!(
            read(b"[HKEY\\A B]\r\n\"Enabled\"=dword:00000001\r\n", &Style::INI),
            [row(2, "HKEY\\A B", "Enabled", "dword:00000001")]
        );
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_line() {
        let document = parse(b"}\na { b = 'c\nnothing\n", &Style::BLOCKS);
        let problems: Vec<_> = document.problems.iter().map(|p| (p.line, p.kind)).collect();
        use ProblemKind::{NotADirective, UnexpectedClose, UnexpectedEnd, UnterminatedQuote};
        let mut wanted = vec![(1, UnexpectedClose), (2, UnterminatedQuote), (3, NotADirective)];
        wanted.push((4, UnexpectedEnd));
        assert_eq!(problems, wanted);
    }
}
