//! Which functions are worth decoding: bytes that some rule's function must have.
//!
//! Decoding costs ten times what reading costs, so a rule names a few bytes that stand wherever
//! its algorithm does, and only functions with such bytes are decoded. False places are welcome.

use std::sync::LazyLock;

use aho_corasick::packed::{Config, Searcher};

/// Numbers that rules ask for, as x86 has them in instructions.
const NUMBERS: [u32; 15] = [
    // The inner pad of HMAC.
    0x3636_3636,
    // 121665 and 121666 of Curve25519.
    0x0001_db41,
    0x0001_db42,
    // The golden ratio, and its negative.
    0x9e37_79b9,
    0x61c8_8647,
    // P of RC5 and RC6.
    0xb7e1_5163,
    // The polynomial of AES in four lanes.
    0x1b1b_1b1b,
    CLAMP,
    EVERY_SECOND,
    // The constant of the second round of MD4.
    0x5a82_7999,
    // The lower half of C1 of MUGI.
    0x84ca_a73b,
    // The text of ChaCha20 and Salsa20.
    0x6170_7865,
    0x3320_646e,
    0x7962_2d32,
    0x6b20_6574,
];

/// The clamp of Poly1305.
const CLAMP: u32 = 0x0fff_fffc;
/// Every second bit.
const EVERY_SECOND: u32 = 0xaaaa_aaaa;

/// XOR of a register with the affine constant of AES, as a byte and as a longer word.
const AFFINE: [u8; 2] = [0x80, 0x83];

/// All of them in one pass.
static SEARCHER: LazyLock<(Vec<Vec<u8>>, Option<Searcher>)> = LazyLock::new(|| {
    let numbers = NUMBERS.iter().map(|number| number.to_le_bytes().to_vec());
    let affine = AFFINE.iter().flat_map(|code| (0xf0..=0xf7).map(|it| vec![*code, it, 0x63]));
    let literals: Vec<Vec<u8>> = numbers.chain(affine).collect();
    let searcher = Config::new().builder().extend(&literals).build();
    (literals, searcher)
});

/// Places in code of x86, but for those of [`cuts_of_x86`].
pub(super) fn x86(code: &[u8], places: &mut Vec<usize>) {
    let (literals, searcher) = &*SEARCHER;
    let mut keep = |at| {
        if is_meant(code, at) {
            places.push(at);
        }
    };
    match searcher {
        Some(searcher) => searcher.find_iter(code).for_each(|found| keep(found.start())),
        // A processor without vectors.
        None => {
            for literal in literals {
                memchr::memmem::find_iter(code, literal).for_each(&mut keep);
            }
        }
    }
}

