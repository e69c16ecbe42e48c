//! The hash functions with SHAKE256. FIPS 205, Section 11.1.
//!
//! F, PRF and H absorb at most 128 bytes and so cost one permutation; chains stay in the lanes of
//! the state from one step to the next.

use core::array;

use futae_kernels::{
    Backend,
    keccak::{
        Kernels, State, Width,
        sponge::{SUFFIX_SHAKE, Shake256},
    },
    wipe,
};

use super::{
    address::{Address, Type},
    family::{Chains, Family, MessageHash, Node},
};

/// Lanes of the widest permutation.
const WIDE: usize = 8;

/// Words of an address.
const ADDRESS: usize = 4;

/// The word that holds the last byte of the rate of SHAKE256.
const LAST_WORD: usize = 16;

/// The family for one PK.seed.
pub(crate) struct Shake<const N: usize> {
    kernels: &'static Kernels,
    pk_seed: Node<N>,
}

impl<const N: usize> Family<N> for Shake<N> {
    type Message = Message;

    fn new(pk_seed: &Node<N>) -> Self {
        Self { kernels: &Backend::get().keccak, pk_seed: *pk_seed }
    }

    fn prf(&self, sk_seed: &Node<N>, addresses: &[Address], out: &mut [Node<N>]) {
        out.fill(*sk_seed);
        self.f(addresses, out);
    }

    fn f(&self, addresses: &[Address], nodes: &mut [Node<N>]) {
        for (addresses, nodes) in addresses.chunks(WIDE).zip(nodes.chunks_mut(WIDE)) {
            let mut messages = [[0; N]; WIDE];
            messages[..nodes.len()].copy_from_slice(nodes);
            self.one_block(addresses, |lane| &messages[lane], nodes);
            wipe(&mut messages);
        }
    }

    fn h(&self, addresses: &[Address], pairs: &[[Node<N>; 2]], out: &mut [Node<N>]) {
        let groups = addresses.chunks(WIDE).zip(pairs.chunks(WIDE));
        for ((addresses, pairs), out) in groups.zip(out.chunks_mut(WIDE)) {
            self.one_block(addresses, |lane| pairs[lane].as_flattened(), out);
        }
    }

    fn t(&self, addresses: &[Address], rows: &[&[Node<N>]], out: &mut [Node<N>]) {
        for ((addresses, rows), out) in
            addresses.chunks(WIDE).zip(rows.chunks(WIDE)).zip(out.chunks_mut(WIDE))
        {
            match out.len() {
                1 => self.t_lanes::<1>(addresses, rows, out),
                2..=4 => self.t_lanes::<4>(addresses, rows, out),
                _ => self.t_lanes::<WIDE>(addresses, rows, out),
            }
        }
    }

    fn chain(&self, chains: &mut Chains<N>) {
        for first in (0..chains.count).step_by(WIDE) {
            self.chain_lanes(chains, first);
        }
    }

    fn secret_chain(&self, sk_seed: &Node<N>, kind: Type, chains: &mut Chains<N>) {
        let count = chains.count;
        self.prf(sk_seed, &chains.addresses[..count], &mut chains.values[..count]);
        for address in &mut chains.addresses {
            *address = address.retyped(kind);
        }
        self.chain(chains);
    }

    fn prf_msg(sk_prf: &Node<N>, opt_rand: &Node<N>, message: &[&[u8]]) -> Node<N> {
        let mut out = [0; N];
        let mut hash = Message::new();
        hash.update(sk_prf);
        hash.update(opt_rand);
        message.iter().for_each(|part| hash.update(part));
        hash.finish(&mut out);
        out
    }

    fn h_msg(r: &Node<N>, pk_seed: &Node<N>, pk_root: &Node<N>) -> Message {
        let mut hash = Message::new();
        [r, pk_seed, pk_root].iter().for_each(|part| hash.update(*part));
        hash
    }
}

impl<const N: usize> Shake<N> {
    /// Words of a node.
    const NODE: usize = N / 8;

