//! The language of conditions: `--deny` and `query`.
//!
//! ```text
//! condition = all { "or" all }
//! all       = one { [ "and" ] one }
//! one       = "not" one | "(" condition ")" | flag | field op value | list ":" status
//! op        = "=" | "!=" | "~" | "<" | "<=" | ">" | ">="
//! ```
//! A value is a word or `"quoted"`. Words compare by the catalogue's rule: case, `-`, `_` and space
//! do not matter; `~` asks whether the value is a part. A number that is not known makes every
//! comparison of it false, `!=` too. Owns the grammar; what a field means of a thing is given by
//! [`Facts`].

use std::borrow::Cow;
use std::fmt;

use aratame_algorithms::{algorithm_by_name, curve_by_name, is_normalised, normalise};

use crate::date::Date;

/// A longer condition is refused: none that a person writes comes near.
const MAX_BYTES: usize = 4096;
/// Parentheses and `not` within each other; bounds the recursion.
const MAX_DEPTH: usize = 64;

/// A condition, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    text: String,
    root: Node,
}

/// A field that a condition can compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// Id, name, alias or family of the algorithm.
    Algorithm,
    /// Family of the algorithm.
    Family,
    /// What the algorithm is for.
    Primitive,
    /// Curve.
    Curve,
    /// Hash.
    Hash,
    /// Mode of operation.
    Mode,
    /// Object identifier.
    Oid,
    /// The part the algorithm plays.
    Role,
    /// Implements, configures or uses.
    Level,
    /// Kind of asset.
    Kind,
    /// Name of the asset.
    Name,
    /// Path of an occurrence.
    Path,
    /// Quantum impact.
    Quantum,
    /// Priority.
    Priority,
    /// Key size in bits.
    Bits,
    /// Strength in bits.
    Strength,
    /// NIST post-quantum category.
    Category,
    /// The product a configuration is for.
    Product,
    /// A protocol that a configuration allows.
    Protocol,
    /// A version of such a protocol.
    Version,
    /// Key usage or extended key usage of a certificate.
    Usage,
    /// Days for which a certificate is valid.
    Validity,
    /// Day on which the validity of a certificate begins.
    Issued,
    /// Day on which it ends.
    Expires,
}

impl Field {
    /// Whether the field is about the asset, whatever its algorithms.
    #[must_use]
    pub fn is_of_the_asset(self) -> bool {
        matches!(
            self,
            Self::Kind
                | Self::Name
                | Self::Path
                | Self::Product
                | Self::Protocol
                | Self::Version
                | Self::Usage
                | Self::Validity
                | Self::Issued
                | Self::Expires
        )
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Bits | Self::Strength | Self::Category | Self::Validity)
    }

    fn is_day(self) -> bool {
        matches!(self, Self::Issued | Self::Expires)
    }
}

/// A yes or no that a condition can ask for by one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Broken today by classical means.
    Broken,
    /// Broken by Shor's algorithm.
    QuantumVulnerable,
    /// A list prohibits it at the date.
    Prohibited,
    /// A list wants it replaced in a period that has begun.
    Migrate,
    /// A list does not have it.
    Unlisted,
    /// What it is, or how a list judges it, is not known.
    Unknown,
    /// The asset is the certificate of a certification authority.
    Ca,
    /// The asset is a certificate whose issuer is its subject.
    SelfIssued,
    /// A TLS configuration of the asset states its versions, and 1.3 is not among them.
    TlsWithout13,
}

impl Flag {
    /// Whether the flag is about the asset, whatever its algorithms.
    #[must_use]
    pub fn is_of_the_asset(self) -> bool {
        matches!(self, Self::Ca | Self::SelfIssued | Self::TlsWithout13)
    }
}

/// What a condition is asked of.
pub trait Facts {
    /// Every value of a word field; none when it is not known.
    fn words(&self, field: Field) -> Vec<Cow<'_, str>>;
    /// The value of a number field.
    fn number(&self, field: Field) -> Option<u64>;
    /// A yes or no.
    fn flag(&self, flag: Flag) -> bool;
    /// Whether the list of this name gives this status or outcome.
    fn verdict(&self, list: &str, status: &str) -> bool;
}

