//! Signing: FIPS 204, Algorithm 7 (ML-DSA.Sign_internal).
//!
//! Owns the rejection loop, the only place where a value computed from secrets decides a branch.
//! Whether an attempt is refused, by which check and at which polynomial, is public by the
//! argument at each check; nothing else about a refused attempt leaves this module, and all of
//! it is overwritten.
//!
//! The hash of an attempt is a long chain. Beside it, in the other lanes, the masks of the next
//! attempts are sampled.

use core::iter::{once, zip};

use futae_kernels::{
    Backend, declassified, declassify,
    keccak::sponge::{SUFFIX_SHAKE, Shake256},
    ml_dsa::{Encoding, Hint, Poly},
    ml_kem::Factor,
};

use super::{
    ball::sample_in_ball,
    batch::GROUP,
    hint,
    key::Parts,
    lanes::{self, MASK_BYTES, MaskBytes, Task},
    low_stack,
    message::Mu,
    parameters::{LONG_SEED, MAX_COMMITMENT, Parameters, SEED},
    small::{self, Small},
};
use crate::secret::Secret;

/// Attempts before signing gives up, which happens with a probability below 2^-256
/// (FIPS 204, Appendix C).
pub(super) const MAX_ATTEMPTS: usize = 814;

/// Why an attempt is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Refusal {
    /// A coefficient of r0 reaches gamma_2 - beta.
    R0,
    /// A coefficient of z reaches gamma_1 - beta.
    Z,
    /// A coefficient of ct0 reaches gamma_2.
    Ct0,
    /// The hint has more than omega ones.
    Hint,
}

/// A signing key ready for use: the matrix expanded, the rest in NTT form.
#[derive(Debug)]
pub(super) struct Signer<const K: usize, const L: usize> {
    backend: &'static Backend,
    parameters: &'static Parameters,
    rho: [u8; SEED],
    key: Secret<[u8; SEED]>,
    tr: [u8; LONG_SEED],
    a: [[Poly; L]; K],
    s1: Secret<[Small; L]>,
    s2: Secret<[Small; K]>,
    t0: Secret<[Poly; K]>,
}

/// Attempts whose masks have a place: the present one and those sampled ahead.
const AHEAD: usize = 3;

/// Mask polynomials that are sampled beside one hash: they and the hash fill eight lanes.
const BESIDE_HASH: usize = 7;
/// The same for four lanes, which suffice when no more are missing.
const BESIDE_HASH_OF_FOUR: usize = 3;

/// One message on its way to a signature.
struct Job<const K: usize, const L: usize> {
    /// rho''.
    seed: Secret<[u8; LONG_SEED]>,
    /// Attempts refused so far; kappa is l times as much.
    number: usize,
    /// Mask polynomials sampled so far; that of nonce n has place n mod (l * AHEAD). Those of the
    /// next attempts are at most l + 3.
    sampled: usize,
    /// y of this attempt, which becomes z when it is not refused, and of the next ones.
    masks: Secret<[[Poly; L]; AHEAD]>,
    mask_bytes: Secret<[MaskBytes; BESIDE_HASH]>,
    attempt: Attempt<K>,
    scratch: Scratch<L>,
}

/// The commitment of one attempt.
struct Attempt<const K: usize> {
    w0: Secret<[Poly; K]>,
    w1: Secret<[Poly; K]>,
    /// mu and the encoding of w1.
    commitment: Secret<[u8; MAX_COMMITMENT]>,
    /// c~.
    challenge: [u8; LONG_SEED],
    hints: [Hint; K],
}

/// Intermediate values of one attempt after another.
struct Scratch<const L: usize> {
    y_hat: Secret<[Poly; L]>,
    small: Secret<Small>,
    product: Secret<Poly>,
}

impl<const K: usize, const L: usize> Signer<K, L> {
    /// FIPS 204, Algorithm 7 (ML-DSA.Sign_internal), lines 1 to 5.
    pub(super) fn new(parameters: &'static Parameters, expanded: &[u8]) -> Self {
        let mut signer = Self::zero(parameters);
        signer.decode(expanded);
        lanes::run(signer.backend, lanes::matrix(&mut signer.a, &signer.rho));
        // Secrets are copied out of holders that are wiped here: one that moved would leave its
        // bytes behind.
        Self {
            key: Secret(*signer.key),
            s1: Secret(*signer.s1),
            s2: Secret(*signer.s2),
            t0: Secret(*signer.t0),
            backend: signer.backend,
            parameters,
            rho: signer.rho,
            tr: signer.tr,
            a: signer.a,
        }
    }

