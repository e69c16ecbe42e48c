//! XMSS trees and the hypertree of them. FIPS 205, Sections 6 and 7.

use core::array;

use futae_kernels::declassify;

use super::{
    address::{Address, Type},
    family::Node,
    parameters::ParameterSet,
    tree::{Claim, Path, Tree, roots_from_paths},
    wots::{self, Digits, KEYS, Signing},
};

/// The tree and the leaf within it, of one layer.
#[derive(Clone, Copy, Default)]
pub(super) struct Position {
    pub(super) tree: u64,
    pub(super) leaf: u32,
}

impl Position {
    /// The position one layer up. FIPS 205, Algorithm 12 (ht_sign), steps 7 to 10.
    fn parent<const N: usize, P: ParameterSet<N>>(self) -> Self {
        let leaf = self.tree & ((1 << P::TREE) - 1);
        Self { tree: self.tree >> P::TREE, leaf: leaf as u32 }
    }
}

/// PK.root: the root of the only tree of the top layer. FIPS 205, Algorithm 18, steps 1 to 3.
pub(super) fn top_root<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    sk_seed: &Node<N>,
) -> Node<N> {
    xmss_root::<N, P>(hash, sk_seed, &Address::of_tree(P::D - 1, 0), None)
}

/// Signs with every layer and returns the root of the top one. FIPS 205, Algorithm 12 (ht_sign).
/// The roots come with the authentication paths, so that Algorithm 11 is not needed between.
pub(super) fn sign<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    sk_seed: &Node<N>,
    message: &Node<N>,
    mut position: Position,
    signature: &mut [Node<N>],
) -> Node<N> {
    let mut root = *message;
    for (layer, signature) in (0..P::D).zip(signature.chunks_mut(P::XMSS / N)) {
        let address = Address::of_tree(layer, position.tree);
        let (signature, path) = signature.split_at_mut(wots::chains(N));
        let signing = Signing { leaf: position.leaf, digits: Digits::new(&root), signature };
        root = xmss_root::<N, P>(hash, sk_seed, &address, Some((signing, path)));
        // Algorithm 11 computes it from the signature; the next layer signs it.
        declassify(&root);
        position = position.parent::<N, P>();
    }
    root
}

/// The root of one XMSS tree; on the way a leaf's signature and authentication path.
/// FIPS 205, Algorithm 9 (xmss_node) and Algorithm 10 (xmss_sign).
fn xmss_root<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    sk_seed: &Node<N>,
    address: &Address,
    signing: Option<(Signing<'_, N>, &mut [Node<N>])>,
) -> Node<N> {
    let (mut signing, nodes) = signing.unzip();
    let leaf = signing.as_ref().map_or(0, |signing| signing.leaf);
    let tree = Tree { hash, address: address.with_type(Type::Tree), height: P::TREE, first: 0 };
    tree.root(nodes.map(|nodes| Path { leaf, nodes }), |first, out| {
        for (first, out) in (first..).step_by(KEYS).zip(out.chunks_mut(KEYS)) {
            wots::public_keys(hash, sk_seed, address, first, signing.as_mut(), out);
        }
    })
}

/// One of several signatures under one public key.
#[derive(Clone, Copy)]
pub(super) struct Signature<'a, const N: usize> {
    /// The FORS public key, then the root of every layer.
    pub(super) root: Node<N>,
    pub(super) position: Position,
    pub(super) layers: &'a [Node<N>],
}

/// Replaces the root of each signature by the top root that it claims; at most [`KEYS`].
/// FIPS 205, Algorithm 13 (ht_verify) without the comparison.
pub(super) fn roots_from_signatures<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    signatures: &mut [Signature<'_, N>],
) {
    for layer in 0..P::D {
        xmss_roots_from_signatures::<N, P>(hash, layer, signatures);
        for signature in &mut *signatures {
            signature.position = signature.position.parent::<N, P>();
        }
    }
}

/// FIPS 205, Algorithm 11 (xmss_pkFromSig).
fn xmss_roots_from_signatures<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    layer: u32,
    signatures: &mut [Signature<'_, N>],
) {
    let count = signatures.len();
    let at = |i: usize| &signatures[i.min(count - 1)];
    let values = |i: usize| &at(i).layers[layer as usize * P::XMSS / N..][..P::XMSS / N];
    let tree = |i: usize| Address::of_tree(layer, at(i).position.tree);
    let addresses: [_; KEYS] = array::from_fn(|i| tree(i).with_key_pair(at(i).position.leaf));
    let messages: [_; KEYS] = array::from_fn(|i| at(i).root);
    let wots: [_; KEYS] = array::from_fn(|i| &values(i)[..wots::chains(N)]);
    let claims: [_; KEYS] = array::from_fn(|i| Claim {
        address: tree(i).with_type(Type::Tree),
        index: at(i).position.leaf,
        path: &values(i)[wots::chains(N)..],
    });
    let mut nodes = [[0; N]; KEYS];
    let (addresses, nodes) = (&addresses[..count], &mut nodes[..count]);
    wots::public_keys_from_signatures(hash, addresses, &messages[..count], &wots[..count], nodes);
    roots_from_paths(hash, &claims[..count], nodes);
    for (signature, node) in signatures.iter_mut().zip(nodes) {
        signature.root = *node;
    }
}
