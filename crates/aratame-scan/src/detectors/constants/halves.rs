//! Constants that code puts together from two instructions, each with a half of them; and those that
//! stand in one in the other byte order.
//!
//! Owns the reading of those instructions for AArch64, ARM and Thumb, MIPS, POWER, RISC-V and
//! z/Architecture. All else of
//! the code is passed over, so a register may have been written in between: that makes a word that
//! nobody built, and a set needs many words.

use aratame_formats::executable::{Endianness, Executable};

use crate::instruction_words::{self, Pattern, bits, signed};

/// How the instructions are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    AArch64,
    Arm,
    Mips(Endianness),
    Power(Endianness),
    RiscV,
    Z,
}

impl Encoding {
    /// The encoding of an executable's code, when its constants are built from halves.
    pub(super) fn of(executable: &Executable) -> Option<Self> {
        match executable.architecture {
            "aarch64" => Some(Self::AArch64),
            "arm" => Some(Self::Arm),
            "mips" => Some(Self::Mips(executable.endianness)),
            "powerpc" | "powerpc64" => Some(Self::Power(executable.endianness)),
            "riscv" => Some(Self::RiscV),
            "s390" => Some(Self::Z),
            _ => None,
        }
    }
}

/// Calls `found` with the place and the value of every word that is put together.
pub(super) fn words(encoding: Encoding, code: &[u8], found: &mut dyn FnMut(usize, u32)) {
    match encoding {
        Encoding::AArch64 => aarch64(code, found),
        Encoding::Arm => {
            arm(code, found);
            thumb(code, found);
        }
        Encoding::Mips(order) => mips(code, order, found),
        Encoding::Power(order) => power(code, order, found),
        Encoding::RiscV => risc_v(code, found),
        Encoding::Z => z(code, found),
    }
}

/// The last lower or upper half that each register got.
type Registers = [Option<u64>; 32];

/// Words of code with their offsets: a window begins where a word does.
fn placed(code: &[u8], order: Endianness) -> impl Iterator<Item = (usize, u32)> + use<'_> {
    instruction_words::words(code, 0, order).map(|(at, word)| (at as usize, word))
}

/// MOVZ, MOVN, MOVK; AND and ORR of a pattern of bits. Arm Architecture Reference Manual for
/// A-profile, C6.2.
fn aarch64(code: &[u8], found: &mut dyn FnMut(usize, u32)) {
    let mut registers: Registers = [None; 32];
    for (at, instruction) in placed(code, Endianness::Little) {
        if instruction & 0x1f80_0000 == 0x1200_0000 {
            let Some(value) = pattern(instruction) else { continue };
            if bits(instruction, 29, 2) == 1 && bits(instruction, 5, 5) == 31 {
                registers[bits(instruction, 0, 5) as usize] = Some(value);
            }
            found(at, value as u32);
            if bits(instruction, 31, 1) == 1 {
                found(at, (value >> 32) as u32);
            }
            continue;
        }
        if instruction & 0x1f80_0000 != 0x1280_0000 {
            continue;
        }
        let shift = 16 * bits(instruction, 21, 2);
        let half = u64::from(bits(instruction, 5, 16)) << shift;
        let register = &mut registers[bits(instruction, 0, 5) as usize];
        match bits(instruction, 29, 2) {
            0 => {
                *register = Some(!half);
                // A word whose other half is ones is whole.
                found(at, !half as u32);
            }
            2 => *register = Some(half),
            3 => {
                let Some(value) = register.as_mut() else { continue };
                *value = *value & !(0xffff << shift) | half;
                found(at, *value as u32);
                if shift >= 32 {
                    found(at, (*value >> 32) as u32);
                }
            }
            _ => {}
        }
    }
}

/// What an instruction with a pattern combines with, where its elements have 32 or 64 bits: what
/// repeats sooner is no constant of an algorithm.
fn pattern(instruction: u32) -> Option<u64> {
    Pattern::of(instruction).filter(|it| it.element >= 32).map(|it| it.value)
}

/// MOVW and MOVT, encoding A2. Arm Architecture Reference Manual for A-profile, F5.1.
fn arm(code: &[u8], found: &mut dyn FnMut(usize, u32)) {
    let mut registers: Registers = [None; 32];
    for (at, instruction) in placed(code, Endianness::Little) {
        let half = bits(instruction, 16, 4) << 12 | bits(instruction, 0, 12);
        let register = bits(instruction, 12, 4) as usize;
        match instruction & 0x0ff0_0000 {
            0x0300_0000 => registers[register] = Some(half.into()),
            0x0340_0000 => upper(registers[register], half, at, found),
            _ => {}
        }
    }
}

