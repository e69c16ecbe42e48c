//! The traits of the RustCrypto `signature` crate, so that generic code can take ML-DSA of this
//! crate: always pure, with an empty context.

use signature::{Error, Keypair, RandomizedSigner, Signer, Verifier};

use super::{
    Message,
    sets::{ml_dsa_44, ml_dsa_65, ml_dsa_87},
};

macro_rules! signing {
    ($module:ident, $key:ident) => {
        /// Deterministic.
        impl Signer<$module::Signature> for $module::$key {
            fn try_sign(&self, message: &[u8]) -> Result<$module::Signature, Error> {
                self.sign_deterministic(Message::new(message)).map_err(|_| Error::new())
            }
        }

        /// Hedged.
        impl RandomizedSigner<$module::Signature> for $module::$key {
            fn try_sign_with_rng<R>(
                &self,
                rng: &mut R,
                message: &[u8],
            ) -> Result<$module::Signature, Error>
            where
                R: rand_core::TryCryptoRng + ?Sized,
            {
                self.sign_with_rng(rng, Message::new(message)).map_err(|_| Error::new())
            }
        }
    };
}

macro_rules! verifying {
    ($module:ident, $key:ident) => {
        impl Verifier<$module::Signature> for $module::$key {
            fn verify(&self, message: &[u8], signature: &$module::Signature) -> Result<(), Error> {
                self.verify(Message::new(message), signature).map_err(|_| Error::new())
            }
        }
    };
}

macro_rules! traits {
    ($module:ident) => {
        impl Keypair for $module::SigningKey {
            type VerifyingKey = $module::VerifyingKey;

            fn verifying_key(&self) -> $module::VerifyingKey {
                self.verifying_key().clone()
            }
        }

        signing!($module, SigningKey);
        signing!($module, PreparedSigningKey);
        verifying!($module, VerifyingKey);
        verifying!($module, PreparedVerifyingKey);
    };
}

traits!(ml_dsa_44);
traits!(ml_dsa_65);
traits!(ml_dsa_87);
