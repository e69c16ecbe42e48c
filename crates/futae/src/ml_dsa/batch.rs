//! Several key generations or verifications at once: their hashes and samplers share the lanes,
//! so that none waits for the long chain of another.

use core::iter::zip;

use futae_kernels::{Backend, ml_dsa::Poly};

use super::{
    Error,
    key::{self, Expanded},
    lanes::{self, Task},
    message::Mu,
    parameters::{LONG_SEED, MAX_COMMITMENT, Parameters, SEED},
    verify::Verifier,
};
use crate::secret::Secret;

/// Operations that are done at once. More would give no fuller lanes, but need more memory.
pub(super) const GROUP: usize = 4;

/// A key to be generated; the slices have the sizes of the encodings.
pub(super) struct NewKey<'a> {
    pub(super) seed: &'a [u8; SEED],
    pub(super) verifying_key: &'a mut [u8],
    pub(super) expanded: &'a mut [u8],
}

/// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal), for at most [`GROUP`] keys.
pub(super) fn generate<const K: usize, const L: usize>(p: &Parameters, keys: &mut [NewKey<'_>]) {
    let backend = Backend::get();
    let mut inputs = Secret([[0; SEED + 2]; GROUP]);
    let mut digests = Secret([[0; key::SEEDS]; GROUP]);
    for (input, key) in zip(&mut *inputs, &*keys) {
        *input = key::seed_input::<K, L>(key.seed);
    }
    let hashes = zip(&*inputs, &mut *digests).take(keys.len());
    lanes::run(backend, hashes.map(|(input, out)| Task::Hash { input, out }));

    let mut out = [const { Expanded::<K, L>::zero() }; GROUP];
    let mut rho_primes = Secret([[0; LONG_SEED]; GROUP]);
    for ((out, rho_prime), digest) in zip(zip(&mut out, &mut *rho_primes), &*digests) {
        out.set_seeds(digest, rho_prime);
    }
    let mut matrices = [const { [const { [const { Poly::ZERO }; L] }; K] }; GROUP];
    let samples = zip(zip(&mut out, &mut matrices), &*rho_primes).take(keys.len());
    let tasks = samples.flat_map(|((out, a), rho_prime)| {
        let secrets = lanes::secrets(&mut *out.s1, &mut *out.s2, rho_prime, p.eta);
        secrets.chain(lanes::matrix(a, &out.rho))
    });
    lanes::run(backend, tasks);

    for ((out, a), key) in zip(zip(&mut out, &matrices), &mut *keys) {
        out.round_all(backend, a, key.verifying_key);
    }
    let hashes = zip(&mut out, &*keys);
    lanes::run(
        backend,
        hashes.map(|(out, key)| Task::Hash { input: &*key.verifying_key, out: &mut out.tr }),
    );
    zip(&out, keys).for_each(|(out, key)| out.encode(backend, p, key.expanded));
}

/// One signature to be verified, with the representative of its message.
pub(super) struct Request<'a, const K: usize, const L: usize> {
    pub(super) verifier: &'a Verifier<K, L>,
    pub(super) mu: &'a Result<Mu, Error>,
    pub(super) signature: &'a [u8],
}

/// FIPS 204, Algorithm 8 (ML-DSA.Verify_internal), for at most [`GROUP`] signatures.
pub(super) fn verify<'a, const K: usize, const L: usize>(
    requests: impl Iterator<Item = Request<'a, K, L>> + Clone,
    results: &mut [Result<(), Error>],
) {
    let mut commitments = [[0; MAX_COMMITMENT]; GROUP];
    let mut digests = [[0; LONG_SEED]; GROUP];
    for ((request, result), commitment) in
        zip(zip(requests.clone(), &mut *results), &mut commitments)
    {
        let verifier = request.verifier;
        *result = (*request.mu).and_then(|mu| verifier.commit(&mu, request.signature, commitment));
    }
    let hashes = zip(zip(requests.clone(), &*results), zip(&commitments, &mut digests));
    let tasks = hashes.filter(|((_, result), _)| result.is_ok());
    lanes::run(
        Backend::get(),
        tasks.map(|((request, _), (commitment, out))| {
            let input = &commitment[..request.verifier.commitment_size()];
            Task::Hash { input, out }
        }),
    );
    for ((request, result), digest) in zip(zip(requests, results), &digests) {
        *result = result.and_then(|()| request.verifier.compare(digest, request.signature));
    }
}
