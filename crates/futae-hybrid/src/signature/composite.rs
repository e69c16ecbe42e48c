//! Composite ML-DSA of draft-ietf-lamps-pq-composite-sigs-19: ML-DSA and a classical signature over
//! the same message representative, of which both must verify.
//!
//! ```
//! use futae_hybrid::{Registry, signature::composite};
//!
//! assert_eq!(composite::ALGORITHMS.len(), 18);
//! let algorithm = Registry::new().signature("MLDSA44-Ed25519-SHA512")?;
//! let key = algorithm.generate()?;
//! assert_eq!(key.public_bytes().len(), 1312 + 32);
//! assert_eq!(key.private_bytes().as_bytes().len(), 32 + 32);
//! # Ok::<(), futae_hybrid::Error>(())
//! ```

use alloc::{boxed::Box, vec::Vec};

use futae::{ml_dsa::MAX_CONTEXT, ml_dsa_44, ml_dsa_65, ml_dsa_87, prehash::PreHash};

use super::{
    SignatureAlgorithm, SigningKey, VerifyingKey, ecdsa, eddsa,
    ml_dsa::{MlDsa44, MlDsa65, MlDsa87},
    rsa,
};
use crate::{AlgorithmIdentifier, Error, Family, Properties, SecretBytes};

/// The begin of every message representative. Section 2.2, Prefix.
const PREFIX: &[u8] = b"CompositeAlgorithmSignatures2025";
/// Bytes of the private key of ML-DSA, its seed.
const SEED: usize = 32;

/// A row of the table: two algorithms, what they sign, and how many bytes the first one's parts
/// have.
///
/// ```
/// use futae_hybrid::signature::{SignatureAlgorithm, composite};
///
/// let names = composite::ALGORITHMS.iter().map(|row| row.properties().name);
/// assert_eq!(names.last(), Some("MLDSA87-ECDSA-P521-SHA512"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Composite {
    properties: Properties,
    label: &'static str,
    hash: PreHash,
    ml_dsa: &'static dyn SignatureAlgorithm,
    ml_dsa_key_size: usize,
    classical: &'static dyn SignatureAlgorithm,
}

struct Signing {
    algorithm: Composite,
    ml_dsa: Box<dyn SigningKey>,
    classical: Box<dyn SigningKey>,
}

struct Verifying {
    algorithm: Composite,
    ml_dsa: Box<dyn VerifyingKey>,
    classical: Box<dyn VerifyingKey>,
}

impl Composite {
    /// M' of Section 3.2: Prefix ‖ Label ‖ len(ctx) ‖ ctx ‖ PH(M).
    fn representative(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
        let length = u8::try_from(context.len()).map_err(|_| Error::ContextTooLong)?;
        const { assert!(MAX_CONTEXT == u8::MAX as usize, "the length is one byte") };
        let digest = self.hash.digest(message);
        Ok([PREFIX, self.label.as_bytes(), &[length], context, digest.as_ref()].concat())
    }
}

impl SignatureAlgorithm for Composite {
    fn properties(&self) -> &Properties {
        &self.properties
    }

    fn max_signature_size(&self) -> usize {
        self.ml_dsa.max_signature_size() + self.classical.max_signature_size()
    }

    fn generate(&self) -> Result<Box<dyn SigningKey>, Error> {
        let (ml_dsa, classical) = (self.ml_dsa.generate()?, self.classical.generate()?);
        Ok(Box::new(Signing { algorithm: *self, ml_dsa, classical }))
    }

    /// SerializePrivateKey of Section 4.2: the seed of ML-DSA, then the classical key.
    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error> {
        let (seed, rest) = bytes.split_at_checked(SEED).ok_or(Error::Length)?;
        let (ml_dsa, classical) =
            (self.ml_dsa.private_key(seed)?, self.classical.private_key(rest)?);
        Ok(Box::new(Signing { algorithm: *self, ml_dsa, classical }))
    }

