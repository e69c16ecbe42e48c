//! The registry: algorithms chosen at run time by name, identifier or code point, as far as a
//! policy allows.
//!
//! Classical algorithms alone are there only when asked for by [`Registry::with_classical`], so
//! that no configuration falls back to one by accident.
//!
//! ```
//! use futae_hybrid::{Error, Family, Registry, registry::{CryptrecPqcList, HybridOnly}};
//!
//! // What is configured is a word; what the policy refuses is an error that says so.
//! let registry = Registry::new();
//! assert_eq!(registry.kem("ML-KEM-768")?.properties().family, Family::PostQuantum);
//! assert_eq!(registry.signature("Ed25519").err(), Some(Error::ClassicalAlgorithm));
//! assert!(registry.with_classical().signature("Ed25519").is_ok());
//!
//! let hybrid = Registry::restricted(HybridOnly);
//! assert_eq!(hybrid.kem("ML-KEM-768").err(), Some(Error::RefusedByPolicy));
//! assert!(hybrid.group(0x11EC).is_ok());
//!
//! let listed = Registry::restricted(CryptrecPqcList);
//! assert_eq!(listed.kem("ML-KEM-512").err(), Some(Error::RefusedByPolicy));
//! assert!(listed.kem("ML-KEM-1024").is_ok());
//!
//! let house = Registry::restricted(|algorithm: &futae_hybrid::Properties| !algorithm.provisional);
//! assert_eq!(house.kem("X-Wing").err(), Some(Error::RefusedByPolicy));
//! # Ok::<(), Error>(())
//! ```

use alloc::boxed::Box;
use core::fmt;

use const_oid::ObjectIdentifier;

use crate::{
    AlgorithmIdentifier, Error, Family, Properties,
    kem::{self, KemAlgorithm},
    signature::{self, SignatureAlgorithm, composite},
    tls::{self, Group},
};

mod policy;

pub use policy::{Anything, CryptrecPqcList, HybridOnly, Policy};

/// The algorithms that a policy allows, by name, identifier or code point.
///
/// ```
/// use futae_hybrid::Registry;
///
/// let registry = Registry::new();
/// assert_eq!(registry.signatures().count(), 3 + 12 + 18);
/// let by_oid = registry.signature_by_oid("1.3.6.1.5.5.7.6.45")?;
/// assert_eq!(by_oid.properties().name, "MLDSA65-ECDSA-P256-SHA512");
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
pub struct Registry {
    policy: Box<dyn Policy>,
    classical: bool,
}

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("classical", &self.classical).finish_non_exhaustive()
    }
}

impl Registry {
    /// All post-quantum and hybrid algorithms.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let registry = Registry::new();
    /// assert!(registry.kem("X-Wing").is_ok());
    /// assert_eq!(registry.signature("Ed25519").err(), Some(Error::ClassicalAlgorithm));
    /// ```
    pub fn new() -> Self {
        Self::restricted(Anything)
    }

    /// The post-quantum and hybrid algorithms that `policy` allows.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let approved = Registry::restricted(|each: &Properties| each.reference.starts_with("FIPS"));
    /// assert!(approved.kem("ML-KEM-768").is_ok());
    /// assert_eq!(approved.kem("X-Wing").err(), Some(Error::RefusedByPolicy));
    /// ```
    pub fn restricted(policy: impl Policy + 'static) -> Self {
        Self { policy: Box::new(policy), classical: false }
    }

    /// And the classical algorithms that the policy allows.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let registry = Registry::new().with_classical(); // a fall back has to be asked for
    /// assert_eq!(registry.signature("Ed25519")?.max_signature_size(), 64);
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn with_classical(self) -> Self {
        Self { classical: true, ..self }
    }

    /// Whether an algorithm may be used.
    ///
    /// ```
    /// use futae_hybrid::{Error, Registry, tls::classical::x25519::X25519, tls::Group};
    ///
    /// let refused = Registry::new().check(X25519.properties());
    /// assert_eq!(refused, Err(Error::ClassicalAlgorithm));
    /// ```
    pub fn check(&self, properties: &Properties) -> Result<(), Error> {
        if properties.family == Family::Classical && !self.classical {
            return Err(Error::ClassicalAlgorithm);
        }
        if self.policy.allows(properties) { Ok(()) } else { Err(Error::RefusedByPolicy) }
    }

