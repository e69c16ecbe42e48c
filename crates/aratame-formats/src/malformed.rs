//! Owns the one error of the key and keystore parsers: what was expected, and where.

use std::fmt;

/// Why bytes are not the structure that was asked for. Carries no byte of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Offset in the bytes that were given to the parser.
    pub offset: usize,
    /// What should have stood there.
    pub expected: &'static str,
}

/// What is expected where the bytes end too soon.
pub(crate) const MORE_BYTES: &str = "more bytes";

impl Malformed {
    /// Whether longer bytes with the same beginning might be sound.
    #[must_use]
    pub fn is_truncation(&self) -> bool {
        self.expected == MORE_BYTES
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at offset {}", self.expected, self.offset)
    }
}

impl std::error::Error for Malformed {}
