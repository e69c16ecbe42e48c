//! Where something was seen: the entry and the position inside it.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// The path of an entry as text: a file, or a member of an archive as `outer.zip!/inner`.
///
/// A name that is not UTF-8 keeps all its bytes: each invalid one is written `\xHH`, and each
/// backslash of such a name is doubled, so two different names never print alike.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryPath(Arc<str>);

impl EntryPath {
    /// The path of a file.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        path.to_str().map_or_else(
            || Self(escape(path.as_os_str().as_encoded_bytes()).into()),
            |text| Self(text.into()),
        )
    }

    /// The path of the member `name` of this entry.
    #[must_use]
    pub fn member(&self, name: &str) -> Self {
        Self(format!("{}!/{name}", self.0).into())
    }

    /// The path of `name`, relative to the folder or archive that this entry stands in.
    #[must_use]
    pub fn beside(&self, name: &str) -> Self {
        match self.0.rsplit_once('/') {
            Some((folder, _)) => Self(format!("{folder}/{name}").into()),
            None => Self(name.into()),
        }
    }

    /// The path of an artefact that came by standard input.
    #[must_use]
    pub fn standard_input() -> Self {
        Self("-".into())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component: what a name rule looks at.
    #[must_use]
    pub fn file_name(&self) -> &str {
        let separator = self.0.bytes().rposition(|byte| matches!(byte, b'/' | b'\\'));
        separator.map_or(&self.0, |at| &self.0[at + 1..])
    }
}

fn escape(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('\\', "\\\\"));
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02X}"));
        }
    }
    text
}

impl fmt::Display for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for EntryPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// A position inside an entry; every part that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1, in a text.
    pub line: Option<u32>,
    /// Offset of the first byte.
    pub offset: Option<u64>,
    /// Length in bytes.
    pub length: Option<u64>,
    /// The symbol, directive or section that names the place.
    pub symbol: Option<Arc<str>>,
}

impl Position {
    /// The entry as a whole.
    #[must_use]
    pub fn whole() -> Self {
        Self::default()
    }

    /// A range of bytes.
    #[must_use]
    pub fn bytes(offset: u64, length: u64) -> Self {
        Self { offset: Some(offset), length: Some(length), ..Self::default() }
    }

    /// A line of a text.
    #[must_use]
    pub fn line(line: u32) -> Self {
        Self { line: Some(line), ..Self::default() }
    }

    /// The same position, with the symbol that names it.
    #[must_use]
    pub fn with_symbol(mut self, symbol: &str) -> Self {
        self.symbol = Some(symbol.into());
        self
    }

    /// The same position, with its line.
    #[must_use]
    pub fn with_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.offset) {
            (Some(line), _) => write!(f, ":{line}"),
            (None, Some(offset)) if offset > 0 => write!(f, "@{offset:#x}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_stay_distinct() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = |bytes: &[u8]| EntryPath::of_file(Path::new(OsStr::from_bytes(bytes)));
        assert_eq!(path(b"/a/\xFFb").as_str(), "/a/\\xFFb");
        assert_ne!(path(b"/a/\xFF\\"), path(b"/a/\xFF\\\\"));
        assert_eq!(path(b"/a\\b").as_str(), "/a\\b");
    }

    #[test]
    fn members_nest() {
        let outer = EntryPath::of_file(Path::new("/x/outer.zip"));
        assert_eq!(
            outer.member("inner.jar").member("a.pem").as_str(),
            "/x/outer.zip!/inner.jar!/a.pem"
        );
        assert_eq!(outer.member("d/a.pem").file_name(), "a.pem");
        assert_eq!(outer.member("a").beside("b/c"), outer.member("b/c"));
        assert_eq!(outer.beside("y"), EntryPath::of_file(Path::new("/x/y")));
    }
}
