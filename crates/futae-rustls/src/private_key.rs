//! The private keys that a server or client can show a certificate for, and what they sign.

use alloc::{boxed::Box, vec::Vec};
use futae::{ml_dsa::Message, ml_dsa_44, ml_dsa_65, ml_dsa_87};
use getrandom::SysRng;
use p256::{
    ecdsa::signature::{RandomizedSigner, Signer},
    elliptic_curve::sec1::ToSec1Point,
};
use pkcs8::{
    AssociatedOid, ObjectIdentifier, PrivateKeyInfoRef,
    der::{
        Decode, Tag, TagNumber, Tagged,
        asn1::{AnyRef, OctetStringRef},
    },
};
use rsa::{
    Pss, RsaPrivateKey,
    pkcs1::{DecodeRsaPrivateKey, EncodeRsaPublicKey},
    traits::{PublicKeyParts, SignatureScheme as _},
};
use rustls::{
    Error, SignatureScheme,
    pki_types::{AlgorithmIdentifier, PrivateKeyDer, alg_id},
};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A private key, ready to sign.
pub(crate) enum PrivateKey {
    MlDsa44(Box<ml_dsa_44::PreparedSigningKey>),
    MlDsa65(Box<ml_dsa_65::PreparedSigningKey>),
    MlDsa87(Box<ml_dsa_87::PreparedSigningKey>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    Ed25519(ed25519_dalek::SigningKey),
    Rsa(Box<RsaPrivateKey>),
}

/// A private key with its public one.
pub(crate) struct KeyPair {
    pub(crate) private: PrivateKey,
    pub(crate) public: Vec<u8>,
    pub(crate) algorithm: AlgorithmIdentifier,
}

/// Bits of an RSA modulus that are enough.
const MIN_RSA_BITS: u32 = 2048;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ML_DSA_44: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17");
const ML_DSA_65: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18");
const ML_DSA_87: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19");

impl KeyPair {
    /// Reads PKCS#8, SEC 1 (P-256, P-384) or PKCS#1.
    pub(crate) fn from_der(der: &PrivateKeyDer<'_>) -> Result<Self, Error> {
        match der {
            PrivateKeyDer::Pkcs8(der) => Self::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Sec1(der) => Self::from_sec1(der.secret_sec1_der()),
            PrivateKeyDer::Pkcs1(der) => rsa(RsaPrivateKey::from_pkcs1_der(der.secret_pkcs1_der())),
            _ => None,
        }
        .ok_or_else(|| Error::General("private key malformed or of an unknown algorithm".into()))
    }

