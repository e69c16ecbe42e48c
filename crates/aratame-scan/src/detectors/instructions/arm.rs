//! The cryptographic extensions of ARMv8-A in AArch64 (Arm ARM, DDI 0487, C7.2): one table of
//! masks, since every instruction is a word with fixed bits.

use super::{FIRST, Family, Found, Part, SECOND, THIRD};

/// Fixed bits, their mask, and what the instruction is.
struct Row(u32, u32, Family, Part);

/// Two registers, and three.
const TWO: u32 = 0xffff_fc00;
const THREE: u32 = 0xffe0_fc00;

const ROWS: &[Row] = &[
    // AESE, AESD, AESMC, AESIMC
    Row(0x4e28_4800, TWO, Family::Aes, FIRST),
    Row(0x4e28_5800, TWO, Family::Aes, SECOND),
    Row(0x4e28_6800, TWO, Family::Aes, FIRST),
    Row(0x4e28_7800, TWO, Family::Aes, SECOND),
    // PMULL and PMULL2 of 64 bits
    Row(0x0ee0_e000, THREE, Family::CarryLess, FIRST),
    Row(0x4ee0_e000, THREE, Family::CarryLess, FIRST),
    // SHA1C, SHA1P, SHA1M, SHA1SU0, SHA1H, SHA1SU1
    Row(0x5e00_0000, THREE, Family::Sha1, FIRST),
    Row(0x5e00_1000, THREE, Family::Sha1, FIRST),
    Row(0x5e00_2000, THREE, Family::Sha1, FIRST),
    Row(0x5e00_3000, THREE, Family::Sha1, SECOND),
    Row(0x5e28_0800, TWO, Family::Sha1, THIRD),
    Row(0x5e28_1800, TWO, Family::Sha1, SECOND),
    // SHA256H, SHA256H2, SHA256SU1, SHA256SU0
    Row(0x5e00_4000, THREE, Family::Sha256, FIRST),
    Row(0x5e00_5000, THREE, Family::Sha256, SECOND),
    Row(0x5e00_6000, THREE, Family::Sha256, THIRD),
    Row(0x5e28_2800, TWO, Family::Sha256, THIRD),
    // SHA512H, SHA512H2, SHA512SU1, SHA512SU0
    Row(0xce60_8000, THREE, Family::Sha512, FIRST),
    Row(0xce60_8400, THREE, Family::Sha512, SECOND),
    Row(0xce60_8800, THREE, Family::Sha512, THIRD),
    Row(0xcec0_8000, TWO, Family::Sha512, THIRD),
    // RAX1, which no other algorithm is known to use; EOR3, BCAX and XAR serve many.
    Row(0xce60_8c00, THREE, Family::Sha3, FIRST),
    // SM3PARTW1, SM3PARTW2, SM4EKEY, SM4E
    Row(0xce60_c000, THREE, Family::Sm3, FIRST),
    Row(0xce60_c400, THREE, Family::Sm3, SECOND),
    Row(0xce60_c800, THREE, Family::Sm4, FIRST),
    Row(0xcec0_8400, TWO, Family::Sm4, SECOND),
];

/// Bytes of a word that any of these has at its upper end: throws out most words at once.
fn may_be(word: u32) -> bool {
    matches!(word >> 24, 0x4e | 0x0e | 0x5e | 0xce)
}

fn meaning(word: u32) -> Option<(Family, Part)> {
    let row = ROWS.iter().find(|Row(bits, mask, ..)| word & mask == *bits)?;
    Some((row.2, row.3))
}

fn words(code: &[u8], from: usize) -> impl Iterator<Item = (usize, u32)> {
    let rest = code.get(from..).unwrap_or_default();
    let words =
        rest.chunks_exact(4).map(|word| word.first_chunk().map_or(0, |w| u32::from_le_bytes(*w)));
    words.enumerate().map(move |(index, word)| (from + 4 * index, word))
}

/// Places of such words.
pub(super) fn candidates(code: &[u8], places: &mut Vec<usize>) {
    let found = words(code, 0).filter(|(_, word)| may_be(*word) && meaning(*word).is_some());
    places.extend(found.map(|(at, _)| at));
}

/// The instructions of a stretch that begins `offset` bytes behind a word's beginning.
pub(super) fn decode(code: &[u8], offset: u64) -> Vec<Found> {
    let from = usize::try_from((4 - offset % 4) % 4).unwrap_or(0);
    words(code, from)
        .filter(|(_, word)| may_be(*word))
        .filter_map(|(at, word)| meaning(word).map(|(family, part)| Found { at, family, part }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_an_assembler_writes_them() {
        for (word, family) in [
            // aese v0.16b, v1.16b; aesmc v0.16b, v0.16b; sha256h q0, q1, v2.4s
            (0x4e28_4820_u32, Family::Aes),
            (0x4e28_6800, Family::Aes),
            (0x5e02_4020, Family::Sha256),
            // pmull v0.1q, v1.1d, v2.1d; sha512h q0, q1, v2.2d
            (0x0ee2_e020, Family::CarryLess),
            (0xce62_8020, Family::Sha512),
        ] {
            let found = decode(&word.to_le_bytes(), 0);
            assert_eq!(found.len(), 1, "{word:x}");
            assert_eq!(found[0].family, family, "{word:x}");
        }
        assert!(decode(&0x4e28_0800_u32.to_le_bytes(), 0).is_empty());
    }

    #[test]
    fn rows_are_of_their_masks() {
        for Row(bits, mask, ..) in ROWS {
            assert_eq!(bits & mask, *bits);
            assert!(may_be(*bits));
        }
    }
}
