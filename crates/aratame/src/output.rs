//! Where output goes: standard output, or a file that is written whole or not at all.

use anyhow::{Context, Result};
use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

/// Buffer between the writers and the system.
const BUFFER: usize = 1 << 20;

/// Writes to standard output. A reader that went away is success: it has what it wanted.
///
/// # Errors
/// Any other failure to write.
pub(crate) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // What is still buffered has no reader either.
            let _ = out.into_parts();
            Ok(())
        }
        result => result.context("cannot write to standard output"),
    }
}

/// Writes a file beside its final name and renames it when it is whole and on disk.
///
/// What is no regular file, such as `/dev/stdout` or a FIFO, is written directly.
///
/// # Errors
/// When the folder cannot be written, the disk is full, or the rename fails: the old file, if
/// any, is then as it was.
pub(crate) fn to_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let context = || format!("cannot write {}", path.display());
    if fs::metadata(path).is_ok_and(|existing| !existing.is_file() && !existing.is_dir()) {
        let file = fs::OpenOptions::new().write(true).open(path).with_context(context)?;
        let mut out = BufWriter::with_capacity(BUFFER, file);
        return write(&mut out).and_then(|()| out.flush()).with_context(context);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".aratame-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let part = builder.tempfile_in(folder).with_context(context)?;
    let mut out = BufWriter::with_capacity(BUFFER, part);
    write(&mut out).and_then(|()| out.flush()).with_context(context)?;
    let part = out.into_inner().map_err(|error| error.into_error()).with_context(context)?;
    part.as_file().sync_all().with_context(context)?;
    part.persist(path).map_err(|error| error.error).with_context(context)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.json");
        fs::write(&path, "old").unwrap();
        let result = to_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::from(ErrorKind::StorageFull))
        });
        assert!(result.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        to_file(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }
}