    /// One signature with a key that is not prepared: the matrix and the first masks are sampled
    /// together.
    pub(super) fn sign_once(
        parameters: &'static Parameters,
        expanded: &[u8],
        mu: &[u8; LONG_SEED],
        rnd: &[u8; SEED],
        out: &mut [u8],
    ) -> bool {
        if cfg!(futae_low_stack) {
            return low_stack::sign::<K, L>(parameters, expanded, mu, rnd, out);
        }
        let mut signer = Self::zero(parameters);
        signer.decode(expanded);
        let mut job = Job::new(mu);
        signer.mask_seed(mu, rnd, &mut job.seed);
        let tasks = lanes::matrix(&mut signer.a, &signer.rho).chain(job.first_masks(parameters.z));
        lanes::run(signer.backend, tasks);
        signer.attempts(&mut job, out)
    }

    /// Algorithm 7 from line 7. `out` has the size of a signature. False when no attempt of many
    /// succeeded.
    pub(super) fn sign(&self, mu: &[u8; LONG_SEED], rnd: &[u8; SEED], out: &mut [u8]) -> bool {
        let mut job = Job::new(mu);
        self.mask_seed(mu, rnd, &mut job.seed);
        lanes::run(self.backend, job.first_masks(self.parameters.z));
        self.attempts(&mut job, out)
    }

    /// tr.
    pub(super) fn key_hash(&self) -> &[u8; LONG_SEED] {
        &self.tr
    }

    /// Filled in place afterwards: a matrix is too large to be moved about.
    fn zero(parameters: &'static Parameters) -> Self {
        Self {
            backend: Backend::get(),
            parameters,
            rho: [0; SEED],
            key: Secret([0; SEED]),
            tr: [0; LONG_SEED],
            a: [const { [const { Poly::ZERO }; L] }; K],
            s1: Secret([Small::default(); L]),
            s2: Secret([Small::default(); K]),
            t0: Secret([const { Poly::ZERO }; K]),
        }
    }

    /// FIPS 204, Algorithm 25 (skDecode), and the transforms of s1, s2 and t0.
    fn decode(&mut self, expanded: &[u8]) {
        let (backend, p) = (self.backend, self.parameters);
        let parts = Parts::of(p, K, L, expanded);
        self.rho.copy_from_slice(parts.rho);
        self.key.copy_from_slice(parts.key);
        self.tr.copy_from_slice(parts.tr);
        let mut s = Secret(Poly::ZERO);
        let small = zip(&mut *self.s1, parts.s1.chunks_exact(p.s.bytes()))
            .chain(zip(&mut *self.s2, parts.s2.chunks_exact(p.s.bytes())));
        for (hat, bytes) in small {
            backend.ml_dsa.unpack(&mut s, bytes, p.s);
            small::transform(backend, &s, hat);
        }
        for (t0, bytes) in zip(&mut *self.t0, parts.t0.chunks_exact(Encoding::T0.bytes())) {
            backend.ml_dsa.unpack(t0, bytes, Encoding::T0);
            backend.ml_dsa.ntt(t0);
        }
    }

    /// rho'' (line 7).
    fn mask_seed(&self, mu: &[u8; LONG_SEED], rnd: &[u8; SEED], seed: &mut [u8; LONG_SEED]) {
        let mut sponge = Shake256::<1>::new(&self.backend.keccak);
        [&self.key[..], rnd, mu].into_iter().for_each(|part| sponge.absorb([part]));
        sponge.finish(SUFFIX_SHAKE).squeeze([seed]);
    }

    /// Signs several messages at once, at most [`GROUP`]: the hashes of their attempts and the
    /// sampling of their next masks share the lanes. False where no attempt of many succeeded.
    pub(super) fn sign_group<'a>(
        &self,
        requests: impl Iterator<Item = (Mu, &'a [u8; SEED])>,
        out: &mut [&mut [u8]],
    ) -> [bool; GROUP] {
        let mut jobs: [Option<Job<K, L>>; GROUP] = [const { None }; GROUP];
        for (job, (mu, rnd)) in jobs.iter_mut().zip(requests) {
            let job = job.insert(Job::new(&mu));
            self.mask_seed(&mu, rnd, &mut job.seed);
        }
        let z = self.parameters.z;
        lanes::run(self.backend, jobs.iter_mut().flatten().flat_map(|job| job.first_masks(z)));
        let mut signed = [false; GROUP];
        while jobs.iter().any(Option::is_some) {
            jobs.iter_mut().flatten().for_each(|job| self.commit(job));
            let hashes = jobs.iter_mut().flatten().flat_map(|job| job.tasks(self.parameters));
            lanes::run(self.backend, hashes);
            for ((job, out), signed) in jobs.iter_mut().zip(out.iter_mut()).zip(&mut signed) {
                if let Some(state) = job {
                    *signed = self.respond(state, out).is_ok();
                    if *signed || state.number >= MAX_ATTEMPTS {
                        *job = None;
                    }
                }
            }
        }
        signed
    }

