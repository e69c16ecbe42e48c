//! Files larger than what is held in memory: silent, and bounded in memory. Opt-in, since they are
//! read whole: `cargo test --release -p aratame-scan --test large_files -- --ignored --nocapture`.
#![expect(clippy::unwrap_used, reason = "a test")]
#![cfg(target_os = "linux")]

use aratame_scan::{Options, Progress, scan};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Names the file for the process that scans it.
const FILE: &str = "ARATAME_LARGE_FILE";
/// Kibibytes that a scan may come to, whatever the file.
const MAX_MEMORY: u64 = 64 << 10;

/// A file of zeros behind a beginning, which takes no room on the disk.
fn sparse(folder: &Path, name: &str, head: &[u8], length: u64) {
    let mut file = fs::File::create(folder.join(name)).unwrap();
    std::io::Write::write_all(&mut file, head).unwrap();
    file.set_len(length).unwrap();
}

/// ELF for x86-64 whose one segment is the file, executable or not.
fn program(length: u64, flags: u32) -> Vec<u8> {
    let mut head = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0".to_vec();
    for value in [0x40_0000, 64, 0_u64] {
        head.extend(value.to_le_bytes());
    }
    head.extend([0; 4]);
    for value in [64_u16, 56, 1, 64, 0, 0] {
        head.extend(value.to_le_bytes());
    }
    head.extend(1_u32.to_le_bytes());
    head.extend(flags.to_le_bytes());
    for value in [0, 0x40_0000, 0x40_0000, length, length, 0x1000] {
        head.extend(value.to_le_bytes());
    }
    head
}

/// Scans a file in a process of its own; its peak of memory in KiB and its seconds.
fn scanned(path: &Path) -> (u64, f64) {
    let begin = Instant::now();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", "one_file", "--nocapture"]).env(FILE, path);
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    let peak = text.split("peak ").nth(1).and_then(|rest| rest.split(' ').next());
    (peak.unwrap().parse().unwrap(), begin.elapsed().as_secs_f64())
}

#[test]
#[ignore = "reads 16 GiB of zeros"]
fn zeros_are_silent_and_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let (one, four) = (1 << 30, 4 << 30);
    sparse(folder.path(), "1-gib.bin", b"", one);
    sparse(folder.path(), "1-gib.elf", b"\x7fELF\x02\x01\x01", one);
    sparse(folder.path(), "4-gib.bin", b"", four);
    sparse(folder.path(), "4-gib-code.elf", &program(four, 5), four);
    sparse(folder.path(), "4-gib-data.elf", &program(four, 4), four);
    let mut files: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 5);
    for path in files {
        let (peak, seconds) = scanned(&path);
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        eprintln!("{name}: {seconds:.1} s, {peak} KiB");
        assert!(peak <= MAX_MEMORY, "{name}: {peak} KiB");
    }
}

/// The part of the process above: nothing without its file.
#[test]
#[ignore = "run by zeros_are_silent_and_bounded"]
fn one_file() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let inventory = scan(&Options::new(vec![path.into()]), &Progress::default()).unwrap();
    assert!(inventory.assets.is_empty(), "{:?}", inventory.assets);
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("peak {} KiB", peak.trim().trim_end_matches(" kB"));
}
