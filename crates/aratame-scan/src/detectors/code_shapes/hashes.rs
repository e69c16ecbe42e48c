//! Rules for hash functions, what is built of them, and the encoding of signatures.

use aratame_inventory::Confidence;

use super::shape::Shape;
use super::step::{Role, Step};
use super::{Placed, Rule, Sign};
use crate::detectors::constants::Evidence;

/// The rules of this field.
pub(super) const RULES: &[Rule] = &[hmac, md4, blake2b, digest_info];

/// The bytes of the inner and of the outer pad. RFC 2104, 2.
const PADS: [u64; 2] = [0x36, 0x5c];
/// What fills a word of 32 and of 64 bits with a byte.
const FILLED: [u64; 2] = [0x0101_0101, 0x0101_0101_0101_0101];
/// Bytes of code between the two pads: one function prepares both keys.
const PADS_SPAN: u32 = 2048;
/// The same for pads in bytes, which other code has as numbers of its own.
const BYTES_SPAN: u32 = 512;
/// Different second arguments of a function that prepares keys; one that has more tells cases
/// apart by numbers.
const MAX_SECOND: usize = 8;

/// Both pads in one function: filling words, which nothing else does with these two bytes, or as
/// bytes that are combined by exclusive or, stored, or handed to whoever fills. Both may also be
/// one pad and the step from one to the other.
fn hmac(shape: &Shape) -> Option<Sign> {
    let words = |byte: u64| FILLED.iter().find_map(|one| shape.any(byte * one));
    let [inner, outer] = PADS;
    let near =
        |(one, other): (u32, u32), span| (one.abs_diff(other) <= span).then(|| one.min(other));
    let filled = [(inner, outer), (inner, inner ^ outer), (outer, inner ^ outer)]
        .into_iter()
        .find_map(|(one, other)| words(one).zip(words(other)))
        .and_then(|places| near(places, PADS_SPAN));
    if let Some(at) = filled {
        return Some(hmac_sign(at, Confidence::Medium, "both pads, in words"));
    }
    let at = [Role::Xor, Role::Store, Role::Second].into_iter().find_map(|role| {
        let either = |byte| words(byte).or_else(|| shape.number(role, byte));
        let is_plain = role != Role::Second || shape.different(role) <= MAX_SECOND;
        near(either(inner).zip(either(outer))?, BYTES_SPAN).filter(|_| is_plain)
    })?;
    Some(hmac_sign(at, Confidence::Low, "both pads, in bytes"))
}

fn hmac_sign(at: u32, confidence: Confidence, what: &str) -> Sign {
    let reason = format!("{what} (RFC 2104, 2)");
    Sign { algorithm: "hmac", confidence, reason, at }
}

/// Constants of the second and third round, which SHA-1 and RIPEMD have as well. RFC 1320, 3.4.
const MD4_K: [u64; 2] = [0x5a82_7999, 0x6ed9_eba1];
/// Round constants by which those two go on, where MD4 has ended.
const NOT_MD4_K: [u64; 2] = [0x8f1b_bcdc, 0xca62_c1d6];
/// What the three rounds turn words by.
const MD4_TURNS: [u8; 8] = [3, 5, 7, 9, 11, 13, 15, 19];

/// Turns of the half of MD4 by which file systems sort the names of a directory: eight steps a
/// round instead of sixteen, of which each amount has two or four.
const HALF_MD4: [u32; 8] = [6, 2, 2, 4, 4, 2, 2, 2];

/// The rounds of MD4: both constants, each turn, and not what follows in hash functions that begin
/// alike.
fn md4(shape: &Shape) -> Option<Sign> {
    let places = MD4_K.map(|number| shape.any(number));
    let at = places.into_iter().collect::<Option<Vec<u32>>>()?.into_iter().min()?;
    let goes_on = NOT_MD4_K.iter().any(|number| shape.any(*number).is_some());
    let turns = MD4_TURNS.map(|by| shape.turns(32, by));
    let is_whole = turns.iter().all(|count| *count > 0) && turns != HALF_MD4;
    (is_whole && !goes_on).then(|| Sign {
        algorithm: "md4",
        confidence: Confidence::High,
        reason: "rounds: constants of two rounds, turns of all three (RFC 1320, 3.4)".to_owned(),
        at,
    })
}

/// What the mixing function of BLAKE2b turns words of 64 bits by, to the left: 32, 24, 16 and 63
/// to the right. RFC 7693, 3.1.
const BLAKE2B_TURNS: [u8; 4] = [32, 40, 48, 1];

