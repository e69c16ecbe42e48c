//! ECDSA by the RustCrypto crates as objects: signatures in DER (RFC 3279, Section 2.2.3), the hash
//! as long as the curve, nonces of RFC 6979 with fresh randomness added.

use alloc::{boxed::Box, vec::Vec};

use const_oid::ObjectIdentifier;
use getrandom::SysRng;

use super::{SignatureAlgorithm, SigningKey, VerifyingKey, no_context};
use crate::{
    AlgorithmIdentifier, Error, Family, Properties, SecretBytes, classical::ec_private_key,
};

/// id-ecPublicKey. RFC 5480, Section 2.1.1.
pub(crate) const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";

macro_rules! ecdsa {
    ($object:ident, $module:ident, $name:literal, $curve:literal, $curve_der:expr,
     $signature:literal, $tls_scheme:expr, $field:literal, $type:ty) => {
        #[doc = concat!($name, ".")]
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $object;

        impl $object {
            const PROPERTIES: Properties = Properties {
                signature: Some(AlgorithmIdentifier::bare($signature)),
                tls_scheme: $tls_scheme,
                ..Properties::signature(
                    $name,
                    Family::Classical,
                    &[$name],
                    "FIPS 186-5; RFC 5480; RFC 5758",
                    AlgorithmIdentifier::with(EC_PUBLIC_KEY, $curve_der),
                )
            };
        }

        mod $module {
            use ::ecdsa::{
                SigningKey as Private, VerifyingKey as Public, der,
                elliptic_curve::Generate,
                signature::{RandomizedSigner, Verifier},
            };

            use super::*;

            const CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap($curve);

            struct Signing(Private<$type>);

            struct Verifying(Public<$type>);

            impl Signing {
                fn public(&self) -> Verifying {
                    Verifying(*self.0.verifying_key())
                }
            }

            impl SignatureAlgorithm for $object {
                fn properties(&self) -> &Properties {
                    &Self::PROPERTIES
                }

                /// A sequence of two integers, each perhaps with a zero in front.
                fn max_signature_size(&self) -> usize {
                    const CONTENT: usize = 2 * (2 + 1 + $field);
                    CONTENT + if CONTENT < 128 { 2 } else { 3 }
                }

                fn generate(&self) -> Result<Box<dyn SigningKey>, Error> {
                    let key = Private::try_generate_from_rng(&mut SysRng)?;
                    Ok(Box::new(Signing(key)))
                }

                fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error> {
                    let (scalar, public) = ec_private_key::decode(CURVE, bytes)?;
                    if scalar.len() != $field {
                        return Err(Error::MalformedKey);
                    }
                    let key = Private::from_slice(scalar).map_err(|_| Error::MalformedKey)?;
                    let key = Signing(key);
                    match public {
                        Some(public) if *public != *key.public_bytes() => {
                            Err(Error::InconsistentKey)
                        }
                        _ => Ok(Box::new(key)),
                    }
                }

                fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error> {
                    if bytes.len() != 1 + 2 * $field {
                        return Err(Error::Length);
                    }
                    if bytes[0] != UNCOMPRESSED {
                        return Err(Error::Point);
                    }
                    let key = Public::from_sec1_bytes(bytes).map_err(|_| Error::Point)?;
                    Ok(Box::new(Verifying(key)))
                }
            }

            impl SigningKey for Signing {
                fn properties(&self) -> &Properties {
                    &$object::PROPERTIES
                }

                fn public_bytes(&self) -> Vec<u8> {
                    self.public().public_bytes()
                }

                fn private_bytes(&self) -> SecretBytes {
                    let scalar = zeroize::Zeroizing::new(self.0.to_bytes());
                    ec_private_key::encode(CURVE, &scalar)
                }

                fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
                    no_context(context)?;
                    let signature: der::Signature<$type> = self
                        .0
                        .try_sign_with_rng(&mut SysRng, message)
                        .map_err(|_| Error::Randomness)?;
                    Ok(signature.as_bytes().to_vec())
                }
            }

            impl VerifyingKey for Verifying {
                fn properties(&self) -> &Properties {
                    &$object::PROPERTIES
                }

                fn public_bytes(&self) -> Vec<u8> {
                    self.0.to_sec1_point(false).as_bytes().to_vec()
                }

                fn verify(
                    &self,
                    message: &[u8],
                    context: &[u8],
                    signature: &[u8],
                ) -> Result<(), Error> {
                    no_context(context)?;
                    let signature = der::Signature::<$type>::try_from(signature)
                        .map_err(|_| Error::MalformedSignature)?;
                    self.0.verify(message, &signature).map_err(|_| Error::InvalidSignature)
                }
            }
        }
    };
}

/// The first byte of an uncompressed point. SEC 1, Section 2.3.3.
const UNCOMPRESSED: u8 = 4;

/// The DER encoding of the identifier of a named curve.
macro_rules! der_oid {
    ($($byte:literal)+) => {
        &[0x06, [$($byte),+].len() as u8, $($byte),+]
    };
}

ecdsa!(
    P256,
    p256_objects,
    "ECDSA-P256-SHA256",
    "1.2.840.10045.3.1.7",
    der_oid!(0x2A 0x86 0x48 0xCE 0x3D 0x03 0x01 0x07),
    "1.2.840.10045.4.3.2",
    Some(0x0403),
    32,
    ::p256::NistP256
);
ecdsa!(
    P384,
    p384_objects,
    "ECDSA-P384-SHA384",
    "1.3.132.0.34",
    der_oid!(0x2B 0x81 0x04 0x00 0x22),
    "1.2.840.10045.4.3.3",
    Some(0x0503),
    48,
    ::p384::NistP384
);
ecdsa!(
    P521,
    p521_objects,
    "ECDSA-P521-SHA512",
    "1.3.132.0.35",
    der_oid!(0x2B 0x81 0x04 0x00 0x23),
    "1.2.840.10045.4.3.4",
    Some(0x0603),
    66,
    ::p521::NistP521
);
ecdsa!(
    BrainpoolP256r1,
    brainpool_p256r1_objects,
    "ECDSA-brainpoolP256r1-SHA256",
    "1.3.36.3.3.2.8.1.1.7",
    der_oid!(0x2B 0x24 0x03 0x03 0x02 0x08 0x01 0x01 0x07),
    "1.2.840.10045.4.3.2",
    Some(0x081A),
    32,
    ::bp256::BrainpoolP256r1
);
ecdsa!(
    BrainpoolP384r1,
    brainpool_p384r1_objects,
    "ECDSA-brainpoolP384r1-SHA384",
    "1.3.36.3.3.2.8.1.1.11",
    der_oid!(0x2B 0x24 0x03 0x03 0x02 0x08 0x01 0x01 0x0B),
    "1.2.840.10045.4.3.3",
    Some(0x081B),
    48,
    ::bp384::BrainpoolP384r1
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_encode_the_identifiers() {
        let curves: [(&dyn SignatureAlgorithm, &str); 5] = [
            (&P256, "1.2.840.10045.3.1.7"),
            (&P384, "1.3.132.0.34"),
            (&P521, "1.3.132.0.35"),
            (&BrainpoolP256r1, "1.3.36.3.3.2.8.1.1.7"),
            (&BrainpoolP384r1, "1.3.36.3.3.2.8.1.1.11"),
        ];
        for (algorithm, curve) in curves {
            let parameters = algorithm.properties().key.unwrap().parameters.unwrap();
            let oid = ObjectIdentifier::new_unwrap(curve);
            assert_eq!(parameters[2..], *oid.as_bytes(), "{curve}");
        }
    }
}
