//! An algorithm with the parameters that were seen, and the part it plays in an asset.

use crate::evidence::{Confidence, EvidenceLevel, Method, Signs};
use crate::location::Position;
use aratame_algorithms::{Algorithm, Curve, Usage};
use std::fmt;

/// Which algorithm: a row of the catalogue, or what the file says when the catalogue has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlgorithmName {
    /// A row of the catalogue.
    Known(&'static Algorithm),
    /// An object identifier in dotted form that the catalogue does not have.
    Oid(Box<str>),
    /// A name that the catalogue does not have.
    Name(Box<str>),
}

/// An algorithm with the parameters that were seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlgorithmRef {
    /// Which algorithm.
    pub name: AlgorithmName,
    /// Modulus, prime or key length in bits, where the row does not fix it.
    pub bits: Option<u32>,
    /// Curve, where it is known to the catalogue.
    pub curve: Option<&'static Curve>,
    /// Curve that the catalogue does not know: a dotted OID, or `explicit`.
    pub other_curve: Option<Box<str>>,
    /// The hash inside a signature, MAC or KDF.
    pub hash: Option<&'static Algorithm>,
    /// Mode of operation of a block cipher.
    pub mode: Option<&'static Algorithm>,
}

impl AlgorithmRef {
    /// A row of the catalogue without parameters.
    #[must_use]
    pub fn known(algorithm: &'static Algorithm) -> Self {
        Self::named(AlgorithmName::Known(algorithm))
    }

    /// An object identifier that the catalogue does not have.
    #[must_use]
    pub fn unknown_oid(oid: &str) -> Self {
        Self::named(AlgorithmName::Oid(oid.into()))
    }

    /// A name that the catalogue does not have.
    #[must_use]
    pub fn unknown_name(name: &str) -> Self {
        Self::named(AlgorithmName::Name(name.into()))
    }

    fn named(name: AlgorithmName) -> Self {
        Self { name, bits: None, curve: None, other_curve: None, hash: None, mode: None }
    }

    /// The same with a size in bits.
    #[must_use]
    pub fn with_bits(mut self, bits: u32) -> Self {
        self.bits = Some(bits);
        self
    }

    /// The same with a curve.
    #[must_use]
    pub fn with_curve(mut self, curve: &'static Curve) -> Self {
        self.curve = Some(curve);
        self
    }

    /// The same with a hash.
    #[must_use]
    pub fn with_hash(mut self, hash: &'static Algorithm) -> Self {
        self.hash = Some(hash);
        self
    }

    /// The same with a mode of operation.
    #[must_use]
    pub fn with_mode(mut self, mode: &'static Algorithm) -> Self {
        self.mode = Some(mode);
        self
    }

    /// The row of the catalogue, when there is one.
    #[must_use]
    pub fn algorithm(&self) -> Option<&'static Algorithm> {
        match self.name {
            AlgorithmName::Known(algorithm) => Some(algorithm),
            AlgorithmName::Oid(_) | AlgorithmName::Name(_) => None,
        }
    }
}

impl From<Usage> for AlgorithmRef {
    fn from(usage: Usage) -> Self {
        Self {
            bits: usage.bits,
            curve: usage.curve,
            hash: usage.hash,
            mode: usage.mode,
            ..Self::known(usage.algorithm)
        }
    }
}

/// `RSA-2048`, `ECDSA P-256 SHA-256`, `AES-128-GCM`, or the bare OID.
impl fmt::Display for AlgorithmRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            AlgorithmName::Known(algorithm) => f.write_str(algorithm.name)?,
            AlgorithmName::Oid(text) | AlgorithmName::Name(text) => f.write_str(text)?,
        }
        if let Some(bits) = self.bits {
            write!(f, "-{bits}")?;
        }
        if let Some(mode) = self.mode {
            write!(f, "-{}", mode.name)?;
        }
        if let Some(curve) = self.curve {
            write!(f, " {}", curve.name)?;
        }
        if let Some(curve) = &self.other_curve {
            write!(f, " {curve}")?;
        }
        if let Some(hash) = self.hash {
            write!(f, " {}", hash.name)?;
        }
        Ok(())
    }
}

/// The part an algorithm plays in an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The asset is, or holds, a key of this algorithm.
    Key,
    /// A second key that the asset announces beside its own: an alternative, or that of a delta.
    AlternativeKey,
    /// The asset is signed by it, or it may sign there.
    Signature,
    /// A second, alternative signature of the asset.
    AlternativeSignature,
    /// Agrees or encapsulates keys.
    KeyAgreement,
    /// Proves the peer's identity in a handshake.
    Authentication,
    /// Encrypts.
    Encryption,
    /// Authenticates messages.
    Mac,
    /// Hashes, on its own.
    Hash,
    /// Derives keys.
    KeyDerivation,
    /// Makes random numbers.
    Random,
    /// Code for it is there, without a known purpose.
    Implementation,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 12] = [
        Self::Key,
        Self::AlternativeKey,
        Self::Signature,
        Self::AlternativeSignature,
        Self::KeyAgreement,
        Self::Authentication,
        Self::Encryption,
        Self::Mac,
        Self::Hash,
        Self::KeyDerivation,
        Self::Random,
        Self::Implementation,
    ];

    /// The word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::AlternativeKey => "alternative-key",
            Self::Signature => "signature",
            Self::AlternativeSignature => "alternative-signature",
            Self::KeyAgreement => "key-agreement",
            Self::Authentication => "authentication",
            Self::Encryption => "encryption",
            Self::Mac => "mac",
            Self::Hash => "hash",
            Self::KeyDerivation => "key-derivation",
            Self::Random => "random",
            Self::Implementation => "implementation",
        }
    }
}

/// An algorithm in its part: what, as what, in which sense, how surely, seen where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlgorithmUse {
    /// Which algorithm with which parameters.
    pub algorithm: AlgorithmRef,
    /// The part it plays.
    pub role: Role,
    /// Implements, configures or uses.
    pub level: EvidenceLevel,
    /// How sure the detector is of this one, or what several methods come to together.
    pub confidence: Confidence,
    /// By which methods it was told in a program; empty where it was parsed.
    pub signs: Signs,
    /// The reasons in short: symbol names, rule names, the directive. Never bytes of a key.
    pub reason: Option<Box<str>>,
    /// The place inside the entry, when the asset has one entry and the use a place of its own.
    pub position: Option<Box<Position>>,
}

impl AlgorithmUse {
    /// A sure use in `role`.
    #[must_use]
    pub fn new(algorithm: AlgorithmRef, role: Role, level: EvidenceLevel) -> Self {
        let (confidence, signs) = (Confidence::High, Signs::default());
        Self { algorithm, role, level, confidence, signs, reason: None, position: None }
    }

    /// The same with another confidence.
    #[must_use]
    pub fn with_confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// The same as a sign of a method.
    #[must_use]
    pub fn told_by(mut self, method: Method, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self.signs = Signs::of(method, confidence);
        self
    }

    /// The same with its reasons.
    #[must_use]
    pub fn with_reason(mut self, reason: &str) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// The same with its place.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(Box::new(position));
        self
    }
}
