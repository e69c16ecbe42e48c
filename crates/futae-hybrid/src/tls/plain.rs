//! Groups of one algorithm: ML-KEM (draft-ietf-tls-mlkem), and classical ones apart.

/// A group of ML-KEM alone: the client's share is an encapsulation key, the server's a ciphertext.
macro_rules! ml_kem_group {
    ($module:ident, $object:ident, $name:literal, $code_point:literal, $ml_kem:ident,
     $component:literal) => {
        #[doc = concat!("The group ", $name, " of draft-ietf-tls-mlkem.")]
        ///
        /// ```
        #[doc = concat!("use futae_hybrid::tls::", stringify!($module), "::{PrivateKey, encapsulate};")]
        ///
        /// let client = PrivateKey::generate()?;
        /// let (server_share, sent) = encapsulate(client.client_share())?;
        /// let received = client.decapsulate(&server_share)?;
        /// assert_eq!(sent.as_bytes(), received.as_bytes());
        /// # Ok::<(), futae_hybrid::Error>(())
        /// ```
        pub mod $module {
            use alloc::{boxed::Box, vec::Vec};
            use core::fmt;

            use futae::$ml_kem as ml_kem;

            use crate::{
                Error, Family, Properties, Secret, SecretBytes,
                tls::{Group, KeyExchange},
            };

            /// The code point in the registry of TLS supported groups.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let group = futae_hybrid::tls::group(CODE_POINT).ok_or(Error::UnknownAlgorithm)?;
            /// assert_eq!(group.client_share_size(), CLIENT_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CODE_POINT: u16 = $code_point;
            /// Bytes of the client's share.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.client_share().len(), CLIENT_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CLIENT_SHARE_SIZE: usize = ml_kem::ENCAPSULATION_KEY_SIZE;
            /// Bytes of the server's share.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (share, _) = encapsulate(client.client_share())?;
            /// assert_eq!(share.len(), SERVER_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SERVER_SHARE_SIZE: usize = ml_kem::CIPHERTEXT_SIZE;
            /// Bytes of the shared secret.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (_, secret) = encapsulate(client.client_share())?;
            /// assert_eq!(secret.as_bytes().len(), SECRET_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SECRET_SIZE: usize = 32;

            /// The client's share: an encapsulation key.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0xFF; CLIENT_SHARE_SIZE];
            /// let share = ClientShare::try_from(received).map_err(|_| Error::Length)?;
            /// assert_eq!(encapsulate(&share).err(), Some(Error::Modulus));
            /// # Ok::<(), Error>(())
            /// ```
            pub type ClientShare = [u8; CLIENT_SHARE_SIZE];
            /// The server's share: a ciphertext.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; SERVER_SHARE_SIZE - 1];
            /// assert!(ServerShare::try_from(received).is_err());
            /// ```
            pub type ServerShare = [u8; SERVER_SHARE_SIZE];

            /// A client's private key, used once and overwritten when dropped.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::tls::", stringify!($module), "::{CLIENT_SHARE_SIZE, PrivateKey, SECRET_SIZE, encapsulate};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.client_share().len(), CLIENT_SHARE_SIZE);
            /// let (share, _) = encapsulate(client.client_share())?; // the server's part
            /// let secret = client.decapsulate(&share)?; // takes the key: it serves once
            /// assert_eq!(secret.as_bytes().len(), SECRET_SIZE);
            /// # Ok::<(), futae_hybrid::Error>(())
            /// ```
            pub struct PrivateKey(ml_kem::DecapsulationKey);

            impl PrivateKey {
                /// A new key from the system's random generator.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// let keys = [PrivateKey::generate()?, PrivateKey::generate()?]; // one for each handshake
                /// assert_ne!(keys[0].client_share(), keys[1].client_share());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn generate() -> Result<Self, Error> {
                    Ok(Self(ml_kem::DecapsulationKey::generate()?))
                }

                /// What the client sends.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// let client = PrivateKey::generate()?;
                /// let (server_share, _) = encapsulate(client.client_share())?; // what the server does with it
                /// # assert_eq!(server_share.len(), SERVER_SHARE_SIZE);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn client_share(&self) -> &ClientShare {
                    self.0.encapsulation_key().as_bytes()
                }

                /// The shared secret, from what the server sent. Never an error: a ciphertext for
                /// another key gives another secret.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::", stringify!($module), "::*};")]
                /// # let client = PrivateKey::generate()?;
                /// let (server_share, sent) = encapsulate(client.client_share())?;
                /// assert_eq!(client.decapsulate(&server_share)?.as_bytes(), sent.as_bytes());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate(
                    self,
                    share: &ServerShare,
                ) -> Result<Secret<SECRET_SIZE>, Error> {
                    Ok(Secret::new(self.0.decapsulate(share).as_bytes()))
                }
            }

            /// The server's whole part: its share and the shared secret.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::{Error, tls::", stringify!($module), "::{PrivateKey, encapsulate}};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// let (share, secret) = encapsulate(client.client_share())?;
            /// assert_eq!(client.decapsulate(&share)?.as_bytes(), secret.as_bytes());
            /// # Ok::<(), Error>(())
            /// ```
            pub fn encapsulate(
                share: &ClientShare,
            ) -> Result<(ServerShare, Secret<SECRET_SIZE>), Error> {
                let key = ml_kem::EncapsulationKey::from_bytes(share)?;
                let (ciphertext, secret) = key.encapsulate()?;
                Ok((ciphertext, Secret::new(secret.as_bytes())))
            }

            group_object!(
                stringify!($module),
                $object,
                $name,
                PostQuantum,
                [$component],
                "draft-ietf-tls-mlkem",
                provisional: true
            );
        }
    };
}

