//! Signing: FIPS 204, Algorithm 7 (ML-DSA.Sign_internal).
//!
//! Owns the rejection loop, the only place where a value computed from secrets decides a branch.
//! Whether an attempt is refused, by which check and at which polynomial, is public by the
//! argument at each check; nothing else about a refused attempt leaves this module, and all of
//! it is overwritten.

use core::iter::once;

use futae_kernels::{
    Backend, declassified, declassify,
    keccak::sponge::shake256,
    ml_dsa::{Encoding, Hint, Poly},
};

use super::{
    ball::sample_in_ball,
    hint,
    key::Expanded,
    lanes::{self, Task},
    message::Mu,
    parameters::{LONG_SEED, MAX_COMMITMENT, Parameters, SEED},
};
use crate::secret::Secret;

/// Attempts before signing gives up, which happens with a probability below 2^-256
/// (FIPS 204, Appendix C).
const MAX_ATTEMPTS: u16 = 814;

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

/// A signing key ready for use: everything in NTT form, the matrix expanded.
#[derive(Debug)]
pub(super) struct Signer<const K: usize, const L: usize> {
    backend: &'static Backend,
    parameters: &'static Parameters,
    a: [[Poly; L]; K],
    /// s1, s2 and t0 are in NTT form.
    private: Expanded<K, L>,
}

/// Messages that are signed at once.
pub(super) const GROUP: usize = 4;

/// One message on its way to a signature.
struct Job<const K: usize, const L: usize> {
    /// rho''.
    seed: Secret<[u8; LONG_SEED]>,
    /// Attempts refused so far; kappa is l times as much.
    number: u16,
    /// y of this attempt, at the parity of its number, and of the next one.
    masks: Secret<[[Poly; L]; 2]>,
    attempt: Attempt<K, L>,
}

/// What one attempt works on.
struct Attempt<const K: usize, const L: usize> {
    z: Secret<[Poly; L]>,
    w0: Secret<[Poly; K]>,
    w1: Secret<[Poly; K]>,
    product: Secret<Poly>,
    hints: [Hint; K],
    /// mu and the encoding of w1.
    commitment: Secret<[u8; MAX_COMMITMENT]>,
}

impl<const K: usize, const L: usize> Signer<K, L> {
    /// FIPS 204, Algorithm 7 (ML-DSA.Sign_internal), lines 1 to 5.
    pub(super) fn new(parameters: &'static Parameters, expanded: &[u8]) -> Self {
        let mut signer = Self::without_matrix(parameters, expanded);
        lanes::run(signer.backend, lanes::matrix(&mut signer.a, &signer.private.rho));
        signer
    }

    /// One signature with a key that is not prepared: the matrix and the first mask are sampled
    /// together.
    pub(super) fn sign_once(
        parameters: &'static Parameters,
        expanded: &[u8],
        mu: &[u8; LONG_SEED],
        rnd: &[u8; SEED],
        out: &mut [u8],
    ) -> bool {
        let mut signer = Self::without_matrix(parameters, expanded);
        let mut job = Job::new(mu, signer.mask_seed(mu, rnd));
        let tasks =
            job.first_mask(parameters.z).chain(lanes::matrix(&mut signer.a, &signer.private.rho));
        lanes::run(signer.backend, tasks);
        signer.attempts(&mut job, out)
    }

    /// Algorithm 7 from line 7. `out` has the size of a signature. False when no attempt of many
    /// succeeded.
    pub(super) fn sign(&self, mu: &[u8; LONG_SEED], rnd: &[u8; SEED], out: &mut [u8]) -> bool {
        let mut job = Job::new(mu, self.mask_seed(mu, rnd));
        lanes::run(self.backend, job.first_mask(self.parameters.z));
        self.attempts(&mut job, out)
    }

    /// tr.
    pub(super) fn key_hash(&self) -> &[u8; LONG_SEED] {
        &self.private.tr
    }

    fn without_matrix(parameters: &'static Parameters, expanded: &[u8]) -> Self {
        // Filled in place: a matrix is too large to be moved about.
        let mut signer = Self {
            backend: Backend::get(),
            parameters,
            a: [const { [const { Poly::ZERO }; L] }; K],
            private: Expanded::zero(),
        };
        signer.private.decode(signer.backend, parameters, expanded);
        let Expanded { s1, s2, t0, .. } = &mut signer.private;
        for poly in s1.iter_mut().chain(s2.iter_mut()).chain(t0.iter_mut()) {
            signer.backend.ml_dsa.ntt(poly);
        }
        signer
    }

