//! The sponge of FIPS 202, Section 4, over one, four or eight equally long messages at once:
//! SHA3-256, SHA3-512, SHAKE128 and SHAKE256, streaming in and out.

use super::{Kernels, Rows, State, Width};

/// The rate of SHAKE128 in bytes.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// assert_eq!(RATE_SHAKE128, 200 - 2 * 128 / 8);
/// ```
pub const RATE_SHAKE128: usize = 168;
/// The rate of SHAKE256 and SHA3-256 in bytes.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// assert_eq!(RATE_SHAKE256, 200 - 2 * 256 / 8);
/// ```
pub const RATE_SHAKE256: usize = 136;
/// The rate of SHA3-512 in bytes.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// assert_eq!(RATE_SHA3_512, 200 - 2 * 512 / 8);
/// ```
pub const RATE_SHA3_512: usize = 72;

/// Suffix and first bit of padding of SHAKE: `1111` ‖ `1`. FIPS 202, Section 6.2.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let mut out = [0; 4];
/// let sponge = Sponge::<1, RATE_SHAKE256>::new(&Backend::get().keccak);
/// sponge.finish(SUFFIX_SHAKE).squeeze([&mut out]);
/// assert_eq!(out, [0x46, 0xB9, 0xDD, 0x2B]); // of the empty message
/// ```
pub const SUFFIX_SHAKE: u8 = 0x1F;
/// Suffix and first bit of padding of SHA-3: `01` ‖ `1`. FIPS 202, Section 6.1.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let mut out = [0; 4];
/// let sponge = Sponge::<1, RATE_SHA3_512>::new(&Backend::get().keccak);
/// sponge.finish(SUFFIX_SHA3).squeeze([&mut out]);
/// assert_eq!(out, [0xA6, 0x9F, 0x73, 0xCC]); // of the empty message
/// ```
pub const SUFFIX_SHA3: u8 = 0x06;

/// SHAKE128 of `N` messages, absorbing.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let mut out = [0; 4];
/// Shake128::<1>::new(&Backend::get().keccak).finish(SUFFIX_SHAKE).squeeze([&mut out]);
/// assert_eq!(out, [0x7F, 0x9C, 0x2B, 0xA4]); // of the empty message
/// ```
pub type Shake128<const N: usize> = Sponge<N, RATE_SHAKE128>;
/// SHAKE256 of `N` messages, absorbing.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let mut sponge = Shake256::<4>::new(&Backend::get().keccak);
/// sponge.absorb([b"one...", b"two...", b"three.", b"four.."]);
/// let mut out = [[0; 32]; 4];
/// sponge.finish(SUFFIX_SHAKE).squeeze(out.each_mut().map(|out| &mut out[..]));
/// assert_eq!(out[1], shake256::<32>(&Backend::get().keccak, &[b"two..."]));
/// ```
pub type Shake256<const N: usize> = Sponge<N, RATE_SHAKE256>;

/// A sponge that absorbs `N` messages of one length. The states are wiped on drop.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let mut sponge = Sponge::<1, RATE_SHAKE256>::new(&Backend::get().keccak);
/// sponge.absorb([b"in "]);
/// sponge.absorb([b"parts"]);
/// let mut out = [0; 32];
/// sponge.finish(SUFFIX_SHA3).squeeze([&mut out]);
/// assert_eq!(out, sha3_256(&Backend::get().keccak, &[b"in parts"]));
/// ```
#[derive(Debug)]
pub struct Sponge<const N: usize, const RATE: usize> {
    kernels: &'static Kernels,
    state: State<N>,
    /// Bytes of the current block already absorbed; below `RATE`.
    at: usize,
}

/// A sponge that is squeezed.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let mut output = Shake128::<1>::new(&Backend::get().keccak).finish(SUFFIX_SHAKE);
/// let (mut first, mut second) = ([0; 2], [0; 2]);
/// output.squeeze([&mut first]);
/// output.squeeze([&mut second]);
/// assert_eq!([first, second], [[0x7F, 0x9C], [0x2B, 0xA4]]);
/// ```
#[derive(Debug)]
pub struct Output<const N: usize, const RATE: usize> {
    kernels: &'static Kernels,
    state: State<N>,
    /// Bytes of the current block already given out; `RATE` when the next permutation is due.
    at: usize,
}