    /// The rejection loop (lines 10 to 32). The first masks are there already; while attempts are
    /// hashed, the masks of the next ones are sampled in the free lanes.
    fn attempts(&self, job: &mut Job<K, L>, out: &mut [u8]) -> bool {
        while job.number < MAX_ATTEMPTS {
            self.commit(job);
            lanes::run(self.backend, job.tasks(self.parameters));
            if self.respond(job, out).is_ok() {
                return true;
            }
        }
        false
    }

    /// Lines 12 to 14: w, its parts, and the encoding of w1.
    fn commit(&self, job: &mut Job<K, L>) {
        let (kernels, p) = (&self.backend.ml_dsa, self.parameters);
        let y_hat = &mut *job.scratch.y_hat;
        for (hat, y) in zip(&mut *y_hat, &job.masks[job.number % AHEAD]) {
            hat.0 = y.0;
            kernels.ntt(hat);
        }
        let attempt = &mut job.attempt;
        let packed = attempt.commitment[LONG_SEED..].chunks_exact_mut(p.w1.bytes());
        let parts = attempt.w0.iter_mut().zip(attempt.w1.iter_mut()).zip(packed);
        for (row, ((w, w1), packed)) in self.a.iter().zip(parts) {
            kernels.inner_product(w, row, y_hat);
            kernels.inverse_ntt(w);
            kernels.decompose(w, w1, p.gamma2);
            kernels.pack(packed, w1, p.w1);
        }
    }

    /// Lines 16 to 33 of the attempt, which then is over.
    fn respond(&self, job: &mut Job<K, L>, out: &mut [u8]) -> Result<(), Refusal> {
        let y = &mut job.masks[job.number % AHEAD];
        job.number += 1;
        self.check(&mut job.attempt, y, &mut job.scratch, out)
    }

    /// Lines 16 to 33: the checks, the likeliest refusal first, and the encoding of the signature.
    fn check(
        &self,
        attempt: &mut Attempt<K>,
        y: &mut [Poly; L],
        scratch: &mut Scratch<L>,
        out: &mut [u8],
    ) -> Result<(), Refusal> {
        let p = self.parameters;
        let challenge = &attempt.challenge[..p.challenge];
        declassify(challenge);
        let mut c = sample_in_ball(self.backend, challenge, p.tau);
        let factor = small::challenge(self.backend, &c);
        self.check_r0(&mut attempt.w0, &factor, &mut scratch.small)?;
        self.check_z(y, &factor, &mut scratch.small)?;
        self.backend.ml_dsa.ntt(&mut c);
        self.make_hints(attempt, &c, &mut scratch.product)?;
        let (head, rest) = out.split_at_mut(p.challenge);
        head.copy_from_slice(&attempt.challenge[..p.challenge]);
        let (z, hints) = rest.split_at_mut(L * p.z.bytes());
        for (bytes, poly) in z.chunks_exact_mut(p.z.bytes()).zip(y) {
            self.backend.ml_dsa.pack(bytes, poly, p.z);
        }
        hint::pack(hints, &attempt.hints);
        Ok(())
    }

    /// Lines 19, 21 and half of 23: w0 becomes r0 = w0 - cs2.
    ///
    /// w0 - cs2 is LowBits(w - cs2) whenever both are below gamma_2 - beta, and if one of them is
    /// not below, neither is the other, since |cs2| <= beta.
    ///
    /// That a coefficient reaches the bound is public: w0 is the low part of Ay for a fresh mask
    /// y and nothing of a refused attempt is published, so the refusals have a probability that
    /// does not depend on s2; neither sign nor value of the coefficient shows, nor which of the
    /// 256 it was. Polynomials are independent, hence the first refusal may end the work.
    fn check_r0(&self, w0: &mut [Poly; K], c: &Factor, product: &mut Small) -> Result<(), Refusal> {
        let bound = self.parameters.gamma2.value() - self.parameters.beta();
        for (w0, s2) in w0.iter_mut().zip(self.s2.iter()) {
            small::multiply(self.backend, s2, c, product);
            if declassified(self.backend.ml_dsa.subtract_small(w0, product, bound)) {
                return Err(Refusal::R0);
            }
        }
        Ok(())
    }

