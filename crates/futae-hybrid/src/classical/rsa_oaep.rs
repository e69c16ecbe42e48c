//! RSAES-OAEP of RFC 8017 as a key encapsulation, by the `rsa` crate: SHA-256, MGF1 with it, no
//! label, a random secret of 32 bytes.

use alloc::vec::Vec;

use ::rsa::{
    Oaep, RsaPrivateKey, RsaPublicKey,
    pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey},
    traits::PublicKeyParts,
};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{Error, Secret, SecretBytes, random, signature::rsa::public_bytes};

/// Bytes of the secret.
const SECRET: usize = 32;

/// A private key with a modulus of a given size.
pub(crate) struct PrivateKey(RsaPrivateKey);

/// A public key with a modulus of a given size.
pub(crate) struct PublicKey(RsaPublicKey);

impl PrivateKey {
    pub(crate) fn generate(bits: usize) -> Result<Self, Error> {
        let key = RsaPrivateKey::new(&mut random::generator()?, bits);
        key.map(Self).map_err(|_| Error::Randomness)
    }

    pub(crate) fn from_bytes(bits: usize, bytes: &[u8]) -> Result<Self, Error> {
        let key = RsaPrivateKey::from_pkcs1_der(bytes).map_err(|_| Error::MalformedKey)?;
        check_size(bits, &key).map(|()| Self(key))
    }

    pub(crate) fn bytes(&self) -> SecretBytes {
        match self.0.to_pkcs1_der() {
            Ok(document) => SecretBytes::new(document.as_bytes()),
            // Only a length beyond 2^28 can fail.
            Err(_) => SecretBytes::new(&[]),
        }
    }

    pub(crate) fn public(&self) -> PublicKey {
        PublicKey(self.0.to_public_key())
    }

    /// One error for everything that can be wrong with a ciphertext.
    pub(crate) fn decapsulate(&self, ciphertext: &[u8]) -> Result<SecretBytes, Error> {
        let mut generator = random::generator()?;
        let padding = Oaep::<Sha256>::new();
        let secret = self.0.decrypt_blinded(&mut generator, padding, ciphertext);
        let secret = Zeroizing::new(secret.map_err(|_| Error::Decapsulation)?);
        if secret.len() == SECRET {
            Ok(SecretBytes::new(&secret))
        } else {
            Err(Error::Decapsulation)
        }
    }
}

impl PublicKey {
    pub(crate) fn from_bytes(bits: usize, bytes: &[u8]) -> Result<Self, Error> {
        let key = RsaPublicKey::from_pkcs1_der(bytes).map_err(|_| Error::MalformedKey)?;
        check_size(bits, &key).map(|()| Self(key))
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        public_bytes(&self.0)
    }

    pub(crate) fn encapsulate(&self) -> Result<(Vec<u8>, SecretBytes), Error> {
        let secret = Secret::<SECRET>::random()?;
        let padding = Oaep::<Sha256>::new();
        let ciphertext = self.0.encrypt(&mut random::generator()?, padding, secret.as_bytes());
        Ok((ciphertext.map_err(|_| Error::MalformedKey)?, secret.into()))
    }
}

fn check_size(bits: usize, key: &impl PublicKeyParts) -> Result<(), Error> {
    if key.n().bits_vartime() as usize == bits { Ok(()) } else { Err(Error::KeySize) }
}
