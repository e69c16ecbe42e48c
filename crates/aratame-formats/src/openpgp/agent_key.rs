//! Owns the private keys of GnuPG's agent (`private-keys-v1.d/*.key`): S-expressions, canonical
//! or written out, with the name-value lines that newer files put before them.
//! Public parameters and the protection are read; private ones are stepped over.

use crate::malformed::Malformed;

/// What every key contains: the end of `private-key`, `protected-private-key`, …
pub const LITERAL: &[u8] = b"private-key";

/// Nesting of lists; a protected key has five.
const MAX_DEPTH: usize = 12;
/// Nodes of one expression; a protected RSA key has about thirty.
const MAX_NODES: usize = 1024;
/// Bytes of one file: an RSA key of 16384 bits written out takes 40 KiB.
const MAX_BYTES: usize = 256 << 10;

/// A key as the agent keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentKey {
    /// Algorithm as written: `rsa`, `dsa`, `elg`, `ecc` …
    pub algorithm: String,
    /// Curve as written, such as `NIST P-384`.
    pub curve: Option<String>,
    /// Modulus (RSA) or prime (DSA, Elgamal).
    pub number: Option<Vec<u8>>,
    /// Public exponent (RSA).
    pub exponent: Option<Vec<u8>>,
    /// Public point (ECC).
    pub point: Option<Vec<u8>>,
    /// How the private half is protected.
    pub protection: AgentProtection,
}

/// How the private half is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentProtection {
    /// Not at all.
    None,
    /// By a passphrase.
    Encrypted {
        /// The scheme as written, such as `openpgp-s2k3-ocb-aes`.
        scheme: String,
        /// Hash of the key derivation as written.
        hash: Option<String>,
        /// Octets that are hashed.
        count: Option<u64>,
    },
    /// It is on a card.
    Shadowed,
}

/// Reads a key file.
///
/// # Errors
/// When no expression of a private key is there, or it nests too deep.
pub fn parse(bytes: &[u8]) -> Result<AgentKey, Malformed> {
    let error = Malformed { offset: 0, expected: "a private key expression" };
    if bytes.len() > MAX_BYTES {
        return Err(Malformed { offset: MAX_BYTES, expected: "the end" });
    }
    let start = expression_start(bytes).ok_or(error)?;
    let root = Parser { bytes, at: start, nodes: 0 }.list(0)?;
    let [Node::Token(kind), Node::List(key), ..] = root.as_slice() else { return Err(error) };
    let protection = match kind.text().as_deref() {
        Some("private-key") => AgentProtection::None,
        Some("protected-private-key") => protection(key).ok_or(error)?,
        Some("shadowed-private-key") => AgentProtection::Shadowed,
        _ => return Err(error),
    };
    agent_key(key, protection).ok_or(error)
}

/// The file is the expression, or has a line `Key:` before it.
fn expression_start(bytes: &[u8]) -> Option<usize> {
    if bytes.starts_with(b"(") {
        return Some(0);
    }
    let line = if bytes.starts_with(b"Key:") { 0 } else { memchr::memmem::find(bytes, b"\nKey:")? };
    let open = memchr::memchr(b'(', bytes.get(line..)?)?;
    Some(line + open)
}

fn agent_key(key: &[Node<'_>], protection: AgentProtection) -> Option<AgentKey> {
    let [Node::Token(algorithm), parameters @ ..] = key else { return None };
    let algorithm = algorithm.text()?;
    let number = value(parameters, if algorithm == "rsa" { "n" } else { "p" });
    let is_curve = algorithm == "ecc" || algorithm == "ecdsa" || algorithm == "ecdh";
    Some(AgentKey {
        curve: value(parameters, "curve").and_then(Token::text),
        number: number.filter(|_| !is_curve).and_then(Token::octets),
        exponent: value(parameters, "e").filter(|_| algorithm == "rsa").and_then(Token::octets),
        point: value(parameters, "q").filter(|_| is_curve).and_then(Token::octets),
        algorithm,
        protection,
    })
}

/// The token in the list `(name token …)`.
fn value<'a>(parameters: &[Node<'a>], name: &str) -> Option<Token<'a>> {
    parameters.iter().find_map(|node| match node {
        Node::List(list) => match list.as_slice() {
            [Node::Token(key), Node::Token(value), ..] if key.is(name) => Some(*value),
            _ => None,
        },
        Node::Token(_) => None,
    })
}

