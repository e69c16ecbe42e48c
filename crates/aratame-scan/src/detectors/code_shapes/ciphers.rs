//! Rules for ciphers and for X25519.

use std::io;

use aratame_inventory::Confidence;

use super::shape::Shape;
use super::step::{Placed as PlacedStep, Role, Step};
use super::{Placed, Rule, Sign};
use crate::detectors::constants::{Evidence, key_schedule_of_aes};

/// The rules of this field.
pub(super) const RULES: &[Rule] =
    &[turned, serpent_key, tea, rc5, x25519, aes_sbox, aes_field, bit_slices, mugi, rc4, poly1305];

/// An algorithm by the amounts by which it turns words of 32 bits to the left, each as often as
/// the others.
struct Turned {
    algorithm: &'static str,
    name: &'static str,
    amounts: &'static [u8],
    /// Those of them that vectors may make by moving bytes.
    by_bytes: &'static [u8],
    /// Shifts to the left that go with them.
    shifts: &'static [u8],
}

const TURNED: [Turned; 4] = [
    Turned {
        algorithm: "chacha20",
        name: "quarter rounds (RFC 8439, 2.1)",
        amounts: &[16, 12, 8, 7],
        by_bytes: &[16, 8],
        shifts: &[],
    },
    Turned {
        algorithm: "salsa20",
        name: "quarter rounds (Bernstein, 2007)",
        amounts: &[7, 9, 13, 18],
        by_bytes: &[],
        shifts: &[],
    },
    Turned {
        algorithm: "serpent",
        name: "linear transformation (Serpent, 1998)",
        amounts: &[13, 3, 1, 7, 5, 22],
        by_bytes: &[],
        shifts: &[3, 7],
    },
    Turned {
        algorithm: "serpent",
        name: "inverse linear transformation (Serpent, 1998)",
        amounts: &[19, 29, 31, 25, 27, 10],
        by_bytes: &[],
        shifts: &[3, 7],
    },
];

/// A function that turns words by the amounts of one algorithm, and hardly by others.
fn turned(shape: &Shape) -> Option<Sign> {
    let handed = || TURNED.iter().find_map(|row| handed_as(shape, row));
    TURNED.iter().find_map(|row| turned_as(shape, row)).or_else(handed)
}

/// The same where a function turns and is handed the amount, as in code that was not optimised:
/// each amount as often as the others, one sum, one exclusive or and one call with each, and hardly
/// any other call.
fn handed_as(shape: &Shape, row: &Turned) -> Option<Sign> {
    let first = row.amounts.iter().map(|by| shape.number(Role::Second, u64::from(*by)));
    let at = first.collect::<Option<Vec<u32>>>()?.into_iter().min()?;
    let count = |wanted: Step| shape.steps.iter().filter(|it| it.step == wanted).count() as u32;
    let handed = |by: &u8| count(Step::Number(Role::Second, u64::from(*by)));
    let counts: Vec<u32> = row.amounts.iter().map(handed).collect();
    let own: u32 = counts.iter().sum();
    let is_even = counts.iter().min() == counts.iter().max();
    let calls = count(Step::Call);
    let is_alone = calls >= own && 4 * calls <= 5 * own;
    // Other shifts would go with the turns.
    let is_plain = row.shifts.is_empty();
    if !(is_even && is_alone && is_plain && shape.xors >= own && shape.adds >= own) {
        return None;
    }
    let text: Vec<String> = row.amounts.iter().map(u8::to_string).collect();
    Some(Sign {
        algorithm: row.algorithm,
        confidence: Confidence::Medium,
        reason: format!("{}: {} handed to who turns words", row.name, text.join(", ")),
        at,
    })
}

