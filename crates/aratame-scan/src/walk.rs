//! From roots to files: ignore rules, special files, second names.
//!
//! One thread walks in a fixed order. A symlink to a file is a second name of that file; a
//! symlink to a directory is not followed, so there are no loops. Hard links are read once.

use crate::engine::Options;
use aratame_inventory::diagnostic::{FILE_UNREADABLE, FILE_VANISHED, PATH_MISSING, WALK_FAILED};
use aratame_inventory::{Coverage, Diagnostic, DiagnosticCode, EntryPath, Position, SkipReason};
use globset::{Glob, GlobSet, GlobSetBuilder};
use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use walkdir::{DirEntry, WalkDir};

/// A regular file to read.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) path: PathBuf,
}

/// What the walk has to say when it is over.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub(crate) coverage: Coverage,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Pairs of a file that was handed out and a second name of it.
    pub(crate) aliases: Vec<(EntryPath, EntryPath)>,
}

/// Compiles `--exclude` patterns.
///
/// A pattern without `/` is matched against each name, one with `/` against the whole path.
///
/// # Errors
/// A pattern that is not a glob.
pub(crate) fn compile_globs(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut builder = GlobSetBuilder::new();
    for pattern in patterns {
        let pattern = pattern.trim_end_matches('/');
        let rooted =
            if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") };
        builder.add(Glob::new(&rooted)?);
    }
    builder.build()
}

/// Walks all roots and hands every regular file to `emit`, which says whether to go on.
pub(crate) fn walk(
    options: &Options,
    excluded: &GlobSet,
    cancel: &AtomicBool,
    emit: &mut dyn FnMut(Job) -> bool,
) -> Walked {
    let roots = distinct_roots(&options.roots);
    let mut walker = Walker {
        excluded,
        options,
        roots: &roots,
        cancel,
        emit,
        walked: Walked::default(),
        hard_links: HashMap::new(),
        links: Vec::new(),
    };
    for root in &roots {
        walker.root(root);
    }
    walker.links();
    walker.walked
}

/// A root as it was given, and where it really is.
#[derive(Debug)]
struct Root {
    given: PathBuf,
    real: PathBuf,
}

/// Drops a root that lies inside another, so that nothing is read twice.
fn distinct_roots(given: &[PathBuf]) -> Vec<Root> {
    let roots: Vec<Root> = given
        .iter()
        .map(|path| Root {
            given: path.clone(),
            real: fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
        })
        .collect();
    let covered = |index: usize, root: &Root| {
        roots.iter().enumerate().any(|(other, outer)| {
            other != index
                && root.real.starts_with(&outer.real)
                && (root.real != outer.real || other < index)
        })
    };
    let keep: Vec<bool> =
        roots.iter().enumerate().map(|(index, root)| !covered(index, root)).collect();
    roots.into_iter().zip(keep).filter_map(|(root, keep)| keep.then_some(root)).collect()
}

struct Walker<'a> {
    excluded: &'a GlobSet,
    options: &'a Options,
    roots: &'a [Root],
    cancel: &'a AtomicBool,
    emit: &'a mut dyn FnMut(Job) -> bool,
    walked: Walked,
    /// First name of each file that has several, by device and inode.
    hard_links: HashMap<(u64, u64), PathBuf>,
    /// Symlinks to files, resolved when everything else was seen.
    links: Vec<PathBuf>,
}