/// The same in Thumb, encodings T3 and T1, at every even place.
fn thumb(code: &[u8], found: &mut dyn FnMut(usize, u32)) {
    let mut registers: Registers = [None; 32];
    let halves = code.as_chunks::<2>().0;
    for (number, pair) in halves.windows(2).enumerate() {
        let [first, second] = [pair[0], pair[1]].map(|bytes| u32::from(u16::from_le_bytes(bytes)));
        let is_lower = first & 0xfbf0 == 0xf240;
        if (!is_lower && first & 0xfbf0 != 0xf2c0) || second & 0x8000 != 0 {
            continue;
        }
        let half = bits(first, 0, 4) << 12
            | bits(first, 10, 1) << 11
            | bits(second, 12, 3) << 8
            | bits(second, 0, 8);
        let register = bits(second, 8, 4) as usize;
        if is_lower {
            registers[register] = Some(half.into());
        } else {
            upper(registers[register], half, 2 * number, found);
        }
    }
}

fn upper(lower: Option<u64>, half: u32, at: usize, found: &mut dyn FnMut(usize, u32)) {
    if let Some(lower) = lower {
        found(at, half << 16 | lower as u32);
    }
}

/// LUI, then ORI or ADDIU. MIPS32 Architecture for Programmers, volume II.
fn mips(code: &[u8], order: Endianness, found: &mut dyn FnMut(usize, u32)) {
    let mut registers: Registers = [None; 32];
    for (at, instruction) in placed(code, order) {
        let half = bits(instruction, 0, 16);
        let [source, target] = [21, 16].map(|from| bits(instruction, from, 5) as usize);
        let lower = match bits(instruction, 26, 6) {
            0x0f => {
                registers[target] = Some(u64::from(half) << 16);
                continue;
            }
            0x0d => half,
            0x09 => signed(instruction, 0, 16) as u32,
            _ => continue,
        };
        if let Some(value) = registers[source] {
            found(at, (value as u32).wrapping_add(lower));
        }
    }
}

/// ADDIS, to a register or to zero, then ADDI or ORI. Power ISA, Book I, 3.3.
fn power(code: &[u8], order: Endianness, found: &mut dyn FnMut(usize, u32)) {
    let mut registers: Registers = [None; 32];
    for (at, instruction) in placed(code, order) {
        let half = bits(instruction, 0, 16);
        let [first, second] = [21, 16].map(|from| bits(instruction, from, 5) as usize);
        let (source, lower) = match bits(instruction, 26, 6) {
            15 => {
                registers[first] = Some(u64::from(half) << 16);
                continue;
            }
            14 => (second, signed(instruction, 0, 16) as u32),
            24 => (first, half),
            _ => continue,
        };
        if let Some(value) = registers[source] {
            found(at, (value as u32).wrapping_add(lower));
        }
    }
}

/// Instructions with 32 bits, at every even place: they load, insert, combine, add, subtract or
/// multiply. z/Architecture Principles of Operation, 7, format RIL-a.
fn z(code: &[u8], found: &mut dyn FnMut(usize, u32)) {
    for (number, window) in code.windows(6).step_by(2).enumerate() {
        let [operation, registers, number_of @ ..] = window else { continue };
        let has_number = match operation {
            0xc0 => matches!(registers & 15, 1 | 6..=15),
            0xc2 => matches!(registers & 15, 0 | 1 | 4 | 5 | 8..=11),
            _ => false,
        };
        if let (true, Some(bytes)) = (has_number, number_of.first_chunk()) {
            found(2 * number + 2, u32::from_be_bytes(*bytes));
        }
    }
}