fn turned_as(shape: &Shape, row: &Turned) -> Option<Sign> {
    let counts: Vec<u32> = row.amounts.iter().map(|by| shape.turns(32, *by)).collect();
    let needed = row.amounts.iter().zip(&counts).filter(|(by, _)| !row.by_bytes.contains(by));
    let least = needed.clone().map(|(_, count)| *count).min()?;
    let most = needed.map(|(_, count)| *count).max()?;
    let own: u32 = counts.iter().sum();
    // Each round turns once by each amount; a third more may come from what surrounds the rounds.
    let is_even = least > 0 && 3 * most <= 4 * least + 3;
    let is_alone = 5 * own >= 4 * shape.all_turns(32);
    let shifts = row.shifts.iter().all(|by| shape.shifts_left(32, *by) >= least.div_ceil(2));
    if !(is_even && is_alone && shifts && shape.xors >= own) {
        return None;
    }
    let text: Vec<String> = row.amounts.iter().map(u8::to_string).collect();
    Some(Sign {
        algorithm: row.algorithm,
        confidence: Confidence::Medium,
        reason: format!("{}: words of 32 bits turned by {}", row.name, text.join(", ")),
        at: first_turn(shape, row.amounts),
    })
}

fn first_turn(shape: &Shape, amounts: &[u8]) -> u32 {
    let is_one = |step: &Step| match step {
        Step::Rotate { width: 32, left } => amounts.contains(left),
        Step::ShiftLeft { width: 32, by } => amounts.contains(by),
        _ => false,
    };
    shape.steps.iter().find(|placed| is_one(&placed.step)).map_or(0, |placed| placed.at)
}

/// 2^32 over the golden ratio, odd, and its negative.
const DELTA: [u64; 2] = [0x9e37_79b9, 0x61c8_8647];

/// The key schedule of Serpent, which mixes the golden ratio in without a carry and turns by 11.
fn serpent_key(shape: &Shape) -> Option<Sign> {
    let at = shape.number(Role::Xor, DELTA[0])?;
    (shape.turns(32, 11) > 0 && shape.xors > 2).then(|| Sign {
        algorithm: "serpent",
        confidence: Confidence::Medium,
        reason: "key schedule: golden ratio by exclusive or, turned by 11 (Serpent, 1998)"
            .to_owned(),
        at,
    })
}

/// Sums of the golden ratio, and shifts by 4 to the left and 5 to the right, twice each. Tables
/// of names mix their values with the same number, but shift otherwise.
fn tea(shape: &Shape) -> Option<Sign> {
    let at = DELTA.iter().find_map(|delta| shape.any(*delta))?;
    let shifts = shape.shifts_left(32, 4).min(shape.shifts_right(32, 5));
    let is_alone = shape.all_turns(32) == 0 && shape.multiplications == 0;
    if shifts < 2 || !is_alone || shape.loops().is_empty() && shifts < 16 {
        return None;
    }
    // XTEA chooses a word of the key by two bits of the sum, and by two others.
    let is_xtea = shape.shifts_right(32, 11) > 0;
    let (algorithm, name) = if is_xtea {
        ("xtea", "rounds of XTEA (Needham and Wheeler, 1997)")
    } else {
        ("tea", "rounds of TEA (Wheeler and Needham, 1994)")
    };
    Some(Sign {
        algorithm,
        confidence: Confidence::Medium,
        reason: format!("{name}: golden ratio, shifts by 4 and 5"),
        at,
    })
}

/// P and Q, the numbers of the key schedule for words of 32 bits, and its turn by 3.
fn rc5(shape: &Shape) -> Option<Sign> {
    const P: u64 = 0xb7e1_5163;
    let at = shape.any(P)?;
    DELTA.iter().find_map(|delta| shape.any(*delta))?;
    let has_turn = shape.turns(32, 3) > 0;
    let confidence = if has_turn { Confidence::Medium } else { Confidence::Low };
    Some(Sign {
        algorithm: "rc5",
        confidence,
        reason: "key schedule, shared with RC6: P and Q (RFC 2040, 4.3)".to_owned(),
        at,
    })
}

/// (486662 - 2) / 4 and (486662 + 2) / 4. RFC 7748, 5.
const A24: [u64; 2] = [121_665, 121_666];

