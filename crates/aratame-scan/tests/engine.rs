//! The engine on real files: what it reads, what it says it did not read, and that neither the
//! number of threads nor the order of delivery changes the result.

#![expect(clippy::unwrap_used, reason = "a test that fails says where")]

use aratame_inventory::{
    AssetKind, Confidence, Inventory, Observation, Position, SkipReason, diagnostic,
};
use aratame_scan::{
    About, Detector, Entry, Findings, Hit, Options, Pattern, Progress, Scope, scan,
};
use std::fs;
use std::io::Write;
use std::path::Path;

#[path = "engine/archives.rs"]
mod archives;
#[path = "engine/images.rs"]
mod images;

struct Needle;

const PATTERNS: &[Pattern] = &[Pattern::new(b"NEEDLE", Scope::Any)];

impl Detector for Needle {
    fn about(&self) -> &'static About {
        &About {
            id: "needle",
            title: "Needle",
            title_ja: "針",
            finds: "needles",
            how: "by name",
            misses: "thread",
            references: &["none"],
        }
    }
    fn patterns(&self) -> &'static [Pattern] {
        PATTERNS
    }
    fn detect(&self, entry: &Entry<'_>, hits: &[Hit], findings: &mut Findings<'_>) {
        for hit in hits {
            let bytes = entry.source.read(hit.offset + 6, 1).unwrap();
            assert_ne!(&*bytes, b"!", "a detector's defect");
            let name = String::from_utf8_lossy(&bytes).into_owned();
            let observation = Observation::new(AssetKind::PublicKey, name.clone(), name)
                .at(Position::bytes(hit.offset, 7));
            assert_eq!(observation.confidence, Confidence::High);
            findings.observe(observation);
        }
    }
}

fn run(root: &Path, jobs: usize) -> Inventory {
    let mut options = Options::new(vec![root.to_owned()]);
    options.detectors = vec![&Needle];
    options.jobs = jobs;
    scan(&options, &Progress::default()).unwrap()
}

fn places(inventory: &Inventory, root: &Path) -> Vec<String> {
    let prefix = format!("{}/", root.display());
    let name = |path: &str| path.strip_prefix(&prefix).unwrap().to_owned();
    inventory
        .assets
        .iter()
        .flat_map(|asset| asset.occurrences.iter().map(move |o| (asset, o)))
        .map(|(asset, o)| format!("{} {}{}", asset.name, name(o.path.as_str()), o.position))
        .collect()
}

#[test]
fn second_names_are_places_and_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("a"), "xNEEDLE1").unwrap();
    fs::hard_link(root.join("a"), root.join("hard")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a", root.join("soft")).unwrap();
        std::os::unix::fs::symlink(".", root.join("loop")).unwrap();
        std::os::unix::fs::symlink("self", root.join("self")).unwrap();
    }
    let inventory = run(root, 2);
    assert_eq!(places(&inventory, root), ["1 a@0x1", "1 hard@0x1", "1 soft@0x1"]);
    assert_eq!(inventory.coverage.read.files, 1);
    assert_eq!(inventory.coverage.skipped[&SkipReason::SameFile].files, 2);
    assert_eq!(inventory.coverage.skipped[&SkipReason::LinkedDirectory].files, 1);
    assert_eq!(inventory.coverage.skipped[&SkipReason::DanglingLink].files, 1);
    assert!(inventory.is_complete());
}

#[test]
fn what_stands_at_the_edge_of_a_window_is_found_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut content = vec![b'.'; 21 << 20];
    let edges: Vec<usize> = (1..=4).map(|n| n * (4 << 20)).collect();
    for edge in &edges {
        content[edge - 3..edge + 4].copy_from_slice(b"NEEDLE1");
    }
    fs::write(folder.path().join("big"), &content).unwrap();
    let expected: Vec<String> = edges.iter().map(|edge| format!("1 big@{:#x}", edge - 3)).collect();
    let inventory = run(folder.path(), 1);
    assert_eq!(places(&inventory, folder.path()), expected);
    assert_eq!(inventory.coverage.read.bytes, content.len() as u64);
}

#[cfg(target_os = "linux")]
#[test]
fn holes_are_passed_over_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = fs::File::create(folder.path().join("sparse")).unwrap();
    file.set_len(1 << 40).unwrap();
    file.write_all(b"NEEDLE1").unwrap();
    drop(file);
    let inventory = run(folder.path(), 1);
    assert_eq!(places(&inventory, folder.path()), ["1 sparse"]);
    assert!(inventory.coverage.skipped[&SkipReason::Hole].bytes > (1 << 39));
}

