//! Hybrids of ML-KEM and ML-DSA with classical algorithms, and the choice of algorithms at run
//! time.
//!
//! The post-quantum part is `futae`, the classical part comes from reviewed crates; here is how
//! standards put the two together.
//!
//! | to | use |
//! |---|---|
//! | agree on a key in TLS or SSH | [`tls`], [`ssh`] |
//! | encrypt to a public key | [`hpke`] |
//! | encapsulate a key | [`x_wing`], [`mlkem768_p256`], [`mlkem1024_p384`], [`kem`] |
//! | sign by two algorithms at once | [`signature::composite`] |
//! | sign by two algorithms side by side while migrating | [`dual`] |
//! | combine a key with a pre-shared or distributed one | [`combiner`] |
//! | choose any of these at run time, within a policy | [`Registry`] |
//!
//! ```
//! use futae_hybrid::tls::x25519_mlkem768::{PrivateKey, encapsulate};
//!
//! let client = PrivateKey::generate()?;
//! let (server_share, sent) = encapsulate(client.client_share())?;
//! let received = client.decapsulate(&server_share)?;
//! assert_eq!(sent.as_bytes(), received.as_bytes());
//! # Ok::<(), futae_hybrid::Error>(())
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod algorithm;
mod classical;
pub mod combiner;
pub mod dual;
mod error;
pub mod hpke;
pub mod kem;
mod random;
pub mod registry;
mod secret;
mod seeded_kem;
pub mod signature;
pub mod ssh;
pub mod tls;

pub use algorithm::{AlgorithmIdentifier, Family, Operation, Properties};
pub use const_oid::ObjectIdentifier;
pub use error::Error;
pub use registry::Registry;
pub use secret::{Secret, SecretBytes};
pub use seeded_kem::{mlkem768_p256, mlkem1024_p384, x_wing};