    /// The signature algorithms that may be used.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let registry = Registry::restricted(HybridOnly);
    /// let mut names = registry.signatures().map(|each| each.properties().name);
    /// assert!(names.all(|name| name.starts_with("MLDSA")));
    /// ```
    pub fn signatures(&self) -> impl Iterator<Item = &'static dyn SignatureAlgorithm> {
        every_signature().filter(|algorithm| self.check(algorithm.properties()).is_ok())
    }

    /// The key encapsulation mechanisms that may be used.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let registry = Registry::new();
    /// let in_hpke = registry.kems().filter(|each| each.properties().hpke_kem.is_some());
    /// assert_eq!(in_hpke.count(), 6);
    /// ```
    pub fn kems(&self) -> impl Iterator<Item = &'static dyn KemAlgorithm> {
        every_kem().filter(|algorithm| self.check(algorithm.properties()).is_ok())
    }

    /// The TLS groups that may be used, the preferred first.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let names: Vec<_> = Registry::restricted(HybridOnly).groups().map(|each| each.name()).collect();
    /// assert_eq!(names, ["X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024"]);
    /// ```
    pub fn groups(&self) -> impl Iterator<Item = &'static dyn Group> {
        every_group().filter(|group| self.check(group.properties()).is_ok())
    }

    /// The signature algorithm of this name, without regard to case; `id-` may stand in front.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let registry = Registry::new();
    /// let algorithm = registry.signature("id-ml-dsa-65")?;
    /// assert_eq!(algorithm.properties().name, "ML-DSA-65");
    /// assert_eq!(registry.signature("ML-DSA-66").err(), Some(Error::UnknownAlgorithm));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn signature(&self, name: &str) -> Result<&'static dyn SignatureAlgorithm, Error> {
        self.signature_where(|properties| is_named(properties, name))
    }

    /// The signature algorithm of this identifier beside a signature, in dotted form. The RSASSA-PSS
    /// algorithms share one: they are told apart by [`Self::signature_by_identifier`].
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let algorithm = Registry::new().signature_by_oid("2.16.840.1.101.3.4.3.20")?;
    /// assert_eq!(algorithm.properties().name, "SLH-DSA-SHA2-128s");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn signature_by_oid(&self, oid: &str) -> Result<&'static dyn SignatureAlgorithm, Error> {
        let oid = ObjectIdentifier::new(oid).map_err(|_| Error::UnknownAlgorithm)?;
        self.signature_where(|properties| has_oid(properties.signature, oid))
    }

    /// The signature algorithm of this identifier with these parameters (DER) beside a signature.
    ///
    /// ```
    /// use futae_hybrid::{ObjectIdentifier, Registry};
    ///
    /// let registry = Registry::new().with_classical();
    /// let sha256_with_rsa = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
    /// let null = &[5, 0][..];
    /// let algorithm = registry.signature_by_identifier(sha256_with_rsa, Some(null))?;
    /// assert_eq!(algorithm.properties().name, "RSASSA-PKCS1-v1_5-SHA256");
    /// # Ok::<(), futae_hybrid::Error>(())
    /// ```
    pub fn signature_by_identifier(
        &self,
        oid: ObjectIdentifier,
        parameters: Option<&[u8]>,
    ) -> Result<&'static dyn SignatureAlgorithm, Error> {
        self.signature_where(|properties| is_identifier(properties.signature, oid, parameters))
    }

    /// The signature algorithms, the usual first, for keys with this identifier and parameters
    /// (DER): one, or for RSA several.
    ///
    /// ```
    /// use futae_hybrid::{ObjectIdentifier, Registry};
    ///
    /// let registry = Registry::new().with_classical();
    /// let rsa = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    /// assert_eq!(registry.signatures_of_key(rsa, Some(&[5, 0])).count(), 6);
    /// ```
    pub fn signatures_of_key(
        &self,
        oid: ObjectIdentifier,
        parameters: Option<&[u8]>,
    ) -> impl Iterator<Item = &'static dyn SignatureAlgorithm> {
        self.signatures().filter(move |each| is_identifier(each.properties().key, oid, parameters))
    }

    /// The signature algorithm of this code point of TLS.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let algorithm = Registry::new().signature_by_tls_scheme(0x0904)?;
    /// assert_eq!(algorithm.properties().name, "ML-DSA-44");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn signature_by_tls_scheme(
        &self,
        code_point: u16,
    ) -> Result<&'static dyn SignatureAlgorithm, Error> {
        self.signature_where(|properties| properties.tls_scheme == Some(code_point))
    }

    /// The key encapsulation mechanism of this name, without regard to case; `id-` or `id-alg-`
    /// may stand in front.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Properties, Registry, registry::*};
    /// let algorithm = Registry::new().kem("id-alg-ml-kem-768")?;
    /// assert_eq!(algorithm.properties().name, "ML-KEM-768");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn kem(&self, name: &str) -> Result<&'static dyn KemAlgorithm, Error> {
        self.kem_where(|properties| is_named(properties, name))
    }

    /// The key encapsulation mechanism of this identifier, in dotted form.
    ///
    /// ```
    /// use futae_hybrid::Registry;
    ///
    /// let kem = Registry::new().kem_by_oid("2.16.840.1.101.3.4.4.2")?;
    /// assert_eq!(kem.properties().name, "ML-KEM-768");
    /// # Ok::<(), futae_hybrid::Error>(())
    /// ```
    pub fn kem_by_oid(&self, oid: &str) -> Result<&'static dyn KemAlgorithm, Error> {
        let oid = ObjectIdentifier::new(oid).map_err(|_| Error::UnknownAlgorithm)?;
        self.kem_where(|properties| has_oid(properties.key, oid))
    }

    /// The key encapsulation mechanism of this HPKE KEM identifier.
    ///
    /// ```
    /// use futae_hybrid::Registry;
    ///
    /// assert_eq!(Registry::new().kem_by_hpke_id(0x647A)?.properties().name, "X-Wing");
    /// # Ok::<(), futae_hybrid::Error>(())
    /// ```
    pub fn kem_by_hpke_id(&self, id: u16) -> Result<&'static dyn KemAlgorithm, Error> {
        self.kem_where(|properties| properties.hpke_kem == Some(id))
    }

    /// The TLS group of this code point.
    ///
    /// ```
    /// use futae_hybrid::Registry;
    ///
    /// assert_eq!(Registry::new().group(4588)?.name(), "X25519MLKEM768");
    /// # Ok::<(), futae_hybrid::Error>(())
    /// ```
    pub fn group(&self, code_point: u16) -> Result<&'static dyn Group, Error> {
        self.group_where(|properties| properties.tls_group == Some(code_point))
    }

    /// The TLS group of this name, without regard to case.
    ///
    /// ```
    /// use futae_hybrid::{Error, Registry};
    ///
    /// let registry = Registry::new();
    /// assert_eq!(registry.group_by_name("x25519mlkem768")?.code_point(), 0x11EC);
    /// assert_eq!(registry.group_by_name("x25519").err(), Some(Error::ClassicalAlgorithm));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn group_by_name(&self, name: &str) -> Result<&'static dyn Group, Error> {
        self.group_where(|properties| is_named(properties, name))
    }

    fn group_where(
        &self,
        matches: impl Fn(&Properties) -> bool,
    ) -> Result<&'static dyn Group, Error> {
        let group = every_group().find(|each| matches(each.properties()));
        let group = group.ok_or(Error::UnknownAlgorithm)?;
        self.check(group.properties()).map(|()| group)
    }

    fn signature_where(
        &self,
        matches: impl Fn(&Properties) -> bool,
    ) -> Result<&'static dyn SignatureAlgorithm, Error> {
        let algorithm = every_signature().find(|each| matches(each.properties()));
        let algorithm = algorithm.ok_or(Error::UnknownAlgorithm)?;
        self.check(algorithm.properties()).map(|()| algorithm)
    }

    fn kem_where(
        &self,
        matches: impl Fn(&Properties) -> bool,
    ) -> Result<&'static dyn KemAlgorithm, Error> {
        let algorithm = every_kem().find(|each| matches(each.properties()));
        let algorithm = algorithm.ok_or(Error::UnknownAlgorithm)?;
        self.check(algorithm.properties()).map(|()| algorithm)
    }
}

