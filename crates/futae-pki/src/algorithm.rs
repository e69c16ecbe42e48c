//! The algorithms that keys and signatures may name: identifiers, names, sizes. What they do is in
//! `key::scheme`.

use std::fmt;

use der::asn1::ObjectIdentifier;
use spki::{AlgorithmIdentifier, AlgorithmIdentifierOwned, AlgorithmIdentifierRef};

use crate::{Error, key::scheme};

/// What the keys of an algorithm are for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// Signatures.
    Signature,
    /// Key encapsulation.
    Kem,
}

/// An algorithm for keys or signatures, chosen at run time.
///
/// ```
/// use futae_pki::{Algorithm, Kind};
///
/// let algorithm = Algorithm::by_name("ml-dsa-65")?;
/// assert_eq!(algorithm, Algorithm::by_oid("2.16.840.1.101.3.4.3.18")?);
/// assert_eq!((algorithm.name(), algorithm.kind()), ("ML-DSA-65", Kind::Signature));
/// # Ok::<(), futae_pki::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Algorithm(pub(crate) &'static scheme::Scheme);

impl Algorithm {
    /// Every algorithm, in the order of the standards.
    ///
    /// ```
    /// assert!(futae_pki::Algorithm::all().count() >= 18);
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        scheme::SCHEMES.iter().map(Self)
    }

    /// The algorithm of this name; upper and lower case are the same.
    pub fn by_name(name: &str) -> Result<Self, Error> {
        let found = Self::all().find(|each| each.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| Error::UnknownAlgorithm(name.to_owned()))
    }

    /// The algorithm of this object identifier in dotted form.
    pub fn by_oid(oid: &str) -> Result<Self, Error> {
        let found = Self::all().find(|each| each.oid() == oid);
        found.ok_or_else(|| Error::UnknownAlgorithm(oid.to_owned()))
    }

    /// The name in the standard.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert_eq!(Algorithm::by_oid("2.16.840.1.101.3.4.4.2")?.name(), "ML-KEM-768");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The object identifier in dotted form.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert_eq!(Algorithm::by_name("ML-KEM-768")?.oid(), "2.16.840.1.101.3.4.4.2");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn oid(self) -> &'static str {
        self.0.oid
    }

    /// What its keys are for.
    pub fn kind(self) -> Kind {
        self.0.kind
    }

    /// The document that defines its keys and identifiers.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert_eq!(Algorithm::by_name("SLH-DSA-SHA2-128s")?.standard(), "RFC 9909");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn standard(self) -> &'static str {
        self.0.standard
    }

    /// Bytes of a public key.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert_eq!(Algorithm::by_name("ML-KEM-768")?.public_key_size(), 1184);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn public_key_size(self) -> usize {
        self.0.public_key_size
    }

    /// The identifier that keys and signatures carry: without parameters.
    pub(crate) fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifier { oid: self.object_identifier(), parameters: None }
    }

    pub(crate) fn object_identifier(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(self.0.oid)
    }

    /// The algorithm that `identifier` names in a `what`; it must have no parameters.
    pub(crate) fn identified(
        identifier: AlgorithmIdentifierRef<'_>,
        what: &'static str,
    ) -> Result<Self, Error> {
        let found = Self::all().find(|each| each.object_identifier() == identifier.oid);
        let algorithm = found.ok_or_else(|| Error::UnknownAlgorithm(identifier.oid.to_string()))?;
        match identifier.parameters {
            None => Ok(algorithm),
            Some(_) => Err(Error::Parameters(what)),
        }
    }

    /// Fails unless its keys are for signatures.
    pub(crate) fn expect_signature(self) -> Result<(), Error> {
        self.expect(Kind::Signature, "signatures")
    }

    /// Fails unless its keys are for key encapsulation.
    pub(crate) fn expect_kem(self) -> Result<(), Error> {
        self.expect(Kind::Kem, "key encapsulation")
    }

    fn expect(self, kind: Kind, wanted: &'static str) -> Result<(), Error> {
        match self.kind() == kind {
            true => Ok(()),
            false => Err(Error::WrongKind { algorithm: self.name(), wanted }),
        }
    }
}

impl PartialEq for Algorithm {
    fn eq(&self, other: &Self) -> bool {
        self.0.oid == other.0.oid
    }
}

impl Eq for Algorithm {}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use der::Encode;

    use super::*;

    #[test]
    fn names_and_identifiers_are_unique() {
        let names: HashSet<_> = Algorithm::all().map(|each| each.name().to_lowercase()).collect();
        let oids: HashSet<_> = Algorithm::all().map(Algorithm::oid).collect();
        assert_eq!((names.len(), oids.len()), (Algorithm::all().count(), Algorithm::all().count()));
    }

    #[test]
    fn every_identifier_is_well_formed() {
        for algorithm in Algorithm::all() {
            assert!(ObjectIdentifier::new(algorithm.oid()).is_ok(), "{algorithm}");
            assert!(algorithm.identifier().to_der().is_ok());
        }
    }
}