/// LUI, then ADDI or ADDIW. RISC-V Instruction Set Manual, volume I, 2.4 and 5.2.
fn risc_v(code: &[u8], found: &mut dyn FnMut(usize, u32)) {
    let mut registers: Registers = [None; 32];
    let mut at = 0;
    while let Some(bytes) = code.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
        let instruction = u32::from_le_bytes(*bytes);
        let is_compressed = bits(instruction, 0, 2) != 3;
        let [target, source] = [7, 15].map(|from| bits(instruction, from, 5) as usize);
        match instruction & 0x707f {
            _ if is_compressed => {}
            0x0013 | 0x001b => {
                if let Some(value) = registers[source] {
                    let lower = (instruction as i32 >> 20) as u32;
                    found(at, (value as u32).wrapping_add(lower));
                }
            }
            _ if instruction & 0x7f == 0x37 => {
                registers[target] = Some(u64::from(instruction & 0xffff_f000));
            }
            _ => {}
        }
        at += if is_compressed { 2 } else { 4 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(encoding: Encoding, code: &[u8]) -> Vec<u32> {
        let mut all = Vec::new();
        words(encoding, code, &mut |_, word| all.push(word));
        all
    }

    /// Assembled by GNU as: 0x5a827999, and for AArch64 0x5be0cd19137e2179 besides.
    #[test]
    fn words_of_each_encoding_are_put_together() {
        let aarch64 = [
            0x528f_3320u32,
            0x72ab_5040, // mov w0, #0x7999; movk w0, #0x5a82, lsl #16
            0xd284_2f21,
            0xf2a2_6fc1,
            0xf2d9_a321,
            0xf2eb_7c01, // mov x1 … lsl #48
        ];
        let bytes =
            |all: &[u32]| all.iter().flat_map(|each| each.to_le_bytes()).collect::<Vec<_>>();
        let found = built(Encoding::AArch64, &bytes(&aarch64));
        let low = 0x137e_2179;
        assert_eq!(found, [0x5a82_7999, low, low, 0x0000_cd19, low, 0x5be0_cd19]);
        // and w0, w1, #0xffffffc; mov x2, #-0x3f0001
        let patterns = bytes(&[0x121e_6420, 0x92a0_07e2]);
        assert_eq!(built(Encoding::AArch64, &patterns), [0x0fff_fffc, 0xffc0_ffff]);
        // mov x9, #0xfffffffc0fffffff; movk x9, #0xfff, lsl #48
        let clamp = [0x0fff_ffff, 0xffff_fffc, 0x0fff_ffff, 0x0fff_fffc];
        assert_eq!(built(Encoding::AArch64, &bytes(&[0xb25e_e7e9, 0xf2e1_ffe9])), clamp);
        let arm = bytes(&[0xe307_0999, 0xe345_0a82]);
        assert_eq!(built(Encoding::Arm, &arm), [0x5a82_7999]);
        let thumb = [0xf647u16, 0x1099, 0xf6c5, 0x2082].map(u16::to_le_bytes).concat();
        assert_eq!(built(Encoding::Arm, &thumb), [0x5a82_7999]);
        let mips = [0x3c02_5a82u32, 0x3442_7999];
        let big: Vec<u8> = mips.iter().flat_map(|each| each.to_be_bytes()).collect();
        assert_eq!(built(Encoding::Mips(Endianness::Big), &big), [0x5a82_7999]);
        assert_eq!(built(Encoding::Mips(Endianness::Little), &bytes(&mips)), [0x5a82_7999]);
        let risc_v = bytes(&[0x5a82_8537, 0x9995_051b]);
        assert_eq!(built(Encoding::RiscV, &risc_v), [0x5a82_7999]);
        // lis r3, 23170; ori r3, r3, 31129; addis r9, r9, -13725; addi r9, r9, -15914
        let power = [0x3c60_5a82u32, 0x6063_7999, 0x3d29_ca63, 0x3929_c1d6];
        let big: Vec<u8> = power.iter().flat_map(|each| each.to_be_bytes()).collect();
        for (order, code) in [(Endianness::Little, bytes(&power)), (Endianness::Big, big)] {
            assert_eq!(built(Encoding::Power(order), &code), [0x5a82_7999, 0xca62_c1d6]);
        }
        // clgfi %r3, 19; iilf %r8, 1518500249; slfi %r1, 680876936
        let z = b"\xc2\x3e\0\0\0\x13\xc0\x89\x5a\x82\x79\x99\xc2\x15\x28\x95\x5b\x88";
        assert_eq!(built(Encoding::Z, z), [0x5a82_7999, 0x2895_5b88]);
    }

    #[test]
    fn an_upper_half_alone_builds_nothing() {
        let alone = 0x72ab_5040u32.to_le_bytes();
        let mips = Encoding::Mips(Endianness::Little);
        let power = Encoding::Power(Endianness::Big);
        for encoding in
            [Encoding::AArch64, Encoding::Arm, mips, power, Encoding::RiscV, Encoding::Z]
        {
            assert!(built(encoding, &alone).is_empty());
            assert!(built(encoding, &alone[..3]).is_empty() && built(encoding, &[]).is_empty());
        }
    }
}
