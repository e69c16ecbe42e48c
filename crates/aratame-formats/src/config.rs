//! Configuration files: bytes to directives with their lines and blocks.
//!
//! Owns the grammars and nothing of any product's vocabulary: a directive is a name, arguments,
//! a line and the blocks around it. Comments, quotes, continued lines, byte-order marks and both
//! line ends are dealt with here. Grammars work on bytes, as the products do, so that a comment
//! in Shift_JIS is a comment; what is no UTF-8 is replaced when a value becomes text.
//!
//! Every grammar is total: what does not fit becomes a [`Problem`] and reading goes on.

pub mod apache;
pub mod erlang;
pub mod haproxy;
pub mod ini;
pub mod krb5;
pub mod line;
pub mod named;
pub mod nginx;
pub mod openssh;
pub mod properties;
pub mod toml;
pub mod xml;
pub mod yaml;

/// Depth of blocks that is followed; real files stay under ten.
pub const MAX_DEPTH: usize = 64;

/// Directives and blocks of one file that are kept. The largest generated configurations of
/// shared hosts have tens of thousands.
pub const MAX_DIRECTIVES: usize = 1 << 18;

/// Arguments of one directive that are kept; a longer list is a data table.
pub const MAX_ARGUMENTS: usize = 4096;

/// Problems of one file that are kept: more say nothing new.
pub const MAX_PROBLEMS: usize = 32;

/// Index of a block in [`Document::blocks`].
pub type BlockId = usize;

/// One directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its name as written.
    pub name: String,
    /// Its arguments without quotes.
    pub arguments: Vec<String>,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The innermost block around it.
    pub block: Option<BlockId>,
    /// The file in which it stands, when several are joined: 0 is the first.
    pub file: usize,
}

impl Directive {
    /// The arguments with one space between them.
    #[must_use]
    pub fn value(&self) -> String {
        self.arguments.join(" ")
    }
}

/// A block or section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its name as written.
    pub name: String,
    /// What stands beside the name.
    pub arguments: Vec<String>,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The block around it.
    pub parent: Option<BlockId>,
}

/// Something that does not fit the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// What.
    pub kind: ProblemKind,
}

/// What does not fit the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// A quote has no end.
    UnterminatedQuote,
    /// The file ends inside a block or a directive.
    UnexpectedEnd,
    /// A block is closed that is not open.
    UnexpectedClose,
    /// A line is no directive.
    NotADirective,
    /// Blocks beyond [`MAX_DEPTH`].
    TooDeep,
    /// Directives beyond [`MAX_DIRECTIVES`] or arguments beyond [`MAX_ARGUMENTS`].
    TooMany,
    /// A reference to another place of the file.
    NotFollowed,
}

impl ProblemKind {
    /// What happened, in English.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnterminatedQuote => "a quote has no end",
            Self::UnexpectedEnd => "the file ends inside a block or directive",
            Self::UnexpectedClose => "a block is closed that is not open",
            Self::NotADirective => "the line is no directive",
            Self::TooDeep => "blocks are nested too deeply",
            Self::TooMany => "there are too many directives",
            Self::NotFollowed => "a reference to another place is not followed",
        }
    }

    /// Whether the rest, or a part, of the file is not in the document.
    #[must_use]
    pub fn is_limit(self) -> bool {
        matches!(self, Self::TooDeep | Self::TooMany)
    }
}

/// A configuration file as its grammar reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Directives in the order of the file.
    pub directives: Vec<Directive>,
    /// Blocks in the order of their beginnings; a parent comes before its children.
    pub blocks: Vec<Block>,
    /// What does not fit, in the order of the file, at most [`MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
}

impl Document {
    /// The blocks around a directive, innermost first.
    pub fn blocks_around(&self, directive: &Directive) -> impl Iterator<Item = &Block> {
        let first = directive.block.and_then(|id| self.blocks.get(id));
        std::iter::successors(first, |block| block.parent.and_then(|id| self.blocks.get(id)))
    }
}

/// Collects a document within its bounds.
#[derive(Default)]
pub(crate) struct Builder {
    document: Document,
    open: Vec<BlockId>,
    /// Blocks that were opened beyond the bounds and will be closed again.
    unkept: usize,
}