    /// Lines 18, 20 and the other half of 23: y becomes z = y + cs1.
    ///
    /// That a coefficient reaches the bound is public: y is uniform over an interval so wide that
    /// for every value of cs1, of magnitude at most beta, the same number of y lead to refusal.
    fn check_z(&self, y: &mut [Poly; L], c: &Factor, product: &mut Small) -> Result<(), Refusal> {
        let bound = self.parameters.gamma1() - self.parameters.beta();
        for (y, s1) in y.iter_mut().zip(self.s1.iter()) {
            small::multiply(self.backend, s1, c, product);
            if declassified(self.backend.ml_dsa.add_small(y, product, bound)) {
                return Err(Refusal::Z);
            }
        }
        Ok(())
    }

    /// Lines 25 to 28: ct0, its bound, the hints and their weight.
    ///
    /// t0 follows from signatures and is treated as public by the security proof, and z is
    /// accepted already: both refusals are functions of public values.
    fn make_hints(
        &self,
        attempt: &mut Attempt<K>,
        c: &Poly,
        product: &mut Poly,
    ) -> Result<(), Refusal> {
        use core::slice::from_ref;
        let gamma2 = self.parameters.gamma2;
        let kernels = &self.backend.ml_dsa;
        let mut ones = 0;
        for (i, t0) in self.t0.iter().enumerate() {
            kernels.inner_product(product, from_ref(c), from_ref(t0));
            kernels.inverse_ntt(product);
            if declassified(kernels.add_centred(product, &Poly::ZERO, gamma2.value())) {
                return Err(Refusal::Ct0);
            }
            let (r0, w1) = (&attempt.w0[i], &attempt.w1[i]);
            attempt.hints[i] = kernels.make_hint(r0, product, w1, gamma2);
            declassify(&attempt.hints[i]);
            ones += attempt.hints[i].iter().map(|word| word.count_ones() as usize).sum::<usize>();
        }
        if ones > self.parameters.omega { Err(Refusal::Hint) } else { Ok(()) }
    }
}

impl<const K: usize, const L: usize> Job<K, L> {
    fn new(mu: &[u8; LONG_SEED]) -> Self {
        Self {
            seed: Secret([0; LONG_SEED]),
            number: 0,
            sampled: 0,
            masks: Secret([const { [const { Poly::ZERO }; L] }; AHEAD]),
            mask_bytes: Secret([[0; MASK_BYTES]; BESIDE_HASH]),
            attempt: Attempt::new(mu),
            scratch: Scratch {
                y_hat: Secret([const { Poly::ZERO }; L]),
                small: Secret(Small::default()),
                product: Secret(Poly::ZERO),
            },
        }
    }

    fn first_masks(&mut self, z: Encoding) -> impl Iterator<Item = Task<'_>> {
        self.parts(L, z).1
    }

    /// Line 15, c~, and line 11 for the next attempts.
    fn tasks(&mut self, p: &Parameters) -> impl Iterator<Item = Task<'_>> + use<'_, K, L> {
        let missing = ((self.number + 2) * L).saturating_sub(self.sampled);
        let count = match missing {
            0..=BESIDE_HASH_OF_FOUR => BESIDE_HASH_OF_FOUR,
            _ => BESIDE_HASH,
        };
        let (attempt, masks) = self.parts(count, p.z);
        let hash = Task::Hash {
            input: &attempt.commitment[..LONG_SEED + K * p.w1.bytes()],
            out: &mut attempt.challenge[..p.challenge],
        };
        once(hash).chain(masks)
    }

    /// The attempt, and the tasks of the next `count` mask polynomials.
    fn parts(
        &mut self,
        count: usize,
        z: Encoding,
    ) -> (&mut Attempt<K>, impl Iterator<Item = Task<'_>> + use<'_, K, L>) {
        let first = self.sampled;
        self.sampled += count;
        // The places from that of the first nonce on come before those in front of it.
        let (wrapped, places) = self.masks.as_flattened_mut().split_at_mut(first % (L * AHEAD));
        let polys = places.iter_mut().chain(wrapped).take(count);
        let masks = lanes::mask(polys, &mut *self.mask_bytes, &self.seed, first as u16, z);
        (&mut self.attempt, masks)
    }
}

