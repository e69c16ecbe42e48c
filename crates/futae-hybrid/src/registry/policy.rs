//! Which algorithms a registry hands out.

use crate::{Family, Operation, Properties};

/// Decides about each algorithm. Closures over [`Properties`] are policies.
///
/// ```
/// use futae_hybrid::{Error, Properties, Registry};
///
/// let no_slh_dsa = |algorithm: &Properties| !algorithm.name.starts_with("SLH-DSA");
/// let registry = Registry::restricted(no_slh_dsa);
/// assert_eq!(registry.signature("SLH-DSA-SHA2-128s").err(), Some(Error::RefusedByPolicy));
/// assert!(registry.signature("ML-DSA-87").is_ok());
/// ```
pub trait Policy: Send + Sync {
    /// Whether the algorithm may be used.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Registry, registry::*};
    /// let algorithm = Registry::new().kem("ML-KEM-512")?;
    /// assert!(!CryptrecPqcList.allows(algorithm.properties()));
    /// assert!(Anything.allows(algorithm.properties()));
    /// # Ok::<(), Error>(())
    /// ```
    fn allows(&self, algorithm: &Properties) -> bool;
}

impl<F: Fn(&Properties) -> bool + Send + Sync> Policy for F {
    fn allows(&self, algorithm: &Properties) -> bool {
        self(algorithm)
    }
}

/// Every algorithm.
///
/// ```
/// use futae_hybrid::{Registry, registry::Anything};
///
/// assert_eq!(Registry::restricted(Anything).signatures().count(), 33);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Anything;

impl Policy for Anything {
    fn allows(&self, _: &Properties) -> bool {
        true
    }
}

/// Only a post-quantum and a classical algorithm together.
///
/// ```
/// use futae_hybrid::{Registry, registry::HybridOnly};
///
/// let registry = Registry::restricted(HybridOnly);
/// assert_eq!(registry.signatures().count(), 18);
/// assert_eq!(registry.groups().count(), 3);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HybridOnly;

impl Policy for HybridOnly {
    fn allows(&self, algorithm: &Properties) -> bool {
        algorithm.family == Family::Hybrid
    }
}

/// Only public-key algorithms whose post-quantum part stands in table 2 (耐量子計算機暗号（PQC）
/// リスト) of the CRYPTREC list LS-0001-2022R2 of 30 March 2026: ML-KEM-768 and ML-KEM-1024 for key
/// agreement, and no signature.
///
/// It judges the post-quantum part alone: not the classical part of a hybrid, nor hash functions.
///
/// ```
/// use futae_hybrid::{Registry, registry::CryptrecPqcList};
///
/// let registry = Registry::restricted(CryptrecPqcList);
/// assert!(registry.kems().all(|kem| kem.properties().components[0] != "ML-KEM-512"));
/// assert_eq!(registry.signatures().count(), 0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CryptrecPqcList;

/// Table 2 of LS-0001-2022R2, key agreement.
const TABLE_2_KEY_AGREEMENT: [&str; 2] = ["ML-KEM-768", "ML-KEM-1024"];

impl Policy for CryptrecPqcList {
    fn allows(&self, algorithm: &Properties) -> bool {
        algorithm.operation == Operation::Kem
            && algorithm.components.iter().any(|part| TABLE_2_KEY_AGREEMENT.contains(part))
    }
}
