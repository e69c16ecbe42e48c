//! Key exchange methods of SSH with ML-KEM (RFC 10042), as building blocks: the client's C_INIT,
//! the server's S_REPLY, and the shared secret K. Messages, host keys and the exchange hash are the
//! SSH implementation's.
//!
//! In both messages ML-KEM's part comes first. K is the hash of ML-KEM's secret and ECDH's, in this
//! order; it enters the exchange hash and the key derivation as a `string`, not as an `mpint`.
//!
//! | method | parts | hash |
//! |---|---|---|
//! | [`mlkem768x25519_sha256`] | ML-KEM-768, X25519 | SHA-256 |
//! | [`mlkem768nistp256_sha256`] | ML-KEM-768, P-256 | SHA-256 |
//! | [`mlkem1024nistp384_sha384`] | ML-KEM-1024, P-384 | SHA-384 |
//!
//! ```
//! use futae_hybrid::ssh::mlkem768x25519_sha256::{NAME, PrivateKey, encapsulate};
//!
//! assert_eq!(NAME, "mlkem768x25519-sha256");
//! let client = PrivateKey::generate()?;
//! let (s_reply, sent) = encapsulate(client.c_init())?;
//! let received = client.decapsulate(&s_reply)?;
//! assert_eq!(sent.as_bytes(), received.as_bytes());
//!
//! // As it is hashed: four bytes of length and K.
//! assert_eq!(received.to_string_field().as_bytes().len(), 4 + 32);
//! # Ok::<(), futae_hybrid::Error>(())
//! ```

use core::fmt;

use crate::{Secret, SecretBytes};

/// The shared secret K of a method.
///
/// ```
/// use futae_hybrid::ssh::mlkem1024nistp384_sha384::{PrivateKey, encapsulate};
///
/// let (_, k) = encapsulate(PrivateKey::generate()?.c_init())?;
/// assert_eq!(k.as_bytes().len(), 48);
/// assert_eq!(k.to_string_field().as_bytes()[..4], [0, 0, 0, 48]);
/// assert_eq!(format!("{k:?}"), "SharedSecret(..)");
/// # Ok::<(), futae_hybrid::Error>(())
/// ```
pub struct SharedSecret<const N: usize>(Secret<N>);

impl<const N: usize> SharedSecret<N> {
    /// The bytes of K.
    ///
    /// ```
    /// # use futae_hybrid::ssh::mlkem768x25519_sha256::{PrivateKey, encapsulate};
    /// let client = PrivateKey::generate()?;
    /// let (s_reply, k) = encapsulate(client.c_init())?;
    /// assert_eq!(k.as_bytes(), client.decapsulate(&s_reply)?.as_bytes());
    /// # Ok::<(), futae_hybrid::Error>(())
    /// ```
    pub const fn as_bytes(&self) -> &[u8; N] {
        self.0.as_bytes()
    }

    /// K as a `string` of RFC 4251, Section 5, as it is hashed.
    ///
    /// ```
    /// # use futae_hybrid::ssh::mlkem768x25519_sha256::{PrivateKey, encapsulate};
    /// let (_, k) = encapsulate(PrivateKey::generate()?.c_init())?;
    /// let field = k.to_string_field(); // hashed as it is
    /// assert_eq!(field.as_bytes()[..4], [0, 0, 0, 32]);
    /// assert_eq!(field.as_bytes()[4..], *k.as_bytes());
    /// # Ok::<(), futae_hybrid::Error>(())
    /// ```
    pub fn to_string_field(&self) -> SecretBytes {
        SecretBytes::join(&[&(N as u32).to_be_bytes(), self.as_bytes()])
    }
}

impl<const N: usize> fmt::Debug for SharedSecret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(..)")
    }
}