    fn from_pkcs8(der: &[u8]) -> Option<Self> {
        let info = PrivateKeyInfoRef::from_der(der).ok()?;
        match info.algorithm.oid {
            ML_DSA_44 => ml_dsa_44(&info),
            ML_DSA_65 => ml_dsa_65(&info),
            ML_DSA_87 => ml_dsa_87(&info),
            ED25519 => ed25519(info),
            RSA_ENCRYPTION => rsa(RsaPrivateKey::try_from(info)),
            EC_PUBLIC_KEY => match info.algorithm.parameters_oid().ok()? {
                p256::NistP256::OID => Some(p256(p256::SecretKey::try_from(info).ok()?)),
                p384::NistP384::OID => Some(p384(p384::SecretKey::try_from(info).ok()?)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Without parameters, RFC 5915's key is of the curve whose size it has.
    fn from_sec1(der: &[u8]) -> Option<Self> {
        let of_256 = || p256::SecretKey::from_sec1_der(der).ok().map(p256);
        of_256().or_else(|| p384::SecretKey::from_sec1_der(der).ok().map(p384))
    }
}

impl PrivateKey {
    /// The schemes that it can sign by, best first.
    pub(crate) fn schemes(&self) -> &'static [SignatureScheme] {
        match self {
            Self::MlDsa44(_) => &[SignatureScheme::ML_DSA_44],
            Self::MlDsa65(_) => &[SignatureScheme::ML_DSA_65],
            Self::MlDsa87(_) => &[SignatureScheme::ML_DSA_87],
            Self::P256(_) => &[SignatureScheme::ECDSA_NISTP256_SHA256],
            Self::P384(_) => &[SignatureScheme::ECDSA_NISTP384_SHA384],
            Self::Ed25519(_) => &[SignatureScheme::ED25519],
            Self::Rsa(_) => &[
                SignatureScheme::RSA_PSS_SHA256,
                SignatureScheme::RSA_PSS_SHA384,
                SignatureScheme::RSA_PSS_SHA512,
            ],
        }
    }

    /// Signs by one of those schemes.
    pub(crate) fn sign(&self, scheme: SignatureScheme, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::MlDsa44(key) => Some(key.sign(Message::new(message)).ok()?.into()),
            Self::MlDsa65(key) => Some(key.sign(Message::new(message)).ok()?.into()),
            Self::MlDsa87(key) => Some(key.sign(Message::new(message)).ok()?.into()),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.try_sign_with_rng(&mut SysRng, message).ok()?;
                Some(signature.to_der().as_bytes().into())
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.try_sign_with_rng(&mut SysRng, message).ok()?;
                Some(signature.to_der().as_bytes().into())
            }
            Self::Ed25519(key) => Some(key.try_sign(message).ok()?.to_bytes().into()),
            Self::Rsa(key) => match scheme {
                SignatureScheme::RSA_PSS_SHA256 => pss::<Sha256>(key, message),
                SignatureScheme::RSA_PSS_SHA384 => pss::<Sha384>(key, message),
                SignatureScheme::RSA_PSS_SHA512 => pss::<Sha512>(key, message),
                _ => None,
            },
        }
    }
}

fn pss<D>(key: &RsaPrivateKey, message: &[u8]) -> Option<Vec<u8>>
where
    D: Digest + sha2::digest::FixedOutputReset,
{
    Pss::<D>::new_blinded().sign(Some(&mut SysRng), key, &D::digest(message)).ok()
}

macro_rules! ml_dsa {
    ($set:ident, $variant:ident, $algorithm:expr) => {
        fn $set(info: &PrivateKeyInfoRef<'_>) -> Option<KeyPair> {
            let key = match MlDsaForm::from_der(info)? {
                MlDsaForm::Seed(seed) => $set::SigningKey::from_seed(seed),
                MlDsaForm::Expanded(bytes) => {
                    $set::SigningKey::from_expanded(bytes.try_into().ok()?).ok()?
                }
                MlDsaForm::Both(seed, expanded) => {
                    let key = $set::SigningKey::from_seed(seed);
                    let bytes = expanded.try_into().ok()?;
                    let other = $set::SigningKey::from_expanded(bytes).ok()?;
                    (key.verifying_key() == other.verifying_key()).then_some(key)?
                }
            };
            let public = key.verifying_key().as_bytes().to_vec();
            let stated = info.public_key.as_ref().map(|bits| bits.raw_bytes());
            stated.is_none_or(|stated| stated == public).then(|| KeyPair {
                private: PrivateKey::$variant(Box::new(key.prepare())),
                public,
                algorithm: $algorithm,
            })
        }
    };
}

ml_dsa!(ml_dsa_44, MlDsa44, alg_id::ML_DSA_44);
ml_dsa!(ml_dsa_65, MlDsa65, alg_id::ML_DSA_65);
ml_dsa!(ml_dsa_87, MlDsa87, alg_id::ML_DSA_87);

/// The three forms of RFC 9881, section 6.
enum MlDsaForm<'a> {
    Seed(&'a [u8; 32]),
    Expanded(&'a [u8]),
    Both(&'a [u8; 32], &'a [u8]),
}

impl<'a> MlDsaForm<'a> {
    /// The parameters of the algorithm must be absent (RFC 9881, section 2).
    fn from_der(info: &PrivateKeyInfoRef<'a>) -> Option<Self> {
        if info.algorithm.parameters.is_some() {
            return None;
        }
        let choice = AnyRef::from_der(info.private_key.as_bytes()).ok()?;
        match choice.tag() {
            Tag::ContextSpecific { constructed: false, number: TagNumber(0) } => {
                Some(Self::Seed(choice.value().try_into().ok()?))
            }
            Tag::OctetString => Some(Self::Expanded(choice.value())),
            Tag::Sequence => {
                let (seed, expanded) = choice
                    .sequence(|reader| {
                        let seed = <&OctetStringRef>::decode(reader)?;
                        Ok::<_, pkcs8::der::Error>((seed, <&OctetStringRef>::decode(reader)?))
                    })
                    .ok()?;
                Some(Self::Both(seed.as_bytes().try_into().ok()?, expanded.as_bytes()))
            }
            _ => None,
        }
    }
}

fn p256(key: p256::SecretKey) -> KeyPair {
    KeyPair {
        public: key.public_key().to_sec1_point(false).as_bytes().into(),
        private: PrivateKey::P256(key.into()),
        algorithm: alg_id::ECDSA_P256,
    }
}

fn p384(key: p384::SecretKey) -> KeyPair {
    KeyPair {
        public: key.public_key().to_sec1_point(false).as_bytes().into(),
        private: PrivateKey::P384(key.into()),
        algorithm: alg_id::ECDSA_P384,
    }
}

fn ed25519(info: PrivateKeyInfoRef<'_>) -> Option<KeyPair> {
    let key = ed25519_dalek::SigningKey::try_from(info).ok()?;
    Some(KeyPair {
        public: key.verifying_key().to_bytes().into(),
        private: PrivateKey::Ed25519(key),
        algorithm: alg_id::ED25519,
    })
}

fn rsa<E>(key: Result<RsaPrivateKey, E>) -> Option<KeyPair> {
    let key = key.ok().filter(|key| key.n().bits() >= MIN_RSA_BITS)?;
    Some(KeyPair {
        public: key.to_public_key().to_pkcs1_der().ok()?.into_vec(),
        private: PrivateKey::Rsa(Box::new(key)),
        algorithm: alg_id::RSA_ENCRYPTION,
    })
}
