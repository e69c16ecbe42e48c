//! ML-KEM of `futae` as objects. Identifiers: RFC 9935; code points: draft-ietf-tls-mlkem and
//! draft-ietf-hpke-pq.

use alloc::{boxed::Box, vec::Vec};

use futae::{ml_kem::SEED_SIZE, ml_kem_512, ml_kem_768, ml_kem_1024};

use super::{DecapsulationKey, EncapsulationKey, KemAlgorithm};
use crate::{AlgorithmIdentifier, Error, Family, Properties, SecretBytes, hpke::kdf::derive_seed};

macro_rules! ml_kem {
    ($object:ident, $module:ident, $name:literal, $oid:literal, $tls_group:literal, $hpke:literal) => {
        #[doc = concat!($name, " of FIPS 203.")]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $object;

        impl $object {
            const PROPERTIES: Properties = Properties {
                tls_group: Some($tls_group),
                hpke_kem: Some($hpke),
                ..Properties::kem(
                    $name,
                    Family::PostQuantum,
                    &[$name],
                    "FIPS 203; RFC 9935",
                    Some(AlgorithmIdentifier::bare($oid)),
                )
            };
        }

        impl KemAlgorithm for $object {
            fn properties(&self) -> &Properties {
                &Self::PROPERTIES
            }

            fn public_key_size(&self) -> Option<usize> {
                Some($module::ENCAPSULATION_KEY_SIZE)
            }

            fn ciphertext_size(&self) -> Option<usize> {
                Some($module::CIPHERTEXT_SIZE)
            }

            fn generate(&self) -> Result<Box<dyn DecapsulationKey>, Error> {
                Ok(Box::new($module::DecapsulationKey::generate()?))
            }

            fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
                if let Ok(seed) = bytes.try_into() {
                    return Ok(Box::new($module::DecapsulationKey::from_seed(seed)));
                }
                let expanded = bytes.try_into().map_err(|_| Error::Length)?;
                Ok(Box::new($module::DecapsulationKey::from_expanded(expanded)?))
            }

            fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn EncapsulationKey>, Error> {
                Ok(Box::new($module::EncapsulationKey::try_from(bytes)?))
            }

            fn derive_key(&self, ikm: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
                self.private_key(derive_seed($hpke, ikm, SEED_SIZE)?.as_bytes())
            }
        }

        impl DecapsulationKey for $module::DecapsulationKey {
            fn properties(&self) -> &Properties {
                &$object::PROPERTIES
            }

            fn public_bytes(&self) -> Vec<u8> {
                self.encapsulation_key().as_bytes().to_vec()
            }

            fn private_bytes(&self) -> SecretBytes {
                match self.seed() {
                    Some(seed) => SecretBytes::new(seed),
                    None => SecretBytes::new(self.expanded()),
                }
            }

            fn expanded_bytes(&self) -> Option<SecretBytes> {
                Some(SecretBytes::new(self.expanded()))
            }

            fn decapsulate(&self, ciphertext: &[u8]) -> Result<SecretBytes, Error> {
                let ciphertext = ciphertext.try_into().map_err(|_| Error::Length)?;
                Ok(SecretBytes::new(Self::decapsulate(self, ciphertext).as_bytes()))
            }
        }

        impl EncapsulationKey for $module::EncapsulationKey {
            fn properties(&self) -> &Properties {
                &$object::PROPERTIES
            }

            fn public_bytes(&self) -> Vec<u8> {
                self.as_bytes().to_vec()
            }

            fn encapsulate(&self) -> Result<(Vec<u8>, SecretBytes), Error> {
                let (ciphertext, secret) = Self::encapsulate(self)?;
                Ok((ciphertext.to_vec(), SecretBytes::new(secret.as_bytes())))
            }

            #[cfg(feature = "hazmat")]
            fn encapsulate_derand(
                &self,
                randomness: &[u8],
            ) -> Result<(Vec<u8>, SecretBytes), Error> {
                let m = randomness.try_into().map_err(|_| Error::Length)?;
                let (ciphertext, secret) = Self::encapsulate_derand(self, m);
                Ok((ciphertext.to_vec(), SecretBytes::new(secret.as_bytes())))
            }
        }
    };
}

ml_kem!(MlKem512, ml_kem_512, "ML-KEM-512", "2.16.840.1.101.3.4.4.1", 0x0200, 0x0040);
ml_kem!(MlKem768, ml_kem_768, "ML-KEM-768", "2.16.840.1.101.3.4.4.2", 0x0201, 0x0041);
ml_kem!(MlKem1024, ml_kem_1024, "ML-KEM-1024", "2.16.840.1.101.3.4.4.3", 0x0202, 0x0042);