/// Why a condition is not understood, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ConditionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {}: {}", self.column, self.message)
    }
}

impl std::error::Error for ConditionError {}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// With the column, when the text is not in the language or is too long or too deep.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        if text.len() > MAX_BYTES {
            let message = format!("longer than {MAX_BYTES} bytes");
            return Err(ConditionError { column: 1, message });
        }
        let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0 };
        let root = parser.any()?;
        match parser.next() {
            Token { kind: Kind::End, .. } => Ok(Self { text: text.trim().to_owned(), root }),
            token => Err(token.wrong("expected `and`, `or` or the end")),
        }
    }

    /// Whether a thing meets the condition.
    #[must_use]
    pub fn matches(&self, facts: &dyn Facts) -> bool {
        self.root.matches(facts)
    }

    /// Whether it asks of the asset alone, and of no algorithm or verdict.
    #[must_use]
    pub fn is_of_the_asset(&self) -> bool {
        self.root.is_of_the_asset()
    }

    /// The lists that the condition asks, as it names them, in order.
    #[must_use]
    pub fn lists(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.root.collect_lists(&mut names);
        names
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Flag(Flag),
    Word { field: Field, op: Op, wanted: String },
    Number { field: Field, op: Op, wanted: u64 },
    Verdict { list: String, status: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Is,
    IsNot,
    Has,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Node {
    fn matches(&self, facts: &dyn Facts) -> bool {
        match self {
            Self::Any(nodes) => nodes.iter().any(|node| node.matches(facts)),
            Self::All(nodes) => nodes.iter().all(|node| node.matches(facts)),
            Self::Not(node) => !node.matches(facts),
            Self::Flag(flag) => facts.flag(*flag),
            Self::Word { field, op, wanted } => match op {
                Op::Has => facts.words(*field).iter().any(|word| has(*field, word, wanted)),
                Op::IsNot => !facts.words(*field).iter().any(|word| same(*field, word, wanted)),
                _ => facts.words(*field).iter().any(|word| same(*field, word, wanted)),
            },
            Self::Number { field, op, wanted } => {
                facts.number(*field).is_some_and(|number| compare(number, *op, *wanted))
            }
            Self::Verdict { list, status } => facts.verdict(list, status),
        }
    }

    fn is_of_the_asset(&self) -> bool {
        match self {
            Self::Any(nodes) | Self::All(nodes) => nodes.iter().all(Self::is_of_the_asset),
            Self::Not(node) => node.is_of_the_asset(),
            Self::Flag(flag) => flag.is_of_the_asset(),
            Self::Word { field, .. } | Self::Number { field, .. } => field.is_of_the_asset(),
            Self::Verdict { .. } => false,
        }
    }

    fn collect_lists<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Any(nodes) | Self::All(nodes) => {
                nodes.iter().for_each(|node| node.collect_lists(names));
            }
            Self::Not(node) => node.collect_lists(names),
            Self::Verdict { list, .. } => names.push(list),
            Self::Flag(_) | Self::Word { .. } | Self::Number { .. } => {}
        }
    }
}

/// Paths and names are compared as they are, everything else by the catalogue's rule.
fn is_free_text(field: Field) -> bool {
    matches!(field, Field::Path | Field::Name)
}

fn same(field: Field, word: &str, wanted: &str) -> bool {
    if is_free_text(field) { word == wanted } else { is_normalised(word, wanted) }
}

fn has(field: Field, word: &str, wanted: &str) -> bool {
    if is_free_text(field) { word.contains(wanted) } else { normalise(word).contains(wanted) }
}

