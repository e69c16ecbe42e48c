//! Verification: FIPS 204, Algorithm 8 (ML-DSA.Verify_internal). Everything here is public.

use core::iter::{once, zip};

use futae_kernels::{
    Backend,
    keccak::sponge::shake256,
    ml_dsa::{D, Encoding, Hint, Poly},
};

use super::{
    Error,
    ball::sample_in_ball,
    hint, key,
    lanes::{self, Task},
    low_stack,
    message::{Message, Mu},
    parameters::{LONG_SEED, MAX_COMMITMENT, Parameters},
};

/// A verifying key ready for use: the matrix expanded, t1 * 2^d in NTT form, the key's hash.
#[derive(Debug)]
pub(super) struct Verifier<const K: usize, const L: usize> {
    backend: &'static Backend,
    parameters: &'static Parameters,
    a: [[Poly; L]; K],
    t1: [Poly; K],
    tr: [u8; LONG_SEED],
}

/// FIPS 204, Algorithm 27 (sigDecode): z in NTT form, within its bound, and the hints.
struct Decoded<const K: usize, const L: usize> {
    z: [Poly; L],
    hints: [Hint; K],
}

impl<const K: usize, const L: usize> Verifier<K, L> {
    /// Filled in place by [`Self::read`]: a matrix is too large to be moved about.
    pub(super) fn zero(parameters: &'static Parameters) -> Self {
        Self {
            backend: Backend::get(),
            parameters,
            a: [const { [const { Poly::ZERO }; L] }; K],
            t1: [const { Poly::ZERO }; K],
            tr: [0; LONG_SEED],
        }
    }

    /// Lines 1, 5 and 6. The hash of the key is the work of one lane beside the matrix.
    pub(super) fn read(&mut self, verifying_key: &[u8]) {
        lanes::run(self.backend, self.tasks(verifying_key));
        self.read_t1(verifying_key);
    }

    /// The same for several keys at once.
    pub(super) fn read_all<'a>(
        verifiers: &mut [Self],
        keys: impl Iterator<Item = &'a [u8]> + Clone,
    ) {
        let tasks =
            zip(&mut *verifiers, keys.clone()).flat_map(|(verifier, key)| verifier.tasks(key));
        lanes::run(Backend::get(), tasks);
        zip(verifiers, keys).for_each(|(verifier, key)| verifier.read_t1(key));
    }

    fn tasks<'a>(&'a mut self, key: &'a [u8]) -> impl Iterator<Item = Task<'a>> {
        let hash = Task::Hash { input: key, out: &mut self.tr };
        once(hash).chain(lanes::matrix(&mut self.a, key::split(key).0))
    }

    fn read_t1(&mut self, verifying_key: &[u8]) {
        let backend = self.backend;
        let (_, t1_bytes) = key::split(verifying_key);
        let t1_bytes = t1_bytes.chunks_exact(Encoding::T1.bytes());
        for (t1, bytes) in self.t1.iter_mut().zip(t1_bytes) {
            backend.ml_dsa.unpack(t1, bytes, Encoding::T1);
            t1.0.iter_mut().for_each(|x| *x <<= D);
            backend.ml_dsa.ntt(t1);
        }
    }

    /// One verification with a key that is not prepared.
    pub(super) fn verify_once(
        parameters: &'static Parameters,
        verifying_key: &[u8],
        message: Message<'_>,
        signature: &[u8],
    ) -> Result<(), Error> {
        if cfg!(futae_low_stack) {
            let mu = message.representative(&key::hash_of(verifying_key))?;
            return low_stack::verify::<K, L>(parameters, verifying_key, &mu, signature);
        }
        let mut verifier = Self::zero(parameters);
        verifier.read(verifying_key);
        verifier.verify(&message.representative(&verifier.tr)?, signature)
    }

    /// tr.
    pub(super) fn key_hash(&self) -> &[u8; LONG_SEED] {
        &self.tr
    }

    /// Lines 2 to 13. `signature` has the size of a signature.
    pub(super) fn verify(&self, mu: &Mu, signature: &[u8]) -> Result<(), Error> {
        let mut commitment = [0; MAX_COMMITMENT];
        self.commit(mu, signature, &mut commitment)?;
        let commitment = &commitment[..self.commitment_size()];
        self.compare(&shake256(&self.backend.keccak, &[commitment]), signature)
    }

    /// Lines 2 to 11: mu and the encoding of w1'.
    pub(super) fn commit(
        &self,
        mu: &Mu,
        signature: &[u8],
        out: &mut [u8; MAX_COMMITMENT],
    ) -> Result<(), Error> {
        let p = self.parameters;
        let decoded = self.decode(signature)?;
        let (head, w1) = out[..self.commitment_size()].split_at_mut(LONG_SEED);
        head.copy_from_slice(mu);
        self.commitment(&decoded, &signature[..p.challenge], w1);
        Ok(())
    }

    /// Bytes of mu and the encoding of w1'.
    pub(super) fn commitment_size(&self) -> usize {
        LONG_SEED + K * self.parameters.w1.bytes()
    }

    /// Lines 12 and 13, with the hash of the commitment.
    pub(super) fn compare(&self, hash: &[u8; LONG_SEED], signature: &[u8]) -> Result<(), Error> {
        let challenge = self.parameters.challenge;
        if hash[..challenge] == signature[..challenge] {
            Ok(())
        } else {
            Err(Error::InvalidSignature)
        }
    }

    fn decode(&self, signature: &[u8]) -> Result<Decoded<K, L>, Error> {
        let p = self.parameters;
        let mut decoded = Decoded { z: [const { Poly::ZERO }; L], hints: [[0; 4]; K] };
        let (z, hints) = signature[p.challenge..].split_at(L * p.z.bytes());
        if !hint::unpack(&mut decoded.hints, hints) {
            return Err(Error::MalformedSignature);
        }
        for (poly, bytes) in decoded.z.iter_mut().zip(z.chunks_exact(p.z.bytes())) {
            self.backend.ml_dsa.unpack(poly, bytes, p.z);
            if self.backend.ml_dsa.exceeds(poly, p.gamma1() - p.beta()) {
                return Err(Error::MalformedSignature);
            }
            self.backend.ml_dsa.ntt(poly);
        }
        Ok(decoded)
    }

    /// Lines 8 to 10 and w1Encode: `out` becomes the encoding of w1'.
    fn commitment(&self, decoded: &Decoded<K, L>, challenge: &[u8], out: &mut [u8]) {
        let (kernels, p) = (&self.backend.ml_dsa, self.parameters);
        let mut c = sample_in_ball(self.backend, challenge, p.tau);
        kernels.ntt(&mut c);
        let mut w = Poly::ZERO;
        let rows = self.a.iter().zip(&self.t1).zip(&decoded.hints);
        for (((row, t1), hint), bytes) in rows.zip(out.chunks_exact_mut(p.w1.bytes())) {
            kernels.inner_product(&mut w, row, &decoded.z);
            kernels.multiply_subtract(&mut w, &c, t1);
            kernels.inverse_ntt(&mut w);
            kernels.use_hint(&mut w, hint, p.gamma2);
            kernels.pack(bytes, &w, p.w1);
        }
    }
}
