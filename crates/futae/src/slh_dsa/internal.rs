//! Key generation, signing and verifying as such. FIPS 205, Section 9: the internal functions,
//! with their randomness and the formatted message given.

use futae_kernels::declassify;

use super::{
    Error,
    address::{Address, Type},
    family::{Family, MessageHash, Node},
    fors,
    hypertree::{self, Position, Signature},
    message::Message,
    parameters::{MAX_K, MAX_M, ParameterSet},
    wots::KEYS,
};
use crate::{message::Formatted, secret::Secret};

/// The private key of n-byte values.
#[derive(Debug)]
pub(super) struct Private<const N: usize> {
    sk_seed: Secret<Node<N>>,
    sk_prf: Secret<Node<N>>,
    public: Public<N>,
}

/// The public key of n-byte values.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Public<const N: usize> {
    seed: Node<N>,
    root: Node<N>,
}

impl<const N: usize> Private<N> {
    /// FIPS 205, Algorithm 18 (slh_keygen_internal).
    #[cfg(any(feature = "getrandom", feature = "hazmat", feature = "rand_core"))]
    #[inline(always)]
    pub(super) fn generate<P: ParameterSet<N>>(
        sk_seed: &Node<N>,
        sk_prf: &Node<N>,
        pk_seed: &Node<N>,
    ) -> Self {
        let root = hypertree::top_root::<N, P>(&P::Hash::new(pk_seed), sk_seed);
        declassify(&root);
        Self::from_parts([sk_seed, sk_prf, pk_seed, &root])
    }

    /// From SK.seed ‖ SK.prf ‖ PK.seed ‖ PK.root. FIPS 205, Figure 15.
    #[inline(always)]
    pub(super) fn from_parts([sk_seed, sk_prf, seed, root]: [&Node<N>; 4]) -> Self {
        Self {
            sk_seed: Secret(*sk_seed),
            sk_prf: Secret(*sk_prf),
            public: Public { seed: *seed, root: *root },
        }
    }

    /// SK.seed, SK.prf, PK.seed, PK.root.
    pub(super) fn parts(&self) -> [&Node<N>; 4] {
        [&self.sk_seed, &self.sk_prf, &self.public.seed, &self.public.root]
    }

    pub(super) fn public(&self) -> &Public<N> {
        &self.public
    }

    /// Whether PK.root is the root of SK.seed's hypertree.
    pub(super) fn is_consistent<P: ParameterSet<N>>(&self) -> bool {
        let hash = P::Hash::new(&self.public.seed);
        let root = hypertree::top_root::<N, P>(&hash, &self.sk_seed);
        // Of a key made elsewhere too: the root of a hypertree is published.
        declassify(&root);
        root == self.public.root
    }

    /// Signs; with `None` for the randomness deterministically, with PK.seed in its place.
    /// The roots of all trees are made on the way: when the last is not PK.root the key does not
    /// belong together, or a computation failed, and nothing is given out.
    /// FIPS 205, Algorithm 19 (slh_sign_internal).
    pub(super) fn sign<P: ParameterSet<N>>(
        &self,
        message: &Formatted<'_>,
        randomness: Option<&Node<N>>,
        out: &mut [u8],
    ) -> Result<(), Error> {
        let opt_rand = randomness.unwrap_or(&self.public.seed);
        let r = P::Hash::prf_msg(&self.sk_prf, opt_rand, &message.parts());
        // The signature begins with it.
        declassify(&r);
        let digest = self.public.digest::<P>(&r, message);
        let hash = P::Hash::new(&self.public.seed);
        let (randomizer, signature) = out.split_at_mut(N);
        randomizer.copy_from_slice(&r);
        let (fors, layers) = signature.as_chunks_mut().0.split_at_mut(P::FORS / N);
        let key =
            fors::sign::<N, P>(&hash, &self.sk_seed, &digest.address(), &digest.indices, fors);
        // Algorithm 17 computes it from the signature.
        declassify(&key);
        let root = hypertree::sign::<N, P>(&hash, &self.sk_seed, &key, digest.position, layers);
        if root != self.public.root {
            out.fill(0);
            return Err(Error::InconsistentKey);
        }
        Ok(())
    }
}

impl<const N: usize> Public<N> {
    pub(super) const fn from_parts(seed: Node<N>, root: Node<N>) -> Self {
        Self { seed, root }
    }

    /// PK.seed and PK.root. FIPS 205, Figure 16.
    pub(super) fn parts(&self) -> [&Node<N>; 2] {
        [&self.seed, &self.root]
    }

    /// H_msg of a whole message.
    fn digest<P: ParameterSet<N>>(&self, r: &Node<N>, message: &Formatted<'_>) -> Selected {
        let mut hash = self.message_hash::<P>(r);
        message.parts().iter().for_each(|part| hash.update(part));
        Selected::new::<N, P>(hash)
    }

