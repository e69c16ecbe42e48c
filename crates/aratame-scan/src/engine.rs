//! The pipeline: walk, read, search, detect, merge, over several threads.
//!
//! The order in which threads deliver does not matter: the merge is commutative and the
//! inventory is sorted at its end.

use crate::archive::{self, Budget, Unpacked, Visitor};
use crate::configuration::include::{self, Parts, Reach};
use crate::detector::{Detector, Findings};
use crate::entry::{Entry, Kind};
use crate::read::{self, Reading, WHOLE};
use crate::search::{Hits, Searchers};
use crate::walk::{self, Job, Walked};
use aratame_formats::source::Source;
use aratame_inventory::coverage::Amount;
use aratame_inventory::diagnostic::{
    ARCHIVE_LIMIT, ARCHIVE_MALFORMED, DETECTOR_FAILED, FILE_CHANGED, FILE_UNREADABLE,
    FILE_VANISHED, HITS_LIMIT, SCAN_INTERRUPTED,
};
use aratame_inventory::{
    Coverage, Diagnostic, DiagnosticCode, EntryPath, Inventory, LayerNames, Merger, Position,
    SkipReason,
};
use std::fs::{File, Metadata};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Jobs that wait between the walk and the readers: enough to keep them busy, small enough to
/// cost no memory.
const QUEUE: usize = 1024;

/// What to scan and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files and directories.
    pub roots: Vec<PathBuf>,
    /// Globs of names or paths to leave out.
    pub exclude: Vec<String>,
    /// Stay on the file system of each root.
    pub one_file_system: bool,
    /// Leave out larger files.
    pub max_file_size: Option<u64>,
    /// Reading threads, at least one.
    pub jobs: usize,
    /// Detectors to run.
    pub detectors: Vec<&'static dyn Detector>,
}

impl Options {
    /// Every detector over these roots, one thread a processor.
    #[must_use]
    pub fn new(roots: Vec<PathBuf>) -> Self {
        Self {
            roots,
            exclude: Vec::new(),
            one_file_system: false,
            max_file_size: None,
            jobs: thread::available_parallelism().map_or(1, usize::from),
            detectors: crate::DETECTORS.to_vec(),
        }
    }
}

/// How far a scan is, and the way to stop it; shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Entries done.
    pub files: AtomicU64,
    /// Bytes searched.
    pub bytes: AtomicU64,
    /// Set to end the scan early: the inventory then says that it is incomplete.
    pub cancel: AtomicBool,
}

/// Scans the roots.
///
/// # Errors
/// An exclusion that is not a glob. What happens to single files is in the inventory.
pub fn scan(options: &Options, progress: &Progress) -> Result<Inventory, globset::Error> {
    let excluded = walk::compile_globs(&options.exclude)?;
    let crew = Crew::new(&options.detectors, progress);
    let (sender, receiver) = sync_channel::<Job>(QUEUE);
    let receiver = Mutex::new(receiver);
    let walked = thread::scope(|scope| {
        for _ in 0..options.jobs.max(1) {
            scope.spawn(|| crew.work(&receiver));
        }
        let walked =
            walk::walk(options, &excluded, &progress.cancel, &mut |job| sender.send(job).is_ok());
        drop(sender);
        walked
    });
    let reach = Reach::new(&options.roots, Some(&excluded), &walked.aliases);
    Ok(crew.finish(walked, &reach))
}

/// Scans one artefact that is in memory, such as standard input.
#[must_use]
pub fn scan_bytes(
    name: &EntryPath,
    bytes: &[u8],
    detectors: &[&'static dyn Detector],
) -> Inventory {
    let mut merger = Merger::new();
    merger.cover(&Coverage {
        read: Amount { files: 1, bytes: bytes.len() as u64 },
        ..Coverage::default()
    });
    scan_into(&mut merger, name, bytes, detectors);
    merger.finish()
}

/// Adds what detectors state of one artefact in memory to what `merger` has seen, such as a
/// certificate that an endpoint showed. The ledger counts what is inside, not the artefact itself.
pub fn scan_into(
    merger: &mut Merger,
    name: &EntryPath,
    bytes: &[u8],
    detectors: &[&'static dyn Detector],
) {
    let progress = Progress::default();
    let mut crew = Crew::new(detectors, &progress);
    crew.merger = Mutex::new(std::mem::take(merger));
    let budget = Rc::new(Budget::new(bytes.len() as u64));
    let mut visit = Visit::new(&crew, name.clone(), budget);
    visit.memory(bytes, 0);
    visit.deliver();
    crew.join(&Reach::new(&[], None, &[]));
    *merger = crew.merger.into_inner().unwrap_or_else(PoisonError::into_inner);
}

/// What all readers share.
struct Crew<'a> {
    detectors: &'a [&'static dyn Detector],
    searchers: Searchers,
    progress: &'a Progress,
    merger: Mutex<Merger>,
    /// Configurations of several files, until the walk is over.
    parts: Mutex<Parts>,
}