impl<const N: usize, const RATE: usize> Sponge<N, RATE>
where
    State<N>: Width,
{
    /// An empty sponge.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
    /// let sponge = Shake256::<8>::new(&Backend::get().keccak);
    /// # let _ = sponge;
    /// ```
    #[inline]
    pub fn new(kernels: &'static Kernels) -> Self {
        Self { kernels, state: State::default(), at: 0 }
    }

    /// A sponge that has absorbed whole blocks, from its words.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
    /// let kernels = &Backend::get().keccak;
    /// let (mut fresh, mut resumed) = ([0; 8], [0; 8]);
    /// Shake256::<1>::new(kernels).finish(SUFFIX_SHAKE).squeeze([&mut fresh]);
    /// Shake256::<1>::resume(kernels, &[[0]; 25]).finish(SUFFIX_SHAKE).squeeze([&mut resumed]);
    /// assert_eq!(fresh, resumed);
    /// ```
    #[inline]
    pub fn resume(kernels: &'static Kernels, words: &[[u64; N]; 25]) -> Self {
        Self { kernels, state: State(*words), at: 0 }
    }

    /// Absorbs the next part of every message. The parts have one length; of longer ones the rest
    /// is not absorbed.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
    /// let mut sponge = Shake256::<1>::new(&Backend::get().keccak);
    /// b"a message".chunks(4).for_each(|part| sponge.absorb([part]));
    /// let mut out = [0; 16];
    /// sponge.finish(SUFFIX_SHAKE).squeeze([&mut out]);
    /// assert_eq!(out, shake256::<16>(&Backend::get().keccak, &[b"a message"]));
    /// ```
    #[inline]
    pub fn absorb(&mut self, parts: [&[u8]; N]) {
        debug_assert!(parts.iter().all(|part| part.len() == parts[0].len()), "unequal lanes");
        let length = parts.iter().map(|part| part.len()).min().unwrap_or(0);
        let mut done = 0;
        while done < length {
            let take = (RATE - self.at).min(length - done);
            for (lane, part) in parts.iter().enumerate() {
                xor_bytes(&mut self.state, lane, self.at, &part[done..done + take]);
            }
            done += take;
            self.at += take;
            if self.at == RATE {
                self.state.permute(self.kernels);
                self.at = 0;
            }
        }
    }

    /// Absorbs the next part of all messages at once, for what they have in common.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
    /// let mut sponge = Shake256::<4>::new(&Backend::get().keccak);
    /// sponge.absorb_same(b"seed"); // then what differs
    /// sponge.absorb([&[0], &[1], &[2], &[3]]);
    /// let mut out = [[0; 16]; 4];
    /// sponge.finish(SUFFIX_SHAKE).squeeze(out.each_mut().map(|out| &mut out[..]));
    /// assert_eq!(out[3], shake256::<16>(&Backend::get().keccak, &[b"seed", &[3]]));
    /// ```
    #[inline]
    pub fn absorb_same(&mut self, part: &[u8]) {
        self.absorb([part; N]);
    }

    /// Ends every message with `suffix` and pad10*1. FIPS 202, Algorithm 8 and 9.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
    /// let mut output = Shake256::<1>::new(&Backend::get().keccak).finish(SUFFIX_SHAKE);
    /// let mut out = [0; 4];
    /// output.squeeze([&mut out]);
    /// assert_eq!(out, [0x46, 0xB9, 0xDD, 0x2B]);
    /// ```
    #[inline]
    pub fn finish(mut self, suffix: u8) -> Output<N, RATE> {
        for lane in 0..N {
            xor_bytes(&mut self.state, lane, self.at, &[suffix]);
            xor_bytes(&mut self.state, lane, RATE - 1, &[0x80]);
        }
        // Copied, so that this state is wiped: one that moved would leave its words behind.
        Output { kernels: self.kernels, state: State(self.state.0), at: RATE }
    }
}

impl<const N: usize, const RATE: usize> Output<N, RATE>
where
    State<N>: Width,
{
    /// Squeezes the next bytes of every lane. The parts have one length; of longer ones the rest
    /// is left as it is.
    ///
    /// ```
    /// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
    /// let mut output = Shake128::<4>::new(&Backend::get().keccak).finish(SUFFIX_SHAKE);
    /// let mut out = [[0; 200]; 4]; // more than one block
    /// output.squeeze(out.each_mut().map(|out| &mut out[..]));
    /// assert_eq!(out[0], out[3]);
    /// ```
    #[inline]
    pub fn squeeze(&mut self, mut parts: [&mut [u8]; N]) {
        let length = parts.iter().map(|part| part.len()).min().unwrap_or(0);
        let mut done = 0;
        while done < length {
            self.permute_when_due();
            let take = (RATE - self.at).min(length - done);
            for (lane, part) in parts.iter_mut().enumerate() {
                copy_bytes(&self.state, lane, self.at, &mut part[done..done + take]);
            }
            done += take;
            self.at += take;
        }
    }

    #[inline]
    fn permute_when_due(&mut self) {
        if self.at == RATE {
            self.state.permute(self.kernels);
            self.at = 0;
        }
    }
}