/// Whether a number may stand there for its own sake. Two of them are frequent otherwise: the clamp
/// as the end of a distance and the beginning of the next instruction, every second bit within the
/// numbers of 64 bits by which code divides by three.
fn is_meant(code: &[u8], at: usize) -> bool {
    let number = |at: usize| {
        let bytes = code.get(at..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    };
    match number(at) {
        Some(CLAMP) => is_operand(code, at),
        Some(EVERY_SECOND) => {
            let is_end = before(code, at, 1) == Some(0xab);
            let is_beginning = number(at + 4)
                .is_some_and(|next| next != EVERY_SECOND && next << 8 == EVERY_SECOND << 8);
            !is_end && !is_beginning
        }
        _ => true,
    }
}

/// Whether the clamp may be what AND or MOV is given, or a part of the 64 bits that MOV is.
fn is_operand(code: &[u8], at: usize) -> bool {
    // AND with EAX, MOV to a register; behind the lower half; in the third limb of 44 bits.
    let is_limb =
        matches!((before(code, at, 2), before(code, at, 1)), (Some(0xb8..=0xbf), Some(0x0f)));
    if matches!(before(code, at, 1), Some(0x25 | 0xb8..=0xbf))
        || code.get(..at).is_some_and(|code| code.ends_with(&[0xff, 0xff, 0x0f]))
        || is_limb
    {
        return true;
    }
    // AND and MOV of a register or of memory: the opcode, the operand, perhaps a scale and a place.
    [2, 3, 4, 6, 7].into_iter().any(|back| {
        let operand = before(code, at, back - 1).unwrap_or_default();
        let is_operation =
            matches!((before(code, at, back), operand >> 3 & 7), (Some(0x81), 4) | (Some(0xc7), 0));
        is_operation && back == 2 + length_behind(operand)
    })
}

/// Bytes between an operand and a number, by Intel SDM, Volume 2, table 2-2; a scale without base
/// is not told apart.
fn length_behind(operand: u8) -> usize {
    let scale = usize::from(operand & 7 == 4);
    match operand >> 6 {
        0 if operand & 7 == 5 => 4,
        0 => scale,
        1 => 1 + scale,
        2 => 4 + scale,
        _ => 0,
    }
}

/// Bytes in which three registers are cut to eight bits, where the generator of RC4 is.
const NEAR: usize = 64;

/// Cuts to eight bits, of which the third one near each other counts.
#[derive(Default)]
struct Cuts([Option<usize>; 2]);

impl Cuts {
    fn is_third(&mut self, at: usize) -> bool {
        let [first, second] = self.0;
        self.0 = [second, Some(at)];
        first.is_some_and(|first| at - first <= NEAR)
    }
}

/// Places in code of x86 where registers are cut to eight bits near each other: MOVZX of a register.
pub(super) fn cuts_of_x86(code: &[u8], places: &mut Vec<usize>) {
    let mut cuts = Cuts::default();
    let registers = memchr::memmem::find_iter(code, b"\x0f\xb6")
        .filter(|at| code.get(at + 2).is_some_and(|byte| *byte >= 0xc0));
    places.extend(registers.filter(|at| cuts.is_third(*at)));
}

/// What a quarter round of ChaCha20 and one of Salsa20 both turn a word by, to the left, and the
/// same to the right. RFC 8439, 2.1; The Salsa20 family of stream ciphers, 4.1.
const TURN: [u8; 2] = [7, 32 - 7];

/// MOV of it into ESI: handed to a function that turns.
const HANDED: [u8; 5] = [0xbe, TURN[0], 0, 0, 0];

/// Places in code of x86 where a register is turned or shifted by what quarter rounds turn by, or
/// that is handed on.
pub(super) fn x86_of_turns(code: &[u8], places: &mut Vec<usize>) {
    places.extend(memchr::memmem::find_iter(code, &HANDED));
    for at in memchr::memchr3_iter(0xc1, 0x72, 0xf0, code) {
        let Some([operand, by]) = code.get(at + 1..at + 3) else { break };
        // ROL, ROR, SHL and SHR; the same of vectors; RORX.
        let is_turn = match code[at] {
            0xc1 => matches!(operand, 0xc0..=0xcf | 0xe0..=0xef),
            0x72 => matches!(operand, 0xc0..=0xcf | 0xd0..=0xd7 | 0xf0..=0xf7),
            _ => *operand >= 0xc0,
        };
        if is_turn && TURN.contains(by) {
            places.push(at);
        }
    }
}

/// Places in code of AArch64, but for those of [`cuts_of_aarch64`].
pub(super) fn aarch64(code: &[u8], places: &mut Vec<usize>) {
    places.extend(words(code, is_number));
}

/// Places in code of AArch64 where registers are cut to eight bits near each other.
pub(super) fn cuts_of_aarch64(code: &[u8], places: &mut Vec<usize>) {
    let mut cuts = Cuts::default();
    places.extend(words(code, is_cut).filter(|at| cuts.is_third(*at)));
}

fn words(code: &[u8], wanted: fn(u32) -> bool) -> impl Iterator<Item = usize> {
    let words = code.as_chunks::<4>().0.iter().enumerate();
    words.filter(move |(_, word)| wanted(u32::from_le_bytes(**word))).map(|(index, _)| 4 * index)
}

/// AND with 255 and UBFX of eight bits, of 32 and of 64 bits, and ADD with UXTB.
fn is_cut(word: u32) -> bool {
    matches!(word & 0xffff_fc00, 0x1200_1c00 | 0x5300_1c00 | 0x9240_1c00 | 0xd340_1c00)
        || word & 0x7fe0_e000 == 0x0b20_0000
}

/// Words that stand where a number of a rule is used.
fn is_number(word: u32) -> bool {
    is_half(word)
        // AND with the clamp of Poly1305, and with every second bit.
        || matches!(word & 0x7fff_fc00, 0x121e_6400 | 0x1201_f000)
}

/// MOVZ, MOVK or MOVN with half of a number.
fn is_half(word: u32) -> bool {
    const HALVES: [u32; 14] = [
        0xdb41, 0xdb42, 0x9e37, 0x79b9, 0x61c8, 0xb7e1, 0x1b1b, 0x0fff, 0x6170, 0x7865, 0x001b,
        0x0063, 0xa73b, 0x7999,
    ];
    word & 0x1f80_0000 == 0x1280_0000 && HALVES.contains(&(word >> 5 & 0xffff))
}

/// Places in code of x86 that stand where rules of hash functions look: the inner pad as a byte,
/// the tag of a sequence that is stored, words of 64 bits turned by 24.
pub(super) fn x86_of_hashes(code: &[u8], places: &mut Vec<usize>) {
    places.extend(memchr::memchr_iter(0x36, code).filter(|at| is_byte_operand(code, *at)));
    places.extend(memchr::memchr_iter(0x30, code).filter(|at| is_stored_byte(code, *at)));
    for at in memchr::memchr_iter(0xc1, code) {
        // ROR by 24 and ROL by 40 of a whole register.
        let is_long = matches!(before(code, at, 1), Some(0x48 | 0x49));
        if is_long
            && matches!(code.get(at + 1..at + 3), Some([0xc8..=0xcf, 24] | [0xc0..=0xc7, 40]))
        {
            places.push(at);
        }
    }
}

fn before(code: &[u8], at: usize, back: usize) -> Option<u8> {
    code.get(at.checked_sub(back)?).copied()
}

/// Whether a byte may be the number of an instruction that moves it, pushes it or combines it by
/// exclusive or.
fn is_byte_operand(code: &[u8], at: usize) -> bool {
    let is_whole = code.get(at + 1..at + 4) == Some(&[0, 0, 0]);
    match before(code, at, 1) {
        Some(0xb8..=0xbf) if is_whole => true,
        Some(0x6a | 0x34) => true,
        // XOR and MOV to a register or to memory: the opcode, the operand, perhaps a place.
        _ => (2..=5).any(|back| {
            let operation = before(code, at, back - 1).unwrap_or_default() >> 3 & 7;
            matches!((before(code, at, back), operation), (Some(0x80 | 0x83), 6) | (Some(0xc6), 0))
        }),
    }
}

/// Whether a byte may be the number that a MOV stores: behind opcode, operand, perhaps a place.
fn is_stored_byte(code: &[u8], at: usize) -> bool {
    let is_store = |back| {
        before(code, at, back) == Some(0xc6)
            && matches!(before(code, at, back - 1), Some(0x00..=0x07 | 0x40..=0x47 | 0x80..=0x87))
    };
    (2..=7).any(is_store)
}

/// The same in code of AArch64.
pub(super) fn aarch64_of_hashes(code: &[u8], places: &mut Vec<usize>) {
    places.extend(words(code, is_of_hashes));
}

/// Whether rules of hash functions look where such a word of AArch64 stands.
fn is_of_hashes(word: u32) -> bool {
    // MOVZ of the inner pad and of the tag of a sequence, MOVI of the pad.
    matches!(word & 0x7fff_ffe0, 0x5280_06c0 | 0x5280_0600)
        || word & 0xbfff_ffe0 == 0x0f01_e6c0
        || word & 0x1f9f_ffe0 == 0x1286_c6c0
        // EXTR and EOR with a turn by 24.
        || matches!(word & 0xffe0_fc00, 0x93c0_6000 | 0xcac0_6000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(code: &[u8]) -> Vec<usize> {
        let mut places = Vec::new();
        x86(code, &mut places);
        places
    }

    #[test]
    fn the_clamp_is_sought_where_an_instruction_is_given_it() {
        let clamp = CLAMP.to_le_bytes();
        // AND and MOV: EAX, ECX, [RAX], [RSP], [RBP-8], [RSP+8], [RIP+1], [RBP-0x400], [RSP+0x400].
        let before: [&[u8]; 10] = [
            b"\x25",
            b"\xb9",
            b"\x81\xe1",
            b"\x81\x20",
            b"\x81\x24\x24",
            b"\xc7\x45\xf8",
            b"\x81\x64\x24\x08",
            b"\x81\x25\x01\0\0\0",
            b"\xc7\x85\0\xfc\xff\xff",
            b"\xc7\x84\x24\0\x04\0\0",
        ];
        for code in before {
            let code = [code, &clamp].concat();
            assert_eq!(places(&code), [code.len() - 4], "{code:x?}");
        }
        // MOV of 64 bits, with either number of the clamp as lower half.
        assert_eq!(places(b"\x48\xb8\xfc\xff\xff\x0f\xfc\xff\xff\x0f"), [2, 6]);
        assert_eq!(places(b"\x48\xb8\xff\xff\xff\x0f\xfc\xff\xff\x0f"), [6]);
        assert_eq!(places(b"\x49\xbe\x0f\xfc\xff\xff\x0f\0\0\0"), [3]);
        let none: [usize; 0] = [];
        // CALL -0x3f0, JE; MOV EAX, [RBP-0x3f0], MOVZX.
        assert_eq!(places(b"\xe8\x10\xfc\xff\xff\x0f\x84\0\0\0\0"), none);
        assert_eq!(places(b"\x8b\x85\x10\xfc\xff\xff\x0f\xb6\xc0"), none);
    }

    #[test]
    fn every_second_bit_is_not_sought_in_divisions_by_three() {
        // AND EAX; MOV RAX of 64 bits, which are searched on from the end of each number.
        assert_eq!(places(b"\x25\xaa\xaa\xaa\xaa"), [1]);
        assert_eq!(places(b"\x48\xb8\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa"), [2, 6]);
        for code in [
            b"\x48\xb8\xab\xaa\xaa\xaa\xaa\xaa\xaa\xaa",
            b"\x48\xb8\xaa\xaa\xaa\xaa\xaa\xaa\xaa\x2a",
            b"\x48\xb8\xaa\xaa\xaa\xaa\xaa\xaa\xaa\x0a",
        ] {
            assert!(places(code).is_empty(), "{code:x?}");
        }
    }
}