fn compare(number: u64, op: Op, wanted: u64) -> bool {
    match op {
        Op::Is | Op::Has => number == wanted,
        Op::IsNot => number != wanted,
        Op::Less => number < wanted,
        Op::AtMost => number <= wanted,
        Op::Greater => number > wanted,
        Op::AtLeast => number >= wanted,
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Word(String),
    Quoted(String),
    Op(Op),
    Colon,
    Open,
    Close,
    End,
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    column: usize,
}

impl Token {
    fn wrong(&self, expected: &str) -> ConditionError {
        let found = match &self.kind {
            Kind::Word(word) | Kind::Quoted(word) => format!("{word:?}"),
            Kind::Op(_) => "an operator".to_owned(),
            Kind::Colon => "`:`".to_owned(),
            Kind::Open => "`(`".to_owned(),
            Kind::Close => "`)`".to_owned(),
            Kind::End => "the end".to_owned(),
        };
        ConditionError { column: self.column, message: format!("{expected}, found {found}") }
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(own) if own.eq_ignore_ascii_case(word))
    }
}

/// What ends a word that is not quoted.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || "=!<>~():\"".contains(c)
}

fn tokens(text: &str) -> Result<Vec<Token>, ConditionError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let (kind, length) = token(&chars[at..])
            .map_err(|message| ConditionError { column: at + 1, message: message.to_owned() })?;
        tokens.push(Token { kind, column: at + 1 });
        at += length;
    }
    tokens.push(Token { kind: Kind::End, column: chars.len() + 1 });
    Ok(tokens)
}

fn token(rest: &[char]) -> Result<(Kind, usize), &'static str> {
    let equals = rest.get(1) == Some(&'=');
    Ok(match (rest[0], equals) {
        ('(', _) => (Kind::Open, 1),
        (')', _) => (Kind::Close, 1),
        (':', _) => (Kind::Colon, 1),
        ('~', _) => (Kind::Op(Op::Has), 1),
        ('!', true) => (Kind::Op(Op::IsNot), 2),
        ('!', false) => return Err("`!` stands only in `!=`"),
        ('<', true) => (Kind::Op(Op::AtMost), 2),
        ('<', false) => (Kind::Op(Op::Less), 1),
        ('>', true) => (Kind::Op(Op::AtLeast), 2),
        ('>', false) => (Kind::Op(Op::Greater), 1),
        ('=', equals) => (Kind::Op(Op::Is), 1 + usize::from(equals)),
        ('"', _) => {
            let length = rest[1..].iter().position(|c| *c == '"').ok_or("no closing `\"`")?;
            (Kind::Quoted(rest[1..=length].iter().collect()), length + 2)
        }
        _ => {
            let length = rest.iter().position(|c| is_mark(*c)).unwrap_or(rest.len());
            (Kind::Word(rest[..length].iter().collect()), length)
        }
    })
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    /// The next token; the last one, `End`, again and again.
    fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn any(&mut self) -> Result<Node, ConditionError> {
        let mut nodes = vec![self.all()?];
        while self.peek().is_word("or") {
            self.next();
            nodes.push(self.all()?);
        }
        Ok(Node::Any(nodes))
    }

    fn all(&mut self) -> Result<Node, ConditionError> {
        let mut nodes = vec![self.one()?];
        loop {
            if self.peek().is_word("and") {
                self.next();
            } else if matches!(self.peek().kind, Kind::End | Kind::Close)
                || self.peek().is_word("or")
            {
                return Ok(Node::All(nodes));
            }
            nodes.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Node, ConditionError> {
        let token = self.next();
        match &token.kind {
            Kind::Open => {
                let node = self.deeper(&token, Self::any)?;
                match self.next() {
                    Token { kind: Kind::Close, .. } => Ok(node),
                    other => Err(other.wrong("expected `)`")),
                }
            }
            Kind::Word(_) if token.is_word("not") => {
                Ok(Node::Not(Box::new(self.deeper(&token, Self::one)?)))
            }
            Kind::Word(word) => self.after_word(word, &token),
            _ => Err(token.wrong("expected a field, a flag or a list")),
        }
    }

    fn deeper(
        &mut self,
        token: &Token,
        read: fn(&mut Self) -> Result<Node, ConditionError>,
    ) -> Result<Node, ConditionError> {
        if self.depth == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} levels");
            return Err(ConditionError { column: token.column, message });
        }
        self.depth += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn after_word(&mut self, word: &str, token: &Token) -> Result<Node, ConditionError> {
        match self.peek().kind {
            Kind::Op(op) => {
                let field = field(word).ok_or_else(|| unknown("field", word, token, FIELDS))?;
                let op_token = self.next();
                self.comparison(field, op, &op_token)
            }
            Kind::Colon => {
                self.next();
                let (status, _) = self.value("a status")?;
                Ok(Node::Verdict { list: word.to_owned(), status: normalise(&status) })
            }
            _ => flag(word).map(Node::Flag).ok_or_else(|| unknown("flag", word, token, FLAGS)),
        }
    }

    fn comparison(&mut self, field: Field, op: Op, place: &Token) -> Result<Node, ConditionError> {
        let (value, token) = self.value("a value")?;
        if field.is_number() {
            let wanted = value.parse().map_err(|_| token.wrong("expected a number"))?;
            return Ok(Node::Number { field, op, wanted });
        }
        if field.is_day() {
            let day: Date =
                value.parse().map_err(|_| token.wrong("expected a date such as 2027-03-31"))?;
            return Ok(Node::Number { field, op, wanted: day.number() });
        }
        if !matches!(op, Op::Is | Op::IsNot | Op::Has) {
            let message = "only numbers and dates have an order".to_owned();
            return Err(ConditionError { column: place.column, message });
        }
        Ok(Node::Word { field, op, wanted: wanted(field, op, &value) })
    }

    fn value(&mut self, what: &str) -> Result<(String, Token), ConditionError> {
        let token = self.next();
        match &token.kind {
            Kind::Word(text) | Kind::Quoted(text) => Ok((text.clone(), token)),
            _ => Err(token.wrong(&format!("expected {what}"))),
        }
    }
}

