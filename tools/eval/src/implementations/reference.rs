//! ML-KEM, ML-DSA and the verification of LMS and XMSS by the letter of their standards: a second
//! opinion for vectors, and, with a defect inside the arithmetic, mutants.
//!
//! Slow and not constant time: for vectors alone, never for secrets.

mod lms;
mod ml_dsa;
mod ml_kem;
mod xmss;

pub(crate) use ml_dsa::corner_cases;

use crate::implementation::{Implementation, unsupported};
use crate::operation::{Answer, Operation};
use anyhow::Result;
use sha2::{Digest, Sha256};
use sha3::{Sha3_256, Sha3_512};
use shake::digest::{ExtendableOutput, Update, XofReader};
use shake::{Shake128, Shake256};

/// One mistake inside the arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Defect {
    KemCompressTruncates,
    KemDecompressTruncates,
    KemEta,
    KemSumNotReduced,
    KemMontgomery,
    KemZeta,
    KemInverseUnscaled,
    KemNonce,
    KemTransposed,
    KemSampleAcceptsQ,
    KemSampleStops,
    KemSeedWithoutK,
    KemNoRejection,
    KemComparesHalf,
    KemSecretNotBound,
    KemNoModulusCheck,
    KemNoHashCheck,
    KemNonCanonical,
    DsaPower2Round,
    DsaDecomposeEdge,
    DsaUseHintZero,
    DsaUseHintWraps,
    DsaMakeHint,
    DsaHintTruncated,
    DsaHintOverflow,
    DsaNoNormCheck,
    DsaNormOffByOne,
    DsaSignNoNormCheck,
    DsaSignNoLowCheck,
    DsaTr,
    DsaChallengeLength,
    DsaMontgomery,
    DsaZeta,
    DsaInverseUnscaled,
    DsaTransposed,
    DsaSampleAcceptsQ,
    DsaSampleTopBit,
    DsaEta,
    DsaTau,
    DsaMaskCounter,
    DsaChallengeSigns,
    DsaPrivateKeyUnchecked,
}

/// A defect, its name and what is wrong.
pub(crate) type Listed = (Defect, &'static str, &'static str);

/// Every defect.
pub(crate) const DEFECTS: &[Listed] = &[
    (
        Defect::KemCompressTruncates,
        "compress-truncates",
        "Compress rounds down instead of to the nearest (FIPS 203, 4.7)",
    ),
    (
        Defect::KemDecompressTruncates,
        "decompress-truncates",
        "Decompress rounds down instead of to the nearest (FIPS 203, 4.8)",
    ),
    (Defect::KemEta, "kem-eta-one-less", "noise of eta 2 where ML-KEM-512 has 3"),
    (
        Defect::KemSumNotReduced,
        "sum-not-reduced",
        "the last addition of the public key is not reduced modulo q before it is encoded",
    ),
    (Defect::KemMontgomery, "kem-montgomery-lost", "products lack a factor of 2^16 modulo q"),
    (Defect::KemZeta, "kem-zeta-wrong", "the last zeta of the NTT is another root"),
    (Defect::KemInverseUnscaled, "kem-inverse-unscaled", "the inverse NTT forgets the factor 3303"),
    (Defect::KemNonce, "kem-nonce-stands", "s and e are sampled with the same counter"),
    (Defect::KemTransposed, "kem-matrix-transposed", "the matrix is sampled with i and j swapped"),
    (
        Defect::KemSampleAcceptsQ,
        "kem-sample-accepts-q",
        "rejection sampling keeps a candidate that equals q",
    ),
    (
        Defect::KemSampleStops,
        "kem-sample-stops",
        "rejection sampling reads three blocks and fills up with zeroes",
    ),
    (
        Defect::KemSeedWithoutK,
        "kem-seed-without-k",
        "the seed is expanded as in the draft, without k",
    ),
    (Defect::KemNoRejection, "kem-no-rejection", "the secret of a modified ciphertext is K'"),
    (
        Defect::KemComparesHalf,
        "kem-compares-c1-only",
        "the re-encrypted ciphertext is compared without its part c2",
    ),
    (
        Defect::KemSecretNotBound,
        "kem-secret-without-key",
        "the hash of the encapsulation key is not part of K",
    ),
    (
        Defect::KemNoModulusCheck,
        "kem-no-modulus-check",
        "coefficients are not compared with q (7.2)",
    ),
    (Defect::KemNoHashCheck, "kem-no-hash-check", "the hash within the key is not compared (7.3)"),
    (
        Defect::KemNonCanonical,
        "kem-length-at-least",
        "ciphertexts and keys may be longer than they are",
    ),
    (
        Defect::DsaPower2Round,
        "power2round-edge",
        "Power2Round gives -2^12 where the standard has 2^12",
    ),
    (
        Defect::DsaDecomposeEdge,
        "decompose-edge",
        "Decompose lacks the case r+ - r0 = q - 1 (step 3)",
    ),
    (Defect::DsaUseHintZero, "use-hint-zero", "UseHint goes up where r0 is 0"),
    (Defect::DsaUseHintWraps, "use-hint-wraps", "UseHint stops at the ends instead of going round"),
    (Defect::DsaMakeHint, "make-hint-by-size", "a hint stands wherever ct0 might matter"),
    (
        Defect::DsaHintTruncated,
        "hint-check-truncated",
        "the order of indices is checked in the first polynomial only",
    ),
    (Defect::DsaHintOverflow, "hint-overflow", "signing keeps a hint of more than omega ones"),
    (Defect::DsaNoNormCheck, "dsa-no-norm-check", "verification does not look at the norm of z"),
    (Defect::DsaNormOffByOne, "dsa-norm-off-by-one", "z of exactly gamma1 - beta is accepted"),
    (Defect::DsaSignNoNormCheck, "sign-no-norm-check", "signing keeps a z that is too long"),
    (Defect::DsaSignNoLowCheck, "sign-no-low-check", "signing keeps low bits that are too long"),
    (Defect::DsaTr, "tr-of-32-bytes", "tr is 32 bytes and zeroes, as before the final standard"),
    (
        Defect::DsaChallengeLength,
        "challenge-of-32-bytes",
        "the challenge hash is 32 bytes and zeroes whatever lambda",
    ),
    (Defect::DsaMontgomery, "dsa-montgomery-lost", "products lack a factor of 2^32 modulo q"),
    (Defect::DsaZeta, "dsa-zeta-wrong", "the last zeta of the NTT is another root"),
    (
        Defect::DsaInverseUnscaled,
        "dsa-inverse-unscaled",
        "the inverse NTT forgets the factor 8347681",
    ),
    (Defect::DsaTransposed, "dsa-matrix-transposed", "the matrix is sampled with r and s swapped"),
    (
        Defect::DsaSampleAcceptsQ,
        "dsa-sample-bound",
        "rejection sampling keeps candidates up to 2^23 - 2^12",
    ),
    (
        Defect::DsaSampleTopBit,
        "dsa-sample-top-bit",
        "rejection sampling does not clear the top bit of the third byte",
    ),
    (
        Defect::DsaEta,
        "dsa-eta-fifteen",
        "half-bytes of 15 are kept where eta is 2, of 9 where it is 4",
    ),
    (Defect::DsaTau, "dsa-tau-one-less", "the challenge has a coefficient less than tau"),
    (Defect::DsaMaskCounter, "dsa-mask-counter", "the counter of the mask grows by 1 and not by l"),
    (
        Defect::DsaChallengeSigns,
        "dsa-challenge-signs",
        "signs of the challenge are taken from the wrong bit",
    ),
    (
        Defect::DsaPrivateKeyUnchecked,
        "dsa-private-key-unchecked",
        "coefficients of s1 and s2 beyond eta are accepted",
    ),
];