    /// rho'' (line 7).
    fn mask_seed(&self, mu: &[u8; LONG_SEED], rnd: &[u8; SEED]) -> Secret<[u8; LONG_SEED]> {
        Secret(shake256(&self.backend.keccak, &[&*self.private.key, rnd, mu]))
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
            *job = Some(Job::new(&mu, self.mask_seed(&mu, rnd)));
        }
        let z = self.parameters.z;
        lanes::run(self.backend, jobs.iter_mut().flatten().flat_map(|job| job.first_mask(z)));
        let mut signed = [false; GROUP];
        while jobs.iter().any(Option::is_some) {
            let tasks = jobs.iter_mut().zip(out.iter_mut()).filter_map(|(job, out)| {
                let job = job.as_mut()?;
                self.commit(&mut job.attempt, &job.masks[usize::from(job.number % 2)]);
                Some(job.tasks(self.parameters, out))
            });
            lanes::run(self.backend, tasks.flatten());
            for ((job, out), signed) in jobs.iter_mut().zip(out.iter_mut()).zip(&mut signed) {
                if let Some(state) = job {
                    *signed = self.respond(state, out).is_ok();
                    state.number += 1;
                    if *signed || state.number == MAX_ATTEMPTS {
                        *job = None;
                    }
                }
            }
        }
        signed
    }

    /// The rejection loop (lines 10 to 32). The first mask is there already; while an attempt is
    /// hashed, the mask of the next one is sampled in the free lanes.
    fn attempts(&self, job: &mut Job<K, L>, out: &mut [u8]) -> bool {
        while job.number < MAX_ATTEMPTS {
            self.commit(&mut job.attempt, &job.masks[usize::from(job.number % 2)]);
            lanes::run(self.backend, job.tasks(self.parameters, out));
            if self.respond(job, out).is_ok() {
                return true;
            }
            job.number += 1;
        }
        false
    }

    /// Lines 12 to 14: w, its parts, and the encoding of w1.
    fn commit(&self, attempt: &mut Attempt<K, L>, y: &[Poly; L]) {
        let (kernels, p) = (&self.backend.ml_dsa, self.parameters);
        for (hat, y) in attempt.z.iter_mut().zip(y) {
            hat.0 = y.0;
            kernels.ntt(hat);
        }
        let packed = attempt.commitment[LONG_SEED..].chunks_exact_mut(p.w1.bytes());
        let parts = attempt.w0.iter_mut().zip(attempt.w1.iter_mut()).zip(packed);
        for (row, ((w, w1), packed)) in self.a.iter().zip(parts) {
            kernels.inner_product(w, row, &*attempt.z);
            kernels.inverse_ntt(w);
            kernels.decompose(w, w1, p.gamma2);
            kernels.pack(packed, w1, p.w1);
        }
    }

    /// Lines 16 to 33: the checks, cheapest refusal first, and the rest of the signature.
    fn respond(&self, job: &mut Job<K, L>, out: &mut [u8]) -> Result<(), Refusal> {
        let (kernels, p) = (&self.backend.ml_dsa, self.parameters);
        let (attempt, y) = (&mut job.attempt, &job.masks[usize::from(job.number % 2)]);
        let (challenge, rest) = out.split_at_mut(p.challenge);
        declassify(challenge);
        let mut c = sample_in_ball(self.backend, challenge, p.tau);
        kernels.ntt(&mut c);
        self.check_r0(attempt, &c)?;
        self.check_z(attempt, y, &c)?;
        self.make_hints(attempt, &c)?;
        let (z, hints) = rest.split_at_mut(L * p.z.bytes());
        for (bytes, poly) in z.chunks_exact_mut(p.z.bytes()).zip(attempt.z.iter()) {
            kernels.pack(bytes, poly, p.z);
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
    fn check_r0(&self, attempt: &mut Attempt<K, L>, c: &Poly) -> Result<(), Refusal> {
        let bound = self.parameters.gamma2.value() - self.parameters.beta();
        for (w0, s2) in attempt.w0.iter_mut().zip(self.private.s2.iter()) {
            self.multiply(&mut attempt.product, c, s2);
            let reached = self.backend.ml_dsa.subtract_centred(w0, &attempt.product, bound);
            if declassified(reached) {
                return Err(Refusal::R0);
            }
        }
        Ok(())
    }

    /// Lines 18, 20 and the other half of 23: z = y + cs1.
    ///
    /// That a coefficient reaches the bound is public: y is uniform over an interval so wide that
    /// for every value of cs1, of magnitude at most beta, the same number of y lead to refusal.
    fn check_z(&self, attempt: &mut Attempt<K, L>, y: &[Poly; L], c: &Poly) -> Result<(), Refusal> {
        let bound = self.parameters.gamma1() - self.parameters.beta();
        let polys = attempt.z.iter_mut().zip(y).zip(self.private.s1.iter());
        for ((z, y), s1) in polys {
            self.multiply(z, c, s1);
            if declassified(self.backend.ml_dsa.add_centred(z, y, bound)) {
                return Err(Refusal::Z);
            }
        }
        Ok(())
    }

    /// Lines 25 to 28: ct0, its bound, the hints and their weight.
    ///
    /// t0 follows from signatures and is treated as public by the security proof, and z is
    /// accepted already: both refusals are functions of public values.
    fn make_hints(&self, attempt: &mut Attempt<K, L>, c: &Poly) -> Result<(), Refusal> {
        let gamma2 = self.parameters.gamma2;
        let kernels = &self.backend.ml_dsa;
        let mut ones = 0;
        for (i, t0) in self.private.t0.iter().enumerate() {
            self.multiply(&mut attempt.product, c, t0);
            let product = &mut attempt.product;
            if declassified(kernels.add_centred(product, &Poly::ZERO, gamma2.value())) {
                return Err(Refusal::Ct0);
            }
            let (r0, w1) = (&attempt.w0[i], &attempt.w1[i]);
            attempt.hints[i] = kernels.make_hint(r0, &attempt.product, w1, gamma2);
            declassify(&attempt.hints[i]);
            ones += attempt.hints[i].iter().map(|word| word.count_ones() as usize).sum::<usize>();
        }
        if ones > self.parameters.omega { Err(Refusal::Hint) } else { Ok(()) }
    }

    /// The product of c and a polynomial, both in NTT form, in ordinary form.
    fn multiply(&self, out: &mut Poly, c: &Poly, poly: &Poly) {
        use core::slice::from_ref;
        self.backend.ml_dsa.inner_product(out, from_ref(c), from_ref(poly));
        self.backend.ml_dsa.inverse_ntt(out);
    }
}

impl<const K: usize, const L: usize> Job<K, L> {
    fn new(mu: &[u8; LONG_SEED], seed: Secret<[u8; LONG_SEED]>) -> Self {
        let masks = Secret([const { [const { Poly::ZERO }; L] }; 2]);
        Self { seed, number: 0, masks, attempt: Attempt::new(mu) }
    }

    fn first_mask(&mut self, z: Encoding) -> impl Iterator<Item = Task<'_>> {
        lanes::mask(&mut self.masks[0], &self.seed, 0, z)
    }

    /// Line 15, c~ as the head of `out`, and line 11 for the next attempt.
    fn tasks<'a>(
        &'a mut self,
        p: &Parameters,
        out: &'a mut [u8],
    ) -> impl Iterator<Item = Task<'a>> + use<'a, K, L> {
        let kappa = (self.number + 1) * L as u16;
        let next = &mut self.masks[usize::from((self.number + 1) % 2)];
        let input = &self.attempt.commitment[..LONG_SEED + K * p.w1.bytes()];
        let hash = Task::Hash { input, out: &mut out[..p.challenge] };
        once(hash).chain(lanes::mask(next, &self.seed, kappa, p.z))
    }
}