/// The value as it will be compared: another name of an algorithm or curve becomes its id.
fn wanted(field: Field, op: Op, value: &str) -> String {
    let id = match field {
        _ if op == Op::Has => None,
        Field::Algorithm | Field::Hash | Field::Mode => algorithm_by_name(value).map(|row| row.id),
        Field::Curve => curve_by_name(value).map(|row| row.id),
        _ => None,
    };
    if is_free_text(field) { value.to_owned() } else { normalise(id.unwrap_or(value)) }
}

const FIELDS: &[(&str, Field)] = &[
    ("algorithm", Field::Algorithm),
    ("family", Field::Family),
    ("primitive", Field::Primitive),
    ("curve", Field::Curve),
    ("hash", Field::Hash),
    ("mode", Field::Mode),
    ("oid", Field::Oid),
    ("role", Field::Role),
    ("level", Field::Level),
    ("kind", Field::Kind),
    ("name", Field::Name),
    ("path", Field::Path),
    ("quantum", Field::Quantum),
    ("priority", Field::Priority),
    ("bits", Field::Bits),
    ("strength", Field::Strength),
    ("category", Field::Category),
    ("product", Field::Product),
    ("protocol", Field::Protocol),
    ("version", Field::Version),
    ("usage", Field::Usage),
    ("validity", Field::Validity),
    ("issued", Field::Issued),
    ("expires", Field::Expires),
];

const FLAGS: &[(&str, Flag)] = &[
    ("broken", Flag::Broken),
    ("quantum-vulnerable", Flag::QuantumVulnerable),
    ("prohibited", Flag::Prohibited),
    ("migrate", Flag::Migrate),
    ("unlisted", Flag::Unlisted),
    ("unknown", Flag::Unknown),
    ("ca", Flag::Ca),
    ("self-issued", Flag::SelfIssued),
    ("tls-without-1.3", Flag::TlsWithout13),
];

fn field(word: &str) -> Option<Field> {
    FIELDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, field)| *field)
}

fn flag(word: &str) -> Option<Flag> {
    FLAGS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, flag)| *flag)
}