/// The standards' algorithms, with one defect or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    defect: Option<Defect>,
    name: &'static str,
}

impl Reference {
    /// As the standards have it.
    pub(crate) fn sound() -> Self {
        Self { defect: None, name: "reference" }
    }

    /// With a defect.
    pub(crate) fn defective((defect, name, _): Listed) -> Self {
        Self { defect: Some(defect), name }
    }
}

impl Implementation for Reference {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        Ok(if let Some(kem) = ml_kem::MlKem::new(algorithm, self.defect) {
            kem.ask(operation)
        } else if let Some(dsa) = ml_dsa::MlDsa::new(algorithm, self.defect) {
            dsa.ask(operation)
        } else if algorithm.starts_with("LMS") {
            lms::ask(operation)
        } else if algorithm.starts_with("XMSS") {
            xmss::ask(operation)
        } else {
            unsupported(format!("no {algorithm}"))
        })
    }
}

fn shake128(parts: &[&[u8]]) -> impl XofReader + use<> {
    let mut hasher = Shake128::default();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize_xof()
}

fn shake256(parts: &[&[u8]]) -> impl XofReader + use<> {
    let mut hasher = Shake256::default();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize_xof()
}

fn read(mut reader: impl XofReader, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    reader.read(&mut bytes);
    bytes
}

fn sha3_256(parts: &[&[u8]]) -> Vec<u8> {
    Sha3_256::digest(parts.concat()).to_vec()
}

fn sha3_512(parts: &[&[u8]]) -> Vec<u8> {
    Sha3_512::digest(parts.concat()).to_vec()
}

fn sha256(parts: &[&[u8]]) -> Vec<u8> {
    Sha256::digest(parts.concat()).to_vec()
}

/// Values of `bits` bits each to bytes, the least significant bit first.
fn pack(values: impl IntoIterator<Item = u32>, bits: u32, out: &mut Vec<u8>) {
    let (mut held, mut count) = (0_u64, 0);
    for value in values {
        held |= u64::from(value) << count;
        count += bits;
        while count >= 8 {
            out.push(held as u8);
            held >>= 8;
            count -= 8;
        }
    }
    if count > 0 {
        out.push(held as u8);
    }
}

/// The other way round: as many values as the bytes hold.
fn unpack(bytes: &[u8], bits: u32) -> Vec<u32> {
    let (mut held, mut count) = (0_u64, 0);
    let mut values = Vec::new();
    for byte in bytes {
        held |= u64::from(*byte) << count;
        count += 8;
        while count >= bits {
            values.push((held & ((1 << bits) - 1)) as u32);
            held >>= bits;
            count -= bits;
        }
    }
    values
}

/// `base` to the power of `exponent` modulo `modulus`.
fn power(base: u64, exponent: u64, modulus: u64) -> u64 {
    (0..exponent).fold(1, |power, _| power * base % modulus)
}

/// The number whose `count` bits stand in the other order.
fn reversed(number: usize, count: u32) -> u64 {
    u64::from((number as u32).reverse_bits() >> (32 - count))
}
