//! ML-DSA in little memory, for builds with `--cfg futae_low_stack`: one entry of the matrix at a
//! time, one Keccak state, polynomials of the key and of the mask made again when they are needed.
//!
//! The functions stand apart (`inline(never)`) so that their frames do not add up. Prepared keys
//! and batches are as large as ever. What the rejection loop tells, and why that is public, is said
//! in `sign`; the checks are the same in the same order.

use core::slice::from_ref;

use futae_kernels::{
    Backend, declassified, declassify,
    keccak::sponge::{SUFFIX_SHAKE, Shake256, shake256},
    ml_dsa::{D, Encoding, Hint, Poly},
};

use super::{
    Error,
    ball::sample_in_ball,
    hint,
    key::hash_of,
    lanes::{MASK_BYTES, Task, run_alone},
    message::Mu,
    parameters::{LONG_SEED, MAX_COMMITMENT, MAX_EXPANDED_KEY, Parameters, SEED},
    sign::{MAX_ATTEMPTS, Refusal},
};
use crate::secret::Secret;

/// Where the encodings of s1 and s2 begin in an expanded key (FIPS 204, Algorithm 24, skEncode).
const S: usize = 2 * SEED + LONG_SEED;

/// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal). The slices have the sizes of the encodings.
#[inline(never)]
pub(super) fn generate<const K: usize, const L: usize>(
    p: &Parameters,
    seed: &[u8; SEED],
    verifying_key: &mut [u8],
    expanded: &mut [u8],
) {
    let backend = Backend::get();
    let mut rho_prime = Secret([0; LONG_SEED]);
    let mut sponge = Shake256::<1>::new(&backend.keccak);
    sponge.absorb([seed]);
    sponge.absorb([&[K as u8, L as u8]]);
    let mut output = sponge.finish(SUFFIX_SHAKE);
    output.squeeze([&mut expanded[..SEED]]);
    declassify(&expanded[..SEED]);
    output.squeeze([&mut *rho_prime]);
    output.squeeze([&mut expanded[SEED..2 * SEED]]);
    let mut poly = Secret(Poly::ZERO);
    let s = expanded[S..].chunks_exact_mut(p.s.bytes()).take(L + K);
    for (nonce, bytes) in (0..).zip(s) {
        let (out, eta) = (&mut *poly, p.eta);
        run_alone(backend, Task::Bounded { out, rho_prime: &rho_prime, nonce, eta });
        backend.ml_dsa.pack(bytes, &poly, p.s);
    }
    derive::<K, L>(backend, p, expanded, verifying_key);
}

/// The verifying key of an expanded key, when that is one which key generation could have made.
#[inline(never)]
pub(super) fn import<const K: usize, const L: usize>(
    p: &Parameters,
    expanded: &[u8],
    verifying_key: &mut [u8],
) -> bool {
    let backend = Backend::get();
    let mut poly = Secret(Poly::ZERO);
    let mut improper = false;
    for bytes in expanded[S..].chunks_exact(p.s.bytes()).take(L + K) {
        backend.ml_dsa.unpack(&mut poly, bytes, p.s);
        improper |= backend.ml_dsa.exceeds(&poly, p.eta.value() + 1);
    }
    let mut again = Secret([0; MAX_EXPANDED_KEY]);
    let again = &mut again[..expanded.len()];
    again.copy_from_slice(expanded);
    derive::<K, L>(backend, p, again, verifying_key);
    let difference = again.iter().zip(expanded).fold(0, |bits, (a, b)| bits | (a ^ b));
    declassified(difference | u8::from(improper)) == 0
}

/// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal), lines 3 and 5 to 9: from rho, s1 and s2 of an
/// expanded key its tr and t0, and the verifying key.
#[inline(never)]
fn derive<const K: usize, const L: usize>(
    backend: &'static Backend,
    p: &Parameters,
    expanded: &mut [u8],
    verifying_key: &mut [u8],
) {
    let kernels = &backend.ml_dsa;
    let (head, rest) = expanded.split_at_mut(S);
    let (s, t0) = rest.split_at_mut((L + K) * p.s.bytes());
    let mut s1_hat = Secret([const { Poly::ZERO }; L]);
    let mut s = s.chunks_exact(p.s.bytes());
    for (hat, bytes) in s1_hat.iter_mut().zip(&mut s) {
        kernels.unpack(hat, bytes, p.s);
        kernels.ntt(hat);
    }
    let mut rho = [0; SEED];
    rho.copy_from_slice(&head[..SEED]);
    verifying_key[..SEED].copy_from_slice(&rho);
    let [mut t, mut poly] = [(); 2].map(|()| Secret(Poly::ZERO));
    let t1_bytes = verifying_key[SEED..].chunks_exact_mut(Encoding::T1.bytes());
    let t0_bytes = t0.chunks_exact_mut(Encoding::T0.bytes());
    for (row, ((s2, t1_bytes), t0_bytes)) in (0..).zip(s.zip(t1_bytes).zip(t0_bytes)) {
        sum_of_row(backend, &rho, row, &*s1_hat, &mut t);
        kernels.inverse_ntt(&mut t);
        kernels.unpack(&mut poly, s2, p.s);
        kernels.add_centred(&mut t, &poly, 1);
        kernels.power2round(&mut t, &mut poly);
        kernels.pack(t1_bytes, &poly, Encoding::T1);
        kernels.pack(t0_bytes, &t, Encoding::T0);
    }
    declassify(verifying_key);
    head[2 * SEED..].copy_from_slice(&hash_of(verifying_key));
}

/// Row `row` of the matrix times a vector in NTT form, centred.
#[inline(never)]
fn sum_of_row(
    backend: &'static Backend,
    rho: &[u8; SEED],
    row: u8,
    vector: &[Poly],
    out: &mut Poly,
) {
    let mut entry = Poly::ZERO;
    let mut product = Secret(Poly::ZERO);
    out.0.fill(0);
    for (column, poly) in (0..).zip(vector) {
        run_alone(backend, Task::Uniform { out: &mut entry, rho, row, column });
        backend.ml_dsa.inner_product(&mut product, from_ref(&entry), from_ref(poly));
        // Of the sum only that it is centred matters, which is below q.
        backend.ml_dsa.add_centred(out, &product, 1);
    }
}

/// One polynomial of the mask y (FIPS 204, Algorithm 34, lines 3 to 5).
#[inline(never)]
fn mask(
    backend: &'static Backend,
    rho_double_prime: &[u8; LONG_SEED],
    nonce: u16,
    z: Encoding,
    out: &mut Poly,
) {
    let mut bytes = Secret([0; MASK_BYTES]);
    let bytes = &mut *bytes;
    run_alone(backend, Task::Mask { out, bytes, rho_double_prime, nonce, z });
}

/// What one attempt works on.
struct Attempt<'a, const K: usize, const L: usize> {
    backend: &'static Backend,
    parameters: &'static Parameters,
    expanded: &'a [u8],
    rho: [u8; SEED],
    /// rho''.
    seed: Secret<[u8; LONG_SEED]>,
    /// l times the number of attempts.
    kappa: u16,
    y_hat: Secret<[Poly; L]>,
    w0: Secret<[Poly; K]>,
    /// mu and the encoding of w1.
    commitment: Secret<[u8; MAX_COMMITMENT]>,
}

