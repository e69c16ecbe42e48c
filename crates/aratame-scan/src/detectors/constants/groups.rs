//! Diffie-Hellman primes by their common beginning: which group it is tells the digest.

use aratame_formats::source::Source;
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};

use super::data::{GROUPS, GroupPrime};

/// How a prime lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Bytes, most significant first.
    BigEndian,
    /// Bytes or limbs, least significant first.
    LittleEndian,
    /// Hexadecimal digits.
    Text,
}

impl Layout {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::BigEndian => "big-endian",
            Self::LittleEndian => "little-endian limbs",
            Self::Text => "hexadecimal text",
        }
    }
}

/// 2^n - 2^(n-64) and the first digits of pi or e: what all primes of a family begin with.
const BEGINNINGS: [&str; 2] = [
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd1",
    "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1",
];

/// The byte strings to look for.
pub(super) fn beginnings() -> Vec<(Layout, Vec<u8>)> {
    let mut all = Vec::new();
    for text in BEGINNINGS {
        let bytes = HEXLOWER.decode(text.as_bytes()).unwrap_or_default();
        all.push((Layout::LittleEndian, bytes.iter().rev().copied().collect()));
        all.push((Layout::BigEndian, bytes));
        all.push((Layout::Text, text.as_bytes().to_vec()));
        all.push((Layout::Text, text.to_ascii_uppercase().into_bytes()));
    }
    all
}

/// The group whose prime has its beginning at `offset`, and where the prime's bytes start.
pub(super) fn identify(
    source: &Source<'_>,
    layout: Layout,
    offset: u64,
) -> Option<(&'static GroupPrime, u64)> {
    GROUPS.iter().find_map(|group| {
        let bytes = u64::from(group.bits / 8);
        let (start, length) = match layout {
            Layout::BigEndian => (offset, bytes),
            Layout::Text => (offset, 2 * bytes),
            // The beginning of the number is its end in memory.
            Layout::LittleEndian => {
                ((offset + BEGINNINGS[0].len() as u64 / 2).checked_sub(bytes)?, bytes)
            }
        };
        let stored = source.read(start, usize::try_from(length).ok()?).ok()?;
        let prime = match layout {
            Layout::BigEndian => stored.into_owned(),
            Layout::LittleEndian => stored.iter().rev().copied().collect(),
            Layout::Text => HEXLOWER_PERMISSIVE.decode(&stored).ok()?,
        };
        let digest = HEXLOWER.encode(&Sha256::digest(&prime));
        (prime.len() as u64 == bytes && digest == group.sha256).then_some((group, start))
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use num_bigint::BigUint;

    /// `bits` bits of the fraction and integer part of pi or e.
    pub(in super::super) fn digits(bits: u32, pi: bool) -> BigUint {
        let one = BigUint::from(1u32) << (bits + 64);
        let arctangent = |x: u32| {
            let mut term = &one / x;
            let (mut plus, mut minus, mut odd) = (term.clone(), BigUint::ZERO, 3u32);
            while term != BigUint::ZERO {
                term /= x * x;
                let part = &term / odd;
                if odd % 4 == 3 {
                    minus += part;
                } else {
                    plus += part;
                }
                odd += 2;
            }
            plus - minus
        };
        let value = if pi {
            arctangent(5) * 16u32 - arctangent(239) * 4u32
        } else {
            let (mut sum, mut term) = (one.clone(), one.clone());
            for k in 1u32.. {
                term /= k;
                if term == BigUint::ZERO {
                    break;
                }
                sum += &term;
            }
            sum
        };
        value >> 64u32
    }

    /// The prime by the formula of its document.
    pub(in super::super) fn prime(group: &GroupPrime) -> BigUint {
        let one = BigUint::from(1u32);
        let bits = group.bits;
        let middle = digits(bits - 130, group.name.starts_with("modp")) + group.x;
        (&one << bits) - (&one << (bits - 64)) - one + (middle << 64u32)
    }

    #[test]
    fn digests_are_those_of_the_formula() {
        for group in GROUPS {
            let bytes = prime(group).to_bytes_be();
            assert_eq!(HEXLOWER.encode(&Sha256::digest(&bytes)), group.sha256, "{}", group.name);
        }
    }

    #[test]
    fn every_group_in_every_layout() {
        for group in GROUPS {
            let big = prime(group).to_bytes_be();
            let little: Vec<u8> = big.iter().rev().copied().collect();
            let text = HEXLOWER.encode(&big).to_uppercase().into_bytes();
            for (layout, bytes) in [
                (Layout::BigEndian, big.clone()),
                (Layout::LittleEndian, little),
                (Layout::Text, text),
            ] {
                let file = [&[7; 5][..], &bytes, &[9; 40]].concat();
                let found = beginnings().iter().any(|(has, beginning)| {
                    let Some(at) = memchr::memmem::find(&file, beginning) else { return false };
                    let found = identify(&Source::memory(&file), *has, at as u64);
                    *has == layout
                        && found.is_some_and(|(is, start)| is.bits == group.bits && start == 5)
                });
                assert!(found, "{} {layout:?}", group.name);
            }
        }
    }

    #[test]
    fn a_prime_that_is_cut_is_no_group() {
        let big = prime(&GROUPS[0]).to_bytes_be();
        let source = Source::memory(&big[..big.len() - 1]);
        assert!(identify(&source, Layout::BigEndian, 0).is_none());
        assert!(identify(&source, Layout::LittleEndian, 0).is_none());
    }
}