/// A product by one of these, in the field of 2^255 - 19.
fn x25519(shape: &Shape) -> Option<Sign> {
    let at = A24.iter().find_map(|a24| {
        shape.number(Role::Multiply, *a24).or_else(|| shape.number(Role::Move, *a24))
    })?;
    let ones = |bits: u32| shape.any((1 << bits) - 1).is_some();
    let shifted = |by| shape.shifts_right(64, by) > 0 || shape.shifts_right(32, by) > 0;
    let signs = [
        ones(51) || shifted(51),
        (ones(26) || shifted(26)) && (ones(25) || shifted(25)),
        shape.number(Role::Multiply, 19).is_some() || shape.any(38).is_some(),
        ones(63) || shifted(63) || shape.any(1 << 63).is_some(),
    ];
    let fields = signs.iter().filter(|sign| **sign).count();
    let confidence = match fields {
        0 => Confidence::Low,
        1 => Confidence::Medium,
        _ => Confidence::High,
    };
    Some(Sign {
        algorithm: "x25519",
        confidence,
        reason: "product by 121665 or 121666 in the field of 2^255 - 19 (RFC 7748, 5)".to_owned(),
        at,
    })
}

/// Doubling in the field of AES, four bytes at once or one: what multiplies columns and makes the
/// constants of rounds. Other code has that field as well, so this is a weak sign.
fn aes_field(shape: &Shape) -> Option<Sign> {
    const LANES: u64 = 0x1b1b_1b1b;
    const MASKS: [u64; 3] = [0x8080_8080, 0x7f7f_7f7f, 0xfefe_fefe];
    let lanes = shape.any(LANES).or_else(|| shape.any(LANES << 32 | LANES)).filter(|_| {
        MASKS
            .iter()
            .any(|mask| shape.any(*mask | *mask << 32).is_some() || shape.any(*mask).is_some())
    });
    let bytes = || {
        let uses = [Role::Xor, Role::And, Role::Multiply];
        let reduced = uses.iter().find_map(|role| shape.number(*role, 0x1b));
        let is_affine = shape.number(Role::Xor, 0x63).is_some();
        reduced.filter(|_| shape.xors >= 4 && (is_affine || shape.shifts_right(32, 7) > 1))
    };
    let at = lanes.or_else(bytes)?;
    Some(Sign {
        algorithm: "aes",
        confidence: Confidence::Low,
        reason: "multiplication in the field of AES (FIPS 197, 4.2)".to_owned(),
        at,
    })
}

/// The S-box of AES, computed: the affine constant, the polynomial of the field, and turns of a
/// byte. FIPS 197, 5.1.1.
fn aes_sbox(shape: &Shape) -> Option<Sign> {
    let at = shape.number(Role::Xor, 0x63)?;
    [0x1b, 0x11b].iter().find_map(|polynomial| shape.any(*polynomial))?;
    let is_byte = |step: &Step| matches!(step, Step::Rotate { width: 8, .. });
    let turns = shape.shifts_right(32, 7) > 0 || shape.steps.iter().any(|it| is_byte(&it.step));
    (turns && shape.xors >= 4).then(|| Sign {
        algorithm: "aes",
        confidence: Confidence::Medium,
        reason: "S-box computed: affine constant and polynomial of the field (FIPS 197, 5.1.1)"
            .to_owned(),
        at,
    })
}

/// C1 and C2 of MUGI, the second and third word of the initial value of SHA-512, with a turn by 17
/// and without the fourth. MUGI specification, 3.3; provisional, since it was not compared with the
/// standard's own text.
fn mugi(shape: &Shape) -> Option<Sign> {
    const C: [u64; 2] = [0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b];
    const FOURTH: u64 = 0xa54f_f53a_5f1d_36f1;
    let places = C.map(|number| shape.any(number));
    let at = places.into_iter().collect::<Option<Vec<u32>>>()?.into_iter().min()?;
    (shape.any(FOURTH).is_none() && shape.turns(64, 17) > 0).then(|| Sign {
        algorithm: "mugi",
        confidence: Confidence::Low,
        reason: "constants C1 and C2 with a turn by 17 (MUGI specification; provisional)"
            .to_owned(),
        at,
    })
}

/// The clamp of r: in words of 32 and of 64 bits, and in limbs of 26 and of 44 bits. RFC 8439,
/// 2.5.
fn poly1305(shape: &Shape) -> Option<Sign> {
    const WHOLE: [&[u64]; 2] = [&[0x0fff_fffc, 0x0fff_ffff], &[0x0fff_fffc_0fff_ffff]];
    const LIMBS: [&[u64]; 2] =
        [&[0x03ff_ff03, 0x03ff_c0ff, 0x03f0_3fff], &[0xffc_0fff_ffff, 0xfff_ffc0_ffff]];
    let masks = |all: &&[u64]| {
        let places = all.iter().map(|mask| shape.number(Role::And, *mask));
        places.collect::<Option<Vec<u32>>>()?.into_iter().min()
    };
    let whole = WHOLE.iter().chain(&LIMBS).find_map(masks);
    let at = whole.or_else(|| clamped_by_bytes(shape))?;
    Some(Sign {
        algorithm: "poly1305",
        confidence: Confidence::Medium,
        reason: "clamp of r (RFC 8439, 2.5)".to_owned(),
        at,
    })
}