/// FIPS 204, Algorithm 7 (ML-DSA.Sign_internal). `out` has the size of a signature. False when no
/// attempt of many succeeded.
#[inline(never)]
pub(super) fn sign<const K: usize, const L: usize>(
    parameters: &'static Parameters,
    expanded: &[u8],
    mu: &Mu,
    rnd: &[u8; SEED],
    out: &mut [u8],
) -> bool {
    let backend = Backend::get();
    let mut attempt = Attempt::<K, L> {
        backend,
        parameters,
        expanded,
        rho: [0; SEED],
        seed: Secret(shake256(&backend.keccak, &[&expanded[SEED..2 * SEED], rnd, mu])),
        kappa: 0,
        y_hat: Secret([const { Poly::ZERO }; L]),
        w0: Secret([const { Poly::ZERO }; K]),
        commitment: Secret([0; MAX_COMMITMENT]),
    };
    attempt.rho.copy_from_slice(&expanded[..SEED]);
    attempt.commitment[..LONG_SEED].copy_from_slice(mu);
    for _ in 0..MAX_ATTEMPTS {
        attempt.commit();
        if attempt.respond(out).is_ok() {
            return true;
        }
        attempt.kappa += L as u16;
    }
    false
}

impl<const K: usize, const L: usize> Attempt<'_, K, L> {
    /// Lines 11 to 14: w, its low parts, and the encoding of its high ones.
    #[inline(never)]
    fn commit(&mut self) {
        let (kernels, p) = (&self.backend.ml_dsa, self.parameters);
        for (nonce, y) in (self.kappa..).zip(self.y_hat.iter_mut()) {
            mask(self.backend, &self.seed, nonce, p.z, y);
            kernels.ntt(y);
        }
        let mut w1 = Secret(Poly::ZERO);
        let packed = self.commitment[LONG_SEED..].chunks_exact_mut(p.w1.bytes());
        for (row, (w, packed)) in (0..).zip(self.w0.iter_mut().zip(packed)) {
            sum_of_row(self.backend, &self.rho, row, &*self.y_hat, w);
            kernels.inverse_ntt(w);
            kernels.decompose(w, &mut w1, p.gamma2);
            kernels.pack(packed, &w1, p.w1);
        }
    }

    /// Lines 15 to 33: the challenge, the checks, and the signature.
    #[inline(never)]
    fn respond(&mut self, out: &mut [u8]) -> Result<(), Refusal> {
        let (kernels, p) = (&self.backend.ml_dsa, self.parameters);
        let (challenge, rest) = out.split_at_mut(p.challenge);
        let commitment = &self.commitment[..LONG_SEED + K * p.w1.bytes()];
        let digest: [u8; LONG_SEED] = shake256(&self.backend.keccak, &[commitment]);
        challenge.copy_from_slice(&digest[..p.challenge]);
        declassify(challenge);
        let mut c = sample_in_ball(self.backend, challenge, p.tau);
        kernels.ntt(&mut c);
        let (z, hints) = rest.split_at_mut(L * p.z.bytes());
        self.check_r0(&c)?;
        self.write_z(&c, z)?;
        self.write_hints(&c, hints)
    }

    /// c times polynomial `number` of an encoded vector of the key.
    fn multiply(&self, c: &Poly, bytes: &[u8], encoding: Encoding, number: usize, out: &mut Poly) {
        let kernels = &self.backend.ml_dsa;
        let mut poly = Secret(Poly::ZERO);
        kernels.unpack(
            &mut poly,
            &bytes[number * encoding.bytes()..][..encoding.bytes()],
            encoding,
        );
        kernels.ntt(&mut poly);
        kernels.inner_product(out, from_ref(c), from_ref(&*poly));
        kernels.inverse_ntt(out);
    }

    /// Lines 19, 21 and half of 23: w0 becomes r0 = w0 - cs2.
    #[inline(never)]
    fn check_r0(&mut self, c: &Poly) -> Result<(), Refusal> {
        let p = self.parameters;
        let bound = p.gamma2.value() - p.beta();
        let s2 = &self.expanded[S + L * p.s.bytes()..];
        let mut product = Secret(Poly::ZERO);
        for number in 0..K {
            self.multiply(c, s2, p.s, number, &mut product);
            let w0 = &mut self.w0[number];
            if declassified(self.backend.ml_dsa.subtract_centred(w0, &product, bound)) {
                return Err(Refusal::R0);
            }
        }
        Ok(())
    }

    /// Lines 18, 20 and the other half of 23: z = y + cs1, encoded.
    #[inline(never)]
    fn write_z(&self, c: &Poly, out: &mut [u8]) -> Result<(), Refusal> {
        let p = self.parameters;
        let bound = p.gamma1() - p.beta();
        let [mut z, mut y] = [(); 2].map(|()| Secret(Poly::ZERO));
        for (number, bytes) in out.chunks_exact_mut(p.z.bytes()).enumerate() {
            self.multiply(c, &self.expanded[S..], p.s, number, &mut z);
            mask(self.backend, &self.seed, self.kappa + number as u16, p.z, &mut y);
            if declassified(self.backend.ml_dsa.add_centred(&mut z, &y, bound)) {
                return Err(Refusal::Z);
            }
            self.backend.ml_dsa.pack(bytes, &z, p.z);
        }
        Ok(())
    }

    /// Lines 25 to 28: ct0, its bound, the hints, their weight and their encoding.
    #[inline(never)]
    fn write_hints(&self, c: &Poly, out: &mut [u8]) -> Result<(), Refusal> {
        let (kernels, p) = (&self.backend.ml_dsa, self.parameters);
        let t0 = &self.expanded[S + (K + L) * p.s.bytes()..];
        let mut hints: [Hint; K] = [[0; 4]; K];
        let [mut product, mut w1] = [(); 2].map(|()| Secret(Poly::ZERO));
        let packed = self.commitment[LONG_SEED..].chunks_exact(p.w1.bytes());
        for (number, (hint, packed)) in hints.iter_mut().zip(packed).enumerate() {
            self.multiply(c, t0, Encoding::T0, number, &mut product);
            let bound = p.gamma2.value();
            if declassified(kernels.add_centred(&mut product, &Poly::ZERO, bound)) {
                return Err(Refusal::Ct0);
            }
            kernels.unpack(&mut w1, packed, p.w1);
            *hint = kernels.make_hint(&self.w0[number], &product, &w1, p.gamma2);
            declassify(hint);
        }
        let ones: usize = hints.as_flattened().iter().map(|word| word.count_ones() as usize).sum();
        if ones > p.omega {
            return Err(Refusal::Hint);
        }
        hint::pack(out, &hints);
        Ok(())
    }
}

