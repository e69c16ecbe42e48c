//! Groups of the TLS 1.3 key exchange: hybrids of ECDH and ML-KEM (RFC 10024), plain ML-KEM
//! (draft-ietf-tls-mlkem), and, to be asked for by name, [`classical`] ones.
//!
//! A group is a module with arrays of the right sizes; [`GROUPS`] has the post-quantum ones as
//! objects, to be chosen at run time by their code point.
//!
//! | group | code point | client's share | server's share | secret |
//! |---|---|---|---|---|
//! | [`x25519_mlkem768`] | 0x11EC | ML-KEM, X25519 | ML-KEM, X25519 | ML-KEM, X25519 |
//! | [`secp256r1_mlkem768`] | 0x11EB | ECDH, ML-KEM | ECDH, ML-KEM | ECDH, ML-KEM |
//! | [`secp384r1_mlkem1024`] | 0x11ED | ECDH, ML-KEM | ECDH, ML-KEM | ECDH, ML-KEM |
//! | [`mlkem512`], [`mlkem768`], [`mlkem1024`] | 0x0200 to 0x0202 | encapsulation key | ciphertext | ML-KEM |
//!
//! ```
//! use futae_hybrid::{Error, tls};
//!
//! let group = tls::group(0x11EC).ok_or(Error::UnknownAlgorithm)?;
//! assert_eq!(group.name(), "X25519MLKEM768");
//! let client = group.start()?;
//! let (server_share, sent) = group.encapsulate(client.client_share())?;
//! let received = client.complete(&server_share)?;
//! assert_eq!(sent.as_bytes(), received.as_bytes());
//! # Ok::<(), Error>(())
//! ```

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use crate::{Error, Family, Properties, SecretBytes};

#[macro_use]
mod object;
mod hybrid;
mod plain;

pub use hybrid::{secp256r1_mlkem768, secp384r1_mlkem1024, x25519_mlkem768};
pub use plain::{classical, mlkem512, mlkem768, mlkem1024};

/// A group of the TLS 1.3 key exchange, as an object.
///
/// ```
/// use futae_hybrid::tls::{Group, x25519_mlkem768::X25519MLKEM768};
///
/// let group: &dyn Group = &X25519MLKEM768;
/// assert_eq!((group.client_share_size(), group.server_share_size()), (1216, 1120));
/// assert!(group.is_post_quantum());
/// assert_eq!(group.classical_code_point(), Some(0x001D));
/// ```
pub trait Group: fmt::Debug + Send + Sync {
    /// What is known of the group, by which a policy decides.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert_eq!(X25519MLKEM768.properties().family, Family::Hybrid);
    /// ```
    fn properties(&self) -> &Properties;
    /// The name in the registry of TLS supported groups.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert_eq!(X25519MLKEM768.name(), "X25519MLKEM768");
    /// ```
    fn name(&self) -> &'static str {
        self.properties().name
    }
    /// The code point in the registry of TLS supported groups.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert_eq!(X25519MLKEM768.code_point(), 0x11EC);
    /// ```
    fn code_point(&self) -> u16;
    /// Bytes of the client's key share.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert_eq!(X25519MLKEM768.client_share_size(), 1184 + 32);
    /// ```
    fn client_share_size(&self) -> usize;
    /// Bytes of the server's key share.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert_eq!(X25519MLKEM768.server_share_size(), 1088 + 32);
    /// ```
    fn server_share_size(&self) -> usize;
    /// Bytes of the shared secret.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert_eq!(X25519MLKEM768.secret_size(), 32 + 32);
    /// ```
    fn secret_size(&self) -> usize;
    /// Whether ML-KEM takes part.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert!(X25519MLKEM768.is_post_quantum());
    /// assert!(!futae_hybrid::tls::classical::x25519::X25519.is_post_quantum());
    /// ```
    fn is_post_quantum(&self) -> bool {
        self.properties().family != Family::Classical
    }
    /// The code point of the classical group whose share is a part of this one's.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// assert_eq!(X25519MLKEM768.classical_code_point(), Some(0x001D)); // X25519
    /// ```
    fn classical_code_point(&self) -> Option<u16>;
    /// Begins as a client: a fresh key.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// let client = X25519MLKEM768.start()?;
    /// assert_eq!(client.client_share().len(), X25519MLKEM768.client_share_size());
    /// # Ok::<(), Error>(())
    /// ```
    fn start(&self) -> Result<Box<dyn KeyExchange>, Error>;
    /// The server's whole part: its share and the secret.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// # let client = X25519MLKEM768.start()?;
    /// let (server_share, secret) = X25519MLKEM768.encapsulate(client.client_share())?;
    /// assert_eq!(secret.as_bytes().len(), X25519MLKEM768.secret_size());
    /// assert_eq!(X25519MLKEM768.encapsulate(&[0; 7]).err(), Some(Error::Length));
    /// # Ok::<(), Error>(())
    /// ```
    fn encapsulate(&self, client_share: &[u8]) -> Result<(Vec<u8>, SecretBytes), Error>;
}

