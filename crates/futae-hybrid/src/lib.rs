//! Hybrids of ML-KEM and ML-DSA with classical algorithms, and the choice of algorithms at run
//! time.
//!
//! The post-quantum part is `futae`, the classical part comes from reviewed crates; here is how
//! standards put the two together.
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

mod classical;
mod error;
mod secret;
pub mod tls;

pub use error::Error;
pub use secret::{Secret, SecretBytes};