impl<const K: usize, const L: usize> Attempt<K, L> {
    fn new(mu: &[u8; LONG_SEED]) -> Self {
        let mut commitment = Secret([0; MAX_COMMITMENT]);
        commitment[..LONG_SEED].copy_from_slice(mu);
        Self {
            z: Secret([const { Poly::ZERO }; L]),
            w0: Secret([const { Poly::ZERO }; K]),
            w1: Secret([const { Poly::ZERO }; K]),
            product: Secret(Poly::ZERO),
            hints: [[0; 4]; K],
            commitment,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ml_dsa::{key, parameters::ML_DSA_44};

    static PARAMETERS: &Parameters = &ML_DSA_44;

    fn signer() -> Signer<4, 4> {
        let (mut verifying_key, mut expanded) = ([0; 1_312], [0; 2_560]);
        key::generate::<4, 4>(PARAMETERS, &[1; SEED], &mut verifying_key, &mut expanded);
        Signer::new(PARAMETERS, &expanded)
    }

    /// The refusals met by the attempts of one message.
    fn refusals(signer: &Signer<4, 4>, message: u32, met: &mut std::vec::Vec<Refusal>) {
        let mut mu = [0; LONG_SEED];
        mu[..4].copy_from_slice(&message.to_le_bytes());
        let mut job = Job::new(&mu, signer.mask_seed(&mu, &[0; SEED]));
        lanes::run(signer.backend, job.first_mask(PARAMETERS.z));
        let mut out = [0; 2_420];
        for number in 0..20 {
            job.number = number;
            signer.commit(&mut job.attempt, &job.masks[usize::from(number % 2)]);
            lanes::run(signer.backend, job.tasks(PARAMETERS, &mut out));
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
        for poly in extreme.private.t0.iter_mut() {
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
        for poly in hopeless.private.s2.iter_mut() {
            *poly = Poly([1 << 15; 256]);
            hopeless.backend.ml_dsa.ntt(poly);
        }
        assert!(!hopeless.sign(&[0; LONG_SEED], &[0; SEED], &mut [0; 2_420]));
    }
}
