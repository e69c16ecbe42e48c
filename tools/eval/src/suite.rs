//! Suites of vectors: cases from files of several formats, one case at a time.
//!
//! Owns what a case is, how files are found and unpacked, and which reader takes them. Nothing
//! is held in memory but one case and what its group says.

use crate::operation::{Answer, Operation};
use crate::suites::cctv::{self, Accumulated};
use crate::suites::{acvp, drafts, evp_test, kat, lines, wycheproof};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// What a suite says of one operation.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// Its number in the file, in the file's words.
    pub(crate) id: String,
    /// The algorithm with its parameter set.
    pub(crate) algorithm: String,
    /// What is asked.
    pub(crate) operation: Operation,
    /// What is right.
    pub(crate) expected: Expected,
}

/// The right answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// This answer and no other.
    Exactly(Answer),
    /// A refusal: the input is rejected, or the check or verification says no.
    Refused,
    /// The suite leaves it open.
    Either,
    /// The file asks and does not answer (ACVP prompts).
    Unknown,
}

impl Expected {
    /// Whether `answer` is right.
    pub(crate) fn admits(&self, answer: &Answer) -> bool {
        match self {
            Self::Exactly(Answer::Valid(false)) | Self::Refused => {
                matches!(answer, Answer::Rejected(_) | Answer::Valid(false))
            }
            Self::Exactly(expected) => expected == answer,
            Self::Either | Self::Unknown => !matches!(answer, Answer::Unsupported(_)),
        }
    }
}

/// What a reader gives.
#[derive(Debug)]
pub(crate) enum Item {
    /// A case to run.
    Case(Box<Case>),
    /// The hash over many cases of one algorithm.
    Accumulated(Accumulated),
    /// A case of an algorithm evaluated here that cannot be read, with its number, the algorithm and
    /// the reason: it has failed.
    Malformed(String, String, String),
    /// Cases that are none of an algorithm evaluated here, or have no answer, with the reason.
    Skipped(u64, String),
}

/// Takes items one by one.
pub(crate) type Each<'a> = dyn FnMut(Item) -> Result<()> + 'a;

/// A file with cases.
#[derive(Clone, Debug)]
pub(crate) struct SuiteFile {
    source: Source,
    /// Its path below the folder that was asked for.
    pub(crate) name: String,
    format: Format,
}

/// Where a file is.
#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    /// In this program.
    BuiltIn(&'static [u8]),
}

impl SuiteFile {
    /// The name of its format.
    pub(crate) fn format(&self) -> &'static str {
        match self.format {
            Format::Acvp => "ACVP",
            Format::Wycheproof => "Wycheproof",
            Format::Drafts => "IETF draft",
            Format::Accumulated => "hashes",
            Format::Kat => "known answers",
            Format::Keys => "list of keys",
            Format::EvpTest => "OpenSSL evp_test",
            Format::Lines => "lines",
        }
    }

    /// Its content, unpacked.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn open(&self) -> Result<Box<dyn Read>> {
        match &self.source {
            Source::File(path) => open(path),
            Source::BuiltIn(bytes) => Ok(unpacked(io::Cursor::new(*bytes))?),
        }
    }
}

/// The path that stands for the vectors of Project Wycheproof in this program.
pub(crate) const WYCHEPROOF: &str = "wycheproof:";

/// The path that stands for the vectors of this project in this program.
pub(crate) const OWN: &str = "own:";

/// The path that stands for the accumulated vectors of CCTV, whose hashes are in this program.
pub(crate) const CCTV: &str = "cctv:";

/// The suites in this program.
fn built_in(root: &str) -> Option<Vec<SuiteFile>> {
    let suite =
        |name: String, bytes, format| SuiteFile { source: Source::BuiltIn(bytes), name, format };
    Some(match root {
        WYCHEPROOF => wycheproof::built_in()
            .into_iter()
            .map(|(name, text)| suite(name, text.as_bytes(), Format::Wycheproof))
            .collect(),
        CCTV => vec![suite("CCTV accumulated".to_owned(), cctv::HASHES, Format::Accumulated)],
        OWN => vec![suite("own vectors".to_owned(), OWN_VECTORS, Format::Lines)],
        _ => return None,
    })
}

/// Vectors of this project: made by `futae-eval generate`, agreed by several implementations.
const OWN_VECTORS: &[u8] = include_bytes!("../../../test-vectors/eval/own.jsonl.gz");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Acvp,
    Wycheproof,
    Drafts,
    Accumulated,
    Kat,
    Keys,
    EvpTest,
    Lines,
}