impl<'a> Crew<'a> {
    fn new(detectors: &'a [&'static dyn Detector], progress: &'a Progress) -> Self {
        let searchers = Searchers::new(detectors);
        Self {
            detectors,
            searchers,
            progress,
            merger: Mutex::new(Merger::new()),
            parts: Mutex::default(),
        }
    }

    fn work(&self, jobs: &Mutex<Receiver<Job>>) {
        let mut buffer = Vec::new();
        loop {
            let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = job else { return };
            let mut visit = Visit::of_file(self, &job.path);
            if self.cancelled() {
                visit.coverage.record_skipped(SkipReason::Interrupted, 0);
            } else {
                visit.file(&job.path, &mut buffer);
            }
            visit.deliver();
            self.progress.files.fetch_add(1, Ordering::Relaxed);
            buffer.shrink_to(WHOLE as usize);
        }
    }

    fn cancelled(&self) -> bool {
        self.progress.cancel.load(Ordering::Relaxed)
    }

    /// States the configurations of several files, all of whose files were seen now.
    fn join(&mut self, reach: &Reach<'_>) {
        let parts = self.parts.get_mut().unwrap_or_else(PoisonError::into_inner);
        let parts = std::mem::take(parts);
        include::state(parts, reach, &self.merger, &mut |path, detector| {
            let mut merger = self.merger.lock().unwrap_or_else(PoisonError::into_inner);
            merger.diagnose(Diagnostic {
                path: path.clone(),
                position: Position::whole(),
                code: DETECTOR_FAILED,
                message: detector.to_owned(),
            });
        });
    }

    fn finish(mut self, walked: Walked, reach: &Reach<'_>) -> Inventory {
        self.join(reach);
        let mut merger = self.merger.into_inner().unwrap_or_else(PoisonError::into_inner);
        merger.cover(&walked.coverage);
        for diagnostic in walked.diagnostics {
            merger.diagnose(diagnostic);
        }
        for (path, alias) in &walked.aliases {
            merger.alias(path, alias);
        }
        if self.progress.cancel.load(Ordering::Relaxed) {
            merger.cover(&Coverage { interrupted: true, ..Coverage::default() });
            merger.diagnose(Diagnostic {
                path: EntryPath::standard_input(),
                position: Position::whole(),
                code: SCAN_INTERRUPTED,
                message: String::new(),
            });
        }
        merger.finish()
    }
}

/// One entry on its way through the pipeline.
struct Visit<'a> {
    crew: &'a Crew<'a>,
    path: EntryPath,
    coverage: Coverage,
    diagnostics: Vec<Diagnostic>,
    /// What the file of the file system and everything in it may still unpack to.
    budget: Rc<Budget>,
}

impl<'a> Visit<'a> {
    fn new(crew: &'a Crew<'a>, path: EntryPath, budget: Rc<Budget>) -> Self {
        Self { crew, path, coverage: Coverage::default(), diagnostics: Vec::new(), budget }
    }

    /// A file whose length is not known yet.
    fn of_file(crew: &'a Crew<'a>, path: &Path) -> Self {
        Self::new(crew, EntryPath::of_file(path), Rc::new(Budget::new(0)))
    }

    fn deliver(self) {
        let mut merger = self.crew.merger.lock().unwrap_or_else(PoisonError::into_inner);
        merger.cover(&self.coverage);
        for diagnostic in self.diagnostics {
            merger.diagnose(diagnostic);
        }
    }

