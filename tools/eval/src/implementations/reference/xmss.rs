//! Verification of XMSS: RFC 8391, with the further parameter sets of NIST SP 800-208, 5.

use super::{read, sha256, shake256};
use crate::implementation::{rejected, unsupported};
use crate::operation::{Answer, Message, Operation};
use sha2::Digest;

/// A hash function of n bytes and the height of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Set {
    hash: Hash,
    n: usize,
    height: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha512,
    Shake128,
    Shake256,
}

/// The Winternitz parameter 16: digits of four bits.
const W: u32 = 16;

impl Set {
    /// RFC 8391, 5.3, and SP 800-208, tables 10 to 14: each hash function has three heights.
    fn of(id: u32) -> Option<Self> {
        let index = id.checked_sub(1)?;
        let (hash, n) = match index / 3 {
            0 => (Hash::Sha256, 32),
            1 => (Hash::Sha512, 64),
            2 => (Hash::Shake128, 32),
            3 => (Hash::Shake256, 64),
            4 => (Hash::Sha256, 24),
            5 => (Hash::Shake256, 32),
            6 => (Hash::Shake256, 24),
            _ => return None,
        };
        Some(Self { hash, n, height: [10, 16, 20][index as usize % 3] })
    }

    /// Bytes of the number that stands before what is hashed: n, and 4 in the sets of SP 800-208
    /// with n = 24.
    fn padding(self) -> usize {
        if self.n == 24 { 4 } else { self.n }
    }

    fn hashed(self, separator: u8, parts: &[&[u8]]) -> Vec<u8> {
        let mut prefix = vec![0; self.padding()];
        prefix.last_mut().into_iter().for_each(|last| *last = separator);
        let mut all = vec![&prefix[..]];
        all.extend(parts);
        let mut digest = match self.hash {
            Hash::Sha256 => sha256(&all),
            Hash::Sha512 => sha2::Sha512::digest(all.concat()).to_vec(),
            Hash::Shake128 => read(super::shake128(&all), self.n),
            Hash::Shake256 => read(shake256(&all), self.n),
        };
        digest.truncate(self.n);
        digest
    }

    /// RFC 8391, 5.1: F, H and PRF.
    fn f(self, key: &[u8], message: &[u8]) -> Vec<u8> {
        self.hashed(0, &[key, message])
    }

    fn prf(self, seed: &[u8], address: &Address) -> Vec<u8> {
        self.hashed(3, &[seed, &address.bytes()])
    }

    /// RFC 8391, Algorithm 7: RAND_HASH.
    fn rand_hash(self, left: &[u8], right: &[u8], seed: &[u8], address: &mut Address) -> Vec<u8> {
        let mut masked = Vec::new();
        address.key_and_mask = 0;
        let key = self.prf(seed, address);
        for (part, number) in [(left, 1), (right, 2)] {
            address.key_and_mask = number;
            masked.extend(xor(part, &self.prf(seed, address)));
        }
        self.hashed(1, &[&key, &masked])
    }

    /// RFC 8391, Algorithm 2: the rest of a chain, from step `start` on.
    fn chain(self, start: &[u8], from: u32, seed: &[u8], address: &mut Address) -> Vec<u8> {
        let mut value = start.to_vec();
        for step in from..W - 1 {
            address.words[2] = step;
            address.key_and_mask = 0;
            let key = self.prf(seed, address);
            address.key_and_mask = 1;
            value = self.f(&key, &xor(&value, &self.prf(seed, address)));
        }
        value
    }

    /// RFC 8391, Algorithm 8: ltree.
    fn ltree(self, mut nodes: Vec<Vec<u8>>, seed: &[u8], address: &mut Address) -> Vec<u8> {
        address.words[1] = 0;
        while nodes.len() > 1 {
            let pairs = nodes.chunks(2).enumerate();
            nodes = pairs
                .map(|(i, pair)| match pair {
                    [left, right] => {
                        address.words[2] = i as u32;
                        self.rand_hash(left, right, seed, address)
                    }
                    odd => odd.concat(),
                })
                .collect();
            address.words[1] += 1;
        }
        nodes.concat()
    }

