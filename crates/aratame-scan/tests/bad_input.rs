//! Input that was made to break programs like this one: it ends in a diagnostic or in nothing, and
//! costs no more than its bytes. Time is not measured: what is not bounded does not end here. Zeros by
//! the gibibyte are in `large_files.rs`, every constant in one file beside the constants.

use aratame_inventory::{EntryPath, EvidenceLevel, Inventory};
use aratame_scan::{DETECTORS, Detector, scan_bytes};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Those that look into programs.
const FAMILY: [&str; 8] = [
    "algorithm-arguments",
    "binary-linkage",
    "binary-symbols",
    "code-shapes",
    "constants",
    "instructions",
    "retained-names",
    "strings",
];

static DETECTING: LazyLock<Vec<&'static dyn Detector>> = LazyLock::new(|| {
    DETECTORS.iter().filter(|each| FAMILY.contains(&each.about().id)).copied().collect()
});

fn scanned(bytes: &[u8]) -> Inventory {
    scan_bytes(&EntryPath::standard_input(), bytes, &DETECTING)
}

fn codes(inventory: &Inventory) -> BTreeSet<&str> {
    inventory.diagnostics.iter().map(|each| each.code.code).collect()
}

/// Fails when a detector stopped by a panic.
fn sound(bytes: &[u8], what: &str) -> Inventory {
    let inventory = scanned(bytes);
    assert!(!codes(&inventory).contains("detector-failed"), "{what}: {:?}", inventory.diagnostics);
    inventory
}