macro_rules! method {
    ($module:ident, $name:literal, $ml_kem:ident, $curve:path, $hash:ident, $size:literal) => {
        #[doc = concat!("The method ", $name, " of RFC 10042.")]
        ///
        /// ```
        #[doc = concat!("use futae_hybrid::ssh::", stringify!($module), "::{PrivateKey, encapsulate};")]
        ///
        /// let client = PrivateKey::generate()?;
        /// let (s_reply, sent) = encapsulate(client.c_init())?;
        /// let received = client.decapsulate(&s_reply)?;
        /// assert_eq!(sent.as_bytes(), received.as_bytes());
        /// # Ok::<(), futae_hybrid::Error>(())
        /// ```
        pub mod $module {
            use core::fmt;

            use futae::$ml_kem as ml_kem;
            use sha2::{Digest, $hash};
            use $curve as curve;

            use super::SharedSecret;
            use crate::{Error, Secret, secret::join};

            /// The name of the method.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
            /// // As the methods of a peer stand in its SSH_MSG_KEXINIT.
            /// let offered = format!("curve25519-sha256,{NAME}");
            /// assert!(offered.split(',').any(|method| method == NAME));
            /// ```
            pub const NAME: &str = $name;
            /// Bytes of C_INIT.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.c_init().len(), C_INIT_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const C_INIT_SIZE: usize = ml_kem::ENCAPSULATION_KEY_SIZE + curve::SHARE_SIZE;
            /// Bytes of S_REPLY.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (s_reply, _) = encapsulate(client.c_init())?;
            /// assert_eq!(s_reply.len(), S_REPLY_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const S_REPLY_SIZE: usize = ml_kem::CIPHERTEXT_SIZE + curve::SHARE_SIZE;
            /// Bytes of K.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (_, k) = encapsulate(client.c_init())?;
            /// assert_eq!(k.as_bytes().len(), SECRET_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SECRET_SIZE: usize = $size;

            /// What the client sends: C_PK2 ‖ C_PK1.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; C_INIT_SIZE - 1];
            /// assert!(CInit::try_from(received).is_err());
            /// ```
            pub type CInit = [u8; C_INIT_SIZE];
            /// What the server sends: S_CT2 ‖ S_PK1.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; S_REPLY_SIZE + 1];
            /// assert!(SReply::try_from(received).is_err());
            /// ```
            pub type SReply = [u8; S_REPLY_SIZE];

            /// A client's private key, used once and overwritten when dropped.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::ssh::", stringify!($module), "::{C_INIT_SIZE, PrivateKey, S_REPLY_SIZE, encapsulate};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// let (s_reply, _) = encapsulate(client.c_init())?; // the server's part
            /// assert_eq!((client.c_init().len(), s_reply.len()), (C_INIT_SIZE, S_REPLY_SIZE));
            /// let k = client.decapsulate(&s_reply)?; // takes the key: it serves once
            /// # let _ = k;
            /// # Ok::<(), futae_hybrid::Error>(())
            /// ```
            pub struct PrivateKey {
                ml_kem: ml_kem::DecapsulationKey,
                classical: curve::PrivateKey,
                c_init: CInit,
            }

            impl PrivateKey {
                /// A new key from the system's random generator.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
                /// let keys = [PrivateKey::generate()?, PrivateKey::generate()?]; // one for each exchange
                /// assert_ne!(keys[0].c_init(), keys[1].c_init());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn generate() -> Result<Self, Error> {
                    let ml_kem = ml_kem::DecapsulationKey::generate()?;
                    let classical = curve::PrivateKey::generate()?;
                    let parts = [&ml_kem.encapsulation_key().as_bytes()[..], classical.share()];
                    let c_init = join(&parts);
                    Ok(Self { ml_kem, classical, c_init })
                }

                /// What the client sends.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
                /// let client = PrivateKey::generate()?;
                /// let (s_reply, _) = encapsulate(client.c_init())?; // what the server does with it
                /// # assert_eq!(s_reply.len(), S_REPLY_SIZE);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn c_init(&self) -> &CInit {
                    &self.c_init
                }

                /// K, from what the server sent.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, ssh::", stringify!($module), "::*};")]
                /// # let client = PrivateKey::generate()?;
                /// let (s_reply, k) = encapsulate(client.c_init())?;
                /// assert_eq!(client.decapsulate(&s_reply)?.as_bytes(), k.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate(
                    self,
                    s_reply: &SReply,
                ) -> Result<SharedSecret<SECRET_SIZE>, Error> {
                    let (ciphertext, peer) = s_reply.split_first_chunk().ok_or(Error::Length)?;
                    let peer = peer.try_into().map_err(|_| Error::Length)?;
                    let classical = self.classical.agree(peer)?;
                    Ok(combine(&self.ml_kem.decapsulate(ciphertext), &classical))
                }
            }

            /// The server's whole part: S_REPLY and K.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::{Error, ssh::", stringify!($module), "::{PrivateKey, encapsulate}};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// let (share, secret) = encapsulate(client.c_init())?;
            /// assert_eq!(client.decapsulate(&share)?.as_bytes(), secret.as_bytes());
            /// # Ok::<(), Error>(())
            /// ```
            pub fn encapsulate(
                c_init: &CInit,
            ) -> Result<(SReply, SharedSecret<SECRET_SIZE>), Error> {
                let (key, peer) = c_init.split_first_chunk().ok_or(Error::Length)?;
                let key = ml_kem::EncapsulationKey::from_bytes(key)?;
                let private = curve::PrivateKey::generate()?;
                let classical = private.agree(peer.try_into().map_err(|_| Error::Length)?)?;
                let (ciphertext, ml_kem) = key.encapsulate()?;
                let s_reply = join(&[&ciphertext[..], private.share()]);
                Ok((s_reply, combine(&ml_kem, &classical)))
            }

            /// K = HASH(K_PQ ‖ K_CL).
            fn combine(
                ml_kem: &futae::SharedSecret,
                classical: &Secret<{ curve::SECRET_SIZE }>,
            ) -> SharedSecret<SECRET_SIZE> {
                let hash = $hash::new().chain_update(ml_kem.as_bytes());
                let mut secret = Secret::zero();
                let out = secret.as_mut();
                hash.chain_update(classical.as_bytes()).finalize_into(out.into());
                SharedSecret(secret)
            }

            impl fmt::Debug for PrivateKey {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(concat!($name, " PrivateKey(..)"))
                }
            }
        }
    };
}

