//! What an algorithm is, apart from doing it: names, identifiers, code points, components.

use const_oid::ObjectIdentifier;

/// What an algorithm is for.
///
/// ```
/// use futae_hybrid::{Operation, Registry};
///
/// let algorithm = Registry::new().signature("ML-DSA-65")?;
/// assert_eq!(algorithm.properties().operation, Operation::Signature);
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Operation {
    /// Digital signature.
    Signature,
    /// Key encapsulation.
    Kem,
}

/// Against what an algorithm is meant to hold.
///
/// ```
/// use futae_hybrid::{Family, Registry};
///
/// let algorithm = Registry::new().kem("X-Wing")?;
/// assert_eq!(algorithm.properties().family, Family::Hybrid);
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Family {
    /// A post-quantum algorithm alone.
    PostQuantum,
    /// A post-quantum and a classical algorithm: it holds while either holds.
    Hybrid,
    /// A classical algorithm alone, which a quantum computer would break.
    Classical,
}

/// An `AlgorithmIdentifier` of RFC 5280, Section 4.1.1.2.
///
/// ```
/// use futae_hybrid::Registry;
///
/// let algorithm = Registry::new().signature("ML-DSA-65")?;
/// let identifier = algorithm.properties().key.ok_or(futae_hybrid::Error::UnknownAlgorithm)?;
/// assert_eq!(identifier.oid.to_string(), "2.16.840.1.101.3.4.3.18");
/// assert_eq!(identifier.parameters, None);
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AlgorithmIdentifier {
    /// The object identifier.
    pub oid: ObjectIdentifier,
    /// The DER encoding of the parameters, where there are any.
    pub parameters: Option<&'static [u8]>,
}

impl AlgorithmIdentifier {
    /// Without parameters.
    pub(crate) const fn bare(oid: &str) -> Self {
        Self { oid: ObjectIdentifier::new_unwrap(oid), parameters: None }
    }

    pub(crate) const fn with(oid: &str, parameters: &'static [u8]) -> Self {
        Self { oid: ObjectIdentifier::new_unwrap(oid), parameters: Some(parameters) }
    }
}

/// What is known of an algorithm, by which it is found and by which a policy decides.
///
/// ```
/// use futae_hybrid::{Family, Registry};
///
/// let registry = Registry::new();
/// let algorithm = registry.signature("MLDSA65-ECDSA-P256-SHA512")?;
/// let properties = algorithm.properties();
/// assert_eq!(properties.family, Family::Hybrid);
/// assert_eq!(properties.components, ["ML-DSA-65", "ECDSA-P256-SHA256"]);
/// assert!(!properties.provisional);
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Properties {
    /// The name in its standard.
    pub name: &'static str,
    /// What it is for.
    pub operation: Operation,
    /// Against what it is meant to hold.
    pub family: Family,
    /// The names of its parts; of an algorithm with one part, its own.
    pub components: &'static [&'static str],
    /// The document that defines it.
    pub reference: &'static str,
    /// Whether that document, or the identifier, may still change.
    pub provisional: bool,
    /// What stands in front of a public key in a `SubjectPublicKeyInfo`, and of a private key in a
    /// `OneAsymmetricKey`; none of what only protocols use.
    pub key: Option<AlgorithmIdentifier>,
    /// What stands beside a signature; of post-quantum and hybrid algorithms the same as `key`.
    pub signature: Option<AlgorithmIdentifier>,
    /// The code point of the TLS SignatureScheme.
    pub tls_scheme: Option<u16>,
    /// The code point of the TLS NamedGroup.
    pub tls_group: Option<u16>,
    /// The HPKE KEM identifier.
    pub hpke_kem: Option<u16>,
}

impl Properties {
    /// A signature algorithm whose keys and signatures have one identifier.
    pub(crate) const fn signature(
        name: &'static str,
        family: Family,
        components: &'static [&'static str],
        reference: &'static str,
        identifier: AlgorithmIdentifier,
    ) -> Self {
        let properties = Self::new(name, Operation::Signature, family, components, reference);
        Self { key: Some(identifier), signature: Some(identifier), ..properties }
    }

    /// A key encapsulation mechanism.
    pub(crate) const fn kem(
        name: &'static str,
        family: Family,
        components: &'static [&'static str],
        reference: &'static str,
        identifier: Option<AlgorithmIdentifier>,
    ) -> Self {
        let properties = Self::new(name, Operation::Kem, family, components, reference);
        Self { key: identifier, ..properties }
    }

    const fn new(
        name: &'static str,
        operation: Operation,
        family: Family,
        components: &'static [&'static str],
        reference: &'static str,
    ) -> Self {
        Self {
            name,
            operation,
            family,
            components,
            reference,
            provisional: false,
            key: None,
            signature: None,
            tls_scheme: None,
            tls_group: None,
            hpke_kem: None,
        }
    }
}
