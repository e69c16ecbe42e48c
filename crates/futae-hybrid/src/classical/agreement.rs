//! ECDH on any of the curves behind one object, for what chooses the curve by a table.

use alloc::boxed::Box;
use core::fmt;

use const_oid::ObjectIdentifier;

use super::{ec_private_key, weierstrass, x448, x25519};
use crate::{Error, SecretBytes};

/// ECDH on one curve.
pub(crate) trait Agreement: fmt::Debug + Send + Sync {
    /// Bytes of a private key.
    fn scalar_size(&self) -> usize;
    /// Bytes of a public value.
    fn share_size(&self) -> usize;
    fn generate(&self) -> Result<Box<dyn AgreementKey>, Error>;
    fn key_of(&self, scalar: &[u8]) -> Result<Box<dyn AgreementKey>, Error>;
    /// Whether the bytes can be a public value.
    fn check(&self, share: &[u8]) -> Result<(), Error>;
    /// The name of the curve in an ECPrivateKey; none where private keys are plain bytes.
    fn curve(&self) -> Option<ObjectIdentifier>;
}

/// A private key of one curve.
pub(crate) trait AgreementKey: Send + Sync {
    fn share(&self) -> &[u8];
    fn scalar(&self) -> SecretBytes;
    fn agree(&self, peer: &[u8]) -> Result<SecretBytes, Error>;
}

macro_rules! agreement {
    ($($object:ident = $($path:ident)::+, $scalar:expr, $curve:expr;)*) => {
        $(
            #[derive(Clone, Copy, Debug)]
            pub(crate) struct $object;

            impl Agreement for $object {
                fn scalar_size(&self) -> usize {
                    $scalar
                }

                fn share_size(&self) -> usize {
                    $($path)::+::SHARE_SIZE
                }

                fn generate(&self) -> Result<Box<dyn AgreementKey>, Error> {
                    Ok(Box::new($($path)::+::PrivateKey::generate()?))
                }

                fn key_of(&self, scalar: &[u8]) -> Result<Box<dyn AgreementKey>, Error> {
                    let scalar = scalar.try_into().map_err(|_| Error::Length)?;
                    Ok(Box::new($($path)::+::PrivateKey::from_scalar(scalar)?))
                }

                fn check(&self, share: &[u8]) -> Result<(), Error> {
                    $($path)::+::check(share.try_into().map_err(|_| Error::Length)?)
                }

                fn curve(&self) -> Option<ObjectIdentifier> {
                    const CURVE: Option<&str> = $curve;
                    CURVE.map(ObjectIdentifier::new_unwrap)
                }
            }

            impl AgreementKey for $($path)::+::PrivateKey {
                fn share(&self) -> &[u8] {
                    Self::share(self)
                }

                fn scalar(&self) -> SecretBytes {
                    Self::scalar(self).into()
                }

                fn agree(&self, peer: &[u8]) -> Result<SecretBytes, Error> {
                    let peer = peer.try_into().map_err(|_| Error::Length)?;
                    Ok(Self::agree(self, peer)?.into())
                }
            }
        )*
    };
}

agreement! {
    X25519 = x25519, 32, None;
    X448 = x448, 56, None;
    P256 = weierstrass::secp256r1, 32, Some("1.2.840.10045.3.1.7");
    P384 = weierstrass::secp384r1, 48, Some("1.3.132.0.34");
    P521 = weierstrass::secp521r1, 66, Some("1.3.132.0.35");
    BrainpoolP256r1 = weierstrass::brainpool_p256r1, 32, Some("1.3.36.3.3.2.8.1.1.7");
    BrainpoolP384r1 = weierstrass::brainpool_p384r1, 48, Some("1.3.36.3.3.2.8.1.1.11");
}

/// The private key as formats have it: an ECPrivateKey, or the plain bytes.
pub(crate) fn private_bytes(agreement: &dyn Agreement, key: &dyn AgreementKey) -> SecretBytes {
    match agreement.curve() {
        Some(curve) => ec_private_key::encode(curve, key.scalar().as_bytes()),
        None => key.scalar(),
    }
}

/// The key of what [`private_bytes`] wrote.
pub(crate) fn private_key(
    agreement: &dyn Agreement,
    bytes: &[u8],
) -> Result<Box<dyn AgreementKey>, Error> {
    let Some(curve) = agreement.curve() else {
        return agreement.key_of(bytes);
    };
    let (scalar, public) = ec_private_key::decode(curve, bytes)?;
    let key = agreement.key_of(scalar)?;
    match public {
        Some(public) if public != key.share() => Err(Error::InconsistentKey),
        _ => Ok(key),
    }
}
