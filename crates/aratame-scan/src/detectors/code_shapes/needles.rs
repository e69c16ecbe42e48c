//! Which functions are worth decoding: bytes that some rule's function must have.
//!
//! Decoding costs ten times what reading costs, so a rule names a few bytes that stand wherever
//! its algorithm does, and only functions with such bytes are decoded. False places are welcome.

use std::sync::LazyLock;

use aho_corasick::packed::{Config, Searcher};

/// Numbers that rules ask for, as x86 has them in instructions.
const NUMBERS: [u32; 13] = [
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