impl Walker<'_> {
    fn root(&mut self, root: &Root) {
        let device = match fs::metadata(&root.given) {
            Ok(metadata) if metadata.is_dir() => {
                // Also behind a symlink, which a root may be.
                if is_kernel_file_system(&root.given) {
                    return self.skip(SkipReason::KernelFileSystem, 0);
                }
                Some(identity(&metadata).0)
            }
            Ok(metadata) if !metadata.is_file() => return self.special_root(&root.given),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.skip(SkipReason::Unreadable, 0);
                return self.diagnose(&root.given, PATH_MISSING, String::new());
            }
            _ => None,
        };
        let mut walk = WalkDir::new(&root.given).sort_by_file_name().into_iter();
        while let Some(step) = walk.next() {
            if self.cancelled() {
                return;
            }
            match step {
                Err(error) => self.walk_error(&error, &root.given),
                Ok(entry) if entry.file_type().is_dir() => {
                    if self.enters(&entry, device) {
                        self.walked.coverage.directories += 1;
                    } else {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) => self.file(&entry),
            }
        }
    }

    /// A pipe or device that was asked for by its name is no skip that nobody minds.
    fn special_root(&mut self, path: &Path) {
        self.skip(SkipReason::SpecialFile, 0);
        let message = "a pipe, socket or device is not opened; `-` reads standard input";
        self.diagnose(path, FILE_UNREADABLE, message.to_owned());
    }

    fn cancelled(&mut self) -> bool {
        let cancelled = self.cancel.load(Ordering::Relaxed);
        self.walked.coverage.interrupted |= cancelled;
        cancelled
    }

    fn enters(&mut self, entry: &DirEntry, root_device: Option<u64>) -> bool {
        if entry.depth() > 0 && self.excluded.is_match(entry.path()) {
            self.skip(SkipReason::Excluded, 0);
            return false;
        }
        let Ok(metadata) = entry.metadata() else { return true };
        let (device, _) = identity(&metadata);
        if root_device == Some(device) && entry.depth() > 0 {
            return true;
        }
        if is_kernel_file_system(entry.path()) {
            self.skip(SkipReason::KernelFileSystem, 0);
            return false;
        }
        if self.options.one_file_system && entry.depth() > 0 {
            self.skip(SkipReason::Excluded, 0);
            return false;
        }
        true
    }

    fn file(&mut self, entry: &DirEntry) {
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(error) => return self.walk_error(&error, entry.path()),
        };
        if entry.depth() > 0 && self.excluded.is_match(entry.path()) {
            return self.skip(SkipReason::Excluded, metadata.len());
        }
        if metadata.is_symlink() {
            return self.symlink(entry);
        }
        self.regular(entry.path(), &metadata);
    }

    fn symlink(&mut self, entry: &DirEntry) {
        let path = entry.path();
        match fs::metadata(path) {
            // A root is followed.
            Ok(target) if target.is_dir() && entry.depth() == 0 => {
                self.walked.coverage.directories += 1;
            }
            Ok(target) if target.is_dir() => self.skip(SkipReason::LinkedDirectory, 0),
            Ok(target) if target.is_file() => self.links.push(path.to_owned()),
            Ok(_) => self.skip(SkipReason::SpecialFile, 0),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                self.unreadable(path, &error);
            }
            Err(_) => self.skip(SkipReason::DanglingLink, 0),
        }
    }

    fn regular(&mut self, path: &Path, metadata: &Metadata) {
        if !metadata.is_file() {
            return self.skip(SkipReason::SpecialFile, 0);
        }
        if self.options.max_file_size.is_some_and(|limit| metadata.len() > limit) {
            return self.skip(SkipReason::TooLarge, metadata.len());
        }
        if has_other_names(metadata) {
            if let Some(first) = self.hard_links.get(&identity(metadata)) {
                let pair = (EntryPath::of_file(first), EntryPath::of_file(path));
                self.walked.aliases.push(pair);
                return self.skip(SkipReason::SameFile, 0);
            }
            self.hard_links.insert(identity(metadata), path.to_owned());
        }
        if !(self.emit)(Job { path: path.to_owned() }) {
            self.walked.coverage.interrupted = true;
        }
    }

    /// Symlinks to files: a second name of what was read, or a file of its own outside the roots.
    fn links(&mut self) {
        let mut outside: HashMap<PathBuf, PathBuf> = HashMap::new();
        for link in std::mem::take(&mut self.links) {
            if self.cancelled() {
                return;
            }
            let Ok(real) = fs::canonicalize(&link) else {
                self.skip(SkipReason::DanglingLink, 0);
                continue;
            };
            let read_as = self.name_as_walked(&real).or_else(|| outside.get(&real).cloned());
            match (read_as, fs::metadata(&real)) {
                (Some(first), _) => {
                    let pair = (EntryPath::of_file(&first), EntryPath::of_file(&link));
                    self.walked.aliases.push(pair);
                    self.skip(SkipReason::SameFile, 0);
                }
                (None, Ok(metadata)) => {
                    outside.insert(real, link.clone());
                    self.regular(&link, &metadata);
                }
                (None, Err(error)) => self.unreadable(&link, &error),
            }
        }
    }

    /// The name under which the walk met the file at `real`, if it did.
    fn name_as_walked(&self, real: &Path) -> Option<PathBuf> {
        self.roots.iter().find_map(|root| {
            let inside = real.strip_prefix(&root.real).ok()?;
            let name = if inside.as_os_str().is_empty() {
                root.given.clone()
            } else {
                root.given.join(inside)
            };
            let excluded = name
                .ancestors()
                .take_while(|path| *path != root.given)
                .any(|path| self.excluded.is_match(path));
            (!excluded).then_some(name)
        })
    }

    fn skip(&mut self, reason: SkipReason, bytes: u64) {
        self.walked.coverage.record_skipped(reason, bytes);
    }

    fn unreadable(&mut self, path: &Path, error: &io::Error) {
        self.skip(SkipReason::Unreadable, 0);
        self.diagnose(path, FILE_UNREADABLE, error.to_string());
    }

    fn walk_error(&mut self, error: &walkdir::Error, fallback: &Path) {
        let path = error.path().unwrap_or(fallback);
        let (code, reason) = match error.io_error().map(io::Error::kind) {
            Some(io::ErrorKind::NotFound) => (FILE_VANISHED, SkipReason::Vanished),
            _ => (WALK_FAILED, SkipReason::Unreadable),
        };
        self.skip(reason, 0);
        let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
        self.diagnose(path, code, message);
    }

    fn diagnose(&mut self, path: &Path, code: &'static DiagnosticCode, message: String) {
        let (path, position) = (EntryPath::of_file(path), Position::whole());
        self.walked.diagnostics.push(Diagnostic { path, position, code, message });
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

/// Whether a directory belongs to a file system that the kernel makes up: its files have no
/// stored content, may be endless, and reading them can have effects.
#[cfg(target_os = "linux")]
fn is_kernel_file_system(path: &Path) -> bool {
    /// Magic numbers from `linux/magic.h`: proc, sysfs, debugfs, tracefs, securityfs, cgroup,
    /// cgroup2, bpf, pstore, configfs, selinuxfs, devpts, mqueue, binfmt_misc, efivarfs, fusectl.
    const MADE_UP: [u64; 16] = [
        0x9fa0,
        0x6265_6572,
        0x6462_6720,
        0x7472_6163,
        0x7363_6673,
        0x0027_e0eb,
        0x6367_7270,
        0xcafe_4a11,
        0x6165_676c,
        0x6265_6570,
        0xf97c_ff8c,
        0x1cd1,
        0x1980_0202,
        0x4249_4e4d,
        0xde5e_81e4,
        0x6573_5543,
    ];
    rustix::fs::statfs(path)
        .is_ok_and(|info| u64::try_from(info.f_type).is_ok_and(|kind| MADE_UP.contains(&kind)))
}

#[cfg(not(target_os = "linux"))]
fn is_kernel_file_system(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stood in a listing and is gone when it is asked for, file or folder.
    #[test]
    fn what_vanishes_during_the_walk_is_said_to_have_vanished() {
        let error = WalkDir::new("/nonexistent/folder").into_iter().next().unwrap().unwrap_err();
        let options = Options::new(Vec::new());
        let mut walker = Walker {
            excluded: &GlobSet::empty(),
            options: &options,
            roots: &[],
            cancel: &AtomicBool::new(false),
            emit: &mut |_| true,
            walked: Walked::default(),
            hard_links: HashMap::new(),
            links: Vec::new(),
        };
        walker.walk_error(&error, Path::new("/elsewhere"));
        let [said] = walker.walked.diagnostics.as_slice() else { panic!("one") };
        assert_eq!((said.code, said.path.as_str()), (FILE_VANISHED, "/nonexistent/folder"));
        assert_eq!(walker.walked.coverage.skipped[&SkipReason::Vanished].files, 1);
    }
}
