//! ELF (System V ABI, gABI 4.1): a program that imports one function, asks it for MD2 through a stub,
//! and has unwind data, for each class, byte order and processor that code is read of.

use super::{Bytes, Seed, code, constants};

struct Kind {
    name: &'static str,
    machine: u16,
    bits: u8,
    big: bool,
    /// The relocation that fills a slot.
    slot: u32,
    code: fn(u64, u64) -> Vec<u8>,
}

const KINDS: &[Kind] = &[
    Kind { name: "x86-64", machine: 62, bits: 64, big: false, slot: 7, code: x86_64 },
    Kind { name: "i386", machine: 3, bits: 32, big: false, slot: 7, code: i386 },
    Kind { name: "aarch64", machine: 183, bits: 64, big: false, slot: 1026, code: aarch64 },
    Kind { name: "arm", machine: 40, bits: 32, big: false, slot: 22, code: arm },
    Kind { name: "mipsel", machine: 8, bits: 32, big: false, slot: 127, code: mips_little },
    Kind { name: "mips", machine: 8, bits: 32, big: true, slot: 127, code: mips_big },
    Kind { name: "ppc64", machine: 21, bits: 64, big: true, slot: 0, code: |_, _| vec![0; 16] },
];

/// Address of the file in memory.
const BASE: u64 = 0x1_0000;
const NAMES: &[u8] = b"\0libgcrypt.so.20\0gcry_md_hash_buffer\0MD5_Update\0me\0";
const LIBRARY: u64 = 1;
const FUNCTION: u32 = 17;
const SECTIONS: &[u8] = b"\0.text\0.rodata\0.dynsym\0.dynstr\0.dynamic\0.eh_frame\0.shstrtab\0";

pub(super) fn seeds() -> Vec<Seed> {
    let mut seeds: Vec<Seed> =
        KINDS.iter().map(|kind| (format!("{}.elf", kind.name), program(kind).bytes)).collect();
    for kind in &KINDS[..2] {
        for (what, lie) in LIES {
            let mut file = program(kind);
            lie(&mut file);
            seeds.push((format!("{}-{what}.elf", kind.name), file.bytes));
        }
    }
    seeds
}

type Lie = fn(&mut Bytes);

/// Headers that contradict the file.
const LIES: &[(&str, Lie)] = &[
    ("cut", |file| file.bytes.truncate(file.len() / 2)),
    ("section-count", |file| put_count(file, 60, 48, 0xffff)),
    ("no-sections", |file| put_count(file, 60, 48, 0)),
    ("segment-count", |file| put_count(file, 56, 44, 0xffff)),
    ("overlapping", overlapping),
    ("dynamic-everywhere", |file| {
        let length = file.len() as u32;
        let at = segment(file, 1) + if file.bits == 64 { 32 } else { 16 };
        file.put_word(at, length);
    }),
];

fn put_count(file: &mut Bytes, wide: usize, narrow: usize, count: u16) {
    let bytes = file.ordered(&count.to_le_bytes());
    file.put(if file.bits == 64 { wide } else { narrow }, &bytes);
}

/// Where the header of a segment stands.
fn segment(file: &Bytes, index: usize) -> usize {
    if file.bits == 64 { 64 + 56 * index } else { 52 + 32 * index }
}

/// Every section spans the whole file.
fn overlapping(file: &mut Bytes) {
    let (size, count) = if file.bits == 64 { (64, 7) } else { (40, 7) };
    let start = file.len() - size * count;
    let length = file.len() as u32;
    for index in 1..count {
        let (offset, long) = if file.bits == 64 { (24, 32) } else { (16, 20) };
        file.put_word(start + size * index + offset, 0);
        file.put_word(start + size * index + long, length);
    }
}

/// Parts of the file: where each begins and how long it is.
struct Parts {
    code: (u64, u64),
    constants: (u64, u64),
    symbols: (u64, u64),
    names: (u64, u64),
    dynamic: (u64, u64),
    frames: (u64, u64),
    titles: (u64, u64),
}

