//! ECPrivateKey of RFC 5915 around a scalar: the private form of ECDSA and ECDH keys.

use alloc::vec::Vec;

use const_oid::ObjectIdentifier;
use sec1::{
    EcParameters, EcPrivateKey,
    der::{Decode, Encode},
};

use crate::{Error, SecretBytes};

/// The encoding with the name of the curve and without the public key, as the composites have it.
pub(crate) fn encode(curve: ObjectIdentifier, scalar: &[u8]) -> SecretBytes {
    let key = EcPrivateKey {
        private_key: scalar,
        parameters: Some(EcParameters::NamedCurve(curve)),
        public_key: None,
    };
    // Only a length beyond 2^28 can fail.
    SecretBytes::from_vec(key.to_der().unwrap_or_else(|_| Vec::new()))
}

/// The scalar, and the public key if there is one. A curve that is named must be `curve`.
pub(crate) fn decode(
    curve: ObjectIdentifier,
    bytes: &[u8],
) -> Result<(&[u8], Option<&[u8]>), Error> {
    let key = EcPrivateKey::from_der(bytes).map_err(|_| Error::MalformedKey)?;
    match key.parameters {
        Some(EcParameters::NamedCurve(named)) if named != curve => Err(Error::MalformedKey),
        _ => Ok((key.private_key, key.public_key)),
    }
}
