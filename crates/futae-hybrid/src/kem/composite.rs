//! Composite ML-KEM of draft-ietf-lamps-pq-composite-kem: ML-KEM and a classical key encapsulation,
//! whose secrets SHA3-256 combines. The draft and its identifiers may still change.
//!
//! ```
//! use futae_hybrid::{Registry, kem::composite};
//!
//! assert_eq!(composite::ALGORITHMS.len(), 12);
//! let algorithm = Registry::new().kem("MLKEM768-X25519-SHA3-256")?;
//! assert!(algorithm.properties().provisional);
//! let key = algorithm.generate()?;
//! let public = algorithm.public_key(&key.public_bytes())?;
//! let (ciphertext, sent) = public.encapsulate()?;
//! assert_eq!(sent.as_bytes(), key.decapsulate(&ciphertext)?.as_bytes());
//! # Ok::<(), futae_hybrid::Error>(())
//! ```

use alloc::{boxed::Box, vec::Vec};

use sha3::{Digest, Sha3_256};

use super::{
    DecapsulationKey, EncapsulationKey, KemAlgorithm,
    ml_kem::{MlKem768, MlKem1024},
};
use crate::{
    AlgorithmIdentifier, Error, Family, Properties, Secret, SecretBytes,
    classical::{
        agreement::{self, Agreement, AgreementKey},
        rsa_oaep,
    },
};

/// Bytes of the private key of ML-KEM, its seed.
const SEED: usize = 64;

/// The classical part of a row: ECDH on a curve, or RSA-OAEP with a modulus of so many bits.
#[derive(Clone, Copy, Debug)]
enum Classical {
    Ecdh(&'static dyn Agreement),
    Rsa(usize),
}

enum PrivateKey {
    Ecdh(Box<dyn AgreementKey>),
    Rsa(Box<rsa_oaep::PrivateKey>),
}

enum PublicKey {
    Ecdh(Vec<u8>),
    Rsa(rsa_oaep::PublicKey),
}

/// A row of the table: two key encapsulations and the label that separates it from the others.
///
/// ```
/// use futae_hybrid::kem::{KemAlgorithm, composite};
///
/// let names = composite::ALGORITHMS.iter().map(|row| row.properties().name);
/// assert_eq!(names.last(), Some("MLKEM1024-ECDH-P521-SHA3-256"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Composite {
    properties: Properties,
    label: &'static [u8],
    ml_kem: &'static dyn KemAlgorithm,
    ml_kem_key_size: usize,
    ml_kem_ciphertext_size: usize,
    classical: Classical,
}

struct Decapsulating {
    algorithm: Composite,
    ml_kem: Box<dyn DecapsulationKey>,
    classical: PrivateKey,
}

struct Encapsulating {
    algorithm: Composite,
    ml_kem: Box<dyn EncapsulationKey>,
    classical: PublicKey,
}

impl Classical {
    fn generate(&self) -> Result<PrivateKey, Error> {
        Ok(match self {
            Self::Ecdh(curve) => PrivateKey::Ecdh(curve.generate()?),
            Self::Rsa(bits) => PrivateKey::Rsa(Box::new(rsa_oaep::PrivateKey::generate(*bits)?)),
        })
    }

    fn private_key(&self, bytes: &[u8]) -> Result<PrivateKey, Error> {
        Ok(match self {
            Self::Ecdh(curve) => PrivateKey::Ecdh(agreement::private_key(*curve, bytes)?),
            Self::Rsa(bits) => {
                PrivateKey::Rsa(Box::new(rsa_oaep::PrivateKey::from_bytes(*bits, bytes)?))
            }
        })
    }

    fn public_key(&self, bytes: &[u8]) -> Result<PublicKey, Error> {
        Ok(match self {
            Self::Ecdh(curve) => {
                curve.check(bytes)?;
                PublicKey::Ecdh(bytes.to_vec())
            }
            Self::Rsa(bits) => PublicKey::Rsa(rsa_oaep::PublicKey::from_bytes(*bits, bytes)?),
        })
    }

    fn private_bytes(&self, key: &PrivateKey) -> SecretBytes {
        match (self, key) {
            (Self::Ecdh(curve), PrivateKey::Ecdh(key)) => agreement::private_bytes(*curve, &**key),
            (_, PrivateKey::Ecdh(key)) => key.scalar(),
            (_, PrivateKey::Rsa(key)) => key.bytes(),
        }
    }

    /// Bytes of a public key and of a ciphertext; of RSA in DER the first vary with the exponent.
    fn sizes(&self) -> (Option<usize>, usize) {
        match self {
            Self::Ecdh(curve) => (Some(curve.share_size()), curve.share_size()),
            Self::Rsa(bits) => (None, bits / 8),
        }
    }
}