/// One section: name, type, flags, address, place and size.
type Row = (&'static str, u32, u64, u64, u64, u64);

const CODE: u64 = 6;
const DATA: u64 = 2;
const HEAD: usize = 64;

/// ELF for x86-64: the header, a body that begins at 64, and a table of these sections behind it.
fn elf(body: &[u8], rows: &[Row]) -> Vec<u8> {
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0".to_vec();
    file.resize(HEAD, 0);
    file.extend(body);
    let mut titles = vec![0];
    let names: Vec<u32> = rows
        .iter()
        .map(|(name, ..)| {
            let at = titles.len() as u32;
            titles.extend(name.bytes().chain([0]));
            at
        })
        .collect();
    let titles_at = file.len() as u64;
    file.extend(&titles);
    file.resize(file.len().next_multiple_of(8), 0);
    let table = file.len() as u64;
    let own = ("", 3, 0, 0, titles_at, titles.len() as u64);
    let all = [("", 0, 0, 0, 0, 0)].iter().chain(rows).chain([&own]);
    let names = [0].into_iter().chain(names).chain([0]);
    for ((_, kind, flags, address, offset, size), name) in all.zip(names) {
        file.extend([name, *kind].map(u32::to_le_bytes).concat());
        file.extend([*flags, *address, *offset, *size, 0, 1, 0].map(u64::to_le_bytes).concat());
    }
    file[40..48].copy_from_slice(&table.to_le_bytes());
    let count = rows.len() as u16 + 2;
    for (at, value) in [(52, 64), (54, 56), (58, 64), (60, count), (62, count - 1)] {
        file[at..at + 2].copy_from_slice(&u16::to_le_bytes(value));
    }
    file
}

fn put(file: &mut [u8], at: usize, bytes: &[u8]) {
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

/// The round constants of SHA-1, as code has them: each moved into a register.
fn sha1_code() -> Vec<u8> {
    let words = [0x5a82_7999_u32, 0x6ed9_eba1, 0x8f1b_bcdc, 0xca62_c1d6];
    words.iter().flat_map(|word| [&[0xb8][..], &word.to_le_bytes()].concat()).collect()
}

/// A sound program with SHA-1 in its code.
fn program() -> Vec<u8> {
    let mut code = sha1_code();
    code.resize(256, 0x90);
    let range = HEAD as u64;
    elf(&code, &[(".text", 1, CODE, 0x1000, range, 256), (".data", 1, DATA, 0x2000, range, 256)])
}

fn implements(inventory: &Inventory, name: &str) -> bool {
    let uses = inventory.assets.iter().flat_map(|asset| &asset.algorithms);
    let mut found = uses.filter(|each| each.level == EvidenceLevel::Implements);
    found.any(|each| each.algorithm.to_string() == name)
}

#[test]
fn the_sound_program_is_read() {
    let inventory = sound(&program(), "sound");
    assert!(implements(&inventory, "SHA-1"), "{:?}", inventory.assets);
    assert_eq!(codes(&inventory), BTreeSet::new());
}

#[test]
fn corrupt_headers() {
    let file = program();
    let table = u64::from_le_bytes(file[40..48].try_into().unwrap()) as usize;
    let mut tried = 0;
    for at in (0..HEAD).chain(table..file.len()) {
        for value in [0, 1, 0xff] {
            let mut damaged = file.clone();
            damaged[at] = value;
            sound(&damaged, &format!("byte {at} is {value}"));
            tried += 1;
        }
    }
    for at in (16..HEAD).step_by(8).chain((table..file.len() - 8).step_by(8)) {
        for value in [u64::MAX, u64::MAX - 7, 1 << 63, u64::from(u32::MAX)] {
            let mut damaged = file.clone();
            put(&mut damaged, at, &value.to_le_bytes());
            sound(&damaged, &format!("word at {at} is {value:#x}"));
            tried += 1;
        }
    }
    for length in (0..file.len()).step_by(3) {
        sound(&file[..length], &format!("cut at {length}"));
        tried += 1;
    }
    assert!(tried > 1000, "{tried}");
}

/// A thousand sections that all span a mebibyte of code: each byte is decoded once, and it is said.
#[test]
fn overlapping_sections() {
    let mut body = vec![0x90; 1 << 20];
    // AESENC everywhere, so that every section would have to be decoded.
    for at in (0..body.len() - 8).step_by(64) {
        put(&mut body, at, b"\x66\x0f\x38\xdc\xca");
    }
    put(&mut body, 4096, &sha1_code());
    let span = HEAD as u64..(HEAD + body.len()) as u64;
    let row = |Range { start, end }: Range<u64>| (".text", 1, CODE, 0x1000, start, end - start);
    let rows: Vec<Row> = (0..1000).map(|_| row(span.clone())).collect();
    let inventory = sound(&elf(&body, &rows), "overlapping");
    assert_eq!(codes(&inventory), BTreeSet::from(["binary-malformed"]));
    assert!(implements(&inventory, "SHA-1"));
    let said = format!("{:?}", inventory.assets);
    assert!(said.contains("AES-NI or VAES: 16383,"), "{said}");
}

/// Sixty thousand sections of a few bytes, at the end of what can be addressed.
#[test]
fn many_small_sections() {
    let mut body = vec![0x90; 1 << 16];
    put(&mut body, 100, &sha1_code());
    let rows: Vec<Row> = (0..60_000)
        .map(|at| (".text", 1, CODE, u64::MAX - 70_000 + at, HEAD as u64 + at, 3))
        .collect();
    sound(&elf(&body, &rows), "small sections");
}

#[test]
fn absurd_counts() {
    // Section count, size and place; segment count; both with the count in the first section.
    for (at, value) in [(60, 0xffff_u16), (60, 0xfeff), (58, 0xffff), (56, 0xffff), (62, 0xffff)] {
        let mut file = program();
        put(&mut file, at, &value.to_le_bytes());
        sound(&file, &format!("{at}"));
    }
    let mut file = program();
    let table = u64::from_le_bytes(file[40..48].try_into().unwrap()) as usize;
    put(&mut file, 60, &[0, 0]);
    put(&mut file, table + 32, &u64::MAX.to_le_bytes());
    assert_eq!(codes(&sound(&file, "count in a section")), BTreeSet::from(["binary-malformed"]));
    // Symbols and versions without end.
    for kind in [2, 4, 5, 6, 9, 11, 0x6fff_fff6, 0x6fff_fffe, 0x6fff_ffff] {
        let whole = (0, u64::MAX);
        let rows = [
            (".text", 1, CODE, 0x1000, HEAD as u64, 64),
            (".odd", kind, DATA, 0x2000, whole.0, whole.1),
            (".dynsym", 11, DATA, 0x3000, HEAD as u64, 1 << 40),
        ];
        sound(&elf(&[1; 256], &rows), &format!("type {kind:#x}"));
    }
    // PE: sections, directories and names without end.
    let mut file = vec![0xff; 4096];
    put(&mut file, 0, b"MZ");
    put(&mut file, 60, &64_u32.to_le_bytes());
    put(&mut file, 64, b"PE\0\0\x64\x86\xff\x00");
    put(&mut file, 84, &[240, 0, 0x22, 0x20, 0x0b, 0x02]);
    sound(&file, "PE");
    // Mach-O: commands without end.
    let words = [0xfeed_facf_u32, 0x0100_0007, 3, 2, u32::MAX, u32::MAX, 0, 0, 0x19, 72, 0, 0];
    sound(&words.map(u32::to_le_bytes).concat(), "Mach-O");
    // An archive of objects whose index has more names than bytes.
    let index = [&u32::MAX.to_be_bytes()[..], &[0; 60]].concat();
    let head = format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "/", 0, 0, 0, 0, index.len());
    sound(&[b"!<arch>\n", head.as_bytes(), &index].concat(), "ar");
}

/// Unwind data that says that functions overlap, each a mebibyte, one beginning at every byte.
#[test]
fn functions_that_overlap() {
    const LENGTH: usize = 256 << 10;
    let mut body = vec![0x90; LENGTH];
    for at in (0..LENGTH - 8).step_by(16) {
        put(&mut body, at, b"\x66\x0f\x38\xdc\xca");
    }
    put(&mut body, 2, &sha1_code());
    let frames_at = HEAD + body.len();
    let mut frames = b"\x10\0\0\0\0\0\0\0\x01zR\0\x01\x78\x10\x01\x1b\0\0\0".to_vec();
    for function in 0..LENGTH as u32 / 8 {
        let here = frames.len() as u32;
        frames.extend([16, here + 4].map(u32::to_le_bytes).concat());
        let begin = (HEAD as u32 + 8 * function).wrapping_sub(frames_at as u32 + here + 8);
        frames.extend([begin, 1 << 20, 0].map(u32::to_le_bytes).concat());
    }
    frames.extend([0; 4]);
    body.extend(&frames);
    let rows = [
        (".text", 1, CODE, HEAD as u64, HEAD as u64, LENGTH as u64),
        (".eh_frame", 1, DATA, frames_at as u64, frames_at as u64, frames.len() as u64),
    ];
    let inventory = sound(&elf(&body, &rows), "functions");
    let said = format!("{:?}", inventory.assets);
    assert!(said.contains("AES-NI or VAES: 16382,"), "each instruction once: {said}");
}

/// Each slice that is whole is read, whatever happened to the others.
#[test]
fn truncated_fat_files() {
    let first = thin(&sha1_code());
    let second = thin(&[0x90; 20]);
    let places = [(4096, first.len()), (8192, second.len())];
    let mut file = [0xcafe_babe_u32, 2].map(u32::to_be_bytes).concat();
    for (offset, size) in places {
        file.extend([0x0100_0007, 3, offset, size as u32, 12].map(u32::to_be_bytes).concat());
    }
    for ((offset, _), slice) in places.into_iter().zip([&first, &second]) {
        file.resize(offset as usize, 0);
        file.extend(slice);
    }
    assert_eq!(codes(&sound(&file, "whole")), BTreeSet::new());
    for length in (0..file.len()).step_by(7) {
        let inventory = sound(&file[..length], &format!("cut at {length}"));
        let is_told = codes(&inventory).contains("binary-malformed");
        assert!(is_told || length < 48, "{length}: {:?}", inventory.diagnostics);
        let is_whole = length >= 4096 + first.len();
        assert!(implements(&inventory, "SHA-1") || !is_whole, "{length}");
    }
}

/// An archive of these members, as GNU's tools write it.
fn archive(members: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"!<arch>\n".to_vec();
    for (number, member) in members.iter().enumerate() {
        let name = format!("{number}.o/");
        let head = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 644, member.len());
        file.extend(head.as_bytes());
        file.extend(member);
        file.resize(file.len().next_multiple_of(2), b'\n');
    }
    file
}