    /// Digits of the digest and of its checksum: RFC 8391, Algorithm 6 steps 1 to 8.
    fn digits(self, digest: &[u8]) -> Vec<u32> {
        let halves = |bytes: &[u8]| -> Vec<u32> {
            bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(u32::from).collect()
        };
        let mut digits = halves(digest);
        let sum: u32 = digits.iter().map(|digit| W - 1 - digit).sum();
        // len_2 is 3 for every n of these sets: the checksum has 12 bits, shifted to two bytes.
        let check = halves(&((sum << 4) as u16).to_be_bytes());
        digits.extend(&check[..3]);
        digits
    }
}

/// A hash function's address: RFC 8391, 2.5. The words are the last but the last one.
#[derive(Clone, Copy, Debug, Default)]
struct Address {
    kind: u32,
    words: [u32; 3],
    key_and_mask: u32,
}

impl Address {
    fn of(kind: u32, first: u32) -> Self {
        Self { kind, words: [first, 0, 0], key_and_mask: 0 }
    }

    fn bytes(&self) -> Vec<u8> {
        let [a, b, c] = self.words;
        // The layer and the tree of a single tree are 0.
        [0, 0, 0, self.kind, a, b, c, self.key_and_mask]
            .iter()
            .flat_map(|word| word.to_be_bytes())
            .collect()
    }
}

fn xor(a: &[u8], b: &[u8]) -> Vec<u8> {
    a.iter().zip(b).map(|(a, b)| a ^ b).collect()
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
        Operation::Verify { .. } => unsupported("XMSS has no context"),
        _ => unsupported("verification only"),
    }
}

/// RFC 8391, Algorithm 14: the root that the signature leads to, and that of the key.
fn root(public: &[u8], message: &[u8], signature: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (id, key) = public.split_first_chunk::<4>()?;
    let set = Set::of(u32::from_be_bytes(*id))?;
    let n = set.n;
    let chains = 2 * n + 3;
    if key.len() != 2 * n || signature.len() != 4 + n * (1 + chains + set.height) {
        return None;
    }
    let (expected, seed) = key.split_at(n);
    let (leaf, rest) = signature.split_first_chunk::<4>()?;
    let leaf = u32::from_be_bytes(*leaf);
    if leaf >> set.height != 0 {
        return None;
    }
    let (randomness, rest) = rest.split_at(n);
    let (one_time, path) = rest.split_at(n * chains);
    let mut index = vec![0; n - 4];
    index.extend(leaf.to_be_bytes());
    let digest = set.hashed(2, &[randomness, expected, &index, message]);
    // RFC 8391, Algorithm 13.
    let mut address = Address::of(0, leaf);
    let mut ends = Vec::new();
    for (i, digit) in set.digits(&digest).into_iter().enumerate() {
        address.words[1] = i as u32;
        ends.push(set.chain(&one_time[n * i..][..n], digit, seed, &mut address));
    }
    let mut node = set.ltree(ends, seed, &mut Address::of(1, leaf));
    let mut address = Address::of(2, 0);
    for (k, beside) in path.chunks(n).enumerate() {
        address.words[1] = k as u32;
        address.words[2] = leaf >> (k + 1);
        node = match leaf >> k & 1 {
            0 => set.rand_hash(&node, beside, seed, &mut address),
            _ => set.rand_hash(beside, &node, seed, &mut address),
        };
    }
    Some((node, expected.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_key_or_signature_is_refused() {
        for length in 0..200 {
            assert_eq!(root(&vec![0; length], b"", &vec![0; length]), None);
        }
        assert_eq!(Set::of(0).or(Set::of(22)), None);
    }
}