/// The suites below a path, in order of their names, and how many files were none.
///
/// # Errors
/// The path cannot be read, or holds no suite at all.
pub(crate) fn discover(root: &Path) -> Result<(Vec<SuiteFile>, u64)> {
    if let Some(suites) = root.to_str().and_then(built_in) {
        return Ok((suites, 0));
    }
    let mut paths = Vec::new();
    list(root, 0, &mut paths).with_context(|| format!("cannot read {}", root.display()))?;
    paths.sort();
    let mut suites = Vec::new();
    let mut others = 0;
    for path in paths {
        match format_of(&path)? {
            Some(format) => {
                let name = name_below(root, &path);
                suites.push(SuiteFile { name, source: Source::File(path), format });
            }
            None => others += 1,
        }
    }
    if suites.is_empty() {
        bail!("{} holds no vectors of a format that is known here", root.display());
    }
    Ok((suites, others))
}

/// The path from the folder that was asked for, whose name stands first: two folders may have files
/// of one name.
fn name_below(root: &Path, path: &Path) -> String {
    let above = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let above = above.file_name().map_or_else(PathBuf::new, PathBuf::from);
    match path.strip_prefix(root) {
        Ok(below) if !below.as_os_str().is_empty() => above.join(below).display().to_string(),
        _ => path.display().to_string(),
    }
}

/// Deeper folders than vectors have; a loop of links ends here.
const MAX_DEPTH: u32 = 16;

fn list(path: &Path, depth: u32, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        paths.push(path.to_owned());
        return Ok(());
    }
    if depth == MAX_DEPTH {
        let why = format!("{} is a folder too deep", path.display());
        return Err(io::Error::other(why));
    }
    for entry in fs::read_dir(path)? {
        list(&entry?.path(), depth + 1, paths)?;
    }
    Ok(())
}

/// The file's content, unpacked.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read>> {
    let opened = File::open(path).and_then(unpacked);
    opened.with_context(|| format!("cannot read {}", path.display()))
}

/// A stream, unpacked if it is packed by gzip or xz.
fn unpacked(mut stream: impl Read + Seek + 'static) -> io::Result<Box<dyn Read>> {
    let mut magic = [0; 6];
    let length = stream.read(&mut magic)?;
    stream.rewind()?;
    Ok(match magic.get(..length).unwrap_or_default() {
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(stream)),
        b"\xfd7zXZ\0" => Box::new(lzma_rust2::XzReader::new(BufReader::new(stream), true)),
        _ => Box::new(stream),
    })
}

/// Bytes that are looked at to tell the format.
const HEAD: u64 = 8192;

fn format_of(path: &Path) -> Result<Option<Format>> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    // Of a pair of ACVP files the prompt stands for both; a registration has no cases.
    if name.starts_with("registration.json") || is_answer_of_a_pair(path, name) {
        return Ok(None);
    }
    let mut head = Vec::new();
    // What cannot be unpacked is no suite.
    if open(path)?.take(HEAD).read_to_end(&mut head).is_err() {
        return Ok(None);
    }
    let head = String::from_utf8_lossy(&head);
    let has = |word: &str| head.contains(word);
    Ok(if head.trim_start().starts_with(['{', '[']) {
        if has("\"$schema\"") {
            None
        } else if has("\"operation\"") {
            Some(Format::Lines)
        } else if has("\"schema\"") || has("\"numberOfTests\"") {
            Some(Format::Wycheproof)
        } else if has("\"testGroups\"") {
            Some(Format::Acvp)
        } else if has("\"eseed\"") || has("\"kem_id\"") || has("\"tcId\": \"id-") {
            Some(Format::Drafts)
        } else {
            None
        }
    } else if has("count = ") || head.starts_with("d = ") || head.starts_with("dk = ") {
        Some(Format::Kat)
    } else if kat::is_list_of_keys(&head) {
        Some(Format::Keys)
    } else if has("PrivateKeyRaw") || has("PublicKeyRaw") {
        Some(Format::EvpTest)
    } else {
        None
    })
}

fn is_answer_of_a_pair(path: &Path, name: &str) -> bool {
    name.strip_prefix("expectedResults")
        .is_some_and(|ending| path.with_file_name(format!("prompt{ending}")).exists())
}

/// Reads a suite case by case.
///
/// # Errors
/// The file cannot be read or is malformed; what was read before has been handed on.
pub(crate) fn read(file: &SuiteFile, each: &mut Each<'_>) -> Result<()> {
    match (file.format, &file.source) {
        (Format::Acvp, Source::File(path)) => acvp::read(path, each),
        (Format::Acvp, Source::BuiltIn(_)) => bail!("no such suite is built in"),
        (Format::Wycheproof, _) => wycheproof::read(file.open()?, each),
        (Format::Accumulated, _) => cctv::read(file.open()?, each),
        (Format::Drafts, _) => drafts::read(file.open()?, each),
        (Format::Keys, _) => kat::read_keys(file.open()?, each),
        (Format::Kat, _) => kat::read(file.open()?, each),
        (Format::EvpTest, _) => evp_test::read(file.open()?, each),
        (Format::Lines, _) => lines::read(file.open()?, each),
    }
    .with_context(|| format!("in {}", file.name))
}