/// The table T of MD5. RFC 1321, 3.4.
fn md5_table() -> Vec<u8> {
    let word = |step: u32| (f64::from(step).sin().abs() * 4_294_967_296.0) as u32;
    (1..=64).flat_map(|step| word(step).to_le_bytes()).collect()
}

/// Objects lie in an archive at any even place; what their headers call no part of a program is
/// none; what is no object is searched as it is.
#[test]
fn objects_of_an_archive() {
    let mut body = vec![0x90; 12];
    body.extend(md5_table());
    let told = body.len() as u64;
    body.extend(sha1_code());
    let (at, rest) = (HEAD as u64, body.len() as u64 - told);
    let debug = (".debug_info", 1, 0, 0, at + told, rest);
    let object = elf(&body, &[(".data", 1, DATA, 0, at, told), debug]);
    for before in [vec![0; 4], vec![0; 6]] {
        let file = archive(&[before, object.clone()]);
        let inventory = sound(&file, "objects");
        assert!(implements(&inventory, "MD5") && !implements(&inventory, "SHA-1"));
        assert_eq!(codes(&inventory), BTreeSet::new());
    }
    assert!(implements(&sound(&archive(&[sha1_code()]), "no object"), "SHA-1"));
    let cut = archive(&[object, sha1_code()]);
    assert!(implements(&sound(&cut[..cut.len() - 1], "cut"), "MD5"));
}