method!(
    mlkem768x25519_sha256,
    "mlkem768x25519-sha256",
    ml_kem_768,
    crate::classical::x25519,
    Sha256,
    32
);
method!(
    mlkem768nistp256_sha256,
    "mlkem768nistp256-sha256",
    ml_kem_768,
    crate::classical::weierstrass::secp256r1,
    Sha256,
    32
);
method!(
    mlkem1024nistp384_sha384,
    "mlkem1024nistp384-sha384",
    ml_kem_1024,
    crate::classical::weierstrass::secp384r1,
    Sha384,
    48
);

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::mlkem768x25519_sha256::{PrivateKey, encapsulate};
    use crate::Error;

    /// The exchange taken apart with the primitives alone: which part stands where, and what is
    /// hashed.
    #[test]
    fn the_parts_are_where_the_rfc_has_them() {
        let ml_kem = futae::ml_kem_768::DecapsulationKey::from_seed(&[7; 64]);
        let scalar = x25519_dalek::StaticSecret::from([9; 32]);
        let share = x25519_dalek::PublicKey::from(&scalar);
        let c_init = [&ml_kem.encapsulation_key().as_bytes()[..], share.as_bytes()].concat();
        let (s_reply, k) = encapsulate(c_init.as_slice().try_into().unwrap()).unwrap();
        let (ciphertext, peer) = s_reply.split_first_chunk::<1088>().unwrap();
        let peer: [u8; 32] = peer.try_into().unwrap();
        let k_pq = ml_kem.decapsulate(ciphertext);
        let k_cl = scalar.diffie_hellman(&peer.into());
        let expected = Sha256::new().chain_update(k_pq.as_bytes()).chain_update(k_cl.as_bytes());
        assert_eq!(k.as_bytes()[..], expected.finalize()[..]);
    }

    #[test]
    fn bad_values_are_refused() {
        let client = PrivateKey::generate().unwrap();
        let mut c_init = *client.c_init();
        c_init[1184..].fill(0);
        assert_eq!(encapsulate(&c_init).err(), Some(Error::SmallOrder));
        let mut c_init = *client.c_init();
        c_init[..3].fill(0xFF);
        assert_eq!(encapsulate(&c_init).err(), Some(Error::Modulus));
        let (mut s_reply, _) = encapsulate(client.c_init()).unwrap();
        s_reply[1088..].fill(0);
        assert_eq!(client.decapsulate(&s_reply).err(), Some(Error::SmallOrder));
    }
}
