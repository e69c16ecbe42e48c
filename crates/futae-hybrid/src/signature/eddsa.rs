//! Ed25519 by `ed25519-dalek` and Ed448 by `ed448-goldilocks` as objects: the pure variants without
//! context of RFC 8032. Identifiers: RFC 8410.

use alloc::{boxed::Box, vec::Vec};

use ed448_goldilocks::elliptic_curve::array::Array;
use ed25519_dalek::Signer as _;

use super::{SignatureAlgorithm, SigningKey, VerifyingKey, no_context};
use crate::{AlgorithmIdentifier, Error, Family, Properties, Secret, SecretBytes};

/// Ed25519 of RFC 8032.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ed25519;

/// Ed448 of RFC 8032.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ed448;

const ED25519: Properties = Properties {
    tls_scheme: Some(0x0807),
    ..Properties::signature(
        "Ed25519",
        Family::Classical,
        &["Ed25519"],
        "RFC 8032; RFC 8410",
        AlgorithmIdentifier::bare("1.3.101.112"),
    )
};

const ED448: Properties = Properties {
    tls_scheme: Some(0x0808),
    ..Properties::signature(
        "Ed448",
        Family::Classical,
        &["Ed448"],
        "RFC 8032; RFC 8410",
        AlgorithmIdentifier::bare("1.3.101.113"),
    )
};

impl SignatureAlgorithm for Ed25519 {
    fn properties(&self) -> &Properties {
        &ED25519
    }

    fn max_signature_size(&self) -> usize {
        64
    }

    fn generate(&self) -> Result<Box<dyn SigningKey>, Error> {
        self.private_key(Secret::<32>::random()?.as_bytes())
    }

    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error> {
        let bytes = bytes.try_into().map_err(|_| Error::Length)?;
        Ok(Box::new(ed25519_dalek::SigningKey::from_bytes(bytes)))
    }

    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error> {
        let bytes = bytes.try_into().map_err(|_| Error::Length)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| Error::Point)?;
        if key.is_weak() {
            return Err(Error::SmallOrder);
        }
        Ok(Box::new(key))
    }
}

impl SigningKey for ed25519_dalek::SigningKey {
    fn properties(&self) -> &Properties {
        &ED25519
    }

    fn public_bytes(&self) -> Vec<u8> {
        self.verifying_key().as_bytes().to_vec()
    }

    fn private_bytes(&self) -> SecretBytes {
        SecretBytes::new(self.as_bytes())
    }

    fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
        no_context(context)?;
        let signature = self.try_sign(message).map_err(|_| Error::MalformedKey)?;
        Ok(signature.to_bytes().to_vec())
    }
}

impl VerifyingKey for ed25519_dalek::VerifyingKey {
    fn properties(&self) -> &Properties {
        &ED25519
    }

    fn public_bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn verify(&self, message: &[u8], context: &[u8], signature: &[u8]) -> Result<(), Error> {
        no_context(context)?;
        let signature =
            ed25519_dalek::Signature::from_slice(signature).map_err(|_| Error::Length)?;
        self.verify_strict(message, &signature).map_err(|_| Error::InvalidSignature)
    }
}

impl SignatureAlgorithm for Ed448 {
    fn properties(&self) -> &Properties {
        &ED448
    }

    fn max_signature_size(&self) -> usize {
        114
    }

    fn generate(&self) -> Result<Box<dyn SigningKey>, Error> {
        self.private_key(Secret::<57>::random()?.as_bytes())
    }

    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error> {
        let bytes: &[u8; 57] = bytes.try_into().map_err(|_| Error::Length)?;
        let bytes = zeroize::Zeroizing::new(Array::from(*bytes));
        Ok(Box::new(ed448_goldilocks::SigningKey::from(&*bytes)))
    }

    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error> {
        let bytes = bytes.try_into().map_err(|_| Error::Length)?;
        if !is_canonical_448(bytes) {
            return Err(Error::Point);
        }
        let key = ed448_goldilocks::VerifyingKey::from_bytes(bytes).map_err(|_| Error::Point)?;
        Ok(Box::new(key))
    }
}

impl SigningKey for ed448_goldilocks::SigningKey {
    fn properties(&self) -> &Properties {
        &ED448
    }

    fn public_bytes(&self) -> Vec<u8> {
        self.verifying_key().as_bytes().to_vec()
    }

    fn private_bytes(&self) -> SecretBytes {
        SecretBytes::new(self.as_bytes())
    }

    fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
        no_context(context)?;
        Ok(self.sign_raw(message).to_bytes().to_vec())
    }
}

impl VerifyingKey for ed448_goldilocks::VerifyingKey {
    fn properties(&self) -> &Properties {
        &ED448
    }

    fn public_bytes(&self) -> Vec<u8> {
        self.as_bytes().to_vec()
    }

    fn verify(&self, message: &[u8], context: &[u8], signature: &[u8]) -> Result<(), Error> {
        no_context(context)?;
        let signature: &[u8; 114] = signature.try_into().map_err(|_| Error::Length)?;
        if !signature.first_chunk().is_some_and(is_canonical_448) {
            return Err(Error::MalformedSignature);
        }
        let signature = ed448_goldilocks::Signature::from_bytes(signature);
        self.verify_raw(&signature, message).map_err(|_| Error::InvalidSignature)
    }
}

/// Whether an encoded point of Ed448 has its y below p = 2^448 - 2^224 - 1 and nothing in the seven
/// bits that are always zero. RFC 8032, Section 5.2.3. The crate below looks at neither.
fn is_canonical_448(point: &[u8; 57]) -> bool {
    let mut p = [0xFF; 56];
    p[28] = 0xFE;
    let below_p = point[..56].iter().rev().lt(p.iter().rev());
    below_p && point[56] & 0x7F == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_one_encoding() {
        let mut point = [0; 57];
        for (at, byte, canonical) in
            [(56, 0x80, true), (56, 0x01, false), (56, 0x40, false), (0, 0xFF, true)]
        {
            point[at] = byte;
            assert_eq!(is_canonical_448(&point), canonical, "{at} {byte}");
            point = [0; 57];
        }
        point[..56].fill(0xFF);
        point[28] = 0xFE;
        assert!(!is_canonical_448(&point), "p itself");
        point[0] = 0xFE;
        assert!(is_canonical_448(&point), "p - 1");
        point[28] = 0xFF;
        assert!(!is_canonical_448(&point), "above p");
    }
}