/// The same where the first word is put together of bytes, whose last one alone is cut: three words
/// lose their lowest two and highest four bits, and hardly anything else is masked.
fn clamped_by_bytes(shape: &Shape) -> Option<u32> {
    const MASK: u64 = 0x0fff_fffc;
    let at = shape.number(Role::And, MASK)?;
    let is_word = |placed: &&PlacedStep| placed.step == Step::Number(Role::And, MASK);
    let words = shape.steps.iter().filter(is_word).count();
    let is_cut = shape.number(Role::And, 0x0f).is_some() && shape.shifts_left(32, 24) > 0;
    (words == 3 && is_cut && shape.different(Role::And) <= MAX_MASKS).then_some(at)
}

/// Masks of a function that clamps and does little else.
const MAX_MASKS: usize = 6;

/// What names the transposition of bits among eight words.
const TRANSPOSED: &str = "bits of eight words transposed";

/// The transposition by which ciphers in bit slices begin and end: of eight words, four pairs
/// exchange every second bit, which each word gives and takes. Counting and reversing bits use
/// such masks once.
fn bit_slices(shape: &Shape) -> Option<Sign> {
    const MASKS: [u64; 2] = [0x5555_5555, 0xaaaa_aaaa];
    let places = MASKS.map(|mask: u64| shape.any(mask).or_else(|| shape.any(mask << 32 | mask)));
    let at = places.into_iter().collect::<Option<Vec<u32>>>()?.into_iter().min()?;
    let is_fourfold = shape.shifts_right(32, 1) + shape.shifts_right(64, 1) >= 4;
    is_fourfold.then(|| Sign {
        algorithm: "aes",
        confidence: Confidence::Low,
        reason: TRANSPOSED.to_owned(),
        at,
    })
}

/// Keeps bit slices where the constants of AES's key schedule stand in the data.
pub(super) fn slices(
    signs: &mut Vec<Placed>,
    find: &mut dyn FnMut(&[u8]) -> io::Result<Option<u64>>,
) -> io::Result<()> {
    if !signs.iter().any(|it| it.sign.reason == TRANSPOSED) {
        return Ok(());
    }
    let place = find(&key_schedule_of_aes())?;
    signs.retain(|it| it.sign.reason != TRANSPOSED || place.is_some());
    for slices in signs.iter_mut().filter(|it| it.sign.reason == TRANSPOSED) {
        let at = place.unwrap_or_default();
        slices.sign.confidence = Confidence::Medium;
        slices.sign.reason =
            format!("{TRANSPOSED}, and constants of the key schedule (FIPS 197, 5.2) at {at:#x}");
    }
    Ok(())
}

/// Longest loop, in steps, that is taken for one of RC4: four bytes a pass.
const MAX_LOOP: usize = 160;

/// The loop that every implementation of RC4 has twice: elements of a permutation change places,
/// at a place that is a sum of elements, in eight bits. The key schedule adds a byte of the key;
/// the generator takes a third element at the sum of the two, in eight bits as well. A shuffle by
/// random numbers calls for them or multiplies; what sorts compares elements with numbers.
fn rc4(shape: &Shape) -> Option<Sign> {
    if !shape.steps.iter().any(|placed| placed.step == Step::Exchange) {
        return None;
    }
    let loops = shape.loops();
    // Code that gives one byte at a time has no loop of its own.
    let whole = Some(shape.steps.as_slice()).filter(|_| loops.is_empty());
    let fills = fills_own_index(shape);
    let body = loops.into_iter().chain(whole).find(|body| is_rc4(body, fills))?;
    Some(Sign {
        algorithm: "rc4",
        confidence: Confidence::Medium,
        reason: "a permutation whose elements change places at sums of elements in eight bits"
            .to_owned(),
        at: body.first()?.at,
    })
}

