//! The algorithms that keys and signatures may name: identifiers, names, sizes. What they do is in
//! `key::scheme`.

use std::fmt;

use der::{
    Any, Decode, Encode,
    asn1::{AnyRef, ObjectIdentifier},
};
use futae_hybrid::{AlgorithmIdentifier as Identifier, Family, Properties};
use spki::{AlgorithmIdentifier, AlgorithmIdentifierOwned, AlgorithmIdentifierRef};

use crate::{
    Error,
    key::scheme::{self, Scheme},
};

/// What the keys of an algorithm are for.
///
/// ```
/// use futae_pki::{Algorithm, Kind};
///
/// assert_eq!(Algorithm::by_name("ML-KEM-768")?.kind(), Kind::Kem);
/// # Ok::<(), futae_pki::Error>(())
/// ```
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
pub struct Algorithm(pub(crate) Scheme);

impl Algorithm {
    /// Every post-quantum and hybrid algorithm.
    ///
    /// ```
    /// assert!(futae_pki::Algorithm::all().count() >= 48);
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        scheme::every().map(Self).filter(|each| !each.is_classical())
    }

    /// Every classical algorithm, for the infrastructure that there is.
    ///
    /// ```
    /// assert!(futae_pki::Algorithm::classical().any(|each| each.name() == "Ed25519"));
    /// ```
    pub fn classical() -> impl Iterator<Item = Self> {
        scheme::every().map(Self).filter(|each| each.is_classical())
    }

    /// The post-quantum or hybrid algorithm of this name; upper and lower case are the same.
    ///
    /// ```
    /// use futae_pki::Algorithm;
    ///
    /// assert_eq!(Algorithm::by_name("ml-dsa-65")?.name(), "ML-DSA-65");
    /// assert!(Algorithm::by_name("ML-DSA-66").is_err());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn by_name(name: &str) -> Result<Self, Error> {
        let found = Self::all().find(|each| each.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| Error::UnknownAlgorithm(name.to_owned()))
    }

    /// The classical algorithm of this name, which a quantum computer would break.
    ///
    /// ```
    /// use futae_pki::{Algorithm, Error};
    ///
    /// let name = "ECDSA-P256-SHA256";
    /// assert!(matches!(Algorithm::by_name(name), Err(Error::UnknownAlgorithm(_))));
    /// assert_eq!(Algorithm::classical_by_name(name)?.name(), name);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn classical_by_name(name: &str) -> Result<Self, Error> {
        let found = Self::classical().find(|each| each.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| Error::UnknownAlgorithm(name.to_owned()))
    }

    /// The post-quantum or hybrid algorithm of this object identifier in dotted form.
    ///
    /// ```
    /// use futae_pki::Algorithm;
    ///
    /// assert_eq!(Algorithm::by_oid("1.3.6.1.5.5.7.6.45")?.name(), "MLDSA65-ECDSA-P256-SHA512");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
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
        self.0.name()
    }

    /// The object identifier of its keys in dotted form.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert_eq!(Algorithm::by_name("ML-KEM-768")?.oid(), "2.16.840.1.101.3.4.4.2");
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn oid(self) -> String {
        self.0.key_identifier().map(|identifier| identifier.oid.to_string()).unwrap_or_default()
    }

    /// What its keys are for.
    ///
    /// ```
    /// use futae_pki::{Algorithm, Kind};
    ///
    /// assert_eq!(Algorithm::by_name("SLH-DSA-SHA2-128s")?.kind(), Kind::Signature);
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn kind(self) -> Kind {
        self.0.kind()
    }

    /// Whether it is classical alone.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert!(Algorithm::classical_by_name("Ed25519")?.is_classical());
    /// assert!(!Algorithm::by_name("MLDSA44-Ed25519-SHA512")?.is_classical());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn is_classical(self) -> bool {
        self.0.properties().is_some_and(|properties| properties.family == Family::Classical)
    }

    /// Whether its document, or its identifier, may still change.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert!(!Algorithm::by_name("ML-DSA-65")?.is_provisional());
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn is_provisional(self) -> bool {
        self.0.properties().is_some_and(|properties| properties.provisional)
    }

    /// The document that defines it.
    ///
    /// ```
    /// # use futae_pki::Algorithm;
    /// assert!(Algorithm::by_name("ML-DSA-65")?.standard().contains("RFC 9881"));
    /// # Ok::<(), futae_pki::Error>(())
    /// ```
    pub fn standard(self) -> &'static str {
        self.0.properties().map_or("FIPS 205; RFC 9909", |properties| properties.reference)
    }

    /// What the registry decides by; of HashSLH-DSA that of the pure algorithm.
    pub(crate) fn properties(self) -> Option<&'static Properties> {
        match self.0 {
            Scheme::HashSlhDsa(hashed) => Self::by_name(hashed.pure).ok()?.0.properties(),
            other => other.properties(),
        }
    }

    /// The identifier that its keys carry.
    pub(crate) fn key_identifier(self) -> AlgorithmIdentifierOwned {
        self.0.key_identifier().map_or_else(unidentified, owned)
    }

    /// The same, borrowed.
    pub(crate) fn key_identifier_ref(self) -> Result<AlgorithmIdentifierRef<'static>, Error> {
        let identifier = self.0.key_identifier().ok_or(Error::Parameters("key"))?;
        let parameters = identifier.parameters.map(AnyRef::from_der).transpose();
        let parameters = parameters.map_err(|_| Error::Parameters("key"))?;
        Ok(AlgorithmIdentifier { oid: identifier.oid, parameters })
    }

    /// The identifier that its signatures carry.
    pub(crate) fn signature_identifier(self) -> AlgorithmIdentifierOwned {
        self.0.signature_identifier().map_or_else(unidentified, owned)
    }

    /// The algorithm of a key by the identifier beside it. An RSA key, which serves several, gets
    /// RSASSA-PKCS1-v1_5 with SHA-256, which every program reads.
    pub(crate) fn of_key(
        identifier: AlgorithmIdentifierRef<'_>,
        what: &'static str,
    ) -> Result<Self, Error> {
        let found = select(identifier, what, |each| each.0.key_identifier())?;
        let preferred = found.iter().find(|each| each.name() == "RSASSA-PKCS1-v1_5-SHA256");
        preferred.or(found.first()).copied().ok_or(Error::Parameters(what))
    }

    /// The algorithm of a signature by a key of algorithm `key`.
    pub(crate) fn of_signature(
        identifier: AlgorithmIdentifierRef<'_>,
        key: Self,
    ) -> Result<Self, Error> {
        let found = select(identifier, "signature", |each| each.0.signature_identifier())?;
        let wanted = key.0.key_identifier();
        let found = found.into_iter().find(|each| each.0.key_identifier() == wanted);
        found.ok_or(Error::AlgorithmMismatch)
    }

    /// The first algorithm of a signature, when the key is not at hand.
    pub(crate) fn named_by_signature(
        identifier: AlgorithmIdentifierRef<'_>,
    ) -> Result<Self, Error> {
        let found = select(identifier, "signature", |each| each.0.signature_identifier())?;
        found.first().copied().ok_or(Error::Parameters("signature"))
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

/// The algorithms whose identifier this is; parameters must be those of one of them.
fn select(
    identifier: AlgorithmIdentifierRef<'_>,
    what: &'static str,
    of: impl Fn(Algorithm) -> Option<Identifier>,
) -> Result<Vec<Algorithm>, Error> {
    let named: Vec<_> = scheme::every()
        .map(Algorithm)
        .filter(|each| of(*each).is_some_and(|its| its.oid == identifier.oid))
        .collect();
    if named.is_empty() {
        return Err(Error::UnknownAlgorithm(identifier.oid.to_string()));
    }
    let parameters = identifier.parameters.map(|parameters| parameters.to_der()).transpose();
    let parameters = parameters.map_err(|_| Error::Parameters(what))?;
    let same = |its: Identifier| its.parameters == parameters.as_deref();
    let found: Vec<_> = named.into_iter().filter(|each| of(*each).is_some_and(same)).collect();
    if found.is_empty() { Err(Error::Parameters(what)) } else { Ok(found) }
}

fn owned(identifier: Identifier) -> AlgorithmIdentifierOwned {
    let parameters = identifier.parameters.and_then(|der| Any::from_der(der).ok());
    AlgorithmIdentifier { oid: identifier.oid, parameters }
}

/// Of an algorithm without identifier, of which none is in `scheme::every`.
fn unidentified() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifier { oid: ObjectIdentifier::new_unwrap("0.0"), parameters: None }
}

