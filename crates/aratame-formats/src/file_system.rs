//! The errors that readers of file system images share: both read a tree by its offsets.

use std::io;

/// The image contradicts itself where something else was expected.
pub(crate) fn damaged(expected: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("expected {expected}"))
}

/// The image is beyond a limit.
pub(crate) fn too_large(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("too many {what}"))
}