fn unknown<T>(what: &str, word: &str, token: &Token, known: &[(&str, T)]) -> ConditionError {
    let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
    let message = format!("no {what} {word:?}; there are {}", names.join(", "));
    ConditionError { column: token.column, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RSA-2048 in a certificate, prohibited by one list.
    struct Rsa;

    impl Facts for Rsa {
        fn words(&self, field: Field) -> Vec<Cow<'_, str>> {
            match field {
                Field::Algorithm => vec!["rsa".into(), "RSA".into()],
                Field::Kind => vec!["certificate".into()],
                Field::Path => vec!["/etc/ssl/a.pem".into()],
                _ => Vec::new(),
            }
        }
        fn number(&self, field: Field) -> Option<u64> {
            (field == Field::Bits).then_some(2048)
        }
        fn flag(&self, flag: Flag) -> bool {
            flag == Flag::QuantumVulnerable
        }
        fn verdict(&self, list: &str, status: &str) -> bool {
            (list, status) == ("ls0003", "completemigration")
        }
    }

    fn holds(text: &str) -> bool {
        Condition::parse(text).unwrap().matches(&Rsa)
    }

    fn error(text: &str) -> String {
        Condition::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn conditions_hold_or_not() {
        for text in [
            "quantum-vulnerable",
            "algorithm=rsa bits<3072",
            "algorithm = RSA and bits >= 2048 and bits<=2048",
            "not broken",
            "broken or (kind=certificate and not bits>2048)",
            "ls0003:complete-migration",
            "path~\"/ssl/\"",
            "algorithm!=ecdsa",
            "algorithm==rsaEncryption-key",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in
            ["broken", "bits<2048", "strength!=1", "curve=P-256", "cryptrec:unlisted", "path=/etc"]
        {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn or_binds_less_than_and() {
        assert!(holds("quantum-vulnerable or broken and broken"));
        assert!(!holds("(quantum-vulnerable or broken) and broken"));
    }

    #[test]
    fn mistakes_are_shown_with_their_column() {
        assert_eq!(error(""), "column 1: expected a field, a flag or a list, found the end");
        assert!(
            error("algoritm=rsa")
                .starts_with("column 1: no field \"algoritm\"; there are algorithm")
        );
        assert!(error("bits<3072 brokn").starts_with("column 11: no flag \"brokn\""));
        assert_eq!(error("bits<many"), "column 6: expected a number, found \"many\"");
        assert_eq!(error("curve<P-256"), "column 6: only numbers and dates have an order");
        assert_eq!(error("(broken"), "column 8: expected `)`, found the end");
        assert_eq!(error("broken)"), "column 7: expected `and`, `or` or the end, found `)`");
        assert_eq!(error("name=\"x"), "column 6: no closing `\"`");
        assert_eq!(error("bits!2048"), "column 5: `!` stands only in `!=`");
        assert_eq!(error("あ=1").split(';').next(), Some("column 1: no field \"あ\""));
    }

    #[test]
    fn any_text_gives_a_condition_or_an_error() {
        let deep = "(".repeat(MAX_DEPTH + 1);
        assert!(error(&deep).contains("more than 64 levels"));
        assert!(error(&"not ".repeat(1000)).contains("more than 64 levels"));
        assert!(error(&"x".repeat(MAX_BYTES + 1)).contains("longer than"));
        for text in [
            "\u{0}",
            ":",
            "=",
            "and",
            "or or",
            "not",
            "\"",
            "\"\"",
            "a:",
            "a=",
            "18446744073709551616",
        ] {
            assert!(Condition::parse(text).is_err(), "{text:?}");
        }
        assert!(error("bits<18446744073709551616").contains("expected a number"));
    }

    #[test]
    fn the_lists_that_are_asked_are_known() {
        let condition =
            Condition::parse("cryptrec:unlisted or not (broken cnsa2:prohibited)").unwrap();
        assert_eq!(condition.lists(), ["cryptrec", "cnsa2"]);
    }
}