macro_rules! squeeze_rows {
    ($lanes:literal, $rows:ident) => {
        impl<const RATE: usize> Output<$lanes, RATE> {
            /// Squeezes one whole block of every lane as words, little endian, of which the first
            /// `RATE / 8` count. Not to be mixed with [`Output::squeeze`] of part of a block.
            ///
            /// ```
            /// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
            /// let kernels = &Backend::get().keccak;
            /// let mut rows = Rows::default();
            #[doc = concat!("Shake128::<", stringify!($lanes), ">::new(kernels).finish(SUFFIX_SHAKE).squeeze_rows(&mut rows);")]
            /// assert_eq!(rows.0[1][0].to_le_bytes()[..4], [0x7F, 0x9C, 0x2B, 0xA4]);
            /// ```
            #[inline]
            pub fn squeeze_rows(&mut self, rows: &mut Rows<$lanes>) {
                self.permute_when_due();
                self.kernels.$rows(&self.state, rows);
                self.at = RATE;
            }
        }
    };
}

squeeze_rows!(4, rows_x4);
squeeze_rows!(8, rows_x8);

/// SHA3-256 of the concatenation of `parts`.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let digest = sha3_256(&Backend::get().keccak, &[b"in ", b"parts"]);
/// assert_eq!(digest, sha3_256(&Backend::get().keccak, &[b"in parts"]));
/// ```
pub fn sha3_256(kernels: &'static Kernels, parts: &[&[u8]]) -> [u8; 32] {
    digest::<RATE_SHAKE256, 32>(kernels, parts, SUFFIX_SHA3)
}

/// SHA3-512 of the concatenation of `parts`.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// assert_eq!(sha3_512(&Backend::get().keccak, &[])[..4], [0xA6, 0x9F, 0x73, 0xCC]);
/// ```
pub fn sha3_512(kernels: &'static Kernels, parts: &[&[u8]]) -> [u8; 64] {
    digest::<RATE_SHA3_512, 64>(kernels, parts, SUFFIX_SHA3)
}

/// `LENGTH` bytes of SHAKE256 of the concatenation of `parts`.
///
/// ```
/// # use futae_kernels::{Backend, keccak::{Rows, sponge::*}};
/// let long = shake256::<100>(&Backend::get().keccak, &[b"a seed"]);
/// let short = shake256::<10>(&Backend::get().keccak, &[b"a seed"]);
/// assert_eq!(long[..10], short);
/// ```
pub fn shake256<const LENGTH: usize>(kernels: &'static Kernels, parts: &[&[u8]]) -> [u8; LENGTH] {
    digest::<RATE_SHAKE256, LENGTH>(kernels, parts, SUFFIX_SHAKE)
}

#[inline]
fn digest<const RATE: usize, const LENGTH: usize>(
    kernels: &'static Kernels,
    parts: &[&[u8]],
    suffix: u8,
) -> [u8; LENGTH] {
    let mut sponge = Sponge::<1, RATE>::new(kernels);
    for part in parts {
        sponge.absorb([part]);
    }
    let mut out = [0; LENGTH];
    sponge.finish(suffix).squeeze([&mut out]);
    out
}

/// XORs `bytes` into one lane from byte `at` of the state on; the caller stays within the rate.
#[inline]
fn xor_bytes<const N: usize>(state: &mut State<N>, lane: usize, at: usize, bytes: &[u8]) {
    let (head, rest) = bytes.split_at(bytes.len().min(at.wrapping_neg() % 8));
    let (words, tail) = rest.as_chunks::<8>();
    xor_partial(state, lane, at, head);
    let first = (at + head.len()) / 8;
    for (word, chunk) in state.0[first..].iter_mut().zip(words) {
        word[lane] ^= u64::from_le_bytes(*chunk);
    }
    xor_partial(state, lane, at + head.len() + 8 * words.len(), tail);
}

/// XORs fewer than eight bytes, within one word.
#[inline]
fn xor_partial<const N: usize>(state: &mut State<N>, lane: usize, at: usize, bytes: &[u8]) {
    for (i, byte) in bytes.iter().enumerate() {
        state.0[(at + i) / 8][lane] ^= u64::from(*byte) << (8 * ((at + i) % 8));
    }
}