/// A client's key exchange under way: a private key that is used once.
///
/// ```
/// use futae_hybrid::tls::{Group, classical::x25519, x25519_mlkem768::X25519MLKEM768};
///
/// // A server that knows no hybrid answers to the classical part of the client's share.
/// let client = X25519MLKEM768.start()?;
/// let share = client.classical_share().ok_or(futae_hybrid::Error::Length)?;
/// let (server_share, sent) = x25519::X25519.encapsulate(share)?;
/// let received = client.complete_classical_only(&server_share)?;
/// assert_eq!(sent.as_bytes(), received.as_bytes());
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
pub trait KeyExchange: Send + Sync {
    /// The client's key share.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// # let client = X25519MLKEM768.start()?;
    /// assert_eq!(client.client_share().len(), 1216); // what the ClientHello has
    /// # Ok::<(), Error>(())
    /// ```
    fn client_share(&self) -> &[u8];
    /// The shared secret, from the server's key share.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// # let client = X25519MLKEM768.start()?;
    /// let (server_share, sent) = X25519MLKEM768.encapsulate(client.client_share())?;
    /// assert_eq!(client.complete(&server_share)?.as_bytes(), sent.as_bytes());
    /// # Ok::<(), Error>(())
    /// ```
    fn complete(self: Box<Self>, server_share: &[u8]) -> Result<SecretBytes, Error>;
    /// The part of the share that is one of the classical group.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// # let client = X25519MLKEM768.start()?;
    /// assert_eq!(client.classical_share().map(<[u8]>::len), Some(32));
    /// # Ok::<(), Error>(())
    /// ```
    fn classical_share(&self) -> Option<&[u8]>;
    /// The secret of the classical group alone, not safe from a quantum computer: for a server
    /// that chose that group. [`Error::UnknownAlgorithm`] when there is no classical part.
    ///
    /// ```
    /// # use futae_hybrid::{Error, Family, tls::{Group, KeyExchange, x25519_mlkem768::X25519MLKEM768}};
    /// # let client = X25519MLKEM768.start()?;
    /// # let peer = futae_hybrid::tls::classical::x25519::X25519.start()?;
    /// let server_share = peer.client_share(); // of a server that knows X25519 only
    /// let secret = client.complete_classical_only(server_share)?;
    /// assert_eq!(secret.as_bytes().len(), 32);
    /// # Ok::<(), Error>(())
    /// ```
    fn complete_classical_only(self: Box<Self>, server_share: &[u8]) -> Result<SecretBytes, Error>;
}

impl fmt::Debug for dyn KeyExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyExchange(..)")
    }
}

/// The post-quantum groups: hybrids first, in the order in which RFC 10024 recommends them.
///
/// ```
/// use futae_hybrid::tls::GROUPS;
///
/// assert_eq!(GROUPS.len(), 6);
/// assert!(GROUPS.iter().all(|group| group.is_post_quantum()));
/// ```
pub static GROUPS: &[&dyn Group] = &[
    &x25519_mlkem768::X25519MLKEM768,
    &secp256r1_mlkem768::SECP256R1MLKEM768,
    &secp384r1_mlkem1024::SECP384R1MLKEM1024,
    &mlkem768::MLKEM768,
    &mlkem1024::MLKEM1024,
    &mlkem512::MLKEM512,
];

/// The post-quantum group of a code point.
///
/// ```
/// use futae_hybrid::tls;
///
/// assert_eq!(tls::group(0x11ED).map(|group| group.name()), Some("SecP384r1MLKEM1024"));
/// assert!(tls::group(0x001D).is_none(), "X25519 alone is in `classical`");
/// ```
pub fn group(code_point: u16) -> Option<&'static dyn Group> {
    GROUPS.iter().copied().find(|group| group.code_point() == code_point)
}