    /// H_msg before the message.
    pub(super) fn message_hash<P: ParameterSet<N>>(
        &self,
        r: &Node<N>,
    ) -> <P::Hash as Family<N>>::Message {
        P::Hash::h_msg(r, &self.seed, &self.root)
    }

    /// Whether a signature is one of the message. FIPS 205, Algorithm 20 (slh_verify_internal).
    pub(super) fn verify<P: ParameterSet<N>>(
        &self,
        message: &Formatted<'_>,
        signature: &[u8],
    ) -> Result<(), Error> {
        self.verify_one::<P>(self.digest::<P>(randomizer(signature), message), signature)
    }

    /// Algorithm 20 after H_msg.
    pub(super) fn verify_one<P: ParameterSet<N>>(
        &self,
        digest: Selected,
        signature: &[u8],
    ) -> Result<(), Error> {
        let mut result = [Ok(())];
        self.verify_selected::<P>(&[(digest, signature)], &mut result);
        let [result] = result;
        result
    }

    /// Algorithm 20 for at most [`KEYS`] signatures, the slices being equally long.
    pub(super) fn verify_group<P: ParameterSet<N>>(
        &self,
        messages: &[Message<'_>],
        signatures: &[impl AsRef<[u8]>],
        results: &mut [Result<(), Error>],
    ) {
        let mut selected = [(Selected::NONE, &[][..]); KEYS];
        let mut errors = [None; KEYS];
        for (i, (message, signature)) in messages.iter().zip(signatures).enumerate() {
            selected[i].1 = signature.as_ref();
            match message.formatted() {
                Ok(m) => selected[i].0 = self.digest::<P>(randomizer(signature.as_ref()), &m),
                Err(error) => errors[i] = Some(error),
            }
        }
        self.verify_selected::<P>(&selected[..messages.len()], results);
        for (result, error) in results.iter_mut().zip(errors) {
            *result = error.map_or(*result, Err);
        }
    }

    /// The rest of Algorithm 20 after H_msg, for at most [`KEYS`] signatures.
    fn verify_selected<P: ParameterSet<N>>(
        &self,
        signatures: &[(Selected, &[u8])],
        results: &mut [Result<(), Error>],
    ) {
        let hash = P::Hash::new(&self.seed);
        let mut claims =
            [Signature { root: [0; N], position: Position::default(), layers: &[] }; KEYS];
        let claims = &mut claims[..signatures.len()];
        for (claim, (digest, signature)) in claims.iter_mut().zip(signatures) {
            let (fors, layers) = signature[N..].as_chunks().0.split_at(P::FORS / N);
            let address = digest.address();
            let root =
                fors::public_key_from_signature::<N, P>(&hash, &address, &digest.indices, fors);
            *claim = Signature { root, position: digest.position, layers };
        }
        hypertree::roots_from_signatures::<N, P>(&hash, claims);
        for (result, claim) in results.iter_mut().zip(claims) {
            *result = if claim.root == self.root { Ok(()) } else { Err(Error::InvalidSignature) };
        }
    }
}

/// R, the beginning of a signature.
pub(super) fn randomizer<const N: usize>(signature: &[u8]) -> &Node<N> {
    &signature.as_chunks().0[0]
}

/// What the message digest selects: the leaves of FORS and the leaf of the hypertree.
/// FIPS 205, Algorithm 19, steps 6 to 13; Algorithm 20, steps 9 to 16.
#[derive(Clone, Copy)]
pub(super) struct Selected {
    indices: [u32; MAX_K],
    position: Position,
}

impl Selected {
    /// The first leaf of everything, in place of what could not be hashed.
    const NONE: Self = Self { indices: [0; MAX_K], position: Position { tree: 0, leaf: 0 } };

    /// From H_msg at the end of the message.
    pub(super) fn new<const N: usize, P: ParameterSet<N>>(hash: impl MessageHash) -> Self {
        let fors = (P::K * P::A as usize).div_ceil(8);
        let tree = ((P::H - P::TREE) as usize).div_ceil(8);
        let leaf = (P::TREE as usize).div_ceil(8);
        let mut digest = [0; MAX_M];
        let digest = &mut digest[..fors + tree + leaf];
        hash.finish(digest);
        let (fors, rest) = digest.split_at(fors);
        let (tree, leaf) = rest.split_at(tree);
        let position = Position {
            tree: to_int(tree) & (u64::MAX >> (64 - (P::H - P::TREE))),
            leaf: to_int(leaf) as u32 & ((1 << P::TREE) - 1),
        };
        Self { indices: fors::indices::<N, P>(fors), position }
    }

    /// Of the FORS trees, below the leaf of the bottom layer.
    fn address(&self) -> Address {
        Address::of_tree(0, self.position.tree)
            .with_type(Type::ForsTree)
            .with_key_pair(self.position.leaf)
    }
}

/// FIPS 205, Algorithm 2 (toInt), for at most eight bytes.
fn to_int(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}