/// The mixing function of BLAKE2b, or that of Argon2, which multiplies in it.
fn blake2b(shape: &Shape) -> Option<Sign> {
    let counts = BLAKE2B_TURNS.map(|by| shape.turns(64, by));
    let (least, most) = (counts.iter().min()?, counts.iter().max()?);
    let own: u32 = counts.iter().sum();
    let is_even = *least > 0 && 3 * most <= 4 * least + 3;
    let is_alone = 5 * own >= 4 * shape.all_turns(64);
    if !is_even || !is_alone || shape.xors < own {
        return None;
    }
    let is_turn = |step: &Step| matches!(step, Step::Rotate { width: 64, .. });
    let at = shape.steps.iter().find(|placed| is_turn(&placed.step)).map_or(0, |it| it.at);
    // A product for each turn. RFC 9106, 3.6.
    let multiplies = shape.multiplications >= own / 2;
    let (algorithm, reason) = if multiplies {
        ("argon2id", "mixing function with products, of every Argon2 (RFC 9106, 3.6)")
    } else {
        ("blake2b", "mixing function: words of 64 bits turned by 32, 24, 16, 63 (RFC 7693, 3.1)")
    };
    Some(Sign { algorithm, confidence: Confidence::Medium, reason: reason.to_owned(), at })
}

/// Bytes of code in which a DigestInfo is written.
const DIGEST_INFO_SPAN: u32 = 512;

/// SEQUENCE, OBJECT IDENTIFIER and OCTET STRING written as bytes behind a filling of ones: the
/// encoding of RFC 8017, 9.2, put together from its parts.
fn digest_info(shape: &Shape) -> Option<Sign> {
    let stored = |byte: u64| shape.number(Role::Store, byte);
    let places = [stored(0x30)?, stored(0x06)?, stored(0x04)?];
    let filling = shape.number(Role::Second, 0xff).or_else(|| stored(0xff))?;
    let (first, last) = (places.iter().min()?, places.iter().max()?);
    let is_near = last - first <= DIGEST_INFO_SPAN && filling.abs_diff(*first) <= DIGEST_INFO_SPAN;
    // The identifier's tag stands between those of what holds it and of what follows.
    let is_ordered = filling < places[0] && places[1] < places[2];
    (is_near && is_ordered).then(|| Sign {
        algorithm: "rsassa-pkcs1-v1_5",
        confidence: Confidence::Medium,
        reason: "DigestInfo written byte by byte behind ones (RFC 8017, 9.2)".to_owned(),
        at: *first,
    })
}

/// Hash functions that HMAC is defined over.
const HASHES: [&str; 14] = [
    "blake2b",
    "blake2s",
    "md4",
    "md5",
    "ripemd-160",
    "sha-1",
    "sha-224",
    "sha-256",
    "sha-384",
    "sha-512",
    "sm3",
    "tiger",
    "whirlpool",
    "gost-r-34.11-94",
];

/// Whether the constants of a file are those of a hash function that HMAC may be over.
pub(super) fn has_hash(constants: &[Evidence]) -> bool {
    constants.iter().any(|each| HASHES.contains(&each.algorithm))
}

