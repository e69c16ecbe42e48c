//! An algorithm of the registry of `futae-hybrid`, or HashSLH-DSA, which only formats know: one
//! face for both, and their errors in words of this crate.

use futae_hybrid::{
    AlgorithmIdentifier, Error as Cause, Properties, Registry, SecretBytes,
    kem::{DecapsulationKey, KemAlgorithm},
    signature::{SignatureAlgorithm, SigningKey},
};
use zeroize::Zeroizing;

use super::{
    SharedSecret,
    hash_slh_dsa::{self, HashSigning, HashSlhDsa},
};
use crate::{Error, Kind, error::check_length};

/// An algorithm.
#[derive(Clone, Copy)]
pub(crate) enum Scheme {
    Signature(&'static dyn SignatureAlgorithm),
    Kem(&'static dyn KemAlgorithm),
    HashSlhDsa(&'static HashSlhDsa),
}

/// A private key of an algorithm.
pub(crate) enum Private {
    Signing(Box<dyn SigningKey>),
    Decapsulation(Box<dyn DecapsulationKey>),
    HashSlhDsa(Box<dyn HashSigning>),
}

/// Every algorithm whose keys have an identifier.
pub(crate) fn every() -> impl Iterator<Item = Scheme> {
    let registry = Registry::new().with_classical();
    let kems: Vec<_> = registry.kems().filter(|each| each.properties().key.is_some()).collect();
    let signatures: Vec<_> = registry.signatures().collect();
    let hashed = hash_slh_dsa::ALGORITHMS.iter().map(Scheme::HashSlhDsa);
    let (kems, signatures) = (kems.into_iter(), signatures.into_iter());
    kems.map(Scheme::Kem).chain(signatures.map(Scheme::Signature)).chain(hashed)
}

impl Scheme {
    /// What the registry knows; of HashSLH-DSA nothing.
    pub(crate) fn properties(self) -> Option<&'static Properties> {
        match self {
            Self::Signature(algorithm) => Some(algorithm.properties()),
            Self::Kem(algorithm) => Some(algorithm.properties()),
            Self::HashSlhDsa(_) => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::HashSlhDsa(algorithm) => algorithm.name,
            _ => self.properties().map_or("", |properties| properties.name),
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Kem(_) => Kind::Kem,
            _ => Kind::Signature,
        }
    }

    /// What stands beside its keys.
    pub(crate) fn key_identifier(self) -> Option<AlgorithmIdentifier> {
        match self {
            Self::HashSlhDsa(algorithm) => Some(bare(algorithm.oid)),
            _ => self.properties().and_then(|properties| properties.key),
        }
    }

    /// What stands beside its signatures.
    pub(crate) fn signature_identifier(self) -> Option<AlgorithmIdentifier> {
        match self {
            Self::HashSlhDsa(algorithm) => Some(bare(algorithm.oid)),
            _ => self.properties().and_then(|properties| properties.signature),
        }
    }

    /// Bytes of the seed, where the private key is the choice of RFC 9881 and RFC 9935.
    pub(crate) fn seed_size(self) -> Option<usize> {
        match self {
            Self::Signature(_) if self.name().starts_with("ML-DSA-") => Some(32),
            Self::Kem(_) if self.name().starts_with("ML-KEM-") => Some(64),
            _ => None,
        }
    }

    pub(crate) fn generate(self) -> Result<Private, Error> {
        match self {
            Self::Signature(algorithm) => algorithm.generate().map(Private::Signing),
            Self::Kem(algorithm) => algorithm.generate().map(Private::Decapsulation),
            Self::HashSlhDsa(algorithm) => (algorithm.generate)().map(Private::HashSlhDsa),
        }
        .map_err(key_error)
    }

    /// A private key of its bytes, in any form that the algorithm has, checked to be consistent.
    pub(crate) fn import(self, bytes: &[u8]) -> Result<Private, Error> {
        let expanded = self.seed_size().is_some_and(|seed| seed != bytes.len());
        match self {
            Self::Signature(algorithm) => {
                let key = algorithm.private_key(bytes).map_err(key_error)?;
                key.check().map_err(key_error)?;
                Ok(Private::Signing(key))
            }
            Self::Kem(algorithm) => {
                let key = algorithm.private_key(bytes).map_err(key_error)?;
                if expanded {
                    check_pair(algorithm, &*key)?;
                }
                Ok(Private::Decapsulation(key))
            }
            Self::HashSlhDsa(algorithm) => {
                (algorithm.import)(bytes).map(Private::HashSlhDsa).map_err(key_error)
            }
        }
    }

    pub(crate) fn check_public(self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Signature(algorithm) => algorithm.public_key(bytes).map(|_| ()),
            Self::Kem(algorithm) => algorithm.public_key(bytes).map(|_| ()),
            Self::HashSlhDsa(algorithm) => (algorithm.check_public)(bytes),
        }
        .map_err(key_error)
    }

    pub(crate) fn verify(
        self,
        public: &[u8],
        message: &[u8],
        context: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        match self {
            Self::Signature(algorithm) => {
                let key = algorithm.public_key(public).map_err(key_error)?;
                key.verify(message, context, signature).map_err(signature_error)
            }
            Self::HashSlhDsa(algorithm) => {
                (algorithm.verify)(public, message, context, signature).map_err(signature_error)
            }
            Self::Kem(_) => Err(self.not_for("signatures")),
        }
    }

    pub(crate) fn encapsulate(self, public: &[u8]) -> Result<(Vec<u8>, SharedSecret), Error> {
        let Self::Kem(algorithm) = self else { return Err(self.not_for("key encapsulation")) };
        let key = algorithm.public_key(public).map_err(key_error)?;
        let (ciphertext, secret) = key.encapsulate().map_err(key_error)?;
        Ok((ciphertext, SharedSecret::new(secret)))
    }

    pub(crate) fn not_for(self, wanted: &'static str) -> Error {
        Error::WrongKind { algorithm: self.name(), wanted }
    }
}

impl Private {
    /// The public key as the standard encodes it.
    pub(crate) fn public_bytes(&self) -> Vec<u8> {
        match self {
            Self::Signing(key) => key.public_bytes(),
            Self::Decapsulation(key) => key.public_bytes(),
            Self::HashSlhDsa(key) => key.public_bytes(),
        }
    }

