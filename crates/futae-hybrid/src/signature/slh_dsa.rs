//! SLH-DSA of `futae` as objects. Identifiers: RFC 9909.

use alloc::{boxed::Box, vec, vec::Vec};

use futae::slh_dsa::Message;
use zeroize::Zeroizing;

use super::{SignatureAlgorithm, SigningKey, VerifyingKey};
use crate::{AlgorithmIdentifier, Error, Family, Properties, SecretBytes};

macro_rules! slh_dsa {
    ($object:ident, $module:ident, $name:literal, $oid:literal) => {
        #[doc = concat!($name, " of FIPS 205.")]
        #[derive(Clone, Copy, Debug)]
        #[allow(non_camel_case_types, reason = "the hash and the size are two words")]
        pub(crate) struct $object;

        impl $object {
            const PROPERTIES: Properties = Properties::signature(
                $name,
                Family::PostQuantum,
                &[$name],
                "FIPS 205; RFC 9909",
                AlgorithmIdentifier::bare($oid),
            );
        }

        impl SignatureAlgorithm for $object {
            fn properties(&self) -> &Properties {
                &Self::PROPERTIES
            }

            fn max_signature_size(&self) -> usize {
                futae::$module::SIGNATURE_SIZE
            }

            fn generate(&self) -> Result<Box<dyn SigningKey>, Error> {
                Ok(Box::new(futae::$module::SigningKey::generate()?))
            }

            fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error> {
                let bytes = bytes.try_into().map_err(|_| Error::Length)?;
                Ok(Box::new(futae::$module::SigningKey::from_bytes(bytes)))
            }

            fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error> {
                let bytes = bytes.try_into().map_err(|_| Error::Length)?;
                Ok(Box::new(futae::$module::VerifyingKey::from_bytes(bytes)))
            }
        }

        impl SigningKey for futae::$module::SigningKey {
            fn properties(&self) -> &Properties {
                &$object::PROPERTIES
            }

            fn public_bytes(&self) -> Vec<u8> {
                self.verifying_key().to_bytes().to_vec()
            }

            fn private_bytes(&self) -> SecretBytes {
                SecretBytes::new(&*Zeroizing::new(self.to_bytes()))
            }

            fn check(&self) -> Result<(), Error> {
                Ok(Self::check(self)?)
            }

            fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
                let mut signature = vec![0; futae::$module::SIGNATURE_SIZE];
                let out = signature.as_mut_slice().try_into().map_err(|_| Error::Length)?;
                self.sign_into(Message::new(message).context(context), out)?;
                Ok(signature)
            }
        }

        impl VerifyingKey for futae::$module::VerifyingKey {
            fn properties(&self) -> &Properties {
                &$object::PROPERTIES
            }

            fn public_bytes(&self) -> Vec<u8> {
                self.to_bytes().to_vec()
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

slh_dsa!(Sha2_128s, slh_dsa_sha2_128s, "SLH-DSA-SHA2-128s", "2.16.840.1.101.3.4.3.20");
slh_dsa!(Sha2_128f, slh_dsa_sha2_128f, "SLH-DSA-SHA2-128f", "2.16.840.1.101.3.4.3.21");
slh_dsa!(Sha2_192s, slh_dsa_sha2_192s, "SLH-DSA-SHA2-192s", "2.16.840.1.101.3.4.3.22");
slh_dsa!(Sha2_192f, slh_dsa_sha2_192f, "SLH-DSA-SHA2-192f", "2.16.840.1.101.3.4.3.23");
slh_dsa!(Sha2_256s, slh_dsa_sha2_256s, "SLH-DSA-SHA2-256s", "2.16.840.1.101.3.4.3.24");
slh_dsa!(Sha2_256f, slh_dsa_sha2_256f, "SLH-DSA-SHA2-256f", "2.16.840.1.101.3.4.3.25");
slh_dsa!(Shake_128s, slh_dsa_shake_128s, "SLH-DSA-SHAKE-128s", "2.16.840.1.101.3.4.3.26");
slh_dsa!(Shake_128f, slh_dsa_shake_128f, "SLH-DSA-SHAKE-128f", "2.16.840.1.101.3.4.3.27");
slh_dsa!(Shake_192s, slh_dsa_shake_192s, "SLH-DSA-SHAKE-192s", "2.16.840.1.101.3.4.3.28");
slh_dsa!(Shake_192f, slh_dsa_shake_192f, "SLH-DSA-SHAKE-192f", "2.16.840.1.101.3.4.3.29");
slh_dsa!(Shake_256s, slh_dsa_shake_256s, "SLH-DSA-SHAKE-256s", "2.16.840.1.101.3.4.3.30");
slh_dsa!(Shake_256f, slh_dsa_shake_256f, "SLH-DSA-SHAKE-256f", "2.16.840.1.101.3.4.3.31");
