//! RSASSA-PSS and RSASSA-PKCS1-v1_5 of RFC 8017 by the `rsa` crate as objects. The salt is as long
//! as the hash, the mask generation function has the same hash (RFC 4055).
//!
//! Rows of the registry take any modulus within limits, those of composites exactly one size.

use alloc::{boxed::Box, vec::Vec};

use ::rsa::{
    Pkcs1v15Sign, Pss, RsaPrivateKey, RsaPublicKey,
    pkcs1::{DecodeRsaPrivateKey, DecodeRsaPublicKey, EncodeRsaPrivateKey, EncodeRsaPublicKey},
    traits::{PublicKeyParts, SignatureScheme},
};
use futae::prehash::PreHash;
use sha2::{Sha256, Sha384, Sha512};

use super::{SignatureAlgorithm, SigningKey, VerifyingKey, no_context};
use crate::{AlgorithmIdentifier, Error, Family, Properties, SecretBytes, random};

/// rsaEncryption. RFC 8017, Appendix A.1.
pub(crate) const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// The DER encoding of NULL, which RFC 3279, Section 2.3.1 asks for beside RSA's identifiers.
pub(crate) const NULL: &[u8] = &[5, 0];

/// Fewer bits have less than 112 bits of security. SP 800-57 Part 1, Table 2.
const SMALLEST: usize = 2048;
/// What the `rsa` crate takes at most; larger keys only make verifying slow.
const LARGEST: usize = 8192;
/// 128 bits of security, for new keys. SP 800-57 Part 1, Table 2.
const GENERATED: usize = 3072;

#[derive(Clone, Copy, Debug)]
enum Padding {
    Pss,
    Pkcs1,
}

/// RSA signatures with one padding and one hash, and the sizes of modulus that are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rsa {
    properties: Properties,
    padding: Padding,
    hash: PreHash,
    smallest: usize,
    largest: usize,
    generated: usize,
}

struct Signing {
    algorithm: Rsa,
    key: RsaPrivateKey,
}

struct Verifying {
    algorithm: Rsa,
    key: RsaPublicKey,
}

/// RSASSA-PSS-params with this hash, MGF1 with it, and a salt of its length. RFC 4055, Section 3.1.
const fn pss_parameters(hash: PreHash) -> [u8; 54] {
    let mut out = *b"\x30\x34\xA0\x0F\x30\x0D\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x00\x05\x00\
        \xA1\x1C\x30\x1A\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08\x30\x0D\x06\x09\x60\x86\x48\
        \x01\x65\x03\x04\x02\x00\x05\x00\xA2\x03\x02\x01\x00";
    let arc = hash.oid()[10];
    out[16] = arc;
    out[46] = arc;
    out[53] = hash.digest_size() as u8;
    out
}

static PSS_SHA256_PARAMETERS: [u8; 54] = pss_parameters(PreHash::Sha2_256);
static PSS_SHA384_PARAMETERS: [u8; 54] = pss_parameters(PreHash::Sha2_384);
static PSS_SHA512_PARAMETERS: [u8; 54] = pss_parameters(PreHash::Sha2_512);

/// id-RSASSA-PSS. RFC 4055, Section 3.1.
const PSS: &str = "1.2.840.113549.1.1.10";

macro_rules! rsa {
    ($($row:ident = $name:literal, $padding:ident, $hash:ident, $oid:expr, $parameters:expr, $tls_scheme:expr;)*) => {
        $(
            #[doc = concat!($name, " with a modulus of any usual size.")]
            pub(crate) static $row: Rsa = Rsa {
                properties: Properties {
                    signature: Some(AlgorithmIdentifier::with($oid, $parameters)),
                    tls_scheme: $tls_scheme,
                    ..Properties::signature(
                        $name,
                        Family::Classical,
                        &[$name],
                        "RFC 8017; RFC 4055",
                        AlgorithmIdentifier::with(RSA_ENCRYPTION, NULL),
                    )
                },
                padding: Padding::$padding,
                hash: PreHash::$hash,
                smallest: SMALLEST,
                largest: LARGEST,
                generated: GENERATED,
            };
        )*
    };
}

rsa! {
    PSS_SHA256 = "RSASSA-PSS-SHA256", Pss, Sha2_256, PSS, &PSS_SHA256_PARAMETERS, Some(0x0804);
    PSS_SHA384 = "RSASSA-PSS-SHA384", Pss, Sha2_384, PSS, &PSS_SHA384_PARAMETERS, Some(0x0805);
    PSS_SHA512 = "RSASSA-PSS-SHA512", Pss, Sha2_512, PSS, &PSS_SHA512_PARAMETERS, Some(0x0806);
    PKCS1_SHA256 = "RSASSA-PKCS1-v1_5-SHA256", Pkcs1, Sha2_256, "1.2.840.113549.1.1.11", NULL, Some(0x0401);
    PKCS1_SHA384 = "RSASSA-PKCS1-v1_5-SHA384", Pkcs1, Sha2_384, "1.2.840.113549.1.1.12", NULL, Some(0x0501);
    PKCS1_SHA512 = "RSASSA-PKCS1-v1_5-SHA512", Pkcs1, Sha2_512, "1.2.840.113549.1.1.13", NULL, Some(0x0601);
}

/// The rows of composites: exactly this many bits.
macro_rules! exact {
    ($($row:ident = $of:ident, $name:literal, $bits:literal;)*) => {
        $(
            pub(crate) static $row: Rsa = Rsa {
                properties: Properties { name: $name, components: &[$name], ..$of.properties },
                smallest: $bits,
                largest: $bits,
                generated: $bits,
                ..$of
            };
        )*
    };
}

