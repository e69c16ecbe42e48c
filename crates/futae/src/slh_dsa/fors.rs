//! FORS few-time signatures. FIPS 205, Section 8.

use core::array;

use super::{
    address::{Address, Type},
    family::{Chains, Family, LANES, Node},
    parameters::{MAX_K, ParameterSet},
    tree::{Claim, Path, Tree, roots_from_paths},
};

/// The index of the signed leaf in each of the k trees, within that tree. FIPS 205, Algorithm 4
/// (base_2b) with b = a.
pub(super) fn indices<const N: usize, P: ParameterSet<N>>(digest: &[u8]) -> [u32; MAX_K] {
    let bit = |i: usize| u32::from(digest[i / 8] >> (7 - i % 8) & 1);
    let a = P::A as usize;
    let mut indices = [0; MAX_K];
    for (i, index) in indices.iter_mut().enumerate().take(P::K) {
        *index = (i * a..(i + 1) * a).fold(0, |index, i| index << 1 | bit(i));
    }
    indices
}

/// Signs and returns the public key. `address` is of type FORS_TREE with its key pair.
/// FIPS 205, Algorithm 16 (fors_sign); the key as Algorithm 17 would compute it.
pub(super) fn sign<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    sk_seed: &Node<N>,
    address: &Address,
    indices: &[u32; MAX_K],
    signature: &mut [Node<N>],
) -> Node<N> {
    let mut roots = [[0; N]; MAX_K];
    let trees = signature.chunks_mut(1 + P::A as usize).zip(indices);
    for (i, ((signature, leaf), root)) in (0..).zip(trees.zip(&mut roots)) {
        let first = i << P::A;
        let (value, path) = signature.split_at_mut(1);
        secret(hash, sk_seed, address, first + leaf, value);
        let tree = Tree { hash, address: *address, height: P::A, first };
        *root = tree.root(Some(Path { leaf: *leaf, nodes: path }), |from, out| {
            leaves(hash, sk_seed, address, first + from, out);
        });
    }
    public_key::<N, P>(hash, address, &roots)
}

/// One secret value. FIPS 205, Algorithm 14 (fors_skGen).
fn secret<const N: usize, F: Family<N>>(
    hash: &F,
    sk_seed: &Node<N>,
    address: &Address,
    index: u32,
    out: &mut [Node<N>],
) {
    let address = address.retyped(Type::ForsPrf).with_height(0).with_index(index);
    hash.prf(sk_seed, &[address], out);
}

/// Leaves `first` and following: F of the secret value is one step of a chain. FIPS 205, Algorithm 15 (fors_node), steps 1 to 5.
fn leaves<const N: usize, F: Family<N>>(
    hash: &F,
    sk_seed: &Node<N>,
    address: &Address,
    first: u32,
    out: &mut [Node<N>],
) {
    for (first, out) in (first..).step_by(LANES).zip(out.chunks_mut(LANES)) {
        let addresses = numbered(&address.retyped(Type::ForsPrf), first);
        let mut group =
            Chains { count: out.len(), addresses, steps: [1; LANES], ..Default::default() };
        hash.secret_chain(sk_seed, Type::ForsTree, &mut group);
        out.copy_from_slice(&group.values[..out.len()]);
    }
}

/// Addresses with tree height 0 and consecutive tree indices.
fn numbered(address: &Address, first: u32) -> [Address; LANES] {
    let address = address.with_height(0);
    array::from_fn(|lane| address.with_index(first + lane as u32))
}

/// T_k of the roots. FIPS 205, Algorithm 17 (fors_pkFromSig), steps 20 to 24.
fn public_key<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    address: &Address,
    roots: &[Node<N>; MAX_K],
) -> Node<N> {
    let address = address.with_type(Type::ForsRoots).with_key_pair(address.key_pair());
    let mut key = [[0; N]];
    hash.t(&[address], &[&roots[..P::K]], &mut key);
    let [key] = key;
    key
}

/// The public key that a signature claims. FIPS 205, Algorithm 17 (fors_pkFromSig).
pub(super) fn public_key_from_signature<const N: usize, P: ParameterSet<N>>(
    hash: &P::Hash,
    address: &Address,
    indices: &[u32; MAX_K],
    signature: &[Node<N>],
) -> Node<N> {
    let tree_length = 1 + P::A as usize;
    let mut roots = [[0; N]; MAX_K];
    for (first, roots) in (0..).step_by(LANES).zip(roots[..P::K].chunks_mut(LANES)) {
        let claims: [_; LANES] = array::from_fn(|lane| {
            let tree = (first + lane).min(P::K - 1);
            let values = &signature[tree * tree_length..][..tree_length];
            let index = (tree as u32) << P::A | indices[tree];
            Claim { address: *address, index, path: &values[1..] }
        });
        for (tree, root) in (first..).zip(&mut *roots) {
            *root = signature[tree * tree_length];
        }
        let addresses =
            claims.each_ref().map(|claim| address.with_height(0).with_index(claim.index));
        hash.f(&addresses[..roots.len()], roots);
        roots_from_paths(hash, &claims[..roots.len()], roots);
    }
    public_key::<N, P>(hash, address, &roots)
}