fn fills_own_index(shape: &Shape) -> bool {
    shape.steps.iter().any(|placed| matches!(placed.step, Step::Store { own_index: true, .. }))
}

fn is_rc4(body: &[PlacedStep], fills: bool) -> bool {
    let count = |test: fn(&Step) -> bool| body.iter().filter(|it| test(&it.step)).count();
    if body.len() > MAX_LOOP {
        return false;
    }
    let exchanges = count(|step| matches!(step, Step::Exchange));
    let loads = count(|step| matches!(step, Step::Load { size: 1 | 4, .. }));
    let adds = count(|step| matches!(step, Step::Add));
    let bytes = count(|step| matches!(step, Step::Byte));
    let foreign = count(|step| match step {
        Step::Call | Step::Multiply => true,
        Step::Number(Role::Compare, number) => !ends_loop(*number),
        _ => false,
    });
    // The generator cuts both places and their sum; the key schedule one, and fills the elements.
    let is_cut = bytes >= 3 * exchanges || fills && bytes >= exchanges;
    exchanges > 0 && loads >= 3 * exchanges && adds >= 2 * exchanges && is_cut && foreign == 0
}

/// Whether a loop over the 256 elements, or over bytes of a message some at a time, may end there.
fn ends_loop(number: u64) -> bool {
    matches!(number, 0 | 255) || number.is_power_of_two()
}

/// Whether functions that turn words are worth reading: texts and numbers of these ciphers stand
/// in the file.
pub(super) fn wants_turns(constants: &[Evidence]) -> bool {
    constants.iter().any(|each| matches!(each.algorithm, "chacha20" | "salsa20"))
}

/// What several functions and constants tell together.
pub(super) fn conclude(signs: &mut Vec<Placed>, constants: &[Evidence]) {
    // What is weak alone stays where a table or number of the same algorithm stands in the file.
    signs.retain(|it| {
        it.sign.confidence > Confidence::Low || {
            let algorithm = if it.sign.algorithm == "mugi" { "aes" } else { it.sign.algorithm };
            constants.iter().any(|constant| constant.algorithm == algorithm)
        }
    });
    // MUGI has the S-box of AES, or tables of it.
    for mugi in signs.iter_mut().filter(|it| it.sign.algorithm == "mugi") {
        mugi.sign.confidence = Confidence::Medium;
    }
    let in_code = |algorithm: &str| signs.iter().position(|it| it.sign.algorithm == algorithm);
    let sure = |it: &Evidence| it.algorithm == "poly1305" && it.confidence > Confidence::Low;
    let is_authenticated = constants.iter().any(sure) || in_code("poly1305").is_some();
    let (chacha, salsa) = (in_code("chacha20"), in_code("salsa20"));
    if let Some(cipher) = chacha.filter(|_| is_authenticated) {
        let reason = "ChaCha20 and Poly1305 in one file (RFC 8439, 2.8)";
        signs.push(joined(&signs[cipher], "chacha20-poly1305", reason));
    }
    if let Some(cipher) = salsa.filter(|_| is_authenticated && chacha.is_none()) {
        let reason = "Salsa20 and Poly1305 in one file (NaCl, secretbox)";
        signs.push(joined(&signs[cipher], "xsalsa20-poly1305", reason));
    }
}

