//! Verification of the signatures of certificates and handshakes.

use core::fmt;
use futae::{ml_dsa::Message, ml_dsa_44, ml_dsa_65, ml_dsa_87};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey, pkcs1::DecodeRsaPublicKey, traits::PublicKeyParts};
use rustls::{
    SignatureScheme,
    crypto::WebPkiSupportedAlgorithms,
    pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id},
};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The signature algorithms that certificates may use, and those of handshakes.
///
/// ML-DSA stands first: a server with certificates of both kinds shows the one of ML-DSA.
///
/// ```
/// use rustls::SignatureScheme;
///
/// let schemes = futae_rustls::SUPPORTED_SIG_ALGS.supported_schemes();
/// assert_eq!(schemes[0], SignatureScheme::ML_DSA_65);
/// ```
pub static SUPPORTED_SIG_ALGS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        ML_DSA_44,
        ML_DSA_65,
        ML_DSA_87,
        ECDSA_P256_SHA256,
        ECDSA_P256_SHA384,
        ECDSA_P256_SHA512,
        ECDSA_P384_SHA256,
        ECDSA_P384_SHA384,
        ECDSA_P384_SHA512,
        ECDSA_P521_SHA384,
        ECDSA_P521_SHA512,
        ED25519,
        RSA_PSS_SHA256,
        RSA_PSS_SHA384,
        RSA_PSS_SHA512,
        RSA_PKCS1_SHA256,
        RSA_PKCS1_SHA384,
        RSA_PKCS1_SHA512,
    ],
    mapping: &[
        (SignatureScheme::ML_DSA_65, &[ML_DSA_65]),
        (SignatureScheme::ML_DSA_87, &[ML_DSA_87]),
        (SignatureScheme::ML_DSA_44, &[ML_DSA_44]),
        // In TLS 1.2 a scheme does not say the curve; in TLS 1.3 the first of each counts.
        (SignatureScheme::ECDSA_NISTP384_SHA384, &[ECDSA_P384_SHA384, ECDSA_P256_SHA384]),
        (SignatureScheme::ECDSA_NISTP256_SHA256, &[ECDSA_P256_SHA256, ECDSA_P384_SHA256]),
        (
            SignatureScheme::ECDSA_NISTP521_SHA512,
            &[ECDSA_P521_SHA512, ECDSA_P384_SHA512, ECDSA_P256_SHA512],
        ),
        (SignatureScheme::ED25519, &[ED25519]),
        (SignatureScheme::RSA_PSS_SHA512, &[RSA_PSS_SHA512]),
        (SignatureScheme::RSA_PSS_SHA384, &[RSA_PSS_SHA384]),
        (SignatureScheme::RSA_PSS_SHA256, &[RSA_PSS_SHA256]),
        (SignatureScheme::RSA_PKCS1_SHA512, &[RSA_PKCS1_SHA512]),
        (SignatureScheme::RSA_PKCS1_SHA384, &[RSA_PKCS1_SHA384]),
        (SignatureScheme::RSA_PKCS1_SHA256, &[RSA_PKCS1_SHA256]),
    ],
};

type Algorithm = &'static dyn SignatureVerificationAlgorithm;

macro_rules! algorithms {
    ($($name:ident: $key:ident, $signature:ident, $verify:expr;)*) => {
        $(static $name: Algorithm = &Verification {
            name: stringify!($name),
            public_key: alg_id::$key,
            signature: alg_id::$signature,
            verify: $verify,
        };)*
    };
}