impl PrivateKey {
    fn public_bytes(&self) -> Vec<u8> {
        match self {
            Self::Ecdh(key) => key.share().to_vec(),
            Self::Rsa(key) => key.public().bytes(),
        }
    }

    fn decapsulate(&self, ciphertext: &[u8]) -> Result<SecretBytes, Error> {
        match self {
            Self::Ecdh(key) => key.agree(ciphertext),
            Self::Rsa(key) => key.decapsulate(ciphertext),
        }
    }
}

impl PublicKey {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Ecdh(share) => share.clone(),
            Self::Rsa(key) => key.bytes(),
        }
    }

    fn encapsulate(&self, classical: Classical) -> Result<(Vec<u8>, SecretBytes), Error> {
        match (self, classical) {
            (Self::Ecdh(peer), Classical::Ecdh(curve)) => {
                let key = curve.generate()?;
                let secret = key.agree(peer)?;
                Ok((key.share().to_vec(), secret))
            }
            (Self::Rsa(key), Classical::Rsa(_)) => key.encapsulate(),
            _ => Err(Error::UnknownAlgorithm),
        }
    }
}

impl Composite {
    /// The combiner: SHA3-256(mlkemSS ‖ tradSS ‖ tradCT ‖ tradPK ‖ Label).
    fn combine(&self, parts: [&[u8]; 4]) -> SecretBytes {
        let mut hash = Sha3_256::new();
        parts.iter().chain([&self.label]).for_each(|part| hash.update(part));
        let mut secret = Secret::<32>::zero();
        hash.finalize_into(secret.as_mut().into());
        secret.into()
    }
}

impl KemAlgorithm for Composite {
    fn properties(&self) -> &Properties {
        &self.properties
    }

    fn public_key_size(&self) -> Option<usize> {
        self.classical.sizes().0.map(|size| self.ml_kem_key_size + size)
    }

    fn ciphertext_size(&self) -> Option<usize> {
        Some(self.ml_kem_ciphertext_size + self.classical.sizes().1)
    }

    fn generate(&self) -> Result<Box<dyn DecapsulationKey>, Error> {
        let (ml_kem, classical) = (self.ml_kem.generate()?, self.classical.generate()?);
        Ok(Box::new(Decapsulating { algorithm: *self, ml_kem, classical }))
    }

    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
        let (seed, rest) = bytes.split_at_checked(SEED).ok_or(Error::Length)?;
        let ml_kem = self.ml_kem.private_key(seed)?;
        let classical = self.classical.private_key(rest)?;
        Ok(Box::new(Decapsulating { algorithm: *self, ml_kem, classical }))
    }

    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn EncapsulationKey>, Error> {
        let (first, rest) = bytes.split_at_checked(self.ml_kem_key_size).ok_or(Error::Length)?;
        let ml_kem = self.ml_kem.public_key(first)?;
        let classical = self.classical.public_key(rest)?;
        Ok(Box::new(Encapsulating { algorithm: *self, ml_kem, classical }))
    }
}

impl DecapsulationKey for Decapsulating {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        [self.ml_kem.public_bytes(), self.classical.public_bytes()].concat()
    }

    fn private_bytes(&self) -> SecretBytes {
        let classical = self.algorithm.classical.private_bytes(&self.classical);
        SecretBytes::join(&[self.ml_kem.private_bytes().as_bytes(), classical.as_bytes()])
    }

    fn decapsulate(&self, ciphertext: &[u8]) -> Result<SecretBytes, Error> {
        if Some(ciphertext.len()) != self.algorithm.ciphertext_size() {
            return Err(Error::Length);
        }
        let (first, second) = ciphertext.split_at(self.algorithm.ml_kem_ciphertext_size);
        let ml_kem = self.ml_kem.decapsulate(first)?;
        let classical = self.classical.decapsulate(second)?;
        let public = self.classical.public_bytes();
        let secrets = (ml_kem.as_bytes(), classical.as_bytes());
        Ok(self.algorithm.combine([secrets.0, secrets.1, second, &public]))
    }
}

impl EncapsulationKey for Encapsulating {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        [self.ml_kem.public_bytes(), self.classical.bytes()].concat()
    }

    fn encapsulate(&self) -> Result<(Vec<u8>, SecretBytes), Error> {
        let (mut ciphertext, ml_kem) = self.ml_kem.encapsulate()?;
        let (second, classical) = self.classical.encapsulate(self.algorithm.classical)?;
        let public = self.classical.bytes();
        let secrets = (ml_kem.as_bytes(), classical.as_bytes());
        let secret = self.algorithm.combine([secrets.0, secrets.1, &second, &public]);
        ciphertext.extend(second);
        Ok((ciphertext, secret))
    }
}