fn every_signature() -> impl Iterator<Item = &'static dyn SignatureAlgorithm> {
    let composites = composite::ALGORITHMS.iter().map(|row| row as &dyn SignatureAlgorithm);
    let alone = signature::POST_QUANTUM.iter().copied();
    alone.chain(composites).chain(signature::CLASSICAL.iter().copied())
}

fn every_kem() -> impl Iterator<Item = &'static dyn KemAlgorithm> {
    let composites = kem::composite::ALGORITHMS.iter().map(|row| row as &dyn KemAlgorithm);
    let classical = kem::dhkem::ALGORITHMS.iter().map(|row| row as &dyn KemAlgorithm);
    kem::ALGORITHMS.iter().copied().chain(composites).chain(classical)
}

fn every_group() -> impl Iterator<Item = &'static dyn Group> {
    tls::GROUPS.iter().chain(tls::classical::GROUPS).copied()
}

fn is_named(properties: &Properties, name: &str) -> bool {
    let bare = name.strip_prefix("id-").unwrap_or(name);
    let bare = bare.strip_prefix("alg-").unwrap_or(bare);
    properties.name.eq_ignore_ascii_case(bare)
}

fn has_oid(identifier: Option<AlgorithmIdentifier>, oid: ObjectIdentifier) -> bool {
    identifier.is_some_and(|identifier| identifier.oid == oid)
}

fn is_identifier(
    identifier: Option<AlgorithmIdentifier>,
    oid: ObjectIdentifier,
    parameters: Option<&[u8]>,
) -> bool {
    identifier.is_some_and(|each| each.oid == oid && each.parameters == parameters)
}
