//! Private keys as rustls asks for them.

use crate::private_key::{KeyPair, PrivateKey};
use alloc::{boxed::Box, sync::Arc, vec::Vec};
use core::fmt;
use rustls::{
    Error, SignatureAlgorithm, SignatureScheme,
    crypto::KeyProvider,
    pki_types::{PrivateKeyDer, SubjectPublicKeyInfoDer},
    sign::{Signer, SigningKey, public_key_to_spki},
};

/// Reads private keys.
#[derive(Debug)]
pub(crate) struct Keys;

impl KeyProvider for Keys {
    fn load_private_key(
        &self,
        key_der: PrivateKeyDer<'static>,
    ) -> Result<Arc<dyn SigningKey>, Error> {
        let KeyPair { private, public, algorithm } = KeyPair::from_der(&key_der)?;
        let spki = public_key_to_spki(&algorithm, public);
        Ok(Arc::new(Key { private: Arc::new(private), spki }))
    }
}

struct Key {
    private: Arc<PrivateKey>,
    spki: SubjectPublicKeyInfoDer<'static>,
}

impl SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let scheme = self.private.schemes().iter().find(|scheme| offered.contains(scheme))?;
        Some(Box::new(Chosen { private: Arc::clone(&self.private), scheme: *scheme }))
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(self.spki.clone())
    }

    /// Asked for in TLS 1.2 only, which has no ML-DSA.
    fn algorithm(&self) -> SignatureAlgorithm {
        match &*self.private {
            PrivateKey::P256(_) | PrivateKey::P384(_) => SignatureAlgorithm::ECDSA,
            PrivateKey::Ed25519(_) => SignatureAlgorithm::ED25519,
            PrivateKey::Rsa(_) => SignatureAlgorithm::RSA,
            PrivateKey::MlDsa44(_) | PrivateKey::MlDsa65(_) | PrivateKey::MlDsa87(_) => {
                SignatureAlgorithm::Unknown(0)
            }
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.private.schemes()).finish()
    }
}

/// A private key and the scheme to sign by.
struct Chosen {
    private: Arc<PrivateKey>,
    scheme: SignatureScheme,
}

impl Signer for Chosen {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let failed = || Error::General("signing failed".into());
        self.private.sign(self.scheme, message).ok_or_else(failed)
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Chosen").field(&self.scheme).finish()
    }
}