    fn diagnose(&mut self, code: &'static DiagnosticCode, position: Position, message: String) {
        let path = self.path.clone();
        self.diagnostics.push(Diagnostic { path, position, code, message });
    }

    fn file(&mut self, path: &Path, buffer: &mut Vec<u8>) {
        let (file, before) = match read::open(path) {
            Ok(opened) => opened,
            Err(error) => return self.unreadable(&error),
        };
        if !before.is_file() {
            return self.coverage.record_skipped(SkipReason::SpecialFile, 0);
        }
        self.budget = Rc::new(Budget::new(before.len()));
        let outcome = if before.len() <= WHOLE {
            self.small(&file, before.len(), buffer)
        } else {
            self.large(&file, before.len(), 0)
        };
        match outcome {
            Err(error) => self.unreadable(&error),
            Ok(missing) => self.account(&file, &before, missing),
        }
    }

    fn unreadable(&mut self, error: &io::Error) {
        let (code, reason) = match error.kind() {
            io::ErrorKind::NotFound => (FILE_VANISHED, SkipReason::Vanished),
            _ => (FILE_UNREADABLE, SkipReason::Unreadable),
        };
        self.coverage.record_skipped(reason, 0);
        self.diagnose(code, Position::whole(), error.to_string());
    }

    /// Returns how many of the announced bytes never came.
    fn small(&mut self, file: &File, length: u64, buffer: &mut Vec<u8>) -> io::Result<u64> {
        read::read_whole(file, length, buffer)?;
        self.memory(buffer, 0);
        Ok(length.saturating_sub(buffer.len() as u64))
    }

    fn large(&mut self, file: &File, length: u64, depth: u32) -> io::Result<u64> {
        let source = Source::reader(file, length);
        let kind = read::kind_of(&source)?;
        if archive::holds_nothing_else(kind) && self.members(kind, source, depth + 1) {
            self.crew.progress.bytes.fetch_add(length, Ordering::Relaxed);
            return Ok(0);
        }
        if is_told_by_one(kind) {
            self.crew.progress.bytes.fetch_add(length, Ordering::Relaxed);
            self.look(kind, source, &Hits::default(), depth);
            return Ok(0);
        }
        let reading = self.search_large(file, &source, kind)?;
        if reading.holes > 0 {
            self.coverage.record_skipped(SkipReason::Hole, reading.holes);
        }
        let missing = reading.missing;
        self.look(kind, source, &reading.hits, depth);
        Ok(missing)
    }

    fn search_large(&self, file: &File, source: &Source<'_>, kind: Kind) -> io::Result<Reading> {
        read::search_file(file, source, kind, &self.crew.searchers, &|bytes| {
            self.crew.progress.bytes.fetch_add(bytes, Ordering::Relaxed);
            !self.crew.cancelled()
        })
    }

    /// Enters the file in the ledger, and notes when it did not stay as it was.
    fn account(&mut self, file: &File, before: &Metadata, missing: u64) {
        let length = before.len();
        if missing == 0 {
            self.coverage.record_read(length);
        } else {
            let reason =
                if self.crew.cancelled() { SkipReason::Interrupted } else { SkipReason::Shrank };
            self.coverage.record_partly(length - missing, missing, reason);
        }
        let unchanged = file.metadata().is_ok_and(|after| {
            after.len() == length && after.modified().ok() == before.modified().ok()
        });
        if !unchanged {
            self.diagnose(FILE_CHANGED, Position::whole(), String::new());
        }
    }

    fn memory(&mut self, bytes: &[u8], depth: u32) {
        let source = Source::memory(bytes);
        let Ok(kind) = read::kind_of(&source) else { return };
        self.crew.progress.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if archive::holds_nothing_else(kind) && self.members(kind, source, depth + 1) {
            return;
        }
        let hits = if is_told_by_one(kind) {
            Hits::default()
        } else {
            read::search_memory(bytes, kind, &self.crew.searchers).hits
        };
        self.look(kind, source, &hits, depth);
    }