impl Builder {
    pub(crate) fn directive(&mut self, line: u32, mut words: Vec<String>) {
        if words.is_empty() || self.is_full(line) {
            return;
        }
        let name = words.remove(0);
        if words.len() > MAX_ARGUMENTS {
            words.truncate(MAX_ARGUMENTS);
            self.problem(line, ProblemKind::TooMany);
        }
        let block = self.open.last().copied();
        self.document.directives.push(Directive { name, arguments: words, line, block, file: 0 });
    }

    pub(crate) fn open(&mut self, line: u32, mut words: Vec<String>) {
        let deep = self.open.len() + self.unkept >= MAX_DEPTH;
        if deep {
            self.problem(line, ProblemKind::TooDeep);
        }
        if deep || self.unkept > 0 || self.is_full(line) {
            self.unkept += 1;
            return;
        }
        let name = if words.is_empty() { String::new() } else { words.remove(0) };
        words.truncate(MAX_ARGUMENTS);
        let parent = self.open.last().copied();
        self.open.push(self.document.blocks.len());
        self.document.blocks.push(Block { name, arguments: words, line, parent });
    }

    /// Closes the innermost block.
    pub(crate) fn close(&mut self, line: u32) {
        if self.unkept > 0 {
            self.unkept -= 1;
        } else if self.open.pop().is_none() {
            self.problem(line, ProblemKind::UnexpectedClose);
        }
    }

    /// Closes every block and opens another: for grammars of sections.
    pub(crate) fn section(&mut self, line: u32, words: Vec<String>) {
        self.open.clear();
        self.unkept = 0;
        self.open(line, words);
    }

    pub(crate) fn depth(&self) -> usize {
        self.open.len() + self.unkept
    }

    pub(crate) fn problem(&mut self, line: u32, kind: ProblemKind) {
        if self.document.problems.len() < MAX_PROBLEMS {
            self.document.problems.push(Problem { line, kind });
        }
    }

    /// The document of a grammar whose blocks must be closed.
    pub(crate) fn finish_closed(mut self, line: u32) -> Document {
        if self.depth() > 0 {
            self.problem(line, ProblemKind::UnexpectedEnd);
        }
        self.finish()
    }

    pub(crate) fn finish(self) -> Document {
        self.document
    }

    fn is_full(&mut self, line: u32) -> bool {
        let full = self.document.directives.len() + self.document.blocks.len() >= MAX_DIRECTIVES;
        if full && self.document.problems.last().is_none_or(|p| p.kind != ProblemKind::TooMany) {
            self.problem(line, ProblemKind::TooMany);
        }
        full
    }
}

/// A file without its UTF-8 byte-order mark.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Lines with their numbers, without their ends.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let lines = without_mark(bytes).split(|byte| *byte == b'\n');
    (1..).zip(lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)))
}

/// Lines joined where one ends with a backslash, with the number of the first of each.
pub(crate) fn joined_lines(bytes: &[u8]) -> impl Iterator<Item = (u32, Vec<u8>)> {
    let mut lines = lines(bytes).peekable();
    std::iter::from_fn(move || {
        let (number, first) = lines.next()?;
        let mut joined = first.to_vec();
        while joined.last() == Some(&b'\\') {
            joined.pop();
            match lines.next() {
                Some((_, more)) => joined.extend_from_slice(more),
                None => break,
            }
        }
        Some((number, joined))
    })
}

/// How a line is cut into words.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// `'` quotes as well as `"`.
    pub single_quotes: bool,
    /// A backslash outside quotes takes the next byte as it is.
    pub escapes: bool,
    /// `#` at the beginning of a word ends the line.
    pub comments: bool,
    /// `#` inside a word ends the line, too.
    pub comments_inside: bool,
}