fn program(kind: &Kind) -> Bytes {
    let mut file = Bytes::new(kind.bits, kind.big);
    let head = if kind.bits == 64 { 64 + 2 * 56 } else { 52 + 2 * 32 };
    file.bytes.resize(head, 0);
    let slot = BASE + 0x1000;
    let at = BASE + head.next_multiple_of(8) as u64;
    let code = part(&mut file, |file| file.raw(&(kind.code)(at, slot)));
    let constants = part(&mut file, |file| file.raw(&constants(kind.big)));
    let symbols = part(&mut file, |file| {
        symbol(file, 0, 0);
        symbol(file, FUNCTION, 0);
        symbol(file, FUNCTION + 20, 1);
    });
    let names = part(&mut file, |file| file.raw(NAMES));
    let relocations = part(&mut file, |file| relocation(file, kind.slot, slot));
    let frames = part(&mut file, |file| frames(file, code));
    let dynamic = part(&mut file, |file| dynamic(file, slot, symbols, names, relocations));
    let titles = part(&mut file, |file| file.raw(SECTIONS));
    let parts = Parts { code, constants, symbols, names, dynamic, frames, titles };
    let start = file.len();
    sections(&mut file, &parts);
    header(&mut file, kind, start, &parts);
    file
}

fn part(file: &mut Bytes, write: impl FnOnce(&mut Bytes)) -> (u64, u64) {
    file.align(8);
    let start = file.len();
    write(file);
    (start as u64, (file.len() - start) as u64)
}

fn header(file: &mut Bytes, kind: &Kind, sections: usize, parts: &Parts) {
    let mut head = Bytes::new(kind.bits, kind.big);
    head.raw(&[0x7f, b'E', b'L', b'F', kind.bits / 32, 1 + u8::from(kind.big), 1, 0]);
    head.raw(&[0; 8]);
    head.half(3);
    head.half(kind.machine);
    head.word(1);
    head.address(BASE + parts.code.0);
    head.address(segment(file, 0) as u64);
    head.address(sections as u64);
    head.word(0);
    let sizes = if kind.bits == 64 { [64, 56, 2, 64, 8, 7] } else { [52, 32, 2, 40, 8, 7] };
    sizes.into_iter().for_each(|size| head.half(size));
    let length = file.len() as u64;
    program_header(&mut head, 1, 7, (0, length));
    program_header(&mut head, 2, 6, parts.dynamic);
    file.put(0, &head.bytes);
}

fn program_header(head: &mut Bytes, kind: u32, flags: u32, (offset, size): (u64, u64)) {
    head.word(kind);
    if head.bits == 64 {
        head.word(flags);
    }
    [offset, BASE + offset, BASE + offset, size, size].into_iter().for_each(|it| head.address(it));
    if head.bits == 32 {
        head.word(flags);
    }
    head.address(8);
}

fn sections(file: &mut Bytes, parts: &Parts) {
    // Name, type, flags, place, link.
    let rows = [
        (0, 0, 0, (0, 0), 0),
        (1, 1, 6, parts.code, 0),
        (7, 1, 2, parts.constants, 0),
        (15, 11, 2, parts.symbols, 4),
        (23, 3, 2, parts.names, 0),
        (31, 6, 3, parts.dynamic, 4),
        (40, 1, 2, parts.frames, 0),
        (50, 3, 0, parts.titles, 0),
    ];
    for (name, kind, flags, (offset, size), link) in rows {
        file.word(name);
        file.word(kind);
        file.address(flags);
        file.address(if size == 0 { 0 } else { BASE + offset });
        file.address(offset);
        file.address(size);
        file.word(link);
        file.word(0);
        file.address(8);
        file.address(0);
    }
}

