//! The catalogue of cryptographic algorithms: names, identifiers, sizes, strengths.
//!
//! Owns what is true of an algorithm whatever system uses it, and the registries that name
//! algorithms: object identifiers, TLS, SSH, IKEv2, JOSE, COSE, OpenPGP, DNSSEC, Kerberos.
//! Does no I/O, and owns no verdict: whether something may be used is a matter of policy.
//!
//! Names compare by [`normalise`]: ASCII case and the characters `-`, `_` and space do not matter.
//! Ids, object identifiers and code points compare exactly.
#![forbid(unsafe_code)]

mod algorithm;
mod curve;
mod cyclonedx;
mod gnutls_priority;
mod index;
mod oid;
mod openssh_lists;
mod openssl_ciphers;
mod registry;
mod resolve;
mod strength;
mod suite;
mod tables;
mod usage;

pub use algorithm::{
    Algorithm, Broken, Confidence, Primitive, QuantumImpact, Sizes, Source, algorithm,
    algorithm_by_name, algorithms,
};
pub use curve::{Curve, CurveKind, curve, curve_by_name, curve_by_oid, curves};
pub use gnutls_priority::{GnutlsExpansion, GnutlsSuite, PriorityError, expand_gnutls_priority};
pub use index::{is_normalised, normalise};
pub use oid::{OidEntry, OidRole, oid, oid_by_name, oids};
pub use openssh_lists::{
    OPENSSH_ACCEPTED, OPENSSH_NEGOTIATED, OPENSSH_OLDEST, OPENSSH_RELEASE, OpensshList,
    openssh_pattern_fits, openssh_release,
};
pub use openssl_ciphers::{
    CipherExpansion, CipherStringError, MinimumVersion, OPENSSL_DEFAULT_CIPHERS,
    OPENSSL_DEFAULT_CIPHERSUITES, OpensslRelease, OpensslSuite, expand_openssl_ciphers,
    expand_openssl_ciphers_at, openssl_suite_by_name,
};
pub use registry::{Entry, Registry, Standing, entries, entry, entry_by_name, group_name};
pub use resolve::{Match, resolve};
pub use strength::{curve_strength, finite_field_strength, hash_mac_strength, strength};
pub use suite::{CipherSuite, cipher_suite, cipher_suite_by_name, cipher_suites};
pub use usage::Usage;