/// `(protected SCHEME ((HASH SALT COUNT) IV) DATA)`.
fn protection(key: &[Node<'_>]) -> Option<AgentProtection> {
    key.iter().find_map(|node| {
        let Node::List(list) = node else { return None };
        let [Node::Token(name), Node::Token(scheme), rest @ ..] = list.as_slice() else {
            return None;
        };
        let scheme = scheme.text().filter(|_| name.is("protected"))?;
        let (hash, count) = derivation(rest).unwrap_or_default();
        Some(AgentProtection::Encrypted { scheme, hash, count })
    })
}

fn derivation(rest: &[Node<'_>]) -> Option<(Option<String>, Option<u64>)> {
    let [Node::List(parameters), ..] = rest else { return None };
    let [Node::List(kdf), ..] = parameters.as_slice() else { return None };
    let [Node::Token(hash), Node::Token(_), Node::Token(count), ..] = kdf.as_slice() else {
        return None;
    };
    Some((hash.text(), count.text().and_then(|count| count.parse().ok())))
}

enum Node<'a> {
    Token(Token<'a>),
    List(Vec<Self>),
}

/// A token as it stands in the file; decoded only when it is asked for.
#[derive(Clone, Copy)]
enum Token<'a> {
    Raw(&'a [u8]),
    Hex(&'a [u8]),
}

impl Token<'_> {
    fn octets(self) -> Option<Vec<u8>> {
        match self {
            Self::Raw(bytes) => Some(bytes.to_vec()),
            Self::Hex(digits) => {
                let digits: Vec<u8> =
                    digits.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
                data_encoding::HEXUPPER_PERMISSIVE.decode(&digits).ok()
            }
        }
    }

    fn is(self, name: &str) -> bool {
        matches!(self, Self::Raw(bytes) if bytes == name.as_bytes())
    }

    /// A short word; never a number of a key, which is longer or not text.
    fn text(self) -> Option<String> {
        let Self::Raw(bytes) = self else { return None };
        let plausible = bytes.len() <= 64 && bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
        plausible.then(|| String::from_utf8_lossy(bytes).into_owned())
    }
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: usize,
}

impl<'a> Parser<'a> {
    fn error(&self, expected: &'static str) -> Malformed {
        Malformed { offset: self.at, expected }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node<'a>>, Malformed> {
        if depth == MAX_DEPTH {
            return Err(self.error("fewer levels"));
        }
        self.at += 1; // the opening parenthesis
        let mut nodes = Vec::new();
        loop {
            self.skip_space();
            self.nodes += 1;
            if self.nodes > MAX_NODES {
                return Err(self.error("fewer nodes"));
            }
            match self.peek() {
                Some(b'(') => nodes.push(Node::List(self.list(depth + 1)?)),
                Some(b')') => {
                    self.at += 1;
                    return Ok(nodes);
                }
                Some(_) => nodes.push(Node::Token(self.token()?)),
                None => return Err(self.error("a closing parenthesis")),
            }
        }
    }

    fn token(&mut self) -> Result<Token<'a>, Malformed> {
        match self.peek() {
            Some(b'#') => self.enclosed(b'#').map(Token::Hex),
            Some(b'"') => self.enclosed(b'"').map(Token::Raw),
            Some(b'0'..=b'9') => self.counted().map(Token::Raw),
            _ => self.word().map(Token::Raw),
        }
    }

    fn enclosed(&mut self, quote: u8) -> Result<&'a [u8], Malformed> {
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let end = memchr::memchr(quote, rest).ok_or_else(|| self.error("a closing quote"))?;
        self.at += end + 2;
        Ok(rest.get(..end).unwrap_or_default())
    }

    /// `LENGTH:OCTETS`, or a word that begins with a digit.
    fn counted(&mut self) -> Result<&'a [u8], Malformed> {
        let word = self.word()?;
        if self.peek() != Some(b':') {
            return Ok(word);
        }
        let length = std::str::from_utf8(word).ok().and_then(|digits| digits.parse::<usize>().ok());
        let length = length.ok_or_else(|| self.error("a length"))?;
        let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
        let octets = rest.get(..length).ok_or_else(|| self.error("more bytes"))?;
        self.at += 1 + length;
        Ok(octets)
    }

    fn word(&mut self) -> Result<&'a [u8], Malformed> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"():#\"".contains(byte);
        let end = rest.iter().position(ends).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.error("a word"));
        }
        self.at += end;
        Ok(rest.get(..end).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cursor::bit_length;

    /// The files of the key box fixture, by what they are.
    fn fixtures() -> Vec<AgentKey> {
        let home = concat!(env!("CARGO_MANIFEST_DIR"), "/../../test-vectors/scan/openpgp/home");
        let entries = std::fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path());
        let keys = entries.filter(|path| path.extension().is_some_and(|ext| ext == "key"));
        let mut keys: Vec<AgentKey> =
            keys.map(|path| parse(&std::fs::read(path).unwrap()).unwrap()).collect();
        keys.sort_by_key(|key| (key.algorithm.clone(), key.curve.clone()));
        keys
    }

    #[test]
    fn files_of_gnupg() {
        let keys = fixtures();
        let facts: Vec<_> = keys
            .iter()
            .map(|key| {
                (
                    key.algorithm.as_str(),
                    key.curve.as_deref(),
                    key.number.as_deref().map(bit_length),
                )
            })
            .collect();
        assert_eq!(
            facts,
            [
                ("dsa", None, Some(1024)),
                ("ecc", Some("Curve25519"), None),
                ("ecc", Some("Ed25519"), None),
                ("ecc", Some("NIST P-384"), None),
                ("elg", None, Some(2048)),
                ("rsa", None, Some(2048)),
            ]
        );
        let AgentProtection::Encrypted { scheme, hash, count } = &keys[1].protection else {
            panic!("{keys:?}")
        };
        assert_eq!((scheme.as_str(), hash.as_deref()), ("openpgp-s2k3-ocb-aes", Some("sha1")));
        assert!(count.is_some_and(|count| count >= 65536));
        assert_eq!(keys[0].protection, AgentProtection::None);
        assert_eq!(keys[3].point.as_ref().map(Vec::len), Some(97));
    }

    #[test]
    fn canonical_expressions() {
        let bytes = b"(21:protected-private-key(3:rsa(1:n2:\x80\x01)(1:e1:\x03)(9:protected25:openpgp-s2k3-sha1-aes-cbc((4:sha18:saltsalt5:65536)2:iv)4:data)))";
        let key = parse(bytes).unwrap();
        assert_eq!((key.number, key.exponent), (Some(vec![0x80, 1]), Some(vec![3])));
        let scheme = "openpgp-s2k3-sha1-aes-cbc".to_owned();
        let hash = Some("sha1".to_owned());
        assert_eq!(key.protection, AgentProtection::Encrypted { scheme, hash, count: Some(65536) });
    }

    #[test]
    fn private_parameters_are_not_kept() {
        let key = parse(b"(11:private-key(3:rsa(1:n1:\x0f)(1:e1:\x03)(1:d6:SECRET)))").unwrap();
        assert!(!format!("{key:?}").contains("83, 69, 67"));
    }

    #[test]
    fn deep_or_cut_expressions_are_errors() {
        assert!(parse(&[b'('; 1000]).is_err());
        assert!(parse(b"(11:private-key(3:rsa").is_err());
        assert!(parse(b"(10:public-key(3:rsa(1:n1:\x0f)))").is_err());
        assert!(parse(b"a private-key in a text").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[()#\"0-9:a-z ]{0,80}") {
            let _ = parse(format!("({text}").as_bytes());
        }
    }
}
