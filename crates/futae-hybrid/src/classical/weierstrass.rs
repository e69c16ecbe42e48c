//! ECDH on the NIST and Brainpool curves by the RustCrypto crates, with points uncompressed as TLS,
//! HPKE, SSH and the composites have them.

use crate::{Error, Secret};

/// The first byte of an uncompressed point. SEC 1, Section 2.3.3.
const UNCOMPRESSED: u8 = 4;

macro_rules! curve {
    ($module:ident, $curve:ty, $field:literal) => {
        pub(crate) mod $module {
            use elliptic_curve::{
                Generate, PublicKey, SecretKey, ecdh::diffie_hellman, sec1::ToSec1Point,
            };
            use getrandom::SysRng;
            use p256::elliptic_curve;

            use super::*;

            /// Bytes of a public value.
            pub(crate) const SHARE_SIZE: usize = 1 + 2 * $field;
            /// Bytes of the agreed value: the x coordinate.
            pub(crate) const SECRET_SIZE: usize = $field;

            /// A private key with its public value.
            pub(crate) struct PrivateKey {
                scalar: SecretKey<$curve>,
                share: [u8; SHARE_SIZE],
            }

            impl PrivateKey {
                pub(crate) fn generate() -> Result<Self, Error> {
                    let scalar = SecretKey::try_generate_from_rng(&mut SysRng)?;
                    Self::of(scalar)
                }

                /// The key of this scalar, which must be above zero and below the order.
                pub(crate) fn from_scalar(bytes: &[u8; $field]) -> Result<Self, Error> {
                    Self::of(SecretKey::from_slice(bytes).map_err(|_| Error::MalformedKey)?)
                }

                fn of(scalar: SecretKey<$curve>) -> Result<Self, Error> {
                    let point = scalar.public_key().to_sec1_point(false);
                    let share = point.as_bytes().try_into().map_err(|_| Error::Point)?;
                    Ok(Self { scalar, share })
                }

                pub(crate) fn scalar(&self) -> Secret<$field> {
                    let bytes = zeroize::Zeroizing::new(self.scalar.to_bytes());
                    Secret::join(&[&bytes])
                }

                pub(crate) fn share(&self) -> &[u8; SHARE_SIZE] {
                    &self.share
                }

                /// The x coordinate of the agreed point. SEC 1, Section 3.3.1.
                pub(crate) fn agree(
                    &self,
                    peer: &[u8; SHARE_SIZE],
                ) -> Result<Secret<SECRET_SIZE>, Error> {
                    let point = decode(peer)?;
                    let scalar = self.scalar.to_nonzero_scalar();
                    let agreed = diffie_hellman(scalar, point.as_affine());
                    let bytes: &[u8; SECRET_SIZE] = agreed.raw_secret_bytes().as_ref();
                    Ok(Secret::new(bytes))
                }
            }

            /// Whether the share is a point of the curve, uncompressed.
            pub(crate) fn check(share: &[u8; SHARE_SIZE]) -> Result<(), Error> {
                decode(share).map(|_| ())
            }

            fn decode(share: &[u8; SHARE_SIZE]) -> Result<PublicKey<$curve>, Error> {
                if share[0] != UNCOMPRESSED {
                    return Err(Error::Point);
                }
                PublicKey::from_sec1_bytes(share).map_err(|_| Error::Point)
            }
        }
    };
}

curve!(secp256r1, ::p256::NistP256, 32);
curve!(secp384r1, ::p384::NistP384, 48);
curve!(secp521r1, ::p521::NistP521, 66);
curve!(brainpool_p256r1, ::bp256::BrainpoolP256r1, 32);
curve!(brainpool_p384r1, ::bp384::BrainpoolP384r1, 48);