exact! {
    PSS_2048_SHA256 = PSS_SHA256, "RSA-2048-PSS-SHA256", 2048;
    PSS_3072_SHA256 = PSS_SHA256, "RSA-3072-PSS-SHA256", 3072;
    PSS_4096_SHA384 = PSS_SHA384, "RSA-4096-PSS-SHA384", 4096;
    PKCS1_2048_SHA256 = PKCS1_SHA256, "RSA-2048-PKCS15-SHA256", 2048;
    PKCS1_3072_SHA256 = PKCS1_SHA256, "RSA-3072-PKCS15-SHA256", 3072;
    PKCS1_4096_SHA384 = PKCS1_SHA384, "RSA-4096-PKCS15-SHA384", 4096;
}

/// Does something with the padding scheme as a type of the `rsa` crate.
macro_rules! with_scheme {
    ($algorithm:expr, $scheme:ident => $do:expr) => {
        match ($algorithm.padding, $algorithm.hash) {
            (Padding::Pss, PreHash::Sha2_256) => with_scheme!(Pss::<Sha256>::new(), $scheme, $do),
            (Padding::Pss, PreHash::Sha2_384) => with_scheme!(Pss::<Sha384>::new(), $scheme, $do),
            (Padding::Pss, _) => with_scheme!(Pss::<Sha512>::new(), $scheme, $do),
            (Padding::Pkcs1, PreHash::Sha2_256) => {
                with_scheme!(Pkcs1v15Sign::new::<Sha256>(), $scheme, $do)
            }
            (Padding::Pkcs1, PreHash::Sha2_384) => {
                with_scheme!(Pkcs1v15Sign::new::<Sha384>(), $scheme, $do)
            }
            (Padding::Pkcs1, _) => with_scheme!(Pkcs1v15Sign::new::<Sha512>(), $scheme, $do),
        }
    };
    ($value:expr, $scheme:ident, $do:expr) => {{
        let $scheme = $value;
        $do
    }};
}

impl Rsa {
    fn check_size(&self, key: &impl PublicKeyParts) -> Result<(), Error> {
        let bits = key.n().bits_vartime() as usize;
        if (self.smallest..=self.largest).contains(&bits) { Ok(()) } else { Err(Error::KeySize) }
    }
}

impl SignatureAlgorithm for Rsa {
    fn properties(&self) -> &Properties {
        &self.properties
    }

    fn max_signature_size(&self) -> usize {
        self.largest / 8
    }

    fn generate(&self) -> Result<Box<dyn SigningKey>, Error> {
        let key = RsaPrivateKey::new(&mut random::generator()?, self.generated)
            .map_err(|_| Error::Randomness)?;
        Ok(Box::new(Signing { algorithm: *self, key }))
    }

    fn private_key(&self, bytes: &[u8]) -> Result<Box<dyn SigningKey>, Error> {
        let key = RsaPrivateKey::from_pkcs1_der(bytes).map_err(|_| Error::MalformedKey)?;
        self.check_size(&key)?;
        Ok(Box::new(Signing { algorithm: *self, key }))
    }

    fn public_key(&self, bytes: &[u8]) -> Result<Box<dyn VerifyingKey>, Error> {
        let key = RsaPublicKey::from_pkcs1_der(bytes).map_err(|_| Error::MalformedKey)?;
        self.check_size(&key)?;
        Ok(Box::new(Verifying { algorithm: *self, key }))
    }
}

impl SigningKey for Signing {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        public_bytes(&self.key.to_public_key())
    }

    fn private_bytes(&self) -> SecretBytes {
        match self.key.to_pkcs1_der() {
            Ok(document) => SecretBytes::new(document.as_bytes()),
            // Only a length beyond 2^28 can fail.
            Err(_) => SecretBytes::new(&[]),
        }
    }

    fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
        no_context(context)?;
        let digest = self.algorithm.hash.digest(message);
        let mut generator = random::generator()?;
        with_scheme!(self.algorithm, scheme => {
            self.key.sign_with_rng(&mut generator, scheme, digest.as_ref())
        })
        .map_err(|_| Error::MalformedKey)
    }
}

impl VerifyingKey for Verifying {
    fn properties(&self) -> &Properties {
        &self.algorithm.properties
    }

    fn public_bytes(&self) -> Vec<u8> {
        public_bytes(&self.key)
    }

    fn verify(&self, message: &[u8], context: &[u8], signature: &[u8]) -> Result<(), Error> {
        no_context(context)?;
        if signature.len() != self.key.size() {
            return Err(Error::Length);
        }
        let digest = self.algorithm.hash.digest(message);
        with_scheme!(self.algorithm, scheme => {
            scheme.verify(&self.key, digest.as_ref(), signature)
        })
        .map_err(|_| Error::InvalidSignature)
    }
}

/// The DER encoding of an RSAPublicKey.
pub(crate) fn public_bytes(key: &RsaPublicKey) -> Vec<u8> {
    match key.to_pkcs1_der() {
        Ok(document) => document.as_bytes().to_vec(),
        // Only a length beyond 2^28 can fail.
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use sec1::der::{Decode, asn1::AnyRef};

    use super::*;

    #[test]
    fn parameters_are_one_sequence() {
        for (parameters, arc, salt) in [
            (&PSS_SHA256_PARAMETERS, 1, 32),
            (&PSS_SHA384_PARAMETERS, 2, 48),
            (&PSS_SHA512_PARAMETERS, 3, 64),
        ] {
            assert_eq!(AnyRef::from_der(parameters).unwrap().value().len(), 52);
            assert_eq!([parameters[16], parameters[46], parameters[53]], [arc, arc, salt]);
        }
    }
}
