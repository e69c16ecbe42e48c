//! Verification of LMS: RFC 8554, with the further parameter sets of NIST SP 800-208, 4.

use super::{read, sha256, shake256};
use crate::implementation::{rejected, unsupported};
use crate::operation::{Answer, Message, Operation};

/// The separators D_PBLC, D_MESG, D_LEAF and D_INTR of RFC 8554, 7.1.
const D_PBLC: [u8; 2] = [0x80, 0x80];
const D_MESG: [u8; 2] = [0x81, 0x81];
const D_LEAF: [u8; 2] = [0x82, 0x82];
const D_INTR: [u8; 2] = [0x83, 0x83];

/// The hash function of a parameter set: SHA-256 or SHAKE256, of n bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hash {
    shake: bool,
    n: usize,
}

impl Hash {
    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut digest = if self.shake { read(shake256(parts), self.n) } else { sha256(parts) };
        digest.truncate(self.n);
        digest
    }

    /// Sets stand in the registry in groups by hash function.
    fn of_group(group: u32) -> Self {
        let n = if group.is_multiple_of(2) { 32 } else { 24 };
        Self { shake: group >= 2, n }
    }
}

/// A one-time signature's hash function and Winternitz width.
fn ots_set(id: u32) -> Option<(Hash, u32)> {
    let index = id.checked_sub(1).filter(|index| *index < 16)?;
    Some((Hash::of_group(index / 4), 1 << (index % 4)))
}

/// A tree's hash function and height.
fn tree_set(id: u32) -> Option<(Hash, usize)> {
    let index = id.checked_sub(5).filter(|index| *index < 20)?;
    Some((Hash::of_group(index / 5), 5 * (index as usize % 5 + 1)))
}

/// Bytes that are taken from the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        let bytes = self.take(4)?;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }
}

/// Carries out an operation, which can only be verification.
pub(super) fn ask(operation: &Operation) -> Answer {
    match operation {
        Operation::Verify {
            public_key,
            message: Message::Pure { message, context },
            signature,
        } if context.0.is_empty() => match root(&public_key.0, &message.0, &signature.0) {
            Some((root, expected)) => Answer::Valid(root == expected),
            None => rejected("the key or the signature is malformed"),
        },
        Operation::Verify { .. } => unsupported("LMS has no context"),
        _ => unsupported("verification only"),
    }
}

/// RFC 8554, Algorithm 6a: the root that the signature leads to, and that of the key.
fn root(public: &[u8], message: &[u8], signature: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut key = Reader(public);
    let (tree, ots) = (key.number()?, key.number()?);
    let (hash, height) = tree_set(tree)?;
    let (ots_hash, width) = ots_set(ots)?;
    let identifier = key.take(16)?;
    let expected = key.take(hash.n)?;
    let mut signature = Reader(signature);
    let leaf = signature.number()?;
    let same = signature.number()? == ots && hash == ots_hash && key.0.is_empty();
    if !same || leaf >> height != 0 {
        return None;
    }
    let candidate = one_time_key(hash, width, identifier, leaf, message, &mut signature)?;
    let same = signature.number()? == tree;
    let mut number = (1 << height) + leaf;
    let mut node = hash.of(&[identifier, &number.to_be_bytes(), &D_LEAF, &candidate]);
    for _ in 0..height {
        let beside = signature.take(hash.n)?;
        let (left, right) = match number.is_multiple_of(2) {
            true => (&node[..], beside),
            false => (beside, &node[..]),
        };
        number /= 2;
        node = hash.of(&[identifier, &number.to_be_bytes(), &D_INTR, left, right]);
    }
    (same && signature.0.is_empty()).then(|| (node, expected.to_vec()))
}

/// RFC 8554, Algorithm 4b: the key that a one-time signature leads to.
fn one_time_key(
    hash: Hash,
    width: u32,
    identifier: &[u8],
    leaf: u32,
    message: &[u8],
    signature: &mut Reader<'_>,
) -> Option<Vec<u8>> {
    let leaf = leaf.to_be_bytes();
    let randomizer = signature.take(hash.n)?;
    let digest = hash.of(&[identifier, &leaf, &D_MESG, randomizer, message]);
    let last = (1 << width) - 1;
    let mut key = [identifier, &leaf, &D_PBLC].concat();
    for (i, digit) in digits(&digest, width).into_iter().enumerate() {
        let mut value = signature.take(hash.n)?.to_vec();
        let i = (i as u16).to_be_bytes();
        for step in digit..last {
            value = hash.of(&[identifier, &leaf, &i, &[step as u8], &value]);
        }
        key.extend(value);
    }
    Some(hash.of(&[&key]))
}

/// The digits of the digest and of its checksum, of `width` bits: RFC 8554, 3.1.3 and Algorithm 2;
/// their numbers by its Appendix B.
fn digits(digest: &[u8], width: u32) -> Vec<u32> {
    let last = (1 << width) - 1;
    let of = |bytes: &[u8], count: usize| -> Vec<u32> {
        let digit = |i: usize| {
            let bit = i as u32 * width;
            u32::from(bytes[bit as usize / 8]) >> (8 - width - bit % 8) & last
        };
        (0..count).map(digit).collect()
    };
    let count = digest.len() * 8 / width as usize;
    let mut all = of(digest, count);
    let bits = (last * count as u32).ilog2() + 1;
    let checks = bits.div_ceil(width);
    let sum: u32 = all.iter().map(|digit| last - digit).sum();
    let shifted = (sum << (16 - checks * width)) as u16;
    all.extend(of(&shifted.to_be_bytes(), checks as usize));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_as_in_table_1() {
        // RFC 8554, table 1: p for n = 32; SP 800-208, table 3: for n = 24.
        for (width, p32, p24) in [(1, 265, 200), (2, 133, 101), (4, 67, 51), (8, 34, 26)] {
            assert_eq!((digits(&[0; 32], width).len(), digits(&[0; 24], width).len()), (p32, p24));
        }
    }

    #[test]
    fn what_is_no_key_or_signature_is_refused() {
        for length in 0..200 {
            assert_eq!(root(&vec![0; length], b"", &vec![0; length]), None);
        }
        assert_eq!(tree_set(4).or(tree_set(25)), None);
        assert_eq!(ots_set(0).or(ots_set(17)), None);
    }
}