/// FIPS 204, Algorithm 8 (ML-DSA.Verify_internal). Everything here is public.
#[inline(never)]
pub(super) fn verify<const K: usize, const L: usize>(
    p: &'static Parameters,
    verifying_key: &[u8],
    mu: &Mu,
    signature: &[u8],
) -> Result<(), Error> {
    let backend = Backend::get();
    let (challenge, rest) = signature.split_at(p.challenge);
    let (z_bytes, hint_bytes) = rest.split_at(L * p.z.bytes());
    let mut hints = [[0; 4]; K];
    if !hint::unpack(&mut hints, hint_bytes) {
        return Err(Error::MalformedSignature);
    }
    let mut z = [const { Poly::ZERO }; L];
    for (poly, bytes) in z.iter_mut().zip(z_bytes.chunks_exact(p.z.bytes())) {
        backend.ml_dsa.unpack(poly, bytes, p.z);
        if backend.ml_dsa.exceeds(poly, p.gamma1() - p.beta()) {
            return Err(Error::MalformedSignature);
        }
        backend.ml_dsa.ntt(poly);
    }
    let mut commitment = [0; MAX_COMMITMENT];
    let commitment = &mut commitment[..LONG_SEED + K * p.w1.bytes()];
    let (head, w1) = commitment.split_at_mut(LONG_SEED);
    head.copy_from_slice(mu);
    recommit(backend, p, verifying_key, challenge, &z, &hints, w1);
    let expected: [u8; LONG_SEED] = shake256(&backend.keccak, &[commitment]);
    if expected[..p.challenge] == *challenge { Ok(()) } else { Err(Error::InvalidSignature) }
}