/// Weak signs of HMAC that the file's hash function makes more.
pub(super) fn conclude(signs: &mut [Placed], constants: &[Evidence]) {
    if !has_hash(constants) {
        return;
    }
    let weak = signs
        .iter_mut()
        .map(|placed| &mut placed.sign)
        .filter(|sign| sign.algorithm == "hmac" && sign.confidence == Confidence::Low);
    for sign in weak {
        sign.confidence = Confidence::Medium;
        sign.reason = format!("{}, beside a hash function", sign.reason);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{aarch64, x86};
    use super::*;

    fn told(code: &[u8]) -> Vec<(&'static str, Confidence)> {
        let shape = Shape::new(x86::steps(code, 0x1000, 64), 0x1000);
        RULES
            .iter()
            .filter_map(|rule| rule(&shape))
            .map(|it| (it.algorithm, it.confidence))
            .collect()
    }

    fn told_of_words(words: &[u32]) -> Vec<&'static str> {
        let code: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let shape = Shape::new(aarch64::steps(&code, 0x1000), 0x1000);
        RULES.iter().filter_map(|rule| rule(&shape)).map(|it| it.algorithm).collect()
    }

    /// Both pads handed to a function that fills: `mov esi, 0x5c; call; mov esi, 0x36; call; ret`.
    const FILLS: &[u8] =
        b"\xbe\x5c\0\0\0\xe8\xf6\xff\xff\xff\xbe\x36\0\0\0\xe8\xec\xff\xff\xff\xc3";

    #[test]
    fn pads_of_hmac() {
        assert_eq!(told(FILLS), [("hmac", Confidence::Low)]);
        // movabs rax, 0x36…; xor rdx, rax; movabs rcx, 0x5c…; xor rdx, rcx
        let words = b"\x48\xb866666666\x48\x31\xc2\x48\xb9\\\\\\\\\\\\\\\\\x48\x31\xca\xc3";
        assert_eq!(told(words), [("hmac", Confidence::Medium)]);
        // The outer pad alone, and both far from each other.
        assert!(told(&FILLS[..10]).is_empty());
        let far = [&FILLS[..10], &[0x90; 4000], &FILLS[10..]].concat();
        assert!(told(&far).is_empty());
        // A path is split at one and a digit compared with the other.
        assert!(told(b"\xbe\x5c\0\0\0\xe8\0\0\0\0\x3c\x36\xc3").is_empty());
    }

    #[test]
    fn pads_of_hmac_on_aarch64() {
        // mov w1, #0x5c; bl; mov w1, #0x36; bl
        assert_eq!(told_of_words(&[0x5280_0b81, 0x9400_0000, 0x5280_06c1, 0x9400_0000]), ["hmac"]);
        // movi v0.16b, #0x36; movi v1.16b, #0x5c
        assert_eq!(told_of_words(&[0x4f01_e6c0, 0x4f02_e781]), ["hmac"]);
        assert!(told_of_words(&[0x4f01_e6c0, 0x5280_06c1]).is_empty());
    }

    /// Rounds of MD4 in machine code of x86-64, one step each turn, assembled by GNU as.
    const MD4: &str = "b904000000030731f2c1c003c1c20731d1c1c10bc1c3138d84109979825a31d0c1c003c1c205c1c109c1c30d8d9410a1ebd96e31cac1c003c1c209c1c10bc1c30fc3";

    #[test]
    fn the_rounds_of_md4() {
        let code = data_encoding::HEXLOWER.decode(MD4.as_bytes()).unwrap();
        assert_eq!(told(&code), [("md4", Confidence::High)]);
        // With the third constant of SHA-1 and RIPEMD, and without the last round's turns.
        let goes_on = [b"\x05\xdc\xbc\x1b\x8f", &*code].concat();
        assert!(told(&goes_on).is_empty());
        assert!(told(&code[..code.len() - 12]).is_empty());
    }

    /// One mixing function, by the amounts of its four turns to the right, with a product before
    /// each sum or without.
    fn mixing(turns: [u8; 4], product: &[u8]) -> Vec<u8> {
        let pieces: [&[u8]; 4] = [
            b"\x48\x01\xd8\x48\x31\xc2\x48\xc1\xca",
            b"\x48\x01\xd1\x48\x31\xcb\x48\xc1\xcb",
            b"\x48\x01\xd8\x48\x31\xc2\x48\xc1\xca",
            b"\x48\x01\xd1\x48\x31\xcb\x48\xc1\xcb",
        ];
        let steps = pieces.iter().zip(turns);
        steps.flat_map(|(piece, by)| [product, piece, &[by]].concat()).collect()
    }

    #[test]
    fn the_mixing_functions_of_blake2b_and_argon2() {
        let product = b"\x48\x0f\xaf\xfb";
        assert_eq!(told(&mixing([32, 24, 16, 63], b"")), [("blake2b", Confidence::Medium)]);
        assert_eq!(told(&mixing([32, 24, 16, 63], product)), [("argon2id", Confidence::Medium)]);
        // BLAKE-512 turns by 25 and 11, others by other amounts.
        assert!(told(&mixing([32, 25, 16, 11], b"")).is_empty());
        assert!(told(&mixing([32, 24, 16, 62], product)).is_empty());
        let among_others = [mixing([32, 24, 16, 63], b""), mixing([5, 9, 20, 40], b"")].concat();
        assert!(told(&among_others).is_empty());
    }

    /// `mov esi, 0xff; call; mov [rax+3], 0x30; mov [rax+5], 6; call; mov [rdi+2], 4; ret`
    const ENCODES: &[u8] = b"\xbe\xff\0\0\0\xe8\0\0\0\0\xc6\x40\x03\x30\xc6\x40\x05\x06\xe8\0\0\0\0\xc6\x47\x02\x04\xc3";

    #[test]
    fn a_digest_info_is_written() {
        assert_eq!(told(ENCODES), [("rsassa-pkcs1-v1_5", Confidence::Medium)]);
        // Without what fills, and digits of a number.
        assert!(told(&ENCODES[10..]).is_empty());
        assert!(told(&ENCODES[..23]).is_empty());
    }

    fn placed(algorithm: &'static str) -> Placed {
        let confidence = Confidence::Low;
        let sign = Sign { algorithm, confidence, reason: String::new(), at: 0 };
        Placed { sign, offset: 0, function: 0..1, is_whole: true }
    }

    #[test]
    fn weak_signs_are_more_beside_what_they_need() {
        let hash = Evidence {
            algorithm: "sha-256",
            curve: None,
            bits: None,
            offset: 0,
            length: 4,
            reason: String::new(),
            confidence: Confidence::High,
        };
        for (constants, expected) in
            [(&[][..], Confidence::Low), (std::slice::from_ref(&hash), Confidence::Medium)]
        {
            let mut signs = [placed("hmac")];
            conclude(&mut signs, constants);
            assert_eq!(signs[0].sign.confidence, expected);
        }
    }
}
