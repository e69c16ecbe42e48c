//! Products of the challenge with s1 and s2, computed modulo 3329 instead of q.
//!
//! A coefficient of cs has at most the magnitude beta = tau * eta, which is 196 (ML-DSA-65) or
//! less (FIPS 204, Table 1). It is therefore the residue modulo 3329 nearest to zero, and both
//! rings divide by X^256 + 1: the kernels of ML-KEM give the same product from half as many bits.
//! Expanded keys are refused on import unless s1 and s2 are within eta.

use futae_kernels::{
    Backend,
    ml_dsa::{N, Poly},
    ml_kem::{self, Factor},
};

use crate::secret::Secret;

/// A polynomial in the NTT form of FIPS 203, every coefficient in 0..3329 there.
pub(super) type Small = ml_kem::Poly;

/// The NTT form of a polynomial of small coefficients, ready to be multiplied by a challenge.
pub(super) fn transform(backend: &Backend, poly: &Poly, out: &mut Small) {
    narrow(poly, out);
    backend.ml_kem.ntt(out);
    // The encoding takes any representative, the decoding gives the one in 0..3329.
    let mut bytes = Secret([0; 384]);
    backend.ml_kem.encode_12(out, &mut bytes);
    backend.ml_kem.decode_12(&bytes, out);
}

/// A challenge, ready to multiply.
pub(super) fn challenge(backend: &Backend, c: &Poly) -> Factor {
    let mut c_hat = Small::default();
    narrow(c, &mut c_hat);
    backend.ml_kem.ntt(&mut c_hat);
    let mut factor = Factor::default();
    backend.ml_kem.prepare(&c_hat, &mut factor);
    factor
}

/// cs, each coefficient as any value with its residue modulo 3329.
pub(super) fn multiply(backend: &Backend, s: &Small, c: &Factor, out: &mut Small) {
    use core::slice::from_ref;
    backend.ml_kem.inner_product(from_ref(s), from_ref(c), out);
    backend.ml_kem.inverse_ntt(out);
}

/// The same coefficients, of magnitude at most eta, in half as many bits.
fn narrow(poly: &Poly, out: &mut Small) {
    for i in 0..N {
        out.0[i] = poly.0[i] as i16;
    }
}

#[cfg(test)]
mod tests {
    use futae_kernels::ml_dsa::Eta;

    use super::*;
    use crate::ml_dsa::{
        ball::sample_in_ball,
        parameters::{ML_DSA_44, ML_DSA_65, ML_DSA_87, Parameters},
    };

    /// c times s in Z\[X\]/(X^256 + 1).
    fn schoolbook(c: &Poly, s: &Poly) -> [i32; N] {
        let mut product = [0; N];
        for (i, &a) in c.0.iter().enumerate() {
            for (j, &b) in s.0.iter().enumerate() {
                let sign = if i + j < N { 1 } else { -1 };
                product[(i + j) % N] += sign * a * b;
            }
        }
        product
    }

    /// For s at the extremes, with the signs of c so that a coefficient reaches beta, and mixed.
    fn polys(c: &Poly, eta: Eta) -> [Poly; 3] {
        let eta = eta.value();
        let extreme = |i: usize| match c.0[(N - i) % N] {
            0 => eta,
            unit if i == 0 => unit * eta,
            unit => -unit * eta,
        };
        let mixed = |i: usize| (i as i32 * 7 + 3) % (2 * eta + 1) - eta;
        [Poly([-eta; N]), Poly(core::array::from_fn(extreme)), Poly(core::array::from_fn(mixed))]
    }

    fn check(backend: &'static Backend, p: &Parameters, seed: u8) {
        let c = sample_in_ball(backend, &[seed; 32], p.tau);
        let factor = challenge(backend, &c);
        for s in polys(&c, p.eta) {
            let (mut s_hat, mut product) = (Small::default(), Small::default());
            transform(backend, &s, &mut s_hat);
            multiply(backend, &s_hat, &factor, &mut product);
            let expected = schoolbook(&c, &s);
            assert!(expected.iter().all(|x| x.abs() <= p.beta()));
            let [mut sum, mut difference] = [Poly([1_000; N]), Poly([1_000; N])];
            backend.ml_dsa.add_small(&mut sum, &product, 1);
            backend.ml_dsa.subtract_small(&mut difference, &product, 1);
            assert_eq!(sum.0, expected.map(|x| 1_000 + x), "{}", backend.name);
            assert_eq!(difference.0, expected.map(|x| 1_000 - x), "{}", backend.name);
        }
    }

    #[test]
    fn products_are_those_of_the_integers_up_to_beta() {
        for backend in Backend::available() {
            for p in [&ML_DSA_44, &ML_DSA_65, &ML_DSA_87] {
                (0..20).for_each(|seed| check(backend, p, seed));
                let c = sample_in_ball(backend, &[0; 32], p.tau);
                let [_, extreme, _] = polys(&c, p.eta);
                assert_eq!(schoolbook(&c, &extreme)[0], p.beta());
            }
        }
    }
}