/// Lines 8 to 10 and w1Encode: `out` becomes the encoding of w1'.
#[inline(never)]
fn recommit(
    backend: &'static Backend,
    p: &Parameters,
    verifying_key: &[u8],
    challenge: &[u8],
    z: &[Poly],
    hints: &[Hint],
    out: &mut [u8],
) {
    let kernels = &backend.ml_dsa;
    let mut c = sample_in_ball(backend, challenge, p.tau);
    kernels.ntt(&mut c);
    let (head, t1_bytes) = verifying_key.split_at(SEED);
    let mut rho = [0; SEED];
    rho.copy_from_slice(head);
    let [mut w, mut t1] = [const { Poly::ZERO }; 2];
    let t1_bytes = t1_bytes.chunks_exact(Encoding::T1.bytes());
    let rows = hints.iter().zip(t1_bytes).zip(out.chunks_exact_mut(p.w1.bytes()));
    for (row, ((hint, t1_bytes), bytes)) in (0..).zip(rows) {
        kernels.unpack(&mut t1, t1_bytes, Encoding::T1);
        t1.0.iter_mut().for_each(|x| *x <<= D);
        kernels.ntt(&mut t1);
        sum_of_row(backend, &rho, row, z, &mut w);
        kernels.multiply_subtract(&mut w, &c, &t1);
        kernels.inverse_ntt(&mut w);
        kernels.use_hint(&mut w, hint, p.gamma2);
        kernels.pack(bytes, &w, p.w1);
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;
    use crate::ml_dsa::{
        key,
        parameters::{self, ML_DSA_44, ML_DSA_65, ML_DSA_87},
        sign::Signer,
        verify::Verifier,
    };

    fn check<const K: usize, const L: usize>(p: &'static Parameters) {
        let key_size = parameters::verifying_key_size(K);
        let expanded_size = parameters::expanded_key_size(K, L, p.s);
        let size = parameters::signature_size(K, L, p.challenge, p.z, p.omega);
        for i in 0..12_u8 {
            let mut publics = [0; 3].map(|_| vec![0; key_size]);
            let mut expanded = [0; 2].map(|_| vec![0; expanded_size]);
            generate::<K, L>(p, &[i; SEED], &mut publics[0], &mut expanded[0]);
            key::generate_in_lanes::<K, L>(p, &[i; SEED], &mut publics[1], &mut expanded[1]);
            assert!(publics[0] == publics[1] && expanded[0] == expanded[1]);
            assert!(import::<K, L>(p, &expanded[0], &mut publics[2]));
            assert!(publics[0] == publics[2]);
            let mut signatures = [0; 2].map(|_| vec![0; size]);
            let (mu, rnd) = ([i; LONG_SEED], [i / 2; SEED]);
            assert!(sign::<K, L>(p, &expanded[0], &mu, &rnd, &mut signatures[0]));
            assert!(Signer::<K, L>::new(p, &expanded[0]).sign(&mu, &rnd, &mut signatures[1]));
            assert_eq!(signatures[0], signatures[1]);
            let mut verifier = Verifier::<K, L>::zero(p);
            verifier.read(&publics[0]);
            for at in [0, size / 2, size - 1] {
                signatures[0][at] ^= i % 2;
                let ours = verify::<K, L>(p, &publics[0], &mu, &signatures[0]);
                let theirs = verifier.verify(&mu, &signatures[0]);
                assert_eq!(ours, theirs);
                assert_eq!(ours.is_ok(), i % 2 == 0);
            }
            for at in [0, S, expanded_size - 1] {
                expanded[0][at] ^= 1;
                assert!(!import::<K, L>(p, &expanded[0], &mut publics[2]));
                assert!(!key::import_in_lanes::<K, L>(p, &expanded[0], &mut publics[2]));
                expanded[0][at] ^= 1;
            }
        }
    }

    #[test]
    fn little_memory_gives_the_same() {
        check::<4, 4>(&ML_DSA_44);
        check::<6, 5>(&ML_DSA_65);
        check::<8, 7>(&ML_DSA_87);
    }
}
