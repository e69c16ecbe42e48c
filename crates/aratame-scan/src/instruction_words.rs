//! Instructions that are words of four bytes, as of AArch64 and MIPS, and the fields of such words.
//!
//! Owns places, fields and two immediates of AArch64 that more than one reader wants. What an
//! instruction does is each reader's own.

use aratame_formats::executable::Endianness;

/// The words of code with their addresses; code begins at `address`, words at multiples of four.
pub(crate) fn words(
    code: &[u8],
    address: u64,
    order: Endianness,
) -> impl Iterator<Item = (u64, u32)> + use<'_> {
    let skip = usize::try_from(address.wrapping_neg() % 4).unwrap_or(0);
    let aligned = code.get(skip..).unwrap_or_default().as_chunks::<4>().0;
    let word = move |bytes: &[u8; 4]| match order {
        Endianness::Little => u32::from_le_bytes(*bytes),
        Endianness::Big => u32::from_be_bytes(*bytes),
    };
    let place = move |index: usize| address.wrapping_add((skip + 4 * index) as u64);
    aligned.iter().enumerate().map(move |(index, bytes)| (place(index), word(bytes)))
}

/// The `count` bits of a word, fewer than all, that begin with bit `from`.
pub(crate) fn bits(word: u32, from: u32, count: u32) -> u32 {
    word >> from & ((1 << count) - 1)
}

/// The same, with their sign.
pub(crate) fn signed(word: u32, from: u32, count: u32) -> i64 {
    i64::from((word << (32 - from - count)).cast_signed() >> (32 - count))
}

/// How far ADR points from its own address, and ADRP in pages (DDI 0487, C6.2).
pub(crate) fn relative(word: u32) -> i64 {
    signed(word, 5, 19) << 2 | i64::from(bits(word, 29, 2))
}

/// Where ADRP at this address points to.
pub(crate) fn page(word: u32, address: u64) -> u64 {
    (address & !0xfff).wrapping_add_signed(relative(word) << 12)
}

/// What AND, ORR and EOR of AArch64 combine with: one run of ones in each element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// Elements up to 64 bits.
    pub(crate) value: u64,
    /// Bits of an element.
    pub(crate) element: u32,
}

impl Pattern {
    /// DecodeBitMasks of DDI 0487, shared/functions/common; `None` where it is reserved.
    pub(crate) fn of(word: u32) -> Option<Self> {
        let (n, turn, ones) = (bits(word, 22, 1), bits(word, 16, 6), bits(word, 10, 6));
        let element = 1u32 << (n << 6 | (!ones & 0x3f)).checked_ilog2()?;
        let levels = element - 1;
        let (turn, ones) = (turn & levels, ones & levels);
        if element < 2 || ones == levels {
            return None;
        }
        // The run, repeated, turns in each element as all of it turns in 64 bits.
        let run = u64::MAX >> (63 - ones);
        let all = (0..64 / element).fold(0, |all, at| all | run << (at * element));
        Some(Self { value: all.rotate_right(turn), element })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_at_multiples_of_four() {
        let code = [9, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        let little: Vec<_> = words(&code, 7, Endianness::Little).collect();
        assert_eq!(little, [(8, 0x0403_0201), (12, 0x0807_0605)]);
        let big: Vec<_> = words(&code, u64::MAX, Endianness::Big).collect();
        assert_eq!(big, [(0, 0x0102_0304), (4, 0x0506_0708)]);
        assert_eq!(words(&code[..3], 1, Endianness::Big).count(), 0);
    }

    #[test]
    fn fields_have_their_sign() {
        assert_eq!((bits(0xabcd, 4, 8), signed(0xabcd, 4, 8)), (0xbc, -0x44));
        // adrp x16, 0x20000 at 0x7a4; adrp x0, -1 page
        assert_eq!(page(0x9000_0110, 0x7a4), 0x20000);
        assert_eq!(page(0xf0ff_ffe0, 0x5123), 0x4000);
    }

    /// Assembled by GNU as.
    #[test]
    fn patterns_are_those_of_the_manual() {
        for (word, value, element) in [
            (0x1200_1c20, 0x0000_00ff_0000_00ff, 32), // and w0, w1, #0xff
            (0x121e_6420, 0x0fff_fffc_0fff_fffc, 32), // and w0, w1, #0xffffffc
            (0x9240_c820, 0x0007_ffff_ffff_ffff, 64), // and x0, x1, #0x7ffffffffffff
            (0xb25e_e7e9, 0xffff_fffc_0fff_ffff, 64), // mov x9, #0xfffffffc0fffffff
            (0x9200_c020, 0x0101_0101_0101_0101, 8),  // and x0, x1, #0x0101010101010101
            (0x9203_c820, 0xe0e0_e0e0_e0e0_e0e0, 8),  // and x0, x1, #0xe0e0e0e0e0e0e0e0
            (0x9201_f020, 0xaaaa_aaaa_aaaa_aaaa, 2),  // and x0, x1, #0xaaaaaaaaaaaaaaaa
        ] {
            assert_eq!(Pattern::of(word), Some(Pattern { value, element }), "{word:08x}");
        }
        // All ones, and an element of one bit, are reserved.
        assert_eq!(Pattern::of(0x1200_7c20), None);
        assert_eq!(Pattern::of(0x1200_fc20), None);
    }
}