    /// SerializePublicKey of Section 4.1: the key of ML-DSA, then the classical one.
    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error> {
        let (first, rest) = bytes.split_at_checked(self.ml_dsa_key_size).ok_or(Error::Length)?;
        let (ml_dsa, classical) =
            (self.ml_dsa.public_key(first)?, self.classical.public_key(rest)?);
        Ok(Box::new(Verifying { algorithm: *self, ml_dsa, classical }))
    }
}

impl SigningKey for Signing {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        [self.ml_dsa.public_bytes(), self.classical.public_bytes()].concat()
    }

    fn private_bytes(&self) -> SecretBytes {
        let [first, second] = [self.ml_dsa.private_bytes(), self.classical.private_bytes()];
        SecretBytes::join(&[first.as_bytes(), second.as_bytes()])
    }

    /// Composite-ML-DSA.Sign, Section 3.2.
    fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
        let representative = self.algorithm.representative(message, context)?;
        let mut signature = self.ml_dsa.sign(&representative, self.algorithm.label.as_bytes())?;
        signature.extend(self.classical.sign(&representative, b"")?);
        Ok(signature)
    }
}

impl VerifyingKey for Verifying {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        [self.ml_dsa.public_bytes(), self.classical.public_bytes()].concat()
    }

    /// Composite-ML-DSA.Verify, Section 3.3.
    fn verify(&self, message: &[u8], context: &[u8], signature: &[u8]) -> Result<(), Error> {
        let representative = self.algorithm.representative(message, context)?;
        let size = self.algorithm.ml_dsa.max_signature_size();
        let (first, second) = signature.split_at_checked(size).ok_or(Error::Length)?;
        self.ml_dsa.verify(&representative, self.algorithm.label.as_bytes(), first)?;
        self.classical.verify(&representative, b"", second)
    }
}

macro_rules! composites {
    ($($name:literal = $arc:literal, $label:literal, $hash:ident, $set:literal, $ml_dsa:ident,
       $ml_dsa_module:ident, $classical:expr, $classical_name:literal;)*) => {
        /// The whole table of Section 6, in the order of the identifiers.
        ///
        /// ```
        /// use futae_hybrid::signature::{SignatureAlgorithm, composite::ALGORITHMS};
        ///
        /// let first = ALGORITHMS[0].properties();
        /// assert_eq!(first.name, "MLDSA44-RSA2048-PSS-SHA256");
        /// let oid = first.key.map(|key| key.oid.to_string());
        /// assert_eq!(oid.as_deref(), Some("1.3.6.1.5.5.7.6.37"));
        /// ```
        pub static ALGORITHMS: &[Composite] = &[$(Composite {
            properties: Properties::signature(
                $name,
                Family::Hybrid,
                &[$set, $classical_name],
                "draft-ietf-lamps-pq-composite-sigs-19",
                AlgorithmIdentifier::bare(concat!("1.3.6.1.5.5.7.6.", $arc)),
            ),
            label: concat!("COMPSIG-", $label),
            hash: PreHash::$hash,
            ml_dsa: &$ml_dsa,
            ml_dsa_key_size: $ml_dsa_module::VERIFYING_KEY_SIZE,
            classical: &$classical,
        }),*];
    };
}

