//! Which functions are worth decoding: bytes that some rule's function must have.
//!
//! Decoding costs ten times what reading costs, so a rule names a few bytes that stand wherever
//! its algorithm does, and only functions with such bytes are decoded. False places are welcome.

use std::sync::LazyLock;

use aho_corasick::packed::{Config, Searcher};

/// Numbers that rules ask for, as x86 has them in instructions.
const NUMBERS: [u32; 14] = [
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
    // The clamp of Poly1305.
    0x0fff_fffc,
    // Every second bit.
    0xaaaa_aaaa,
    // The lower half of C1 of MUGI.
    0x84ca_a73b,
    // The text of ChaCha20 and Salsa20.
    0x6170_7865,
    0x3320_646e,
    0x7962_2d32,
    0x6b20_6574,
];

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

/// Places in code of x86.
pub(super) fn x86(code: &[u8], places: &mut Vec<usize>) {
    let (literals, searcher) = &*SEARCHER;
    match searcher {
        Some(searcher) => places.extend(searcher.find_iter(code).map(|found| found.start())),
        // A processor without vectors.
        None => {
            for literal in literals {
                places.extend(memchr::memmem::find_iter(code, literal));
            }
        }
    }
    bytes(code, places);
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

/// Places where registers are cut to eight bits near each other: MOVZX of a register.
fn bytes(code: &[u8], places: &mut Vec<usize>) {
    let mut cuts = Cuts::default();
    let registers = memchr::memmem::find_iter(code, b"\x0f\xb6")
        .filter(|at| code.get(at + 2).is_some_and(|byte| *byte >= 0xc0));
    places.extend(registers.filter(|at| cuts.is_third(*at)));
}

/// Places in code of AArch64.
pub(super) fn aarch64(code: &[u8], places: &mut Vec<usize>) {
    let mut cuts = Cuts::default();
    for (index, bytes) in code.as_chunks::<4>().0.iter().enumerate() {
        let word = u32::from_le_bytes(*bytes);
        if is_number(word) || is_cut(word) && cuts.is_third(4 * index) {
            places.push(4 * index);
        }
    }
}

/// AND with 255, and UXTB.
fn is_cut(word: u32) -> bool {
    matches!(word & 0xffff_fc00, 0x1200_1c00 | 0x5300_1c00)
}

/// Words that stand where a number of a rule is used.
fn is_number(word: u32) -> bool {
    is_half(word)
        // AND with the clamp of Poly1305, and with every second bit.
        || matches!(word & 0x7fff_fc00, 0x121e_6400 | 0x1201_f000)
}

/// MOVZ, MOVK or MOVN with half of a number.
fn is_half(word: u32) -> bool {
    const HALVES: [u32; 13] = [
        0xdb41, 0xdb42, 0x9e37, 0x79b9, 0x61c8, 0xb7e1, 0x1b1b, 0x0fff, 0x6170, 0x7865, 0x001b,
        0x0063, 0xa73b,
    ];
    word & 0x1f80_0000 == 0x1280_0000 && HALVES.contains(&(word >> 5 & 0xffff))
}

/// Places in code of x86 that stand where rules of hash functions look: the inner pad as a byte,
/// ones that are filled in, bytes turned around, words of 64 bits turned by 24.
pub(super) fn x86_of_hashes(code: &[u8], places: &mut Vec<usize>) {
    places.extend(memchr::memchr_iter(0x36, code).filter(|at| is_byte_operand(code, *at)));
    for at in memchr::memchr_iter(0xff, code) {
        // MOV of a whole register.
        let is_zero = code.get(at + 1..at + 4) == Some(&[0, 0, 0]);
        if is_zero && matches!(before(code, at, 1), Some(0xb8..=0xbf)) {
            places.push(at);
        }
    }
    for at in memchr::memchr2_iter(0x0f, 0xc1, code) {
        let next = code.get(at + 1).copied().unwrap_or_default();
        let by = code.get(at + 2).copied().unwrap_or_default();
        // BSWAP; SHR by 24; ROR by 24 and ROL by 40.
        let is_one = match code[at] {
            0x0f => matches!(next, 0xc8..=0xcf),
            _ => matches!((next, by), (0xe8..=0xef | 0xc8..=0xcf, 24) | (0xc0..=0xc7, 40)),
        };
        if is_one {
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

/// The same in code of AArch64.
pub(super) fn aarch64_of_hashes(code: &[u8], places: &mut Vec<usize>) {
    let words = code.as_chunks::<4>().0.iter().enumerate();
    let wanted = words.filter(|(_, word)| is_of_hashes(u32::from_le_bytes(**word)));
    places.extend(wanted.map(|(index, _)| 4 * index));
}

/// Whether rules of hash functions look where such a word of AArch64 stands.
fn is_of_hashes(word: u32) -> bool {
    // MOVZ of the inner pad and of ones that are filled in, MOVI of the pad.
    matches!(word & 0x7fff_ffe0, 0x5280_06c0 | 0x5280_1fe0)
        || word & 0xbfff_ffe0 == 0x0f01_e6c0
        || word & 0x1f9f_ffe0 == 0x1286_c6c0
        // REV; LSR by 24; EXTR and EOR with a turn by 24.
        || matches!(word & 0xffff_fc00, 0x5ac0_0800 | 0xdac0_0c00 | 0x5318_7c00)
        || matches!(word & 0xffe0_fc00, 0x93c0_6000 | 0xcac0_6000)
}
