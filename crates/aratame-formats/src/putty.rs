//! Owns PuTTY private key files (PPK versions 1 to 3): the header lines and the public half.
//! The private lines are counted, never decoded.

use crate::base64_text::{self, Between};
use crate::malformed::Malformed;
use crate::openssh::{PublicKey, public_key};

/// What every file begins with.
pub const LITERAL: &[u8] = b"PuTTY-User-Key-File-";

/// Lines of the public or private half: PuTTY writes 64 characters each, so this is 256 KiB.
const MAX_LINES: usize = 4096;
/// Length of a header line; the comment is the only one without a bound of its own.
const MAX_LINE_BYTES: usize = 4096;
/// Decoded size of the public half.
const MAX_BLOB_BYTES: usize = 64 << 10;

/// A private key file, up to its private half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PuttyKey {
    /// 1, 2 or 3.
    pub version: u8,
    /// Key type as written in the first line.
    pub type_name: String,
    /// Cipher name as written; `none` when it is not encrypted.
    pub cipher: String,
    /// How the cipher key comes from the passphrase; only version 3 says it.
    pub kdf: Option<Argon2>,
    /// The public half.
    pub key: PublicKey,
    /// Whether the comment is not empty.
    pub has_comment: bool,
    /// Bytes of the file that were understood.
    pub length: usize,
}

/// The key derivation of version 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argon2 {
    /// `Argon2id`, `Argon2i` or `Argon2d`, as written.
    pub name: String,
    /// Memory in kibibytes.
    pub memory: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub parallelism: u32,
}

impl PuttyKey {
    /// Whether a passphrase protects it.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.cipher != "none"
    }
}

/// Reads a file from its first line on.
///
/// # Errors
/// When a line is missing or out of order, or the public half does not parse whole.
pub fn parse(text: &[u8]) -> Result<PuttyKey, Malformed> {
    let mut lines = Lines { text, at: 0 };
    let version = lines.version()?;
    let type_name = lines.rest_of_first()?;
    let cipher = lines.header("Encryption")?.to_owned();
    let has_comment = !lines.header("Comment")?.is_empty();
    let key = lines.public_half()?;
    let kdf = if version == 3 && cipher != "none" { Some(lines.argon2()?) } else { None };
    lines.private_half()?;
    let mac = lines.line()?;
    if !mac.starts_with("Private-MAC: ") && !mac.starts_with("Private-Hash: ") {
        return Err(lines.error("Private-MAC"));
    }
    Ok(PuttyKey { version, type_name, cipher, kdf, key, has_comment, length: lines.at })
}

struct Lines<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    fn error(&self, expected: &'static str) -> Malformed {
        Malformed { offset: self.at, expected }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn line(&mut self) -> Result<&'a str, Malformed> {
        let rest = self.rest();
        let window = rest.get(..MAX_LINE_BYTES.min(rest.len())).unwrap_or_default();
        let end = window.iter().position(|byte| *byte == b'\n');
        let end = match end {
            Some(end) => end,
            None if window.len() == rest.len() && !rest.is_empty() => rest.len(),
            None => return Err(self.error("a line")),
        };
        let line = window.get(..end).unwrap_or_default().trim_ascii_end();
        let line = std::str::from_utf8(line).map_err(|_| self.error("a line of text"))?;
        self.at = self.text.len().min(self.at + end + 1);
        Ok(line)
    }

    fn version(&mut self) -> Result<u8, Malformed> {
        let after = self.rest().strip_prefix(LITERAL);
        match after {
            Some([digit @ b'1'..=b'3', b':', b' ', ..]) => {
                self.at += LITERAL.len() + 3;
                Ok(digit - b'0')
            }
            _ => Err(self.error("a version from 1 to 3")),
        }
    }

    fn rest_of_first(&mut self) -> Result<String, Malformed> {
        Ok(self.line()?.to_owned())
    }

    fn header(&mut self, name: &'static str) -> Result<&'a str, Malformed> {
        let line = self.line()?;
        let value = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(':'));
        value.map(str::trim_start).ok_or_else(|| self.error(name))
    }

    fn number(&mut self, name: &'static str) -> Result<u32, Malformed> {
        self.header(name)?.parse().map_err(|_| self.error(name))
    }

    fn line_count(&mut self, name: &'static str) -> Result<usize, Malformed> {
        let count = usize::try_from(self.number(name)?).unwrap_or(usize::MAX);
        if count == 0 || count > MAX_LINES { Err(self.error(name)) } else { Ok(count) }
    }

    fn public_half(&mut self) -> Result<PublicKey, Malformed> {
        let count = self.line_count("Public-Lines")?;
        let start = self.rest();
        let before = self.at;
        for _ in 0..count {
            self.line()?;
        }
        let lines = start.get(..self.at - before).unwrap_or_default();
        let run = base64_text::decode_run(lines, Between::WhiteSpace, MAX_BLOB_BYTES);
        public_key(&run.decoded).map_err(|_| self.error("a public key"))
    }

    fn argon2(&mut self) -> Result<Argon2, Malformed> {
        let kdf = Argon2 {
            name: self.header("Key-Derivation")?.to_owned(),
            memory: self.number("Argon2-Memory")?,
            passes: self.number("Argon2-Passes")?,
            parallelism: self.number("Argon2-Parallelism")?,
        };
        self.header("Argon2-Salt")?;
        Ok(kdf)
    }

    fn private_half(&mut self) -> Result<(), Malformed> {
        for _ in 0..self.line_count("Private-Lines")? {
            self.line()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION_2: &[u8] = include_bytes!("../../../test-vectors/scan/putty_key/v2/plain.ppk");
    const VERSION_3: &[u8] = include_bytes!("../../../test-vectors/scan/putty_key/v3/argon2.ppk");

    #[test]
    fn version_2() {
        let key = parse(VERSION_2).unwrap();
        assert_eq!(
            (key.version, key.type_name.as_str(), key.cipher.as_str()),
            (2, "ssh-rsa", "none")
        );
        assert_eq!((key.key.parts.bits(), key.kdf.clone()), (Some(1024), None));
        assert!(!key.is_encrypted() && !key.has_comment);
        assert_eq!(key.length, VERSION_2.len());
    }

    #[test]
    fn version_3_says_how_the_key_is_derived() {
        let key = parse(VERSION_3).unwrap();
        assert_eq!(
            (key.version, key.cipher.as_str(), key.key.name.as_str()),
            (3, "aes256-cbc", "ssh-ed25519")
        );
        let kdf = Argon2 { name: "Argon2id".to_owned(), memory: 8192, passes: 21, parallelism: 1 };
        assert_eq!(key.kdf, Some(kdf));
        assert!(key.is_encrypted() && key.has_comment);
    }

    #[test]
    fn cut_files_are_errors() {
        let mac = memchr::memmem::find(VERSION_3, b"Private-MAC").unwrap();
        for end in 0..mac + 12 {
            assert!(parse(&VERSION_3[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn mentions_are_no_keys() {
        assert!(parse(b"PuTTY-User-Key-File-2: ssh-rsa\n").is_err());
        assert!(parse(b"PuTTY-User-Key-File-9: ssh-rsa\nEncryption: none\n").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text: Vec<u8>) {
            let _ = parse(&[LITERAL, b"3: ", &text].concat());
        }

        #[test]
        fn a_changed_file_is_survived(at in 0usize..VERSION_3.len(), with: u8) {
            let mut text = VERSION_3.to_vec();
            text[at] = with;
            let _ = parse(&text);
        }
    }
}