macro_rules! composites {
    ($($arc:literal, $name:literal, $label:literal, $set:literal, $ml_kem:ident, $ml_kem_module:ident,
       $classical_name:literal, $classical:expr;)*) => {
        /// The whole table, in the order of the identifiers.
        ///
        /// ```
        /// use futae_hybrid::kem::{KemAlgorithm, composite::ALGORITHMS};
        ///
        /// let first = ALGORITHMS[0].properties();
        /// assert_eq!(first.name, "MLKEM768-RSA2048-SHA3-256");
        /// let oid = first.key.map(|key| key.oid.to_string());
        /// assert_eq!(oid.as_deref(), Some("1.3.6.1.5.5.7.6.55"));
        /// ```
        pub static ALGORITHMS: &[Composite] = &[$(Composite {
            properties: Properties {
                provisional: true,
                ..Properties::kem(
                    $name,
                    Family::Hybrid,
                    &[$set, $classical_name],
                    "draft-ietf-lamps-pq-composite-kem",
                    Some(AlgorithmIdentifier::bare(concat!("1.3.6.1.5.5.7.6.", $arc))),
                )
            },
            label: $label,
            ml_kem: &$ml_kem,
            ml_kem_key_size: futae::$ml_kem_module::ENCAPSULATION_KEY_SIZE,
            ml_kem_ciphertext_size: futae::$ml_kem_module::CIPHERTEXT_SIZE,
            classical: $classical,
        }),*];
    };
}

composites! {
    55, "MLKEM768-RSA2048-SHA3-256", b"MLKEM768-RSAOAEP2048", "ML-KEM-768", MlKem768, ml_kem_768,
        "RSA-2048-OAEP", Classical::Rsa(2048);
    56, "MLKEM768-RSA3072-SHA3-256", b"MLKEM768-RSAOAEP3072", "ML-KEM-768", MlKem768, ml_kem_768,
        "RSA-3072-OAEP", Classical::Rsa(3072);
    57, "MLKEM768-RSA4096-SHA3-256", b"MLKEM768-RSAOAEP4096", "ML-KEM-768", MlKem768, ml_kem_768,
        "RSA-4096-OAEP", Classical::Rsa(4096);
    58, "MLKEM768-X25519-SHA3-256", br"\.//^\", "ML-KEM-768", MlKem768, ml_kem_768,
        "X25519", Classical::Ecdh(&agreement::X25519);
    59, "MLKEM768-ECDH-P256-SHA3-256", b"MLKEM768-P256", "ML-KEM-768", MlKem768, ml_kem_768,
        "ECDH-P256", Classical::Ecdh(&agreement::P256);
    60, "MLKEM768-ECDH-P384-SHA3-256", b"MLKEM768-P384", "ML-KEM-768", MlKem768, ml_kem_768,
        "ECDH-P384", Classical::Ecdh(&agreement::P384);
    61, "MLKEM768-ECDH-brainpoolP256r1-SHA3-256", b"MLKEM768-BP256", "ML-KEM-768", MlKem768,
        ml_kem_768, "ECDH-brainpoolP256r1", Classical::Ecdh(&agreement::BrainpoolP256r1);
    62, "MLKEM1024-RSA3072-SHA3-256", b"MLKEM1024-RSAOAEP3072", "ML-KEM-1024", MlKem1024,
        ml_kem_1024, "RSA-3072-OAEP", Classical::Rsa(3072);
    63, "MLKEM1024-ECDH-P384-SHA3-256", b"MLKEM1024-P384", "ML-KEM-1024", MlKem1024, ml_kem_1024,
        "ECDH-P384", Classical::Ecdh(&agreement::P384);
    64, "MLKEM1024-ECDH-brainpoolP384r1-SHA3-256", b"MLKEM1024-BP384", "ML-KEM-1024", MlKem1024,
        ml_kem_1024, "ECDH-brainpoolP384r1", Classical::Ecdh(&agreement::BrainpoolP384r1);
    65, "MLKEM1024-X448-SHA3-256", b"MLKEM1024-X448", "ML-KEM-1024", MlKem1024, ml_kem_1024,
        "X448", Classical::Ecdh(&agreement::X448);
    66, "MLKEM1024-ECDH-P521-SHA3-256", b"MLKEM1024-P521", "ML-KEM-1024", MlKem1024, ml_kem_1024,
        "ECDH-P521", Classical::Ecdh(&agreement::P521);
}