impl PartialEq for Algorithm {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Algorithm {}

impl fmt::Debug for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use der::referenced::OwnedToRef;

    use super::*;

    #[test]
    fn names_and_identifiers_are_unique() {
        let every = || scheme::every().map(Algorithm);
        let names: HashSet<_> = every().map(|each| each.name().to_lowercase()).collect();
        assert_eq!(names.len(), every().count());
        let oids: HashSet<_> = Algorithm::all().map(Algorithm::oid).collect();
        assert_eq!(oids.len(), Algorithm::all().count());
    }

    #[test]
    fn every_identifier_is_found_again() {
        for algorithm in scheme::every().map(Algorithm) {
            let key = algorithm.key_identifier();
            assert_ne!(key, unidentified());
            let found = Algorithm::of_key(key.owned_to_ref(), "key").unwrap();
            assert_eq!(found.key_identifier(), key, "{algorithm}");
            assert_eq!(algorithm.key_identifier_ref().unwrap(), key.owned_to_ref());
            if algorithm.kind() == Kind::Signature {
                let signature = algorithm.signature_identifier();
                let found = Algorithm::of_signature(signature.owned_to_ref(), algorithm).unwrap();
                assert_eq!(found, algorithm);
            }
        }
    }

    #[test]
    fn wrong_parameters_are_refused() {
        let null = AnyRef::from_der(&[5, 0]).unwrap();
        let oid = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18");
        let with_null = AlgorithmIdentifier { oid, parameters: Some(null) };
        assert_eq!(Algorithm::of_key(with_null, "key"), Err(Error::Parameters("key")));
        let rsa = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
        let without = AlgorithmIdentifier { oid: rsa, parameters: None };
        assert_eq!(Algorithm::of_key(without, "key"), Err(Error::Parameters("key")));
    }
}
