//! Merkle trees over many leaves: the root, and the path that authenticates one leaf.
//! FIPS 205, Algorithm 9 (xmss_node) and Algorithm 15 (fors_node), level by level instead of
//! recursively, so that each level fills the lanes.

use super::{
    address::Address,
    family::{Family, LANES, Node},
};

/// Height of the part of a tree whose leaves are kept at once: 256 nodes.
const PART: u32 = 8;

/// The most parts of a tree: the tallest have height 14.
const TOPS: usize = 1 << (14 - PART);

/// The most nodes of one part.
const PART_LEAVES: usize = 1 << PART;

/// A tree of one address: its leaves are `first` to `first + 2^height` in the numbering of its
/// tree index.
pub(super) struct Tree<'a, const N: usize, F> {
    pub(super) hash: &'a F,
    pub(super) address: Address,
    pub(super) height: u32,
    pub(super) first: u32,
}

/// A leaf, counted within its tree, and its authentication path.
pub(super) struct Path<'a, const N: usize> {
    pub(super) leaf: u32,
    pub(super) nodes: &'a mut [Node<N>],
}

impl<const N: usize, F: Family<N>> Tree<'_, N, F> {
    /// The root. `leaves(first, out)` computes the leaves from `first` on, counted within the
    /// tree.
    pub(super) fn root(
        &self,
        mut path: Option<Path<'_, N>>,
        mut leaves: impl FnMut(u32, &mut [Node<N>]),
    ) -> Node<N> {
        let part = self.height.min(PART);
        let mut nodes = [[0; N]; PART_LEAVES];
        let mut tops = [[0; N]; TOPS];
        let tops = &mut tops[..1 << (self.height - part)];
        for (i, top) in (0..).zip(tops.iter_mut()) {
            let nodes = &mut nodes[..1 << part];
            leaves(i << part, nodes);
            *top = self.reduce(nodes, i << part, 0, path.as_mut());
        }
        self.reduce(tops, 0, part, path.as_mut())
    }

    /// The root of a power of two of nodes at height `base`, the first of which is node `index`
    /// of its level, counted within the tree. Overwrites the nodes.
    fn reduce(
        &self,
        nodes: &mut [Node<N>],
        index: u32,
        base: u32,
        mut path: Option<&mut Path<'_, N>>,
    ) -> Node<N> {
        let levels = nodes.len().ilog2();
        for level in 0..levels {
            let (height, index) = (base + level, index >> level);
            let nodes = &mut nodes[..1 << (levels - level)];
            if let Some(path) = &mut path {
                let sibling = (path.leaf >> height ^ 1).wrapping_sub(index) as usize;
                if let Some(node) = nodes.get(sibling) {
                    path.nodes[height as usize] = *node;
                }
            }
            self.parents(nodes, index / 2, height + 1);
        }
        nodes[0]
    }

    /// Replaces the first half of `nodes` by the parents of all, which are at `height` and begin
    /// with node `index`.
    fn parents(&self, nodes: &mut [Node<N>], index: u32, height: u32) {
        let offset = (self.first >> height) + index;
        let address = self.address.with_height(height);
        for at in (0..nodes.len() / 2).step_by(LANES) {
            let count = LANES.min(nodes.len() / 2 - at);
            let mut addresses = [address; LANES];
            for (lane, address) in (0..).zip(&mut addresses) {
                *address = address.with_index(offset + at as u32 + lane);
            }
            let mut parents = [[0; N]; LANES];
            let pairs = &nodes.as_chunks().0[at..at + count];
            self.hash.h(&addresses[..count], pairs, &mut parents[..count]);
            nodes[at..at + count].copy_from_slice(&parents[..count]);
        }
    }
}

/// A leaf that a signature claims: its node, its number in the numbering of the tree index, its
/// path.
pub(super) struct Claim<'a, const N: usize> {
    pub(super) address: Address,
    pub(super) index: u32,
    pub(super) path: &'a [Node<N>],
}

/// Replaces each leaf by the root that its claim leads to; all paths have one length. Everything
/// here is public. FIPS 205, Algorithm 11 (xmss_pkFromSig), steps 6 to 18; Algorithm 17
/// (fors_pkFromSig), steps 7 to 18.
pub(super) fn roots_from_paths<const N: usize, F: Family<N>>(
    hash: &F,
    claims: &[Claim<'_, N>],
    nodes: &mut [Node<N>],
) {
    let height = claims.first().map_or(0, |claim| claim.path.len());
    for level in 0..height {
        let mut addresses = [Address::default(); LANES];
        let mut pairs = [[[0; N]; 2]; LANES];
        for (lane, (claim, node)) in claims.iter().zip(&*nodes).enumerate() {
            let sibling = claim.path[level];
            let is_right = claim.index >> level & 1 == 1;
            pairs[lane] = if is_right { [sibling, *node] } else { [*node, sibling] };
            addresses[lane] =
                claim.address.with_height(level as u32 + 1).with_index(claim.index >> (level + 1));
        }
        hash.h(&addresses[..claims.len()], &pairs[..claims.len()], nodes);
    }
}
