//! X-Wing and its siblings as objects. Code points: draft-ietf-hpke-pq.

use alloc::{boxed::Box, vec::Vec};

use super::{DecapsulationKey, EncapsulationKey, KemAlgorithm};
use crate::{
    AlgorithmIdentifier, Error, Family, Properties, SecretBytes, hpke::kdf::derive_seed,
    mlkem768_p256, mlkem1024_p384, x_wing,
};

/// The identifier that draft-connolly-cfrg-xwing-kem gives to X-Wing.
const X_WING: AlgorithmIdentifier = AlgorithmIdentifier::bare("1.3.6.1.4.1.62253.25722");

macro_rules! seeded {
    ($object:ident, $module:ident, $name:literal, $components:expr, $reference:literal,
     $identifier:expr, $hpke:literal) => {
        #[doc = concat!($name, " as an object.")]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $object;

        impl $object {
            const PROPERTIES: Properties = Properties {
                hpke_kem: Some($hpke),
                provisional: true,
                ..Properties::kem($name, Family::Hybrid, &$components, $reference, $identifier)
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
                let seed = bytes.try_into().map_err(|_| Error::Length)?;
                Ok(Box::new($module::DecapsulationKey::from_seed(seed)?))
            }

            fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn EncapsulationKey>, Error> {
                Ok(Box::new($module::EncapsulationKey::try_from(bytes)?))
            }

            fn derive_key(&self, ikm: &[u8]) -> Result<Box<dyn DecapsulationKey>, Error> {
                self.private_key(derive_seed($hpke, ikm, $module::SEED_SIZE)?.as_bytes())
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
                SecretBytes::new(self.seed())
            }

            fn decapsulate(&self, ciphertext: &[u8]) -> Result<SecretBytes, Error> {
                let ciphertext = ciphertext.try_into().map_err(|_| Error::Length)?;
                Ok(Self::decapsulate(self, ciphertext)?.into())
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
                Ok((ciphertext.to_vec(), secret.into()))
            }

            #[cfg(feature = "hazmat")]
            fn encapsulate_derand(
                &self,
                randomness: &[u8],
            ) -> Result<(Vec<u8>, SecretBytes), Error> {
                let randomness = randomness.try_into().map_err(|_| Error::Length)?;
                let (ciphertext, secret) = Self::encapsulate_derand(self, randomness)?;
                Ok((ciphertext.to_vec(), secret.into()))
            }
        }
    };
}

seeded!(
    XWing,
    x_wing,
    "X-Wing",
    ["ML-KEM-768", "X25519"],
    "draft-connolly-cfrg-xwing-kem",
    Some(X_WING),
    0x647A
);
seeded!(
    MlKem768P256,
    mlkem768_p256,
    "MLKEM768-P256",
    ["ML-KEM-768", "ECDH-P256"],
    "draft-irtf-cfrg-concrete-hybrid-kems; draft-ietf-hpke-pq",
    None,
    0x0050
);
seeded!(
    MlKem1024P384,
    mlkem1024_p384,
    "MLKEM1024-P384",
    ["ML-KEM-1024", "ECDH-P384"],
    "draft-irtf-cfrg-concrete-hybrid-kems; draft-ietf-hpke-pq",
    None,
    0x0051
);