impl Words {
    /// The words of a line, and whether a quote was left open.
    pub(crate) fn split(self, line: &[u8]) -> (Vec<String>, bool) {
        let mut words = Vec::new();
        let mut rest = line.trim_ascii_start();
        let mut open = false;
        while let Some(first) = rest.first() {
            if *first == b'#' && self.comments {
                break;
            }
            let (word, after, ended) = self.word(rest);
            words.push(text(&word));
            open |= !ended;
            rest = after.trim_ascii_start();
            if words.len() > MAX_ARGUMENTS {
                break;
            }
        }
        (words, open)
    }

    /// One word, what follows it, and whether its quotes are closed.
    fn word(self, line: &[u8]) -> (Vec<u8>, &[u8], bool) {
        let mut word = Vec::new();
        let mut quote = None;
        let mut at = 0;
        while let Some(&byte) = line.get(at) {
            let next = line.get(at + 1).copied();
            match (quote, byte) {
                (Some(open), _) if byte == open => quote = None,
                (None, b'"') => quote = Some(byte),
                (None, b'\'') if self.single_quotes => quote = Some(byte),
                (None, b'#') if self.comments_inside => return (word, &[], true),
                (None, _) if byte.is_ascii_whitespace() => break,
                (Some(open), b'\\') if next == Some(open) || next == Some(b'\\') => {
                    word.extend(next);
                    at += 1;
                }
                (None, b'\\') if self.escapes => {
                    word.extend(next);
                    at += 1;
                }
                _ => word.push(byte),
            }
            at += 1;
        }
        (word, line.get(at..).unwrap_or_default(), quote.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Grammar = fn(&[u8]) -> Document;

    fn blocks(bytes: &[u8]) -> Document {
        line::parse(bytes, &line::Style { lists: true, ..line::Style::BLOCKS })
    }

    fn indented(bytes: &[u8]) -> Document {
        let continuation = line::Continuation::Indent;
        let sections = line::Sections::Colons;
        let separator = line::Separator::Colon;
        let style = line::Style { continuation, sections, separator, ..line::Style::ASSIGNMENTS };
        line::parse(bytes, &style)
    }

    const GRAMMARS: [(&str, Grammar); 14] = [
        ("erlang", erlang::parse),
        ("line, blocks", blocks),
        ("line, indented", indented),
        ("named", named::parse),
        ("toml", toml::parse),
        ("xml", xml::parse),
        ("yaml", yaml::parse),
        ("apache", apache::parse),
        ("haproxy", haproxy::parse),
        ("ini", ini::parse),
        ("krb5", krb5::parse),
        ("nginx", nginx::parse),
        ("openssh", openssh::parse),
        ("properties", properties::parse),
    ];

    /// Bytes that mean something to some grammar come more often than by chance.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let structural = prop::sample::select(b"{}[]<>/\\\"'#;=: \n\r.!$u".to_vec());
        prop::collection::vec(prop_oneof![3 => structural, 1 => any::<u8>()], 0..400)
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_document_within_its_bounds(bytes in bytes()) {
            let count = lines(&bytes).count();
            for (grammar, parse) in GRAMMARS {
                let document = parse(&bytes);
                let known = |line: u32| (1..=count).contains(&(line as usize));
                for directive in &document.directives {
                    prop_assert!(known(directive.line), "{grammar}");
                    prop_assert!(document.blocks_around(directive).count() <= MAX_DEPTH);
                }
                prop_assert!(document.blocks.iter().all(|block| known(block.line)), "{grammar}");
                prop_assert!(document.problems.iter().all(|p| known(p.line)), "{grammar}");
                prop_assert!(document.problems.len() <= MAX_PROBLEMS);
            }
        }
    }

    #[test]
    fn floods_are_bounded() {
        for (grammar, parse) in GRAMMARS {
            for flood in [&b"a=b;\n"[..], b"a ", b"a={\n", b"[a]\n", b"<a>\n", b"\\\n", b"\"'"] {
                let document = parse(&flood.repeat(300_000));
                let kept = document.directives.len() + document.blocks.len();
                assert!(kept <= MAX_DIRECTIVES, "{grammar}: {kept}");
                let longest = document.directives.iter().map(|d| d.arguments.len()).max();
                assert!(longest.unwrap_or(0) <= MAX_ARGUMENTS, "{grammar}");
            }
        }
    }
}
