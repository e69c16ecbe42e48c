//! What the core asks of a family of hash functions (FIPS 205, Section 11): the functions of
//! Section 4.1 for one PK.seed, on many independent inputs at once, which a family spreads over its
//! lanes as it likes.

use futae_kernels::wipe;

use super::address::{Address, Type};

/// A hash value, or another string of n bytes.
pub(super) type Node<const N: usize> = [u8; N];

/// The most inputs of one call.
pub(super) const LANES: usize = 16;

/// len = 2n + 3 for n = 32: the most chains of a WOTS+ key. FIPS 205, Section 5, equation 5.4.
pub(super) const MAX_CHAINS: usize = 67;

/// Up to [`LANES`] WOTS+ chains. FIPS 205, Algorithm 5 (chain).
pub(super) struct Chains<const N: usize> {
    /// How many of the lanes are used.
    pub(super) count: usize,
    /// For each lane its address; the hash address is where it begins.
    pub(super) addresses: [Address; LANES],
    /// For each lane the number s of steps; begin + s ≤ 15.
    pub(super) steps: [u8; LANES],
    /// For each lane after how many steps the value is kept in `marked`; at most its steps.
    pub(super) marks: [u8; LANES],
    /// For each lane the value, before and after.
    pub(super) values: [Node<N>; LANES],
    /// For each lane the marked value, after.
    pub(super) marked: [Node<N>; LANES],
}

impl<const N: usize> Default for Chains<N> {
    fn default() -> Self {
        Self {
            count: 0,
            addresses: [Address::default(); LANES],
            steps: [0; LANES],
            marks: [0; LANES],
            values: [[0; N]; LANES],
            marked: [[0; N]; LANES],
        }
    }
}

impl<const N: usize> Drop for Chains<N> {
    /// The values of an unfinished or unpublished chain are secret.
    fn drop(&mut self) {
        wipe(&mut self.values);
        wipe(&mut self.marked);
    }
}

/// The functions of FIPS 205, Section 4.1, for one PK.seed. Slices hold at most [`LANES`] inputs.
pub(crate) trait Family<const N: usize>: Sized {
    /// H_msg while it absorbs the message.
    type Message: MessageHash;

    /// Prepares what all calls with this PK.seed have in common.
    fn new(pk_seed: &Node<N>) -> Self;

    /// PRF(PK.seed, SK.seed, ADRS) for each address.
    fn prf(&self, sk_seed: &Node<N>, addresses: &[Address], out: &mut [Node<N>]);

    /// F(PK.seed, ADRS, M) in place, for each address and node.
    fn f(&self, addresses: &[Address], nodes: &mut [Node<N>]);

    /// H(PK.seed, ADRS, M) for each address and pair of nodes.
    fn h(&self, addresses: &[Address], pairs: &[[Node<N>; 2]], out: &mut [Node<N>]);

    /// T_l(PK.seed, ADRS, M) for each address and row of l nodes; the rows have one length.
    fn t(&self, addresses: &[Address], rows: &[&[Node<N>]], out: &mut [Node<N>]);

    /// Runs WOTS+ chains.
    fn chain(&self, chains: &mut Chains<N>);

    /// Runs chains whose first values are PRF(PK.seed, SK.seed, ADRS) for each address, which then
    /// gets the type `kind`.
    fn secret_chain(&self, sk_seed: &Node<N>, kind: Type, chains: &mut Chains<N>);

    /// PRF_msg(SK.prf, opt_rand, M) with M in parts.
    fn prf_msg(sk_prf: &Node<N>, opt_rand: &Node<N>, message: &[&[u8]]) -> Node<N>;

    /// Begins H_msg(R, PK.seed, PK.root, M).
    fn h_msg(r: &Node<N>, pk_seed: &Node<N>, pk_root: &Node<N>) -> Self::Message;
}

/// H_msg while it absorbs the message.
pub(crate) trait MessageHash {
    /// Absorbs the next part of the message.
    fn update(&mut self, part: &[u8]);

    /// Fills `out` with the digest.
    fn finish(self, out: &mut [u8]);
}