/// More sections than are told apart, none beside another of its kind.
#[test]
fn objects_with_too_many_sections() {
    let mut body = vec![0; 1 << 16];
    put(&mut body, 100, &sha1_code());
    let rows: Vec<Row> = (0..45_000)
        .map(|row| (".x", 1, if row % 2 == 0 { CODE } else { DATA }, 0, HEAD as u64 + row, 1))
        .collect();
    let object = elf(&body, &rows);
    let inventory = sound(&archive(&[object.clone(), object.clone(), object]), "too many");
    assert!(implements(&inventory, "SHA-1"), "{:?}", inventory.diagnostics);
}

/// Mach-O for x86-64 with one segment and one section, which holds the code.
fn thin(code: &[u8]) -> Vec<u8> {
    let mut file =
        [0xfeed_facf_u32, 0x0100_0007, 3, 2, 1, 152, 0, 0].map(u32::to_le_bytes).concat();
    let name = |file: &mut Vec<u8>, name: &str| {
        let end = file.len() + 16;
        file.extend(name.bytes());
        file.resize(end, 0);
    };
    file.extend([0x19, 152].map(u32::to_le_bytes).concat());
    name(&mut file, "__TEXT");
    let length = 184 + code.len() as u64;
    file.extend([0, length, 0, length].map(u64::to_le_bytes).concat());
    file.extend([5, 5, 1, 0].map(u32::to_le_bytes).concat());
    name(&mut file, "__text");
    name(&mut file, "__TEXT");
    file.extend([184, code.len() as u64].map(u64::to_le_bytes).concat());
    file.extend([184, 0, 0, 0, 0x8000_0400, 0, 0, 0].map(u32::to_le_bytes).concat());
    file.extend(code);
    file
}

/// One word of the initial value of SM3 (GB/T 32905, 4.1) again and again: looks are counted, and
/// their end is said.
#[test]
fn constants_without_end() {
    let mut code = Vec::new();
    for _ in 0..2000 {
        code.extend(0x7380_166f_u32.to_le_bytes());
        code.resize(code.len() + 1020, 0x90);
    }
    let row = (".text", 1, CODE, 0x1000, HEAD as u64, code.len() as u64);
    let inventory = sound(&elf(&code, &[row]), "words");
    assert_eq!(codes(&inventory), BTreeSet::from(["binary-limit"]));
    let said = inventory.diagnostics.iter().filter(|each| each.code.code == "binary-limit");
    assert_eq!(said.count(), 1, "{:?}", inventory.diagnostics);
    assert!(inventory.is_complete(), "a warning is no gap");
}

/// More instructions for cryptography than are kept: said once.
#[test]
fn instructions_without_end() {
    let code = b"\x66\x0f\x38\xdc\xca".repeat((1 << 16) + 10);
    let row = (".text", 1, CODE, 0x1000, HEAD as u64, code.len() as u64);
    let inventory = sound(&elf(&code, &[row]), "instructions");
    let [said] = inventory.diagnostics.as_slice() else { panic!("{:?}", inventory.diagnostics) };
    assert_eq!(
        (said.code.code, said.message.as_str()),
        ("binary-limit", "instructions: places beyond 65536")
    );
}

#[test]
fn zeros() {
    for length in [0, 1, 64, 4096, 8 << 20, 9 << 20] {
        let inventory = sound(&vec![0; length], "zeros");
        assert!(inventory.assets.is_empty() && inventory.diagnostics.is_empty(), "{length}");
    }
}
