//! The parameter sets of ML-DSA (FIPS 204, Table 1) and the sizes that follow from them.

use futae_kernels::ml_dsa::{Encoding, Eta, Gamma2};

/// Bytes of the seed xi, of rho, of K and of rnd.
pub(super) const SEED: usize = 32;
/// Bytes of tr, of rho' and of mu.
pub(super) const LONG_SEED: usize = 64;

/// What distinguishes one parameter set from another, but for the dimensions k and l, which are
/// const generics.
#[derive(Debug)]
pub(super) struct Parameters {
    /// Nonzero coefficients of the challenge.
    pub(super) tau: usize,
    /// Bytes of c~: lambda / 4.
    pub(super) challenge: usize,
    /// How z and y are written; their range is gamma_1.
    pub(super) z: Encoding,
    pub(super) gamma2: Gamma2,
    /// How w1 is written.
    pub(super) w1: Encoding,
    pub(super) eta: Eta,
    /// How s1 and s2 are written.
    pub(super) s: Encoding,
    /// Ones that a hint may have.
    pub(super) omega: usize,
}

pub(super) const ML_DSA_44: Parameters = Parameters {
    tau: 39,
    challenge: 32,
    z: Encoding::Z17,
    gamma2: Gamma2::Q88,
    w1: Encoding::W44,
    eta: Eta::Two,
    s: Encoding::Eta2,
    omega: 80,
};

pub(super) const ML_DSA_65: Parameters = Parameters {
    tau: 49,
    challenge: 48,
    z: Encoding::Z19,
    gamma2: Gamma2::Q32,
    w1: Encoding::W16,
    eta: Eta::Four,
    s: Encoding::Eta4,
    omega: 55,
};

pub(super) const ML_DSA_87: Parameters = Parameters {
    tau: 60,
    challenge: 64,
    z: Encoding::Z19,
    gamma2: Gamma2::Q32,
    w1: Encoding::W16,
    eta: Eta::Two,
    s: Encoding::Eta2,
    omega: 75,
};

/// The most bytes of mu and w1 together, over all sets: 64 + 8 * 128.
pub(super) const MAX_COMMITMENT: usize = LONG_SEED + 8 * Encoding::W16.bytes();

/// The most bytes of an expanded key, over all sets.
pub(super) const MAX_EXPANDED_KEY: usize = expanded_key_size(8, 7, Encoding::Eta2);

impl Parameters {
    /// gamma_1.
    pub(super) fn gamma1(&self) -> i32 {
        match self.z {
            Encoding::Z17 => 1 << 17,
            _ => 1 << 19,
        }
    }

    /// beta = tau * eta.
    pub(super) fn beta(&self) -> i32 {
        self.tau as i32 * self.eta.value()
    }
}

/// Bytes of an encoded verifying key (FIPS 204, Algorithm 22).
pub(super) const fn verifying_key_size(k: usize) -> usize {
    SEED + k * Encoding::T1.bytes()
}

/// Bytes of an encoded expanded signing key (FIPS 204, Algorithm 24).
pub(super) const fn expanded_key_size(k: usize, l: usize, s: Encoding) -> usize {
    2 * SEED + LONG_SEED + (k + l) * s.bytes() + k * Encoding::T0.bytes()
}

/// Bytes of an encoded signature (FIPS 204, Algorithm 26).
pub(super) const fn signature_size(
    k: usize,
    l: usize,
    challenge: usize,
    z: Encoding,
    omega: usize,
) -> usize {
    challenge + l * z.bytes() + omega + k
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_those_of_table_2() {
        let sizes = |k, l, p: &Parameters| {
            [
                expanded_key_size(k, l, p.s),
                verifying_key_size(k),
                signature_size(k, l, p.challenge, p.z, p.omega),
            ]
        };
        assert_eq!(sizes(4, 4, &ML_DSA_44), [2_560, 1_312, 2_420]);
        assert_eq!(sizes(6, 5, &ML_DSA_65), [4_032, 1_952, 3_309]);
        assert_eq!(sizes(8, 7, &ML_DSA_87), [4_896, 2_592, 4_627]);
        for (k, p) in [(4, &ML_DSA_44), (6, &ML_DSA_65), (8, &ML_DSA_87)] {
            assert!(LONG_SEED + k * p.w1.bytes() <= MAX_COMMITMENT);
        }
    }

    #[test]
    fn betas_are_those_of_table_1() {
        assert_eq!([&ML_DSA_44, &ML_DSA_65, &ML_DSA_87].map(Parameters::beta), [78, 196, 120]);
    }
}