ml_kem_group!(mlkem512, MLKEM512, "MLKEM512", 0x0200, ml_kem_512, "ML-KEM-512");
ml_kem_group!(mlkem768, MLKEM768, "MLKEM768", 0x0201, ml_kem_768, "ML-KEM-768");
ml_kem_group!(mlkem1024, MLKEM1024, "MLKEM1024", 0x0202, ml_kem_1024, "ML-KEM-1024");

/// A group of ECDH alone.
macro_rules! classical_group {
    ($module:ident, $object:ident, $code_point:literal, $curve:path, $component:literal) => {
        #[doc = concat!("The classical group ", stringify!($module), ", not safe from a quantum computer.")]
        ///
        /// ```
        #[doc = concat!("use futae_hybrid::tls::classical::", stringify!($module), "::{PrivateKey, encapsulate};")]
        ///
        /// let client = PrivateKey::generate()?;
        /// let (server_share, sent) = encapsulate(client.client_share())?;
        /// let received = client.decapsulate(&server_share)?;
        /// assert_eq!(sent.as_bytes(), received.as_bytes());
        /// # Ok::<(), futae_hybrid::Error>(())
        /// ```
        pub mod $module {
            use alloc::{boxed::Box, vec::Vec};
            use core::fmt;

            use $curve as curve;

            use crate::{
                Error, Family, Properties, Secret, SecretBytes,
                tls::{Group, KeyExchange},
            };

            /// The code point in the registry of TLS supported groups.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
            /// let group = futae_hybrid::Registry::new().with_classical().group(CODE_POINT)?;
            /// assert_eq!(group.client_share_size(), CLIENT_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CODE_POINT: u16 = $code_point;
            /// Bytes of the client's share.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.client_share().len(), CLIENT_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const CLIENT_SHARE_SIZE: usize = curve::SHARE_SIZE;
            /// Bytes of the server's share.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (share, _) = encapsulate(client.client_share())?;
            /// assert_eq!(share.len(), SERVER_SHARE_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SERVER_SHARE_SIZE: usize = curve::SHARE_SIZE;
            /// Bytes of the shared secret.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
            /// # let client = PrivateKey::generate()?;
            /// let (_, secret) = encapsulate(client.client_share())?;
            /// assert_eq!(secret.as_bytes().len(), SECRET_SIZE);
            /// # Ok::<(), Error>(())
            /// ```
            pub const SECRET_SIZE: usize = curve::SECRET_SIZE;

            /// Either side's share: a public value.
            ///
            /// ```
            #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
            /// let received: &[u8] = &[0; SERVER_SHARE_SIZE];
            /// let share = Share::try_from(received).map_err(|_| Error::Length)?;
            /// assert!(encapsulate(&share).is_err()); // zeros are no public value
            /// # Ok::<(), Error>(())
            /// ```
            pub type Share = [u8; CLIENT_SHARE_SIZE];

            /// A client's private key, used once and overwritten when dropped.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::tls::classical::", stringify!($module), "::{CLIENT_SHARE_SIZE, PrivateKey, SECRET_SIZE, encapsulate};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// assert_eq!(client.client_share().len(), CLIENT_SHARE_SIZE);
            /// let (share, _) = encapsulate(client.client_share())?; // the server's part
            /// let secret = client.decapsulate(&share)?; // takes the key: it serves once
            /// assert_eq!(secret.as_bytes().len(), SECRET_SIZE);
            /// # Ok::<(), futae_hybrid::Error>(())
            /// ```
            pub struct PrivateKey(curve::PrivateKey);

            impl PrivateKey {
                /// A new key from the system's random generator.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
                /// let keys = [PrivateKey::generate()?, PrivateKey::generate()?]; // one for each handshake
                /// assert_ne!(keys[0].client_share(), keys[1].client_share());
                /// # Ok::<(), Error>(())
                /// ```
                pub fn generate() -> Result<Self, Error> {
                    curve::PrivateKey::generate().map(Self)
                }

                /// What the client sends.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
                /// let client = PrivateKey::generate()?;
                /// let (server_share, _) = encapsulate(client.client_share())?; // what the server does with it
                /// # assert_eq!(server_share.len(), SERVER_SHARE_SIZE);
                /// # Ok::<(), Error>(())
                /// ```
                pub fn client_share(&self) -> &Share {
                    self.0.share()
                }

                /// The shared secret, from what the server sent.
                ///
                /// ```
                #[doc = concat!("# use futae_hybrid::{Error, tls::classical::", stringify!($module), "::*};")]
                /// # let client = PrivateKey::generate()?;
                /// let refused = client.decapsulate(&[0; SERVER_SHARE_SIZE]); // no public value
                /// assert!(matches!(refused.err(), Some(Error::SmallOrder | Error::Point)));
                /// # Ok::<(), Error>(())
                /// ```
                pub fn decapsulate(self, share: &Share) -> Result<Secret<SECRET_SIZE>, Error> {
                    self.0.agree(share)
                }
            }

            /// The server's whole part: its share and the shared secret.
            ///
            /// ```
            #[doc = concat!("use futae_hybrid::{Error, tls::classical::", stringify!($module), "::{PrivateKey, encapsulate}};")]
            ///
            /// let client = PrivateKey::generate()?;
            /// let (share, secret) = encapsulate(client.client_share())?;
            /// assert_eq!(client.decapsulate(&share)?.as_bytes(), secret.as_bytes());
            /// # Ok::<(), Error>(())
            /// ```
            pub fn encapsulate(share: &Share) -> Result<(Share, Secret<SECRET_SIZE>), Error> {
                let private = curve::PrivateKey::generate()?;
                let secret = private.agree(share)?;
                Ok((*private.share(), secret))
            }

            group_object!(
                concat!("classical::", stringify!($module)),
                $object,
                stringify!($module),
                Classical,
                [$component],
                "RFC 9846",
                provisional: false
            );
        }
    };
}

pub mod classical {
    //! Classical groups, not safe from a quantum computer: for peers that know no other. Nothing in
    //! this crate chooses one by itself.
    //!
    //! ```
    //! use futae_hybrid::tls::classical;
    //!
    //! assert!(classical::GROUPS.iter().all(|group| !group.is_post_quantum()));
    //! ```

    use crate::tls::Group;

    classical_group!(x25519, X25519, 0x001D, crate::classical::x25519, "X25519");
    classical_group!(
        secp256r1,
        SECP256R1,
        0x0017,
        crate::classical::weierstrass::secp256r1,
        "ECDH-P256"
    );
    classical_group!(
        secp384r1,
        SECP384R1,
        0x0018,
        crate::classical::weierstrass::secp384r1,
        "ECDH-P384"
    );

    /// The classical groups, in the order of preference.
    ///
    /// ```
    /// assert_eq!(futae_hybrid::tls::classical::GROUPS.len(), 3);
    /// ```
    pub static GROUPS: &[&dyn Group] =
        &[&x25519::X25519, &secp256r1::SECP256R1, &secp384r1::SECP384R1];
}