algorithms! {
    ML_DSA_44: ML_DSA_44, ML_DSA_44, ml_dsa_44;
    ML_DSA_65: ML_DSA_65, ML_DSA_65, ml_dsa_65;
    ML_DSA_87: ML_DSA_87, ML_DSA_87, ml_dsa_87;
    ECDSA_P256_SHA256: ECDSA_P256, ECDSA_SHA256, p256::<Sha256>;
    ECDSA_P256_SHA384: ECDSA_P256, ECDSA_SHA384, p256::<Sha384>;
    ECDSA_P256_SHA512: ECDSA_P256, ECDSA_SHA512, p256::<Sha512>;
    ECDSA_P384_SHA256: ECDSA_P384, ECDSA_SHA256, p384::<Sha256>;
    ECDSA_P384_SHA384: ECDSA_P384, ECDSA_SHA384, p384::<Sha384>;
    ECDSA_P384_SHA512: ECDSA_P384, ECDSA_SHA512, p384::<Sha512>;
    ECDSA_P521_SHA384: ECDSA_P521, ECDSA_SHA384, p521::<Sha384>;
    ECDSA_P521_SHA512: ECDSA_P521, ECDSA_SHA512, p521::<Sha512>;
    ED25519: ED25519, ED25519, ed25519;
    RSA_PSS_SHA256: RSA_ENCRYPTION, RSA_PSS_SHA256, rsa_pss::<Sha256>;
    RSA_PSS_SHA384: RSA_ENCRYPTION, RSA_PSS_SHA384, rsa_pss::<Sha384>;
    RSA_PSS_SHA512: RSA_ENCRYPTION, RSA_PSS_SHA512, rsa_pss::<Sha512>;
    RSA_PKCS1_SHA256: RSA_ENCRYPTION, RSA_PKCS1_SHA256, rsa_pkcs1::<Sha256>;
    RSA_PKCS1_SHA384: RSA_ENCRYPTION, RSA_PKCS1_SHA384, rsa_pkcs1::<Sha384>;
    RSA_PKCS1_SHA512: RSA_ENCRYPTION, RSA_PKCS1_SHA512, rsa_pkcs1::<Sha512>;
}

/// Key, message, signature.
type Verify = fn(&[u8], &[u8], &[u8]) -> Option<()>;

struct Verification {
    name: &'static str,
    public_key: AlgorithmIdentifier,
    signature: AlgorithmIdentifier,
    verify: Verify,
}

impl fmt::Debug for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl SignatureVerificationAlgorithm for Verification {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        (self.verify)(public_key, message, signature).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.public_key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

macro_rules! ml_dsa {
    ($($set:ident)*) => {
        $(
            /// FIPS 204, Algorithm 3 (ML-DSA.Verify), with an empty context.
            fn $set(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
                let key = $set::VerifyingKey::from_bytes(key.try_into().ok()?);
                key.verify(Message::new(message), signature.try_into().ok()?).ok()
            }
        )*
    };
}

ml_dsa!(ml_dsa_44 ml_dsa_65 ml_dsa_87);

/// First byte of an uncompressed point (SEC 1, section 2.3.3), the one form of TLS and of the
/// certificates of the Web.
const UNCOMPRESSED: u8 = 4;

macro_rules! ecdsa {
    ($($curve:ident)*) => {
        $(
            fn $curve<D: Digest>(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
                key.first().filter(|form| **form == UNCOMPRESSED)?;
                let key = $curve::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
                let signature = $curve::ecdsa::Signature::from_der(signature).ok()?;
                key.verify_prehash(&D::digest(message), &signature).ok()
            }
        )*
    };
}

ecdsa!(p256 p384 p521);

fn ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(key.try_into().ok()?).ok()?;
    key.verify_strict(message, &ed25519_dalek::Signature::from_slice(signature).ok()?).ok()
}

/// Bits of an RSA modulus that are enough; the crate bounds it at 8192.
const MIN_RSA_BITS: u32 = 2048;

fn rsa_key(key: &[u8]) -> Option<RsaPublicKey> {
    let key = RsaPublicKey::from_pkcs1_der(key).ok()?;
    (key.n().bits() >= MIN_RSA_BITS).then_some(key)
}

fn rsa_pss<D>(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()>
where
    D: Digest + sha2::digest::FixedOutputReset,
{
    rsa_key(key)?.verify(Pss::<D>::new(), &D::digest(message), signature).ok()
}

fn rsa_pkcs1<D>(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()>
where
    D: Digest + sha2::digest::const_oid::AssociatedOid,
{
    rsa_key(key)?.verify(Pkcs1v15Sign::new::<D>(), &D::digest(message), signature).ok()
}