/// Copies bytes of one lane out; the caller stays within the rate.
#[inline]
fn copy_bytes<const N: usize>(state: &State<N>, lane: usize, at: usize, bytes: &mut [u8]) {
    let length = bytes.len();
    let (head, rest) = bytes.split_at_mut(length.min(at.wrapping_neg() % 8));
    copy_partial(state, lane, at, head);
    let start = at + head.len();
    let (words, tail) = rest.as_chunks_mut::<8>();
    for (word, chunk) in state.0[start / 8..].iter().zip(words.iter_mut()) {
        *chunk = word[lane].to_le_bytes();
    }
    copy_partial(state, lane, start + 8 * words.len(), tail);
}

#[inline]
fn copy_partial<const N: usize>(state: &State<N>, lane: usize, at: usize, bytes: &mut [u8]) {
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = state.0[(at + i) / 8][lane].to_le_bytes()[(at + i) % 8];
    }
}

#[cfg(test)]
mod tests {
    use sha3::{Digest, Sha3_256, Sha3_512};
    use shake::{ExtendableOutput, Update, XofReader};
    use std::{vec, vec::Vec};

    use super::*;
    use crate::Backend;

    fn message(length: usize, lane: usize) -> Vec<u8> {
        (0..length).map(|i| (i * 31 + lane * 7 + length) as u8).collect()
    }

    /// Lengths around both block sizes, and a long one.
    fn lengths() -> impl Iterator<Item = usize> {
        (0..20).chain(60..80).chain(130..180).chain([271, 272, 273, 335, 336, 337, 1500])
    }

    #[test]
    fn digests_equal_those_of_another_library() {
        for backend in Backend::available() {
            for length in lengths() {
                let m = message(length, 0);
                let (a, b) = m.split_at(length / 3);
                assert_eq!(sha3_256(&backend.keccak, &[a, b])[..], Sha3_256::digest(&m)[..]);
                assert_eq!(sha3_512(&backend.keccak, &[a, b])[..], Sha3_512::digest(&m)[..]);
            }
        }
    }

    fn check_lanes<const N: usize>(backend: &'static Backend, length: usize)
    where
        State<N>: Width,
    {
        let messages: Vec<_> = (0..N).map(|lane| message(length, lane)).collect();
        let mut sponge = Shake128::<N>::new(&backend.keccak);
        let cut = length / 2;
        sponge.absorb(core::array::from_fn(|lane| &messages[lane][..cut]));
        sponge.absorb(core::array::from_fn(|lane| &messages[lane][cut..]));
        let mut out = vec![[0_u8; 400]; N];
        let mut output = sponge.finish(SUFFIX_SHAKE);
        for range in [0..5, 5..168, 168..170, 170..400] {
            let mut lanes = out.iter_mut().map(|lane| &mut lane[range.clone()]);
            output.squeeze(core::array::from_fn(|_| lanes.next().unwrap()));
        }
        for (lane, bytes) in out.iter().enumerate() {
            let mut expected = [0; 400];
            let mut peer = shake::Shake128::default();
            peer.update(&messages[lane]);
            peer.finalize_xof().read(&mut expected);
            assert_eq!(bytes, &expected, "{} x{N} lane {lane} length {length}", backend.name);
        }
    }

    #[test]
    fn every_lane_equals_another_library() {
        for backend in Backend::available() {
            for length in lengths() {
                check_lanes::<1>(backend, length);
                check_lanes::<4>(backend, length);
                check_lanes::<8>(backend, length);
            }
        }
    }

    #[test]
    fn rows_are_the_squeezed_bytes() {
        for backend in Backend::available() {
            let mut sponge = Shake256::<8>::new(&backend.keccak);
            sponge.absorb_same(b"rows");
            sponge.absorb([b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7"]);
            let mut output = sponge.finish(SUFFIX_SHAKE);
            let mut rows = [Rows::default(), Rows::default()];
            rows.iter_mut().for_each(|rows| output.squeeze_rows(rows));
            for lane in 0..8_u8 {
                let mut peer = shake::Shake256::default();
                peer.update(b"rows");
                peer.update(&[b'0' + lane]);
                let mut expected = [0; 2 * RATE_SHAKE256];
                peer.finalize_xof().read(&mut expected);
                let words = rows.iter().flat_map(|rows| &rows.0[usize::from(lane)][..17]);
                let bytes: Vec<u8> = words.flat_map(|word| word.to_le_bytes()).collect();
                assert_eq!(bytes, expected, "{}", backend.name);
            }
        }
    }
}