    /// Lets every interested detector look, then goes into the members of what holds other things too.
    fn look(&mut self, kind: Kind, source: Source<'_>, hits: &Hits, depth: u32) {
        if let Some(offset) = hits.dropped_from {
            self.diagnose(HITS_LIMIT, Position::bytes(offset, 0), String::new());
        }
        let path = self.path.clone();
        let entry = Entry::new(&path, kind, source);
        let mut findings = Findings::delivering(&path, &self.crew.merger).holding(&self.crew.parts);
        for (index, detector) in self.crew.detectors.iter().enumerate() {
            let hits = hits.of(index);
            if hits.is_empty() && !detector.wants(&entry) {
                continue;
            }
            findings.by(detector.about().id);
            let looked = catch_unwind(AssertUnwindSafe(|| {
                detector.detect(&entry, hits, &mut findings);
            }));
            if looked.is_err() {
                let message = detector.about().id.to_owned();
                self.diagnose(DETECTOR_FAILED, Position::whole(), message);
            }
        }
        findings.deliver();
        if archive::holds_members_too(kind, &source) {
            self.members(kind, source, depth + 1);
        } else if kind == Kind::Packed {
            self.coverage.record_unopened(source.len());
        }
    }

    /// Sends every member through the pipeline. Says whether all could be read: if not, the
    /// archive is worth a search as it stands.
    fn members(&mut self, kind: Kind, source: Source<'_>, depth: u32) -> bool {
        if depth > archive::MAX_DEPTH {
            self.coverage.record_skipped(SkipReason::ArchiveLimit, source.len());
            let message = format!("deeper than {} archives", archive::MAX_DEPTH);
            self.diagnose(ARCHIVE_LIMIT, Position::whole(), message);
            return false;
        }
        let name = self.path.file_name().to_owned();
        let budget = Rc::clone(&self.budget);
        let layer = is_layer(&self.path).then(LayerNames::default);
        let mut members = Members { visit: self, depth, whole: true, layer };
        let visited = catch_unwind(AssertUnwindSafe(|| {
            archive::visit(kind, source, &name, &budget, &mut members);
        }));
        if visited.is_err() {
            let message = "the unpacking stopped because of a defect".to_owned();
            members.missed(ARCHIVE_MALFORMED, SkipReason::PackedMember, message);
        }
        let (whole, layer) = (members.whole, members.layer.take());
        if let Some(names) = layer {
            let mut merger = self.crew.merger.lock().unwrap_or_else(PoisonError::into_inner);
            merger.layer(self.path.clone(), names);
        }
        whole
    }
}

/// Whether only the detector of this kind looks. In a capture every session repeats the objects
/// that it shows, and what people sent each other as data is none of an inventory's business.
fn is_told_by_one(kind: Kind) -> bool {
    kind == Kind::Capture
}

/// Whether an archive may be a layer of an image: a blob by its SHA-256, or the name that Docker
/// gave layers before it wrote OCI layouts.
fn is_layer(path: &EntryPath) -> bool {
    let name = path.file_name();
    name == "layer.tar" || (name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Sends the members of an archive through the pipeline.
struct Members<'v, 'a> {
    visit: &'v mut Visit<'a>,
    depth: u32,
    whole: bool,
    /// The names, where the archive may be a layer of an image.
    layer: Option<LayerNames>,
}

impl Visitor for Members<'_, '_> {
    fn member(&mut self, name: &str, content: Unpacked) -> bool {
        if let Some(layer) = &mut self.layer {
            layer.add(name);
        }
        let budget = Rc::clone(&self.visit.budget);
        let mut inner = Visit::new(self.visit.crew, self.visit.path.member(name), budget);
        match &content {
            Unpacked::Memory(bytes) => inner.memory(bytes, self.depth),
            Unpacked::Spooled(file, length) => {
                if let Err(error) = inner.large(file, *length, self.depth) {
                    inner.unreadable(&error);
                }
            }
        }
        inner.coverage.record_member(content.len());
        inner.deliver();
        !self.visit.crew.cancelled()
    }

    fn link(&mut self, name: &str) {
        if let Some(layer) = &mut self.layer {
            layer.add(name);
        }
        self.visit.coverage.record_skipped(SkipReason::SameFile, 0);
    }

    fn missed(&mut self, code: &'static DiagnosticCode, reason: SkipReason, message: String) {
        self.whole = false;
        self.visit.coverage.record_skipped(reason, 0);
        self.visit.diagnose(code, Position::whole(), message);
    }
}