    /// SHAKE256(PK.seed ‖ ADRS ‖ M, 8n) on at most eight lanes, for M of at most 64 bytes.
    fn one_block<'a>(
        &self,
        addresses: &[Address],
        message: impl Fn(usize) -> &'a [u8],
        out: &mut [Node<N>],
    ) {
        match out.len() {
            1 => self.one_block_lanes::<1>(addresses, message, out),
            2..=4 => self.one_block_lanes::<4>(addresses, message, out),
            _ => self.one_block_lanes::<WIDE>(addresses, message, out),
        }
    }

    fn one_block_lanes<'a, const L: usize>(
        &self,
        addresses: &[Address],
        message: impl Fn(usize) -> &'a [u8],
        out: &mut [Node<N>],
    ) where
        State<L>: Width,
    {
        let mut state = State::<L>::default();
        for (lane, address) in addresses.iter().enumerate() {
            self.absorb(&mut state, lane, address, message(lane));
        }
        state.permute(self.kernels);
        for (lane, out) in out.iter_mut().enumerate() {
            for (bytes, words) in out.as_chunks_mut().0.iter_mut().zip(&state.0) {
                *bytes = words[lane].to_le_bytes();
            }
        }
        wipe(&mut state.0);
    }

    /// Writes the padded block into one lane of an empty state.
    fn absorb<const L: usize>(
        &self,
        state: &mut State<L>,
        lane: usize,
        address: &Address,
        message: &[u8],
    ) {
        let parts = [&self.pk_seed[..], address.bytes(), message];
        let bytes = parts.iter().flat_map(|part| part.as_chunks::<8>().0);
        let mut length = 0;
        for (words, bytes) in state.0.iter_mut().zip(bytes) {
            words[lane] = u64::from_le_bytes(*bytes);
            length += 1;
        }
        state.0[length][lane] ^= u64::from(SUFFIX_SHAKE);
        state.0[LAST_WORD][lane] ^= 1 << 63;
    }

    fn t_lanes<const L: usize>(
        &self,
        addresses: &[Address],
        rows: &[&[Node<N>]],
        out: &mut [Node<N>],
    ) where
        State<L>: Width,
    {
        // Lanes beyond the last input repeat it.
        let at = |lane: usize| lane.min(out.len() - 1);
        let mut sponge = Shake256::<L>::new(self.kernels);
        sponge.absorb_same(&self.pk_seed);
        sponge.absorb(array::from_fn(|lane| &addresses[at(lane)].bytes()[..]));
        sponge.absorb(array::from_fn(|lane| rows[at(lane)].as_flattened()));
        let mut digests = [[0; N]; L];
        sponge.finish(SUFFIX_SHAKE).squeeze(digests.each_mut().map(|digest| &mut digest[..]));
        out.copy_from_slice(&digests[..out.len()]);
    }

    /// Runs the eight chains from `first` on, or as many of them as are used.
    fn chain_lanes(&self, chains: &mut Chains<N>, first: usize) {
        let end = chains.count.min(first + WIDE);
        let mut block = State::<WIDE>::default();
        for lane in first..end {
            self.absorb(&mut block, lane - first, &chains.addresses[lane], &chains.values[lane]);
        }
        let begins = Self::NODE + ADDRESS;
        self.mark(chains, first, 0, &block.0[begins..]);
        let last = chains.steps[first..end].iter().copied().max().unwrap_or_default();
        for step in 1..=last {
            let mut state = State(block.0);
            state.permute(self.kernels);
            block.0[begins..][..Self::NODE].copy_from_slice(&state.0[..Self::NODE]);
            // The hash address is the last, most significant byte of its word and below 16.
            block.0[begins - 1].iter_mut().for_each(|word| *word = word.wrapping_add(1 << 56));
            self.mark(chains, first, step, &block.0[begins..]);
        }
        wipe(&mut block.0);
    }

    /// Keeps the values of the lanes whose marked or last step this is.
    fn mark(&self, chains: &mut Chains<N>, first: usize, step: u8, words: &[[u64; WIDE]]) {
        let end = chains.count.min(first + WIDE);
        for lane in first..end {
            let keep = [
                (chains.steps[lane], &mut chains.values[lane]),
                (chains.marks[lane], &mut chains.marked[lane]),
            ];
            for (_, node) in keep.into_iter().filter(|(at, _)| *at == step) {
                for (bytes, words) in node.as_chunks_mut().0.iter_mut().zip(words) {
                    *bytes = words[lane - first].to_le_bytes();
                }
            }
        }
    }
}

/// SHAKE256 of a message in parts.
pub(crate) struct Message(Shake256<1>);

impl Message {
    fn new() -> Self {
        Self(Shake256::new(&Backend::get().keccak))
    }
}

impl MessageHash for Message {
    fn update(&mut self, part: &[u8]) {
        self.0.absorb([part]);
    }

    fn finish(self, out: &mut [u8]) {
        self.0.finish(SUFFIX_SHAKE).squeeze([out]);
    }
}
