//! Mach-O (OS X ABI Mach-O File Format Reference), thin in both widths and byte orders, and fat.

use super::{Bytes, Seed, constants};

const MAGIC: u32 = 0xfeed_face;
const FAT: u32 = 0xcafe_babe;
/// LC_SEGMENT, LC_SYMTAB, LC_LOAD_DYLIB, LC_SEGMENT_64, LC_UUID, LC_FUNCTION_STARTS.
const COMMANDS: u32 = 5;
const NAMES: &[u8] = b"\0_MD5_Update\0_CC_SHA256\0";

pub(super) fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (name, processor, bits, big) in [
        ("x86-64", 0x0100_0007, 64, false),
        ("arm64", 0x0100_000c, 64, false),
        ("i386", 7, 32, false),
        ("ppc", 18, 32, true),
    ] {
        seeds.push((format!("{name}.macho"), image(processor, bits, big).bytes));
    }
    for (what, lie) in LIES {
        let mut file = image(0x0100_000c, 64, false);
        lie(&mut file);
        seeds.push((format!("arm64-{what}.macho"), file.bytes));
    }
    seeds
}

type Lie = fn(&mut Bytes);

const LIES: &[(&str, Lie)] = &[
    ("cut", |file| file.bytes.truncate(file.len() / 2)),
    ("command-count", |file| file.put_word(16, u32::MAX)),
    ("command-of-nothing", |file| file.put_word(36, 0)),
    ("command-beyond", |file| file.put_word(36, 0xffff_fff8)),
];

/// Two slices; with counts and places that lie.
pub(super) fn fat_seeds() -> Vec<Seed> {
    let slices = [image(0x0100_0007, 64, false).bytes, image(0x0100_000c, 64, false).bytes];
    let good = fat(&slices, 2);
    let mut circle = good.clone();
    circle.put_word(16, 0);
    let mut cut = good.clone();
    cut.bytes.truncate(good.len() - slices[1].len() / 2);
    vec![
        ("two.fat".to_owned(), good.bytes),
        ("many.fat".to_owned(), fat(&slices, u32::MAX).bytes),
        ("slice-is-the-file.fat".to_owned(), circle.bytes),
        ("cut.fat".to_owned(), cut.bytes),
    ]
}

fn fat(slices: &[Vec<u8>], count: u32) -> Bytes {
    let mut file = Bytes::new(32, true);
    file.word(FAT);
    file.word(count);
    let mut at = (8 + 20 * slices.len()).next_multiple_of(16);
    for (slice, processor) in slices.iter().zip([0x0100_0007, 0x0100_000c]) {
        for word in [processor, 3, at as u32, slice.len() as u32, 4] {
            file.word(word);
        }
        at = (at + slice.len()).next_multiple_of(16);
    }
    for slice in slices {
        file.align(16);
        file.raw(slice);
    }
    file
}

fn image(processor: u32, bits: u8, big: bool) -> Bytes {
    let mut file = Bytes::new(bits, big);
    let is_wide = bits == 64;
    for word in [MAGIC + u32::from(is_wide), processor, 3, 2, COMMANDS, 0, 0x85] {
        file.word(word);
    }
    if is_wide {
        file.word(0);
    }
    let begin = file.len();
    let segment = segment(&mut file);
    library(&mut file, "/usr/lib/libcrypto.dylib");
    let symbols = command(&mut file, 2, 16);
    let starts = command(&mut file, 0x26, 8);
    let identifier = command(&mut file, 0x1b, 16);
    file.put(identifier, b"0123456789abcdef");
    let length = (file.len() - begin) as u32;
    file.put_word(20, length);
    let code = file.len();
    file.raw(b"\xbf\x08\0\0\0\xc3\x90\x90");
    file.raw(&constants(big));
    let size = file.len() - code;
    section_of(&mut file, segment, code, size);
    let table = file.len();
    symbol(&mut file, 1, 0x01, 0);
    symbol(&mut file, 13, 0x0f, 1);
    let names = file.len();
    file.raw(NAMES);
    for (index, value) in [table, 2, names, NAMES.len()].into_iter().enumerate() {
        file.put_word(symbols + 4 * index, value as u32);
    }
    let place = file.len();
    file.raw(&[0x20, 0x04, 0]);
    file.put_word(starts, place as u32);
    file.put_word(starts + 4, 3);
    file
}

/// A command of a length behind its head; where that begins.
fn command(file: &mut Bytes, kind: u32, length: usize) -> usize {
    file.word(kind);
    file.word(8 + length as u32);
    let at = file.len();
    file.bytes.resize(at + length, 0);
    at
}

fn library(file: &mut Bytes, name: &str) {
    let length = (name.len() + 1).next_multiple_of(8);
    let at = command(file, 0x0c, 16 + length);
    file.put_word(at, 24);
    file.put(at + 16, name.as_bytes());
}

/// A segment with one section, `__TEXT,__text`.
fn segment(file: &mut Bytes) -> usize {
    let (kind, own, section) = if file.bits == 64 { (0x19, 64, 80) } else { (1, 48, 68) };
    let at = command(file, kind, own + section);
    file.put(at, b"__TEXT");
    file.put_word(at + own - 8, 1);
    file.put(at + own, b"__text");
    file.put(at + own + 16, b"__TEXT");
    at
}

fn section_of(file: &mut Bytes, segment: usize, code: usize, size: usize) {
    let (own, places) = if file.bits == 64 { (64, [32, 40, 48]) } else { (48, [32, 36, 40]) };
    for (at, value) in places.into_iter().zip([code, size, code]) {
        file.put_word(segment + own + at, value as u32);
    }
    let flags = if file.bits == 64 { 64 } else { 56 };
    file.put_word(segment + own + flags, 0x8000_0400);
}

fn symbol(file: &mut Bytes, name: u32, kind: u8, section: u8) {
    file.word(name);
    file.raw(&[kind, section]);
    file.half(0);
    file.address(0);
}
