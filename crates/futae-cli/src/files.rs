//! Reading and writing: bounds, `-`, permissions, and that nothing is overwritten by accident. The
//! one place that writes to standard output and standard error.

use std::{
    fs,
    io::{self, ErrorKind, Read, Write},
    path::Path,
};

use anyhow::{Context, Result, anyhow, bail};
use zeroize::Zeroizing;

use crate::{
    flags::{Output, SecretOutput},
    language::pick,
};

/// The largest file: what a message may have.
const MAX_FILE: u64 = (1 << 28) - 1;

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Readers {
    /// Its owner: mode 0600.
    Owner,
    /// Everybody whom the umask allows.
    Everybody,
}

/// The bytes of a file or of standard input; wiped, for they may be a private key.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = match path == Path::new("-") {
        true => io::stdin().lock().take(MAX_FILE + 1).read_to_end(&mut bytes),
        false => {
            fs::File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
        }
    };
    read.with_context(|| path.display().to_string())?;
    if bytes.len() as u64 > MAX_FILE {
        let larger = pick("larger than", "次の大きさを超えています:");
        bail!("{}: {larger} {MAX_FILE} bytes", path.display());
    }
    Ok(bytes)
}

/// The first line of a file, as a password.
pub(crate) fn read_password(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let bytes = read(path)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() {
        let empty = "its first line, the password, is empty";
        let empty = pick(empty, "パスワードを記載する1行目が空です");
        bail!("{}: {empty}", path.display());
    }
    Ok(Zeroizing::new(line.to_vec()))
}

impl Output {
    /// Writes a public result: to standard output unless a file is given.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<()> {
        let path = self.output.as_deref().unwrap_or(Path::new("-"));
        write(path, bytes, Readers::Everybody, self.force)
    }
}

impl SecretOutput {
    /// Writes a secret result.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<()> {
        write(&self.output, bytes, Readers::Owner, self.force)
    }
}

/// Whether every one of several results can be written, before the first is.
pub(crate) fn check_places(places: &[&Path], force: bool) -> Result<()> {
    for (at, place) in places.iter().enumerate() {
        check_place(place, force)?;
        if *place != Path::new("-") && places[..at].contains(place) {
            let both = pick("cannot take two results", "に2つの結果は書き出せません");
            bail!("{} {both}", place.display());
        }
    }
    Ok(())
}

fn check_place(path: &Path, force: bool) -> Result<()> {
    if path == Path::new("-") || is_stream(path) {
        return Ok(());
    }
    if path.is_dir() {
        bail!("{} {}", path.display(), pick("is a folder", "はフォルダーです"));
    }
    if !folder_of(path).is_dir() {
        let absent = pick("there is no such folder", "フォルダーが見つかりません");
        bail!("{}: {absent}", folder_of(path).display());
    }
    if path.exists() && !force {
        return Err(exists(path));
    }
    Ok(())
}

/// Whether a place takes bytes as they come: a pipe, a device, or another name of an open file.
/// Nothing is overwritten there, and putting a file in its place would do harm.
fn is_stream(path: &Path) -> bool {
    let special = |kind: fs::Metadata| !kind.is_file() && !kind.is_dir();
    let open = ["/dev/stdout", "/dev/stderr", "/dev/fd", "/proc/self/fd"];
    fs::metadata(path).is_ok_and(special) || open.iter().any(|open| path.starts_with(open))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn exists(path: &Path) -> anyhow::Error {
    let exists = "exists already; --force overwrites it";
    let exists = pick(exists, "は既に存在します。上書きするには--forceを指定してください");
    anyhow!("{} {exists}", path.display())
}

/// Writes a file whole or not at all.
pub(crate) fn write(path: &Path, bytes: &[u8], readers: Readers, force: bool) -> Result<()> {
    let named = || path.display().to_string();
    if path == Path::new("-") {
        return print_bytes(bytes);
    }
    if is_stream(path) {
        let opened = fs::OpenOptions::new().append(true).open(path).with_context(named)?;
        return write_to(opened, bytes).with_context(named);
    }
    check_place(path, force)?;
    let mut builder = tempfile::Builder::new();
    let permissions = permissions(readers);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder_of(path)).with_context(named)?;
    file.write_all(bytes).with_context(named)?;
    file.as_file().sync_all().with_context(named)?;
    let stored = match force {
        true => file.persist(path),
        false => file.persist_noclobber(path),
    };
    match stored {
        Ok(_) => Ok(()),
        Err(failed) if failed.error.kind() == ErrorKind::AlreadyExists => Err(exists(path)),
        Err(failed) => Err(failed.error).with_context(named),
    }
}

#[cfg(unix)]
fn permissions(readers: Readers) -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(match readers {
        Readers::Owner => 0o600,
        Readers::Everybody => 0o666,
    }))
}

#[cfg(not(unix))]
fn permissions(_readers: Readers) -> Option<fs::Permissions> {
    None
}

/// Prints a text. A reader that has gone away is no error.
pub(crate) fn print(text: &str) -> Result<()> {
    print_bytes(text.as_bytes())
}

fn print_bytes(bytes: &[u8]) -> Result<()> {
    write_to(io::stdout().lock(), bytes).context(pick("standard output", "標準出力"))
}

/// A reader that has gone away is no error.
fn write_to(mut stream: impl Write, bytes: &[u8]) -> io::Result<()> {
    match stream.write_all(bytes).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Tells something on standard error, where data never goes.
pub(crate) fn tell(text: &str) {
    // When even standard error is gone there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