fn symbol(file: &mut Bytes, name: u32, section: u16) {
    file.word(name);
    if file.bits == 32 {
        file.word(0);
        file.word(0);
    }
    file.raw(&[0x12, 0]);
    file.half(section);
    if file.bits == 64 {
        file.double(0);
        file.double(0);
    }
}

fn relocation(file: &mut Bytes, kind: u32, slot: u64) {
    file.address(slot);
    if file.bits == 64 {
        file.double(1 << 32 | u64::from(kind));
        file.double(0);
    } else {
        file.word(1 << 8 | kind);
    }
}

fn dynamic(
    file: &mut Bytes,
    slot: u64,
    symbols: (u64, u64),
    names: (u64, u64),
    relocations: (u64, u64),
) {
    let rows = [
        (1, LIBRARY),
        (5, BASE + names.0),
        (10, names.1),
        (6, BASE + symbols.0),
        (3, slot - 0x10),
        (23, BASE + relocations.0),
        (2, relocations.1),
        // Of MIPS: slots that are not of symbols, symbols, the first that has one.
        (0x7000_000a, 4),
        (0x7000_0011, 3),
        (0x7000_0013, 1),
        (0, 0),
    ];
    for (tag, value) in rows {
        file.address(tag);
        file.address(value);
    }
}

/// A common record and one function.
fn frames(file: &mut Bytes, code: (u64, u64)) {
    file.word(16);
    file.word(0);
    file.raw(b"\x01zR\0\x01\x78\x10\x01\x1b\0\0\0");
    file.word(16);
    file.word(24);
    let here = file.len() as u64;
    file.word((code.0.wrapping_sub(here)) as u32);
    file.word(code.1 as u32);
    file.raw(&[0; 8]);
    file.word(0);
}

fn from_here(target: u64, here: u64) -> [u8; 4] {
    (target.wrapping_sub(here) as u32).to_le_bytes()
}

/// mov edi, 5; call to the stub; ret; the stub.
fn x86_64(at: u64, slot: u64) -> Vec<u8> {
    let mut code = b"\xbf\x05\0\0\0\xe8\x01\0\0\0\xc3\xff\x25".to_vec();
    code.extend(from_here(slot, at + 17));
    code.extend(code::x86());
    code
}

/// push 5; call to the stub; ret; the stub, by EBX.
fn i386(_: u64, _: u64) -> Vec<u8> {
    let call = b"\x6a\x05\xe8\x01\0\0\0\xc3\xff\xa3\x10\0\0\0";
    [&call[..], &code::x86()].concat()
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// mov w0, #5; bl to the stub; ret; the stub.
fn aarch64(at: u64, slot: u64) -> Vec<u8> {
    let pages = (slot >> 12).wrapping_sub(at >> 12) as u32;
    let adrp = 0x9000_0010 | (pages & 3) << 29 | (pages >> 2 & 0x7_ffff) << 5;
    let call = [0x5280_00a0, 0x9400_0002, 0xd65f_03c0, adrp, 0xf940_0211, 0xd61f_0220];
    [words(&call), code::aarch64()].concat()
}

/// movs r0, #5; blx to the stub; bx lr; the stub.
fn arm(at: u64, slot: u64) -> Vec<u8> {
    let by = slot.wrapping_sub(at + 8 + 8) as u32;
    let stub = [0xe28f_c600, 0xe28c_ca00 | by >> 12, 0xe5bc_f000 | by & 0xfff];
    [b"\x05\x20\x00\xf0\x02\xe8\x70\x47".to_vec(), words(&stub)].concat()
}

/// lw t9, slot(gp); li a0, 5; jalr t9; nop; jr ra; nop.
const MIPS: [u32; 6] = [0x8f99_8020, 0x2404_0005, 0x0320_f809, 0, 0x03e0_0008, 0];

fn mips_little(_: u64, _: u64) -> Vec<u8> {
    words(&MIPS)
}

fn mips_big(_: u64, _: u64) -> Vec<u8> {
    MIPS.iter().flat_map(|word| word.to_be_bytes()).collect()
}
