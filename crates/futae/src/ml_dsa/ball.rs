//! The challenge polynomial: tau coefficients of 1 or -1.

use futae_kernels::{
    Backend,
    keccak::sponge::{SUFFIX_SHAKE, Shake256},
    ml_dsa::Poly,
};

/// Bytes squeezed at a time: one block of SHAKE256, which nearly always suffices.
const BLOCK: usize = 136;

/// FIPS 204, Algorithm 29 (SampleInBall).
///
/// c~ is public, also that of a refused attempt: it is a hash of mu and w1, and w1 depends on the
/// fresh mask alone, not on s1, s2 or t0. So indices and the number of tries may show.
pub(super) fn sample_in_ball(backend: &'static Backend, challenge: &[u8], tau: usize) -> Poly {
    let mut sponge = Shake256::<1>::new(&backend.keccak);
    sponge.absorb([challenge]);
    let mut output = sponge.finish(SUFFIX_SHAKE);
    let mut block = [0; BLOCK];
    output.squeeze([&mut block]);
    let (signs, mut rest) = block.split_at(8);
    let mut signs = signs.iter().rev().fold(0_u64, |word, &byte| word << 8 | u64::from(byte));
    let mut c = Poly::ZERO;
    let mut more = [0; BLOCK];
    for i in 256 - tau..256 {
        let j = loop {
            let Some((&j, tail)) = rest.split_first() else {
                output.squeeze([&mut more]);
                rest = &more;
                continue;
            };
            rest = tail;
            if usize::from(j) <= i {
                break usize::from(j);
            }
        };
        c.0[i] = c.0[j];
        c.0[j] = 1 - 2 * (signs & 1) as i32;
        signs >>= 1;
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_is_tau_and_every_coefficient_is_a_unit() {
        for (n, tau) in [39, 49, 60].into_iter().cycle().take(600).enumerate() {
            let c = sample_in_ball(Backend::get(), &n.to_le_bytes(), tau);
            assert!(c.0.iter().all(|x| x.abs() <= 1));
            assert_eq!(c.0.iter().filter(|&&x| x != 0).count(), tau);
        }
    }
}