#[test]
fn members_of_archives_are_entries() {
    let folder = tempfile::tempdir().unwrap();
    let inner = zip_of(&[("deep/a.txt", b"NEEDLE2")]);
    let outer = zip_of(&[("inner.jar", &inner), ("b", b"..NEEDLE1")]);
    fs::write(folder.path().join("outer.zip"), outer).unwrap();
    let inventory = run(folder.path(), 1);
    assert_eq!(
        places(&inventory, folder.path()),
        ["1 outer.zip!/b@0x2", "2 outer.zip!/inner.jar!/deep/a.txt"]
    );
    assert_eq!(inventory.coverage.members.files, 3);
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_damaged_archive_is_diagnosed_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bad.zip"), b"PK\x03\x04 nothing follows").unwrap();
    fs::write(folder.path().join("good"), b"NEEDLE1").unwrap();
    let inventory = run(folder.path(), 1);
    assert_eq!(places(&inventory, folder.path()), ["1 good"]);
    assert_eq!(inventory.diagnostics.len(), 1);
    assert_eq!(inventory.diagnostics[0].code, diagnostic::ARCHIVE_MALFORMED);
    assert!(!inventory.is_complete());
}

#[test]
fn a_detectors_defect_does_not_end_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), b"NEEDLE!").unwrap();
    fs::write(folder.path().join("b"), b"NEEDLE1").unwrap();
    let inventory = run(folder.path(), 1);
    assert_eq!(places(&inventory, folder.path()), ["1 b"]);
    assert_eq!(inventory.diagnostics[0].code, diagnostic::DETECTOR_FAILED);
}

#[cfg(unix)]
#[test]
fn special_files_are_counted_and_never_opened() {
    let folder = tempfile::tempdir().unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.path().join("fifo"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    let inventory = run(folder.path(), 1);
    drop(socket);
    assert_eq!(inventory.coverage.skipped[&SkipReason::SpecialFile].files, 2);
    assert!(inventory.is_complete());
}

#[test]
fn threads_do_not_change_the_result() {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..300u32 {
        let content = format!("{}NEEDLE{}", "x".repeat((index % 17) as usize), index % 7);
        let inner = folder.path().join(format!("d{}", index % 5));
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join(format!("f{index}")), content).unwrap();
    }
    let one = run(folder.path(), 1);
    assert_eq!(one.assets.len(), 7);
    for jobs in [2, 3, 8] {
        assert_eq!(run(folder.path(), jobs), one);
    }
}

#[test]
fn exclusions_name_components_or_paths() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["keep/a", "skip/a", "keep/b.log"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "NEEDLE1").unwrap();
    }
    let mut options = Options::new(vec![folder.path().to_owned()]);
    options.detectors = vec![&Needle];
    options.exclude = vec!["skip".into(), "*.log".into()];
    let inventory = scan(&options, &Progress::default()).unwrap();
    assert_eq!(places(&inventory, folder.path()), ["1 keep/a"]);
    assert_eq!(inventory.coverage.skipped[&SkipReason::Excluded].files, 2);
}

#[test]
fn a_cancelled_scan_says_that_it_is_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "NEEDLE1").unwrap();
    let mut options = Options::new(vec![folder.path().to_owned()]);
    options.detectors = vec![&Needle];
    let progress = Progress::default();
    progress.cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    let inventory = scan(&options, &progress).unwrap();
    assert!(!inventory.is_complete());
    assert!(inventory.coverage.interrupted);
}

#[test]
fn a_missing_root_is_a_gap() {
    let inventory = run(Path::new("/nonexistent/folder"), 1);
    assert_eq!(inventory.diagnostics[0].code, diagnostic::PATH_MISSING);
    assert!(!inventory.is_complete());
}

/// A pipe in a folder is counted; one that was asked for by its name is missed.
#[cfg(unix)]
#[test]
fn a_pipe_that_was_asked_for_is_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fifo");
    let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
    rustix::fs::mknodat(rustix::fs::CWD, &path, kind, mode, 0).unwrap();
    let inventory = run(&path, 1);
    assert_eq!(inventory.diagnostics[0].code, diagnostic::FILE_UNREADABLE);
    assert!(!inventory.is_complete());
}

/// A root may be a symlink to a folder, and links in it may go in circles.
#[cfg(unix)]
#[test]
fn links_in_circles_end() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real");
    fs::create_dir(&real).unwrap();
    fs::write(real.join("a"), "NEEDLE1").unwrap();
    symlink(".", real.join("self")).unwrap();
    symlink("../real", real.join("up")).unwrap();
    symlink("y", real.join("x")).unwrap();
    symlink("x", real.join("y")).unwrap();
    let link = folder.path().join("link");
    symlink("real", &link).unwrap();
    let inventory = run(&link, 1);
    assert_eq!(places(&inventory, &link), ["1 a"]);
    assert_eq!(inventory.coverage.skipped[&SkipReason::LinkedDirectory].files, 2);
    assert_eq!(inventory.coverage.skipped[&SkipReason::DanglingLink].files, 2);
    assert_eq!(inventory.coverage.directories, 1);
    assert!(inventory.is_complete());
}

/// What the kernel makes up is not read, also behind a symlink: it may be endless.
#[cfg(target_os = "linux")]
#[test]
fn file_systems_of_the_kernel_are_left_out() {
    for root in ["/proc", "/proc/self"] {
        let inventory = run(Path::new(root), 1);
        assert_eq!(inventory.coverage.read.files, 0, "{root}");
        assert_eq!(inventory.coverage.skipped[&SkipReason::KernelFileSystem].files, 1, "{root}");
    }
}
