//! WOTS+ one-time signatures. FIPS 205, Section 5, with lg_w = 4.
//!
//! Keys are made for many leaves at once: the chains of all of them fill the lanes, and the leaf
//! that signs keeps, on the way to its key, the values that are its signature.

use core::array;

use super::{
    address::{Address, Type},
    family::{Chains, Family, LANES, MAX_CHAINS, Node},
};

/// w − 1: the steps of a whole chain.
const STEPS: u8 = 15;

/// Keys that are computed together; bounds the stack, as the ends of all their chains are kept.
pub(super) const KEYS: usize = 8;

/// len = len₁ + len₂. FIPS 205, equations 5.2 to 5.4: len₂ = 3 for every n here.
pub(super) const fn chains(n: usize) -> usize {
    2 * n + 3
}

/// The base-16 digits of a message and of its checksum, one for each chain.
pub(super) struct Digits([u8; MAX_CHAINS]);

impl Digits {
    /// FIPS 205, Algorithm 7 (wots_sign), steps 1 to 7; Algorithm 8, steps 1 to 7.
    pub(super) fn new<const N: usize>(message: &Node<N>) -> Self {
        let mut digits = [0; MAX_CHAINS];
        for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(message) {
            *pair = [byte >> 4, byte & 15];
        }
        let sum: u16 = digits[..2 * N].iter().map(|digit| u16::from(STEPS - digit)).sum();
        // At most 64 · 15 = 960, so three digits, whose left shift and bytes cancel out.
        for (i, digit) in digits[2 * N..chains(N)].iter_mut().enumerate() {
            *digit = (sum >> (8 - 4 * i)) as u8 & 15;
        }
        Self(digits)
    }
}

/// Which of the leaves signs what, and where its signature goes.
pub(super) struct Signing<'a, const N: usize> {
    pub(super) leaf: u32,
    pub(super) digits: Digits,
    pub(super) signature: &'a mut [Node<N>],
}

/// The ends of the chains of some keys.
type Ends<const N: usize> = [[Node<N>; MAX_CHAINS]; KEYS];

/// The public keys of leaves `first` to `first + out.len()` of one tree, at most [`KEYS`].
/// FIPS 205, Algorithm 6 (wots_pkGen); for the leaf that signs Algorithm 7 (wots_sign) too.
pub(super) fn public_keys<const N: usize, F: Family<N>>(
    hash: &F,
    sk_seed: &Node<N>,
    tree: &Address,
    first: u32,
    mut signing: Option<&mut Signing<'_, N>>,
    out: &mut [Node<N>],
) {
    let mut ends: Ends<N> = [[[0; N]; MAX_CHAINS]; KEYS];
    let total = out.len() * chains(N);
    for at in (0..total).step_by(LANES) {
        let place = |lane: usize| ((at + lane) / chains(N), (at + lane) % chains(N));
        let mut group = Chains { count: LANES.min(total - at), ..Default::default() };
        for lane in 0..group.count {
            let (key, chain) = place(lane);
            let leaf = first + key as u32;
            group.addresses[lane] =
                tree.with_type(Type::WotsPrf).with_key_pair(leaf).with_chain(chain as u32);
            group.steps[lane] = STEPS;
            group.marks[lane] = match &signing {
                Some(signing) if signing.leaf == leaf => signing.digits.0[chain],
                _ => STEPS,
            };
        }
        hash.secret_chain(sk_seed, Type::WotsHash, &mut group);
        for lane in 0..group.count {
            let (key, chain) = place(lane);
            ends[key][chain] = group.values[lane];
            if let Some(signing) = &mut signing
                && signing.leaf == first + key as u32
            {
                signing.signature[chain] = group.marked[lane];
            }
        }
    }
    compress(hash, |key| tree.with_key_pair(first + key as u32), &ends, out);
}

/// T_len of the ends of each key. FIPS 205, Algorithm 6, steps 11 to 15.
fn compress<const N: usize, F: Family<N>>(
    hash: &F,
    address: impl Fn(usize) -> Address,
    ends: &Ends<N>,
    out: &mut [Node<N>],
) {
    let addresses: [_; KEYS] = array::from_fn(|key| {
        let address = address(key);
        address.with_type(Type::WotsPk).with_key_pair(address.key_pair())
    });
    let rows: [_; KEYS] = array::from_fn(|key| &ends[key][..chains(N)]);
    hash.t(&addresses[..out.len()], &rows[..out.len()], out);
}

/// The public keys that signatures under some keys of one layer claim. All of it is public.
/// FIPS 205, Algorithm 8 (wots_pkFromSig).
pub(super) fn public_keys_from_signatures<const N: usize, F: Family<N>>(
    hash: &F,
    addresses: &[Address],
    messages: &[Node<N>],
    signatures: &[&[Node<N>]],
    out: &mut [Node<N>],
) {
    let mut ends: Ends<N> = [[[0; N]; MAX_CHAINS]; KEYS];
    let digits: [_; KEYS] = array::from_fn(|key| Digits::new(messages.get(key).unwrap_or(&[0; N])));
    let digit = |place: &Place| digits[usize::from(place.key)].0[usize::from(place.chain)];
    let mut places = [Place { key: 0, chain: 0 }; KEYS * MAX_CHAINS];
    let places = &mut places[..out.len() * chains(N)];
    for (i, place) in places.iter_mut().enumerate() {
        *place = Place { key: (i / chains(N)) as u8, chain: (i % chains(N)) as u8 };
    }
    // Lanes run as long as the longest of their chains: put equally long ones together.
    places.sort_unstable_by_key(digit);
    for places in places.chunks(LANES) {
        let mut group = Chains { count: places.len(), ..Default::default() };
        for (lane, place) in places.iter().enumerate() {
            let (key, chain) = (usize::from(place.key), usize::from(place.chain));
            group.addresses[lane] =
                addresses[key].with_chain(chain as u32).with_hash(u32::from(digit(place)));
            group.steps[lane] = STEPS - digit(place);
            group.values[lane] = signatures[key][chain];
        }
        hash.chain(&mut group);
        for (place, value) in places.iter().zip(&group.values) {
            ends[usize::from(place.key)][usize::from(place.chain)] = *value;
        }
    }
    compress(hash, |key| addresses.get(key).copied().unwrap_or_default(), &ends, out);
}

/// One chain of one of several keys.
#[derive(Clone, Copy)]
struct Place {
    key: u8,
    chain: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 205, Algorithm 1 to 4 and 7 by the letter: checksum shifted by 4, two bytes, base 16.
    fn digits_by_the_letter<const N: usize>(message: &Node<N>) -> std::vec::Vec<u8> {
        let base16 = |bytes: &[u8]| -> std::vec::Vec<u8> {
            bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
        };
        let mut digits = base16(message);
        let sum: u16 = digits.iter().map(|digit| 15 - u16::from(*digit)).sum();
        digits.extend_from_slice(&base16(&(sum << 4).to_be_bytes())[..3]);
        digits
    }

    fn check<const N: usize>() {
        for seed in 0..=255_u8 {
            let message: Node<N> = array::from_fn(|i| seed.wrapping_mul(i as u8 | 1));
            assert_eq!(Digits::new(&message).0[..chains(N)], digits_by_the_letter(&message));
        }
        assert_eq!(Digits::new(&[0xff; N]).0[2 * N..chains(N)], [0; 3]);
    }

    #[test]
    fn digits_follow_the_algorithm() {
        check::<16>();
        check::<24>();
        check::<32>();
        assert_eq!(chains(32), MAX_CHAINS);
    }
}