    /// The form that is written by default: the seed where there is one.
    pub(crate) fn private_bytes(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::Signing(key) => copy(key.private_bytes()),
            Self::Decapsulation(key) => copy(key.private_bytes()),
            Self::HashSlhDsa(key) => key.private_bytes(),
        }
    }

    /// The expanded form, of algorithms that have one.
    pub(crate) fn expanded_bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Signing(key) => key.expanded_bytes().map(copy),
            Self::Decapsulation(key) => key.expanded_bytes().map(copy),
            Self::HashSlhDsa(_) => None,
        }
    }

    pub(crate) fn sign(&self, message: &[u8], context: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            Self::Signing(key) => key.sign(message, context),
            Self::HashSlhDsa(key) => key.sign(message, context),
            Self::Decapsulation(key) => {
                return Err(Error::WrongKind {
                    algorithm: key.properties().name,
                    wanted: "signatures",
                });
            }
        }
        .map_err(signature_error)
    }

    pub(crate) fn decapsulate(
        &self,
        scheme: Scheme,
        ciphertext: &[u8],
    ) -> Result<SharedSecret, Error> {
        let (Self::Decapsulation(key), Scheme::Kem(algorithm)) = (self, scheme) else {
            return Err(scheme.not_for("key encapsulation"));
        };
        if let Some(expected) = algorithm.ciphertext_size() {
            check_length("ciphertext", ciphertext, expected)?;
        }
        key.decapsulate(ciphertext).map(SharedSecret::new).map_err(ciphertext_error)
    }
}

/// RFC 9935, Section 8: only a trial shows a wrong secret vector. The two secrets are thrown away,
/// so their comparison need not be constant time.
fn check_pair(algorithm: &dyn KemAlgorithm, key: &dyn DecapsulationKey) -> Result<(), Error> {
    let public = algorithm.public_key(&key.public_bytes()).map_err(key_error)?;
    let (ciphertext, sent) = public.encapsulate().map_err(key_error)?;
    let received = key.decapsulate(&ciphertext).map_err(key_error)?;
    match sent.as_bytes() == received.as_bytes() {
        true => Ok(()),
        false => Err(Error::Inconsistent("its halves do not belong together")),
    }
}

fn copy(secret: SecretBytes) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(secret.as_bytes().to_vec())
}

/// An identifier without parameters, of an identifier in a table of this crate.
fn bare(oid: &str) -> AlgorithmIdentifier {
    AlgorithmIdentifier { oid: der::asn1::ObjectIdentifier::new_unwrap(oid), parameters: None }
}

fn key_error(cause: Cause) -> Error {
    match cause {
        Cause::Length => Error::MalformedKey("it has the wrong length"),
        Cause::Modulus => Error::MalformedKey("a coefficient of its ML-KEM part is not below q"),
        Cause::Point | Cause::SmallOrder => {
            Error::MalformedKey("it holds no acceptable point of its curve")
        }
        Cause::KeySize => Error::MalformedKey("an RSA modulus of this size is not taken"),
        Cause::InconsistentKey => Error::Inconsistent("its parts do not belong together"),
        Cause::Randomness => Error::Randomness,
        _ => Error::MalformedKey("it is not encoded as its algorithm says"),
    }
}

fn signature_error(cause: Cause) -> Error {
    match cause {
        Cause::Length | Cause::InvalidSignature | Cause::MalformedSignature => {
            Error::InvalidSignature
        }
        Cause::ContextTooLong => Error::ContextTooLong,
        Cause::ContextUnsupported => Error::ContextUnsupported,
        other => key_error(other),
    }
}

fn ciphertext_error(cause: Cause) -> Error {
    match cause {
        Cause::Randomness => Error::Randomness,
        _ => Error::Decryption,
    }
}
