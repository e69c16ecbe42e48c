//! PE32 and PE32+ (PE Format): one section with imports by name and by ordinal, an export, code
//! that calls through the address table, and a table of functions.

use super::{Bytes, Seed, constants};

/// Where the one section stands in the file, and in memory.
const PLACE: u32 = 0x200;
const ADDRESS: u32 = 0x1000;
const LENGTH: usize = 0x400;

pub(super) fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (name, machine, bits) in
        [("x86-64", 0x8664, 64), ("i386", 0x014c, 32), ("arm64", 0xaa64, 64), ("arm", 0x01c4, 32)]
    {
        seeds.push((format!("{name}.pe"), image(machine, bits).bytes));
    }
    for (what, lie) in LIES {
        let mut file = image(0x8664, 64);
        lie(&mut file);
        seeds.push((format!("x86-64-{what}.pe"), file.bytes));
    }
    seeds
}

type Lie = fn(&mut Bytes);

const LIES: &[(&str, Lie)] = &[
    ("cut", |file| file.bytes.truncate(0x300)),
    ("section-count", |file| file.put(0x46, &[0xff, 0xff])),
    ("header-outside", |file| file.put_word(60, 0xffff_fff0)),
    ("imports-in-circles", |file| file.put_word(PLACE as usize, ADDRESS)),
    ("directories", |file| file.put_word(0x58 + 108, u32::MAX)),
];

fn image(machine: u16, bits: u8) -> Bytes {
    let mut file = Bytes::new(bits, false);
    file.bytes.resize(PLACE as usize + LENGTH, 0);
    file.put(0, b"MZ");
    file.put_word(60, 0x40);
    file.put(0x40, b"PE\0\0");
    file.put(0x44, &machine.to_le_bytes());
    file.put(0x46, &[1, 0]);
    let (magic, directories) = if bits == 64 { (0x20b_u16, 112) } else { (0x10b, 96) };
    file.put(0x54, &(directories as u16 + 128).to_le_bytes());
    file.put(0x56, &[0x22, 0x20]);
    file.put(0x58, &magic.to_le_bytes());
    file.put_word(0x58 + directories - 4, 16);
    // Exports, imports, and the delayed ones, which are the same.
    for (index, address) in [(0, 0x100), (1, 0), (13, 0x180)] {
        file.put_word(0x58 + directories + 8 * index, ADDRESS + address);
        file.put_word(0x58 + directories + 8 * index + 4, 0x40);
    }
    let header = 0x58 + directories + 128;
    file.put(header, b".pdata");
    for (at, value) in
        [(8, LENGTH as u32), (12, ADDRESS), (16, LENGTH as u32), (20, PLACE), (36, 0x6000_0060)]
    {
        file.put_word(header + at, value);
    }
    body(&mut file, bits);
    file
}

fn body(file: &mut Bytes, bits: u8) {
    let at = |offset: usize| PLACE as usize + offset;
    let width = usize::from(bits / 8);
    // The descriptor of one library: names, name of the library, addresses.
    for (offset, address) in [(0, 0x50), (12, 0x80), (16, 0x60)] {
        file.put_word(at(offset), ADDRESS + address);
    }
    file.put(at(0x80), b"ADVAPI32.dll\0");
    for table in [0x50, 0x60] {
        file.put_word(at(table), ADDRESS + 0xa0);
    }
    file.put_word(at(0x50 + width), 7);
    file.put(at(0x50 + 2 * width - 1), &[0x80]);
    file.put(at(0xa2), b"CryptCreateHash\0");
    // Own name, one export.
    for (offset, value) in
        [(0x10c, ADDRESS + 0x150), (0x118, 1), (0x120, ADDRESS + 0x140), (0x140, ADDRESS + 0x160)]
    {
        file.put_word(at(offset), value);
    }
    file.put(at(0x150), b"me.dll");
    file.put(at(0x160), b"MD5_Update");
    for (offset, value) in
        [(0x180, 1), (0x184, ADDRESS + 0x80), (0x18c, ADDRESS + 0x60), (0x190, ADDRESS + 0x50)]
    {
        file.put_word(at(offset), value);
    }
    // mov edx, 0x8004; call through the slot; a function around it.
    file.put(at(0x200), b"\xba\x04\x80\0\0\xff\x15");
    file.put_word(at(0x207), 0x60_u32.wrapping_sub(0x20b));
    for (offset, value) in [(0x240, ADDRESS + 0x200), (0x244, ADDRESS + 0x210)] {
        file.put_word(at(offset), value);
    }
    file.put(at(0x300), &constants(false));
}
