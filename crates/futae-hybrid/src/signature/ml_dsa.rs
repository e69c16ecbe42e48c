//! ML-DSA of `futae` as objects. Identifiers: RFC 9881; code points: draft-ietf-tls-mldsa.

use alloc::{boxed::Box, vec::Vec};

use futae::{ml_dsa::Message, ml_dsa_44, ml_dsa_65, ml_dsa_87};

use super::{SignatureAlgorithm, SigningKey, VerifyingKey};
use crate::{AlgorithmIdentifier, Error, Family, Properties, SecretBytes};

macro_rules! ml_dsa {
    ($object:ident, $module:ident, $name:literal, $oid:literal, $tls_scheme:literal) => {
        #[doc = concat!($name, " of FIPS 204.")]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $object;

        impl $object {
            const PROPERTIES: Properties = Properties {
                tls_scheme: Some($tls_scheme),
                ..Properties::signature(
                    $name,
                    Family::PostQuantum,
                    &[$name],
                    "FIPS 204; RFC 9881",
                    AlgorithmIdentifier::bare($oid),
                )
            };
        }

        impl SignatureAlgorithm for $object {
            fn properties(&self) -> &Properties {
                &Self::PROPERTIES
            }

            fn max_signature_size(&self) -> usize {
                $module::SIGNATURE_SIZE
            }

            fn generate(&self) -> Result<Box<dyn SigningKey>, Error> {
                Ok(Box::new($module::SigningKey::generate()?))
            }

            fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error> {
                if let Ok(seed) = bytes.try_into() {
                    return Ok(Box::new($module::SigningKey::from_seed(seed)));
                }
                let expanded = bytes.try_into().map_err(|_| Error::Length)?;
                Ok(Box::new($module::SigningKey::from_expanded(expanded)?))
            }

            fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error> {
                let bytes = bytes.try_into().map_err(|_| Error::Length)?;
                Ok(Box::new($module::VerifyingKey::from_bytes(bytes)))
            }
        }

        impl SigningKey for $module::SigningKey {
            fn properties(&self) -> &Properties {
                &$object::PROPERTIES
            }

            fn public_bytes(&self) -> Vec<u8> {
                self.verifying_key().as_bytes().to_vec()
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

            fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
                Ok(Self::sign(self, Message::new(message).context(context))?.to_vec())
            }
        }

        impl VerifyingKey for $module::VerifyingKey {
            fn properties(&self) -> &Properties {
                &$object::PROPERTIES
            }

            fn public_bytes(&self) -> Vec<u8> {
                self.as_bytes().to_vec()
            }

            fn verify(
                &self,
                message: &[u8],
                context: &[u8],
                signature: &[u8],
            ) -> Result<(), Error> {
                let signature = signature.try_into().map_err(|_| Error::Length)?;
                Ok(Self::verify(self, Message::new(message).context(context), signature)?)
            }
        }
    };
}

ml_dsa!(MlDsa44, ml_dsa_44, "ML-DSA-44", "2.16.840.1.101.3.4.3.17", 0x0904);
ml_dsa!(MlDsa65, ml_dsa_65, "ML-DSA-65", "2.16.840.1.101.3.4.3.18", 0x0905);
ml_dsa!(MlDsa87, ml_dsa_87, "ML-DSA-87", "2.16.840.1.101.3.4.3.19", 0x0906);