composites! {
    "MLDSA44-RSA2048-PSS-SHA256" = 37, "MLDSA44-RSA2048-PSS-SHA256", Sha2_256, "ML-DSA-44",
        MlDsa44, ml_dsa_44, rsa::PSS_2048_SHA256, "RSA-2048-PSS-SHA256";
    "MLDSA44-RSA2048-PKCS15-SHA256" = 38, "MLDSA44-RSA2048-PKCS15-SHA256", Sha2_256, "ML-DSA-44",
        MlDsa44, ml_dsa_44, rsa::PKCS1_2048_SHA256, "RSA-2048-PKCS15-SHA256";
    "MLDSA44-Ed25519-SHA512" = 39, "MLDSA44-Ed25519-SHA512", Sha2_512, "ML-DSA-44",
        MlDsa44, ml_dsa_44, eddsa::Ed25519, "Ed25519";
    "MLDSA44-ECDSA-P256-SHA256" = 40, "MLDSA44-ECDSA-P256-SHA256", Sha2_256, "ML-DSA-44",
        MlDsa44, ml_dsa_44, ecdsa::P256, "ECDSA-P256-SHA256";
    "MLDSA65-RSA3072-PSS-SHA512" = 41, "MLDSA65-RSA3072-PSS-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, rsa::PSS_3072_SHA256, "RSA-3072-PSS-SHA256";
    "MLDSA65-RSA3072-PKCS15-SHA512" = 42, "MLDSA65-RSA3072-PKCS15-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, rsa::PKCS1_3072_SHA256, "RSA-3072-PKCS15-SHA256";
    "MLDSA65-RSA4096-PSS-SHA512" = 43, "MLDSA65-RSA4096-PSS-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, rsa::PSS_4096_SHA384, "RSA-4096-PSS-SHA384";
    "MLDSA65-RSA4096-PKCS15-SHA512" = 44, "MLDSA65-RSA4096-PKCS15-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, rsa::PKCS1_4096_SHA384, "RSA-4096-PKCS15-SHA384";
    "MLDSA65-ECDSA-P256-SHA512" = 45, "MLDSA65-ECDSA-P256-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, ecdsa::P256, "ECDSA-P256-SHA256";
    "MLDSA65-ECDSA-P384-SHA512" = 46, "MLDSA65-ECDSA-P384-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, ecdsa::P384, "ECDSA-P384-SHA384";
    "MLDSA65-ECDSA-brainpoolP256r1-SHA512" = 47, "MLDSA65-ECDSA-BP256-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, ecdsa::BrainpoolP256r1, "ECDSA-brainpoolP256r1-SHA256";
    "MLDSA65-Ed25519-SHA512" = 48, "MLDSA65-Ed25519-SHA512", Sha2_512, "ML-DSA-65",
        MlDsa65, ml_dsa_65, eddsa::Ed25519, "Ed25519";
    "MLDSA87-ECDSA-P384-SHA512" = 49, "MLDSA87-ECDSA-P384-SHA512", Sha2_512, "ML-DSA-87",
        MlDsa87, ml_dsa_87, ecdsa::P384, "ECDSA-P384-SHA384";
    "MLDSA87-ECDSA-brainpoolP384r1-SHA512" = 50, "MLDSA87-ECDSA-BP384-SHA512", Sha2_512, "ML-DSA-87",
        MlDsa87, ml_dsa_87, ecdsa::BrainpoolP384r1, "ECDSA-brainpoolP384r1-SHA384";
    "MLDSA87-Ed448-SHAKE256" = 51, "MLDSA87-Ed448-SHAKE256", Shake256, "ML-DSA-87",
        MlDsa87, ml_dsa_87, eddsa::Ed448, "Ed448";
    "MLDSA87-RSA3072-PSS-SHA512" = 52, "MLDSA87-RSA3072-PSS-SHA512", Sha2_512, "ML-DSA-87",
        MlDsa87, ml_dsa_87, rsa::PSS_3072_SHA256, "RSA-3072-PSS-SHA256";
    "MLDSA87-RSA4096-PSS-SHA512" = 53, "MLDSA87-RSA4096-PSS-SHA512", Sha2_512, "ML-DSA-87",
        MlDsa87, ml_dsa_87, rsa::PSS_4096_SHA384, "RSA-4096-PSS-SHA384";
    "MLDSA87-ECDSA-P521-SHA512" = 54, "MLDSA87-ECDSA-P521-SHA512", Sha2_512, "ML-DSA-87",
        MlDsa87, ml_dsa_87, ecdsa::P521, "ECDSA-P521-SHA512";
}