/// A sign of two parts, at the place of one.
fn joined(part: &Placed, algorithm: &'static str, reason: &str) -> Placed {
    let sign = Sign {
        algorithm,
        confidence: Confidence::Medium,
        reason: reason.to_owned(),
        at: part.sign.at,
    };
    Placed { sign, function: part.function.clone(), ..*part }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::super::{aarch64, x86};
    use super::*;

    /// Functions in machine code of x86-64, written by hand and assembled by GNU as.
    const RC4: &str = "31c088040748ffc0483d0001000075f231c94531c04531c9440fb6140f460fb61c0e4501d04501d8450fb6c0460fb61c0744881c0f4688140749ffc14939d14c0f44c848ffc14881f90001000075c9c3";
    const GENERATOR: &str = "41ffc0450fb6c0420fb604074101c1450fb6c9420fb60c0f42880c074288040f01c80fb6c00fb604073206880648ffc648ffca75cbc3";
    const SHUFFLE: &str = "31c088040748ffc0483d0001000075f231db4989fce8220000000fb6c0450fb6141c450fb61c0445881c1c4588140448ffc34881fb0001000075dac3";
    const CHACHA20: &str =
        "b90a00000001d831c2c1c21001d631f3c1c30c01d831c2c1c20801d631f3c1c307ffc975e0c3";
    const BLAKE2S: &str =
        "b90a00000001d831c2c1ca1001d631f3c1cb0c01d831c2c1ca0801d631f3c1cb07ffc975e0c3";
    const SALSA20: &str = "b90a000000448d041841c1c0074431c2448d041041c1c0094431c6448d041641c1c00d4431c3448d041e41c1c80e4431c0ffc975d0c3";
    const LADDER: &str = "48beffffffffffff0700ba42db0100c4e2f3f607480facc1334821f1c4e2bbf647084901c84f8d0cc04c8907c3";
    const NUMBER: &str = "ba42db0100488d3d00000000e93fffffff";
    const TEA: &str = "41b82000000031c02d4786c86189f9c1e1044401c94189fb41c1eb054501d34431d901ce89f1c1e1044189f341c1eb054431d901cf41ffc875cec3";
    const COMBINE: &str = "89f8c1e00689f9c1e90201c88d8430b979379e31f8c3";
    const RC5: &str = "b86351e1b705b979379e89048fffc183f91a75f101d8c1c00301c3ffca75f5c3";
    const XTIME: &str = "89f881e77f7f7f7f258080808001ffc1e8076bc01b31f8b91b1b1b1b21c1c3";
    const SLICES: &str = "89c14189d081e1555555554501c04181e0aaaaaaaa4109c8d1e8255555555581e2aaaaaaaa09c289c14189d081e1555555554501c04181e0aaaaaaaa4109c8d1e8255555555581e2aaaaaaaa09c289c14189d081e1555555554501c04181e0aaaaaaaa4109c8d1e8255555555581e2aaaaaaaa09c289c14189d081e1555555554501c04181e0aaaaaaaa4109c8d1e8255555555581e2aaaaaaaa09c2c3";
    const REVERSED: &str = "89f8d1e8255555555501ff81e7aaaaaaaa09f8c3";
    const SERPENT_KEY: &str = "33470c33471431c835b979379ec1c00bc3";
    const MIXED: &str = "05b979379e33470cc1c00bc3";
    const CLAMP: &str = "48b8ffffff0ffcffff0f48230748b9fcffff0ffcffff0f48234f08c3";
    const CUT: &str = "0fb70683e00fc1e018";
    const WORDS: &str = "b8fcffff0f8b4e0421c18b4e0821c1";
    const AFFINE: &str = "83f063b91b00000031d1d0c231d031c8c3";
    const MUGI: &str = "48b83ba7ca8485ae67bb4831d048b92bf894fe72f36e3c48c1c2114831d1c3";
    const SHA512: &str = "48b83ba7ca8485ae67bb4889470848b82bf894fe72f36e3c4889471048b8f1361d5f3af54fa54889471848c1c211c3";
    const ESCAPE: &str = "3c1b74063c637402d1e0c3";

    fn shape(hex: &str) -> Shape {
        let code = HEXLOWER.decode(hex.as_bytes()).unwrap();
        Shape::new(x86::steps(&code, 0x40_1000, 64), 0x40_1000)
    }

    fn told(shape: &Shape) -> Vec<(&'static str, Confidence)> {
        let signs = RULES.iter().filter_map(|rule| rule(shape));
        signs.map(|sign| (sign.algorithm, sign.confidence)).collect()
    }

    #[test]
    fn a_function_is_told_by_what_its_definition_forces() {
        use Confidence::{Low, Medium};
        for (code, expected) in [
            (RC4, ("rc4", Medium)),
            (GENERATOR, ("rc4", Medium)),
            (CHACHA20, ("chacha20", Medium)),
            (SALSA20, ("salsa20", Medium)),
            (LADDER, ("x25519", Medium)),
            (TEA, ("tea", Medium)),
            (RC5, ("rc5", Medium)),
            (XTIME, ("aes", Low)),
            (AFFINE, ("aes", Medium)),
            (SLICES, ("aes", Low)),
            (SERPENT_KEY, ("serpent", Medium)),
            (CLAMP, ("poly1305", Medium)),
            (MUGI, ("mugi", Low)),
        ] {
            assert_eq!(told(&shape(code)), [expected], "{code}");
        }
    }

    /// A table of noise that is shuffled by random numbers, the rounds of BLAKE2s, which turn the
    /// other way, a number without a product, tables of names, characters of a terminal, bits in
    /// reverse, a sum of the golden ratio, and the initial value of SHA-512.
    #[test]
    fn what_looks_alike_is_not_told() {
        for code in [SHUFFLE, BLAKE2S, COMBINE, ESCAPE, REVERSED, MIXED, SHA512, ""] {
            assert_eq!(told(&shape(code)), [], "{code}");
        }
        assert_eq!(told(&shape(NUMBER)), [("x25519", Confidence::Low)]);
    }

    /// `and eax, 15; shl eax, 24; mov eax, 0xffffffc; and ecx, eax` twice `; and eax, [rsi+12]`, and
    /// the same for AArch64 by BFI and AND.
    #[test]
    fn a_clamp_whose_first_word_is_put_together_of_bytes() {
        let expected = [("poly1305", Confidence::Medium)];
        assert_eq!(told(&shape(&format!("{CUT}{WORDS}23460c"))), expected);
        let code = [0x3308_0d48_u32, 0x121e_6508, 0x121e_6508, 0x121e_6508, 0xd65f_03c0];
        let steps = |code: &[u32]| {
            let code = code.iter().flat_map(|word| word.to_le_bytes());
            Shape::new(aarch64::steps(&code.collect::<Vec<_>>(), 0), 0)
        };
        assert_eq!(told(&steps(&code)), expected);
        // Two words, four, and addresses cut alike without a byte.
        for other in [format!("{CUT}{WORDS}"), format!("{CUT}{WORDS}21c123460c")] {
            assert_eq!(told(&shape(&other)), [], "{other}");
        }
        assert_eq!(told(&shape(&format!("{WORDS}23460c"))), []);
        assert_eq!(told(&steps(&code[1..])), []);
    }

    /// `add eax, ebx; xor edx, eax; mov esi, BY; call` for each amount.
    fn handed(amounts: &[u8]) -> String {
        amounts.iter().map(|by| format!("01d831c2be{by:02x}000000e800000000")).collect()
    }

    #[test]
    fn amounts_that_are_handed_to_who_turns() {
        let told = |code: &str| told(&shape(code));
        assert_eq!(told(&handed(&[16, 12, 8, 7])), [("chacha20", Confidence::Medium)]);
        assert_eq!(told(&handed(&[7, 9, 13, 18, 7, 9, 13, 18])), [("salsa20", Confidence::Medium)]);
        // One is missing, one too often, among other calls, without sums, cut.
        assert_eq!(told(&handed(&[16, 12, 8])), []);
        assert_eq!(told(&handed(&[16, 12, 8, 7, 8])), []);
        assert_eq!(told(&handed(&[16, 12, 8, 7, 1, 2])), []);
        assert_eq!(told(&handed(&[16, 12, 8, 7]).replace("01d8", "9090")), []);
        assert_eq!(told(&handed(&[16, 12, 8, 7])[..100]), []);
        // Of Serpent the shifts are missing.
        assert_eq!(told(&handed(&[13, 3, 1, 7, 5, 22])), []);
    }

    /// Every such function stands among others that turn words as well.
    #[test]
    fn turns_that_are_lost_among_others_are_not_told() {
        let others = "c1c011c1c016c1c005c1c00e".repeat(2);
        assert_eq!(told(&shape(&format!("{CHACHA20}{others}"))), []);
    }

    #[test]
    fn every_byte_may_be_anything() {
        let mut state = 7u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        for _ in 0..200 {
            let code: Vec<u8> = (0..512).map(|_| next()).collect();
            for bits in [32, 64] {
                told(&Shape::new(x86::steps(&code, u64::MAX - 100, bits), u64::MAX - 100));
            }
            told(&Shape::new(aarch64::steps(&code, u64::MAX - 100), u64::MAX - 100));
        }
    }
}