impl<const K: usize> Attempt<K> {
    fn new(mu: &[u8; LONG_SEED]) -> Self {
        let mut commitment = Secret([0; MAX_COMMITMENT]);
        commitment[..LONG_SEED].copy_from_slice(mu);
        Self {
            w0: Secret([const { Poly::ZERO }; K]),
            w1: Secret([const { Poly::ZERO }; K]),
            commitment,
            challenge: [0; LONG_SEED],
            hints: [[0; 4]; K],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ml_dsa::{
        key,
        parameters::{ML_DSA_44, ML_DSA_65, ML_DSA_87},
    };

    static PARAMETERS: &Parameters = &ML_DSA_44;

    fn signer() -> Signer<4, 4> {
        let (mut verifying_key, mut expanded) = ([0; 1_312], [0; 2_560]);
        key::generate::<4, 4>(PARAMETERS, &[1; SEED], &mut verifying_key, &mut expanded);
        Signer::new(PARAMETERS, &expanded)
    }

    fn mu(message: u32) -> Mu {
        let mut mu = [0; LONG_SEED];
        mu[..4].copy_from_slice(&message.to_le_bytes());
        mu
    }

    /// The refusals met by the attempts of one message.
    fn refusals(signer: &Signer<4, 4>, message: u32, met: &mut std::vec::Vec<Refusal>) {
        let mu = mu(message);
        let mut job = Job::<4, 4>::new(&mu);
        signer.mask_seed(&mu, &[0; SEED], &mut job.seed);
        lanes::run(signer.backend, job.first_masks(PARAMETERS.z));
        let mut out = [0; 2_420];
        for _ in 0..20 {
            signer.commit(&mut job);
            lanes::run(signer.backend, job.tasks(PARAMETERS));
            match signer.respond(&mut job, &mut out) {
                Ok(()) => return,
                Err(refusal) => met.push(refusal),
            }
        }
    }

    #[test]
    fn every_refusal_is_met() {
        let signer = signer();
        let mut met = std::vec::Vec::new();
        (0..600).for_each(|message| refusals(&signer, message, &mut met));
        for refusal in [Refusal::R0, Refusal::Z, Refusal::Hint] {
            assert!(met.contains(&refusal), "{refusal:?}");
        }
        // With a genuine t0, ct0 hardly ever reaches gamma_2; with one twice as large it does.
        let mut extreme = signer;
        for poly in extreme.t0.iter_mut() {
            *poly = Poly([1 << 13; 256]);
            extreme.backend.ml_dsa.ntt(poly);
        }
        let mut met = std::vec::Vec::new();
        (0..100).for_each(|message| refusals(&extreme, message, &mut met));
        assert!(met.contains(&Refusal::Ct0));
    }

    /// A key whose attempts are all refused ends with an answer.
    #[test]
    fn signing_gives_up() {
        let mut hopeless = signer();
        for (i, poly) in hopeless.t0.iter_mut().enumerate() {
            *poly = Poly(core::array::from_fn(|j| 1_000_003 * (i * j % 8) as i32));
            hopeless.backend.ml_dsa.ntt(poly);
        }
        assert!(!hopeless.sign(&[0; LONG_SEED], &[0; SEED], &mut [0; 2_420]));
    }

    /// Whatever is sampled ahead, attempt n works with the masks of nonces n l to n l + l - 1.
    fn masks_are_those_of_their_nonces<const K: usize, const L: usize>(p: &Parameters) {
        let backend = Backend::get();
        let mut job = Job::<K, L>::new(&[0; LONG_SEED]);
        job.seed = Secret([7; LONG_SEED]);
        lanes::run(backend, job.first_masks(p.z));
        for number in 0..40 {
            let mut expected = [const { Poly::ZERO }; L];
            let mut bytes = [[0; MASK_BYTES]; L];
            let kappa = (number * L) as u16;
            let again = lanes::mask(expected.iter_mut(), &mut bytes, &job.seed, kappa, p.z);
            lanes::run(backend, again);
            for (y, expected) in job.masks[number % AHEAD].iter().zip(expected) {
                assert_eq!(y.0, expected.0, "attempt {number}");
            }
            lanes::run(backend, job.tasks(p));
            job.number += 1;
        }
    }

    #[test]
    fn sampling_ahead_keeps_the_order_of_masks() {
        masks_are_those_of_their_nonces::<4, 4>(&ML_DSA_44);
        masks_are_those_of_their_nonces::<6, 5>(&ML_DSA_65);
        masks_are_those_of_their_nonces::<8, 7>(&ML_DSA_87);
    }
}
